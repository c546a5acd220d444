/* What fields, choices and settings are called, as the answer at hand says: "form" and "settings"
 * (shape_glossary in host/server), else the "fields" of a record. See print_private.h. */
#include "cli/print_explain.h"
#include <string.h>

void print_learn(cli_t *cli, const json_t *answer) {
    const json_t *form = json_object_get(answer, "form");
    cli->form = json_is_array(form) ? form : json_object_get(answer, "fields");
    cli->settings = json_object_get(answer, "settings");
}

static const json_t *named(const json_t *list, const char *name, size_t length) {
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)list, i, one) {
        const char *own = print_text(one, "name");
        if (strncmp(own, name, length) == 0 && own[length] == '\0') return one;
    }
    return NULL;
}

const json_t *print_definition(const cli_t *cli, const char *name) {
    return named(cli->form, name, strlen(name));
}

static const char *label_or(cli_t *cli, const json_t *definition, const char *name) {
    const char *label = print_words(cli, definition, "label");
    return label[0] != '\0' ? label : name;
}

const char *print_label(cli_t *cli, const char *name) {
    return label_or(cli, print_definition(cli, name), name);
}

/* A choice by what it is called; anything else as it is. */
static const char *plain_value(cli_t *cli, const json_t *definition, const json_t *value) {
    const json_t *choices = json_object_get(definition, "choices");
    if (!json_is_string(value) || !json_is_object(choices)) return print_value(cli, value);
    const char *called = print_words(cli, choices, json_string_value(value));
    return called[0] != '\0' ? called : json_string_value(value);
}

/* A cell in its row; "–" for one that is empty. */
static const char *cell_words(cli_t *cli, const json_t *definition, const json_t *cell) {
    const char *text = plain_value(cli, definition, cell);
    return text[0] != '\0' ? text : "–";
}

/* Rows by semicolon, cells by comma, without columns that are hidden from whoever reads. */
const char *print_value_of(cli_t *cli, const json_t *definition, const json_t *value) {
    const json_t *columns = json_object_get(definition, "columns");
    if (!json_is_array(value)) return plain_value(cli, definition, value);
    const char *out = "";
    size_t i, k;
    json_t *row, *cell;
    json_array_foreach((json_t *)value, i, row) {
        const char *before = i > 0 ? cli_word(cli, "mark.also") : "";
        json_array_foreach(row, k, cell) {
            const json_t *column = json_array_get(columns, k);
            if (json_is_true(json_object_get(column, "hidden"))) continue;
            const char *longer =
                arena_printf(&cli->arena, "%s%s%s", out, before, cell_words(cli, column, cell));
            if (longer != NULL) out = longer;
            before = print_comma(cli);
        }
    }
    return out;
}

/* ---- what rules read */

/* "involved[2]", a row of a table: what the field is called, and which row. */
static const char *part_words(cli_t *cli, const json_t *definitions, const char *part, size_t length,
                              const json_t **columns) {
    size_t name = strcspn(part, "[.");
    const json_t *field = named(definitions, part, name);
    const char *words = arena_strndup(&cli->arena, part, name < length ? name : length);
    if (words == NULL) return part;
    *columns = json_object_get(field, "columns");
    words = field != NULL ? label_or(cli, field, words) : print_word(cli, "fact", words);
    if (name >= length) return words;
    const char *row = arena_printf(&cli->arena, "%s%.*s", words, (int)(length - name), part + name);
    return row != NULL ? row : words;
}

/* "set.leader_above", "department.head", "recent.sum", "lines[1].price": each part by what it is called. */
const char *print_fact_name(cli_t *cli, const char *path) {
    const char *out = "", *rest = path;
    bool setting = strncmp(path, "set.", 4) == 0;
    if (setting) {
        const char *label = label_or(cli, named(cli->settings, path + 4, strlen(path + 4)), path + 4);
        return print_filled(cli, "fact.setting", json_pack("{s:s}", "name", label));
    }
    const json_t *definitions = cli->form;
    for (bool first = true; *rest != '\0'; first = false) {
        size_t length = strcspn(rest, ".");
        const char *words = part_words(cli, definitions, rest, length, &definitions);
        const char *longer =
            first ? words : print_filled(cli, "fact.of", json_pack("{s:s,s:s}", "whole", out, "part", words));
        out = longer;
        rest += length + (rest[length] == '.');
    }
    return out;
}

