/* The acceptance report; see report.h. What stands where: html that any browser shows and prints, by itself.
 *
 * Fields that the steps of the acceptance open to be written are what it is about: tables are the criteria,
 * the others the materials; all else of the form is the business. A round begins with what is handed over and
 * ends with a decision; what was found wanting was put right when it was handed over again. */
#include "server/report.h"
#include "engine/form_rights.h"
#include "engine/form_words.h"
#include "model/sentence.h"
#include "server/api_parts.h"
#include "server/report_html.h"
#include <string.h>

enum { NOBODY = -1 }; /* who has no part in the record: sees what no step hides */

typedef struct report {
    const report_on_t *on;
    arena_t *arena;
    diag_t *d;
    html_t html;
    int32_t stage;             /* of acceptance */
    const plan_place_t *place; /* by which it was accepted */
    form_words_t words;        /* of what some step hides (A71) */
} report_t;

/* ---- what it is about */

/* Did it stand when something was changed after the end (A46)? Then an earlier round accepted it. */
static bool stands(const record_t *r, const plan_place_t *place) {
    for (int32_t i = place->first; i < place->first + place->count; i++)
        if (step_left_for(&r->steps[i], "stands")) return true;
    return false;
}

/* A step of it was skipped (A52), and what is owed for that has not passed: nobody has accepted. */
static bool is_owed(const record_t *r, const plan_place_t *place) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *owed = &r->steps[i];
        if (owed->added != ADDED_DEBT || owed->superseded || owed->state == STEP_PASSED) continue;
        for (int32_t k = place->first; k < place->first + place->count; k++)
            if (r->steps[k].no == owed->origin) return true;
    }
    return false;
}

static int find_acceptance(report_t *p) {
    const record_t *r = p->on->record;
    bool earlier = false;
    for (size_t i = r->plan_count; i-- > 0 && !p->place;) {
        const plan_place_t *place = &r->plans[i];
        const step_t *root = place->count ? &r->steps[place->first] : NULL;
        bool of = (size_t)place->stage < p->on->flow->stage_count &&
                  p->on->flow->stages[place->stage].kind == STAGE_ACCEPTANCE;
        if (!of || !root || root->superseded) continue;
        if (place->round != r->round && !earlier) break;
        earlier = root->state == STEP_LEFT_OUT && stands(r, place);
        if (earlier) continue;
        if (root->state != STEP_PASSED || is_owed(r, place)) break;
        p->place = place;
        p->stage = place->stage;
    }
    return p->place ? 0 : diag_set(p->d, "acceptance.not_passed", "state", record_state_word(r->state), NULL);
}

static const step_t *step_of(const report_t *p, const task_t *task) {
    return record_step(p->on->record, task->step);
}

static bool in_acceptance(const report_t *p, const step_t *step) {
    return step->stage == p->stage && step->round == p->place->round;
}

/* The field, or a column of it. */
static bool asks_for(const require_t *need, const char *field) {
    size_t length = strlen(field);
    return need->kind != REQUIRE_CHECK && strncmp(need->name, field, length) == 0 &&
           (need->name[length] == '\0' || need->name[length] == '.');
}

/* Is it written, or asked for, by a step of the acceptance? */
static bool is_of_acceptance(const report_t *p, const char *field) {
    const record_t *r = p->on->record;
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (!in_acceptance(p, s)) continue;
        if (step_form_writes(&s->form, field)) return true;
        for (size_t k = 0; k < s->form.require_count; k++)
            if (asks_for(&s->form.requires[k], field)) return true;
    }
    return false;
}

static const value_t *shown(const report_t *p, const field_def_t *def) {
    if (def->computed || !form_shows(p->on->record, NOBODY, def->name)) return NULL;
    return record_field(p->on->record, def->name);
}

/* ---- words */

/* What somebody wrote. */
static const char *said(report_t *p, const char *text) {
    text = text ? form_words_cut(&p->words, text) : "–";
    if (p->words.failed) p->html.out.failed = true;
    return text;
}

static const char *person(const report_t *p, int64_t id) {
    person_info_t who;
    if (id == 0) return "–";
    if (!directory_person(p->on->directory, id, &who)) return arena_printf(p->arena, "#%lld", (long long)id);
    return arena_printf(p->arena, "%s (%s)", who.name ? who.name : who.handle, who.handle);
}

