/* How the people of a step were found: the reason that its task keeps, what each source of the step named at
 * that time, and who held the post that it asked for then and holds it now. */
#include "server/api_guard.h"
#include "server/why.h"
#include <string.h>

enum { HOLDERS_SHOWN = 32 };

/* ---- the organisation as it was ---- */

/* What a reason asked the directory for, in the directory's own terms. */
typedef struct asked {
    const char *what; /* "post", "role", "holder", "superior" */
    const char *key, *item;
    int64_t person; /* whose superior */
} asked_t;

static size_t holders(const directory_t *dir, const asked_t *a, instant_t at, int64_t *list) {
    if (strcmp(a->what, "post") == 0) return directory_post_holders(dir, a->key, at, list, HOLDERS_SHOWN);
    if (strcmp(a->what, "role") == 0)
        return directory_role_holders(dir, a->key, a->item, at, list, HOLDERS_SHOWN);
    if (strcmp(a->what, "holder") == 0)
        return directory_holders(dir, a->key, a->item != NULL ? a->item : "", at, list, HOLDERS_SHOWN);
    list[0] = directory_superior(dir, a->person, at);
    return list[0] != 0 ? 1 : 0;
}

static json_t *holders_json(why_told_t *w, const asked_t *a, instant_t at) {
    int64_t list[HOLDERS_SHOWN];
    size_t count = holders(w->s.directory, a, at, list);
    json_t *people = shape_array(&w->s);
    for (size_t i = 0; i < count && i < HOLDERS_SHOWN; i++)
        shape_add(&w->s, people, shape_person_value(&w->s, list[i]));
    return people;
}

/* The post that heads a department, or that leads it: of the nearest above where it names none. */
static const char *post_of(const directory_t *dir, const char *department, bool leader) {
    department_info_t info;
    for (int deep = 0; department != NULL && deep < 64; deep++) {
        if (!directory_department(dir, department, &info)) return NULL;
        if (!leader || info.leader_post != NULL) return leader ? info.leader_post : info.head_post;
        department = info.parent;
    }
    return NULL;
}

/* "finance": the department itself; "wang.fang": that person's. */
static const char *department_meant(const directory_t *dir, const char *text) {
    department_info_t info;
    person_info_t who;
    if (directory_department(dir, text, &info)) return info.key;
    return directory_by_handle(dir, text, &who) ? who.department : NULL;
}

static bool is_reason(const char *reason, const char *code) {
    return strcmp(reason, code) == 0;
}

/* "budget HR-01" is the holder of HR-01, "finance.administration hr" the role there. */
static void split(why_told_t *w, const char *text, asked_t *out) {
    const char *space = strchr(text, ' ');
    out->key = space != NULL ? arena_strndup(w->arena, text, (size_t)(space - text)) : text;
    out->item = space != NULL ? space + 1 : NULL;
}

static bool asked_for(why_told_t *w, const char *reason, const char *text, asked_t *out) {
    const directory_t *dir = w->s.directory;
    person_info_t who;
    *out = (asked_t){0};
    if (reason == NULL || text == NULL) return false;
    if (is_reason(reason, "people.head") || is_reason(reason, "people.leader")) {
        out->what = "post";
        out->key = post_of(dir, department_meant(dir, text), is_reason(reason, "people.leader"));
    } else if (is_reason(reason, "people.post")) {
        *out = (asked_t){.what = "post", .key = text};
    } else if ((is_reason(reason, "people.fallback") || is_reason(reason, "people.upward")) &&
               strncmp(text, "post ", 5) == 0) {
        *out = (asked_t){.what = "post", .key = text + 5};
    } else if (is_reason(reason, "people.role")) {
        out->what = "role";
        split(w, text, out);
    } else if (is_reason(reason, "people.holder")) {
        out->what = "holder";
        split(w, text, out);
    } else if (strstr(reason, "superior") != NULL && directory_by_handle(dir, text, &who)) {
        *out = (asked_t){.what = "superior", .key = text, .person = who.id};
    }
    return out->key != NULL;
}