/* The rows of a table as a rule read them, "[a, , c; d, e, ]": without brackets, "–" for what is empty. */
static const char *rows_told(cli_t *cli, const char *text) {
    size_t length = strlen(text);
    if (length < 2 || text[0] != '[' || text[length - 1] != ']') return text;
    const char *out = "";
    for (const char *at = text + 1, *last = text + length - 1; at <= last;) {
        const char *end = at;
        while (end < last && strncmp(end, ", ", 2) != 0 && strncmp(end, "; ", 2) != 0)
            end++;
        const char *mark = end == last ? "" : *end == ',' ? print_comma(cli) : cli_word(cli, "mark.also");
        const char *longer = arena_printf(&cli->arena, "%s%.*s%s", out, end == at ? 3 : (int)(end - at),
                                          end == at ? "–" : at, mark);
        if (longer == NULL) return text;
        out = longer;
        at = end < last ? end + 2 : last + 1;
    }
    return out;
}

const char *print_fact_value(cli_t *cli, const json_t *fact, const char *member) {
    const json_t *value = json_object_get(fact, member), *limit = json_object_get(fact, "limit");
    const char *path = print_text(fact, "path"), *text = print_text(fact, member);
    if (json_is_object(limit) && strcmp(member, "text") == 0) return print_limit(cli, limit);
    if (strcmp(path, "risk") == 0) return print_word(cli, "risk", text);
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) return print_word(cli, "flag", text);
    const json_t *definition = print_definition(cli, path);
    if (json_object_get(definition, "columns") != NULL) return rows_told(cli, text);
    return definition != NULL ? plain_value(cli, definition, value) : text;
}

/* An opinion in which one on each aspect stands after the whole: "Fine.; budget: It is there." */
const char *print_with_aspects(cli_t *cli, const char *opinion, const char *aspects) {
    const char *out = opinion;
    for (const char *p = aspects; *p != '\0';) {
        size_t length = strcspn(p, ",");
        const char *one = arena_strndup(&cli->arena, p, length);
        const char *mark = one != NULL ? arena_printf(&cli->arena, "%s: ", one) : NULL;
        const char *at = mark != NULL ? strstr(out, mark) : NULL;
        bool begins = at != NULL && (at == out || (at - out >= 2 && strncmp(at - 2, "; ", 2) == 0));
        if (begins) {
            int kept = (int)(at - out) - (at > out ? 2 : 0);
            const char *longer = arena_printf(
                &cli->arena, "%.*s%s%s%s%s", kept, out, at > out ? cli_word(cli, "mark.also") : "",
                print_word(cli, "aspect", one), print_colon(cli), at + strlen(mark));
            if (longer != NULL) out = longer;
        }
        p += length + (p[length] == ',');
    }
    return out;
}

/* ---- the rule's own words */

const char *print_quoted(cli_t *cli, const json_t *object, const char *name) {
    char twin[40];
    snprintf(twin, sizeof twin, "%s_zh", name);
    const char *zh = cli->zh ? print_text(object, twin) : "";
    return zh[0] != '\0' ? zh : print_text(object, name);
}

/* People who are named in a field: the field by what it is called, if that can stand between quotes. */
static const char *with_labels(cli_t *cli, const char *coded) {
    static const char FIELD[] = "(field \"";
    const char *at = strstr(coded, FIELD), *from = at != NULL ? at + strlen(FIELD) : NULL;
    const char *end = from != NULL ? strchr(from, '"') : NULL;
    if (end == NULL) return coded;
    const json_t *field = named(cli->form, from, (size_t)(end - from));
    const char *label = print_words(cli, field, "label"), *rest = with_labels(cli, end);
    if (label[0] == '\0' || strpbrk(label, "\"\\") != NULL) return coded;
    const char *out = arena_printf(&cli->arena, "%.*s%s%s", (int)(from - coded), coded, label, rest);
    return out != NULL ? out : coded;
}

const char *print_source(cli_t *cli, const json_t *object, const char *name) {
    char code[40];
    snprintf(code, sizeof code, "%s_code", name);
    const char *coded = with_labels(cli, print_text(object, code));
    const char *words = coded[0] != '\0' ? texts_source(cli->texts, coded, &cli->arena) : NULL;
    return words != NULL ? words : print_text(object, name);
}

const char *print_aspect_names(cli_t *cli, const char *aspects) {
    const char *out = "";
    for (const char *p = aspects; p != NULL && *p != '\0';) {
        size_t length = strcspn(p, ",");
        const char *one = arena_strndup(&cli->arena, p, length);
        const char *longer = arena_printf(&cli->arena, "%s%s%s", out, out[0] != '\0' ? print_comma(cli) : "",
                                          one != NULL ? print_word(cli, "aspect", one) : "");
        if (longer != NULL) out = longer;
        p += length + (p[length] == ',');
    }
    return out;
}

const char *print_stage_name(cli_t *cli, const json_t *stage) {
    const char *title = print_words(cli, stage, "stage_title"), *name = print_text(stage, "stage_name");
    if (name[0] == '\0') name = print_text(stage, "stage");
    return title[0] == '\0' || strcmp(title, name) == 0 ? print_word(cli, "stage", name) : title;
}
