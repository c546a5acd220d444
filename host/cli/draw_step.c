/* Steps as boxes: cards where people decide; see draw_private.h. Groups of them: draw_group.c. */
#include "cli/draw_private.h"
#include <string.h>

enum { RECORDS_MAX = 8, WHY_LINES = 2, LEFT_OUT_LINE = 200 /* px of a name that shares its line */ };

static bool is(const json_t *object, const char *member, const char *word) {
    return strcmp(print_text(object, member), word) == 0;
}

static json_int_t number(const json_t *object, const char *name) {
    return json_integer_value(json_object_get(object, name));
}

const json_t *draw_next_holder(const draw_t *d, const json_t *step, size_t *i) {
    const json_t *list = d->preview ? json_object_get(step, "people") : d->tasks, *holder;
    while ((holder = json_array_get(list, (*i)++)) != NULL)
        if (d->preview || number(holder, "step") == number(step, "no")) return holder;
    return NULL;
}

/* ---- where it stands ---- */

draw_mark_t draw_mark_of_task(const draw_t *d, const json_t *task) {
    const json_t *clock = json_object_get(task, "clock");
    const char *outcome = print_text(task, "outcome");
    if (is(task, "state", "open")) {
        if (is(clock, "state", "paused")) return MARK_PAUSED;
        return json_is_true(json_object_get(clock, "overdue")) ? MARK_LATE : MARK_OPEN;
    }
    if (print_taken_back(d->cli, task)[0] != '\0') return MARK_CLOSED;
    if (strcmp(outcome, "refused") == 0) return MARK_REFUSED;
    if (strcmp(outcome, "returned") == 0) return MARK_RETURNED;
    if (is(task, "state", "decided")) return MARK_PASSED;
    return is(task, "state", "waiting") ? MARK_WAITING : MARK_CLOSED;
}

static bool any_task(const draw_t *d, const json_t *step, draw_mark_t mark) {
    const json_t *task;
    for (size_t i = 0; (task = draw_next_holder(d, step, &i)) != NULL;)
        if (!d->preview && draw_mark_of_task(d, task) == mark) return true;
    return false;
}

draw_mark_t draw_mark_of(const draw_t *d, const json_t *step) {
    static const struct {
        const char *state;
        draw_mark_t mark;
    } MARKS_OF[] = {{"passed", MARK_PASSED},     {"refused", MARK_REFUSED},    {"open", MARK_OPEN},
                    {"closed", MARK_CLOSED},     {"left_out", MARK_OUT},       {"waiting", MARK_WAITING},
                    {"expected", MARK_EXPECTED}, {"not_reached", MARK_WAITING}};
    draw_mark_t mark = MARK_WAITING;
    for (size_t i = 0; i < sizeof MARKS_OF / sizeof *MARKS_OF; i++)
        if (is(step, "state", MARKS_OF[i].state)) mark = MARKS_OF[i].mark;
    if (print_overtaken(step)) return MARK_EXPECTED;
    if (json_is_object(json_object_get(step, "problem"))) return MARK_LATE;
    if (mark == MARK_OPEN && any_task(d, step, MARK_LATE)) return MARK_LATE;
    if (mark == MARK_OPEN && any_task(d, step, MARK_PAUSED) && !any_task(d, step, MARK_OPEN))
        return MARK_PAUSED;
    if (mark == MARK_CLOSED && any_task(d, step, MARK_RETURNED)) return MARK_RETURNED;
    return mark;
}

const char *draw_done(draw_t *d, const json_t *task) {
    const char *outcome = print_text(task, "outcome"), *by = print_done_by(d->cli, task);
    if (outcome[0] == '\0') return "";
    outcome = print_outcome(d->cli, task);
    const char *back = print_taken_back(d->cli, task);
    if (back[0] != '\0') return draw_fill(d, "draw.then", "outcome", outcome, "then", back, NULL);
    return by[0] != '\0' ? draw_fill(d, "draw.done_by", "outcome", outcome, "by", by, NULL) : outcome;
}

/* What the one who ended a leaf did: "approved", "done"; "" when nobody did. */
static const char *outcome_of(draw_t *d, const json_t *step) {
    const json_t *task;
    const char *outcome = "";
    for (size_t i = 0; !d->preview && (task = draw_next_holder(d, step, &i)) != NULL;)
        if (is(task, "state", "decided") && !is(task, "outcome", "none") &&
            print_taken_back(d->cli, task)[0] == '\0')
            outcome = draw_done(d, task);
    return outcome;
}

const char *draw_state(draw_t *d, const json_t *step) {
    draw_mark_t mark = draw_mark_of(d, step);
    const char *outcome = outcome_of(d, step);
    if (mark == MARK_RETURNED) outcome = print_word(d->cli, "outcome", "returned");
    bool told = mark == MARK_PASSED || mark == MARK_REFUSED || mark == MARK_RETURNED;
    if (told && outcome[0] != '\0') return outcome;
    if (mark == MARK_EXPECTED) return print_word(d->cli, "step", "expected");
    if (mark == MARK_PAUSED) return print_word(d->cli, "clock", "paused");
    if (mark == MARK_LATE && !d->preview) return cli_word(d->cli, "overdue");
    return print_word(d->cli, "step", print_text(step, "state"));
}

