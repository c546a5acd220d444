/* The table of words (scripts/vocabulary/words.lua) against the vocabulary: every word is documented, every
 * example works, and what is made from the table is up to date. */
#include "rules_try.h"

#include "script/sandbox_internal.h"
#include "script/words.h"
#include <lualib.h>

static char *text_of(const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, name);
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("%s is missing", path);
    static char text[512 * 1024];
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    char *copy = strdup(text);
    assert_non_null(copy);
    return copy;
}

/* A plain Lua state with the table of words on its stack. */
static lua_State *open_words(void) {
    char path[512];
    lua_State *L = luaL_newstate();
    assert_non_null(L);
    luaL_openlibs(L);
    snprintf(path, sizeof path, "%s/scripts/vocabulary/words.lua", SOURCE_DIR);
    if (luaL_dofile(L, path) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
    return L;
}

/* Calls `each` with every word on top of the stack. */
static int each_word(lua_State *L, void (*each)(lua_State *L, void *ctx), void *ctx) {
    int words = 0;
    lua_getfield(L, -1, "sections");
    for (lua_Integer i = 1; lua_geti(L, -1, i) == LUA_TTABLE; i++) {
        lua_getfield(L, -1, "words");
        for (lua_Integer k = 1; lua_geti(L, -1, k) == LUA_TTABLE; k++) {
            each(L, ctx);
            words++;
            lua_pop(L, 1);
        }
        lua_pop(L, 3);
    }
    lua_pop(L, 2);
    return words;
}

static const char *get(lua_State *L, const char *key) {
    lua_getfield(L, -1, key);
    const char *text = lua_tostring(L, -1);
    lua_pop(L, 1); /* the table keeps it */
    return text;
}

/* ---- documented and there ---- */

static int names_of_exports(lua_State *L, void *ctx, diag_t *d) {
    (void)d;
    char *out = ctx;
    sandbox_registry(L, &sandbox_key_exports);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        strcat(out, " ");
        strcat(out, lua_tostring(L, -2));
        strcat(out, " ");
    }
    return 0;
}

typedef struct listed {
    char exported[8192];
    const char *luacheck;
    int documented;
} listed_t;

static void is_exported(lua_State *L, void *ctx) {
    listed_t *l = ctx;
    char name[80], quoted[80];
    snprintf(name, sizeof name, " %s ", get(L, "name"));
    snprintf(quoted, sizeof quoted, "\"%s\"", get(L, "name"));
    if (!strstr(l->exported, name)) fail_msg("%s is documented and not there", name);
    if (!strstr(l->luacheck, quoted)) fail_msg("%s is not in .luacheckrc", quoted);
    static const char *const needed[] = {"form", "en", "zh", "example", "place", "gives"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (!get(L, needed[i])) fail_msg("%s has no %s", name, needed[i]);
    }
    l->documented++;
}

static void every_word_is_documented_and_every_documented_word_is_there(void **state) {
    (void)state;
    try_t t;
    listed_t *l = calloc(1, sizeof *l);
    assert_non_null(l);
    try_open(&t, "");
    assert_non_null(t.rs);
    /* The library of the sandbox is no part of the vocabulary: what an empty sandbox exports is left out. */
    assert_int_equal(sandbox_run(t.rs->sb, names_of_exports, l->exported, &t.d), 0);
    char *luacheck = text_of(".luacheckrc");
    l->luacheck = luacheck;
    lua_State *L = open_words();
    each_word(L, is_exported, l);
    int exported = 0;
    sandbox_t *bare = sandbox_new(NULL, &t.d);
    char library[8192] = "";
    assert_int_equal(sandbox_run(bare, names_of_exports, library, &t.d), 0);
    for (char *save = NULL, *name = strtok_r(l->exported, " ", &save); name;
         name = strtok_r(NULL, " ", &save)) {
        char padded[80];
        snprintf(padded, sizeof padded, " %s ", name);
        if (!strstr(library, padded)) exported++;
    }
    assert_int_equal(exported, l->documented);
    sandbox_free(bare);
    lua_close(L);
    free(luacheck);
    free(l);
    try_close(&t);
}

/* ---- the examples ---- */

#define FLOW_BEGIN                                                                                           \
    "flow 'example.flow' { owner = 'hr', fallback = post 'boss', within = workdays(3),\n"                    \
    "  form = { amount = money { currency = 'EUR' }, budget = text {}, trip = date_range {}, count = "       \
    "number {},\n"                                                                                           \
    "    buyer = person {}, unit = department {}, kind = choice { 'goods', 'services' },\n"                  \
    "    lines = table_of { price = money { currency = 'EUR' }, pieces = number {} }%s },\n"                 \
    "  settings = { patience = workdays(3), director_above = amount '5000 EUR' },\n"

