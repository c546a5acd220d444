/* What a record's route would have been with other values, by its own rules, beside the one it has; and for
 * each field that the route read, the nearest value that would have changed it. Asked with the values as they
 * stand now, adjustments included (P2.3.3), or with those of the first submission. In memory: nothing is
 * written. */
#include "server/api_guard.h"
#include "server/api_private.h"
#include "server/fields.h"
#include "server/likes.h"
#include "server/nearest_route.h"
#include "server/risk_diff.h"
#include "server/route_diff.h"
#include <string.h>

typedef struct what_if {
    reader_t *reader;
    const api_call_t *call;
    shape_t s;
    arena_t *arena;
    record_t record;
    past_t past;
    route_t route;
    const event_t *since; /* since when the values are those that it is asked with */
    bool submission;      /* those of the first one */
    field_t *fields;
    size_t field_count;
} what_if_t;

static const route_change_t NOTHING;

/* ---- the request ---- */

/* Typed by the flow, and within what its form allows. */
static int read_fields(what_if_t *w, diag_t *d) {
    json_t *given = json_object_get(w->call->body, "fields");
    if (given == NULL) return 0;
    if (api_fields(given, w->arena, &w->fields, &w->field_count, d) != 0) return -1;
    command_t typed = {.fields = w->fields, .field_count = w->field_count};
    decide_in_t in = {.record = &w->record, .directory = w->s.directory, .rules = w->route.rules};
    if (fields_read(&in, w->arena, &typed, d) != 0) return -1;
    w->fields = typed.fields;
    w->field_count = typed.field_count;
    for (size_t i = 0; i < w->field_count; i++)
        if (!shape_shows(&w->s, w->fields[i].name))
            return diag_set(d, "field.hidden", "field", w->fields[i].name, NULL);
    for (size_t i = 0; i < w->field_count; i++) {
        const field_def_t *def = flow_field(w->route.flow, w->fields[i].name);
        if (def != NULL && def->computed)
            return diag_set(d, "field.computed", "field", def->name, "label", def->label_en, "label_zh",
                            def->label_zh, NULL);
        if (def != NULL && field_check(def, &w->fields[i].value, d) != 0)
            return diag_wrap(d, "form.invalid", "field", def->name, "label_en", def->label_en, "label_zh",
                             def->label_zh, NULL);
    }
    return 0;
}

/* ---- from which values ---- */

static const event_t *first_submission(const past_t *past) {
    for (size_t i = 0; i < past->count; i++)
        if (past->rows[i].event.kind == EVENT_SUBMITTED) return &past->rows[i].event;
    return NULL;
}

/* What made the form what it is: of fields that the rule worked out, what they followed from; of what was
 * there at the first submission, that. */
static const event_t *last_written(const what_if_t *w) {
    const event_t *submitted = first_submission(&w->past), *e = NULL;
    for (size_t i = w->past.count; i-- > 0 && e == NULL;)
        if (w->past.rows[i].event.seq == w->record.form_version) e = &w->past.rows[i].event;
    while (e != NULL && e->actor.kind == ACTOR_RULE && e->kind == EVENT_EDITED && e->seq > 1 &&
           w->past.rows[e->seq - 2].event.recorded == e->recorded)
        e = &w->past.rows[e->seq - 2].event;
    return e != NULL && submitted != NULL && e->seq < submitted->seq ? submitted : e;
}

static int read_from(what_if_t *w, diag_t *d) {
    const char *from = NULL;
    if (api_text(w->call->body, "from", false, &from, d) != 0) return -1;
    w->submission = from != NULL && strcmp(from, "submission") == 0;
    if (from != NULL && !w->submission && strcmp(from, "now") != 0)
        return diag_set(d, "api.value", "field", "from", "expected", "now, submission", NULL);
    w->since = w->submission ? first_submission(&w->past) : last_written(w);
    if (!w->submission) return route_with_values_of(&w->route, &w->record, w->arena, d);
    if (w->since == NULL) return diag_set(d, "what_if.not_submitted", NULL);
    record_t *then = arena_alloc(w->arena, sizeof *then);
    if (then == NULL) return diag_memory(d);
    return past_record(&w->past, w->since->seq, then, d) != 0
               ? -1
               : route_with_values_of(&w->route, then, w->arena, d);
}

