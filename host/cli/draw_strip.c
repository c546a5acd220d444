/* What is over, in few lines: an earlier round of a record or of a loop, a plan that another took over from;
 * see draw_private.h. */
#include "cli/draw_private.h"
#include <string.h>

static bool is_leaf(const json_t *step) {
    return json_object_get(step, "mode") != NULL;
}

/* Is the step below the one of that number? 0: below anything. */
static bool is_below(const json_t *steps, const json_t *step, json_int_t group) {
    json_int_t no = json_integer_value(json_object_get(step, "no"));
    for (int deep = 0; group != 0 && no != 0 && no != group && deep < 20; deep++) {
        size_t i;
        json_t *other;
        json_int_t above = 0;
        json_array_foreach((json_t *)steps, i, other) {
            if (json_integer_value(json_object_get(other, "no")) == no)
                above = json_integer_value(json_object_get(other, "parent"));
        }
        no = above;
    }
    return group == 0 || no == group;
}

/* One step of a round that is over: its mark and its name. */
static draw_box_t *chip(draw_t *d, const json_t *step) {
    draw_box_t *box = draw_box(d->arena, DRAW_CARD, LOOK_NONE);
    if (box == NULL) return NULL;
    draw_para(d->arena, box, 1, 0);
    box->mark = draw_mark_of(d, step);
    if (box->para_count > 0) box->paras[0].mark = (int)box->mark;
    draw_run(d->arena, box, DRAW_MUTED, draw_title(d, step));
    return box;
}

/* Who ended a round, and with what words: the last refusal or return in it. */
static void put_verdict(draw_t *d, draw_box_t *box, const json_t *steps, json_int_t group) {
    size_t i;
    json_t *step;
    json_array_foreach((json_t *)steps, i, step) {
        const json_t *task;
        for (size_t k = 0; is_leaf(step) && is_below(steps, step, group) &&
                           (task = draw_next_holder(d, step, &k)) != NULL;) {
            const char *outcome = print_text(task, "outcome"), *opinion = print_opinion(d->cli, step, task);
            if (strcmp(outcome, "refused") != 0 && strcmp(outcome, "returned") != 0) continue;
            if (print_taken_back(d->cli, task)[0] != '\0') continue;
            bool own = print_done_by(d->cli, task)[0] == '\0';
            const char *said =
                arena_printf(d->arena, own ? "%s %s" : "%s · %s", draw_holder(d, task), draw_done(d, task));
            draw_para(d->arena, box, 3, 2);
            draw_run(d->arena, box, DRAW_BODY,
                     draw_join(d, said != NULL ? said : "", draw_time(d, task, "ended_at")));
            if (opinion[0] == '\0') continue;
            draw_para(d->arena, box, 3, 1);
            draw_run(d->arena, box, DRAW_BODY, draw_fill(d, "draw.opinion", "text", opinion, NULL));
        }
    }
}

void draw_put_strip(draw_t *d, draw_box_t *box, const json_t *steps, json_int_t group) {
    size_t i;
    json_t *step;
    if (box == NULL || steps == NULL) return;
    put_verdict(d, box, steps, group);
    json_array_foreach((json_t *)steps, i, step) {
        if (strcmp(print_text(step, "added"), "reapproval") == 0 && is_below(steps, step, group))
            draw_put_deviation(d, box, step, "origin");
    }
    json_array_foreach((json_t *)steps, i, step) {
        if (is_leaf(step) && draw_begun(step) && is_below(steps, step, group)) draw_add(box, chip(d, step));
    }
}

draw_box_t *draw_strip(draw_t *d, const char *title, const json_t *steps, json_int_t group) {
    draw_box_t *box = draw_box(d->arena, DRAW_FLOW, LOOK_STRIP);
    if (box == NULL) return NULL;
    box->padded = box->stretched = true;
    box->gap = 10;
    draw_para(d->arena, box, 1, 0);
    draw_run(d->arena, box, DRAW_TITLE, title);
    draw_put_strip(d, box, steps, group);
    return box;
}
