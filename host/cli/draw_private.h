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
/* A number, in figures. */
const char *draw_digits(draw_t *d, int64_t n);
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
/* Left out, or closed before it began: in either case nobody had to do with it. */
bool draw_passed_over(const json_t *step);
/* A card for what is passed over, and one more line of such a card. */
draw_box_t *draw_left_out(draw_t *d, const json_t *steps, const json_t *step);
void draw_put_left_out(draw_t *d, draw_box_t *box, const json_t *steps, const json_t *step);
/* All that is known of a step, for who points at it. */
const char *draw_about(draw_t *d, const json_t *step);
/* The mark before the last paragraph; one more paragraph of muted text, if there is any. */
void draw_put_mark(draw_box_t *box, draw_mark_t mark);
void draw_put_muted(draw_t *d, draw_box_t *box, int lines, int before, const char *text);

/* Where a task stands. */
draw_mark_t draw_mark_of_task(const draw_t *d, const json_t *task);

/* ---- people (draw_people.c) ---- */

/* Who decides it, and with what words; of a step that waits, how they will be found. */
void draw_put_people(draw_t *d, draw_box_t *box, const json_t *step);
/* "“Too dear for this year.”", under whoever said it; nothing of "". */
void draw_put_words(draw_t *d, draw_box_t *box, const char *words, int indent);
/* When all that is open of a step is due; "" when its people have times of their own, or none. */
const char *draw_common_due(draw_t *d, const json_t *step);

/* ---- groups (draw_group.c, draw_again.c) ---- */

/* Its title; of a group without one those of what is in it, "Finance, Legal". `steps` NULL: it is no group.
 */
const char *draw_title_of_all(draw_t *d, const json_t *steps, const json_t *step);

/* Members of a group (0: of the plan), in order: begin with *i = 0; NULL: no more. */
const json_t *draw_next_child(const json_t *steps, json_int_t parent, size_t *i);
/* A sequence that has nothing to say of its own: its members stand in the one around it. */
bool draw_is_plain(const json_t *steps, const json_t *step);
/* The step with everything in it: a card, or a group with its members. */
draw_box_t *draw_tree(draw_t *d, const json_t *steps, const json_t *step);
/* Puts the step, with what is in it, at the end of a stack. */
void draw_put(draw_t *d, draw_box_t *stack, const json_t *steps, const json_t *step);
/* Puts the steps of the group `parent` (0: the plan's root) into a stack with arrows. */
void draw_sequence(draw_t *d, draw_box_t *stack, const json_t *steps, json_int_t parent);
/* What has passed was gone through to its end, though that was left out. */
void draw_reach_end(draw_box_t *stack, const json_t *step);
/* What was passed over in a stack lies on the way to what came after it. */
void draw_reach_back(draw_box_t *stack);
/* A lane with a head of its own: "Round 2 · refused". */
draw_box_t *draw_lane(draw_t *d, const json_t *steps, const json_t *step, draw_mark_t mark, const char *title,
                      const char *rest);
/* The plan within a group of approvals asked for again, beside them. */
draw_box_t *draw_again(draw_t *d, const json_t *steps, const json_t *group);
/* What a deviation says goes otherwise, and each value before and after; `number_of`: the member of the step
 * that has the number under which it was decided. Nothing where there is none. */
void draw_put_deviation(draw_t *d, draw_box_t *box, const json_t *step, const char *number_of);

/* ---- notes and strips (draw_note.c, draw_strip.c) ---- */

/* The note that an administrator had the record go on from the step, if one did. */
void draw_put_jump(draw_t *d, draw_box_t *stack, const json_t *step);
/* The note that urgent work went past the step; one more line of it. */
draw_box_t *draw_green(draw_t *d, const json_t *step);
void draw_put_owed(draw_t *d, draw_box_t *box, const json_t *step);
/* What is over, in few lines: who ended it, and which steps had begun. `group`: only what is below the step
 * of that number; 0: all. `steps` NULL: none yet. */
draw_box_t *draw_strip(draw_t *d, const char *title, const json_t *steps, json_int_t group);
void draw_put_strip(draw_t *d, draw_box_t *box, const json_t *steps, json_int_t group);

/* ---- the whole (draw_route.c, draw_svg.c) ---- */

/* The drawing's tree. NULL: no memory. */
draw_box_t *draw_route(draw_t *d);
/* What the drawing says in one line, and in full, for those who can't see it. */
const char *draw_headline(draw_t *d);
const char *draw_description(draw_t *d);
/* Up to this height, in pixels, a drawing is printed on one sheet, however small: at two sheets its smallest
 * words are still read. What is higher goes over several. */
enum { DRAW_SHEET_MOST = 2000, DRAW_MARGIN = 16 /* around a drawing */ };
/* What a sheet has room for: A4 without 15 mm around it, in pixels of 1/96 inch. */
#define DRAW_SHEET_WIDE (180 * 96 / 25.4)
#define DRAW_SHEET_HIGH (267 * 96 / 25.4)
/* draw_sheets.c: gives every box its place in print, where it is not cut by the end of a sheet, if the
 * drawing is to be parted into sheets; else that of the layout. How high the tree is then. */
int draw_sheets(draw_box_t *root, bool parted);
/* The tree, laid out, as SVG. The caller frees it with mem_free; NULL: no memory. */
char *draw_svg(draw_box_t *root, const char *headline, const char *description, const char *lang);
/* The style sheet within it. */
extern const char draw_style_sheet[];

#endif
