/* Words for codes: reading the tables, finding a code, filling a template; see texts.h. The tables are Lua
 * data, read in a sandbox like any other file. Templates are checked by a test, not here: a mark without its
 * end is printed as it stands. */
#include "script/texts.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "base/instant.h"
#include "script/sandbox.h"
#include "script/texts_source.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    const char *code, *words;
} entry_t;

struct texts {
    arena_t arena;
    const char *lang, *other; /* "en" and "zh", or the other way round */
    entry_t *entries;         /* sorted by code */
    size_t count, room;
};

enum { CODE_MAX = 200, NAME_MAX_BYTES = 64 };

/* These files are the program's own. On a machine that has too much to do, what is there for rules would
 * leave people without words: time is no limit here. */
static const sandbox_limits_t LIMITS = {.cpu_ms = 60 * 1000, .wall_ms = 600 * 1000};

/* ---- the tables ---- */

typedef struct reading {
    texts_t *texts;
    sandbox_ref_t result;
    const char *file;
} reading_t;

static int by_code(const void *a, const void *b) {
    return strcmp(((const entry_t *)a)->code, ((const entry_t *)b)->code);
}

static int add(texts_t *t, const char *code, const char *words, diag_t *d) {
    if (t->count == t->room) {
        size_t room = t->room > 0 ? t->room * 2 : 512;
        entry_t *grown = arena_grow(&t->arena, t->entries, t->count, room, sizeof *grown);
        if (grown == NULL) return diag_memory(d);
        t->entries = grown;
        t->room = room;
    }
    t->entries[t->count++] = (entry_t){code, words};
    return 0;
}

static int take_table(lua_State *L, void *ctx, diag_t *d) {
    reading_t *r = ctx;
    sandbox_push(L, r->result);
    sandbox_value_t table;
    if (sandbox_read(L, -1, 0, &r->texts->arena, &table, d) != 0) return -1;
    if (table.kind != SANDBOX_TABLE || table.u.table.count > 0)
        return diag_set(d, "texts.entry", "code", "", "file", r->file, NULL);
    for (size_t i = 0; i < table.u.table.field_count; i++) {
        const sandbox_field_t *f = &table.u.table.fields[i];
        if (f->value.kind != SANDBOX_TEXT)
            return diag_set(d, "texts.entry", "code", f->name, "file", r->file, NULL);
        if (add(r->texts, f->name, f->value.u.text.at, d) != 0) return -1;
    }
    return 0;
}

static int read_file(texts_t *t, sandbox_t *sb, const embedded_file_t *file, diag_t *d) {
    reading_t reading = {.texts = t, .file = file->name};
    if (sandbox_load_rule(sb, file->name, file->data, file->size, NULL, NULL, &reading.result, d) != 0)
        return -1;
    if (reading.result == SANDBOX_NO_REF)
        return diag_set(d, "texts.entry", "code", "", "file", file->name, NULL);
    return sandbox_run(sb, take_table, &reading, d);
}

/* "texts/cli_en.lua" is of language "en". */
static bool is_of(const char *name, const char *lang) {
    size_t length = strlen(name), tail = strlen(lang) + strlen(".lua");
    return strncmp(name, "texts/", 6) == 0 && length > tail + 6 && name[length - tail - 1] == '_' &&
           strncmp(name + length - tail, lang, strlen(lang)) == 0 && strcmp(name + length - 4, ".lua") == 0;
}

static int read_all(texts_t *t, diag_t *d) {
    int files = 0, status = 0;
    sandbox_t *sb = sandbox_new(&LIMITS, d);
    if (sb == NULL) return -1;
    for (const embedded_file_t *f = scripts_files; status == 0 && f->name != NULL; f++) {
        if (!is_of(f->name, t->lang)) continue;
        status = read_file(t, sb, f, d);
        files++;
    }
    sandbox_free(sb);
    if (status != 0) return status;
    if (files == 0) return diag_set(d, "texts.language", "lang", t->lang, NULL);
    qsort(t->entries, t->count, sizeof *t->entries, by_code);
    for (size_t i = 1; i < t->count; i++)
        if (by_code(&t->entries[i - 1], &t->entries[i]) == 0)
            return diag_set(d, "texts.twice", "code", t->entries[i].code, NULL);
    return 0;
}

