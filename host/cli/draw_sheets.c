/* A long drawing on sheets of paper: where each box is printed, so that none is cut where a sheet ends. A
 * browser prints a drawing in one piece, sliced at the end of each sheet, through cards and words; so what
 * would lie across such an end begins with the next sheet, and what comes below goes down with it. Branches
 * side by side go down each by itself, and frames grow with what is in them.
 *
 * The sheet is A4, and the drawing's style says so to the browser (draw_svg.c): what is printed where depends
 * on it. Where a single box is higher than a sheet, it is cut after all. */
#include "cli/draw_private.h"

typedef struct sheets {
    double high; /* of a sheet, in the drawing's pixels */
} sheets_t;

/* Left free below; at the head of a sheet there is room for the arrow to what it begins with. */
enum { FREE_BELOW = 3, FREE_ABOVE = DRAW_ARROW + 2 };

/* The place of the sheet on which y is, from 0; where it begins. */
static int sheet_of(const sheets_t *s, int y) {
    return (int)((y + DRAW_MARGIN) / s->high);
}

static int sheet_begin(const sheets_t *s, int sheet) {
    return (int)(sheet * s->high) - DRAW_MARGIN;
}

/* Where what is so high, and would begin at y, begins: there, or with the next sheet. */
static int down(const sheets_t *s, int y, int high) {
    int sheet = sheet_of(s, y), head = sheet_begin(s, sheet) + FREE_ABOVE, next = sheet_begin(s, sheet + 1);
    if (sheet > 0 && y < head) y = head;
    bool fits = y + high <= next - FREE_BELOW, fits_next = high <= (int)s->high - FREE_ABOVE - FREE_BELOW;
    return fits || !fits_next ? y : next + FREE_ABOVE;
}

/* What is past the boxes that stand side by side with `row`. */
static draw_box_t *row_end(draw_box_t *row) {
    draw_box_t *box = row;
    while (box != NULL && box->y == row->y)
        box = box->next;
    return box;
}

/* Where the lowest of them ends. */
static int row_bottom(const draw_box_t *row, const draw_box_t *end) {
    int bottom = row->y;
    for (const draw_box_t *box = row; box != end; box = box->next)
        if (box->y + box->h > bottom) bottom = box->y + box->h;
    return bottom;
}

/* What is left of a box below its last row. */
static int below_last(const draw_box_t *box, const draw_box_t *last) {
    return box->y + box->h - row_bottom(last, NULL);
}

/* How much of it has to be on one sheet: a card, or a title with the first that stands below it; all of a box
 * with one row. */
static int least_high(draw_box_t *box) {
    if (box->look == LOOK_SECTION && box->next != NULL) return box->next->y - box->y + least_high(box->next);
    if (box->first == NULL) return box->h;
    int most = 0;
    draw_box_t *end = row_end(box->first);
    for (draw_box_t *child = box->first; child != end; child = child->next)
        if (least_high(child) > most) most = least_high(child);
    return box->first->y - box->y + most + (end == NULL ? below_last(box, box->first) : 0);
}

static void put(const sheets_t *s, draw_box_t *box, int y, int below);

/* One row from y on, with so much `below` it; where it ends. */
static int put_row(const sheets_t *s, draw_box_t *row, const draw_box_t *end, int y, int below) {
    int most = 0, was = row_bottom(row, end), bottom;
    for (draw_box_t *box = row; box != end; box = box->next) {
        int least = least_high(box) + (box->first == NULL ? below : 0);
        if (least > most) most = least;
    }
    bottom = y = down(s, y, most);
    for (draw_box_t *box = row; box != end; box = box->next) {
        put(s, box, y, below);
        if (box->paper_y + box->paper_h > bottom) bottom = box->paper_y + box->paper_h;
    }
    for (draw_box_t *box = row; box != end; box = box->next) /* frames as high as each other, as they were */
        if (box->first != NULL && box->y + box->h == was) box->paper_h = bottom - box->paper_y;
    return bottom;
}

static void put(const sheets_t *s, draw_box_t *box, int y, int below) {
    box->paper_y = y;
    box->paper_h = box->h;
    if (box->first == NULL) return;
    int at = y + box->first->y - box->y;
    for (draw_box_t *row = box->first, *end; row != NULL; row = end) {
        end = row_end(row);
        int left = end == NULL ? below_last(box, row) : 0;
        int bottom = put_row(s, row, end, at, end == NULL ? left + below : 0);
        if (end != NULL) at = bottom + end->y - row_bottom(row, end);
        box->paper_h = bottom + left - y;
    }
}

int draw_sheets(draw_box_t *root, bool parted) {
    sheets_t s = {.high = 1e9};
    int width = root->w + 2 * DRAW_MARGIN;
    if (parted) s.high = DRAW_SHEET_HIGH * (width > DRAW_SHEET_WIDE ? width / DRAW_SHEET_WIDE : 1);
    put(&s, root, 0, 0);
    return root->paper_h;
}
