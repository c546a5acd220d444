/* The words for codes, in one language: errors, reasons, states, headings. They stand in
 * scripts/texts/<part>_<lang>.lua, each a table of code → template; all files of a language are one table,
 * and both languages have the same codes. Nothing that people read is written in C.
 *
 * Two kinds of codes: whole sentences ("task.not_open", an error), and the words of a family ("state.open",
 * "reason.people.head"): the family, a dot, and a word that programs use.
 *
 * A template:
 *   {step}            the parameter of that name
 *   {label/field}     the first of these that is there and not empty
 *   {state|state}     its word in the family "state": of "open" the words of "state.open"; as it is, where
 * the family has none. Built in are "aspect_code", a list between commas, each with its word; "list",
 * one between ", ", as the language puts marks between; "source", people as source_code gives them, in words;
 * "time": an instant as "2026-03-02 09:00 UTC"
 *   [ It was {by}.]   left out when one of its parameters is empty or absent; may not stand in another one
 *   [[ and {{         the characters [ and {
 *
 * A parameter that has words in both languages comes as NAME_en and NAME_zh (or NAME and NAME_zh): {NAME} is
 * the one of the reader's language, else whichever there is. */
#ifndef CS_SCRIPT_TEXTS_H
#define CS_SCRIPT_TEXTS_H

#include "base/diag.h"
#include "base/mem.h"

typedef struct texts texts_t;

/* Gives the value of a parameter, or NULL. What it gives must stay until the next call. */
typedef const char *(*texts_get_fn)(void *ctx, const char *name);

/* `lang`: "en" or "zh". NULL: texts.language {lang}; texts.entry {code, file} or texts.twice {code} or rule.*
 * when a shipped file is broken. The caller closes it. */
texts_t *texts_open(const char *lang, diag_t *d);
void texts_close(texts_t *t);
/* The template of a code, or NULL. */
const char *texts_template(const texts_t *t, const char *code);
/* The words for a word of a family: texts_word(t, "state", "open"); the word itself where there are none. */
const char *texts_word(const texts_t *t, const char *family, const char *word);
/* The error's words with its parameters filled in, its place ("file:line: ") before and its causes after, one
 * a line; in the arena. A code without words is given as code and parameters. An error that only repeats its
 * cause (a rule that host code made fail) is told by the cause. NULL: no memory. */
char *texts_error(const texts_t *t, const diag_t *error, arena_t *arena);
/* A template filled from `get`; the code itself where it has none. In the arena; NULL: no memory. */
char *texts_fill(const texts_t *t, const char *code, texts_get_fn get, void *ctx, arena_t *arena);
/* People as source_code gives them, in words; any other text as it is. In the arena; NULL: no memory. */
char *texts_source(const texts_t *t, const char *code, arena_t *arena);
/* For tests: the codes by index, in order; NULL past the end. */
const char *texts_code_at(const texts_t *t, size_t index);

#endif
