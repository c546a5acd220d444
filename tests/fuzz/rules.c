/* Rule files, as a department's administrator writes them: loaded, and what loads is checked as `countersign
 * check` does. An input that begins with a zero byte is a packed ruleset, as the store keeps it. */
#include "fuzz/shared/pieces.h"
#include "script/check.h"
#include "support/demo_directory.h"
#include "support/plain_calendars.h"

enum { ERRORS_MAX = 8, CHECK_RUNS_FUZZ = 40, FLOWS_MAX = 4 };

/* Less than in force: what is slow within the limits is no finding. */
static const ruleset_options_t LIMITS = {.instructions = 20000, .wall_ms = 5000, .memory = 16 << 20};

static void check(ruleset_t *rules, arena_t *arena) {
    static directory_t *directory;
    if (directory == NULL) directory = demo_directory(1);
    calendars_t calendars = plain_calendars();
    check_options_t options = {.at = INSTANT_NONE, .runs = CHECK_RUNS_FUZZ};
    check_report_t report;
    diag_t d = {0};
    if (rules_check(rules, directory, &calendars, &options, arena, &report, &d) != 0) {
        fuzz_refused(&d);
        return;
    }
    FUZZ_MUST(report.errors + report.warnings + report.risks + report.notes == report.finding_count);
    for (size_t i = 0; i < report.finding_count; i++) {
        diag_t copy;
        diag_copy(&copy, report.findings[i].what);
        FUZZ_MUST(check_severity_word(report.findings[i].severity) != NULL);
        fuzz_refused(&copy);
    }
}

/* ---- what engine asks of rules ---- */

typedef struct asking {
    const rules_t *rules;
    const flow_t *flow;
    facts_t facts;
    arena_t *arena;
} asking_t;

/* A value for every field of the form, those of tables too. */
static value_t value_of(const field_def_t *def, arena_t *arena) {
    static const char *const texts[] = {[VALUE_TEXT] = "HR-01",
                                        [VALUE_MONEY] = "6.00",
                                        [VALUE_NUMBER] = "2.5",
                                        [VALUE_DATE] = "2026-01-31",
                                        [VALUE_RANGE] = "2026-01-01..2026-01-31",
                                        [VALUE_PERSON] = "#1008",
                                        [VALUE_DEPARTMENT] = "it",
                                        [VALUE_FLAG] = "yes"};
    value_t value = {0};
    diag_t d = {0};
    if (def->kind == VALUE_DOCUMENT)
        return (value_t){.kind = VALUE_DOCUMENT,
                         .u.document = {.name = "a.pdf", .media_type = "application/pdf"}};
    if (def->kind == VALUE_TABLE) {
        row_t *row = arena_alloc(arena, sizeof *row);
        *row = (row_t){arena_array(arena, def->column_count, sizeof *row->cells), def->column_count};
        for (size_t i = 0; i < def->column_count; i++)
            row->cells[i] = value_of(&def->columns[i], arena);
        return (value_t){.kind = VALUE_TABLE, .u.table = {row, 1}};
    }
    const char *text = def->kind == VALUE_CHOICE ? def->choices[0] : texts[def->kind];
    if (def->kind == VALUE_MONEY)
        text = arena_printf(arena, "6 %s", def->currency != NULL ? def->currency : "EUR");
    if (text != NULL && field_parse(def, text, arena, &value, &d) != 0) fuzz_refused(&d);
    return value;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const field_t *)a)->name, ((const field_t *)b)->name);
}

static void fill_form(const flow_t *flow, record_t *record, arena_t *arena) {
    record->fields = arena_array(arena, flow->field_count, sizeof *record->fields);
    for (size_t i = 0; i < flow->field_count; i++) {
        value_t value = value_of(&flow->fields[i], arena);
        if (value.kind != VALUE_NONE)
            record->fields[record->field_count++] = (field_t){flow->fields[i].name, value};
    }
    qsort(record->fields, record->field_count, sizeof *record->fields, by_name);
}

