/* Each member of an event, of its head and of each kind of payload, is carried, and none is in no list. */
#include "covering.h"
#include "event_samples.h"

#define N(member, other) MEMBER(event_t, member, MEMBER_NUMBER, other)
#define T(member) MEMBER(event_t, member, MEMBER_TEXT, 0)
#define F(member) MEMBER(event_t, member, MEMBER_FLAG, 0)
#define X(member) MEMBER(event_t, member, MEMBER_NESTED, 0)

static const member_t of_head[] = {N(id, 99),
                                   N(record, 99),
                                   N(seq, 99),
                                   N(kind, EVENT_NOTED),
                                   N(version, 99),
                                   N(at, INSTANT_NONE),
                                   N(recorded, 99),
                                   N(actor.kind, ACTOR_SYSTEM),
                                   N(actor.person, 99),
                                   N(actor.principal, 99),
                                   N(actor.auth, AUTH_TOKEN),
                                   N(actor.uid, -1),
                                   MEMBER(event_t, ruleset, MEMBER_BYTES, 0)};

static void the_head_carries_each_member(void **state) {
    (void)state;
    members_complete("head", 0, offsetof(event_t, u), of_head, sizeof of_head / sizeof of_head[0]);
    for (size_t i = 0; i < sizeof of_head / sizeof of_head[0]; i++) {
        event_t e = head_sample(), read;
        buf_t bytes;
        cursor_t in;
        buf_init(&bytes, 0);
        member_change(&e, &of_head[i]);
        event_encode_head(&e, &bytes);
        cursor_init(&in, (bytes_t){bytes.at, bytes.len}, NULL);
        event_decode_head(&in, &read);
        assert_true(cursor_done(&in));
        if (!member_same(&e, &read, &of_head[i])) fail_msg("%s is not carried", of_head[i].name);
        buf_free(&bytes);
    }
}

static const member_t of_drafted[] = {T(u.drafted.flow), T(u.drafted.department), N(u.drafted.initiator, 99),
                                      X(u.drafted.fields), X(u.drafted.field_count)};
static const member_t of_edited[] = {X(u.edited.fields),   X(u.edited.field_count), N(u.edited.task, 99),
                                     F(u.edited.unagreed), F(u.edited.revised),     F(u.edited.prepared)};
static const member_t of_submitted[] = {N(u.submitted.round, 99), T(u.submitted.number),
                                        N(u.submitted.number_year, 99), N(u.submitted.number_seq, 99)};
static const member_t of_preparing[] = {N(u.preparing.times, 99)};
static const member_t of_stage_opened[] = {N(u.stage_opened.stage, 99), N(u.stage_opened.round, 99),
                                           X(u.stage_opened.plan)};
static const member_t of_stage_ended[] = {N(u.stage_ended.stage, 99), F(u.stage_ended.passed)};
static const member_t of_step_added[] = {N(u.step_added.step.no, 99), T(u.step_added.step.name),
                                         X(u.step_added.step)};
static const member_t of_step_opened[] = {N(u.step_opened.step, 99)};
static const member_t of_step_ended[] = {N(u.step_ended.step, 99), N(u.step_ended.state, STEP_CLOSED),
                                         T(u.step_ended.cause)};
static const member_t of_task_opened[] = {
    N(u.task_opened.task, 99),        N(u.task_opened.step, 99),      N(u.task_opened.order, 99),
    N(u.task_opened.person, 99),      N(u.task_opened.principal, 99), T(u.task_opened.reason),
    T(u.task_opened.reason_text),     N(u.task_opened.clock, 99),     T(u.task_opened.calendar),
    N(u.task_opened.limit.days, 99),  X(u.task_opened.limit),         N(u.task_opened.due.at, 99),
    F(u.task_opened.due.provisional), N(u.task_opened.next_rung, -1), N(u.task_opened.rung_at, 99),
    X(u.task_opened.no_clock),        N(u.task_opened.rungs_past, 5)};
