/* A form of the checker's, submitted in memory: see check_submission.h. It is the engine's own refusal that
 * is asked for, so that the checker never warns of what would be let pass. */
#include "server/check_submission.h"
#include "engine/engine.h"
#include <string.h>

static int first_number(void *ctx, const char *prefix, int32_t year, int64_t *out, diag_t *d) {
    (void)ctx, (void)prefix, (void)year, (void)d;
    *out = 1;
    return 0;
}

/* As its initiator would have drafted it; decide changes its own copy. */
static record_t *draft_of(const facts_t *facts, const rules_t *rules, arena_t *arena) {
    record_t *r = arena_copy(arena, facts->record, sizeof *r);
    if (r == NULL) return NULL;
    r->ruleset = rules->ruleset;
    r->state = RECORD_DRAFT;
    r->stage = -1;
    r->round = 0;
    r->submitted_at = INSTANT_NONE;
    r->fields = arena_copy(arena, r->fields, r->field_count * sizeof *r->fields);
    return r->fields != NULL || r->field_count == 0 ? r : NULL;
}

static bool by_same_flow(const rules_t *rules, const flow_t *flow, const facts_t *facts) {
    const flow_t *its = NULL;
    diag_t none = {0};
    int failed =
        rules->flow(rules->ctx, flow->name, facts->record->department, facts->directory, &its, &none);
    diag_clear(&none);
    return failed == 0 && its == flow;
}

static const diag_t *left_alone_by(const diag_t *d) {
    while (d != NULL && !diag_is(d, "people.separated") && !diag_is(d, "self.approval"))
        d = d->cause;
    return d;
}

static int left_alone(void *ctx, const rules_t *rules, const flow_t *flow, const facts_t *facts,
                      arena_t *scratch, diag_t *why, diag_t *d) {
    (void)ctx;
    if (!by_same_flow(rules, flow, facts)) return 0;
    id_source_t ids;
    decide_out_t out;
    diag_t refused = {0};
    id_source_init(&ids, 0);
    command_t command = {.kind = COMMAND_SUBMIT,
                         .actor = {.kind = ACTOR_PERSON, .person = facts->record->initiator, .uid = -1},
                         .record = facts->record->id,
                         .at = INSTANT_NONE};
    decide_in_t in = {.record = draft_of(facts, rules, scratch),
                      .command = &command,
                      .now = facts->at,
                      .ids = &ids,
                      .numbers = {NULL, first_number},
                      .directory = facts->directory,
                      .calendars = facts->calendars,
                      .rules = rules,
                      .latest = rules};
    if (in.record == NULL) return diag_memory(d);
    if (decide(&in, scratch, &out, &refused) == 0) return 0;
    bool memory = diag_is(&refused, "memory.out");
    const diag_t *found = left_alone_by(&refused);
    if (found != NULL) diag_copy(why, found);
    diag_clear(&refused);
    return memory ? diag_memory(d) : found != NULL;
}

const check_submission_t engine_submission = {.left_alone = left_alone};
