/* From words to a request; see cli.h. */
#include "cli/cli.h"
#include "server/fields.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *field_of(const arg_t *arg) {
    return arg->field != NULL ? arg->field : arg->name;
}

static const arg_t *option_named(const verb_t *verb, const char *name, size_t length) {
    for (const arg_t *a = verb->args; a->name != NULL; a++)
        if (a->option && strlen(a->name) == length && strncmp(a->name, name, length) == 0) return a;
    return NULL;
}

static int unknown_option(const verb_t *verb, const char *given, diag_t *d) {
    const char *names[64] = {"as", "at", "json", "key", "lang", "help", "clock"};
    size_t count = 7;
    for (const arg_t *a = verb->args; a->name != NULL && count < 64; a++)
        if (a->option) names[count++] = a->name;
    const char *near = nearest_name(given, names, count);
    return diag_set(d, "usage.unknown", "option", given, "nearest", near != NULL ? near : "", "verb",
                    verb->name, NULL);
}

static int put_value(const arg_t *arg, const char *text, json_t *request, diag_t *d) {
    json_t *value;
    if (arg->kind == ARG_NUMBER) {
        char *end;
        errno = 0;
        long long number = strtoll(text, &end, 10);
        if (errno != 0 || *end != '\0' || end == text)
            return diag_set(d, "usage.value", "option", arg->name, "value", text, NULL);
        value = json_integer(number);
    } else {
        value = json_string(text);
        if (value == NULL) return diag_set(d, "usage.utf8", "option", arg->name, NULL);
    }
    return json_object_set_new(request, field_of(arg), value) != 0 ? diag_memory(d) : 0;
}

/* "amount=26.85" into the object of that field; "items.1.what=Desk", a cell of a table, is such a name too.
 */
static int put_pair(const arg_t *arg, const char *text, json_t *request, diag_t *d) {
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text) return diag_set(d, "usage.pair", "text", text, NULL);
    json_t *object = json_object_get(request, field_of(arg));
    if (object == NULL) {
        object = json_object();
        if (json_object_set_new(request, field_of(arg), object) != 0) return diag_memory(d);
    }
    json_t *value = json_string(equals + 1);
    if (value == NULL) return diag_set(d, "usage.utf8", "option", text, NULL);
    size_t length = (size_t)(equals - text);
    if (json_object_getn(object, text, length) != NULL) { /* the last would win, and nobody be told */
        json_decref(value);
        return diag_set(d, "usage.twice", "text", text, NULL);
    }
    return json_object_setn_new(object, text, length, value) != 0 ? diag_memory(d) : 0;
}

static int put_item(const arg_t *arg, const char *text, json_t *request, diag_t *d) {
    json_t *list = json_object_get(request, field_of(arg)), *value = json_string(text);
    if (value == NULL) return diag_set(d, "usage.utf8", "option", arg->name, NULL);
    if (list == NULL) {
        list = json_array();
        if (json_object_set_new(request, field_of(arg), list) != 0) list = NULL;
    }
    return json_array_append_new(list, value) != 0 ? diag_memory(d) : 0;
}

/* "record" of one, "records" of several: where the second comes, the first moves. */
static int put_more(const arg_t *arg, const char *text, json_t *request, diag_t *d) {
    char name[32];
    const char *one = field_of(arg);
    snprintf(name, sizeof name, "%ss", one);
    arg_t many = {.name = arg->name, .field = name};
    json_t *first = json_object_get(request, one);
    if (first == NULL && json_object_get(request, name) == NULL) return put_value(arg, text, request, d);
    if (first != NULL) {
        if (put_item(&many, json_string_value(first), request, d) != 0) return -1;
        json_object_del(request, one);
    }
    return put_item(&many, text, request, d);
}

static bool is_given(const arg_t *arg, const json_t *request) {
    char many[32];
    snprintf(many, sizeof many, "%ss", field_of(arg));
    return json_object_get(request, field_of(arg)) != NULL ||
           (arg->kind == ARG_ONE_OR_MORE && json_object_get(request, many) != NULL);
}

