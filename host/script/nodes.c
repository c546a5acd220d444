/* The words that declare something: steps, groups, fields, ladders, flows. Each call makes a node: a userdata
 * that knows its kind, its place in the rule file, and the options it was given. What the options mean is
 * read later, when all of them are there (plan_read.c, form_read.c …).
 *
 * Words are cheap: a step is one userdata and the author's own table, and the function that `approve "name"`
 * gives is kept for the next time. */
#include "script/words.h"
#include <stdio.h>
#include <string.h>

typedef enum word_shape {
    SHAPE_NAMED = 1, /* word "name" { … } */
    SHAPE_GROUP,     /* word { … } or word "name" { … } */
    SHAPE_TABLE,     /* word { … } */
    SHAPE_REASON,    /* word "text" or word { en = …, zh = … } */
    SHAPE_ANYTHING,  /* word(value) */
    SHAPE_PROBLEM,   /* word("field", text) or word(text) */
} word_shape_t;

typedef struct word {
    const char *name;
    word_shape_t shape;
    node_kind_t what;
    int value;
} word_t;

/* Each word is a C function of its own: a closure would hold an upvalue, and these are compared after every
 * call. */
#define ALL_WORDS(WORD)                                                                                      \
    WORD(approve, SHAPE_NAMED, NODE_STEP, STEP_APPROVE)                                                      \
    WORD(act, SHAPE_NAMED, NODE_STEP, STEP_ACT)                                                              \
    WORD(agree, SHAPE_NAMED, NODE_STEP, STEP_AGREE)                                                          \
    WORD(monitor, SHAPE_NAMED, NODE_STEP, STEP_MONITOR)                                                      \
    WORD(copy_to, SHAPE_NAMED, NODE_STEP, STEP_COPY)                                                         \
    WORD(open_record, SHAPE_NAMED, NODE_STEP, STEP_RECORD)                                                   \
    WORD(sequence, SHAPE_GROUP, NODE_STEP, STEP_SEQUENCE)                                                    \
    WORD(all, SHAPE_GROUP, NODE_STEP, STEP_ALL)                                                              \
    WORD(any, SHAPE_GROUP, NODE_STEP, STEP_ANY)                                                              \
    WORD(vote, SHAPE_GROUP, NODE_STEP, STEP_VOTE)                                                            \
    WORD(loop, SHAPE_GROUP, NODE_STEP, STEP_LOOP)                                                            \
    WORD(parallel, SHAPE_GROUP, NODE_STEP, STEP_PARALLEL)                                                    \
    WORD(choose, SHAPE_GROUP, NODE_STEP, STEP_CHOOSE)                                                        \
    WORD(text, SHAPE_TABLE, NODE_FIELD, VALUE_TEXT)                                                          \
    WORD(money, SHAPE_TABLE, NODE_FIELD, VALUE_MONEY)                                                        \
    WORD(number, SHAPE_TABLE, NODE_FIELD, VALUE_NUMBER)                                                      \
    WORD(date, SHAPE_TABLE, NODE_FIELD, VALUE_DATE)                                                          \
    WORD(date_range, SHAPE_TABLE, NODE_FIELD, VALUE_RANGE)                                                   \
    WORD(choice, SHAPE_TABLE, NODE_FIELD, VALUE_CHOICE)                                                      \
    WORD(person, SHAPE_TABLE, NODE_FIELD, VALUE_PERSON)                                                      \
    WORD(department, SHAPE_TABLE, NODE_FIELD, VALUE_DEPARTMENT)                                              \
    WORD(document, SHAPE_TABLE, NODE_FIELD, VALUE_DOCUMENT)                                                  \
    WORD(table_of, SHAPE_TABLE, NODE_FIELD, VALUE_TABLE)                                                     \
    WORD(rows, SHAPE_TABLE, NODE_FIELD, VALUE_TABLE)                                                         \
    WORD(flag, SHAPE_TABLE, NODE_FIELD, VALUE_FLAG)                                                          \
    WORD(stage, SHAPE_NAMED, NODE_STAGE, 0)                                                                  \
    WORD(ladder, SHAPE_TABLE, NODE_LADDER, 0)                                                                \
    WORD(setting, SHAPE_TABLE, NODE_SETTING, 0)                                                              \
    WORD(after_approval, SHAPE_ANYTHING, NODE_WITHDRAW, 0)                                                   \
    WORD(to_initiator, SHAPE_TABLE, NODE_REFUSE, 0)                                                          \
    WORD(passes_if_empty, SHAPE_REASON, NODE_REASON, REASON_PASSES)                                          \
    WORD(allowed, SHAPE_REASON, NODE_REASON, REASON_ALLOWED)                                                 \
    WORD(skip, SHAPE_REASON, NODE_REASON, REASON_SKIP)                                                       \
    WORD(because, SHAPE_REASON, NODE_REASON, REASON_BECAUSE)                                                 \
    WORD(problem, SHAPE_PROBLEM, NODE_PROBLEM, 0)                                                            \
    WORD(check, SHAPE_NAMED, NODE_CHECK, 0)                                                                  \
    WORD(remind, SHAPE_ANYTHING, NODE_EFFECT, EFFECT_REMIND)                                                 \
    WORD(notify, SHAPE_ANYTHING, NODE_EFFECT, EFFECT_NOTIFY)                                                 \
    WORD(reassign, SHAPE_ANYTHING, NODE_EFFECT, EFFECT_REASSIGN)                                             \
    WORD(refuse, SHAPE_ANYTHING, NODE_EFFECT, EFFECT_REFUSE)                                                 \
    WORD(set_field, SHAPE_TABLE, NODE_EFFECT, EFFECT_SET_FIELD)                                              \
    WORD(sum_of, SHAPE_TABLE, NODE_USE, 0)                                                                   \
    WORD(checklist, SHAPE_TABLE, NODE_REQUIRE, REQUIRE_CHECK)                                                \
    WORD(warn, SHAPE_TABLE, NODE_EFFECT, EFFECT_WARN)                                                        \
    WORD(rectify, SHAPE_TABLE, NODE_EFFECT, EFFECT_RECTIFY)                                                  \
    WORD(response_plan, SHAPE_TABLE, NODE_EFFECT, EFFECT_RESPONSE)                                           \
    WORD(finish, SHAPE_ANYTHING, NODE_EFFECT, EFFECT_FINISH)                                                 \
    WORD(pass, SHAPE_ANYTHING, NODE_EFFECT, EFFECT_PASS)                                                     \
    WORD(flow, SHAPE_NAMED, NODE_DECLARED, DECLARED_FLOW)                                                    \
    WORD(extend, SHAPE_NAMED, NODE_DECLARED, DECLARED_EXTENSION)                                             \
    WORD(test, SHAPE_NAMED, NODE_DECLARED, DECLARED_TEST)

