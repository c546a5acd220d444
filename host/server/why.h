/* What the files of the verb `why` share: one step of one record and everything that is told of it. Nobody
 * else includes it.
 *
 *   api_read_why.c   which step, its rule, the facts that the rule read, how it ended
 *   why_moment.c     the record, and the rules, of an earlier moment
 *   why_again.c      of what was asked for again, or planned anew: the values of before and after, and the
 *                    thresholds between them
 *   why_beside.c     of what a rule had opened beside the plan: the figures that it saw
 *   why_people.c     how its people were found, in the organisation as it was then
 *   why_time.c       how each due time was worked out, and the rungs of its ladder */
#ifndef CS_SERVER_WHY_H
#define CS_SERVER_WHY_H

#include "engine/explain.h"
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/past.h"
#include "store/store.h"

typedef struct why_told {
    reader_t *reader;
    shape_t s;
    arena_t *arena;
    record_t *record; /* as it is now */
    const step_t *step;
    const rules_t *rules; /* may be NULL: its ruleset is not at hand */
    const flow_t *flow;   /* may be NULL: its ruleset does not know it any more */
    past_t past;
    instant_t now;
    const event_t *brought; /* that brought the step into the record; NULL: none did */
    const step_t *as;       /* as what; see past_brought_by */
    bool rewritten;         /* the directory says another of that time by now than who was found then */
} why_told_t;

/* The record, and its rules, as they stand now. */
explain_t why_present(const why_told_t *w);
/* The flow as the rules of that hash have it; NULL: they are not at hand, or have it not. */
const flow_t *why_flow(why_told_t *w, const hash_t *ruleset);
/* The rules that planned the step, which are not those that the record goes by now where these were changed
 * since (A53), or it began anew. */
hash_t why_planned_under(const why_told_t *w);

/* The record as it was when the step opened, and the rules, or as they are while it has not; `at` that time.
 */
int why_moment(why_told_t *w, explain_t *out, diag_t *d);

/* The record after its event of that seq, under the rules that it had then, at that time. *known false: they
 * are not at hand. */
int why_moment_at(why_told_t *w, int64_t seq, instant_t at, explain_t *out, bool *known, diag_t *d);

/* A line of a rule file, as the ruleset of that hash holds it, in w->arena; NULL: it is not there, or no
 * memory. */
const char *why_line(why_told_t *w, const hash_t *ruleset, const char *file, int32_t line);

/* What a change of values made of the plan that the step came with. */
typedef struct why_again {
    const char *cause;             /* "deviation", "change", "replanned"; NULL: no change of values did */
    const char *because;           /* the word of again_t; "not_needed" of what is left out since */
    const deviation_t *deviation;  /* NULL: a change after the end (A46) */
    const field_t *before, *after; /* what changed; a field of `before` that `after` lacks is empty */
    size_t before_count, after_count;
    int32_t stage; /* whose plan the difference is of */
    hash_t ruleset;
    step_difference_t difference;
    bool drifted; /* the rules, asked again, would not ask for it */
} why_again_t;

/* Works it out. -1: the error is set, a rule that fails among them. */
int why_again(why_told_t *w, why_again_t *out, diag_t *d);
/* "again"; null where no change of values did it. */
void why_again_put(why_told_t *w, const why_again_t *again, json_t *root);
/* What the fact was with the values of before; NULL: the same, or not known. */
const char *why_fact_before(const why_again_t *again, const fact_t *fact);

/* Of what a rule had opened beside the plan, or brought into it (P2.4, P4.2.2): what its function reads now
 * of the record as it was; of what answers a risk, which one that was. */
typedef struct why_figures {
    const fact_t *facts; /* none: no rule did, or it is not found again */
    size_t count;
    risk_level_t risk; /* RISK_NONE: it answers none */
    const char *because, *because_zh;
} why_figures_t;

/* -1: the error is set. */
int why_figures(why_told_t *w, why_figures_t *out, diag_t *d);

/* "people", "asked", "expected": one entry a task; what each source of the step named then; who would have
 * it. -1: the error is set. */
int why_people(why_told_t *w, json_t *root, diag_t *d);
/* "clocks": one entry a task that has one. */
int why_time(why_told_t *w, json_t *root, diag_t *d);

#endif
