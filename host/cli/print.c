/* Answers in columns: lists; see print.h. */
#include "base/instant.h"
#include "calendar/zone.h"
#include "cli/print_explain.h"
#include "cli/print_private.h"
#include "cli/table.h"
#include <string.h>

const char *print_text(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? json_string_value(value) : "";
}

const char *print_words(cli_t *cli, const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    if (!json_is_object(value)) return print_text(object, name);
    const char *zh = print_text(value, "zh"), *en = print_text(value, "en");
    return (cli->zh && zh[0] != '\0') || en[0] == '\0' ? zh : en;
}

const char *print_person(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    return json_is_object(value) ? print_text(value, "handle") : print_text(object, name);
}

/* The zone of the company's calendar: asked for once, when the first time is shown. */
static const zone_t *company_zone(cli_t *cli) {
    if (cli->zone_asked) return cli->zone;
    cli->zone_asked = true;
    int code;
    size_t i;
    json_t *calendar;
    json_t *request = json_pack("{s:s}", "verb", "calendar");
    json_t *answer = request != NULL ? client_call(cli, request, &code) : NULL;
    json_array_foreach(json_object_get(answer, "calendars"), i, calendar) {
        diag_t d = {0};
        if (strcmp(print_text(calendar, "name"), "company") == 0 &&
            zone_load(NULL, print_text(calendar, "zone"), &cli->zone, &d) != 0)
            cli->zone = NULL;
        diag_clear(&d);
    }
    json_decref(answer);
    json_decref(request);
    return cli->zone;
}

/* Instants travel in UTC; people read them to the minute on the company's clock. */
const char *cli_time(cli_t *cli, const json_t *instant) {
    const char *iso = json_string_value(instant);
    instant_t t;
    char text[INSTANT_TEXT];
    if (iso == NULL || instant_parse(iso, &t) != 0) return "";
    const zone_t *zone = company_zone(cli);
    instant_format(t - (t % MS_MINUTE + MS_MINUTE) % MS_MINUTE, zone != NULL ? zone_offset(zone, t) : 0,
                   false, text);
    char *out = arena_strdup(&cli->arena, text);
    if (out == NULL || strlen(out) < 16) return "";
    out[10] = ' ';
    out[16] = '\0';
    return out;
}

/* A state, kind or outcome in words: "state.open". */
const char *print_word(cli_t *cli, const char *family, const char *word) {
    if (word == NULL || word[0] == '\0') return "";
    return texts_word(cli->texts, family, word);
}

void print_head(cli_t *cli, table_t *t, const char *const *names) {
    size_t columns = 0;
    while (names[columns] != NULL)
        columns++;
    table_init(t, &cli->arena, columns);
    for (size_t i = 0; i < columns; i++)
        table_put(t, print_word(cli, "column", names[i]));
}

static void nothing(cli_t *cli, const char *code) {
    fprintf(cli->out, "%s\n", cli_word(cli, code));
}

void print_ok(cli_t *cli, const json_t *answer) {
    const char *text = print_text(answer, "message");
    fprintf(cli->out, "%s\n", text[0] != '\0' ? text : cli_word(cli, "done"));
}

const char *print_name(const json_t *object) {
    const char *number = print_text(object, "number");
    return number[0] != '\0' ? number : print_text(object, "record");
}

/* The task that somebody can do something about; NULL: none, as of what an initiator may always do. */
static const json_t *task_of(const json_t *answer, const json_t *next) {
    size_t i;
    json_t *task;
    json_array_foreach(json_object_get(answer, "tasks"), i, task) {
        if (strcmp(print_text(task, "task"), print_text(next, "task")) == 0) return task;
    }
    return NULL;
}

/* Who can do what now: asked for after a command, so that the one who entered it sees where the record went.
 */
