/* What counts as saying something; see text.h. */
#include "base/text.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What shows nothing: White_Space and Default_Ignorable_Code_Point of Unicode 15, controls, the blank of
 * Braille. In order. */
static const struct {
    uint32_t first, last;
} BLANKS[] = {
    {0x0001, 0x0020},   {0x007F, 0x00A0},   {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C},
    {0x115F, 0x1160},   {0x1680, 0x1680},   {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200F},
    {0x2028, 0x202F},   {0x205F, 0x206F},   {0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

static bool is_blank(uint32_t c) {
    for (size_t i = 0; i < sizeof BLANKS / sizeof *BLANKS && BLANKS[i].first <= c; i++)
        if (c <= BLANKS[i].last) return true;
    return false;
}

/* The character at `s`, and how many bytes it has; 0: that is no UTF-8. */
static int character(const unsigned char *s, uint32_t *out) {
    int more = s[0] < 0x80 ? 0 : s[0] >> 5 == 0x06 ? 1 : s[0] >> 4 == 0x0E ? 2 : s[0] >> 3 == 0x1E ? 3 : -1;
    if (more < 0) return 0;
    *out = more == 0 ? s[0] : s[0] & (0x3FU >> more);
    for (int i = 1; i <= more; i++) {
        if (s[i] >> 6 != 2) return 0; /* the end of the text is no such byte either */
        *out = *out << 6 | (s[i] & 0x3FU);
    }
    return 1 + more;
}

bool has_words(const char *text) {
    const unsigned char *s = (const unsigned char *)text;
    uint32_t c;
    while (s && *s) {
        int length = character(s, &c);
        if (length == 0 || !is_blank(c)) return true;
        s += length;
    }
    return false;
}

bool text_same(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "") == 0;
}