static void put_from(what_if_t *w, json_t *root) {
    json_t *o = shape_object(&w->s);
    shape_text(&w->s, o, "values", w->submission ? "submission" : "now");
    shape_instant(&w->s, o, "at", w->since != NULL ? w->since->recorded : INSTANT_NONE);
    shape_text(&w->s, o, "event", w->since != NULL ? event_kind_word(w->since->kind) : NULL);
    shape_put(&w->s, o, "actor", w->since != NULL ? shape_actor(&w->s, &w->since->actor) : json_null());
    shape_put(&w->s, root, "from", o);
}

static int begin(what_if_t *w, diag_t *d) {
    chain_t chain;
    if (api_record(w->reader, w->call, w->arena, &w->record, &chain, d) != 0 ||
        api_flow(w->reader, &w->record, &w->route.rules, &w->route.flow, d) != 0)
        return -1;
    shape_about(&w->s, w->reader, w->call, &w->record, w->route.flow);
    if (w->route.rules == NULL) return diag_set(d, "ruleset.none", NULL);
    if (w->route.flow == NULL) return diag_set(d, "flow.unknown", "flow", w->record.flow, NULL);
    w->route.ruleset = shelf_get(w->reader->shelf, w->reader->store, &w->route.rules->ruleset, d);
    if (w->route.ruleset == NULL) return -1;
    w->route.directory = w->s.directory;
    w->route.calendars = &w->reader->snapshot->working_time;
    w->route.sums = likes_sums(w->reader->store);
    if (past_read(w->reader, &w->record, w->arena, &w->past, d) != 0 ||
        route_read(&w->route, &w->record, &w->past, reader_now(w->reader), w->arena, d) != 0 ||
        read_from(w, d) != 0)
        return -1;
    return read_fields(w, d);
}

/* ---- the route with these values ---- */

static json_t *value_json(what_if_t *w, const value_t *value) {
    return value != NULL && value->kind != VALUE_NONE ? shape_value(&w->s, value) : json_null();
}

static json_t *field_json(what_if_t *w, const char *field, const value_t *value) {
    return value_json(w, shape_shown_value(&w->s, field, value));
}

static void put_changes(what_if_t *w, json_t *root) {
    json_t *list = shape_array(&w->s);
    const record_t *planned = w->route.count > 0 ? route_record(&w->route) : &w->record;
    for (size_t i = 0; i < w->field_count; i++) {
        const field_def_t *def = flow_field(w->route.flow, w->fields[i].name);
        json_t *o = shape_object(&w->s);
        shape_text(&w->s, o, "field", w->fields[i].name);
        shape_words(&w->s, o, "label", def != NULL ? def->label_en : NULL,
                    def != NULL ? def->label_zh : NULL);
        shape_put(&w->s, o, "before",
                  field_json(w, w->fields[i].name, record_field(planned, w->fields[i].name)));
        shape_put(&w->s, o, "after", field_json(w, w->fields[i].name, &w->fields[i].value));
        shape_add(&w->s, list, o);
    }
    shape_put(&w->s, root, "changes", list);
}

/* What the flow's own checks say of a form with these values (A72): it could not have been submitted so. */
static int put_problems(what_if_t *w, const route_change_t *change, json_t *o, diag_t *d) {
    problem_t *problems = NULL;
    size_t count = 0;
    diag_t failed = {0};
    json_t *list = shape_array(&w->s);
    shape_put(&w->s, o, "problems", list);
    if (w->route.rules->check == NULL || w->route.count == 0) return 0;
    size_t stage = w->route.count - 1;
    while (stage > 0 && !w->route.stages[stage].opened)
        stage--;
    explain_t *moment = route_moment(&w->route, stage, change, w->arena);
    if (moment == NULL) return diag_memory(d);
    shape_also(&w->s, moment->record);
    facts_t facts;
    if (explain_facts(moment, w->arena, &facts, d) != 0) return -1;
    facts.at = reader_now(w->reader); /* what was written since is not of a day to come */
    int status = w->route.rules->check(w->route.rules->ctx, w->route.flow, &facts, w->arena, &problems,
                                       &count, &failed);
    bool no_memory = diag_is(&failed, "memory.out");
    diag_clear(&failed);
    if (no_memory) return diag_memory(d);
    for (size_t i = 0; status == 0 && i < count; i++) {
        if (problems[i].field != NULL && !shape_shows(&w->s, problems[i].field)) continue;
        json_t *problem = shape_object(&w->s);
        shape_text(&w->s, problem, "field", problems[i].field);
        shape_words(&w->s, problem, "text", problems[i].text_en, problems[i].text_zh);
        shape_text(&w->s, problem, "file", problems[i].file);
        shape_int(&w->s, problem, "line", problems[i].line);
        shape_add(&w->s, list, problem);
    }
    return 0;
}

