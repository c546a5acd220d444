/* Measuring and breaking text; see draw_text.h. */
#include "cli/draw_text.h"
#include <string.h>

/* Advance widths of ASCII from the blank on, in hundredths of the font size (DejaVu Sans, which is wider than
 * what systems call their user interface font). */
static const uint8_t PLAIN[95] = {
    32, 40, 46, 84, 64, 95, 78, 27, 39,  39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
    60, 79, 69, 63, 61, 73, 68, 99, 69,  61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
    63, 28, 28, 58, 28, 97, 63, 61, 63,  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84};
static const uint8_t BOLD[95] = {
    35, 46, 52, 84, 70, 100, 87, 31,  46,  46, 52, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70,  70, 70,
    70, 70, 40, 40, 84, 84,  84, 58,  100, 77, 76, 73, 83, 68, 68, 82, 84, 37, 37, 77, 64, 100, 84, 85,
    73, 85, 77, 72, 68, 81,  77, 110, 77,  72, 73, 46, 37, 46, 84, 50, 50, 67, 72, 59, 72, 68,  44, 72,
    71, 34, 34, 67, 34, 104, 71, 69,  72,  72, 49, 60, 48, 71, 65, 92, 65, 65, 58, 71, 37, 71,  84};

static const struct {
    uint8_t size, line;
    bool bold;
} STYLES[DRAW_STYLES] = {
    [DRAW_HEAD] = {20, 27, true},   [DRAW_SECTION] = {15, 22, true}, [DRAW_TITLE] = {14, 20, true},
    [DRAW_STRONG] = {13, 19, true}, [DRAW_BODY] = {13, 19, false},   [DRAW_STATE] = {12, 17, true},
    [DRAW_MUTED] = {12, 17, false},
};

int draw_size(draw_style_t style) {
    return STYLES[style].size;
}

int draw_line_height(draw_style_t style) {
    return STYLES[style].line;
}

/* The character at `p`, its bytes in *length; a byte that begins none counts as one of its own. */
static uint32_t character(const char *p, const char *end, size_t *length) {
    const unsigned char *u = (const unsigned char *)p;
    size_t more = *u >= 0xF0 ? 3 : *u >= 0xE0 ? 2 : *u >= 0xC0 ? 1 : 0;
    uint32_t c = more > 0 ? *u & (0x3FU >> more) : *u;
    *length = 1;
    while (*length <= more && p + *length < end && (u[*length] & 0xC0) == 0x80)
        c = c << 6 | (u[(*length)++] & 0x3FU);
    return c;
}

/* Ideographs, kana, hangul, and their punctuation: as wide as the font is high. */
static bool is_wide(uint32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFFEF) ||
           (c >= 0x20000 && c <= 0x3FFFD);
}

/* In hundredths of the font size. */
static int width_of(uint32_t c, bool bold) {
    if (c < 0x20 || c == 0x7F) return bold ? 35 : 32; /* drawn as a blank */
    if (c < 0x7F) return bold ? BOLD[c - 0x20] : PLAIN[c - 0x20];
    if (c >= 0x300 && c <= 0x36F) return 0;                 /* stands above the one before */
    if (c == 0x61C || c == 0x200E || c == 0x200F) return 0; /* bidi controls are left out */
    if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) return 0;
    if (c == 0xA0 || c == 0xB7) return bold ? 38 : 32;
    if (c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D || c == 0x2014 || c == 0x2026) return 100;
    if (c >= 0x1F000 && c <= 0x1FAFF) return 130;
    return is_wide(c) ? 100 : bold ? 84 : 80;
}

int64_t draw_measure(const char *text, size_t length, draw_style_t style) {
    const char *end = text + length;
    int64_t width = 0;
    size_t step;
    for (const char *p = text; p < end; p += step)
        width += width_of(character(p, end, &step), STYLES[style].bold);
    return width * STYLES[style].size * 10;
}

static const char ELLIPSIS[] = "…";

typedef struct glyph {
    const char *at;
    uint32_t c;
    int32_t width; /* thousandths of a px */
    uint8_t length, style;
} glyph_t;

