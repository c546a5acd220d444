/* Whom a source gives, as far as the directory can say before anybody has decided: enough to find steps that
 * nobody can take. Who has decided, and who holds a task, is somebody by its nature. */
#include "script/check_private.h"
#include <string.h>

enum { DEPTH = SOURCE_DEPTH_MAX + 2, FOUND = 64 };

typedef struct asking {
    check_t *c;
    const facts_t *facts;
    arena_t *scratch;
    int depth;
} asking_t;

typedef struct people {
    int64_t list[FOUND];
    size_t count;
    bool somebody; /* not known who, but there is one */
} people_t;

static int find(asking_t *a, const source_t *s, people_t *out, diag_t *d);

static void found(const asking_t *a, int64_t person, people_t *out) {
    if (person == 0 || out->count == FOUND || !directory_active(a->facts->directory, person, a->facts->at))
        return;
    out->list[out->count++] = person;
}

static void found_list(const asking_t *a, const int64_t *list, size_t count, people_t *out) {
    for (size_t i = 0; i < count && i < FOUND; i++)
        found(a, list[i], out);
}

static const char *department_of(const asking_t *a, int64_t person) {
    person_info_t who;
    return directory_person(a->facts->directory, person, &who) ? who.department : NULL;
}

static int64_t above(const asking_t *a, source_kind_t kind, int64_t person) {
    const directory_t *dir = a->facts->directory;
    const char *department = department_of(a, person);
    department_info_t info;
    int64_t who = 0;
    if (kind == SOURCE_HEAD && department) who = directory_head(dir, department, a->facts->at);
    if (kind == SOURCE_HEAD && who != person) return who;
    if (kind != SOURCE_LEADER) return directory_superior(dir, person, a->facts->at);
    for (int i = 0; department && i < 64; i++) {
        who = directory_leader(dir, department, a->facts->at);
        if (who != person) return who;
        department = directory_department(dir, department, &info) ? info.parent : NULL;
    }
    return 0;
}

static int find_above(asking_t *a, const source_t *s, people_t *out, diag_t *d) {
    const directory_t *dir = a->facts->directory;
    people_t of = {.count = 0};
    if (s->key && s->kind == SOURCE_HEAD) {
        found(a, directory_head(dir, s->key, a->facts->at), out);
        return 0;
    }
    if (s->key && s->kind == SOURCE_LEADER) {
        found(a, directory_leader(dir, s->key, a->facts->at), out);
        return 0;
    }
    if (s->of) {
        if (find(a, s->of, &of, d) != 0) return -1;
    } else {
        found(a, a->facts->record->initiator, &of);
    }
    out->somebody |= of.somebody;
    for (size_t i = 0; i < of.count; i++)
        found(a, above(a, s->kind, of.list[i]), out);
    return 0;
}

static void find_handle(const asking_t *a, const source_t *s, people_t *out) {
    person_info_t who;
    if (!s->key || !directory_by_handle(a->facts->directory, s->key, &who)) return;
    if (s->kind == SOURCE_SERVICE && who.kind != PERSON_SERVICE) return;
    found(a, who.id, out);
}

static int find_function(asking_t *a, const source_t *s, people_t *out, diag_t *d) {
    const rules_t *rules = a->c->rules;
    source_t *named = NULL;
    if (rules->people(rules->ctx, a->c->flow, s->key, a->facts, a->scratch, &named, d) != 0) return -1;
    return find(a, named, out, d);
}

static int find_one(asking_t *a, const source_t *s, people_t *out, diag_t *d) {
    const directory_t *dir = a->facts->directory;
    instant_t at = a->facts->at;
    int64_t list[FOUND];
    const value_t *value;
    switch (s->kind) {
    case SOURCE_PERSON:
    case SOURCE_SERVICE:
        find_handle(a, s, out);
        return 0;
    case SOURCE_ROLE:
        found_list(a, list, directory_role_holders(dir, s->key, s->item, at, list, FOUND), out);
        return 0;
    case SOURCE_POST:
        found_list(a, list, directory_post_holders(dir, s->key, at, list, FOUND), out);
        return 0;
    case SOURCE_HOLDER:
        found_list(a, list, directory_holders(dir, s->key, s->item ? s->item : "", at, list, FOUND), out);
        return 0;
    case SOURCE_HEAD:
    case SOURCE_LEADER:
    case SOURCE_SUPERIOR:
    case SOURCE_CHAIN:
        return find_above(a, s, out, d);
    case SOURCE_FIELD:
        value = s->key ? record_field(a->facts->record, s->key) : NULL;
        if (value && value->kind == VALUE_PERSON) found(a, value->u.person, out);
        return 0;
    case SOURCE_INITIATOR:
        found(a, a->facts->record->initiator, out);
        return 0;
    case SOURCE_ASSIGNEE:
    case SOURCE_DECIDER:
        out->somebody = true;
        return 0;
    case SOURCE_PICKED: /* whoever it will be is one of these */
        return s->of ? find(a, s->of, out, d) : 0;
    case SOURCE_FUNCTION:
        return find_function(a, s, out, d);
    case SOURCE_NONE:
        break;
    }
    return 0;
}

