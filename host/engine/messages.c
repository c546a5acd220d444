/* What is to be told: messages to people, incidents to the administrator, in the commit that caused them. */
#include "engine/administering.h"
#include "engine/deciding.h"
#include "engine/form_rights.h"
#include "engine/form_words.h"
#include <string.h>

const char *handle_of(const deciding_t *x, int64_t person) {
    person_info_t who;
    const char *text = NULL;
    if (directory_person(x->in->directory, person, &who)) text = who.handle;
    if (!text) text = arena_printf(x->arena, "#%lld", (long long)person);
    return text ? text : "";
}

const char *decider_word(const deciding_t *x, const task_t *task) {
    if (task->decided_by) return handle_of(x, task->decided_by);
    return task->administered ? "administrator" : "timer";
}

int stage_blame(deciding_t *x, const stage_def_t *stage) {
    diag_param(x->d, "stage_title_en", stage->title_en);
    diag_param(x->d, "stage_title_zh", stage->title_zh);
    return -1;
}

int limit_reached(deciding_t *x, const char *code, int64_t limit) {
    diag_set(x->d, code, NULL);
    diag_param_int(x->d, "limit", limit);
    return -1;
}

const char *in_both(deciding_t *x, const char *text, const char *text_zh) {
    if (!text || !text_zh || strcmp(text, text_zh) == 0) return text;
    return arena_printf(x->arena, "%s / %s", text, text_zh);
}

/* A message goes far, and nobody takes it back: what is hidden from whoever gets it (A71) is not in it. */
static const char *for_eyes_of(deciding_t *x, int64_t recipient, const char *text) {
    form_words_t words;
    if (!text || !form_hides(x->record)) return text;
    int64_t viewer = form_viewer(x->in->directory, recipient, x->in->now);
    if (!viewer) return text;
    form_words_begin(&words, x->record, x->flow, x->in->directory, viewer, x->arena);
    return form_words_cut(&words, text);
}

int tell(deciding_t *x, int64_t recipient, const char *kind, const task_t *task, const char *text) {
    decide_out_t *out = x->out;
    if (out->message_count == MESSAGES_MAX) return limit_reached(x, "limit.messages", MESSAGES_MAX);
    if (out->message_count == x->message_room) {
        size_t more = x->message_room ? x->message_room * 2 : 8;
        message_t *grown =
            arena_grow(x->arena, out->messages, out->message_count, more, sizeof *out->messages);
        if (!grown) return diag_memory(x->d);
        out->messages = grown;
        x->message_room = more;
    }
    const step_t *step = task ? record_step(x->record, task->step) : NULL;
    const cs_clock_t *clock = task ? record_task_clock(x->record, task) : NULL;
    out->messages[out->message_count++] = (message_t){
        .id = id_next(x->in->ids, x->in->now),
        .recipient = recipient,
        .kind = kind,
        .record = x->record->id,
        .task = task ? task->id : 0,
        .step = step ? step->name : NULL,
        .due = clock && clock->id ? clock->due_at : INSTANT_NONE,
        .text = for_eyes_of(x, recipient, text),
    };
    return 0;
}

/* "name=value name=value", then " < code name=value" of the cause, and so on. */
static const char *error_text(arena_t *arena, const diag_t *error) {
    const char *text = "";
    for (const diag_t *e = error; e; e = e->cause) {
        if (e != error) text = arena_printf(arena, "%s < %s", text, e->code ? e->code : "");
        for (int i = 0; text && i < e->param_count; i++) {
            const char *space = *text ? " " : "";
            text =
                arena_printf(arena, "%s%s%s=%s", text, space, e->params[i].name, e->store + e->params[i].at);
        }
        if (!text) return NULL;
    }
    return text;
}

void incident_note(deciding_t *x, const diag_t *error) {
    decide_out_t *out = x->out;
    if (out->incident_count == x->incident_room) {
        size_t more = x->incident_room ? x->incident_room * 2 : 4;
        incident_t *grown =
            arena_grow(x->arena, out->incidents, out->incident_count, more, sizeof *out->incidents);
        if (!grown) return;
        out->incidents = grown;
        x->incident_room = more;
    }
    const diag_t *placed = error; /* the innermost error that names a place is the rule's */
    for (const diag_t *e = error->cause; e; e = e->cause)
        if (e->line > 0) placed = e;
    out->incidents[out->incident_count++] = (incident_t){
        .id = id_next(x->in->ids, x->in->now),
        .code = error->code,
        .text = error_text(x->arena, error),
        .file = placed->file[0] ? arena_strdup(x->arena, placed->file) : NULL,
        .line = placed->line,
        .record = x->record ? x->record->id : x->in->command->record,
        .person = x->in->command->actor.person,
    };
}
