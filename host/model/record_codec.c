/* The encoding of a record: a version, the head, then fields, steps, plans, tasks and clocks. What is read is
 * checked as far as others walk it by index: the order of fields and tasks, the tree of steps, the places of
 * plans. */
#include "model/codec.h"
#include "model/fields.h"
#include "model/record.h"
#include "model/record_sections.h"
#include "model/step_list.h"
#include <stdio.h>
#include <string.h>

/* The first byte. A record that has what most have not is of the second encoding, the others stay of the
 * first. */
enum { RECORD_PLAIN = 1, RECORD_MORE = 2 };

/* A task's flags stand with its state, a clock's pause with its state: none set, the byte is as it was before
 * there were any. */
enum {
    TASK_STATE = 7,
    TASK_TAKEN_BACK = 8,
    TASK_TOUCHED = 16,
    TASK_CLAIMED = 32,
    TASK_URGED = 64, /* when follows */
    TASK_ADMINISTERED = 128,
    TASK_FLAGS_ALL = 255,
    CLOCK_STATE = 3,
    CLOCK_WAITS = 4, /* the step that it waits for follows */
    CLOCK_OVERRAN = 8,
    CLOCK_STOOD = 16, /* when it did follows last */
    CLOCK_FLAGS_ALL = 31,
};
/* What is counted on from (rounds, versions) has room for one more. */
#define NUMBER_MAX (INT32_MAX - 1)
#define COUNT_MAX (INT64_MAX - 1)

static void head_encode(const record_t *r, buf_t *out) {
    buf_int(out, r->id);
    codec_put_name(out, r->flow);
    buf_text(out, r->department);
    buf_int(out, r->initiator);
    codec_put_hash(out, &r->ruleset);
    buf_text(out, r->number);
    buf_int(out, r->number_year);
    buf_int(out, r->number_seq);
    codec_put_enum(out, (int)r->state, RECORD_DRAFT, RECORD_STATE_LAST);
    if (r->state == RECORD_SUSPENDED) /* a suspended one alone says what it goes back to */
        codec_put_enum(out, (int)r->suspended_from, RECORD_DRAFT, RECORD_STATE_LAST);
    else if (r->suspended_from)
        out->failed = true;
    codec_put_range(out, r->stage, -1, INT32_MAX);
    codec_put_range(out, r->round, 0, NUMBER_MAX);
    codec_put_range(out, r->reopened, 0, NUMBER_MAX);
    codec_put_instant(out, r->created_at);
    codec_put_instant(out, r->submitted_at);
    codec_put_instant(out, r->ended_at);
    codec_put_range(out, r->version, 0, COUNT_MAX);
    codec_put_range(out, r->form_version, 0, INT64_MAX);
    codec_put_range(out, r->comments, 0, COUNT_MAX);
}

static void head_decode(cursor_t *in, record_t *r) {
    r->id = cursor_int(in);
    r->flow = codec_get_name(in);
    r->department = cursor_text(in);
    r->initiator = cursor_int(in);
    codec_get_hash(in, &r->ruleset);
    r->number = cursor_text(in);
    r->number_year = (int32_t)codec_get_range(in, INT32_MIN, INT32_MAX);
    r->number_seq = cursor_int(in);
    r->state = (record_state_t)codec_get_enum(in, RECORD_DRAFT, RECORD_STATE_LAST);
    if (r->state == RECORD_SUSPENDED)
        r->suspended_from = (record_state_t)codec_get_enum(in, RECORD_DRAFT, RECORD_STATE_LAST);
    r->stage = (int32_t)codec_get_range(in, -1, INT32_MAX);
    r->round = (int32_t)codec_get_range(in, 0, NUMBER_MAX);
    r->reopened = (int32_t)codec_get_range(in, 0, NUMBER_MAX);
    r->created_at = codec_get_instant(in);
    r->submitted_at = codec_get_instant(in);
    r->ended_at = codec_get_instant(in);
    r->version = codec_get_range(in, 0, COUNT_MAX);
    r->form_version = codec_get_range(in, 0, INT64_MAX);
    r->comments = codec_get_range(in, 0, COUNT_MAX);
}

/* Sorted by name, each once, none empty: what record_field relies on. */
static bool fields_in_order(const field_t *fields, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!fields[i].name || fields[i].value.kind == VALUE_NONE) return false;
        if (i > 0 && strcmp(fields[i - 1].name, fields[i].name) >= 0) return false;
    }
    return true;
}

