/* What the files that print share. */
#ifndef CS_CLI_PRINT_PRIVATE_H
#define CS_CLI_PRINT_PRIVATE_H

#include "cli/print.h"
#include "cli/table.h"

/* A member's text, "" when it is absent or something else. */
const char *print_text(const json_t *object, const char *name);
/* A member that is words in two languages ({"en", "zh"}), in the reader's; a plain text as it is. */
const char *print_words(cli_t *cli, const json_t *object, const char *name);
/* A member that is a person: the handle. */
const char *print_person(const json_t *object, const char *name);
/* A word of a family in the reader's language: print_word(cli, "state", "open"); the word itself where there
 * is none. */
const char *print_word(cli_t *cli, const char *family, const char *word);
/* The words of an error of which the code alone is kept: what it was about is "…". */
const char *print_code(cli_t *cli, const char *code);
/* "remind notify", what a rung did, in words. */
const char *print_actions(cli_t *cli, const char *did);
/* A code and its parameters as incidents and notes keep them ("name=value name=value < code name=value"), as
 * an error again; names and codes lie in the run's arena. The caller clears it. */
void print_kept(cli_t *cli, const char *code, const char *text, diag_t *d);
/* The same in words: those of the family "note" where it has them. */
const char *print_note(cli_t *cli, const char *code, const char *text);
/* Begins a table with its head: the columns by name, in words; the names end with NULL. */
void print_head(cli_t *cli, table_t *t, const char *const *names);
/* The sentence of a step, why it is left out if it is, and where the rule stands. */
void print_why(cli_t *cli, const json_t *step);
/* A step that was left out for that cause was gone past, by an administrator or by urgent work: that is why,
 * not what its rule says. */
bool print_passed_over(const char *left_out);
/* So of all that what happened on the way has left out, which says why; its rule wanted it. */
bool print_says_why(const char *left_out);
/* Of a way back that was taken back (A27): its steps count for nothing. */
bool print_undone(const json_t *step);
/* Of a preview: asked like the others, who are expected to decide the group without it. */
bool print_overtaken(const json_t *step);
/* print_people.c: who has, had or will have the step, and when it is or was due, at the end of its line; how
 * many they are where they are many, who then stand one a line below it. `tasks` NULL: a preview. */
void print_holders(cli_t *cli, const json_t *step, const json_t *tasks);
void print_many(cli_t *cli, const json_t *step, const json_t *tasks, int depth);
/* A due time, marked where it is provisional: it counts days beyond those that the calendar is confirmed for
 * (A63). */
const char *print_due_time(cli_t *cli, const json_t *object, const char *name);
/* print_paused.c. "due 2026-03-04 18:00" of a running clock; of one that stands still what remains of its
 * time: "paused with 6 h of working time left (was due …)". "" of none. */
const char *print_clock(cli_t *cli, const json_t *clock);
/* That its decision was taken back, or its copy called back; else "". */
const char *print_taken_back(cli_t *cli, const json_t *task);
/* The middle of it, of a limit that remains: "6 h of working time left"; "" of null. */
const char *print_remaining(cli_t *cli, const json_t *remaining);
/* Is every open task of the step, or of those below it, one whose clock stands still? */
bool print_stands_still(const json_t *steps, const json_t *step, const json_t *tasks);
/* Since when, until when, by whom and why a record is suspended; "" where it is not. */
const char *print_suspension(cli_t *cli, const json_t *suspended);
/* The records that a step opened, a line each. */
void print_step_records(cli_t *cli, const json_t *step, int indent);
/* What a reason is about: people as the rule names them, a field by what it is called. */
const char *print_reason_of(cli_t *cli, const json_t *holder);
/* How a holder was found: "head of finance", "the initiator". */
const char *print_found_how(cli_t *cli, const json_t *holder);
/* print_marks.c. The same of a reason and what it is about ("": nothing); a reason that somebody gave in
 * words of their own as it is. */
const char *print_how_found(cli_t *cli, const char *reason, const char *of);
/* Marks of the reader's language, with the blanks that go with them: between a name and its value, between
 * the members of a list, between parts of a sentence. */
const char *print_colon(cli_t *cli);
const char *print_comma(cli_t *cli);
const char *print_clause(cli_t *cli);
/* The words in brackets; the same behind something, with the blank that may stand before. */
const char *print_brackets(cli_t *cli, const char *words);
const char *print_aside(cli_t *cli, const char *words);
/* Two of them with a blank between. */
const char *print_both(cli_t *cli, const char *words, const char *what);
/* Whose act the end of a task was: whoever decided it, which may be the one whom its holder stands in for
 * (A15); of one that is open, or that nobody of its seat decided, its holder. */
