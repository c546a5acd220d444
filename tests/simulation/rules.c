/* Rule files as text; see rules.h. */
#include "simulation/rules.h"
#include "simulation/authority.h"
#include "simulation/duties.h"
#include "simulation/sim.h"
#include <string.h>

enum { DEPTH = 3, STEPS_MOST = 9 };

typedef struct writing {
    sim_t *s;
    buf_t out;
    int steps, groups;
    int approve;       /* the last step of the flow in which people approve; 0: none so far */
    int flow, without; /* by number: the one being written, the one that this version has not; -1: has all */
    int limit;         /* of this version, in EUR */
    bool prepare;
    bool carries_out; /* the stage that deviations are of: its plan reads the form more often (P2.3.3) */
    bool likes;       /* the flow knows of like records (A73) */
    bool ticks;       /* the step asks for ticks, which no timer gives */
    bool listed;      /* the stages are a list, one more than the standard ones */
    bool votes;       /* the step stands in a vote */
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
    "chain_of_superiors { of = initiator, upto = \"d0.head\" }",
    "first_of { decider \"s1\", head_of(r.department) }",
    "r.unit and head_of(r.unit) or role \"checker\"",
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
    "ladder { { from_opening = workhours(3), remind = assignee }, { from_opening = at(\"05:15\", { day = 3 "
    "}), "
    "remind = assignee }, { from_opening = workdays(3), remind = assignee }, { after = workdays(4), "
    "approve = because \"small matters pass after four days\" } }",
    "ladder { { after = days(1), call = function(r, set, task) return { remind(assignee), "
    "set_field { remark = \"late\", kind = \"services\" } } end }, { after = days(2), call = function(r, "
    "set, task) return "
    "reassign(post \"d0.head\") end } }",
    "ladder { { fraction = 0.6, add = role \"checker\", within = workdays(1) }, { after = days(9), refuse = "
    "\"nobody answered\" } }",
    "ladder { { after = hours(2), raise = true }, { after = days(3), raise = true, within = workdays(1) }, "
    "{ after = days(20), refuse = \"nobody answered\" } }",
    "ladder { { after = hours(1), call = function(r, set, task) if task.step == \"s1\" then return approve "
    "\"r9\" { by = role "
    "\"checker\", "
    "within = workdays(1), overdue = ladder { { after = days(2), refuse = \"nobody signed\" } } } end end }, "
    "{ "
    "after "
    "= days(3), call = function(r, set, task) if r.amount < set.limit "
    "then "
    "return pass \"" RULES_PASS "\" end return remind(assignee) end }, { after = days(12), refuse = "
    "\"nobody "
    "answered\" } }",
    /* fails where somebody else holds the task, which checking the rules does not find */
    "ladder { { after = hours(1), call = function(r, set, task) if r.amount > set.limit and "
    "task.person.handle "
    "~= r.initiator.handle then error(\"no such sum\") end return remind(assignee) end }, { after = days(4), "
    "refuse = \"nobody answered\" } }",
};

static const char *const ENTRIES[] = {"work", "report", "inspection", "response", "remedy"};
/* What monitors do when they look at the figures. */
static const char *const WATCHES[] = {
    "function(r, set, task) if r.amount < amount \"6000 EUR\" and r.kind ~= \"goods\" then return warn { to "
    "= role "
    "\"checker\", "
    "text = \"more than the amount\", severity = \"severe\", within = workdays(1) } end end",
    "function(r, set, task) if r.amount > amount \"3000 EUR\" then return rectify { by = assignee, within = "
    "workdays(2), check = post \"d0.head\", check_within = workdays(2), text = \"too much\" } end end",
    "function(r, set, task) if #(r.remark or \"\") == 6 then return set_field { spent = amount \"9999 EUR\" "
    "} end "
    "end"};
/* P2.3.1, in the words of RULES_LATE. */
static const char BEHIND[] =
    "function(r, set, task) local late = {} for i, row in ipairs(r.milestones) do local on for _, one in "
    "ipairs(r.reached) do if one.milestone == row.milestone then on = one.on end end if row.due < task.today "
    "and not "
    "on then late[#late + 1] = warn { name = \"milestone-\" .. i, to = role \"checker\", within = "
    "workdays(1), "
    "severity = \"major\", text = row.milestone .. \" is late\" } end end return late end";
