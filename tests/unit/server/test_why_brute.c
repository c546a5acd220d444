/* Why a step is there, or why it is not, against brute force: random flows, and random records of them that
 * are filed, decided and ended through the API; of each step of each record `why` is asked. What it must say
 * is worked out without it: whether the step is there, and whose it is, by planning for the form as it was
 * filed; the rule's line by looking for the step in the rule's text; and of the facts that it says the rule
 * read, that they are enough: whatever the other fields of the form are, all at once and in any way, the
 * route is the same. Once all is decided, why says the same of the rule and its facts, and who decided. */
#include "unit/server/fixture.h"
#include "unit/server/nearest_brute.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { FLOWS = 5, RECORDS = 5 };
#else
enum { FLOWS = 10, RECORDS = 20 };
#endif
enum { EVERY_FLOW = 50, OTHERWISE = 100, DECISIONS_MOST = 40, STEPS_ASKED = 24 };

static uint64_t seed = 20261129; /* another one may be given as an argument */
static int flows = FLOWS;        /* EVERY_FLOW with the argument "all": a thousand records */
static fixture_t f;

/* What was met, so that a test of nothing is noticed. */
typedef struct met {
    size_t records, steps, left_out, facts, settings, unread, otherwise, reads_matter, ended;
} met_t;

#define DEMO(handle, department)                                                                             \
    "{\"handle\":\"" handle "\",\"name\":\"" handle " (demo)\",\"department\":\"" department "\"}"

static void people(void) {
    must(ask(
        &f, "{\"verb\":\"people.import\",\"tables\":{\"departments\":["
            "{\"key\":\"company\",\"name_en\":\"Company\",\"head_post\":\"boss\"},"
            "{\"key\":\"finance\",\"parent\":\"company\",\"name_en\":\"Finance\"},"
            "{\"key\":\"treasury\",\"parent\":\"finance\",\"name_en\":\"Treasury\"},"
            "{\"key\":\"hr\",\"parent\":\"company\",\"name_en\":\"People\",\"head_post\":\"hr.head\"}],"
            "\"persons\":[" DEMO("wang.fang", "hr") "," DEMO("li.na", "finance") "," DEMO(
                "wu.yan",
                "hr") "," DEMO("zhao.lei",
                               "company") "," DEMO("chen.jing",
                                                   "treasury") "," DEMO("filer",
                                                                        "hr") "],"
                                                                              "\"posts\":[{\"post\":\"boss\","
                                                                              "\"person\":\"zhao.lei\"},"
                                                                              "{\"post\":\"hr.head\","
                                                                              "\"person\":\"wu.yan\"}]}}"));
}

/* ---- a form, as people give it ---- */

static int64_t person(const char *handle) {
    person_info_t who;
    assert_true(directory_by_handle(f.reader.snapshot->directory, handle, &who));
    return who.id;
}

/* random_record numbers the people of a company of its own. */
static void own_people(record_t *r) {
    for (size_t i = 0; i < r->field_count; i++)
        if (r->fields[i].value.kind == VALUE_PERSON)
            r->fields[i].value.u.person = person(HANDLES[r->fields[i].value.u.person - 1]);
}

static const char *handle_of_id(int64_t id, arena_t *arena) {
    person_info_t who;
    assert_true(directory_person(f.reader.snapshot->directory, id, &who));
    return arena_strdup(arena, who.handle);
}

static const char *as_text(const value_t *value, arena_t *arena) {
    return value->kind == VALUE_PERSON ? handle_of_id(value->u.person, arena) : value_text(value, arena);
}

static json_t *as_given(const value_t *value, arena_t *arena) {
    if (value->kind == VALUE_FLAG) return json_boolean(value->u.flag);
    if (value->kind != VALUE_TABLE) return json_string(as_text(value, arena));
    json_t *rows = json_array();
    for (size_t i = 0; i < value->u.table.count; i++) {
        json_t *row = json_object();
        json_object_set_new(row, "price", json_string(value_text(&value->u.table.rows[i].cells[0], arena)));
        json_object_set_new(row, "count", json_string(value_text(&value->u.table.rows[i].cells[1], arena)));
        json_array_append_new(rows, row);
    }
    return rows;
}

