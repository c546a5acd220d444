-- What a rule file declares, the steps of a plan, and what functions of a flow answer. Each word only notes what was
-- written and where; it is read, and checked, when the file is loaded or the plan is asked for.

local words = {}
for _, name in ipairs {
  -- what a file declares
  "flow", "extend", "test", "stage", "setting", "ladder", "to_initiator", "after_approval",
  -- groups and steps
  "sequence", "all", "any", "vote", "loop", "parallel", "choose", "approve", "act", "agree", "copy_to",
  "open_record", "monitor",
  -- reasons in words
  "because", "passes_if_empty", "allowed", "skip",
  -- types of form fields (date, number, person and department: values.lua)
  "text", "money", "date_range", "choice", "document", "table_of", "rows", "flag",
  -- answers
  "problem", "remind", "notify", "reassign", "refuse", "set_field",
  -- what a step requires (field: people.lua; document is a type of form field too)
  "checklist",
  -- sums over like records
  "sum_of",
  -- what is opened beside the plan
  "warn", "rectify", "response_plan",
  "finish", "pass",
  -- named checks that run before a step may pass
  "check",
} do
  words[name] = host.word(name)
end

words.fallback = "fallback" -- if_empty = fallback

-- on_refuse = refusals(2): so many refusals decide.
function words.refusals(n)
  if math.type(n) ~= "integer" or n < 1 then fail "refusals needs a whole number from 1, such as refusals(2)" end
  return n
end

-- each(list, function(item, i) … end): the steps that the function returns for each item.
function words.each(list, make)
  if list == nil then fail "each was given nothing to go through: is a field empty?" end
  if type(make) ~= "function" then fail "each needs a function: each(r.lines, function(line) … end)" end
  local out = {}
  for i, item in ipairs(list) do
    local made = make(item, i)
    if made ~= nil then out[#out + 1] = made end
  end
  return out
end

for name, word in pairs(words) do host.words[name] = word end
return words
