/* What only some records have, each in a section of its own; see record_sections.h. */
#include "model/record_sections.h"
#include "model/codec.h"
#include "model/fields.h"
#include <string.h>

/* What is counted on from has room for one more. */
#define NUMBER_MAX (INT32_MAX - 1)
#define COUNT_MAX (INT64_MAX - 1)

/* What most records have not follows the tasks: how many sections, then each, begun by its tag, tags
 * ascending, none empty. */
enum {
    SECTION_OPENER = 1,
    SECTION_CHILDREN = 2,
    SECTION_KEPT = 3,
    SECTION_MADE_FROM = 4,
    SECTION_URGENT = 5,
    SECTION_PICKS = 40,
    SECTION_COUNTED = 41,
    SECTION_ENTRIES = 80,
    SECTION_RISK = 81,
    SECTION_DEVIATIONS = 90,
    SECTION_DOCUMENTS = 91,
    SECTION_WAYS = 111,
    SECTION_UNAGREED = 115,
    SECTION_SIGNED_FOR = 120,
    SECTION_RISK_ROSE = 124,
    SECTION_CLOSED_FROM = 125,
    SECTIONS_MAX = 255,
};

static size_t counted_tasks(const record_t *r) {
    size_t count = 0;
    for (size_t i = 0; i < r->task_count && r->task_count <= RECORD_TASKS_MAX; i++)
        count += r->tasks[i].counts != 0 || r->tasks[i].seen != 0;
    return count;
}

static size_t signed_for(const record_t *r) {
    size_t count = 0;
    for (size_t i = 0; i < r->task_count && r->task_count <= RECORD_TASKS_MAX; i++)
        count += r->tasks[i].signed_for;
    return count;
}

int record_sections(const record_t *r) {
    return (int)((r->opener.record != 0) + (r->child_count > 0) + (r->kept_round != 0) + (r->made_from != 0) +
                 (r->urgent != 0) + (r->pick_count > 0) + (counted_tasks(r) > 0) + (r->entries != 0) +
                 (r->risk != RISK_NONE) + (r->deviation_count > 0) + (r->document_count > 0) +
                 (r->unagreed_count > 0) + (signed_for(r) > 0) + (r->way_count > 0) + r->risk_rose +
                 (r->closed_from != 0));
}

static void child_encode(const child_t *c, buf_t *out) {
    buf_int(out, c->record);
    codec_put_range(out, c->step, 1, INT32_MAX);
    codec_put_enum(out, (int)c->state, CHILD_OPEN, CHILD_APART);
    if (c->state == CHILD_ENDED) codec_put_enum(out, (int)c->ended_as, RECORD_DRAFT, RECORD_STATE_LAST);
    codec_put_name(out, c->flow);
    codec_put_instant(out, c->opened_at);
    codec_put_instant(out, c->ended_at);
}

static void child_decode(cursor_t *in, child_t *c) {
    c->record = cursor_int(in);
    c->step = (int32_t)codec_get_range(in, 1, INT32_MAX);
    c->state = (child_state_t)codec_get_enum(in, CHILD_OPEN, CHILD_APART);
    if (c->state == CHILD_ENDED)
        c->ended_as = (record_state_t)codec_get_enum(in, RECORD_DRAFT, RECORD_STATE_LAST);
    c->flow = codec_get_name(in);
    c->opened_at = codec_get_instant(in);
    c->ended_at = codec_get_instant(in);
}

static void picks_encode(const record_t *r, buf_t *out) {
    codec_put_count(out, r->pick_count, RECORD_PICKS_MAX);
    for (size_t i = 0; i < r->pick_count && !out->failed; i++) {
        const pick_t *p = &r->picks[i];
        if (i > 0 && strcmp(p[-1].step, p->step) >= 0) out->failed = true;
        codec_put_name(out, p->step);
        buf_int(out, p->by);
        codec_put_ids(out, p->people, p->count, PICK_PEOPLE_MAX);
    }
}

static void picks_decode(cursor_t *in, record_t *r) {
    r->pick_count = codec_get_count(in, RECORD_PICKS_MAX);
    r->picks = codec_array(in, r->pick_count, sizeof *r->picks);
    if (r->pick_count == 0) codec_fail(in);
    for (size_t i = 0; i < r->pick_count && !in->failed; i++) {
        pick_t *p = &r->picks[i];
        p->step = codec_get_name(in);
        if (i > 0 && strcmp(p[-1].step, p->step) >= 0) codec_fail(in);
        p->by = cursor_int(in);
        p->people = codec_get_ids(in, PICK_PEOPLE_MAX, &p->count);
    }
}

/* A14: of each task that has either, its place, what it counts and what was seen. */
static void counted_encode(const record_t *r, buf_t *out) {
    codec_put_count(out, counted_tasks(r), RECORD_TASKS_MAX);
    for (size_t i = 0; i < r->task_count && !out->failed; i++) {
        const task_t *t = &r->tasks[i];
        if (!t->counts && !t->seen) continue;
        codec_put_range(out, (int64_t)i, 0, RECORD_TASKS_MAX);
        buf_int(out, t->counts);
        codec_put_range(out, t->seen, 0, INT64_MAX);
    }
}

