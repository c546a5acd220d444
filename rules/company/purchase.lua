-- Purchases. The steps marked `fixed` hold in every department: an extension may add steps and shorten limits, but
-- not take these out, reorder them, give them longer or to somebody else.
local kinds = { goods = { en = "Goods", zh = "货物" }, services = { en = "Services", zh = "服务" },
                software = { en = "Software", zh = "软件" } }
flow "company.purchase" {
  title    = { en = "Purchase", zh = "采购申请" },
  owner    = "procurement",
  clause   = "P2.2.1",
  prefix   = "PUR",
  fallback = post "procurement.head",

  form = {
    item    = text { required = true, max = 200, label = { en = "What", zh = "采购内容" } },
    amount  = money { currency = "CNY", required = true, min = amount "0.01 CNY",
                      label = { en = "Amount with taxes", zh = "含税金额" } },
    budget  = text { required = true, label = { en = "Budget number", zh = "预算编号" } },
    kind    = choice { "goods", "services", "software", required = true, label = { en = "Kind", zh = "类别" },
                     labels = kinds },
    reason  = text { required = true, label = { en = "Why it is needed", zh = "采购理由" } },
    urgent  = flag { label = { en = "Urgent", zh = "紧急" } },
  },

  settings = {
    finance_above = setting { amount "5000 CNY", label = { en = "Finance above", zh = "财务审核起点" } },
    leader_above  = setting { amount "50000 CNY", label = { en = "Leader in charge above", zh = "分管领导审批起点" } },
    manager_above = setting { amount "500000 CNY", label = { en = "General manager above", zh = "总经理审批起点" } },
    patience      = setting { workdays(2), label = { en = "Time to decide", zh = "审批时限" } },
  },

  route = function(r, set)
    return sequence {
      approve "head"     { title = { en = "Head of department", zh = "部门负责人审批" },
                           by = head_of(r.department), within = set.patience, fixed = true },
      approve "security" { title = { en = "IT security", zh = "信息安全审查" },
                           by = role "it.security", within = set.patience,
                           when = r.kind == "software",
                           because = { en = "software is looked at by IT security", zh = "软件由信息安全审查" } },
      approve "finance"  { title = { en = "Finance", zh = "财务审核" },
                           by = post "finance.head", within = set.patience, fixed = true,
                           when = r.amount > set.finance_above,
                           because = { en = "over the sum that finance looks at", zh = "超出财务审核的金额" } },
      approve "leader"   { title = { en = "Leader in charge", zh = "分管领导审批" },
                           by = leader_of(r.department), within = workdays(3), fixed = true,
                           when = r.amount > set.leader_above,
                           because = { en = "over the head's authority", zh = "超出部门负责人权限" } },
      approve "manager"  { title = { en = "General manager", zh = "总经理审批" },
                           by = post "general_manager", within = workdays(5), fixed = true,
                           when = r.amount > set.manager_above,
                           because = { en = "over the leader's authority", zh = "超出分管领导权限" } },
      act     "order"    { title = { en = "Order", zh = "下单采购" },
                           by = role "procurement.buyer", within = workdays(5) },
    }
  end,

  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },

  -- P2.2.3: what can't wait is ordered at once, and approved afterwards, all levels within two working days.
  green_channel = {
    within  = workdays(2),
    overdue = ladder {
      { before = workhours(4), remind = assignee },
      { after = workhours(0),  remind = assignee, notify = head_of(assignee) },
      { after = workdays(1),   raise = true },
    },
    bars    = "overdue",
  },

  overdue = ladder {
    { after = workhours(0), remind = assignee },
    { after = workdays(1),  notify = head_of(assignee) },
    { after = workdays(2),  reassign = head_of(assignee) },
  },
}

local form = { item = "Office chairs", amount = "3600 CNY", budget = "HR-01", kind = "goods",
               reason = "Two are broken." }
local function with(changes)
  local out = {}
  for k, v in pairs(form) do out[k] = v end
  for k, v in pairs(changes) do out[k] = v end
  return out
end

test "a small purchase needs the head, and is ordered" {
  flow = "company.purchase", by = "wang.fang", fields = form, expect = { "head", "order" },
  people = { head = "li.na", order = "feng.lin" },
}

test "each threshold belongs to the level below" {
  flow = "company.purchase", by = "wang.fang", fields = with { amount = "5000 CNY" }, expect = { "head", "order" },
}

test "above five thousand finance is asked" {
  flow = "company.purchase", by = "wang.fang", fields = with { amount = "5000.01 CNY" },
  expect = { "head", "finance", "order" },
}

test "above fifty thousand the leader in charge is asked" {
  flow = "company.purchase", by = "wang.fang", fields = with { amount = "50000.01 CNY" },
  expect = { "head", "finance", "leader", "order" }, people = { leader = "qian.min" },
}

test "above half a million the general manager is asked" {
  flow = "company.purchase", by = "wang.fang", fields = with { amount = "500000.01 CNY" },
  expect = { "head", "finance", "leader", "manager", "order" },
}

test "software is looked at by IT security" {
  flow = "company.purchase", by = "wang.fang", fields = with { kind = "software" },
  expect = { "head", "security", "order" }, people = { security = "david.okoye" },
}

test "an urgent purchase is ordered at once, and every approval is owed" {
  flow = "company.purchase", by = "wang.fang", fields = with { amount = "50000.01 CNY" }, urgent = true,
  expect = { "order" }, owed = { "head", "finance", "leader" },
}
