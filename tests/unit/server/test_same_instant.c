/* Two people decide in the same instant: from two threads, through the real queue into the writer, on a
 * choice (A3), on all (A2) and on a vote (A4). There is one outcome, and whoever came second to what was
 * decided is told by whom and when. Usage: server_test_same_instant [TIMES]; without it 300, 10,000 in
 * tests/unit/long.sh.
 */
#include "fixture.h"
#include "server/queue.h"
#include "server/verify.h"
#include <pthread.h>
#include <semaphore.h>

enum { KINDS = 3, SOME = 300, AT_ONCE = 60, PEOPLE = 2 };
static int times = SOME;

static const char *const flows[KINDS] = {"race.choice", "race.everyone", "race.ballot"};
static const char *const handles[PEOPLE] = {"chen.wei", "li.na"};

/* A step for each of the two, in a group of the kind in question. */
static const char RULES[] =
    "local function race(name, prefix, group)\n"
    "  flow(name) { title = { en = name, zh = name }, owner = \"sales\", prefix = prefix,\n"
    "    fallback = post \"company.head\", within = workdays(100), form = {},\n"
    "    route = function() return group {\n"
    "      approve \"one\" { by = person \"chen.wei\", within = workdays(100) },\n"
    "      approve \"two\" { by = person \"li.na\", within = workdays(100) } } end }\n"
    "end\n"
    "race(\"race.choice\", \"CHO\", any)\n"
    "race(\"race.everyone\", \"EVE\", all)\n"
    "race(\"race.ballot\", \"BAL\", function(t) t.need = 1; return vote(t) end)\n";

typedef struct side {
    request_t request;
    job_t job;
    sem_t answered;
    _Atomic int64_t *clock;
} side_t;

typedef struct race {
    int kind;
    int64_t record;
    side_t side[PEOPLE];
} race_t;

typedef struct rig {
    fixture_t f;
    queue_t *queue;
    race_t *races;
    pthread_barrier_t start;
    int64_t person[PEOPLE], initiator;
} rig_t;

static actor_t person(int64_t id) {
    return (actor_t){.kind = ACTOR_PERSON, .person = id, .auth = AUTH_PEER_UID};
}

/* Drafts and submits `count` of them, from `first`. */
static void file_some(rig_t *r, int first, int count) {
    request_t requests[AT_ONCE] = {0};
    reply_t replies[AT_ONCE] = {0};
    for (int i = 0; i < count; i++)
        requests[i].command = (command_t){.kind = COMMAND_DRAFT,
                                          .actor = person(r->initiator),
                                          .flow = flows[(first + i) % KINDS],
                                          .at = INSTANT_NONE};
    writer_run(company_host(r->f.company), requests, replies, (size_t)count);
    for (int i = 0; i < count; i++) {
        assert_true(replies[i].ok);
        r->races[first + i] = (race_t){.kind = (first + i) % KINDS, .record = replies[i].record};
        requests[i].command = (command_t){.kind = COMMAND_SUBMIT,
                                          .actor = person(r->initiator),
                                          .record = replies[i].record,
                                          .at = INSTANT_NONE};
    }
    memset(replies, 0, sizeof replies);
    writer_run(company_host(r->f.company), requests, replies, (size_t)count);
    for (int i = 0; i < count; i++)
        if (!replies[i].ok) fail_msg("%s", replies[i].error.code);
}

/* On the writer's thread, after the commit. The clock goes on, so that an answer with another decision's time
 * is seen. */
static void answered(job_t *job) {
    side_t *s = job->owner;
    atomic_fetch_add(s->clock, MS_SECOND);
    sem_post(&s->answered);
}

/* What each does: all four ways for the two, over and over, with another kind each time. */
static command_kind_t does(int race, int side) {
    int way = race / KINDS;
    return (way >> side & 1) ? COMMAND_REFUSE : COMMAND_APPROVE;
}

static void prepare_side(rig_t *r, int i, int side) {
    side_t *s = &r->races[i].side[side];
    s->request.command = (command_t){.kind = does(i, side),
                                     .actor = person(r->person[side]),
                                     .record = r->races[i].record,
                                     .text = "seen",
                                     .at = INSTANT_NONE};
    s->job = (job_t){.request = &s->request, .owner = s, .done = answered, .direct = true};
    s->clock = &r->f.now;
    sem_init(&s->answered, 0, 0);
}

