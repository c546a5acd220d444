/* What a directory is made of, private to this folder: strings once in a pool, rows in arrays. Frozen, people
 * are sorted by id, departments by key, holdings by key, item and person, attributes by subject and name,
 * stand-ins by principal and person; handles and user ids have a sorted index of their own. */
#ifndef CS_MODEL_DIRECTORY_DATA_H
#define CS_MODEL_DIRECTORY_DATA_H

#include "model/directory.h"
#include "model/strings.h"
#include <stdatomic.h>

typedef struct person_row {
    int64_t id, owner, uid;
    instant_t from, until;
    uint32_t handle, name, email, calendar;
    uint32_t department; /* frozen: index + 1 in departments, 0: none; before: the key's place */
    uint8_t kind;
} person_row_t;

typedef struct department_row {
    uint32_t key, name_en, name_zh, calendar, head_post, leader_post;
    uint32_t parent; /* frozen: index + 1, 0: the company; before: the key's place */
} department_row_t;

/* Somebody has a role (key, item: department), a post (key), a thing (key: kind, item: which). */
typedef struct holding {
    uint32_t key, item;
    int64_t person;
    instant_t from, until;
} holding_t;

typedef struct attribute_row {
    uint32_t subject, name, value;
} attribute_row_t;

typedef struct stand_in_row {
    int64_t principal, person;
    instant_t from, until;
    uint32_t flow; /* 0: all flows */
} stand_in_row_t;

typedef struct holdings {
    holding_t *rows;
    size_t count, cap;
} holdings_t;

struct directory {
    atomic_int refs;
    int64_t version;
    strings_t strings;
    person_row_t *people;
    size_t people_count, people_cap;
    uint32_t *by_handle; /* indexes of people */
    uint32_t *by_uid;    /* of those that have one */
    size_t uid_count;
    department_row_t *departments;
    size_t department_count, department_cap;
    holdings_t roles, posts, things;
    attribute_row_t *attributes;
    size_t attribute_count, attribute_cap;
    stand_in_row_t *stand_ins;
    size_t stand_in_count, stand_in_cap;
};

struct directory_builder {
    directory_t *dir;
    number_set_t names;      /* handles, department keys (bit 32 set) */
    number_set_t ids, uids;  /* of people */
    number_set_t attributes; /* place of subject, place of name */
};

/* Both work before and after freezing, once people and departments are sorted; NULL: none. */
const person_row_t *directory_find_person(const directory_t *dir, int64_t id);
const department_row_t *directory_find_department(const directory_t *dir, const char *key);
/* Of a frozen directory. */
const person_row_t *directory_find_handle(const directory_t *dir, const char *handle);
/* Frees a directory that nobody refers to. */
void directory_free(directory_t *dir);
/* directory.cycle {what, key, path} when somebody would stand in for themselves, at one time and for one
 * flow, over however many others. Stand-ins are sorted. */
int directory_check_stand_ins(const directory_t *dir, diag_t *d);

#endif