static void changes_encode(const record_t *r, buf_t *out) {
    codec_put_count(out, r->change_count, RECORD_FIELDS_MAX);
    for (size_t i = 0; i < r->change_count && !out->failed; i++) {
        const field_change_t *c = &r->changes[i];
        if (!c->name || (i > 0 && strcmp(c[-1].name, c->name) >= 0)) {
            out->failed = true;
            return;
        }
        buf_text(out, c->name);
        codec_put_range(out, c->version, 1, INT64_MAX);
    }
}

static void changes_decode(cursor_t *in, record_t *r) {
    r->change_count = codec_get_count(in, RECORD_FIELDS_MAX);
    r->changes = codec_array(in, r->change_count, sizeof *r->changes);
    for (size_t i = 0; i < r->change_count && !in->failed; i++) {
        field_change_t *c = &r->changes[i];
        c->name = codec_get_name(in);
        if (i > 0 && strcmp(c[-1].name, c->name) >= 0) codec_fail(in);
        c->version = codec_get_range(in, 1, INT64_MAX);
    }
}

static bool place_inside(const plan_place_t *p, size_t step_count) {
    return p->first >= 0 && p->count >= 0 && (size_t)p->first <= step_count &&
           (size_t)p->count <= step_count - (size_t)p->first;
}

static void plans_encode(const record_t *r, buf_t *out) {
    codec_put_count(out, r->plan_count, RECORD_PLANS_MAX);
    for (size_t i = 0; i < r->plan_count && !out->failed; i++) {
        const plan_place_t *p = &r->plans[i];
        if (!place_inside(p, r->step_count)) out->failed = true;
        codec_put_range(out, p->stage, 0, INT32_MAX);
        codec_put_range(out, p->round, 0, INT32_MAX);
        buf_int(out, p->first);
        buf_int(out, p->count);
        fact_list_encode(p->facts, p->fact_count, out);
    }
}

static void plans_decode(cursor_t *in, record_t *r) {
    r->plan_count = codec_get_count(in, RECORD_PLANS_MAX);
    r->plans = codec_array(in, r->plan_count, sizeof *r->plans);
    for (size_t i = 0; i < r->plan_count && !in->failed; i++) {
        plan_place_t *p = &r->plans[i];
        p->stage = (int32_t)codec_get_range(in, 0, INT32_MAX);
        p->round = (int32_t)codec_get_range(in, 0, INT32_MAX);
        p->first = (int32_t)codec_get_range(in, 0, INT32_MAX);
        p->count = (int32_t)codec_get_range(in, 0, INT32_MAX);
        if (!place_inside(p, r->step_count)) codec_fail(in);
        p->facts = fact_list_decode(in, &p->fact_count);
    }
}

static bool was_urged(const task_t *t) {
    return t->urged_at != 0 && t->urged_at != INSTANT_NONE;
}

static void task_encode(const task_t *t, buf_t *out) {
    buf_int(out, t->id);
    codec_put_range(out, t->step, 0, INT32_MAX);
    codec_put_range(out, t->order, 0, INT32_MAX);
    buf_int(out, t->person);
    buf_int(out, t->principal);
    buf_text(out, t->reason);
    buf_text(out, t->reason_text);
    int flags = (t->taken_back ? TASK_TAKEN_BACK : 0) | (t->touched ? TASK_TOUCHED : 0) |
                (t->claimed ? TASK_CLAIMED : 0) | (was_urged(t) ? TASK_URGED : 0) |
                (t->administered ? TASK_ADMINISTERED : 0);
    if ((int)t->state < TASK_OPEN || (int)t->state > TASK_WAITING) out->failed = true;
    codec_put_enum(out, (int)t->state | flags, TASK_OPEN, TASK_FLAGS_ALL);
    if (was_urged(t)) codec_put_instant(out, t->urged_at);
    codec_put_enum(out, (int)t->outcome, OUTCOME_NONE, OUTCOME_LAST);
    buf_text(out, t->opinion);
    buf_int(out, t->decided_by);
    codec_put_instant(out, t->opened_at);
    codec_put_instant(out, t->ended_at);
}