static bool is_over(draw_mark_t mark) {
    return mark == MARK_PASSED || mark == MARK_REFUSED || mark == MARK_RETURNED || mark == MARK_CLOSED;
}

bool draw_begun(const json_t *step) {
    return json_is_string(json_object_get(step, "opened_at")) && !is(step, "state", "left_out");
}

/* ---- a card ---- */

void draw_put_mark(draw_box_t *box, draw_mark_t mark) {
    if (box != NULL && box->para_count > 0) box->paras[box->para_count - 1].mark = (int)mark;
}

void draw_put_muted(draw_t *d, draw_box_t *box, int lines, int before, const char *text) {
    if (text == NULL || text[0] == '\0') return;
    draw_para(d->arena, box, lines, before);
    draw_run(d->arena, box, DRAW_MUTED, text);
}

static size_t count_holders(const draw_t *d, const json_t *step) {
    size_t count = 0;
    for (size_t i = 0; draw_next_holder(d, step, &i) != NULL;)
        count++;
    return count;
}

/* "approved · 2026-03-02 10:30", "open · approve" and when it is due; of a preview the time it is expected
 * in. */
static void put_state(draw_t *d, draw_box_t *box, const json_t *step) {
    draw_mark_t mark = box->mark;
    const char *kind = print_word(d->cli, "kind", print_text(step, "kind")), *state = draw_state(d, step);
    bool over = is_over(mark), expected = mark == MARK_EXPECTED;
    const char *rest = over ? draw_time(d, step, "ended_at") : kind, *due = draw_common_due(d, step);
    size_t i = 0;
    draw_para(d->arena, box, 2, 1);
    if (!expected) draw_run(d->arena, box, DRAW_STATE, state);
    if (!over && strcmp(draw_raised(d, kind), draw_title(d, step)) == 0) rest = "";
    if (rest[0] != '\0' && strcmp(rest, state) != 0)
        draw_run(d->arena, box, DRAW_MUTED, expected ? rest : arena_printf(d->arena, " · %s", rest));
    if (over && count_holders(d, step) == 1) due = draw_due(d, draw_next_holder(d, step, &i));
    if (over && due[0] != '\0') draw_run(d->arena, box, DRAW_STATE, arena_printf(d->arena, " · %s", due));
    if (over) return;
    draw_para(d->arena, box, 3, 1);
    if (box->para_count > 0) box->paras[box->para_count - 1].by_parts = mark != MARK_PAUSED;
    if (d->preview && json_is_string(json_object_get(step, "due_at")))
        due = draw_fill(d, "draw.expected", "from", draw_time(d, step, "starts_at"), "due",
                        draw_time(d, step, "due_at"), NULL);
    draw_run(d->arena, box, mark == MARK_LATE ? DRAW_STATE : DRAW_MUTED, due);
}

/* The records that the step opened: which, and how they stand. */
static void put_records(draw_t *d, draw_box_t *box, const json_t *step) {
    size_t i, count = json_array_size(json_object_get(step, "records"));
    json_t *other;
    json_array_foreach(json_object_get(step, "records"), i, other) {
        if (i == RECORDS_MAX) break;
        const char *state = print_text(other, "state");
        draw_para(d->arena, box, 2, i == 0 ? 2 : 1);
        draw_run(d->arena, box, DRAW_BODY, print_name(other));
        if (state[0] != '\0')
            draw_run(d->arena, box, DRAW_MUTED,
                     arena_printf(d->arena, " · %s", print_word(d->cli, "state", state)));
    }
    if (count > RECORDS_MAX)
        draw_put_muted(
            d, box, 1, 2,
            draw_fill(d, "draw.more_records", "n", arena_printf(d->arena, "%zu", count - RECORDS_MAX), NULL));
}

/* All that is known of a step, for who points at it. */
const char *draw_about(draw_t *d, const json_t *step) {
    const json_t *why = json_object_get(step, "why");
    const char *line = print_text(why, "file");
    if (line[0] != '\0') line = arena_printf(d->arena, "%s:%lld", line, (long long)number(why, "line"));
    const char *text = draw_join(d, draw_title(d, step), print_text(step, "name"));
    text = draw_join(d, text, draw_state(d, step));
    const json_t *holder;
    for (size_t i = 0; (holder = draw_next_holder(d, step, &i)) != NULL;) {
        const char *who = draw_join(d, draw_holder(d, holder), print_opinion(d->cli, step, holder));
        if (print_has_claimed(holder)) who = draw_join(d, who, cli_word(d->cli, "people.claimed"));
        text = draw_join(d, text, who);
    }
    text = draw_join(d, draw_join(d, text, draw_why(d, step)), draw_cause(d, step));
    return draw_join(d, text, line != NULL ? line : "");
}