#define ROW(name, shape, what, value) {#name, shape, what, value},
static const word_t WORDS[] = {ALL_WORDS(ROW)};
#undef ROW
#define PLACE(name, shape, what, value) PLACE_##name,
enum { ALL_WORDS(PLACE) WORD_COUNT, MEMO_MAX = 4096 };
#undef PLACE

node_t *node_at(lua_State *L, int idx, node_kind_t what) {
    node_t *node = object_at(L, idx, OBJECT_NODE);
    return node && node->what == (uint16_t)what ? node : NULL;
}

const char *node_kind_word(const node_t *node) {
    for (size_t i = 0; i < WORD_COUNT; i++) {
        if (WORDS[i].what == (node_kind_t)node->what && WORDS[i].value == node->value) return WORDS[i].name;
    }
    return "something declared";
}

const char *node_word(lua_State *L, int idx) {
    return node_kind_word(object_at(L, idx, OBJECT_NODE));
}

void node_options(lua_State *L, int idx) {
    lua_getiuservalue(L, idx, 1);
    if (lua_type(L, -1) == LUA_TTABLE) sandbox_resolve(L, lua_gettop(L));
}

/* What lives on after the file is loaded has to be seen by the sandbox when it freezes everything: it does
 * not look into userdata. */
static void keep_while_loading(lua_State *L, ruleset_t *rs, int idx) {
    if (!rs->loading || (lua_type(L, idx) != LUA_TTABLE && lua_type(L, idx) != LUA_TFUNCTION)) return;
    lua_pushvalue(L, idx);
    (void)sandbox_keep(L);
}

