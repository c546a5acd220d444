/* Migration; see migrating.h. */
#include "simulation/migrating.h"
#include "simulation/admin.h"
#include "simulation/checks.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SLICES_MOST = 64 };

/* What was refused, over all slices. */
typedef struct moving {
    int64_t *refused;
    size_t refused_count, refused_room;
    bool preview, ok;
    hash_t target; /* by which they go on */
    bool older;    /* not the rules in force: another version that is kept */
    int64_t began; /* what was opened since then is by the rules in force */
    const char *flow;
    const past_t *one; /* that alone; NULL: all that are under way, of `flow` if it is given */
} moving_t;

/* Mostly to the rules in force; else to any that were. */
static moving_t draw(sim_t *s) {
    moving_t m = {.preview = sim_chance(s, 30), .target = s->ruleset, .began = s->history.last_event};
    if (s->versions.count > 1 && sim_chance(s, 35)) {
        m.target = *versions_any(s);
        m.older = !hash_equal(&m.target, &s->ruleset);
    }
    if (sim_chance(s, 20)) m.flow = rules_flow(sim_below(s, FLOWS));
    if (m.flow == NULL && s->history.count > 0 && sim_chance(s, 15))
        m.one = s->history.records[sim_below(s, (int)s->history.count)];
    return m;
}

static json_t *request_of(sim_t *s, const moving_t *m, const char *after) {
    char hex[HASH_HEX];
    json_t *request = json_pack("{s:s,s:s,s:b}", "verb", "records.migrate", "reason", "other rules (demo)",
                                "preview", (int)m->preview);
    if (after != NULL) json_object_set_new(request, "after", json_string(after));
    if (m->flow != NULL) json_object_set_new(request, "flow", json_string(m->flow));
    if (m->one != NULL)
        json_object_set_new(request, "records", json_pack("[s]", sim_text(s, "%" PRId64, m->one->id)));
    /* people write as much of it as tells it apart */
    if (m->older || sim_chance(s, 20))
        json_object_set_new(request, "ruleset",
                            json_stringn(hash_hex(&m->target, hex), sim_chance(s, 50) ? 16 : HASH_HEX - 1));
    return request;
}

static void note_refused(sim_t *s, moving_t *m, const json_t *answer) {
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(answer, "refused"), i, one) {
        const char *text = json_string_value(json_object_get(one, "record"));
        m->refused = history_room(s, m->refused, m->refused_count, &m->refused_room, sizeof *m->refused);
        m->refused[m->refused_count++] = text != NULL ? strtoll(text, NULL, 10) : 0;
        const char *code = json_string_value(json_object_get(json_object_get(one, "error"), "code"));
        tally_add(&s->totals.refusals, code != NULL ? code : "no code", 1);
    }
}

static bool was_refused(const moving_t *m, int64_t record) {
    for (size_t i = 0; i < m->refused_count; i++)
        if (m->refused[i] == record) return true;
    return false;
}

/* One request: at most so many records, the newest first. *next NULL: no more. */
static bool slice(sim_t *s, moving_t *m, const char **next) {
    json_t *answer;
    const char *what = m->preview ? "a migration is previewed"
                       : m->older ? "records migrate to older rules"
                                  : "records migrate";
    bool may_refuse = m->flow != NULL; /* the rules in force may not have it */
    if (!admin_ask(s, what, request_of(s, m, *next), may_refuse, &answer, &m->ok)) {
        json_decref(answer);
        return false;
    }
    const char *more = json_string_value(json_object_get(answer, "next"));
    *next = more != NULL ? sim_text(s, "%s", more) : NULL;
    if (m->ok) note_refused(s, m, answer);
    json_decref(answer);
    return true;
}

/* Whatever is under way, of what was meant, goes by those rules, but where the answers say why not. */
static bool all_go_by_them(sim_t *s, const moving_t *m) {
    for (size_t i = 0; i < s->history.count; i++) {
        const past_t *p = s->history.records[i];
        record_t r;
        diag_t d = {0};
        bool going = p->state != RECORD_DRAFT && !record_has_ended(p->state);
        bool meant = m->one != NULL ? p == m->one : m->flow == NULL || strcmp(p->flow, m->flow) == 0;
        if (!going || !meant || p->id > m->began || was_refused(m, p->id)) continue;
        if (record_decode((bytes_t){p->folded.at, p->folded.len}, &s->arena, &r, &d) != 0)
            return sim_fail_diag(s, p->id, "a state can be read", "no error", &d);
        if (!hash_equal(&r.ruleset, &m->target))
            return sim_fail(s, p->id, "after a migration all goes by the rules named (A53)",
                            m->older ? "older ones" : "the active ones", "others, in state %s",
                            record_state_word(p->state));
    }
    return true;
}

bool migrating_act(sim_t *s) {
    moving_t m = draw(s);
    const char *next = NULL;
    int64_t events = s->totals.n[COUNT_EVENTS];
    for (int i = 0; i < SLICES_MOST && (i == 0 || next != NULL); i++) {
        if (!slice(s, &m, &next)) return false;
        if (!machine_sure(s)) return true;
    }
    if (!check_all_records(s)) return false;
    if (m.preview)
        return s->totals.n[COUNT_EVENTS] == events ||
               sim_fail(s, 0, "a preview changes nothing", "no event", "%" PRId64 " events",
                        s->totals.n[COUNT_EVENTS] - events);
    if (m.ok) s->totals.n[m.older ? COUNT_MIGRATIONS_OLDER : COUNT_MIGRATIONS]++;
    return next != NULL || !m.ok || all_go_by_them(s, &m);
}
