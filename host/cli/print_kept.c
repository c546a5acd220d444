/* What incidents and notes keep as one text, in words again. A value may have blanks in it: it ends where the
 * next name and its equals sign begin, or the next cause. */
#include "cli/print_private.h"
#include <string.h>

enum { CAUSES_MAX = 16 };

/* Does a name with its equals sign stand here? */
static bool begins_parameter(const char *p) {
    size_t length = strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length > 0 && p[length] == '=';
}

/* "name=value name=value": cut up in place. */
static void take_parameters(char *p, diag_t *d) {
    while (begins_parameter(p)) {
        char *name = p, *value = strchr(p, '=') + 1, *next = value;
        value[-1] = '\0';
        while ((next = strchr(next, ' ')) != NULL && !begins_parameter(next + 1))
            next++;
        if (next != NULL) *next = '\0';
        diag_param(d, name, value);
        p = next != NULL ? next + 1 : value + strlen(value);
    }
}

void print_kept(cli_t *cli, const char *code, const char *text, diag_t *d) {
    char *parts[CAUSES_MAX], *rest;
    size_t count = 0;
    /* A blank before it, so that an error without parameters is parted from its cause as others are. */
    char *at = arena_printf(&cli->arena, " %s", text);
    if (at != NULL) parts[count++] = at;
    for (; count < CAUSES_MAX && at != NULL && (at = strstr(at, " < ")) != NULL; at += 3) {
        *at = '\0';
        parts[count++] = at + 3;
    }
    for (size_t i = count; i-- > 1;) {
        rest = parts[i] + strcspn(parts[i], " ");
        if (*rest != '\0') *rest++ = '\0';
        diag_wrap(d, parts[i], NULL);
        take_parameters(rest, d);
    }
    diag_wrap(d, code, NULL);
    if (count > 0) take_parameters(parts[0] + strspn(parts[0], " "), d);
}

static const char *parameter(void *ctx, const char *name) {
    return diag_get(ctx, name);
}

const char *print_note(cli_t *cli, const char *code, const char *text) {
    diag_t d = {0};
    const char *words = arena_printf(&cli->arena, "note.%s", code);
    print_kept(cli, code, text, &d);
    words = words != NULL && texts_template(cli->texts, words) != NULL
                ? texts_fill(cli->texts, words, parameter, &d, &cli->arena)
                : texts_error(cli->texts, &d, &cli->arena);
    diag_clear(&d);
    return words != NULL ? words : code;
}
