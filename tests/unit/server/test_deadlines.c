/* The alarm for the earliest deadline, with a clock of the test's own; once with the real one. */
#include "server/deadlines.h"
#include "unit/failing.h"
#include <poll.h>
#include <unistd.h>

typedef struct scene {
    instant_t now;
    instant_t set_to; /* the alarm */
    int sets, fires;
    deadlines_t dl;
} scene_t;

static instant_t now_of(void *ctx) {
    return ((scene_t *)ctx)->now;
}

static void set_alarm(void *ctx, instant_t at) {
    scene_t *s = ctx;
    s->set_to = at;
    s->sets++;
}

static void fire(void *ctx) {
    ((scene_t *)ctx)->fires++;
}

static void begin(scene_t *s) {
    *s = (scene_t){.now = 1000000, .set_to = INSTANT_NONE};
    deadlines_init(&s->dl, (time_source_t){s, now_of}, (alarm_t){s, set_alarm}, fire, s);
}

static void the_alarm_is_set_to_the_earliest_and_rings_once(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    deadlines_next(&s.dl, 1005000);
    assert_int_equal(s.set_to, 1005000);
    deadlines_next(&s.dl, 1003000);
    assert_int_equal(s.set_to, 1003000);
    assert_int_equal(s.fires, 0);
    s.now = 1003000;
    deadlines_rang(&s.dl);
    assert_int_equal(s.fires, 1);
    deadlines_next(&s.dl, 1005000);
    assert_int_equal(s.set_to, 1005000);
    assert_int_equal(s.fires, 1);
}

static void nothing_to_come_takes_the_alarm_back(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    deadlines_next(&s.dl, 1005000);
    deadlines_next(&s.dl, INSTANT_NONE);
    assert_int_equal(s.set_to, INSTANT_NONE);
    deadlines_rang(&s.dl);
    assert_int_equal(s.fires, 0);
}

static void the_same_deadline_told_again_does_not_touch_the_alarm(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    for (int i = 0; i < 10; i++)
        deadlines_next(&s.dl, 1005000);
    assert_int_equal(s.sets, 1);
}

static void one_that_is_past_is_fired_at_once(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    deadlines_next(&s.dl, 5);
    assert_int_equal(s.fires, 1);
}

static void an_alarm_that_rings_early_fires_nothing(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    deadlines_next(&s.dl, 1005000);
    s.now = 1004999;
    deadlines_rang(&s.dl);
    assert_int_equal(s.fires, 0);
    assert_int_equal(s.sets, 2);
    assert_int_equal(s.set_to, 1005000);
}

static void a_step_forward_fires_what_became_due(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    deadlines_next(&s.dl, 1005000);
    s.now = 9000000;
    deadlines_stepped(&s.dl);
    assert_int_equal(s.fires, 1);
}

static void a_step_back_sets_the_alarm_anew_for_the_same_instant(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    deadlines_next(&s.dl, 1005000);
    s.now = 500000;
    deadlines_stepped(&s.dl);
    assert_int_equal(s.fires, 0);
    assert_int_equal(s.sets, 2);
    assert_int_equal(s.set_to, 1005000);
}

static void one_that_can_not_be_carried_out_is_tried_ever_more_rarely(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    deadlines_next(&s.dl, 1000000);
    assert_int_equal(s.fires, 1);
    instant_t wait = 1000;
    for (int i = 0; i < 12; i++) {
        deadlines_next(&s.dl, 1000000); /* the writer: it is still the earliest */
        assert_int_equal(s.fires, i + 1);
        assert_int_equal(s.set_to, s.now + wait);
        s.now += wait;
        deadlines_rang(&s.dl);
        assert_int_equal(s.fires, i + 2);
        wait = wait * 2 < 60000 ? wait * 2 : 60000;
    }
    deadlines_next(&s.dl, s.now + 10); /* it went: the next one is not delayed */
    s.now += 10;
    deadlines_rang(&s.dl);
    assert_int_equal(s.fires, 14);
}

static void one_that_came_due_while_another_was_fired_does_not_wait(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    deadlines_next(&s.dl, 999000);
    assert_int_equal(s.fires, 1);
    s.now = 1000003;
    deadlines_next(&s.dl, 1000001); /* was to come when the writer looked, and is past now */
    assert_int_equal(s.fires, 2);
    deadlines_next(&s.dl, 1000001); /* this one did not move: it waits */
    assert_int_equal(s.fires, 2);
    assert_int_equal(s.set_to, 1001003);
}

static void a_clock_put_back_does_not_stretch_the_wait_for_another_try(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    deadlines_next(&s.dl, 400000);
    assert_int_equal(s.fires, 1);
    s.now = 500000;
    deadlines_stepped(&s.dl);
    assert_int_equal(s.fires, 2);
}

static void the_real_alarm_rings_on_time(void **state) {
    (void)state;
    int fd;
    diag_t d = {0};
    time_source_t real = time_source_real();
    assert_int_equal(alarm_open(&fd, &d), 0);
    alarm_t alarm = alarm_of(&fd);
    instant_t at = real.now(real.ctx) + 50;
    alarm.set(alarm.ctx, at);
    assert_int_equal(alarm_read(fd), ALARM_NOTHING);
    struct pollfd p = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&p, 1, 5000), 1);
    assert_int_equal(alarm_read(fd), ALARM_RANG);
    instant_t rang = real.now(real.ctx);
    assert_true(rang >= at);
    assert_true(rang < at + 1000); /* a busy machine may be late; never early */
    alarm.set(alarm.ctx, INSTANT_NONE);
    assert_int_equal(poll(&p, 1, 20), 0);
    alarm.set(alarm.ctx, 7); /* long past */
    assert_int_equal(poll(&p, 1, 5000), 1);
    close(fd);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_alarm_is_set_to_the_earliest_and_rings_once),
        cmocka_unit_test(nothing_to_come_takes_the_alarm_back),
        cmocka_unit_test(the_same_deadline_told_again_does_not_touch_the_alarm),
        cmocka_unit_test(one_that_is_past_is_fired_at_once),
        cmocka_unit_test(an_alarm_that_rings_early_fires_nothing),
        cmocka_unit_test(a_step_forward_fires_what_became_due),
        cmocka_unit_test(a_step_back_sets_the_alarm_anew_for_the_same_instant),
        cmocka_unit_test(one_that_can_not_be_carried_out_is_tried_ever_more_rarely),
        cmocka_unit_test(a_clock_put_back_does_not_stretch_the_wait_for_another_try),
        cmocka_unit_test(one_that_came_due_while_another_was_fired_does_not_wait),
        cmocka_unit_test(the_real_alarm_rings_on_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