/* What is done on the way: one handler of each kind at most. */
static const char *const HANDLERS[][3] = {
    {"submitted = function(r, set, e) return set_field { kind = \"services\" } end",
     "submitted = function(r, set, e) return notify { to = role \"checker\", text = \"another one\" } end",
     "submitted = function(r, set, e) if r.remark == nil then return set_field { remark = \"none\" .. "
     "\"such\" } end "
     "end"},
    {"stage_opened = function(r, set, e) if e.stage == \"approval\" then return approve \"h1\" { by = role "
     "\"checker\", within = workdays(2) } end end",
     "stage_opened = function(r, set, e) if e.stage == \"execution\" then return act \"h2\" { by = "
     "initiator, "
     "within = workdays(3) } end end",
     "stage_opened = function(r, set, e) return notify { to = initiator, text = e.stage } end"},
    {"decided = function(r, set, e) if e.step == \"s1\" and e.outcome == \"approved\" then return approve "
     "\"h3\" { "
     "by = role \"checker\", within = workdays(1) } end end",
     "decided = function(r, set, e) if e.outcome == \"refused\" then return set_field { remark = \"refused\" "
     "} end "
     "end",
     "decided = function(r, set, e) if e.step == \"s2\" then return { sequence { act \"h4\" { by = initiator "
     "}, "
     "approve \"h5\" { by = post \"counsel\" } }, notify { to = post \"d0.head\", text = \"more\" } } end "
     "end"},
    {"changed = function(r, set, e) if e.fields.amount then return set_field { spent = amount \"10 EUR\" } "
     "end end",
     "ended = function(r, set, e) return notify { to = post \"d0.head\", text = \"it is over\" } end",
     "stage_ended = function(r, set, e) if e.passed then return set_field { remark = \"passed\" } end end"},
};

static const char *pick(sim_t *s, const char *const *list, size_t count) {
    return list[sim_below(s, (int)count)];
}
#define PICK(s, list) pick((s), (list), sizeof(list) / sizeof *(list))

/* A ladder, which may open a record of a flow numbered higher. */
static void write_ladder(writing_t *w) {
    int to = FLOWS - 1;
    if (w->flow < to && w->without != to && sim_chance(w->s, 12))
        buf_printf(
            &w->out,
            "ladder { { after = hours(2), open = open_record \"lr\" { flow = \"%s\", fields = { amount = "
            "amount \"3 EUR\" }, within = workdays(3), overdue = ladder { { after = days(1), remind = "
            "assignee } } } "
            "}, { after = days(8), refuse = \"nobody answered\" "
            "} }",
            rules_flow(to));
    else
        buf_puts(&w->out, PICK(w->s, LADDERS));
}

/* What the people of a step have to do besides deciding it. */
static void write_demands(writing_t *w, bool approves) {
    static const char *const REQUIRES[] = {
        ", require = field \"remark\", fields = { remark = \"write\" }",
        ", require = document \"doc\", fields = { doc = \"write\" }",
        ", require = checklist { \"counted\", { en = \"weighed\", zh = \"已称重\" } }",
        ", require = { field \"remark\", checklist { \"read\" } }, fields = { remark = \"write\" }",
        ", fields = { doc = \"write\", kind = \"write\", deputy = \"hidden\" }"};
    sim_t *s = w->s;
    if (sim_chance(s, 18)) {
        const char *demand = PICK(s, REQUIRES);
        buf_puts(&w->out, demand);
        w->ticks = strstr(demand, "checklist") != NULL;
    }
    if (approves && sim_chance(s, 12))
        buf_puts(&w->out,
                 sim_chance(s, 50) ? ", aspects = \"budget\"" : ", aspects = { \"budget\", \"risk\" }");
}

