/* Looks over the text of a rule file before Lua compiles it, and refuses what Lua 5.4.4 gets wrong or trips
 * over. Debian 12 ships that version with open bugs, and three of them can be reached by plain rules:
 *
 * - t[a < b], with t an upvalue, compiles to code that may skip loading t and then reads a stale register: a
 *   wrong answer, or memory already freed (upstream 782ef85b). Comparisons inside an index are refused.
 * - x & 1234, in a function with many constants, may take another constant, a text even, for its number
 *   (c764ca71). Rules need no bits: the operators & | ~ << >> are refused.
 * - a.b.b.b…: an error at the end of a long chain is explained by recursion over the chain, which overflows
 * the C stack (7923dbbf). At most 100 links stand in one expression, counted over what it is nested in.
 *
 * The compiler resolves gotos, labels and breaks in quadratic time: at most 1000 of them stand in one file.
 * Other such texts are stopped by the clock (sandbox_load.c).
 *
 * Also refused: _ENV (it would put a rule's own table in place of the guarded environment), <close>, and
 * brackets nested beyond any need. Everything else is left to Lua's own compiler, so this reads tokens, not
 * grammar, and where the two might differ it refuses rather than lets pass. */
#include "script/sandbox_internal.h"
#include <stdio.h>
#include <string.h>

enum { LEVELS_MAX = 100, LINKS_MAX = 100, JUMPS_MAX = 1000 };

typedef enum token {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_KEYWORD,
    TOKEN_VALUE, /* number, text, ... */
    TOKEN_OTHER, /* operator or bracket: its characters */
} token_t;

typedef struct level {
    char open;  /* the bracket, 0 outside of all */
    bool group; /* ( ) that only groups: what is inside goes on outside */
    bool index; /* inside [ ] that index a value */
    int links;  /* . : [ since the expression began */
} level_t;

typedef struct scan {
    const char *at, *end;
    int line;
    token_t token;
    const char *text; /* of the token */
    size_t len;
    level_t levels[LEVELS_MAX + 1];
    int depth, links;  /* links: of all open levels */
    int jumps;         /* goto, break, labels */
    const char *wrong; /* why the file is refused */
    char why[160];
} scan_t;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* One line end, however it is written. */
static void next_line(scan_t *s) {
    char first = *s->at++;
    bool pair = s->at < s->end && (*s->at == '\n' || *s->at == '\r') && *s->at != first;
    if (pair) s->at++;
    s->line++;
}

/* "[", n × "=", "[": returns n, or -1 when no long bracket stands here. */
static int long_bracket(const scan_t *s) {
    const char *p = s->at + 1;
    while (p < s->end && *p == '=')
        p++;
    return p < s->end && *p == '[' ? (int)(p - s->at - 1) : -1;
}

static void skip_long(scan_t *s, int level) {
    s->at += level + 2;
    while (s->at < s->end) {
        if (*s->at == '\n' || *s->at == '\r') {
            next_line(s);
            continue;
        }
        if (*s->at++ != ']') continue;
        const char *p = s->at;
        while (p < s->end && *p == '=')
            p++;
        if (p - s->at == level && p < s->end && *p == ']') {
            s->at = p + 1;
            return;
        }
    }
}

static void skip_text(scan_t *s) {
    char quote = *s->at++;
    while (s->at < s->end && *s->at != quote) {
        bool escape = *s->at == '\\';
        if (escape) s->at++;
        if (s->at >= s->end) return;
        if (*s->at == '\n' || *s->at == '\r') {
            if (!escape) return; /* unfinished: Lua says so */
            next_line(s);
        } else if (escape && *s->at == 'z') {
            s->at++;
            while (s->at < s->end && strchr(" \t\v\f\r\n", *s->at) && *s->at != '\0') {
                if (*s->at == '\n' || *s->at == '\r') {
                    next_line(s);
                } else {
                    s->at++;
                }
            }
        } else {
            s->at++;
        }
    }
    if (s->at < s->end) s->at++;
}

static void skip_number(scan_t *s) {
    while (s->at < s->end && (is_word(*s->at) || *s->at == '.')) {
        char c = *s->at++;
        bool exponent = c == 'e' || c == 'E' || c == 'p' || c == 'P';
        if (exponent && s->at < s->end && (*s->at == '+' || *s->at == '-')) s->at++;
    }
}

