/* Money and decimals: exact arithmetic and reading. Nothing here rounds: what does not fit is refused. */
#include "model/value.h"
#include <stdio.h>
#include <string.h>

enum { MONEY_DIGITS_MAX = 15, DECIMAL_DIGITS_MAX = 18, DECIMAL_SCALE_MAX = 9 };

/* Digits read from a text: [-]int[.fraction]. */
typedef struct digits {
    bool negative;
    const char *whole, *fraction;
    size_t whole_len, fraction_len;
} digits_t;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Reads a plain number from *s on and moves *s behind it; at least one digit on each side of a point. */
static bool digits_read(const char **s, digits_t *out) {
    *out = (digits_t){0};
    if (**s == '-' || **s == '+') {
        out->negative = **s == '-';
        (*s)++;
    }
    out->whole = *s;
    while (is_digit(**s))
        (*s)++;
    out->whole_len = (size_t)(*s - out->whole);
    if (out->whole_len == 0) return false;
    if (**s != '.') return true;
    (*s)++;
    out->fraction = *s;
    while (is_digit(**s))
        (*s)++;
    out->fraction_len = (size_t)(*s - out->fraction);
    return out->fraction_len > 0;
}

/* The i-th digit of whole and fraction together, 0 behind their end. */
static int digit_at(const digits_t *d, size_t i) {
    if (i < d->whole_len) return d->whole[i] - '0';
    i -= d->whole_len;
    return i < d->fraction_len ? d->fraction[i] - '0' : 0;
}

/* The digits as one whole number with `scale` digits after the point; false when it has more than `most`
 * digits without leading zeros. scale >= fraction_len. */
static bool digits_scaled(const digits_t *d, size_t scale, size_t most, int64_t *out) {
    int64_t v = 0;
    size_t used = 0;
    for (size_t i = 0; i < d->whole_len + scale; i++) {
        int digit = digit_at(d, i);
        if (used == 0 && digit == 0) continue;
        if (++used > most) return false;
        v = v * 10 + digit;
    }
    *out = d->negative ? -v : v;
    return true;
}

/* Three capital letters at s, and no fourth letter or digit behind them. */
static bool code_read(const char **s, char code[4]) {
    for (int i = 0; i < 3; i++) {
        if ((*s)[i] < 'A' || (*s)[i] > 'Z') return false;
        code[i] = (*s)[i];
    }
    code[3] = '\0';
    *s += 3;
    return true;
}

static void blanks(const char **s) {
    while (**s == ' ')
        (*s)++;
}