texts_t *texts_open(const char *lang, diag_t *d) {
    texts_t *t = mem_alloc(sizeof *t);
    if (t == NULL) {
        diag_memory(d);
        return NULL;
    }
    arena_init(&t->arena, 0);
    t->lang = arena_strdup(&t->arena, lang);
    t->other = strcmp(lang, "zh") == 0 ? "en" : "zh";
    int status = t->lang == NULL ? diag_memory(d) : read_all(t, d);
    if (status == 0) return t;
    texts_close(t);
    return NULL;
}

void texts_close(texts_t *t) {
    if (t == NULL) return;
    arena_free(&t->arena);
    mem_free(t);
}

const char *texts_template(const texts_t *t, const char *code) {
    entry_t wanted = {.code = code};
    if (code == NULL || t->count == 0) return NULL;
    const entry_t *found = bsearch(&wanted, t->entries, t->count, sizeof wanted, by_code);
    return found != NULL ? found->words : NULL;
}

const char *texts_word(const texts_t *t, const char *family, const char *word) {
    char code[CODE_MAX];
    int length = snprintf(code, sizeof code, "%s.%s", family, word);
    const char *words = length > 0 && (size_t)length < sizeof code ? texts_template(t, code) : NULL;
    return words != NULL ? words : word;
}

const char *texts_code_at(const texts_t *t, size_t index) {
    return index < t->count ? t->entries[index].code : NULL;
}

/* ---- filling a template ---- */

typedef struct filling {
    const texts_t *texts;
    texts_get_fn get;
    void *ctx;
    buf_t *out;
    bool lacking; /* a parameter of the part at hand is empty or absent */
} filling_t;

static bool is_some(const char *value) {
    return value != NULL && value[0] != '\0';
}

static const char *value_in(const filling_t *f, const char *name, const char *lang) {
    char twin[NAME_MAX_BYTES + 8];
    snprintf(twin, sizeof twin, "%s_%s", name, lang);
    return f->get(f->ctx, twin);
}

/* The parameter, in the reader's language if it has words in both. */
static const char *value_of(const filling_t *f, const char *name) {
    const char *value = value_in(f, name, f->texts->lang);
    if (!is_some(value)) value = f->get(f->ctx, name);
    if (!is_some(value)) value = value_in(f, name, f->texts->other);
    return value;
}

/* "2026-03-02 09:00 UTC"; anything that is no instant as it is. */
static void put_time(buf_t *out, const char *value) {
    instant_t t;
    char text[INSTANT_TEXT];
    if (instant_parse(value, &t) != 0 || strlen(instant_format(t, 0, true, text)) < 16) {
        buf_puts(out, value);
        return;
    }
    buf_printf(out, "%.10s %.5s UTC", text, text + 11);
}

/* What stands between two of a list. */
static const char *joint_of(const filling_t *f) {
    const char *joint = texts_template(f->texts, "list.and");
    return joint != NULL ? joint : ", ";
}

/* The family "aspect_code": a list between commas, each with its own words. */
static void put_aspects(filling_t *f, const char *value) {
    for (const char *p = value; *p != '\0';) {
        char one[CODE_MAX];
        size_t length = strcspn(p, ",");
        snprintf(one, sizeof one, "%.*s", (int)length, p);
        buf_puts(f->out, texts_word(f->texts, "aspect_code", one));
        p += length + strspn(p + length, ", ");
        if (*p != '\0') buf_puts(f->out, joint_of(f));
    }
}

/* The family "list": what stands between ", ", as the language writes it. */
static void put_list(filling_t *f, const char *value) {
    for (const char *comma; (comma = strstr(value, ", ")) != NULL; value = comma + 2) {
        buf_printf(f->out, "%.*s%s", (int)(comma - value), value, joint_of(f));
    }
    buf_puts(f->out, value);
}

/* One parameter: NAME, NAME/NAME…, perhaps with |FAMILY. `mark` is its own copy. */
static void put_parameter(filling_t *f, char *mark) {
    char *family = strchr(mark, '|');
    const char *value = NULL;
    if (family != NULL) *family++ = '\0';
    for (char *name = mark; name != NULL && !is_some(value);) {
        char *next = strchr(name, '/');
        if (next != NULL) *next++ = '\0';
        value = value_of(f, name);
        name = next;
    }
    if (!is_some(value))
        f->lacking = true;
    else if (family == NULL)
        buf_puts(f->out, value);
    else if (strcmp(family, "time") == 0)
        put_time(f->out, value);
    else if (strcmp(family, "source") == 0)
        texts_put_source(f->texts, value, f->out);
    else if (strcmp(family, "aspect_code") == 0)
        put_aspects(f, value);
    else if (strcmp(family, "list") == 0)
        put_list(f, value);
    else
        buf_puts(f->out, texts_word(f->texts, family, value));
}

