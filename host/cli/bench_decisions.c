/* Decisions through the writer against the bare store, which runs the same statements with the same values in
 * the same batches, on another file of the same disk; both on durable settings. In many short rounds, ours
 * and bare in turn, so that what else the machine does falls on both: the ratio is the median of the rounds'.
 */
#include "cli/bench.h"
#include "store/bench.h"

enum { ROUNDS_MAX = 32 };

typedef struct pair {
    bench_company_t writer, bare;
    int64_t *records;
    size_t *marks; /* the tape after each commit of the present round */
    tape_t *tape;
    double ours, against; /* seconds, all rounds together */
} pair_t;

/* The same statements on the other company's store, in the same commits. */
static int play(pair_t *p, size_t commits, double *took, diag_t *d) {
    store_t *store = host_store(bench_host(&p->bare));
    double begin = bench_seconds();
    for (size_t i = 0; i < commits; i++)
        if (store_begin(store, d) != 0 || tape_play(store, p->tape, p->marks[i], p->marks[i + 1], d) != 0 ||
            store_commit(store, d) != 0)
            return -1;
    *took = bench_seconds() - begin;
    return 0;
}

/* Approvals of one slice by the writer, taped or not. Seconds; 0 with the error set. */
static double approve(pair_t *p, const int64_t *records, size_t count, size_t batch, bool taped, diag_t *d) {
    size_t commits = 0;
    double took = 0;
    tape_cut(p->tape, 0);
    p->marks[0] = 0;
    store_record_on(host_store(bench_host(&p->writer)), taped ? p->tape : NULL);
    for (size_t i = 0; i < count && d->code == NULL; i += batch) {
        took += bench_approve(&p->writer, &records[i], count - i < batch ? count - i : batch, batch, d);
        if (taped) p->marks[++commits] = tape_mark(p->tape);
    }
    return d->code == NULL ? took : 0;
}

/* One round on two slices of equal length: one is approved by us, which is timed; the other too, onto the
 * tape, and then played by the bare store, which is timed. The recorder is no part of the product, so what is
 * timed runs without it. What the log holds is folded in outside of the measurement, on both sides. */
static int one_round(pair_t *p, const int64_t *records, size_t count, size_t batch, double *ratio,
                     diag_t *d) {
    double bare = 0, ours = approve(p, records, count, batch, false, d);
    if (d->code != NULL || store_checkpoint(host_store(bench_host(&p->writer)), d) != 0) return -1;
    approve(p, records + count, count, batch, true, d);
    if (d->code != NULL || play(p, (count + batch - 1) / batch, &bare, d) != 0 ||
        store_checkpoint(host_store(bench_host(&p->writer)), d) != 0 ||
        store_checkpoint(host_store(bench_host(&p->bare)), d) != 0)
        return -1;
    p->ours += ours;
    p->against += bare;
    *ratio = bare / ours;
    return 0;
}

/* Both companies, with the same records waiting for their first approval. */
static int prepare(pair_t *p, bench_t *b, size_t count, diag_t *d) {
    p->tape = tape_new(d);
    if (p->tape == NULL || bench_company_open(&p->writer, b, d) != 0 ||
        bench_company_open(&p->bare, b, d) != 0)
        return -1;
    store_t *ours = host_store(bench_host(&p->writer)), *bare = host_store(bench_host(&p->bare));
    store_record_on(ours, p->tape);
    if (bench_file(&p->writer, "bench.one", count, 1000, p->records, d) != 0 || store_begin(bare, d) != 0)
        return -1;
    return tape_play(bare, p->tape, 0, tape_mark(p->tape), d) != 0 ? -1 : store_commit(bare, d);
}

static int measure(bench_t *b, size_t count, size_t batch, diag_t *d) {
    pair_t p = {0};
    size_t rounds = b->sizes->rounds, each = count / rounds, all = 2 * each * rounds;
    double ratios[ROUNDS_MAX];
    p.records = mem_alloc(all * sizeof *p.records);
    p.marks = mem_alloc((each / batch + 3) * sizeof *p.marks);
    int status = rounds > ROUNDS_MAX || p.records == NULL || p.marks == NULL ? diag_memory(d) : 0;
    if (status == 0) status = prepare(&p, b, all, d);
    for (size_t r = 0; status == 0 && r < rounds; r++)
        status = one_round(&p, &p.records[2 * r * each], each, batch, &ratios[r], d);
    if (status == 0) {
        double decided = (double)(rounds * each);
        bench_tell(b, &(measured_t){.name = "decisions",
                                    .unit = "a_second",
                                    .size = batch,
                                    .value = decided / p.ours,
                                    .against = decided / p.against,
                                    .ratio = bench_part(ratios, rounds, 0.5),
                                    .sense = BUDGET_AT_LEAST,
                                    .limit = 0.60});
    }
    bench_company_close(&p.bare);
    bench_company_close(&p.writer);
    tape_free(p.tape);
    mem_free(p.records);
    mem_free(p.marks);
    return status;
}

int bench_decisions(bench_t *b, diag_t *d) {
    if (measure(b, b->sizes->decisions_1, 1, d) != 0 || measure(b, b->sizes->decisions_16, 16, d) != 0)
        return -1;
    return measure(b, b->sizes->decisions_128, 128, d);
}
