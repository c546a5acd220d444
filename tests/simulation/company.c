/* The made-up company; see company.h. Every name in it says that it is a demo. */
#include "simulation/company.h"
#include "simulation/authority.h"
#include "simulation/sim.h"
#include <string.h>

static const char OFFICE[] = "[\"09:00-12:00\",\"13:00-18:00\"]";
static const char SHIFT[] = "[\"06:00-14:00\",\"14:30-20:00\"]";
static const char *const CALENDARS[] = {"company", "plant"};
static const char *const ZONES[] = {"Europe/Amsterdam", "Asia/Shanghai", "America/New_York"};

const char *company_handle(sim_t *s, int number) {
    return sim_text(s, "p%03d", number);
}

const char *company_zone(sim_t *s) {
    return ZONES[s->seed % 3];
}

static const char *department_of(int person) {
    static const char *const KEYS[DEPARTMENTS] = {"d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9"};
    return person == 0 ? KEYS[0] : KEYS[person % DEPARTMENTS];
}

/* So many days from today, as a date. */
static json_t *day_from_now(sim_t *s, int days) {
    char text[INSTANT_TEXT];
    return json_string(day_format((day_t)(s->machine.clock / MS_DAY) + days, text));
}

static void add(json_t *list, json_t *row) {
    json_array_append_new(list, row);
}

static json_t *founding_departments(sim_t *s) {
    json_t *list = json_array();
    for (int i = 0; i < DEPARTMENTS; i++) {
        json_t *row =
            json_pack("{s:s,s:s}", "key", department_of(i == 0 ? 0 : i), "name_en", "Department (demo)");
        if (i > 0) json_object_set_new(row, "parent", json_string(i < 7 ? "d0" : department_of(i - 6)));
        if (i < HEADS) json_object_set_new(row, "head_post", json_string(sim_text(s, "d%d.head", i)));
        if (i == 0 || i == 2)
            json_object_set_new(row, "leader_post", json_string(sim_text(s, "d%d.leader", i)));
        if (i == 4) json_object_set_new(row, "calendar", json_string("plant"));
        add(list, row);
    }
    return list;
}

static json_t *founding_persons(sim_t *s) {
    json_t *list = json_array();
    for (int i = 0; i < PEOPLE; i++) {
        json_t *row = json_pack("{s:s,s:s,s:s}", "handle", company_handle(s, i), "name",
                                sim_text(s, "Person %03d (demo)", i), "department", department_of(i));
        if (i == PEOPLE - 1) { /* a service account */
            json_object_set_new(row, "kind", json_string("service"));
            json_object_set_new(row, "owner", json_string("p001"));
        } else if (i > 20 && sim_chance(s, 6)) {
            json_object_set_new(row, "until", day_from_now(s, 5 + sim_below(s, 400)));
        } else if (i > 20 && sim_chance(s, 4)) {
            json_object_set_new(row, "from", day_from_now(s, 5 + sim_below(s, 200)));
        } else if (sim_chance(s, 5)) {
            json_object_set_new(row, "calendar", json_string("plant"));
        }
        add(list, row);
    }
    return list;
}

static json_t *founding_posts(sim_t *s) {
    json_t *list = json_array();
    for (int i = 0; i < HEADS; i++) {
        json_t *row =
            json_pack("{s:s,s:s}", "post", sim_text(s, "d%d.head", i), "person", company_handle(s, i));
        if (i == 5) json_object_set_new(row, "until", json_string("2020-01-01")); /* vacant */
        if (i == 6) json_object_set_new(row, "until", day_from_now(s, 20 + sim_below(s, 300)));
        add(list, row);
    }
    add(list, json_pack("{s:s,s:s}", "post", "d0.leader", "person", "p000"));
    add(list, json_pack("{s:s,s:s}", "post", "d2.leader", "person", "p012"));
    add(list, json_pack("{s:s,s:s}", "post", "counsel", "person", "p014"));
    return list;
}

static json_t *founding_roles(void) {
    json_t *list = json_array();
    static const struct {
        const char *role, *person, *department, *until;
    } ROLES[] = {{"checker", "p021", NULL, NULL},       {"checker", "p022", NULL, NULL},
                 {"checker", "p023", NULL, NULL},       {"clerk", "p031", "d1", NULL},
                 {"clerk", "p032", "d2", NULL},         {"clerk", "p033", NULL, NULL},
                 {"ghost", "p034", NULL, "2020-01-01"}, {"administrator", "p011", NULL, NULL}};
    for (size_t i = 0; i < sizeof ROLES / sizeof *ROLES; i++) {
        json_t *row = json_pack("{s:s,s:s}", "role", ROLES[i].role, "person", ROLES[i].person);
        if (ROLES[i].department != NULL)
            json_object_set_new(row, "department", json_string(ROLES[i].department));
        if (ROLES[i].until != NULL) json_object_set_new(row, "until", json_string(ROLES[i].until));
        add(list, row);
    }
    return list;
}

/* What some may approve, at most (A15). */
static json_t *founding_attributes(sim_t *s) {
    json_t *list = json_array();
    for (int i = 0; i < PEOPLE - 1; i++)
        if (authority_limited(i))
            add(list, json_pack("{s:s,s:s,s:s}", "subject", sim_text(s, "person:%s", company_handle(s, i)),
                                "name", "approval_limit", "value", sim_text(s, "%d EUR", AUTHORITY_LIMIT)));
    return list;
}

