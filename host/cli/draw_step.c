/* Steps as boxes: cards where people decide, frames around branches; see draw_private.h. */
#include "cli/draw_private.h"
#include <string.h>

enum { HOLDERS_MAX = 8, OPINION_LINES = 3, WHY_LINES = 2 };

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

static draw_mark_t mark_of_task(const json_t *task) {
    const json_t *clock = json_object_get(task, "clock");
    const char *outcome = print_text(task, "outcome");
    if (is(task, "state", "open")) {
        if (is(clock, "state", "paused")) return MARK_PAUSED;
        return json_is_true(json_object_get(clock, "overdue")) ? MARK_LATE : MARK_OPEN;
    }
    if (strcmp(outcome, "refused") == 0) return MARK_REFUSED;
    if (strcmp(outcome, "returned") == 0) return MARK_RETURNED;
    if (is(task, "state", "decided")) return MARK_PASSED;
    return is(task, "state", "waiting") ? MARK_WAITING : MARK_CLOSED;
}

static bool any_task(const draw_t *d, const json_t *step, draw_mark_t mark) {
    const json_t *task;
    for (size_t i = 0; (task = draw_next_holder(d, step, &i)) != NULL;)
        if (!d->preview && mark_of_task(task) == mark) return true;
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
    outcome = print_word(d->cli, "outcome", outcome);
    return by[0] != '\0' ? draw_fill(d, "draw.done_by", "outcome", outcome, "by", by, NULL) : outcome;
}

/* What the one who ended a leaf did: "approved", "done"; "" when nobody did. */
static const char *outcome_of(draw_t *d, const json_t *step) {
    const json_t *task;
    const char *outcome = "";
    for (size_t i = 0; !d->preview && (task = draw_next_holder(d, step, &i)) != NULL;)
        if (is(task, "state", "decided") && !is(task, "outcome", "none")) outcome = draw_done(d, task);
    return outcome;
}