static void print_next(cli_t *cli, const char *record) {
    int code;
    json_t *request = json_pack("{s:s,s:s}", "verb", "show", "record", record);
    json_t *answer = request != NULL ? client_call(cli, request, &code) : NULL;
    size_t i;
    json_t *next;
    json_array_foreach(json_object_get(answer, "next"), i, next) {
        if (print_text(next, "step")[0] == '\0') continue; /* what the initiator may always do */
        const json_t *task = task_of(answer, next);
        if (json_is_object(json_object_get(task, "claimed_by")) && !print_has_claimed(task)) continue;
        fprintf(cli->out, "  → %s%s%s", print_text(next, "step"), print_colon(cli),
                print_person(next, "person"));
        if (print_has_claimed(task)) fprintf(cli->out, " %s", cli_word(cli, "people.claimed"));
        const char *due = print_clock(cli, json_object_get(task, "clock"));
        fprintf(cli->out, "%s%s\n", due[0] != '\0' ? "  " : "", due);
    }
    json_decref(answer);
    json_decref(request);
}

void print_done(cli_t *cli, const json_t *answer) {
    if (json_is_true(json_object_get(answer, "preview"))) {
        print_effect(cli, answer);
        return;
    }
    fprintf(cli->out, "%s  %s", print_name(answer), print_word(cli, "state", print_text(answer, "state")));
    if (json_is_true(json_object_get(answer, "repeated")))
        fprintf(cli->out, "  %s", print_brackets(cli, cli_word(cli, "repeated")));
    fputc('\n', cli->out);
    print_next(cli, print_text(answer, "record"));
}

void print_copied(cli_t *cli, const json_t *answer) {
    int code;
    print_done(cli, answer);
    json_t *request = json_pack("{s:s,s:s}", "verb", "show", "record", print_text(answer, "record"));
    json_t *shown = request != NULL ? client_call(cli, request, &code) : NULL;
    const json_t *from = json_object_get(shown, "made_from");
    if (json_is_object(from)) fprintf(cli->out, "  %s %s\n", cli_word(cli, "made_from"), print_name(from));
    if (print_text(from, "left_out")[0] != '\0')
        fprintf(cli->out, "  %s %s\n", cli_word(cli, "made_from.left_out"), print_text(from, "left_out"));
    json_decref(shown);
    json_decref(request);
}

/* One list of an answer as a table; what the cells hold is told by `cells`, one function a list. */
static void print_rows(cli_t *cli, const json_t *list, const char *const *names, const char *none,
                       void (*cells)(cli_t *, table_t *, const json_t *)) {
    if (json_array_size(list) == 0) {
        nothing(cli, none);
        return;
    }
    table_t t;
    print_head(cli, &t, names);
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)list, i, row) {
        cells(cli, &t, row);
    }
    table_print(&t, cli->out);
}

static void print_more(cli_t *cli, const json_t *answer) {
    const char *next = print_text(answer, "next");
    if (next[0] != '\0') fprintf(cli->out, "%s --after %s\n", cli_word(cli, "more"), next);
}

/* A title, or many people, in a table, which has room for other columns, too. */
static const char *short_title(cli_t *cli, const char *title) {
    enum { PLACES_MOST = 40 };
    return text_cut(&cli->arena, title, PLACES_MOST);
}

/* When it is due; of what stands still what remains. */
static void put_due(cli_t *cli, table_t *t, const json_t *row) {
    bool paused = json_is_true(json_object_get(row, "paused"));
    table_put(t, paused ? print_remaining(cli, json_object_get(row, "remaining"))
                        : print_due_time(cli, row, "due_at"));
}

/* Whether that has passed, or why it stands still. */
static const char *due_note(cli_t *cli, const json_t *row) {
    if (json_is_true(json_object_get(row, "paused")))
        return print_word(cli, "cause", print_text(row, "pause_cause"));
    return json_is_true(json_object_get(row, "overdue")) ? cli_word(cli, "overdue") : "";
}

/* Of a task that one has in somebody's name, or somebody in one's own (A15): both. */
static const char *stood_in(cli_t *cli, const json_t *task) {
    if (!json_is_object(json_object_get(task, "principal"))) return "";
    return print_filled(cli, "tasks.stood_in",
                        json_pack("{s:s,s:s}", "holder", print_person(task, "holder"), "principal",
                                  print_person(task, "principal")));
}

/* Who of several has claimed it (A28). */
static const char *claimed(cli_t *cli, const json_t *task) {
    if (!json_is_object(json_object_get(task, "claimed_by"))) return "";
    return print_filled(cli, "tasks.claimed", json_pack("{s:s}", "by", print_person(task, "claimed_by")));
}

