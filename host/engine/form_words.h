/* What a text may not tell a person (A71): the words by which values of fields that are hidden from them are
 * known, whoever made a sentence of them. One list for all ways by which words leave the host: answers
 * (server/api_guard.h), errors of commands, messages. Values are known as value_text writes them, amounts and
 * numbers also without their currency and their last zeros, people and departments also by their names, rows
 * of a table cell by cell. What a rule made of a value by reckoning, or by cutting it short, is not known
 * again: whoever writes the rule says it. */
#ifndef CS_ENGINE_FORM_WORDS_H
#define CS_ENGINE_FORM_WORDS_H

#include "base/diag.h"
#include "model/command.h"
#include "model/directory.h"
#include "model/flow.h"
#include "model/record.h"

typedef struct form_words {
    const record_t *of; /* whose steps say what is hidden */
    const flow_t *flow; /* its sums over like records; NULL: none are known */
    const directory_t *directory;
    int64_t person; /* 0: sees all */
    arena_t *arena;
    const char **list;
    size_t count, room;
    bool failed; /* no memory for some of them: nothing may be told then */
} form_words_t;

/* Who asks, as form_rights.h means it: 0 where they are administrator then, who sees all. */
int64_t form_viewer(const directory_t *directory, int64_t person, instant_t now);

/* All that the record holds: its form, what deviations proposed and replaced, what comes back when a change
 * is dropped, what its routes read. The list, and what it points to, live in the arena and in `of`. */
void form_words_begin(form_words_t *w, const record_t *of, const flow_t *flow, const directory_t *directory,
                      int64_t person, arena_t *arena);
/* Also what another holds: the same record at another time, or as it would be. */
void form_words_also(form_words_t *w, const record_t *r);
void form_words_fields(form_words_t *w, const field_t *fields, size_t count);
void form_words_facts(form_words_t *w, const fact_t *facts, size_t count);

/* Of a field, or of a cell or column of one ("lines[2].price", "lines.price"). */
bool form_words_show(const form_words_t *w, const char *field);
bool form_words_show_fact(const form_words_t *w, const char *path);
/* Does such a word stand in it? NULL tells nothing. */
bool form_words_told(const form_words_t *w, const char *text);
/* The text with "…" for each; the same pointer where none stands in it. */
const char *form_words_cut(form_words_t *w, const char *text);
/* The same of all parameters of an error and of its causes. */
void form_words_cut_error(form_words_t *w, diag_t *d);

/* An error for whoever gave the command. */
void form_cut_error(const record_t *record, const flow_t *flow, const directory_t *directory,
                    const command_t *command, instant_t now, arena_t *arena, diag_t *d);

#endif
