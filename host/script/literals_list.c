/* The literals of a flow's files, for those who look for the constants that its rules compare with. */
#include "script/check_private.h"
#include "script/words.h"
#include <stdlib.h>
#include <string.h>

typedef struct gathering {
    arena_t *arena;
    const char **list;
    size_t count, room;
} gathering_t;

static int gather(gathering_t *g, const char *text) {
    if (g->count == g->room) {
        size_t room = g->room ? g->room * 2 : 64;
        const char **more = arena_grow(g->arena, g->list, g->count, room, sizeof *more);
        if (!more) return -1;
        g->list = more;
        g->room = room;
    }
    g->list[g->count++] = text;
    return 0;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void once_each(gathering_t *g) {
    size_t kept = 0;
    if (g->count == 0) return;
    qsort(g->list, g->count, sizeof *g->list, by_text);
    for (size_t i = 0; i < g->count; i++)
        if (i == 0 || strcmp(g->list[i], g->list[kept - 1]) != 0) g->list[kept++] = g->list[i];
    g->count = kept;
}

static bool of_flow(const variant_t *v, const char *file) {
    if (strcmp(v->base->file, file) == 0) return true;
    for (size_t i = 0; i < v->extension_count; i++)
        if (strcmp(v->extensions[i]->file, file) == 0) return true;
    return false;
}

int ruleset_literals(const ruleset_t *rs, const flow_t *flow, arena_t *arena, ruleset_literals_t *out,
                     diag_t *d) {
    gathering_t numbers = {.arena = arena}, texts = {.arena = arena};
    *out = (ruleset_literals_t){0};
    for (size_t i = 0; i < rs->content.file_count; i++) {
        tokens_t tokens = {0};
        if (!of_flow((const variant_t *)flow, rs->content.files[i].name)) continue;
        if (tokens_read(&rs->content.files[i], arena, &tokens) != 0) return diag_memory(d);
        for (size_t k = 0; k < tokens.count; k++) {
            const token_t *t = &tokens.list[k];
            if (t->kind == TOKEN_NUMBER && gather(&numbers, t->text) != 0) return diag_memory(d);
            if (t->kind == TOKEN_TEXT && gather(&texts, t->text) != 0) return diag_memory(d);
        }
    }
    once_each(&numbers);
    once_each(&texts);
    *out = (ruleset_literals_t){numbers.list, texts.list, numbers.count, texts.count};
    return 0;
}
