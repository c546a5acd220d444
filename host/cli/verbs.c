/* The table of verbs: what each takes, what it asks of the API, how its answer is printed. The words of their
 * help stand in scripts/texts. */
#include "cli/verbs.h"
#include "cli/cli.h"
#include "cli/print.h"

#define END                                                                                                  \
    { 0 }
#define RECORD                                                                                               \
    { .name = "record", .required = true }
/* An opinion on one aspect (A20), as often as there are aspects. */
#define ASPECT                                                                                               \
    { .name = "aspect", .field = "opinions", .kind = ARG_PAIRS, .option = true }
#define RECORDS_TO_DECIDE                                                                                    \
    { .name = "record", .kind = ARG_ONE_OR_MORE, .required = true }
#define FIELDS                                                                                               \
    { .name = "fields", .kind = ARG_PAIRS }
#define ROWS                                                                                                 \
    { .name = "rows", .kind = ARG_LIST, .option = true }
#define OPTION(n)                                                                                            \
    { .name = (n), .option = true }
#define SWITCH(n)                                                                                            \
    { .name = (n), .option = true, .kind = ARG_FLAG }
#define NUMBER(n)                                                                                            \
    { .name = (n), .option = true, .kind = ARG_NUMBER }
#define FORM_VERSION                                                                                         \
    { .name = "form-version", .field = "form_version", .kind = ARG_NUMBER, .option = true }

/* Whom somebody picks for a later step: --pick reviewer=li.na (A10). */
#define PICKS                                                                                                \
    { .name = "pick", .field = "picks", .kind = ARG_PAIRS, .option = true }

/* When it happened, of what is entered later than that (A65). */
#define HAPPENED_AT                                                                                          \
    { .name = "happened", .field = "at", .option = true }
/* What every command on a record takes besides: it can also be tried, and what it would do is shown. */
#define HAPPENED HAPPENED_AT, SWITCH("preview")

static const arg_t NONE[] = {END};
static const arg_t INIT[] = {OPTION("zone"), SWITCH("demo"), OPTION("rules"), OPTION("people"), END};
static const arg_t RULES_FOLDER[] = {{.name = "folder"}, OPTION("people"), END};
static const arg_t DRAFT[] = {
    {.name = "flow", .required = true}, FIELDS, ROWS, OPTION("department"), HAPPENED_AT, END};
static const arg_t PLAN[] = {
    {.name = "what", .required = true}, FIELDS, ROWS, OPTION("department"), PICKS, SWITCH("urgent"), END};
static const arg_t CHANGE[] = {RECORD, FIELDS, ROWS, FORM_VERSION, HAPPENED, END};
static const arg_t SUBMIT[] = {RECORD,           FIELDS,           ROWS,     FORM_VERSION, PICKS,
                               SWITCH("urgent"), OPTION("reason"), HAPPENED, END};
static const arg_t ATTACH[] = {RECORD,
                               {.name = "files", .field = "fields", .kind = ARG_PAIRS, .required = true},
                               OPTION("step"),
                               OPTION("task"),
                               FORM_VERSION,
                               HAPPENED,
                               END};
static const arg_t AMEND[] = {
    RECORD, FIELDS, ROWS, {.name = "reason", .field = "text", .option = true}, FORM_VERSION, HAPPENED, END};
static const arg_t COPY[] = {RECORD, FIELDS, ROWS, OPTION("department"), HAPPENED_AT, END};
static const arg_t ON_RECORD[] = {RECORD, END};
static const arg_t PREPARE[] = {RECORD, PICKS, HAPPENED, END};
static const arg_t HISTORY[] = {RECORD, OPTION("before"), END};
static const arg_t DECIDE[] = {RECORDS_TO_DECIDE,
                               OPTION("step"),
                               OPTION("task"),
                               {.name = "opinion", .field = "text", .option = true},
                               FORM_VERSION,
                               HAPPENED,
                               END};