/* What is wrong with the form: digits in groups, a word for thousands or more, or something else. */
static const char *form_problem(const char *text) {
    static const char *const units[] = {"万", "亿", "千", "百", "k", "K", "m", "M"};
    static const char *const separators[] = {",", "，", "'", "_"};
    const char *digits = text + strcspn(text, "0123456789");
    if (*digits == '\0') return "form";
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (strstr(digits, separators[i])) return "separators";
    const char *blank = digits + strspn(digits, "0123456789");
    if (*blank == ' ' && is_digit(blank[strspn(blank, " ")])) return "separators";
    const char *behind = digits + strspn(digits, "0123456789. ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strncmp(behind, units[i], strlen(units[i])) == 0) return "unit";
    return "form";
}

/* With an example in the currency that was meant. */
static int money_refuse(const char *text, const char *currency, const char *problem, diag_t *d) {
    const char *code = currency && currency_digits(currency) >= 0 ? currency : "EUR";
    char example[16];
    snprintf(example, sizeof example, "%s %s", currency_digits(code) > 0 ? "26.85" : "27", code);
    if (strcmp(problem, "form") == 0) problem = form_problem(text);
    return diag_set(d, "value.money", "text", text, "problem", problem, "example", example, NULL);
}

int money_parse(const char *s, const char *currency, money_t *out, diag_t *d) {
    const char *at = s;
    char code[4] = "";
    digits_t digits;
    blanks(&at);
    bool written = code_read(&at, code);
    if (written) blanks(&at);
    if (!digits_read(&at, &digits)) return money_refuse(s, currency, "form", d);
    blanks(&at);
    if (!written && *at) written = code_read(&at, code);
    blanks(&at);
    if (*at) return money_refuse(s, currency, "form", d);
    if (!written && (!currency || !*currency)) return money_refuse(s, currency, "currency_missing", d);
    int places = currency_digits(written ? code : currency);
    if (places < 0) return money_refuse(s, currency, "currency_unknown", d);
    if (digits.fraction_len > (size_t)places) return money_refuse(s, currency, "fraction", d);
    money_t m = {.digits = (uint8_t)places};
    memcpy(m.currency, written ? code : currency, 3);
    if (!digits_scaled(&digits, (size_t)places, MONEY_DIGITS_MAX, &m.minor))
        return money_refuse(s, currency, "too_long", d);
    *out = m;
    return 0;
}

static bool same_currency(const money_t *a, const money_t *b) {
    return memcmp(a->currency, b->currency, 3) == 0 && a->digits == b->digits;
}

static int currencies_differ(const money_t *a, const money_t *b, diag_t *d) {
    return diag_set(d, "money.currencies", "a", a->currency, "b", b->currency, NULL);
}

int money_compare(const money_t *a, const money_t *b, int *order, diag_t *d) {
    if (!same_currency(a, b)) return currencies_differ(a, b, d);
    *order = (a->minor > b->minor) - (a->minor < b->minor);
    return 0;
}

int money_add(const money_t *a, const money_t *b, money_t *out, diag_t *d) {
    if (!same_currency(a, b)) return currencies_differ(a, b, d);
    int64_t sum;
    if (__builtin_add_overflow(a->minor, b->minor, &sum)) return diag_set(d, "money.overflow", NULL);
    *out = *a;
    out->minor = sum;
    return 0;
}

int decimal_parse(const char *s, decimal_t *out, diag_t *d) {
    const char *at = s;
    digits_t digits;
    blanks(&at);
    bool read = digits_read(&at, &digits);
    blanks(&at);
    if (!read || *at) return diag_set(d, "value.number", "text", s, "problem", form_problem(s), NULL);
    while (digits.fraction_len > 0 && digits.fraction[digits.fraction_len - 1] == '0')
        digits.fraction_len--;
    if (digits.fraction_len > DECIMAL_SCALE_MAX)
        return diag_set(d, "value.number", "text", s, "problem", "fraction", NULL);
    decimal_t n = {.scale = (uint8_t)digits.fraction_len};
    if (!digits_scaled(&digits, digits.fraction_len, DECIMAL_DIGITS_MAX, &n.mantissa))
        return diag_set(d, "value.number", "text", s, "problem", "too_long", NULL);
    *out = n;
    return 0;
}

static __int128 scaled(const decimal_t *n) {
    __int128 v = n->mantissa;
    for (int i = n->scale; i < DECIMAL_SCALE_MAX; i++)
        v *= 10;
    return v;
}

int decimal_compare(const decimal_t *a, const decimal_t *b) {
    __int128 x = scaled(a), y = scaled(b);
    return (x > y) - (x < y);
}

int decimal_add(const decimal_t *a, const decimal_t *b, decimal_t *out, diag_t *d) {
    __int128 sum = scaled(a) + scaled(b); /* of 18 digits each: far from the end of the type */
    uint8_t scale = DECIMAL_SCALE_MAX;
    while (scale > 0 && sum % 10 == 0) {
        sum /= 10;
        scale--;
    }
    if (sum > INT64_MAX || sum < INT64_MIN) return diag_set(d, "number.overflow", NULL);
    *out = (decimal_t){.mantissa = (int64_t)sum, .scale = scale};
    return 0;
}
