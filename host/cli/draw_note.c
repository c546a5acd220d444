/* What an administrator, or urgent work, did to a route, as a note in its way: that a record went on from
 * another step (A50), that it is carried out before its approvals (A64); see draw_private.h. */
#include "cli/draw_private.h"
#include <string.h>

enum { REASON_LINES = 3 };

static json_int_t number(const json_t *object, const char *name) {
    return json_integer_value(json_object_get(object, name));
}

static draw_box_t *note(draw_t *d, draw_mark_t mark) {
    draw_box_t *box = draw_box(d->arena, DRAW_CARD, LOOK_NOTE);
    if (box == NULL) return NULL;
    box->padded = true;
    box->mark = mark;
    draw_para(d->arena, box, 3, 0);
    draw_put_mark(box, mark);
    return box;
}

/* ---- A50 ---- */

static draw_box_t *jump_note(draw_t *d, const json_t *jump) {
    draw_box_t *box = note(d, MARK_JUMPED);
    const char *who = draw_person(d, json_object_get(jump, "by")), *reason = print_text(jump, "reason"),
               *words = cli_word(d->cli, "draw.administrator");
    if (box == NULL) return NULL;
    if (who[0] != '\0') words = draw_fill(d, "draw.administrator_named", "person", who, NULL);
    box->reached = true;
    draw_run(d->arena, box, DRAW_STATE, words);
    draw_put_muted(d, box, 3, 1,
                   draw_fill(d, "draw.jumped", "step", draw_title(d, json_object_get(jump, "to")), "time",
                             draw_time(d, jump, "at"), NULL));
    if (reason[0] == '\0') return box;
    draw_para(d->arena, box, REASON_LINES, 1);
    draw_run(d->arena, box, DRAW_BODY, draw_fill(d, "draw.opinion", "text", reason, NULL));
    return box;
}

void draw_put_jump(draw_t *d, draw_box_t *stack, const json_t *step) {
    size_t i;
    json_t *jump;
    json_array_foreach(json_object_get(d->answer, "jumps"), i, jump) {
        if (number(json_object_get(jump, "to"), "no") == number(step, "no"))
            draw_add(stack, jump_note(d, jump));
    }
}

/* ---- A64 ---- */

/* What stands for the step, outside of the plan. */
static const json_t *owed_for(const draw_t *d, const json_t *step) {
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(d->answer, "added_steps"), i, one) {
        if (number(one, "origin") == number(step, "no")) return one;
        if (number(step, "origin") == number(one, "no")) return one; /* asked for before its stage came */
    }
    return NULL;
}

void draw_put_owed(draw_t *d, draw_box_t *box, const json_t *step) {
    const json_t *owed = owed_for(d, step);
    draw_para(d->arena, box, 2, 4);
    if (box->para_count > 0) box->paras[box->para_count - 1].indent = 0;
    draw_put_mark(box, owed != NULL ? draw_mark_of(d, owed) : MARK_OWED);
    draw_run(d->arena, box, DRAW_BODY, draw_title(d, step));
    if (owed != NULL)
        draw_run(d->arena, box, DRAW_MUTED, arena_printf(d->arena, " · %s", draw_state(d, owed)));
}

draw_box_t *draw_green(draw_t *d, const json_t *step) {
    draw_box_t *box = note(d, MARK_OWED);
    if (box == NULL) return NULL;
    box->reached = true;
    box->about = draw_about(d, step);
    draw_run(d->arena, box, DRAW_STATE, cli_word(d->cli, "draw.green"));
    draw_put_muted(d, box, 3, 1, cli_word(d->cli, "draw.green_owed"));
    draw_put_owed(d, box, step);
    return box;
}