static const member_t of_task_queued[] = {N(u.task_queued.task, 99),      N(u.task_queued.step, 99),
                                          N(u.task_queued.order, 99),     N(u.task_queued.person, 99),
                                          N(u.task_queued.principal, 99), T(u.task_queued.reason),
                                          T(u.task_queued.reason_text)};
static const member_t of_task_decided[] = {
    N(u.task_decided.task, 99),      N(u.task_decided.outcome, OUTCOME_APPROVED),
    T(u.task_decided.opinion),       X(u.task_decided.checks),
    X(u.task_decided.check_count),   X(u.task_decided.opinions),
    X(u.task_decided.opinion_count), N(u.task_decided.seen, 99),
    F(u.task_decided.frees)};
static const member_t of_task_closed[] = {N(u.task_closed.task, 99), T(u.task_closed.cause)};
static const member_t of_reassigned[] = {
    N(u.task_reassigned.task, 99), N(u.task_reassigned.from, 99),    N(u.task_reassigned.to, 99),
    T(u.task_reassigned.reason),   T(u.task_reassigned.reason_text), N(u.task_reassigned.principal, 99)};
static const member_t of_returned[] = {N(u.returned.task, 99), T(u.returned.reason)};
static const member_t of_withdrawn[] = {T(u.withdrawn.reason)};
static const member_t of_ended[] = {N(u.ended.state, RECORD_REFUSED)};
static const member_t of_commented[] = {N(u.commented.task, 99), T(u.commented.text)};
static const member_t of_clock_set[] = {
    N(u.clock_set.clock, 99),     N(u.clock_set.state, CLOCK_STOPPED),  T(u.clock_set.calendar),
    N(u.clock_set.old_due, 99),   N(u.clock_set.new_due, INSTANT_NONE), F(u.clock_set.provisional),
    X(u.clock_set.limit),         N(u.clock_set.limit.minute, 99),      F(u.clock_set.restarted),
    N(u.clock_set.next_rung, -1), N(u.clock_set.rung_at, 99),           T(u.clock_set.cause),
    F(u.clock_set.overran)};
static const member_t of_rung[] = {
    N(u.rung.clock, 99),     N(u.rung.rung, 63),    N(u.rung.outcome, RUNG_MERGED),
    N(u.rung.due, 99),       T(u.rung.did),         T(u.rung.error),
    N(u.rung.next_rung, 63), N(u.rung.rung_at, 99), F(u.rung.brought)};
static const member_t of_copied[] = {N(u.copied.task, 99), N(u.copied.step, 99), N(u.copied.person, 99),
                                     T(u.copied.reason), T(u.copied.reason_text)};
static const member_t of_clock_paused[] = {N(u.clock_paused.clock, 99),    N(u.clock_paused.step, 99),
                                           N(u.clock_paused.ran_ms, 99),   X(u.clock_paused.limit),
                                           N(u.clock_paused.limit.ms, 99), T(u.clock_paused.cause)};
static const member_t of_clock_resumed[] = {N(u.clock_resumed.clock, 99),     N(u.clock_resumed.old_due, 99),
                                            N(u.clock_resumed.new_due, 99),   F(u.clock_resumed.provisional),
                                            N(u.clock_resumed.next_rung, -1), N(u.clock_resumed.rung_at, 99)};
static const member_t of_plan_grown[] = {N(u.plan_grown.at, 99),      N(u.plan_grown.group.no, 99),
                                         T(u.plan_grown.group.name),  X(u.plan_grown.group),
                                         N(u.plan_grown.leaf.no, 99), X(u.plan_grown.leaf),
                                         N(u.plan_grown.task, 99)};
static const member_t of_plan_rewound[] = {N(u.plan_rewound.to, 99),   N(u.plan_rewound.from, 99),
                                           F(u.plan_rewound.straight), T(u.plan_rewound.cause),
                                           N(u.plan_rewound.seen, 99), N(u.plan_rewound.task, 99)};
static const member_t of_task_taken_back[] = {N(u.task_taken_back.task, 99), T(u.task_taken_back.reason)};
static const member_t of_step_reset[] = {N(u.step_reset.step, 99), N(u.step_reset.serves, 99)};
static const member_t of_task_claimed[] = {N(u.task_claimed.task, 99), F(u.task_claimed.claimed)};
static const member_t of_signer_removed[] = {N(u.signer_removed.step, 99), N(u.signer_removed.place, 99),
                                             N(u.signer_removed.person, 99)};
