/* Recurrence rules: the examples of RFC 5545 that whole days can have, and random rules against libical's
 * expansion. */
#include "calendar/ical_rule.h"
#include "unit/calendar/check.h"

enum { DATES = 3000 };

typedef struct dates {
    day_t at[DATES];
    int count;
} dates_t;

static void keep(void *ctx, day_t day) {
    dates_t *dates = ctx;
    if (dates->count < DATES) dates->at[dates->count++] = day;
}

static ical_rule_end_t expand(const char *text, day_t start, day_t from, day_t until, int most,
                              dates_t *out) {
    struct icalrecurrencetype rule = icalrecurrencetype_from_string(text);
    int64_t days = INT64_C(100000000);
    ical_rule_ask_t ask = {start, from, until, most, &days, out, keep};
    out->count = 0;
    ical_rule_end_t end = ical_rule_dates(&rule, &ask);
    free(rule.rscale);
    return end;
}

static void test_examples_of_the_rfc(void **state) {
    static const struct {
        const char *rule, *start, *first; /* its first dates, from 1997 on */
    } cases[] = {
        {"FREQ=DAILY;COUNT=3", "1997-09-02", "1997-09-02 1997-09-03 1997-09-04"},
        {"FREQ=DAILY;INTERVAL=10;COUNT=3", "1997-09-02", "1997-09-02 1997-09-12 1997-09-22"},
        {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,TH", "1997-09-02",
         "1997-09-02 1997-09-04 1997-09-16 1997-09-18"},
        {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05",
         "1997-08-05 1997-08-10 1997-08-19 1997-08-24"},
        {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05",
         "1997-08-05 1997-08-17 1997-08-19 1997-08-31"},
        {"FREQ=MONTHLY;COUNT=3;BYDAY=1FR", "1997-09-05", "1997-09-05 1997-10-03 1997-11-07"},
        {"FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU", "1997-09-07",
         "1997-09-07 1997-09-28 1997-11-02 1997-11-30"},
        {"FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "1997-09-22", "1997-09-22 1997-10-20 1997-11-17"},
        {"FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-3", "1997-09-28", "1997-09-28 1997-10-29 1997-11-28"},
        {"FREQ=MONTHLY;INTERVAL=18;COUNT=3;BYMONTHDAY=10,11", "1997-09-10",
         "1997-09-10 1997-09-11 1999-03-10"},
        {"FREQ=YEARLY;COUNT=3;BYMONTH=6,7", "1997-06-10", "1997-06-10 1997-07-10 1998-06-10"},
        {"FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "1997-01-01",
         "1997-01-01 1997-04-10 1997-07-19 2000-01-01"},
        {"FREQ=YEARLY;COUNT=3;BYDAY=20MO", "1997-05-19", "1997-05-19 1998-05-18 1999-05-17"},
        {"FREQ=YEARLY;COUNT=3;BYWEEKNO=20;BYDAY=MO", "1997-05-12", "1997-05-12 1998-05-11 1999-05-17"},
        {"FREQ=YEARLY;COUNT=3;BYMONTH=3;BYDAY=TH", "1997-03-13", "1997-03-13 1997-03-20 1997-03-27"},
        {"FREQ=MONTHLY;COUNT=3;BYDAY=FR;BYMONTHDAY=13", "1997-09-02", "1998-02-13 1998-03-13 1998-11-13"},
        {"FREQ=YEARLY;INTERVAL=4;COUNT=3;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05",
         "1996-11-05 2000-11-07 2004-11-02"},
        {"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1997-09-04 1997-10-07 1997-11-06"},
        {"FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29",
         "1997-09-29 1997-10-30 1997-11-27"},
        {"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15",
         "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30"},
        {"FREQ=YEARLY;COUNT=2", "1996-02-29", "1996-02-29 2000-02-29"},
        {"FREQ=YEARLY;UNTIL=19990101", "1997-01-01", "1997-01-01 1998-01-01 1999-01-01"},
        {"FREQ=DAILY;COUNT=2;BYHOUR=9,12", "1997-09-02", "1997-09-02 1997-09-03"},
    };
    static dates_t got;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[400] = "";
        size_t at = 0;
        assert_int_equal(expand(cases[i].rule, date_of(cases[i].start), date_of("1900-01-01"),
                                date_of("2050-01-01"), DATES, &got),
                         ICAL_RULE_DONE);
        for (int j = 0; j < got.count && at < sizeof text - 20; j++) {
            char day[INSTANT_TEXT];
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", at ? " " : "",
                                   day_format(got.at[j], day));
        }
        if (strcmp(text, cases[i].first) != 0) fail_msg("%s: %s", cases[i].rule, text);
    }
}

static void test_what_is_no_rule_for_days_is_told(void **state) {
    static dates_t got;
    day_t start = date_of("2020-01-01"), end = date_of("2030-01-01");
    (void)state;
    assert_int_equal(expand("FREQ=HOURLY", start, start, end, 10, &got), ICAL_RULE_FAST);
    assert_int_equal(expand("FREQ=WEEKLY;BYDAY=2MO", start, start, end, 10, &got), ICAL_RULE_UNKNOWN);
    assert_int_equal(expand("RSCALE=CHINESE;FREQ=YEARLY", start, start, end, 10, &got), ICAL_RULE_UNKNOWN);
    assert_int_equal(expand("FREQ=DAILY", start, start, end, 10, &got), ICAL_RULE_MORE);
    assert_int_equal(got.count, 10);
    struct icalrecurrencetype rule = icalrecurrencetype_from_string("FREQ=DAILY");
    int64_t days = 20;
    got.count = 0;
    ical_rule_ask_t ask = {start, start, end, 100, &days, &got, keep};
    assert_int_equal(ical_rule_dates(&rule, &ask), ICAL_RULE_SPENT);
    assert_int_equal(got.count, 20);
}