static void file_record(try_t *t, char id[32]) {
    json_t *fields = json_object();
    for (size_t i = 0; i < t->record.field_count; i++)
        json_object_set_new(fields, t->record.fields[i].name,
                            as_given(&t->record.fields[i].value, &t->arena));
    char *text = json_dumps(fields, JSON_COMPACT);
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"filer\",\"flow\":\"random.flow\",\"fields\":%s}", text));
    snprintf(id, 32, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"submit\",\"as\":\"filer\",\"record\":\"%s\"}", id));
    json_decref(fields);
    free(text);
}

/* ---- one step ---- */

static int line_of_step(const char *name) {
    char wanted[64];
    snprintf(wanted, sizeof wanted, "approve \"%s\" {", name);
    const char *at = strstr(source, wanted);
    int line = 1;
    assert_non_null(at);
    for (const char *p = source; p < at; p++)
        line += *p == '\n';
    return line;
}

static void same_rule(const json_t *why, const char *name) {
    const json_t *rule = json_object_get(why, "rule");
    char wanted[64];
    snprintf(wanted, sizeof wanted, "approve \"%s\"", name);
    if (json_integer_value(json_object_get(rule, "line")) != line_of_step(name))
        fail_flow("%s: line %d", name, (int)json_integer_value(json_object_get(rule, "line")));
    assert_non_null(strstr(text_at(rule, "text"), wanted));
}

/* Not there where the plan leaves it out, or a group that it stands in. */
static bool is_there(const plan_t *plan, const step_t *step) {
    for (int32_t no = step->no; no; no = plan->steps[no - 1].parent)
        if (plan->steps[no - 1].state == STEP_LEFT_OUT) return false;
    return true;
}

/* Whom the rule names: there are but two that it can. */
static const char *whose(const step_t *step) {
    return step->by->kind == SOURCE_POST ? "zhao.lei" : "wu.yan";
}

static const json_t *first_of(const json_t *o, const char *list) {
    return json_array_get(json_object_get(o, list), 0);
}

static void same_people(const json_t *why, const step_t *step, const char *state) {
    const json_t *one = strcmp(state, "waiting") == 0 ? first_of(json_object_get(why, "expected"), "people")
                                                      : json_object_get(first_of(why, "people"), "person");
    const json_t *who = json_is_object(json_object_get(one, "person")) ? json_object_get(one, "person") : one;
    if (strcmp(text_at(who, "handle"), whose(step)) != 0)
        fail_flow("%s is %s's, not %s's", step->name, whose(step), text_at(who, "handle"));
    const json_t *clock = first_of(why, "clocks");
    if (clock == NULL) return;
    assert_string_equal(text_at(clock, "due_at"), text_at(clock, "worked_out"));
    assert_true(json_is_true(json_object_get(clock, "as_worked_out")));
}

/* ---- what the rule read ---- */

/* A setting stands in the flow's text. */
static void same_setting(const char *path, const char *text) {
    char wanted[96];
    if (strcmp(path, "set.limit") == 0)
        snprintf(wanted, sizeof wanted, "limit = amount \"%s\"", text);
    else
        snprintf(wanted, sizeof wanted, "gap = %s }", text);
    if (strstr(source, wanted) == NULL) fail_flow("%s is not %s", path, text);
}

/* As they were filed; *read: which. A field that the rule can't have read is none. */
static void same_facts(try_t *t, const flow_t *flow, const json_t *why, bool *read, met_t *met) {
    const json_t *fact;
    size_t i;
    memset(read, 0, FIELDS_MOST * sizeof *read);
    json_array_foreach(json_object_get(why, "facts"), i, fact) {
        const char *path = text_at(fact, "path"), *text = text_at(fact, "text");
        if (strncmp(path, "set.", 4) == 0) {
            same_setting(path, text);
            met->settings++;
            continue;
        }
        for (size_t k = 0; k < flow->field_count; k++) {
            if (strcmp(flow->fields[k].name, path) != 0) continue;
            const value_t *value = record_field(&t->record, path);
            read[k] = true;
            met->facts++;
            if (strstr(source, arena_printf(&t->arena, "r.%s", path)) == NULL)
                fail_flow("%s is read nowhere", path);
            if (value != NULL && strcmp(text, as_text(value, &t->arena)) != 0)
                fail_flow("%s was %s, not %s", path, as_text(value, &t->arena), text);
        }
    }
}

