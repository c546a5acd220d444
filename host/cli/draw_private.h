/* What the files that draw share: the words of a drawing, the box of a step, the boxes of a whole route. */
#ifndef CS_CLI_DRAW_PRIVATE_H
#define CS_CLI_DRAW_PRIVATE_H

#include "cli/draw_layout.h"
#include "cli/print_private.h"

typedef struct draw {
    cli_t *cli;
    arena_t *arena;
    const json_t *answer; /* of `show` or `plan` */
    const json_t *tasks;  /* of the record; NULL: a preview */
    instant_t now;
    bool preview;
    bool all_rounds; /* earlier rounds are drawn as they were, too */
} draw_t;

/* ---- words (draw_words.c); all in the arena, never NULL ---- */

/* The template `code` filled with names and values in turn, ended by NULL; a value that is NULL or empty is
 * absent. */
const char *draw_fill(draw_t *d, const char *code, ...);
/* Both with " · " between them; one alone where the other is empty. */
const char *draw_join(draw_t *d, const char *left, const char *right);
/* With a capital at its beginning, where a line of its own begins with it. */
const char *draw_raised(draw_t *d, const char *text);
/* "2 d 3 h", of a length of time in ms, in one piece. */
const char *draw_span(draw_t *d, int64_t ms);
/* The instant in a member; INSTANT_NONE: none. */
instant_t draw_instant(const json_t *object, const char *name);
/* A person's name, else their handle, else their number. */
const char *draw_person(draw_t *d, const json_t *person);
/* Whoever holds a task, with whom they stand in for. */
const char *draw_holder(draw_t *d, const json_t *holder);
/* How they were found: "head of hr"; "" when the answer does not say. */
const char *draw_found(draw_t *d, const json_t *holder);
/* When a running, paused or decided task is or was due, against now. "" when it has no clock. */
const char *draw_due(draw_t *d, const json_t *task);
/* The time in a member, in the company's zone; "" when there is none. */
const char *draw_time(draw_t *d, const json_t *object, const char *name);
/* How those that a step waits for will be found. */
const char *draw_by(draw_t *d, const json_t *step);
/* The sentence why a step is there; of one that was left out, what did not hold. */
const char *draw_why(draw_t *d, const json_t *step);
/* What closed it, or had it left out. */
const char *draw_cause(draw_t *d, const json_t *step);
/* What decides a group of `members` that are needed, in words. */
const char *draw_rule(draw_t *d, const json_t *step, size_t members);
/* A stage's title; of one that its flow gave none, what its name means. */
const char *draw_stage(draw_t *d, const json_t *stage);
/* A step's title, else its name, else what its kind means. */
const char *draw_title(draw_t *d, const json_t *step);

/* ---- steps (draw_step.c) ---- */

/* Tasks of a step, in order, one after the other: begin with *i = 0; NULL: no more. In a preview these are
 * its people. */
const json_t *draw_next_holder(const draw_t *d, const json_t *step, size_t *i);
/* Where a step stands. */
draw_mark_t draw_mark_of(const draw_t *d, const json_t *step);
/* The same in words. */
const char *draw_state(draw_t *d, const json_t *step);
/* What was done with a task: "approved"; where it was not its holder's act, whose (A51, A61). */
const char *draw_done(draw_t *d, const json_t *task);
/* Has it begun (or was passed over by what began after it)? */
bool draw_begun(const json_t *step);
/* The card of a step where people decide. */
draw_box_t *draw_card(draw_t *d, const json_t *step);
/* The step with everything in it: a card, or a group with its members. */
draw_box_t *draw_tree(draw_t *d, const json_t *steps, const json_t *step);
/* Puts the steps of the group `parent` (0: the plan's root) into a stack with arrows. */
void draw_sequence(draw_t *d, draw_box_t *stack, const json_t *steps, json_int_t parent);

/* ---- the whole (draw_route.c, draw_svg.c) ---- */

/* The drawing's tree. NULL: no memory. */
draw_box_t *draw_route(draw_t *d);
/* What the drawing says in one line, and in full, for those who can't see it. */
const char *draw_headline(draw_t *d);
const char *draw_description(draw_t *d);
/* The tree, laid out, as SVG. The caller frees it with mem_free; NULL: no memory. */
char *draw_svg(const draw_box_t *root, const char *headline, const char *description, const char *lang);
/* The style sheet within it. */
extern const char draw_style_sheet[];

#endif
