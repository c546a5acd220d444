/* Fields that a rule works out (A72): each function is called by itself, in the order of the form, and sees
 * the record with the fields worked out before it. One that fails because something it read is empty leaves
 * its field empty: a draft may lack what a submission needs. */
#include "script/words.h"
#include <string.h>

typedef struct computing {
    ruleset_t *rs;
    variant_t *variant;
    size_t index;
    value_t value;
} computing_t;

/* Pushes the field's function out of the flow's declaration. */
static void push_function(lua_State *L, const computing_t *c) {
    const char *const path[] = {"form", c->variant->flow.fields[c->index].name};
    sandbox_push(L, c->variant->base->options);
    sandbox_resolve(L, lua_gettop(L));
    for (int i = 0; i < 2; i++) {
        lua_pushstring(L, path[i]);
        lua_rawget(L, -2);
        if (i == 0) sandbox_resolve(L, lua_gettop(L));
    }
    node_options(L, lua_gettop(L));
    lua_pushliteral(L, "computed");
    lua_rawget(L, -2);
}

static int body(lua_State *L, void *ctx, diag_t *d) {
    computing_t *c = ctx;
    const variant_t *v = c->variant;
    reader_t rd = {.L = L,
                   .rs = c->rs,
                   .arena = c->rs->call.arena,
                   .d = d,
                   .variant = v,
                   .file = v->base->file,
                   .line = v->base->line,
                   .what = v->flow.fields[c->index].name};
    push_function(L, c);
    lua_Debug ar;
    lua_pushvalue(L, -1);
    if (lua_getinfo(L, ">S", &ar) && ar.source[0] == '@') {
        rd.file = ruleset_file_name(c->rs, ar.source + 1);
        rd.line = ar.linedefined;
    }
    facts_push_record(L);
    facts_push_settings(L);
    lua_call(L, 2, 1);
    c->value = (value_t){VALUE_NONE};
    if (lua_isnil(L, -1)) return 0;
    return value_read_as(&rd, lua_gettop(L), &v->flow.fields[c->index], "computed", &c->value);
}

static int run_one(computing_t *c, const facts_t *facts, arena_t *arena, computed_t *out, diag_t *d) {
    ruleset_t *rs = c->rs;
    if (ruleset_ready(rs, d) != 0) return -1;
    rs->call =
        (call_t){.facts = facts, .arena = arena, .variant = c->variant, .computing = (int)c->index + 1};
    int failed = sandbox_run(rs->sb, body, c, d);
    const char *empty = rs->call.last_empty;
    *out = (computed_t){.field = {.name = c->variant->flow.fields[c->index].name},
                        .read = rs->call.log,
                        .read_count = rs->call.log_count};
    rs->call = (call_t){0};
    if (!failed) {
        out->field.value = c->value;
        return 0;
    }
    bool limit = false; /* no memory, or a limit of the sandbox: nothing that the form could mend */
    for (const diag_t *e = d; e; e = e->cause) {
        limit = limit || diag_is(e, "memory.out") || diag_is(e, "rule.memory") || diag_is(e, "rule.time");
        if (!empty && diag_is(e, "rule.empty_sum")) empty = diag_get(e, "column");
    }
    const char *lacks = empty && !limit ? arena_strdup(arena, empty) : NULL;
    if (!lacks) {
        rules_context(rs, c->variant, d);
        return -1;
    }
    out->lacks = lacks;
    diag_clear(d);
    return 0;
}

/* Puts a field into the copy's sorted fields, which have room. */
static void put_field(record_t *copy, const field_t *field) {
    size_t at = 0;
    while (at < copy->field_count && strcmp(copy->fields[at].name, field->name) < 0)
        at++;
    bool there = at < copy->field_count && strcmp(copy->fields[at].name, field->name) == 0;
    size_t rest = copy->field_count - at;
    if (field->value.kind == VALUE_NONE) {
        if (there) memmove(copy->fields + at, copy->fields + at + 1, (rest - 1) * sizeof *field);
        copy->field_count -= there;
        return;
    }
    if (!there) memmove(copy->fields + at + 1, copy->fields + at, rest * sizeof *field);
    copy->field_count += !there;
    copy->fields[at] = *field;
}

int rules_compute(void *ctx, const flow_t *flow, const facts_t *facts, arena_t *arena, computed_t **out,
                  size_t *count, diag_t *d) {
    record_t copy = *facts->record;
    facts_t now = *facts;
    now.record = &copy;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < flow->field_count; i++) {
        if (!flow->fields[i].computed) continue;
        if (!*out) {
            *out = arena_array(arena, flow->field_count, sizeof **out);
            copy.fields = arena_array(arena, copy.field_count + flow->field_count, sizeof *copy.fields);
            if (!*out || !copy.fields) return diag_memory(d);
            if (copy.field_count)
                memcpy(copy.fields, facts->record->fields, copy.field_count * sizeof *copy.fields);
        }
        computing_t c = {.rs = ctx, .variant = (variant_t *)(const variant_t *)flow, .index = i};
        computed_t *one = &(*out)[(*count)++];
        if (run_one(&c, &now, arena, one, d) != 0) return -1;
        put_field(&copy, &one->field);
    }
    return 0;
}