/* Where the author's code called. The nearest frame is nearly always the one directly above. */
static void note_place(lua_State *L, ruleset_t *rs, node_t *node) {
    char file[DIAG_FILE];
    int line = 0;
    lua_Debug ar;
    if (lua_getstack(L, 1, &ar) && lua_getinfo(L, "Sl", &ar) && ar.source[0] == '@') {
        node->file = ruleset_file_name(rs, ar.source + 1);
        node->line = ar.currentline;
    } else if (sandbox_where(L, 1, file, &line)) {
        node->file = ruleset_file_name(rs, file);
        node->line = line;
    } else {
        node->file = "";
    }
}

/* Makes a node of what stands at `options` (and of the name on `name`, 0: none), and pushes it. */
static node_t *node_new(lua_State *L, const word_t *word, int options, int name) {
    ruleset_t *rs = ruleset_of(L);
    node_t *node = object_new(L, OBJECT_NODE, sizeof *node, name ? 2 : 1);
    node->what = (uint16_t)word->what;
    node->value = (uint16_t)word->value;
    node->order = ++rs->nodes;
    note_place(L, rs, node);
    if (options) {
        lua_pushvalue(L, options);
        lua_setiuservalue(L, -2, 1);
        keep_while_loading(L, rs, options);
    }
    if (name) {
        lua_pushvalue(L, name);
        node->name = lua_tostring(L, -1);
        lua_setiuservalue(L, -2, 2);
    }
    return node;
}

static const char *needs_options(char *out, size_t size, const word_t *word) {
    (void)snprintf(out, size,
                   word->shape == SHAPE_NAMED ? "a name and options: %s \"name\" { … }" : "options: %s { … }",
                   word->name);
    return out;
}

static int declare(lua_State *L, const word_t *word, int options, int name);

/* The second half of `word "name" { … }`; upvalues: the word, the name. */
static int named_with_options(lua_State *L) {
    const word_t *word = lua_touserdata(L, lua_upvalueindex(1));
    char expected[80];
    if (lua_type(L, 1) != LUA_TTABLE)
        argument_fail(L, 1, word->name, needs_options(expected, sizeof expected, word));
    if (word->what == NODE_DECLARED) return declare(L, word, 1, lua_upvalueindex(2));
    if (word->what == NODE_STEP && step_is_leaf((step_kind_t)word->value))
        tracing_end(L, lua_tostring(L, lua_upvalueindex(2)));
    (void)node_new(L, word, 1, lua_upvalueindex(2));
    return 1;
}

/* Names travel in lists and references: no blanks, braces, slashes, commas, equals signs or control
 * characters. */
static bool name_is_plain(const char *name) {
    if (strlen(name) > RULESET_STEP_NAME_MAX) return false;
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
        if (*c <= ' ' || *c == 0x7F || strchr("{}/,=#\"", *c)) return false;
    }
    return true;
}

int nodes_check_begun(ruleset_t *rs, diag_t *d) {
    if (!rs->begun.word) return 0;
    diag_set(d, "rule.half_declared", "word", rs->begun.word, "name", rs->begun.name, NULL);
    diag_at(d, rs->begun.file, rs->begun.line);
    rs->begun.word = NULL;
    return -1;
}

/* A declaration without options would be passed over in silence: it is remembered until they come. */
static void begin(lua_State *L, const word_t *word) {
    ruleset_t *rs = ruleset_of(L);
    char file[DIAG_FILE];
    int line = 0;
    diag_t d;
    diag_init(&d);
    if (!rs->loading) sandbox_fail(L, "rule.declared_late", "word", word->name, NULL);
    if (nodes_check_begun(rs, &d) != 0) sandbox_raise(L, &d);
    rs->begun.word = word->name;
    (void)snprintf(rs->begun.name, sizeof rs->begun.name, "%s", lua_tostring(L, 1));
    rs->begun.file = sandbox_where(L, 1, file, &line) ? ruleset_file_name(rs, file) : "";
    rs->begun.line = line;
}

