/* A laid-out drawing as SVG: one text, no scripts, nothing fetched from elsewhere; see draw_private.h. */
#include "base/buf.h"
#include "cli/draw_private.h"
#include "cli/harmless.h"
#include <string.h>

/* Where XML has no place for a character, a blank stands; nothing turns the direction of what is around it.
 */
static void put_escaped(buf_t *out, const char *text, size_t size) {
    const char *end = text + size;
    unsigned code;
    size_t length;
    for (const char *p = text; p < end; p += length) {
        harm_t harm = harm_at(p, end, &code, &length);
        if (harm == HARM_DIRECTION) continue;
        if (harm != HARM_NONE || code == 0xFFFE || code == 0xFFFF) {
            buf_puts(out, " ");
        } else if (*p == '&') {
            buf_puts(out, "&amp;");
        } else if (*p == '<') {
            buf_puts(out, "&lt;");
        } else if (*p == '>') {
            buf_puts(out, "&gt;");
        } else if (*p == '"') {
            buf_puts(out, "&quot;");
        } else {
            buf_put(out, p, length);
        }
    }
}

static void put_text(buf_t *out, const char *text) {
    put_escaped(out, text, strlen(text));
}

/* ---- marks: a shape for each state, 14 px wide ---- */

static const struct {
    const char *name, *shape;
} MARK_SHAPES[MARKS] = {
    [MARK_NONE] = {"", ""},
    [MARK_PASSED] = {"pass", "<circle r='7' class='f'/><path d='M-3.2 .2L-1 2.5L3.3-2.4' class='k'/>"},
    [MARK_REFUSED] = {"ref", "<path d='M-3-7H3L7-3V3L3 7H-3L-7 3V-3Z' class='f'/><path d='M-2.6-2.6L2.6 "
                             "2.6M2.6-2.6L-2.6 2.6' class='k'/>"},
    [MARK_OPEN] = {"open", "<circle r='6.2' class='l'/><path d='M-1.9-3.2L3.4 0L-1.9 3.2Z' class='f'/>"},
    [MARK_LATE] = {"late",
                   "<path d='M0-7L7.4 6.3H-7.4Z' class='f'/><path d='M0-2.6V1.9M0 4V4.3' class='k'/>"},
    [MARK_PAUSED] = {"stop", "<circle r='6.2' class='l'/><path d='M-1.8-2.8V2.8M1.8-2.8V2.8' class='l'/>"},
    [MARK_WAITING] = {"wait", "<circle r='6.2' class='l'/>"},
    [MARK_CLOSED] = {"shut", "<circle r='6.2' class='l'/><path d='M-3 0H3' class='l'/>"},
    [MARK_OUT] = {"out", "<circle r='6.2' class='l d'/><path d='M-2.6 0H2.6' class='l'/>"},
    [MARK_RETURNED] = {"back", "<circle r='7' class='f'/><path d='M3.4 2.8V.6A1.8 1.8 0 0 0 "
                               "1.6-1.2H-3.2M-1-3.6L-3.4-1.2L-1 1.2' class='k'/>"},
    [MARK_JUMPED] =
        {"jump", "<circle r='7' class='f'/><path d='M-3.6-3L0-.2L3.6-3M-3.6 .6L0 3.4L3.6 .6' class='k'/>"},
    [MARK_OWED] = {"owed", "<circle r='6.2' class='l'/><path d='M0-3.4V.2L2.5 1.8' class='l'/>"},
    [MARK_EXPECTED] = {"exp", "<circle r='6.2' class='l d'/><circle r='2.2' class='f'/>"},
};

static const char *mark_name(int mark) {
    return mark > MARK_NONE && mark < MARKS ? MARK_SHAPES[mark].name : "wait";
}

static void put_mark(buf_t *out, int mark, int x, int y) {
    if (mark <= MARK_NONE || mark >= MARKS) return;
    buf_printf(out, "<g class='%s' transform='translate(%d %d)'>", MARK_SHAPES[mark].name, x, y);
    buf_puts(out, MARK_SHAPES[mark].shape);
    buf_puts(out, "</g>\n");
}

/* ---- text ---- */

