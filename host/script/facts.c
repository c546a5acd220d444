/* What a rule may look at: `r`, the record, and `set`, the settings in force. Both are one object a state,
 * that looks at the running call; what is read is logged once, with its value, and becomes part of the plan.
 */
#include "script/words.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct plain {
    object_t head;
} plain_t;

const char *words_last_empty(lua_State *L) {
    return ruleset_of(L)->call.last_empty;
}

static call_t *running(lua_State *L) {
    call_t *call = &ruleset_of(L)->call;
    if (!call->facts) sandbox_fail(L, "rule.facts_gone", NULL);
    return call;
}

void facts_log(lua_State *L, const char *path, const char *text) {
    call_t *call = running(L);
    if (call->quiet) return;
    if (call->log_count >= PLAN_FACTS_MAX) sandbox_fail(L, "rule.too_many", "what", "facts", NULL);
    if (call->log_count == call->log_room) {
        size_t room = call->log_room ? call->log_room * 2 : 16;
        fact_t *more = arena_grow(call->arena, call->log, call->log_count, room, sizeof *more);
        if (!more) {
            luaL_error(L, "not enough memory");
            return; /* never reached, which luaL_error does not say */
        }
        call->log = more;
        call->log_room = room;
    }
    call->log[call->log_count++] = (fact_t){path, text ? text : ""};
}

/* For what has no bit of its own: logged unless the path stands there already. */
static void log_once(lua_State *L, const char *path, const char *text) {
    const call_t *call = running(L);
    for (size_t i = 0; i < call->log_count; i++) {
        if (strcmp(call->log[i].path, path) == 0) return;
    }
    facts_log(L, path, text);
}

void facts_log_once(lua_State *L, const char *path, const char *text) {
    log_once(L, path, text);
}

/* True the first time in this call. */
static bool first_read(uint64_t *bits, size_t index) {
    uint64_t bit = UINT64_C(1) << (index % 64);
    bool first = !(bits[index / 64] & bit);
    bits[index / 64] |= bit;
    return first;
}

static const char *value_words(lua_State *L, const value_t *v) {
    const call_t *call = running(L);
    if (v->kind == VALUE_PERSON) {
        const char *handle = person_handle(L, v->u.person);
        if (handle) return handle;
    }
    return value_text(v, call->arena);
}

void facts_push_value(lua_State *L, const value_t *v, const field_def_t *def, const char *path) {
    switch (v->kind) {
    case VALUE_NONE:
        lua_pushnil(L);
        return;
    case VALUE_TEXT:
    case VALUE_CHOICE:
        lua_pushstring(L, v->u.text);
        return;
    case VALUE_MONEY:
        money_push(L, &v->u.money);
        return;
    case VALUE_NUMBER:
        decimal_push(L, &v->u.number);
        return;
    case VALUE_DATE:
        date_push(L, v->u.date);
        return;
    case VALUE_RANGE:
        range_push(L, v->u.range.from, v->u.range.until);
        return;
    case VALUE_PERSON:
        person_push(L, v->u.person, path);
        return;
    case VALUE_DEPARTMENT:
        department_push(L, v->u.text, path);
        return;
    case VALUE_DOCUMENT:
        lua_pushstring(L, v->u.document.name ? v->u.document.name : "");
        return;
    case VALUE_TABLE:
        rows_push(L, v, def, path);
        return;
    case VALUE_FLAG:
        lua_pushboolean(L, v->u.flag);
        return;
    }
    lua_pushnil(L);
}

/* A field of the form. A flag that was never set is no, a table without rows has none; anything else
 * that is empty is nil. */
