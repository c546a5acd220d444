/* Who has it where the flow's fallback names nobody in service (P1.3.4): a post may be vacant that is both
 * who a step asks for and the fallback. Then it goes up the department tree, from where the fallback stands,
 * to a head who is there; and where nothing says where that is, from the flow's owner, or from the record's
 * department. */
#include "engine/deciding.h"
#include "engine/seats.h"
#include <string.h>

bool people_listed(const people_t *people, int64_t person) {
    for (size_t i = 0; i < people->count; i++)
        if (people->list[i].person == person) return true;
    return false;
}

bool found_upward(const found_t *who) {
    return who->reason && strcmp(who->reason, "people.upward") == 0;
}

static void add(const deciding_t *x, const found_t *who, people_t *out) {
    if (who->person == 0 || out->count == PEOPLE_MAX || people_listed(out, who->person)) return;
    if (directory_active(x->in->directory, who->person, x->in->now)) out->list[out->count++] = *who;
}

void people_superiors(const deciding_t *x, const found_t *of, const char *reason, people_t *out) {
    int64_t person = of->person;
    for (int i = 0; i < SUPERIORS_MAX && person; i++) {
        int64_t above = directory_superior(x->in->directory, person, x->in->now);
        if (above == person) return;
        found_t who = {.person = above, .reason = reason, .text = handle_of(x, of->person)};
        add(x, &who, out);
        person = above;
    }
}

static void heads_from(const deciding_t *x, const char *department, const char *text, people_t *out) {
    department_info_t info;
    for (int i = 0; i < SUPERIORS_MAX && department; i++) {
        found_t who = {.person = directory_head(x->in->directory, department, x->in->now),
                       .reason = "people.upward",
                       .text = text};
        add(x, &who, out);
        department = directory_department(x->in->directory, department, &info) ? info.parent : NULL;
    }
}

static bool same(const char *a, const char *b) {
    return a && b && strcmp(a, b) == 0;
}

/* The department above the one whose head or leader has that post; NULL: none has. */
static const char *above_post(const directory_t *dir, const char *post) {
    department_info_t info;
    for (size_t i = 0; i < directory_departments(dir); i++)
        if (directory_department_at(dir, i, &info) &&
            (same(info.head_post, post) || same(info.leader_post, post)))
            return info.parent;
    return NULL;
}

/* From where up: a person who is not there, or a vacant post, stands in some department. */
static const char *department_of(const deciding_t *x, const source_t *s) {
    const directory_t *dir = x->in->directory;
    department_info_t info;
    person_info_t who;
    switch (s->key ? s->kind : SOURCE_NONE) {
    case SOURCE_PERSON:
        return directory_by_handle(dir, s->key, &who) ? who.department : NULL;
    case SOURCE_POST:
        return above_post(dir, s->key);
    case SOURCE_HEAD:
    case SOURCE_LEADER:
        return directory_department(dir, s->key, &info) ? info.parent : NULL;
    default:
        return NULL;
    }
}

int people_fallback(deciding_t *x, const char *step, const task_t *task, people_t *out) {
    const source_t *fallback = x->flow->fallback;
    if (people_find(x, fallback, task, step, out)) return -1;
    const char *text = fallback ? source_text(fallback, x->arena) : NULL;
    for (size_t i = 0; i < out->count; i++) {
        out->list[i].reason = "people.fallback";
        out->list[i].text = text;
    }
    if (out->count > 0) return 0;
    for (const source_t *s = fallback; s; s = s->next)
        heads_from(x, department_of(x, s), text, out);
    if (out->count == 0) heads_from(x, x->flow->owner, text, out);
    if (out->count == 0) heads_from(x, x->record->department, text, out);
    return 0;
}
