/* Texts put together from pieces; see pieces.h. */
#include "fuzz/shared/pieces.h"
#include <ctype.h>

typedef struct editing {
    rng_t rng;
    const char *const *pieces;
    bytes_t in;
    buf_t out;
} editing_t;

static const char *any_of(rng_t *r, const char *const *list) {
    size_t count = 0;
    while (list[count] != NULL)
        count++;
    return list[rng_below(r, count)];
}

/* Where the line around `at` begins and ends (its line break included). */
static bytes_t line_at(bytes_t in, size_t at) {
    size_t from = at, to = at;
    while (from > 0 && in.at[from - 1] != '\n')
        from--;
    while (to < in.len && in.at[to] != '\n')
        to++;
    if (to < in.len) to++;
    return (bytes_t){in.at + from, to - from};
}

static bool in_word(uint8_t c) {
    return isalnum(c) || c == '_' || c == '.' || c >= 0x80;
}

/* The word around or after `at`: letters and digits, a quoted text, or one sign. */
static bytes_t word_at(bytes_t in, size_t at) {
    while (at < in.len && isspace(in.at[at]))
        at++;
    size_t from = at, to = at;
    if (at == in.len) return (bytes_t){in.at + in.len, 0};
    if (in.at[at] == '"') {
        for (to++; to < in.len && in.at[to] != '"' && in.at[to] != '\n';)
            to++;
        if (to < in.len) to++;
    } else if (in_word(in.at[at])) {
        while (from > 0 && in_word(in.at[from - 1]))
            from--;
        while (to < in.len && in_word(in.at[to]))
            to++;
    } else {
        to++;
    }
    return (bytes_t){in.at + from, to - from};
}

static size_t any_place(editing_t *e) {
    return (size_t)rng_below(&e->rng, e->in.len + 1);
}

/* The input with `part` of it exchanged for `other`. */
static void exchange(editing_t *e, bytes_t part, bytes_t other) {
    buf_put(&e->out, e->in.at, (size_t)(part.at - e->in.at));
    buf_put(&e->out, other.at, other.len);
    buf_put(&e->out, part.at + part.len, (size_t)(e->in.at + e->in.len - part.at) - part.len);
}

static bytes_t piece(editing_t *e) {
    const char *text = any_of(&e->rng, e->pieces);
    return (bytes_t){(const uint8_t *)text, strlen(text)};
}

static void edit(editing_t *e) {
    bytes_t line = line_at(e->in, any_place(e)), word = word_at(e->in, any_place(e));
    bytes_t before = {line.at, 0};
    switch (rng_below(&e->rng, 8)) {
    case 0: /* one more line */
        exchange(e, before, piece(e));
        break;
    case 1:
        exchange(e, line, piece(e));
        break;
    case 2: /* a line of its own again */
        exchange(e, before, line_at(e->in, any_place(e)));
        break;
    case 3:
        exchange(e, line, (bytes_t){line.at, 0});
        break;
    case 4:
        exchange(e, word, word_at(e->in, any_place(e)));
        break;
    case 5:
        exchange(e, word, (bytes_t){word.at, 0});
        break;
    default:
        exchange(e, word, piece(e));
    }
}

size_t pieces_mutate(const char *const *pieces, const char *const *wholes, uint8_t *data, size_t size,
                     size_t room, unsigned seed) {
    editing_t e = {.rng = {.state = seed}, .pieces = pieces, .in = {data, size}};
    if (rng_chance(&e.rng, 25)) return LLVMFuzzerMutate(data, size, room);
    buf_init(&e.out, room);
    if (wholes != NULL && (size == 0 || rng_chance(&e.rng, 3)))
        buf_puts(&e.out, any_of(&e.rng, wholes));
    else
        edit(&e);
    for (uint64_t more = rng_below(&e.rng, 4); more > 0 && !e.out.failed && e.out.len > 0;
         more--) { /* a few at once */
        buf_t done = e.out;
        e.in = (bytes_t){done.at, done.len};
        buf_init(&e.out, room);
        edit(&e);
        buf_free(&done);
    }
    size_t result = e.out.len;
    bool made = !e.out.failed && result > 0;
    if (made) memcpy(data, e.out.at, result);
    buf_free(&e.out);
    return made ? result : LLVMFuzzerMutate(data, size, room);
}
