-- Who signs what, after a company's published signature authority policy (Sourcegraph handbook, Apache-2.0; its facts
-- only): any one of several, a list of back-ups, reviews side by side, two authorities together.

local late = ladder { { after = workhours(0), remind = assignee }, { after = workdays(1), notify = head_of(assignee) } }

-- How long legal may take, in working days.
local legal_days = decision "working days of legal" {
  hit     = "unique",
  inputs  = { { "document", one_of { "nda", "customer", "vendor", "partner" } }, "own_form" },
  outputs = { "days" },
  rows    = {
    { "nda",      true,      2 },
    { "nda",      false,     3 },
    { "customer", true,      3 },
    { "customer", false,     7, because = "the source names the customer's own form only; as long as a vendor's" },
    { "vendor",   true,      5 },
    { "vendor",   false,     7 },
    { "partner",  any_value, 7 },
  },
}

local function legal_in(document_kind, own_form)
  return workdays((legal_days { document = document_kind, own_form = own_form }))
end

local sign_in = workdays(5)

-- What all these documents have in common.
local function paper(name, title, fields, route, check)
  fields.party = text { required = true }
  flow("sourcegraph." .. name) {
    title = title, owner = "legal", prefix = name:upper():gsub("[^A-Z]", ""):sub(1, 8), fallback = post "ceo",
    overdue = late, form = fields, route = route, check = check,
  }
end

paper("nda", { en = "Non-disclosure agreement", zh = "保密协议" }, { own_form = flag {} }, function(r)
  return sequence {
    approve "review" { by = role "legal.review", within = legal_in("nda", r.own_form) },
    any {
      approve "vp-legal" { by = post "vp_legal", within = sign_in },
      approve "counsel"  { by = post "commercial_counsel", within = sign_in },
      approve "senior"   { by = role "senior", within = sign_in }, -- another vice president or director
    },
  }
end)

paper("customer_contract", { en = "Customer contract", zh = "客户合同" }, { own_form = flag {} }, function(r)
  return sequence {
    act     "stamp" { by = role "finance.deal_desk", within = sign_in },
    approve "sign"  { by = first_of { post "controller", post "vp_legal", post "vp_finance" }, within = sign_in },
  }
end)

paper("msa", { en = "Stand-alone master agreement", zh = "独立主协议" }, {}, function(r)
  return sequence {
    approve "approve" { by = post "commercial_counsel", within = sign_in },
    copy_to "copy"    { to = first_of { post "vp_legal", post "controller" } },
    any {
      approve "sign-legal"      { by = post "vp_legal", within = sign_in },
      approve "sign-controller" { by = post "controller", within = sign_in },
    },
  }
end)

paper("vendor_contract", { en = "Vendor contract", zh = "供应商合同" }, {
  kind = choice { "contract", "dpa", "dpa amendment", required = true },
  own_form = flag {},
}, function(r)
  local owner = leader_of(r.department)
  local signer = owner
  if r.kind == "dpa" then signer = first_of { owner, post "vp_legal" } end
  if r.kind == "dpa amendment" then signer = post "vp_legal" end
  return sequence {
    approve "review" { by = role "legal.review", within = legal_in("vendor", r.own_form) },
    approve "sign"   { by = signer, within = sign_in },
  }
end)

paper("partner_contract", { en = "Partner contract", zh = "合作伙伴合同" }, {
  kind = choice { "reseller", "referral", "other", required = true },
}, function(r)
  local resale = r.kind ~= "other"
  return sequence {
    all {
      approve "review-bd"    { by = role "bd", within = workdays(7) },
      approve "review-legal" { by = role "legal.review",
                               within = legal_in("partner", true) },
    },
    all {
      approve "owner"   { by = leader_of(r.department), within = sign_in },
      approve "finance" { by = role "finance.budget", within = sign_in },
    },
    any {
      approve "sign-bd"    { by = post "head_bd", within = sign_in, when = resale, because = "reseller or referral" },
      approve "sign-sales" { by = post "vp_sales", within = sign_in, when = resale, because = "reseller or referral" },
    },
    approve "sign" { by = role "senior", within = sign_in, when = not resale,
                     because = "a director or vice president" },
  }
end)

paper("offer", { en = "Offer of employment, standard form", zh = "录用通知（标准）" }, {
  hiring_manager = person { required = true },
}, function(r)
  return sequence {
    all {
      approve "recruiter"      { by = role "people.recruiter", within = sign_in },
      approve "hiring-manager" { by = r.hiring_manager, within = sign_in },
    },
    approve "owner" { by = leader_of(r.department), within = sign_in },
    any {
      approve "sign-ceo"    { by = post "ceo", within = sign_in },
      approve "sign-talent" { by = post "vp_talent", within = sign_in },
    },
  }
end)

paper("amendment", { en = "Amendment of employment", zh = "雇佣变更" }, { routine = flag {} }, function(r)
  return sequence {
    all {
      approve "partner" { by = post "senior_people_partner", within = sign_in },
      approve "legal"   { by = role "legal.review", within = sign_in, when = not r.routine, because = "not routine" },
    },
    approve "director" { by = post "director_people", within = sign_in },
  }
end)

paper("commission", { en = "Commission agreement", zh = "佣金协议" }, { mid_year = flag {} }, function(r)
  return sequence {
    approve "strategy" { by = role "sales.strategy", within = sign_in },
    approve "legal"    { by = role "legal.review", within = sign_in, when = r.mid_year,
                          because = "changed in mid-year" },
    any {
      approve "operations" { by = post "vp_operations", within = sign_in },
      approve "controller" { by = post "controller", within = sign_in },
    },
  }
end)

