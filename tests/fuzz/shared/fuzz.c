/* What the fuzz targets share; see fuzz.h. */
#include "fuzz/shared/fuzz.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include <sys/mman.h>
#include <unistd.h>

enum { SLOTS = 4 };

/* Lua allocates much and in small pieces: short traces and a small quarantine make the runs twice as fast. */
const char *__asan_default_options(void);  /* NOLINT(bugprone-reserved-identifier): the sanitizer's name */
const char *__asan_default_options(void) { /* NOLINT(bugprone-reserved-identifier) */
    return "malloc_context_size=4:quarantine_size_mb=16:detect_leaks=1";
}

void fuzz_broken(const char *what, const char *file, int line) {
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, what);
    abort();
}

void fuzz_refused(diag_t *d) {
    FUZZ_MUST(d->code != NULL && d->code[0] != '\0');
    FUZZ_MUST(d->param_count >= 0 && d->param_count <= DIAG_PARAMS_MAX);
    FUZZ_MUST(memchr(d->file, '\0', sizeof d->file) != NULL);
    for (int i = 0; i < d->param_count; i++)
        FUZZ_MUST(d->params[i].at < DIAG_STORE &&
                  memchr(d->store + d->params[i].at, '\0', DIAG_STORE - d->params[i].at) != NULL);
    FUZZ_MUST(d->line >= 0);
    diag_clear(d);
}

static void no_log(void *ctx, log_level_t level, const char *line) {
    (void)ctx, (void)level, (void)line;
}

void fuzz_setup(void) {
    static bool done;
    if (done) return;
    done = true;
    json_setup();
    FUZZ_MUST(hash_setup() == 0);
    log_set_sink(no_log, NULL);
}

const char *fuzz_file(int slot, const uint8_t *data, size_t size) {
    static int files[SLOTS];
    static char paths[SLOTS][32];
    if (files[slot] == 0) {
        files[slot] = memfd_create("fuzz", 0);
        FUZZ_MUST(files[slot] > 0);
        snprintf(paths[slot], sizeof paths[slot], "/proc/self/fd/%d", files[slot]);
    }
    FUZZ_MUST(ftruncate(files[slot], 0) == 0);
    FUZZ_MUST(pwrite(files[slot], data, size, 0) == (ssize_t)size);
    return paths[slot];
}

char *fuzz_text(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    FUZZ_MUST(text != NULL);
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

void fuzz_split(bytes_t input, bytes_t *first, bytes_t *rest) {
    const uint8_t *cut = input.len > 0 ? memchr(input.at, '\0', input.len) : NULL;
    *first = cut != NULL ? (bytes_t){input.at, (size_t)(cut - input.at)} : input;
    *rest = cut != NULL ? (bytes_t){cut + 1, input.len - first->len - 1} : (bytes_t){input.at, 0};
}
