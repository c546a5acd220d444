/* Plans of a record's stages with fields changed; see route.h. */
#include "server/route.h"
#include <string.h>

/* ---- its stages ---- */

/* The newest plan of a stage; -1: it was never planned. */
static int64_t newest_plan(const record_t *record, int32_t stage) {
    for (size_t i = record->plan_count; i-- > 0;)
        if (record->plans[i].stage == stage) return (int64_t)i;
    return -1;
}

/* The record as it was just before the plan was made; the draft event is the least. */
static int planned(route_stage_t *s, const past_t *past, size_t plan, arena_t *arena, diag_t *d) {
    const event_t *e = past_plan_event(past, plan);
    if (e == NULL) return diag_set(d, "store.corrupt", "what", "plan", NULL);
    s->opened = true;
    s->plan = (int64_t)plan;
    s->at = e->recorded;
    s->round = e->u.stage_opened.round;
    s->record = arena_alloc(arena, sizeof *s->record);
    return s->record != NULL ? past_record(past, e->seq - 1, s->record, d) : diag_memory(d);
}

int route_read(route_t *out, record_t *record, const past_t *past, instant_t now, arena_t *arena, diag_t *d) {
    out->stages = arena_array(arena, out->flow->stage_count + 1, sizeof *out->stages);
    out->count = 0;
    out->past = past;
    if (out->stages == NULL) return diag_memory(d);
    for (int32_t i = 0; i < (int32_t)out->flow->stage_count; i++) {
        int64_t plan = newest_plan(record, i);
        route_stage_t s = {.stage = i, .plan = -1, .record = record, .at = now, .round = record->round};
        if (plan < 0 && record_has_ended(record->state)) continue;
        if (plan >= 0 && planned(&s, past, (size_t)plan, arena, d) != 0) return -1;
        out->stages[out->count++] = s;
    }
    return 0;
}

int route_with_values_of(route_t *route, const record_t *values, arena_t *arena, diag_t *d) {
    for (size_t i = 0; i < route->count; i++) {
        route_stage_t *s = &route->stages[i];
        record_t *with = arena_copy(arena, s->record, sizeof *with);
        if (with == NULL) return diag_memory(d);
        with->fields = values->fields;
        with->field_count = values->field_count;
        s->planned = s->record;
        s->record = with;
    }
    return 0;
}

/* ---- fields changed ---- */

static size_t put_field(field_t *fields, size_t count, const field_t *field) {
    size_t at = 0;
    while (at < count && strcmp(fields[at].name, field->name) < 0)
        at++;
    bool there = at < count && strcmp(fields[at].name, field->name) == 0;
    if (field->value.kind == VALUE_NONE) {
        if (!there) return count;
        memmove(fields + at, fields + at + 1, (count - at - 1) * sizeof *fields);
        return count - 1;
    }
    if (!there) memmove(fields + at + 1, fields + at, (count - at) * sizeof *fields);
    fields[at] = *field;
    return there ? count : count + 1;
}

/* What the rules work out from the fields (A72) follows them; where they fail, the field is empty. -1: no
 * memory. */
static int recompute(const route_t *route, const route_stage_t *stage, record_t *copy, arena_t *arena) {
    const explain_t moment = {.record = copy,
                              .directory = route->directory,
                              .calendars = route->calendars,
                              .rules = route->rules,
                              .flow = route->flow,
                              .sums = route->sums,
                              .at = stage->at};
    facts_t facts;
    computed_t *list = NULL;
    size_t count = 0;
    diag_t failed = {0};
    if (route->rules->compute == NULL) return 0;
    int status = explain_facts(&moment, arena, &facts, &failed);
    if (status == 0)
        status = route->rules->compute(route->rules->ctx, route->flow, &facts, arena, &list, &count, &failed);
    bool no_memory = diag_is(&failed, "memory.out");
    diag_clear(&failed);
    if (no_memory) return -1;
    if (status != 0 && route->uncomputed != NULL) *route->uncomputed = true;
    for (size_t i = 0; i < route->flow->field_count; i++) {
        const field_t empty = {.name = route->flow->fields[i].name};
        if (route->flow->fields[i].computed)
            copy->field_count = put_field(copy->fields, copy->field_count, &empty);
    }
    for (size_t i = 0; status == 0 && i < count; i++)
        copy->field_count = put_field(copy->fields, copy->field_count, &list[i].field);
    return 0;
}

static explain_t *moment_of(const route_t *route, const route_stage_t *s, const record_t *from,
                            const route_change_t *change, arena_t *arena) {
    explain_t *out = arena_alloc(arena, sizeof *out);
    record_t *copy = arena_alloc(arena, sizeof *copy);
    field_t *fields =
        arena_array(arena, from->field_count + change->count + route->flow->field_count + 1, sizeof *fields);
    if (out == NULL || copy == NULL || fields == NULL) return NULL;
    *copy = *from;
    if (copy->field_count > 0) memcpy(fields, copy->fields, copy->field_count * sizeof *fields);
    copy->fields = fields;
    for (size_t i = 0; i < change->count; i++)
        copy->field_count = put_field(fields, copy->field_count, &change->fields[i]);
    if (change->count > 0 && recompute(route, s, copy, arena) != 0) return NULL;
    *out = (explain_t){.record = copy,
                       .directory = route->directory,
                       .calendars = route->calendars,
                       .rules = route->rules,
                       .flow = route->flow,
                       .sums = route->sums,
                       .at = s->at};
    return out;
}