static int by_name(const void *a, const void *b) {
    const field_t *x = a, *y = b;
    return strcmp(x->name, y->name);
}

/* The form with some of its fields as in another record, also where that has none. */
static void with_others(try_t *t, const flow_t *flow, const record_t *from, const bool *these,
                        record_t *out) {
    field_t *list = arena_array(&t->arena, FIELDS_MOST, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < flow->field_count; i++) {
        const char *name = flow->fields[i].name;
        const value_t *value = record_field(these[i] ? from : &t->record, name);
        if (value != NULL) list[count++] = (field_t){name, *value};
    }
    qsort(list, count, sizeof *list, by_name);
    *out = t->record;
    out->fields = list;
    out->field_count = count;
}

static bool other_route(try_t *t, const flow_t *flow, const record_t *form) {
    plan_t plan;
    diag_t d = {0};
    facts_t facts = t->facts;
    facts.record = form;
    if (t->rules->plan(t->rules->ctx, flow, 0, &facts, &t->arena, &plan, &d) == 0)
        plan_text(&plan, form, &t->arena, other, sizeof other);
    else
        snprintf(other, sizeof other, "fails: %s", d.code);
    diag_clear(&d);
    return strcmp(present, other) != 0;
}

/* Brute force: all that was not read becomes something else, and the route does not; all that was read does,
 * and now and then the route too. */
static void facts_are_enough(flow_dice_t *dice, try_t *t, const flow_t *flow, const bool *read, met_t *met) {
    bool unread[FIELDS_MOST] = {false};
    bool matters = false;
    for (size_t i = 0; i < flow->field_count; i++)
        unread[i] = !read[i], met->unread += !read[i];
    for (int i = 0; i < OTHERWISE; i++) {
        arena_t kept = t->arena; /* what a try needs is of a try */
        try_t drawn = {.dir = t->dir};
        record_t form;
        arena_init(&drawn.arena, 0);
        arena_init(&t->arena, 0);
        random_record(dice, &drawn);
        own_people(&drawn.record);
        with_others(t, flow, &drawn.record, unread, &form);
        if (other_route(t, flow, &form)) fail_flow("what was not read changes the route: %s", other);
        with_others(t, flow, &drawn.record, read, &form);
        matters = matters || other_route(t, flow, &form);
        met->otherwise++;
        arena_free(&drawn.arena);
        arena_free(&t->arena);
        t->arena = kept;
    }
    met->reads_matter += matters;
}

/* ---- one record ---- */

static const json_t *ask_why(const char *id, const char *step) {
    must(ask(&f, "{\"verb\":\"why\",\"record\":\"%s\",\"step\":\"%s\"}", id, step));
    return f.answer;
}

/* Everybody approves, until it has ended. */
static void decide_all(const char *id) {
    for (int i = 0; i < DECISIONS_MOST; i++) {
        char task[32], by[64];
        must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", id));
        if (strcmp(text_at(f.answer, "state"), "finished") == 0) return;
        const json_t *next = first_of(f.answer, "next");
        snprintf(task, sizeof task, "%s", text_at(next, "task"));
        snprintf(by, sizeof by, "%s", text_at(json_object_get(next, "person"), "handle"));
        must(ask(&f, "{\"verb\":\"approve\",\"as\":\"%s\",\"record\":\"%s\",\"task\":\"%s\"}", by, id, task));
    }
    fail_msg("it does not end");
}

/* The same of the rule and the facts as before it was decided; who decided it, where it was not closed. */
static void same_after(const json_t *why, const json_t *before, const step_t *step, bool there, met_t *met) {
    assert_true(json_equal(json_object_get(why, "rule"), json_object_get(before, "rule")));
    assert_true(json_equal(json_object_get(why, "facts"), json_object_get(before, "facts")));
    const json_t *ended = json_object_get(why, "ended");
    if (!there) {
        assert_true(json_is_null(ended));
        return;
    }
    met->ended++;
    if (strcmp(text_at(ended, "state"), "passed") != 0) return; /* another of its group was first */
    const json_t *actor = json_object_get(json_object_get(ended, "by"), "actor");
    assert_string_equal(text_at(json_object_get(actor, "person"), "handle"), whose(step));
}

