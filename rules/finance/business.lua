-- What the finance department does otherwise in its own business: its controller looks at every budget, decisions are
-- due sooner, and what is carried out is recorded every other day.

extend "company.business" {
  department = "finance",

  settings = {
    head_in      = workdays(1),
    record_every = workdays(2),
  },

  separate = { { "carry-out", "controller", one_way = true } }, -- P1.3.1, as the company has it for its approvals

  add = function(r)
    if r.stage ~= "approval" then return end
    return {
      approve "controller" { title = { en = "Controller", zh = "财务复核" },
                             after = "head", by = role "finance.controller", within = workdays(1),
                             aspects = { "budget" },
                             because = { en = "finance has its own budgets looked at by a second pair of eyes",
                                         zh = "财务部门自己的预算须另有人复核" } },
    }
  end,
}

local form = {
  name = "A new ledger", nature = "routine", initiated_by = "finance", in_charge = "yang.fan",
  planned = "2026-03-09..2026-06-30", budget = "20000 CNY", background = "The old one is no longer kept up.",
  goals = "The books closed in three days.", requirements = "All accounts moved.", effect = "Two days saved a month.",
  likelihood = "rare", impact = "minor", ["criteria.1.criterion"] = "All accounts agree",
}

test "finance has a second pair of eyes on its own budgets" {
  flow = "company.business", by = "yang.fan", fields = form, expect = { "head", "controller" },
  people = { controller = "peter.novak" },
}