static const char *both_notes(cli_t *cli, const char *one, const char *other) {
    if (one[0] == '\0' || other[0] == '\0') return one[0] != '\0' ? one : other;
    const char *both = arena_printf(&cli->arena, "%s%s%s", one, cli_word(cli, "mark.also"), other);
    return both != NULL ? both : one;
}

static void task_cells(cli_t *cli, table_t *t, const json_t *task) {
    table_put(t, print_name(task));
    table_put(t, print_titled(cli, print_text(task, "step"),
                              short_title(cli, print_words(cli, task, "step_title"))));
    table_put(t, short_title(cli, print_words(cli, task, "title")));
    table_put(t, print_person(task, "initiator"));
    table_put(t, cli_time(cli, json_object_get(task, "opened_at")));
    put_due(cli, t, task);
    table_put(t,
              both_notes(cli, both_notes(cli, due_note(cli, task), claimed(cli, task)), stood_in(cli, task)));
}

void print_tasks(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"record", "step", "title", "initiator",
                                        "opened", "due",  "note",  NULL};
    print_rows(cli, json_object_get(answer, "tasks"), NAMES, "tasks.none", task_cells);
    print_more(cli, answer);
}

static void debt_cells(cli_t *cli, table_t *t, const json_t *debt) {
    size_t i;
    json_t *holder;
    const char *all = "";
    json_array_foreach(json_object_get(debt, "holders"), i, holder) {
        const char *longer = arena_printf(&cli->arena, "%s%s%s", all, i > 0 ? print_comma(cli) : "",
                                          print_text(holder, "handle"));
        if (longer != NULL) all = longer;
    }
    table_put(t, print_name(debt));
    table_put(t, print_text(debt, "for_step"));
    table_put(t, print_word(cli, "debt", print_text(debt, "kind")));
    table_put(t, short_title(cli, print_words(cli, debt, "title")));
    table_put(t, short_title(cli, all));
    table_put(t, cli_time(cli, json_object_get(debt, "opened_at")));
    if (json_is_true(json_object_get(debt, "ended"))) {
        table_put(t, "");
        table_put(t, cli_word(cli, "debts.ended"));
        return;
    }
    put_due(cli, t, debt);
    table_put(t, due_note(cli, debt));
}

void print_debts(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"record", "for_step", "debt", "title", "holders",
                                        "opened", "due",      "note", NULL};
    print_rows(cli, json_object_get(answer, "debts"), NAMES, "debts.none", debt_cells);
    print_more(cli, answer);
}

static void record_cells(cli_t *cli, table_t *t, const json_t *r) {
    table_put(t, print_name(r));
    table_put(t, short_title(cli, print_words(cli, r, "title")));
    table_put(t, print_word(cli, "state", print_text(r, "state")));
    table_put(t, print_person(r, "initiator"));
    table_put(t, print_text(r, "department"));
    table_put(t, cli_time(cli, json_object_get(r, "created_at")));
}

void print_records(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"record",     "title",   "state", "initiator",
                                        "department", "created", NULL};
    print_rows(cli, json_object_get(answer, "records"), NAMES, "records.none", record_cells);
    print_more(cli, answer);
}

const char *print_due_time(cli_t *cli, const json_t *object, const char *name) {
    const char *due = cli_time(cli, json_object_get(object, name));
    if (due[0] == '\0' || !json_is_true(json_object_get(object, "provisional"))) return due;
    const char *marked = arena_printf(&cli->arena, "%s %s", due, cli_word(cli, "due.provisional"));
    return marked != NULL ? marked : due;
}

static void deadline_cells(cli_t *cli, table_t *t, const json_t *row) {
    table_put(t, cli_time(cli, json_object_get(row, "due")));
    table_put(t, print_name(row));
    table_put(t, print_text(row, "step"));
    table_put(t, print_person(row, "person"));
    table_put(t, print_word(cli, "rung", print_text(row, "rung")));
    table_put(t, print_due_time(cli, row, "task_due_at"));
}

void print_deadlines(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"at", "record", "step", "person", "rung", "due", NULL};
    print_rows(cli, json_object_get(answer, "deadlines"), NAMES, "deadlines.none", deadline_cells);
    print_more(cli, answer);
}

static const char *unsaid(void *ctx, const char *name) {
    (void)ctx;
    (void)name;
    return "…";
}