static const char *department(const report_t *p, const char *key) {
    department_info_t info;
    if (!key || !directory_department(p->on->directory, key, &info)) return key ? key : "–";
    return arena_printf(p->arena, "%s %s", info.name_en ? info.name_en : key,
                        info.name_zh ? info.name_zh : "");
}

/* A choice by what it is called, in both languages. */
static const char *choice_words(const report_t *p, const field_def_t *def, const char *value) {
    const char *en, *zh;
    if (!field_choice_label(def, value, &en, &zh)) return value;
    return en && zh && strcmp(en, zh) != 0 ? arena_printf(p->arena, "%s %s", en, zh) : en ? en : zh;
}

static const char *value_words(const report_t *p, const field_def_t *def, const value_t *value) {
    if (value->kind == VALUE_CHOICE) return choice_words(p, def, value->u.text);
    if (value->kind == VALUE_PERSON) return person(p, value->u.person);
    if (value->kind == VALUE_DEPARTMENT) return department(p, value->u.text);
    if (value->kind != VALUE_DOCUMENT) return value_text(value, p->arena);
    char hex[HASH_HEX];
    return arena_printf(p->arena, "%s — BLAKE2b-256 %s", value->u.document.name,
                        hash_hex(&value->u.document.content, hex));
}

/* "2026-03-02 10:30", as the company's clocks show it. */
static const char *time_words(report_t *p, instant_t at) {
    civil_t t;
    int32_t offset;
    if (at == INSTANT_NONE) return "–";
    if (p->on->calendars->local(p->on->calendars->ctx, NULL, at, &t, &offset, p->d) != 0) return NULL;
    return arena_printf(p->arena, "%04d-%02d-%02d %02d:%02d", (int)t.year, (int)t.month, (int)t.day,
                        (int)t.hour, (int)t.minute);
}

static const char *name_of(const report_t *p, const field_def_t *def) {
    if (strcmp(def->label_en, def->label_zh) == 0) return def->label_en;
    return arena_printf(p->arena, "%s %s", def->label_en, def->label_zh);
}

/* Whoever decided, and for whom; what the timer did is no act of the holder's (A61). */
static const char *decider(const report_t *p, const task_t *task) {
    const char *automatic = task_automatic(task);
    if (automatic && strcmp(automatic, "timer") == 0) return "timer 定时器";
    const char *by = person(p, task->decided_by ? task->decided_by : task->person);
    if (!task->principal || task->principal == task->decided_by) return by;
    return arena_printf(p->arena, "%s → %s", by, person(p, task->principal));
}

/* What a rule had the timer say in both languages (A61) stands in both. */
static const char *opinion_words(const report_t *p, const task_t *task) {
    const char *zh = task_automatic(task) ? sentence_zh(task->opinion) : NULL;
    if (!zh) return task->opinion;
    return arena_printf(p->arena, "%s / %s", sentence_en(task->opinion, p->arena), zh);
}

/* ---- its parts */

static int put_head(report_t *p) {
    const record_t *r = p->on->record;
    const char *submitted = time_words(p, r->submitted_at),
               *accepted = time_words(p, r->steps[p->place->first].ended_at);
    if (!submitted || !accepted) return -1;
    html_heading(&p->html, "Acceptance report 验收报告");
    html_begin(&p->html, NULL);
    html_pair(&p->html, "Number 编号", r->number ? r->number : "–");
    html_pair(&p->html, "Kind 类别",
              arena_printf(p->arena, "%s %s", p->on->flow->title_en, p->on->flow->title_zh));
    html_pair(&p->html, "Department 部门", department(p, r->department));
    html_pair(&p->html, "Initiator 发起人", person(p, r->initiator));
    html_pair(&p->html, "Submitted 提交", submitted);
    html_pair(&p->html, "Accepted 验收通过", accepted);
    html_end(&p->html);
    return 0;
}

static void put_fields(report_t *p, const char *title, bool of_acceptance) {
    const flow_t *flow = p->on->flow;
    bool begun = false;
    for (size_t i = 0; i < flow->field_count; i++) {
        const field_def_t *def = &flow->fields[i];
        const value_t *value = def->kind == VALUE_TABLE ? NULL : shown(p, def);
        if (!value || is_of_acceptance(p, def->name) != of_acceptance) continue;
        if (!begun) html_begin(&p->html, title);
        begun = true;
        html_pair(&p->html, name_of(p, def), value_words(p, def, value));
    }
    if (begun) html_end(&p->html);
}

