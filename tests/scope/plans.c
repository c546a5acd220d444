/* All plans of up to three steps and three signers: a flat group of one to three steps, or a group of a step
 * and a group of two; steps of several signers in each way that they can decide. */
#include "scope.h"
#include <string.h>

typedef struct shape {
    int outer, inner; /* families; inner -1: flat */
    bool inner_first;
    int leaves;
    int signers[3], mode[3];
    bool wait[3];
} shape_t;

enum { SHAPES_MAX = 512 };

static const char *const families[FAMILIES] = {"sequence", "all", "all_wait", "any", "vote", "parallel"};

const char *family_name(int family) {
    return families[family];
}

static const step_kind_t kinds[FAMILIES] = {STEP_SEQUENCE, STEP_ALL,  STEP_ALL,
                                            STEP_ANY,      STEP_VOTE, STEP_PARALLEL};

static void add(shape_t *list, int *count, shape_t s) {
    if (*count < SHAPES_MAX) list[(*count)++] = s;
}

/* The ways in which a step of so many can decide. */
static int modes(int signers, int mode[4], bool wait[4]) {
    mode[0] = DECIDE_ANY;
    wait[0] = false;
    if (signers == 1) return 1;
    mode[1] = mode[2] = DECIDE_ALL;
    mode[3] = DECIDE_IN_ORDER;
    wait[1] = wait[3] = false;
    wait[2] = true;
    return 4;
}

static void shapes_one(shape_t *list, int *count) {
    int mode[4];
    bool wait[4];
    for (int signers = 1; signers <= 3; signers++)
        for (int m = modes(signers, mode, wait); m-- > 0;)
            add(list, count,
                (shape_t){.outer = 0,
                          .inner = -1,
                          .leaves = 1,
                          .signers = {signers},
                          .mode = {mode[m]},
                          .wait = {wait[m]}});
}

static void shapes_two(shape_t *list, int *count) {
    int mode[4];
    bool wait[4];
    for (int family = 0; family < FAMILIES; family++) {
        add(list, count,
            (shape_t){.outer = family,
                      .inner = -1,
                      .leaves = 2,
                      .signers = {1, 1},
                      .mode = {DECIDE_ANY, DECIDE_ANY}});
        for (int m = modes(2, mode, wait); m-- > 0;) {
            add(list, count,
                (shape_t){.outer = family,
                          .inner = -1,
                          .leaves = 2,
                          .signers = {2, 1},
                          .mode = {mode[m], DECIDE_ANY},
                          .wait = {wait[m]}});
            if (family == 0) /* elsewhere the members are alike */
                add(list, count,
                    (shape_t){.outer = family,
                              .inner = -1,
                              .leaves = 2,
                              .signers = {1, 2},
                              .mode = {DECIDE_ANY, mode[m]},
                              .wait = {false, wait[m]}});
        }
    }
}

static void shapes_three(shape_t *list, int *count) {
    shape_t s = {.leaves = 3, .signers = {1, 1, 1}, .mode = {DECIDE_ANY, DECIDE_ANY, DECIDE_ANY}};
    for (s.outer = 0; s.outer < FAMILIES; s.outer++) {
        s.inner = -1;
        add(list, count, s);
        for (s.inner = 0; s.inner < FAMILIES; s.inner++) {
            s.inner_first = false;
            add(list, count, s);
            s.inner_first = true;
            if (s.outer == 0) add(list, count, s);
        }
    }
}

static int shapes(shape_t list[SHAPES_MAX]) {
    int count = 0;
    shapes_one(list, &count);
    shapes_two(list, &count);
    shapes_three(list, &count);
    return count;
}

int plan_total(void) {
    shape_t list[SHAPES_MAX];
    return shapes(list);
}

/* ---- building one */

typedef struct building {
    scope_plan_t *p;
    const shape_t *shape;
    int leaf, person, ladder;
    size_t used;
} building_t;

static void say(building_t *b, const char *text) {
    b->used += (size_t)snprintf(b->p->name + b->used, PLAN_NAME - b->used, "%s", text);
    if (b->used >= PLAN_NAME) b->used = PLAN_NAME - 1;
}