static void idle(void *ctx) {
    (void)ctx;
}

static void setup_rig(rig_t *r) {
    memset(r, 0, sizeof *r);
    fixture_begin(&r->f, NULL);
    fixture_rules(&r->f, RULES);
    must(r->f.answer);
    snapshot_t *snapshot = host_snapshot(company_host(r->f.company));
    person_info_t info;
    for (int i = 0; i < PEOPLE; i++) {
        assert_true(directory_by_handle(snapshot->directory, handles[i], &info));
        r->person[i] = info.id;
    }
    assert_true(directory_by_handle(snapshot->directory, "gao.min", &info));
    r->initiator = info.id;
    snapshot_unref(snapshot);
    r->races = calloc((size_t)times, sizeof *r->races);
    assert_non_null(r->races);
    for (int i = 0; i < times; i += AT_ONCE)
        file_some(r, i, times - i < AT_ONCE ? times - i : AT_ONCE);
    for (int i = 0; i < times; i++)
        for (int side = 0; side < PEOPLE; side++)
            prepare_side(r, i, side);
}

static void finish_rig(rig_t *r) {
    for (int i = 0; i < times; i++)
        for (int side = 0; side < PEOPLE; side++) {
            diag_clear(&r->races[i].side[side].job.reply.error);
            sem_destroy(&r->races[i].side[side].answered);
        }
    free(r->races);
    fixture_end(&r->f);
}

typedef struct runner {
    rig_t *rig;
    int side, from, until;
    pthread_t thread;
} runner_t;

/* Both wait for each other before each decision; what comes first afterwards is the machine's. */
static void *decide_all(void *arg) {
    runner_t *me = arg;
    for (int i = me->from; i < me->until; i++) {
        side_t *s = &me->rig->races[i].side[me->side];
        diag_t d = {0};
        pthread_barrier_wait(&me->rig->start);
        if (queue_push(me->rig->queue, &s->job, &d) != 0) abort();
        while (sem_wait(&s->answered) != 0)
            ;
    }
    return NULL;
}

/* Those from `from` up to `until`, at most `batch` commands in one commit. */
static void run_both(rig_t *r, int from, int until, size_t batch) {
    queue_options_t options = {
        .batch_max = batch, .fire_batch = 4, .limit = 16, .batch_us = 200, .recover_max_s = 1, .wake = idle};
    runner_t runners[PEOPLE];
    r->queue = queue_start(company_host(r->f.company), &options, &r->f.d);
    assert_non_null(r->queue);
    pthread_barrier_init(&r->start, NULL, PEOPLE);
    for (int i = 0; i < PEOPLE; i++) {
        runners[i] = (runner_t){.rig = r, .side = i, .from = from, .until = until};
        if (pthread_create(&runners[i].thread, NULL, decide_all, &runners[i]) != 0) abort();
    }
    for (int i = 0; i < PEOPLE; i++)
        pthread_join(runners[i].thread, NULL);
    pthread_barrier_destroy(&r->start);
    queue_stop(r->queue);
    queue_finish(r->queue);
    queue_free(r->queue);
}

/* ---- what came of it, as the history tells */

typedef struct decided {
    int side;
    char outcome[16], at[INSTANT_TEXT];
} decided_t;

typedef struct course {
    decided_t list[PEOPLE];
    int decided, ended;
    char state[32];
} course_t;

static void read_event(course_t *c, const json_t *event) {
    const json_t *data = json_object_get(event, "data");
    const char *kind = text_at(event, "kind");
    if (strcmp(kind, event_kind_word(EVENT_TASK_DECIDED)) == 0) {
        assert_true(c->decided < PEOPLE);
        decided_t *d = &c->list[c->decided++];
        const char *who = text_at(json_object_get(json_object_get(event, "actor"), "person"), "handle");
        d->side = strcmp(who, handles[0]) == 0 ? 0 : 1;
        assert_string_equal(who, handles[d->side]);
        snprintf(d->outcome, sizeof d->outcome, "%s", text_at(data, "outcome"));
        snprintf(d->at, sizeof d->at, "%s", text_at(event, "at"));
    } else if (strcmp(kind, event_kind_word(EVENT_ENDED)) == 0) {
        c->ended++;
        snprintf(c->state, sizeof c->state, "%s", text_at(data, "state"));
    }
}