/* Stands beside the other members of its group (P2.4.1). */
static void write_monitor(writing_t *w) {
    sim_t *s = w->s;
    buf_printf(&w->out, "monitor \"m%d\" { by = %s, every = %s", ++w->steps, PICK(s, SOURCES),
               PICK(s, LIMITS));
    bool watches = sim_chance(s, 60);
    if (watches) buf_printf(&w->out, ", watch = %s", sim_chance(s, 50) ? BEHIND : PICK(s, WATCHES));
    if (!watches || sim_chance(s, 40)) buf_printf(&w->out, ", asks_for = \"%s\"", PICK(s, ENTRIES));
    if (!watches || sim_chance(s, 40)) buf_puts(&w->out, ", fields = { reached = \"write\" }");
    buf_puts(&w->out, " }");
}

/* Whoever the initiator picks (A10): known by name, so that they can. */
static void write_picked(writing_t *w, int no) {
    wishes_t *wishes = &w->s->wishes[w->flow];
    buf_printf(&w->out, "approve \"k%d\" { by = picked { from = role \"checker\" }, within = workdays(2) }",
               no);
    if (wishes->count == WISHES_MAX) return;
    snprintf(wishes->step[wishes->count++], sizeof wishes->step[0], "k%d", no);
}

/* Two steps, of which the people of the first pick those of the second. */
static void write_picking(writing_t *w, int no) {
    buf_printf(
        &w->out,
        "sequence { approve \"p%d\" { by = post \"d0.head\" }, approve \"q%d\" { by = picked { by = \"p%d\", "
        "from = role \"checker\" }, within = workdays(1) } }",
        no, no, no);
}

/* An option or two of a step that several people may hold. */
static void write_leaf_options(writing_t *w) {
    sim_t *s = w->s;
    static const char *const DECIDE[] = {"any", "all", "in_order"};
    static const char *const MAY[] = {"\"abstain\"", "\"ask_pauses\"", "\"abstain\", \"add_again\"",
                                      "\"abstain\", \"ask_pauses\", \"add_again\""};
    buf_printf(&w->out, ", within = %s", PICK(s, LIMITS));
    if (w->votes && sim_chance(s, 50)) buf_printf(&w->out, ", weight = %d", 1 + sim_below(s, 3));
    if (sim_chance(s, 35)) buf_printf(&w->out, ", decide = \"%s\"", PICK(s, DECIDE));
    if (w->ticks) {
        buf_printf(&w->out, ", overdue = %s", LADDERS[0]);
    } else if (sim_chance(s, 40)) {
        buf_puts(&w->out, ", overdue = ");
        write_ladder(w);
    }
    w->ticks = false;
    if (sim_chance(s, 60)) buf_puts(&w->out, ", may_return = true");
    if (sim_chance(s, 45)) buf_printf(&w->out, ", may = { %s }", PICK(s, MAY));
    if (sim_chance(s, 8)) buf_puts(&w->out, ", may_not = { \"transfer\", \"take_back\" }");
    if (sim_chance(s, 15)) buf_puts(&w->out, ", if_empty = \"superior\"");
    if (w->likes && sim_chance(s, 20))
        buf_puts(&w->out, ", when = r.likes.sum > set.limit, because = \"like orders together\"");
    else if (sim_chance(s, w->carries_out ? 70 : 20))
        buf_puts(&w->out, ", when = r.amount > set.limit, because = \"" RULES_OVER "\"");
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
    if (!w->prepare && sim_chance(s, 8)) {
        sim_chance(s, 60) ? write_picked(w, no) : write_picking(w, no);
        return;
    }
    if (w->prepare) {
        buf_printf(&w->out, "agree \"a%d\" { by = %s", no, PICK(s, SOURCES));
    } else if (sim_chance(s, 10)) {
        buf_printf(&w->out, "copy_to \"c%d\" { to = %s }", no, PICK(s, SOURCES));
        return;
    } else if (sim_chance(s, 15)) {
        buf_printf(&w->out, "act \"w%d\" { by = %s", no,
                   sim_chance(s, 40) ? "service \"p199\"" : PICK(s, SOURCES));
        if (sim_chance(s, 30)) buf_printf(&w->out, ", asks_for = \"%s\"", PICK(s, ENTRIES));
        write_demands(w, false);
    } else {
        buf_printf(&w->out, "approve \"s%d\" { by = %s", no, PICK(s, SOURCES));
        w->approve = no;
        if (sim_chance(s, 5))
            buf_puts(&w->out, ", if_initiator = allowed \"they answer for it\"");
        else if (sim_chance(s, 10))
            buf_puts(&w->out, ", if_initiator = skip \"they asked for it\"");
        else if (sim_chance(s, 10))
            buf_puts(&w->out, ", if_initiator = \"fallback\"");
        write_demands(w, true);
        if (sim_chance(s, 25))
            buf_printf(&w->out, ", same_person = \"%s\"", sim_chance(s, 50) ? "anywhere" : "consecutive");
    }
    write_leaf_options(w);
    buf_puts(&w->out, " }");
}