/* One option with what follows it; returns how many words it took, -1: error. */
static int take_option(const verb_t *verb, int argc, char **argv, int i, json_t *request, diag_t *d) {
    const char *word = argv[i] + 2, *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
    const arg_t *arg = option_named(verb, word, length);
    if (arg == NULL) return unknown_option(verb, word, d);
    if (arg->kind == ARG_FLAG)
        return json_object_set_new(request, field_of(arg), json_true()) != 0 ? diag_memory(d) : 1;
    if (equals == NULL && i + 1 >= argc)
        return diag_set(d, "usage.value", "option", arg->name, "value", "", NULL);
    const char *text = equals != NULL ? equals + 1 : argv[i + 1];
    int status = arg->kind == ARG_LIST    ? put_item(arg, text, request, d)
                 : arg->kind == ARG_PAIRS ? put_pair(arg, text, request, d)
                                          : put_value(arg, text, request, d);
    if (status != 0) return -1;
    return equals != NULL ? 1 : 2;
}

/* A word that is no option. *repeated: the next one belongs to the same argument. */
static int put_word(const arg_t *arg, const char *text, json_t *request, bool *repeated, diag_t *d) {
    *repeated = true;
    switch (arg->kind) {
    case ARG_PAIRS:
        return put_pair(arg, text, request, d);
    case ARG_LIST:
        return put_item(arg, text, request, d);
    case ARG_ONE_OR_MORE:
        return put_more(arg, text, request, d);
    default:
        *repeated = false;
        return put_value(arg, text, request, d);
    }
}

/* After numbers, NAME=VALUE is a field where the verb takes any. NULL: it takes none. As a number, which it
 * can't be, it would be refused alone, when the others are done. */
static const arg_t *pairs_of(const verb_t *verb) {
    for (const arg_t *a = verb->args; a->name != NULL; a++)
        if (a->kind == ARG_PAIRS && !a->option) return a;
    return NULL;
}

/* "leader_above=20000 CNY", where a verb takes a name and then its value. */
static int split_pair(const verb_t *verb, json_t *request, diag_t *d) {
    bool takes = false;
    for (const arg_t *a = verb->args; a->name != NULL; a++)
        takes = takes || (!a->option && a->required && strcmp(a->name, "value") == 0);
    const char *name = json_string_value(json_object_get(request, "name"));
    const char *equals = name != NULL ? strchr(name, '=') : NULL;
    if (!takes || equals == NULL || json_object_get(request, "value") != NULL) return 0;
    json_t *value = json_string(equals + 1), *before = json_stringn(name, (size_t)(equals - name));
    bool failed = json_object_set_new(request, "value", value) != 0;
    failed = json_object_set_new(request, "name", before) != 0 || failed;
    return failed ? diag_memory(d) : 0;
}

int args_parse(const verb_t *verb, int argc, char **argv, json_t *request, diag_t *d) {
    const arg_t *next = verb->args;
    char out[] = "--out"; /* also written -o */
    bool only_words = false;
    for (int i = 0; i < argc;) {
        if (!only_words && strcmp(argv[i], "--") == 0) {
            only_words = true;
            i++;
            continue;
        }
        if (!only_words && strcmp(argv[i], "-o") == 0 && option_named(verb, "out", 3) != NULL) argv[i] = out;
        if (!only_words && strncmp(argv[i], "--", 2) == 0) {
            int took = take_option(verb, argc, argv, i, request, d);
            if (took < 0) return -1;
            i += took;
            continue;
        }
        if (next->kind == ARG_ONE_OR_MORE && strchr(argv[i], '=') != NULL) {
            next = pairs_of(verb);
            if (next == NULL)
                return diag_set(d, "usage.no_fields", "text", argv[i], "verb", verb->name, NULL);
        }
        while (next->name != NULL && next->option)
            next++;
        if (next->name == NULL) return diag_set(d, "usage.extra", "text", argv[i], "verb", verb->name, NULL);
        bool repeated = false;
        if (put_word(next, argv[i], request, &repeated, d) != 0) return -1;
        if (!repeated) next++;
        i++;
    }
    if (split_pair(verb, request, d) != 0) return -1;
    for (const arg_t *a = verb->args; a->name != NULL; a++) {
        char name[48];
        if (!a->required || is_given(a, request)) continue;
        snprintf(name, sizeof name, "%s%s", a->option ? "--" : "", a->name); /* an option as it is typed */
        return diag_set(d, "usage.missing", "argument", name, "verb", verb->name, NULL);
    }
    return 0;
}
