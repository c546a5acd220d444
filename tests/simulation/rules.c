/* Rule files as text; see rules.h. */
#include "simulation/rules.h"
#include "simulation/duties.h"
#include "simulation/sim.h"
#include <string.h>

enum { DEPTH = 3, STEPS_MOST = 9 };

typedef struct writing {
    sim_t *s;
    buf_t out;
    int steps, groups;
    int flow, without; /* by number: the one being written, the one that this version has not; -1: has all */
    bool prepare;
} writing_t;

static const char *const LIMITS[] = {"hours(4)",
                                     "hours(30)",
                                     "workdays(1)",
                                     "workdays(2)",
                                     "workdays(3)",
                                     "workhours(6)",
                                     "workdays(2):same_time()",
                                     "days(5)",
                                     "set.patience",
                                     "at(\"17:00\", { day = 2 })"};
static const char *const SOURCES[] = {
    "head_of(r.department)",
    "head_of(r.department)",
    "leader_of(r.department)",
    "superior_of(initiator)",
    "role \"checker\"",
    "role \"clerk\"",
    "role(\"clerk\", \"d1\")",
    "role \"ghost\"",
    "post \"d5.head\"",
    "post \"counsel\"",
    "holder(\"budget\", \"B1\")",
    "initiator",
    "field \"deputy\"",
    "first_of { head_of(r.department), post \"d0.head\" }",
    "{ role \"clerk\", head_of(r.department) }",
    "function(r, set) return head_of(r.department) end",
    "person \"p021\"",
    "chain_of_superiors { of = initiator, levels = 2 }",
};
static const char *const LADDERS[] = {
    "ladder { { after = workhours(0), remind = assignee } }",
    "ladder { { before = workhours(2), remind = assignee }, { after = workhours(0), remind = assignee }, "
    "{ after = workdays(1), notify = head_of(assignee) }, { after = workdays(2), reassign = "
    "head_of(assignee) } }",
    "ladder { { fraction = 0.5, remind = assignee }, { after = hours(1), reassign = role \"checker\", within "
    "= "
    "workdays(1) }, { after = days(9), refuse = \"nobody answered\" } }",
    "ladder { { after = hours(0), remind = assignee }, { after = hours(2), remind = assignee }, "
    "{ after = hours(5), notify = superior_of(assignee) }, { after = days(3), reassign = post \"d0.head\" } "
    "}",
    "ladder { { from_opening = at(\"05:15\", { day = 3 }), remind = assignee }, { after = workdays(4), "
    "approve = because \"small matters pass after four days\" } }",
    "ladder { { after = days(1), call = function(r, set, task) return { remind(assignee), "
    "set_field { remark = \"late\" } } end }, { after = days(2), call = function(r, set, task) return "
    "reassign(post \"d0.head\") end } }",
    "ladder { { after = hours(1), call = function(r, set, task) if r.amount > set.limit then error(\"no such "
    "sum\") end return remind(assignee) end }, { after = days(4), refuse = \"nobody answered\" } }",
};

static const char *pick(sim_t *s, const char *const *list, size_t count) {
    return list[sim_below(s, (int)count)];
}
#define PICK(s, list) pick((s), (list), sizeof(list) / sizeof *(list))

/* An option or two of a step that several people may hold. */
static void write_leaf_options(writing_t *w) {
    sim_t *s = w->s;
    static const char *const DECIDE[] = {"any", "all", "in_order"};
    static const char *const MAY[] = {"\"abstain\"", "\"ask_pauses\"", "\"abstain\", \"add_again\"",
                                      "\"abstain\", \"ask_pauses\", \"add_again\""};
    buf_printf(&w->out, ", within = %s", PICK(s, LIMITS));
    if (sim_chance(s, 35)) buf_printf(&w->out, ", decide = \"%s\"", PICK(s, DECIDE));
    if (sim_chance(s, 40)) buf_printf(&w->out, ", overdue = %s", PICK(s, LADDERS));
    if (sim_chance(s, 40)) buf_puts(&w->out, ", may_return = true");
    if (sim_chance(s, 45)) buf_printf(&w->out, ", may = { %s }", PICK(s, MAY));
    if (sim_chance(s, 8)) buf_puts(&w->out, ", may_not = { \"transfer\", \"take_back\" }");
    if (sim_chance(s, 15)) buf_puts(&w->out, ", if_empty = \"superior\"");
    if (sim_chance(s, 20))
        buf_puts(&w->out, ", when = r.amount > set.limit, because = \"over the limit of this version\"");
}

