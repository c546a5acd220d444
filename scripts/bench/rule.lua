-- The rules that `countersign bench` measures with.

-- A decision: the first of three approvals.
flow "bench.one" {
  title = { en = "Bench: one approval", zh = "测速：一步审批" },
  owner = "bench", prefix = "BEN", fallback = post "bench.head", within = workdays(2),
  form = { amount = money { currency = "EUR", required = true } },
  route = function(r)
    return sequence {
      approve "first"  { by = person "bench.approver" },
      approve "second" { by = person "bench.approver", when = r.amount > amount "10 EUR", because = "over ten" },
      approve "third"  { by = post "bench.head" },
    }
  end,
  overdue = ladder { { after = workhours(0), remind = assignee }, { after = workdays(1), notify = post "bench.head" } },
}

-- A deadline that fires one hour later, to the millisecond: storms, lateness; approved, a finished record.
flow "bench.hour" {
  title = { en = "Bench: an hour", zh = "测速：一小时" },
  owner = "bench", prefix = "BHR", fallback = post "bench.head", within = hours(1),
  form = { amount = money { currency = "EUR", required = true } },
  route = function() return approve "only" { by = person "bench.approver" } end,
  overdue = ladder { { after = hours(0), remind = assignee } },
}

-- Ten open tasks, each with its own deadline, for years.
flow "bench.open" {
  title = { en = "Bench: ten signers", zh = "测速：十人会签" },
  owner = "bench", prefix = "BOP", fallback = post "bench.head", within = days(1000),
  form = { amount = money { currency = "EUR", required = true } },
  route = function()
    return all {
      approve "s1"  { by = person "bench.1" },
      approve "s2"  { by = person "bench.2" },
      approve "s3"  { by = person "bench.3" },
      approve "s4"  { by = person "bench.4" },
      approve "s5"  { by = person "bench.5" },
      approve "s6"  { by = person "bench.6" },
      approve "s7"  { by = person "bench.7" },
      approve "s8"  { by = person "bench.8" },
      approve "s9"  { by = person "bench.9" },
      approve "s10" { by = person "bench.10" },
    }
  end,
  overdue = ladder { { after = hours(0), remind = assignee } },
}