static const member_t of_limit_tightened[] = {N(u.limit_tightened.step, 99), X(u.limit_tightened.was),
                                              N(u.limit_tightened.was.days, 99), X(u.limit_tightened.within),
                                              N(u.limit_tightened.within.days, 99)};
static const member_t of_urged[] = {N(u.urged.task, 99), N(u.urged.person, 99)};
static const member_t of_task_stood_in[] = {N(u.task_stood_in.task, 99), N(u.task_stood_in.from, 99),
                                            N(u.task_stood_in.person, 99), N(u.task_stood_in.principal, 99)};
static const member_t of_stage_taken_back[] = {N(u.stage_taken_back.stage, 99)};
static const member_t of_asked[] = {N(u.asked.step, 99), N(u.asked.task, 99), T(u.asked.text)};
static const member_t of_plan_added[] = {N(u.plan_added.at, 99), N(u.plan_added.group.no, 99),
                                         X(u.plan_added.group), X(u.plan_added.piece)};
static const member_t of_child_opened[] = {N(u.child_opened.step, 99), N(u.child_opened.child, 99),
                                           T(u.child_opened.flow), F(u.child_opened.apart)};
static const member_t of_child_ended[] = {N(u.child_ended.child, 99), N(u.child_ended.state, RECORD_REFUSED)};
static const member_t of_child_closed[] = {N(u.child_closed.child, 99)};
static const member_t of_opened_by[] = {N(u.opened_by.opener, 99), N(u.opened_by.step, 99),
                                        N(u.opened_by.depth, 2), F(u.opened_by.waits)};
static const member_t of_closed[] = {T(u.closed.cause), N(u.closed.from, RECORD_OPEN)};
static const member_t of_child_open_again[] = {N(u.child_open_again.child, 99)};
static const member_t of_open_again[] = {F(u.open_again.suspended)};
static const member_t of_reopened[] = {N(u.reopened.state, RECORD_OPEN), N(u.reopened.round, 99),
                                       T(u.reopened.cause), T(u.reopened.reason)};
static const member_t of_amended[] = {X(u.amended.fields), X(u.amended.field_count), T(u.amended.reason)};
static const member_t of_change_dropped[] = {T(u.change_dropped.cause), T(u.change_dropped.reason)};
static const member_t of_copy_read[] = {N(u.copy_read.task, 99)};
static const member_t of_made_from[] = {N(u.made_from.record, 99), T(u.made_from.number),
                                        T(u.made_from.left_out)};
static const member_t of_administered[] = {N(u.administered.act, COMMAND_JUMP), N(u.administered.step, 99),
                                           N(u.administered.task, 99), T(u.administered.reason)};
static const member_t of_task_completed[] = {
    N(u.task_completed.task, 99), N(u.task_completed.outcome, OUTCOME_REFUSED), T(u.task_completed.reason)};
static const member_t of_cancelled[] = {N(u.cancelled.from, RECORD_DRAFT)};
static const member_t of_suspended[] = {N(u.suspended.step, 99)};
static const member_t of_resumed[] = {N(u.resumed.step, 99)};
static const member_t of_stage_jumped[] = {N(u.stage_jumped.stage, 99), N(u.stage_jumped.step, 99),
                                           T(u.stage_jumped.to)};
static const member_t of_stage_returned[] = {N(u.stage_returned.task, 99), N(u.stage_returned.step, 99),
                                             N(u.stage_returned.seen, 99)};