static void counted_decode(cursor_t *in, record_t *r) {
    size_t count = codec_get_count(in, RECORD_TASKS_MAX);
    if (count == 0) codec_fail(in);
    for (int64_t last = -1; count-- > 0 && !in->failed;) {
        int64_t i = codec_get_range(in, 0, RECORD_TASKS_MAX), counts = cursor_int(in),
                seen = codec_get_range(in, 0, INT64_MAX);
        if (i <= last || i >= (int64_t)r->task_count || (!counts && !seen)) codec_fail(in);
        if (in->failed) return;
        r->tasks[i].counts = counts;
        r->tasks[i].seen = seen;
        last = i;
    }
}

/* A25: the places of those tasks. */
static void signed_for_encode(const record_t *r, buf_t *out) {
    codec_put_count(out, signed_for(r), RECORD_TASKS_MAX);
    for (size_t i = 0; i < r->task_count && !out->failed; i++)
        if (r->tasks[i].signed_for) codec_put_range(out, (int64_t)i, 0, RECORD_TASKS_MAX);
}

static void signed_for_decode(cursor_t *in, record_t *r) {
    size_t count = codec_get_count(in, RECORD_TASKS_MAX);
    if (count == 0) codec_fail(in);
    for (int64_t last = -1; count-- > 0 && !in->failed;) {
        int64_t i = codec_get_range(in, 0, RECORD_TASKS_MAX);
        if (i <= last || i >= (int64_t)r->task_count) codec_fail(in);
        if (in->failed) return;
        r->tasks[i].signed_for = true;
        last = i;
    }
}

void record_sections_encode(const record_t *r, buf_t *out) {
    buf_u8(out, (uint8_t)record_sections(r));
    if (r->opener.record) {
        buf_u8(out, SECTION_OPENER);
        buf_int(out, r->opener.record);
        codec_put_range(out, r->opener.step, 1, INT32_MAX);
        codec_put_range(out, r->opener.depth, 1, RECORD_DEPTH_MAX);
        buf_flag(out, r->opener.waits);
    }
    if (r->child_count) {
        buf_u8(out, SECTION_CHILDREN);
        codec_put_count(out, r->child_count, RECORD_CHILDREN_MAX);
        for (size_t i = 0; i < r->child_count && !out->failed; i++)
            child_encode(&r->children[i], out);
    }
    if (r->kept_round) {
        buf_u8(out, SECTION_KEPT);
        codec_put_range(out, r->kept_round, 1, NUMBER_MAX);
        codec_put_range(out, r->kept_since, 1, COUNT_MAX);
        field_list_encode(r->kept, r->kept_count, RECORD_FIELDS_MAX, out);
    }
    if (r->made_from) {
        buf_u8(out, SECTION_MADE_FROM);
        buf_int(out, r->made_from);
        buf_text(out, r->made_from_number);
        buf_text(out, r->made_from_left_out);
    }
    if (r->urgent) {
        buf_u8(out, SECTION_URGENT);
        codec_put_range(out, r->urgent, 1, NUMBER_MAX);
    }
    if (r->pick_count) {
        buf_u8(out, SECTION_PICKS);
        picks_encode(r, out);
    }
    if (counted_tasks(r)) {
        buf_u8(out, SECTION_COUNTED);
        counted_encode(r, out);
    }
    if (r->entries) {
        buf_u8(out, SECTION_ENTRIES);
        codec_put_range(out, r->entries, 1, COUNT_MAX);
    }
    if (r->risk) {
        buf_u8(out, SECTION_RISK);
        codec_put_enum(out, (int)r->risk, RISK_LOW, RISK_LAST);
        buf_text(out, r->risk_because);
        buf_text(out, r->risk_because_zh);
    }
    if (r->deviation_count) {
        buf_u8(out, SECTION_DEVIATIONS);
        codec_put_count(out, r->deviation_count, RECORD_DEVIATIONS_MAX);
        for (size_t i = 0; i < r->deviation_count && !out->failed; i++)
            deviation_encode(&r->deviations[i], out);
    }
    if (r->document_count) {
        buf_u8(out, SECTION_DOCUMENTS);
        codec_put_count(out, r->document_count, RECORD_DOCUMENTS_MAX);
        for (size_t i = 0; i < r->document_count && !out->failed; i++)
            document_encode(&r->documents[i], out);
    }
    if (r->way_count) {
        buf_u8(out, SECTION_WAYS);
        codec_put_count(out, r->way_count, RECORD_WAYS_MAX);
        for (size_t i = 0; i < r->way_count && !out->failed; i++)
            way_back_encode(&r->ways[i], out);
    }
    if (r->unagreed_count) {
        buf_u8(out, SECTION_UNAGREED);
        field_list_encode(r->unagreed, r->unagreed_count, RECORD_FIELDS_MAX, out);
    }
    if (signed_for(r)) {
        buf_u8(out, SECTION_SIGNED_FOR);
        signed_for_encode(r, out);
    }
    if (r->risk_rose) {
        buf_u8(out, SECTION_RISK_ROSE);
        codec_put_enum(out, (int)r->risk_rose_from, RISK_NONE, RISK_LAST);
    }
    if (r->closed_from) {
        buf_u8(out, SECTION_CLOSED_FROM);
        codec_put_enum(out, (int)r->closed_from, RECORD_DRAFT, RECORD_STATE_LAST);
    }
}

