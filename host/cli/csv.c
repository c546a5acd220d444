/* CSV reading and writing; see csv.h. */
#include "cli/csv.h"
#include "base/buf.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

struct csv {
    gzFile file;
    char *path;
    char *names[CSV_COLUMNS_MAX];
    size_t name_count;
    buf_t row; /* the fields of the present row, each NUL-terminated */
    size_t starts[CSV_COLUMNS_MAX];
    size_t field_count;
    int line, row_line;
    char block[16384];
    int at, have;
    bool broken; /* it ended before its end: unreadable, or cut off in the middle of what gzip packed */
};

static int next_char(csv_t *csv) {
    if (csv->at == csv->have) {
        csv->have = gzread(csv->file, csv->block, sizeof csv->block);
        csv->at = 0;
        if (csv->have <= 0) {
            int problem;
            gzerror(csv->file, &problem);
            csv->broken = csv->have < 0 || problem != Z_OK;
            csv->have = 0;
            return EOF;
        }
    }
    return (unsigned char)csv->block[csv->at++];
}

/* What is missing at the end of a broken file is not known: nothing of it may be taken for the whole. */
static int read_failed(csv_t *csv, diag_t *d) {
    int problem;
    const char *detail = gzerror(csv->file, &problem);
    if (problem == Z_ERRNO) detail = strerror(errno);
    diag_set(d, "csv.read", "file", csv->path, "detail", detail, NULL);
    return diag_at(d, csv->path, csv->line);
}

static int peek_char(csv_t *csv) {
    int c = next_char(csv);
    if (c != EOF) csv->at--;
    return c;
}

/* Reads one field into the row; *last: it ended its line (or the file). */
static int read_field(csv_t *csv, bool *last, diag_t *d) {
    bool quoted = peek_char(csv) == '"';
    if (quoted) next_char(csv);
    for (;;) {
        int c = next_char(csv);
        if (csv->row.len > CSV_FIELD_MAX)
            return diag_at((diag_set(d, "csv.too_long", "file", csv->path, NULL), d), csv->path, csv->line);
        if (c == EOF && csv->broken) return read_failed(csv, d);
        if (c == '\0') /* a text would end there, and the rest be lost without a word */
            return diag_at((diag_set(d, "csv.nul", "file", csv->path, NULL), d), csv->path, csv->line);
        if (quoted) {
            if (c == EOF)
                return diag_at((diag_set(d, "csv.quote", "file", csv->path, NULL), d), csv->path,
                               csv->row_line);
            if (c == '\n') csv->line++;
            if (c != '"') {
                buf_u8(&csv->row, (uint8_t)c);
                continue;
            }
            if (peek_char(csv) == '"') {
                buf_u8(&csv->row, (uint8_t)next_char(csv));
                continue;
            }
            quoted = false;
            continue;
        }
        if (c == '\r' && peek_char(csv) == '\n') continue;
        if (c == '\n' || c == EOF || c == ',') {
            *last = c != ',';
            if (c == '\n') csv->line++;
            buf_u8(&csv->row, 0);
            return csv->row.failed ? diag_memory(d) : 0;
        }
        buf_u8(&csv->row, (uint8_t)c);
    }
}

/* 1: a row; 0: the end; -1. */
static int read_row(csv_t *csv, diag_t *d) {
    for (;;) {
        buf_reset(&csv->row);
        csv->field_count = 0;
        csv->row_line = csv->line;
        if (peek_char(csv) == EOF) return csv->broken ? read_failed(csv, d) : 0;
        bool last = false;
        while (!last) {
            if (csv->field_count == CSV_COLUMNS_MAX)
                return diag_at((diag_set(d, "csv.columns", "file", csv->path, NULL), d), csv->path,
                               csv->row_line);
            csv->starts[csv->field_count++] = csv->row.len;
            if (read_field(csv, &last, d) != 0) return -1;
        }
        if (csv->field_count > 1 || csv->row.at[0] != '\0') return 1;
    }
}

static int read_head(csv_t *csv, diag_t *d) {
    int got = read_row(csv, d);
    if (got < 0) return -1;
    if (got == 0) return diag_set(d, "csv.head", "file", csv->path, NULL);
    for (size_t i = 0; i < csv->field_count; i++) {
        const char *name = csv_field(csv, (int)i);
        if (i == 0 && strncmp(name, "\xEF\xBB\xBF", 3) == 0) name += 3; /* a byte-order mark */
        csv->names[i] = mem_strdup(name);
        if (csv->names[i] == NULL) return diag_memory(d);
        csv->name_count++;
    }
    return 0;
}

csv_t *csv_open(const char *path, diag_t *d) {
    csv_t *csv = mem_alloc(sizeof *csv);
    if (csv == NULL) {
        diag_memory(d);
        return NULL;
    }
    buf_init(&csv->row, 0);
    csv->line = 1;
    csv->path = mem_strdup(path);
    csv->file = csv->path == NULL ? NULL : gzopen(path, "rb");
    int status = 0;
    if (csv->path == NULL)
        status = diag_memory(d);
    else if (csv->file == NULL)
        status = diag_set(d, "csv.open", "file", path, "detail", strerror(errno), NULL);
    else
        status = read_head(csv, d);
    if (status == 0) return csv;
    csv_close(csv);
    return NULL;
}

void csv_close(csv_t *csv) {
    if (csv == NULL) return;
    if (csv->file != NULL) gzclose(csv->file);
    for (size_t i = 0; i < csv->name_count; i++)
        mem_free(csv->names[i]);
    buf_free(&csv->row);
    mem_free(csv->path);
    mem_free(csv);
}

int csv_column(const csv_t *csv, const char *name) {
    for (size_t i = 0; i < csv->name_count; i++)
        if (strcmp(csv->names[i], name) == 0) return (int)i;
    return -1;
}

int csv_need(const csv_t *csv, const char *name, diag_t *d) {
    int column = csv_column(csv, name);
    if (column >= 0) return column;
    char found[256] = "";
    for (size_t i = 0; i < csv->name_count; i++) {
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%s%s", i > 0 ? ", " : "", csv->names[i]);
    }
    diag_set(d, "csv.column", "file", csv->path, "column", name, "found", found, NULL);
    return diag_at(d, csv->path, 1);
}

size_t csv_columns(const csv_t *csv) {
    return csv->name_count;
}

const char *csv_name(const csv_t *csv, size_t column) {
    return csv->names[column];
}

int csv_next(csv_t *csv, diag_t *d) {
    int got = read_row(csv, d);
    if (got == 1 && csv->field_count != csv->name_count) {
        diag_set(d, "csv.columns", "file", csv->path, NULL);
        diag_param_int(d, "found", (int64_t)csv->field_count);
        diag_param_int(d, "expected", (int64_t)csv->name_count);
        return diag_at(d, csv->path, csv->row_line);
    }
    return got;
}

const char *csv_field(const csv_t *csv, int column) {
    return (const char *)csv->row.at + csv->starts[column];
}

int csv_line(const csv_t *csv) {
    return csv->row_line;
}

void csv_put(void *file, const char *text, char end) {
    FILE *out = file;
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
    } else {
        fputc('"', out);
        for (const char *p = text; *p != '\0'; p++) {
            if (*p == '"') fputc('"', out);
            fputc(*p, out);
        }
        fputc('"', out);
    }
    fputc(end, out);
}
