/* Words of hidden values; see form_words.h. */
#include "engine/form_words.h"
#include "engine/form_rights.h"
#include <string.h>

enum { ADMINISTRATORS_MAX = 256, WORD_SHORT = 4 };
static const char MASK[] = "…";

int64_t form_viewer(const directory_t *directory, int64_t person, instant_t now) {
    int64_t people[ADMINISTRATORS_MAX];
    size_t count = directory_role_holders(directory, "administrator", NULL, now, people, ADMINISTRATORS_MAX);
    for (size_t i = 0; i < count && i < ADMINISTRATORS_MAX; i++)
        if (people[i] == person) return 0;
    return person;
}

/* ---- what is hidden ---- */

bool form_words_show(const form_words_t *w, const char *field) {
    return form_shows_cell(w->of, w->person, field);
}

/* A sum over like records tells of the fields that it sums and compares. */
static bool shows_use(const form_words_t *w, const char *path) {
    for (size_t i = 0; w->flow && i < w->flow->use_count; i++) {
        const use_def_t *use = &w->flow->uses[i];
        size_t length = strlen(use->name);
        if (strncmp(path, use->name, length) != 0 || path[length] != '.') continue;
        if (!form_words_show(w, use->field)) return false;
        for (size_t k = 0; use->same[k]; k++)
            if (!form_words_show(w, use->same[k])) return false;
    }
    return true;
}

bool form_words_show_fact(const form_words_t *w, const char *path) {
    return !path || (form_shows_fact(w->of, w->person, path) && shows_use(w, path));
}

/* ---- the list ---- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* One character says too little to be told from others. */
static bool too_short(const char *word) {
    size_t characters = 0;
    for (; *word && characters < 2; word++)
        characters += ((unsigned char)*word & 0xc0) != 0x80;
    return characters < 2;
}

static void keep(form_words_t *w, const char *word) {
    if (!word || too_short(word)) return;
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(w->list[i], word) == 0) return;
    if (w->count == w->room) {
        size_t room = w->room ? w->room * 2 : 16;
        const char **more = arena_grow(w->arena, w->list, w->count, room, sizeof *more);
        if (!more) {
            w->failed = true;
            return;
        }
        w->list = more;
        w->room = room;
    }
    w->list[w->count++] = word;
}

/* Length of the number that the text begins with; 0: none. */
static size_t number_length(const char *text) {
    size_t n = text[0] == '-';
    if (!is_digit(text[n])) return 0;
    while (is_digit(text[n]))
        n++;
    if (text[n] == '.' && is_digit(text[n + 1]))
        for (n++; is_digit(text[n]);)
            n++;
    return n;
}

/* "83.00 CNY" is also "83.00" and "83" in a sentence. */
static void keep_text(form_words_t *w, const char *text) {
    if (!text) return;
    keep(w, text);
    size_t n = number_length(text);
    if (n == 0 || (text[n] != '\0' && text[n] != ' ')) return;
    char *number = arena_strndup(w->arena, text, n);
    char *plain = arena_strndup(w->arena, text, n);
    if (!number || !plain) {
        w->failed = true;
        return;
    }
    keep(w, number);
    if (!strchr(plain, '.')) return;
    while (plain[n - 1] == '0')
        plain[--n] = '\0';
    if (plain[n - 1] == '.') plain[n - 1] = '\0';
    keep(w, plain);
}

static void keep_value(form_words_t *w, const value_t *value);

static void keep_cells(form_words_t *w, const value_t *table) {
    for (size_t i = 0; i < table->u.table.count; i++)
        for (size_t k = 0; k < table->u.table.rows[i].count; k++)
            if (table->u.table.rows[i].cells[k].kind != VALUE_TABLE)
                keep_value(w, &table->u.table.rows[i].cells[k]);
}

static void keep_person(form_words_t *w, int64_t id) {
    person_info_t who;
    if (!directory_person(w->directory, id, &who)) return;
    keep(w, who.handle);
    keep(w, who.name);
}

static void keep_department(form_words_t *w, const char *key) {
    department_info_t info;
    keep(w, key);
    if (!key || !directory_department(w->directory, key, &info)) return;
    keep(w, info.name_en);
    keep(w, info.name_zh);
}

static void keep_value(form_words_t *w, const value_t *value) {
    char day[INSTANT_TEXT];
    const char *text;
    switch (value->kind) {
    case VALUE_NONE:
    case VALUE_FLAG: /* yes or no is no secret's word */
        return;
    case VALUE_TABLE:
        keep_cells(w, value);
        return;
    case VALUE_PERSON:
        keep_person(w, value->u.person);
        return;
    case VALUE_DEPARTMENT:
        keep_department(w, value->u.text);
        return;
    case VALUE_RANGE:
        keep(w, arena_strdup(w->arena, day_format(value->u.range.from, day)));
        keep(w, arena_strdup(w->arena, day_format(value->u.range.until, day)));
        return;
    default:
        text = value_text(value, w->arena);
        if (!text) w->failed = true;
        keep_text(w, text);
    }
}

/* Of a table that they see: what stands in columns that they do not. */
static void keep_columns(form_words_t *w, const field_t *field) {
    bool hidden[VALUE_CELLS_MAX];
    const value_t *table = &field->value;
    const field_def_t *def = w->flow ? flow_field(w->flow, field->name) : NULL;
    if (!form_hidden_columns(w->of, w->person, field->name, def, hidden)) return;
    for (size_t i = 0; i < table->u.table.count; i++)
        for (size_t k = 0; k < table->u.table.rows[i].count; k++)
            if (hidden[k] && table->u.table.rows[i].cells[k].kind != VALUE_TABLE)
                keep_value(w, &table->u.table.rows[i].cells[k]);
}