static const member_t of_plan_restored[] = {N(u.plan_restored.first, 99)};
static const member_t of_urgent[] = {T(u.urgent.reason)};
static const member_t of_debt_owed[] = {N(u.debt_owed.step, 99), X(u.debt_owed.owed)};
static const member_t of_debt_ahead[] = {X(u.debt_ahead.owed)};
static const member_t of_debt_came[] = {N(u.debt_came.step, 99), N(u.debt_came.owed, 99)};
static const member_t of_debt_excused[] = {N(u.debt_excused.step, 99)};
static const member_t of_step_excepted[] = {N(u.step_excepted.step, 99), X(u.step_excepted.owed)};
static const member_t of_migrated[] = {MEMBER(event_t, u.migrated.from, MEMBER_BYTES, 0),
                                       F(u.migrated.replanned),
                                       X(u.migrated.steps),
                                       X(u.migrated.step_count),
                                       T(u.migrated.reason),
                                       X(u.migrated.stages),
                                       X(u.migrated.stage_count)};
static const member_t of_plan_jumped[] = {N(u.plan_jumped.to, 99)};
static const member_t of_task_counted[] = {N(u.task_counted.task, 99),   N(u.task_counted.step, 99),
                                           N(u.task_counted.order, 99),  N(u.task_counted.person, 99),
                                           T(u.task_counted.reason),     T(u.task_counted.reason_text),
                                           N(u.task_counted.earlier, 99)};
static const member_t of_picked[] = {T(u.picked.step), N(u.picked.task, 99), X(u.picked.people),
                                     X(u.picked.count)};
static const member_t of_logged[] = {N(u.logged.entry, ENTRY_INSPECTION), N(u.logged.task, 99),
                                     X(u.logged.fields), X(u.logged.field_count)};
static const member_t of_rated[] = {N(u.rated.level, RISK_LOW), T(u.rated.because), T(u.rated.because_zh),
                                    F(u.rated.waits)};
static const member_t of_complied[] = {N(u.complied.step, 99), N(u.complied.task, 99), X(u.complied.checks),
                                       N(u.complied.check_count, 1)};
static const member_t of_notified[] = {T(u.notified.about),    N(u.notified.task, 99), X(u.notified.people),
                                       N(u.notified.count, 1), T(u.notified.text),     T(u.notified.text_zh)};
static const member_t of_warned[] = {N(u.warned.step, 99), N(u.warned.severity, SEVERITY_NONE),
                                     T(u.warned.text), T(u.warned.text_zh)};
static const member_t of_deviated[] = {N(u.deviated.step, 99), T(u.deviated.text),
                                       X(u.deviated.fields),   X(u.deviated.field_count),
                                       X(u.deviated.before),   X(u.deviated.before_count)};
static const member_t of_adjusted[] = {N(u.adjusted.step, 99), X(u.adjusted.fields),
                                       X(u.adjusted.field_count), X(u.adjusted.before),
                                       X(u.adjusted.before_count)};
static const member_t of_adjustment_dropped[] = {
    N(u.adjustment_dropped.step, 99), X(u.adjustment_dropped.fields), X(u.adjustment_dropped.field_count)};
static const member_t of_adjustment_taken_back[] = {
    N(u.adjustment_taken_back.step, 99), X(u.adjustment_taken_back.gone),
    X(u.adjustment_taken_back.gone_count), X(u.adjustment_taken_back.fields),
    X(u.adjustment_taken_back.field_count)};
static const member_t of_adjustment_added[] = {N(u.adjustment_added.step, 99)};
static const member_t of_replanned[] = {N(u.replanned.step, 99), X(u.replanned.steps),
                                        X(u.replanned.step_count)};
static const member_t of_documented[] = {X(u.documented.document)};
static const member_t of_noted[] = {T(u.noted.code), T(u.noted.text)};
static const member_t of_disposed[] = {T(u.disposed.reason), X(u.disposed.records),
                                       X(u.disposed.record_count)};

#define PART(list, member)                                                                                   \
    {                                                                                                        \
#member, list,                                                                                       \
            sizeof(list) / sizeof(list)[0], offsetof(event_t, u.member), sizeof(((event_t *)0)->u.member)    \
    }

