/* Departments and people as rules see them: their keys, names, places in the company and attributes.
 * Immutable; two are equal when they are the same department or person. Each attribute read is logged as a
 * fact. */
#include "script/words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* User value 1: the key, or nothing. */
typedef struct department_object {
    object_t head;
    const char *key, *path;
} department_object_t;

typedef struct person_object {
    object_t head;
    int64_t id;
    const char *path;
} person_object_t;

/* Attribute names met so far that somebody in the directory has, or that nobody has. */
struct known {
    struct known *next;
    bool person, any;
    char name[];
};

static const call_t *running(lua_State *L) {
    const call_t *call = &ruleset_of(L)->call;
    if (!call->facts) sandbox_fail(L, "rule.facts_gone", NULL);
    return call;
}

static const directory_t *directory_now(lua_State *L) {
    const directory_t *dir = running(L)->facts->directory;
    if (!dir) sandbox_fail(L, "rule.no_directory", NULL);
    return dir;
}

void department_push(lua_State *L, const char *key, const char *path) {
    if (!key) {
        lua_pushnil(L);
        return;
    }
    department_object_t *o = object_new(L, OBJECT_DEPARTMENT, sizeof *o, 1);
    lua_pushstring(L, key);
    o->key = lua_tostring(L, -1);
    o->path = path;
    lua_setiuservalue(L, -2, 1);
}

void person_push(lua_State *L, int64_t id, const char *path) {
    if (id == 0) {
        lua_pushnil(L);
        return;
    }
    person_object_t *o = object_new(L, OBJECT_PERSON, sizeof *o, 0);
    o->id = id;
    o->path = path;
}

const char *department_at(lua_State *L, int idx) {
    department_object_t *o = object_at(L, idx, OBJECT_DEPARTMENT);
    return o ? o->key : NULL;
}

int64_t person_at(lua_State *L, int idx) {
    person_object_t *o = object_at(L, idx, OBJECT_PERSON);
    return o ? o->id : 0;
}

const char *person_handle(lua_State *L, int64_t id) {
    const call_t *call = running(L);
    person_info_t info;
    if (!call->facts->directory || !directory_person(call->facts->directory, id, &info)) return NULL;
    return info.handle;
}

/* "department.budget" in the arena of the call. */
static const char *path_of(lua_State *L, const char *path, const char *name) {
    return arena_printf(running(L)->arena, "%s.%s", path, name);
}

static bool anybody_has(const directory_t *dir, bool person, const char *name, arena_t *arena) {
    size_t count = person ? directory_people(dir) : directory_departments(dir);
    for (size_t i = 0; i < count; i++) {
        person_info_t who;
        department_info_t what;
        char subject[256];
        if (person && directory_person_at(dir, i, &who))
            (void)snprintf(subject, sizeof subject, "person:%s", who.handle);
        else if (!person && directory_department_at(dir, i, &what))
            (void)snprintf(subject, sizeof subject, "department:%s", what.key);
        else
            continue;
        if (directory_attribute(dir, subject, name)) return true;
    }
    (void)arena;
    return false;
}

/* A name that nobody in the directory has is a misspelt one. Looked up once for each directory. */
static bool attribute_known(lua_State *L, bool person, const char *name) {
    ruleset_t *rs = ruleset_of(L);
    const directory_t *dir = directory_now(L);
    if (rs->known_version != directory_version(dir)) {
        facts_people_forget(rs);
        rs->known_version = directory_version(dir);
    }
    for (const struct known *k = rs->known; k; k = k->next) {
        if (k->person == person && strcmp(k->name, name) == 0) return k->any;
    }
    bool any = anybody_has(dir, person, name, rs->call.arena);
    struct known *k = mem_alloc(sizeof *k + strlen(name) + 1);
    if (k) {
        k->person = person;
        k->any = any;
        memcpy(k->name, name, strlen(name) + 1);
        k->next = rs->known;
        rs->known = k;
    }
    return any;
}

void facts_people_forget(ruleset_t *rs) {
    while (rs->known) {
        struct known *k = rs->known;
        rs->known = k->next;
        mem_free(k);
    }
}

/* Pushes the attribute of a department or person, nil when this one has none. */
static int push_attribute(lua_State *L, bool person, const char *who, const char *path, const char *name,
                          const char *const *names, size_t count) {
    const directory_t *dir = directory_now(L);
    char subject[256];
    (void)snprintf(subject, sizeof subject, "%s:%s", person ? "person" : "department", who);
    const char *value = directory_attribute(dir, subject, name);
    if (!value && !attribute_known(L, person, name))
        return words_unknown(L, person ? "a person" : "a department", name, names, count);
    const char *logged = path_of(L, path, name);
    if (!value) ruleset_of(L)->call.last_empty = logged;
    facts_log_once(L, logged, value);
    lua_pushstring(L, value);
    return 1;
}

