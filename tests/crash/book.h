/* The book of what a company was asked and what it answered: the other side of the promise. Each command
 * carries a mark in its words ("m000123;"), so that its effect can be found in the events, however often it
 * is there. What was answered with success must be there as it was answered; what was refused must not; what
 * was in doubt (the store failed under it) is there whole, with all of its batch, or not at all. */
#ifndef TESTS_CRASH_BOOK_H
#define TESTS_CRASH_BOOK_H

#include "crash/company_on_disk.h"
#include "support/disk_medium.h"

enum { MARK_LENGTH = 8, BATCH_MAX = 16, UNSEEN = -1 };

typedef enum entry_state {
    ENTRY_NEW,
    ENTRY_DONE,    /* answered with success */
    ENTRY_REFUSED, /* answered with an error that has nothing to do with the store */
    ENTRY_FAILED,  /* an error that says that nothing was done: no memory, read-only, busy */
    ENTRY_DOUBT,   /* the store failed under it */
} entry_state_t;

typedef struct entry {
    int mark;
    request_t request;
    field_t fields[2];
    char key[16], text[16];
    entry_state_t state;
    int batch;     /* which run it was in doubt with */
    reply_t reply; /* of ENTRY_DONE with `answered` */
    bool answered;
    bool unmarked; /* a command without words: nothing in the events tells it from others */
    int events;    /* of those in the store, how many have its mark, when last looked at; or UNSEEN */
} entry_t;

/* An outbox row of something acknowledged. */
typedef struct told {
    int64_t message, record, recipient;
    char kind[24], channel[8];
    bool delivered; /* and that was acknowledged too */
} told_t;

typedef struct figures {
    int64_t done, refused, doubted, doubts_whole, doubts_gone, repeated, rungs, cuts, opening_cuts, kills,
        failed_calls, records, events, told, activations;
} figures_t;

typedef struct book {
    uint64_t seed;
    const char *prefix; /* of the numbers */
    chance_t chance;
    entry_t **entries;
    size_t count, room;
    told_t *told;
    size_t told_count, told_room;
    int64_t last_message;
    hash_t active;         /* the ruleset whose activation was acknowledged last, … */
    bool active_doubtful;  /* … unless another one may have come after it */
    instant_t fired_until; /* what was due until then was acknowledged as fired */
    int batches;
    int failures; /* what did not hold; the first few are printed */
    figures_t figures;
    char replay[160]; /* the command that runs this again, printed with the first failure */
    /* Hears every error of the store or the host; NULL: nobody. */
    void (*judge)(struct book *b, const diag_t *error);
    void *judge_ctx;
} book_t;

void book_init(book_t *b, uint64_t seed, const char *replay);
/* A book that goes on from another one. */
void book_copy(book_t *b, const book_t *from, uint64_t seed, const char *replay);
void book_free(book_t *b);
/* Prints what did not hold, the first time with the command that replays it. */
__attribute__((format(printf, 2, 3))) void book_fail(book_t *b, const char *format, ...);

/* A new command with its mark and, mostly, a key; it looks at the store to find something that may be done.
 */
entry_t *command_random(site_t *s, book_t *b);
/* A draft: never refused. */
entry_t *command_draft(site_t *s, book_t *b, bool keyed);

/* Carries them out as one batch and notes the answers. False: the store failed under it. */
bool book_run(site_t *s, book_t *b, entry_t **entries, size_t count);
/* Notes one command's answer, which it takes, as book_run does. False: the store failed under it. */
bool book_answer(book_t *b, entry_t *e, reply_t *reply);
/* A new entry, with its mark and key, whose command is the caller's to fill in. */
entry_t *command_new(book_t *b, bool keyed);
/* A batch of random commands with a draft before and after, some of them sent before already. */
bool book_batch(site_t *s, book_t *b);
/* Fires what is due. `all`: until nothing is; else one slice. */
bool book_fire(site_t *s, book_t *b, bool all);
bool book_activate(site_t *s, book_t *b);
bool book_deliver(site_t *s, book_t *b);
bool book_checkpoint(site_t *s, book_t *b);
/* One of these by chance, the clock moving on now and then. */
bool book_step(site_t *s, book_t *b);
/* Sends again what was in doubt or failed, under its key. */
bool book_retry(site_t *s, book_t *b);
/* Looks at all that is in the store, and says what does not hold. The company is open. */
void book_check(site_t *s, book_t *b);

#endif
