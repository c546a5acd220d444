/* changes = { amount = { by = role "buyer", from = amount "100 EUR" }, purpose = {} }: what may be changed
 * after the end, by whom, and how much of it counts (A46). */
#include "script/words.h"

enum { KEY_BY, KEY_FROM, KEY_FRACTION, KEY_COUNT };
static const char *const KEYS[] = {"by", "from", "fraction"};

static bool given(const reader_t *rd, int base, int key) {
    return !lua_isnil(rd->L, base + key);
}

static int read_from(const reader_t *rd, int idx, const field_def_t *def, value_t *out) {
    out->kind = def->kind;
    if (def->kind == VALUE_NUMBER)
        return decimal_at(rd->L, idx, &out->u.number) ? 0 : read_expected(rd, idx, "from", "a number");
    const money_t *money = def->kind == VALUE_MONEY ? money_at(rd->L, idx) : NULL;
    if (!money) return read_expected(rd, idx, "from", "an amount such as amount \"100 EUR\"");
    out->u.money = *money;
    return 0;
}

static int read_one(reader_t *rd, int idx, const field_def_t *def, change_rule_t *out) {
    int base, top = lua_gettop(rd->L);
    if (lua_type(rd->L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, def->name, "{ by = people, from = amount or number, fraction = part }");
    sandbox_resolve(rd->L, idx);
    if (read_options(rd, idx, KEYS, KEY_COUNT, NULL, &base, NULL, NULL) != 0) return -1;
    out->field = def->name;
    if (given(rd, base, KEY_BY) && read_source(rd, base + KEY_BY, "by", &out->by) != 0) return -1;
    bool sized = def->kind == VALUE_MONEY || def->kind == VALUE_NUMBER;
    if ((given(rd, base, KEY_FROM) || given(rd, base, KEY_FRACTION)) && !sized)
        return read_expected(rd, idx, def->name, "by alone: only amounts and numbers have a size");
    if (given(rd, base, KEY_FROM) && read_from(rd, base + KEY_FROM, def, &out->from) != 0) return -1;
    if (given(rd, base, KEY_FRACTION) &&
        read_permille(rd, base + KEY_FRACTION, "a part between 0.001 and 0.999 of what was approved",
                      &out->permille) != 0)
        return -1;
    lua_settop(rd->L, top);
    return 0;
}

int flow_changes_read(reader_t *rd, int idx, flow_t *out) {
    int base, top = lua_gettop(rd->L);
    const char **names = arena_array(rd->arena, out->field_count + 1, sizeof *names);
    out->changes = arena_array(rd->arena, out->field_count + 1, sizeof *out->changes);
    if (!names || !out->changes) return diag_memory(rd->d);
    if (lua_type(rd->L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "changes", "fields by name: { amount = { by = … } }");
    sandbox_resolve(rd->L, idx);
    for (size_t i = 0; i < out->field_count; i++)
        names[i] = out->fields[i].name;
    if (!lua_checkstack(rd->L, (int)out->field_count + 20)) return diag_memory(rd->d);
    if (read_options(rd, idx, names, out->field_count, NULL, &base, NULL, NULL) != 0) return -1;
    for (size_t i = 0; i < out->field_count; i++) {
        const field_def_t *def = &out->fields[i];
        if (lua_isnil(rd->L, base + (int)i)) continue;
        if (def->computed) return read_expected(rd, base + (int)i, def->name, "a field that people fill in");
        if (read_one(rd, base + (int)i, def, &out->changes[out->change_count]) != 0) return -1;
        out->change_count++;
    }
    lua_settop(rd->L, top);
    return 0;
}