static void opener_decode(cursor_t *in, opener_t *o) {
    o->record = cursor_int(in);
    o->step = (int32_t)codec_get_range(in, 1, INT32_MAX);
    o->depth = (int32_t)codec_get_range(in, 1, RECORD_DEPTH_MAX);
    o->waits = cursor_flag(in);
    if (o->record == 0) codec_fail(in);
}

static void children_decode(cursor_t *in, record_t *r) {
    r->child_count = codec_get_count(in, RECORD_CHILDREN_MAX);
    r->children = codec_array(in, r->child_count, sizeof *r->children);
    for (size_t i = 0; i < r->child_count && !in->failed; i++)
        child_decode(in, &r->children[i]);
    if (r->child_count == 0) codec_fail(in);
}

static void kept_decode(cursor_t *in, record_t *r) {
    r->kept_round = (int32_t)codec_get_range(in, 1, NUMBER_MAX);
    r->kept_since = codec_get_range(in, 1, COUNT_MAX);
    r->kept = field_list_decode(in, RECORD_FIELDS_MAX, &r->kept_count);
}

static void deviations_decode(cursor_t *in, record_t *r) {
    r->deviation_count = codec_get_count(in, RECORD_DEVIATIONS_MAX);
    r->deviations = codec_array(in, r->deviation_count, sizeof *r->deviations);
    for (size_t i = 0; i < r->deviation_count && !in->failed; i++)
        deviation_decode(in, &r->deviations[i]);
    if (r->deviation_count == 0) codec_fail(in);
}

static void documents_decode(cursor_t *in, record_t *r) {
    r->document_count = codec_get_count(in, RECORD_DOCUMENTS_MAX);
    r->documents = codec_array(in, r->document_count, sizeof *r->documents);
    for (size_t i = 0; i < r->document_count && !in->failed; i++)
        document_decode(in, &r->documents[i]);
    if (r->document_count == 0) codec_fail(in);
}

static void ways_decode(cursor_t *in, record_t *r) {
    r->way_count = codec_get_count(in, RECORD_WAYS_MAX);
    r->ways = codec_array(in, r->way_count, sizeof *r->ways);
    for (size_t i = 0; i < r->way_count && !in->failed; i++)
        way_back_decode(in, &r->ways[i]);
    if (r->way_count == 0) codec_fail(in);
}

static void made_from_decode(cursor_t *in, record_t *r) {
    r->made_from = cursor_int(in);
    r->made_from_number = cursor_text(in);
    r->made_from_left_out = cursor_text(in);
    if (r->made_from == 0) codec_fail(in);
}

void record_sections_decode(cursor_t *in, record_t *r) {
    int last = 0, count = codec_get_enum(in, 1, SECTIONS_MAX);
    for (int i = 0; i < count && !in->failed; i++) {
        int tag = cursor_u8(in);
        if (tag <= last) codec_fail(in);
        last = tag;
        switch (tag) {
        case SECTION_OPENER:
            opener_decode(in, &r->opener);
            break;
        case SECTION_CHILDREN:
            children_decode(in, r);
            break;
        case SECTION_KEPT:
            kept_decode(in, r);
            break;
        case SECTION_MADE_FROM:
            made_from_decode(in, r);
            break;
        case SECTION_URGENT:
            r->urgent = (int32_t)codec_get_range(in, 1, NUMBER_MAX);
            break;
        case SECTION_PICKS:
            picks_decode(in, r);
            break;
        case SECTION_COUNTED:
            counted_decode(in, r);
            break;
        case SECTION_ENTRIES:
            r->entries = codec_get_range(in, 1, COUNT_MAX);
            break;
        case SECTION_RISK:
            r->risk = (risk_level_t)codec_get_enum(in, RISK_LOW, RISK_LAST);
            r->risk_because = cursor_text(in);
            r->risk_because_zh = cursor_text(in);
            break;
        case SECTION_DEVIATIONS:
            deviations_decode(in, r);
            break;
        case SECTION_DOCUMENTS:
            documents_decode(in, r);
            break;
        case SECTION_WAYS:
            ways_decode(in, r);
            break;
        case SECTION_UNAGREED:
            r->unagreed = field_list_decode(in, RECORD_FIELDS_MAX, &r->unagreed_count);
            if (r->unagreed_count == 0) codec_fail(in);
            break;
        case SECTION_SIGNED_FOR:
            signed_for_decode(in, r);
            break;
        case SECTION_RISK_ROSE:
            r->risk_rose = true;
            r->risk_rose_from = (risk_level_t)codec_get_enum(in, RISK_NONE, RISK_LAST);
            break;
        case SECTION_CLOSED_FROM:
            r->closed_from = (record_state_t)codec_get_enum(in, RECORD_DRAFT, RECORD_STATE_LAST);
            break;
        default:
            codec_fail(in);
        }
    }
}
