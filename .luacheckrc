-- What luacheck accepts as known words. Lua 5.4; lines as long as in the C files.
std = "lua54"
max_line_length = 120

-- The words of rule files, in the order of scripts/README.md. A word added to the vocabulary is added here.
local vocabulary = {
    -- files: what a rule file declares
    "flow", "extend", "test", "stage", "setting", "decision",
    -- plans
    "sequence", "all", "any", "vote", "loop", "parallel", "choose", "approve", "act", "agree", "copy_to", "each",
    "open_record", "monitor", "warn", "rectify", "response_plan", "matrix",
    "checklist", "because", "passes_if_empty", "allowed", "skip", "fallback", "refusals",
    -- people
    "person", "role", "post", "holder", "head_of", "leader_of", "superior_of", "chain_of_superiors", "service", "field",
    "decider", "first_of", "picked", "initiator", "assignee",
    -- time
    "workdays", "workhours", "hours", "days", "at", "ladder",
    -- form fields
    "money", "text", "number", "date", "date_range", "choice", "department", "document", "table_of", "rows", "flag",
    -- conditions of decision tables
    "any_value", "empty", "given", "above", "at_least", "below", "at_most", "between", "both", "except", "exactly",
    "one_of", "not_in",
    -- values and answers
    "amount", "divide", "sum", "is_empty", "to_initiator", "after_approval", "problem", "remind", "notify", "reassign",
    "refuse",
    "set_field", "sum_of", "finish", "pass", "check",
}

-- A rule function is called with what its place promises, whether it needs it or not: unused arguments are no finding.
files["rules/**/*.lua"] = { read_globals = vocabulary, unused_args = false }
files["tests/**/*.lua"] = { read_globals = vocabulary, unused_args = false }
files["scripts/bench/*.lua"] = { read_globals = vocabulary, unused_args = false }

-- Shipped scripts: what trusted code sees besides the library (host/script/sandbox.h).
local trusted = { "where", "fail", "nearest", "freeze", "unsealed" }
files["scripts/vocabulary/*.lua"] = { globals = { "host" }, read_globals = trusted }
files["scripts/checker/*.lua"] = { globals = { "host" }, read_globals = trusted }

-- Rule files that are wrong on purpose: what the checker and the sandbox are tested with.
exclude_files = { "tests/**/broken/**", "tests/**/attacks/**" }