static bool is_blank(uint32_t c) {
    return c <= 0x20 || c == 0x3000;
}

static bool is_one_of(uint32_t c, const char *set) {
    const char *end = set + strlen(set);
    size_t step;
    for (const char *p = set; p < end; p += step)
        if (character(p, end, &step) == c) return true;
    return false;
}

/* The dot between parts of a line; the blank that holds what is beside it together. */
enum { SEPARATOR = 0xB7, NO_BREAK = 0xA0, WORD_MOST = 14 };

static bool is_letter(uint32_t c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* May a new line begin with `next`, after `last`? */
static bool may_break(uint32_t last, uint32_t next) {
    if (is_blank(next) || next == SEPARATOR) return false; /* that ends a line, and is not shown there */
    if (is_blank(last)) return true;
    if (last == NO_BREAK || next == NO_BREAK) return false;
    if (is_one_of(next, "，。、；：！？）」』》〉】〕”’…·,.;:!?)%") || is_one_of(last, "（「『《〈【〔“‘("))
        return false;
    if (is_wide(last) || is_wide(next)) return true;
    return is_one_of(last, "-/") && is_letter(next);
}

static glyph_t *flatten(const draw_para_t *para, arena_t *arena, size_t *count) {
    size_t most = 0;
    for (size_t i = 0; i < para->run_count; i++)
        most += strlen(para->runs[i].text);
    if (most > DRAW_GLYPHS_MAX) most = DRAW_GLYPHS_MAX;
    glyph_t *glyphs = arena_array(arena, most + 1, sizeof *glyphs);
    *count = 0;
    for (size_t i = 0; glyphs != NULL && i < para->run_count; i++) {
        const draw_run_t *run = &para->runs[i];
        const char *end = run->text + strlen(run->text);
        size_t step;
        for (const char *p = run->text; p < end && *count < most; p += step) {
            uint32_t c = character(p, end, &step);
            glyphs[(*count)++] =
                (glyph_t){p, c, width_of(c, STYLES[run->style].bold) * STYLES[run->style].size * 10,
                          (uint8_t)step, (uint8_t)run->style};
        }
    }
    return glyphs;
}

/* Where the line that begins at `from` ends; what is wider than a line is broken where it should not be, at a
 * blank if it has one. */
static size_t line_end(const glyph_t *glyphs, size_t count, size_t from, int64_t room) {
    int64_t width = 0;
    size_t end = from, chance = from, blank = from;
    for (; end < count; end++) {
        if (end > from && may_break(glyphs[end - 1].c, glyphs[end].c)) chance = end;
        if (end > from && glyphs[end - 1].c == NO_BREAK) blank = end;
        width += glyphs[end].width;
        if (width > room && end > from && !is_blank(glyphs[end].c))
            return chance > from ? chance : blank > from ? blank : end;
    }
    return end;
}

/* Where the line begins that follows what ends at `from`: blanks, and a dot between parts, end with the line
 * before. */
static size_t line_begin(const glyph_t *glyphs, size_t count, size_t from, bool follows) {
    while (from < count && is_blank(glyphs[from].c))
        from++;
    bool dot = follows && from + 1 < count && glyphs[from].c == SEPARATOR && is_blank(glyphs[from + 1].c);
    return dot ? line_begin(glyphs, count, from + 1, false) : from;
}

/* Where a line ends that is better broken between its parts than within one: before the last of them that
 * begins in it, when what is left fits a line; else as it was. */
static size_t part_end(const glyph_t *glyphs, size_t count, size_t from, size_t end, int64_t room) {
    size_t part = from;
    int64_t rest = 0;
    for (size_t i = from + 2; i <= end && i < count; i++)
        if (glyphs[i - 2].c == SEPARATOR && is_blank(glyphs[i - 1].c)) part = i;
    for (size_t i = part; i < count; i++)
        rest += glyphs[i].width;
    return end < count && part > from && rest <= room ? part : end;
}

/* The ellipsis is written as the last of what is kept. */
static int64_t dots_after(const glyph_t *glyphs, size_t from, size_t to) {
    draw_style_t style = to > from ? (draw_style_t)glyphs[to - 1].style : DRAW_MUTED;
    return draw_measure(ELLIPSIS, sizeof ELLIPSIS - 1, style);
}

/* Where the line ends when no word is cut, or as it was when that would be far back. */
static size_t whole_word(const glyph_t *glyphs, size_t from, size_t to) {
    for (size_t i = to; i > from && i + WORD_MOST > to; i--)
        if (is_blank(glyphs[i].c) || may_break(glyphs[i - 1].c, glyphs[i].c)) return i;
    return to;
}

/* The glyphs [from, to) as pieces of one line; `more`: with an ellipsis, cut so that it fits. */
static int put_line(draw_para_t *para, const glyph_t *glyphs, size_t from, size_t to, int64_t room, bool more,
                    bool last, arena_t *arena) {
    draw_line_t *line = &para->lines[para->line_count];
    int64_t width = 0, dots = 0;
    if (more) {
        for (size_t i = from; i < to; i++)
            width += glyphs[i].width;
        dots = dots_after(glyphs, from, to);
        while (to > from && width + dots > room) {
            width -= glyphs[--to].width;
            dots = dots_after(glyphs, from, to);
        }
        to = whole_word(glyphs, from, to);
        while (to > from && (is_blank(glyphs[to - 1].c) || is_one_of(glyphs[to - 1].c, ",，、;；:：·")))
            to--;
    }
    while (to > from && (is_blank(glyphs[to - 1].c) || (glyphs[to - 1].c == SEPARATOR && !last)))
        to--;
    line->pieces = arena_array(arena, to - from + 1, sizeof *line->pieces);
    if (line->pieces == NULL) return -1;
    width = more ? dots_after(glyphs, from, to) : 0;
    for (size_t i = from; i < to; i++) {
        const glyph_t *g = &glyphs[i];
        draw_piece_t *piece = line->count > 0 ? &line->pieces[line->count - 1] : NULL;
        if (piece != NULL && piece->text + piece->length == g->at && (int)piece->style == (int)g->style)
            piece->length += g->length;
        else
            line->pieces[line->count++] = (draw_piece_t){g->at, g->length, (draw_style_t)g->style};
        int height = STYLES[g->style].line;
        if (height > line->height) line->height = height;
        width += g->width;
    }
    if (more) {
        draw_style_t style = line->count > 0 ? line->pieces[line->count - 1].style : DRAW_MUTED;
        line->pieces[line->count++] = (draw_piece_t){ELLIPSIS, sizeof ELLIPSIS - 1, style};
        if (line->height == 0) line->height = STYLES[style].line;
        para->cut = true;
    }
    int px = (int)((width + 999) / 1000);
    if (px > para->width) para->width = px;
    para->line_count++;
    return 0;
}

int draw_wrap(draw_para_t *para, int width, arena_t *arena) {
    size_t count, i = 0, most = para->lines_max > 0 ? (size_t)para->lines_max : 1;
    int beside = para->indent + (para->mark != 0 ? DRAW_MARK_WIDTH : 0);
    int64_t room = (int64_t)(width - beside) * 1000;
    glyph_t *glyphs = flatten(para, arena, &count);
    para->lines = arena_array(arena, most, sizeof *para->lines);
    para->line_count = 0;
    para->width = 0;
    para->cut = false;
    if (glyphs == NULL || para->lines == NULL) return -1;
    while (i < count && para->line_count < most) {
        i = line_begin(glyphs, count, i, i > 0);
        if (i == count) break;
        size_t end = line_end(glyphs, count, i, room);
        if (para->by_parts) end = part_end(glyphs, count, i, end, room);
        size_t rest = end;
        while (rest < count && is_blank(glyphs[rest].c))
            rest++;
        bool more = rest < count && para->line_count + 1 == most;
        /* what follows is cut off: as much of it as there is room for stands before the ellipsis */
        if (put_line(para, glyphs, i, more ? count : end, room, more, rest == count, arena) != 0) return -1;
        i = end;
    }
    if (para->width > 0) para->width += beside;
    return 0;
}
