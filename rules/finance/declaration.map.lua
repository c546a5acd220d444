-- How a published event log of expense declarations is read as commands on the flow "finance.declaration"
-- (countersign replay). The log is that of the BPI Challenge 2020, Domestic Declarations; the two fields that it
-- keeps of a declaration are its amount and its budget. This file is no rule: the loader of rules passes over
-- *.map.lua. It runs in the sandbox of the rules, without their vocabulary.
--
-- WHAT THE HOST READS
--   flow         the flow that every case is a record of
--   calendar     the company's calendar during the replay, as its JSON definition, key for key; the name is not needed
--   directory    the people of the replay, in the columns of rules/company/people.lua; they hold from ever to ever
--   initiator    handle of the person who drafts and submits; each record has the department of this person
--   settings     settings other than the rule file's: { name = "text" }; may be absent
--   submissions  the activities that begin a round. A round lasts from one of them to the next in its case.
--   event        function(case, event, later): the command that the event stands for
--
-- WHAT `event` IS GIVEN
--   case    the case's row of cases.csv by column name; what is empty there is nil here
--   event   { seq = 0, activity = "…", resource = "…", role = "…", timestamp = "…" }; seq counts from 0 within
--           the case; what is empty is nil
--   later   at an event named under `submissions`: the set of the roles of the events after it in its round,
--           { ["ADMINISTRATION"] = true, … }; nil at all others
--   Nothing else: no other event, no other case, no label, no verdict.
--
-- WHAT IT RETURNS
--   { command = …, as = …, step = …, fields = …, supplied = …, text = … } or nil, "why it stands for none".
--   command   "draft"        a new record that is not submitted; refused when the case has its record already
--             "submit"       submits the case's record, as a new round where it was submitted before; where the case
--                            has none yet, it is drafted in the same instant with the same fields
--             "approve" "refuse" "acknowledge" "done" "return" "withdraw" "comment"   as on the command line; refused
--                            when the case has no record
--   as        handle of the person or service account who acts
--   step      the name of the step whose task is meant; nil: the only open task of that person
--   fields    draft, submit: form fields as texts
--   supplied  draft, submit: form fields as texts that the log lacks. They go into the form with the others; the
--             summary counts them by name.
--   text      reason or opinion; with `text_supplied = true` the summary counts it among what the log lacks
--   nil, why  the event is not allowed, with `why` as the engine's reason would stand: the case is not ok

local person = { -- one marked person for each role of the log
  ["EMPLOYEE"]       = "replay.employee",
  ["PRE_APPROVER"]   = "replay.pre_approver",
  ["ADMINISTRATION"] = "replay.administration",
  ["BUDGET OWNER"]   = "replay.budget_owner",
  ["SUPERVISOR"]     = "replay.supervisor",
  ["DIRECTOR"]       = "replay.director",
  ["MISSING"]        = "replay.missing", -- whom the log does not name; holds nothing
}

local step = { -- the step at which each role decides
  ["PRE_APPROVER"]   = "pre-approval",
  ["ADMINISTRATION"] = "administration",
  ["BUDGET OWNER"]   = "budget-owner",
  ["SUPERVISOR"]     = "supervisor",
  ["DIRECTOR"]       = "director",
}

local budget = "budget 86566" -- all declarations of the log are booked on this one

local days = { "00:00-24:00" }

local directory = {
  departments = {
    { key = "faculty", name_en = "A faculty (replay)", name_zh = "学院（回放）", head_post = "faculty.supervisor",
      leader_post = "faculty.director" },
    { key = "finance", name_en = "Finance (replay)", name_zh = "财务（回放）", head_post = "finance.head" },
  },
  persons = {
    { handle = "replay.employee", name = "Replay: employee", department = "faculty" },
    { handle = "replay.pre_approver", name = "Replay: pre-approver", department = "faculty" },
    { handle = "replay.administration", name = "Replay: administration", department = "finance" },
    { handle = "replay.budget_owner", name = "Replay: budget owner", department = "faculty" },
    { handle = "replay.supervisor", name = "Replay: supervisor", department = "faculty" },
    { handle = "replay.director", name = "Replay: director", department = "faculty" },
    { handle = "replay.missing", name = "Replay: not named in the log", department = "faculty" },
    { handle = "replay.fallback", name = "Replay: head of finance", department = "finance" },
    { handle = "treasury", name = "Replay: SYSTEM", department = "finance", kind = "service",
      owner = "replay.fallback" },
  },
  posts = {
    { post = "faculty.supervisor", person = "replay.supervisor" },
    { post = "faculty.director", person = "replay.director" },
    { post = "finance.head", person = "replay.fallback" },
  },
  roles = {
    { role = "finance.pre_approver", person = "replay.pre_approver" },
    { role = "finance.administration", person = "replay.administration" },
  },
  holders = {
    { kind = "budget", item = budget, person = "replay.budget_owner" },
  },
}

-- Who acted: the person of the log's role; the treasury's account for what its SYSTEM did without a role.
local function actor(event)
  if event.resource == "SYSTEM" then
    if event.role == "UNDEFINED" then return "treasury" end
    return nil
  end
  return person[event.role]
end

-- What is known of the form. Whether a pre-approval, the budget's owner or the director is asked is no field of the
-- log: that they act later in the round is taken for the answer.
local function form(case, later)
  local fields = { amount = case.amount, budget = case.budget }
  local supplied = {
    pre_approval     = later["PRE_APPROVER"] and "yes" or "no",
    other_budget     = later["BUDGET OWNER"] and "yes" or "no",
    beyond_authority = later["DIRECTOR"] and "yes" or "no",
  }
  if not case.amount then supplied.amount = "0.00" end
  if not case.budget then supplied.budget = budget end
  return fields, supplied
end

-- "Declaration FINAL_APPROVED by SUPERVISOR" → "FINAL_APPROVED", "SUPERVISOR"
local function parts(activity)
  return activity:match("^Declaration ([A-Z_]+) by ([A-Z_ ]+)$")
end

local function command(case, event, later)
  if event.activity == "Request Payment" then return { command = "done", step = "payment-request" } end
  if event.activity == "Payment Handled" then return { command = "done", step = "payment" } end
  local what, who = parts(event.activity)
  if what == "SAVED" and who == "EMPLOYEE" then
    local fields, supplied = form(case, {})
    return { command = "draft", fields = fields, supplied = supplied }
  elseif what == "SUBMITTED" and who == "EMPLOYEE" then
    local fields, supplied = form(case, later)
    return { command = "submit", fields = fields, supplied = supplied }
  elseif what == "REJECTED" and who == "EMPLOYEE" then
    return { command = "acknowledge" }
  elseif what == "REJECTED" then
    return { command = "refuse", step = step[who], text = "(the log keeps no reason)", text_supplied = true }
  elseif (what == "APPROVED" or what == "FINAL_APPROVED") and step[who] then
    return { command = "approve", step = step[who] }
  end
  return nil
end

return {
  flow        = "finance.declaration",
  calendar    = {
    zone = "Europe/Amsterdam",
    windows = { mon = days, tue = days, wed = days, thu = days, fri = days },
  },
  directory   = directory,
  initiator   = "replay.employee",
  submissions = { "Declaration SUBMITTED by EMPLOYEE" },

  event = function(case, event, later)
    local out = command(case, event, later)
    if not out then return nil, "the flow has no operation for: " .. tostring(event.activity) end
    out.as = actor(event)
    if not out.as then
      return nil, "nobody acts as " .. tostring(event.role) .. " through " .. tostring(event.resource)
    end
    return out
  end,
}
