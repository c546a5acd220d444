/* What people do; see operations.h. */
#include "simulation/operations.h"
#include "simulation/company.h"
#include "simulation/rules.h"
#include "simulation/said.h"
#include "simulation/sim.h"
#include <string.h>

#define BIT(x) (UINT32_C(1) << (x))

enum {
    IN_HAND = BIT(RECORD_DRAFT) | BIT(RECORD_PREPARED) | BIT(RECORD_RETURNED) | BIT(RECORD_REFUSED),
    GOING = BIT(RECORD_DRAFT) | BIT(RECORD_PREPARING) | BIT(RECORD_PREPARED) | BIT(RECORD_OPEN) |
            BIT(RECORD_RETURNED),
    UNDER_WAY = BIT(RECORD_OPEN) | BIT(RECORD_PREPARING),
    ANY_STATE = BIT(RECORD_STATE_LAST + 1) - 1,
    ADMINISTRATOR = 11, /* the role's holder, by number */
    TRIES = 10,
    SOUGHT = 200, /* of what few records are fit for */
    RECENT = 60
};

#define DECIDES(outcome) EVENT_TASK_DECIDED, OUTCOME_##outcome
#define ADMINISTERS(act) EVENT_ADMINISTERED, COMMAND_##act
#define LOST (BIT(RECORD_ENDED_REFUSED) | BIT(RECORD_CANCELLED) | BIT(RECORD_REFUSED) | BIT(RECORD_CLOSED))
#define HELD (BIT(STEP_APPROVE) | BIT(STEP_AGREE) | BIT(STEP_ACT))