/* Flows open records of flows numbered higher, so that no record opens its like without end. */
static bool write_opening(writing_t *w, int no) {
    static const char *const FIELDS[] = {
        "{ amount = amount \"12 EUR\" }", "{ amount = r.amount, deputy = r.deputy }",
        "{ { amount = amount \"20 EUR\" }, { amount = amount \"5000 EUR\", remark = r.remark } }",
        "{ { amount = amount \"1 EUR\" }, { amount = amount \"2 EUR\" }, { amount = r.amount } }"};
    static const char *const WAIT[] = {"all", "all", "any", "none"};
    static const char *const REFUSALS[] = {"\"wait\"", "\"at_once\"", "\"go_on\"", "refusals(2)"};
    sim_t *s = w->s;
    int to = w->flow + 1 + sim_below(s, FLOWS - 1 - w->flow);
    if (w->flow >= FLOWS - 1 || to == w->without) return false;
    const char *wait = PICK(s, WAIT);
    buf_printf(&w->out, "open_record \"o%d\" { flow = \"%s\", fields = %s, wait = \"%s\", within = %s", no,
               rules_flow(to), PICK(s, FIELDS), wait, PICK(s, LIMITS));
    if (strcmp(wait, "none") != 0 && sim_chance(s, 50))
        buf_printf(&w->out, ", on_refuse = %s", PICK(s, REFUSALS));
    if (sim_chance(s, 30)) buf_printf(&w->out, ", overdue = %s", PICK(s, LADDERS));
    if (sim_chance(s, 20)) buf_puts(&w->out, ", initiator = head_of(r.department)");
    buf_puts(&w->out, " }");
    return true;
}

static void write_leaf(writing_t *w) {
    sim_t *s = w->s;
    int no = ++w->steps;
    if (!w->prepare && sim_chance(s, 9) && write_opening(w, no)) return;
    if (w->prepare) {
        buf_printf(&w->out, "agree \"a%d\" { by = %s", no, PICK(s, SOURCES));
    } else if (sim_chance(s, 10)) {
        buf_printf(&w->out, "copy_to \"c%d\" { to = %s }", no, PICK(s, SOURCES));
        return;
    } else if (sim_chance(s, 15)) {
        buf_printf(&w->out, "act \"w%d\" { by = %s", no,
                   sim_chance(s, 40) ? "service \"p199\"" : PICK(s, SOURCES));
    } else {
        buf_printf(&w->out, "approve \"s%d\" { by = %s", no, PICK(s, SOURCES));
        if (sim_chance(s, 5))
            buf_puts(&w->out, ", if_initiator = allowed \"they answer for it\"");
        else if (sim_chance(s, 10))
            buf_puts(&w->out, ", if_initiator = skip \"they asked for it\"");
        else if (sim_chance(s, 10))
            buf_puts(&w->out, ", if_initiator = \"fallback\"");
        if (sim_chance(s, 25))
            buf_printf(&w->out, ", same_person = \"%s\"", sim_chance(s, 50) ? "anywhere" : "consecutive");
    }
    write_leaf_options(w);
    buf_puts(&w->out, " }");
}