const char *print_code(cli_t *cli, const char *code) {
    char *words = texts_fill(cli->texts, code, unsaid, NULL, &cli->arena);
    return words != NULL ? words : code;
}

/* "remind notify", as the event has it, in words. */
const char *print_actions(cli_t *cli, const char *did) {
    const char *out = "";
    for (const char *p = did; *p != '\0';) {
        size_t length = strcspn(p, " ");
        const char *word = arena_strndup(&cli->arena, p, length);
        const char *longer = arena_printf(&cli->arena, "%s%s%s", out, out[0] != '\0' ? print_comma(cli) : "",
                                          word != NULL ? print_word(cli, "action", word) : "");
        if (longer != NULL) out = longer;
        p += length + strspn(p + length, " ");
    }
    return out;
}

static void firing_cells(cli_t *cli, table_t *t, const json_t *row) {
    const char *to = "";
    size_t i;
    json_t *message;
    json_array_foreach(json_object_get(row, "messages"), i, message) {
        const char *longer = arena_printf(&cli->arena, "%s%s%s %s", to, i > 0 ? print_comma(cli) : "",
                                          print_word(cli, "message", print_text(message, "kind")),
                                          print_person(message, "recipient"));
        if (longer != NULL) to = longer;
    }
    table_put(t, cli_time(cli, json_object_get(row, "due")));
    table_put(t, print_text(row, "step"));
    table_put(t, print_person(row, "person"));
    table_put(t, print_word(cli, "rung", print_text(row, "rung")));
    table_put(t, print_actions(cli, print_text(row, "did")));
    table_put(t, to);
}

void print_simulate(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"at", "step", "person", "rung", "does", "to", NULL};
    print_rows(cli, json_object_get(answer, "firings"), NAMES, "simulate.none", firing_cells);
    nothing(cli, "simulate.nothing_written");
}

/* Whom it goes to; of what they have in somebody's name (A15) both. */
static const char *recipient_words(cli_t *cli, const json_t *row) {
    const char *recipient = print_person(row, "recipient");
    if (!json_is_object(json_object_get(row, "principal"))) return recipient;
    return print_filled(
        cli, "tasks.stood_in",
        json_pack("{s:s,s:s}", "holder", recipient, "principal", print_person(row, "principal")));
}

static void message_cells(cli_t *cli, table_t *t, const json_t *row) {
    table_put(t, print_text(row, "message"));
    table_put(t, print_text(row, "channel"));
    table_put(t, recipient_words(cli, row));
    table_put(t, print_word(cli, "message", print_text(row, "kind")));
    table_put(t, print_word(cli, "outbox", print_text(row, "state")));
    table_put(t, arena_printf(&cli->arena, "%lld",
                              (long long)json_integer_value(json_object_get(row, "attempts"))));
    table_put(t, print_text(row, "last_error"));
}

void print_outbox(cli_t *cli, const json_t *answer) {
    static const char *const NAMES[] = {"message", "channel",  "recipient", "kind",
                                        "state",   "attempts", "error",     NULL};
    print_rows(cli, json_object_get(answer, "messages"), NAMES, "outbox.none", message_cells);
    print_more(cli, answer);
}

/* What happened, with the rule's file and line where it was one. */
static const char *incident_words(cli_t *cli, const json_t *row) {
    diag_t d = {0};
    print_kept(cli, print_text(row, "code"), print_text(row, "text"), &d);
    diag_t *innermost = &d;
    while (innermost->cause != NULL)
        innermost = innermost->cause;
    diag_at(innermost, print_text(row, "file"), (int)json_integer_value(json_object_get(row, "line")));
    const char *words = texts_error(cli->texts, &d, &cli->arena);
    diag_clear(&d);
    return words != NULL ? words : print_text(row, "code");
}

void print_incidents(cli_t *cli, const json_t *answer) {
    const json_t *list = json_object_get(answer, "incidents");
    size_t i;
    json_t *row;
    if (json_array_size(list) == 0) nothing(cli, "incidents.none");
    json_array_foreach((json_t *)list, i, row)
        fprintf(cli->out, "%s  %s  %s%s%s\n", print_text(row, "incident"),
                cli_time(cli, json_object_get(row, "at")), print_person(row, "person"),
                print_person(row, "person")[0] != '\0' ? "  " : "", incident_words(cli, row));
}
