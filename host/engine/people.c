/* Who a source names (A10): asked of the directory at the recorded time, when the step opens. Only people in
 * service are taken, each once, with how they were found. */
#include "engine/administering.h"
#include "engine/deciding.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include <string.h>

typedef struct finding {
    deciding_t *x;
    const task_t *task; /* whose holder is the assignee */
    const char *step;
    people_t *out;
    int depth; /* of sources within sources */
} finding_t;

static int find_list(finding_t *f, const source_t *source);

static int found(finding_t *f, int64_t person, const char *reason, const char *text) {
    people_t *out = f->out;
    if (person == 0 || !directory_active(f->x->in->directory, person, f->x->in->now)) return 0;
    for (size_t i = 0; i < out->count; i++)
        if (out->list[i].person == person) return 0;
    if (out->count == PEOPLE_MAX) {
        diag_set(f->x->d, "limit.people", "step", f->step, NULL);
        diag_param_int(f->x->d, "limit", PEOPLE_MAX);
        return -1;
    }
    out->list[out->count++] = (found_t){.person = person, .reason = reason, .text = text};
    return 0;
}

/* Those whom one of the directory's lists names. */
typedef size_t list_fn(const finding_t *f, const source_t *s, int64_t *list, size_t max);

static size_t list_role(const finding_t *f, const source_t *s, int64_t *list, size_t max) {
    return directory_role_holders(f->x->in->directory, s->key, s->item, f->x->in->now, list, max);
}

static size_t list_post(const finding_t *f, const source_t *s, int64_t *list, size_t max) {
    return directory_post_holders(f->x->in->directory, s->key, f->x->in->now, list, max);
}

static size_t list_holder(const finding_t *f, const source_t *s, int64_t *list, size_t max) {
    return directory_holders(f->x->in->directory, s->key, s->item ? s->item : "", f->x->in->now, list, max);
}

static int find_listed(finding_t *f, const source_t *s, list_fn *fill, const char *reason) {
    int64_t list[PEOPLE_MAX + 1]; /* one more, so that too many shows */
    const char *text = s->item ? arena_printf(f->x->arena, "%s %s", s->key, s->item) : s->key;
    if (!s->key) return 0;
    size_t count = fill(f, s, list, PEOPLE_MAX + 1);
    for (size_t i = 0; i < count && i <= PEOPLE_MAX; i++)
        if (found(f, list[i], reason, text)) return -1;
    return 0;
}

static int find_handle(finding_t *f, const source_t *s, const char *reason) {
    person_info_t who;
    if (!s->key || !directory_by_handle(f->x->in->directory, s->key, &who)) return 0;
    if (s->kind == SOURCE_SERVICE && who.kind != PERSON_SERVICE) return 0;
    return found(f, who.id, reason, s->key);
}

static const char *department_of(const finding_t *f, int64_t person) {
    person_info_t who;
    return directory_person(f->x->in->directory, person, &who) ? who.department : NULL;
}

/* A head's own head is the one above. */
static int64_t head_for(const finding_t *f, int64_t person) {
    const directory_t *dir = f->x->in->directory;
    const char *department = department_of(f, person);
    int64_t head = department ? directory_head(dir, department, f->x->in->now) : 0;
    return head == person ? directory_superior(dir, person, f->x->in->now) : head;
}

/* Whoever leads a department has the leader of the one above. */
static int64_t leader_for(const finding_t *f, int64_t person) {
    const directory_t *dir = f->x->in->directory;
    const char *department = department_of(f, person);
    department_info_t info;
    for (int i = 0; department && i < SUPERIORS_MAX; i++) {
        int64_t leader = directory_leader(dir, department, f->x->in->now);
        if (leader != person) return leader;
        department = directory_department(dir, department, &info) ? info.parent : NULL;
    }
    return 0;
}

static int64_t superior_for(const finding_t *f, int64_t person) {
    return directory_superior(f->x->in->directory, person, f->x->in->now);
}

/* The people of `of`, whom head, leader and superior are asked for; the initiator when it is not said. */
static int find_of(finding_t *f, const source_t *of, people_t *out) {
    finding_t inner = *f;
    inner.out = out;
    inner.depth++;
    out->count = 0;
    if (of) return find_list(&inner, of);
    return found(&inner, f->x->record->initiator, "people.initiator", NULL);
}

static int find_above(finding_t *f, const source_t *s, int64_t (*above)(const finding_t *, int64_t),
                      const char *reason) {
    people_t of;
    if (find_of(f, s->of, &of)) return -1;
    for (size_t i = 0; i < of.count; i++) {
        int64_t person = above(f, of.list[i].person);
        if (person && found(f, person, reason, handle_of(f->x, of.list[i].person))) return -1;
    }
    return 0;
}

static int find_head(finding_t *f, const source_t *s) {
    if (!s->key) return find_above(f, s, head_for, "people.head");
    return found(f, directory_head(f->x->in->directory, s->key, f->x->in->now), "people.head", s->key);
}

static int find_leader(finding_t *f, const source_t *s) {
    if (!s->key) return find_above(f, s, leader_for, "people.leader");
    return found(f, directory_leader(f->x->in->directory, s->key, f->x->in->now), "people.leader", s->key);
}

