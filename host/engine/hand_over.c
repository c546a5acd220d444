/* Somebody leaves (离职交接, A16): what they hold of one record goes to whoever takes over, each task with
 * the reason on record. Where that person may not have it (their own request, a second seat of the step), it
 * goes to their superior, else to the fallback, as everywhere (A12). What the leaver held in somebody else's
 * name is asked for again; what somebody held in the leaver's name is the new owner's.
 *
 * Where nobody was named to take over (the directory says that somebody's time is over), it goes to the
 * flow's fallback, or up from there, and an incident tells of each task (P1.3.4): nothing is left with who is
 * not there.
 *
 * A notice or a revision that somebody had for the initiator goes back to the initiator, while in service. */
#include "engine/acts.h"
#include "engine/administering.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include "engine/tree.h"
#include "model/record_naming.h"

typedef struct handing {
    int64_t from, to; /* to 0: nobody was named */
    source_t source;
    bool spared; /* a seat of a vote was left vacant: the vote is looked at again */
} handing_t;

static int reassigned(deciding_t *x, int64_t id, const found_t *to) {
    const task_t *t = record_task(x->record, id);
    event_t e = {
        .u.task_reassigned = {
            .task = id, .from = t->person, .to = to->person, .reason = to->reason, .reason_text = to->text}};
    if (t->state == TASK_OPEN) return task_reassign(x, id, to, NULL, "handed_over");
    return emit(x, EVENT_TASK_REASSIGNED, &e); /* its turn has not come: nobody was told yet */
}

/* Of several of whom the first decides, the one who takes over has a seat already. */
static bool seated(const deciding_t *x, const task_t *task, int64_t person) {
    const record_t *r = x->record;
    if (record_step(r, task->step)->mode != DECIDE_ANY) return false;
    const task_t *other = seat_held(r, task->step, person, task->id);
    return other && other->state == TASK_OPEN;
}

/* Each who could have it sits in the vote already: it has a seat less, as when the step opens so (A4). Where
 * people.none is not about that, it stays the error. */
static int spare_seat(deciding_t *x, handing_t *h, int64_t id) {
    const task_t *task = record_task(x->record, id);
    int32_t no = task->step;
    bool only = true;
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        only = only && (t->step != no || t->id == id || t->state == TASK_CLOSED);
    }
    if (!only || !diag_is(x->d, "people.none") || !vote_may_be_vacant(x, record_step(x->record, no)))
        return -1;
    diag_clear(x->d);
    vote_short(x, record_step(x->record, no), VOTE_VACANT);
    h->spared = true;
    return leaf_end(x, tree_index(x->record, no), STEP_LEFT_OUT, VOTE_VACANT);
}

/* Into the hands of the fallback, or of whoever is above where that is nobody in service: then this is the
 * reason that stays on record, and who had it is in the event. */
static int vacate(deciding_t *x, handing_t *h, int64_t id) {
    const task_t *task = record_task(x->record, id);
    diag_t told;
    found_t who;
    if (people_takeover(x, task, x->flow->fallback, &who)) return spare_seat(x, h, id);
    bool upward = found_upward(&who);
    diag_init(&told);
    diag_set(&told, upward ? "task.vacated_up" : "task.vacated", "step",
             record_step(x->record, task->step)->name, "person", handle_of(x, h->from), "to",
             handle_of(x, who.person), NULL);
    if (upward) diag_param(&told, "for", who.text);
    if (upward) diag_param(&told, "for_code", source_code(x->flow->fallback, x->arena));
    incident_note(x, &told);
    diag_clear(&told);
    if (!upward) {
        who.reason = "people.vacated";
        who.text = handle_of(x, h->from);
    }
    if (reassigned(x, id, &who)) return -1;
    return record_task(x->record, id)->state == TASK_OPEN ? stand_in_renew(x, id) : 0;
}

/* Is it the initiator's own, who is there to answer? */
static bool goes_back(const deciding_t *x, const handing_t *h, const task_t *task) {
    int64_t initiator = x->record->initiator;
    return is_initiators_own(record_step(x->record, task->step)) && initiator != h->from &&
           directory_active(x->in->directory, initiator, x->in->now);
}

static int hand_over(deciding_t *x, handing_t *h, int64_t id) {
    const task_t *task = record_task(x->record, id);
    found_t who = {.person = x->record->initiator, .reason = "people.initiator"};
    if (administered(x, task->step, id)) return -1;
    if (goes_back(x, h, task)) return reassigned(x, id, &who);
    if (task->person == h->from && task->principal) return stand_in_ask(x, id);
    if (h->to == 0) return vacate(x, h, id);
    if (seated(x, task, h->to)) {
        event_t e = {.u.task_closed = {.task = id, .cause = "handed_over"}};
        return serving_close(x, id, "handed_over") ? -1 : emit(x, EVENT_TASK_CLOSED, &e);
    }
    bool stands_in = task->principal == h->from && task->person == h->to; /* in the leaver's name so far */
    if (stands_in) who = (found_t){.person = h->to};
    if (!stands_in && people_takeover(x, task, &h->source, &who)) return -1;
    if (who.person == h->to) {
        who.reason = "people.handed_over";
        who.text = handle_of(x, h->from);
    }
    if (reassigned(x, id, &who)) return -1;
    return record_task(x->record, id)->state == TASK_OPEN ? stand_in_renew(x, id) : 0;
}

int seat_vacated(deciding_t *x, int64_t id) {
    const task_t *task = record_task(x->record, id);
    handing_t h = {.from = task->person};
    found_t initiator = {.person = x->record->initiator, .reason = "people.initiator"};
    if (directory_active(x->in->directory, task->person, x->in->now)) return 0;
    if (goes_back(x, &h, task)) return reassigned(x, id, &initiator);
    return task->principal ? stand_in_renew(x, id) : vacate(x, &h, id);
}

/* Whom a field names the rules go on asking for, and would give the next step of theirs to the fallback: what
 * is open moved, and somebody has to change the field. */
static int tell_named(deciding_t *x, int64_t person) {
    const char *fields = record_naming(x->record, person, x->arena);
    diag_t told;
    if (!fields) return diag_memory(x->d);
    if (!*fields || directory_active(x->in->directory, person, x->in->now)) return 0;
    diag_init(&told);
    diag_set(&told, "record.names_left", "person", handle_of(x, person), "fields", fields, NULL);
    incident_note(x, &told);
    diag_clear(&told);
    return 0;
}

static bool concerned(const task_t *t, int64_t person) {
    return (t->state == TASK_OPEN || t->state == TASK_WAITING) &&
           (t->person == person || t->principal == person);
}

int do_hand_over(deciding_t *x) {
    const command_t *command = x->in->command;
    bool named = command->people_count == 2;
    bool over =
        command->people_count == 1 && !directory_active(x->in->directory, command->people[0], x->in->now);
    if (!named && !over)
        return diag_set(x->d, "person.required", "command", command_kind_word(command->kind), NULL);
    handing_t h = {.from = command->people[0], .to = named ? command->people[1] : 0};
    if (named) h.source = (source_t){.kind = SOURCE_PERSON, .key = handle_of(x, h.to)};
    if (named && check_person(x, h.to)) return -1;
    for (size_t i = 0; i < x->record->task_count; i++) {
        if (!concerned(&x->record->tasks[i], h.from)) continue;
        if (hand_over(x, &h, x->record->tasks[i].id)) return -1;
    }
    if (x->out->event_count > 0 && tell_named(x, h.from)) return -1;
    return h.spared && is_under_way(x) ? route_settle(x) : 0;
}
