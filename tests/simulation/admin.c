/* Administration and reading; see admin.h. */
#include "simulation/admin.h"
#include "simulation/checks.h"
#include "simulation/company.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include "store/tables.h"
#include <inttypes.h>
#include <string.h>

static const char *text_in(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

static const char *error_in(const json_t *answer) {
    return text_in(json_object_get(answer, "error"), "code");
}

/* The request is given up by it; the caller owns the answer. */
static json_t *ask(sim_t *s, json_t *request) {
    caller_t owner = {.uid = 0, .owner = true};
    json_t *answer = api_handle(s->machine.host, &s->machine.reader, request, &owner);
    json_decref(request);
    return answer;
}

static bool is_ok(const json_t *answer) {
    return json_is_true(json_object_get(answer, "ok"));
}

bool admin_ask(sim_t *s, const char *what, json_t *request, bool may_refuse, json_t **answer, bool *ok) {
    *answer = ask(s, request);
    *ok = is_ok(*answer);
    const char *code = *ok ? "" : error_in(*answer);
    trace_line(&s->trace, "%6" PRId64 " %s%s%s", s->step, what, *ok ? "" : ": ", code);
    if (!*ok && may_refuse && machine_sure(s)) tally_add(&s->totals.refusals, code, 1);
    if (*ok || may_refuse || !machine_sure(s)) return true;
    return sim_fail(s, 0, "what an administrator asks for is done", what, "%s %s", code,
                    text_in(json_object_get(json_object_get(*answer, "error"), "params"), "path"));
}

static bool settled(sim_t *s) {
    return !machine_sure(s) || check_all_records(s);
}

bool admin_people(sim_t *s) {
    json_t *answer;
    bool ok;
    bool good = admin_ask(s, "people change", company_change(s), false, &answer, &ok);
    json_decref(answer);
    if (ok) s->totals.n[COUNT_PEOPLE_CHANGES]++;
    return good && settled(s);
}

bool admin_calendar(sim_t *s) {
    json_t *answer;
    bool ok;
    bool good = admin_ask(s, "a calendar changes", company_calendar(s), false, &answer, &ok);
    if (ok) s->totals.n[COUNT_CALENDARS]++;
    s->totals.n[COUNT_MOVED] += json_integer_value(json_object_get(answer, "moved"));
    json_decref(answer);
    return good && settled(s);
}

static bool activated(sim_t *s, const json_t *answer, bool ok, bool broken) {
    if (broken && ok) return sim_fail(s, 0, "broken rules are refused", "an error", "activated");
    if (broken && machine_sure(s)) s->totals.n[COUNT_BROKEN_RULES]++;
    if (!ok) return true;
    s->totals.n[COUNT_ACTIVATIONS]++;
    if (hash_from_hex(text_in(answer, "ruleset"), &s->ruleset) == 0) {
        versions_activated(s);
        return true;
    }
    return sim_fail(s, 0, "an activation names its version", "a hash", "%s", text_in(answer, "ruleset"));
}

static bool activate(sim_t *s, bool plain, bool broken) {
    json_t *answer;
    bool ok;
    bool good = admin_ask(s, broken ? "broken rules" : "new rules", rules_request(s, plain, broken), !plain,
                          &answer, &ok) &&
                activated(s, answer, ok, broken);
    json_decref(answer);
    s->ruleset_unsure = !machine_sure(s);
    return good && (!machine_sure(s) || admin_check(s)) && settled(s);
}

bool admin_activate(sim_t *s) {
    return activate(s, false, sim_chance(s, 30));
}

bool admin_check(sim_t *s) {
    hash_t active;
    bool found;
    diag_t d = {0};
    char have[HASH_HEX], want[HASH_HEX];
    if (store_ruleset_active(s->machine.reader.store, &active, &found, &d) != 0)
        return sim_fail_diag(s, 0, "the active rules can be read", "no error", &d);
    if (s->ruleset_unsure && found) s->ruleset = active;
    s->ruleset_unsure = false;
    if (hash_is_zero(&s->ruleset) || (found && hash_equal(&active, &s->ruleset))) return true;
    return sim_fail(s, 0, "the rules activated last are the active ones", hash_hex(&s->ruleset, want), "%s",
                    found ? hash_hex(&active, have) : "none");
}

bool admin_found(sim_t *s) {
    json_t *answer;
    bool ok;
    if (!admin_calendar(s)) return false;
    bool good = admin_ask(s, "the company is founded", company_founding(s), false, &answer, &ok);
    json_decref(answer);
    if (!good) return false;
    company_know(s);
    if (!activate(s, true, false)) return false;
    return activate(s, false, false) && check_all_records(s);
}

bool admin_house(sim_t *s) {
    diag_t d = {0};
    store_t *store = host_store(s->machine.host);
    instant_t now = host_now(s->machine.host);
    int status = store_begin(store, &d);
    if (status == 0) {
        status = store_keys_forget(store, now - (int64_t)30 * MS_DAY, 1000, NULL, &d) != 0 ||
                 outbox_forget(store, now - (int64_t)90 * MS_DAY, 1000, NULL, &d) != 0 ||
                 store_commit(store, &d) != 0;
        if (status != 0) store_rollback(store);
    }
    if (status == 0) status = store_checkpoint_maybe(store, false, &d);
    if (status == 0 && sim_chance(s, 50)) status = store_checkpoint(store, &d);
    trace_line(&s->trace, "%6" PRId64 " house kept %s", s->step, d.code != NULL ? d.code : "");
    if (status != 0) return sim_fail_diag(s, 0, "old keys and messages are forgotten", "no error", &d);
    return true;
}

/* ---- reading ---- */

/* Theirs, and what others hold in their name (A15). */
static size_t open_tasks_of(sim_t *s, int64_t person) {
    size_t count = 0;
    for (size_t i = 0; i < s->history.count; i++) {
        const past_t *p = s->history.records[i];
        for (size_t k = 0; k < p->task_count; k++)
            count += p->tasks[k].state == TASK_OPEN &&
                     (p->tasks[k].person == person || p->tasks[k].principal == person);
    }
    return count;
}

static bool read_inbox(sim_t *s) {
    int number = sim_chance(s, 80) ? sim_below(s, 40) : sim_below(s, PEOPLE);
    json_t *answer = ask(s, json_pack("{s:s,s:s,s:s,s:i}", "verb", "tasks", "person",
                                      company_handle(s, number), "as", "p000", "limit", 1000));
    json_decref(answer);
    answer =
        ask(s, json_pack("{s:s,s:s,s:i}", "verb", "tasks", "as", company_handle(s, number), "limit", 1000));
    bool ok = is_ok(answer);
    size_t found = json_array_size(json_object_get(answer, "tasks")),
           known = open_tasks_of(s, s->people[number]);
    trace_mix_int(&s->trace, (int64_t)found);
    const char *code = ok ? "" : sim_text(s, "%s", error_in(answer));
    json_decref(answer);
    if (ok && found == known) return true;
    if (!ok && strcmp(code, "actor.unknown") == 0) return true; /* has left */
    return sim_fail(s, 0, "an inbox shows what its owner holds, or others for them (A15)",
                    sim_text(s, "%zu tasks of p%03d", known, number), "%zu %s", found, code);
}

/* How `show` calls its state: refused, while the initiator has still to take notice. */
static const char *shown_state(past_t *p) {
    bool going = p->state == RECORD_OPEN || p->state == RECORD_OWING;
    for (size_t i = 0; going && i < p->task_count; i++) {
        const past_step_t *step = past_step(p, p->tasks[i].step);
        if (p->tasks[i].state == TASK_OPEN && step && step->kind == STEP_ACKNOWLEDGE) return "to_acknowledge";
    }
    return record_state_word(p->state);
}

static bool read_record(sim_t *s, const char *verb) {
    if (s->history.count == 0) return true;
    past_t *p = s->history.records[sim_below(s, (int)s->history.count)];
    json_t *answer = ask(s, json_pack("{s:s,s:s}", "verb", verb, "record", sim_text(s, "%" PRId64, p->id)));
    bool ok = is_ok(answer);
    const char *code = ok ? "" : sim_text(s, "%s", error_in(answer));
    const char *state = text_in(answer, "state");
    bool same = strcmp(verb, "show") != 0 || strcmp(state, shown_state(p)) == 0;
    const char *shown = sim_text(s, "%s", state);
    json_decref(answer);
    if (ok && same) return true;
    return sim_fail(s, p->id, "a record is shown as it is", sim_text(s, "%s: %s", verb, shown_state(p)),
                    "%s %s", shown, code);
}

/* Why a step is there, what another value would have made of it, what is still to come (A41): all of it can
 * be asked of any record, or is refused in words. */
static bool read_explained(sim_t *s) {
    static const char *const VERBS[] = {"why", "what_if", "plan", "simulate"};
    if (s->history.count == 0) return true;
    const past_t *p = s->history.records[sim_below(s, (int)s->history.count)];
    const char *verb = VERBS[sim_below(s, 4)];
    char until[INSTANT_TEXT];
    json_t *request = json_pack("{s:s,s:s}", "verb", verb, "record", sim_text(s, "%" PRId64, p->id));
    if (strcmp(verb, "why") == 0 && p->step_count > 0)
        json_object_set_new(request, "step",
                            json_string(sim_text(s, "%d", p->steps[sim_below(s, (int)p->step_count)].no)));
    if (strcmp(verb, "what_if") == 0)
        json_object_set_new(request, "fields",
                            json_pack("{s:s}", "amount", sim_text(s, "%d", sim_below(s, 9000))));
    if (strcmp(verb, "what_if") == 0 && sim_chance(s, 70))
        json_object_set_new(request, "nearest", json_false());
    if (strcmp(verb, "simulate") == 0)
        json_object_set_new(
            request, "until",
            json_string(instant_format(s->machine.clock + 9 * (int64_t)MS_DAY, 0, true, until)));
    json_t *answer = ask(s, request);
    const char *code = is_ok(answer) ? "ok" : sim_text(s, "%s", error_in(answer));
    json_decref(answer);
    trace_mix(&s->trace, code, strlen(code));
    s->totals.n[COUNT_EXPLAINED]++;
    bool known = strncmp(code, "store.", 6) != 0 && strcmp(code, "memory.out") != 0 &&
                 strcmp(code, "event.misfit") != 0 && strcmp(code, "clock.stuck") != 0;
    return known || sim_fail(s, p->id, "a record can be explained, or it is said why not", verb, "%s", code);
}

/* A preview of a route; it may be refused for the rules' reasons, but never in an unknown way. */
static bool read_plan(sim_t *s) {
    json_t *answer = ask(s, json_pack("{s:s,s:s,s:s,s:{s:s}}", "verb", "plan", "as", "p050", "flow",
                                      rules_flow(sim_below(s, FLOWS)), "fields", "amount",
                                      sim_text(s, "%d", sim_below(s, 9000))));
    const char *code = is_ok(answer) ? "ok" : error_in(answer);
    trace_mix(&s->trace, code, strlen(code));
    bool good = strncmp(code, "store.", 6) != 0 && strcmp(code, "memory.out") != 0;
    if (!good) sim_fail(s, 0, "a route can be previewed", "a plan, or why not", "%s", code);
    json_decref(answer);
    return good;
}

static bool read_other(sim_t *s, const char *verb) {
    json_t *answer = ask(s, json_pack("{s:s}", "verb", verb));
    bool ok = is_ok(answer) || sim_fail(s, 0, "lists can be read", verb, "%s", error_in(answer));
    json_decref(answer);
    return ok;
}

bool admin_read(sim_t *s) {
    static const char *const OTHERS[] = {"records",       "deadlines", "outbox",   "incidents",
                                         "status",        "debts",     "measures", "settings",
                                         "report.mutual", "rules",     "calendar"};
    s->totals.n[COUNT_READS]++;
    trace_line(&s->trace, "%6" PRId64 " somebody reads", s->step);
    switch (sim_below(s, 8)) {
    case 0:
    case 1:
        return read_inbox(s);
    case 2:
        return read_record(s, "show");
    case 3:
        return read_record(s, "history");
    case 4:
        return read_plan(s);
    case 5:
    case 6:
        return read_explained(s);
    default:
        return read_other(s, OTHERS[sim_below(s, sizeof OTHERS / sizeof *OTHERS)]);
    }
}