const char *draw_state(draw_t *d, const json_t *step) {
    draw_mark_t mark = draw_mark_of(d, step);
    const char *outcome = outcome_of(d, step);
    if (mark == MARK_RETURNED) outcome = print_word(d->cli, "outcome", "returned");
    bool told = mark == MARK_PASSED || mark == MARK_REFUSED || mark == MARK_RETURNED;
    if (told && outcome[0] != '\0') return outcome;
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

static void put_mark(draw_box_t *box, draw_mark_t mark) {
    if (box != NULL && box->para_count > 0) box->paras[box->para_count - 1].mark = (int)mark;
}

static size_t count_holders(const draw_t *d, const json_t *step) {
    size_t count = 0;
    for (size_t i = 0; draw_next_holder(d, step, &i) != NULL;)
        count++;
    return count;
}

/* "“Too dear for this year.”", under whoever said it. */
static void put_opinion(draw_t *d, draw_box_t *box, const json_t *task, int indent) {
    const char *opinion = print_text(task, "opinion");
    if (opinion[0] == '\0' || box->para_count == 0) return;
    draw_para(d->arena, box, OPINION_LINES, 1);
    box->paras[box->para_count - 1].indent += indent;
    draw_run(d->arena, box, DRAW_BODY, draw_fill(d, "draw.opinion", "text", opinion, NULL));
}

static void put_muted(draw_t *d, draw_box_t *box, int lines, int before, const char *text) {
    if (text[0] == '\0') return;
    draw_para(d->arena, box, lines, before);
    draw_run(d->arena, box, DRAW_MUTED, text);
}

/* When all that is open of a step is due; "" when its people have times of their own, or none. */
static const char *common_due(draw_t *d, const json_t *step) {
    const char *common = "";
    const json_t *task;
    for (size_t i = 0; !d->preview && (task = draw_next_holder(d, step, &i)) != NULL;) {
        if (!is(task, "state", "open")) continue;
        const char *due = draw_due(d, task);
        if (common[0] != '\0' && strcmp(common, due) != 0) return "";
        common = due;
    }
    return common;
}

/* One of several people: a mark of their own, what they did and when. */
static void put_one_of_several(draw_t *d, draw_box_t *box, const json_t *holder, bool with_due) {
    const char *said = draw_done(d, holder);
    const char *when = is(holder, "state", "decided") ? draw_time(d, holder, "ended_at") : "";
    if (is(holder, "state", "closed")) said = print_word(d->cli, "task", "closed");
    if (is(holder, "state", "waiting")) said = print_word(d->cli, "task", "waiting");
    if (!is(holder, "state", "open") || with_due) when = draw_join(d, when, draw_due(d, holder));
    const char *all = draw_join(d, draw_join(d, draw_found(d, holder), said), when);
    draw_para(d->arena, box, 3, 3);
    put_mark(box, d->preview ? MARK_EXPECTED : mark_of_task(holder));
    draw_run(d->arena, box, DRAW_STRONG, draw_holder(d, holder));
    if (all[0] != '\0') draw_run(d->arena, box, DRAW_MUTED, arena_printf(d->arena, " · %s", all));
    put_opinion(d, box, holder, DRAW_MARK_WIDTH);
}

static void put_several(draw_t *d, draw_box_t *box, const json_t *step, size_t count) {
    const char *mode = print_text(step, "mode");
    const json_t *holder;
    size_t shown = 0;
    bool with_due = common_due(d, step)[0] == '\0';
    if (mode[0] != '\0') {
        const char *rule = cli_word(d->cli, strcmp(mode, "all") == 0        ? "draw.mode_all"
                                            : strcmp(mode, "in_order") == 0 ? "draw.mode_in_order"
                                                                            : "draw.mode_any");
        put_muted(d, box, 2, 2, rule);
    }
    for (size_t i = 0; shown < HOLDERS_MAX && (holder = draw_next_holder(d, step, &i)) != NULL; shown++)
        put_one_of_several(d, box, holder, with_due);
    if (count > shown)
        put_muted(d, box, 1, 2,
                  draw_fill(d, "draw.and_more", "n", arena_printf(d->arena, "%zu", count - shown), NULL));
}

static void put_people(draw_t *d, draw_box_t *box, const json_t *step) {
    size_t count = count_holders(d, step), i = 0;
    if (count > 1) {
        put_several(d, box, step, count);
    } else if (count == 1) {
        const json_t *holder = draw_next_holder(d, step, &i);
        const char *found = draw_found(d, holder);
        draw_para(d->arena, box, 2, 2);
        draw_run(d->arena, box, DRAW_STRONG, draw_holder(d, holder));
        if (found[0] != '\0') draw_run(d->arena, box, DRAW_MUTED, arena_printf(d->arena, " · %s", found));
        put_opinion(d, box, holder, 0);
    } else {
        put_muted(d, box, 2, 2, draw_by(d, step));
    }
}

/* "approved · 2026-03-02 10:30", "open · approve" and when it is due; of a preview the time it is expected
 * in. */
static void put_state(draw_t *d, draw_box_t *box, const json_t *step) {
    draw_mark_t mark = box->mark;
    const char *kind = print_word(d->cli, "kind", print_text(step, "kind")), *state = draw_state(d, step);
    bool over = is_over(mark), expected = mark == MARK_EXPECTED;
    const char *rest = over ? draw_time(d, step, "ended_at") : kind, *due = common_due(d, step);
    size_t i = 0;
    draw_para(d->arena, box, 2, 1);
    if (!expected) draw_run(d->arena, box, DRAW_STATE, state);
    if (!over && strcmp(draw_raised(d, kind), draw_title(d, step)) == 0) rest = "";
    if (rest[0] != '\0' && strcmp(rest, state) != 0)
        draw_run(d->arena, box, DRAW_MUTED, expected ? rest : arena_printf(d->arena, " · %s", rest));
    if (over && count_holders(d, step) == 1) due = draw_due(d, draw_next_holder(d, step, &i));
    if (over && due[0] != '\0') draw_run(d->arena, box, DRAW_STATE, arena_printf(d->arena, " · %s", due));
    if (over) return;
    draw_para(d->arena, box, 2, 1);
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
        if (i == HOLDERS_MAX) break;
        const char *state = print_text(other, "state");
        draw_para(d->arena, box, 2, i == 0 ? 2 : 1);
        draw_run(d->arena, box, DRAW_BODY, print_name(other));
        if (state[0] != '\0')
            draw_run(d->arena, box, DRAW_MUTED,
                     arena_printf(d->arena, " · %s", print_word(d->cli, "state", state)));
    }
    if (count > HOLDERS_MAX)
        put_muted(
            d, box, 1, 2,
            draw_fill(d, "draw.and_more", "n", arena_printf(d->arena, "%zu", count - HOLDERS_MAX), NULL));
}

/* All that is known of a step, for who points at it. */
static const char *about(draw_t *d, const json_t *step) {
    const json_t *why = json_object_get(step, "why");
    const char *line = print_text(why, "file");
    if (line[0] != '\0') line = arena_printf(d->arena, "%s:%lld", line, (long long)number(why, "line"));
    const char *text = draw_join(d, draw_title(d, step), print_text(step, "name"));
    text = draw_join(d, text, draw_state(d, step));
    const json_t *holder;
    for (size_t i = 0; (holder = draw_next_holder(d, step, &i)) != NULL;) {
        const char *who = draw_join(d, draw_holder(d, holder), print_text(holder, "opinion"));
        text = draw_join(d, text, who);
    }
    text = draw_join(d, draw_join(d, text, draw_why(d, step)), draw_cause(d, step));
    return draw_join(d, text, line != NULL ? line : "");
}

