/* Text as a drawing has it: how wide it is, and where it breaks into lines. Widths are those of the widest of
 * the common system fonts, so that what was measured here fits wherever it is shown. Pure; everything lies in
 * the arena that the caller gives. */
#ifndef CS_CLI_DRAW_TEXT_H
#define CS_CLI_DRAW_TEXT_H

#include "base/mem.h"

typedef enum draw_style {
    DRAW_HEAD,    /* of the whole drawing */
    DRAW_SECTION, /* of a stage */
    DRAW_TITLE,   /* of a step */
    DRAW_STRONG,  /* people */
    DRAW_BODY,
    DRAW_STATE, /* where a step stands: in the colour of its state */
    DRAW_MUTED, /* reasons, times */
    DRAW_STYLES
} draw_style_t;

/* Text of one style; a paragraph is several of them, one after the other. */
typedef struct draw_run {
    const char *text; /* UTF-8; a line break in it counts as a blank */
    draw_style_t style;
} draw_run_t;

/* A part of a line: `length` bytes of one style. */
typedef struct draw_piece {
    const char *text;
    size_t length;
    draw_style_t style;
} draw_piece_t;

typedef struct draw_line {
    draw_piece_t *pieces;
    size_t count;
    int height; /* px: of its tallest style */
} draw_line_t;

typedef struct draw_para {
    draw_run_t *runs;
    size_t run_count;
    int lines_max; /* more is cut off, with an ellipsis; at least 1 */
    int before;    /* px above it */
    int indent;    /* px to its left, before the mark */
    bool by_parts; /* its lines end between parts ("a · b") rather than within one, where that is possible */
    int mark; /* 0, or which small mark stands before its first line (draw_mark_t): the text is indented */
    draw_line_t *lines; /* made by draw_wrap */
    size_t line_count;
    int width;      /* px: of its widest line */
    bool cut;       /* an ellipsis stands at its end */
    int wrapped_at; /* the width that it was broken for last; 0: it was not */
} draw_para_t;

enum { DRAW_GLYPHS_MAX = 2048 /* of a paragraph; what follows is cut off */, DRAW_MARK_WIDTH = 20 };

/* Font size and height of a line, px. */
int draw_size(draw_style_t style);
int draw_line_height(draw_style_t style);
/* How wide `length` bytes are, in thousandths of a px; a Chinese character is one font size wide. */
int64_t draw_measure(const char *text, size_t length, draw_style_t style);
/* Breaks the paragraph into lines no wider than `width` px (at least one character a line): between words,
 * beside Chinese characters but not before their closing or after their opening punctuation, and within a
 * word where nothing else helps. -1: no memory. */
int draw_wrap(draw_para_t *para, int width, arena_t *arena);

#endif
