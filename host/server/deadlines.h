/* When deadlines are due: one alarm, set to the earliest. Nothing polls. The writer tells the earliest
 * deadline after each commit that may have changed it; when its time has come, `fire` is called, and the
 * writer does the rest.
 *
 * The alarm follows the wall clock, not the time since the machine was started: a deadline is a time of day
 * that people know. The real one is a timerfd on CLOCK_REALTIME, absolute, which the kernel cancels when the
 * clock is set (timerfd(2), TFD_TIMER_CANCEL_ON_SET): then it is set anew, and what became due by the step is
 * fired at once. It also rings after a suspend. A test hands in an alarm of its own.
 *
 * A deadline that is still the earliest after it was fired could not be carried out; it is fired again after
 * 1, 2, 4 … 60 seconds, so that one poisoned row never makes the host spin.
 *
 * All calls on one thread (the loop's). */
#ifndef CS_SERVER_DEADLINES_H
#define CS_SERVER_DEADLINES_H

#include "base/diag.h"
#include "base/instant.h"

/* What rings at an instant: the owner calls deadlines_rang when it does. */
typedef struct alarm {
    void *ctx;
    /* Sets it, or takes it back (INSTANT_NONE). An instant that is past rings at once. */
    void (*set)(void *ctx, instant_t at);
} alarm_t;

typedef struct deadlines {
    time_source_t time;
    alarm_t alarm;
    void (*fire)(void *ctx); /* deadlines are due */
    void *ctx;
    instant_t next;   /* the earliest; INSTANT_NONE: none */
    instant_t armed;  /* what the alarm is set to */
    int64_t again_ms; /* wait before the same deadline is fired again; 0: it has not been fired */
    instant_t fired_at, fired_for; /* when it was fired, and which deadline that was */
} deadlines_t;

void deadlines_init(deadlines_t *dl, time_source_t time, alarm_t alarm, void (*fire)(void *ctx), void *ctx);
/* The earliest deadline now; INSTANT_NONE: none. One that is due is fired at once. */
void deadlines_next(deadlines_t *dl, instant_t next);
/* The alarm rang; early or for nothing does no harm. */
void deadlines_rang(deadlines_t *dl);
/* The clock was set: the alarm is gone. */
void deadlines_stepped(deadlines_t *dl);

/* The real alarm: a file descriptor that becomes readable when it rings or when the clock was set. -1:
 * server.timer {detail}. The caller closes it. */
int alarm_open(int *fd, diag_t *d);
/* An alarm_t that sets it; `fd` must stay where it is. */
alarm_t alarm_of(int *fd);
typedef enum alarm_event { ALARM_NOTHING, ALARM_RANG, ALARM_STEPPED } alarm_event_t;
/* What made it readable. */
alarm_event_t alarm_read(int fd);

#endif