static void write_tree(writing_t *w, int depth) {
    static const char *const GROUPS[] = {"sequence", "sequence", "sequence", "all",
                                         "any",      "parallel", "vote",     "loop"};
    static const char *const REFUSALS[] = {"\"wait\"", "\"at_once\"", "refusals(2)"};
    static const char *const NEEDS[] = {"1", "\"1/2\"", "\"1/2\", tie = \"passes\"", "\"2/3\"", "\"3/4\""};
    sim_t *s = w->s;
    if (depth == 0 || w->steps >= STEPS_MOST || (depth < DEPTH && sim_chance(s, 45))) {
        write_leaf(w);
        return;
    }
    const char *group = w->prepare ? "all" : PICK(s, GROUPS);
    bool counted = strcmp(group, "any") == 0 && sim_chance(s, 40);
    int members = 1 + sim_below(s, 3);
    buf_printf(&w->out, "%s { if_empty = passes_if_empty \"nobody is concerned\", ", group);
    if (strcmp(group, "all") == 0 && sim_chance(s, 50))
        buf_printf(&w->out, "on_refuse = %s, ", PICK(s, REFUSALS));
    if (counted && members > 1) buf_puts(&w->out, "need = 2, ");
    if (strcmp(group, "vote") == 0) buf_printf(&w->out, "need = %s, ", PICK(s, NEEDS));
    if (strcmp(group, "loop") == 0) {
        buf_printf(&w->out, "rounds = %d, ", 1 + sim_below(s, 3));
        members = 1;
    }
    for (int i = 0; i < members; i++) {
        write_tree(w, depth - 1);
        buf_puts(&w->out, ",\n      ");
    }
    buf_puts(&w->out, "}");
}

static void write_stage(writing_t *w, const char *name, bool prepare) {
    w->prepare = prepare;
    buf_printf(&w->out, "    %s = function(r, set)\n      return ", name);
    write_tree(w, prepare ? 1 : DEPTH);
    buf_puts(&w->out, "\n    end,\n");
}

const char *rules_flow(int number) {
    static const char *const NAMES[FLOWS] = {"sim.f0", "sim.f1", "sim.f2", "sim.f3", "sim.f4", "sim.f5"};
    return NAMES[number];
}

static void write_head(writing_t *w, int flow) {
    sim_t *s = w->s;
    buf_printf(&w->out,
               "flow \"%s\" {\n  title = \"Flow %d (demo)\", owner = \"d1\", prefix = \"F%d\",\n"
               "  fallback = post \"d0.head\", within = workdays(2),\n"
               "  form = { amount = money { currency = \"EUR\", required = true }, deputy = person {}, "
               "remark = text "
               "{}, note = text { max = 40 }, kind = choice { \"goods\", \"services\" } },\n"
               "  settings = { limit = amount \"%d EUR\", patience = workdays(%d) },\n",
               rules_flow(flow), flow, flow, 100 * (1 + sim_below(s, 90)), 1 + sim_below(s, 4));
    if (duties_apart(flow)) buf_puts(&w->out, "  separate = { { \"s1\", \"s2\" } },\n");
}