static int is_within(lua_State *L) {
    department_object_t *o = object_at(L, 1, OBJECT_DEPARTMENT);
    if (!o)
        argument_fail(L, 1, "is_within", "a department before the colon: r.department:is_within \"finance\"");
    const char *ancestor = department_at(L, 2);
    if (!ancestor) ancestor = argument_text(L, 2, "is_within", "a department, or its key as a text");
    bool within = directory_within(directory_now(L), o->key, ancestor);
    facts_log_once(L, arena_printf(running(L)->arena, "%s.is_within %s", o->path, ancestor),
                   within ? "yes" : "no");
    lua_pushboolean(L, within);
    return 1;
}

static int push_text(lua_State *L, const char *path, const char *name, const char *text) {
    const char *logged = path_of(L, path, name);
    if (!text) ruleset_of(L)->call.last_empty = logged;
    facts_log_once(L, logged, text);
    lua_pushstring(L, text);
    return 1;
}

static int push_found(lua_State *L, const char *path, const char *name, int64_t id) {
    const char *logged = path_of(L, path, name);
    if (id == 0) ruleset_of(L)->call.last_empty = logged;
    facts_log_once(L, logged, id ? person_handle(L, id) : "");
    person_push(L, id, logged);
    return 1;
}

static int department_index(lua_State *L) {
    static const char *const names[] = {"key", "name", "name_zh", "parent", "head", "leader", "is_within"};
    const department_object_t *o = object_at(L, 1, OBJECT_DEPARTMENT);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    department_info_t info;
    if (strcmp(key, "key") == 0) {
        lua_pushstring(L, o->key);
        return 1;
    }
    if (strcmp(key, "is_within") == 0) {
        lua_pushcfunction(L, is_within);
        return 1;
    }
    const directory_t *dir = directory_now(L);
    if (!directory_department(dir, o->key, &info))
        sandbox_fail(L, "rule.unknown_department", "department", o->key, NULL);
    instant_t at = running(L)->facts->at;
    if (strcmp(key, "name") == 0) return push_text(L, o->path, key, info.name_en);
    if (strcmp(key, "name_zh") == 0) return push_text(L, o->path, key, info.name_zh);
    if (strcmp(key, "head") == 0) return push_found(L, o->path, key, directory_head(dir, o->key, at));
    if (strcmp(key, "leader") == 0) return push_found(L, o->path, key, directory_leader(dir, o->key, at));
    if (strcmp(key, "parent") == 0) {
        const char *logged = path_of(L, o->path, key);
        facts_log_once(L, logged, info.parent);
        department_push(L, info.parent, logged);
        return 1;
    }
    return push_attribute(L, false, o->key, o->path, key, names, sizeof names / sizeof *names);
}

static int department_eq(lua_State *L) {
    const char *a = department_at(L, 1), *b = department_at(L, 2);
    lua_pushboolean(L, a && b && strcmp(a, b) == 0);
    return 1;
}

static int department_tostring(lua_State *L) {
    lua_pushstring(L, department_at(L, 1));
    return 1;
}

static int person_index(lua_State *L) {
    static const char *const names[] = {"handle", "name", "email", "department"};
    const person_object_t *o = object_at(L, 1, OBJECT_PERSON);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    person_info_t info;
    if (!directory_person(directory_now(L), o->id, &info)) sandbox_fail(L, "rule.unknown_person", NULL);
    if (strcmp(key, "handle") == 0) {
        lua_pushstring(L, info.handle);
        return 1;
    }
    if (strcmp(key, "name") == 0) return push_text(L, o->path, key, info.name);
    if (strcmp(key, "email") == 0) return push_text(L, o->path, key, info.email);
    if (strcmp(key, "department") == 0) {
        const char *logged = path_of(L, o->path, key);
        facts_log_once(L, logged, info.department);
        department_push(L, info.department, logged);
        return 1;
    }
    return push_attribute(L, true, info.handle, o->path, key, names, sizeof names / sizeof *names);
}

static int person_eq(lua_State *L) {
    int64_t a = person_at(L, 1), b = person_at(L, 2);
    lua_pushboolean(L, a && a == b);
    return 1;
}

static int person_tostring(lua_State *L) {
    const char *handle = person_handle(L, person_at(L, 1));
    lua_pushstring(L, handle ? handle : "?");
    return 1;
}

/* department "hr": that department, to read its attributes or ask where it lies. */
int word_unit(lua_State *L) {
    const char *key = argument_text(L, 1, "department", "a department's key");
    department_info_t info;
    if (!directory_department(directory_now(L), key, &info))
        sandbox_fail(L, "rule.unknown_department", "department", key, NULL);
    department_push(L, key, arena_printf(running(L)->arena, "department(%s)", key));
    return 1;
}

void facts_people_setup(lua_State *L) {
    static const luaL_Reg department_methods[] = {{"__index", department_index},
                                                  {"__eq", department_eq},
                                                  {"__tostring", department_tostring},
                                                  {NULL, NULL}};
    static const luaL_Reg person_methods[] = {
        {"__index", person_index}, {"__eq", person_eq}, {"__tostring", person_tostring}, {NULL, NULL}};
    object_kind_setup(L, OBJECT_DEPARTMENT, "a department", department_methods);
    object_kind_setup(L, OBJECT_PERSON, "a person", person_methods);
}
