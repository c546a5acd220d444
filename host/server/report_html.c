/* See report_html.h. */
#include "server/report_html.h"
#include <stdarg.h>

static const char STYLE[] =
    "body{font:15px/1.5 system-ui,\"Noto Sans CJK SC\",sans-serif;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.5rem}table{border-collapse:collapse;width:100%;margin:1.2rem 0}"
    "caption{text-align:left;font-weight:600;padding:.3rem 0}"
    "th,td{border:1px solid #bbb;padding:.35rem .6rem;text-align:left;vertical-align:top;"
    "white-space:pre-wrap;overflow-wrap:anywhere}"
    "th{background:#f2f2f2;font-weight:600;word-break:keep-all}th[scope=row]{width:36%}"
    "@media(max-width:40rem){body{margin:1rem auto;font-size:14px}"
    "th,td{padding:.25rem .4rem}table:has(td:nth-child(5)){font-size:11px}}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}th{background:#262626}"
    "th,td{border-color:#555}}"
    "@media print{body{margin:0;max-width:none;color:#000;background:#fff}th{background:#f2f2f2}"
    "tr{break-inside:avoid}}";

void html_init(html_t *h) {
    *h = (html_t){.in_row = false};
    buf_init(&h->out, 0);
}

void html_free(html_t *h) {
    buf_free(&h->out);
}

/* No character of a text is markup. */
static void put_text(html_t *h, const char *text) {
    for (const char *at = text ? text : "–"; *at; at++) {
        switch (*at) {
        case '<':
            buf_puts(&h->out, "&lt;");
            break;
        case '>':
            buf_puts(&h->out, "&gt;");
            break;
        case '&':
            buf_puts(&h->out, "&amp;");
            break;
        case '"':
            buf_puts(&h->out, "&quot;");
            break;
        default:
            buf_put(&h->out, at, 1);
        }
    }
}

static void end_row(html_t *h) {
    if (h->in_row) buf_puts(&h->out, "</tr>\n");
    h->in_row = false;
}

void html_page_begin(html_t *h, const char *title) {
    buf_puts(&h->out, "<!doctype html>\n<html lang=\"zh\">\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    put_text(h, title);
    buf_printf(&h->out, "</title>\n<style>%s</style>\n", STYLE);
}

void html_page_end(html_t *h) {
    buf_puts(&h->out, "</html>\n");
}

void html_heading(html_t *h, const char *text) {
    buf_puts(&h->out, "<h1>");
    put_text(h, text);
    buf_puts(&h->out, "</h1>\n");
}

void html_begin(html_t *h, const char *caption) {
    buf_puts(&h->out, "<table>\n");
    if (!caption) return;
    buf_puts(&h->out, "<caption>");
    put_text(h, caption);
    buf_puts(&h->out, "</caption>\n");
}

void html_end(html_t *h) {
    end_row(h);
    buf_puts(&h->out, "</table>\n");
}

void html_row(html_t *h) {
    end_row(h);
    buf_puts(&h->out, "<tr>");
    h->in_row = true;
}

void html_cell(html_t *h, const char *tag, const char *text) {
    buf_printf(&h->out, "<%s>", tag);
    put_text(h, text);
    buf_printf(&h->out, "</%s>", tag);
}

void html_pair(html_t *h, const char *name, const char *value) {
    html_row(h);
    buf_puts(&h->out, "<th scope=\"row\">");
    put_text(h, name);
    buf_puts(&h->out, "</th>");
    html_cell(h, "td", value);
}

void html_head(html_t *h, const char *first, ...) {
    va_list more;
    html_row(h);
    va_start(more, first);
    for (const char *name = first; name; name = va_arg(more, const char *))
        html_cell(h, "th", name);
    va_end(more);
}
