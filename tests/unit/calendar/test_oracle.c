/* Random calendars in zones with daylight saving: working time against the minute-by-minute oracle, and the
 * laws that tie the three questions together. */
#include "calendar/working_time.h"
#include "unit/calendar/check.h"
#include "unit/calendar/random.h"

#include <unistd.h>

enum { CALENDARS = 210, QUESTIONS = 120 };

typedef struct tally {
    size_t asked, outside, dates_left_out;
} tally_t;

static void differ(const char *what, const calendar_def_t *def, instant_t at, const limit_t *limit,
                   int64_t ours, int64_t theirs) {
    char text[INSTANT_TEXT], a[INSTANT_TEXT], b[INSTANT_TEXT];
    json_t *json = calendar_def_write(def);
    char *written = json_write(json);
    print_error("%s\n", written);
    mem_free(written);
    json_decref(json);
    fail_msg("%s from %s, kind %d days %d same %d minute %d ms %lld: %s, but the oracle says %s", what,
             instant_format(at, 0, true, text), limit->kind, limit->days, limit->same_time, limit->minute,
             (long long)limit->ms, instant_format(ours, 0, true, a), instant_format(theirs, 0, true, b));
}

static void ask_both_ways(const calendar_t *c, const calendar_def_t *def, const oracle_t *o, dice_t *dice,
                          tally_t *tally) {
    diag_t d = {0};
    due_t got;
    limit_t limit = random_limit(dice);
    instant_t at = random_instant(dice, o);
    instant_t theirs = oracle_due(o, at, &limit);
    tally->asked += 2;
    if (theirs != ORACLE_NONE) {
        must(work_due(c, at, &limit, &got, &d), &d);
        if (got.at != theirs) differ("due", def, at, &limit, got.at, theirs);
        assert_true(got.at >= at);
    } else {
        tally->outside++;
    }
    theirs = oracle_back(o, at, &limit);
    if (theirs != ORACLE_NONE) {
        must(work_back(c, at, &limit, &got, &d), &d);
        if (got.at != theirs) differ("back", def, at, &limit, got.at, theirs);
        assert_true(got.at <= at);
    } else {
        tally->outside++;
    }
}

/* worked(from, due) is the limit, and was not yet a millisecond before; the same from the other end. */
static void check_laws(const calendar_t *c, const oracle_t *o, dice_t *dice) {
    limit_t limit = {.kind = LIMIT_WORKTIME, .ms = dice_between(dice, 1, 30 * (int64_t)MS_HOUR)};
    instant_t at = random_instant(dice, o), other = random_instant(dice, o);
    diag_t d = {0};
    int64_t ms, back;
    due_t due;
    must(work_due(c, at, &limit, &due, &d), &d);
    must(work_between(c, at, due.at, &ms, &d), &d);
    assert_int_equal(ms, limit.ms);
    must(work_between(c, at, due.at - 1, &ms, &d), &d);
    assert_int_equal(ms, limit.ms - 1);
    must(work_back(c, at, &limit, &due, &d), &d);
    must(work_between(c, due.at, at, &ms, &d), &d);
    assert_int_equal(ms, limit.ms);
    must(work_between(c, due.at + 1, at, &ms, &d), &d);
    assert_int_equal(ms, limit.ms - 1);
    must(work_between(c, at, other, &ms, &d), &d);
    must(work_between(c, other, at, &back, &d), &d);
    assert_int_equal(ms, -back);
    assert_int_equal(ms >= 0 ? ms : -ms,
                     at < other ? oracle_between(o, at, other) : oracle_between(o, other, at));
}

static void one_calendar(dice_t *dice, size_t place, tally_t *tally) {
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
    for (int i = 1; i < o.count; i++)
        tally->dates_left_out += o.minutes[i].day > o.minutes[i - 1].day + 1;
    for (int i = 0; i < QUESTIONS; i++) {
        ask_both_ways(c, &def, &o, dice, tally);
        check_laws(c, &o, dice);
    }
    oracle_free(&o);
    calendar_free(c);
    zone_free(zone);
}

static void test_random_calendars_agree_with_the_oracle(void **state) {
    dice_t dice = dice_new("random calendars", 20260214);
    tally_t tally = {0};
    (void)state;
    if (access(ZONE_DIR "/Europe/Amsterdam", R_OK) != 0) {
        print_message("skipped: no zone files (package tzdata)\n");
        return;
    }
    for (size_t i = 0; i < CALENDARS; i++)
        one_calendar(&dice, i % PLACES, &tally);
    print_message("%zu questions, %zu beyond the minutes written down, %zu dates left out by a zone\n",
                  tally.asked, tally.outside, tally.dates_left_out);
    assert_true(tally.outside * 20 < tally.asked);
    assert_true(tally.dates_left_out > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_calendars_agree_with_the_oracle),
    };
    json_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
