/* The words of both languages, opened once for all tests of a file. */
#ifndef TESTS_UNIT_SCRIPT_BOTH_LANGUAGES_H
#define TESTS_UNIT_SCRIPT_BOTH_LANGUAGES_H

#include "../failing.h"
#include "c_literals.h"
#include "model/command.h"
#include "model/event.h"
#include "model/ladder.h"
#include "script/check.h"
#include "script/texts.h"

typedef struct languages {
    texts_t *en, *zh;
} languages_t;

static inline int open_both(void **state) {
    languages_t *l = calloc(1, sizeof *l);
    diag_t d = {0};
    l->en = texts_open("en", &d);
    if (l->en != NULL) l->zh = texts_open("zh", &d);
    if (l->zh == NULL)
        print_error("%s %s %s:%d %s\n", d.code, diag_get(&d, "code") ? diag_get(&d, "code") : "", d.file,
                    d.line, diag_get(&d, "message") ? diag_get(&d, "message") : "");
    diag_clear(&d);
    *state = l;
    return l->zh != NULL ? 0 : -1;
}

static inline int close_both(void **state) {
    languages_t *l = *state;
    texts_close(l->en);
    texts_close(l->zh);
    free(l);
    return 0;
}

#endif
