/* How the due time of each task of a step was worked out, window by window on the calendar in force, and what
 * each rung of its ladder did or will do, and when. */
#include "calendar/explain.h"
#include "engine/clocks.h"
#include "server/api_guard.h"
#include "server/why.h"
#include <string.h>

/* ---- the windows ---- */

static json_t *counted_json(why_told_t *w, const counted_t *c) {
    static const char *const KINDS[] = {[COUNTED_WINDOW] = "window",
                                        [COUNTED_DAY] = "day",
                                        [COUNTED_SPAN] = "span",
                                        [COUNTED_OFF] = "off",
                                        [COUNTED_BEGUN] = "begun"};
    char day[INSTANT_TEXT];
    bool counts = c->kind == COUNTED_WINDOW || c->kind == COUNTED_DAY || c->kind == COUNTED_SPAN;
    int64_t unit = c->kind == COUNTED_DAY ? 1 : MS_SECOND;
    json_t *o = shape_object(&w->s);
    shape_text(&w->s, o, "kind", KINDS[c->kind]);
    shape_text(&w->s, o, "day", day_format(c->day, day));
    shape_text(&w->s, o, "weekday", calendar_weekday_name(day_weekday(c->day)));
    shape_text(&w->s, o, "as", calendar_weekday_name(c->as));
    shape_text(&w->s, o, "name", c->name);
    shape_flag(&w->s, o, "unconfirmed", c->unconfirmed);
    if (counts) {
        shape_instant(&w->s, o, "from", c->from);
        shape_instant(&w->s, o, "until", c->until);
        shape_int(&w->s, o, c->kind == COUNTED_DAY ? "days" : "seconds", c->amount / unit);
        shape_int(&w->s, o, "sum", c->sum / unit);
    }
    return o;
}

/* Was it late already as it stood still? Then its due time stays, and nothing is counted towards it. */
static bool overrun(const cs_clock_t *c) {
    return c->state != CLOCK_PAUSED && !limit_is_left(&c->limit) && c->due_at < c->started_at;
}

/* "counted", "worked_out": the due time that the calendar gives now. It is not the clock's own where the
 * calendar changed after the due time was past, which moves nothing (A63). */
static int put_counted(why_told_t *w, json_t *o, const calendar_t *calendar, const cs_clock_t *c, diag_t *d) {
    explained_t e;
    diag_t failed = {0};
    json_t *list = shape_array(&w->s);
    shape_put(&w->s, o, "counted", list);
    if (c->state == CLOCK_PAUSED) return 0; /* nothing runs: what comes after the pause is not known */
    if (overrun(c)) return 0;
    if (work_explain(calendar, c->started_at, &c->limit, w->arena, &e, &failed) != 0) {
        bool no_memory = diag_is(&failed, "memory.out");
        if (!no_memory) shape_put(&w->s, o, "problem", shape_error(&w->s, &failed));
        diag_clear(&failed);
        return no_memory ? diag_memory(d) : 0;
    }
    for (size_t i = 0; i < e.count; i++)
        shape_add(&w->s, list, counted_json(w, &e.list[i]));
    shape_int(&w->s, o, "not_listed", (int64_t)e.left_out);
    shape_instant(&w->s, o, "counted_from", e.start);
    shape_instant(&w->s, o, "worked_out", e.due.at);
    shape_flag(&w->s, o, "as_worked_out", e.due.at == c->due_at);
    return 0;
}

static void put_calendar(why_told_t *w, json_t *o, const calendar_t *calendar) {
    char day[INSTANT_TEXT];
    json_t *told = shape_object(&w->s);
    day_t until = calendar_confirmed_until(calendar);
    shape_text(&w->s, told, "name", calendar_name(calendar));
    shape_text(&w->s, told, "zone", zone_name(calendar_zone(calendar)));
    shape_int(&w->s, told, "version", calendar_version(calendar));
    shape_text(&w->s, told, "confirmed_until", until == DAY_NONE ? NULL : day_format(until, day));
    shape_put(&w->s, o, "calendar", told);
}

/* What a pause that began then was for; NULL: not said. */
static const char *pause_cause(const why_told_t *w, const cs_clock_t *c, instant_t from) {
    for (size_t i = 0; i < w->past.count; i++) {
        const event_t *e = &w->past.rows[i].event;
        if (e->kind == EVENT_CLOCK_PAUSED && e->u.clock_paused.clock == c->id && e->recorded == from)
            return e->u.clock_paused.cause;
    }
    return NULL;
}