/* `approve "name"`: the function that takes the options, made once for each name. */
static int named(lua_State *L, const word_t *word) {
    ruleset_t *rs = ruleset_of(L);
    char expected[80];
    if (word->what == NODE_STEP && step_is_leaf((step_kind_t)word->value) && lua_type(L, 1) == LUA_TSTRING)
        tracing_begin(L, lua_tostring(L, 1));
    lua_rawgeti(L, LUA_REGISTRYINDEX, rs->memos[word - WORDS]);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, -2) == LUA_TFUNCTION) {
        if (word->what == NODE_DECLARED) begin(L, word);
        return 1;
    }
    lua_pop(L, 1);
    const char *name = argument_text(L, 1, word->name, needs_options(expected, sizeof expected, word));
    if (word->value != DECLARED_TEST || word->what != NODE_DECLARED) {
        if (!name_is_plain(name)) sandbox_fail(L, "rule.name", "name", name, "word", word->name, NULL);
    }
    if (word->what == NODE_DECLARED) begin(L, word);
    lua_pushlightuserdata(L, (void *)word);
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, named_with_options, 2);
    if (rs->memo++ >= MEMO_MAX) {
        /* A rule that makes names without end: start anew. */
        rs->memo = 0;
        lua_newtable(L);
        lua_rawseti(L, LUA_REGISTRYINDEX, rs->memos[word - WORDS]);
        return 1;
    }
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, -4);
    return 1;
}

static int effect(lua_State *L, const word_t *word) {
    if (lua_isnoneornil(L, 1))
        argument_fail(L, 1, word->name, "who or what: remind(assignee), refuse \"why\"");
    (void)node_new(L, word, 1, 0);
    return 1;
}

/* problem("field", text) or problem(text), text a text or { en = …, zh = … }, or problem("field", en, zh). */
static int problem(lua_State *L, const word_t *word) {
    bool field = lua_gettop(L) > 1 && !lua_isnil(L, 2);
    lua_settop(L, 3);
    if (field) (void)argument_text(L, 1, word->name, "a field's name and a text");
    int text = field ? 2 : 1;
    if (!lua_isnil(L, 3)) {
        (void)argument_text(L, 2, word->name, "the text in English");
        (void)argument_text(L, 3, word->name, "the text in Chinese");
        lua_newtable(L);
        lua_pushvalue(L, 2);
        lua_setfield(L, -2, "en");
        lua_pushvalue(L, 3);
        lua_setfield(L, -2, "zh");
        lua_replace(L, 2);
    }
    if (lua_type(L, text) != LUA_TSTRING && lua_type(L, text) != LUA_TTABLE)
        argument_fail(L, text, word->name, "a text, or { en = \"…\", zh = \"…\" }");
    (void)node_new(L, word, text, field ? 1 : 0);
    return 1;
}

static int call_word(lua_State *L, const word_t *word) {
    char expected[80];
    switch (word->shape) {
    case SHAPE_NAMED:
        return named(L, word);
    case SHAPE_GROUP:
        if (lua_type(L, 1) == LUA_TSTRING) return named(L, word);
        break;
    case SHAPE_REASON:
        if (lua_type(L, 1) == LUA_TTABLE) break; /* in both languages */
        (void)argument_text(L, 1, word->name, "a reason in words");
        (void)node_new(L, word, 0, 1);
        return 1;
    case SHAPE_ANYTHING:
        return effect(L, word);
    case SHAPE_PROBLEM:
        return problem(L, word);
    case SHAPE_TABLE:
        break;
    }
    if (lua_type(L, 1) != LUA_TTABLE)
        argument_fail(L, 1, word->name, needs_options(expected, sizeof expected, word));
    if (word->what == NODE_STEP && word->value == STEP_CHOOSE) tracing_choose(L, 1);
    (void)node_new(L, word, 1, 0);
    return 1;
}