static void ask_people(const asking_t *a, const source_t *from) {
    for (; from != NULL; from = from->next) {
        source_t *source;
        diag_t d = {0};
        source_text(from, a->arena);
        if (from->kind == SOURCE_FUNCTION &&
            a->rules->people(a->rules->ctx, a->flow, from->key, &a->facts, a->arena, &source, &d) != 0)
            fuzz_refused(&d);
        ask_people(a, from->of);
    }
}

static void ask_ladder(const asking_t *a, const ladder_t *ladder) {
    task_t task = {.id = 7,
                   .step = 1,
                   .person = 1003,
                   .state = TASK_OPEN,
                   .opened_at = a->facts.at,
                   .ended_at = INSTANT_NONE};
    facts_t facts = a->facts;
    facts.task = &task;
    for (size_t i = 0; i < ladder->count; i++)
        for (size_t k = 0; k < ladder->rungs[i].act_count; k++) {
            const rung_act_t *act = &ladder->rungs[i].acts[k];
            effects_t effects;
            diag_t d = {0};
            ask_people(a, act->who);
            if (act->action == RUNG_CALL &&
                a->rules->call(a->rules->ctx, a->flow, act->function, &facts, a->arena, &effects, &d) != 0)
                fuzz_refused(&d);
        }
}

static void ask_stage(const asking_t *a, int32_t stage) {
    plan_t plan;
    diag_t d = {0};
    if (a->rules->plan(a->rules->ctx, a->flow, stage, &a->facts, a->arena, &plan, &d) != 0) {
        fuzz_refused(&d);
        return;
    }
    FUZZ_MUST(plan.step_count == 0 || plan_check(&plan, &d) == 0);
    buf_t bytes;
    buf_init(&bytes, 0);
    plan_encode(&plan, &bytes);
    FUZZ_MUST(!bytes.failed); /* whatever a rule plans can be stored */
    buf_free(&bytes);
    for (size_t i = 0; i < plan.step_count; i++) {
        ask_people(a, plan.steps[i].by);
        ask_ladder(a, &plan.steps[i].ladder);
    }
}

/* One flow, as it holds for a department. */
static void ask(const rules_t *rules, const char *name, const char *department, arena_t *arena) {
    static directory_t *directory;
    if (directory == NULL) directory = demo_directory(1);
    calendars_t calendars = plain_calendars();
    asking_t a = {.rules = rules, .arena = arena};
    diag_t d = {0};
    problem_t *problems;
    size_t count;
    if (rules->flow(rules->ctx, name, department, directory, &a.flow, &d) != 0) {
        fuzz_refused(&d);
        return;
    }
    record_t record = {.id = 1,
                       .flow = name,
                       .department = department,
                       .initiator = 1008,
                       .state = RECORD_OPEN,
                       .round = 1,
                       .submitted_at = INT64_C(1772442000000),
                       .ended_at = INSTANT_NONE};
    fill_form(a.flow, &record, arena);
    a.facts = (facts_t){
        .record = &record, .directory = directory, .calendars = &calendars, .at = record.submitted_at};
    if (rules->check(rules->ctx, a.flow, &a.facts, arena, &problems, &count, &d) != 0) fuzz_refused(&d);
    for (size_t stage = 0; stage < a.flow->stage_count; stage++)
        ask_stage(&a, (int32_t)stage);
    ask_ladder(&a, &a.flow->overdue);
}

static void ask_all(ruleset_t *rules, arena_t *arena) {
    const flow_t *flow;
    for (size_t i = 0; i < FLOWS_MAX && (flow = ruleset_flow_at(rules, i)) != NULL; i++) {
        ask(ruleset_rules(rules), flow->name, "sales", arena);
        ask(ruleset_rules(rules), flow->name, "finance.tax", arena);
        if (ruleset_spoiled(rules)) return;
    }
}