/* Was whoever holds the task, or is held for, found in a place in which the directory has somebody else at
 * that time by now? Its rows say what holds from when, and may be entered later (A65): then what it says of
 * that time is not what was known. Of a head's vacant post whoever is above was found. */
static bool was_rewritten(const why_told_t *w, const asked_t *asked, const task_t *task, instant_t at) {
    int64_t list[HOLDERS_SHOWN];
    department_info_t info;
    bool head = is_reason(task->reason, "people.head") || is_reason(task->reason, "people.leader");
    bool place = is_reason(task->reason, "people.post") || is_reason(task->reason, "people.role") ||
                 is_reason(task->reason, "people.holder");
    if (!place && !(head && directory_department(w->s.directory, task->reason_text, &info))) return false;
    size_t count = holders(w->s.directory, asked, at, list);
    for (size_t i = 0; i < count && i < HOLDERS_SHOWN; i++)
        if (list[i] == task->person || list[i] == task->principal) return false;
    return count <= HOLDERS_SHOWN && (count > 0 || !head);
}

/* {"at","what","key","item","then","now"}, of a task perhaps "rewritten"; null where the reason asked for
 * nobody's place in the company. */
static json_t *organisation(why_told_t *w, const char *reason, const char *text, instant_t at,
                            const task_t *task) {
    asked_t asked;
    if (!asked_for(w, reason, text, &asked)) return json_null();
    json_t *o = shape_object(&w->s);
    if (task != NULL && was_rewritten(w, &asked, task, at)) {
        shape_flag(&w->s, o, "rewritten", true);
        w->rewritten = true;
    }
    shape_instant(&w->s, o, "at", at);
    shape_text(&w->s, o, "what", asked.what);
    shape_text(&w->s, o, "key", shape_guarded(&w->s, asked.key));
    shape_text(&w->s, o, "item", shape_guarded(&w->s, asked.item));
    shape_put(&w->s, o, "then", holders_json(w, &asked, at));
    shape_put(&w->s, o, "now", holders_json(w, &asked, w->now));
    return o;
}

/* ---- the tasks ---- */

/* When the task was given to whoever holds it: opened, or handed on last. */
static instant_t given_at(const why_told_t *w, const task_t *task) {
    for (size_t i = w->past.count; i-- > 0;) {
        const event_t *e = &w->past.rows[i].event;
        if (e->kind == EVENT_TASK_REASSIGNED && e->u.task_reassigned.task == task->id) return e->recorded;
    }
    return task->opened_at;
}

static json_t *tasks_json(why_told_t *w) {
    json_t *list = shape_array(&w->s);
    for (size_t i = 0; i < w->record->task_count; i++) {
        const task_t *t = &w->record->tasks[i];
        if (t->step != w->step->no) continue;
        instant_t given = given_at(w, t);
        json_t *o = shape_task(&w->s, w->record, i, w->now);
        shape_instant(&w->s, o, "given_at", given);
        shape_put(&w->s, o, "organisation",
                  organisation(w, t->reason, t->reason_text, given != INSTANT_NONE ? given : w->now, t));
        shape_add(&w->s, list, o);
    }
    return list;
}

/* ---- whom the sources named ---- */

static json_t *named_json(why_told_t *w, const named_people_t *named, instant_t at) {
    json_t *list = shape_array(&w->s);
    for (size_t i = 0; i < named->count; i++) {
        const named_t *n = &named->list[i];
        json_t *o = shape_object(&w->s);
        shape_person(&w->s, o, "person", n->person);
        shape_reason(&w->s, o, n->reason, n->text);
        if (n->counts) shape_counted(&w->s, o, w->record, n->counts);
        shape_put(&w->s, o, "organisation", organisation(w, n->reason, n->text, at, NULL));
        shape_add(&w->s, list, o);
    }
    return list;
}