static void task_decode(cursor_t *in, task_t *t) {
    t->id = cursor_int(in);
    t->step = (int32_t)codec_get_range(in, 0, INT32_MAX);
    t->order = (int32_t)codec_get_range(in, 0, INT32_MAX);
    t->person = cursor_int(in);
    t->principal = cursor_int(in);
    t->reason = cursor_text(in);
    t->reason_text = cursor_text(in);
    int state = codec_get_enum(in, TASK_OPEN, TASK_FLAGS_ALL);
    t->taken_back = state & TASK_TAKEN_BACK;
    t->touched = state & TASK_TOUCHED;
    t->claimed = state & TASK_CLAIMED;
    t->administered = state & TASK_ADMINISTERED;
    if (state & TASK_URGED) {
        t->urged_at = codec_get_instant(in);
        if (!was_urged(t)) codec_fail(in);
    }
    t->state = (task_state_t)(state & TASK_STATE);
    if ((int)t->state < TASK_OPEN || (int)t->state > TASK_WAITING) codec_fail(in);
    t->outcome = (outcome_t)codec_get_enum(in, OUTCOME_NONE, OUTCOME_LAST);
    t->opinion = cursor_text(in);
    t->decided_by = cursor_int(in);
    t->opened_at = codec_get_instant(in);
    t->ended_at = codec_get_instant(in);
}

static void stood_encode(const cs_clock_t *c, buf_t *out) {
    codec_put_count(out, c->stood_count, CLOCK_STOOD_MAX);
    for (size_t i = 0; i < c->stood_count && !out->failed; i++) {
        codec_put_instant(out, c->stood[i].from);
        codec_put_instant(out, c->stood[i].until);
    }
}

static void stood_decode(cursor_t *in, cs_clock_t *c) {
    c->stood_count = codec_get_count(in, CLOCK_STOOD_MAX);
    if (c->stood_count == 0) codec_fail(in); /* it would not be said */
    c->stood = codec_array(in, c->stood_count, sizeof *c->stood);
    for (size_t i = 0; i < c->stood_count && !in->failed; i++) {
        c->stood[i].from = codec_get_instant(in);
        c->stood[i].until = codec_get_instant(in);
    }
}

/* A task without a clock has one of id 0 in its place: a single byte. */
static void clock_encode(const cs_clock_t *c, const task_t *t, buf_t *out) {
    buf_int(out, c->id);
    if (c->id == 0) return;
    if (c->task != t->id) out->failed = true;
    if ((int)c->state < CLOCK_RUNNING || (int)c->state > CLOCK_STOPPED) out->failed = true;
    codec_put_enum(out,
                   (int)c->state | (c->pause_step ? CLOCK_WAITS : 0) | (c->overran ? CLOCK_OVERRAN : 0) |
                       (c->stood_count > 0 ? CLOCK_STOOD : 0),
                   CLOCK_RUNNING, CLOCK_FLAGS_ALL);
    if (c->pause_step) codec_put_range(out, c->pause_step, 1, INT32_MAX);
    buf_text(out, c->pause_cause);
    buf_text(out, c->calendar);
    limit_encode(&c->limit, out);
    codec_put_instant(out, c->started_at);
    codec_put_range(out, c->ran_ms, 0, INT64_MAX);
    codec_put_instant(out, c->due_at);
    buf_flag(out, c->provisional);
    codec_put_range(out, c->next_rung, -1, LADDER_RUNGS_MAX - 1);
    codec_put_instant(out, c->rung_at);
    buf_varint(out, c->rungs_past);
    if (c->stood_count > 0) stood_encode(c, out);
}

static void clock_decode(cursor_t *in, const task_t *t, cs_clock_t *c) {
    c->id = cursor_int(in);
    c->task = t->id;
    if (c->id == 0) {
        c->state = CLOCK_STOPPED;
        c->next_rung = -1;
        c->started_at = c->due_at = c->rung_at = INSTANT_NONE;
        return;
    }
    int state = codec_get_enum(in, CLOCK_RUNNING, CLOCK_FLAGS_ALL);
    c->overran = state & CLOCK_OVERRAN;
    c->state = (clock_state_t)(state & CLOCK_STATE);
    if ((int)c->state < CLOCK_RUNNING) codec_fail(in);
    if (state & CLOCK_WAITS) c->pause_step = (int32_t)codec_get_range(in, 1, INT32_MAX);
    c->pause_cause = cursor_text(in);
    c->calendar = cursor_text(in);
    limit_decode(in, &c->limit);
    c->started_at = codec_get_instant(in);
    c->ran_ms = codec_get_range(in, 0, INT64_MAX);
    c->due_at = codec_get_instant(in);
    c->provisional = cursor_flag(in);
    c->next_rung = (int32_t)codec_get_range(in, -1, LADDER_RUNGS_MAX - 1);
    c->rung_at = codec_get_instant(in);
    c->rungs_past = cursor_varint(in);
    if (state & CLOCK_STOOD) stood_decode(in, c);
}

