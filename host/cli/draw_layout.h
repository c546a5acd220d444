/* Where everything of a drawing stands: a tree of boxes with text in them, laid out from the top to the
 * bottom within a width. Knows nothing of records or of SVG. All of it lies in one arena. */
#ifndef CS_CLI_DRAW_LAYOUT_H
#define CS_CLI_DRAW_LAYOUT_H

#include "cli/draw_text.h"

typedef enum draw_box_kind {
    DRAW_CARD,  /* text alone */
    DRAW_STACK, /* its boxes one below the other, centred */
    DRAW_GRID,  /* its boxes side by side in columns of one width, in as many rows as that takes */
    DRAW_FLOW,  /* its boxes side by side, each as wide as its text, in as many rows as that takes */
} draw_box_kind_t;

/* How a box is drawn: of no concern to the layout. */
typedef enum draw_look {
    LOOK_NONE,    /* only what is in it */
    LOOK_CARD,    /* a step */
    LOOK_OUT,     /* a step that was left out */
    LOOK_GROUP,   /* a frame around branches */
    LOOK_LANE,    /* a branch of several steps, within a frame */
    LOOK_SECTION, /* a stage: its title over a line */
    LOOK_END,     /* where the route begins or ends */
    LOOK_STRIP,   /* a round that is over, in few lines */
    LOOK_NOTE,    /* something that was done to the route itself */
} draw_look_t;

/* What stands before a step or a person: a shape for each state, so that colour is not needed to tell. */
typedef enum draw_mark {
    MARK_NONE,
    MARK_PASSED,
    MARK_REFUSED,
    MARK_OPEN,
    MARK_LATE,
    MARK_PAUSED,
    MARK_WAITING,
    MARK_CLOSED,
    MARK_OUT,
    MARK_RETURNED,
    MARK_EXPECTED,
    MARK_JUMPED,
    MARK_OWED,
    MARKS
} draw_mark_t;

typedef struct draw_box {
    draw_box_kind_t kind;
    draw_look_t look;
    draw_mark_t mark;   /* of a step: its state */
    bool padded;        /* room between its edge and what is in it */
    bool stretched;     /* in a stack: as wide as the stack becomes by its other boxes, or a card at least */
    bool arrows;        /* of a stack: from each box to the next */
    bool reached;       /* an arrow to it is one that the record went */
    int gap;            /* between its boxes; 0: the usual one */
    const char *about;  /* all there is to say, for who points at it; may be NULL */
    draw_para_t *paras; /* above its boxes */
    size_t para_count;
    struct draw_box *first, *last, *next;
    size_t count;
    int x, y, w, h;       /* px, from the upper left of the drawing */
    int text_bottom;      /* where its own text ends */
    int least, good;      /* the width that it takes whatever it is given; below which it is hard to read */
    int depth;            /* how many levels of boxes are in it */
    int paper_y, paper_h; /* where it stands in print: y and h, but for what sheets of paper part */
} draw_box_t;

enum {
    DRAW_CARD_MAX = 336,   /* px: no card is wider */
    DRAW_CARD_LEAST = 190, /* nor, while there is room, narrower */
    DRAW_PAD = 12,
    DRAW_GAP = 12,
    DRAW_ARROW = 26, /* between the boxes of a stack with arrows */
};

/* NULL: no memory (ask arena_failed once, at the end; every call takes NULL). */
draw_box_t *draw_box(arena_t *arena, draw_box_kind_t kind, draw_look_t look);
void draw_add(draw_box_t *box, draw_box_t *child);
/* A new paragraph of the box, under the text of the first one where that has a mark; a run of text at the end
 * of its last paragraph. Texts must outlive the box. */
void draw_para(arena_t *arena, draw_box_t *box, int lines_max, int before);
void draw_run(arena_t *arena, draw_box_t *box, draw_style_t style, const char *text);
/* The least width that the box takes whatever it is given. */
int draw_least(const draw_box_t *box);
/* Gives every box its place. `width`: the most the whole may take, or draw_least(box) when that is more.
 * -1: no memory. */
int draw_layout(draw_box_t *box, int width, arena_t *arena);

#endif
