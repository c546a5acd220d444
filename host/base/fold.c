/* Comparable texts; see fold.h. */
#include "base/fold.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Letters of one alphabet: capitals `from` to `to`, small ones further on by `by`; with `pairs`, every second
 * one is the small letter of the one before. */
typedef struct capitals {
    uint32_t from, to;
    int32_t by;
    bool pairs;
} capitals_t;

static const capitals_t CAPITALS[] = {
    {0x41, 0x5A, 32, false},   {0xC0, 0xD6, 32, false},     {0xD8, 0xDE, 32, false},
    {0x100, 0x12F, 1, true},   {0x132, 0x137, 1, true},     {0x139, 0x148, 1, true},
    {0x14A, 0x177, 1, true},   {0x178, 0x178, -121, false}, {0x179, 0x17E, 1, true},
    {0x1CD, 0x1DC, 1, true},   {0x1DE, 0x1EF, 1, true},     {0x1F8, 0x21F, 1, true},
    {0x222, 0x233, 1, true},   {0x386, 0x386, 38, false},   {0x388, 0x38A, 37, false},
    {0x38C, 0x38C, 64, false}, {0x38E, 0x38F, 63, false},   {0x391, 0x3A1, 32, false},
    {0x3A3, 0x3AB, 32, false}, {0x400, 0x40F, 80, false},   {0x410, 0x42F, 32, false},
    {0x460, 0x481, 1, true},   {0x48A, 0x4BF, 1, true},     {0x4C0, 0x4C0, 15, false},
    {0x4C1, 0x4CE, 1, true},   {0x4D0, 0x52F, 1, true},     {0x531, 0x556, 48, false},
    {0x1E00, 0x1E95, 1, true}, {0x1EA0, 0x1EFF, 1, true},   {0x2160, 0x216F, 16, false},
};

static uint32_t small(uint32_t c) {
    for (size_t i = 0; i < sizeof CAPITALS / sizeof *CAPITALS; i++) {
        const capitals_t *k = &CAPITALS[i];
        if (c < k->from || c > k->to) continue;
        if (k->pairs && (c - k->from) % 2 == 1) return c;
        return (uint32_t)((int32_t)c + k->by);
    }
    return c;
}

static bool is_blank(uint32_t c) {
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

static bool has_no_width(uint32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF;
}

/* The character at *at, which moves on; UINT32_MAX: a byte that begins none. */
static uint32_t next(const uint8_t **at) {
    const uint8_t *s = *at;
    size_t length = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : s[0] >= 0xE0 && s[0] < 0xF0 ? 3 : 0;
    if (s[0] >= 0xF0 && s[0] < 0xF5) length = 4;
    uint32_t c = length < 2 ? s[0] : s[0] & (0xFFU >> (length + 1));
    *at = s + (length ? length : 1);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            *at = s + 1;
            return UINT32_MAX;
        }
        c = c << 6 | (s[i] & 0x3FU);
    }
    return length ? c : UINT32_MAX;
}

static char *put(char *out, uint32_t c) {
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    *out++ = (char)((0xFF00U >> (more + 1) & 0xFFU) | c >> (6 * more));
    while (more-- > 0)
        *out++ = (char)(0x80 | (c >> (6 * more) & 0x3F));
    return out;
}

/* As it is compared; never longer than it was, but for the blank before it. */
static char *put_folded(char *out, uint32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c == 0xDF || c == 0x1E9E) return put(put(out, 's'), 's');
    if (c == 0x3C2) c = 0x3C3; /* a final sigma */
    if (c == 0x17F) c = 's';
    return put(out, small(c));
}

char *text_fold(const char *text, arena_t *arena) {
    char *whole = arena_alloc(arena, 2 * strlen(text) + 1), *out = whole;
    if (whole == NULL) return NULL;
    bool blank = false;
    for (const uint8_t *at = (const uint8_t *)text; *at != '\0';) {
        const uint8_t *from = at;
        uint32_t c = next(&at);
        if (c != UINT32_MAX && has_no_width(c)) continue;
        if (c != UINT32_MAX && is_blank(c)) {
            blank = true;
            continue;
        }
        if (blank && out > whole) *out++ = ' ';
        blank = false;
        if (c == UINT32_MAX)
            *out++ = (char)*from;
        else
            out = put_folded(out, c);
    }
    *out = '\0';
    return whole;
}