void form_words_fields(form_words_t *w, const field_t *fields, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!form_words_show(w, fields[i].name))
            keep_value(w, &fields[i].value);
        else if (fields[i].value.kind == VALUE_TABLE)
            keep_columns(w, &fields[i]);
    }
}

void form_words_facts(form_words_t *w, const fact_t *facts, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!form_words_show_fact(w, facts[i].path)) keep_text(w, facts[i].text);
}

void form_words_also(form_words_t *w, const record_t *r) {
    if (!w->person || !form_hides(w->of)) return;
    form_words_fields(w, r->fields, r->field_count);
    form_words_fields(w, r->kept, r->kept_count);
    for (size_t i = 0; i < r->deviation_count; i++) {
        form_words_fields(w, r->deviations[i].fields, r->deviations[i].field_count);
        form_words_fields(w, r->deviations[i].before, r->deviations[i].before_count);
        form_words_fields(w, r->deviations[i].was.fields, r->deviations[i].was.field_count);
        form_words_fields(w, r->deviations[i].was.before, r->deviations[i].was.before_count);
    }
    for (size_t i = 0; i < r->plan_count; i++)
        form_words_facts(w, r->plans[i].facts, r->plans[i].fact_count);
    if (arena_failed(w->arena)) w->failed = true;
}

void form_words_begin(form_words_t *w, const record_t *of, const flow_t *flow, const directory_t *directory,
                      int64_t person, arena_t *arena) {
    *w = (form_words_t){.of = of, .flow = flow, .directory = directory, .person = person, .arena = arena};
    form_words_also(w, of);
}

/* ---- texts ---- */

/* Does the number go on before or behind the word? "83" is not told by "183", "83.5" or "1.83". */
static bool number_goes_on(const char *text, const char *at, size_t n) {
    if (is_digit(at[0]) && at > text) {
        if (is_digit(at[-1])) return true;
        if ((at[-1] == '.' || at[-1] == ',') && at - 1 > text && is_digit(at[-2])) return true;
    }
    if (!is_digit(at[n - 1])) return false;
    return is_digit(at[n]) || ((at[n] == '.' || at[n] == ',') && is_digit(at[n + 1]));
}

/* A short word, "no", is none within another one. */
static bool word_goes_on(const char *text, const char *at, size_t n) {
    if (n >= WORD_SHORT) return false;
    if (is_letter(at[0]) && at > text && (is_letter(at[-1]) || is_digit(at[-1]))) return true;
    return is_letter(at[n - 1]) && (is_letter(at[n]) || is_digit(at[n]));
}

/* Length of the longest word that stands there; 0: none. */
static size_t word_at(const form_words_t *w, const char *text, const char *at) {
    size_t longest = 0;
    for (size_t i = 0; i < w->count; i++) {
        if (w->list[i][0] != *at) continue;
        size_t n = strlen(w->list[i]);
        if (n > longest && strncmp(at, w->list[i], n) == 0 && !number_goes_on(text, at, n) &&
            !word_goes_on(text, at, n))
            longest = n;
    }
    return longest;
}

bool form_words_told(const form_words_t *w, const char *text) {
    if (!text) return false;
    if (w->failed) return true;
    for (const char *at = text; *at; at++)
        if (word_at(w, text, at)) return true;
    return false;
}

const char *form_words_cut(form_words_t *w, const char *text) {
    if (!form_words_told(w, text)) return text;
    if (w->failed) return MASK;
    /* two characters or more become three bytes */
    char *out = arena_alloc(w->arena, strlen(text) / 2 * sizeof MASK + 2);
    if (!out) {
        w->failed = true;
        return MASK;
    }
    char *end = out;
    for (const char *at = text; *at;) {
        size_t n = word_at(w, text, at);
        if (n) {
            memcpy(end, MASK, sizeof MASK - 1);
            end += sizeof MASK - 1;
            at += n;
        } else {
            *end++ = *at++;
        }
    }
    *end = '\0';
    return out;
}

/* ---- errors ---- */

/* Names and counts of the host, by which programs go. */
static bool is_name(const char *param) {
    static const char *const NAMES[] = {"field", "fields", "step", "check", "count", "limit", "row", "rows"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strcmp(param, NAMES[i]) == 0) return true;
    return false;
}

void form_words_cut_error(form_words_t *w, diag_t *d) {
    for (diag_t *e = d; e && e->code; e = e->cause) {
        bool told = false;
        for (int i = 0; i < e->param_count; i++)
            told = told || (!is_name(e->params[i].name) && form_words_told(w, e->store + e->params[i].at));
        if (!told) continue;
        diag_t was = *e;
        e->param_count = 0;
        e->used = 0;
        for (int i = 0; i < was.param_count; i++) {
            const char *name = was.params[i].name, *text = was.store + was.params[i].at;
            diag_param(e, name, is_name(name) ? text : form_words_cut(w, text));
        }
    }
}

void form_cut_error(const record_t *record, const flow_t *flow, const directory_t *directory,
                    const command_t *command, instant_t now, arena_t *arena, diag_t *d) {
    form_words_t words;
    if (!record || command->actor.person == 0 || !form_hides(record)) return;
    int64_t viewer = form_viewer(directory, command->actor.person, now);
    if (viewer == 0) return;
    form_words_begin(&words, record, flow, directory, viewer, arena);
    form_words_cut_error(&words, d);
}
