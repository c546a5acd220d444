/* Where the people of a step come from (approval.md A10): a description, resolved by engine/people when the
 * step opens. */
#ifndef CS_MODEL_SOURCE_H
#define CS_MODEL_SOURCE_H

#include "base/buf.h"

typedef enum source_kind {
    SOURCE_NONE = 0,
    SOURCE_PERSON = 1, /* key: handle */
    SOURCE_ROLE = 2,   /* key: role; item: department, or NULL for any */
    SOURCE_POST = 3,   /* key: post */
    SOURCE_HOLDER = 4, /* key: kind of thing ("budget"), item: which ("HR-01") */
    SOURCE_HEAD =
        5, /* head of department `key`, or of the department of `of`; a head's head is the one above */
    SOURCE_LEADER = 6,  /* leader in charge (分管领导) of department `key`, or of that of `of` */
    SOURCE_SERVICE = 7, /* key: service account */
    SOURCE_FIELD = 8,   /* key: a form field of type person */
    SOURCE_INITIATOR = 9,
    SOURCE_ASSIGNEE = 10, /* whoever holds the task whose ladder is climbing */
    SOURCE_FUNCTION = 11, /* key: reference to a Lua function of the flow, see rules.h */
    SOURCE_SUPERIOR = 12, /* next superior of `of` */
    SOURCE_CHAIN = 13, /* superiors of `of`, level 1 upward to `level` or to the post `key`; for steps decided
                          in order */
    SOURCE_DECIDER = 14, /* whoever decided the step named `key` last */
    SOURCE_PICKED = 15,  /* whoever was picked for the step out of the range `of` (发起人自选): by the
                            initiator, or by  who approves the step named `key`; `level` people at most */
    SOURCE_LAST = SOURCE_PICKED,
} source_kind_t;

typedef struct source source_t;
struct source {
    source_kind_t kind;
    const char *key, *item;
    int32_t level;
    const source_t *of;
    const source_t *next; /* one more source: their people together, each once */
    bool first_only; /* on the head of a list: a list of alternatives, the first source with somebody is taken
                      */
};

/* How deep `of` may nest, how many sources a list may have: more fails the buffer, or the cursor. */
enum { SOURCE_DEPTH_MAX = 8, SOURCE_LIST_MAX = 64 };

void source_encode(const source_t *s, buf_t *out); /* NULL too */
/* Do these name people in the same way? *failed is set where there is no memory to tell. */
bool source_same(const source_t *a, const source_t *b, bool *failed);
source_t *source_decode(cursor_t *in);
/* "head of finance", "role finance.administration": for reasons and drawings; in the arena. */
char *source_text(const source_t *s, arena_t *arena);
/* The same for programs, from which words in any language are made (script/texts.h): (head "finance"),
 * (superior (initiator)), (role "clerk" "sales"), (chain (initiator) 3), (first (post "a") (post "b"));
 * `each` in place of `first` where all of them are meant together. Quotes and backslashes in a key have a
 * backslash before them. "" of NULL; in the arena, NULL: no memory. */
char *source_code(const source_t *s, arena_t *arena);

#endif
