-- Makes a rule file of a decision table that is written in DMN 1.x XML, with the calls and the expected results of
-- its test file, at the time of the test: the data of others stays outside this repository.
--
--   local convert = dofile("convert.lua")
--   local source, hit = convert(dmn_xml, test_xml)     -- nil, why: the file has no decision table
--
-- The rule file returns a function; what it returns is a list of { case, got, expected } as texts.
-- What it understands is what compliance level 2 of the DMN TCK uses in its tables: `-`, comparisons with numbers,
-- lists of quoted texts, true and false. Anything else is an error, so that no table passes by being misread.

-- ---- XML, as little as is needed: elements, attributes, text ----

local entities = { lt = "<", gt = ">", amp = "&", quot = '"', apos = "'" }
local function unescape(s)
  return (s:gsub("&(%w+);", function(e) return assert(entities[e], "unknown entity " .. e) end))
end

local function parse(xml)
  xml = xml:gsub("<!%-%-.-%-%->", ""):gsub("<%?.-%?>", "")
  local root = { name = "", children = {}, text = "" }
  local stack, at = { root }, 1
  while true do
    local from, to, close, name, rest = xml:find("<(/?)([%w_:.%-]+)([^>]*)>", at)
    local top = stack[#stack]
    top.text = top.text .. unescape(xml:sub(at, (from or 0) - 1))
    if not from then break end
    if close == "/" then
      assert(top.tag == name, "misnested <" .. name .. ">")
      table.remove(stack)
    else
      local e = { tag = name, name = name:match("[^:]+$"), attributes = {}, children = {}, text = "" }
      for k, v in rest:gmatch('([%w_:.%-]+)%s*=%s*"([^"]*)"') do e.attributes[k:match("[^:]+$")] = unescape(v) end
      table.insert(top.children, e)
      if not rest:find("/%s*$") then table.insert(stack, e) end
    end
    at = to + 1
  end
  assert(#stack == 1, "unclosed element")
  return root
end

local function children(e, name)
  local out = {}
  for _, c in ipairs(e and e.children or {}) do
    if c.name == name then out[#out + 1] = c end
  end
  return out
end
local function child(e, name) return children(e, name)[1] end
local function find(e, name)
  if e.name == name then return e end
  for _, c in ipairs(e.children) do
    local got = find(c, name)
    if got then return got end
  end
end
local function trim(s) return (s:match("^%s*(.-)%s*$")) end
local function text(e) local t = child(e, "text"); return t and trim(t.text) or nil end

-- ---- from FEEL to the words of rules ----

local comparison = { [">="] = "at_least", [">"] = "above", ["<="] = "at_most", ["<"] = "below" }

local function texts(s)
  local out = {}
  for item in s:gmatch('"([^"]*)"') do out[#out + 1] = ("%q"):format(item) end
  assert(#out > 0 and s:gsub('"[^"]*"', ""):find("^[%s,]*$"), "no list of texts: " .. s)
  return out
end

local function test(s)
  if s == "-" then return "any_value" end
  if s == "true" or s == "false" then return s end
  local op, n = s:match("^([<>]=?)%s*(%-?[%d.]+)$")
  if op then return ("%s(%s)"):format(comparison[op], n) end
  if tonumber(s) then return s end
  local list = texts(s)
  return #list == 1 and list[1] or "one_of { " .. table.concat(list, ", ") .. " }"
end

local function value(s)
  if s == "true" or s == "false" or tonumber(s) then return s end
  local list = texts(s)
  assert(#list == 1, "one value expected: " .. s)
  return list[1]
end

local function domain(e)
  local values = e and text(e)
  return values and ", one_of { " .. table.concat(texts(values), ", ") .. " }" or ""
end

local function table_source(t, name)
  local out = { ("local decide = decision %q {"):format(name) }
  local hit = (t.attributes.hitPolicy or "UNIQUE"):lower()
  if t.attributes.aggregation then hit = hit .. " " .. t.attributes.aggregation:lower() end
  out[#out + 1] = ("  hit = %q,\n  inputs = {"):format(hit)
  for _, i in ipairs(children(t, "input")) do
    out[#out + 1] = ("    { %q%s },"):format(text(child(i, "inputExpression")), domain(child(i, "inputValues")))
  end
  out[#out + 1] = "  },\n  outputs = {"
  for _, o in ipairs(children(t, "output")) do
    local default = child(o, "defaultOutputEntry")
    out[#out + 1] = ("    { %q%s%s },"):format(o.attributes.name or name, domain(child(o, "outputValues")),
      default and ", default = " .. value(text(default)) or "")
  end
  out[#out + 1] = "  },\n  rows = {"
  for _, r in ipairs(children(t, "rule")) do
    local cells = {}
    for _, c in ipairs(children(r, "inputEntry")) do cells[#cells + 1] = test(text(c)) end
    for _, c in ipairs(children(r, "outputEntry")) do cells[#cells + 1] = value(text(c)) end
    out[#out + 1] = "    { " .. table.concat(cells, ", ") .. " },"
  end
  out[#out + 1] = "  },\n}\n"
  return table.concat(out, "\n"), hit
end

-- ---- the expected results, as texts ----

local function plain(v) -- "64.320" and 64.32 are one number
  local n = tonumber(v)
  return n and ("%.14g"):format(n) or v
end

local function shown(e) -- of <expected>, <item> or <component>
  local list = child(e, "list")
  if list then
    local out = {}
    for _, i in ipairs(children(list, "item")) do out[#out + 1] = shown(i) end
    return "[" .. table.concat(out, "; ") .. "]"
  end
  local parts = {}
  for _, c in ipairs(children(e, "component")) do
    parts[#parts + 1] = c.attributes.name .. "=" .. shown(c)
  end
  if #parts > 0 then
    table.sort(parts)
    return "{" .. table.concat(parts, ", ") .. "}"
  end
  return plain(trim(assert(child(e, "value"), "no value").text))
end

local SHOW = [[
local function show(v)
  if type(v) == "number" then return ("%.14g"):format(v) end
  if type(v) ~= "table" then return tostring(v) end
  local parts = {}
  if #v > 0 or next(v) == nil then
    for i, x in ipairs(v) do parts[i] = show(x) end
    return "[" .. table.concat(parts, "; ") .. "]"
  end
  for k, x in pairs(v) do parts[#parts + 1] = k .. "=" .. show(x) end
  table.sort(parts)
  return "{" .. table.concat(parts, ", ") .. "}"
end

return function()
  return {]]

local function input(node)
  local v = child(node, "value")
  local s = trim(v.text)
  local kind = (v.attributes.type or ""):match("[^:]+$")
  if kind == "string" then s = ("%q"):format(s) end
  return ("[%q] = %s"):format(node.attributes.name, s)
end

return function(dmn, tests)
  local root = parse(dmn)
  local chosen
  for _, d in ipairs(children(find(root, "definitions"), "decision")) do
    if child(d, "decisionTable") then chosen = d end
  end
  if not chosen then return nil, "no decision table" end
  local source, hit = table_source(child(chosen, "decisionTable"), chosen.attributes.name)
  local out = { source .. SHOW }
  for _, case in ipairs(children(find(parse(tests), "testCases"), "testCase")) do
    local given = {}
    for _, n in ipairs(children(case, "inputNode")) do given[#given + 1] = input(n) end
    for _, r in ipairs(children(case, "resultNode")) do
      if r.attributes.name == chosen.attributes.name then
        out[#out + 1] = ("    { %q, show((decide { %s })), %q },"):format(case.attributes.id,
          table.concat(given, ", "), shown(child(r, "expected")))
      end
    end
  end
  out[#out + 1] = "  }\nend\n"
  return table.concat(out, "\n"), hit
end
