/* What an explanation lists: its sum is the limit, it ends at the due time, and the windows are just the
 * minutes that the oracle works in; days skipped are just those on which it does not. */
#include "calendar/explain.h"
#include "unit/calendar/random.h"
#include "unit/calendar/samples.h"

#include <unistd.h>

enum { CALENDARS = 105, QUESTIONS = 60 };

static int64_t limit_amount(const limit_t *limit, instant_t from, instant_t due) {
    if (limit->kind == LIMIT_WORKTIME) return limit->ms;
    if (limit->kind == LIMIT_WORKDAYS) return limit->days;
    return due - from;
}

/* Each piece lies after the one before, is of the date that it says, and adds up. */
static void check_pieces(const explained_t *e, const oracle_t *o) {
    int64_t sum = 0;
    for (size_t i = 0; i < e->count; i++) {
        const counted_t *c = &e->list[i];
        sum += c->amount;
        assert_int_equal(c->sum, sum);
        if (i > 0) assert_true(c->from >= e->list[i - 1].from);
        if (c->kind == COUNTED_WINDOW) {
            assert_int_equal(c->amount, c->until - c->from);
            assert_int_equal(oracle_between(o, c->from, c->until), c->amount);
            assert_int_equal(o->minutes[oracle_index(o, c->from)].day, c->day);
            if (i > 0) assert_true(c->from >= e->list[i - 1].until);
        }
        if (c->kind == COUNTED_DAY) assert_true(oracle_day_end(o, c->day) != ORACLE_NONE);
        if (c->kind == COUNTED_OFF) assert_true(oracle_day_end(o, c->day) == ORACLE_NONE);
    }
    assert_int_equal(sum, e->sum);
}

static void one_question(const calendar_t *c, const calendar_def_t *def, const oracle_t *o, dice_t *dice,
                         size_t *asked) {
    diag_t d = {0};
    arena_t arena;
    explained_t e;
    limit_t limit = random_limit(dice);
    instant_t at = random_instant(dice, o), theirs = oracle_due(o, at, &limit);
    if (theirs == ORACLE_NONE) return;
    arena_init(&arena, 0);
    must(work_explain(c, at, &limit, &arena, &e, &d), &d);
    assert_int_equal(e.due.at, theirs);
    assert_int_equal(e.left_out, 0);
    check_pieces(&e, o);
    bool zero_days = limit.kind == LIMIT_WORKDAYS && limit.days == 0;
    if (!zero_days) assert_int_equal(e.sum, limit_amount(&limit, at, theirs));
    if (limit.kind == LIMIT_WORKTIME && limit.ms > 0) {
        assert_int_equal(e.list[e.count - 1].kind, COUNTED_WINDOW);
        assert_int_equal(e.list[e.count - 1].until, theirs);
        assert_true(e.list[e.count - 1].unconfirmed == e.due.provisional);
        int64_t worked = oracle_between(o, at, theirs);
        assert_int_equal(worked, e.sum);
    }
    /* The due time is never before the start, where clocks show the last day twice. */
    if (limit.kind == LIMIT_WORKDAYS && e.count > 0 && theirs > at)
        assert_int_equal(e.list[e.count - 1].until, theirs);
    (void)def;
    arena_free(&arena);
    ++*asked;
}

static void one_calendar(dice_t *dice, size_t place, size_t *asked) {
    const char *name = places[place].zone;
    int year = (int)dice_between(dice, places[place].first, places[place].last);
    day_t middle = odd_day(dice, name, year) + (day_t)dice_between(dice, -5, 5);
    calendar_day_t days[SPAN_DAYS];
    calendar_def_t def;
    calendar_t *c;
    zone_t *zone;
    oracle_t o;
    diag_t d = {0};
    random_calendar(dice, name, middle - SPAN_DAYS / 2, days, &def);
    must(zone_load(NULL, name, &zone, &d), &d);
    must(calendar_create(&def, zone, &c, &d), &d);
    oracle_fill(&o, &def, (instant_t)(middle - SPAN_DAYS / 2) * MS_DAY, SPAN_DAYS * 1440);
    assert_non_null(o.minutes);
    for (int i = 0; i < QUESTIONS; i++)
        one_question(c, &def, &o, dice, asked);
    oracle_free(&o);
    calendar_free(c);
    zone_free(zone);
}

static void test_the_windows_listed_add_up_to_the_limit_by_the_oracle(void **state) {
    dice_t dice = dice_new("explanations", 20260607);
    size_t asked = 0;
    (void)state;
    if (access(ZONE_DIR "/Europe/Amsterdam", R_OK) != 0) {
        print_message("skipped: no zone files (package tzdata)\n");
        return;
    }
    for (size_t i = 0; i < CALENDARS; i++)
        one_calendar(&dice, i % PLACES, &asked);
    print_message("%zu due times explained\n", asked);
    assert_true(asked > CALENDARS * QUESTIONS * 9 / 10);
}