static const char *const STYLE_NAMES[DRAW_STYLES] = {"h1", "h2", "h3", "b", "p", "s", "m"};

static void put_line(buf_t *out, const draw_line_t *line, int x, int y) {
    int size = 0;
    for (size_t i = 0; i < line->count; i++)
        if (draw_size(line->pieces[i].style) > size) size = draw_size(line->pieces[i].style);
    bool one = true;
    for (size_t i = 1; i < line->count; i++)
        one = one && line->pieces[i].style == line->pieces[0].style;
    int base = y + (line->height + size * 18 / 25) / 2;
    buf_printf(out, "<text x='%d' y='%d'", x, base);
    if (one && line->count > 0) buf_printf(out, " class='%s'", STYLE_NAMES[line->pieces[0].style]);
    buf_puts(out, ">");
    for (size_t i = 0; i < line->count; i++) {
        const draw_piece_t *piece = &line->pieces[i];
        if (!one) buf_printf(out, "<tspan class='%s'>", STYLE_NAMES[piece->style]);
        put_escaped(out, piece->text, piece->length);
        if (!one) buf_puts(out, "</tspan>");
    }
    buf_puts(out, "</text>\n");
}

static void put_paras(buf_t *out, const draw_box_t *box) {
    int pad = box->padded ? DRAW_PAD : 0, x = box->x + pad, y = box->y + pad;
    for (size_t i = 0; i < box->para_count; i++) {
        const draw_para_t *para = &box->paras[i];
        if (para->line_count == 0) continue;
        y += para->before;
        int left = x + para->indent;
        if (para->mark != 0) put_mark(out, para->mark, left + 7, y + para->lines[0].height / 2);
        if (para->mark != 0) left += DRAW_MARK_WIDTH;
        for (size_t k = 0; k < para->line_count; k++) {
            put_line(out, &para->lines[k], left, y);
            y += para->lines[k].height;
        }
    }
}

/* ---- boxes ---- */

/* What is higher in print than on a screen says how high (see draw_style.c). */
static void put_high(buf_t *out, const char *class, int high, int paper_high) {
    buf_printf(out, " height='%d' class='%s", high, class);
    if (paper_high != high) buf_printf(out, " t' style='--t:%dpx", paper_high);
    buf_puts(out, "'");
}

static void put_frame(buf_t *out, const draw_box_t *box, const char *class, int radius) {
    buf_printf(out, "<rect x='%d.5' y='%d.5' width='%d' rx='%d'", box->x, box->y, box->w - 1, radius);
    put_high(out, class, box->h - 1, box->paper_h - 1);
    buf_puts(out, "/>\n");
}

static void put_look(buf_t *out, const draw_box_t *box) {
    bool now = box->mark == MARK_OPEN || box->mark == MARK_LATE || box->mark == MARK_PAUSED;
    switch (box->look) {
    case LOOK_CARD:
        put_frame(out, box, now ? "c now" : "c", 6);
        break;
    case LOOK_OUT:
        put_frame(out, box, "c no", 6);
        break;
    case LOOK_GROUP:
        put_frame(out, box, now ? "g now" : "g", 10);
        break;
    case LOOK_LANE:
        put_frame(out, box, "n", 8);
        break;
    case LOOK_END:
        put_frame(out, box, "e", box->h / 2);
        break;
    case LOOK_NOTE:
        put_frame(out, box, "e", 6);
        buf_printf(out, "<path d='M%d %dV%d' class='v'/>\n", box->x + 2, box->y + 5, box->y + box->h - 5);
        break;
    case LOOK_STRIP:
        put_frame(out, box, "r", 6);
        break;
    case LOOK_SECTION:
        buf_printf(out, "<path d='M%d %d.5H%d' class='u'/>\n", box->x, box->y + box->h + 3, box->x + box->w);
        break;
    default:
        break;
    }
}

/* One that the record has not gone is dashed, so that no colour is needed to tell. */
static void put_arrow(buf_t *out, const draw_box_t *from, const draw_box_t *to) {
    int x = to->x + to->w / 2, top = from->y + from->h + 3, bottom = to->y - 3;
    const char *class = to->reached ? "a" : "a w";
    buf_printf(out, "<path d='M%d %dV%d' class='%s%s'/>", x, top, bottom, class, to->reached ? "" : " i");
    buf_printf(out, "<path d='M%d %dL%d %dL%d %d' class='%s'/>\n", x - 4, bottom - 5, x, bottom, x + 4,
               bottom - 5, class);
}