/* What comes when the rounds of a loop are used up (A8). */
static void write_used_up(writing_t *w) {
    if (sim_chance(w->s, 30)) {
        buf_puts(&w->out, "when_used_up = pass \"they have gone round often enough\", ");
    } else if (sim_chance(w->s, 50)) {
        buf_printf(&w->out, "when_used_up = approve \"s%d\" { by = %s", ++w->steps, PICK(w->s, SOURCES));
        write_leaf_options(w);
        buf_puts(&w->out, " }, ");
    }
}

/* Named checks before a step may pass (P1.3.1): of all that approve; of one of them; one that fails. */
static void write_checks(writing_t *w) {
    static const char SUM[] =
        "check \"sum\" { finds = function(r, set, task) if r.amount > amount \"6000 EUR\" then\n"
        "      return problem(\"amount\", \"nobody answers for so much\", \"金额过高\") end end },\n    ";
    static const char OWN[] =
        "check \"own\" { steps = { \"s%d\" }, finds = function(r, set, task)\n"
        "      if r.deputy and task.person and r.deputy.handle == task.person.handle then\n"
        "      return problem(\"deputy\", \"they stand in for the initiator\", \"代理人不得审批\") end end "
        "},\n    ";
    static const char BROKEN[] =
        "check \"broken\" { finds = function(r, set, task)\n"
        "      if #(r.remark or \"\") == 5 then error(\"a check that fails\") end end },\n";
    buf_puts(&w->out, "  checks = { ");
    if (sim_chance(w->s, 60)) buf_puts(&w->out, SUM);
    if (w->approve && sim_chance(w->s, 60)) buf_printf(&w->out, OWN, w->approve);
    if (sim_chance(w->s, 30)) buf_puts(&w->out, BROKEN);
    buf_puts(&w->out, "  },\n");
}

static void write_tree(writing_t *w, int depth) {
    static const char *const GROUPS[] = {"sequence", "sequence", "sequence", "all", "any",
                                         "parallel", "vote",     "vote",     "loop"};
    static const char *const REFUSALS[] = {"\"wait\"", "\"at_once\"", "refusals(2)"};
    static const char *const NEEDS[] = {"1",       "\"1/2\"", "\"1/2\", tie = \"passes\"",
                                        "\"2/3\"", "\"3/4\"", "\"1/2\", abstain = \"leaves\""};
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
        write_used_up(w);
        members = 1;
    }
    for (int i = 0; i < members; i++) {
        w->votes = strcmp(group, "vote") == 0;
        write_tree(w, depth - 1);
        buf_puts(&w->out, ",\n      ");
    }
    w->votes = false;
    bool takes_monitors =
        strcmp(group, "any") != 0 && strcmp(group, "vote") != 0 && strcmp(group, "loop") != 0;
    if (!w->prepare && takes_monitors && sim_chance(s, 15)) {
        write_monitor(w);
        buf_puts(&w->out, ",\n      ");
    }
    buf_puts(&w->out, "}");
}

/* Up to what its function returns. One that comes behind the work approves as well (A64). */
static void begin_stage(writing_t *w, const char *name) {
    const char *kind = strcmp(name, "afterwards") == 0 ? "kind = \"approval\", " : "";
    if (w->listed)
        buf_printf(&w->out, "    stage \"%s\" { %sroute = function(r, set)\n      return ", name, kind);
    else
        buf_printf(&w->out, "    %s = function(r, set)\n      return ", name);
}