static void add_numbers(dice_t *dice, char *rule, size_t size, const char *part, int most, bool negative) {
    size_t at = strlen(rule);
    at += (size_t)snprintf(rule + at, size - at, ";%s=", part);
    int64_t n = most > 12 ? dice_between(dice, 1, 3) : 1; /* libical gives a date named twice twice */
    for (int64_t third = most / 3; n > 0; n--) {
        int64_t v = most > 12 ? n * third - dice_between(dice, 0, third - 1) : dice_between(dice, 1, most);
        if (negative && dice_between(dice, 0, 2) == 0) v = -v;
        at += (size_t)snprintf(rule + at, size - at, "%lld%s", (long long)v, n > 1 ? "," : "");
    }
}

static void add_weekdays(dice_t *dice, char *rule, size_t size, int ordinal) {
    static const char *const names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    size_t at = strlen(rule);
    at += (size_t)snprintf(rule + at, size - at, ";BYDAY=");
    for (int64_t n = dice_between(dice, 1, 3), day = 0; n > 0; n--) {
        char number[8] = "";
        day = dice_between(dice, day, 7 - n);
        if (ordinal > 0)
            snprintf(number, sizeof number, "%lld",
                     (long long)(dice_between(dice, 0, 1) ? 1 : -1) *
                         (long long)dice_between(dice, 1, ordinal));
        at += (size_t)snprintf(rule + at, size - at, "%s%s%s", number, names[day++], n > 1 ? "," : "");
    }
}

/* Rules as people write them: each part where the RFC allows it. */
static void random_rule(dice_t *dice, char *rule, size_t size) {
    static const char *const often[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
    int freq = (int)dice_between(dice, 0, 3);
    snprintf(rule, size, "FREQ=%s", often[freq]);
    /* (3.0.16 of libical starts the weeks of a rule with an interval or months anew) */
    if (freq != 1 && dice_between(dice, 0, 1))
        snprintf(rule + strlen(rule), size - strlen(rule), ";INTERVAL=%lld",
                 (long long)dice_between(dice, 1, 4));
    if (dice_between(dice, 0, 3) == 0)
        snprintf(rule + strlen(rule), size - strlen(rule), ";COUNT=%lld",
                 (long long)dice_between(dice, 1, 60));
    bool month = freq != 1 && dice_between(dice, 0, 2) == 0;
    if (month) add_numbers(dice, rule, size, "BYMONTH", 12, false);
    switch (dice_between(dice, 0, 4)) {
    case 0:
        /* (libical passes over negative ones of a daily rule) */
        if (freq != 1) add_numbers(dice, rule, size, "BYMONTHDAY", 28, freq > 1);
        break;
    case 1:
        add_weekdays(dice, rule, size, 0);
        break;
    case 2:
        if (freq >= 2) add_weekdays(dice, rule, size, freq == 2 || month ? 4 : 50);
        break;
    case 3:
        if (freq == 3 && !month) add_numbers(dice, rule, size, "BYYEARDAY", 365, true);
        break;
    default:
        break;
    }
}

static bool libical_agrees(const char *text, day_t start, day_t until, const dates_t *ours) {
    struct icalrecurrencetype rule = icalrecurrencetype_from_string(text);
    struct icaltimetype t = {.is_date = 1};
    int32_t year;
    int i = 0;
    day_to_civil(start, &year, &t.month, &t.day);
    t.year = year;
    icalrecur_iterator *each = icalrecur_iterator_new(rule, t);
    bool same = each != NULL;
    while (same) {
        t = icalrecur_iterator_next(each);
        if (icaltime_is_null_time(t)) break;
        day_t day = day_from_civil(t.year, t.month, t.day);
        if (day > until) break;
        same = i < ours->count && ours->at[i++] == day;
    }
    if (each) icalrecur_iterator_free(each);
    return same && i == ours->count;
}

static void test_random_rules_agree_with_libical(void **state) {
    dice_t dice = dice_new("random rules", 5545);
    static dates_t ours, late;
    size_t dates = 0;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        char rule[300], day[INSTANT_TEXT];
        day_t start = date_of("2010-01-01") + (day_t)dice_between(&dice, 0, 3000), until = start + 2500;
        random_rule(&dice, rule, sizeof rule);
        assert_int_equal(expand(rule, start, start, until, DATES, &ours), ICAL_RULE_DONE);
        if (!libical_agrees(rule, start, until, &ours)) fail_msg("%s from %s", rule, day_format(start, day));
        /* And entered late: the same tail. */
        day_t from = start + (day_t)dice_between(&dice, 0, 2500);
        assert_int_equal(expand(rule, start, from, until, DATES, &late), ICAL_RULE_DONE);
        int skip = 0;
        while (skip < ours.count && ours.at[skip] < from)
            skip++;
        assert_int_equal(late.count, ours.count - skip);
        assert_memory_equal(late.at, ours.at + skip, (size_t)late.count * sizeof late.at[0]);
        dates += (size_t)ours.count;
    }
    print_message("%zu dates\n", dates);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_of_the_rfc),
        cmocka_unit_test(test_what_is_no_rule_for_days_is_told),
        cmocka_unit_test(test_random_rules_agree_with_libical),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
