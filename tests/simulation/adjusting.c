/* Stand-ins, settings, earlier versions; see adjusting.h. */
#include "simulation/adjusting.h"
#include "simulation/admin.h"
#include "simulation/checks.h"
#include "simulation/company.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

/* A refusal is told in words of its own. */
static bool refused_in_words(sim_t *s, const char *what, const json_t *answer) {
    static const char *const OTHER[] = {"store.", "memory.out", "json.", "api.value"};
    const char *code = json_string_value(json_object_get(json_object_get(answer, "error"), "code"));
    for (size_t i = 0; code != NULL && i < sizeof OTHER / sizeof *OTHER; i++)
        if (strncmp(code, OTHER[i], strlen(OTHER[i])) == 0)
            return sim_fail(s, 0, "what is refused is refused in words", what, "%s", code);
    return true;
}

/* Asked for, and all records looked at. *answer stays the caller's only where it returns true and *ok. */
static bool asked_for_it(sim_t *s, const char *what, json_t *request, json_t **answer, bool *ok) {
    bool good = admin_ask(s, what, request, true, answer, ok);
    if (good && !*ok && machine_sure(s)) good = refused_in_words(s, what, *answer);
    if (good && machine_sure(s)) good = check_all_records(s);
    if (good && *ok) return true;
    json_decref(*answer);
    *answer = NULL;
    return good;
}

/* ---- stand-ins ---- */

static const char *time_from_now(sim_t *s, int64_t ms) {
    char text[INSTANT_TEXT];
    return sim_text(s, "%s", instant_format(host_now(s->machine.host) + ms, 0, true, text));
}

static json_t *standing_in(sim_t *s, bool preview) {
    int principal = sim_below(s, sim_chance(s, 80) ? 40 : PEOPLE - 1);
    json_t *request = json_pack("{s:s,s:s,s:b}", "verb", "stand_in", "as", company_handle(s, principal),
                                "preview", (int)preview);
    bool ends = sim_chance(s, 25);
    if (!ends || sim_chance(s, 50))
        json_object_set_new(request, "person", json_string(company_handle(s, sim_below(s, PEOPLE - 1))));
    if (sim_chance(s, 40)) json_object_set_new(request, "flow", json_string(rules_flow(sim_below(s, FLOWS))));
    if (ends) {
        json_object_set_new(request, "end", json_true());
        return request;
    }
    int64_t from = sim_chance(s, 50) ? 0 : sim_below(s, 5 * MS_DAY);
    if (from > 0) json_object_set_new(request, "from", json_string(time_from_now(s, from)));
    json_object_set_new(request, "until",
                        json_string(time_from_now(s, from + 1 + sim_below(s, 20 * MS_DAY))));
    return request;
}

bool adjusting_stand_in(sim_t *s) {
    bool preview = sim_chance(s, 20), ok;
    int64_t events = s->totals.n[COUNT_EVENTS];
    json_t *answer;
    if (!asked_for_it(s, preview ? "stand-in, tried" : "stand-in", standing_in(s, preview), &answer, &ok))
        return false;
    json_decref(answer);
    if (!ok) return true;
    if (!preview) s->totals.n[COUNT_STAND_INS_NAMED]++;
    return !preview || s->totals.n[COUNT_EVENTS] == events ||
           sim_fail(s, 0, "a preview changes nothing", "no event", "%" PRId64 " events",
                    s->totals.n[COUNT_EVENTS] - events);
}

/* ---- rules ---- */

/* The version that is in force now; it says of the flows what `facts` do. */
static bool in_force(sim_t *s, const json_t *answer, const flow_facts_t *facts) {
    const char *text = json_string_value(json_object_get(answer, "ruleset"));
    if (text == NULL || hash_from_hex(text, &s->ruleset) != 0)
        return sim_fail(s, 0, "a change of rules names its version", "a hash", "%s", text ? text : "none");
    if (facts != NULL) versions_known(s, facts);
    return !machine_sure(s) || admin_check(s);
}

bool adjusting_setting(sim_t *s) {
    int flow = sim_below(s, FLOWS), limit = 100 * (1 + sim_below(s, 90));
    bool sum = sim_chance(s, 50), ok;
    const flow_facts_t *known = versions_facts(s, &s->ruleset, rules_flow(flow));
    flow_facts_t facts[VERSION_FLOWS];
    json_t *answer;
    for (int i = 0; known != NULL && i < VERSION_FLOWS; i++)
        facts[i] = *versions_facts(s, &s->ruleset, rules_flow(i));
    if (sum) facts[flow].limit = limit, facts[flow].set = true;
    json_t *request =
        json_pack("{s:s,s:s,s:s,s:s,s:s}", "verb", "settings.set", "flow", rules_flow(flow), "name",
                  sum ? "limit" : "patience", "value",
                  sum ? sim_text(s, "%d EUR", limit) : sim_text(s, "%d workdays", 1 + sim_below(s, 5)),
                  "reason", "as it is needed");
    if (known == NULL || s->ruleset_unsure) {
        json_decref(request);
        return true;
    }
    bool good = asked_for_it(s, "a setting", request, &answer, &ok);
    s->ruleset_unsure = !machine_sure(s);
    if (!good || !ok) return good;
    s->totals.n[COUNT_SETTINGS]++;
    good = in_force(s, answer, facts);
    json_decref(answer);
    return good;
}

bool adjusting_rollback(sim_t *s) {
    char hex[HASH_HEX];
    const hash_t *any = versions_any(s);
    json_t *answer;
    bool ok;
    if (any == NULL || hash_equal(any, &s->versions.of[0].ruleset))
        return true; /* the plain ones do too little */
    bool good = asked_for_it(s, "an earlier version",
                             json_pack("{s:s,s:s,s:s}", "verb", "rules.rollback", "ruleset",
                                       hash_hex(any, hex), "reason", "it was better"),
                             &answer, &ok);
    s->ruleset_unsure = s->ruleset_unsure || !machine_sure(s);
    if (!good || !ok) return good;
    s->totals.n[COUNT_ROLLBACKS]++;
    good = in_force(s, answer, NULL);
    for (int i = 0; i < VERSION_FLOWS; i++) { /* with its settings */
        const flow_facts_t *facts = versions_facts(s, &s->ruleset, rules_flow(i));
        if (facts != NULL) s->versions.now[i] = *facts;
    }
    json_decref(answer);
    return good;
}
