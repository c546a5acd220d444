/* Looks a file up among those built into the program. The tables are short: a walk is enough. */
#include "base/embedded.h"
#include <string.h>

const embedded_file_t *embedded_find(const embedded_file_t *files, const char *name) {
    for (; files->name; files++) {
        if (strcmp(files->name, name) == 0) return files;
    }
    return NULL;
}
