-- The rules that `countersign bench` measures with: one approval for the writer, ten steps for the route.

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

flow "bench.ten" {
  title = { en = "Bench: ten steps", zh = "测速：十步" },
  owner = "bench", prefix = "TEN", fallback = post "bench.head", within = workdays(2),
  form = { amount = money { currency = "EUR", required = true } },
  settings = { limit = amount "5000 EUR" },
  route = function(r, set)
    return sequence {
      approve "s1"  { by = head_of(r.department) },
      approve "s2"  { by = post "bench.head", when = r.amount > set.limit, because = "over the limit" },
      all {
        approve "s3" { by = person "bench.approver" },
        approve "s4" { by = person "bench.approver" },
      },
      parallel {
        approve "s5" { by = role "bench.role" },
        approve "s6" { by = role "bench.role" },
      },
      approve "s7"  { by = leader_of(r.department), within = workdays(3) },
      approve "s8"  { by = person "bench.approver", within = workhours(8) },
      approve "s9"  { by = post "bench.head", when = r.amount > amount "100 EUR", because = "over a hundred" },
      act     "s10" { by = person "bench.approver" },
    }
  end,
}
