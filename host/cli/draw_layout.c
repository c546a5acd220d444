/* Laying out; see draw_layout.h. Sizes are found from the width given, going down; places follow, going down
 * again. */
#include "cli/draw_layout.h"
#include <string.h>

enum { CARD_SQUEEZED = 120, TRIED_DEPTH_MAX = 4, LEVEL_MOST = 70 };

draw_box_t *draw_box(arena_t *arena, draw_box_kind_t kind, draw_look_t look) {
    draw_box_t *box = arena_alloc(arena, sizeof *box);
    if (box == NULL) return NULL;
    box->kind = kind;
    box->look = look;
    return box;
}

void draw_add(draw_box_t *box, draw_box_t *child) {
    if (box == NULL || child == NULL) return;
    if (box->last != NULL)
        box->last->next = child;
    else
        box->first = child;
    box->last = child;
    box->count++;
}

void draw_para(arena_t *arena, draw_box_t *box, int lines_max, int before) {
    if (box == NULL) return;
    draw_para_t *paras = arena_grow(arena, box->paras, box->para_count, box->para_count + 1, sizeof *paras);
    if (paras == NULL) return;
    box->paras = paras;
    int indent = box->para_count > 0 && box->paras[0].mark != 0 ? DRAW_MARK_WIDTH : 0;
    box->paras[box->para_count++] = (draw_para_t){.lines_max = lines_max, .before = before, .indent = indent};
}

void draw_run(arena_t *arena, draw_box_t *box, draw_style_t style, const char *text) {
    if (box == NULL || box->para_count == 0 || text == NULL || text[0] == '\0') return;
    draw_para_t *para = &box->paras[box->para_count - 1];
    draw_run_t *runs = arena_grow(arena, para->runs, para->run_count, para->run_count + 1, sizeof *runs);
    if (runs == NULL) return;
    para->runs = runs;
    para->runs[para->run_count++] = (draw_run_t){text, style};
}

static int gap_of(const draw_box_t *box) {
    if (box->kind == DRAW_STACK && box->arrows) return DRAW_ARROW;
    return box->gap > 0 ? box->gap : DRAW_GAP;
}

static int pad_of(const draw_box_t *box) {
    return box->padded ? DRAW_PAD : 0;
}

int draw_least(const draw_box_t *box) {
    int least = CARD_SQUEEZED - 2 * DRAW_PAD;
    for (const draw_box_t *child = box->first; child != NULL; child = child->next) {
        int of_child = draw_least(child);
        if (of_child > least) least = of_child;
    }
    return least + 2 * pad_of(box);
}

/* What of a box follows from what is in it alone: asked for once, since sizes are tried out. */
static void know(draw_box_t *box) {
    int good = DRAW_CARD_LEAST - 2 * DRAW_PAD, least = CARD_SQUEEZED - 2 * DRAW_PAD;
    box->depth = 0;
    for (draw_box_t *child = box->first; child != NULL; child = child->next) {
        know(child);
        if (child->good > good) good = child->good;
        if (child->least > least) least = child->least;
        if (child->depth >= box->depth) box->depth = child->depth + 1;
    }
    box->good = good + 2 * pad_of(box);
    box->least = least + 2 * pad_of(box);
}

/* The width beyond which it does not grow: a card by itself, groups by what is in them. */
static int most_width(const draw_box_t *box, int width) {
    if (box->kind == DRAW_CARD &&
        (box->look == LOOK_CARD || box->look == LOOK_OUT || box->look == LOOK_NOTE) && width > DRAW_CARD_MAX)
        return DRAW_CARD_MAX;
    return width;
}

static int size_box(draw_box_t *box, int width, arena_t *arena);

/* Its own text, within `width`: the height it takes. -1: no memory. */
static int size_text(draw_box_t *box, int width, int *widest, arena_t *arena) {
    int height = 0;
    *widest = 0;
    for (size_t i = 0; i < box->para_count; i++) {
        draw_para_t *para = &box->paras[i];
        if (para->wrapped_at != width && draw_wrap(para, width, arena) != 0) return -1;
        para->wrapped_at = width;
        if (para->line_count == 0) continue;
        height += para->before;
        for (size_t k = 0; k < para->line_count; k++)
            height += para->lines[k].height;
        if (para->width > *widest) *widest = para->width;
    }
    return height;
}

