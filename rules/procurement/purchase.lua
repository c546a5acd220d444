-- What the procurement department changes in its own purchases: it asks legal about services, looks at smaller sums,
-- and is quicker. The company's fixed steps stay as they are.

extend "company.purchase" {
  department = "procurement",

  settings = {
    finance_above = amount "2000 CNY",
    patience      = workdays(1),
  },

  add = {
    approve "contract" { title = { en = "Contract read by legal", zh = "法务审阅合同" },
                         after = "head", by = post "legal.head", within = workdays(2),
                         when = function(r) return r.kind == "services" end,
                         because = { en = "services are bought by contract", zh = "服务以合同采购" } },
  },

  check = function(r, set)
    if r.urgent and r.amount > amount "50000 CNY" then
      return problem("urgent", {
        en = "nothing above 50,000 is bought in a hurry here",
        zh = "超过五万元的采购不得标为紧急",
      })
    end
  end,
}

local form = { item = "Repair of the lift", amount = "2500 CNY", budget = "OFF-01", kind = "services",
               reason = "It stops between floors." }

test "the department's own purchase of a service is read by legal, and finance looks at smaller sums" {
  flow = "company.purchase", by = "feng.lin", fields = form, expect = { "head", "contract", "finance", "order" },
}

test "other departments are not touched" {
  flow = "company.purchase", by = "wang.fang", fields = form, expect = { "head", "order" },
}

test "an urgent purchase above fifty thousand is refused by the form" {
  flow = "company.purchase", by = "feng.lin", error = "form.invalid",
  fields = { item = "A lift", amount = "50000.01 CNY", budget = "OFF-01", kind = "goods", urgent = "yes",
             reason = "The old one stopped." },
}
