/* Acceptance reports and milestones; see reports.h. */
#include "simulation/reports.h"
#include "simulation/answers.h"
#include "simulation/asking.h"
#include "simulation/checks.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

/* ---- what events say */

/* Did somebody accept it: has the step of that name passed, or what is owed for it (A52)? */
static bool was_accepted(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *step = &r->steps[i];
        bool accepts = strcmp(step->name, RULES_ACCEPTS) == 0 ||
                       strncmp(step->name, RULES_ACCEPTS ".owed", strlen(RULES_ACCEPTS ".owed")) == 0;
        if (accepts && step->state == STEP_PASSED) return true;
    }
    return false;
}

static const char *how_it_stands(sim_t *s, const record_t *r) {
    const char *text = record_state_word(r->state);
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *step = &r->steps[i];
        if (strncmp(step->name, RULES_ACCEPTS, strlen(RULES_ACCEPTS)) != 0) continue;
        text = sim_text(s, "%s, %s %s%s", text, step->name, step_state_word(step->state),
                        step->left_out != NULL ? step->left_out : "");
    }
    return text;
}

bool report_filed(sim_t *s, past_t *p, const event_t *e, const record_t *r) {
    const document_t *filed = &e->u.documented.document;
    s->totals.n[COUNT_REPORTS]++;
    if (!was_accepted(r))
        return sim_fail(s, p->id, "a report is filed of what was accepted (P2.5.3)", "an acceptance", "%s",
                        how_it_stands(s, r));
    if (hash_equal(&p->filed, &filed->content))
        return sim_fail(s, p->id, "the same report again is no news (P2.5.3)", "no event", "%s", filed->name);
    p->filed = filed->content;
    return true;
}

static const value_t *cell_of(const record_t *r, const char *field, size_t row, size_t column) {
    const value_t *v = record_field(r, field);
    if (v == NULL || v->kind != VALUE_TABLE || row >= v->u.table.count) return NULL;
    return &v->u.table.rows[row].cells[column];
}

bool milestone_warned(sim_t *s, const past_t *p, const event_t *e, const record_t *r) {
    const value_t *name, *due;
    char milestone[16], last;
    if (e->actor.kind != ACTOR_RULE || sscanf(e->u.warned.text, RULES_LATE, milestone, &last) != 2)
        return true;
    s->totals.n[COUNT_MILESTONES]++;
    for (size_t i = 0; (name = cell_of(r, "reached", i, 0)) != NULL; i++)
        if (strcmp(name->u.text, milestone) == 0)
            return sim_fail(s, p->id, "nobody is warned of what was reached (P2.3.1)", "no warning", "%s",
                            milestone);
    for (size_t i = 0; (name = cell_of(r, "milestones", i, 0)) != NULL; i++) {
        due = cell_of(r, "milestones", i, 1);
        bool late = (instant_t)due->u.date * MS_DAY < e->recorded; /* zones: a day at most */
        if (strcmp(name->u.text, milestone) == 0 && late) return true;
    }
    return sim_fail(s, p->id, "a milestone is warned of when its day has passed (P2.3.1)", "one of the form",
                    "%s", milestone);
}

/* ---- reading and filing */

static past_t *accepted_record(sim_t *s) {
    for (int i = 0; i < 40 && s->history.count > 0; i++) {
        past_t *p = s->history.records[sim_below(s, (int)s->history.count)];
        for (size_t k = 0; k < p->step_count; k++)
            if (p->steps[k].ended && strcmp(p->steps[k].name, RULES_ACCEPTS) == 0) return p;
    }
    return NULL;
}

static bool read_report(sim_t *s, const past_t *p, json_t **answer) {
    *answer = asking_send(
        s, json_pack("{s:s,s:s}", "verb", "report.acceptance", "record", sim_text(s, "%" PRId64, p->id)));
    const char *code = asking_error(*answer);
    bool known = code[0] == '\0' || strcmp(code, "acceptance.not_passed") == 0;
    return known || strcmp(code, "flow.unknown") == 0 ||
           sim_fail(s, p->id, "an acceptance can be reported", "a report, or why not", "%s", code);
}

static const char *hash_in(sim_t *s, const json_t *answer) {
    const char *text = json_string_value(json_object_get(answer, "blake2b"));
    return text != NULL ? sim_text(s, "%s", text) : "";
}

/* A newer version of the rules, or an unknown name, changes what it says: it is read at once. */
static bool filed_as_read(sim_t *s, past_t *p, const json_t *read, bool filed) {
    json_t *again;
    record_t r;
    diag_t d = {0};
    if (!read_report(s, p, &again)) return false;
    bool same = json_equal(json_object_get(read, "text"), json_object_get(again, "text")),
         told = json_is_true(json_object_get(again, "filed"));
    size_t found = 0;
    char hex[HASH_HEX];
    json_decref(again);
    if (record_decode((bytes_t){p->folded.at, p->folded.len}, &s->arena, &r, &d) != 0)
        return sim_fail_diag(s, p->id, "a state can be read", "no error", &d);
    for (size_t i = 0; i < r.document_count; i++)
        found += strcmp(hash_hex(&r.documents[i].content, hex), hash_in(s, read)) == 0;
    if (!same)
        return sim_fail(s, p->id, "a report made twice is the same (P2.5.3)", "the same text", "another");
    if (!filed || (found == 1 && told)) return true;
    return sim_fail(s, p->id, "what is filed is what was read, once (P2.5.3)", hash_in(s, read),
                    "%zu such documents, %s", found, told ? "filed" : "not filed");
}

/* *code: why not; "": it was. */
static bool file_it(sim_t *s, const past_t *p, const char **code) {
    reply_t reply;
    int64_t touched;
    claim_t *c = claim_new(s, operation_row(COMMAND_FILE_REPORT));
    c->request.command =
        (command_t){.kind = COMMAND_FILE_REPORT,
                    .record = p->id,
                    .actor = {.kind = ACTOR_PERSON, .person = p->initiator, .auth = AUTH_ENTERED_BY},
                    .at = INSTANT_NONE};
    writer_run(s->machine.host, &c->request, &reply, 1);
    *code = reply.ok ? "" : sim_text(s, "%s", reply.error.code);
    trace_line(&s->trace, "%6" PRId64 " a report is filed %s", s->step, *code);
    return answer_take(s, c, &reply, false, &touched) && check_records(s, &touched, 1);
}

bool reports_act(sim_t *s) {
    past_t *p = accepted_record(s);
    json_t *read;
    const char *code;
    if (p == NULL) return true;
    if (!read_report(s, p, &read)) return false;
    int64_t version = p->chain.version;
    bool good = file_it(s, p, &code), filed = code[0] == '\0', ok = json_is_true(json_object_get(read, "ok"));
    bool alone = p->chain.version <= version + 1;   /* no rung came first, of which the report tells */
    if (good && filed) good = file_it(s, p, &code); /* the same again is no news */
    if (good && ok && alone) good = filed_as_read(s, p, read, filed);
    if (good && filed && !ok && alone)
        good =
            sim_fail(s, p->id, "what can't be reported is not filed (P2.5.3)", asking_error(read), "filed");
    json_decref(read);
    return good;
}
