/* The checker: the order of its work, and the list of what it found. See check.h. */
#include "script/check.h"
#include "script/check_private.h"
#include "script/words.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* 2026-01-15T10:00:00Z, a Thursday. */
#define CHECK_AT (INT64_C(1768471200) * MS_SECOND)

const char *check_severity_word(check_severity_t severity) {
    switch (severity) {
    case CHECK_ERROR:
        return "error";
    case CHECK_WARNING:
        return "warning";
    case CHECK_RISK:
        return "risk";
    case CHECK_NOTE:
        return "note";
    }
    return "";
}

/* ---- findings ---- */

static bool same_text(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Two findings are one when they say the same of the same place; examples may differ. */
static bool same_finding(const check_finding_t *f, const check_t *c, const diag_t *what) {
    const diag_t *own = f->what;
    if (strcmp(own->code, what->code) != 0 || own->line != what->line || strcmp(own->file, what->file) != 0)
        return false;
    if (c->flow && (!same_text(f->flow, c->flow->name) || !same_text(f->department, c->flow->department)))
        return false;
    if (strncmp(what->code, "check.table_", 12) == 0)
        return same_text(diag_get(own, "example"), diag_get(what, "example"));
    return same_text(diag_get(own, "step"), diag_get(what, "step")) &&
           same_text(diag_get(own, "key"), diag_get(what, "key"));
}

/* The error and its causes, in the arena: nobody clears them. */
static diag_t *keep(const check_t *c, const diag_t *what) {
    diag_t *first = NULL, **link = &first;
    for (; what; what = what->cause) {
        *link = arena_copy(c->arena, what, sizeof *what);
        if (!*link) return NULL;
        (*link)->cause = NULL;
        link = &(*link)->cause;
    }
    return first;
}

int check_add(check_t *c, check_severity_t severity, const diag_t *what) {
    check_report_t *report = c->report;
    for (size_t i = 0; i < report->finding_count; i++) {
        if (same_finding(&report->findings[i], c, what)) return 0;
    }
    if (report->finding_count >= CHECK_FINDINGS) {
        c->limited = true;
        return 0;
    }
    if (report->finding_count == c->finding_room) {
        size_t room = c->finding_room ? c->finding_room * 2 : 16;
        check_finding_t *more =
            arena_grow(c->arena, report->findings, report->finding_count, room, sizeof *more);
        if (!more) return -1;
        report->findings = more;
        c->finding_room = room;
    }
    diag_t *copy = keep(c, what);
    if (!copy) return -1;
    report->findings[report->finding_count++] = (check_finding_t){
        .severity = severity,
        .flow = c->flow ? c->flow->name : NULL,
        .department = c->flow ? c->flow->department : NULL,
        .what = copy,
    };
    return 0;
}

int check_say(check_t *c, check_severity_t severity, const char *file, int32_t line, const char *code, ...) {
    diag_t what;
    va_list list;
    diag_init(&what);
    diag_set(&what, code, NULL);
    va_start(list, code);
    for (const char *name = va_arg(list, const char *); name; name = va_arg(list, const char *)) {
        const char *value = va_arg(list, const char *);
        diag_param(&what, name, value ? value : "");
    }
    va_end(list);
    diag_at(&what, file ? file : "", line);
    int failed = check_add(c, severity, &what);
    diag_clear(&what);
    return failed;
}

static int by_weight(const void *a, const void *b) {
    const check_finding_t *x = a, *y = b;
    if (x->severity != y->severity) return x->severity < y->severity ? -1 : 1;
    int order = strcmp(x->what->file, y->what->file);
    if (order != 0) return order;
    if (x->what->line != y->what->line) return x->what->line < y->what->line ? -1 : 1;
    return strcmp(x->what->code, y->what->code);
}

static void sort_findings(check_report_t *report) {
    if (report->finding_count > 1)
        qsort(report->findings, report->finding_count, sizeof *report->findings, by_weight);
    for (size_t i = 0; i < report->finding_count; i++) {
        size_t *count = (size_t *[]){&report->errors, &report->warnings, &report->risks,
                                     &report->notes}[report->findings[i].severity - 1];
        ++*count;
    }
}

/* ---- who initiates ---- */

static bool may_initiate(const check_t *c, const person_info_t *who, const department_info_t *department) {
    if (who->kind != PERSON_HUMAN || !who->department || strcmp(who->department, department->key) != 0)
        return false;
    return directory_active(c->dir, who->id, c->options.at);
}

/* Somebody ordinary goes first: most records are theirs. */
static void ordinary_first(check_t *c) {
    for (size_t i = 0; i < c->initiator_count; i++) {
        initiator_t who = c->initiators[i];
        if (directory_head(c->dir, who.department, c->options.at) == who.person) continue;
        c->initiators[i] = c->initiators[0];
        c->initiators[0] = who;
        return;
    }
}

/* One of each department, rather somebody who does not head it. */
static bool pick_initiator(const check_t *c, const department_info_t *department, initiator_t *out) {
    int64_t head = directory_head(c->dir, department->key, c->options.at);
    bool found = false;
    for (size_t i = 0; i < directory_people(c->dir); i++) {
        person_info_t who;
        if (!directory_person_at(c->dir, i, &who) || !may_initiate(c, &who, department)) continue;
        if (found && who.id == head) continue;
        *out = (initiator_t){who.id, who.handle, who.department};
        found = true;
        if (who.id != head) break;
    }
    return found;
}

/* Also the one at the top, and one head: their own requests go elsewhere. */
static void add_heads(check_t *c) {
    size_t plain = c->initiator_count;
    for (size_t i = 0; i < plain && c->initiator_count < plain + 3; i++) {
        person_info_t who;
        int64_t head = directory_head(c->dir, c->initiators[i].department, c->options.at);
        if (head == 0 || head == c->initiators[i].person || !directory_person(c->dir, head, &who)) continue;
        if (who.department && directory_active(c->dir, head, c->options.at))
            c->initiators[c->initiator_count++] = (initiator_t){who.id, who.handle, who.department};
    }
}

/* A department below may have its own version, which is checked by itself. */
static bool holds_for(const check_t *c, const char *department) {
    const flow_t *its;
    diag_t failed = {0};
    if (!directory_within(c->dir, department, c->flow->department)) return false;
    bool known = c->rules->flow(c->rules->ctx, c->flow->name, department, c->dir, &its, &failed) == 0;
    diag_clear(&failed);
    return !known || its == c->flow;
}

static int find_initiators(check_t *c, diag_t *d) {
    c->initiators = arena_array(c->arena, CHECK_INITIATORS + 4, sizeof *c->initiators);
    if (!c->initiators) return diag_memory(d);
    c->initiator_count = c->initiator = 0;
    size_t skipped = 0;
    for (size_t i = 0; i < directory_departments(c->dir); i++) {
        department_info_t department;
        if (!directory_department_at(c->dir, i, &department)) continue;
        if (c->flow->department && !holds_for(c, department.key)) continue;
        if (c->initiator_count == CHECK_INITIATORS) {
            skipped++;
            continue;
        }
        if (pick_initiator(c, &department, &c->initiators[c->initiator_count])) c->initiator_count++;
    }
    if (c->initiator_count > 0) {
        ordinary_first(c);
        add_heads(c);
    }
    if (skipped == 0) return 0;
    c->limited = true;
    return check_say(c, CHECK_NOTE, c->flow->file, c->flow->line, "check.initiators_left", "flow",
                     c->flow->name, "count", arena_printf(c->arena, "%zu", skipped), NULL)
               ? diag_memory(d)
               : 0;
}

/* ---- flows ---- */

static bool mentioned(const check_t *c, const char *name) {
    for (size_t i = 0; i < c->file_count; i++) {
        if (tokens_mention(&c->files[i], name)) return true;
    }
    return false;
}

static bool agrees_in(const use_def_t *use, const char *name) {
    for (size_t i = 0; use->same[i]; i++)
        if (strcmp(use->same[i], name) == 0) return true;
    return false;
}

/* Does a sum over like records read it (A73), of this flow or over its records: as what they agree in, or to
 * add up?
 */
static bool summed(const check_t *c, const char *name) {
    const flow_t *flow;
    for (size_t i = 0; (flow = ruleset_flow_at(c->rs, i)) != NULL; i++) {
        bool own = strcmp(flow->name, c->flow->name) == 0;
        for (size_t k = 0; k < flow->use_count; k++) {
            const use_def_t *use = &flow->uses[k];
            bool over = strcmp(use->flow, c->flow->name) == 0;
            if ((over && strcmp(use->field, name) == 0) || ((own || over) && agrees_in(use, name)))
                return true;
        }
    }
    return false;
}

static int find_unused(check_t *c, diag_t *d) {
    const flow_t *flow = c->flow;
    int failed = 0;
    for (size_t i = 0; i < flow->setting_count; i++) {
        const char *name = flow->settings[i].name;
        if (!mentioned(c, name))
            failed |= check_say(c, CHECK_WARNING, flow->file, flow->line, "check.setting_unused", "setting",
                                name, "key", name, NULL);
    }
    const char *unread = "";
    for (size_t i = 0; i < c->axis_count && unread; i++) {
        const axis_t *axis = &c->axes[i];
        if (axis->field && !axis->read && !mentioned(c, axis->name) && !summed(c, axis->name))
            unread = arena_printf(c->arena, "%s%s%s", unread, *unread ? ", " : "", axis->name);
    }
    if (unread && *unread && !flow->department)
        failed |=
            check_say(c, CHECK_NOTE, flow->file, flow->line, "check.fields_unread", "fields", unread, NULL);
    return failed || !unread ? diag_memory(d) : 0;
}

static int check_patterns(check_t *c, diag_t *d) {
    for (size_t i = 0; i < c->file_count; i++) {
        if (!tokens_patterns(&c->files[i])) continue;
        if (check_say(c, CHECK_NOTE, c->files[i].file, 1, "check.patterns", NULL) != 0) return diag_memory(d);
    }
    return 0;
}

/* The functions of computed fields, for an empty form: what they get wrong whatever it holds. */
static int check_computed(check_t *c, const facts_t *facts, diag_t *d) {
    computed_t *list;
    size_t count;
    diag_t failed;
    diag_init(&failed);
    int status = c->rules->compute(c->rules->ctx, c->flow, facts, c->arena, &list, &count, &failed);
    if (status && !diag_is(&failed, "memory.out")) status = check_add(c, CHECK_ERROR, &failed);
    if (status) (void)diag_memory(d);
    diag_clear(&failed);
    return status ? -1 : 0;
}

static int check_flow(check_t *c, const flow_t *flow, diag_t *d) {
    c->flow = flow;
    c->handled_count = 0;
    c->handled_part = false;
    if (find_initiators(c, d) != 0) return -1;
    if (c->initiator_count == 0)
        return check_say(c, CHECK_NOTE, flow->file, flow->line, "check.no_initiator", "flow", flow->name,
                         NULL)
                   ? diag_memory(d)
                   : 0;
    if (values_open(c, d) != 0) return -1;
    record_t record = {.department = c->initiators[0].department, .initiator = c->initiators[0].person};
    facts_t facts = {.record = &record, .directory = c->dir, .calendars = c->calendars, .at = c->options.at};
    if (beside_check(c) != 0) return diag_memory(d);
    if (check_computed(c, &facts, d) != 0 || steps_flow(c, &facts, d) != 0 || walk_flow(c, d) != 0) return -1;
    if (risk_check(c, d) != 0 || handlers_check(c, d) != 0) return -1;
    if (!c->broken && (separate_check(c) != 0 || compliance_check(c) != 0)) return diag_memory(d);
    return find_unused(c, d);
}

/* Numbers of two flows must not be mixed up. */
static int check_prefixes(check_t *c, diag_t *d) {
    for (size_t i = 0;; i++) {
        const flow_t *flow = ruleset_flow_at(c->rs, i);
        if (!flow) return 0;
        for (size_t k = 0; k < i; k++) {
            const flow_t *other = ruleset_flow_at(c->rs, k);
            if (flow->department || other->department || !flow->prefix || !other->prefix) continue;
            if (strcmp(flow->prefix, other->prefix) != 0 || strcmp(flow->name, other->name) == 0) continue;
            if (check_say(c, CHECK_ERROR, flow->file, flow->line, "check.prefix_twice", "prefix",
                          flow->prefix, "flow", flow->name, "other", other->name, NULL) != 0)
                return diag_memory(d);
        }
    }
}

static int read_files(check_t *c, diag_t *d) {
    const ruleset_content_t *content = &c->rs->content;
    c->files = arena_array(c->arena, content->file_count, sizeof *c->files);
    if (!c->files) return diag_memory(d);
    for (size_t i = 0; i < content->file_count; i++) {
        if (tokens_read(&content->files[i], c->arena, &c->files[i]) != 0) return diag_memory(d);
    }
    c->file_count = content->file_count;
    return 0;
}

/* A department's version has what those above it change too: its own changes alone hold for nobody. -1: no
 * memory; an error of the rules is a finding, and `out` is NULL. */
static int as_it_holds(check_t *c, const flow_t *flow, const flow_t **out, diag_t *d) {
    diag_t failed = {0};
    *out = flow;
    if (!flow->department) return 0;
    if (c->rules->flow(c->rules->ctx, flow->name, flow->department, c->dir, out, &failed) == 0) return 0;
    *out = NULL;
    c->flow = flow;
    int status = diag_is(&failed, "memory.out") ? -1 : check_add(c, CHECK_ERROR, &failed);
    diag_clear(&failed);
    return status ? diag_memory(d) : 0;
}

static int check_all(check_t *c, diag_t *d) {
    if (read_files(c, d) != 0 || heard_tables(c, d) != 0 || check_prefixes(c, d) != 0) return -1;
    if (!c->dir || directory_people(c->dir) == 0)
        return check_say(c, CHECK_NOTE, "", 0, "check.no_people", NULL) ? diag_memory(d) : 0;
    if (owners_check(c) != 0) return diag_memory(d);
    for (size_t i = 0;; i++) {
        const flow_t *flow = ruleset_flow_at(c->rs, i);
        if (!flow) break;
        if (as_it_holds(c, flow, &flow, d) != 0 || (flow && check_flow(c, flow, d) != 0)) return -1;
    }
    if (steps_finish(c, d) != 0) return -1;
    return check_patterns(c, d);
}

int rules_check(ruleset_t *rs, const directory_t *dir, const calendars_t *calendars,
                const check_options_t *options, arena_t *arena, check_report_t *out, diag_t *d) {
    check_t *c = mem_alloc(sizeof *c);
    if (!c) return diag_memory(d);
    memset(out, 0, sizeof *out);
    c->rs = rs;
    c->rules = ruleset_rules(rs);
    c->dir = dir;
    c->calendars = calendars;
    if (options) c->options = *options;
    if (!options || options->at == INSTANT_NONE || options->at == 0) c->options.at = CHECK_AT;
    if (c->options.runs <= 0) c->options.runs = CHECK_RUNS;
    if (c->options.work <= 0) c->options.work = CHECK_WORK_STAGE;
    c->arena = arena;
    c->report = out;
    int failed = check_all(c, d);
    mem_free(c);
    if (!failed) sort_findings(out);
    return failed;
}
