/* Reading a field's value from the text that a person or a test of a rule wrote. */
#include "model/fields.h"
#include "model/flow.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int not_a(const char *code, const field_def_t *def, const char *text, diag_t *d) {
    diag_set(d, code, "text", text, NULL);
    return field_blame(def, d);
}

static int copy_text(const char *text, arena_t *arena, value_kind_t kind, value_t *out, diag_t *d) {
    out->kind = kind;
    out->u.text = arena_strdup(arena, text);
    return out->u.text ? 0 : diag_memory(d);
}

static int date_parse(const field_def_t *def, const char *text, value_t *out, diag_t *d) {
    out->kind = VALUE_DATE;
    return day_parse(text, &out->u.date) == 0 ? 0 : not_a("value.date", def, text, d);
}

/* "2026-01-01..2026-01-31"; a single date is a range of one day. */
static int dates_parse(const field_def_t *def, const char *text, value_t *out, diag_t *d) {
    enum { DATE_MOST = 16 };
    char first[DATE_MOST];
    const char *dots = strstr(text, "..");
    size_t len = dots ? (size_t)(dots - text) : strlen(text);
    out->kind = VALUE_RANGE;
    if (len >= sizeof first) return not_a("value.date_range", def, text, d);
    memcpy(first, text, len);
    first[len] = '\0';
    if (day_parse(first, &out->u.range.from) != 0 ||
        day_parse(dots ? dots + 2 : first, &out->u.range.until) != 0 ||
        out->u.range.from > out->u.range.until)
        return not_a("value.date_range", def, text, d);
    return 0;
}

static int flag_parse(const field_def_t *def, const char *text, value_t *out, diag_t *d) {
    static const char *const yes[] = {"yes", "true", "是"};
    static const char *const no[] = {"no", "false", "否"};
    out->kind = VALUE_FLAG;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (strcmp(text, yes[i]) == 0) {
            out->u.flag = true;
            return 0;
        }
        if (strcmp(text, no[i]) == 0) return 0;
    }
    return not_a("value.flag", def, text, d);
}

/* "#42" is the person of that id; anything else a handle, which the caller looks up. */
static int person_parse(const char *text, arena_t *arena, value_t *out, diag_t *d) {
    if (text[0] == '#' && text[1] >= '1' && text[1] <= '9') {
        char *end;
        errno = 0;
        long long id = strtoll(text + 1, &end, 10);
        if (errno == 0 && *end == '\0') {
            out->kind = VALUE_PERSON;
            out->u.person = id;
            return 0;
        }
    }
    return copy_text(text, arena, VALUE_TEXT, out, d);
}

/* A choice by what people call it. */
static const char *choice_called(const field_def_t *def, const char *text) {
    for (size_t i = 0; def->choices && def->choices[i]; i++)
        if (strcmp(def->choices[i], text) == 0) return text;
    for (size_t i = 0; def->choices && def->choices_en && def->choices[i]; i++) {
        const char *en = def->choices_en[i], *zh = def->choices_zh[i];
        if ((en && strcmp(en, text) == 0) || (zh && strcmp(zh, text) == 0)) return def->choices[i];
    }
    return text;
}

/* Only the form of the text is looked at here. */
static int read_as(const field_def_t *def, const char *text, arena_t *arena, value_t *out, diag_t *d) {
    switch (def->kind) {
    case VALUE_CHOICE:
        return copy_text(choice_called(def, text), arena, def->kind, out, d);
    case VALUE_TEXT:
    case VALUE_DEPARTMENT:
        return copy_text(text, arena, def->kind, out, d);
    case VALUE_MONEY:
        out->kind = VALUE_MONEY;
        return money_parse(text, def->currency, &out->u.money, d) == 0 ? 0 : field_blame(def, d);
    case VALUE_NUMBER:
        out->kind = VALUE_NUMBER;
        return decimal_parse(text, &out->u.number, d) == 0 ? 0 : field_blame(def, d);
    case VALUE_DATE:
        return date_parse(def, text, out, d);
    case VALUE_RANGE:
        return dates_parse(def, text, out, d);
    case VALUE_PERSON:
        return person_parse(text, arena, out, d);
    case VALUE_FLAG:
        return flag_parse(def, text, out, d);
    case VALUE_DOCUMENT:
    case VALUE_TABLE:
    case VALUE_NONE:
        break;
    }
    /* Documents are attached and tables come as rows: neither has a spelling in one line. */
    diag_set(d, "field.type", "expected", value_kind_word(def->kind), "problem",
             def->kind == VALUE_DOCUMENT ? "attached" : "no_text_form", NULL);
    return field_blame(def, d);
}

int field_parse(const field_def_t *def, const char *text, arena_t *arena, value_t *out, diag_t *d) {
    value_t read;
    memset(&read, 0, sizeof read);
    memset(out, 0, sizeof *out);
    if (!text || !text[0]) return 0;
    if (read_as(def, text, arena, &read, d) != 0) return -1;
    bool handle = def->kind == VALUE_PERSON && read.kind == VALUE_TEXT;
    if (!handle && field_check(def, &read, d) != 0) return -1;
    *out = read;
    return 0;
}
