/* Sentences in both languages; see sentence.h. */
#include "model/sentence.h"
#include <string.h>

enum { BETWEEN = 0x1f };

const char *sentence_both(arena_t *arena, const char *en, const char *zh) {
    if (!en || !zh || strcmp(en, zh) == 0) return en;
    return arena_printf(arena, "%s%c%s", en, BETWEEN, zh);
}

const char *sentence_en(const char *sentence, arena_t *arena) {
    const char *between = sentence ? strchr(sentence, BETWEEN) : NULL;
    return between ? arena_strndup(arena, sentence, (size_t)(between - sentence)) : sentence;
}

const char *sentence_zh(const char *sentence) {
    const char *between = sentence ? strchr(sentence, BETWEEN) : NULL;
    return between ? between + 1 : NULL;
}