local separation = { en = "Separation, non-standard", zh = "离职协议（非标准）" }
paper("separation", separation, { business_impact = flag {} }, function(r)
  return all {
    any {
      approve "talent"   { by = post "vp_talent", within = sign_in },
      approve "director" { by = post "director_people", within = sign_in },
    },
    approve "function" { by = leader_of(r.department), within = sign_in, when = r.business_impact,
                         because = "it touches the business" },
  }
end)

-- Authority passed on: in writing, to a manager at least, with a copy to legal. Ranks count upward.
local ranks = decision "who may sign for another" {
  hit     = "unique",
  inputs  = { { "rank", one_of { "staff", "manager", "director", "vice president" } } },
  outputs = { "may" },
  rows    = { { "staff", false }, { not_in { "staff" }, true } },
}
paper("delegation", { en = "Delegation of signature", zh = "签字授权" }, {
  delegate = person { required = true },
  rank     = choice { "staff", "manager", "director", "vice president", required = true },
  writing  = text { required = true },
}, function(r)
  return sequence {
    approve "allowed" { by = leader_of(r.department), within = sign_in },
    copy_to "legal"   { to = post "vp_legal" },
  }
end, function(r)
  if not ranks { rank = r.rank } then
    return problem("rank", { en = "only a manager or above may sign for another", zh = "仅经理及以上可获授权" })
  end
end)

paper("authority_change", { en = "Change of the signing authorities", zh = "签字权限变更" }, {}, function(r)
  return approve "ceo" { by = post "ceo", within = sign_in }
end)

-- ---- what each row of the published table says ----

local function signed(name, flow_name, changes, expect, people)
  local fields = { party = "Demo Partner" }
  for k, v in pairs(changes) do fields[k] = v end
  test(name) { flow = "sourcegraph." .. flow_name, by = "dev", fields = fields, expect = expect, people = people }
end

signed("an NDA is signed by any one of three", "nda", { own_form = "yes" },
  { "review", "{vp-legal counsel senior}" }, { ["vp-legal"] = "vp.legal", counsel = "counsel" })
signed("an NDA may be signed by any director or vice president", "nda", {}, { "review", "{vp-legal counsel senior}" },
  { senior = { "eng.vp", "sales.director", "vp.sales" } })
signed("a customer contract is stamped, then signed by the controller", "customer_contract", {}, { "stamp", "sign" },
  { stamp = "deal.desk", sign = "controller" })
signed("a stand-alone master agreement is approved, copied, and signed by one of two", "msa", {},
  { "approve", "copy", "{sign-legal sign-controller}" }, { approve = "counsel", copy = "vp.legal" })
signed("a vendor contract is signed by the vice president who owns the budget", "vendor_contract",
  { kind = "contract" }, { "review", "sign" }, { sign = "eng.vp" })
signed("a vendor's data agreement too, with legal as back-up", "vendor_contract", { kind = "dpa" },
  { "review", "sign" }, { sign = "eng.vp" })
signed("an amendment of a data agreement is legal's", "vendor_contract", { kind = "dpa amendment" },
  { "review", "sign" }, { sign = "vp.legal" })
for _, kind in ipairs { "reseller", "referral" } do
  signed("a " .. kind .. " contract is signed by one of two heads", "partner_contract", { kind = kind },
    { "{review-bd review-legal}", "{owner finance}", "{sign-bd sign-sales}" },
    { ["sign-bd"] = "head.bd", ["sign-sales"] = "vp.sales", owner = "eng.vp", finance = "budget" })
end
signed("any other partner contract by a director or vice president", "partner_contract", { kind = "other" },
  { "{review-bd review-legal}", "{owner finance}", "sign" }, { sign = { "eng.vp", "sales.director", "vp.sales" } })
signed("an offer on the standard form", "offer", { hiring_manager = "eng.manager" },
  { "{recruiter hiring-manager}", "owner", "{sign-ceo sign-talent}" },
  { ["hiring-manager"] = "eng.manager", owner = "eng.vp", ["sign-ceo"] = "ceo", ["sign-talent"] = "vp.talent" })
signed("a routine amendment needs no legal review", "amendment", { routine = "yes" }, { "partner", "director" })
signed("another amendment does", "amendment", { routine = "no" }, { "{partner legal}", "director" },
  { partner = "people.partner", director = "director.people" })
signed("a commission agreement", "commission", {}, { "strategy", "{operations controller}" })
signed("a commission agreement changed in mid-year is read by legal", "commission", { mid_year = "yes" },
  { "strategy", "legal", "{operations controller}" }, { operations = "vp.operations" })
signed("a separation without impact on the business", "separation", {}, { "{talent director}" })
signed("a separation with impact needs the function's vice president too", "separation", { business_impact = "yes" },
  { "{{talent director} function}" }, { ["function"] = "eng.vp" })
for _, rank in ipairs { "manager", "director", "vice president" } do
  signed("a " .. rank .. " may sign for another", "delegation",
    { delegate = "eng.manager", rank = rank, writing = "letter of 3 May" }, { "allowed", "legal" },
    { legal = "vp.legal" })
end
test "staff below a manager may not sign for another" {
  flow = "sourcegraph.delegation", by = "dev", error = "form.invalid",
  fields = { party = "Demo Partner", delegate = "budget", rank = "staff", writing = "letter of 3 May" },
}
signed("the signing authorities themselves are changed by the CEO", "authority_change", {}, { "ceo" }, { ceo = "ceo" })
