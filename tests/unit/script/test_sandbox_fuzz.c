/* Scripts nobody wrote: the attacks with some of their tokens exchanged for others of the same kind. Nothing
 * may crash or leak, every error has a code, and what runs twice gives the same bytes. Each run tries the
 * same scripts; SANDBOX_FUZZ=number tries that many others, from another seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox_try.h"
#include <cmocka.h>
#include <ctype.h>
#include <stdlib.h>

enum { TEXT_ROOM = 256 * 1024, TOKENS = 20000, SCRIPTS = 1000, SCRIPT_ROOM = 16384, ROUNDS = 1500 };

typedef enum kind { WORD, NUMBER, TEXT, SIGN } kind_t;

typedef struct corpus {
    char text[TEXT_ROOM];
    struct {
        const char *at;
        int len;
        kind_t kind;
    } tokens[TOKENS];
    int count;
    int scripts[SCRIPTS + 1]; /* where each begins among the tokens */
    int script_count;
} corpus_t;

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static const char *text_end(const char *at) {
    const char *end = at + 1;
    for (; *end && *end != *at; end++)
        if (*end == '\\' && end[1]) end++;
    return *end ? end + 1 : end;
}

static const char *token_end(const char *at, kind_t *kind) {
    *kind = isdigit((unsigned char)*at) ? NUMBER : isalpha((unsigned char)*at) || *at == '_' ? WORD : SIGN;
    if (*at == '\'' || *at == '"') {
        *kind = TEXT;
        return text_end(at);
    }
    const char *end = at + 1;
    if (*kind != SIGN) {
        while (isalnum((unsigned char)*end) || *end == '_')
            end++;
        return end;
    }
    while (strchr(".=:", *at) && *end && (*end == *at || *end == '=') && end - at < 3)
        end++;
    return strchr("~<>/", *at) && *end && strchr("=/", *end) ? end + 1 : end;
}

/* Every second line is a script. */
static void read_corpus(corpus_t *c, const char *path) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    c->text[fread(c->text, 1, sizeof c->text - 1, file)] = '\0';
    fclose(file);
    char *rest = c->text, *script;
    while (strsep(&rest, "\n") != NULL && (script = strsep(&rest, "\n")) != NULL &&
           c->script_count < SCRIPTS) {
        c->scripts[c->script_count++] = c->count;
        for (const char *at = script; *at && c->count < TOKENS;) {
            kind_t kind;
            const char *end = token_end(at, &kind);
            if (*at != ' ') {
                c->tokens[c->count].at = at;
                c->tokens[c->count].kind = kind;
                c->tokens[c->count++].len = (int)(end - at);
            }
            at = end;
        }
    }
    c->scripts[c->script_count] = c->count;
}

/* Another token of that kind, from anywhere. */
static int other_token(const corpus_t *c, int like, uint32_t *seed) {
    for (int tries = 0; tries < 200; tries++) {
        int i = (int)(next_random(seed) % (uint32_t)c->count);
        if (c->tokens[i].kind == c->tokens[like].kind) return i;
    }
    return like;
}

static size_t add_script(const corpus_t *c, char *out, size_t used, uint32_t *seed) {
    uint32_t script = next_random(seed) % (uint32_t)c->script_count;
    used += (size_t)sprintf(out + used, "do ");
    for (int i = c->scripts[script]; i < c->scripts[script + 1] && used + 1000 < SCRIPT_ROOM; i++) {
        uint32_t what = next_random(seed) % 60;
        if (what == 0) continue; /* left out */
        int token = what < 6 ? other_token(c, i, seed) : i;
        used += (size_t)snprintf(out + used, 900, "%.*s ", c->tokens[token].len, c->tokens[token].at);
    }
    return used + (size_t)sprintf(out + used, "end\n");
}

static size_t make_script(const corpus_t *c, char *out, uint32_t *seed) {
    size_t used = add_script(c, out, 0, seed);
    return next_random(seed) % 3 == 0 ? add_script(c, out, used, seed) : used;
}

static void random_scripts_harm_nobody(void **state) {
    (void)state;
    static corpus_t c;
    static char script[SCRIPT_ROOM];
    const sandbox_limits_t limits = {
        .instructions = 20000, .memory = 2 * 1024 * 1024, .call_memory = 256 * 1024, .cpu_ms = 5000};
    const char *wanted = getenv("SANDBOX_FUZZ");
    int rounds = wanted ? atoi(wanted) : ROUNDS, ran = 0;
    uint32_t seed = wanted ? (uint32_t)time(NULL) : 4711;
    read_corpus(&c, SOURCE_DIR "/tests/attacks/own.txt");
    print_message("seed %u\n", (unsigned)seed);
    for (int i = 0; i < rounds; i++) {
        size_t len = make_script(&c, script, &seed);
        tried_t first = try_call(script, len, &limits), second = try_call(script, len, &limits);
        if (first.failed && strncmp(first.text, "rule.", 5) != 0)
            fail_msg("%s\ngives %s", script, first.text);
        if (strcmp(first.text, second.text) != 0)
            fail_msg("%s\ngives %s\nthen  %s", script, first.text, second.text);
        ran += strncmp(first.text, "rule.syntax", 11) != 0;
    }
    print_message("%d random scripts, %d of them compiled\n", rounds, ran);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_scripts_harm_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