/* "stages": of all of them, or, of a nearest change, of those that differ. */
static int put_stages(what_if_t *w, const route_change_t *before, const route_change_t *after, bool all,
                      json_t *o, diag_t *d) {
    json_t *list = shape_array(&w->s);
    shape_put(&w->s, o, "stages", list);
    for (size_t i = 0; i < w->route.count; i++) {
        json_t *stage;
        int status = route_diff(&w->s, &w->route, i, before, after, &stage, d);
        bool told = all || json_is_true(json_object_get(stage, "differs"));
        if (status == 0 && told)
            shape_add(&w->s, list, stage);
        else
            json_decref(stage);
        if (status != 0) return -1;
    }
    return 0;
}

/* ---- the nearest changes ---- */

static int change_json(what_if_t *w, const nearest_answer_t *a, const nearest_change_t *change, json_t **out,
                       diag_t *d) {
    const field_t now = {a->axis.field->name, a->axis.whole}, other = {a->axis.field->name, change->whole};
    const route_change_t before = {&now, 1}, after = {&other, 1};
    *out = NULL;
    if (!change->found) {
        *out = json_null();
        return 0;
    }
    json_t *o = shape_object(&w->s);
    shape_put(&w->s, o, "value", value_json(w, &change->part));
    if (put_stages(w, &before, &after, false, o, d) != 0 || put_problems(w, &after, o, d) != 0) {
        json_decref(o);
        return -1;
    }
    *out = o;
    return 0;
}

static int put_change(what_if_t *w, json_t *o, const char *name, const nearest_answer_t *a,
                      const nearest_change_t *change, diag_t *d) {
    json_t *told;
    if (change_json(w, a, change, &told, d) != 0) return -1;
    shape_put(&w->s, o, name, told);
    return 0;
}

static int put_tried(what_if_t *w, json_t *o, const char *name, const nearest_answer_t *a, int64_t step,
                     diag_t *d) {
    value_t whole;
    if (axis_value(&a->axis, step, w->arena, &whole, d) != 0) return -1;
    value_t part = axis_part_of(&a->axis, &whole);
    shape_put(&w->s, o, name, value_json(w, &part));
    return 0;
}

static int axis_json(what_if_t *w, const nearest_answer_t *a, json_t *list, diag_t *d) {
    json_t *o = shape_object(&w->s), *others = shape_array(&w->s);
    shape_add(&w->s, list, o);
    shape_text(&w->s, o, "field", a->axis.field->name);
    shape_text(&w->s, o, "path", a->axis.path);
    shape_words(&w->s, o, "label", a->axis.def->label_en, a->axis.def->label_zh);
    shape_text(&w->s, o, "kind", value_kind_word(a->axis.def->kind));
    shape_put(&w->s, o, "value", value_json(w, &a->axis.present));
    shape_flag(&w->s, o, "ordered", a->axis.ordered);
    shape_put(&w->s, o, "others", others);
    shape_flag(&w->s, o, "any_other", a->any_other);
    shape_flag(&w->s, o, "more_others", a->more_others);
    shape_int(&w->s, o, "tried", a->tried);
    shape_flag(&w->s, o, "cut_short", a->cut_short);
    for (size_t i = 0; i < a->other_count; i++) {
        json_t *told;
        if (change_json(w, a, &a->others[i], &told, d) != 0) return -1;
        shape_add(&w->s, others, told);
    }
    if (!a->axis.ordered) return 0;
    shape_text(&w->s, o, "step", axis_step_text(&a->axis, w->arena));
    if (put_change(w, o, "below", a, &a->below, d) != 0 || put_change(w, o, "above", a, &a->above, d) != 0)
        return -1;
    return put_tried(w, o, "each_from", a, a->each_from, d) != 0 ||
                   put_tried(w, o, "each_to", a, a->each_to, d) != 0
               ? -1
               : 0;
}