/* A question that can't be answered (a rule that fails, say) is told in its place. */
static int told_in_place(why_told_t *w, json_t *o, diag_t *failed, diag_t *d) {
    bool no_memory = diag_is(failed, "memory.out");
    if (!no_memory) shape_put(&w->s, o, "problem", shape_error(&w->s, failed));
    diag_clear(failed);
    return no_memory ? diag_memory(d) : 0;
}

/* {"source","fallback","named"}: an empty list is a vacancy then; a person that two sources name counts once.
 */
static int put_source(why_told_t *w, const explain_t *moment, const source_t *source, bool fallback,
                      json_t *list, diag_t *d) {
    source_t alone = *source;
    named_people_t named;
    diag_t failed = {0};
    alone.next = NULL;
    json_t *o = shape_object(&w->s);
    shape_source(&w->s, o, "source", &alone);
    shape_flag(&w->s, o, "fallback", fallback);
    shape_add(&w->s, list, o);
    if (explain_source(moment, source, w->step->name, w->arena, &named, &failed) != 0)
        return told_in_place(w, o, &failed, d);
    shape_put(&w->s, o, "named", named_json(w, &named, moment->at));
    return 0;
}

/* Was the flow's fallback asked, since the step's own sources named nobody fit for it? */
static bool fell_back(const why_told_t *w) {
    for (size_t i = 0; i < w->record->task_count; i++) {
        const task_t *t = &w->record->tasks[i];
        if (t->step == w->step->no && t->reason != NULL &&
            (is_reason(t->reason, "people.fallback") || is_reason(t->reason, "people.upward")))
            return true;
    }
    return false;
}

/* Nobody was asked for a step that never began, whether it waits still, was left out, or closed before. */
static bool began(const why_told_t *w) {
    return past_step_event_ever(&w->past, EVENT_STEP_OPENED, w->step->no) != NULL;
}

static int put_asked(why_told_t *w, const explain_t *moment, json_t *root, diag_t *d) {
    json_t *list = shape_array(&w->s);
    shape_put(&w->s, root, "asked", list);
    shape_instant(&w->s, root, "asked_at", began(w) ? moment->at : INSTANT_NONE);
    if (w->rewritten) shape_flag(&w->s, root, "rewritten", true);
    if (w->flow == NULL || w->rules == NULL || !began(w)) return 0;
    for (const source_t *source = w->step->by; source != NULL; source = source->next)
        if (put_source(w, moment, source, false, list, d) != 0) return -1;
    for (const source_t *source = fell_back(w) ? moment->flow->fallback : NULL; source != NULL;
         source = source->next)
        if (put_source(w, moment, source, true, list, d) != 0) return -1;
    return 0;
}

/* Who a step that has not begun would have today. */
static int put_expected(why_told_t *w, const explain_t *moment, json_t *root, diag_t *d) {
    named_people_t named;
    diag_t failed = {0};
    json_t *o = shape_object(&w->s);
    shape_put(&w->s, root, "expected", o);
    if (explain_people(moment, w->step, w->arena, &named, &failed) != 0)
        return told_in_place(w, o, &failed, d);
    static const char *const ANSWERS[] = {
        [NAMED_PEOPLE] = "people", [NAMED_REFUSES] = "refuses", [NAMED_PASSES] = "passes"};
    shape_text(&w->s, o, "answer", ANSWERS[named.answer]);
    shape_quoted(&w->s, o, "cause", named.cause, w->step);
    shape_put(&w->s, o, "people", named_json(w, &named, moment->at));
    return 0;
}

int why_people(why_told_t *w, json_t *root, diag_t *d) {
    explain_t moment;
    shape_put(&w->s, root, "people", tasks_json(w));
    if (step_is_group(w->step->kind)) return 0;
    if (why_moment(w, &moment, d) != 0 || put_asked(w, &moment, root, d) != 0) return -1;
    bool waits = w->step->state == STEP_WAITING && w->flow != NULL && w->rules != NULL;
    return waits ? put_expected(w, &moment, root, d) : 0;
}