static int push_field(lua_State *L, const variant_t *v, int index) {
    static const value_t none = {VALUE_NONE}, no = {.kind = VALUE_FLAG}, no_rows = {.kind = VALUE_TABLE};
    call_t *call = running(L);
    const field_def_t *def = &v->flow.fields[index];
    if (call->computing && def->computed && index >= call->computing - 1)
        sandbox_fail(L, "rule.computed_order", "field", v->flow.fields[call->computing - 1].name, "reads",
                     def->name, NULL);
    const value_t *value = record_field(call->facts->record, def->name);
    if (!value) value = def->kind == VALUE_FLAG ? &no : def->kind == VALUE_TABLE ? &no_rows : &none;
    if (value->kind == VALUE_NONE) call->last_empty = def->name;
    tracing_field(L, def->name);
    if (first_read(call->fields_read, (size_t)index)) facts_log(L, def->name, value_words(L, value));
    facts_push_value(L, value, def, def->name);
    return 1;
}

/* Words of the record itself, which no form field may take. */
static const char *const RECORD_WORDS[] = {"department", "initiator", "number",      "round",
                                           "flow",       "stage",     "submitted_on"};
enum { RECORD_WORD_COUNT = sizeof RECORD_WORDS / sizeof *RECORD_WORDS };

const char *const *facts_reserved(size_t *count) {
    *count = RECORD_WORD_COUNT;
    return RECORD_WORDS;
}

/* The local date, by the initiator's calendar, of the submission; before it, of the moment it is tried for.
 */
static day_t submitted_day(lua_State *L, const facts_t *facts) {
    const record_t *r = facts->record;
    instant_t at = r->submitted_at > 0 ? r->submitted_at : facts->at;
    civil_t local;
    int32_t offset;
    diag_t d;
    diag_init(&d);
    if (!facts->calendars || !facts->calendars->local) {
        int64_t days = at / MS_DAY - (at % MS_DAY < 0 ? 1 : 0);
        return (day_t)days;
    }
    const char *calendar = facts->directory ? directory_calendar(facts->directory, r->initiator) : NULL;
    if (facts->calendars->local(facts->calendars->ctx, calendar, at, &local, &offset, &d) != 0)
        sandbox_raise(L, &d);
    return day_from_civil(local.year, local.month, local.day);
}

static int push_own(lua_State *L, const call_t *call, const char *key) {
    const record_t *r = call->facts->record;
    char text[INSTANT_TEXT];
    if (strcmp(key, "department") == 0) {
        log_once(L, "department", r->department);
        department_push(L, r->department, "department");
    } else if (strcmp(key, "initiator") == 0) {
        const char *handle = person_handle(L, r->initiator);
        log_once(L, "initiator", handle ? handle : "");
        person_push(L, r->initiator, "initiator");
    } else if (strcmp(key, "number") == 0) {
        log_once(L, "number", r->number);
        lua_pushstring(L, r->number);
    } else if (strcmp(key, "round") == 0) {
        log_once(L, "round", arena_printf(call->arena, "%d", (int)r->round));
        lua_pushinteger(L, r->round);
    } else if (strcmp(key, "flow") == 0) {
        lua_pushstring(L, r->flow ? r->flow : call->variant->flow.name);
    } else if (strcmp(key, "stage") == 0) {
        lua_pushstring(L, call->stage);
    } else if (strcmp(key, "submitted_on") == 0) {
        day_t day = submitted_day(L, call->facts);
        log_once(L, "submitted_on", arena_strdup(call->arena, day_format(day, text)));
        date_push(L, day);
    } else {
        return 0;
    }
    return 1;
}

static risk_level_t risk_level_at(lua_State *L, int idx) {
    const char *word = lua_type(L, idx) == LUA_TSTRING ? lua_tostring(L, idx) : "";
    risk_level_t level = risk_from(word);
    if (level == RISK_NONE)
        sandbox_fail(L, "rule.risk_level", "flow", running(L)->variant->flow.name, "level", word, NULL);
    return level;
}

