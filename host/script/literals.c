/* Comparisons that can never hold, found in the text of rule files when they are opened: r.department == "hr"
 * (an object and a text), r.kind == "servces" (no such choice), r.rate == 0.5 (a decimal and a binary
 * fraction). Lua answers false to each without a sound, and a rule that asks so would let things pass.
 * Quotients of number fields by `/`, which are binary fractions, or no number at all for 0/0, are refused for
 * the same reason.
 *
 * Only what is certain is told: a field of `r` beside == or ~= and a literal, where every flow that the file
 * declares or extends agrees on the field's type. */
#include "script/check_private.h"
#include "script/words.h"
#include <string.h>

typedef struct seen {
    value_kind_t kind; /* VALUE_NONE: no such field, or not the same in all flows */
    const field_def_t *def;
} seen_t;

static bool is(const tokens_t *t, size_t i, const char *text) {
    return i < t->count && t->list[i].kind != TOKEN_TEXT && strcmp(t->list[i].text, text) == 0;
}

static bool of_file(const variant_t *v, const char *file) {
    if (strcmp(v->base->file, file) == 0) return true;
    for (size_t i = 0; i < v->extension_count; i++) {
        if (strcmp(v->extensions[i]->file, file) == 0) return true;
    }
    return false;
}

static seen_t field_kind(const ruleset_t *rs, const char *file, const char *name) {
    seen_t seen = {VALUE_NONE, NULL};
    if (strcmp(name, "department") == 0) return (seen_t){VALUE_DEPARTMENT, NULL};
    if (strcmp(name, "initiator") == 0) return (seen_t){VALUE_PERSON, NULL};
    if (strcmp(name, "submitted_on") == 0) return (seen_t){VALUE_DATE, NULL};
    for (size_t i = 0; i < rs->variant_count; i++) {
        const variant_t *v = rs->variants[i];
        const field_def_t *def = v->broken || !of_file(v, file) ? NULL : flow_field(&v->flow, name);
        if (!def) continue;
        if (seen.kind != VALUE_NONE && seen.kind != def->kind) return (seen_t){VALUE_NONE, NULL};
        /* Two flows may offer different choices: what either has is fine, so neither is told of. */
        if (seen.def && def->kind == VALUE_CHOICE && seen.def != def) def = NULL;
        seen = (seen_t){def ? def->kind : VALUE_NONE, def};
        if (!def) return seen;
    }
    return seen;
}

static bool is_choice(const field_def_t *def, const char *text) {
    for (size_t i = 0; def->choices && def->choices[i]; i++) {
        if (strcmp(def->choices[i], text) == 0) return true;
    }
    return false;
}

/* What to write instead; NULL: the comparison is fine. `literal`: its token, after a minus perhaps. */
static const char *remedy(const seen_t *seen, const token_t *literal) {
    bool text = literal->kind == TOKEN_TEXT, number = literal->kind == TOKEN_NUMBER;
    bool flag = !text && (strcmp(literal->text, "true") == 0 || strcmp(literal->text, "false") == 0);
    if (!text && !number && !flag) return NULL;
    switch (seen->kind) {
    case VALUE_TEXT:
    case VALUE_DOCUMENT:
        return text ? NULL : "a text in quotes";
    case VALUE_CHOICE:
        if (!text) return "one of its choices in quotes";
        return !seen->def || is_choice(seen->def, literal->text) ? NULL : "one of its choices";
    case VALUE_MONEY:
        return "an amount: amount \"5000 EUR\"";
    case VALUE_NUMBER:
        if (number && !strpbrk(literal->text, ".eExX")) return NULL;
        return "a whole number, or number \"0.5\"";
    case VALUE_DATE:
        return "a date: date \"2026-01-31\"";
    case VALUE_PERSON:
        return "its .handle with a text, or another person";
    case VALUE_DEPARTMENT:
        return "its .key with a text, or department \"hr\"";
    case VALUE_FLAG:
        return flag ? NULL : "true or false";
    case VALUE_RANGE:
        return "its .from and .to with dates";
    case VALUE_TABLE:
        return "the number of its rows: #r.lines";
    case VALUE_NONE:
        break;
    }
    return NULL;
}

static const char *near_choice(const seen_t *seen, const token_t *literal) {
    size_t count = 0;
    if (!seen->def || seen->kind != VALUE_CHOICE || literal->kind != TOKEN_TEXT) return "";
    while (seen->def->choices && seen->def->choices[count])
        count++;
    const char *near = sandbox_nearest(literal->text, seen->def->choices, count);
    return near ? near : "";
}

