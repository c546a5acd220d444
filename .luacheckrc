-- What luacheck accepts as known words. Lua 5.4; lines as long as in the C files.
std = "lua54"
max_line_length = 120

-- The words of rule files, in the order of scripts/README.md. A word added to the vocabulary is added here.
local vocabulary = {
    -- files: what a rule file declares
    "flow", "extend", "test", "decision",
    -- plans
    "sequence", "all", "any", "approve", "act",
    -- people
    "person", "role", "post", "holder", "head_of", "leader_of", "service", "assignee",
    -- time
    "workdays", "workhours", "ladder",
    -- form fields
    "money", "text", "date_range",
    -- values and answers
    "amount", "to_initiator",
}

-- A rule function is called with what its place promises, whether it needs it or not: unused arguments are no finding.
files["rules/**/*.lua"] = { read_globals = vocabulary, unused_args = false }
files["tests/**/*.lua"] = { read_globals = vocabulary, unused_args = false }

-- Rule files that are wrong on purpose: what the checker and the sandbox are tested with.
exclude_files = { "tests/**/broken/**", "tests/**/attacks/**" }