/* The words from `p` to `end`, or to the end of the optional part when `optional`; where it stopped. */
static const char *fill_part(filling_t *f, const char *p, bool optional) {
    while (*p != '\0' && !(optional && *p == ']')) {
        const char *end = *p == '{' && p[1] != '{' ? strchr(p, '}') : NULL;
        char mark[NAME_MAX_BYTES];
        if (end != NULL && (size_t)(end - p) <= sizeof mark) {
            snprintf(mark, sizeof mark, "%.*s", (int)(end - p - 1), p + 1);
            put_parameter(f, mark);
            p = end + 1;
        } else if (*p == '[' && p[1] != '[' && !optional) {
            size_t before = f->out->len;
            f->lacking = false;
            p = fill_part(f, p + 1, true);
            if (f->lacking && !f->out->failed) f->out->len = before;
            if (*p == ']') p++;
        } else {
            if ((*p == '[' || *p == '{') && p[1] == *p) p++;
            buf_u8(f->out, (uint8_t)*p++);
        }
    }
    return p;
}

static void fill(const texts_t *t, buf_t *out, const char *words, texts_get_fn get, void *ctx) {
    filling_t filling = {.texts = t, .get = get, .ctx = ctx, .out = out};
    fill_part(&filling, words, false);
}

static char *finish(buf_t *b, arena_t *arena) {
    buf_u8(b, 0);
    char *text = b->failed ? NULL : arena_strdup(arena, (const char *)b->at);
    buf_free(b);
    return text;
}

char *texts_fill(const texts_t *t, const char *code, texts_get_fn get, void *ctx, arena_t *arena) {
    const char *words = texts_template(t, code);
    buf_t b;
    buf_init(&b, 0);
    if (words != NULL)
        fill(t, &b, words, get, ctx);
    else
        buf_puts(&b, code);
    return finish(&b, arena);
}

/* ---- errors ---- */

static const char *parameter(void *ctx, const char *name) {
    return diag_get(ctx, name);
}

/* What host code raised inside a rule comes wrapped in rule.runtime, whose message is the cause as code and
 * parameters: the cause says it better. */
static bool told_by_cause(const diag_t *e) {
    const char *message = diag_get(e, "message");
    if (e->cause == NULL || e->cause->code == NULL || message == NULL) return false;
    size_t length = strlen(e->cause->code);
    return strncmp(message, e->cause->code, length) == 0 &&
           (message[length] == '\0' || message[length] == ':');
}

/* Example facts that the checker adds to whatever error: told last, unless the template has them. */
static void put_example(const texts_t *t, const diag_t *e, const char *words, buf_t *out) {
    const char *example = diag_get(e, "example");
    const char *tail = texts_template(t, "error.example");
    if (!is_some(example) || tail == NULL || (words != NULL && strstr(words, "{example") != NULL)) return;
    fill(t, out, tail, parameter, (void *)(uintptr_t)e);
}

static void put_place(const diag_t *e, const diag_t *before, buf_t *out) {
    if (before != NULL && strcmp(before->file, e->file) == 0 && before->line == e->line) return;
    if (e->file[0] != '\0' && e->line > 0)
        buf_printf(out, "%s:%d: ", e->file, e->line);
    else if (e->file[0] != '\0')
        buf_printf(out, "%s: ", e->file);
}

static void put_error(const texts_t *t, const diag_t *e, buf_t *out) {
    const char *words = texts_template(t, e->code);
    if (words != NULL) {
        fill(t, out, words, parameter, (void *)(uintptr_t)e);
    } else {
        buf_puts(out, e->code != NULL ? e->code : "?");
        for (int i = 0; i < e->param_count; i++)
            buf_printf(out, " %s=%s", e->params[i].name, e->store + e->params[i].at);
    }
    put_example(t, e, words, out);
}

char *texts_error(const texts_t *t, const diag_t *error, arena_t *arena) {
    const diag_t *before = NULL, *skipped = NULL;
    buf_t b;
    buf_init(&b, 0);
    for (const diag_t *e = error; e != NULL; e = e->cause) {
        if (told_by_cause(e)) {
            skipped = e;
            continue;
        }
        if (before != NULL) buf_puts(&b, "\n  ");
        put_place(e, before, &b);
        put_error(t, e, &b);
        if (skipped != NULL) put_example(t, skipped, NULL, &b);
        skipped = NULL;
        before = e;
    }
    return finish(&b, arena);
}
