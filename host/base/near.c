/* Names that are much alike; see near.h. */
#include "base/near.h"
#include <stdint.h>
#include <string.h>

enum { NAME_MAX_COMPARED = 63 };

/* Levenshtein distance of two short names. */
static size_t distance(const char *a, const char *b) {
    size_t la = strlen(a), lb = strlen(b), row[NAME_MAX_COMPARED + 1];
    if (la > NAME_MAX_COMPARED || lb > NAME_MAX_COMPARED) return SIZE_MAX;
    for (size_t j = 0; j <= lb; j++)
        row[j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            size_t remove = row[j] + 1, add = row[j - 1] + 1;
            row[j] = change < remove ? change : remove;
            if (add < row[j]) row[j] = add;
        }
    }
    return row[lb];
}

const char *nearest_name(const char *name, const char *const *names, size_t count) {
    const char *best = NULL;
    size_t least = strlen(name) / 3 + 1;
    for (size_t i = 0; i < count; i++) {
        size_t apart = distance(name, names[i]);
        if (apart <= least) {
            if (apart < least || best == NULL) best = names[i];
            least = apart;
        }
    }
    return best;
}