void facts_call_risk(lua_State *L) {
    call_t *call = running(L);
    int top = lua_gettop(L);
    if (call->rating) sandbox_fail(L, "rule.risk_itself", "flow", call->variant->flow.name, NULL);
    call->rating = true;
    sandbox_push(L, call->variant->base->options);
    sandbox_resolve(L, top + 1);
    lua_pushliteral(L, "risk");
    lua_rawget(L, top + 1);
    lua_remove(L, top + 1);
    facts_push_record(L);
    facts_push_settings(L);
    lua_call(L, 2, 3);
    call->rating = false;
}

/* r.risk: worked out when it is first asked for; what the function read is read by whoever asks. */
static int push_risk(lua_State *L) {
    call_t *call = running(L);
    if (call->risk == RISK_NONE) {
        int top = lua_gettop(L);
        facts_call_risk(L);
        call->risk = risk_level_at(L, top + 1);
        lua_settop(L, top);
    }
    log_once(L, "risk", risk_word(call->risk));
    lua_pushstring(L, risk_word(call->risk));
    return 1;
}

static int unknown_field(lua_State *L, const variant_t *v, const char *key) {
    const char *names[RULESET_FIELDS_MAX + RECORD_WORD_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < v->flow.field_count && count < RULESET_FIELDS_MAX; i++)
        names[count++] = v->flow.fields[i].name;
    for (size_t i = 0; i < RECORD_WORD_COUNT; i++)
        names[count++] = RECORD_WORDS[i];
    const char *near = sandbox_nearest(key, names, count);
    sandbox_fail(L, "rule.unknown_field", "field", key, "flow", v->flow.name, "near", near ? near : "", NULL);
}

static int record_index(lua_State *L) {
    const call_t *call = running(L);
    if (lua_type(L, 2) != LUA_TSTRING)
        sandbox_fail(L, "rule.unknown_field", "field", "", "flow", "", "near", "", NULL);
    const char *key = lua_tostring(L, 2);
    int index = names_find(&call->variant->fields, key);
    if (index >= 0) return push_field(L, call->variant, index);
    if (call->variant->flow.has_risk && strcmp(key, "risk") == 0) return push_risk(L);
    if (push_own(L, call, key) || uses_push(L, key)) return 1;
    return unknown_field(L, call->variant, key);
}

/* "set.NAME": asked for by nearly every plan, so without printf. */
static const char *setting_path(arena_t *arena, const char *name) {
    size_t length = strlen(name);
    char *path = arena_alloc(arena, length + 5);
    if (!path) return NULL;
    memcpy(path, "set.", sizeof "set.");
    memcpy(path + 4, name, length + 1);
    return path;
}

static int settings_index(lua_State *L) {
    call_t *call = running(L);
    const variant_t *v = call->variant;
    if (lua_type(L, 2) != LUA_TSTRING) return words_unknown(L, "set", "", NULL, 0);
    const char *key = lua_tostring(L, 2);
    int index = names_find(&v->settings, key);
    if (index < 0) {
        const char *names[RULESET_SETTINGS_MAX];
        for (size_t i = 0; i < v->flow.setting_count; i++)
            names[i] = v->flow.settings[i].name;
        const char *near = sandbox_nearest(key, names, v->flow.setting_count);
        sandbox_fail(L, "rule.unknown_setting", "setting", key, "flow", v->flow.name, "near",
                     near ? near : "", NULL);
    }
    const setting_def_t *def = &v->flow.settings[index];
    if (first_read(call->settings_read, (size_t)index))
        facts_log(L, setting_path(call->arena, def->name), def->text);
    slot_push(L, v->values);
    lua_pushvalue(L, 2);
    lua_rawget(L, -2);
    return 1;
}

static int read_only(lua_State *L) {
    sandbox_fail(L, "rule.read_only", "what", object_word(L, 1), NULL);
}

static int push_today(lua_State *L, const facts_t *facts) {
    civil_t local;
    int32_t offset;
    diag_t d;
    diag_init(&d);
    if (!facts->calendars || !facts->calendars->local) {
        date_push(L, (day_t)(facts->at / MS_DAY));
        return 1;
    }
    if (facts->calendars->local(facts->calendars->ctx, NULL, facts->at, &local, &offset, &d) != 0)
        sandbox_raise(L, &d);
    date_push(L, day_from_civil(local.year, local.month, local.day));
    return 1;
}