/* Each step has one rung: it refuses, or hands on; questions have the clock wait in every second step. */
static void leaf(building_t *b, int32_t parent) {
    scope_plan_t *p = b->p;
    int n = b->leaf++, signers = b->shape->signers[n];
    int first = b->person;
    static const char *const mode_words[] = {"", ".any", ".all", ".in_order"};
    for (int i = 0; i < signers; i++) {
        p->people[b->person] = source_by(SOURCE_PERSON, part_handle(PART_SIGNER1 + (part_t)b->person));
        if (i) p->people[b->person - 1].next = &p->people[b->person];
        b->person++;
    }
    snprintf(p->step_names[n], sizeof p->step_names[n], "s%d", n + 1);
    step_t *s = fixed_leaf(&p->rules, 0, parent, STEP_APPROVE, p->step_names[n], &p->people[first]);
    s->mode = (decide_mode_t)b->shape->mode[n];
    s->on_refuse = b->shape->wait[n] ? ON_REFUSE_WAIT : ON_REFUSE_AT_ONCE;
    s->permits = PERMIT_ALL;
    if (n % 2 == b->ladder) s->permits &= ~(uint32_t)PERMIT_ASK_PAUSES;
    bool refuses = n % 2 == b->ladder;
    p->act[n] = refuses ? (rung_act_t){.action = RUNG_REFUSE, .because = "too late"}
                        : (rung_act_t){.action = RUNG_REASSIGN, .who = &p->late};
    p->rung[n] = (rung_t){.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &p->act[n], .act_count = 1};
    p->rung[n].distance = limit_hours(0);
    s->ladder = (ladder_t){.rungs = &p->rung[n], .count = 1};
    char word[48];
    snprintf(word, sizeof word, "%d%s%s%s", signers, signers > 1 ? mode_words[s->mode] : "",
             b->shape->wait[n] ? ".wait" : "", refuses ? "-" : "");
    say(b, word);
}

static int32_t group(building_t *b, int32_t parent, int family) {
    step_t *g = fixed_group(&b->p->rules, 0, parent, kinds[family]);
    if (family == 2) g->on_refuse = ON_REFUSE_WAIT;
    if (kinds[family] == STEP_VOTE) { /* more than half */
        g->need = 1;
        g->need_of = 2;
    }
    say(b, families[family]);
    say(b, "(");
    return g->no;
}

static void inner_group(building_t *b, int32_t parent) {
    int32_t no = group(b, parent, b->shape->inner);
    leaf(b, no);
    say(b, " ");
    leaf(b, no);
    say(b, ")");
}

void plan_make(scope_plan_t *p, int index, int ladder) {
    shape_t list[SHAPES_MAX];
    shapes(list);
    const shape_t *s = &list[index];
    memset(p, 0, sizeof *p);
    fixed_rules_init(&p->rules);
    p->family = s->outer;
    p->leaves = s->leaves;
    p->late = source_by(SOURCE_PERSON, part_handle(PART_LATE));
    p->rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    p->rules.flow.acknowledge = true;
    p->rules.flow.withdraw = WITHDRAW_BEFORE_END;
    building_t b = {.p = p, .shape = s, .ladder = ladder};
    /* the initiator's own tasks have a rung too: nobody answers, so the record ends */
    p->act[3] = (rung_act_t){.action = RUNG_REFUSE, .because = "no answer"};
    p->rung[3] = (rung_t){.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &p->act[3], .act_count = 1};
    p->rung[3].distance = limit_hours(0);
    p->rules.flow.overdue = (ladder_t){.rungs = &p->rung[3], .count = 1};
    int32_t root = group(&b, 0, s->outer);
    for (int i = 0; b.leaf < s->leaves; i++) {
        if (i) say(&b, " ");
        if (s->inner >= 0 && i == (s->inner_first ? 0 : 1))
            inner_group(&b, root);
        else
            leaf(&b, root);
    }
    say(&b, ")");
    p->signers = b.person;
}