static void look_at_declared(ruleset_t *rules) {
    for (size_t i = 0; ruleset_flow_at(rules, i) != NULL; i++) {
        const flow_t *flow = ruleset_flow_at(rules, i);
        FUZZ_MUST(flow->name != NULL && flow->stage_count > 0);
    }
    for (size_t i = 0; ruleset_test_at(rules, i) != NULL; i++)
        FUZZ_MUST(ruleset_test_at(rules, i)->name != NULL);
}

static void open_packed(bytes_t packed, arena_t *arena) {
    diag_t errors[ERRORS_MAX];
    size_t count = 0;
    memset(errors, 0, sizeof errors);
    ruleset_t *rules = ruleset_open_all(packed, &LIMITS, errors, ERRORS_MAX, &count);
    FUZZ_MUST(rules != NULL || count > 0);
    for (size_t i = 0; i < count && i < ERRORS_MAX; i++)
        fuzz_refused(&errors[i]);
    if (rules != NULL) {
        look_at_declared(rules);
        ask_all(rules, arena);
        if (!ruleset_spoiled(rules)) check(rules, arena);
    }
    ruleset_close(rules);
}

/* Bytes that are read as a ruleset are the one spelling of it. */
static void reread(bytes_t packed, arena_t *arena) {
    ruleset_content_t content;
    diag_t d = {0};
    buf_t again;
    hash_t hash;
    if (ruleset_unpack(packed, arena, &content, &d) != 0) {
        fuzz_refused(&d);
        return;
    }
    buf_init(&again, RULESET_MAX);
    FUZZ_MUST(ruleset_pack(&content, &again, &hash, &d) == 0);
    FUZZ_MUST(again.len == packed.len && memcmp(again.at, packed.at, packed.len) == 0);
    buf_free(&again);
    open_packed(packed, arena);
}

