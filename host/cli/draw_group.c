/* Groups as boxes: frames around branches, lanes of several steps, rounds of a loop, approvals asked for
 * again beside a plan; see draw_private.h. */
#include "cli/draw_private.h"
#include <string.h>

enum { WHY_LINES = 2 };

static bool is(const json_t *object, const char *member, const char *word) {
    return strcmp(print_text(object, member), word) == 0;
}

static json_int_t number(const json_t *object, const char *name) {
    return json_integer_value(json_object_get(object, name));
}

/* ---- the tree ---- */

/* Of a way back that was taken back nothing is drawn: nobody did anything there. */
const json_t *draw_next_child(const json_t *steps, json_int_t parent, size_t *i) {
    const json_t *step;
    while ((step = json_array_get(steps, (*i)++)) != NULL)
        if (number(step, "parent") == parent && !print_undone(step)) return step;
    return NULL;
}

/* A leaf says how its people decide; what has members is a group whatever its kind is called. */
static bool is_group(const json_t *steps, const json_t *step) {
    size_t i = 0;
    return json_object_get(step, "mode") == NULL || draw_next_child(steps, number(step, "no"), &i) != NULL;
}

static size_t members(const json_t *steps, const json_t *group, bool needed) {
    const json_t *child;
    size_t count = 0;
    for (size_t i = 0; (child = draw_next_child(steps, number(group, "no"), &i)) != NULL;)
        count += !needed || !is(child, "state", "left_out");
    return count;
}

const char *draw_title_of_all(draw_t *d, const json_t *steps, const json_t *step) {
    const char *own = print_words(d->cli, step, "title"), *all = "";
    const json_t *child;
    if (own[0] != '\0' || steps == NULL || !is_group(steps, step)) return draw_title(d, step);
    for (size_t i = 0; (child = draw_next_child(steps, number(step, "no"), &i)) != NULL;) {
        const char *one = draw_title_of_all(d, steps, child);
        all = arena_printf(d->arena, "%s%s%s", all, all[0] != '\0' ? print_comma(d->cli) : "", one);
        if (all == NULL) return "";
    }
    return all[0] != '\0' ? all : draw_title(d, step);
}

/* A sequence that has nothing to say of its own: its members stand in the one around it. */
bool draw_is_plain(const json_t *steps, const json_t *step) {
    return is(step, "kind", "sequence") && print_text(step, "title")[0] == '\0' && is_group(steps, step) &&
           !json_is_object(json_object_get(step, "title")) && !draw_passed_over(step);
}

static bool begun_in(const json_t *steps, const json_t *step) {
    const json_t *child;
    if (draw_begun(step)) return true;
    for (size_t i = 0; (child = draw_next_child(steps, number(step, "no"), &i)) != NULL;)
        if (begun_in(steps, child)) return true;
    return false;
}

/* Nothing is left to do in it, though nobody has looked at it since that is so. */
static bool is_empty(const json_t *steps, const json_t *step) {
    const json_t *child;
    size_t count = 0;
    if (!is(step, "state", "waiting")) return false;
    for (size_t i = 0; (child = draw_next_child(steps, number(step, "no"), &i)) != NULL; count++)
        if (!is(child, "state", "left_out") && !is_empty(steps, child)) return false;
    return count > 0;
}

/* What is passed over within it says why: it is drawn, and not the group around it. */
static bool is_hollow(const json_t *steps, const json_t *step) {
    const json_t *child;
    if (!draw_passed_over(step) && !is_empty(steps, step)) return false;
    for (size_t i = 0; (child = draw_next_child(steps, number(step, "no"), &i)) != NULL;)
        if (print_passed_over(print_text(child, "left_out")) || is_hollow(steps, child)) return true;
    return false;
}

static bool shares_card(const draw_box_t *last, const json_t *step) {
    if (last == NULL || !draw_passed_over(step)) return false;
    bool green = is(step, "left_out", "green");
    return green ? last->look == LOOK_NOTE && last->mark == MARK_OWED : last->look == LOOK_OUT;
}

/* Steps left out one after the other share a card, those that urgent work went past another. */
void draw_put(draw_t *d, draw_box_t *stack, const json_t *steps, const json_t *step) {
    draw_put_jump(d, stack, step);
    if (is(step, "added", "reapproval")) {
        draw_add(stack, draw_again(d, steps, step));
        return;
    }
    if (draw_is_plain(steps, step) || is_hollow(steps, step)) {
        draw_sequence(d, stack, steps, number(step, "no"));
        return;
    }
    if (shares_card(stack->last, step)) {
        draw_put_left_out(d, stack->last, steps, step);
        stack->last->about = arena_printf(d->arena, "%s\n%s", stack->last->about, draw_about(d, step));
        return;
    }
    draw_box_t *box = draw_tree(d, steps, step);
    if (box != NULL) box->reached = box->reached || begun_in(steps, step);
    draw_add(stack, box);
}

void draw_sequence(draw_t *d, draw_box_t *stack, const json_t *steps, json_int_t parent) {
    const json_t *step;
    for (size_t i = 0; (step = draw_next_child(steps, parent, &i)) != NULL;) {
        if (is(step, "kind", "monitor")) continue; /* it stands beside the route */
        draw_put(d, stack, steps, step);
    }
}

void draw_reach_end(draw_box_t *stack, const json_t *step) {
    if (stack->last != NULL && is(step, "state", "passed")) stack->last->reached = true;
}