static void put_table(report_t *p, const field_def_t *def, const value_t *value) {
    bool hidden[VALUE_CELLS_MAX];
    (void)form_hidden_columns(p->on->record, NOBODY, def->name, def, hidden);
    html_begin(&p->html, name_of(p, def));
    html_row(&p->html);
    for (size_t k = 0; k < def->column_count; k++)
        if (!hidden[k]) html_cell(&p->html, "th", name_of(p, &def->columns[k]));
    for (size_t i = 0; i < value->u.table.count; i++) {
        const row_t *row = &value->u.table.rows[i];
        html_row(&p->html);
        for (size_t k = 0; k < def->column_count; k++) {
            bool given = k < row->count && row->cells[k].kind != VALUE_NONE;
            if (hidden[k]) continue;
            html_cell(&p->html, "td", given ? value_words(p, &def->columns[k], &row->cells[k]) : "–");
        }
    }
    html_end(&p->html);
}

static void put_tables(report_t *p, bool of_acceptance) {
    const flow_t *flow = p->on->flow;
    for (size_t i = 0; i < flow->field_count; i++) {
        const field_def_t *def = &flow->fields[i];
        const value_t *value = def->kind == VALUE_TABLE ? shown(p, def) : NULL;
        if (value && value->u.table.count > 0 && is_of_acceptance(p, def->name) == of_acceptance)
            put_table(p, def, value);
    }
}

/* The fields that an adjustment changed, before and after. */
static const char *changed_words(const report_t *p, const deviation_t *d) {
    const char *out = "";
    for (size_t i = 0; i < d->field_count && i < d->before_count && out; i++) {
        const field_def_t *def = flow_field(p->on->flow, d->fields[i].name);
        if (!def || def->kind == VALUE_TABLE || !form_shows(p->on->record, NOBODY, def->name)) continue;
        bool was = d->before[i].value.kind != VALUE_NONE, is = d->fields[i].value.kind != VALUE_NONE;
        out = arena_printf(p->arena, "%s%s%s: %s → %s", out, out[0] ? "; " : "", name_of(p, def),
                           was ? value_words(p, def, &d->before[i].value) : "–",
                           is ? value_words(p, def, &d->fields[i].value) : "–");
    }
    return out;
}

static int put_deviations(report_t *p) {
    const record_t *r = p->on->record;
    bool begun = false;
    for (size_t i = 0; i < r->deviation_count; i++) {
        const deviation_t *d = &r->deviations[i];
        const step_t *step = record_step(r, d->step);
        if (!step || step->round != r->round) continue;
        const char *at = time_words(p, d->at);
        if (!at) return -1;
        if (!begun) {
            html_begin(&p->html, "Deviations 偏差");
            html_head(&p->html, "Reported 报告", "By 报告人", "What 内容", "Outcome 结果", "Adjusted 调整",
                      NULL);
        }
        begun = true;
        html_row(&p->html);
        html_cell(&p->html, "td", at);
        html_cell(&p->html, "td", person(p, d->by));
        html_cell(&p->html, "td", said(p, d->text));
        html_cell(&p->html, "td",
                  d->dropped                    ? "not approved 未获批准"
                  : deviation_passed_over(r, d) ? "agreed; its approval was passed over 同意，审批被跳过"
                  : d->settled                  ? "agreed 同意"
                                                : "as planned 按原计划");
        html_cell(&p->html, "td", d->settled && !d->dropped ? changed_words(p, d) : "–");
    }
    if (begun) html_end(&p->html);
    return 0;
}

/* ---- rounds */

typedef struct round {
    const task_t *handed, *decided;
} round_t;

static bool is_done(const task_t *task) {
    return task->state == TASK_DECIDED && !task->taken_back && task->outcome != OUTCOME_COPIED;
}

/* Decisions in the order in which they were taken: what is handed over begins a round, what is approved or
 * refused ends one. */
static size_t find_rounds(const report_t *p, round_t *out) {
    const record_t *r = p->on->record;
    size_t count = 0;
    bool going = false;
    for (size_t i = 0; i < r->task_count; i++) { /* ids grow with the order of opening: one after the other */
        const task_t *t = &r->tasks[i];
        const step_t *step = is_done(t) ? step_of(p, t) : NULL;
        if (!step || !in_acceptance(p, step)) continue;
        bool decides = step->kind == STEP_APPROVE;
        if (!going && (step->kind == STEP_ACT || decides)) {
            out[count++] = (round_t){.handed = step->kind == STEP_ACT ? t : NULL};
            going = true;
        }
        if (!decides) continue;
        out[count - 1].decided = t;
        if (t->outcome == OUTCOME_REFUSED) going = false;
    }
    return count;
}

