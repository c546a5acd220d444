-- What the sales department does otherwise in its own business: a contract with a customer is looked at for credit by
-- finance, it is accepted here once the customer has accepted it, and the departments that are asked have a day less.

extend "company.business" {
  department = "sales",

  settings = { agree_in = workdays(2) },

  separate = { { "carry-out", "credit", one_way = true } }, -- P1.3.1, as the company has it for its approvals

  add = function(r)
    if r.stage == "acceptance" then
      return {
        act "customer" { title = { en = "Acceptance by the customer", zh = "客户验收" },
                         before = "check", by = field "in_charge", within = workdays(10),
                         when = r.nature == "contract",
                         require = checklist {
                           { en = "the customer has accepted it in writing", zh = "客户已书面验收" },
                           { en = "what is due was invoiced", zh = "应收款项已开票" },
                         },
                         because = { en = "a contract is fulfilled when the customer says so",
                                     zh = "合同以客户验收为准" } },
      }
    end
    if r.stage ~= "approval" then return end
    return {
      approve "credit" { title = { en = "Credit of the customer", zh = "客户信用审核" },
                         after = "head", by = post "finance.head", within = workdays(2), aspects = { "budget" },
                         when = r.nature == "contract",
                         because = { en = "a contract with a customer is a matter of credit",
                                     zh = "客户合同须审查信用" } },
    }
  end,
}

local form = {
  name = "A year's deliveries", nature = "contract", initiated_by = "sales", in_charge = "anna.berg",
  planned = "2026-03-09..2026-12-18", budget = "30000 CNY", background = "They asked for it.",
  goals = "A steady customer.", requirements = "A delivery a month.", effect = "A tenth more turnover.",
  likelihood = "rare", impact = "minor",
  ["criteria.1.criterion"] = "Twelve deliveries",
}

test "sales has finance look at the credit of a customer under contract" {
  flow = "company.business", by = "anna.berg", fields = form, expect = { "head", "credit", "leader" },
  people = { credit = "han.mei" },
}

test "sales accepts a contract once the customer has" {
  flow = "company.business", by = "anna.berg", stage = "acceptance", fields = form,
  expect = { "hand-over", "customer", "check", "acceptance" }, people = { customer = "anna.berg" },
}