static void skip_comment(scan_t *s) {
    s->at += 2;
    int level = s->at < s->end && *s->at == '[' ? long_bracket(s) : -1;
    if (level >= 0) {
        skip_long(s, level);
        return;
    }
    while (s->at < s->end && *s->at != '\n' && *s->at != '\r')
        s->at++;
}

static void skip_blank(scan_t *s) {
    while (s->at < s->end) {
        if (*s->at == '\n' || *s->at == '\r') {
            next_line(s);
        } else if (*s->at == ' ' || (*s->at >= '\t' && *s->at <= '\f')) {
            s->at++;
        } else if (*s->at == '-' && s->at + 1 < s->end && s->at[1] == '-') {
            skip_comment(s);
        } else {
            return;
        }
    }
}

static bool is_keyword(const char *text, size_t len) {
    static const char *const words[] = {
        "and", "break", "do",  "else", "elseif", "end",    "false",  "for",  "function", "goto",  "if",
        "in",  "local", "nil", "not",  "or",     "repeat", "return", "then", "true",     "until", "while"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == len && memcmp(words[i], text, len) == 0) return true;
    }
    return false;
}

static token_t next_token(scan_t *s) {
    static const char *const long_operators[] = {"...", "..", "==", "~=", "<=", ">=", "<<", ">>", "//", "::"};
    skip_blank(s);
    s->text = s->at;
    s->len = 1;
    if (s->at >= s->end) return TOKEN_END;
    char c = *s->at, after = '\0';
    if (s->at + 1 < s->end) after = s->at[1];
    token_t kind = TOKEN_OTHER;
    int bracket = c == '[' ? long_bracket(s) : -1;
    if (is_digit(c) || (c == '.' && is_digit(after))) {
        skip_number(s);
        kind = TOKEN_VALUE;
    } else if (is_word(c)) {
        while (s->at < s->end && is_word(*s->at))
            s->at++;
        kind = is_keyword(s->text, (size_t)(s->at - s->text)) ? TOKEN_KEYWORD : TOKEN_NAME;
    } else if (c == '"' || c == '\'') {
        skip_text(s);
        kind = TOKEN_VALUE;
    } else if (bracket >= 0) {
        skip_long(s, bracket);
        kind = TOKEN_VALUE;
    } else {
        s->at++;
        for (size_t i = 0; i < sizeof long_operators / sizeof *long_operators; i++) {
            size_t n = strlen(long_operators[i]);
            if ((size_t)(s->end - s->text) < n || memcmp(s->text, long_operators[i], n) != 0) continue;
            s->at = s->text + n;
            break;
        }
        if (s->at - s->text == 3) kind = TOKEN_VALUE; /* ... */
    }
    s->len = (size_t)(s->at - s->text);
    return kind;
}

static bool is(const scan_t *s, const char *text) {
    return strlen(text) == s->len && memcmp(s->text, text, s->len) == 0;
}

static bool is_one_of(const scan_t *s, const char *const *list) {
    for (; *list; list++) {
        if (is(s, *list)) return true;
    }
    return false;
}

/* ---- what is counted ---- */

static level_t *here(scan_t *s) {
    return &s->levels[s->depth];
}

static void forget_links(scan_t *s) {
    s->links -= here(s)->links;
    here(s)->links = 0;
}

static void add_link(scan_t *s) {
    here(s)->links++;
    if (++s->links <= LINKS_MAX) return;
    snprintf(s->why, sizeof s->why,
             "more than %d names joined by '.' or '[' in one expression: give a part of it a name of its own",
             LINKS_MAX);
    s->wrong = s->why;
}

static void open_bracket(scan_t *s, bool after_operand) {
    char c = *s->text;
    bool inside_index = here(s)->index;
    if (after_operand && c == '[') add_link(s);
    if (s->depth >= LEVELS_MAX) {
        snprintf(s->why, sizeof s->why, "brackets stand more than %d deep in each other", LEVELS_MAX);
        s->wrong = s->why;
        return;
    }
    bool group = c == '(' && !after_operand;
    s->depth++;
    *here(s) =
        (level_t){.open = c, .group = group, .index = group ? inside_index : c == '[' && after_operand};
}

static void close_bracket(scan_t *s) {
    if (s->depth == 0) return; /* Lua will say so */
    level_t inner = *here(s);
    s->depth--;
    if (inner.group) { /* (a.b).c is one chain */
        s->links -= here(s)->links;
        here(s)->links = inner.links;
        return;
    }
    s->links -= inner.links;
    if (inner.open != '[') forget_links(s); /* the result of a call begins anew */
}

