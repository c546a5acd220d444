/* People's words made harmless; see harmless.h. */
#include "cli/harmless.h"
#include "base/buf.h"
#include <stdbool.h>
#include <string.h>

static unsigned code_at(const unsigned char *p, size_t left, size_t *length) {
    size_t size = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC0 ? 2 : 1;
    if (size > left) size = left;
    unsigned code = size > 1 ? p[0] & (0xFFU >> (size + 1)) : p[0];
    for (size_t i = 1; i < size; i++)
        code = code << 6 | (p[i] & 0x3F);
    *length = size;
    return code;
}

harm_t harm_at(const char *text, const char *end, unsigned *code, size_t *length) {
    unsigned c = *code = code_at((const unsigned char *)text, (size_t)(end - text), length);
    if (c == '\r' && end - text > 1 && text[1] == '\n') *length = 2;
    if (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029) return HARM_BREAK;
    if (c == '\t') return HARM_TAB;
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return HARM_CONTROL;
    bool turns = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                 (c >= 0x2066 && c <= 0x2069);
    return turns ? HARM_DIRECTION : HARM_NONE;
}

/* U+2400 to U+2421 are the pictures of C0 and of DEL. */
static void put_control(buf_t *out, unsigned code) {
    if (code < 0x20)
        buf_printf(out, "\xE2\x90%c", (char)(0x80 + code));
    else if (code == 0x7F)
        buf_puts(out, "␡");
    else
        buf_printf(out, "\\u{%x}", code);
}

static bool is_harmless(const char *text, const char *end) {
    unsigned code;
    size_t length;
    for (; text < end; text += length)
        if (harm_at(text, end, &code, &length) != HARM_NONE) return false;
    return true;
}

static int text_harmless(json_t *value) {
    const char *text = json_string_value(value), *end = text + json_string_length(value);
    unsigned code;
    size_t length;
    buf_t out;
    if (is_harmless(text, end)) return 0;
    buf_init(&out, 0);
    for (const char *p = text; p < end; p += length) {
        harm_t harm = harm_at(p, end, &code, &length);
        if (harm == HARM_NONE)
            buf_put(&out, p, length);
        else if (harm == HARM_BREAK)
            buf_puts(&out, p + length < end ? " ↵ " : " ↵");
        else if (harm == HARM_TAB)
            buf_puts(&out, " ");
        else
            put_control(&out, code);
    }
    int result = out.failed ? -1 : json_string_setn(value, (const char *)out.at, out.len);
    buf_free(&out);
    return result;
}

int harmless(json_t *value) {
    const char *name;
    json_t *one;
    size_t i;
    if (json_is_string(value)) return text_harmless(value);
    json_object_foreach(value, name, one) {
        if (harmless(one) != 0) return -1;
    }
    json_array_foreach(value, i, one) {
        if (harmless(one) != 0) return -1;
    }
    return 0;
}