/* In the function of a ladder's rung: task.step, task.person, task.today; in a check of the form, where
 * nobody has a task, the day alone. */
static int task_index(lua_State *L) {
    static const char *const names[] = {"step", "person", "today"};
    const facts_t *facts = running(L)->facts;
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    bool step = strcmp(key, "step") == 0, person = strcmp(key, "person") == 0;
    if (strcmp(key, "today") == 0) return push_today(L, facts);
    if (!step && !person) return words_unknown(L, "task", key, names, 3);
    if (!facts->task) sandbox_fail(L, "rule.no_task", NULL);
    if (person) {
        person_push(L, facts->task->person, "task.person");
        return 1;
    }
    const step_t *of = record_step((record_t *)facts->record, facts->task->step);
    lua_pushstring(L, of && of->name ? of->name : "");
    return 1;
}

int word_is_empty(lua_State *L) {
    lua_settop(L, 1);
    bool text = lua_type(L, 1) == LUA_TSTRING && lua_rawlen(L, 1) == 0;
    bool rows = object_kind(L, 1) == OBJECT_ROWS && luaL_len(L, 1) == 0;
    lua_pushboolean(L, lua_isnil(L, 1) || text || rows);
    return 1;
}

static void put_text(lua_State *L, const char *name, const char *text) {
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

void facts_push_happened(lua_State *L, const happened_t *what) {
    const call_t *call = running(L);
    const record_t *r = call->facts->record;
    const flow_t *flow = &call->variant->flow;
    lua_newtable(L);
    put_text(L, "by", actor_kind_word(what->by));
    if (what->stage >= 0 && (size_t)what->stage < flow->stage_count)
        put_text(L, "stage", flow->stages[what->stage].name);
    if (what->what == HAPPENED_STAGE_ENDED || what->what == HAPPENED_ENDED) {
        lua_pushboolean(L, what->passed);
        lua_setfield(L, -2, "passed");
    }
    if (what->task) {
        const step_t *step = record_step(r, what->task->step);
        put_text(L, "step", step && step->name ? step->name : "");
        put_text(L, "outcome", outcome_word(what->task->outcome));
        person_push(L, what->task->person, "task.person");
        lua_setfield(L, -2, "person");
    }
    if (what->what != HAPPENED_CHANGED) return;
    lua_newtable(L);
    for (size_t i = 0; i < what->field_count; i++) {
        lua_pushboolean(L, true);
        lua_setfield(L, -2, what->fields[i].name);
    }
    lua_setfield(L, -2, "fields");
}

static void singleton(lua_State *L, object_kind_t kind, const char *word, lua_CFunction index) {
    const luaL_Reg methods[] = {{"__index", index}, {"__newindex", read_only}, {NULL, NULL}};
    object_kind_setup(L, kind, word, methods);
    (void)object_new(L, kind, sizeof(plain_t), 0);
    ruleset_of(L)->singletons[kind] = luaL_ref(L, LUA_REGISTRYINDEX);
}

void facts_setup(lua_State *L) {
    singleton(L, OBJECT_RECORD, "the record", record_index);
    singleton(L, OBJECT_SETTINGS, "the settings", settings_index);
    singleton(L, OBJECT_TASK, "a task", task_index);
    facts_people_setup(L);
    uses_setup(L);
    facts_rows_setup(L);
}

void facts_push_record(lua_State *L) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, ruleset_of(L)->singletons[OBJECT_RECORD]);
}

void facts_push_settings(lua_State *L) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, ruleset_of(L)->singletons[OBJECT_SETTINGS]);
}

void facts_push_task(lua_State *L) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, ruleset_of(L)->singletons[OBJECT_TASK]);
}
