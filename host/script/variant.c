/* Flows as they hold for a department: the company's, with the extensions and settings of each department on
 * the way up applied, furthest ancestor first. Made when first asked for, kept as long as the ruleset. */
#include "script/words.h"
#include <stdio.h>
#include <string.h>

enum { CLIMB_MAX = 64 };

/* ---- making one ---- */

static declared_t *find_flow(const ruleset_t *rs, const char *name) {
    for (size_t i = 0; i < rs->declared_count; i++) {
        if (rs->declared[i].kind == DECLARED_FLOW && strcmp(rs->declared[i].name, name) == 0)
            return &rs->declared[i];
    }
    return NULL;
}

static declared_t *find_extension(const ruleset_t *rs, const char *flow, const char *department) {
    for (size_t i = 0; i < rs->declared_count; i++) {
        declared_t *e = &rs->declared[i];
        if (e->kind == DECLARED_EXTENSION && strcmp(e->name, flow) == 0 && e->department &&
            strcmp(e->department, department) == 0)
            return e;
    }
    return NULL;
}

static bool has_settings(const ruleset_t *rs, const char *flow, const char *department) {
    for (size_t i = 0; i < rs->content.setting_count; i++) {
        const setting_value_t *s = &rs->content.settings[i];
        if (s->department && strcmp(s->department, department) == 0 && strcmp(s->flow, flow) == 0)
            return true;
    }
    return false;
}

static bool extension_sets(lua_State *L, const declared_t *e) {
    int top = lua_gettop(L);
    sandbox_push(L, e->options);
    sandbox_resolve(L, top + 1);
    lua_pushliteral(L, "settings");
    bool sets = lua_rawget(L, top + 1) != LUA_TNIL;
    lua_settop(L, top);
    return sets;
}

static int intern_names(lua_State *L, ruleset_t *rs, variant_t *v) {
    const flow_t *f = &v->flow;
    if (!v->fields.at) {
        v->fields = (names_t){arena_array(&rs->arena, f->field_count, sizeof(char *)), f->field_count};
        v->settings = (names_t){arena_array(&rs->arena, f->setting_count, sizeof(char *)), f->setting_count};
        if (!v->fields.at || !v->settings.at) return -1;
    }
    for (size_t i = 0; i < f->field_count; i++)
        v->fields.at[i] = words_intern(L, f->fields[i].name);
    for (size_t i = 0; i < f->setting_count; i++)
        v->settings.at[i] = words_intern(L, f->settings[i].name);
    return 0;
}

typedef struct making {
    ruleset_t *rs;
    variant_t *v;
} making_t;

static int make_body(lua_State *L, void *ctx, diag_t *d) {
    const making_t *m = ctx;
    reader_t rd = {.L = L, .rs = m->rs, .arena = &m->rs->arena, .d = d};
    if (flow_read(&rd, m->v) != 0) return -1;
    for (size_t i = 0; i < m->v->extension_count; i++)
        m->v->settings_differ = m->v->settings_differ || extension_sets(L, m->v->extensions[i]);
    if (intern_names(L, m->rs, m->v) != 0) return diag_memory(d);
    return 0;
}

int variant_link(lua_State *L, ruleset_t *rs, variant_t *v, arena_t *arena, diag_t *d) {
    reader_t rd = {.L = L,
                   .rs = rs,
                   .arena = arena,
                   .d = d,
                   .what = v->flow.name,
                   .path = "*",
                   .file = v->base->file,
                   .line = v->base->line};
    setting_def_t *settings;
    stage_def_t *stages;
    size_t count;
    int *slots;
    if (settings_read(&rd, v, &settings, &count, &v->values) != 0) return -1;
    if (stages_read(&rd, v, &stages, &count, &slots) != 0) return -1;
    if (intern_names(L, rs, v) != 0) return diag_memory(d);
    memcpy(v->stage_slots, slots, count * sizeof *slots);
    return 0;
}

static variant_t *add(ruleset_t *rs, diag_t *d) {
    if (rs->variant_count >= RULESET_VARIANTS_MAX) {
        diag_set(d, "rule.too_many", "what", "variants", NULL);
        return NULL;
    }
    if (rs->variant_count == rs->variant_room) {
        size_t room = rs->variant_room ? rs->variant_room * 2 : 32;
        variant_t **more = arena_grow(&rs->arena, rs->variants, rs->variant_count, room, sizeof(variant_t *));
        if (!more) {
            (void)diag_memory(d);
            return NULL;
        }
        rs->variants = more;
        rs->variant_room = room;
    }
    variant_t *v = arena_alloc(&rs->arena, sizeof *v);
    if (!v) {
        (void)diag_memory(d);
        return NULL;
    }
    rs->variants[rs->variant_count++] = v;
    return v;
}