static void one_record(flow_dice_t *dice, try_t *t, const flow_t *flow, met_t *met) {
    char id[32];
    plan_t plan;
    bool read[FIELDS_MOST];
    json_t *before[STEPS_ASKED] = {NULL};
    random_record(dice, t);
    own_people(&t->record);
    t->record.department = "hr";
    t->record.initiator = person("filer");
    file_record(t, id);
    t->facts = (facts_t){.record = &t->record,
                         .directory = f.reader.snapshot->directory,
                         .calendars = &f.reader.snapshot->working_time,
                         .at = FIXTURE_START};
    routes(t, flow, NULL, present, sizeof present);
    assert_int_equal(t->rules->plan(t->rules->ctx, flow, 0, &t->facts, &t->arena, &plan, &t->d), 0);
    assert_true(plan.step_count <= STEPS_ASKED);
    for (size_t i = 0; i < plan.step_count; i++) {
        const step_t *step = &plan.steps[i];
        if (step_is_group(step->kind)) continue;
        const json_t *why = ask_why(id, step->name);
        const char *state = text_at(json_object_get(why, "step"), "state");
        bool there = is_there(&plan, step);
        if (there == (strcmp(state, "left_out") == 0)) fail_flow("%s is %s", step->name, state);
        same_rule(why, step->name);
        same_facts(t, flow, why, read, met);
        if (there) same_people(why, step, state);
        before[i] = json_incref(f.answer);
        met->steps++;
        met->left_out += !there;
    }
    facts_are_enough(dice, t, flow, read, met); /* the same of each step, as is compared below */
    decide_all(id);
    for (size_t i = 0; i < plan.step_count; i++) {
        if (before[i] == NULL) continue;
        const step_t *step = &plan.steps[i];
        same_after(ask_why(id, step->name), before[i], step, is_there(&plan, step), met);
        assert_true(json_equal(json_object_get(before[i], "facts"), json_object_get(f.answer, "facts")));
        json_decref(before[i]);
    }
    met->records++;
}

static void one_of_a_flow(flow_dice_t *dice, met_t *met) {
    try_t t = {.dir = (directory_t *)f.reader.snapshot->directory};
    const flow_t *flow;
    arena_init(&t.arena, 0);
    t.rs = shelf_get(f.reader.shelf, f.reader.store, &f.reader.snapshot->ruleset, &t.d);
    assert_non_null(t.rs);
    t.rules = ruleset_rules(t.rs);
    assert_int_equal(
        t.rules->flow(t.rules->ctx, "random.flow", "hr", f.reader.snapshot->directory, &flow, &t.d), 0);
    one_record(dice, &t, flow, met);
    arena_free(&t.arena);
}

static void why_agrees_with_brute_force_on_random_records(void **state) {
    flow_dice_t dice = {.state = seed, .text = source, .size = sizeof source};
    met_t met = {0};
    (void)state;
    print_message("seed %llu\n", (unsigned long long)dice.state);
    fixture_create(&f, NULL);
    people();
    for (int i = 0; i < flows; i++) {
        do { /* what the checker refuses (a division by a field that may be nought) is not put into force */
            random_flow(&dice);
            fixture_rules(&f, source);
        } while (!is_ok(f.answer));
        reader_refresh(&f.reader);
        for (int k = 0; k < RECORDS; k++)
            one_of_a_flow(&dice, &met);
    }
    fixture_end(&f);
    print_message(
        "%zu records, %zu steps, %zu of them left out, %zu ended: %zu facts that were fields, %zu settings; "
        "%zu fields not read, %zu forms otherwise; of %zu records what was read made another route\n",
        met.records, met.steps, met.left_out, met.ended, met.facts, met.settings, met.unread, met.otherwise,
        met.reads_matter);
    assert_true(met.left_out > 0 && met.ended > 0 && met.settings > 0 && met.unread > 0);
    assert_true(met.reads_matter * 4 > met.records); /* else the forms would say little */
}

int main(int argc, char **argv) {
    if (argc > 1) seed = strtoull(argv[1], NULL, 10);
    if (argc > 2 && strcmp(argv[2], "all") == 0) flows = EVERY_FLOW;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(why_agrees_with_brute_force_on_random_records),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