static int find(asking_t *a, const source_t *s, people_t *out, diag_t *d) {
    if (a->depth++ >= DEPTH) return 0;
    bool alternatives = s && s->first_only;
    for (; s; s = s->next) {
        if (find_one(a, s, out, d) != 0) return -1;
        if (alternatives && (out->count > 0 || out->somebody)) break;
    }
    a->depth--;
    return 0;
}

int people_count(check_t *c, const facts_t *facts, const source_t *source, size_t *out, diag_t *d) {
    const check_people_t *people = c->options.people;
    if (people) return people->count(people->ctx, facts, c->flow, source, out, d);
    arena_t scratch;
    arena_init(&scratch, 0);
    asking_t asking = {.c = c, .facts = facts, .scratch = &scratch};
    people_t got = {.count = 0};
    int failed = find(&asking, source, &got, d);
    *out = got.count + (got.somebody ? 1 : 0);
    arena_free(&scratch);
    return failed;
}

int people_given(check_t *c, const facts_t *facts, const source_t *source, int64_t *list, size_t max,
                 size_t *out, diag_t *d) {
    arena_t scratch;
    arena_init(&scratch, 0);
    asking_t asking = {.c = c, .facts = facts, .scratch = &scratch};
    people_t got = {.count = 0};
    int failed = find(&asking, source, &got, d);
    *out = 0;
    for (size_t i = 0; i < got.count && *out < max; i++) {
        bool twice = false;
        for (size_t k = 0; k < *out; k++)
            twice = twice || list[k] == got.list[i];
        if (!twice) list[(*out)++] = got.list[i];
    }
    arena_free(&scratch);
    return failed;
}

static bool unknown_here(const check_t *c, const source_t *s, const char **code) {
    person_info_t who;
    department_info_t department;
    if (!s->key) return false;
    switch (s->kind) {
    case SOURCE_PERSON:
        *code = "check.unknown_person";
        return !directory_by_handle(c->dir, s->key, &who);
    case SOURCE_SERVICE:
        *code = "check.unknown_service";
        return !directory_by_handle(c->dir, s->key, &who) || who.kind != PERSON_SERVICE;
    case SOURCE_ROLE:
        *code = "check.unknown_role";
        return !directory_knows_role(c->dir, s->key);
    case SOURCE_POST:
        *code = "check.unknown_post";
        return !directory_knows_post(c->dir, s->key);
    case SOURCE_HOLDER:
        *code = "check.unknown_holder";
        return !directory_knows_holder(c->dir, s->key);
    case SOURCE_HEAD:
    case SOURCE_LEADER:
        *code = "check.unknown_department";
        return !directory_department(c->dir, s->key, &department);
    case SOURCE_FIELD:
        *code = "check.unknown_person_field";
        return !flow_field(c->flow, s->key);
    default:
        return false;
    }
}

bool people_unknown(const check_t *c, const source_t *source, const char **code, const char **key) {
    for (const source_t *s = source; s; s = s->next) {
        if (unknown_here(c, s, code)) {
            *key = s->key;
            return true;
        }
        if (s->of && people_unknown(c, s->of, code, key)) return true;
    }
    return false;
}

bool people_leaving(const check_t *c, const source_t *source, person_info_t *out) {
    for (const source_t *s = source; s; s = s->next) {
        bool named = s->key && (s->kind == SOURCE_PERSON || s->kind == SOURCE_SERVICE);
        if (named && directory_by_handle(c->dir, s->key, out) && out->until != INSTANT_MAX) return true;
        if (s->of && people_leaving(c, s->of, out)) return true;
    }
    return false;
}