const operation_t operations[] = {
    /* name, kind, weight, states, steps, leaves, which, words, fields, may leave nothing, many, remark */
    {"draft", COMMAND_DRAFT, 9, 0, 0, EVENT_DRAFTED, 0, 0, 100},
    {"edit", COMMAND_EDIT, 6, IN_HAND, 0, EVENT_EDITED, 0, 0, 100},
    {"prepare", COMMAND_PREPARE, 8, IN_HAND, 0, EVENT_PREPARING, 0, 0, 0},
    {"submit", COMMAND_SUBMIT, 28, IN_HAND, 0, EVENT_SUBMITTED, 0, 0, 25},
    {"approve", COMMAND_APPROVE, 60, 0, BIT(STEP_APPROVE), DECIDES(APPROVED), 50, 0},
    {"refuse", COMMAND_REFUSE, 7, 0, BIT(STEP_APPROVE) | BIT(STEP_AGREE), DECIDES(REFUSED), 90, 0},
    {"abstain", COMMAND_ABSTAIN, 6, 0, BIT(STEP_APPROVE), DECIDES(ABSTAINED), 30, 0},
    {"acknowledge", COMMAND_ACKNOWLEDGE, 12, 0, BIT(STEP_ACKNOWLEDGE) | BIT(STEP_WARNING),
     DECIDES(ACKNOWLEDGED), 30, 0},
    {"return", COMMAND_RETURN, 24, 0, BIT(STEP_APPROVE) | BIT(STEP_ACT), DECIDES(RETURNED), 90, 0},
    {"done", COMMAND_DONE, 16, 0, BIT(STEP_ACT), DECIDES(DONE), 40, 0},
    {"log", COMMAND_LOG, 20, 0, BIT(STEP_ACT) | BIT(STEP_MONITOR), EVENT_LOGGED, 0, 80, 0},
    {"log unasked", COMMAND_LOG, 2, BIT(RECORD_OPEN), 0, EVENT_LOGGED, 0, 80, 0},
    {"warn", COMMAND_WARN, 3, BIT(RECORD_OPEN), 0, EVENT_WARNED, 0, 95, 0},
    {"order", COMMAND_ORDER, 4, BIT(RECORD_OPEN), 0, EVENT_WARNED, 1, 95, 0},
    {"request", COMMAND_REQUEST, 3, BIT(RECORD_OPEN), 0, EVENT_ASKED, 1, 95, 0},
    {"attach", COMMAND_ATTACH, 2, IN_HAND, 0, EVENT_EDITED, 1, 0, 0},
    {"attach at a step", COMMAND_ATTACH, 12, 0, HELD, EVENT_EDITED, 1, 0, 0},
    {"assist", COMMAND_DONE, 8, 0, BIT(STEP_ASSIST), DECIDES(ASSISTED), 40, 0},
    {"answer", COMMAND_ANSWER, 8, 0, BIT(STEP_ANSWER), DECIDES(ANSWERED), 95, 0},
    {"withdraw", COMMAND_WITHDRAW, 1, GOING, 0, EVENT_WITHDRAWN, 0, 60, 0},
    {"withdraw after approval", COMMAND_WITHDRAW, 6, BIT(RECORD_FINISHED), 0, EVENT_REOPENED, 0, 60, 0},
    {"give up a change", COMMAND_WITHDRAW, 30, BIT(RECORD_OPEN), 0, EVENT_CHANGE_DROPPED, 0, 60, 0,
     .sought = true},
    {"change", COMMAND_CHANGE, 12, BIT(RECORD_FINISHED), 0, EVENT_AMENDED, 0, 95, 100, .many = true},
    {"copy", COMMAND_COPY, 2, ANY_STATE, 0, EVENT_MADE_FROM, 0, 0, 100},
    {"read", COMMAND_READ, 3, 0, 0, EVENT_COPY_READ, 0, 0, 0, .many = true, .may_leave_nothing = true},
    {"comment", COMMAND_COMMENT, 3, GOING | BIT(RECORD_OWING), 0, EVENT_COMMENTED, 0, 95, 0},
    {"agree", COMMAND_AGREE, 12, 0, BIT(STEP_AGREE), DECIDES(AGREED), 50, 0},
    {"transfer", COMMAND_TRANSFER, 5, 0, HELD, EVENT_TASK_REASSIGNED, 0, 40, 0, .remark = true},
    {"delegate", COMMAND_DELEGATE, 5, 0, HELD, EVENT_STEP_ADDED, STEP_ASSIST, 40, 0, .remark = true},
    {"ask", COMMAND_ASK, 6, 0, HELD, EVENT_ASKED, 0, 95, 0},
    {"add signer", COMMAND_ADD_SIGNER, 8, 0, HELD, EVENT_PLAN_GROWN, 0, 30, 0, .remark = true},
    {"remove signer", COMMAND_REMOVE_SIGNER, 5, 0, HELD, EVENT_TASK_CLOSED, 1, 0, 0, .many = true},
    {"take back", COMMAND_TAKE_BACK, 12,
     UNDER_WAY | BIT(RECORD_DRAFT) | BIT(RECORD_PREPARED) | BIT(RECORD_RETURNED) | BIT(RECORD_OWING), 0,
     EVENT_TASK_TAKEN_BACK, 0, 60, 0},
    {"claim", COMMAND_CLAIM, 4, 0, HELD, EVENT_TASK_CLAIMED, 1, 0, 0, .may_leave_nothing = true},
    {"unclaim", COMMAND_UNCLAIM, 2, 0, HELD, EVENT_TASK_CLAIMED, 0, 0, 0, .may_leave_nothing = true},
    {"urge", COMMAND_URGE, 4, UNDER_WAY, 0, EVENT_URGED, 0, 0, 0, .many = true},
    {"deviate", COMMAND_DEVIATE, 12, BIT(RECORD_OPEN), 0, EVENT_DEVIATED, 0, 95, 90, .sought = true},
    {"agree to a deviation", COMMAND_APPROVE, 16, 0, BIT(STEP_APPROVE), DECIDES(APPROVED), 40, 0,
     .deviation = true, .sought = true},
    {"file report", COMMAND_FILE_REPORT, 2, BIT(RECORD_FINISHED) | BIT(RECORD_OWING), 0, EVENT_DOCUMENTED, 0,
     0, 0, .may_leave_nothing = true, .sought = true},
    /* an administrator's */
    {"jump", COMMAND_JUMP, 3, UNDER_WAY, 0, ADMINISTERS(JUMP), 95, 0},
    {"complete", COMMAND_COMPLETE, 3, 0, HELD | BIT(STEP_ANSWER), ADMINISTERS(COMPLETE), 95, 0},
    {"reassign", COMMAND_REASSIGN, 3, 0, HELD | BIT(STEP_REVISE), ADMINISTERS(REASSIGN), 95, 0},
    {"exception", COMMAND_EXCEPTION, 7, BIT(RECORD_OPEN) | LOST, 0, ADMINISTERS(EXCEPTION), 95, 0},
    {"migrate", COMMAND_MIGRATE, 3, UNDER_WAY | IN_HAND, 0, EVENT_MIGRATED, 0, 95, 0,
     .may_leave_nothing = true},
    {"cancel", COMMAND_CANCEL, 1, GOING | BIT(RECORD_SUSPENDED) | BIT(RECORD_OWING), 0, ADMINISTERS(CANCEL),
     95, 0},
    {"suspend", COMMAND_SUSPEND, 2, UNDER_WAY | BIT(RECORD_RETURNED) | BIT(RECORD_OWING), 0,
     ADMINISTERS(SUSPEND), 95, 0},
    {"resume", COMMAND_RESUME, 10, BIT(RECORD_SUSPENDED), 0, ADMINISTERS(RESUME), 95, 0},
};
const size_t operation_count = sizeof operations / sizeof *operations;

