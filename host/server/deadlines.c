/* One alarm for the earliest deadline; see deadlines.h. */
#include "server/deadlines.h"
#include <errno.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { AGAIN_FIRST_MS = 1000, AGAIN_MOST_MS = 60000 };

void deadlines_init(deadlines_t *dl, time_source_t time, alarm_t alarm, void (*fire)(void *ctx), void *ctx) {
    *dl = (deadlines_t){.time = time,
                        .alarm = alarm,
                        .fire = fire,
                        .ctx = ctx,
                        .next = INSTANT_NONE,
                        .armed = INSTANT_NONE,
                        .fired_for = INSTANT_NONE};
}

static void arm(deadlines_t *dl, instant_t at) {
    if (dl->armed == at) return;
    dl->armed = at;
    dl->alarm.set(dl->alarm.ctx, at);
}

/* Fires what is due, unless that was just done; sets the alarm for what comes after. Only the same deadline
 * waits for another try: one that came due while others were fired is late as it is. */
static void look(deadlines_t *dl) {
    instant_t now = dl->time.now(dl->time.ctx);
    if (dl->next == INSTANT_NONE || dl->next > now) {
        dl->again_ms = 0;
        arm(dl, dl->next);
        return;
    }
    if (dl->next != dl->fired_for) dl->again_ms = 0;
    /* A clock put back must not stretch the wait for another try. */
    if (dl->again_ms == 0 || now >= dl->fired_at + dl->again_ms || now < dl->fired_at) {
        dl->again_ms = dl->again_ms == 0                  ? AGAIN_FIRST_MS
                       : dl->again_ms * 2 < AGAIN_MOST_MS ? dl->again_ms * 2
                                                          : AGAIN_MOST_MS;
        dl->fired_at = now;
        dl->fired_for = dl->next;
        dl->fire(dl->ctx);
    }
    arm(dl, dl->fired_at + dl->again_ms);
}

void deadlines_next(deadlines_t *dl, instant_t next) {
    dl->next = next;
    look(dl);
}

void deadlines_rang(deadlines_t *dl) {
    dl->armed = INSTANT_NONE;
    look(dl);
}

void deadlines_stepped(deadlines_t *dl) {
    dl->armed = INSTANT_NONE;
    look(dl);
}

/* ---- the real one ---- */

int alarm_open(int *fd, diag_t *d) {
    *fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (*fd >= 0) return 0;
    return diag_set(d, "server.timer", "detail", strerror(errno), NULL);
}

static void set_timerfd(void *ctx, instant_t at) {
    struct itimerspec when = {0};
    if (at != INSTANT_NONE) {
        when.it_value.tv_sec = at / MS_SECOND;
        when.it_value.tv_nsec = at % MS_SECOND * 1000000;
        /* All zero would take the alarm back; before 1970 is past in any case. */
        if (at <= 0) when.it_value = (struct timespec){.tv_nsec = 1};
    }
    timerfd_settime(*(int *)ctx, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

alarm_t alarm_of(int *fd) {
    return (alarm_t){fd, set_timerfd};
}

alarm_event_t alarm_read(int fd) {
    uint64_t times;
    ssize_t n = read(fd, &times, sizeof times);
    if (n == (ssize_t)sizeof times) return ALARM_RANG;
    return n < 0 && errno == ECANCELED ? ALARM_STEPPED : ALARM_NOTHING;
}
