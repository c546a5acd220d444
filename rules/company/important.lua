-- Important business (policy P2.1, P2.2): what costs much, or carries risk. The departments that it concerns agree
-- first; then the head of the department, the leader in charge and the general manager decide, one after the other.

local grades = { "low", "medium", "high" }

-- Who decides, by nature, amount and risk (P2.2.1).
local levels = decision "levels of approval" {
  title   = { en = "levels of approval", zh = "审批层级" },
  hit     = "first",
  clause  = "P2.2.1",
  inputs  = { { "budget", at_least "0 CNY" }, { "risk", one_of(grades) } },
  outputs = { { "top", one_of { "general manager", "leader in charge" } } },
  rows    = {
    { any_value,              "high",    "general manager",  because = { en = "high risk", zh = "风险为高" } },
    { at_least "500000 CNY",  any_value, "general manager",
      because = { en = "500,000 or more", zh = "500,000 元及以上" } },
    { any_value,              any_value, "leader in charge" },
  },
}

-- P1.3.2: it is filed for the department that asks for it, so that this one's own rules hold: business.lua says more.
local function filed_for(r)
  if r.initiated_by == r.department then return end
  local key = tostring(r.initiated_by)
  return problem("initiated_by", "it is filed for " .. tostring(r.department) .. ", so the rules of " .. key
                 .. " would not hold: file it with --department " .. key,
                 "本单据以 " .. tostring(r.department) .. " 的名义提交，" .. key .. " 的规则不会生效：请用 --department " .. key
                 .. " 重新起草")
end

flow "company.important" {
  title    = { en = "Important business", zh = "重要业务" },
  owner    = "office",
  clause   = "P2.2.1",
  prefix   = "IMP",
  fallback = post "general_manager",

  form = { -- P2.1.1
    name         = text { required = true, max = 200, label = { en = "Name of the business", zh = "业务名称" } },
    initiated_by = department { required = true, label = { en = "Initiating department", zh = "发起部门" } },
    in_charge    = person { required = true, label = { en = "Person in charge", zh = "负责人" } },
    planned      = date_range { required = true, label = { en = "Planned time", zh = "计划时间" } },
    budget       = money { currency = "CNY", required = true, min = amount "0 CNY",
                           label = { en = "Budget", zh = "预算" } },
    risk         = choice { "low", "medium", "high", required = true, label = { en = "Risk", zh = "风险等级" },
                            labels = { low = { en = "Low", zh = "低" }, medium = { en = "Medium", zh = "中" },
                                       high = { en = "High", zh = "高" } } },
    background   = text { required = true, label = { en = "Background", zh = "业务背景" } },
    goals        = text { required = true, label = { en = "Goals", zh = "业务目标" } },
    requirements = text { required = true, label = { en = "Requirements", zh = "业务需求" } },
    effect       = text { required = true, label = { en = "Expected effect", zh = "预期效果" } },
    involved     = rows {
      label = { en = "Other departments involved", zh = "涉及的其他部门" },
      columns = { department = department { required = true, label = { en = "Department", zh = "部门" } } },
    },
  },

  settings = {
    agree_in      = setting { workdays(3), label = { en = "Agreement of departments", zh = "部门协商时限" } },
    head_in       = setting { workdays(2), label = { en = "Head of department", zh = "部门负责人时限" } },
    leader_in     = setting { workdays(3), label = { en = "Leader in charge", zh = "分管领导时限" } },
    manager_in    = setting { workdays(5), label = { en = "General manager", zh = "总经理时限" } },
    finance_above = setting { amount "200000 CNY", label = { en = "Finance above", zh = "财务审核起点" } },
  },

  stages = {
    -- P2.1.2: without the agreement of every department named, the record can't be submitted.
    prepare = function(r, set)
      return all(each(r.involved or {}, function(row, i)
        return agree("agree-" .. i) {
          title = { en = "Agreement of a department involved", zh = "涉及部门协商" },
          by = head_of(row.department), within = set.agree_in, fixed = true,
          because = { en = "its department is involved", zh = "涉及该部门" },
        }
      end))
    end,

    approval = function(r, set)
      local top, why = levels { budget = r.budget, risk = r.risk }
      return sequence {
        approve "head"    { title = { en = "Head of department", zh = "部门负责人审批" },
                            by = head_of(r.initiated_by), within = set.head_in, fixed = true,
                            aspects = { "feasibility", "compliance", "budget" } },
        approve "finance" { title = { en = "Finance", zh = "财务审核" },
                            by = post "finance.head", within = set.head_in, aspects = { "budget" },
                            when = r.budget > set.finance_above, fixed = true,
                            because = { en = "over the sum that finance looks at", zh = "超出财务审核的金额" } },
        approve "leader"  { title = { en = "Leader in charge", zh = "分管领导审批" },
                            by = leader_of(r.initiated_by), within = set.leader_in, fixed = true,
                            because = { en = "important business goes to the leader in charge", zh = "重要业务由分管领导审批" } },
        approve "manager" { title = { en = "General manager", zh = "总经理审批" },
                            by = post "general_manager", within = set.manager_in, fixed = true,
                            when = top == "general manager", because = why },
        copy_to "office"  { title = { en = "Copy to the office", zh = "抄送办公室" },
                            to = post "office.head" },
      }
    end,
  },

  check = filed_for,

  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },

  overdue = ladder {
    { before = workhours(4), remind = assignee },
    { after = workhours(0),  remind = assignee },
    { after = workdays(1),   notify = head_of(assignee) },
    { after = workdays(3),   reassign = leader_of(assignee) },
  },
}

