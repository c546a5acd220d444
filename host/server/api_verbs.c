/* The verbs of the API: one table of names, what each may carry, and what carries it out. */
#include "server/api_private.h"

#define ON_TASK "record task step form_version text reason opinion comment at"
#define DECIDES ON_TASK " records opinions"
#define PASSES DECIDES " fields checks"
#define ADMINISTERS "record text reason at"
#define COMMAND(name, what, fields)                                                                          \
    { name, fields, API_COMMAND, what, NULL, NULL }
#define READ(name, call, fields)                                                                             \
    { name, fields, API_READ, 0, NULL, call }
#define ADMIN(name, call, fields)                                                                            \
    { name, fields, API_ADMIN, 0, call, NULL }

const api_verb_t api_verbs[] = {
    COMMAND("draft", COMMAND_DRAFT, "flow department fields at"),
    COMMAND("copy", COMMAND_COPY, "record department fields at"),
    COMMAND("edit", COMMAND_EDIT, "record fields form_version at"),
    COMMAND("prepare", COMMAND_PREPARE, "record picks at"),
    COMMAND("agree", COMMAND_AGREE, PASSES " picks"),
    COMMAND("submit", COMMAND_SUBMIT, "record fields form_version picks urgent reason at"),
    COMMAND("resubmit", COMMAND_SUBMIT, "record fields form_version picks urgent reason at"),
    COMMAND("approve", COMMAND_APPROVE, PASSES " picks"),
    COMMAND("refuse", COMMAND_REFUSE, DECIDES),
    COMMAND("acknowledge", COMMAND_ACKNOWLEDGE, DECIDES),
    COMMAND("return", COMMAND_RETURN, ON_TASK " opinions to straight"),
    COMMAND("done", COMMAND_DONE, PASSES " picks"),
    COMMAND("abstain", COMMAND_ABSTAIN, DECIDES),
    COMMAND("transfer", COMMAND_TRANSFER, ON_TASK " person"),
    COMMAND("add_signer", COMMAND_ADD_SIGNER, ON_TASK " person where decide within"),
    COMMAND("delegate", COMMAND_DELEGATE, ON_TASK " person within"),
    COMMAND("ask", COMMAND_ASK, ON_TASK " person within"),
    COMMAND("answer", COMMAND_ANSWER, ON_TASK),
    COMMAND("claim", COMMAND_CLAIM, ON_TASK),
    COMMAND("unclaim", COMMAND_UNCLAIM, ON_TASK),
    COMMAND("take_back", COMMAND_TAKE_BACK, "record step text reason at"),
    COMMAND("attach", COMMAND_ATTACH, "record task step fields form_version at"),
    COMMAND("urge", COMMAND_URGE, "record text reason at"),
    COMMAND("remove_signer", COMMAND_REMOVE_SIGNER, ON_TASK " person"),
    COMMAND("change", COMMAND_CHANGE, "record fields form_version text reason at"),
    COMMAND("read", COMMAND_READ, "record at"),
    COMMAND("withdraw", COMMAND_WITHDRAW, "record text reason at"),
    COMMAND("log", COMMAND_LOG, "record task step entry fields at"),
    COMMAND("warn", COMMAND_WARN, "record person severity within text reason at"),
    COMMAND("order", COMMAND_ORDER, "record person within text reason at"),
    COMMAND("request", COMMAND_REQUEST, "record department within text reason at"),
    COMMAND("deviate", COMMAND_DEVIATE, "record fields form_version within text reason at"),
    COMMAND("file_report", COMMAND_FILE_REPORT, "record at"),
    COMMAND("comment", COMMAND_COMMENT, "record task step text comment at"),

    COMMAND("jump", COMMAND_JUMP, ADMINISTERS " to"),
    COMMAND("exception", COMMAND_EXCEPTION, ADMINISTERS " step person within"),
    COMMAND("complete", COMMAND_COMPLETE, ADMINISTERS " task step holder refuse"),
    COMMAND("reassign", COMMAND_REASSIGN, ADMINISTERS " task step holder person within"),
    COMMAND("cancel", COMMAND_CANCEL, ADMINISTERS),
    COMMAND("suspend", COMMAND_SUSPEND, ADMINISTERS " until within"),
    COMMAND("resume", COMMAND_RESUME, ADMINISTERS),

    READ("tasks", api_read_tasks, "person limit after"),
    READ("debts", api_read_debts, "department limit after"),
    READ("records", api_read_records, "state flow initiator department limit after"),
    READ("show", api_read_show, "record"),
    READ("history", api_read_history, "record before"),
    READ("deadlines", api_read_deadlines, "limit after"),
    READ("outbox", api_read_outbox, "state limit after"),
    READ("incidents", api_read_incidents, "all limit after"),
    READ("plan", api_read_plan, "flow department fields picks urgent record"),
    READ("simulate", api_read_simulate, "record until"),
    READ("why", api_read_why, "record step"),
    READ("what_if", api_read_what_if, "record fields nearest from"),
    READ("rules", api_read_rules, ""),
    READ("settings", api_read_settings, "flow"),
    READ("people.export", api_read_people, "table"),
    READ("calendar", api_read_calendar, "calendar"),
    READ("measures", api_read_measures, "flow from until least"),
    READ("report.acceptance", api_read_acceptance_report, "record"),
    READ("report.mutual", api_read_mutual, "from until flow limit"),
    READ("status", api_read_status, ""),
    READ("backup", api_read_backup, "file"),

    ADMIN("people.import", api_admin_people, "table rows columns tables preview"),
    ADMIN("stand_in", api_admin_stand_in, "principal person flow from until end preview"),
    ADMIN("records.migrate", api_admin_migrate, "records flow ruleset reason preview after"),
    ADMIN("people.leaver", api_admin_leaver, "person to from reason stays preview"),
    ADMIN("rules.activate", api_admin_rules_activate, "files reason preview"),
    ADMIN("rules.rollback", api_admin_rules_rollback, "ruleset reason preview"),
    ADMIN("settings.set", api_admin_settings, "flow department name value reason"),
    ADMIN("calendar.put", api_admin_calendar_put, "definition preview"),
    ADMIN("calendar.import", api_admin_calendar_import,
          "calendar content format work_days off_days from until confirmed_until replace preview"),
    ADMIN("outbox.resend", api_admin_outbox_resend, "message channel"),
    ADMIN("incidents.settle", api_admin_incident_settle, "incident"),
    ADMIN("records.dispose", api_admin_dispose, "records flow ended_before reason preview after"),
    {0},
};