/* Left out, or closed before it began: in either case nobody had to do with it. */
bool draw_passed_over(const json_t *step) {
    if (print_overtaken(step)) return false;
    return is(step, "state", "left_out") || (is(step, "state", "closed") && !draw_begun(step));
}

/* What did not hold, of a step that its rule leaves out; else what happened to it. */
static const char *why_left_out(draw_t *d, const json_t *step) {
    const char *left_out = print_text(step, "left_out"), *rule = draw_why(d, step);
    bool out = is(step, "state", "left_out");
    if (out && rule[0] != '\0' && (left_out[0] == '\0' || strcmp(left_out, "condition") == 0))
        return draw_fill(d, "draw.not_applying", "why", rule, NULL);
    bool happened = print_passed_over(left_out) || (out && print_says_why(left_out));
    if (happened && strcmp(left_out, "jumped") != 0) return draw_cause(d, step);
    return draw_fill(d, out && !happened ? "draw.not_needed" : "draw.not_reached", "why", draw_cause(d, step),
                     NULL);
}

void draw_put_left_out(draw_t *d, draw_box_t *box, const json_t *steps, const json_t *step) {
    if (is(step, "left_out", "green")) {
        draw_put_owed(d, box, step);
        return;
    }
    const char *title = draw_title_of_all(d, steps, step), *why = why_left_out(d, step);
    bool alone = draw_measure(title, strlen(title), DRAW_BODY) > (int64_t)LEFT_OUT_LINE * 1000;
    draw_para(d->arena, box, alone ? 2 : 3, box->para_count > 0 ? 5 : 0);
    if (box->para_count > 0) box->paras[box->para_count - 1].indent = 0;
    draw_put_mark(box, MARK_OUT);
    draw_run(d->arena, box, DRAW_BODY, title);
    if (alone)
        draw_put_muted(d, box, 3, 0, why);
    else
        draw_run(d->arena, box, DRAW_MUTED, arena_printf(d->arena, " · %s", why));
}

draw_box_t *draw_left_out(draw_t *d, const json_t *steps, const json_t *step) {
    if (is(step, "left_out", "green")) return draw_green(d, step);
    draw_box_t *box = draw_box(d->arena, DRAW_CARD, LOOK_OUT);
    if (box == NULL) return NULL;
    box->padded = true;
    box->mark = MARK_OUT;
    box->about = draw_about(d, step);
    draw_put_left_out(d, box, steps, step);
    return box;
}

/* Why it is there or, when it was closed, why that is so; of a revision the return before it tells. */
static const char *reason_of(draw_t *d, const json_t *step, draw_mark_t mark) {
    bool said = json_is_object(json_object_get(step, "said")) && mark != MARK_CLOSED;
    if (said || is(step, "kind", "revise") || is(step, "added", "deviation") ||
        is(step, "added", "suspension"))
        return "";
    if (print_overtaken(step)) return draw_join(d, draw_why(d, step), cli_word(d->cli, "preview.overtaken"));
    return mark == MARK_CLOSED ? draw_cause(d, step) : draw_why(d, step);
}

/* P1.3.1: what its checks find now stands in its way. */
static void put_checks(draw_t *d, draw_box_t *box, const json_t *step) {
    size_t i, k;
    json_t *check, *found;
    json_array_foreach(json_object_get(step, "checks"), i, check) {
        const char *title = print_words(d->cli, check, "title");
        json_array_foreach(json_object_get(check, "found"), k, found) {
            const char *text = print_words(d->cli, found, "text");
            draw_para(d->arena, box, WHY_LINES, 3);
            draw_run(
                d->arena, box, DRAW_STATE,
                draw_fill(d, "draw.blocked", "title", title, "text", text[0] != '\0' ? text : NULL, NULL));
        }
    }
}

draw_box_t *draw_card(draw_t *d, const json_t *step) {
    if (draw_passed_over(step)) return draw_left_out(d, NULL, step);
    draw_box_t *box = draw_box(d->arena, DRAW_CARD, LOOK_CARD);
    if (box == NULL) return NULL;
    box->padded = true;
    box->mark = draw_mark_of(d, step);
    box->about = draw_about(d, step);
    draw_para(d->arena, box, 2, 0);
    draw_put_mark(box, box->mark);
    draw_run(d->arena, box, DRAW_TITLE, draw_title(d, step));
    put_state(d, box, step);
    draw_put_words(d, box, print_quoted(d->cli, json_object_get(step, "said"), "text"), 0);
    draw_put_people(d, box, step);
    if (is(step, "added", "deviation")) draw_put_deviation(d, box, step, "no");
    put_records(d, box, step);
    put_checks(d, box, step);
    if (is(step, "when_used_up", "decides")) draw_put_muted(d, box, 2, 2, cli_word(d->cli, "loop.decides"));
    draw_put_muted(d, box, WHY_LINES, 3, reason_of(d, step, box->mark));
    const json_t *problem = json_object_get(step, "problem");
    if (json_is_object(problem)) {
        draw_para(d->arena, box, 4, 3);
        draw_run(d->arena, box, DRAW_STATE, cli_error_words(d->cli, problem));
    }
    return box;
}
