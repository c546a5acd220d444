/* Whose flows these are (P1.2): each has an owner department, and what a department changes stands under its
 * own name; a department that the directory does not know owns nothing, and its changes would hold for
 * nobody. */
#include "script/check_private.h"
#include "script/words.h"

static bool is_department(const check_t *c, const char *key) {
    department_info_t info;
    return directory_department(c->dir, key, &info);
}

/* The department that may be meant; "": none. */
static const char *near_to(const check_t *c, const char *key) {
    size_t count = directory_departments(c->dir), known = 0;
    const char **names = arena_array(c->arena, count + 1, sizeof *names);
    department_info_t info;
    for (size_t i = 0; names && i < count; i++)
        if (directory_department_at(c->dir, i, &info)) names[known++] = info.key;
    const char *near = names ? sandbox_nearest(key, names, known) : NULL;
    return near ? near : "";
}

/* What a department changes holds for it and those below. */
static int check_extension(check_t *c, const declared_t *of) {
    if (of->kind != DECLARED_EXTENSION || !of->department || is_department(c, of->department)) return 0;
    return check_say(c, CHECK_ERROR, of->file, of->line, "check.extension_department", "flow", of->name,
                     "key", of->department, "nearest", near_to(c, of->department), NULL);
}

static int check_owner(check_t *c, const flow_t *flow) {
    const char *folder = ((const variant_t *)flow)->base->folder;
    bool owned = is_department(c, flow->owner);
    if (owned && (!folder || is_department(c, folder))) return 0;
    const char *wrong = owned ? folder : flow->owner;
    return check_say(c, owned ? CHECK_WARNING : CHECK_ERROR, flow->file, flow->line,
                     owned ? "check.folder_department" : "check.owner_department", "flow", flow->name, "key",
                     wrong, "nearest", near_to(c, wrong), NULL);
}

int owners_check(check_t *c) {
    if (directory_departments(c->dir) == 0) return 0; /* people alone: nothing is known of departments */
    for (size_t i = 0; i < c->rs->declared_count; i++)
        if (check_extension(c, &c->rs->declared[i]) != 0) return -1;
    for (size_t i = 0;; i++) {
        const flow_t *flow = ruleset_flow_at(c->rs, i);
        if (!flow) return 0;
        if (!flow->department && check_owner(c, flow) != 0) return -1;
    }
}