/* Does the route read what whoever asks may not see? The nearest value of another field could then be that
 * one: where both are compared, it is found to the cent (A71). */
static bool reads_hidden(what_if_t *w, const bool *read) {
    const flow_t *flow = w->route.flow;
    for (size_t i = 0; i < flow->field_count; i++)
        if (read[i] && !shape_shows_fact(&w->s, flow->fields[i].name)) return true;
    for (size_t i = 0; i < flow->use_count; i++) {
        const char *path = arena_printf(w->arena, "%s.sum", flow->uses[i].name);
        if (path == NULL || !shape_shows_fact(&w->s, path)) return true;
    }
    return false;
}

static int put_nearest(what_if_t *w, json_t *root, diag_t *d) {
    json_t *list = shape_array(&w->s);
    ruleset_literals_t literals;
    size_t fields = w->route.flow->field_count;
    bool *read = arena_array(w->arena, fields + 1, sizeof *read),
         *asked = arena_array(w->arena, fields + 1, sizeof *asked);
    shape_put(&w->s, root, "nearest", list);
    if (read == NULL || asked == NULL) return diag_memory(d);
    if (w->route.count == 0) return 0;
    if (nearest_fields_read(&w->route, w->arena, read, asked, d) != 0 ||
        ruleset_literals(w->route.ruleset, w->route.flow, w->arena, &literals, d) != 0)
        return -1;
    if (reads_hidden(w, read)) {
        shape_flag(&w->s, root, "nearest_hidden", true);
        return 0;
    }
    for (size_t i = 0; i < fields; i++) {
        nearest_answer_t *answers;
        size_t count;
        const nearest_options_t options = {.asked = asked[i]};
        if ((!read[i] && !asked[i]) || !shape_shows(&w->s, w->route.flow->fields[i].name)) continue;
        if (nearest_of_field(&w->route, route_record(&w->route), &w->route.flow->fields[i], &literals,
                             &options, w->arena, &answers, &count, d) != 0)
            return -1;
        for (size_t k = 0; k < count; k++)
            if (axis_json(w, &answers[k], list, d) != 0) return -1;
    }
    return 0;
}

/* ---- the answer ---- */

static json_t *answer(what_if_t *w, diag_t *d) {
    shape_t *s = &w->s;
    const route_change_t change = {w->fields, w->field_count};
    json_t *root = shape_answer(s);
    shape_id(s, root, "record", w->record.id);
    shape_text(s, root, "number", w->record.number);
    shape_text(s, root, "flow", w->record.flow);
    shape_flow_title(s, root, w->route.flow);
    shape_glossary(s, root, w->route.flow);
    shape_text(s, root, "state", record_state_word(w->record.state));
    shape_hash(s, root, "ruleset", &w->route.rules->ruleset);
    shape_instant(s, root, "now", reader_now(w->reader));
    shape_flag(s, root, "erased", w->past.erased);
    put_from(w, root);
    put_changes(w, root);
    bool nearest = !json_is_false(json_object_get(w->call->body, "nearest"));
    json_t *risk = json_null();
    int status = risk_diff(s, &w->route, &NOTHING, &change, &risk, d);
    if (status == 0) shape_put(s, root, "risk", risk);
    if (status == 0) status = put_stages(w, &NOTHING, &change, true, root, d);
    if (status == 0) status = put_problems(w, &change, root, d);
    if (status == 0 && nearest) status = put_nearest(w, root, d);
    if (status == 0) return shape_done(s, root, d);
    json_decref(root);
    return NULL;
}

json_t *api_read_what_if(reader_t *r, const api_call_t *call, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    what_if_t w = {.reader = r,
                   .call = call,
                   .s = {.directory = r->snapshot->directory, .arena = &arena},
                   .arena = &arena};
    json_t *root = begin(&w, d) == 0 ? answer(&w, d) : NULL;
    arena_free(&arena);
    return root;
}