static const arg_t PASS[] = {RECORDS_TO_DECIDE,
                             FIELDS,
                             ASPECT,
                             {.name = "check", .field = "checks", .kind = ARG_LIST, .option = true},
                             OPTION("step"),
                             OPTION("task"),
                             {.name = "opinion", .field = "text", .option = true},
                             FORM_VERSION,
                             PICKS,
                             HAPPENED,
                             END};
static const arg_t REASONED[] = {RECORDS_TO_DECIDE,
                                 ASPECT,
                                 {.name = "reason", .field = "text", .option = true},
                                 OPTION("step"),
                                 OPTION("task"),
                                 FORM_VERSION,
                                 HAPPENED,
                                 END};
#define PERSON                                                                                               \
    { .name = "person", .required = true }
#define ABOUT_TASK                                                                                           \
    OPTION("step"), OPTION("task"), {.name = "reason", .field = "text", .option = true}, FORM_VERSION,       \
        HAPPENED
static const arg_t TO_PERSON[] = {RECORD, PERSON, ABOUT_TASK, END};
static const arg_t ADD_SIGNER[] = {RECORD,
                                   PERSON,
                                   {.name = "where", .option = true, .required = true},
                                   OPTION("decide"),
                                   OPTION("within"),
                                   ABOUT_TASK,
                                   END};
static const arg_t HELPED[] = {
    RECORD,   PERSON, {.name = "text", .option = true}, OPTION("within"), OPTION("step"), OPTION("task"),
    HAPPENED, END};
static const arg_t ANSWER[] = {
    RECORD, {.name = "text", .required = true}, OPTION("step"), OPTION("task"), HAPPENED, END};
static const arg_t CLAIM[] = {RECORD, OPTION("step"), OPTION("task"), HAPPENED, END};
static const arg_t TAKE_BACK[] = {
    RECORD, OPTION("step"), {.name = "reason", .field = "text", .option = true}, HAPPENED, END};
static const arg_t RETURN[] = {RECORD,
                               ASPECT,
                               {.name = "reason", .field = "text", .option = true},
                               OPTION("to"),
                               SWITCH("straight"),
                               OPTION("step"),
                               OPTION("task"),
                               FORM_VERSION,
                               HAPPENED,
                               END};
static const arg_t COMMENT[] = {RECORD, {.name = "text", .required = true}, OPTION("step"), HAPPENED, END};
static const arg_t LOG[] = {RECORD, FIELDS, OPTION("entry"), OPTION("step"), OPTION("task"), HAPPENED, END};
static const arg_t WARN[] = {
    RECORD, PERSON, {.name = "text", .required = true}, OPTION("severity"), OPTION("within"), HAPPENED, END};
static const arg_t ORDER[] = {RECORD,           PERSON,   {.name = "text", .required = true},
                              OPTION("within"), HAPPENED, END};
static const arg_t REQUEST[] = {RECORD,
                                {.name = "department", .required = true},
                                {.name = "text", .required = true},
                                OPTION("within"),
                                HAPPENED,
                                END};
static const arg_t DEVIATE[] = {RECORD,           {.name = "text", .option = true, .required = true},
                                FIELDS,           ROWS,
                                OPTION("within"), FORM_VERSION,
                                HAPPENED,         END};
static const arg_t WITHDRAW[] = {RECORD, {.name = "reason", .field = "text", .option = true}, HAPPENED, END};
/* An administrator's. */
#define BECAUSE                                                                                              \
    { .name = "reason", .field = "text", .option = true, .required = true }
static const arg_t JUMP[] = {
    RECORD, {.name = "to", .option = true, .required = true}, BECAUSE, HAPPENED, END};
static const arg_t EXCEPTION[] = {RECORD,
                                  {.name = "step", .option = true, .required = true},
                                  BECAUSE,
                                  {.name = "owed-by", .field = "person", .option = true},
                                  OPTION("within"),
                                  HAPPENED,
                                  END};