/* What is stretched comes last: it is as wide as the rest. */
static int size_stack(draw_box_t *box, int width, int *widest, arena_t *arena) {
    int height = 0;
    for (draw_box_t *child = box->first; child != NULL; child = child->next) {
        if (child->stretched) continue;
        if (size_box(child, width, arena) != 0) return -1;
        if (child->w > *widest) *widest = child->w;
    }
    int room = *widest > DRAW_CARD_MAX ? *widest : DRAW_CARD_MAX;
    if (room > width) room = width;
    for (draw_box_t *child = box->first; child != NULL; child = child->next) {
        if (child->stretched && size_box(child, room, arena) != 0) return -1;
        if (child->w > *widest) *widest = child->w;
        height += child->h + (child->next != NULL ? gap_of(box) : 0);
    }
    return height;
}

/* As few rows as there is room for, then no more columns than those rows need. */
static size_t columns_of(const draw_box_t *box, int width, int good) {
    size_t most = width > good ? (size_t)((width + gap_of(box)) / (good + gap_of(box))) : 1;
    if (most < 1) most = 1;
    if (most >= box->count) return box->count;
    size_t rows = (box->count + most - 1) / most;
    return (box->count + rows - 1) / rows;
}

/* Cards of a row end at one height, where nothing else stands in it and none would be left half empty. */
static void level_row(draw_box_t *row, const draw_box_t *end, int height) {
    for (const draw_box_t *box = row; box != end; box = box->next)
        if (box->kind != DRAW_CARD || box->h < height - LEVEL_MOST) return;
    for (draw_box_t *box = row; box != end; box = box->next)
        if (box->look != LOOK_OUT) box->h = height;
}

static bool has_groups(const draw_box_t *row) {
    for (const draw_box_t *box = row; box != NULL; box = box->next)
        if (box->kind != DRAW_CARD) return true;
    return false;
}

/* Sizes the boxes of one row, `count` of them, in columns of `column` px; its height. -1: no memory. */
static int size_row(draw_box_t *row, size_t count, int column, int *used, arena_t *arena) {
    int height = 0;
    draw_box_t *box = row;
    for (size_t i = 0; i < count && box != NULL; i++, box = box->next) {
        if (size_box(box, most_width(box, column), arena) != 0) return -1;
        if (box->w > *used) *used = box->w;
        if (box->h > height) height = box->h;
    }
    level_row(row, box, height);
    return height;
}

/* Places the boxes of one row, `used` px a column. */
static draw_box_t *put_row(draw_box_t *row, size_t count, int y, int used, int gap) {
    draw_box_t *box = row;
    for (size_t i = 0; i < count && box != NULL; i++, box = box->next) {
        box->x = (int)i * (used + gap) + (used - box->w) / 2;
        box->y = y;
    }
    return box;
}

/* In so many columns; groups in a last row that is not full take its whole width. Children stand at x, y
 * within the box's content until place() moves them. */
static int size_columns(draw_box_t *box, int width, size_t columns, int *widest, arena_t *arena) {
    int gap = gap_of(box), used = 0, used_last = 0, y = 0;
    int column = (width - (int)(columns - 1) * gap) / (int)columns;
    size_t rows = 0, whole = box->count / columns * columns;
    draw_box_t *child = box->first;
    for (size_t at = 0; child != NULL; at += columns) {
        size_t count = at < whole ? columns : box->count - at;
        bool wide = count < columns && rows > 0 && has_groups(child);
        int room = wide ? (width - (int)(count - 1) * gap) / (int)count : column;
        int height = size_row(child, count, room, wide ? &used_last : &used, arena);
        if (height < 0) return -1;
        child->y = height; /* of its row, until that is placed */
        rows++;
        for (size_t i = 0; i < count && child != NULL; i++)
            child = child->next;
    }
    child = box->first;
    for (size_t row = 0; child != NULL; row++) {
        size_t count = row * columns < whole ? columns : box->count - whole;
        bool wide = used_last > 0 && row + 1 == rows;
        int height = child->y;
        child = put_row(child, count, y, wide ? used_last : used, gap);
        y += height + (row + 1 < rows ? gap : 0);
        int wide_as = (int)count * (wide ? used_last : used) + (int)(count - 1) * gap;
        if (wide_as > *widest) *widest = wide_as;
    }
    return y;
}

/* Groups side by side are narrow and high: where fewer columns make the whole lower, these are taken. Deep
 * trees are not tried out, since each level would multiply the work. */