static void check_operator(scan_t *s) {
    static const char *const bits[] = {"&", "|", "~", "<<", ">>", NULL};
    static const char *const comparisons[] = {"<", ">", "<=", ">=", "==", "~=", NULL};
    if (is_one_of(s, bits)) {
        snprintf(s->why, sizeof s->why, "not available in rules: the operator %.*s", (int)s->len, s->text);
        s->wrong = s->why;
    } else if (here(s)->index && is_one_of(s, comparisons)) {
        s->wrong =
            "a comparison can't stand inside [ ]: give it a name first, as in \"local is_late = a < b\"";
    }
}

static void check_name(scan_t *s) {
    if (is(s, "_ENV")) s->wrong = "not available in rules: _ENV";
}

/* "<close>" after the name of a local. */
static void check_attribute(scan_t *s) {
    scan_t ahead = *s;
    if (!is(s, "<") || next_token(&ahead) != TOKEN_NAME || !is(&ahead, "close")) return;
    if (next_token(&ahead) == TOKEN_OTHER && is(&ahead, ">")) s->wrong = "not available in rules: <close>";
}

static void count_jump(scan_t *s) {
    if (++s->jumps <= JUMPS_MAX) return;
    snprintf(s->why, sizeof s->why, "more than %d times goto, break or a label in one file", JUMPS_MAX);
    s->wrong = s->why;
}

/* One token; `operand`: the token before ends an operand. Returns whether this one does. */
static bool take(scan_t *s, bool operand, bool after_dot) {
    switch (s->token) {
    case TOKEN_NAME:
        check_name(s);
        if (!after_dot) forget_links(s);
        return true;
    case TOKEN_KEYWORD:
        if (is(s, "goto") || is(s, "break")) count_jump(s);
        forget_links(s);
        return is(s, "end");
    case TOKEN_VALUE:
        forget_links(s);
        return true;
    default:
        break;
    }
    if (is(s, "(") || is(s, "[") || is(s, "{")) {
        open_bracket(s, operand);
        return false;
    }
    if (is(s, ")") || is(s, "]") || is(s, "}")) {
        close_bracket(s);
        return true;
    }
    if (is(s, ".") || is(s, ":")) {
        add_link(s);
        return false;
    }
    if (is(s, "::")) count_jump(s);
    check_operator(s);
    check_attribute(s);
    forget_links(s);
    return false;
}

static void scan_all(scan_t *s) {
    bool operand = false, after_dot = false;
    while (!s->wrong && (s->token = next_token(s)) != TOKEN_END) {
        operand = take(s, operand, after_dot);
        after_dot = s->token == TOKEN_OTHER && (is(s, ".") || is(s, ":"));
    }
}

/* Leaves out a byte-order mark and the text of a #! line, whose line end stays so that lines keep their
 * numbers. */
static bytes_t skip_prologue(const char *bytes, size_t size) {
    bytes_t text = {(const uint8_t *)bytes, size};
    if (text.len >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0) {
        text.at += 3;
        text.len -= 3;
    }
    if (text.len > 0 && text.at[0] == '#') {
        while (text.len > 0 && *text.at != '\n' && *text.at != '\r') {
            text.at++;
            text.len--;
        }
    }
    return text;
}

static int refuse(sandbox_t *sb, const char *file, int line, const char *why, diag_t *d) {
    snprintf(sb->file, sizeof sb->file, "%s", file);
    sb->line = line;
    sb->trace[0] = '\0';
    return sandbox_report(sb, "rule.syntax", "syntax", why, d);
}

int sandbox_source_check(sandbox_t *sb, const char *file, const char *bytes, size_t size, bytes_t *text,
                         diag_t *d) {
    char why[80];
    *text = skip_prologue(bytes, size);
    if (size > sb->limits.source_bytes) {
        snprintf(why, sizeof why, "the file is longer than %zu bytes", sb->limits.source_bytes);
        return refuse(sb, file, 0, why, d);
    }
    if (text->len > 0 && text->at[0] == LUA_SIGNATURE[0]) {
        return refuse(sb, file, 1, "compiled Lua is not accepted, only text", d);
    }
    scan_t s = {.at = (const char *)text->at, .end = (const char *)text->at + text->len, .line = 1};
    scan_all(&s);
    if (s.wrong) return refuse(sb, file, s.line, s.wrong, d);
    return 0;
}
