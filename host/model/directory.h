/* The directory: people, departments, posts, heads, roles, stand-ins, with validity from/until, as an
 * immutable snapshot in memory. Built from rows by a builder, then frozen; shared by reference count and
 * swapped whole. 100,000 people take less than 32 MiB: strings are interned, rows are arrays, indexes are
 * sorted arrays. Every question takes the instant it is asked for: [from, until). */
#ifndef CS_MODEL_DIRECTORY_H
#define CS_MODEL_DIRECTORY_H

#include "base/diag.h"
#include "base/instant.h"
#include "base/mem.h"

typedef struct directory directory_t;
typedef struct directory_builder directory_builder_t;

typedef enum person_kind { PERSON_HUMAN = 1, PERSON_SERVICE = 2 } person_kind_t;

typedef struct person_info {
    int64_t id;
    const char *handle; /* unique: "wang.fang" */
    const char *name;
    const char *email;      /* NULL: none */
    const char *department; /* key; NULL: none */
    const char *calendar;   /* NULL: the department's, else the company's */
    person_kind_t kind;
    int64_t owner;         /* of a service account; 0 otherwise */
    int64_t uid;           /* the Unix user that is this person; -1: none */
    instant_t from, until; /* INSTANT_NONE, INSTANT_MAX: always */
} person_info_t;

typedef struct department_info {
    const char *key;    /* "finance" */
    const char *parent; /* NULL: the company itself */
    const char *name_en, *name_zh;
    const char *calendar;                /* NULL: the parent's */
    const char *head_post, *leader_post; /* posts; NULL: none named. A missing leader is the parent's */
} department_info_t;

/* Values are copied; "" is the same as NULL, a person without a name has the handle for one. Errors
 * directory.duplicate {what, key}, directory.invalid {what, key} (a key or handle left empty, an id below 1);
 * memory.out. After an error the builder is still good: the row is left out. References are checked by
 * directory_build. */
directory_builder_t *directory_builder_new(diag_t *d);
int directory_add_department(directory_builder_t *b, const department_info_t *department, diag_t *d);
int directory_add_person(directory_builder_t *b, const person_info_t *person, diag_t *d);
/* Post and role keys come into being with their first holder. */
int directory_add_post(directory_builder_t *b, const char *post, int64_t person, instant_t from,
                       instant_t until, diag_t *d);
int directory_add_role(directory_builder_t *b, const char *role, const char *department, int64_t person,
                       instant_t from, instant_t until, diag_t *d);
/* The holder of a thing: kind "budget", item "HR-01". */
int directory_add_holder(directory_builder_t *b, const char *kind, const char *item, int64_t person,
                         instant_t from, instant_t until, diag_t *d);
/* An attribute that rules read: subject is "department:KEY", "person:HANDLE" or "post:KEY". */
int directory_add_attribute(directory_builder_t *b, const char *subject, const char *name, const char *value,
                            diag_t *d);
int directory_add_stand_in(directory_builder_t *b, int64_t principal, int64_t person, const char *flow,
                           instant_t from, instant_t until, diag_t *d);
/* Checks references (a service account's owner, a person, is one) and cycles of departments and stand-ins,
 * and freezes: directory.unknown {what, key, in}, directory.cycle {what, key, path}; path is "a > b > a".
 * Takes the builder either way. The caller owns one reference; NULL: the error is set. `version` is the
 * store's. */
directory_t *directory_build(directory_builder_t *b, int64_t version, diag_t *d);
void directory_builder_free(directory_builder_t *b);

directory_t *directory_ref(directory_t *dir); /* thread-safe */
void directory_unref(directory_t *dir);       /* NULL is fine */
int64_t directory_version(const directory_t *dir);
size_t directory_bytes(const directory_t *dir); /* memory it holds */
size_t directory_people(const directory_t *dir);
size_t directory_departments(const directory_t *dir);

/* False: no such. Strings live as long as the snapshot. */
bool directory_person(const directory_t *dir, int64_t id, person_info_t *out);
bool directory_person_at(const directory_t *dir, size_t index, person_info_t *out);
bool directory_by_handle(const directory_t *dir, const char *handle, person_info_t *out);
bool directory_by_uid(const directory_t *dir, int64_t uid, person_info_t *out);
bool directory_department(const directory_t *dir, const char *key, department_info_t *out);
bool directory_department_at(const directory_t *dir, size_t index, department_info_t *out);
/* True when `key` is `ancestor` or lies below it. */
bool directory_within(const directory_t *dir, const char *key, const char *ancestor);
const char *directory_attribute(const directory_t *dir, const char *subject,
                                const char *name); /* NULL: none */
/* What the attribute `name` says of a person then: their own value alone, where they have one, else that of
 * each post that they hold; how many, at most `max`. Looks at every post. */
size_t directory_bounds(const directory_t *dir, int64_t person, const char *name, instant_t at,
                        const char **out, size_t max);
/* Is the person in service then? */
bool directory_active(const directory_t *dir, int64_t person, instant_t at);
/* The calendar that holds for a person: own, department's, its parents', else NULL (the company's). */
const char *directory_calendar(const directory_t *dir, int64_t person);

/* People found are put into `out` in order of id, each once, only those active then; each function returns
 * how many there are, also beyond `max` (a number above max may then count somebody twice). With a
 * department, a role's holders are those who hold it there and those who hold it without a department. */
size_t directory_role_holders(const directory_t *dir, const char *role, const char *department, instant_t at,
                              int64_t *out, size_t max);
size_t directory_post_holders(const directory_t *dir, const char *post, instant_t at, int64_t *out,
                              size_t max);
size_t directory_holders(const directory_t *dir, const char *kind, const char *item, instant_t at,
                         int64_t *out, size_t max);
/* Who stands in for the principal then, in a record of that flow (NULL: where all flows are meant). */
size_t directory_stand_ins(const directory_t *dir, int64_t principal, const char *flow, instant_t at,
                           int64_t *out, size_t max);
/* The head / leader in charge of a department: holders of its head (leader) post. 0: vacant. directory_leader
 * climbs to the parent when none is named. */
int64_t directory_head(const directory_t *dir, const char *department, instant_t at);
int64_t directory_leader(const directory_t *dir, const char *department, instant_t at);
/* The head of the person's department, or, when that is the person or vacant, of the nearest department
 * above; 0 at the top of the company. */
int64_t directory_superior(const directory_t *dir, int64_t person, instant_t at);
/* Whether such a key is known at all, now or ever (for the checker). */
bool directory_knows_role(const directory_t *dir, const char *role);
bool directory_knows_post(const directory_t *dir, const char *post);
bool directory_knows_holder(const directory_t *dir, const char *kind);

#endif