static bool holds_post(const finding_t *f, int64_t person, const char *post) {
    int64_t list[PEOPLE_MAX];
    size_t count = directory_post_holders(f->x->in->directory, post, f->x->in->now, list, PEOPLE_MAX);
    for (size_t i = 0; i < count && i < PEOPLE_MAX; i++)
        if (list[i] == person) return true;
    return false;
}

/* Superiors upward: so many levels, or up to the holder of a post, or to the top (连续多级主管). */
static int find_chain(finding_t *f, const source_t *s) {
    people_t of;
    if (find_of(f, s->of, &of)) return -1;
    if (of.count == 0) return 0;
    int64_t person = of.list[0].person;
    int32_t most = s->level > 0 && s->level < SUPERIORS_MAX ? s->level : SUPERIORS_MAX;
    for (int32_t level = 1; level <= most; level++) {
        int64_t above = superior_for(f, person);
        if (above == 0 || above == person) return 0;
        if (found(f, above, "people.chain", arena_printf(f->x->arena, "%d", (int)level))) return -1;
        if (s->key && holds_post(f, above, s->key)) return 0;
        person = above;
    }
    return 0;
}

static int find_field(finding_t *f, const source_t *s) {
    const value_t *value = s->key ? record_field(f->x->record, s->key) : NULL;
    if (!value || value->kind != VALUE_PERSON) return 0;
    return found(f, value->u.person, "people.field", s->key);
}

/* Whoever decided the step of that name last, in this round or the one before; a timer is nobody, an
 * administrator decided for others, and what was taken back was not decided. Whose earlier approval counted
 * has decided it. */
static int find_decider(finding_t *f, const source_t *s) {
    const record_t *r = f->x->record;
    for (size_t i = r->task_count; s->key && i-- > 0;) {
        const task_t *task = &r->tasks[i];
        int64_t by = task->outcome == OUTCOME_COUNTED ? task->person : task->decided_by;
        if (task->state != TASK_DECIDED || task->taken_back || task->administered || by == 0) continue;
        const step_t *step = record_step(r, task->step);
        const char *name = step ? owed_name(r, step) : NULL;
        if (name && strcmp(name, s->key) == 0) return found(f, by, "people.decider", s->key);
    }
    return 0;
}

/* Whom somebody picked, as far as they are in the range now. */
static int find_picked(finding_t *f, const source_t *s) {
    const pick_t *pick = record_pick(f->x->record, f->step);
    people_t range;
    finding_t inner = *f;
    if (!pick) return 0;
    inner.out = &range;
    inner.depth++;
    range.count = 0;
    if (find_list(&inner, s->of)) return -1;
    for (size_t i = 0; i < pick->count; i++)
        for (size_t j = 0; j < range.count; j++)
            if (range.list[j].person == pick->people[i] &&
                found(f, pick->people[i], "people.picked", handle_of(f->x, pick->by)))
                return -1;
    return 0;
}

static int find_function(finding_t *f, const source_t *s) {
    deciding_t *x = f->x;
    facts_t facts;
    source_t *named = NULL;
    if (facts_of(x, f->task, &facts)) return -1;
    if (x->rules->people(x->rules->ctx, x->flow, s->key, &facts, x->arena, &named, x->d)) return -1;
    f->depth++;
    int result = find_list(f, named);
    f->depth--;
    return result;
}

static int find_one(finding_t *f, const source_t *s) {
    switch (s->kind) {
    case SOURCE_PERSON:
        return find_handle(f, s, "people.person");
    case SOURCE_SERVICE:
        return find_handle(f, s, "people.service");
    case SOURCE_ROLE:
        return find_listed(f, s, list_role, "people.role");
    case SOURCE_POST:
        return find_listed(f, s, list_post, "people.post");
    case SOURCE_HOLDER:
        return find_listed(f, s, list_holder, "people.holder");
    case SOURCE_HEAD:
        return find_head(f, s);
    case SOURCE_LEADER:
        return find_leader(f, s);
    case SOURCE_FIELD:
        return find_field(f, s);
    case SOURCE_INITIATOR:
        return found(f, f->x->record->initiator, "people.initiator", NULL);
    case SOURCE_ASSIGNEE:
        return f->task ? found(f, f->task->person, "people.assignee", NULL) : 0;
    case SOURCE_FUNCTION:
        return find_function(f, s);
    case SOURCE_SUPERIOR:
        return find_above(f, s, superior_for, "people.superior");
    case SOURCE_CHAIN:
        return find_chain(f, s);
    case SOURCE_DECIDER:
        return find_decider(f, s);
    case SOURCE_PICKED:
        return find_picked(f, s);
    case SOURCE_NONE:
        break;
    }
    return 0;
}

/* A list is a union, or a list of alternatives of which the first with somebody is taken. */
static int find_list(finding_t *f, const source_t *source) {
    bool first_only = source && source->first_only;
    size_t before = f->out->count;
    if (f->depth > NESTING_MAX) return diag_set(f->x->d, "people.depth", "step", f->step, NULL);
    for (const source_t *s = source; s; s = s->next) {
        if (find_one(f, s)) return -1;
        if (first_only && f->out->count > before) break;
    }
    return 0;
}

int people_find(deciding_t *x, const source_t *source, const task_t *task, const char *step, people_t *out) {
    finding_t f = {.x = x, .task = task, .step = step, .out = out};
    return find_list(&f, source);
}