/* When it stood still, which brings nothing nearer (A62). */
static json_t *stood_json(why_told_t *w, const cs_clock_t *c) {
    json_t *list = shape_array(&w->s);
    for (size_t i = 0; i < c->stood_count; i++) {
        json_t *o = shape_object(&w->s);
        shape_instant(&w->s, o, "from", c->stood[i].from);
        shape_instant(&w->s, o, "until", c->stood[i].until);
        shape_text(&w->s, o, "cause", pause_cause(w, c, c->stood[i].from));
        shape_add(&w->s, list, o);
    }
    return list;
}

/* Each change of the clock since it began: pauses, a new holder, another calendar. */
static json_t *changes_json(why_told_t *w, const cs_clock_t *c) {
    json_t *list = shape_array(&w->s);
    for (size_t i = 0; i < w->past.count; i++) {
        const event_t *e = &w->past.rows[i].event;
        if (e->kind != EVENT_CLOCK_SET || e->u.clock_set.clock != c->id) continue;
        json_t *o = shape_event_data(&w->s, e);
        shape_instant(&w->s, o, "at", e->recorded);
        shape_flag(&w->s, o, "restarted", e->u.clock_set.restarted);
        shape_put(&w->s, o, "actor", shape_actor(&w->s, &e->actor));
        shape_add(&w->s, list, o);
    }
    return list;
}

/* ---- the ladder ---- */

static const char *anchor_word(rung_anchor_t anchor) {
    switch (anchor) {
    case RUNG_BEFORE_DUE:
        return "before_due";
    case RUNG_AFTER_OPEN:
        return "after_open";
    case RUNG_FRACTION:
        return "fraction";
    default:
        return "after_due";
    }
}

static const char *action_word(rung_action_t action) {
    static const char *const WORDS[] = {
        [RUNG_REMIND] = "remind", [RUNG_NOTIFY] = "notify",   [RUNG_REASSIGN] = "reassign",
        [RUNG_REFUSE] = "refuse", [RUNG_APPROVE] = "approve", [RUNG_CALL] = "call",
        [RUNG_ADD] = "add",       [RUNG_RAISE] = "raise",     [RUNG_OPEN] = "open",
    };
    return action >= RUNG_REMIND && action <= RUNG_ACTION_LAST ? WORDS[action] : "";
}

/* With `kept` the initiator's task stays with them: whom it would go to is told. */
static json_t *acts_json(why_told_t *w, const rung_t *rung, bool kept) {
    json_t *list = shape_array(&w->s);
    for (size_t i = 0; i < rung->act_count; i++) {
        const rung_act_t *act = &rung->acts[i];
        json_t *o = shape_object(&w->s);
        bool moves = act->action == RUNG_REASSIGN || act->action == RUNG_RAISE;
        shape_text(&w->s, o, "action", kept && moves ? "stays" : action_word(act->action));
        shape_source(&w->s, o, "who", act->who);
        shape_put(&w->s, o, "within", shape_limit(&w->s, &act->within));
        shape_quoted(&w->s, o, "because", act->because, w->step);
        shape_add(&w->s, list, o);
    }
    return list;
}

/* The outcome of a rung; NULL: it has none that was recorded. */
static const event_row_t *rung_row(const why_told_t *w, const cs_clock_t *c, int32_t rung) {
    for (size_t i = 0; i < w->past.count; i++) {
        const event_t *e = &w->past.rows[i].event;
        if (e->kind == EVENT_RUNG && e->u.rung.clock == c->id && e->u.rung.rung == rung)
            return &w->past.rows[i];
    }
    return NULL;
}

/* "at", when a rung that is still to come will fire; "unmoved", when it would, had the clock not stood still
 * since what it counts from. */
static int put_expected(why_told_t *w, json_t *o, const rung_t *rung, const task_t *task, const cs_clock_t *c,
                        diag_t *d) {
    explain_t e = {.record = w->record,
                   .directory = w->s.directory,
                   .calendars = &w->reader->snapshot->working_time,
                   .rules = w->rules,
                   .flow = w->flow,
                   .at = w->now};
    instant_t at = INSTANT_NONE, unmoved = INSTANT_NONE;
    diag_t failed = {0};
    cs_clock_t ran_on = *c;
    ran_on.stood_count = 0;
    shape_text(&w->s, o, "outcome", "to_come");
    int status = explain_rung(&e, rung, task, c, &at, &failed);
    if (status == 0) status = explain_rung(&e, rung, task, &ran_on, &unmoved, &failed);
    bool no_memory = diag_is(&failed, "memory.out");
    if (status != 0 && !no_memory) shape_put(&w->s, o, "problem", shape_error(&w->s, &failed));
    diag_clear(&failed);
    shape_instant(&w->s, o, "at", at);
    shape_instant(&w->s, o, "unmoved", unmoved != at ? unmoved : INSTANT_NONE);
    return no_memory ? diag_memory(d) : 0;
}