int operation_which(const event_t *e) {
    switch (e->kind) {
    case EVENT_TASK_DECIDED:
        return e->u.task_decided.outcome;
    case EVENT_STEP_ADDED:
        return e->u.step_added.step.kind;
    case EVENT_TASK_CLOSED:
        return e->u.task_closed.cause != NULL && strcmp(e->u.task_closed.cause, "removed") == 0;
    case EVENT_EDITED: /* by its initiator, by whoever attaches a document, by whoever holds a task */
        for (size_t i = 0; i < e->u.edited.field_count; i++)
            if (e->u.edited.fields[i].value.kind == VALUE_DOCUMENT) return 1;
        return e->u.edited.task != 0 ? 2 : 0;
    case EVENT_WARNED:
        return e->u.warned.severity == SEVERITY_NONE;
    case EVENT_ASKED:
        return e->u.asked.task == 0;
    case EVENT_TASK_CLAIMED:
        return e->u.task_claimed.claimed;
    case EVENT_TASK_REASSIGNED: /* by whoever held it, or else */
        return strcmp(e->u.task_reassigned.reason, "people.transferred") == 0 ||
                       strcmp(e->u.task_reassigned.reason, "people.handed_for") == 0
                   ? 0
                   : -1;
    case EVENT_ADMINISTERED:
        return (int)e->u.administered.act;
    case EVENT_REOPENED: /* by its initiator, or for a change, which an event of its own tells of */
        return e->u.reopened.state == RECORD_RETURNED ? 0 : -1;
    case EVENT_CHANGE_DROPPED: /* given up, or refused */
        return strcmp(e->u.change_dropped.cause, "withdrawn") == 0 ? 0 : -1;
    default:
        return 0;
    }
}

/* A signer after is taken out before there is a task to close: the step alone goes, or one of several (A26).
 */
static bool is_removal(const event_t *e) {
    if (e->kind == EVENT_SIGNER_REMOVED) return true;
    return e->kind == EVENT_STEP_ENDED && e->u.step_ended.cause != NULL &&
           strcmp(e->u.step_ended.cause, "removed") == 0;
}

const operation_t *operation_of(const event_t *e) {
    if (is_removal(e)) return operation_row(COMMAND_REMOVE_SIGNER);
    for (size_t i = 0; i < operation_count; i++)
        if (operations[i].leaves == e->kind && operations[i].which == operation_which(e))
            return &operations[i];
    return NULL;
}

const operation_t *operation_row(command_kind_t kind) {
    for (size_t i = 0; i < operation_count; i++)
        if (operations[i].kind == kind) return &operations[i];
    return NULL;
}

bool operation_worded(const operation_t *op) {
    switch (op->leaves) {
    case EVENT_TASK_DECIDED:
    case EVENT_WITHDRAWN:
    case EVENT_REOPENED:
    case EVENT_CHANGE_DROPPED:
    case EVENT_AMENDED:
    case EVENT_COMMENTED:
    case EVENT_WARNED:
    case EVENT_ASKED:
    case EVENT_DEVIATED:
    case EVENT_TASK_TAKEN_BACK:
    case EVENT_ADMINISTERED:
    case EVENT_MIGRATED:
        return true;
    default:
        return false;
    }
}