/* Each task is followed by its clock; tasks ascend by id, which record_task relies on. */
static void tasks_encode(const record_t *r, buf_t *out) {
    codec_put_count(out, r->task_count, RECORD_TASKS_MAX);
    for (size_t i = 0; i < r->task_count && !out->failed; i++) {
        if (i > 0 && r->tasks[i - 1].id >= r->tasks[i].id) out->failed = true;
        task_encode(&r->tasks[i], out);
        clock_encode(&r->clocks[i], &r->tasks[i], out);
    }
}

static void tasks_decode(cursor_t *in, record_t *r) {
    r->task_count = codec_get_count(in, RECORD_TASKS_MAX);
    r->tasks = codec_array(in, r->task_count, sizeof *r->tasks);
    r->clocks = codec_array(in, r->task_count, sizeof *r->clocks);
    for (size_t i = 0; i < r->task_count && !in->failed; i++) {
        task_decode(in, &r->tasks[i]);
        if (i > 0 && r->tasks[i - 1].id >= r->tasks[i].id) codec_fail(in);
        clock_decode(in, &r->tasks[i], &r->clocks[i]);
    }
}

/* Others walk up the tree of steps: each member comes after its group, so that this ends. */
static bool groups_stand(const step_t *steps, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        while (steps[i].parent && at > 0 && steps[at - 1].no != steps[i].parent)
            at--;
        if (steps[i].parent && at == 0) return false;
    }
    return true;
}

void record_encode(const record_t *r, buf_t *out) {
    buf_u8(out, record_sections(r) > 0 ? RECORD_MORE : RECORD_PLAIN);
    head_encode(r, out);
    if (!fields_in_order(r->fields, r->field_count)) out->failed = true;
    field_list_encode(r->fields, r->field_count, RECORD_FIELDS_MAX, out);
    changes_encode(r, out);
    codec_put_count(out, r->step_count, RECORD_STEPS_MAX);
    if (!out->failed && !groups_stand(r->steps, r->step_count)) out->failed = true;
    if (!out->failed) step_list_encode(r->steps, r->step_count, out);
    plans_encode(r, out);
    tasks_encode(r, out);
    if (record_sections(r) > 0) record_sections_encode(r, out);
}

static void body_decode(cursor_t *in, int version, record_t *r) {
    head_decode(in, r);
    r->fields = field_list_decode(in, RECORD_FIELDS_MAX, &r->field_count);
    if (!fields_in_order(r->fields, r->field_count)) codec_fail(in);
    changes_decode(in, r);
    r->step_count = codec_get_count(in, RECORD_STEPS_MAX);
    r->steps = codec_array(in, r->step_count, sizeof *r->steps);
    step_list_decode(in, r->steps, r->step_count);
    if (!in->failed && !groups_stand(r->steps, r->step_count)) codec_fail(in);
    plans_decode(in, r);
    tasks_decode(in, r);
    if (version == RECORD_MORE) record_sections_decode(in, r);
}

int record_decode(bytes_t from, arena_t *arena, record_t *out, diag_t *d) {
    cursor_t in;
    char word[24];
    cursor_init(&in, from, arena);
    memset(out, 0, sizeof *out);
    int version = cursor_u8(&in);
    if (version > RECORD_MORE) {
        snprintf(word, sizeof word, "%d", version);
        return diag_set(d, "record.version", "version", word, NULL);
    }
    if (version >= RECORD_PLAIN) body_decode(&in, version, out);
    if (version >= RECORD_PLAIN && cursor_done(&in)) return 0;
    memset(out, 0, sizeof *out);
    if (arena_failed(arena)) return diag_memory(d);
    return diag_set(d, "record.corrupt", NULL);
}

int record_decode_of(int64_t id, bytes_t from, arena_t *arena, record_t *out, diag_t *d) {
    if (record_decode(from, arena, out, d) == 0) return 0;
    if (diag_is(d, "record.corrupt") || diag_is(d, "record.version")) diag_param_int(d, "id", id);
    return -1;
}
