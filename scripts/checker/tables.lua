-- What is wrong with the decision tables that rule files declare: gaps, overlaps, rows that no value reaches.
-- Exact, not sampled: a column's values fall into classes between and on the constants of its conditions; all
-- values of a class meet the same rows, so a table is looked at once for each combination of classes, and a
-- combination that no row is left for is not looked into further.
--
-- host.check_table(i, report) looks at the i-th table declared and calls report(finding) with { code, file, line, … };
-- it returns the number of combinations looked at, nil when there is no such table. The words for the codes stand in
-- scripts/texts/check_en.lua and check_zh.lua.

local condition = host.condition

local POINTS = 4000 -- combinations of classes looked at in one table, after which the rest is said to be unseen
local GAPS, OVERLAPS = 5, 10 -- reported of each table, the rest counted

-- ---- classes of a column ----

local function collect(c, out)
  if c.op == "both" then
    collect(c.a, out)
    collect(c.b, out)
  elseif c.op == "except" then
    collect(c.a, out)
  elseif c.values then
    for _, v in ipairs(c.values) do out[#out + 1] = v end
  else
    if c.a ~= nil then out[#out + 1] = c.a end
    if c.b ~= nil then out[#out + 1] = c.b end
  end
end

local orders = { above = true, at_least = true, below = true, at_most = true, between = true }
local function uses(c, ops)
  if ops[c.op] then return true end
  if c.op == "both" then return uses(c.a, ops) or uses(c.b, ops) end
  return c.op == "except" and uses(c.a, ops)
end
local empties = { empty = true, given = true }

local function insert(list, v, ordered)
  for i, x in ipairs(list) do
    if condition.same(x, v) then return end
    if ordered and condition.less(v, x) then
      table.insert(list, i, v)
      return
    end
  end
  list[#list + 1] = v
end

-- A place is a class of values: `at` a constant, or between two neighbours (either may be absent), or empty, or any
-- value that no constant names.
local function axis(t, k)
  local conditions, raw = {}, {}
  local flag, text, hollow = false, false, false
  for i, r in ipairs(t.rows) do conditions[i] = r.when[k] end
  if t.inputs[k].domain then conditions[#conditions + 1] = t.inputs[k].domain end
  local compared = false
  for _, c in ipairs(conditions) do
    collect(c, raw)
    compared = compared or uses(c, orders)
    hollow = hollow or uses(c, empties)
  end
  for _, v in ipairs(raw) do
    flag = flag or type(v) == "boolean"
    text = text or type(v) == "string"
  end
  local ordered = not flag and (compared or not text)
  local constants, places = {}, {}
  for _, v in ipairs(raw) do insert(constants, v, ordered) end
  if flag then constants = { true, false } end
  if ordered and #constants > 0 then
    for i = 0, #constants do
      local low, high = constants[i], constants[i + 1]
      if low ~= nil then places[#places + 1] = { at = low, rank = 2 * i } end
      local nothing_between = low ~= nil and high ~= nil and host.adjacent and host.adjacent(low, high)
      if not nothing_between then places[#places + 1] = { low = low, high = high, rank = 2 * i + 1 } end
    end
  else
    for i, v in ipairs(constants) do places[#places + 1] = { at = v, rank = 2 * i } end
    if not flag then places[#places + 1] = { other = true, rank = 0 } end
  end
  if hollow then places[#places + 1] = { empty = true, rank = -1 } end
  local rank = function(v)
    for i, x in ipairs(constants) do
      if condition.same(x, v) then return 2 * i end
    end
    return -2
  end
  return places, rank
end

local fits
local at_place = {
  any_value = function() return true end,
  empty     = function(_, p) return p.empty end,
  given     = function(_, p) return not p.empty end,
  exactly   = function(c, p, rank) return p.rank == rank(c.a) end,
  above     = function(c, p, rank) return not p.empty and p.rank > rank(c.a) end,
  at_least  = function(c, p, rank) return not p.empty and p.rank >= rank(c.a) end,
  below     = function(c, p, rank) return not p.empty and p.rank < rank(c.a) end,
  at_most   = function(c, p, rank) return not p.empty and p.rank <= rank(c.a) end,
  between   = function(c, p, rank) return not p.empty and p.rank >= rank(c.a) and p.rank <= rank(c.b) end,
  both      = function(c, p, rank) return fits(c.a, p, rank) and fits(c.b, p, rank) end,
  except    = function(c, p, rank) return not fits(c.a, p, rank) end,
  one_of    = function(c, p, rank)
    for _, v in ipairs(c.values) do
      if p.rank == rank(v) then return true end
    end
    return false
  end,
  not_in    = function(c, p, rank)
    for _, v in ipairs(c.values) do
      if p.rank == rank(v) then return false end
    end
    return true
  end,
}
fits = function(c, p, rank) return at_place[c.op](c, p, rank) or false end

local function spell(p)
  if p.empty then return "empty" end
  if p.other then return "any other value" end
  if p.at ~= nil then return tostring(p.at) end
  if p.low == nil and p.high == nil then return "any value" end
  if p.low == nil then return "below " .. tostring(p.high) end
  if p.high == nil then return "above " .. tostring(p.low) end
  return "between " .. tostring(p.low) .. " and " .. tostring(p.high)
end

-- Classes of column k: { text, fits = { [row] = bool }, domain }. Places that meet the same rows are one.
local function classes(t, k)
  local places, rank = axis(t, k)
  local out, seen = {}, {}
  local domain = t.inputs[k].domain
  for _, p in ipairs(places) do
    if not domain or p.empty or fits(domain, p, rank) then
      local met, key = {}, {}
      for i, r in ipairs(t.rows) do
        met[i] = fits(r.when[k], p, rank)
        key[i] = met[i] and "1" or "0"
      end
      key = table.concat(key)
      if not seen[key] then
        seen[key] = { text = spell(p), fits = met, key = key }
        out[#out + 1] = seen[key]
      end
    end
  end
  return out
end

-- ---- walking the combinations ----

local function example(t, box)
  local out = {}
  for k, c in ipairs(t.inputs) do
    if box[k] then out[#out + 1] = c.name .. " = " .. box[k].text end
  end
  return #out > 0 and table.concat(out, ", ") or "any values"
end

local function same_output(t, a, b)
  for k = 1, #t.outputs do
    if not condition.same(a.give[k], b.give[k]) then return false end
  end
  return true
end

local needs_answer = {
  ["unique"] = true, ["any"] = true, ["first"] = true, ["priority"] = true,
  ["collect sum"] = true, ["collect min"] = true, ["collect max"] = true,
}

local function has_default(t)
  for _, c in ipairs(t.outputs) do
    if c.default == nil then return false end
  end
  return true
end

local function overlap(state, i, j, box)
  local t = state.table
  if t.hit == "any" and same_output(t, t.rows[i], t.rows[j]) then return end
  local key = i .. "/" .. j
  if state.pairs[key] then return end
  state.pairs[key] = true
  state.overlaps = state.overlaps + 1
  if state.overlaps > OVERLAPS then return end
  state.report {
    code = t.hit == "any" and "check.table_contradiction" or "check.table_overlap",
    file = t.file, line = t.rows[j].line, decision = t.name, rows = i .. " and " .. j, example = example(t, box),
  }
end

local function leaf(state, hits, box)
  local t = state.table
  for _, i in ipairs(hits) do state.met[i] = true end
  if t.hit == "unique" or t.hit == "any" then
    for a = 1, #hits do
      for b = a + 1, #hits do overlap(state, hits[a], hits[b], box) end
    end
    for _, i in ipairs(hits) do state.won[i] = true end
  elseif t.hit == "first" then
    state.won[hits[1]] = true
  elseif t.hit == "priority" then
    state.won[host.decision_winner(t, hits)] = true
  else
    for _, i in ipairs(hits) do state.won[i] = true end
  end
end

local function gap(state, box)
  state.gaps = state.gaps + 1
  if state.gaps > GAPS then return end
  local t = state.table
  state.report { code = "check.table_gap", file = t.file, line = t.line, decision = t.name, example = example(t, box) }
end

local function walk(state, k, left, box)
  local t = state.table
  if state.points >= POINTS then return end
  if #left == 0 or k > #t.inputs then
    state.points = state.points + 1
    if #left > 0 then
      leaf(state, left, box)
    elseif needs_answer[t.hit] and not has_default(t) then
      gap(state, box)
    end
    return
  end
  for _, class in ipairs(state.classes[k]) do
    local rest = {}
    for _, i in ipairs(left) do
      if class.fits[i] then rest[#rest + 1] = i end
    end
    box[k] = class
    walk(state, k + 1, rest, box)
    box[k] = nil
  end
end

local function never(state)
  local t = state.table
  for i, r in ipairs(t.rows) do
    local place = { file = t.file, line = r.line, decision = t.name, row = tostring(i) }
    if not state.met[i] then
      place.code = "check.table_row_never"
      state.report(place)
    elseif not state.won[i] then
      place.code = "check.table_row_shadowed"
      state.report(place)
    end
  end
end

local function check_table(t, report)
  local state = { table = t, report = report, classes = {}, points = 0, gaps = 0, overlaps = 0, met = {}, won = {},
    pairs = {} }
  for k = 1, #t.inputs do state.classes[k] = classes(t, k) end
  local all = {}
  for i = 1, #t.rows do all[i] = i end
  walk(state, 1, all, {})
  local place = { file = t.file, line = t.line, decision = t.name }
  if state.points >= POINTS then
    place.code, place.limit = "check.table_large", tostring(POINTS)
    report(place)
  else
    never(state)
  end
  local more = math.max(0, state.gaps - GAPS) + math.max(0, state.overlaps - OVERLAPS)
  if more > 0 then
    report { code = "check.table_more", file = t.file, line = t.line, decision = t.name, count = tostring(more) }
  end
  return state.points
end

function host.check_table(i, report)
  local t = host.decisions[i]
  return t and check_table(t, report)
end

-- The texts that conditions on columns of some name mention: report(column, text).
function host.table_texts(report)
  for _, t in ipairs(host.decisions) do
    for k, c in ipairs(t.inputs) do
      local constants = {}
      if c.domain then collect(c.domain, constants) end
      for _, r in ipairs(t.rows) do collect(r.when[k], constants) end
      for _, v in ipairs(constants) do
        if type(v) == "string" then report(c.name, v) end
      end
    end
  end
end

host.keep_checker("check_table", host.check_table)
host.keep_checker("table_texts", host.table_texts)
