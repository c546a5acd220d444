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
    amount = money { currency = "EUR", required = true, label = { en = "Amount", zh = "金额" } },
    budget = text { required = true, label = { en = "Budget number", zh = "预算编号" } },
    pre_approval = flag { label = { en = "Needs a pre-approval", zh = "需预先批准" } },
    other_budget = flag { label = { en = "On the budget of somebody else", zh = "使用他人预算" } },
    beyond_authority = flag { label = { en = "Beyond the supervisor's authority", zh = "超出主管权限" } },
  },

  settings = { -- a department changes these without touching code
    director_above = amount "5000 EUR",
    patience       = workdays(3),
  },

  route = function(r, set)
    local since_2018 = r.submitted_on >= date "2018-01-01"
    return sequence {
      approve "pre-approval"    { by = role "finance.pre_approver", within = set.patience,
                                  when = not since_2018 and r.pre_approval, because = "asked for, before 2018" },
      approve "administration"  { by = role "finance.administration", within = workdays(2),
                                  when = since_2018, because = "checked since 2018" },
      approve "budget-owner"    { by = holder("budget", r.budget), within = set.patience,
                                  when = since_2018 and r.other_budget, because = "somebody else's budget" },
      approve "supervisor"      { by = head_of(r.department), within = set.patience, overdue = waiting },
      approve "director"        { by = leader_of(r.department), within = set.patience,
                                  when = r.amount > set.director_above or r.beyond_authority,
                                  because = "over the director's threshold, or beyond the supervisor's authority" },
      act     "payment-request" { by = service "treasury", within = workdays(2) },
      act     "payment"         { by = service "treasury", within = workdays(5) },
    }
  end,

  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },

  overdue = ladder {
    { after = workhours(0), remind = assignee },
    { after = workdays(1),  notify = head_of(assignee) },
  },
}