static const operation_t *draw_row(sim_t *s) {
    int all = 0;
    for (size_t i = 0; i < operation_count; i++)
        all += operations[i].weight;
    int at = sim_below(s, all);
    for (size_t i = 0; i < operation_count; i++) {
        at -= operations[i].weight;
        if (at < 0) return &operations[i];
    }
    return &operations[0];
}

/* A record, mostly one of the newer ones. */
static past_t *any_record(sim_t *s) {
    size_t count = s->history.count, most = count < RECENT ? count : RECENT;
    if (count == 0) return NULL;
    if (sim_chance(s, 10)) most = count;
    return s->history.records[count - 1 - (size_t)sim_below(s, (int)most)];
}

static bool permits(const past_step_t *step, command_kind_t kind) {
    if (kind == COMMAND_LOG || kind == COMMAND_DONE)
        return (step->entry != ENTRY_NONE) == (kind == COMMAND_LOG);
    if (kind == COMMAND_ATTACH) return step->writes_doc;
    return kind == COMMAND_ABSTAIN ? step->permits & PERMIT_ABSTAIN
                                   : kind != COMMAND_RETURN || step->may_return;
}

/* Mostly those whose rule allows it. */
static bool fits_task(sim_t *s, past_t *p, const past_task_t *t, const operation_t *op) {
    const past_step_t *step = past_step(p, t->step);
    int against = op->kind == COMMAND_RETURN ? 2 : 10;
    return t->state == TASK_OPEN && step != NULL && op->steps >> step->kind & 1 &&
           (!op->deviation || step->deviates) && (permits(step, op->kind) || sim_chance(s, against));
}

/* The stage where somebody has something to do. */
static int32_t stage_of(past_t *p) {
    for (size_t i = p->task_count; i-- > 0;)
        if (p->tasks[i].state == TASK_OPEN) return past_step(p, p->tasks[i].step)->stage;
    return -1;
}

/* Is it being carried out? (rules.c: every other flow has such a stage, its last.) */
static bool carried_out(past_t *p) {
    for (int i = 1; i < FLOWS; i += 2)
        if (strcmp(rules_flow(i), p->flow) == 0) return stage_of(p) == (i % 3 == 1 ? 2 : 1);
    return false;
}

/* Has somebody accepted it, or refused to (P2.5)? */
static bool was_handed_over(const past_t *p) {
    for (size_t i = 0; i < p->step_count; i++)
        if (p->steps[i].ended && strcmp(p->steps[i].name, RULES_ACCEPTS) == 0) return true;
    return false;
}

/* A step of the same round, mostly of the same stage, that was gone through before that one, to go back to
 * (A22); NULL: none. Numbers grow along a plan, and from stage to stage. */
static const past_step_t *step_before(sim_t *s, past_t *p, const past_step_t *step) {
    size_t from = (size_t)sim_below(s, (int)p->step_count);
    bool earlier = from % 5 < 2;
    for (size_t i = 0; step != NULL && i < p->step_count; i++) {
        const past_step_t *other = &p->steps[(from + i) % p->step_count];
        bool decided = false;
        bool stage = other->stage == step->stage || (earlier && other->stage < step->stage);
        if (!other->ended || other->no >= step->no || !stage || other->round != step->round ||
            other->name[0] == '\0')
            continue;
        for (size_t k = 0; k < p->task_count && !decided; k++)
            decided = p->tasks[k].step == other->no && p->tasks[k].state == TASK_DECIDED && !p->tasks[k].copy;
        if (decided && HELD >> other->kind & 1) return other;
    }
    return NULL;
}

/* At whoever was sent a copy. */
static bool aim_at_copy(sim_t *s, const past_t *p, command_t *c) {
    size_t from = (size_t)sim_below(s, (int)p->task_count);
    for (size_t i = 0; i < p->task_count; i++) {
        const past_task_t *t = &p->tasks[(from + i) % p->task_count];
        if (!t->copy) continue;
        c->actor.person = t->person;
        return true;
    }
    return false;
}

