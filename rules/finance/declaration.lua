-- Expense declarations: what staff have paid and want back. Who checks it changed with the year 2018: since then
-- the administration looks at every declaration first; before, some asked for a pre-approval.

-- A supervisor who lets it lie is told on the morning of the seventh day, whatever the limit of the step.
local waiting = ladder {
  { name = "due", after = workhours(0), remind = assignee },
  { name = "day-seven", from_opening = at("05:15", { day = 7 }), remind = assignee, notify = leader_of(assignee) },
}

flow "finance.declaration" {
  title    = { en = "Expense declaration", zh = "费用报销" },
  owner    = "finance",
  clause   = "P2.2.1",
  prefix   = "EXP",
  fallback = post "finance.head", -- who gets it when nobody else can

  form = {
    amount = money { currency = "EUR", required = true, min = amount "0 EUR",
                     label = { en = "Amount", zh = "金额" } },
    budget = text { required = true, label = { en = "Budget number", zh = "预算编号" } },
    pre_approval = flag { label = { en = "Needs a pre-approval", zh = "需预先批准" } },
    other_budget = flag { label = { en = "On the budget of somebody else", zh = "使用他人预算" } },
    beyond_authority = flag { label = { en = "Beyond the supervisor's authority", zh = "超出主管权限" } },
  },

  settings = { -- a department changes these without touching code
    director_above = setting { amount "5000 EUR", label = { en = "Director above", zh = "主任审批起点" } },
    patience       = setting { workdays(3), label = { en = "Time to decide", zh = "审批时限" } },
  },

  route = function(r, set)
    local since_2018 = r.submitted_on >= date "2018-01-01"
    return sequence {
      approve "pre-approval"    { title = { en = "Pre-approval", zh = "预先批准" },
                                  by = role "finance.pre_approver", within = set.patience,
                                  when = not since_2018 and r.pre_approval,
                                  because = { en = "asked for, before 2018", zh = "2018 年之前，按申请" } },
      approve "administration"  { title = { en = "Administration", zh = "行政核对" },
                                  by = role "finance.administration", within = workdays(2),
                                  when = since_2018, because = { en = "checked since 2018", zh = "2018 年起核对" } },
      approve "budget-owner"    { title = { en = "Budget owner", zh = "预算负责人审批" },
                                  by = holder("budget", r.budget), within = set.patience,
                                  when = since_2018 and r.other_budget,
                                  because = { en = "somebody else's budget", zh = "使用他人预算" } },
      approve "supervisor"      { title = { en = "Supervisor", zh = "主管审批" },
                                  by = head_of(r.department), within = set.patience, overdue = waiting },
      approve "director"        { title = { en = "Director", zh = "主任审批" },
                                  by = leader_of(r.department), within = set.patience,
                                  when = r.amount > set.director_above or r.beyond_authority,
                                  because = {
                                    en = "over the director's threshold, or beyond the supervisor's authority",
                                    zh = "超过主任限额，或超出主管权限",
                                  } },
      act     "payment-request" { title = { en = "Request for payment", zh = "请款" },
                                  by = service "treasury", within = workdays(2) },
      act     "payment"         { title = { en = "Payment", zh = "付款" },
                                  by = service "treasury", within = workdays(5) },
    }
  end,

  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },

  overdue = ladder {
    { after = workhours(0), remind = assignee },
    { after = workdays(1),  notify = head_of(assignee) },
  },
}

test "a small claim is checked by the administration and stops at the supervisor" {
  flow = "finance.declaration", by = "wang.fang", fields = { amount = "26.85", budget = "HR-01" },
  expect = { "administration", "supervisor", "payment-request", "payment" },
  people = { administration = { "peter.novak", "yang.fan" }, supervisor = "li.na", payment = "treasury" },
}

test "what is booked on somebody else's budget goes past its owner" {
  flow = "finance.declaration", by = "wang.fang",
  fields = { amount = "26.85", budget = "IT-01", other_budget = "yes" },
  expect = { "administration", "budget-owner", "supervisor", "payment-request", "payment" },
  people = { ["budget-owner"] = "xu.qing" },
}

test "the director's threshold itself does not need the director" {
  flow = "finance.declaration", by = "wang.fang", fields = { amount = "5000.00", budget = "HR-01" },
  expect = { "administration", "supervisor", "payment-request", "payment" },
}

test "one cent more does" {
  flow = "finance.declaration", by = "wang.fang", fields = { amount = "5000.01", budget = "HR-01" },
  expect = { "administration", "supervisor", "director", "payment-request", "payment" },
  people = { director = "qian.min" },
}

test "a department may lower the threshold" {
  flow = "finance.declaration", by = "wang.fang", fields = { amount = "1000.01", budget = "HR-01" },
  settings = { director_above = "1000 EUR" },
  expect = { "administration", "supervisor", "director", "payment-request", "payment" },
}

test "what is beyond the supervisor's authority goes to the director whatever the amount" {
  flow = "finance.declaration", by = "wang.fang",
  fields = { amount = "0", budget = "HR-01", beyond_authority = "yes" },
  expect = { "administration", "supervisor", "director", "payment-request", "payment" },
}

test "before 2018 a pre-approval was asked for, and no administration" {
  flow = "finance.declaration", by = "wang.fang", at = "2017-12-31",
  fields = { amount = "26.85", budget = "HR-01", pre_approval = "yes", other_budget = "yes" },
  expect = { "pre-approval", "supervisor", "payment-request", "payment" }, people = { ["pre-approval"] = "yang.fan" },
}

test "from the first day of 2018 it is the other way round" {
  flow = "finance.declaration", by = "wang.fang", at = "2018-01-01",
  fields = { amount = "26.85", budget = "HR-01", pre_approval = "yes" },
  expect = { "administration", "supervisor", "payment-request", "payment" },
}