static void open_file(bytes_t text, arena_t *arena) {
    rule_file_t file = {"finance/t.lua", text};
    ruleset_content_t content = {.files = &file, .file_count = 1};
    buf_t packed;
    hash_t hash;
    diag_t d = {0};
    buf_init(&packed, RULESET_MAX);
    if (ruleset_pack(&content, &packed, &hash, &d) == 0)
        open_packed((bytes_t){packed.at, packed.len}, arena);
    else
        fuzz_refused(&d);
    buf_free(&packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena_t arena;
    fuzz_setup();
    arena_init(&arena, 0);
    if (size > 0 && data[0] == '\0')
        reread((bytes_t){data + 1, size - 1}, &arena);
    else
        open_file((bytes_t){data, size}, &arena);
    arena_free(&arena);
    return 0;
}

/* ---- the mutator ---- */

static const char *const WHOLES[] = {
    "flow \"finance.t\" { title = { en = \"T\", zh = \"试\" }, owner = \"finance\", clause = \"P1\",\n"
    "  fallback = post \"finance.head\",\n"
    "  form = {\n"
    "    amount = money { currency = \"EUR\", required = true },\n"
    "    what = text { required = true },\n"
    "  },\n"
    "  settings = {\n"
    "    above = amount \"5000 EUR\",\n"
    "    patience = workdays(3),\n"
    "  },\n"
    "  route = function(r, set)\n"
    "    return sequence {\n"
    "      approve \"head\" { by = head_of(r.department), within = set.patience },\n"
    "      approve \"leader\" { by = leader_of(r.department), within = workdays(2), when = r.amount > "
    "set.above, because = \"much\" },\n"
    "    }\n"
    "  end,\n"
    "  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },\n"
    "  overdue = ladder {\n"
    "    { after = workhours(0), remind = assignee },\n"
    "    { after = workdays(1), notify = head_of(assignee) },\n"
    "  },\n"
    "}\n",
    "flow \"finance.t\" { title = \"T\", owner = \"finance\", fallback = post \"finance.head\", within = "
    "workdays(2),\n"
    "  form = { day = date {}, kind = choice { \"a\", \"b\" }, sure = flag {}, whom = person {}, n = number "
    "{} },\n"
    "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"
    "  route = function(r)\n"
    "    if r.kind == \"a\" then\n"
    "      return approve \"one\" { by = role \"finance.administration\" }\n"
    "    end\n"
    "    return all {\n"
    "      approve \"x\" { by = person \"li.na\" },\n"
    "      approve \"y\" { by = r.whom },\n"
    "    }\n"
    "  end }\n",
    NULL,
};

static const char *const PIECES[] = {
    /* words and values */
    "sequence",
    "all",
    "any",
    "parallel",
    "vote",
    "choose",
    "approve",
    "act",
    "agree",
    "copy_to",
    "each",
    "refusals(1)",
    "because \"x\"",
    "passes_if_empty(\"y\")",
    "allowed(\"z\")",
    "skip(\"w\")",
    "fallback",
    "ladder",
    "flow",
    "extend",
    "stage",
    "setting",
    "test",
    "decision",
    "post",
    "role",
    "holder",
    "person",
    "service",
    "field",
    "decider",
    "first_of",
    "head_of",
    "leader_of",
    "superior_of",
    "chain_of_superiors",
    "initiator",
    "assignee",
    "workdays",
    "workhours",
    "days",
    "hours",
    "at(\"05:15\", { day = 7 })",
    "money",
    "text",
    "date",
    "date_range",
    "number",
    "choice",
    "flag",
    "rows",
    "table_of",
    "document",
    "department",
    "amount",
    "divide",
    "sum",
    "is_empty",
    "problem",
    "remind",
    "notify",
    "reassign",
    "refuse",
    "set_field",
    "any_value",
    "empty",
    "given",
    "above",
    "at_least",
    "below",
    "at_most",
    "between",
    "both",
    "except",
    "exactly",
    "one_of",
    "not_in",
    "to_initiator",
    "finish",
    "nil",
    "true",
    "false",
    "{}",
    "{ }",
    "\"\"",
    "\"finance.head\"",
    "\"company.director\"",
    "\"finance.administration\"",
    "\"5000 EUR\"",
    "\"2026-01-31\"",
    "0",
    "-1",
    "3660",
    "1e308",
    "0x7fffffffffffffff",
    "9007199254740993",
    "r",
    "set",
    "r.amount",
    "r.department",
    "r.initiator",
    "r.what",
    "..",
    "==",
    "<",
    "and",
    "not",
    "#",
    "function() end",
    "string.rep(\"x\", 1000)",
    "pairs(r)",
    "error(\"e\")",
    "pcall",
    "select(\"#\", ...)",
    /* lines */
    "    any { approve \"a\" { by = person \"li.na\" }, approve \"b\" { by = post \"finance.head\" }, need = "
    "1 },\n",
    "    all { on_refuse = \"wait\", approve \"c\" { by = role \"finance.administration\", decide = \"all\" "
    "} },\n",
    "    parallel { approve \"p\" { by = head_of \"sales\" }, approve \"q\" { by = head_of \"it\", when = "
    "r.amount > amount \"7 EUR\" } },\n",
    "    choose { approve \"u\" { by = initiator, when = r.kind == \"a\", if_initiator = allowed(\"own\") }, "
    "approve \"v\" { by = post \"finance.head\" } },\n",
    "    act \"payment\" { by = service \"treasury\", within = workdays(5) },\n",
    "    copy_to \"c\" { to = leader_of \"finance\" },\n",
    "    approve \"chain\" { by = chain_of_superiors { of = initiator, levels = 3 }, decide = \"in_order\", "
    "if_empty = \"superior\" },\n",
    "    approve \"h\" { by = holder(\"budget\", r.what), when = r.what ~= nil, because = \"theirs\", fixed "
    "= true },\n",
    "    approve \"alt\" { by = first_of { role(\"finance.administration\", \"finance\"), head_of(initiator) "
    "}, aspects = { \"x\", \"y\" } },\n",
    "    approve \"fn\" { by = function(r, set) return person \"li.na\" end, within = "
    "workdays(1):same_time() },\n",
    "    items = rows { columns = { name = text { required = true }, price = money { currency = \"CNY\" }, "
    "pieces = number {} } },\n",
    "    trip = date_range { required = true },\n",
    "    kind = choice { \"a\", \"b\", \"c\" },\n",
    "    n = number { min = 0, max = 10 }, d = date { min = date \"2026-01-01\" }, dept = department {}, doc "
    "= document {}, sure = flag {},\n",
    "  check = function(r, set) if r.amount > amount \"10 EUR\" then return { problem(\"amount\", \"too "
    "much\", \"多\") } end end,\n",
    "  overdue = ladder { { before = workdays(1), remind = assignee }, { after = days(2), reassign = "
    "head_of(assignee), within = workdays(1) } },\n",
    "  overdue = ladder { { after = workdays(1), call = function(r, set, task) return refuse \"late\" end }, "
    "{ fraction = 0.5, remind = assignee } },\n",
    "  overdue = ladder { { from_opening = at(\"05:15\", { day = 7 }), refuse = \"late\" }, { after = "
    "days(9), approve = because \"old\" } },\n",
    "  settings = { limit = 3, who = post \"finance.head\", often = workdays(2), yes = true, s = setting { "
    "\"x\", label = \"S\" } },\n",
    "  stages = { prepare = function(r) return all(each(r.items or {}, function(row, i) return agree(\"a\" "
    ".. i) { by = head_of \"it\" } end)) end,\n"
    "    approval = function(r, set) return approve \"h\" { by = post \"finance.head\" } end },\n",
    "  stages = { stage \"one\" { route = function(r) return approve \"x\" { by = initiator } end, title = "
    "\"One\" } },\n",
    "  prefix = \"EXP\", clause = \"P2.2.1\", withdraw = \"before_end\", latest = true, revise_within = "
    "workdays(1),\n",
    "local t = decision \"d\" { hit = \"first\", inputs = { \"amount\", { \"kind\", one_of { \"a\", \"b\" } "
    "} }, outputs = { \"who\" },\n"
    "  rows = { { above \"5 EUR\", \"a\", \"x\" }, { between(amount \"1 EUR\", amount \"5 EUR\"), any_value, "
    "\"y\" }, { any_value, except \"a\", \"z\" } } }\n",
    "      local who = t { amount = r.amount, kind = r.kind }\n",
    "      local q = divide(r.amount, 3) local s = sum(r.items, \"price\")\n",
    "      if is_empty(r.what) then return approve \"e\" { by = initiator } end\n",
    "local function f(n) if n == 0 then return 0 end return f(n - 1) end f(10)\n",
    "for i = 1, 100 do local x = (\"a\"):rep(i) end\n",
    "local s = string.format(\"%5.2f %s %d\", 1.5, \"x\", 3) local a, b = s:find(\"(%d+)%.\")\n",
    "table.sort({ 3, 1, 2 }, function(a, b) return a < b end)\n",
    "while true do end\n",
    "test \"t\" { flow = \"finance.t\", by = \"gao.min\", fields = { amount = \"26.85\", what = \"x\" }, "
    "expect = { \"head\" }, people = { head = \"li.na\" } }\n",
    "extend \"finance.t\" { settings = { patience = workdays(1) }, add = { approve "
    "\"pre\" { before = \"head\", by = post \"finance.head\" } },\n"
    "  change = { head = { within = workdays(1) } }, leave_out = { leader = \"not here\" }, within = { head "
    "= days(1) } }\n",
    "return { a = 1, b = { 2, 3 } }\n",
    "end\n",
    "}\n",
    "},\n",
    "{\n",
    "(",
    ")",
    "[[",
    "]]",
    "--[[\n",
    "\\u{10FFFF}",
    "goto x ::x::\n",
    NULL,
};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
    if (size > 0 && data[0] == '\0') return LLVMFuzzerMutate(data, size, room);
    return pieces_mutate(PIECES, WHOLES, data, size, room, seed);
}
