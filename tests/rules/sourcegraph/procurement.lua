-- Purchase requests after a company's published procurement policy (Sourcegraph handbook, Apache-2.0; its facts only).

local late = ladder { { after = workhours(0), remind = assignee }, { after = workdays(1), notify = head_of(assignee) } }

-- Is a ticket needed?
local ticket = decision "is a ticket needed" {
  hit     = "unique",
  inputs  = {
    { "cost", at_least "0 USD" },
    { "data", one_of { "PUBLIC", "INTERNAL", "PRIVATE", "RESTRICTED" } },
    "online",
  },
  outputs = { { "ticket", one_of { "yes", "no" } } },
  rows    = {
    { "0 USD",       one_of { "PUBLIC", "INTERNAL" },    any_value, "no" },
    { "0 USD",       one_of { "PRIVATE", "RESTRICTED" }, false,     "no",  because = "it stays on the laptop" },
    { "0 USD",       one_of { "PRIVATE", "RESTRICTED" }, true,      "yes", because = "guarded data goes online" },
    { above "0 USD", any_value,                          any_value, "yes", because = "it costs money" },
  },
}

-- Written quotes by annual spend. The source overlaps at exactly 10,000; here one quote is still enough there.
local quotes_needed = decision "written quotes" {
  hit     = "unique",
  inputs  = { { "spend", at_least "0 USD" } },
  outputs = { "quotes" },
  rows    = {
    { at_most "10000 USD",                          1 },
    { both(above "10000 USD", below "50000 USD"),   2, because = "over 10,000 a year" },
    { at_least "50000 USD",                         3, because = "50,000 a year or more" },
  },
}

-- Does legal take part? Customers' and teammates' data weigh more than money.
local legal_part = decision "does legal take part" {
  hit     = "first",
  inputs  = { { "spend", at_least "0 USD" }, "personal" },
  outputs = { { "legal", one_of { "yes", "no" } } },
  rows    = {
    { above "100000 USD", any_value, "yes", because = "over 100,000 a year" },
    { above "1000 USD",   true,      "yes", because = "the vendor gets personal data, for over 1,000 a year" },
    { any_value,          any_value, "no" },
  },
}

flow "sourcegraph.tool" {
  title    = { en = "May I use this?", zh = "工具使用申请" },
  owner    = "engineering",
  prefix   = "TIK",
  fallback = post "vp_finance",
  overdue  = late,
  form     = {
    cost   = money { currency = "USD", required = true, min = amount "0 USD" },
    data   = choice { "PUBLIC", "INTERNAL", "PRIVATE", "RESTRICTED", required = true },
    online = flag {},
  },
  route    = function(r, set)
    local needed, why = ticket { cost = r.cost, data = r.data, online = r.online }
    return sequence {
      act "ticket" { by = role "techops", within = workdays(10), when = needed == "yes", because = why },
      act "use"    { by = initiator, within = workdays(10) },
    }
  end,
}

for _, c in ipairs {
  { "0 USD", "PUBLIC", "no", false }, { "0 USD", "PUBLIC", "yes", false },
  { "0 USD", "INTERNAL", "no", false }, { "0 USD", "INTERNAL", "yes", false },
  { "0 USD", "PRIVATE", "no", false }, { "0 USD", "RESTRICTED", "no", false },
  { "0 USD", "PRIVATE", "yes", true }, { "0 USD", "RESTRICTED", "yes", true },
  { "0.01 USD", "PUBLIC", "no", true }, { "0.01 USD", "RESTRICTED", "yes", true }, { "9 USD", "INTERNAL", "no", true },
} do
  test(("%s, %s, online %s: %s"):format(c[1], c[2], c[3], c[4] and "a ticket" or "no ticket")) {
    flow = "sourcegraph.tool", by = "dev", fields = { cost = c[1], data = c[2], online = c[3] },
    expect = c[4] and { "ticket", "use" } or { "use" },
  }
end