/* Points it at a record, its task, whoever may do it. False: this one has nothing of the sort. */
static bool aim_at(sim_t *s, past_t *p, const operation_t *op, command_t *c) {
    c->record = p->id;
    c->actor.person = op->kind == COMMAND_TAKE_BACK && p->last_decider != 0 ? p->last_decider : p->initiator;
    if (op->kind == COMMAND_TAKE_BACK && p->last_decider == 0 && sim_chance(s, 90)) return false;
    if (op->kind == COMMAND_READ) return aim_at_copy(s, p, c);
    if (op->leaves == EVENT_CHANGE_DROPPED && !p->changing) return false;
    if (op->kind == COMMAND_DEVIATE && !carried_out(p) && sim_below(s, 5 * SOUGHT) != 0) return false;
    if (op->kind == COMMAND_FILE_REPORT && !was_handed_over(p) && sim_below(s, SOUGHT) != 0) return false;
    if (op->kind == COMMAND_ORDER && sim_chance(s, 80))
        c->actor.person = s->people[0]; /* heads the company */
    if (op->steps == 0) return op->states >> p->state & 1;
    size_t from = (size_t)sim_below(s, (int)p->task_count);
    for (size_t i = 0; i < p->task_count; i++) {
        const past_task_t *t = &p->tasks[(from + i) % p->task_count];
        if (!fits_task(s, p, t, op)) continue;
        if (op->kind == COMMAND_RETURN && sim_chance(s, 85)) {
            const past_step_t *to = step_before(s, p, past_step(p, t->step));
            if (to == NULL) continue;
            c->to_step = sim_text(s, "%s", to->name);
        }
        c->actor.person = t->principal != 0 && sim_chance(s, 30) ? t->principal : t->person;
        if (sim_chance(s, 60)) c->task = t->id;
        return true;
    }
    return false;
}

static const char *some_department(sim_t *s) {
    return sim_text(s, "d%d", sim_below(s, DEPARTMENTS));
}

static int64_t *some_people(sim_t *s, int count) {
    int64_t *list = sim_keep(s, (size_t)count, sizeof *list);
    for (int i = 0; i < count; i++)
        list[i] = s->people[sim_below(s, sim_chance(s, 70) ? 60 : PEOPLE)];
    return list;
}

/* Another who holds a task of the record, of the same step if there is one. */
static int64_t colleague(sim_t *s, past_t *p, const command_t *c) {
    int64_t found = 0, in_step = 0;
    int32_t step = 0;
    for (size_t i = 0; i < p->task_count; i++)
        if (p->tasks[i].state == TASK_OPEN && p->tasks[i].person == c->actor.person) step = p->tasks[i].step;
    for (size_t i = 0; i < p->task_count; i++) {
        const past_task_t *t = &p->tasks[i];
        if (t->person == c->actor.person || (t->state != TASK_OPEN && t->state != TASK_WAITING)) continue;
        found = t->person;
        if (t->step == step) in_step = t->person;
    }
    return in_step != 0 && sim_chance(s, 80) ? in_step : found;
}

/* To which step it goes back: the name of one that was gone through, mostly; NULL: to the initiator. */
static const char *way_back(sim_t *s, past_t *p) {
    int32_t stage = stage_of(p);
    if (p->step_count == 0 || sim_chance(s, 25)) return NULL;
    for (int i = 0; i < 4 * TRIES; i++) {
        const past_step_t *step = &p->steps[sim_below(s, (int)p->step_count)];
        bool gone_through = step->ended && step->round == p->round && step->stage == stage;
        if (step->name[0] != '\0' && (gone_through || sim_chance(s, 3))) return sim_text(s, "%s", step->name);
    }
    return NULL;
}

/* To which step an administrator jumps: of the present stage, or of another one, perhaps ahead. */
static const char *way_on(sim_t *s, past_t *p) {
    int32_t stage = stage_of(p);
    for (int i = 0; i < 4 * TRIES && p->step_count > 0; i++) {
        const past_step_t *step = &p->steps[sim_below(s, (int)p->step_count)];
        bool present = step->stage == stage && step->round == p->round;
        if (step->name[0] != '\0' && (present || sim_chance(s, 30))) return sim_text(s, "%s", step->name);
    }
    return NULL;
}

