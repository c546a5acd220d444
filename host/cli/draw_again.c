/* Approvals asked for again because of an adjustment (P2.3.3), beside the plan that goes on meanwhile: one
 * frame with a lane for the plan and one for each adjustment, however many there were; see draw_private.h. */
#include "cli/draw_private.h"
#include <string.h>

enum { TEXT_LINES = 3, ADJUSTMENTS_MAX = 16 };

static json_int_t number(const json_t *object, const char *name) {
    return json_integer_value(json_object_get(object, name));
}

/* "Budget: 30000.00 CNY → 600000.00 CNY". */
static void put_field(draw_t *d, draw_box_t *lane, const json_t *field) {
    const char *label = print_words(d->cli, field, "label");
    const char *before = print_value(d->cli, json_object_get(field, "before")),
               *after = print_value(d->cli, json_object_get(field, "after"));
    if (label[0] == '\0') label = print_text(field, "name");
    draw_put_muted(d, lane, 2, 1,
                   arena_printf(d->arena, "%s%s%s → %s", label, print_colon(d->cli),
                                before[0] != '\0' ? before : "–", after[0] != '\0' ? after : "–"));
}

/* What goes otherwise, and each value before and after. */
static void put_adjusted(draw_t *d, draw_box_t *box, const json_t *deviation) {
    const char *text = print_text(deviation, "text");
    size_t i;
    json_t *field;
    if (text[0] != '\0') {
        draw_para(d->arena, box, TEXT_LINES, 1);
        draw_run(d->arena, box, DRAW_BODY, draw_fill(d, "draw.opinion", "text", text, NULL));
    }
    json_array_foreach(json_object_get(deviation, "fields"), i, field) put_field(d, box, field);
}

void draw_put_deviation(draw_t *d, draw_box_t *box, const json_t *step, const char *number_of) {
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(d->answer, "deviations"), i, one) {
        if (number(one, "step") == number(step, number_of)) put_adjusted(d, box, one);
    }
}

/* What was adjusted, and the approvals that this asks for. */
static draw_box_t *adjustment(draw_t *d, const json_t *steps, const json_t *group, const json_t *approvals) {
    draw_box_t *lane = draw_box(d->arena, DRAW_STACK, LOOK_LANE);
    if (lane == NULL) return NULL;
    lane->arrows = lane->padded = true;
    lane->mark = draw_mark_of(d, approvals);
    draw_para(d->arena, lane, 2, 0);
    draw_put_mark(lane, lane->mark);
    draw_run(d->arena, lane, DRAW_STRONG, cli_word(d->cli, "draw.again"));
    draw_run(d->arena, lane, DRAW_MUTED, arena_printf(d->arena, " · %s", draw_state(d, approvals)));
    draw_put_deviation(d, lane, group, "origin");
    draw_put(d, lane, steps, approvals);
    draw_reach_back(lane);
    return lane;
}

draw_box_t *draw_again(draw_t *d, const json_t *steps, const json_t *group) {
    const json_t *groups[ADJUSTMENTS_MAX];
    const json_t *approvals[ADJUSTMENTS_MAX], *plan = group;
    size_t count = 0;
    while (plan != NULL && strcmp(print_text(plan, "added"), "reapproval") == 0 && count < ADJUSTMENTS_MAX) {
        size_t i = 0;
        const json_t *around = plan;
        plan = draw_next_child(steps, number(around, "no"), &i);
        approvals[count] = draw_next_child(steps, number(around, "no"), &i);
        if (approvals[count] != NULL) groups[count++] = around;
    }
    if (count == 0 || plan == NULL) return draw_tree(d, steps, group);
    draw_box_t *box = draw_box(d->arena, DRAW_GRID, LOOK_GROUP);
    if (box == NULL) return NULL;
    box->padded = true;
    box->mark = draw_mark_of(d, group);
    box->reached = true;
    draw_para(d->arena, box, 2, 0);
    draw_put_mark(box, box->mark);
    draw_run(d->arena, box, DRAW_TITLE, cli_word(d->cli, "draw.goes_on_while"));
    draw_add(box, draw_lane(d, steps, plan, draw_mark_of(d, plan), cli_word(d->cli, "draw.as_planned"),
                            draw_state(d, plan)));
    while (count-- > 0) /* the outermost came last */
        draw_add(box, adjustment(d, steps, groups[count], approvals[count]));
    return box;
}
