/* Leavers; see leaving.h. */
#include "simulation/leaving.h"
#include "simulation/admin.h"
#include "simulation/checks.h"
#include "simulation/company.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <stdlib.h>

enum { ADMINISTRATOR = 11 }; /* by number: stays, or nobody could administer any more */

static json_t *request(sim_t *s, int person, int to, bool preview) {
    return json_pack("{s:s,s:s,s:s,s:s,s:b}", "verb", "people.leaver", "person", company_handle(s, person),
                     "to", company_handle(s, to), "reason", "leaves (demo)", "preview", (int)preview);
}

/* Whether the record is named among those in which nobody can take over. */
static bool refused_in(const json_t *answer, int64_t record) {
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(answer, "refused"), i, one) {
        const char *text = json_string_value(json_object_get(one, "record"));
        if (text != NULL && strtoll(text, NULL, 10) == record) return true;
    }
    return false;
}

/* Nothing that is open is theirs, but where the answer says why. */
static bool hands_empty(sim_t *s, int64_t person, const json_t *answer) {
    for (size_t i = 0; i < s->history.count; i++) {
        const past_t *p = s->history.records[i];
        for (size_t k = 0; k < p->task_count; k++) {
            const past_task_t *t = &p->tasks[k];
            bool held = t->state == TASK_OPEN || t->state == TASK_WAITING;
            if (!held || (t->person != person && t->principal != person) || refused_in(answer, p->id))
                continue;
            return sim_fail(s, p->id, "what a leaver held is nobody's who left (A16)", "with somebody else",
                            "task %" PRId64 " of %" PRId64 " in their name for %" PRId64, t->id, t->person,
                            t->principal);
        }
    }
    return true;
}

static int64_t integer_in(const json_t *answer, const char *name) {
    return json_integer_value(json_object_get(answer, name));
}

/* A preview leaves nothing behind. */
static bool previewed(sim_t *s, int64_t events) {
    if (!check_all_records(s)) return false;
    return s->totals.n[COUNT_EVENTS] == events ||
           sim_fail(s, 0, "a preview changes nothing", "no event", "%" PRId64 " events",
                    s->totals.n[COUNT_EVENTS] - events);
}

static bool carried_out(sim_t *s, int person, const json_t *answer) {
    s->totals.n[COUNT_LEAVERS]++;
    s->totals.n[COUNT_HANDED_OVER] += integer_in(answer, "moved");
    return check_all_records(s) && hands_empty(s, s->people[person], answer);
}

static int number_of(const sim_t *s, int64_t person) {
    for (int i = 0; i < PEOPLE; i++)
        if (s->people[i] == person) return i;
    return 0;
}

/* Mostly somebody who holds something. */
static int who_leaves(sim_t *s) {
    for (int i = 0; i < 20 && s->history.count > 0 && sim_chance(s, 90); i++) {
        const past_t *p = s->history.records[sim_below(s, (int)s->history.count)];
        const past_task_t *t = p->task_count > 0 ? &p->tasks[p->task_count - 1] : NULL;
        if (t == NULL || t->state != TASK_OPEN) continue;
        return number_of(s, t->principal != 0 && sim_chance(s, 50) ? t->principal : t->person);
    }
    return sim_below(s, PEOPLE - 1);
}

static bool in_service(sim_t *s, int person) {
    snapshot_t *snapshot = host_snapshot(s->machine.host);
    bool active = directory_active(snapshot->directory, s->people[person], host_now(s->machine.host));
    snapshot_unref(snapshot);
    return active;
}

bool leaving_act(sim_t *s) {
    json_t *answer;
    bool ok, preview = sim_chance(s, 25);
    int person = who_leaves(s), to = sim_below(s, 60);
    if (person == ADMINISTRATOR || person == PEOPLE - 1) person = 1;
    int64_t events = s->totals.n[COUNT_EVENTS];
    bool served = in_service(s, person); /* only then it is to be seen later that they left */
    if (!admin_ask(s, preview ? "a leaver is previewed" : "somebody leaves", request(s, person, to, preview),
                   true, &answer, &ok))
        return false;
    bool good = true, sure = machine_sure(s);
    if (!ok && !sure) s->leaving = (leaving_t){.unsure = !preview && served, .person = person, .to = to};
    if (ok && sure) good = preview ? previewed(s, events) : carried_out(s, person, answer);
    json_decref(answer);
    return good && (ok || !sure || check_all_records(s));
}

/* Asked for again, there is nothing left to move. */
bool leaving_check(sim_t *s) {
    json_t *answer;
    bool ok;
    leaving_t l = s->leaving;
    s->leaving.unsure = false;
    if (!l.unsure) return true;
    if (in_service(s, l.person)) return true; /* it came to nothing */
    if (!admin_ask(s, "a leaver is looked at again", request(s, l.person, l.to, true), true, &answer, &ok))
        return false;
    bool good = !ok || hands_empty(s, s->people[l.person], answer);
    if (ok) s->totals.n[COUNT_LEAVERS_RESUMED]++;
    json_decref(answer);
    return good;
}