static course_t course_of(rig_t *r, const race_t *race) {
    course_t c = {0};
    must(ask(&r->f, "{\"verb\":\"history\",\"record\":\"%" PRId64 "\"}", race->record));
    const json_t *events = json_object_get(r->f.answer, "events");
    for (size_t i = 0; i < json_array_size(events); i++)
        read_event(&c, json_array_get(events, i));
    return c;
}

/* Does the first of two decisions end it? By the words of approval.md: in a choice always, among all a
 * refusal does, of one vote needed the first approval. */
static bool first_ends_it(int kind, bool approved) {
    return kind == 0 || (kind == 1 ? !approved : approved);
}

static void check_loser(const reply_t *reply, const decided_t *winner) {
    assert_false(reply->ok);
    assert_string_equal(reply->error.code, "task.not_open");
    assert_string_equal(diag_get(&reply->error, "by"), handles[winner->side]);
    assert_string_equal(diag_get(&reply->error, "outcome"), winner->outcome);
    assert_string_equal(diag_get(&reply->error, "at"), winner->at);
}

/* One record; tells who came first, and whether the other was too late. */
static int check_race(rig_t *r, const race_t *race, bool *late) {
    course_t c = course_of(r, race);
    assert_true(c.decided >= 1);
    assert_int_equal(c.ended, 1);
    const decided_t *first = &c.list[0];
    bool approved = strcmp(first->outcome, outcome_word(OUTCOME_APPROVED)) == 0;
    *late = first_ends_it(race->kind, approved);
    assert_int_equal(c.decided, *late ? 1 : 2);
    assert_true(race->side[first->side].job.reply.ok);
    const reply_t *second = &race->side[1 - first->side].job.reply;
    if (*late)
        check_loser(second, first);
    else
        assert_true(second->ok);
    const decided_t *last = &c.list[c.decided - 1];
    bool passed = strcmp(last->outcome, outcome_word(OUTCOME_APPROVED)) == 0;
    assert_string_equal(c.state, record_state_word(passed ? RECORD_FINISHED : RECORD_ENDED_REFUSED));
    return first->side;
}

static void not_found(void *ctx, int64_t record, const diag_t *difference) {
    (void)ctx;
    print_error("record %" PRId64 ": %s\n", record, difference->code);
}

static void check_store(rig_t *r) {
    char path[128];
    verify_report_t report;
    verify_options_t options = {.found = not_found};
    snprintf(path, sizeof path, "%s/countersign.db", r->f.folder);
    if (verify_store(path, &(store_options_t){0}, &options, &report, &r->f.d) != 0)
        fail_msg("%s", r->f.d.code);
    assert_int_equal(report.differences, 0);
    assert_true(report.records >= times);
}

static void A3_A2_A4_two_who_decide_in_the_same_instant_have_one_outcome(void **state) {
    (void)state;
    rig_t r;
    int late[KINDS] = {0}, both[KINDS] = {0}, first[PEOPLE] = {0};
    setup_rig(&r);
    run_both(&r, 0, times / 2, 16);    /* both in one commit, as a rule */
    run_both(&r, times / 2, times, 1); /* each in one of its own */
    for (int i = 0; i < times; i++) {
        bool was_late;
        first[check_race(&r, &r.races[i], &was_late)]++;
        late[r.races[i].kind] += was_late;
        both[r.races[i].kind] += !was_late;
    }
    printf("%d times two decided at once: the one first %d times, the other %d\n", times, first[0], first[1]);
    for (int i = 0; i < KINDS; i++)
        printf("  %-13s one outcome: the second told who and when %d times, both counted %d times\n",
               flows[i], late[i], both[i]);
    check_store(&r);
    finish_rig(&r);
}

int main(int argc, char **argv) {
    if (argc > 1) times = atoi(argv[1]);
    if (times < 1) return 2;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A3_A2_A4_two_who_decide_in_the_same_instant_have_one_outcome),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