static const arg_t DEBTS[] = {OPTION("department"), NUMBER("limit"), OPTION("after"), END};
static const arg_t COMPLETE[] = {RECORD,         BECAUSE,          OPTION("step"), OPTION("holder"),
                                 OPTION("task"), SWITCH("refuse"), HAPPENED,       END};
static const arg_t REASSIGN[] = {RECORD,           PERSON,           BECAUSE,
                                 OPTION("step"),   OPTION("holder"), OPTION("task"),
                                 OPTION("within"), HAPPENED,         END};
static const arg_t CANCEL[] = {RECORD, BECAUSE, HAPPENED, END};
static const arg_t SUSPEND[] = {RECORD, BECAUSE, OPTION("until"), OPTION("within"), HAPPENED, END};
static const arg_t MIGRATE[] = {{.name = "numbers", .field = "records", .kind = ARG_LIST},
                                OPTION("flow"),
                                OPTION("ruleset"),
                                {.name = "reason", .option = true, .required = true},
                                {.name = "dry-run", .field = "preview", .kind = ARG_FLAG, .option = true},
                                END};
static const arg_t LEAVER[] = {PERSON,
                               {.name = "to", .option = true, .required = true},
                               OPTION("from"),
                               {.name = "reason", .option = true, .required = true},
                               SWITCH("stays"),
                               {.name = "dry-run", .field = "preview", .kind = ARG_FLAG, .option = true},
                               END};
static const arg_t TASKS[] = {OPTION("person"), NUMBER("limit"), OPTION("after"), END};
static const arg_t RECORDS[] = {OPTION("state"),
                                OPTION("flow"),
                                OPTION("initiator"),
                                OPTION("department"),
                                NUMBER("limit"),
                                OPTION("after"),
                                END};
static const arg_t REPORT[] = {RECORD, {.name = "out", .option = true}, END};
static const arg_t DRAW[] = {{.name = "what", .required = true},
                             FIELDS,
                             OPTION("department"),
                             OPTION("rounds"),
                             NUMBER("width"),
                             OPTION("out"),
                             END};
static const arg_t LIST[] = {NUMBER("limit"), OPTION("after"), END};
static const arg_t OUTBOX[] = {OPTION("state"), NUMBER("limit"), OPTION("after"), END};
static const arg_t RESEND[] = {{.name = "message", .required = true}, OPTION("channel"), END};
static const arg_t INCIDENTS[] = {SWITCH("all"), NUMBER("limit"), OPTION("after"), END};
static const arg_t DISPOSE[] = {{.name = "numbers", .field = "records", .kind = ARG_LIST},
                                OPTION("flow"),
                                {.name = "ended-before", .field = "ended_before", .option = true},
                                OPTION("reason"),
                                SWITCH("preview"),
                                END};
static const arg_t SETTLE[] = {{.name = "incident", .required = true}, END};
static const arg_t MEASURES[] = {OPTION("flow"), OPTION("from"), OPTION("until"), NUMBER("least"), END};
static const arg_t SETTINGS[] = {OPTION("flow"), END};
static const arg_t SIMULATE[] = {RECORD, {.name = "until", .option = true, .required = true}, END};
static const arg_t WHAT_IF[] = {RECORD, FIELDS, OPTION("from"), END};
static const arg_t WHY[] = {RECORD, {.name = "step", .required = true}, END};
static const arg_t PEOPLE_IMPORT[] = {
    {.name = "table", .required = true}, {.name = "file", .required = true}, SWITCH("preview"), END};
static const arg_t PEOPLE_EXPORT[] = {{.name = "table", .required = true}, END};
static const arg_t SETTING[] = {{.name = "flow", .required = true},
                                {.name = "name", .required = true},
                                {.name = "value", .required = true},
                                OPTION("department"),
                                OPTION("reason"),
                                END};
static const arg_t ACTIVATE[] = {
    {.name = "folder", .required = true}, OPTION("reason"), SWITCH("preview"), END};