static json_t *founding_stand_ins(sim_t *s) {
    json_t *list = json_array();
    for (int i = 0; i < 12; i++) { /* from lower to higher numbers: no circles */
        int from = 1 + sim_below(s, 40);
        int start = sim_below(s, 200);
        json_t *row = json_pack("{s:s,s:s}", "principal", company_handle(s, from), "person",
                                company_handle(s, from + 41 + i));
        json_object_set_new(row, "from", day_from_now(s, start));
        json_object_set_new(row, "until", day_from_now(s, start + 5 + sim_below(s, 60)));
        add(list, row);
    }
    return list;
}

json_t *company_founding(sim_t *s) {
    json_t *holders = json_array();
    add(holders, json_pack("{s:s,s:s,s:s}", "kind", "budget", "item", "B1", "person", "p041"));
    json_t *departments = founding_departments(s), *persons = founding_persons(s), *posts = founding_posts(s);
    json_t *roles = founding_roles(), *stand_ins = founding_stand_ins(s);
    return json_pack("{s:s,s:{s:o,s:o,s:o,s:o,s:o,s:o,s:o}}", "verb", "people.import", "tables",
                     "departments", departments, "persons", persons, "posts", posts, "roles", roles,
                     "holders", holders, "stand_ins", stand_ins, "attributes", founding_attributes(s));
}

/* Somebody leaves, or comes back for good. */
static json_t *person_changes(sim_t *s) {
    int number = sim_chance(s, 40) ? 20 + sim_below(s, 25) : sim_below(s, PEOPLE - 1);
    json_t *row = json_pack("{s:s,s:s,s:s}", "handle", company_handle(s, number), "name",
                            sim_text(s, "Person %03d (demo)", number), "department",
                            department_of(sim_chance(s, 80) ? number : sim_below(s, PEOPLE)));
    if (number > 0 && sim_chance(s, 50)) json_object_set_new(row, "until", day_from_now(s, sim_below(s, 30)));
    json_t *rows = json_array();
    add(rows, row);
    return json_pack("{s:s,s:s,s:o}", "verb", "people.import", "table", "persons", "rows", rows);
}

/* A post gets one more holder, for a while or from now on; or its first holder's time ends. */
static json_t *post_changes(sim_t *s) {
    int post = 1 + sim_below(s, HEADS - 1);
    bool ends = sim_chance(s, 40);
    json_t *row = json_pack("{s:s,s:s}", "post", sim_text(s, "d%d.head", post), "person",
                            company_handle(s, ends ? post : sim_below(s, PEOPLE - 1)));
    if (ends) {
        if (sim_chance(s, 50)) json_object_set_new(row, "until", day_from_now(s, sim_below(s, 10)));
    } else {
        json_object_set_new(row, "from", day_from_now(s, 0));
        json_object_set_new(row, "until", day_from_now(s, 10 + sim_below(s, 200)));
    }
    json_t *rows = json_array();
    add(rows, row);
    return json_pack("{s:s,s:s,s:o}", "verb", "people.import", "table", "posts", "rows", rows);
}

/* One more stand-in for a while, today or soon; from lower to higher numbers: no circles. */
static json_t *stand_in_changes(sim_t *s) {
    int from = 1 + sim_below(s, 40), start = sim_below(s, 20);
    json_t *row = json_pack("{s:s,s:s}", "principal", company_handle(s, from), "person",
                            company_handle(s, from + 1 + sim_below(s, 40)));
    json_object_set_new(row, "from", day_from_now(s, start));
    json_object_set_new(row, "until", day_from_now(s, start + 1 + sim_below(s, 40)));
    json_t *rows = json_array();
    add(rows, row);
    return json_pack("{s:s,s:s,s:o}", "verb", "people.import", "table", "stand_ins", "rows", rows);
}

json_t *company_change(sim_t *s) {
    int luck = sim_below(s, 100);
    return luck < 45 ? person_changes(s) : luck < 75 ? post_changes(s) : stand_in_changes(s);
}

/* One of the calendars anew: windows, days off in a year or two from now, confirmed up to some day. */
json_t *company_calendar(sim_t *s) {
    int which = s->calendar_version == 0 ? 1 : sim_below(s, 2);
    const char *windows = which == 0 ? OFFICE : SHIFT;
    char text[4096], day[INSTANT_TEXT];
    day_t today = (day_t)(s->machine.clock / MS_DAY);
    size_t used = (size_t)snprintf(
        text, sizeof text,
        "{\"name\":\"%s\",\"zone\":\"%s\",\"version\":%d,\"windows\":{\"mon\":%s,\"tue\":%s,\"wed\":%s,"
        "\"thu\":%s,\"fri\":%s%s%s},\"confirmed_until\":\"%s\",\"days\":{",
        CALENDARS[which], which == 0 ? company_zone(s) : "Asia/Shanghai", ++s->calendar_version + 1, windows,
        windows, windows, windows, windows, which ? ",\"sat\":" : "", which ? SHIFT : "",
        day_format(today + sim_below(s, 400), day));
    day_t at = today - 30;
    for (int i = 0, days = sim_below(s, 40); i < days && used < sizeof text - 40; i++) {
        at += 1 + sim_below(s, 20);
        const char *as = sim_chance(s, 80) ? "off" : "mon";
        used += (size_t)snprintf(text + used, sizeof text - used, "%s\"%s\":\"%s\"", i > 0 ? "," : "",
                                 day_format(at, day), as);
    }
    snprintf(text + used, sizeof text - used, "}}");
    json_t *definition = json_loads(text, 0, NULL);
    return json_pack("{s:s,s:o}", "verb", "calendar.put", "definition", definition);
}

void company_know(sim_t *s) {
    snapshot_t *snapshot = host_snapshot(s->machine.host);
    for (int i = 0; i < PEOPLE; i++) {
        person_info_t person;
        bool found = directory_by_handle(snapshot->directory, company_handle(s, i), &person);
        s->people[i] = found ? person.id : 0;
    }
    snapshot_unref(snapshot);
}
