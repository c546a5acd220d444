/* Commands as requests of the API; see asking.h. */
#include "simulation/asking.h"
#include "simulation/company.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const api_verb_t *verb_of(command_kind_t kind) {
    const char *word = command_kind_word(kind);
    for (const api_verb_t *v = api_verbs; v->name != NULL; v++)
        if (v->kind == API_COMMAND && strcmp(v->name, word) == 0) return v;
    return NULL;
}

static bool carries(const api_verb_t *verb, const char *field) {
    size_t length = strlen(field);
    for (const char *at = verb->fields; *at != '\0';) {
        size_t word = strcspn(at, " ");
        if (word == length && memcmp(at, field, length) == 0) return true;
        at += word + (at[word] == ' ');
    }
    return false;
}

static const char *handle_of(sim_t *s, int64_t person) {
    for (int i = 0; i < PEOPLE; i++)
        if (s->people[i] == person) return company_handle(s, i);
    return NULL;
}

bool asking_fits(sim_t *s, claim_t *c) {
    command_t *o = &c->request.command;
    const api_verb_t *verb = verb_of(o->kind);
    if (verb == NULL || handle_of(s, o->actor.person) == NULL) return false;
    o->actor.kind = o->actor.person == s->people[PEOPLE - 1] ? ACTOR_SERVICE : ACTOR_PERSON;
    if (!carries(verb, "task")) o->task = 0;
    if (!carries(verb, "step")) o->step = NULL;
    if (!carries(verb, "form_version")) o->form_version = 0;
    if (!carries(verb, "fields")) o->field_count = 0;
    if (!carries(verb, "checks")) o->check_count = 0;
    if (!carries(verb, "opinions")) o->opinion_count = 0;
    if (!carries(verb, "picks")) o->pick_count = 0;
    if (!carries(verb, "person")) o->people_count = 0;
    if (!carries(verb, "within")) o->within = (limit_t){0};
    bool said = carries(verb, "reason") || carries(verb, "text");
    if (!said || (o->kind == COMMAND_SUBMIT && !o->urgent)) o->text = NULL;
    return true;
}

static void put_text(json_t *to, const char *name, const char *text) {
    if (text != NULL) json_object_set_new(to, name, json_string(text));
}

static void put_people(sim_t *s, json_t *to, const char *name, const int64_t *people, size_t count) {
    char text[128];
    size_t used = 0;
    for (size_t i = 0; i < count && used < sizeof text; i++) {
        const char *handle = handle_of(s, people[i]);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? "," : "",
                                 handle != NULL ? handle : "nobody");
    }
    if (count > 0) put_text(to, name, text);
}

static json_t *value_json(const value_t *v) {
    char hex[HASH_HEX];
    if (v->kind != VALUE_DOCUMENT) return json_string(v->u.text);
    return json_pack("{s:s,s:s,s:I,s:s}", "name", v->u.document.name, "media_type", v->u.document.media_type,
                     "size", (json_int_t)v->u.document.size, "blake2b",
                     hash_hex(&v->u.document.content, hex));
}

/* Whom it is about, where and how. */
static void put_more(sim_t *s, json_t *to, const command_t *o) {
    static const char *const MODES[] = {
        [DECIDE_ANY] = "any", [DECIDE_ALL] = "all", [DECIDE_IN_ORDER] = "in_order"};
    const char *where = o->where == ADDED_BEFORE ? "before" : o->where == ADDED_AFTER ? "after" : "beside";
    put_people(s, to, "person", o->people, o->people_count);
    if (o->kind == COMMAND_ADD_SIGNER) put_text(to, "where", where);
    if (o->kind == COMMAND_ADD_SIGNER && o->mode != 0) put_text(to, "decide", MODES[o->mode]);
    if (o->within.kind != LIMIT_NONE) put_text(to, "within", limit_text(&o->within, &s->arena));
    put_text(to, "department", o->department);
    put_text(to, "to", o->to_step);
    if (o->kind == COMMAND_WARN && o->severity != SEVERITY_NONE)
        put_text(to, "severity", severity_word(o->severity));
    char at[INSTANT_TEXT];
    if (o->at != INSTANT_NONE) put_text(to, "at", instant_format(o->at, 0, true, at));
    if (o->until != 0 && o->until != INSTANT_NONE)
        put_text(to, "until", instant_format(o->until, 0, true, at));
    if (o->straight) json_object_set_new(to, "straight", json_true());
    if (o->refuse) json_object_set_new(to, "refuse", json_true());
    if (o->urgent) json_object_set_new(to, "urgent", json_true());
}