static int never(const tokens_t *t, const char *field, const seen_t *seen, const token_t *literal,
                 diag_t *d) {
    const char *instead = remedy(seen, literal);
    if (!instead) return 0;
    diag_set(d, "rule.never_equal", "field", field, "type", value_kind_word(seen->kind), "literal",
             literal->text, "instead", instead, "near", near_choice(seen, literal), NULL);
    return diag_at(d, t->file, literal->line), -1;
}

/* Tokens i, i+1, i+2 are `r . NAME`, and the name is where the expression ends. */
static bool field_at(const tokens_t *t, size_t i) {
    static const char *const goes_on[] = {".", "(", "[", ":"};
    if (!is(t, i, "r") || !is(t, i + 1, ".") || i + 2 >= t->count || t->list[i + 2].kind != TOKEN_NAME)
        return false;
    if (i > 0 && (is(t, i - 1, ".") || is(t, i - 1, ":"))) return false;
    for (size_t k = 0; k < sizeof goes_on / sizeof *goes_on; k++) {
        if (is(t, i + 3, goes_on[k])) return false;
    }
    return !(i + 3 < t->count && t->list[i + 3].kind == TOKEN_TEXT);
}

static bool equals(const tokens_t *t, size_t i) {
    return is(t, i, "==") || is(t, i, "~=");
}

/* One `/`, not `//`. */
static bool divides(const tokens_t *t, size_t i) {
    return is(t, i, "/") && !is(t, i + 1, "/") && !(i > 0 && is(t, i - 1, "/"));
}

/* A text that something is done to (("x"):rep(3), "a" .. b) is no literal any more. */
static bool literal_ends(const tokens_t *t, size_t i) {
    return !is(t, i + 1, "..") && !is(t, i + 1, "+") && !is(t, i + 1, "-") && !is(t, i + 1, "*") &&
           !is(t, i + 1, ":");
}

/* Before a literal: a name or a bracket makes it an argument (amount "5 EUR"), or a part of something larger.
 */
static bool literal_begins(const tokens_t *t, size_t i) {
    static const char *const words[] = {"and",   "or",    "not",  "return", "if", "elseif",
                                        "while", "until", "then", "else",   "do"};
    static const char *const marks[] = {")", "]", "}", "..", "+", "-", "*", "/", "%", "#"};
    if (i == 0) return true;
    if (t->list[i - 1].kind == TOKEN_MARK) {
        for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
            if (is(t, i - 1, marks[k])) return false;
        }
        return true;
    }
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        if (is(t, i - 1, words[k])) return true;
    }
    return false;
}

static int check_field(const ruleset_t *rs, const tokens_t *t, size_t i, diag_t *d) {
    const char *name = t->list[i + 2].text;
    size_t after = i + 3;
    seen_t seen = field_kind(rs, t->file, name);
    if (seen.kind == VALUE_NONE) return 0;
    if (seen.kind == VALUE_NUMBER && (divides(t, after) || (i > 0 && divides(t, i - 1)))) {
        diag_set(d, "rule.binary_division", "field", name, NULL);
        return diag_at(d, t->file, t->list[i].line), -1;
    }
    bool whole = literal_begins(t, i); /* nothing is done to the field either: #r.lines == 0 */
    if (whole && equals(t, after)) {
        size_t literal = after + 1 + (is(t, after + 1, "-") ? 1 : 0);
        if (literal < t->count && literal_ends(t, literal))
            return never(t, name, &seen, &t->list[literal], d);
    }
    if (i >= 2 && equals(t, i - 1) && literal_begins(t, i - 2) && literal_ends(t, i + 2))
        return never(t, name, &seen, &t->list[i - 2], d);
    return 0;
}

int literals_check(const ruleset_t *rs, size_t index, diag_t *d) {
    arena_t arena;
    tokens_t tokens = {0};
    int failed = 0;
    arena_init(&arena, 0);
    if (tokens_read(&rs->content.files[index], &arena, &tokens) != 0) {
        arena_free(&arena);
        return diag_memory(d);
    }
    for (size_t i = 0; i < tokens.count && !failed; i++) {
        if (field_at(&tokens, i)) failed = check_field(rs, &tokens, i, d);
    }
    arena_free(&arena);
    return failed;
}
