/* A rule's sentence where one text is kept of it: why a step was left out or ended, the timer's opinion. Of
 * one that is said in both languages that text holds both, so that whatever copies it (a step that takes over
 * from another, its group, the event) keeps both: the English, a unit separator (U+001F), the Chinese. What
 * people write is never read so. */
#ifndef CS_MODEL_SENTENCE_H
#define CS_MODEL_SENTENCE_H

#include "base/mem.h"

/* `zh` NULL, or the same: `en` itself. Else in the arena; NULL: no memory, or no sentence. */
const char *sentence_both(arena_t *arena, const char *en, const char *zh);
/* In English, or in the only language: itself, or in the arena; NULL: none, or no memory. */
const char *sentence_en(const char *sentence, arena_t *arena);
/* In Chinese, within the text; NULL: it is in one language. */
const char *sentence_zh(const char *sentence);

#endif