/* Left out, or closed before it began: in either case nobody had to do with it. */
static bool is_passed_over(const json_t *step) {
    return is(step, "state", "left_out") || (is(step, "state", "closed") && !draw_begun(step));
}

/* It was gone past, by an administrator or by urgent work: that is why, not what its rule says. */
static bool is_gone_past(const json_t *step) {
    return is(step, "left_out", "jumped") || is(step, "left_out", "exception") ||
           is(step, "left_out", "green") || is(step, "left_out", "gone_through");
}

static void put_left_out(draw_t *d, draw_box_t *box, const json_t *step) {
    bool out = is(step, "state", "left_out") && !is_gone_past(step);
    const char *why = out ? draw_why(d, step) : "";
    if (why[0] == '\0') why = draw_cause(d, step);
    const char *words = draw_fill(d, out ? "draw.not_needed" : "draw.not_reached", "why", why, NULL);
    draw_para(d->arena, box, 3, box->para_count > 0 ? 5 : 0);
    if (box->para_count > 0) box->paras[box->para_count - 1].indent = 0;
    put_mark(box, MARK_OUT);
    draw_run(d->arena, box, DRAW_BODY, draw_title(d, step));
    draw_run(d->arena, box, DRAW_MUTED, arena_printf(d->arena, " · %s", words));
}

static draw_box_t *left_out_card(draw_t *d, const json_t *step) {
    draw_box_t *box = draw_box(d->arena, DRAW_CARD, LOOK_OUT);
    if (box == NULL) return NULL;
    box->padded = true;
    box->mark = MARK_OUT;
    box->about = about(d, step);
    put_left_out(d, box, step);
    return box;
}

/* Why it is there or, when it was closed, why that is so; of a revision the return before it tells. */
static const char *reason_of(draw_t *d, const json_t *step, draw_mark_t mark) {
    if (is(step, "kind", "revise")) return "";
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
    if (is_passed_over(step)) return left_out_card(d, step);
    draw_box_t *box = draw_box(d->arena, DRAW_CARD, LOOK_CARD);
    if (box == NULL) return NULL;
    box->padded = true;
    box->mark = draw_mark_of(d, step);
    box->about = about(d, step);
    draw_para(d->arena, box, 2, 0);
    put_mark(box, box->mark);
    draw_run(d->arena, box, DRAW_TITLE, draw_title(d, step));
    put_state(d, box, step);
    put_people(d, box, step);
    put_records(d, box, step);
    put_checks(d, box, step);
    if (is(step, "when_used_up", "decides")) put_muted(d, box, 2, 2, cli_word(d->cli, "loop.decides"));
    put_muted(d, box, WHY_LINES, 3, reason_of(d, step, box->mark));
    const json_t *problem = json_object_get(step, "problem");
    if (json_is_object(problem)) {
        draw_para(d->arena, box, 4, 3);
        draw_run(d->arena, box, DRAW_STATE, cli_error_words(d->cli, problem));
    }
    return box;
}

/* ---- groups ---- */

static const json_t *next_child(const json_t *steps, json_int_t parent, size_t *i) {
    const json_t *step;
    while ((step = json_array_get(steps, (*i)++)) != NULL)
        if (number(step, "parent") == parent) return step;
    return NULL;
}

/* A leaf says how its people decide; what has members is a group whatever its kind is called. */
static bool is_group(const json_t *steps, const json_t *step) {
    size_t i = 0;
    return json_object_get(step, "mode") == NULL || next_child(steps, number(step, "no"), &i) != NULL;
}

static size_t members(const json_t *steps, const json_t *group, bool needed) {
    const json_t *child;
    size_t count = 0;
    for (size_t i = 0; (child = next_child(steps, number(group, "no"), &i)) != NULL;)
        count += !needed || !is(child, "state", "left_out");
    return count;
}

/* A sequence that has nothing to say of its own: its members stand in the one around it. */
static bool is_plain(const json_t *steps, const json_t *step) {
    return is(step, "kind", "sequence") && print_text(step, "title")[0] == '\0' && is_group(steps, step) &&
           !json_is_object(json_object_get(step, "title")) && !is_passed_over(step);
}

static bool begun_in(const json_t *steps, const json_t *step) {
    const json_t *child;
    if (draw_begun(step)) return true;
    for (size_t i = 0; (child = next_child(steps, number(step, "no"), &i)) != NULL;)
        if (begun_in(steps, child)) return true;
    return false;
}

