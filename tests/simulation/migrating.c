/* Migration; see migrating.h. */
#include "simulation/migrating.h"
#include "simulation/admin.h"
#include "simulation/checks.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <stdlib.h>

enum { SLICES_MOST = 64 };

/* What was refused, over all slices. */
typedef struct moving {
    int64_t *refused;
    size_t refused_count, refused_room;
    bool preview, ok;
} moving_t;

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
    json_t *request = json_pack("{s:s,s:s,s:b}", "verb", "records.migrate", "reason", "new rules (demo)",
                                "preview", (int)m->preview);
    if (*next != NULL) json_object_set_new(request, "after", json_string(*next));
    if (!admin_ask(s, m->preview ? "a migration is previewed" : "records migrate", request, false, &answer,
                   &m->ok)) {
        json_decref(answer);
        return false;
    }
    const char *more = json_string_value(json_object_get(answer, "next"));
    *next = more != NULL ? sim_text(s, "%s", more) : NULL;
    if (m->ok) note_refused(s, m, answer);
    json_decref(answer);
    return true;
}

/* Whatever is under way goes by the active rules, but where the answers say why not. */
static bool all_go_by_them(sim_t *s, const moving_t *m) {
    for (size_t i = 0; i < s->history.count; i++) {
        const past_t *p = s->history.records[i];
        record_t r;
        diag_t d = {0};
        bool going = p->state != RECORD_DRAFT && !record_has_ended(p->state);
        if (!going || was_refused(m, p->id)) continue;
        if (record_decode((bytes_t){p->folded.at, p->folded.len}, &s->arena, &r, &d) != 0)
            return sim_fail_diag(s, p->id, "a state can be read", "no error", &d);
        if (!hash_equal(&r.ruleset, &s->ruleset))
            return sim_fail(s, p->id, "after a migration all goes by the new rules (A53)", "the active ones",
                            "others, in state %s", record_state_word(p->state));
    }
    return true;
}

bool migrating_act(sim_t *s) {
    moving_t m = {.preview = sim_chance(s, 30)};
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
    return next != NULL || !m.ok || all_go_by_them(s, &m);
}