explain_t *route_moment(const route_t *route, size_t stage, const route_change_t *change, arena_t *arena) {
    const route_stage_t *s = &route->stages[stage];
    return moment_of(route, s, s->record, change, arena);
}

explain_t *route_planned_moment(const route_t *route, size_t stage, arena_t *arena) {
    static const route_change_t none;
    const route_stage_t *s = &route->stages[stage];
    return moment_of(route, s, s->planned != NULL ? s->planned : s->record, &none, arena);
}

int route_plan(route_t *route, size_t stage, const route_change_t *change, arena_t *arena, plan_t *out,
               diag_t *d) {
    explain_t *moment = route_moment(route, stage, change, arena);
    if (moment == NULL) return diag_memory(d);
    route->runs++;
    return explain_plan(moment, route->stages[stage].stage, arena, out, d);
}

/* ---- as bytes ---- */

bool route_takes(const step_t *step) {
    return step->state != STEP_LEFT_OUT;
}

/* The places that a field or the rule's functions fill, with whom they name for this record. */
static int put_people(const route_t *route, const explain_t *moment, const source_t *source, arena_t *arena,
                      buf_t *out, diag_t *d) {
    for (; source != NULL; source = source->next) {
        if (source->of != NULL && put_people(route, moment, source->of, arena, out, d) != 0) return -1;
        const value_t *named_there = source->kind == SOURCE_FIELD && source->key != NULL
                                         ? record_field(moment->record, source->key)
                                         : NULL;
        if (named_there != NULL) value_encode(named_there, out);
        if (source->kind != SOURCE_FUNCTION) continue;
        facts_t facts;
        source_t *named = NULL;
        diag_t failed = {0};
        int status = explain_facts(moment, arena, &facts, &failed);
        if (status == 0)
            status = route->rules->people(route->rules->ctx, route->flow, source->key, &facts, arena, &named,
                                          &failed);
        bool no_memory = diag_is(&failed, "memory.out");
        if (status != 0)
            buf_text(out, failed.code);
        else
            source_encode(named, out);
        diag_clear(&failed);
        if (no_memory) return diag_memory(d);
    }
    return 0;
}

/* What a step does, without the words and the places in files. `no` and `parent` count the steps that are
 * taken. */
static void put_step(const step_t *step, int32_t no, int32_t parent, arena_t *arena, buf_t *out) {
    step_t s = *step;
    s.no = no;
    s.parent = parent;
    s.stage = s.round = 0;
    s.title_en = s.title_zh = s.passes_because = s.passes_because_zh = s.left_out = NULL;
    s.why = (why_t){0};
    s.ladder.rungs = arena_copy(arena, s.ladder.rungs, s.ladder.count * sizeof *s.ladder.rungs);
    if (s.ladder.rungs == NULL) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < s.ladder.count; i++) {
        s.ladder.rungs[i].file = NULL;
        s.ladder.rungs[i].line = 0;
    }
    step_encode(&s, out);
}

static int put_plan(const route_t *route, const explain_t *moment, const plan_t *plan, arena_t *arena,
                    buf_t *out, diag_t *d) {
    int32_t *numbers = arena_array(arena, plan->step_count + 1, sizeof *numbers), no = 0;
    if (numbers == NULL) return diag_memory(d);
    int32_t first = plan->step_count > 0 ? plan->steps[0].no : 1;
    for (size_t i = 0; i < plan->step_count; i++) {
        const step_t *step = &plan->steps[i];
        if (!route_takes(step)) continue;
        int32_t parent = step->parent - first; /* numbers are the plan's own, or a record's */
        numbers[i] = ++no;
        put_step(step, no, parent >= 0 && step->parent > 0 ? numbers[parent] : 0, arena, out);
        if (put_people(route, moment, step->by, arena, out, d) != 0) return -1;
    }
    buf_u8(out, 0);
    return 0;
}

int route_bytes(route_t *route, const route_change_t *change, arena_t *arena, buf_t *out, diag_t *d) {
    buf_reset(out);
    for (size_t i = 0; i < route->count; i++) {
        plan_t plan;
        diag_t failed = {0};
        explain_t *moment = route_moment(route, i, change, arena);
        if (moment == NULL) return diag_memory(d);
        route->runs++;
        int status = explain_plan(moment, route->stages[i].stage, arena, &plan, &failed);
        bool no_memory = status != 0 && diag_is(&failed, "memory.out");
        if (status != 0) buf_text(out, failed.code);
        diag_clear(&failed);
        if (no_memory) return diag_memory(d);
        if (status == 0 && put_plan(route, moment, &plan, arena, out, d) != 0) return -1;
    }
    return out->failed || arena_failed(arena) ? diag_memory(d) : 0;
}

int route_plan_bytes(route_t *route, size_t stage, const plan_t *plan, arena_t *arena, buf_t *out,
                     diag_t *d) {
    explain_t *moment = route_planned_moment(route, stage, arena);
    buf_reset(out);
    if (moment == NULL) return diag_memory(d);
    if (put_plan(route, moment, plan, arena, out, d) != 0) return -1;
    return out->failed || arena_failed(arena) ? diag_memory(d) : 0;
}
