/* Sums over like records (A73): what a flow declares, and what its rules then see as r.NAME: how many there
 * are, what they come to, and their numbers. All three are kept with the plan that was made of them,
 * whichever of them the rule looked at: whoever approves is shown which records they were. */
#include "script/words.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const KEYS[] = {"flow", "field", "same", "within", "currency"};
enum { KEY_FLOW, KEY_FIELD, KEY_SAME, KEY_WITHIN, KEY_CURRENCY, KEY_COUNT };

/* ---- the declaration ---- */

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int known_same(const reader_t *rd, const flow_t *flow, const char *name) {
    const char *names[RULESET_FIELDS_MAX + 2] = {"department", "initiator"};
    const field_def_t *def = flow_field(flow, name);
    if (strcmp(name, "department") == 0 || strcmp(name, "initiator") == 0) return 0;
    if (def && def->kind != VALUE_TABLE && def->kind != VALUE_DOCUMENT) return 0;
    for (size_t i = 0; i < flow->field_count; i++)
        names[2 + i] = flow->fields[i].name;
    const char *near = sandbox_nearest(name, names, flow->field_count + 2);
    return read_fail(rd, "rule.unknown_field", "field", name, "flow", flow->name, "near", near ? near : "",
                     NULL);
}

static int read_same(const reader_t *rd, int idx, const flow_t *flow, use_def_t *out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items = 0;
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, "same", "fields: { \"supplier\" }");
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    if (items < 1 || items > USE_SAME_MAX) return read_expected(rd, idx, "same", "fields: { \"supplier\" }");
    out->same = arena_array(rd->arena, (size_t)items + 1, sizeof *out->same);
    if (!out->same) return diag_memory(rd->d);
    for (lua_Integer i = 0; i < items; i++) {
        lua_rawgeti(L, idx, i + 1);
        if (read_text(rd, lua_gettop(L), "same", RULE_TITLE_MAX, &out->same[i]) != 0 ||
            known_same(rd, flow, out->same[i]) != 0)
            return -1;
        lua_settop(L, top);
    }
    qsort(out->same, (size_t)items, sizeof *out->same, by_name);
    return 0;
}

/* 0 of the field's kind: of the flow's own form, or as `currency` says of another flow's. */
static int read_zero(const reader_t *rd, int base, const flow_t *flow, use_def_t *out) {
    const field_def_t *def = strcmp(out->flow, flow->name) == 0 ? flow_field(flow, out->field) : NULL;
    const char *currency = def && def->kind == VALUE_MONEY ? def->currency : NULL;
    if (strcmp(out->flow, flow->name) == 0 &&
        (!def || (def->kind != VALUE_MONEY && def->kind != VALUE_NUMBER)))
        return read_fail(rd, "rule.no_sum", "field", out->field, "flow", flow->name, NULL);
    if (!lua_isnil(rd->L, base + KEY_CURRENCY) &&
        read_text(rd, base + KEY_CURRENCY, "currency", RULE_TITLE_MAX, &currency) != 0)
        return -1;
    if (def && def->kind == VALUE_MONEY && !currency)
        return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "currency", NULL);
    if (!currency) {
        out->zero = (value_t){.kind = VALUE_NUMBER};
        return 0;
    }
    int digits = currency_digits(currency);
    if (digits < 0) return read_fail(rd, "rule.currency", "in", read_what(rd), "currency", currency, NULL);
    out->zero = (value_t){.kind = VALUE_MONEY, .u.money = {.digits = (uint8_t)digits}};
    memcpy(out->zero.u.money.currency, currency, 3);
    return 0;
}

static int read_use(reader_t *rd, int idx, const flow_t *flow, use_def_t *out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    limit_t within;
    node_options(L, idx);
    if (read_options(rd, top + 1, KEYS, KEY_COUNT, NULL, &base, NULL, NULL) != 0) return -1;
    for (int key = KEY_FIELD; key <= KEY_WITHIN; key++)
        if (lua_isnil(L, base + key))
            return read_fail(rd, "rule.missing", "in", read_what(rd), "word", KEYS[key], NULL);
    out->flow = flow->name;
    if (!lua_isnil(L, base + KEY_FLOW) &&
        read_text(rd, base + KEY_FLOW, "flow", RULE_TITLE_MAX, &out->flow) != 0)
        return -1;
    if (read_text(rd, base + KEY_FIELD, "field", RULE_TITLE_MAX, &out->field) != 0 ||
        read_same(rd, base + KEY_SAME, flow, out) != 0 ||
        read_limit(rd, base + KEY_WITHIN, "within", &within) != 0 || read_zero(rd, base, flow, out) != 0)
        return -1;
    if (within.kind != LIMIT_ELAPSED) /* a window is the same for everybody, whatever their calendar */
        return read_expected(rd, base + KEY_WITHIN, "within", "days or hours, such as days(30)");
    out->within_ms = within.ms;
    lua_settop(L, top);
    return 0;
}

