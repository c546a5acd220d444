/* Picks the operation of a command, after looking at who gives it. A refused command leaves nothing but the
 * error and perhaps an incident: a rule that failed, an attempt without right. */
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/administering.h"
#include "engine/beside.h"
#include "engine/children.h"
#include "engine/clocks.h"
#include "engine/deciding.h"
#include "engine/documents.h"
#include "engine/form.h"
#include "engine/form_words.h"
#include "engine/seats.h"
#include <string.h>

static int unknown_actor(deciding_t *x) {
    const actor_t *actor = &x->in->command->actor;
    diag_set(x->d, "actor.unknown", "kind", actor_kind_word(actor->kind), NULL);
    if (actor->person) diag_param(x->d, "person", handle_of(x, actor->person));
    return -1;
}

/* A person in service at the recorded time, and of that kind? */
static bool in_service(const deciding_t *x, int64_t person, person_kind_t kind) {
    person_info_t who;
    return directory_person(x->in->directory, person, &who) && who.kind == kind &&
           directory_active(x->in->directory, person, x->in->now);
}

static int check_actor(deciding_t *x) {
    const actor_t *actor = &x->in->command->actor;
    bool known = false;
    switch (actor->kind) {
    case ACTOR_PERSON:
        known = in_service(x, actor->person, PERSON_HUMAN);
        break;
    case ACTOR_SERVICE:
        known = in_service(x, actor->person, PERSON_SERVICE);
        break;
    case ACTOR_PROXY:
        known = in_service(x, actor->person, PERSON_HUMAN) && in_service(x, actor->principal, PERSON_HUMAN);
        break;
    case ACTOR_SYSTEM: /* the store's owner, whom the directory need not know */
        known = x->in->command->owner && command_administers(x->in->command->kind);
        break;
    default:
        break; /* timers and rules only fire */
    }
    return known ? 0 : unknown_actor(x);
}

static int check_sizes(deciding_t *x) {
    const command_t *command = x->in->command;
    if (command->text && strlen(command->text) > TEXT_MAX) return limit_reached(x, "limit.text", TEXT_MAX);
    if (command->field_count > RECORD_FIELDS_MAX) return limit_reached(x, "limit.fields", RECORD_FIELDS_MAX);
    return 0;
}

bool decide_by_latest(const record_t *record) {
    return !record || (record->state == RECORD_DRAFT && record->round == 0);
}

/* A draft never submitted follows the rules active now; whatever was submitted or prepared keeps its own, and
 * no others will do instead. NULL: they are not at hand. */
static const rules_t *rules_in_force(const decide_in_t *in) {
    const record_t *r = in->record;
    if (decide_by_latest(r)) return in->latest ? in->latest : in->rules;
    const rules_t *own = in->rules ? in->rules : in->latest;
    return own && memcmp(&own->ruleset, &r->ruleset, sizeof r->ruleset) == 0 ? own : NULL;
}

