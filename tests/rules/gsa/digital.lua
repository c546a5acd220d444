-- The other side of the same system: purchases and events of a digital service team.

local late = ladder { { after = workhours(0), remind = assignee }, { after = workdays(1), notify = head_of(assignee) } }

flow "gsa.digital_procurement" {
  title    = { en = "Procurement of the digital service", zh = "数字服务采购" },
  owner    = "digital",
  prefix   = "DSP",
  fallback = post "digital.head",
  overdue  = late,
  form     = {
    product       = text { required = true },
    cost          = money { currency = "USD", required = true },
    micropurchase = flag {},
  },
  route    = function(r, set)
    return sequence {
      approve "approver"  { by = role "digital.approver", within = workdays(3) },
      act     "purchaser" { by = role(r.micropurchase and "digital.micropurchaser" or "digital.purchaser"),
                            within = workdays(5) },
    }
  end,
}

flow "gsa.event" {
  title    = { en = "Training or event", zh = "培训或活动" },
  owner    = "digital",
  prefix   = "DSE",
  fallback = post "digital.head",
  overdue  = late,
  form     = {
    event = text { required = true },
    cost  = money { currency = "USD", required = true },
  },
  route    = function(r, set)
    return sequence {
      approve "talent"    { by = role "digital.talent", within = workdays(3) },
      approve "approver"  { by = role "digital.approver", within = workdays(3) },
      act     "purchaser" { by = role "digital.purchaser", within = workdays(5) },
    }
  end,
}

test "a procurement is approved, then purchased" {
  flow = "gsa.digital_procurement", by = "engineer", fields = { product = "A licence", cost = "4000 USD" },
  expect = { "approver", "purchaser" }, people = { purchaser = "purchaser" },
}
test "a micropurchase has its own purchaser" {
  flow = "gsa.digital_procurement", by = "engineer",
  fields = { product = "A cable", cost = "12 USD", micropurchase = "yes" },
  expect = { "approver", "purchaser" }, people = { purchaser = "micro.purchaser" },
}
test "an event is seen by talent first" {
  flow = "gsa.event", by = "engineer", fields = { event = "A conference", cost = "800 USD" },
  expect = { "talent", "approver", "purchaser" },
}

-- A parallel group that k of n decide, as that system had: two of three budget offices.
flow "gsa.two_of_three" {
  title    = { en = "Two of three budget offices", zh = "三个预算办公室中的两个" },
  owner    = "region",
  prefix   = "TWO",
  fallback = post "region.head",
  overdue  = late,
  form     = { what = text { required = true } },
  route    = function(r, set)
    return any {
      need = 2,
      approve "first"  { by = role "budget.tier1", within = workdays(3) },
      approve "second" { by = role "budget.tier1_team", within = workdays(3) },
      approve "third"  { by = role "budget.tier2", within = workdays(3) },
    }
  end,
}
test "two of three are asked side by side" {
  flow = "gsa.two_of_three", by = "requester", fields = { what = "A change of the organisation table" },
  expect = { "{first second third}" },
}