static int put_round(report_t *p, const round_t *rounds, size_t count, size_t i) {
    const task_t *handed = rounds[i].handed, *decided = rounds[i].decided,
                 *again = i + 1 < count ? rounds[i + 1].handed : NULL;
    const char *handed_at = handed ? time_words(p, handed->ended_at) : "–",
               *decided_at = decided ? time_words(p, decided->ended_at) : "–",
               *again_at = again ? time_words(p, again->ended_at) : "–";
    if (!handed_at || !decided_at || !again_at) return -1;
    bool refused = decided && decided->outcome == OUTCOME_REFUSED;
    html_row(&p->html);
    html_cell(&p->html, "td", arena_printf(p->arena, "%zu", i + 1));
    html_cell(&p->html, "td", handed_at);
    html_cell(&p->html, "td", !decided ? "–" : refused ? "not passed 未通过" : "passed 通过");
    html_cell(&p->html, "td", decided ? decider(p, decided) : "–");
    html_cell(&p->html, "td", decided_at);
    html_cell(&p->html, "td", said(p, decided ? opinion_words(p, decided) : NULL));
    html_cell(&p->html, "td", refused ? again_at : "–");
    return 0;
}

static int put_rounds(report_t *p) {
    round_t *rounds = arena_array(p->arena, p->on->record->task_count + 1, sizeof *rounds);
    if (!rounds) return diag_memory(p->d);
    size_t count = find_rounds(p, rounds);
    html_begin(&p->html, "Rounds of acceptance 验收轮次");
    html_head(&p->html, "Round 轮次", "Handed over 移交", "Outcome 结论", "By 验收人", "When 时间",
              "What was said, or wrong 意见或问题", "Put right 整改完成", NULL);
    for (size_t i = 0; i < count; i++)
        if (put_round(p, rounds, count, i)) return -1;
    html_end(&p->html);
    return 0;
}

/* ---- the whole */

static int put_all(report_t *p) {
    html_page_begin(&p->html, arena_printf(p->arena, "%s 验收报告", p->on->record->number));
    if (put_head(p)) return -1;
    put_fields(p, "The business 业务", false);
    put_tables(p, false);
    put_tables(p, true);
    put_fields(p, "Materials 验收材料", true);
    if (put_deviations(p) || put_rounds(p)) return -1;
    html_page_end(&p->html);
    return 0;
}

static int hand_out(report_t *p, bytes_t *html, document_t *document) {
    size_t length = p->html.out.len;
    void *copy = p->html.out.failed ? NULL : arena_copy(p->arena, p->html.out.at, length);
    const char *number = p->on->record->number;
    const char *name = arena_printf(p->arena, "%s-acceptance.html", number ? number : "record");
    if (!copy || arena_failed(p->arena)) return diag_memory(p->d);
    *html = (bytes_t){copy, length};
    *document = (document_t){
        .name = name, .media_type = "text/html", .size = (int64_t)length, .kept_as = DOCUMENT_ACCEPTANCE};
    hash_of(copy, length, &document->content);
    return 0;
}

int report_acceptance(const report_on_t *on, arena_t *arena, bytes_t *html, document_t *document, diag_t *d) {
    report_t p = {.on = on, .arena = arena, .d = d};
    html_init(&p.html);
    form_words_begin(&p.words, on->record, on->flow, on->directory, NOBODY, arena);
    int result = find_acceptance(&p) || put_all(&p) || hand_out(&p, html, document) ? -1 : 0;
    html_free(&p.html);
    return result;
}

int report_prepare(const decide_in_t *in, arena_t *arena, command_t *command, diag_t *d) {
    const record_t *r = in->record;
    const rules_t *rules = in->rules ? in->rules : in->latest;
    report_on_t on = {.record = r, .directory = in->directory, .calendars = in->calendars};
    document_t *document = arena_alloc(arena, sizeof *document);
    bytes_t html;
    if (!r || !rules) return 0; /* decide says what is wrong */
    if (!document) return diag_memory(d);
    if (rules->flow(rules->ctx, r->flow, r->department, in->directory, &on.flow, d) != 0) return -1;
    if (report_acceptance(&on, arena, &html, document, d) != 0) return -1;
    command->document = document;
    return 0;
}
