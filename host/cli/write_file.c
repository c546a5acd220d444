/* What verbs write for people: a text into a file of its own. */
#include "cli/cli.h"
#include <errno.h>
#include <string.h>

int cli_write_file(const char *path, const char *text, diag_t *d) {
    FILE *file = fopen(path, "w");
    bool written = file != NULL && fputs(text, file) >= 0;
    int error = errno;
    if (file != NULL && fclose(file) != 0) {
        if (written) error = errno;
        written = false;
    }
    return written ? 0 : diag_set(d, "file.write", "file", path, "detail", strerror(error), NULL);
}