/* The step at which somebody decided last; NULL: nobody has. */
static const char *decided_last(sim_t *s, past_t *p) {
    for (size_t i = p->task_count; i-- > 0;) {
        const past_task_t *t = &p->tasks[i];
        bool decided = t->state == TASK_DECIDED && !t->copy && !t->taken_back && t->by == p->last_decider;
        const past_step_t *step = decided ? past_step(p, t->step) : NULL;
        if (step != NULL && step->name[0] != '\0') return sim_text(s, "%s", step->name);
    }
    return NULL;
}

/* A step that is still to be decided, of those in the plan; NULL: none. */
static const char *step_to_skip(sim_t *s, past_t *p) {
    size_t from = (size_t)sim_below(s, (int)p->step_count);
    for (size_t i = 0; i < p->step_count; i++) {
        const past_step_t *step = &p->steps[(from + i) % p->step_count];
        bool to_come = !step->ended && !step->debt && step->round == p->round;
        if (to_come && (BIT(STEP_APPROVE) | BIT(STEP_ACT)) >> step->kind & 1 && step->name[0] != '\0')
            return sim_text(s, "%s", step->name);
    }
    return NULL;
}

/* Something that was owed and has ended, to be excused if nobody made it up; NULL: none. */
static const char *step_to_excuse(sim_t *s, past_t *p) {
    size_t from = (size_t)sim_below(s, (int)p->step_count);
    for (size_t i = 0; i < p->step_count; i++) {
        const past_step_t *step = &p->steps[(from + i) % p->step_count];
        if (step->ended && step->debt && step->name[0] != '\0') return sim_text(s, "%s", step->name);
    }
    return NULL;
}

static bool administers(const operation_t *op) {
    return command_administers(op->kind);
}

/* Whom it is about, where and how. */
static void say_more(sim_t *s, past_t *p, command_t *c) {
    static const added_t WHERE[] = {ADDED_BEFORE, ADDED_AFTER, ADDED_BESIDE};
    static const decide_mode_t MODES[] = {0, DECIDE_ANY, DECIDE_ALL, DECIDE_IN_ORDER};
    switch (c->kind) {
    case COMMAND_RETURN:
        if (c->to_step == NULL || sim_chance(s, 10)) c->to_step = way_back(s, p);
        c->straight = sim_chance(s, 50);
        return;
    case COMMAND_JUMP:
        c->to_step = way_on(s, p);
        return;
    case COMMAND_TAKE_BACK:
        c->step = sim_chance(s, 30) ? decided_last(s, p) : NULL;
        return;
    case COMMAND_COMPLETE:
        c->refuse = sim_chance(s, 30);
        return;
    case COMMAND_EXCEPTION:
        c->step = LOST >> p->state & 1 ? step_to_excuse(s, p) : step_to_skip(s, p);
        c->people_count = (size_t)sim_chance(s, 30);
        if (c->people_count == 0) return;
        break;
    case COMMAND_SUSPEND:
        c->within = (limit_t){.kind = LIMIT_ELAPSED, .ms = (1 + sim_below(s, 200)) * (int64_t)MS_HOUR};
        if (sim_chance(s, 40))
            c->within = (limit_t){0}, c->until = s->machine.clock + sim_below(s, 9 * MS_DAY);
        return;
    case COMMAND_REQUEST:
        c->department = some_department(s);
        break;
    case COMMAND_WARN:
        c->severity = (severity_t)sim_below(s, SEVERITY_LAST + 1);
        c->people_count = 1 + (size_t)sim_below(s, 2);
        break;
    case COMMAND_ORDER:
        c->people_count = 1;
        break;
    case COMMAND_ADD_SIGNER:
        c->where = WHERE[sim_below(s, 3)];
        c->mode = MODES[sim_below(s, 4)];
        c->people_count = 1 + (size_t)sim_below(s, 2);
        break;
    case COMMAND_TRANSFER:
    case COMMAND_REASSIGN:
    case COMMAND_DELEGATE:
    case COMMAND_ASK:
    case COMMAND_REMOVE_SIGNER:
        c->people_count = 1;
        break;
    default:
        return;
    }
    c->people = some_people(s, (int)c->people_count);
    if (c->kind == COMMAND_REMOVE_SIGNER) {
        int64_t other = colleague(s, p, c);
        if (other != 0) c->people[0] = other;
        c->task = 0;
    }
    if (c->kind != COMMAND_TRANSFER && c->kind != COMMAND_REMOVE_SIGNER && sim_chance(s, 30))
        c->within = (limit_t){.kind = sim_chance(s, 50) ? LIMIT_WORKTIME : LIMIT_ELAPSED,
                              .ms = (1 + sim_below(s, 20)) * (int64_t)MS_HOUR};
}