/* `chain`: departments, furthest first. */
static variant_t *make(ruleset_t *rs, declared_t *base, const char *const *chain, size_t chain_count,
                       diag_t *d) {
    variant_t *v = add(rs, d);
    if (!v) return NULL;
    v->base = base;
    v->broken = true;
    v->chain = arena_array(&rs->arena, chain_count, sizeof *v->chain);
    v->extensions = arena_array(&rs->arena, chain_count, sizeof(declared_t *));
    if (!v->chain || !v->extensions) {
        (void)diag_memory(d);
        return NULL;
    }
    for (size_t i = 0; i < chain_count; i++) {
        declared_t *e = find_extension(rs, base->name, chain[i]);
        if (e) v->extensions[v->extension_count++] = e;
        v->settings_differ = v->settings_differ || has_settings(rs, base->name, chain[i]);
        v->chain[v->chain_count++] = arena_strdup(&rs->arena, chain[i]);
        if (!v->chain[i]) {
            (void)diag_memory(d);
            return NULL;
        }
    }
    v->flow.handle = (int32_t)rs->variant_count - 1;
    v->flow.department = chain_count ? v->chain[chain_count - 1] : NULL;
    v->company = v;
    making_t m = {rs, v};
    if (sandbox_run(rs->sb, make_body, &m, d) != 0) {
        if (!diag_get(d, "flow")) diag_param(d, "flow", base->name);
        return NULL;
    }
    v->broken = false;
    return v;
}

/* ---- finding one ---- */

static variant_t *find(const ruleset_t *rs, const declared_t *base, const char *const *chain, size_t count) {
    for (size_t i = 0; i < rs->variant_count; i++) {
        variant_t *v = rs->variants[i];
        if (v->base != base || v->chain_count != count) continue;
        size_t same = 0;
        while (same < count && strcmp(v->chain[same], chain[same]) == 0)
            same++;
        if (same == count) return v;
    }
    return NULL;
}

static variant_t *find_or_make(ruleset_t *rs, declared_t *base, const char *const *chain, size_t count,
                               diag_t *d) {
    variant_t *v = find(rs, base, chain, count);
    if (v && !v->broken) return v;
    if (v) {
        diag_set(d, "rule.broken_flow", "flow", base->name, NULL);
        diag_at(d, base->file, base->line);
        return NULL;
    }
    if (ruleset_ready(rs, d) != 0) return NULL;
    v = make(rs, base, chain, count, d);
    if (!v || count == 0) return v;
    v->company = find_or_make(rs, base, NULL, 0, d);
    return v->company ? v : NULL;
}

/* The departments from the top down to `department` that change this flow. */
static size_t changing(const ruleset_t *rs, const char *flow, const char *department, const directory_t *dir,
                       const char *out[CLIMB_MAX]) {
    const char *up[CLIMB_MAX];
    size_t count = 0, changed = 0;
    department_info_t info;
    for (const char *key = department; key && key[0] && count < CLIMB_MAX;) {
        if (find_extension(rs, flow, key) || has_settings(rs, flow, key)) up[count++] = key;
        key = dir && directory_department(dir, key, &info) ? info.parent : NULL;
    }
    while (count > 0)
        out[changed++] = up[--count];
    return changed;
}

static int unknown_flow(const ruleset_t *rs, const char *name, diag_t *d) {
    const char *names[512];
    size_t count = 0;
    for (size_t i = 0; i < rs->declared_count && count < 512; i++) {
        if (rs->declared[i].kind == DECLARED_FLOW) names[count++] = rs->declared[i].name;
    }
    const char *near = sandbox_nearest(name, names, count);
    return diag_set(d, "flow.unknown", "flow", name, "near", near ? near : "", NULL);
}

int variant_for(ruleset_t *rs, const char *name, const char *department, const directory_t *dir,
                const flow_t **out, diag_t *d) {
    const char *chain[CLIMB_MAX];
    declared_t *base = find_flow(rs, name);
    if (!base) return unknown_flow(rs, name, d);
    size_t count = changing(rs, name, department, dir, chain);
    const variant_t *v = find_or_make(rs, base, chain, count, d);
    if (!v) return -1;
    *out = &v->flow;
    return 0;
}

/* ---- all that is declared ---- */

typedef struct errors {
    diag_t *list;
    size_t max, *count;
} errors_t;

/* Keeps the error, if there is room. */
static void note(errors_t *e, const diag_t *d) {
    if (*e->count < e->max) diag_copy(&e->list[*e->count], d);
    ++*e->count;
}

static int twice(const declared_t *a, const declared_t *first, const char *what, diag_t *d) {
    char line[16];
    (void)snprintf(line, sizeof line, "%d", (int)first->line);
    diag_set(d, "rule.twice", "what", what, "name", a->name, "other_file", first->file, "other_line", line,
             NULL);
    return diag_at(d, a->file, a->line), -1;
}

/* Names once each; extensions of flows that are there. */
static int check_declared(const ruleset_t *rs, const declared_t *a, diag_t *d) {
    for (const declared_t *b = rs->declared; b < a; b++) {
        if (a->kind != b->kind || strcmp(a->name, b->name) != 0) continue;
        if (a->kind == DECLARED_FLOW) return twice(a, b, "flow", d);
        if (a->kind == DECLARED_EXTENSION && a->department && b->department &&
            strcmp(a->department, b->department) == 0)
            return twice(a, b, "extend", d);
        if (a->kind == DECLARED_TEST && a->file == b->file) return twice(a, b, "test", d);
    }
    if (a->kind == DECLARED_EXTENSION && !find_flow(rs, a->name)) {
        (void)unknown_flow(rs, a->name, d);
        return diag_at(d, a->file, a->line), -1;
    }
    return 0;
}

