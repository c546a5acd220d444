/* The string literals of the C files below a folder, one by one, comments left out: for tests that compare
 * what the program says with the texts it has. */
#ifndef TESTS_UNIT_SCRIPT_C_LITERALS_H
#define TESTS_UNIT_SCRIPT_C_LITERALS_H

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LITERAL_MAX = 512, STATEMENT_MAX = 4096 };

typedef struct c_literal {
    const char *file; /* from the folder on */
    int line;
    const char *text;      /* escapes resolved; of literals that follow each other, one */
    const char *statement; /* the code from the last ; { or } up to it, literals as "" */
    char next;             /* the first character of code after it; 0 at the end */
} c_literal_t;

typedef void (*c_literal_fn)(void *ctx, const c_literal_t *literal);

typedef struct c_reading {
    const char *at;
    int line;
    char statement[STATEMENT_MAX];
    size_t length;
} c_reading_t;

/* Over blanks and comments. */
static inline void c_skip(c_reading_t *r) {
    for (;; r->at++) {
        if (*r->at == '\n') {
            r->line++;
        } else if (r->at[0] == '/' && r->at[1] == '/') {
            while (r->at[1] != '\n' && r->at[1] != '\0')
                r->at++;
        } else if (r->at[0] == '/' && r->at[1] == '*') {
            for (r->at += 2; *r->at != '\0' && (r->at[0] != '*' || r->at[1] != '/'); r->at++)
                r->line += *r->at == '\n';
            r->at++;
        } else if (!isspace((unsigned char)*r->at)) {
            return;
        }
    }
}

/* One piece between quotes, after the first of them; returns how long `text` is now. */
static inline size_t c_piece(c_reading_t *r, char quote, char *text, size_t length) {
    for (; *r->at != quote && *r->at != '\0'; r->at++) {
        char c = *r->at;
        if (c == '\\') {
            c = *++r->at;
            if (c == 'n') c = '\n';
        }
        if (length + 1 < LITERAL_MAX) text[length++] = c;
    }
    if (*r->at == quote) r->at++;
    text[length] = '\0';
    return length;
}

static inline void c_code(c_reading_t *r, char c) {
    if (c == ';' || c == '{' || c == '}')
        r->length = 0;
    else if (r->length + 1 < STATEMENT_MAX)
        r->statement[r->length++] = c;
    r->statement[r->length] = '\0';
}

static inline void c_literals_of(const char *file, const char *content, c_literal_fn each, void *ctx) {
    static c_reading_t r;
    char text[LITERAL_MAX];
    r = (c_reading_t){.at = content, .line = 1};
    for (c_skip(&r); *r.at != '\0'; c_skip(&r)) {
        if (*r.at == '"') {
            c_literal_t literal = {.file = file, .line = r.line, .text = text, .statement = r.statement};
            size_t length = 0;
            for (; *r.at == '"'; c_skip(&r)) {
                r.at++;
                length = c_piece(&r, '"', text, length);
            }
            literal.next = *r.at;
            each(ctx, &literal);
            c_code(&r, '"');
            c_code(&r, '"');
        } else if (*r.at == '\'') {
            r.at++;
            (void)c_piece(&r, '\'', text, 0);
            c_code(&r, '0');
        } else {
            const char *before = r.at;
            c_code(&r, *r.at++);
            /* Words stay apart: "int x" is not "intx". */
            if ((isalnum((unsigned char)*before) || *before == '_') && isspace((unsigned char)*r.at))
                c_code(&r, ' ');
        }
    }
}

static inline char *c_file(const char *path) {
    FILE *f = fopen(path, "rb");
    if (f == NULL) return NULL;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *content = calloc(1, (size_t)size + 1);
    if (content != NULL && fread(content, 1, (size_t)size, f) != (size_t)size) {
        free(content);
        content = NULL;
    }
    fclose(f);
    return content;
}

static inline bool c_ends(const char *name, const char *end) {
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && strcmp(name + length - tail, end) == 0;
}

/* All .c and .h files of the folder and those below it; how many files. */
static inline int c_literals(const char *folder, c_literal_fn each, void *ctx) {
    struct dirent **entries;
    int files = 0, count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const struct dirent *e = entries[i];
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (e->d_type == DT_DIR && e->d_name[0] != '.') files += c_literals(path, each, ctx);
        if (c_ends(e->d_name, ".c") || c_ends(e->d_name, ".h")) {
            char *content = c_file(path);
            const char *short_name = strstr(path, "/host/");
            if (content != NULL)
                c_literals_of(short_name != NULL ? short_name + 1 : path, content, each, ctx);
            free(content);
            files++;
        }
        free(entries[i]);
    }
    if (count >= 0) free(entries);
    return files;
}

#endif