/* Somebody else, somewhere else, too late, without a reason … */
static void spoil(sim_t *s, claim_t *c) {
    command_t *command = &c->request.command;
    const past_t *other = any_record(s);
    switch (sim_below(s, 7)) {
    case 0:
        command->actor.person = s->people[sim_below(s, PEOPLE)];
        break;
    case 1:
        if (other != NULL && command->kind != COMMAND_DRAFT) command->record = other->id;
        break;
    case 2:
        command->form_version = 1 + sim_below(s, 4);
        break;
    case 3:
        if (other != NULL && other->task_count > 0) command->task = other->tasks[other->task_count - 1].id;
        break;
    case 4:
        command->text = NULL;
        break;
    case 5:
        command->actor.person = 4711; /* nobody */
        break;
    default:
        command->step = "no.such.step";
        break;
    }
}

/* Also by its number, as people name records. */
static void name_record(sim_t *s, claim_t *c) {
    const past_t *p = history_find(s, c->request.command.record);
    if (p == NULL || p->number[0] == '\0' || !sim_chance(s, 15)) return;
    c->request.record_name = sim_text(s, "%s", p->number);
    c->request.command.record = 0;
}

claim_t *operation_draw(sim_t *s) {
    const operation_t *op = NULL;
    command_t aimed = {0};
    for (int i = 0; i < TRIES && op == NULL; i++) {
        const operation_t *row = draw_row(s);
        aimed = (command_t){0};
        if (row->kind == COMMAND_DRAFT) op = row;
        for (int k = row->sought ? SOUGHT : TRIES; k > 0 && op == NULL; k--) {
            bool adjusted = row->kind == COMMAND_TAKE_BACK && s->history.adjusted != 0 && sim_chance(s, 15);
            past_t *p = adjusted ? history_find(s, s->history.adjusted) : any_record(s);
            aimed = (command_t){0};
            if (p != NULL && aim_at(s, p, row, &aimed)) op = row;
        }
    }
    if (op == NULL || op->kind == COMMAND_DRAFT) {
        op = &operations[0];
        aimed = (command_t){.flow = rules_flow(sim_below(s, FLOWS)),
                            .actor.person = s->people[sim_below(s, PEOPLE)]};
        if (sim_chance(s, 10)) aimed.department = "d3";
    }
    claim_t *c = claim_new(s, op);
    command_t *command = &c->request.command;
    *command = aimed;
    command->kind = op->kind;
    if (administers(op) && sim_chance(s, 95)) command->actor.person = s->people[ADMINISTRATOR];
    command->actor.kind = command->actor.person == s->people[PEOPLE - 1] ? ACTOR_SERVICE : ACTOR_PERSON;
    command->actor.auth = AUTH_ENTERED_BY;
    command->at = INSTANT_NONE;
    past_t *p = history_find(s, command->record);
    if (p != NULL) say_more(s, p, command);
    if (p != NULL && sim_chance(s, 50)) command->form_version = p->form_version;
    if (sim_chance(s, op->words)) command->text = sim_text(s, "said #%llu", (unsigned long long)c->serial);
    if (sim_chance(s, op->fields)) said_form(s, c);
    if (p != NULL) said_with(s, p, c);
    if (command->kind == COMMAND_SUBMIT) said_picks(s, p, command);
    if (command->kind == COMMAND_SUBMIT && sim_chance(s, 15)) { /* A64 */
        command->urgent = true;
        command->text = sim_text(s, "it can't wait #%llu", (unsigned long long)c->serial);
    }
    if (sim_chance(s, 12)) /* A65: entered later */
        command->at = s->machine.clock - sim_below(s, sim_chance(s, 80) ? 2 * MS_HOUR : 3 * MS_DAY);
    if (sim_chance(s, 40)) command->key = sim_text(s, "k%lld", (long long)++s->claims.keys);
    if (sim_chance(s, 15)) spoil(s, c);
    name_record(s, c);
    return c;
}