static int department_body(lua_State *L, void *ctx, diag_t *d) {
    ruleset_t *rs = ctx;
    for (size_t i = 0; i < rs->declared_count; i++) {
        declared_t *e = &rs->declared[i];
        if (e->kind != DECLARED_EXTENSION || e->department) continue;
        reader_t rd = {.L = L,
                       .rs = rs,
                       .arena = &rs->arena,
                       .d = d,
                       .what = "extend",
                       .file = e->file,
                       .line = e->line};
        lua_settop(L, 0);
        sandbox_push(L, e->options);
        sandbox_resolve(L, 1);
        lua_pushliteral(L, "department");
        e->department = e->folder;
        if (lua_rawget(L, 1) != LUA_TNIL &&
            read_text(&rd, 2, "department", RULE_TITLE_MAX, &e->department) != 0)
            return -1;
        if (!e->department) return read_fail(&rd, "rule.missing", "in", "extend", "word", "department", NULL);
        /* A department's folder holds what that department changes, not what others do. */
        if (e->folder && strcmp(e->folder, e->department) != 0)
            return read_fail(&rd, "rule.foreign_department", "department", e->department, "folder", e->folder,
                             NULL);
    }
    return 0;
}

static int test_body(lua_State *L, void *ctx, diag_t *d) {
    ruleset_t *rs = ctx;
    rs->tests = arena_array(&rs->arena, rs->declared_count, sizeof *rs->tests);
    if (!rs->tests) return diag_memory(d);
    for (size_t i = 0; i < rs->declared_count; i++) {
        reader_t rd = {.L = L, .rs = rs, .arena = &rs->arena, .d = d};
        if (rs->declared[i].kind != DECLARED_TEST) continue;
        if (test_read(&rd, &rs->declared[i], &rs->tests[rs->test_count]) != 0) return -1;
        if (!find_flow(rs, rs->tests[rs->test_count].flow)) {
            (void)unknown_flow(rs, rs->tests[rs->test_count].flow, d);
            return diag_at(d, rs->declared[i].file, rs->declared[i].line), -1;
        }
        rs->test_count++;
    }
    return 0;
}

static int check_setting_flows(const ruleset_t *rs, diag_t *d) {
    for (size_t i = 0; i < rs->content.setting_count; i++) {
        if (!find_flow(rs, rs->content.settings[i].flow))
            return unknown_flow(rs, rs->content.settings[i].flow, d);
    }
    return 0;
}

static void step(errors_t *e, int failed, diag_t *d) {
    if (failed) note(e, d);
    diag_clear(d);
}

int variants_open(ruleset_t *rs, diag_t *errors, size_t max, size_t *count) {
    errors_t e = {errors, max, count};
    diag_t d;
    diag_init(&d);
    step(&e, sandbox_run(rs->sb, department_body, rs, &d), &d);
    for (size_t i = 0; i < rs->declared_count; i++)
        step(&e, check_declared(rs, &rs->declared[i], &d), &d);
    for (size_t i = 0; i < rs->declared_count; i++) {
        declared_t *declared = &rs->declared[i];
        if (declared->kind == DECLARED_FLOW && find_flow(rs, declared->name) == declared)
            step(&e, !make(rs, declared, NULL, 0, &d), &d);
    }
    for (size_t i = 0; i < rs->declared_count; i++) {
        const declared_t *x = &rs->declared[i];
        declared_t *base = x->kind == DECLARED_EXTENSION ? find_flow(rs, x->name) : NULL;
        const variant_t *company = base ? find(rs, base, NULL, 0) : NULL;
        if (company && !company->broken && x->department)
            step(&e, !find_or_make(rs, base, &x->department, 1, &d), &d);
    }
    rs->listed = rs->variant_count;
    for (size_t i = 0; i < rs->content.file_count; i++)
        step(&e, !rs->skipped[i] && literals_check(rs, i, &d) != 0, &d);
    step(&e, sandbox_run(rs->sb, test_body, rs, &d), &d);
    step(&e, check_setting_flows(rs, &d), &d);
    for (size_t i = 0; i < rs->content.setting_count; i++) {
        const setting_value_t *s = &rs->content.settings[i];
        declared_t *base = find_flow(rs, s->flow);
        const variant_t *company = base ? find(rs, base, NULL, 0) : NULL;
        if (company && !company->broken && s->department && s->department[0] &&
            !find(rs, base, &s->department, 1))
            step(&e, !find_or_make(rs, base, &s->department, 1, &d), &d);
    }
    return *count ? -1 : 0;
}

const variant_t *variant_company(const ruleset_t *rs, const char *name) {
    for (size_t i = 0; i < rs->variant_count; i++) {
        const variant_t *v = rs->variants[i];
        if (!v->broken && v->company == v && strcmp(v->flow.name, name) == 0) return v;
    }
    return NULL;
}
