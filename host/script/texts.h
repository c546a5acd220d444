/* The words for codes, in one language: errors, reasons, states, headings. They stand in
 * scripts/texts/<part>_<lang>.lua, each a table of code → template with {parameters}; all files of a language
 * are one table. Nothing that people read is written in C. */
#ifndef CS_SCRIPT_TEXTS_H
#define CS_SCRIPT_TEXTS_H

#include "base/diag.h"
#include "base/mem.h"

typedef struct texts texts_t;

/* `lang`: "en" or "zh". NULL: texts.language {lang}, or rule.* when a shipped file is broken. The caller
 * closes it. */
texts_t *texts_open(const char *lang, diag_t *d);
void texts_close(texts_t *t);
/* The template of a code, or NULL. */
const char *texts_template(const texts_t *t, const char *code);
/* The error's words with its parameters filled in, its place ("file:line: ") before and its causes after; in
 * the arena. A code without words is given as code and parameters. NULL: no memory. */
char *texts_error(const texts_t *t, const diag_t *error, arena_t *arena);
/* A template filled from `get`, which gives the value of a parameter or NULL. */
char *texts_fill(const texts_t *t, const char *code, const char *(*get)(void *ctx, const char *name),
                 void *ctx, arena_t *arena);
/* For tests: the codes by index, NULL past the end. */
const char *texts_code_at(const texts_t *t, size_t index);

#endif
