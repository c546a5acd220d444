/* Events as answers show them: what people and administrators changed on the way of a record; see
 * api_parts.h. */
#include "server/api_guard.h"
#include "server/api_parts.h"
#include <string.h>

/* Of an entry: what somebody wrote down, in fields of its own. */
static json_t *entry_json(shape_t *s, const field_t *fields, size_t count) {
    json_t *o = shape_object(s);
    for (size_t i = 0; i < count; i++) {
        const value_t *v = &fields[i].value;
        bool text = v->kind == VALUE_TEXT;
        shape_put(s, o, fields[i].name, text ? json_lossy(shape_cut(s, v->u.text)) : shape_value(s, v));
    }
    return o;
}

void shape_event_admin(shape_t *s, json_t *o, const event_t *e) {
    switch (e->kind) {
    case EVENT_ADMINISTERED:
        shape_text(s, o, "act", command_kind_word(e->u.administered.act));
        if (e->u.administered.step) shape_int(s, o, "step", e->u.administered.step);
        if (e->u.administered.task) shape_id(s, o, "task", e->u.administered.task);
        shape_text(s, o, "reason", e->u.administered.reason);
        break;
    case EVENT_TASK_COMPLETED:
        shape_id(s, o, "task", e->u.task_completed.task);
        shape_text(s, o, "outcome", outcome_word(e->u.task_completed.outcome));
        shape_text(s, o, "reason", e->u.task_completed.reason);
        break;
    case EVENT_CANCELLED:
        shape_text(s, o, "from", record_state_word(e->u.cancelled.from));
        break;
    case EVENT_SUSPENDED:
        shape_int(s, o, "step", e->u.suspended.step);
        break;
    case EVENT_MIGRATED:
        shape_hash(s, o, "from", &e->u.migrated.from);
        shape_hash(s, o, "to", &e->ruleset);
        shape_flag(s, o, "replanned", e->u.migrated.replanned);
        shape_text(s, o, "reason", e->u.migrated.reason);
        break;
    case EVENT_STEP_EXCEPTED:
        shape_int(s, o, "step", e->u.step_excepted.step);
        shape_put(s, o, "owed", shape_step(s, &e->u.step_excepted.owed));
        break;
    case EVENT_URGENT:
        shape_text(s, o, "reason", e->u.urgent.reason);
        break;
    case EVENT_DEBT_OWED:
        shape_int(s, o, "step", e->u.debt_owed.step);
        if (e->u.debt_owed.owed.step_count > 0)
            shape_put(s, o, "owed", shape_step(s, &e->u.debt_owed.owed.steps[0]));
        break;
    case EVENT_DEBT_AHEAD:
        if (e->u.debt_ahead.owed.step_count > 0)
            shape_put(s, o, "owed", shape_step(s, &e->u.debt_ahead.owed.steps[0]));
        shape_put(s, o, "facts", shape_facts(s, e->u.debt_ahead.owed.facts, e->u.debt_ahead.owed.fact_count));
        break;
    case EVENT_DEBT_CAME:
        shape_int(s, o, "step", e->u.debt_came.step);
        break;
    case EVENT_DEBT_EXCUSED:
        shape_int(s, o, "step", e->u.debt_excused.step);
        break;
    case EVENT_STAGE_JUMPED:
        shape_int(s, o, "stage", e->u.stage_jumped.stage);
        shape_text(s, o, "to", e->u.stage_jumped.to);
        shape_flag(s, o, "back", e->u.stage_jumped.step != 0);
        break;
    case EVENT_PLAN_JUMPED:
        shape_int(s, o, "to", e->u.plan_jumped.to);
        break;
    case EVENT_RESUMED:
        shape_int(s, o, "step", e->u.resumed.step);
        break;
    default:
        break;
    }
}

/* A check that was passed, with its title where the flow still has it. */
static json_t *complied_json(shape_t *s, const char *name) {
    json_t *o = shape_object(s);
    shape_text(s, o, "check", name);
    for (size_t i = 0; s->flow != NULL && i < s->flow->check_count; i++) {
        const check_def_t *check = &s->flow->checks[i];
        if (strcmp(check->name, name) == 0) shape_words(s, o, "title", check->title_en, check->title_zh);
    }
    return o;
}