static int put_rung(why_told_t *w, json_t *list, const task_t *task, const cs_clock_t *c, int32_t i,
                    diag_t *d) {
    const rung_t *rung = &w->step->ladder.rungs[i];
    const event_row_t *row = rung_row(w, c, i);
    json_t *o = shape_object(&w->s);
    shape_add(&w->s, list, o);
    shape_text(&w->s, o, "rung", rung->name);
    shape_text(&w->s, o, "anchor", anchor_word(rung->anchor));
    shape_put(&w->s, o, "distance", shape_limit(&w->s, &rung->distance));
    if (rung->anchor == RUNG_FRACTION) shape_int(&w->s, o, "permille", rung->permille);
    bool kept = row == NULL && initiator_keeps(w->record, w->s.directory, task, w->now);
    shape_put(&w->s, o, "acts", acts_json(w, rung, kept));
    shape_text(&w->s, o, "file", rung->file);
    shape_int(&w->s, o, "line", rung->line);
    if (row != NULL) {
        shape_text(&w->s, o, "outcome", rung_outcome_word(row->event.u.rung.outcome));
        shape_instant(&w->s, o, "at", row->event.recorded);
        shape_put(&w->s, o, "event", shape_event(&w->s, &row->event, w->record, row->erased, NULL));
        return 0;
    }
    if (c->state == CLOCK_RUNNING && task->state == TASK_OPEN && !(c->rungs_past >> i & 1))
        return put_expected(w, o, rung, task, c, d);
    if (c->state == CLOCK_PAUSED) {
        shape_text(&w->s, o, "outcome", "paused");
        return 0;
    }
    shape_text(&w->s, o, "outcome", rung_outcome_word(RUNG_OVERTAKEN));
    shape_instant(&w->s, o, "at", task->ended_at);
    return 0;
}

/* ---- one clock ---- */

static int put_clock(why_told_t *w, json_t *list, size_t index, diag_t *d) {
    const task_t *task = &w->record->tasks[index];
    const cs_clock_t *c = &w->record->clocks[index];
    const calendar_t *calendar = calendar_set_find(w->reader->snapshot->calendars, c->calendar);
    json_t *o = shape_object(&w->s), *rungs = shape_array(&w->s);
    shape_add(&w->s, list, o);
    shape_id(&w->s, o, "task", task->id);
    shape_person(&w->s, o, "person", task->person);
    shape_text(&w->s, o, "state", clock_state_word(c->state));
    shape_text(&w->s, o, "pause_cause", c->pause_cause);
    shape_put(&w->s, o, "remaining", shape_remaining(&w->s, c));
    shape_put(&w->s, o, "limit", shape_limit(&w->s, &c->limit));
    shape_flag(&w->s, o, "usual_limit", w->flow != NULL && limit_is_usual(w->flow, w->step));
    shape_instant(&w->s, o, "started_at", c->started_at);
    shape_int(&w->s, o, "ran_before_seconds", c->ran_ms / MS_SECOND);
    shape_instant(&w->s, o, "due_at", c->due_at);
    shape_flag(&w->s, o, "provisional", c->provisional);
    shape_flag(&w->s, o, "overrun", overrun(c));
    shape_put(&w->s, o, "stood", stood_json(w, c));
    shape_put(&w->s, o, "changes", changes_json(w, c));
    shape_put(&w->s, o, "rungs", rungs);
    for (int32_t i = 0; i < (int32_t)w->step->ladder.count && i < LADDER_RUNGS_MAX; i++)
        if (put_rung(w, rungs, task, c, i, d) != 0) return -1;
    if (calendar == NULL) return 0;
    put_calendar(w, o, calendar);
    return put_counted(w, o, calendar, c, d);
}

int why_time(why_told_t *w, json_t *root, diag_t *d) {
    json_t *list = shape_array(&w->s);
    shape_put(&w->s, root, "clocks", list);
    for (size_t i = 0; i < w->record->task_count; i++) {
        if (w->record->tasks[i].step != w->step->no || w->record->clocks[i].id == 0) continue;
        if (put_clock(w, list, i, d) != 0) return -1;
    }
    return 0;
}