static int operation(deciding_t *x) {
    switch (x->in->command->kind) {
    case COMMAND_DRAFT:
        return do_draft(x);
    case COMMAND_COPY:
        return do_copy(x);
    case COMMAND_CHANGE:
        return do_change(x);
    case COMMAND_READ:
        return do_read(x);
    case COMMAND_EDIT:
        return do_edit(x);
    case COMMAND_PREPARE:
        return do_prepare(x);
    case COMMAND_SUBMIT:
        return do_submit(x);
    case COMMAND_APPROVE:
    case COMMAND_REFUSE:
    case COMMAND_ABSTAIN:
    case COMMAND_ACKNOWLEDGE:
    case COMMAND_RETURN:
    case COMMAND_DONE:
    case COMMAND_ANSWER:
    case COMMAND_AGREE:
        return do_decision(x);
    case COMMAND_WITHDRAW:
        return do_withdraw(x);
    case COMMAND_COMMENT:
        return do_comment(x);
    case COMMAND_TRANSFER:
        return do_transfer(x);
    case COMMAND_ADD_SIGNER:
        return do_add_signer(x);
    case COMMAND_REMOVE_SIGNER:
        return do_remove_signer(x);
    case COMMAND_TAKE_BACK:
        return do_take_back(x);
    case COMMAND_DELEGATE:
        return do_delegate(x);
    case COMMAND_ASK:
        return do_ask(x);
    case COMMAND_CLAIM:
    case COMMAND_UNCLAIM:
        return do_claim(x);
    case COMMAND_URGE:
        return do_urge(x);
    case COMMAND_JUMP:
    case COMMAND_COMPLETE:
    case COMMAND_REASSIGN:
    case COMMAND_CANCEL:
    case COMMAND_SUSPEND:
    case COMMAND_RESUME:
    case COMMAND_EXCEPTION:
    case COMMAND_MIGRATE:
    case COMMAND_HAND_OVER:
        return do_administer(x);
    case COMMAND_ATTACH:
        return do_attach(x);
    case COMMAND_LOG:
        return do_log(x);
    case COMMAND_WARN:
        return do_warn(x);
    case COMMAND_ORDER:
        return do_order(x);
    case COMMAND_REQUEST:
        return do_request(x);
    case COMMAND_DEVIATE:
        return do_deviate(x);
    case COMMAND_FILE_REPORT:
        return do_file_report(x);
    case COMMAND_FIRE:
    case COMMAND_RECKON:
    case COMMAND_OPEN:
    case COMMAND_CLOSE:
    case COMMAND_OPEN_AGAIN:
    case COMMAND_CHILD_ENDED:
        break;
    }
    return diag_set(x->d, "command.unknown", NULL);
}

static int fire(deciding_t *x) {
    actor_kind_t kind = x->in->command->actor.kind;
    if (kind != ACTOR_TIMER && kind != ACTOR_SYSTEM) return unknown_actor(x);
    return do_fire(x);
}

/* What one record brings about on another: a rule's doing. */
static int between_records(deciding_t *x) {
    if (x->in->command->actor.kind != ACTOR_RULE) return unknown_actor(x);
    if (!x->rules) return diag_set(x->d, "ruleset.missing", NULL);
    if (x->in->command->kind == COMMAND_OPEN) return x->record ? wrong_state(x) : do_open(x);
    if (!x->record) return diag_set(x->d, "record.unknown", NULL);
    if (use_rules(x, x->rules)) return -1;
    if (x->in->command->kind == COMMAND_CLOSE) return do_close(x);
    if (x->in->command->kind == COMMAND_OPEN_AGAIN) return do_open_again(x);
    return do_child_ended(x) || risk_follow_change(x) || risk_settle(x) || authority_follow(x) ? -1 : 0;
}

static bool is_between_records(command_kind_t kind) {
    return kind == COMMAND_OPEN || kind == COMMAND_CLOSE || kind == COMMAND_OPEN_AGAIN ||
           kind == COMMAND_CHILD_ENDED;
}

/* What was written into the form counts for the risk (P4.2.1), then for monitors, who may write into it as
 * well. */
static int follow_changes(deciding_t *x) {
    if (risk_follow_change(x) || risk_settle(x)) return -1;
    size_t count = x->out->event_count;
    if (monitors_look(x)) return -1;
    return x->out->event_count > count && (risk_follow_change(x) || risk_settle(x)) ? -1 : 0;
}

/* What happened can't lie ahead, nor before there was a record (A65). Clocks of two machines may differ a
 * little: so much is taken for now. */
static int check_happened(deciding_t *x) {
    enum { AHEAD_MS = 60 * 1000 };
    instant_t at = x->in->command->at;
    char happened[INSTANT_TEXT], now[INSTANT_TEXT];
    if (at == INSTANT_NONE) return 0;
    if (x->record && at < x->record->created_at)
        return diag_set(x->d, "happened.before_record", "at", instant_format(at, 0, true, happened),
                        "created", instant_format(x->record->created_at, 0, true, now), NULL);
    if (at <= x->in->now || at - x->in->now <= AHEAD_MS) return 0;
    return diag_set(x->d, "happened.future", "at", instant_format(at, 0, true, happened), "now",
                    instant_format(x->in->now, 0, true, now), NULL);
}