/* What people and administrators changed on the way. */
void shape_event_change(shape_t *s, json_t *o, const event_t *e) {
    switch (e->kind) {
    case EVENT_PLAN_GROWN:
        shape_int(s, o, "at", e->u.plan_grown.at);
        shape_put(s, o, "group", shape_step(s, &e->u.plan_grown.group));
        shape_put(s, o, "step", shape_step(s, &e->u.plan_grown.leaf));
        if (e->u.plan_grown.task) shape_id(s, o, "task", e->u.plan_grown.task);
        break;
    case EVENT_PLAN_REWOUND:
        shape_int(s, o, "to", e->u.plan_rewound.to);
        shape_int(s, o, "from", e->u.plan_rewound.from);
        shape_flag(s, o, "straight", e->u.plan_rewound.straight);
        shape_text(s, o, "cause", e->u.plan_rewound.cause);
        break;
    case EVENT_STAGE_RETURNED:
        shape_id(s, o, "task", e->u.stage_returned.task);
        shape_int(s, o, "to", e->u.stage_returned.step);
        shape_flag(s, o, "straight", e->u.stage_returned.seen != 0);
        break;
    case EVENT_PLAN_RESTORED:
        shape_int(s, o, "undone", e->u.plan_restored.first);
        break;
    case EVENT_TASK_TAKEN_BACK:
        shape_id(s, o, "task", e->u.task_taken_back.task);
        shape_text(s, o, "reason", e->u.task_taken_back.reason);
        break;
    case EVENT_STEP_RESET:
        shape_int(s, o, "step", e->u.step_reset.step);
        if (e->u.step_reset.serves) shape_id(s, o, "task", e->u.step_reset.serves);
        break;
    case EVENT_LIMIT_TIGHTENED:
        shape_int(s, o, "step", e->u.limit_tightened.step);
        shape_put(s, o, "was", shape_limit(s, &e->u.limit_tightened.was));
        shape_put(s, o, "within", shape_limit(s, &e->u.limit_tightened.within));
        break;
    case EVENT_SIGNER_REMOVED:
        shape_int(s, o, "step", e->u.signer_removed.step);
        shape_person(s, o, "person", e->u.signer_removed.person);
        break;
    case EVENT_TASK_CLAIMED:
        shape_id(s, o, "task", e->u.task_claimed.task);
        shape_flag(s, o, "claimed", e->u.task_claimed.claimed);
        break;
    case EVENT_TASK_STOOD_IN:
        shape_id(s, o, "task", e->u.task_stood_in.task);
        shape_person(s, o, "from", e->u.task_stood_in.from);
        shape_person(s, o, "person", e->u.task_stood_in.person);
        shape_person(s, o, "principal", e->u.task_stood_in.principal);
        break;
    case EVENT_PICKED: {
        json_t *people = shape_array(s);
        for (size_t i = 0; i < e->u.picked.count; i++)
            shape_add(s, people, shape_person_value(s, e->u.picked.people[i]));
        shape_text(s, o, "for_step", e->u.picked.step);
        shape_id(s, o, "task", e->u.picked.task);
        shape_put(s, o, "people", people);
        break;
    }
    case EVENT_TASK_COUNTED:
        shape_id(s, o, "task", e->u.task_counted.task);
        shape_int(s, o, "step", e->u.task_counted.step);
        shape_person(s, o, "person", e->u.task_counted.person);
        shape_text(s, o, "reason", e->u.task_counted.reason);
        shape_text(s, o, "reason_text", e->u.task_counted.reason_text);
        shape_id(s, o, "earlier", e->u.task_counted.earlier);
        break;
    case EVENT_URGED:
        shape_id(s, o, "task", e->u.urged.task);
        shape_person(s, o, "person", e->u.urged.person);
        break;
    case EVENT_STAGE_TAKEN_BACK:
        shape_int(s, o, "stage", e->u.stage_taken_back.stage);
        break;
    case EVENT_ASKED:
        shape_int(s, o, "step", e->u.asked.step);
        shape_id(s, o, "task", e->u.asked.task);
        shape_text(s, o, "text", e->u.asked.text);
        break;
    case EVENT_RATED:
        shape_text(s, o, "level", risk_word(e->u.rated.level));
        shape_words(s, o, "because", e->u.rated.because, e->u.rated.because_zh);
        break;
    case EVENT_WARNED:
        shape_int(s, o, "step", e->u.warned.step);
        shape_text(s, o, "severity", e->u.warned.severity ? severity_word(e->u.warned.severity) : NULL);
        shape_text(s, o, "text", e->u.warned.text);
        if (e->u.warned.text_zh) shape_text(s, o, "text_zh", e->u.warned.text_zh);
        break;
    case EVENT_NOTIFIED: {
        json_t *people = shape_array(s);
        for (size_t i = 0; i < e->u.notified.count; i++)
            shape_add(s, people, shape_person_value(s, e->u.notified.people[i]));
        shape_text(s, o, "about", e->u.notified.about);
        if (e->u.notified.task) shape_id(s, o, "task", e->u.notified.task);
        shape_put(s, o, "people", people);
        shape_text(s, o, "text", shape_guarded(s, e->u.notified.text));
        if (e->u.notified.text_zh) shape_text(s, o, "text_zh", shape_guarded(s, e->u.notified.text_zh));
        break;
    }
    case EVENT_COMPLIED: {
        json_t *checks = shape_array(s);
        for (size_t i = 0; i < e->u.complied.check_count; i++)
            shape_add(s, checks, complied_json(s, e->u.complied.checks[i]));
        shape_int(s, o, "step", e->u.complied.step);
        shape_id(s, o, "task", e->u.complied.task);
        shape_put(s, o, "checks", checks);
        break;
    }
    case EVENT_LOGGED:
        shape_text(s, o, "entry", entry_word(e->u.logged.entry));
        shape_id(s, o, "task", e->u.logged.task);
        shape_put(s, o, "fields", entry_json(s, e->u.logged.fields, e->u.logged.field_count));
        break;
    default:
        break;
    }
}