/* Around what stands lower in print. */
static void put_down(buf_t *out, int down) {
    if (down != 0) buf_printf(out, "<g class='q' style='--q:%dpx'>", down);
}

static void end_down(buf_t *out, int down) {
    if (down != 0) buf_puts(out, "</g>\n");
}

/* What is in a group has the colours of its own states, so the group's own part ends before it. */
static void put_box(buf_t *out, const draw_box_t *box) {
    int down = box->paper_y - box->y;
    put_down(out, down);
    bool own = box->mark != MARK_NONE || (box->about != NULL && box->about[0] != '\0');
    if (own) buf_printf(out, "<g class='%s'>", mark_name((int)box->mark));
    if (own && box->about != NULL) {
        buf_puts(out, "<title>");
        put_text(out, box->about);
        buf_puts(out, "</title>\n");
    }
    put_look(out, box);
    put_paras(out, box);
    if (own) buf_puts(out, "</g>\n");
    end_down(out, down);
    for (const draw_box_t *child = box->first; child != NULL; child = child->next) {
        put_box(out, child);
        if (box->kind != DRAW_STACK || !box->arrows || child->next == NULL) continue;
        down = child->next->paper_y - child->next->y; /* an arrow goes with what it leads to */
        put_down(out, down);
        put_arrow(out, child, child->next);
        end_down(out, down);
    }
}

/* The paper that draw_sheets.c reckons with. A rule about paper is about all that is printed, so it may not
 * reach a page that a drawing is put into: there a browser reads HTML, which knows no names with a prefix,
 * and this is no style sheet to it. Nor is the drawing parted there (:root in draw_style.c), since it begins
 * anywhere. */
static const char PAPER[] =
    "<x:style xmlns:x='http://www.w3.org/2000/svg'>@page{size:A4;margin:15mm}</x:style>\n";

/* The whole in print, as wide as a sheet at most, and as high as the sheets make it. */
static void put_paper_size(buf_t *out, int width, int paper_high) {
    double scale = width > DRAW_SHEET_WIDE ? DRAW_SHEET_WIDE / width : 1;
    buf_printf(out, " style='--w:%.2fpx;--h:%.2fpx' preserveAspectRatio='xMidYMin'", width * scale,
               paper_high * scale);
}

char *draw_svg(draw_box_t *root, const char *headline, const char *description, const char *lang) {
    buf_t out;
    int width = root->w + 2 * DRAW_MARGIN, height = root->h + 2 * DRAW_MARGIN;
    bool sheet = height <= DRAW_SHEET_MOST;
    int paper_high = draw_sheets(root, !sheet) + 2 * DRAW_MARGIN;
    buf_init(&out, 0);
    buf_printf(
        &out,
        "<svg xmlns='http://www.w3.org/2000/svg' class='cs %s' role='img' lang='%s' width='%d' height='%d' "
        "viewBox='%d %d %d %d'",
        sheet ? "sheet" : "long", lang, width, height, -DRAW_MARGIN, -DRAW_MARGIN, width, height);
    if (!sheet) put_paper_size(&out, width, paper_high);
    buf_puts(&out, ">\n<title>");
    put_text(&out, headline);
    buf_puts(&out, "</title>\n<desc>");
    put_text(&out, description);
    buf_puts(&out, "</desc>\n<style>");
    buf_puts(&out, draw_style_sheet);
    buf_puts(&out, "</style>\n");
    if (!sheet) buf_puts(&out, PAPER);
    buf_printf(&out, "<rect x='%d' y='%d' width='%d'", -DRAW_MARGIN, -DRAW_MARGIN, width);
    put_high(&out, "bg", height, paper_high);
    buf_puts(&out, "/>\n");
    put_box(&out, root);
    buf_puts(&out, "</svg>\n");
    buf_u8(&out, 0);
    char *text = out.failed ? NULL : mem_strdup((const char *)out.at);
    buf_free(&out);
    return text;
}
