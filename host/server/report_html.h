/* A page of HTML made of tables, as reports are: self-contained, for screens, dark ones too, and paper. Every
 * text is escaped; a NULL reads "–". The buffer remembers its failure. */
#ifndef CS_SERVER_REPORT_HTML_H
#define CS_SERVER_REPORT_HTML_H

#include "base/buf.h"

typedef struct html {
    buf_t out;
    bool in_row;
} html_t;

void html_init(html_t *h);
void html_free(html_t *h);
void html_page_begin(html_t *h, const char *title);
void html_page_end(html_t *h);
void html_heading(html_t *h, const char *text);
/* A table, with a caption unless that is NULL, and its end. */
void html_begin(html_t *h, const char *caption);
void html_end(html_t *h);
/* A row of a name and its value. */
void html_pair(html_t *h, const char *name, const char *value);
/* A row of column heads; ends with NULL. */
void html_head(html_t *h, const char *first, ...);
/* The cells that follow stand in a new row; `tag` is "td" or "th". */
void html_row(html_t *h);
void html_cell(html_t *h, const char *tag, const char *text);

#endif