static int size_grid(draw_box_t *box, int width, int *widest, arena_t *arena) {
    int good = 0;
    for (draw_box_t *child = box->first; child != NULL; child = child->next)
        if (child->good > good) good = child->good;
    size_t most = columns_of(box, width, good), best = most;
    if (most == 0) return 0;
    int depth = box->depth, height = size_columns(box, width, most, widest, arena), lowest = height;
    if (height < 0 || most == 1 || depth < 2 || depth > TRIED_DEPTH_MAX) return height;
    for (size_t columns = most - 1; columns > 0; columns--) {
        int wide = 0;
        height = size_columns(box, width, columns, &wide, arena);
        if (height < 0) return -1;
        if (height < lowest) lowest = height, best = columns;
    }
    *widest = 0;
    return size_columns(box, width, best, widest, arena);
}

static int size_flow(draw_box_t *box, int width, int *widest, arena_t *arena) {
    int x = 0, y = 0, row_height = 0, gap = gap_of(box);
    for (draw_box_t *child = box->first; child != NULL; child = child->next) {
        if (size_box(child, width, arena) != 0) return -1;
        if (x > 0 && x + child->w > width) {
            x = 0;
            y += row_height + gap;
            row_height = 0;
        }
        child->x = x;
        child->y = y;
        x += child->w + gap;
        if (x - gap > *widest) *widest = x - gap;
        if (child->h > row_height) row_height = child->h;
    }
    return y + row_height;
}

static int size_content(draw_box_t *box, int width, int *widest, arena_t *arena) {
    switch (box->kind) {
    case DRAW_STACK:
        return size_stack(box, width, widest, arena);
    case DRAW_GRID:
        return size_grid(box, width, widest, arena);
    case DRAW_FLOW:
        return size_flow(box, width, widest, arena);
    default:
        return 0;
    }
}

static int size_box(draw_box_t *box, int width, arena_t *arena) {
    int pad = pad_of(box), widest = 0;
    if (width < box->least) width = box->least;
    width = most_width(box, width);
    int inner = width - 2 * pad;
    int content = size_content(box, inner, &widest, arena);
    if (content < 0) return -1;
    /* the text of a group is as wide as its boxes, but may ask for a card's width */
    bool fits = box->kind == DRAW_CARD && (box->look == LOOK_NONE || box->look == LOOK_END);
    int text_room = box->kind == DRAW_CARD || widest < DRAW_CARD_MAX ? inner : widest;
    if (box->kind != DRAW_CARD && text_room > DRAW_CARD_MAX && widest < DRAW_CARD_MAX)
        text_room = DRAW_CARD_MAX;
    if (text_room > inner || box->stretched) text_room = inner;
    int text_wide, text = size_text(box, text_room, &text_wide, arena);
    if (text < 0) return -1;
    if (text_wide > widest) widest = text_wide;
    box->text_bottom = text;
    box->w = box->kind == DRAW_CARD && !fits ? width : widest + 2 * pad;
    box->h = text + content + 2 * pad + (text > 0 && content > 0 ? DRAW_GAP : 0);
    return 0;
}

/* `x`, `y`: where its upper left corner is. */
static void place(draw_box_t *box, int x, int y) {
    int pad = pad_of(box), left = x + pad, inner = box->w - 2 * pad, wide = 0;
    box->x = x;
    box->y = y;
    int top = y + pad + box->text_bottom + (box->text_bottom > 0 && box->first != NULL ? DRAW_GAP : 0);
    box->text_bottom += y + pad;
    for (draw_box_t *child = box->first; child != NULL; child = child->next)
        if (box->kind != DRAW_STACK && child->x + child->w > wide) wide = child->x + child->w;
    int indent = box->kind == DRAW_GRID ? (inner - wide) / 2 : 0;
    for (draw_box_t *child = box->first; child != NULL; child = child->next) {
        if (child->stretched && child->w < inner) child->w = inner;
        if (box->kind == DRAW_STACK) {
            place(child, left + (inner - child->w) / 2, top);
            top += child->h + gap_of(box);
        } else {
            place(child, left + indent + child->x, top + child->y);
        }
    }
}

int draw_layout(draw_box_t *box, int width, arena_t *arena) {
    if (box == NULL) return -1;
    know(box);
    if (size_box(box, width, arena) != 0) return -1;
    place(box, 0, 0);
    return 0;
}