/* Steps left out one after the other share a card. */
static void put_into(draw_t *d, draw_box_t *stack, const json_t *steps, const json_t *step) {
    if (is_plain(steps, step)) {
        draw_sequence(d, stack, steps, number(step, "no"));
        return;
    }
    if (is_passed_over(step) && stack->last != NULL && stack->last->look == LOOK_OUT) {
        put_left_out(d, stack->last, step);
        stack->last->about = arena_printf(d->arena, "%s\n%s", stack->last->about, about(d, step));
        return;
    }
    draw_box_t *box = draw_tree(d, steps, step);
    if (box != NULL) box->reached = begun_in(steps, step);
    draw_add(stack, box);
}

void draw_sequence(draw_t *d, draw_box_t *stack, const json_t *steps, json_int_t parent) {
    const json_t *step;
    for (size_t i = 0; (step = next_child(steps, parent, &i)) != NULL;) {
        if (is(step, "kind", "monitor")) continue; /* it stands beside the route */
        put_into(d, stack, steps, step);
    }
}

/* What was passed over lies on the way to what came after it. */
static void reach_back(draw_box_t *stack) {
    draw_box_t *last = NULL;
    for (draw_box_t *box = stack->first; box != NULL; box = box->next)
        if (box->reached) last = box;
    for (draw_box_t *box = stack->first; last != NULL && box != last; box = box->next)
        box->reached = true;
}

static draw_box_t *lane(draw_t *d, const json_t *steps, const json_t *step) {
    draw_box_t *stack = draw_box(d->arena, DRAW_STACK, LOOK_NONE);
    if (stack == NULL) return NULL;
    stack->arrows = true;
    draw_sequence(d, stack, steps, number(step, "no"));
    reach_back(stack);
    if (stack->count == 1) return stack->first;
    stack->look = LOOK_LANE;
    stack->padded = true;
    return stack;
}

/* How many of those that are needed have ended. */
static const char *progress(draw_t *d, const json_t *steps, const json_t *group) {
    const json_t *child;
    size_t done = 0;
    bool decide = !is(group, "kind", "parallel") && !is(group, "kind", "sequence");
    if (draw_mark_of(d, group) != MARK_OPEN) return "";
    for (size_t i = 0; (child = next_child(steps, number(group, "no"), &i)) != NULL;)
        done += json_is_string(json_object_get(child, "ended_at")) && !is(child, "state", "left_out");
    return draw_fill(d, decide ? "draw.decided" : "draw.ended", "done", arena_printf(d->arena, "%zu", done),
                     "of", arena_printf(d->arena, "%zu", members(steps, group, true)), NULL);
}

static void put_group_head(draw_t *d, draw_box_t *box, const json_t *steps, const json_t *step) {
    const char *title = print_words(d->cli, step, "title"), *name = print_text(step, "name");
    const char *rule = draw_rule(d, step, members(steps, step, true));
    const char *rest = draw_join(d, progress(d, steps, step), draw_time(d, step, "ended_at"));
    if (title[0] == '\0') title = name;
    draw_para(d->arena, box, 2, 0);
    put_mark(box, box->mark);
    draw_run(d->arena, box, DRAW_TITLE, title[0] != '\0' ? title : rule);
    draw_para(d->arena, box, 2, 1);
    if (box->mark != MARK_EXPECTED) {
        draw_run(d->arena, box, DRAW_STATE, draw_state(d, step));
        if (rest[0] != '\0') draw_run(d->arena, box, DRAW_MUTED, arena_printf(d->arena, " · %s", rest));
    }
    if (title[0] != '\0') put_muted(d, box, 2, 1, rule);
    put_muted(d, box, WHY_LINES, 2, draw_why(d, step));
}

static draw_box_t *frame(draw_t *d, const json_t *steps, const json_t *step) {
    bool ordered = is(step, "kind", "sequence") || is(step, "kind", "loop"); /* round after round */
    draw_box_t *box = draw_box(d->arena, ordered ? DRAW_STACK : DRAW_GRID, LOOK_GROUP);
    const json_t *child;
    if (box == NULL) return NULL;
    box->padded = true;
    box->mark = draw_mark_of(d, step);
    box->about = about(d, step);
    box->arrows = ordered;
    put_group_head(d, box, steps, step);
    if (ordered) {
        draw_sequence(d, box, steps, number(step, "no"));
        reach_back(box);
        return box;
    }
    for (size_t i = 0; (child = next_child(steps, number(step, "no"), &i)) != NULL;)
        draw_add(box, is_plain(steps, child) ? lane(d, steps, child) : draw_tree(d, steps, child));
    return box;
}

draw_box_t *draw_tree(draw_t *d, const json_t *steps, const json_t *step) {
    if (!is_group(steps, step)) return draw_card(d, step);
    if (is_passed_over(step) || members(steps, step, false) == 0) return left_out_card(d, step);
    return frame(d, steps, step);
}