/* What was passed over lies on the way to what came after it. */
void draw_reach_back(draw_box_t *stack) {
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
    draw_reach_end(stack, step);
    draw_reach_back(stack);
    if (stack->count == 1) return stack->first;
    stack->look = LOOK_LANE;
    stack->padded = true;
    return stack;
}

draw_box_t *draw_lane(draw_t *d, const json_t *steps, const json_t *step, draw_mark_t mark, const char *title,
                      const char *rest) {
    draw_box_t *stack = draw_box(d->arena, DRAW_STACK, LOOK_LANE);
    if (stack == NULL) return NULL;
    stack->arrows = stack->padded = true;
    stack->mark = mark;
    draw_para(d->arena, stack, 2, 0);
    draw_put_mark(stack, mark);
    draw_run(d->arena, stack, DRAW_STRONG, title);
    if (rest[0] != '\0') draw_run(d->arena, stack, DRAW_MUTED, arena_printf(d->arena, " · %s", rest));
    draw_put(d, stack, steps, step);
    draw_reach_end(stack, step);
    draw_reach_back(stack);
    stack->reached = begun_in(steps, step);
    return stack;
}

/* How many of those that are needed have ended. */
static const char *progress(draw_t *d, const json_t *steps, const json_t *group) {
    const json_t *child;
    size_t done = 0;
    bool decide = !is(group, "kind", "parallel") && !is(group, "kind", "sequence");
    if (draw_mark_of(d, group) != MARK_OPEN || is(group, "kind", "loop"))
        return ""; /* whose rounds are told */
    for (size_t i = 0; (child = draw_next_child(steps, number(group, "no"), &i)) != NULL;)
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
    draw_put_mark(box, box->mark);
    draw_run(d->arena, box, DRAW_TITLE, title[0] != '\0' ? title : rule);
    draw_para(d->arena, box, 2, 1);
    if (box->mark != MARK_EXPECTED) {
        draw_run(d->arena, box, DRAW_STATE, draw_state(d, step));
        if (rest[0] != '\0') draw_run(d->arena, box, DRAW_MUTED, arena_printf(d->arena, " · %s", rest));
    }
    if (title[0] != '\0') draw_put_muted(d, box, 2, 1, rule);
    draw_put_muted(d, box, WHY_LINES, 2, draw_why(d, step));
    if (print_overtaken(step)) draw_put_muted(d, box, 1, 2, cli_word(d->cli, "preview.overtaken"));
}

/* A8: each round by its number; those that are over in few lines. Last whoever decides when they are used up.
 */
static void put_rounds(draw_t *d, draw_box_t *box, const json_t *steps, const json_t *loop) {
    const json_t *child;
    json_int_t n = number(loop, "rounds_gone");
    for (size_t i = 0; (child = draw_next_child(steps, number(loop, "no"), &i)) != NULL;) {
        if (is(child, "when_used_up", "decides")) {
            const char *words = draw_raised(d, cli_word(d->cli, "loop.decides"));
            draw_add(box, draw_lane(d, steps, child, MARK_NONE, words, ""));
            continue;
        }
        const char *title = draw_raised(d, draw_fill(d, "draw.round", "n", draw_digits(d, ++n), NULL));
        bool over = json_is_true(json_object_get(child, "superseded"));
        if (over && !d->all_rounds) {
            draw_box_t *strip = draw_strip(d, title, steps, number(child, "no"));
            if (strip != NULL) strip->reached = true;
            draw_add(box, strip);
        } else if (number(loop, "rounds") == 1 || (d->preview && n == 1)) {
            draw_put(d, box, steps, child);
        } else {
            const char *rest = d->preview || !draw_begun(child) ? "" : draw_state(d, child);
            draw_add(box, draw_lane(d, steps, child, draw_mark_of(d, child), title, rest));
        }
    }
}

static draw_box_t *branch(draw_t *d, const json_t *steps, const json_t *step) {
    draw_box_t *box = draw_is_plain(steps, step) ? lane(d, steps, step) : draw_tree(d, steps, step);
    draw_box_t *stack = draw_box(d->arena, DRAW_STACK, LOOK_NONE);
    if (stack == NULL) return box;
    draw_put_jump(d, stack, step);
    if (stack->count == 0) return box;
    stack->arrows = true;
    draw_add(stack, box);
    draw_reach_back(stack);
    return stack;
}

static draw_box_t *frame(draw_t *d, const json_t *steps, const json_t *step) {
    bool ordered = is(step, "kind", "sequence") || is(step, "kind", "loop"); /* round after round */
    draw_box_t *box = draw_box(d->arena, ordered ? DRAW_STACK : DRAW_GRID, LOOK_GROUP);
    const json_t *child;
    if (box == NULL) return NULL;
    box->padded = true;
    box->mark = draw_mark_of(d, step);
    box->about = draw_about(d, step);
    box->arrows = ordered;
    put_group_head(d, box, steps, step);
    if (ordered) {
        if (is(step, "kind", "loop"))
            put_rounds(d, box, steps, step);
        else
            draw_sequence(d, box, steps, number(step, "no"));
        if (is(step, "kind", "sequence")) draw_reach_end(box, step);
        draw_reach_back(box);
        return box;
    }
    for (size_t i = 0; (child = draw_next_child(steps, number(step, "no"), &i)) != NULL;)
        draw_add(box, branch(d, steps, child));
    return box;
}

draw_box_t *draw_tree(draw_t *d, const json_t *steps, const json_t *step) {
    if (!is_group(steps, step)) return draw_card(d, step);
    if (draw_passed_over(step) || members(steps, step, false) == 0) return draw_left_out(d, steps, step);
    return frame(d, steps, step);
}
