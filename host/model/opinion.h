/* Opinions by aspect (A20; policy P2.2.2): feasibility, compliance, budget, or whatever a step asks for. They
 * come with a decision, beside its opinion as a whole. */
#ifndef CS_MODEL_OPINION_H
#define CS_MODEL_OPINION_H

#include "base/buf.h"

typedef struct aspect_opinion {
    const char *aspect, *text;
} aspect_opinion_t;

enum { ASPECTS_MAX = 32 };

/* At least one; personal, as all words that people write. */
void opinion_list_encode(const aspect_opinion_t *list, size_t count, buf_t *out);
aspect_opinion_t *opinion_list_decode(cursor_t *in, size_t *count);
/* All of it as one text, as the record keeps it with the task: "as a whole; feasibility: …; budget: …". NULL:
 * nothing was said, or no memory. */
char *opinion_whole(const char *opinion, const aspect_opinion_t *list, size_t count, arena_t *arena);

#endif