local form = {
  name = "A second warehouse", initiated_by = "sales", in_charge = "anna.berg", planned = "2026-04-01..2026-09-30",
  budget = "180000 CNY", risk = "medium", background = "Deliveries to the south are late.",
  goals = "Two days to every customer.", requirements = "2,000 square metres.", effect = "A tenth more orders.",
}
local function with(changes)
  local out = {}
  for k, v in pairs(form) do out[k] = v end
  for k, v in pairs(changes) do out[k] = v end
  return out
end

test "important business goes to the head and the leader in charge" {
  flow = "company.important", by = "anna.berg", fields = form, expect = { "head", "leader", "office" },
  people = { head = "chen.hao", leader = "qian.min" },
}

test "important business is filed for the department that asks for it" {
  flow = "company.important", by = "wang.fang", fields = form, error = "form.invalid",
}

test "the general manager decides from 500,000" {
  flow = "company.important", by = "anna.berg", fields = with { budget = "500000 CNY" },
  expect = { "head", "finance", "leader", "manager", "office" }, people = { manager = "zhao.lei" },
}

test "one fen below 500,000 the general manager is not asked" {
  flow = "company.important", by = "anna.berg", fields = with { budget = "499999.99 CNY" },
  expect = { "head", "finance", "leader", "office" },
}

test "high risk goes to the general manager whatever it costs" {
  flow = "company.important", by = "anna.berg", fields = with { budget = "1 CNY", risk = "high" },
  expect = { "head", "leader", "manager", "office" },
}

test "finance looks at what is above its sum, not at the sum itself" {
  flow = "company.important", by = "anna.berg", fields = with { budget = "200000 CNY" },
  expect = { "head", "leader", "office" },
}

test "a request of a head goes to the superior in the head's place" {
  flow = "company.important", by = "chen.hao", fields = form, expect = { "head", "leader", "office" },
  people = { head = "qian.min" },
}

test "every other department that is named agrees first" {
  flow = "company.important", by = "anna.berg", stage = "prepare",
  fields = with { ["involved.1.department"] = "finance", ["involved.2.department"] = "it" },
  expect = { "{agree-1 agree-2}" }, people = { ["agree-1"] = "han.mei", ["agree-2"] = "xu.qing" },
}

test "where no other department is named nobody needs to agree" {
  flow = "company.important", by = "anna.berg", stage = "prepare", fields = form, expect = {},
}