const json_t *print_acted(const json_t *holder);
/* Is it the task of several (A28) that its holder has claimed? */
bool print_has_claimed(const json_t *holder);
/* Did whoever the holder stands in for decide it? */
bool print_in_person(const json_t *holder);
/* "for peter.novak"; of one that peter.novak decided "in person, not xu.qing, who stands in"; "" of one's
 * own. */
const char *print_for_whom(cli_t *cli, const json_t *holder);
/* Whose act the end of a task was, where it was not its holder's: "by the timer" (A61), "by an administrator
 * zhao.lei" (A51); else "". */
const char *print_done_by(cli_t *cli, const json_t *task);
/* A name that people type, and what it is called: "head Head of department"; just "finance" where that says
 * the same. */
const char *print_titled(cli_t *cli, const char *name, const char *title);
/* A step so; of a group without a name, what kind it is. */
const char *print_step_name(cli_t *cli, const json_t *step);
/* What the end of a task is called: "approved"; of one that stands on work done before, "done before". */
const char *print_outcome(cli_t *cli, const json_t *task);
/* " (the approval at head, 2026-03-02 10:30, counts)", of a holder for whom an earlier approval stands. */
void print_counted(cli_t *cli, const json_t *holder);
/* A field's value; rows of a table as "a, b; c, d". */
const char *print_value(cli_t *cli, const json_t *value);
/* print_glossary.c: what follows names fields, choices and settings as this answer says; it is only borrowed.
 */
void print_learn(cli_t *cli, const json_t *answer);
/* What a field is; NULL: the answer does not say. */
const json_t *print_definition(const cli_t *cli, const char *name);
/* What a field is called, else its name. */
const char *print_label(cli_t *cli, const char *name);
/* A field's value, choices by what they are called; `definition` may be NULL. */
const char *print_value_of(cli_t *cli, const json_t *definition, const json_t *value);
/* What a fact that rules read is called ("set.leader_above"), and a member of it that is its value. */
const char *print_fact_name(cli_t *cli, const char *path);
const char *print_fact_value(cli_t *cli, const json_t *fact, const char *member);
/* An opinion with those on single aspects in it, these by what they are called. */
const char *print_with_aspects(cli_t *cli, const char *opinion, const char *aspects);
/* What whoever decided a task of the step (NULL: of any) said; of the timer, the words of its rule. */
const char *print_opinion(cli_t *cli, const json_t *step, const json_t *task);
/* A8: "  round 2 of at most 3", of a step that a loop repeats. */
void print_loop_round(cli_t *cli, const json_t *step);
/* print_why_end.c. The checks of the step that `why` tells of, its end, and what else is called so. */
void print_why_end(cli_t *cli, const json_t *answer);
/* A member that quotes a rule, in the reader's language where there are both ("<name>_zh"). */
const char *print_quoted(cli_t *cli, const json_t *object, const char *name);
/* People as a rule names them, in words ("<name>_code"). */
const char *print_source(cli_t *cli, const json_t *object, const char *name);
/* "feasibility,budget" in words. */
const char *print_aspect_names(cli_t *cli, const char *aspects);
/* A stage's title ("stage_title"); of one that its flow gave none, what its name means. */
const char *print_stage_name(cli_t *cli, const json_t *stage);
/* print_deviation.c: a deviation, with each field before and after; the same where its first line has begun;
 * those of a record, and the documents that the host made of it; values before and after, by name. */
void print_deviation(cli_t *cli, const json_t *deviation, int indent);
void print_deviation_after(cli_t *cli, const json_t *deviation, int indent);
void print_deviations(cli_t *cli, const json_t *deviations);
void print_documents(cli_t *cli, const json_t *documents);
void print_before_and_after(cli_t *cli, const json_t *before, const json_t *after);
/* What a command would do, of the answer to its preview. */
void print_effect(cli_t *cli, const json_t *answer);
/* Other records that it leads to: their state, what opens and ends in them. */
void print_others(cli_t *cli, const json_t *others);
/* A record's number, or its id before it has one. */
const char *print_name(const json_t *object);

/* Tasks that went over from people who hold nothing any more, and those that could not; print_leaver.c. */
void print_handed_over(cli_t *cli, const json_t *answer);

#endif