static const arg_t ROLLBACK[] = {{.name = "ruleset"}, OPTION("reason"), SWITCH("preview"), END};
static const arg_t CALENDAR_IMPORT[] = {
    {.name = "file", .required = true},
    OPTION("calendar"),
    {.name = "work-days", .field = "work_days", .option = true},
    {.name = "off-days", .field = "off_days", .option = true},
    OPTION("from"),
    OPTION("until"),
    {.name = "confirmed-until", .field = "confirmed_until", .option = true},
    SWITCH("replace"),
    SWITCH("preview"),
    END};
static const arg_t CALENDAR_PUT[] = {{.name = "file", .required = true}, SWITCH("preview"), END};
static const arg_t CALENDAR_SHOW[] = {{.name = "calendar"}, END};
static const arg_t STAND_IN[] = {{.name = "person"},
                                 OPTION("from"),
                                 OPTION("until"),
                                 OPTION("flow"),
                                 {.name = "for", .field = "principal", .option = true},
                                 SWITCH("end"),
                                 SWITCH("preview"),
                                 END};
static const arg_t MUTUAL[] = {OPTION("from"), OPTION("until"), OPTION("flow"), NUMBER("limit"), END};
static const arg_t FIRE[] = {OPTION("until"), END};
static const arg_t REPLAY[] = {{.name = "rules", .option = true, .required = true},
                               OPTION("flow"),
                               {.name = "map", .option = true, .required = true},
                               {.name = "cases", .option = true, .required = true},
                               {.name = "events", .option = true, .required = true},
                               OPTION("out"),
                               OPTION("store"),
                               END};
static const arg_t BACKUP[] = {{.name = "file", .required = true}, END};
static const arg_t RESTORE[] = {{.name = "file", .required = true}, SWITCH("replace"), END};
static const arg_t BENCH[] = {
    OPTION("only"), SWITCH("quick"), SWITCH("full"), OPTION("log"), OPTION("map"), OPTION("rules"), END};