static void write_flow(writing_t *w, int flow) {
    static const char *const WITHDRAW[] = {
        "\"before_first_decision\"",   "\"before_end\"",           "\"never\"",
        "after_approval(workdays(5))", "after_approval(days(30))", "after_approval(workhours(9))"};
    static const char *const CHANGES[] = {
        "note = {}, amount = {}, deputy = {}, remark = { by = role \"checker\" }, kind = {}",
        "note = {}, amount = { from = amount \"500 EUR\", fraction = 0.5 }, deputy = {}",
        "note = {}, amount = { fraction = 0.1 }, deputy = { by = post \"d0.head\" }"};
    sim_t *s = w->s;
    w->steps = 0;
    w->flow = flow;
    write_head(w, flow);
    buf_puts(&w->out, "  stages = {\n");
    if (flow % 3 == 1) write_stage(w, "prepare", true);
    write_stage(w, "approval", false);
    if (flow % 2 == 1) write_stage(w, "execution", false);
    buf_puts(&w->out, "  },\n");
    if (sim_chance(s, 60))
        buf_printf(&w->out, "  on_refuse = to_initiator { %swithin = workdays(5) },\n",
                   sim_chance(s, 60) ? "acknowledge = true, " : "");
    if (sim_chance(s, 90)) buf_printf(&w->out, "  overdue = %s,\n", PICK(s, LADDERS));
    buf_printf(&w->out, "  revise_within = workdays(%d), withdraw = %s,\n", 2 + sim_below(s, 5),
               PICK(s, WITHDRAW));
    if (sim_chance(s, 70)) buf_printf(&w->out, "  changes = { %s },\n", PICK(s, CHANGES));
    if (sim_chance(s, 40))
        buf_printf(&w->out, "  green_channel = { within = workdays(%d), bars = \"%s\" },\n",
                   1 + sim_below(s, 3), sim_chance(s, 50) ? "never" : "overdue");
    if (sim_chance(s, 30)) buf_puts(&w->out, "  copy_at_end = role \"checker\",\n");
    if (sim_chance(s, 25))
        buf_printf(&w->out, "  same_person = \"%s\",\n", sim_chance(s, 50) ? "anywhere" : "consecutive");
    if (sim_chance(s, 30)) buf_puts(&w->out, "  latest = true,\n");
    if (sim_chance(s, 50)) /* a rule that fails while it runs, in a way that trying it out does not find */
        buf_puts(&w->out,
                 "  check = function(r, set)\n    if #(r.remark or \"\") == 4 then error(\"a rule that "
                 "fails\") end\n"
                 "    if r.amount > amount \"9000 EUR\" then return problem(\"amount\", \"too much\", "
                 "\"金额过高\") end\n  end,\n");
    buf_puts(&w->out, "}\n\n");
}

/* Ways of being wrong. */
static void write_broken(writing_t *w) {
    static const char *const BROKEN[] = {
        "flow \"sim.broken\" {",
        "flow \"sim.broken\" { title = \"No route\", owner = \"d1\" }\n",
        "approv \"x\" { by = initiator }\n",
        "error(\"as the file is read\")\n",
        "while true do end\n",
        "flow \"sim.broken\" { title = \"Nobody\", owner = \"d1\", prefix = \"B\", fallback = post "
        "\"d0.head\", "
        "within = workdays(1), form = {}, route = function(r) return approve \"x\" { by = role "
        "\"no.such.role\" } end "
        "}\n",
        "flow \"sim.broken\" { title = \"Wrong\", owner = \"d1\", prefix = \"B\", fallback = post "
        "\"d0.head\", "
        "within = 3, form = {}, route = function(r) return approve \"x\" { by = initiator } end }\n",
    };
    buf_puts(&w->out, PICK(w->s, BROKEN));
}

static const char PLAIN[] = "    approval = function(r, set)\n      return sequence { approve \"s1\" { by = "
                            "head_of(r.department), within = "
                            "set.patience }, approve \"s2\" { by = role \"checker\", decide = \"all\", when "
                            "= r.amount > set.limit, because = "
                            "\"over the limit\" } }\n    end,\n";

json_t *rules_request(sim_t *s, bool plain, bool broken) {
    writing_t w = {.s = s};
    buf_init(&w.out, 0);
    s->rule_version++;
    w.without = sim_chance(s, 25) ? sim_below(s, FLOWS) : -1; /* a version that no longer has one of them */
    for (int i = 0; i < FLOWS; i++) {
        if (i == w.without) continue;
        if (!plain) {
            write_flow(&w, i);
            continue;
        }
        write_head(&w, i);
        buf_printf(&w.out, "  stages = {\n%s  },\n  overdue = %s,\n}\n\n", PLAIN, LADDERS[1]);
    }
    if (broken) write_broken(&w);
    json_t *request = json_pack("{s:s,s:s,s:[{s:s,s:s%}]}", "verb", "rules.activate", "reason",
                                sim_text(s, "version %d", s->rule_version), "files", "name", "d1/rules.lua",
                                "content", w.out.at, w.out.len);
    buf_free(&w.out);
    return request;
}
