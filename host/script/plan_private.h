/* How a step that a rule declared is read: the options that it may have, by number, and the pieces that read
 * them. plan_read.c walks the tree; step_options.c reads what all steps have in common, leaf_read.c what
 * people do, group_read.c what holds others together. */
#ifndef CS_SCRIPT_PLAN_PRIVATE_H
#define CS_SCRIPT_PLAN_PRIVATE_H

#include "script/words.h"

enum {
    KEY_BY,
    KEY_WITHIN,
    KEY_WHEN,
    KEY_BECAUSE,
    KEY_TITLE,
    KEY_DECIDE,
    KEY_OVERDUE,
    KEY_IF_EMPTY,
    KEY_IF_INITIATOR,
    KEY_MAY_RETURN,
    KEY_ASPECTS,
    KEY_FIXED,
    KEY_ON_REFUSE,
    KEY_NEED,
    KEY_TO,
    KEY_AFTER,
    KEY_BEFORE,
    KEY_MAY,
    KEY_MAY_NOT,
    KEY_WEIGHT,
    KEY_TIE,
    KEY_ABSTAIN,
    KEY_ROUNDS,
    KEY_REQUIRE,
    KEY_FIELDS,
    KEY_SAME_PERSON,
    KEY_EVERY,
    KEY_ASKS_FOR,
    KEY_WATCH,
    KEY_USED_UP,
    KEY_SIGNS,
    KEY_COUNT
};

/* The words of the options, in the order of the numbers. */
extern const char *const STEP_KEYS[KEY_COUNT];

/* Was the key among those given? */
static inline bool has(uint32_t given, int key) {
    return given >> key & 1;
}

/* `when` was false: a step is left out for it. */
extern const char LEFT_OUT_CONDITION[];

/* step_options.c. The options of a step stand in the slots from `base`; `given` says which are there. */
int read_common(reader_t *rd, int base, uint32_t given, branch_t *b); /* of leaves and groups alike */
int read_decide(const reader_t *rd, int idx, step_t *s);
int read_if_initiator(const reader_t *rd, int idx, step_t *s);
int read_same(const reader_t *rd, int base, uint32_t given, step_t *s); /* A14 */
int default_ladder(reader_t *rd, ladder_t *out);                        /* the flow's, once for all steps */
int refuse_keys(const reader_t *rd, uint32_t misplaced);                /* options that mean nothing here */

/* leaf_read.c; `options`: where the table of its options stands. */
int read_leaf(reader_t *rd, int options, int base, uint32_t given, branch_t *b);

/* group_read.c; `idx`: where the list of its `items` children stands. */
int read_group(reader_t *rd, int idx, int base, uint32_t given, lua_Integer items, branch_t *b, bool choose,
               int depth);

/* plan_read.c: the entries of a list, lists within it included. */
int read_children(reader_t *rd, int idx, lua_Integer items, branch_t *group, int depth);

#endif