const verb_t cli_verbs[] = {
    {"init", NULL, INIT, verb_init, NULL},
    {"check", NULL, RULES_FOLDER, verb_check, NULL},
    {"test", NULL, RULES_FOLDER, verb_test, NULL},
    {"plan", "plan", PLAN, verb_plan, print_plan},
    {"draft", "draft", DRAFT, verb_form, print_done},
    {"copy", "copy", COPY, verb_form, print_copied},
    {"edit", "edit", CHANGE, verb_form, print_done},
    {"prepare", "prepare", PREPARE, NULL, print_done},
    {"agree", "agree", PASS, verb_decide, print_done},
    {"submit", "submit", SUBMIT, verb_form, print_done},
    {"approve", "approve", PASS, verb_decide, print_done},
    {"refuse", "refuse", REASONED, verb_decide, print_done},
    {"acknowledge", "acknowledge", DECIDE, verb_decide, print_done},
    {"return", "return", RETURN, NULL, print_done},
    {"resubmit", "submit", SUBMIT, verb_form, print_done},
    {"done", "done", PASS, verb_decide, print_done},
    {"abstain", "abstain", DECIDE, verb_decide, print_done},
    {"transfer", "transfer", TO_PERSON, NULL, print_done},
    {"add-signer", "add_signer", ADD_SIGNER, NULL, print_done},
    {"delegate", "delegate", HELPED, NULL, print_done},
    {"ask", "ask", HELPED, NULL, print_done},
    {"answer", "answer", ANSWER, NULL, print_done},
    {"claim", "claim", CLAIM, NULL, print_done},
    {"unclaim", "unclaim", CLAIM, NULL, print_done},
    {"take-back", "take_back", TAKE_BACK, NULL, print_done},
    {"attach", "attach", ATTACH, verb_attach, print_done},
    {"urge", "urge", WITHDRAW, NULL, print_done},
    {"remove-signer", "remove_signer", TO_PERSON, NULL, print_done},
    {"change", "change", AMEND, verb_form, print_done},
    {"read", "read", PREPARE, NULL, print_done},
    {"withdraw", "withdraw", WITHDRAW, NULL, print_done},
    {"comment", "comment", COMMENT, NULL, print_done},
    {"jump", "jump", JUMP, NULL, print_done},
    {"exception", "exception", EXCEPTION, NULL, print_done},
    {"debts", "debts", DEBTS, NULL, print_debts},
    {"complete", "complete", COMPLETE, NULL, print_done},
    {"reassign", "reassign", REASSIGN, NULL, print_done},
    {"cancel", "cancel", CANCEL, NULL, print_done},
    {"suspend", "suspend", SUSPEND, NULL, print_done},
    {"resume", "resume", CANCEL, NULL, print_done},
    {"log", "log", LOG, NULL, print_done},
    {"warn", "warn", WARN, NULL, print_done},
    {"order", "order", ORDER, NULL, print_done},
    {"request", "request", REQUEST, NULL, print_done},
    {"deviate", "deviate", DEVIATE, verb_form, print_done},
    {"tasks", "tasks", TASKS, NULL, print_tasks},
    {"records", "records", RECORDS, NULL, print_records},
    {"show", "show", ON_RECORD, NULL, print_show},
    {"history", "history", HISTORY, NULL, print_history},
    {"draw", NULL, DRAW, verb_draw, NULL},
    {"deadlines", "deadlines", LIST, NULL, print_deadlines},
    {"simulate", "simulate", SIMULATE, NULL, print_simulate},
    {"why", "why", WHY, NULL, print_why_step},
    {"what-if", "what_if", WHAT_IF, NULL, print_what_if},
    {"fire", NULL, FIRE, verb_fire, NULL},
    {"outbox", "outbox", OUTBOX, NULL, print_outbox},
    {"outbox resend", "outbox.resend", RESEND, NULL, print_ok},
    {"incidents", "incidents", INCIDENTS, NULL, print_incidents},
    {"incidents settle", "incidents.settle", SETTLE, NULL, print_ok},
    {"dispose", "records.dispose", DISPOSE, verb_dispose, NULL},
    {"people import", "people.import", PEOPLE_IMPORT, verb_people_import, print_people_import},
    {"migrate", "records.migrate", MIGRATE, verb_migrate, NULL},
    {"leaver", "people.leaver", LEAVER, NULL, print_leaver},
    {"people export", "people.export", PEOPLE_EXPORT, client_run_data, print_people_export},
    {"settings", "settings", SETTINGS, NULL, print_settings},
    {"settings set", "settings.set", SETTING, NULL, print_ruleset},
    {"rules", "rules", NONE, NULL, print_rules},
    {"rules activate", "rules.activate", ACTIVATE, verb_rules_activate, print_ruleset},
    {"rules rollback", "rules.rollback", ROLLBACK, NULL, print_ruleset},
    {"calendar", "calendar", CALENDAR_SHOW, NULL, print_calendar},
    {"calendar import", "calendar.import", CALENDAR_IMPORT, verb_calendar_import, print_calendar_import},
    {"calendar put", "calendar.put", CALENDAR_PUT, verb_calendar_put, print_calendar_put},
    {"stand-in", "stand_in", STAND_IN, NULL, print_stand_in},
    {"report acceptance", NULL, REPORT, verb_report, NULL},
    {"report mutual", "report.mutual", MUTUAL, NULL, print_mutual},
    {"serve", NULL, NONE, verb_serve, NULL},
    {"measures", "measures", MEASURES, NULL, print_measures},
    {"status", "status", NONE, NULL, print_status},
    {"replay", NULL, REPLAY, verb_replay, NULL},
    {"verify", NULL, NONE, verb_verify, NULL},
    {"backup", NULL, BACKUP, verb_backup, NULL},
    {"restore", NULL, RESTORE, verb_restore, NULL},
    {"bench", NULL, BENCH, verb_bench, NULL},
    {0},
};