flow "sourcegraph.purchase" {
  title    = { en = "Purchase request", zh = "采购申请" },
  owner    = "finance",
  prefix   = "PO",
  fallback = post "vp_finance",
  overdue  = late,

  form = {
    vendor        = text { required = true },
    amount        = money { currency = "USD", required = true, min = amount "0 USD" }, -- with taxes
    spend         = money { currency = "USD", required = true, min = amount "0 USD" }, -- a year
    reviewed      = flag {}, -- the vendor was reviewed before
    personal_data = flag {}, -- of customers or teammates
    guarded_data  = flag {}, -- private or restricted
    needs_techops = flag {},
    conflict      = text { required = true }, -- of interest: which, or that there is none
    quotes        = number { required = true },
    quotes_why    = text {}, -- why fewer
    references    = flag {},
    dpa           = flag {}, -- a data processing agreement is attached
  },

  settings = {
    in_scope_above    = amount "5000 USD",
    exec_from         = amount "50000 USD", -- a new vendor: at this amount and above
    exec_above_known  = amount "50000 USD", -- a vendor known: above this amount
    exec_known_at     = false,              -- the two passages disagree at the very amount: yes, as for new vendors
    references_above  = amount "10000 USD",
    decided_in        = workdays(10),
  },

  check = function(r, set)
    local found = {}
    local function wrong(field, en, zh) found[#found + 1] = problem(field, { en = en, zh = zh }) end
    if r.amount <= set.in_scope_above then
      wrong("amount", "no purchase order is needed up to 5,000", "五千及以下无需采购单")
    end
    if r.quotes < quotes_needed { spend = r.spend } and not r.quotes_why then
      wrong("quotes", "fewer quotes than the spend asks for need a reason", "报价数量不足，请说明理由")
    end
    if r.spend > set.references_above and not r.references then
      wrong("references", "references are asked above 10,000", "超过一万需提供推荐信")
    end
    if r.personal_data and not r.dpa then
      wrong("dpa", "a vendor who gets personal data signs a data processing agreement", "涉及个人数据须签署数据处理协议")
    end
    return found
  end,

  route = function(r, set)
    local exec, exec_because
    if r.reviewed then
      exec = r.amount > set.exec_above_known or (set.exec_known_at and r.amount == set.exec_above_known)
      exec_because = "a known vendor, over the executive's threshold"
    else
      exec = r.amount >= set.exec_from
      exec_because = "a new vendor, from the executive's threshold"
    end
    local legal, why = legal_part { spend = r.spend, personal = r.personal_data or r.guarded_data }
    return sequence {
      approve "manager" { by = head_of(r.department), within = set.decided_in },
      approve "budget"  { by = role "finance.budget", within = set.decided_in },
      parallel { -- each only if it is concerned
        approve "legal"    { by = role "legal.review", within = workdays(7), when = not r.reviewed and legal == "yes",
                             because = why },
        approve "techops"  { by = role "techops", within = set.decided_in, when = not r.reviewed and r.needs_techops,
                             because = "it touches our systems" },
        approve "security" { by = role "security", within = set.decided_in, when = not r.reviewed and r.guarded_data,
                             because = "private or restricted data" },
      },
      approve "exec"    { by = leader_of(r.department), within = set.decided_in, when = exec, because = exec_because },
      act     "payment" { by = initiator, within = workdays(5) }, -- chooses how it is paid
      act     "order"   { by = role "finance.payables", within = workdays(5) },
    }
  end,
}

local function request(changes)
  local out = { vendor = "Demo Vendor", amount = "6000 USD", spend = "1000 USD", conflict = "none", quotes = "3",
                references = "yes", dpa = "yes" }
  for k, v in pairs(changes or {}) do out[k] = v end
  return out
end

local plain = { "manager", "budget", "payment", "order" }
local with_exec = { "manager", "budget", "exec", "payment", "order" }
local with_legal = { "manager", "budget", "legal", "payment", "order" }

local function routed(name, changes, expect, settings)
  test(name) { flow = "sourcegraph.purchase", by = "dev", fields = request(changes), expect = expect,
               settings = settings }
end
local function refused(name, changes)
  test(name) { flow = "sourcegraph.purchase", by = "dev", fields = request(changes), error = "form.invalid" }
end

-- scope
refused("5,000 needs no purchase order", { amount = "5000 USD" })
routed("5,000.01 needs one", { amount = "5000.01 USD" }, plain)

-- a new vendor
routed("a new vendor below 50,000", { amount = "49999.99 USD" }, plain)
routed("a new vendor at 50,000 goes to the executive", { amount = "50000 USD" }, with_exec)
routed("a new vendor above 50,000", { amount = "50000.01 USD" }, with_exec)
routed("legal, techops and security side by side",
  { spend = "2000 USD", personal_data = "yes", guarded_data = "yes", needs_techops = "yes", amount = "60000 USD" },
  { "manager", "budget", "{legal techops security}", "exec", "payment", "order" })
routed("techops alone", { needs_techops = "yes" }, { "manager", "budget", "techops", "payment", "order" })
routed("security and techops without legal, for a small spend", { guarded_data = "yes", needs_techops = "yes" },
  { "manager", "budget", "{techops security}", "payment", "order" })

-- a vendor reviewed before
routed("a known vendor skips the reviews", { reviewed = "yes", personal_data = "yes", spend = "200000 USD" }, plain)
routed("a known vendor at exactly 50,000: over means over", { reviewed = "yes", amount = "50000 USD" }, plain)
routed("a known vendor at exactly 50,000, the other reading", { reviewed = "yes", amount = "50000 USD" }, with_exec,
  { exec_known_at = "yes" })
routed("a known vendor over 50,000", { reviewed = "yes", amount = "50000.01 USD" }, with_exec)

-- legal
routed("100,000 a year without personal data: no legal", { spend = "100000 USD" }, plain)
routed("over 100,000 a year: legal", { spend = "100000.01 USD" }, with_legal)
routed("1,000 a year with personal data: no legal", { spend = "1000 USD", personal_data = "yes" }, plain)
routed("over 1,000 a year with personal data: legal", { spend = "1000.01 USD", personal_data = "yes" }, with_legal)
routed("private data counts like personal data, and security looks too",
  { spend = "1000.01 USD", guarded_data = "yes" }, { "manager", "budget", "{legal security}", "payment", "order" })

-- quotes
for _, q in ipairs {
  { "0 USD", 1 }, { "9999.99 USD", 1 }, { "10000 USD", 1 }, { "10000.01 USD", 2 }, { "49999.99 USD", 2 },
  { "50000 USD", 3 }, { "90000 USD", 3 },
} do
  routed(("%s a year: %d written quotes"):format(q[1], q[2]), { spend = q[1], quotes = tostring(q[2]) }, plain)
  if q[2] > 1 then
    refused(("%s a year: one quote less is too few"):format(q[1]), { spend = q[1], quotes = tostring(q[2] - 1) })
    routed(("%s a year: fewer with a reason"):format(q[1]),
      { spend = q[1], quotes = tostring(q[2] - 1), quotes_why = "There is no other maker." }, plain)
  end
end

-- references, personal data, conflict of interest
refused("references are asked above 10,000", { spend = "10000.01 USD", references = "no" })
routed("no references at 10,000", { spend = "10000 USD", references = "no" }, plain)
refused("personal data without the agreement", { personal_data = "yes", dpa = "no" })
refused("a conflict of interest must be recorded, if only as none", { conflict = "" })