/* In the order of `samples`. */
static const struct {
    const char *name;
    const member_t *list;
    size_t count, start, size;
} parts[SAMPLES] = {
    PART(of_drafted, drafted),
    PART(of_edited, edited),
    PART(of_submitted, submitted),
    PART(of_preparing, preparing),
    PART(of_stage_opened, stage_opened),
    PART(of_stage_ended, stage_ended),
    PART(of_step_added, step_added),
    PART(of_step_opened, step_opened),
    PART(of_step_ended, step_ended),
    PART(of_task_opened, task_opened),
    PART(of_task_queued, task_queued),
    PART(of_task_decided, task_decided),
    PART(of_task_closed, task_closed),
    PART(of_reassigned, task_reassigned),
    PART(of_returned, returned),
    PART(of_withdrawn, withdrawn),
    PART(of_ended, ended),
    PART(of_commented, commented),
    PART(of_clock_set, clock_set),
    PART(of_rung, rung),
    PART(of_copied, copied),
    PART(of_clock_paused, clock_paused),
    PART(of_clock_resumed, clock_resumed),
    PART(of_plan_grown, plan_grown),
    PART(of_plan_rewound, plan_rewound),
    PART(of_task_taken_back, task_taken_back),
    PART(of_step_reset, step_reset),
    PART(of_task_claimed, task_claimed),
    PART(of_signer_removed, signer_removed),
    PART(of_limit_tightened, limit_tightened),
    PART(of_urged, urged),
    PART(of_task_stood_in, task_stood_in),
    PART(of_stage_taken_back, stage_taken_back),
    PART(of_asked, asked),
    PART(of_plan_added, plan_added),
    PART(of_child_opened, child_opened),
    PART(of_child_ended, child_ended),
    PART(of_child_closed, child_closed),
    PART(of_opened_by, opened_by),
    PART(of_closed, closed),
    PART(of_child_open_again, child_open_again),
    PART(of_open_again, open_again),
    PART(of_reopened, reopened),
    PART(of_amended, amended),
    PART(of_change_dropped, change_dropped),
    PART(of_copy_read, copy_read),
    PART(of_made_from, made_from),
    PART(of_administered, administered),
    PART(of_task_completed, task_completed),
    PART(of_cancelled, cancelled),
    PART(of_suspended, suspended),
    PART(of_resumed, resumed),
    PART(of_step_excepted, step_excepted),
    PART(of_stage_jumped, stage_jumped),
    PART(of_stage_returned, stage_returned),
    PART(of_plan_restored, plan_restored),
    PART(of_urgent, urgent),
    PART(of_debt_owed, debt_owed),
    PART(of_debt_ahead, debt_ahead),
    PART(of_debt_came, debt_came),
    PART(of_debt_excused, debt_excused),
    PART(of_migrated, migrated),
    PART(of_plan_jumped, plan_jumped),
    PART(of_task_counted, task_counted),
    PART(of_picked, picked),
    PART(of_logged, logged),
    PART(of_rated, rated),
    PART(of_warned, warned),
    PART(of_deviated, deviated),
    PART(of_adjusted, adjusted),
    PART(of_adjustment_dropped, adjustment_dropped),
    PART(of_adjustment_taken_back, adjustment_taken_back),
    PART(of_adjustment_added, adjustment_added),
    PART(of_replanned, replanned),
    PART(of_documented, documented),
    PART(of_complied, complied),
    PART(of_notified, notified),
    PART(of_noted, noted),
    PART(of_disposed, disposed),
};

static void check_member(const member_t *m, size_t part) {
    arena_t arena;
    arena_init(&arena, 0);
    event_t e = samples[part];
    e.version = 1;
    member_change(&e, m);
    event_t read = reread(&e, &arena);
    if (!member_same(&e, &read, m)) fail_msg("%s: %s is not carried", parts[part].name, m->name);
    arena_free(&arena);
}

static void every_member_of_a_payload_is_carried(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        members_complete(parts[i].name, parts[i].start, parts[i].size, parts[i].list, parts[i].count);
        for (size_t j = 0; j < parts[i].count; j++) {
            if (parts[i].list[j].type != MEMBER_NESTED) check_member(&parts[i].list[j], i);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_carries_each_member),
        cmocka_unit_test(every_member_of_a_payload_is_carried),
    };
    if (hash_setup() != 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
