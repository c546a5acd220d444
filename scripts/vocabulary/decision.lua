-- Decision tables: rows of conditions over named inputs, and what each row gives. Called as a function, on a table
-- of values or on facts; every column is looked up there by its name.
--
--   local quotes = decision "quotes" {
--     hit     = "unique",
--     inputs  = { { "spend", at_least "0 USD" } },          -- a name, or a name and what values it can have
--     outputs = { "written" },                              -- a name, or { name, one_of {…}, default = … }
--     rows    = {
--       { below "10000 USD",                                1 },
--       { both(at_least "10000 USD", below "50000 USD"),    2, because = "from 10,000 two quotes" },
--       { at_least "50000 USD",                             3 },
--     },
--   }
--   local written, why = quotes { spend = r.amount }
--
-- One output is returned as its value, several as a table by name; the second result says which rows gave it. Hit
-- policies are those of DMN 1.5 (OMG formal/2024-01-01, chapter 8): unique, any, first, priority (the order of
-- the outputs' one_of), rule order, output order, collect, collect sum / min / max / count. No row, or one too many,
-- is an error, never a guess: a command that needs the answer is refused.
--
-- Declared tables stand in host.decisions for the checker (scripts/checker/tables.lua).

local decision_meta, condition_meta = {}, {}
local decisions = {}
host.decisions = decisions

local HITS = {
  "unique", "any", "first", "priority", "rule order", "output order",
  "collect", "collect sum", "collect min", "collect max", "collect count",
}
local is_hit = {}
for _, name in ipairs(HITS) do is_hit[name] = true end

-- ---- values ----

-- What stands in a cell or a condition: money and dates written as texts become values of their kind.
local function constant(x)
  if type(x) ~= "string" then return x end
  if x:find("^%-?%d[%d%.]* [A-Z][A-Z][A-Z]$") or x:find("^[A-Z][A-Z][A-Z] %-?%d[%d%.]*$") then
    return host.words.amount(x)
  end
  if x:find("^%d%d%d%d%-%d%d%-%d%d$") then return host.words.date(x) end
  return x
end

local scalar = { string = "a text", boolean = "a flag", number = "a number" }

-- Can a and b be put in order? Values of the host (money, dates, decimals) say so themselves, by failing.
local function comparable(a, b)
  local ka, kb = scalar[type(a)], scalar[type(b)]
  if ka and kb then return ka == kb and ka ~= "a flag" end
  return not (ka and ka ~= "a number") and not (kb and kb ~= "a number")
end

local function less(a, b) return a < b end

-- Equality across kinds of numbers: a decimal and a whole number are no `==` in Lua, whatever their values.
local function same(a, b)
  if a == b then return true end
  if type(a) == type(b) or type(a) == "boolean" or type(b) == "boolean" then return false end
  if a == nil or b == nil or not comparable(a, b) then return false end
  return not less(a, b) and not less(b, a)
end

-- ---- conditions ----

local function condition(op, fields)
  local file, line = where()
  fields.op, fields.file, fields.line = op, file, line
  return setmetatable(fields, condition_meta)
end

local function is_condition(x) return getmetatable(x) == condition_meta end

local function bound(word, x)
  if x == nil or type(x) == "boolean" or is_condition(x) then
    fail(word .. ' needs an amount, a number, a date or a text, such as ' .. word .. ' "5000 EUR"')
  end
  return constant(x)
end

local function list(word, items)
  if type(items) ~= "table" or #items == 0 then fail(word .. ' needs a list, such as ' .. word .. ' { "a", "b" }') end
  local out = {}
  for i, x in ipairs(items) do
    if is_condition(x) then fail(word .. " takes values, not conditions") end
    out[i] = constant(x)
  end
  return out
end

local function ordered(op)
  return function(x) return condition(op, { a = bound(op, x) }) end
end

local function between(a, b)
  a, b = bound("between", a), bound("between", b)
  if not comparable(a, b) then fail("between needs two values of one kind") end
  if less(b, a) then fail("between needs the smaller value first") end
  return condition("between", { a = a, b = b })
end

local function both(a, b)
  if not is_condition(a) or not is_condition(b) then
    fail('both needs two conditions, such as both(at_least "1 EUR", below "5 EUR")')
  end
  return condition("both", { a = a, b = b })
end

local function except(x)
  if not is_condition(x) then x = condition("exactly", { a = bound("except", x) }) end
  return condition("except", { a = x })
end

local any_value = setmetatable({ op = "any_value" }, condition_meta)
local empty = setmetatable({ op = "empty" }, condition_meta)
local given = setmetatable({ op = "given" }, condition_meta)

local holds -- by op: does the condition hold for this value?
local tests = {
  any_value = function() return true end,
  empty     = function(_, v) return v == nil end,
  given     = function(_, v) return v ~= nil end,
  exactly   = function(c, v) return same(v, c.a) end,
  above     = function(c, v) return v ~= nil and less(c.a, v) end,
  at_least  = function(c, v) return v ~= nil and not less(v, c.a) end,
  below     = function(c, v) return v ~= nil and less(v, c.a) end,
  at_most   = function(c, v) return v ~= nil and not less(c.a, v) end,
  between   = function(c, v) return v ~= nil and not less(v, c.a) and not less(c.b, v) end,
  both      = function(c, v) return holds(c.a, v) and holds(c.b, v) end,
  except    = function(c, v) return not holds(c.a, v) end,
  one_of    = function(c, v)
    for _, x in ipairs(c.values) do
      if same(v, x) then return true end
    end
    return false
  end,
  not_in    = function(c, v)
    for _, x in ipairs(c.values) do
      if same(v, x) then return false end
    end
    return true
  end,
}

-- A value that can't be compared with the condition's is the author's mistake, and must not read as "no".
local function fits(c, v)
  local a = c.a
  if v ~= nil and a ~= nil and not is_condition(a) and c.op ~= "exactly" and not comparable(v, a) then
    fail("it is " .. (scalar[type(v)] or tostring(v)) .. ", and is compared with " .. tostring(a))
  end
end
holds = function(c, v)
  fits(c, v)
  return tests[c.op](c, v)
end

local words = { -- how a condition reads
  any_value = "any value", empty = "empty", given = "given",
}
local function spell(c)
  if words[c.op] then return words[c.op] end
  if c.op == "exactly" then return tostring(c.a) end
  if c.op == "both" then return spell(c.a) .. " and " .. spell(c.b) end
  if c.op == "except" then return "except " .. spell(c.a) end
  if c.op == "between" then return "between " .. tostring(c.a) .. " and " .. tostring(c.b) end
  if c.values then
    local out = {}
    for i, x in ipairs(c.values) do out[i] = tostring(x) end
    return c.op:gsub("_", " ") .. " " .. table.concat(out, ", ")
  end
  return c.op:gsub("_", " ") .. " " .. tostring(c.a)
end

-- ---- declaring ----

local function column(x, what, i)
  local c
  if type(x) == "string" then
    c = { name = x }
  elseif type(x) == "table" then
    c = { name = x[1], domain = x[2], default = x.default }
  end
  if not c or type(c.name) ~= "string" or c.name == "" then
    fail(what .. " " .. i .. ' needs a name: "amount", or { "amount", at_least "0 EUR" }')
  end
  if type(c.domain) == "boolean" or (c.domain ~= nil and not is_condition(c.domain)) then
    fail(what .. ' "' .. c.name .. '": what values it can have is said by a condition, such as one_of { "a", "b" }')
  end
  if c.default ~= nil then c.default = constant(c.default) end
  return c
end

local function columns(list_of, what)
  if type(list_of) ~= "table" or #list_of == 0 then
    fail(what .. "s = { … } lists at least one name")
  end
  local out, seen = {}, {}
  for i, x in ipairs(list_of) do
    local c = column(x, what, i)
    if seen[c.name] then fail(what .. ' "' .. c.name .. '" stands twice') end
    seen[c.name] = true
    out[i] = c
  end
  return out
end

-- A sentence: a text, or { en = …, zh = … }.
local function check_words(said, what)
  if said == nil or type(said) == "string" then return end
  local some = type(said) == "table" and (said.en or said.zh)
  for k, v in pairs(some and said or {}) do
    some = some and (k == "en" or k == "zh") and type(v) == "string"
  end
  if not some then fail(what .. ' is a text, or { en = "…", zh = "…" }') end
end

local function row(x, i, t)
  local width = #t.inputs + #t.outputs
  if type(x) ~= "table" then fail("row " .. i .. " is not a table") end
  if #x ~= width then
    fail("row " .. i .. " has " .. #x .. " cells and needs " .. width .. ": " .. #t.inputs .. " inputs and "
      .. #t.outputs .. " outputs (what does not matter is written any_value)")
  end
  local r = { when = {}, give = {}, because = x.because, line = t.line }
  for k in pairs(x) do
    if type(k) ~= "number" and k ~= "because" then fail("row " .. i .. ": only `because` may be named in a row") end
  end
  check_words(x.because, "row " .. i .. ": because")
  for k = #t.inputs, 1, -1 do
    local c = x[k]
    if not is_condition(c) then c = setmetatable({ op = "exactly", a = constant(c) }, condition_meta) end
    r.when[k] = c
    if c.file == t.file and c.line then r.line = c.line end
  end
  for k = 1, #t.outputs do
    local v = x[#t.inputs + k]
    local out = t.outputs[k]
    if is_condition(v) then fail("row " .. i .. ": output \"" .. out.name .. '" is a condition, not a value') end
    v = constant(v)
    if out.domain and not holds(out.domain, v) then
      fail("row " .. i .. ": output \"" .. out.name .. '" is ' .. tostring(v) .. ", not " .. spell(out.domain))
    end
    r.give[k] = v
  end
  return r
end

local function check_hit(t)
  if not is_hit[t.hit] then
    local near = nearest(tostring(t.hit), HITS)
    fail("hit = " .. tostring(t.hit) .. " is no hit policy" .. (near and '; did you mean "' .. near .. '"?' or "")
      .. ": unique, any, first, priority, rule order, output order, collect, collect sum, min, max or count")
  end
  if t.hit:find("^collect .") and #t.outputs ~= 1 then
    fail('hit = "' .. t.hit .. '" needs exactly one output')
  end
  if t.hit == "priority" or t.hit == "output order" then
    local d = t.outputs[1].domain
    if not d or d.op ~= "one_of" then
      fail('hit = "' .. t.hit .. '" needs the order of its first output: { "' .. t.outputs[1].name
        .. '", one_of { "first", "second" } }')
    end
  end
end

local KEYS = { "hit", "inputs", "outputs", "rows", "title", "clause" }

local function declare(name, def)
  if type(def) ~= "table" then fail('decision "' .. name .. '" needs { inputs, outputs, rows }') end
  for k in pairs(def) do
    local known = false
    for _, n in ipairs(KEYS) do known = known or n == k end
    if not known then
      local near = nearest(tostring(k), KEYS)
      fail('decision "' .. name .. '" has no `' .. tostring(k) .. "`"
        .. (near and "; did you mean `" .. near .. "`?" or ""))
    end
  end
  local file, line = where()
  local t = { name = name, file = file, line = line, hit = def.hit or "unique", title = def.title, clause = def.clause }
  check_words(def.title, 'decision "' .. name .. '": title')
  t.inputs, t.outputs = columns(def.inputs, "input"), columns(def.outputs, "output")
  check_hit(t)
  if type(def.rows) ~= "table" or #def.rows == 0 then fail('decision "' .. name .. '" needs rows = { … }') end
  t.rows = {}
  for i, x in ipairs(def.rows) do t.rows[i] = row(x, i, t) end
  if not pcall(function() decisions[#decisions + 1] = t end) then
    fail('decision "' .. name .. '" stands inside a function; declare it in the file itself, where it can be checked,'
      .. " and call it here")
  end
  return setmetatable({ table = t }, decision_meta)
end

local function decision(name)
  if type(name) ~= "string" or name == "" then fail('decision needs a name: decision "quotes" { … }') end
  for _, t in ipairs(decisions) do
    if t.name == name and t.file == (where()) then fail('decision "' .. name .. '" is declared twice in this file') end
  end
  return function(def) return declare(name, def) end
end

-- ---- deciding ----

local function result(t, r)
  if #t.outputs == 1 then return r.give[1] end
  local out = {}
  for k, c in ipairs(t.outputs) do out[c.name] = r.give[k] end
  return out
end

local function given_values(t, values)
  local out = {}
  for k, c in ipairs(t.inputs) do
    local v = values[c.name]
    out[#out + 1] = c.name .. " = " .. (v == nil and "nil" or tostring(v))
    if k == 6 then break end
  end
  return table.concat(out, ", ")
end

local function stop(t, values, message)
  -- a tail call, `return quotes { … }`, leaves no place of its own: the table's is told besides
  fail('decision "' .. t.name .. '" (' .. t.file .. ":" .. t.line .. "): " .. message .. " for "
    .. given_values(t, values))
end

local function row_fits(t, r, values)
  for k, c in ipairs(t.inputs) do
    local cond = r.when[k]
    if cond ~= any_value and not holds(cond, values[c.name]) then return false end
  end
  return true
end

local function check_domain(t, values)
  for _, c in ipairs(t.inputs) do
    local v = values[c.name]
    if c.domain and v ~= nil and not holds(c.domain, v) then
      stop(t, values, 'input "' .. c.name .. '" is not ' .. spell(c.domain))
    end
  end
end

-- Rank of a row by its outputs, the first output first: smaller is more important.
local function before(t, a, b)
  for k, c in ipairs(t.outputs) do
    if c.domain and c.domain.op == "one_of" and not same(a.give[k], b.give[k]) then
      for _, x in ipairs(c.domain.values) do
        if same(a.give[k], x) then return true end
        if same(b.give[k], x) then return false end
      end
    end
  end
  return false
end

local function by_priority(t, hits)
  local out = {}
  for _, r in ipairs(hits) do -- insertion: few rows, and rows of the same rank keep their order
    local at = #out + 1
    while at > 1 and before(t, r, out[at - 1]) do at = at - 1 end
    table.insert(out, at, r)
  end
  return out
end

local function same_output(t, a, b)
  for k = 1, #t.outputs do
    if not same(a.give[k], b.give[k]) then return false end
  end
  return true
end

local function numbers(t, hits)
  local out = {}
  for i, r in ipairs(t.rows) do
    for _, h in ipairs(hits) do
      if h == r then out[#out + 1] = tostring(i) end
    end
  end
  return table.concat(out, ", ")
end

-- A row without a sentence: "levels, row 3"; in both languages where the title is.
local function called(t, en, zh)
  if type(t.title) ~= "table" then return (t.title or t.name) .. ", " .. en end
  return { en = (t.title.en or t.name) .. ", " .. en, zh = (t.title.zh or t.name) .. "，" .. zh }
end

local function why(t, hits)
  if #hits == 0 then return called(t, "default", "默认") end
  if hits[1].because then return hits[1].because end
  local which = numbers(t, hits)
  return called(t, "row " .. which, "第 " .. which .. " 行")
end

local function default_row(t)
  local give = {}
  for k, c in ipairs(t.outputs) do
    if c.default == nil then return nil end
    give[k] = c.default
  end
  return { give = give }
end

local function results(t, hits)
  local out = {}
  for i, r in ipairs(hits) do out[i] = result(t, r) end
  return out
end

local aggregate = {
  ["collect sum"] = function(a, b) return a + b end,
  ["collect min"] = function(a, b) return less(b, a) and b or a end,
  ["collect max"] = function(a, b) return less(a, b) and b or a end,
}

-- One row of those that fit, by the hit policy; nil: none fits.
local function single(t, hits, values)
  if t.hit == "unique" and #hits > 1 then
    stop(t, values, "rows " .. numbers(t, hits) .. ' fit at once, and hit = "unique" allows one;'
      .. " make their conditions exclude each other")
  elseif t.hit == "any" then
    for i = 2, #hits do
      if not same_output(t, hits[1], hits[i]) then
        stop(t, values, "rows " .. numbers(t, hits) .. ' fit at once and give different results, and hit = "any"'
          .. " needs the same")
      end
    end
  elseif t.hit == "priority" then
    hits = by_priority(t, hits)
  end
  return hits[1]
end

local function decide(t, values)
  if type(values) ~= "table" and type(values) ~= "userdata" then
    fail('decision "' .. t.name .. '" is called with the values of its inputs: { ' .. t.inputs[1].name .. " = … }")
  end
  check_domain(t, values)
  local hits = {}
  for _, r in ipairs(t.rows) do
    if row_fits(t, r, values) then
      hits[#hits + 1] = r
      if t.hit == "first" then break end
    end
  end
  if t.hit == "collect count" then return #hits, why(t, hits) end
  local default = #hits == 0 and default_row(t) or nil
  if t.hit == "collect" or t.hit == "rule order" or t.hit == "output order" then
    local order = t.hit == "output order" and by_priority(t, hits) or hits
    return results(t, default and { default } or order), why(t, hits)
  end
  if default then return result(t, default), why(t, hits) end
  if #hits == 0 then
    stop(t, values, "no row fits; add a row, or a default to each output,")
  end
  if aggregate[t.hit] then
    local out = hits[1].give[1]
    for i = 2, #hits do out = aggregate[t.hit](out, hits[i].give[1]) end
    return out, why(t, hits)
  end
  local r = single(t, hits, values)
  return result(t, r), why(t, t.hit == "any" and hits or { r })
end

decision_meta.__name = "decision"
decision_meta.__call = function(self, values) return decide(self.table, values) end
decision_meta.__tostring = function(self) return 'decision "' .. self.table.name .. '"' end
condition_meta.__name = "condition"
condition_meta.__tostring = spell

-- The row that wins by priority among those numbered, by its number.
function host.decision_winner(t, hits)
  local rows, number = {}, {}
  for i, n in ipairs(hits) do
    rows[i] = t.rows[n]
    number[t.rows[n]] = n
  end
  return number[by_priority(t, rows)[1]]
end

-- For the checker, and for other words that take conditions.
host.condition = { is = is_condition, holds = holds, spell = spell, same = same, less = less, any_value = any_value }

return {
  decision  = decision,
  any_value = any_value,
  empty     = empty,
  given     = given,
  above     = ordered "above",
  at_least  = ordered "at_least",
  below     = ordered "below",
  at_most   = ordered "at_most",
  between   = between,
  both      = both,
  except    = except,
  exactly   = function(x) return condition("exactly", { a = type(x) == "boolean" and x or bound("exactly", x) }) end,
  one_of    = function(items) return condition("one_of", { values = list("one_of", items) }) end,
  not_in    = function(items) return condition("not_in", { values = list("not_in", items) }) end,
}