/* P2.5: what is to be accepted is handed over, as often as it takes. */
static void write_acceptance(writing_t *w) {
    static const char *const BY[] = {"role \"checker\"", "head_of(r.department)", "post \"d0.head\""};
    begin_stage(w, "acceptance");
    buf_printf(
        &w->out,
        "loop { rounds = 4, sequence { act \"hand-over\" { "
        "by "
        "= initiator, within = workdays(3), require = field \"remark\", fields = { remark = \"write\", doc = "
        "\"write\" } }, approve \"" RULES_ACCEPTS "\" { by = %s, within = workdays(2) } } }\n    end%s,\n",
        PICK(w->s, BY), w->listed ? " }" : "");
}

static void write_stage(writing_t *w, const char *name, bool prepare) {
    w->votes = false;
    w->prepare = prepare;
    w->carries_out = strcmp(name, "execution") == 0;
    begin_stage(w, name);
    write_tree(w, prepare ? 1 : DEPTH);
    buf_printf(&w->out, "\n    end%s,\n", w->listed ? " }" : "");
}

const char *rules_flow(int number) {
    static const char *const NAMES[FLOWS] = {"sim.f0", "sim.f1", "sim.f2", "sim.f3", "sim.f4", "sim.f5"};
    return NAMES[number];
}

bool rules_check_deputy(const char *flow) {
    return strcmp(flow, rules_flow(2)) == 0 || strcmp(flow, rules_flow(5)) == 0;
}

static void write_head(writing_t *w, int flow) {
    sim_t *s = w->s;
    w->limit = 100 * (1 + sim_below(s, 90));
    s->versions.drawn[flow] = (flow_facts_t){.limit = w->limit};
    buf_printf(
        &w->out,
        "flow \"%s\" {\n  title = \"Flow %d (demo)\", owner = \"d1\", prefix = \"F%d\",\n"
        "  fallback = post \"d0.head\", within = workdays(2),\n"
        "  form = { amount = money { currency = \"EUR\", required = true }, deputy = person {}, "
        "remark = text "
        "{}, note = text { max = 40 }, kind = choice { \"goods\", \"services\" }, doc = document {}, "
        "pieces = number {}, day = date {}, span = date_range {}, unit = department {}, hasty = flag {}, "
        "spent = "
        "money { currency = \"EUR\" }, twice = money { currency = \"EUR\", computed = function(r) return "
        "r.amount "
        "and r.amount + r.amount end },\n"
        "    milestones = rows { columns = { milestone = text { required = true, max = 12 }, due = date { "
        "required = "
        "true } } },\n"
        "    reached = rows { columns = { milestone = text { required = true, max = 12 }, on = date { "
        "required = true "
        "} } } },\n"
        "  settings = { limit = amount \"%d EUR\", patience = workdays(%d) },\n",
        rules_flow(flow), flow, flow, w->limit, 1 + sim_below(s, 4));
    if (rules_check_deputy(rules_flow(flow)))
        buf_puts(
            &w->out,
            "  checks = { check \"own-deputy\" { finds = function(r, set, task)\n    if task.person and "
            "r.deputy "
            "and r.deputy.handle == task.person.handle then\n      return problem(\"deputy\", \"decides as "
            "well\", \"同时审批\") end end } },\n");
    if (authority_flow(flow)) buf_puts(&w->out, "  amount = \"amount\",\n");
    if (duties_apart(flow)) buf_puts(&w->out, "  separate = { { \"s1\", \"s2\" } },\n");
}

static void write_handlers(writing_t *w) {
    sim_t *s = w->s;
    if (!sim_chance(s, 50)) return;
    buf_puts(&w->out, "  on = {\n");
    for (size_t i = 0; i < sizeof HANDLERS / sizeof *HANDLERS; i++)
        if (sim_chance(s, 35)) buf_printf(&w->out, "    %s,\n", PICK(s, HANDLERS[i]));
    buf_puts(&w->out, "  },\n");
}

