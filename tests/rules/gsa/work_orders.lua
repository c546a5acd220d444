-- Work orders paid by a government purchase card, after the rules of an approval system that was in use until 2018
-- (18F/C2, CC0 1.0; its facts only). The route depends on the expense type, the date and the organisation; an
-- emergency is reported instead of approved.

local late = ladder { { after = workhours(0), remind = assignee }, { after = workdays(1), notify = head_of(assignee) } }

local SIMPLER_SINCE = date "2016-07-05" -- from then on no budget tiers for BA60 and BA61

-- A fiscal year begins on 1 October of the year before. Only that of 2015 had the lower limit.
local card_limit = decision "limit of a card purchase" {
  hit     = "unique",
  inputs  = { "day" },
  outputs = { "limit" },
  rows    = {
    { between("2014-10-01", "2015-09-30"),                       "3000 USD", because = "fiscal year 2015" },
    { except(between("2014-10-01", "2015-09-30")),               "3500 USD" },
  },
}

-- Which budget office signs first for an organisation; "none" for the one without.
local function tier_1(organisation)
  if organisation == "P1122021" then return "none" end
  if organisation:match("^P11[147ACJTZ]....$") then return "budget.tier1_team" end
  return "budget.tier1"
end

local budget_office = decision "budget office of BA80" {
  hit     = "unique",
  inputs  = { "organisation" },
  outputs = { "role" },
  rows    = {
    { one_of { "P1171001", "P1172001", "P1173001" }, "budget.ba80_ool", because = "it has a BA80 budget of its own" },
    { not_in { "P1171001", "P1172001", "P1173001" }, "budget.ba80" },
  },
}

