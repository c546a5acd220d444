/* The exhaustive small-scope check: every plan of up to three steps and three signers, every order of what
 * people, the owner, the timer and a restart can do to it, within bounds that it prints. plans.c makes
 * the plans, moves.c says what may be tried in a state, transit.c carries one command out with its restart
 * and its fold, check.c and recount.c say what must hold, canon.c when two states are the same, explore.c
 * goes through them all, walks.c at random where they are too many. */
#ifndef TESTS_SCOPE_SCOPE_H
#define TESTS_SCOPE_SCOPE_H

#include "base/hash.h"
#include "engine/engine.h"
#include "support/demo_directory.h"
#include "support/fixed_rules.h"
#include "support/plain_calendars.h"
#include <stdio.h>

/* Monday 2026-03-16, 09:00 UTC; each command is a minute after the one before. */
#define SCOPE_START (INT64_C(20528) * MS_DAY + 9 * MS_HOUR)

/* ---- people: each has a part, so that plans need no symmetric twins */
typedef enum part {
    PART_INITIATOR,
    PART_SIGNER1,
    PART_SIGNER2,
    PART_SIGNER3,
    PART_ADDED1,
    PART_ADDED2,
    PART_TRANSFER, /* who gets what is handed on */
    PART_HELPER,   /* who is asked, and to whom it is delegated */
    PART_LATE,     /* who gets what is overdue */
    PART_COUNT,
    PART_OWNER = PART_COUNT + 1, /* as who gives a command: the store's owner, who administers */
} part_t;

const char *part_handle(part_t part);
int64_t part_id(part_t part);
part_t part_of(int64_t person); /* PART_COUNT: none of them */

/* ---- operations, as bits: a run may leave some out, and says so */
typedef enum op {
    OP_ABSTAIN = 1,
    OP_RETURN = 2,
    OP_ADD = 4,
    OP_REMOVE = 8,
    OP_TRANSFER = 16,
    OP_DELEGATE = 32,
    OP_TAKE_BACK = 64,
    OP_ASK = 128,
    OP_TIMEOUT = 256,
    OP_WITHDRAW = 512,
    OP_CLAIM = 1024,
    OP_SUSPEND = 2048,
    OP_JUMP = 4096,
    OP_ALL = 8191,
    OP_USUAL = OP_ALL & ~(OP_CLAIM | OP_SUSPEND | OP_JUMP),
} op_t;

/* Nothing need be bounded but how many signers are added: past rounds and decisions taken back are no part of
 * a state, so that there are only so many. */
typedef struct bounds {
    int signers;    /* added ones, in what is gone through now */
    int rounds;     /* times gone through: submissions and returns to a step together; 0: any number */
    int take_backs; /* decisions taken back; 0: any number */
    int extras;     /* operations of one run besides decisions, the timer and a withdrawal; 0: any number */
    uint32_t ops;
    uint32_t states; /* the most of one plan; above: the run fails, it does not pass by silence */
} bounds_t;

/* ---- plans */
enum { FAMILIES = 6, PLAN_NAME = 96 };
const char *family_name(int family);

typedef struct scope_plan {
    fixed_rules_t rules;
    char name[PLAN_NAME];
    int family, leaves, signers;
    source_t people[4];
    rung_t rung[4];
    rung_act_t act[4];
    source_t late;
    char step_names[4][8];
} scope_plan_t;

/* How many plans there are; plan `index` of them. Ladder: 0: steps take turns in what their rung does, 1: the
 * other way round. */
int plan_total(void);
void plan_make(scope_plan_t *p, int index, int ladder);

/* ---- one state while it is looked at */
/* Of what is bounded. */
typedef struct counts {
    uint8_t rounds, take_backs, extras;
} counts_t;

/* May one more come? */
bool counts_room(int bound, int count);

/* A command, small enough to keep for every state. */
typedef struct move {
    uint8_t kind, actor, person, flags; /* flags: where, or MOVE_STRAIGHT */
    int16_t task, step;                 /* places in the record; -1: none */
} move_t;
enum { MOVE_STRAIGHT = 16, MOVES_MAX = 512 };

typedef struct moves {
    move_t list[MOVES_MAX];
    size_t count;
    bool cut; /* a bound kept a further round away */
} moves_t;

/* The step that stands for a suspension; NULL: the record is not suspended. */
const step_t *suspended_by(const record_t *r);
/* What to try in this state. */
void moves_of(const record_t *r, const counts_t *c, const bounds_t *b, moves_t *out);
/* The move in words, for reports. */
void move_text(const record_t *r, const move_t *m, char *out, size_t size);
bool move_is_people(const move_t *m); /* neither the timer's nor a withdrawal */
bool move_is_extra(const move_t *m);  /* counts against bounds_t.extras */
bool op_is_extra(op_t op);

/* ---- carrying out */

/* A record read from its bytes, and how it lay in the arena then: as long as it comes to lie in the same
 * place it need not be read again for each move. */
typedef struct image {
    arena_t arena;
    record_t *at; /* NULL: to be read */
    buf_t kept;
} image_t;

typedef struct world {
    scope_plan_t plan;
    directory_t *dir;
    id_source_t ids;
    bounds_t bounds;
    uint32_t twins; /* each of so many that come to a known state is tried against it (explore.c); 0: none */
    uint64_t refused;
    image_t deciding,
        folding;         /* the record that decide changes, and the one that its events are applied to */
    arena_t looking;     /* the record as it was */
    const record_t *old; /* NULL: there was none */
    buf_t bytes, folded, canon, head, payload, personal;
    diag_t d;
    char problem[512]; /* what did not hold */
} world_t;

int world_init(world_t *w, const bounds_t *bounds);
void world_free(world_t *w);

typedef struct before {
    bytes_t bytes; /* empty: nothing yet */
    instant_t now;
    counts_t counts;
} before_t;

/* From now on moves begin at this state. NULL: it can't be read. */
const record_t *world_look(world_t *w, const before_t *from);

typedef enum transit { TRANSIT_DONE, TRANSIT_REFUSED, TRANSIT_FAILED } transit_t;

/* Carries a move out, from the state looked at. DONE: w->bytes holds the record after it and *after the
 * record itself, until the next move. */
transit_t transit(world_t *w, const before_t *from, const move_t *m, record_t **after, instant_t *now,
                  counts_t *counts);
/* Draft and submission, without moves. */
transit_t transit_first(world_t *w, record_t **after, instant_t *now, counts_t *counts);
/* False with w->problem set. Used by all files that check. */
bool broken(world_t *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- what must hold: true, or false with w->problem */
bool check_state(world_t *w, const record_t *r);
bool check_step_by_step(world_t *w, const record_t *old, const record_t *r);
bool check_recount(world_t *w, const record_t *r);
/* Nobody need do anything any more. */
bool record_at_end(const record_t *r);

/* The hash by which states are known: the same for two that differ but in ids, instants and what is past for
 * good. */
hash_t canon_hash(world_t *w, const record_t *r, const counts_t *c, instant_t now);

/* ---- exploring */
typedef struct totals {
    uint64_t plans, states, transitions, refused, ends, frontier, depth, twins, most;
} totals_t;

/* 0; -1: something did not hold, and it was printed. */
int explore(world_t *w, totals_t *t);

/* ---- walking at random */
typedef struct walks {
    uint32_t count;  /* of each plan; 0: the plans are gone through whole */
    uint32_t length; /* the most moves of one */
    uint64_t seed;
} walks_t;

/* As explore; t->states are the different ones that were come to. */
int walk_at_random(world_t *w, const walks_t *walks, uint64_t plan, totals_t *t);

#endif