static void write_risk(writing_t *w) {
    sim_t *s = w->s;
    if (!sim_chance(s, 30)) return;
    s->versions.drawn[w->flow].rates = true;
    buf_printf(
        &w->out,
        "  risk = function(r, set)\n    if r.amount > set.limit then return \"high\", \"a large sum\"%s end\n"
        "    return r.kind == \"services\" and \"medium\" or \"low\", \"as usual\"\n  end,\n",
        sim_chance(s, 95)
            ? ", response_plan { by = initiator, within = workdays(2), check = post \"d0.head\", "
              "check_within = workdays(2) }"
            : "");
}

static void write_deviation(writing_t *w, int flow) {
    bool replans = sim_chance(w->s, 80);
    w->s->versions.drawn[flow].replans = replans;
    buf_printf(&w->out, "  deviation = { to = post \"d0.head\", within = workdays(2), replan = %s },\n",
               replans ? "true" : "false");
}

static void write_flow(writing_t *w, int flow) {
    static const char *const WITHDRAW[] = {
        "\"before_first_decision\"",   "\"before_end\"",           "\"never\"",
        "after_approval(workdays(5))", "after_approval(days(30))", "after_approval(workhours(9))"};
    static const char *const BARS[] = {"overdue", "any", "never"};
    static const char *const CHANGES[] = {
        "note = {}, amount = {}, deputy = {}, remark = { by = role \"checker\" }, kind = {}",
        "note = {}, amount = { from = amount \"500 EUR\", fraction = 0.5 }, deputy = {}",
        "note = {}, amount = { fraction = 0.1 }, deputy = { by = post \"d0.head\" }"};
    sim_t *s = w->s;
    w->steps = w->approve = 0;
    w->flow = flow;
    s->wishes[flow].count = 0;
    write_head(w, flow);
    w->likes = sim_chance(s, 40);
    if (w->likes)
        buf_printf(
            &w->out,
            "  uses = { likes = sum_of { field = \"amount\", same = { \"%s\" }, within = days(30) } },\n",
            sim_chance(s, 50) ? "initiator" : "department");
    buf_puts(&w->out, "  stages = {\n");
    w->listed = flow % 2 == 1 && sim_chance(s, 60);
    if (flow % 3 == 1) write_stage(w, "prepare", true);
    write_stage(w, "approval", false);
    if (flow % 2 == 1) write_stage(w, "execution", false);
    if (w->listed) write_stage(w, "afterwards", false);
    if (sim_chance(s, 50)) write_acceptance(w);
    buf_puts(&w->out, "  },\n");
    if (sim_chance(s, 60))
        buf_printf(&w->out, "  on_refuse = to_initiator { %swithin = workdays(5) },\n",
                   sim_chance(s, 60) ? "acknowledge = true, " : "");
    if (sim_chance(s, 90)) {
        buf_puts(&w->out, "  overdue = ");
        write_ladder(w);
        buf_puts(&w->out, ",\n");
    }
    write_handlers(w);
    if (sim_chance(s, 35))
        buf_printf(&w->out, "  green_channel = { within = workdays(%d), overdue = %s, bars = \"%s\" },\n",
                   1 + sim_below(s, 4), LADDERS[sim_below(s, 4)], PICK(s, BARS));
    if (flow % 2 == 1 && sim_chance(s, 85)) /* there has to be something to deviate from */
        write_deviation(w, flow);
    write_risk(w);
    buf_printf(&w->out, "  revise_within = workdays(%d), withdraw = %s,\n", 2 + sim_below(s, 5),
               PICK(s, WITHDRAW));
    if (sim_chance(s, 70)) buf_printf(&w->out, "  changes = { %s },\n", PICK(s, CHANGES));
    if (sim_chance(s, 30)) buf_puts(&w->out, "  copy_at_end = role \"checker\",\n");
    if (sim_chance(s, 25))
        buf_printf(&w->out, "  same_person = \"%s\",\n", sim_chance(s, 50) ? "anywhere" : "consecutive");
    if (sim_chance(s, 30)) buf_puts(&w->out, "  latest = true,\n");
    if (!rules_check_deputy(rules_flow(flow)) && sim_chance(s, 35)) write_checks(w);
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
        if (i == w.without) s->versions.drawn[i] = (flow_facts_t){.absent = true};
        if (i == w.without) continue;
        if (!plain) {
            write_flow(&w, i);
            continue;
        }
        s->wishes[i].count = 0;
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