local function form_problems(r)
  local found = {}
  local function wrong(field, en, zh) found[#found + 1] = problem(field, { en = en, zh = zh }) end
  local limit = card_limit { day = r.submitted_on }
  if r.amount < amount "1 USD" then wrong("amount", "at least 1.00", "至少 1.00") end
  if r.amount > limit then wrong("amount", "at most " .. tostring(limit), "不得超过 " .. tostring(limit)) end
  if r.cl_number and not r.cl_number:match("^CL%d%d%d%d%d%d%d$") then
    wrong("cl_number", "CL and 7 digits", "CL 加 7 位数字")
  end
  if r.function_code and not r.function_code:match("^PG[A-Z0-9][A-Z0-9][A-Z0-9]$") then
    wrong("function_code", "PG and 3 letters or digits", "PG 加 3 位字母或数字")
  end
  if r.rwa_number and not r.rwa_number:match("^[A-Za-z]%d%d%d%d%d%d%d$") then
    wrong("rwa_number", "a letter and 7 digits", "1 个字母加 7 位数字")
  elseif r.expense == "BA80" and not r.rwa_number then
    wrong("rwa_number", "needed for BA80", "BA80 必填")
  end
  if r.soc_code and not r.soc_code:match("^[A-Za-z0-9][A-Za-z0-9][A-Za-z0-9]$") then
    wrong("soc_code", "3 letters or digits", "3 位字母或数字")
  end
  if r.expense ~= "BA60" and not r.building then wrong("building", "needed unless BA60", "除 BA60 外必填") end
  if r.official == r.initiator then wrong("official", "nobody approves their own request", "不能由本人审批") end
  return found
end

flow "gsa.work_order" {
  title    = { en = "Work order", zh = "工作单" },
  owner    = "region",
  prefix   = "NCR",
  fallback = post "region.head",
  overdue  = late,

  form = {
    amount        = money { currency = "USD", required = true },
    expense       = choice { "BA60", "BA61", "BA80", required = true },
    vendor        = text { required = true },
    official      = person { required = true },
    organisation  = text {},
    building      = text {},
    emergency     = flag {},
    cl_number     = text {},
    function_code = text {},
    rwa_number    = text {},
    soc_code      = text {},
  },

  check = form_problems,

  route = function(r, set)
    local organisation = r.organisation or ""
    local tiers = r.expense ~= "BA80" and r.submitted_on < SIMPLER_SINCE
    local first = tier_1(organisation)
    local office, why = budget_office { organisation = organisation }
    local signers = {
      { "official", r.official, true, "chosen by the requester" },
      { "tier-1", role(first == "none" and "budget.tier1" or first), tiers and first ~= "none", "before July 2016" },
      { "tier-2", role "budget.tier2", tiers, "before July 2016" },
      { "ba80", role(office), r.expense == "BA80", why },
    }
    local steps = {}
    for i, s in ipairs(signers) do
      if r.emergency then -- whoever would have approved is told instead
        steps[i] = copy_to("tell-" .. s[1]) { to = s[2], when = s[3], because = "an emergency is reported" }
      else
        steps[i] = approve(s[1]) { by = s[2], when = s[3], because = s[4], within = workdays(5) }
      end
    end
    return sequence(steps)
  end,
}

-- ---- what each row of the published tables says ----

local function order(expense, organisation, changes)
  local out = { amount = "250.00 USD", expense = expense, vendor = "Demo Hardware", official = "official",
                organisation = organisation, building = "DC0001ZZ" }
  if expense == "BA80" then out.rwa_number = "R1234567" end
  for k, v in pairs(changes or {}) do out[k] = v or nil end -- false: left empty
  return out
end

test "BA61 before July 2016: official, tier 1, tier 2" {
  flow = "gsa.work_order", by = "requester", at = "2016-07-04", fields = order("BA61", "P1110001"),
  expect = { "official", "tier-1", "tier-2" }, people = { ["tier-1"] = "tier1.team", ["tier-2"] = "tier2" },
}
test "BA60 before July 2016: the same" {
  flow = "gsa.work_order", by = "requester", at = "2016-07-04",
  fields = order("BA60", "P1200001", { building = false }),
  expect = { "official", "tier-1", "tier-2" }, people = { ["tier-1"] = "tier1" },
}
test "BA61 on 5 July 2016: the official only" {
  flow = "gsa.work_order", by = "requester", at = "2016-07-05", fields = order("BA61", "P1111001"),
  expect = { "official" },
}
test "BA60 from then on: the official only" {
  flow = "gsa.work_order", by = "requester", at = "2017-03-01", fields = order("BA60"), expect = { "official" },
}
test "the last minute of 4 July in New York still has the tiers" {
  flow = "gsa.work_order", by = "requester", at = "2016-07-05T03:59:59Z", fields = order("BA61", "P1111001"),
  expect = { "official", "tier-1", "tier-2" },
}
test "midnight of 5 July in New York has them no more" {
  flow = "gsa.work_order", by = "requester", at = "2016-07-05T04:00:00Z", fields = order("BA61", "P1111001"),
  expect = { "official" },
}
test "the organisation without a tier 1" {
  flow = "gsa.work_order", by = "requester", at = "2016-01-15", fields = order("BA61", "P1122021"),
  expect = { "official", "tier-2" },
}
for _, c in ipairs { "1", "4", "7", "A", "C", "J", "T", "Z" } do
  test("an organisation of the team: P11" .. c) {
    flow = "gsa.work_order", by = "requester", at = "2016-01-15", fields = order("BA61", "P11" .. c .. "1001"),
    expect = { "official", "tier-1", "tier-2" }, people = { ["tier-1"] = "tier1.team" },
  }
end
for _, code in ipairs { "P1121001", "P111100", "P11110011", "P1211001", "" } do
  test("an organisation that is not of the team: " .. (code == "" and "none given" or code)) {
    flow = "gsa.work_order", by = "requester", at = "2016-01-15", fields = order("BA61", code ~= "" and code or nil),
    expect = { "official", "tier-1", "tier-2" }, people = { ["tier-1"] = "tier1" },
  }
end
for _, at in ipairs { "2016-07-04", "2016-07-05" } do
  test("BA80, " .. at .. ": official, then its budget") {
    flow = "gsa.work_order", by = "requester", at = at, fields = order("BA80", "P1111001"),
    expect = { "official", "ba80" }, people = { ba80 = "ba80" },
  }
end
for _, code in ipairs { "P1171001", "P1172001", "P1173001" } do
  test("BA80 of " .. code .. " has its own budget approver") {
    flow = "gsa.work_order", by = "requester", at = "2017-03-01", fields = order("BA80", code),
    expect = { "official", "ba80" }, people = { ba80 = "ba80.ool" },
  }
end
test "an emergency is complete at once; those who would approve are told" {
  flow = "gsa.work_order", by = "requester", at = "2016-01-15",
  fields = order("BA61", "P1111001", { emergency = "yes" }),
  expect = { "tell-official", "tell-tier-1", "tell-tier-2" },
}
test "an emergency of BA80 tells its budget approver" {
  flow = "gsa.work_order", by = "requester", at = "2017-03-01",
  fields = order("BA80", "P1111001", { emergency = "yes" }),
  expect = { "tell-official", "tell-ba80" },
}
test "the approving official is the one chosen" {
  flow = "gsa.work_order", by = "requester", at = "2017-03-01",
  fields = order("BA60", nil, { official = "other.official" }),
  expect = { "official" }, people = { official = "other.official" },
}

-- ---- limits and checks of the form ----

local amounts = { -- date, amount, allowed
  { "2015-09-30", "3000.00 USD", true }, { "2015-09-30", "3000.01 USD", false },
  { "2015-10-01", "3500.00 USD", true }, { "2015-10-01", "3500.01 USD", false },
  { "2014-10-01", "3000.01 USD", false }, { "2014-09-30", "3500.00 USD", true },
  { "2018-02-01", "3500.01 USD", false }, { "2018-02-01", "1.00 USD", true }, { "2018-02-01", "0.99 USD", false },
}
for _, a in ipairs(amounts) do
  test(a[2] .. " on " .. a[1] .. (a[3] and " is within" or " is outside") .. " the limits of a card") {
    flow = "gsa.work_order", by = "requester", at = a[1], fields = order("BA80", "P1111001", { amount = a[2] }),
    expect = a[3] and { "official", "ba80" } or nil, error = not a[3] and "form.invalid" or nil,
  }
end
local wrong = {
  { "a CL number of six digits", "BA61", { cl_number = "CL123456" } },
  { "a function code in small letters", "BA61", { function_code = "PGab1" } },
  { "an RWA number without its letter", "BA80", { rwa_number = "12345678" } },
  { "no RWA number for BA80", "BA80", { rwa_number = false } },
  { "a SOC code of two characters", "BA61", { soc_code = "A1" } },
  { "no building for BA61", "BA61", { building = false } },
  { "the requester as approving official", "BA61", { official = "requester" } },
}
for _, w in ipairs(wrong) do
  test("refused: " .. w[1]) {
    flow = "gsa.work_order", by = "requester", at = "2017-03-01", fields = order(w[2], "P1111001", w[3]),
    error = "form.invalid",
  }
end
test "well-formed codes pass" {
  flow = "gsa.work_order", by = "requester", at = "2017-03-01", expect = { "official", "ba80" },
  fields = order("BA80", "P1111001", { cl_number = "CL1234567", function_code = "PGA1B", soc_code = "7xK" }),
}
