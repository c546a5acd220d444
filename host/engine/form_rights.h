/* Which fields of a form a person may see (A71): a pure question of the record, asked by whatever answers
 * people about it.
 *
 *  - The initiator wrote the form, and sees it.
 *  - Whoever has, had or stands in for a task sees what its step shows; with several, the union of what they
 *    show. A step that serves a task (a question, a delegation, a signer that its holder added) shows what
 *    that task's step does: nobody sees more through somebody that they asked.
 *    A deviation is decided, and a request answered, by what whoever made it sees. What is owed for a step
 *    that was skipped (A52, A64) shows what that step does, whoever granted it: it is decided in its place.
 *  - Beside the plan, to watch over a suspension, to be warned, to answer an order or to check the answer,
 *    nobody sees more than without it.
 *  - Anybody else who may look at the record sees what no step of it hides.
 *  - Person 0 is the owner of the store, who has no person: all of it. */
#ifndef CS_ENGINE_FORM_RIGHTS_H
#define CS_ENGINE_FORM_RIGHTS_H

#include "model/record.h"

bool form_shows(const record_t *r, int64_t person, const char *field);
/* Does any step of it hide something? */
bool form_hides(const record_t *r);
/* Is the fact at that path one of a field that the person may not see? */
bool form_shows_fact(const record_t *r, int64_t person, const char *path);

#endif
