/* International bank account numbers for rules: iban.valid(text), iban.country(text). ISO 13616: two letters
 * of the country, two check digits, the country's own number; the length is fixed by country; moved round and
 * with letters read as 10 to 35, the whole is 1 modulo 97 (ISO 7064 MOD 97-10). Blanks between groups are
 * passed over, small letters are taken for capitals. */
#include <countersign/plugin.h>
#include <string.h>

enum { IBAN_LONGEST = 34, CHECK_MODULUS = 97 };

/* Lengths by country, as registered; sorted by country. */
static const struct {
    char country[3];
    unsigned char length;
} registered[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20},
    {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20},
    {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24},
    {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25},
    {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
    {"YE", 30},
};

static int is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

static int is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Capitals and digits of `text` without blanks; 0 when anything else is in it or it is too long. */
static size_t compact(const char *text, char out[IBAN_LONGEST + 1]) {
    size_t n = 0;
    for (; *text != '\0'; text++) {
        char c = *text;
        if (c == ' ') continue;
        if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
        if ((!is_letter(c) && !is_digit(c)) || n == IBAN_LONGEST) return 0;
        out[n++] = c;
    }
    out[n] = '\0';
    return n;
}

static unsigned registered_length(const char *iban) {
    for (size_t i = 0; i < sizeof registered / sizeof registered[0]; i++)
        if (memcmp(registered[i].country, iban, 2) == 0) return registered[i].length;
    return 0;
}

/* The number modulo 97, its first four characters read last. */
static unsigned remainder_of(const char *iban, size_t length) {
    unsigned rest = 0;
    for (size_t i = 0; i < length; i++) {
        char c = iban[(i + 4) % length];
        rest = is_digit(c) ? rest * 10 + (unsigned)(c - '0') : rest * 100 + (unsigned)(c - 'A') + 10;
        rest %= CHECK_MODULUS;
    }
    return rest;
}

static int valid(const char *text) {
    char iban[IBAN_LONGEST + 1];
    size_t length = compact(text, iban);
    if (length < 5 || length != registered_length(iban)) return 0;
    if (!is_digit(iban[2]) || !is_digit(iban[3])) return 0;
    /* 00, 01 and 99 can't come out of the rule that makes check digits, though 97 divides them too. */
    int check = (iban[2] - '0') * 10 + (iban[3] - '0');
    return check >= 2 && check <= 98 && remainder_of(iban, length) == 1;
}

static int wants_text(const struct cs_value *argument, struct cs_result *result) {
    if (argument->kind == CS_TEXT || argument->kind == CS_NONE) return 0;
    strcpy(result->error.text, "the account number must be a text");
    return -1;
}

/* iban.valid(text): is it one? An empty field is none. */
static int call_valid(void *plugin, const struct cs_value *arguments, size_t count,
                      struct cs_result *result) {
    (void)plugin, (void)count;
    if (wants_text(&arguments[0], result) != 0) return -1;
    result->kind = CS_FLAG;
    result->flag = arguments[0].kind == CS_TEXT && valid(arguments[0].text);
    return 0;
}

/* iban.country(text): "DE"; nothing when it is not valid. */
static int call_country(void *plugin, const struct cs_value *arguments, size_t count,
                        struct cs_result *result) {
    (void)plugin, (void)count;
    if (wants_text(&arguments[0], result) != 0) return -1;
    if (arguments[0].kind != CS_TEXT || !valid(arguments[0].text)) return 0;
    char iban[IBAN_LONGEST + 1];
    compact(arguments[0].text, iban);
    result->kind = CS_TEXT;
    memcpy(result->text, iban, 2);
    result->text[2] = '\0';
    return 0;
}

static const struct cs_function functions[] = {
    {"iban.valid", 1, 1, call_valid},
    {"iban.country", 1, 1, call_country},
};

const struct cs_plugin cs_plugin = {
    .version = CS_PLUGIN_VERSION,
    .size = sizeof(struct cs_plugin),
    .name = "iban",
    .about = "Checks international bank account numbers (ISO 13616) in forms",
    .open = NULL,  /* nothing to open: it keeps nothing */
    .close = NULL, /* and nothing to close */
    .channels = NULL,
    .channel_count = 0,
    .functions = functions,
    .function_count = sizeof functions / sizeof functions[0],
};