static int run(deciding_t *x) {
    if (is_between_records(x->in->command->kind)) return between_records(x);
    if (x->in->command->kind == COMMAND_FIRE) return fire(x);
    if (x->in->command->kind == COMMAND_RECKON)
        return x->in->command->actor.kind == ACTOR_SYSTEM ? clocks_reckon(x) : unknown_actor(x);
    if (check_actor(x) || check_happened(x) || check_sizes(x)) return -1;
    if (!x->rules) return diag_set(x->d, "ruleset.missing", NULL);
    if (!x->record) {
        if (x->in->command->kind != COMMAND_DRAFT && x->in->command->kind != COMMAND_COPY)
            return diag_set(x->d, "record.unknown", NULL);
        return operation(x);
    }
    if (x->in->command->kind == COMMAND_DRAFT || x->in->command->kind == COMMAND_COPY) return wrong_state(x);
    if (use_rules(x, x->rules) || check_suspended(x)) return -1;
    return operation(x) || follow_changes(x) || authority_follow(x) ? -1 : 0;
}

/* Errors that an administrator must hear of: the rules' own, and attempts without right. */
static void note_refusal(deciding_t *x, const diag_t *error) {
    static const char *const noted[] = {"rule.",         "plan.",    "people.",       "effect.", "calendar.",
                                        "limit.missing", "ruleset.", "self.approval", "risk."};
    for (const diag_t *e = error; e; e = e->cause) {
        for (size_t i = 0; e->code && i < sizeof noted / sizeof *noted; i++) {
            if (strncmp(e->code, noted[i], strlen(noted[i])) != 0) continue;
            incident_note(x, error);
            return;
        }
    }
}

/* The words "attempt.without_right" stand before the error for those that are one. */
static void note_attempt(deciding_t *x) {
    static const char *const attempts[] = {"task.not_yours", "record.not_yours", "actor.unknown",
                                           "actor.not_administrator"};
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        if (!diag_is(x->d, attempts[i])) continue;
        diag_t attempt;
        diag_init(&attempt);
        diag_copy(&attempt, x->d);
        diag_wrap(&attempt, "attempt.without_right", "command", command_kind_word(x->in->command->kind),
                  NULL);
        incident_note(x, &attempt);
        diag_clear(&attempt);
        return;
    }
    note_refusal(x, x->d);
}

int decide(const decide_in_t *in, arena_t *arena, decide_out_t *out, diag_t *d) {
    diag_t own; /* the caller may not care */
    diag_init(&own);
    memset(out, 0, sizeof *out);
    instant_t at = in->command->at;
    deciding_t x = {
        .in = in,
        .arena = arena,
        .d = d ? d : &own,
        .out = out,
        .record = in->record,
        .rules = rules_in_force(in),
        .actor = in->command->actor,
        .in_hand = in->record && form_in_hand(in->record),
        .at = at == INSTANT_NONE || at > in->now ? in->now : at,
    };
    bool was_over = in->record && record_is_over(in->record->state);
    int result = run(&x);
    if (result == 0) result = openings_came(&x);
    if (result == 0) result = tell_opener(&x, was_over);
    if (result == 0 && arena_failed(arena)) result = diag_memory(x.d);
    out->record = result == 0 ? x.record : NULL;
    if (result) {
        out->event_count = out->message_count = out->follow_up_count = 0;
        out->incident_count = 0; /* those of a run that came to nothing are told by its error */
        note_attempt(&x);
        /* nobody hears of a decision that is only supposed; without memory the record is half of one, and the
         * error says nothing of it */
        if (!in->command->supposed && !diag_is(x.d, "memory.out"))
            form_cut_error(x.record, x.flow, in->directory, in->command, in->now, arena, x.d);
    }
    diag_clear(&own);
    return result;
}
