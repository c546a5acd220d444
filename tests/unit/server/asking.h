/* What tests of whole records ask of the company of fixture.h: a command by somebody, a step, the last event
 * of a kind, and to wait. */
#ifndef TESTS_UNIT_SERVER_ASKING_H
#define TESTS_UNIT_SERVER_ASKING_H

#include "fixture_verify.h"

/* With a reason, where the command takes one. */
static inline json_t *as(fixture_t *f, const char *verb, const char *who, const char *record) {
    const char *reason = strcmp(verb, "submit") != 0 ? ",\"reason\":\"so it is\"" : "";
    return ask(f, "{\"verb\":\"%s\",\"as\":\"%s\",\"record\":\"%s\"%s}", verb, who, record, reason);
}

/* A flow's record that gao.min files with these fields; its number in `out`. */
static inline void file_record(fixture_t *f, const char *flow, const char *fields, char out[32]) {
    char record[32];
    must(ask(f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"%s\",\"fields\":%s}", flow, fields));
    snprintf(record, sizeof record, "%s", text_at(f->answer, "record"));
    must(ask(f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    snprintf(out, 32, "%s", text_at(f->answer, "number"));
}

static inline json_t *show(fixture_t *f, const char *record) {
    must(ask(f, "{\"verb\":\"show\",\"record\":\"%s\"}", record));
    return f->answer;
}

static inline const char *state_of(fixture_t *f, const char *record) {
    return text_at(show(f, record), "state");
}

/* The last step of that name as `show` has it, which lives until the next question; NULL: there is none. */
static inline json_t *step_of(fixture_t *f, const char *record, const char *name) {
    size_t i, k;
    json_t *plan, *step, *found = NULL, *plans = json_object_get(show(f, record), "plans");
    json_array_foreach(plans, i, plan) {
        json_array_foreach(json_object_get(plan, "steps"), k, step) {
            if (strcmp(text_at(step, "name"), name) == 0) found = step;
        }
    }
    return found;
}

/* The last event of that kind, which lives until the next question; NULL: there is none. */
static inline json_t *event_of(fixture_t *f, const char *record, const char *kind) {
    size_t i;
    json_t *event, *found = NULL;
    must(ask(f, "{\"verb\":\"history\",\"record\":\"%s\"}", record));
    json_array_foreach(json_object_get(f->answer, "events"), i, event) {
        if (strcmp(text_at(event, "kind"), kind) == 0) found = event;
    }
    return found;
}

/* Fires what is due up to the moment that lies so many days after the beginning. */
static inline void wait_days(fixture_t *f, int days) {
    size_t fired;
    bool more = true;
    atomic_store(&f->now, FIXTURE_START + days * INT64_C(86400000));
    while (more)
        assert_int_equal(writer_fire(company_host(f->company), f->now, 64, &fired, &more, &f->d), 0);
}

#endif