static int name_fits(const reader_t *rd, const flow_t *flow, const char *name) {
    size_t count;
    const char *const *words = facts_reserved(&count);
    bool taken = flow_field(flow, name) != NULL || strlen(name) > RULESET_NAME_MAX || name[0] == '\0';
    for (size_t i = 0; i < count; i++)
        taken = taken || strcmp(words[i], name) == 0;
    return taken ? read_fail(rd, "rule.reserved", "field", name, NULL) : 0;
}

static int use_order(const void *a, const void *b) {
    return strcmp(((const use_def_t *)a)->name, ((const use_def_t *)b)->name);
}

int uses_read(reader_t *rd, int idx, flow_t *flow) {
    lua_State *L = rd->L;
    const char *what = rd->what, *file = rd->file;
    int32_t line = rd->line;
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "uses", "sums by name: { recent = sum_of { … } }");
    sandbox_resolve(L, idx);
    flow->uses = arena_array(rd->arena, USES_MAX, sizeof *flow->uses);
    if (!flow->uses) return diag_memory(rd->d);
    luaL_checkstack(L, 32, "too many options");
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        use_def_t *out = &flow->uses[flow->use_count];
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
        const node_t *node = node_at(L, lua_gettop(L), NODE_USE);
        if (!node) return read_expected(rd, -1, "uses", "sums by name: { recent = sum_of { … } }");
        if (flow->use_count == USES_MAX) return read_fail(rd, "rule.too_many", "what", "uses", NULL);
        rd->file = node->file;
        rd->line = node->line;
        rd->what = "sum_of";
        out->name = arena_strdup(rd->arena, name);
        if (!out->name) return diag_memory(rd->d);
        if (name_fits(rd, flow, name) != 0 || read_use(rd, lua_gettop(L), flow, out) != 0) return -1;
        flow->use_count++;
        rd->what = what;
        rd->file = file;
        rd->line = line;
        lua_pop(L, 1);
    }
    if (flow->use_count > 1) qsort(flow->uses, flow->use_count, sizeof *flow->uses, use_order);
    return 0;
}

/* ---- what rules see ---- */

typedef struct used_object {
    object_t head;
    const use_def_t *def;
    const used_t *used; /* NULL: nothing was looked for */
} used_object_t;

static void log_all(lua_State *L, const use_def_t *def, const used_t *used) {
    arena_t *arena = ruleset_of(L)->call.arena;
    const char *numbers = "";
    for (size_t i = 0; numbers && used && i < used->number_count; i++)
        numbers = arena_printf(arena, "%s%s%s", numbers, i ? ", " : "", used->numbers[i]);
    if (numbers && used && used->count > (int64_t)used->number_count)
        numbers = arena_printf(arena, "%s, …", numbers);
    facts_log_once(L, arena_printf(arena, "%s.count", def->name),
                   arena_printf(arena, "%" PRId64, used ? used->count : 0));
    facts_log_once(L, arena_printf(arena, "%s.sum", def->name),
                   value_text(used ? &used->sum : &def->zero, arena));
    facts_log_once(L, arena_printf(arena, "%s.numbers", def->name), numbers);
}

bool uses_push(lua_State *L, const char *name) {
    const call_t *call = &ruleset_of(L)->call;
    const flow_t *flow = &call->variant->flow;
    for (size_t i = 0; i < flow->use_count; i++) {
        if (strcmp(flow->uses[i].name, name) != 0) continue;
        const used_t *used = call->facts->used ? &call->facts->used[i] : NULL;
        log_all(L, &flow->uses[i], used);
        used_object_t *o = object_new(L, OBJECT_USED, sizeof *o, 0);
        o->def = &flow->uses[i];
        o->used = used;
        return true;
    }
    return false;
}

static void push_numbers(lua_State *L, const used_t *used) {
    lua_newtable(L);
    for (size_t i = 0; used && i < used->number_count; i++) {
        lua_pushstring(L, used->numbers[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static int used_index(lua_State *L) {
    static const char *const names[] = {"count", "sum", "numbers"};
    const used_object_t *o = object_at(L, 1, OBJECT_USED);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    if (!ruleset_of(L)->call.facts) sandbox_fail(L, "rule.facts_gone", NULL);
    const value_t *sum = o->used ? &o->used->sum : &o->def->zero;
    if (strcmp(key, "count") == 0)
        words_push_count(L, o->used ? o->used->count : 0, true);
    else if (strcmp(key, "sum") == 0 && sum->kind == VALUE_MONEY)
        money_push(L, &sum->u.money);
    else if (strcmp(key, "sum") == 0)
        decimal_push(L, &sum->u.number);
    else if (strcmp(key, "numbers") == 0)
        push_numbers(L, o->used);
    else
        return words_unknown(L, "a sum over like records", key, names, 3);
    return 1;
}

static int read_only(lua_State *L) {
    sandbox_fail(L, "rule.read_only", "what", object_word(L, 1), NULL);
}

void uses_setup(lua_State *L) {
    static const luaL_Reg methods[] = {{"__index", used_index}, {"__newindex", read_only}, {NULL, NULL}};
    object_kind_setup(L, OBJECT_USED, "a sum over like records", methods);
}
