/* Random things of the model: values, sources, ladders, plans. Records: random_record.c; events:
 * random_event.c. */
#include "support/random_private.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

uint64_t rng_next(rng_t *r) {
    uint64_t z = (r->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t rng_below(rng_t *r, uint64_t below) {
    return below ? rng_next(r) % below : 0;
}

bool rng_chance(rng_t *r, unsigned percent) {
    return rng_below(r, 100) < percent;
}

void *random_make(rng_t *r, size_t count, size_t size) {
    void *at = arena_array(r->arena, count ? count : 1, size);
    assert(at);
    return at;
}

int64_t random_id(rng_t *r) {
    return (int64_t)(rng_next(r) >> 1 >> rng_below(r, 40));
}

instant_t random_instant(rng_t *r) {
    return rng_chance(r, 30) ? INSTANT_NONE : (instant_t)rng_below(r, UINT64_C(1) << 42) - (1 << 20);
}

int32_t random_small(rng_t *r) {
    return (int32_t)rng_below(r, 64);
}

const char *random_text(rng_t *r, size_t most) {
    static const char *const letters[] = {"a", "b", "k", "z",  "A",  "0", "9",
                                          ".", " ", "-", "审", "批", "é", "\n"};
    size_t length = rng_below(r, most + 1);
    char *text = random_make(r, length * 4 + 1, 1);
    for (size_t i = 0; i < length; i++)
        strcat(text, letters[rng_below(r, sizeof letters / sizeof letters[0])]);
    return text;
}

const char *random_maybe(rng_t *r, size_t most) {
    return rng_chance(r, 33) ? NULL : random_text(r, most);
}

static day_t random_day(rng_t *r) {
    return (day_t)rng_below(r, 40000) - 10000;
}

static money_t random_money(rng_t *r) {
    static const char *const codes[] = {"EUR", "CNY", "JPY", "KWD", "CLF"};
    const char *code = codes[rng_below(r, sizeof codes / sizeof codes[0])];
    money_t money = {.minor = (int64_t)(rng_next(r) >> rng_below(r, 64)),
                     .digits = (uint8_t)currency_digits(code)};
    if (rng_chance(r, 50)) money.minor = -(money.minor / 2);
    memcpy(money.currency, code, 4);
    return money;
}

static decimal_t random_decimal(rng_t *r) {
    decimal_t n = {.mantissa = (int64_t)rng_below(r, UINT64_C(1) << 40) - (1 << 20),
                   .scale = (uint8_t)rng_below(r, 10)};
    while (n.scale > 0 && n.mantissa % 10 == 0) {
        n.mantissa /= 10;
        n.scale--;
    }
    return n;
}

hash_t random_hash(rng_t *r) {
    hash_t h;
    for (size_t i = 0; i < HASH_SIZE; i++)
        h.b[i] = (uint8_t)rng_next(r);
    return h;
}

static value_t random_table(rng_t *r) {
    value_t v = {.kind = VALUE_TABLE};
    size_t columns = rng_below(r, 4) + 1;
    v.u.table.count = rng_below(r, 4);
    v.u.table.rows = v.u.table.count ? random_make(r, v.u.table.count, sizeof(row_t)) : NULL;
    for (size_t i = 0; i < v.u.table.count; i++) {
        row_t *row = &v.u.table.rows[i];
        row->count = columns;
        row->cells = random_make(r, columns, sizeof(value_t));
        for (size_t j = 0; j < columns; j++) {
            if (rng_chance(r, 80)) row->cells[j] = random_value(r, true);
        }
    }
    return v;
}

value_t random_value(rng_t *r, bool cell) {
    value_t v = {.kind = (value_kind_t)(rng_below(r, VALUE_FLAG) + VALUE_TEXT)};
    if (cell && v.kind == VALUE_TABLE) v.kind = VALUE_FLAG;
    switch (v.kind) {
    case VALUE_TEXT:
    case VALUE_CHOICE:
    case VALUE_DEPARTMENT:
        v.u.text = random_text(r, 20);
        break;
    case VALUE_MONEY:
        v.u.money = random_money(r);
        break;
    case VALUE_NUMBER:
        v.u.number = random_decimal(r);
        break;
    case VALUE_DATE:
        v.u.date = random_day(r);
        break;
    case VALUE_RANGE:
        v.u.range.from = random_day(r);
        v.u.range.until = v.u.range.from + (day_t)rng_below(r, 400);
        break;
    case VALUE_PERSON:
        v.u.person = (int64_t)(rng_next(r) >> 12);
        break;
    case VALUE_DOCUMENT:
        v.u.document = (document_t){.name = random_text(r, 12),
                                    .media_type = random_maybe(r, 12),
                                    .content = random_hash(r),
                                    .size = (int64_t)rng_below(r, 1 << 30)};
        if (rng_chance(r, 70)) {
            v.u.document.kept_as = (document_class_t)(rng_below(r, DOCUMENT_ACCEPTANCE) + 1);
            v.u.document.by = (int64_t)(rng_next(r) >> 12);
            v.u.document.at = (instant_t)rng_below(r, UINT64_C(1) << 42);
        }
        break;
    case VALUE_TABLE:
        return random_table(r);
    default:
        v.u.flag = rng_chance(r, 50);
    }
    return v;
}

limit_t random_limit(rng_t *r) {
    limit_t limit = {.kind = (limit_kind_t)rng_below(r, LIMIT_DAY_TIME + 1)};
    switch (limit.kind) {
    case LIMIT_WORKDAYS:
        limit.days = (int32_t)rng_below(r, LIMIT_DAYS_MAX + 1);
        limit.same_time = rng_chance(r, 50);
        break;
    case LIMIT_DAY_TIME:
        limit.days = (int32_t)rng_below(r, LIMIT_DAYS_MAX + 1);
        limit.minute = (int32_t)rng_below(r, LIMIT_MINUTE_MAX + 1);
        break;
    case LIMIT_WORKTIME:
    case LIMIT_ELAPSED:
        limit.ms = (int64_t)rng_below(r, (uint64_t)LIMIT_MS_MAX + 1);
        break;
    case LIMIT_NONE:
        break;
    }
    return limit;
}

source_t *random_source(rng_t *r, int depth) {
    source_t *first = NULL;
    for (size_t count = rng_below(r, 3); depth > 0 && count > 0; count--) {
        source_t *s = random_make(r, 1, sizeof *s);
        source_kind_t kind = (source_kind_t)(rng_below(r, SOURCE_LAST) + 1);
        *s = (source_t){.kind = kind, /* a pick by an earlier step would have to name one */
                        .key = kind == SOURCE_PICKED ? NULL : random_maybe(r, 10),
                        .item = random_maybe(r, 6),
                        .level = (int32_t)rng_below(r, 5),
                        .of = random_source(r, depth - 1),
                        .next = first,
                        .first_only = rng_chance(r, 30)};
        first = s;
    }
    return first;
}

static rung_t random_rung(rng_t *r) {
    rung_t rung = {.name = random_text(r, 6),
                   .anchor = (rung_anchor_t)(rng_below(r, RUNG_FRACTION) + 1),
                   .act_count = rng_below(r, 3),
                   .file = random_maybe(r, 10),
                   .line = (int32_t)rng_below(r, 500)};
    if (rung.anchor == RUNG_FRACTION) {
        rung.permille = (int32_t)rng_below(r, 999) + 1;
    } else {
        rung.distance = random_limit(r);
    }
    rung.acts = rung.act_count ? random_make(r, rung.act_count, sizeof *rung.acts) : NULL;
    for (size_t i = 0; i < rung.act_count; i++)
        rung.acts[i] = (rung_act_t){.action = (rung_action_t)(rng_below(r, RUNG_ACTION_LAST) + 1),
                                    .who = random_source(r, 2),
                                    .within = random_limit(r),
                                    .function = random_maybe(r, 8),
                                    .because = random_maybe(r, 8),
                                    .because_zh = random_maybe(r, 8)};
    return rung;
}

ladder_t random_ladder(rng_t *r, size_t rungs_most) {
    ladder_t ladder = {.count = rng_below(r, rungs_most + 1)};
    ladder.rungs = ladder.count ? random_make(r, ladder.count, sizeof *ladder.rungs) : NULL;
    for (size_t i = 0; i < ladder.count; i++)
        ladder.rungs[i] = random_rung(r);
    return ladder;
}

/* In order of field, each once. */
static step_form_t random_step_form(rng_t *r) {
    step_form_t f = {.require_count = rng_below(r, 3), .right_count = rng_below(r, 3)};
    f.requires = f.require_count ? random_make(r, f.require_count, sizeof *f.requires) : NULL;
    for (size_t i = 0; i < f.require_count; i++) {
        f.requires[i] = (require_t){.kind = (require_kind_t)(rng_below(r, REQUIRE_CHECK) + 1),
                                    .name = random_text(r, 12)};
        if (f.requires[i].kind == REQUIRE_CHECK) f.requires[i].name_zh = random_maybe(r, 12);
    }
    f.rights = f.right_count ? random_make(r, f.right_count, sizeof *f.rights) : NULL;
    for (size_t i = 0; i < f.right_count; i++)
        f.rights[i] =
            (field_right_t){arena_printf(r->arena, "field_%02zu", i), rng_chance(r, 50) ? ACCESS_HIDDEN
                                                                      : i % 2 == 0      ? ACCESS_WRITE
                                                                                        : ACCESS_ANEW};
    return f;
}

static step_t random_step(rng_t *r, int32_t no, const step_t *shared) {
    step_t s = {.no = no,
                .stage = (int32_t)rng_below(r, 4),
                .round = (int32_t)rng_below(r, 4),
                .kind = (step_kind_t)(rng_below(r, 6) + STEP_APPROVE),
                .state = (step_state_t)(rng_below(r, STEP_LEFT_OUT) + 1),
                .name = random_text(r, 12),
                .title_en = random_maybe(r, 12),
                .title_zh = random_maybe(r, 12),
                .by = random_source(r, 3),
                .mode = (decide_mode_t)rng_below(r, DECIDE_IN_ORDER + 1),
                .within = random_limit(r),
                .on_empty = (empty_policy_t)rng_below(r, EMPTY_PASSES + 1),
                .on_self = (self_policy_t)rng_below(r, SELF_FALLBACK + 1),
                .passes_because = random_maybe(r, 10),
                .passes_because_zh = random_maybe(r, 10),
                .aspects = random_maybe(r, 10),
                .may_return = rng_chance(r, 50),
                .on_refuse = (on_refuse_t)rng_below(r, ON_REFUSE_THRESHOLD + 1),
                .refuse_need = (int32_t)rng_below(r, 9),
                .need = (int32_t)rng_below(r, 9),
                .why = {.line = (int32_t)rng_below(r, 900),
                        .because = random_maybe(r, 30),
                        .because_zh = random_maybe(r, 30)},
                .left_out = random_maybe(r, 10),
                .opened_at = random_instant(r),
                .ended_at = random_instant(r)};
    if (rng_chance(r, 30)) {
        s.need_of = (int32_t)rng_below(r, 5);
        s.tie = (tie_t)rng_below(r, TIE_PASSES + 1);
        s.abstain = (abstain_t)rng_below(r, ABSTAIN_LEAVES + 1);
        s.weight = (int32_t)rng_below(r, 9);
        s.rounds_max = (int32_t)rng_below(r, 5);
        s.used_up = (used_up_t)rng_below(r, USED_UP_DECIDES + 1);
        s.rounds_gone = (int32_t)rng_below(r, 3);
        s.rungs_brought = rng_chance(r, 30) ? rng_next(r) : 0;
        s.added = (added_t)rng_below(r, ADDED_LAST + 1);
        s.added_by = (int64_t)rng_below(r, 99);
        s.serves = (int64_t)rng_below(r, 99);
        s.origin = (int32_t)rng_below(r, (uint64_t)no);
        s.superseded = rng_chance(r, 30);
        s.form = random_step_form(r);
        s.entry = (entry_kind_t)rng_below(r, ENTRY_LAST + 1);
        s.watch = rng_chance(r, 30) ? random_text(r, 8) : NULL;
        s.ahead_of = rng_chance(r, 20) ? random_text(r, 8) : NULL;
        s.ahead_form = s.ahead_of ? (int64_t)rng_below(r, 99) : 0;
    }
    s.same_person = (same_person_t)rng_below(r, SAME_ANYWHERE + 1);
    s.permits = (uint32_t)rng_below(r, PERMIT_ALL + 1);
    s.ladder = shared && rng_chance(r, 70) ? shared->ladder : random_ladder(r, 3);
    s.why.file = shared && rng_chance(r, 70) ? shared->why.file : random_maybe(r, 30);
    return s;
}

plan_t random_plan(rng_t *r, size_t most, int32_t first_no) {
    plan_t plan = {.step_count = rng_below(r, most + 1), .fact_count = rng_below(r, 4)};
    plan.steps = plan.step_count ? random_make(r, plan.step_count, sizeof *plan.steps) : NULL;
    size_t group = 0; /* the last group made, whose children come next */
    for (size_t i = 0; i < plan.step_count; i++) {
        step_t *s = &plan.steps[i];
        *s = random_step(r, first_no + (int32_t)i, i > 0 ? &plan.steps[rng_below(r, i)] : NULL);
        if (i > 0) s->parent = plan.steps[group].no;
        if (i > 0 && !rng_chance(r, 20)) continue;
        s->kind = (step_kind_t)(rng_below(r, STEP_PARALLEL) + 1);
        group = i;
    }
    plan.facts = plan.fact_count ? random_make(r, plan.fact_count, sizeof *plan.facts) : NULL;
    for (size_t i = 0; i < plan.fact_count; i++)
        plan.facts[i] = (fact_t){.path = random_text(r, 12), .text = random_text(r, 12)};
    return plan;
}