static void example_works(lua_State *L, void *ctx) {
    int *tried = ctx;
    const char *place = get(L, "place"), *example = get(L, "example"), *name = get(L, "name");
    char source[4096], field[1024];
    snprintf(field, sizeof field, "%s%s", strcmp(place, "field") == 0 ? ", " : "",
             strcmp(place, "field") == 0 ? example : "");
    int n = snprintf(source, sizeof source, FLOW_BEGIN, field);
    const char *head = "approve 'head' { by = head_of(r.department) }";
    if (strcmp(place, "step") == 0)
        snprintf(source + n, sizeof source - (size_t)n,
                 "  route = function(r, set) return sequence { %s } end }\n", example);
    else if (strcmp(place, "value") == 0)
        snprintf(source + n, sizeof source - (size_t)n,
                 "  route = function(r, set) local x = %s; assert(x ~= nil) return %s end }\n", example,
                 head);
    else if (strcmp(place, "rung") == 0)
        snprintf(source + n, sizeof source - (size_t)n,
                 "  route = function(r, set) return %s end, overdue = ladder { %s } }\n", head, example);
    else if (strcmp(place, "effect") == 0)
        snprintf(source + n, sizeof source - (size_t)n,
                 "  route = function(r, set) return %s end,\n"
                 "  overdue = ladder { { after = workdays(1), call = function() return %s end } } }\n",
                 head, example);
    else
        snprintf(source + n, sizeof source - (size_t)n, "  route = function(r, set) return %s end }\n%s\n",
                 head, strcmp(place, "file") == 0 ? example : "");
    try_t t;
    plan_t plan;
    effects_t effects;
    try_open(&t, source);
    if (!t.rs) fail_msg("the example of %s: %s", name, try_error(&t.d));
    const flow_t *flow = try_flow(&t, "example.flow");
    try_fields(&t, flow, "amount", "700 EUR", "budget", "HR-01", "unit", "finance", "buyer", "li.na", "kind",
               "services", NULL);
    value_t cells[2] = {{.kind = VALUE_MONEY, .u.money = {50000, "EUR", 2}},
                        {.kind = VALUE_NUMBER, .u.number = {2, 0}}};
    row_t row = {cells, 2};
    t.record.fields[t.record.field_count++] = (field_t){"lines", {.kind = VALUE_TABLE, .u.table = {&row, 1}}};
    qsort(t.record.fields, t.record.field_count, sizeof(field_t), try_by_name);
    if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("the example of %s: %s", name, try_error(&t.d));
    assert_true(plan.step_count > 0);
    if (strcmp(place, "effect") == 0) {
        if (t.rules->call(t.rules->ctx, flow, "*/overdue/1/call", &t.facts, &t.arena, &effects, &t.d) != 0)
            fail_msg("the example of %s: %s", name, try_error(&t.d));
        assert_int_equal(effects.count, 1);
    }
    try_close(&t);
    ++*tried;
}

static void every_example_works(void **state) {
    (void)state;
    int tried = 0;
    lua_State *L = open_words();
    int words = each_word(L, example_works, &tried);
    assert_int_equal(tried, words);
    assert_true(words > 70);
    lua_close(L);
}

/* ---- what is made from the table ---- */

static void the_reference_and_the_annotations_are_up_to_date(void **state) {
    (void)state;
    char path[512];
    lua_State *L = open_words();
    char *readme = text_of("scripts/README.md"),
         *annotations = text_of("scripts/annotations/countersign.lua");
    snprintf(path, sizeof path, "%s/scripts/annotations/generate.lua", SOURCE_DIR);
    if (luaL_dofile(L, path) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
    lua_getfield(L, -1, "annotations");
    lua_pushvalue(L, 1);
    if (lua_pcall(L, 1, 1, 0) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
    if (strcmp(lua_tostring(L, -1), annotations) != 0)
        fail_msg("scripts/annotations/countersign.lua is out of date: lua5.4 "
                 "scripts/annotations/generate.lua scripts");
    lua_pop(L, 1);
    lua_getfield(L, -1, "readme");
    lua_pushstring(L, readme);
    lua_pushvalue(L, 1);
    if (lua_pcall(L, 2, 1, 0) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
    if (strcmp(lua_tostring(L, -1), readme) != 0)
        fail_msg("scripts/README.md is out of date: lua5.4 scripts/annotations/generate.lua scripts");
    if (luaL_loadstring(L, annotations) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
    lua_close(L);
    free(readme);
    free(annotations);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_documented_and_every_documented_word_is_there),
        cmocka_unit_test(every_example_works),
        cmocka_unit_test(the_reference_and_the_annotations_are_up_to_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