static void put_said(sim_t *s, json_t *to, const command_t *o) {
    json_t *fields = json_object(), *opinions = json_object(), *picks = json_object(), *checks = json_array();
    for (size_t i = 0; i < o->field_count; i++)
        json_object_set_new(fields, o->fields[i].name, value_json(&o->fields[i].value));
    for (size_t i = 0; i < o->opinion_count; i++)
        put_text(opinions, o->opinions[i].aspect, o->opinions[i].text);
    for (size_t i = 0; i < o->pick_count; i++)
        put_people(s, picks, o->picks[i].step, o->picks[i].people, o->picks[i].count);
    for (size_t i = 0; i < o->check_count; i++)
        json_array_append_new(checks, json_string(o->checks[i]));
    if (o->field_count > 0) json_object_set(to, "fields", fields);
    if (o->opinion_count > 0) json_object_set(to, "opinions", opinions);
    if (o->pick_count > 0) json_object_set(to, "picks", picks);
    if (o->check_count > 0) json_object_set(to, "checks", checks);
    json_decref(fields);
    json_decref(opinions);
    json_decref(picks);
    json_decref(checks);
}

json_t *asking_request(sim_t *s, const claim_t *c) {
    const command_t *o = &c->request.command;
    const api_verb_t *verb = verb_of(o->kind);
    json_t *to = json_pack("{s:s,s:s}", "verb", verb->name, "as", handle_of(s, o->actor.person));
    put_text(to, "record",
             c->request.record_name != NULL ? c->request.record_name : sim_text(s, "%" PRId64, o->record));
    if (o->task != 0) put_text(to, "task", sim_text(s, "%" PRId64, o->task));
    put_text(to, "step", o->step);
    if (o->form_version != 0) json_object_set_new(to, "form_version", json_integer(o->form_version));
    put_text(to, carries(verb, "reason") ? "reason" : "text", o->text);
    put_text(to, "key", o->key);
    put_more(s, to, o);
    put_said(s, to, o);
    return to;
}

json_t *asking_send(sim_t *s, json_t *request) {
    caller_t owner = {.uid = 0, .owner = true};
    json_t *answer = api_handle(s->machine.host, &s->machine.reader, request, &owner);
    json_decref(request);
    return answer;
}

static const char *text_in(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

const char *asking_error(const json_t *answer) {
    return text_in(json_object_get(answer, "error"), "code");
}

void asking_reply(sim_t *s, const json_t *answer, reply_t *out) {
    memset(out, 0, sizeof *out);
    out->ok = json_is_true(json_object_get(answer, "ok"));
    if (!out->ok) {
        diag_set(&out->error, sim_text(s, "%s", asking_error(answer)), NULL);
        return;
    }
    out->record = strtoll(text_in(answer, "record"), NULL, 10);
    out->task = strtoll(text_in(answer, "task"), NULL, 10);
    out->version = json_integer_value(json_object_get(answer, "version"));
    out->form_version = json_integer_value(json_object_get(answer, "form_version"));
    out->repeated = json_is_true(json_object_get(answer, "repeated"));
    snprintf(out->number, sizeof out->number, "%s", text_in(answer, "number"));
    for (int state = RECORD_DRAFT; state <= RECORD_STATE_LAST; state++)
        if (strcmp(record_state_word((record_state_t)state), text_in(answer, "state")) == 0)
            out->state = (record_state_t)state;
}