/* flow, extend and test are kept by the ruleset, in the order written. */
static int declare(lua_State *L, const word_t *word, int options, int name) {
    ruleset_t *rs = ruleset_of(L);
    if (!rs->loading) sandbox_fail(L, "rule.declared_late", "word", word->name, NULL);
    rs->begun.word = NULL;
    node_t *node = node_new(L, word, 0, name);
    diag_t memory;
    diag_init(&memory);
    if (rs->declared_next >= RULESET_DECLARED_MAX)
        sandbox_fail(L, "rule.too_many", "what", "declarations", NULL);
    if (rs->declared_next == rs->declared_count) {
        if (rs->declared_count == rs->declared_room) {
            size_t room = rs->declared_room ? rs->declared_room * 2 : 64;
            declared_t *more = arena_grow(&rs->arena, rs->declared, rs->declared_count, room, sizeof *more);
            if (!more) {
                (void)diag_memory(&memory);
                sandbox_raise(L, &memory);
            }
            rs->declared = more;
            rs->declared_room = room;
        }
        rs->declared[rs->declared_count++] = (declared_t){
            .kind = (declared_kind_t)word->value,
            .name = arena_strdup(&rs->arena, node->name),
            .file = node->file,
            .line = node->line,
            .folder = rs->folder,
        };
    }
    lua_pushvalue(L, options);
    rs->declared[rs->declared_next++].options = sandbox_keep(L);
    return 0;
}

#define FUNCTION(name, shape, what, value)                                                                   \
    static int word_##name(lua_State *L) {                                                                   \
        return call_word(L, &WORDS[PLACE_##name]);                                                           \
    }
ALL_WORDS(FUNCTION)
#undef FUNCTION

/* Types of fields whose word is also a value when it is given a text: date "2026-01-31". */
static int either(lua_State *L, lua_CFunction options, lua_CFunction value) {
    return lua_type(L, 1) == LUA_TTABLE ? options(L) : value(L);
}

static int either_date(lua_State *L) {
    return either(L, word_date, word_day);
}

static int either_number(lua_State *L) {
    return either(L, word_number, word_decimal);
}

static int either_person(lua_State *L) {
    return either(L, word_person, word_handle);
}

static int either_department(lua_State *L) {
    return either(L, word_department, word_unit);
}

/* document "contract": what a step requires; document { … }: a field. */
static int needed_document(lua_State *L) {
    static const word_t word = {"document", SHAPE_REASON, NODE_REQUIRE, REQUIRE_DOCUMENT};
    (void)argument_text(L, 1, word.name, "the name of a field, or options: document { … }");
    (void)node_new(L, &word, 0, 1);
    return 1;
}

static int either_document(lua_State *L) {
    return either(L, word_document, needed_document);
}

#define FUNCTION(name, shape, what, value) {#name, word_##name},
static const luaL_Reg FUNCTIONS[] = {{"document", either_document},     {"date", either_date},
                                     {"number", either_number},         {"person", either_person},
                                     {"department", either_department}, ALL_WORDS(FUNCTION)};
#undef FUNCTION

int nodes_word(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
        if (strcmp(FUNCTIONS[i].name, name) != 0) continue;
        lua_pushcfunction(L, FUNCTIONS[i].func);
        return 1;
    }
    return luaL_error(L, "no word is called %s", name);
}

/* A node is not to be looked into by rules: its options may be incomplete, and are the author's own table. */
static int node_index(lua_State *L) {
    return words_unknown(L, object_word(L, 1), lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "", NULL,
                         0);
}

void nodes_setup(lua_State *L) {
    static const luaL_Reg methods[] = {{"__index", node_index}, {NULL, NULL}};
    object_kind_setup(L, OBJECT_NODE, "something declared", methods);
    _Static_assert((int)WORD_COUNT <= (int)RULESET_WORDS_MAX, "room for a memo of each word");
    for (size_t i = 0; i < WORD_COUNT; i++) {
        lua_newtable(L);
        ruleset_of(L)->memos[i] = luaL_ref(L, LUA_REGISTRYINDEX);
    }
}