static explained_t explain(const char *calendar, const char *from, const limit_t *limit, arena_t *arena) {
    built_t b = build_text(calendar);
    explained_t e;
    diag_t d = {0};
    must(work_explain(b.calendar, instant_of(from), limit, arena, &e, &d), &d);
    for (size_t i = 0; i < e.count; i++) /* names are the calendar's, which goes */
        e.list[i].name = arena_strdup(arena, e.list[i].name);
    built_free(&b);
    return e;
}

static const char HOLIDAY[] =
    "{\"name\":\"h\",\"zone\":\"Asia/Shanghai\"," OFFICE_WINDOWS ",\"days\":{\"2026-03-03\":\"off A day of "
    "rest\",\"2026-03-07\":\"mon\"},\"confirmed_until\":\"2026-03-04\"}";

static void test_ten_working_hours_across_a_holiday_are_told_window_by_window(void **state) {
    arena_t arena;
    limit_t limit = {.kind = LIMIT_WORKTIME, .ms = 10 * (int64_t)MS_HOUR};
    (void)state;
    arena_init(&arena, 0);
    explained_t e = explain(HOLIDAY, "2026-03-02T16:00:00+08:00", &limit, &arena);
    static const struct {
        counted_kind_t kind;
        const char *day;
        int64_t hours, sum;
    } should[] = {{COUNTED_WINDOW, "2026-03-02", 2, 2},
                  {COUNTED_OFF, "2026-03-03", 0, 2},
                  {COUNTED_WINDOW, "2026-03-04", 3, 5},
                  {COUNTED_WINDOW, "2026-03-04", 5, 10}};
    assert_int_equal(e.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(e.list[i].kind, should[i].kind);
        assert_int_equal(e.list[i].day, date_of(should[i].day));
        assert_int_equal(e.list[i].amount, should[i].hours * MS_HOUR);
        assert_int_equal(e.list[i].sum, should[i].sum * MS_HOUR);
    }
    assert_int_equal(e.list[1].as, DAY_OFF);
    assert_string_equal(e.list[1].name, "A day of rest");
    assert_null(e.list[0].name);
    assert_int_equal(e.due.at, instant_of("2026-03-04T18:00:00+08:00"));
    assert_false(e.due.provisional);
    arena_free(&arena);
}

static void test_working_days_name_the_weekend_skipped_and_what_is_not_confirmed(void **state) {
    arena_t arena;
    limit_t limit = {.kind = LIMIT_WORKDAYS, .days = 5};
    (void)state;
    arena_init(&arena, 0);
    /* From Monday: Tuesday is off, Saturday works as a Monday. */
    explained_t e = explain(HOLIDAY, "2026-03-02T16:00:00+08:00", &limit, &arena);
    static const counted_kind_t should[] = {COUNTED_BEGUN, COUNTED_OFF, COUNTED_DAY, COUNTED_DAY,
                                            COUNTED_DAY,   COUNTED_DAY, COUNTED_OFF, COUNTED_DAY};
    assert_int_equal(e.count, 8);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(e.list[i].kind, should[i]);
    assert_int_equal(e.list[5].as, 1);
    assert_int_equal(e.list[6].as, DAY_ORDINARY);
    assert_false(e.list[2].unconfirmed);
    assert_true(e.list[3].unconfirmed);
    assert_int_equal(e.sum, 5);
    assert_int_equal(e.list[7].until, e.due.at);
    assert_true(e.due.provisional);
    arena_free(&arena);
}

static void test_a_list_too_long_keeps_its_end_and_its_sum(void **state) {
    arena_t arena;
    limit_t limit = {.kind = LIMIT_WORKTIME, .ms = 2000 * (int64_t)MS_HOUR};
    (void)state;
    arena_init(&arena, 0);
    explained_t e = explain(HOLIDAY, "2026-03-02T16:00:00+08:00", &limit, &arena);
    assert_int_equal(e.count, EXPLAIN_MAX);
    assert_true(e.left_out > 0);
    assert_int_equal(e.sum, limit.ms);
    assert_int_equal(e.list[EXPLAIN_MAX - 1].sum, limit.ms);
    assert_int_equal(e.list[EXPLAIN_MAX - 1].until, e.due.at);
    arena_free(&arena);
}

static int explain_once(void *ctx, diag_t *d) {
    arena_t arena;
    explained_t e;
    limit_t limit = {.kind = LIMIT_WORKTIME, .ms = 400 * (int64_t)MS_HOUR};
    arena_init(&arena, 0);
    int result = work_explain(ctx, instant_of("2026-03-02T08:00:00Z"), &limit, &arena, &e, d);
    arena_free(&arena);
    return result;
}

static void test_each_allocation_may_fail(void **state) {
    (void)state;
    built_t b = build_text(HOLIDAY);
    assert_true(each_allocation(explain_once, b.calendar) > 0);
    built_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_windows_listed_add_up_to_the_limit_by_the_oracle),
        cmocka_unit_test(test_ten_working_hours_across_a_holiday_are_told_window_by_window),
        cmocka_unit_test(test_working_days_name_the_weekend_skipped_and_what_is_not_confirmed),
        cmocka_unit_test(test_a_list_too_long_keeps_its_end_and_its_sum),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    json_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
