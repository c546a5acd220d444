-- Business as a whole (policy chapter 2): from the application, on which the departments agree first, through the
-- approval, the execution with its records and monitors, to the acceptance. What a department does otherwise stands in
-- its own folder: see sales/business.lua, procurement/business.lua, finance/business.lua, hr/business.lua.

-- Who decides, by nature and amount (P2.2.1).
local levels = decision "levels of approval of business" {
  title   = { en = "levels of approval of business", zh = "业务审批层级" },
  hit     = "first",
  clause  = "P2.2.1",
  inputs  = { { "nature", one_of { "routine", "contract", "investment", "organisation" } },
              { "budget", at_least "0 CNY" } },
  outputs = { { "top", one_of { "general manager", "leader in charge", "head" } } },
  rows    = {
    { "investment",  any_value,                         "general manager",
      because = { en = "an investment", zh = "投资类" } },
    { any_value,     at_least "500000 CNY",             "general manager",
      because = { en = "500,000 or more", zh = "500,000 元及以上" } },
    { except "routine", any_value,                      "leader in charge",
      because = { en = "more than routine", zh = "非日常业务" } },
    { any_value,     at_least "50000 CNY",              "leader in charge",
      because = { en = "50,000 or more", zh = "50,000 元及以上" } },
    { any_value,     any_value,                         "head" },
  },
}

-- How risky it is (P4.2.1): how likely something goes wrong, and how grave that would be.
local grade = matrix {
  likelihood = { { "rare", zh = "很小" }, { "possible", zh = "可能" }, { "likely", zh = "很大" } },
  impact     = { { "minor", zh = "轻微" }, { "serious", zh = "严重" }, { "grave", zh = "重大" } },
  { "low",    "low",    "medium" },
  { "low",    "medium", "high" },
  { "medium", "high",   "high" },
}

-- P2.5.1: what is wrong with a criterion's mark, and what to do about it, in both languages; nothing when it does.
local function unmarked(result)
  if result == nil then return "is not marked: mark it met or not met", "尚未标明：请标明是否达到" end
end
local function unmet(result)
  if result == "not met" then
    return "is not met: refuse, saying what is wrong, and it goes back to be put right", "未达到：请拒绝并写明问题，退回整改"
  end
  return unmarked(result)
end

-- The criteria of which something is wrong, by number and words.
local function criteria(r, wrong)
  local problems = {}
  for i, row in ipairs(r.criteria) do
    local en, zh = wrong(row.result)
    if en then
      problems[#problems + 1] = problem("criteria", "criterion " .. i .. " (" .. row.criterion .. ") " .. en,
                                        "第 " .. i .. " 项标准（" .. row.criterion .. "）" .. zh)
    end
  end
  return problems
end

-- P2.5.3: what was found wanting is put right, and whoever hands it over again says what was done about it.
local function put_right(r)
  for _, row in ipairs(r.criteria) do
    if row.result == "not met" and not r.rectified then
      return problem("rectified", "what was found wanting was put right: say what was done about it",
                     "请说明对未达标项作了哪些整改")
    end
  end
end

-- P2.4.2: what goes beyond the budget is warned of; what goes far beyond it must be put right.
local function over_budget(r)
  if not r.spent or r.spent <= r.budget then return {} end
  local effects = {
    warn { name = "over-budget", to = { head_of(r.initiated_by), field "in_charge" }, within = workdays(1),
           severity = "major", text = { en = "more was spent than the budget", zh = "支出超过预算" } },
  }
  if r.spent * 10 > r.budget * 11 then
    effects[2] = rectify { name = "back-to-budget", by = field "in_charge", within = workdays(5),
                           check = leader_of(r.initiated_by), check_within = workdays(2),
                           text = { en = "spent a tenth more than the budget", zh = "支出超过预算一成" } }
  end
  return effects
end

-- P2.3.1: has a milestone been reached by that day?
local function reached_by(r, milestone, day)
  for _, row in ipairs(r.reached) do
    if row.milestone == milestone and row.on <= day then return true end
  end
  return false
end

-- A milestone whose day has passed without it, and a planned end that has passed, are warned of, every working day
-- anew, until they are reached or the plan is adjusted (P2.3.3).
local function behind_plan(r, today)
  local effects = {}
  local function late(name, en, zh)
    effects[#effects + 1] = warn { name = name, to = { field "in_charge", head_of(r.initiated_by) },
                                   within = workdays(1), severity = "major", text = { en = en, zh = zh } }
  end
  for i, row in ipairs(r.milestones) do
    if row.due < today and not reached_by(r, row.milestone, today) then
      late("milestone-" .. i, row.milestone .. ": this milestone was to be reached by " .. tostring(row.due),
           row.milestone .. "：该里程碑应于 " .. tostring(row.due) .. " 前达成")
    end
  end
  if r.planned.to < today then
    late("planned-end", "the planned end has passed: " .. tostring(r.planned.to),
         "计划结束日期已过：" .. tostring(r.planned.to))
  end
  return effects
end

local function figures(r, _, task)
  local effects = over_budget(r)
  for _, effect in ipairs(behind_plan(r, task.today)) do effects[#effects + 1] = effect end
  return effects
end

-- P1.3.2, P2.2.1: what a department does otherwise goes by whom a record is filed for, so whoever asks for the business
-- is that department: naming another would have its head sign, and its own rules passed by.
local function filed_for(r)
  if r.initiated_by == r.department then return end
  local key = tostring(r.initiated_by)
  return problem("initiated_by", "it is filed for " .. tostring(r.department) .. ", so the rules of " .. key
                 .. " would not hold: file it with --department " .. key,
                 "本单据以 " .. tostring(r.department) .. " 的名义提交，" .. key .. " 的规则不会生效：请用 --department " .. key
                 .. " 重新起草")
end

-- Milestones lie in the planned time and have names of their own; what is reached is one of them, once, on a day that
-- has come: a day to come would keep still who has to be warned (P2.4.2).
local function plan_problems(r, today)
  local known, reached, problems = {}, {}, {}
  local function wrong(name, en, zh) problems[#problems + 1] = problem(name, en, zh) end
  for _, row in ipairs(r.milestones) do
    if known[row.milestone] then
      wrong("milestones", "two milestones are called " .. row.milestone, "里程碑重名：" .. row.milestone)
    end
    known[row.milestone] = true
    if row.due < r.planned.from or row.due > r.planned.to then
      wrong("milestones", row.milestone .. ": its day lies outside of the planned time",
            row.milestone .. "：日期不在计划时间内")
    end
  end
  for i, row in ipairs(r.reached) do
    local en, zh = "row " .. i .. ": " .. row.milestone, "第 " .. i .. " 行：" .. row.milestone
    if not known[row.milestone] then
      wrong("reached", "no milestone is called " .. row.milestone, "没有这个里程碑：" .. row.milestone)
    elseif reached[row.milestone] then
      wrong("reached", en .. " is marked reached in row " .. reached[row.milestone] .. " already",
            zh .. "已在第 " .. reached[row.milestone] .. " 行标明达成")
    elseif row.on > today then
      wrong("reached", en .. " can't have been reached on " .. tostring(row.on) .. ", which is to come",
            zh .. "的达成日期 " .. tostring(row.on) .. " 尚未到来")
    end
    reached[row.milestone] = reached[row.milestone] or i
  end
  return problems
end

flow "company.business" {
  title    = { en = "Business", zh = "业务" },
  owner    = "office",
  clause   = "P2",
  prefix   = "BUS",
  fallback = post "operations.leader",

  form = { -- P2.1.1
    name         = text { required = true, max = 200, label = { en = "Name of the business", zh = "业务名称" } },
    nature       = choice { "routine", "contract", "investment", "organisation", required = true,
                            label = { en = "Nature", zh = "业务性质" },
                            labels = { routine = { en = "Routine", zh = "日常" },
                                       contract = { en = "Contract", zh = "合同" },
                                       investment = { en = "Investment", zh = "投资" },
                                       organisation = { en = "Organisation", zh = "组织" } } },
    initiated_by = department { required = true, label = { en = "Initiating department", zh = "发起部门" } },
    in_charge    = person { required = true, label = { en = "Person in charge", zh = "负责人" } },
    planned      = date_range { required = true, label = { en = "Planned time", zh = "计划时间" } },
    milestones   = rows { -- P2.3.1
      label = { en = "Milestones", zh = "里程碑" },
      columns = {
        milestone = text { required = true, max = 100, label = { en = "Milestone", zh = "里程碑" } },
        due       = date { required = true, label = { en = "To be reached by", zh = "计划达成日期" } },
      },
    },
    -- What is needs_agreement = false is filled in as the business goes: no department agreed to it (P2.1.2).
    reached      = rows { -- marked with the reports of progress
      needs_agreement = false,
      label = { en = "Milestones reached", zh = "已达成的里程碑" },
      columns = {
        milestone = text { required = true, max = 100, label = { en = "Milestone", zh = "里程碑" } },
        on        = date { required = true, label = { en = "Reached on", zh = "达成日期" } },
      },
    },
    budget       = money { currency = "CNY", required = true, min = amount "0 CNY",
                           label = { en = "Budget", zh = "预算" } },
    background   = text { required = true, label = { en = "Background", zh = "业务背景" } },
    goals        = text { required = true, label = { en = "Goals", zh = "业务目标" } },
    requirements = text { required = true, label = { en = "Requirements", zh = "业务需求" } },
    effect       = text { required = true, label = { en = "Expected effect", zh = "预期效果" } },
    involved     = rows {
      label = { en = "Other departments involved", zh = "涉及的其他部门" },
      columns = { department = department { required = true, label = { en = "Department", zh = "部门" } } },
    },
    likelihood   = choice { "rare", "possible", "likely", required = true,
                            label = { en = "How likely something goes wrong", zh = "风险可能性" },
                            labels = { rare = { en = "Rare", zh = "很小" }, possible = { en = "Possible", zh = "可能" },
                                       likely = { en = "Likely", zh = "很大" } } },
    impact       = choice { "minor", "serious", "grave", required = true,
                            label = { en = "How grave that would be", zh = "风险影响" },
                            labels = { minor = { en = "Minor", zh = "轻微" }, serious = { en = "Serious", zh = "严重" },
                                       grave = { en = "Grave", zh = "重大" } } },
    accepted_by  = department { label = { en = "Accepting department", zh = "验收部门" } },
    criteria     = rows { -- P2.5.1: part of the application, each marked met or not at the acceptance
      label = { en = "Criteria of acceptance", zh = "验收标准" }, required = true,
      columns = {
        criterion = text { required = true, label = { en = "Criterion", zh = "标准" } },
        result    = choice { "met", "not met", label = { en = "Result", zh = "结果" },
                             labels = { met = { en = "Met", zh = "达到" },
                                        ["not met"] = { en = "Not met", zh = "未达到" } } },
        note      = text { label = { en = "Note", zh = "说明" } },
      },
    },
    -- P2.5.2: the materials, handed over before anything is accepted.
    report       = document { needs_agreement = false, label = { en = "Report of completion", zh = "完工报告" } },
    deliverables = text { needs_agreement = false,
                          label = { en = "Deliverables: where they are", zh = "交付成果（存放处）" } },
    test_report  = document { needs_agreement = false, label = { en = "Test report", zh = "检测报告" } },
    rectified    = text { needs_agreement = false, label = { en = "What was put right", zh = "整改情况" } },
    spent        = money { needs_agreement = false, currency = "CNY", min = amount "0 CNY",
                           label = { en = "Spent so far", zh = "已用预算" } },
  },

  settings = {
    agree_in     = setting { workdays(3), label = { en = "Agreement of departments", zh = "部门协商时限" } },
    head_in      = setting { workdays(2), label = { en = "Head of department", zh = "部门负责人时限" } },
    leader_in    = setting { workdays(3), label = { en = "Leader in charge", zh = "分管领导时限" } },
    manager_in   = setting { workdays(5), label = { en = "General manager", zh = "总经理时限" } },
    carry_out_in = setting { workdays(60), label = { en = "Execution", zh = "执行时限" } },
    accept_in    = setting { workdays(5), label = { en = "Acceptance", zh = "验收时限" } },
    rectify_in   = setting { workdays(10), label = { en = "Putting right", zh = "整改时限" } },
    record_every = setting { workdays(5), label = { en = "Work record every", zh = "工作记录间隔" } },
    report_every = setting { workdays(10), label = { en = "Report every", zh = "报告间隔" } },
    answer_in    = setting { workdays(3), label = { en = "Response plan", zh = "应对方案时限" } },
  },

  -- P1.3.1: whoever carried it out or handed it over, in charge or not, neither checks nor accepts it; who carries it
  -- out by now approves nothing more of it: no deviation, no approval asked for again, none that is owed. Who approved
  -- it before may come to carry it out.
  separate = { { "carry-out", "check" }, { "carry-out", "acceptance" }, { "hand-over", "check" },
               { "hand-over", "acceptance" }, { "carry-out", "deviation", one_way = true },
               { "carry-out", "head", one_way = true }, { "carry-out", "legal", one_way = true },
               { "carry-out", "leader", one_way = true }, { "carry-out", "manager", one_way = true } },

  -- P1.3.1: nobody approves, or accepts, what they carry out themselves. P2.5.1: each criterion is marked, and what is
  -- not met is not accepted.
  checks = {
    check "no-conflict-of-interest" {
      title  = { en = "Nobody approves what they carry out", zh = "办理人不审批本人负责的业务" },
      clause = "P1.3.1",
      steps  = { "head", "legal", "leader", "manager", "acceptance" },
      finds  = function(r, set, task)
        if task.person.handle == r.in_charge.handle then
          return problem("in_charge", "whoever decides is in charge of it: hand the task over to somebody else",
                         "办理人即业务负责人，请转办他人")
        end
      end,
    },
    check "criteria-marked" {
      title  = { en = "Each criterion is marked met or not", zh = "逐项验收标准均已标明是否达到" },
      clause = "P2.5.1",
      steps  = { "check" },
      finds  = function(r) return criteria(r, unmarked) end,
    },
    check "put-right" {
      title  = { en = "What was found wanting is said to be put right", zh = "未达标项已说明整改情况" },
      clause = "P2.5.3",
      steps  = { "hand-over" },
      finds  = put_right,
    },
    check "criteria-met" {
      title  = { en = "Every criterion is met", zh = "各项验收标准均达到" },
      clause = "P2.5.3",
      steps  = { "acceptance" },
      finds  = function(r) return criteria(r, unmet) end,
    },
  },

  -- P4.2.2: a high risk is answered by a plan that the leader in charge approves, before the approval can end.
  risk = function(r, set)
    local level, why = grade(r.likelihood, r.impact)
    return level, why, response_plan { by = field "in_charge", within = set.answer_in,
                                       check = leader_of(r.initiated_by), check_within = set.leader_in }
  end,

  stages = {
    -- P2.1.2: without the agreement of every department named, it can't be submitted. P2.5.1: another department that
    -- is to accept it agrees to the criteria, and agrees anew where a deviation changes them.
    prepare = function(r, set)
      return all {
        each(r.involved or {}, function(row, i)
          return agree("agree-" .. i) {
            title = { en = "Agreement of a department involved", zh = "涉及部门协商" },
            by = head_of(row.department), within = set.agree_in, fixed = true,
            because = { en = "its department is involved", zh = "涉及该部门" },
          }
        end),
        agree "accepting" {
          title = { en = "Agreement of the accepting department", zh = "验收部门协商" },
          by = head_of(r.accepted_by or r.initiated_by), within = set.agree_in, fixed = true,
          when = r.accepted_by ~= nil and r.accepted_by ~= r.initiated_by, signs = { "criteria" },
          because = { en = "another department accepts it by these criteria", zh = "由另一部门按这些标准验收" },
        },
      }
    end,

    -- Who approves it approves by what and by whom it will be accepted (P2.5.1): where a deviation changes that, they
    -- are asked again.
    approval = function(r, set)
      local accepted = { "criteria", "accepted_by" }
      local top, why = levels { nature = r.nature, budget = r.budget }
      local risky, high = r.risk == "high", { en = "the risk is high", zh = "风险为高" }
      return sequence {
        approve "head"    { title = { en = "Head of department", zh = "部门负责人审批" },
                            by = head_of(r.initiated_by), within = set.head_in, fixed = true,
                            aspects = { "feasibility", "compliance", "budget" }, signs = accepted,
                            because = { en = "the head of the department reviews and signs",
                                        zh = "部门负责人审核并签署" } },
        approve "legal"   { title = { en = "Legal", zh = "法务审查" },
                            by = post "legal.head", within = set.head_in, aspects = { "compliance" },
                            when = risky, fixed = true,
                            because = { en = "a high risk is looked at by legal", zh = "高风险由法务审查" } },
        approve "leader"  { title = { en = "Leader in charge", zh = "分管领导审批" },
                            by = leader_of(r.initiated_by), within = risky and workdays(1) or set.leader_in,
                            when = top ~= "head" or risky, fixed = true, signs = accepted,
                            because = risky and high or why },
        approve "manager" { title = { en = "General manager", zh = "总经理审批" },
                            by = post "general_manager", within = risky and workdays(2) or set.manager_in,
                            when = top == "general manager" or risky, fixed = true, signs = accepted,
                            because = risky and high or why },
      }
    end,

    -- P2.3.1: whoever is in charge carries it out; P2.3.2 and P2.4.1: it is recorded and watched meanwhile.
    execution = function(r, set)
      return sequence {
        act "carry-out" { title = { en = "Execution", zh = "执行" },
                          by = field "in_charge", within = set.carry_out_in,
                          because = { en = "carries out the approved plan", zh = "按批准的方案执行" } },
        monitor "work-record" { title = { en = "Work record", zh = "工作记录" },
                                by = field "in_charge", every = set.record_every, asks_for = "work", fixed = true,
                                because = { en = "work is recorded as it goes", zh = "执行过程须有记录" } },
        monitor "progress"    { title = { en = "Progress report", zh = "进度报告" },
                                by = field "in_charge", asks_for = "report", fixed = true,
                                fields = { spent = "write", reached = "write" },
                                every = r.risk == "low" and set.report_every or set.record_every,
                                because = { en = "progress is reported at intervals, more often where there is risk",
                                            zh = "定期报告进度，风险较高时更频繁" } },
        monitor "inspection"  { title = { en = "Inspection on the spot", zh = "现场检查" },
                                by = head_of(r.initiated_by), every = set.report_every, asks_for = "inspection",
                                when = r.budget >= amount "500000 CNY" or r.risk ~= "low", fixed = true,
                                because = { en = "large or risky business is looked at on the spot",
                                            zh = "金额大或有风险的业务须现场检查" } },
        monitor "figures"     { title = { en = "Watch over the figures", zh = "数据监控" },
                                by = head_of(r.initiated_by), every = workdays(1), watch = figures, fixed = true,
                                because = {
                                  en = "what is spent stays within the budget, what is planned is reached in time",
                                  zh = "支出不超预算，计划按时达成",
                                } },
      }
    end,

    -- P2.5: the materials first, then each criterion, then the decision; found wanting, it is put right within a limit
    -- and handed over again, as often as it takes.
    acceptance = function(r, set)
      local accepting = r.accepted_by or r.initiated_by
      return loop { rounds = 100, sequence {
        act "hand-over"      { title = { en = "Materials handed over", zh = "提交验收材料" },
                               by = field "in_charge", within = set.rectify_in, fixed = true,
                               fields = { report = "write", deliverables = "write", test_report = "write",
                                          rectified = "anew" },
                               require = { document "report", field "deliverables", document "test_report" },
                                because = { en = "the materials are ready before anything is accepted",
                                            zh = "验收之前材料须齐备" } },
         act "check"          { title = { en = "Check of the criteria", zh = "逐项核对标准" },
                                by = head_of(accepting), within = set.accept_in, fixed = true,
                                fields = { criteria = { result = "anew", note = "anew" } },
                                because = { en = "each criterion is marked met or not, and each time anew",
                                            zh = "每次验收都逐项重新标明标准是否达到" } },
         approve "acceptance" { title = { en = "Acceptance", zh = "验收" },
                                by = head_of(accepting), within = set.accept_in, fixed = true,
                                if_initiator = "superior",
                                because = { en = "who asked for it accepts it", zh = "由需求方验收" } },
      } }
    end,
  },

  check = function(r, _, task)
    local problems = plan_problems(r, task.today)
    problems[#problems + 1] = filed_for(r)
    return problems
  end,

  -- P2.3.3: what goes otherwise than planned is reported to the head of the department that carries it out.
  deviation = { to = head_of(field "in_charge"), within = workdays(1), fixed = true },

  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },

  -- P2.2.3: urgent business is carried out at once; its approvals are made up within two working days, and whoever owes
  -- some beyond that begins nothing else without them. The departments still agree first, and a high risk is answered.
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
    { before = workhours(4), remind = assignee },
    { after = workhours(0),  remind = assignee },
    { after = workdays(1),   notify = head_of(assignee) },
    { after = workdays(3),   reassign = superior_of(assignee) },
  },
}

local form = {
  name = "A stand at the fair", nature = "routine", initiated_by = "sales", in_charge = "anna.berg",
  planned = "2026-03-09..2026-05-29", budget = "49999.99 CNY", background = "Two new products.",
  goals = "Fifty new contacts.", requirements = "Forty square metres.", effect = "Ten new customers.",
  likelihood = "rare", impact = "minor", ["criteria.1.criterion"] = "Fifty new contacts",
}
local function with(changes)
  local out = {}
  for k, v in pairs(form) do out[k] = v end
  for k, v in pairs(changes) do out[k] = v end
  return out
end

test "routine business below 50,000 is decided by the head" {
  flow = "company.business", by = "anna.berg", fields = form, expect = { "head" }, people = { head = "chen.hao" },
}

test "whoever asks for it is the department that it is filed for" {
  flow = "company.business", by = "wang.fang", fields = form, error = "form.invalid",
}

test "whoever files it for another department says so" {
  flow = "company.business", by = "wang.fang", department = "sales", fields = form, expect = { "head" },
  people = { head = "chen.hao" },
}

test "milestones lie in the planned time" {
  flow = "company.business", by = "anna.berg", error = "form.invalid",
  fields = with { ["milestones.1.milestone"] = "Built", ["milestones.1.due"] = "2026-05-30" },
}

test "the last day of the planned time is one of it" {
  flow = "company.business", by = "anna.berg", expect = { "head" },
  fields = with { ["milestones.1.milestone"] = "Built", ["milestones.1.due"] = "2026-05-29" },
}

test "what was reached is one of the milestones" {
  flow = "company.business", by = "anna.berg", error = "form.invalid",
  fields = with { ["milestones.1.milestone"] = "Built", ["milestones.1.due"] = "2026-05-29",
                  ["reached.1.milestone"] = "Painted", ["reached.1.on"] = "2026-05-29" },
}

test "nothing is reached on a day to come" {
  flow = "company.business", by = "anna.berg", error = "form.invalid", at = "2026-03-02",
  fields = with { ["milestones.1.milestone"] = "Built", ["milestones.1.due"] = "2026-05-29",
                  ["reached.1.milestone"] = "Built", ["reached.1.on"] = "2026-03-03" },
}

test "what is reached today is" {
  flow = "company.business", by = "anna.berg", expect = { "head" }, at = "2026-03-02",
  fields = with { ["milestones.1.milestone"] = "Built", ["milestones.1.due"] = "2026-05-29",
                  ["reached.1.milestone"] = "Built", ["reached.1.on"] = "2026-03-02" },
}

test "nothing is reached twice" {
  flow = "company.business", by = "anna.berg", error = "form.invalid", at = "2026-03-02",
  fields = with { ["milestones.1.milestone"] = "Built", ["milestones.1.due"] = "2026-05-29",
                  ["reached.1.milestone"] = "Built", ["reached.1.on"] = "2026-03-02",
                  ["reached.2.milestone"] = "Built", ["reached.2.on"] = "2026-03-01" },
}

test "from 50,000 the leader in charge decides too" {
  flow = "company.business", by = "anna.berg", fields = with { budget = "50000 CNY" }, expect = { "head", "leader" },
  people = { leader = "qian.min" },
}

test "from 500,000 the general manager decides too" {
  flow = "company.business", by = "anna.berg", fields = with { budget = "500000 CNY" },
  expect = { "head", "leader", "manager" },
}

test "one fen below 500,000 the general manager is not asked" {
  flow = "company.business", by = "anna.berg", fields = with { budget = "499999.99 CNY" },
  expect = { "head", "leader" },
}

test "a contract goes to the leader in charge whatever it costs" {
  flow = "company.business", by = "wu.yan", expect = { "head", "leader" },
  fields = with { nature = "contract", budget = "1 CNY", initiated_by = "office", in_charge = "wu.yan" },
}

test "an investment goes to the general manager whatever it costs" {
  flow = "company.business", by = "anna.berg", fields = with { nature = "investment", budget = "1 CNY" },
  expect = { "head", "leader", "manager" },
}

test "whoever is in charge does not approve it" {
  flow = "company.business", by = "anna.berg", fields = with { in_charge = "chen.hao", budget = "50000 CNY" },
  expect = { "head", "leader" }, people = { head = "chen.hao" }, blocks = { head = "no-conflict-of-interest" },
}

test "nor accepts it" {
  flow = "company.business", by = "anna.berg", stage = "acceptance",
  fields = with { in_charge = "xu.qing", accepted_by = "it" },
  expect = { "hand-over", "check", "acceptance" }, people = { check = "sun.tao", acceptance = "sun.tao" },
  blocks = { check = "criteria-marked", acceptance = "criteria-met" },
}

test "whoever is not in charge approves it unhindered" {
  flow = "company.business", by = "anna.berg", fields = form, expect = { "head" }, blocks = {},
}

test "a high risk goes to legal and up to the general manager, whatever it costs" {
  flow = "company.business", by = "anna.berg", fields = with { likelihood = "likely", impact = "serious" },
  expect = { "head", "legal", "leader", "manager" },
}

test "a medium risk is decided as usual" {
  flow = "company.business", by = "anna.berg", fields = with { likelihood = "possible", impact = "serious" },
  expect = { "head" },
}

test "a medium risk is inspected on the spot" {
  flow = "company.business", by = "anna.berg", stage = "execution",
  fields = with { likelihood = "possible", impact = "serious" },
  expect = { "carry-out", "work-record", "progress", "inspection", "figures" },
}

test "every other department that is named agrees first" {
  flow = "company.business", by = "anna.berg", stage = "prepare",
  fields = with { ["involved.1.department"] = "finance", ["involved.2.department"] = "it" },
  expect = { "{agree-1 agree-2}" }, people = { ["agree-1"] = "han.mei", ["agree-2"] = "xu.qing" },
}

test "another department that accepts it agrees to the criteria first" {
  flow = "company.business", by = "anna.berg", stage = "prepare", fields = with { accepted_by = "it" },
  expect = { "accepting" }, people = { accepting = "xu.qing" },
}

test "the one that asked for it, and accepts it, is asked for its approval alone" {
  flow = "company.business", by = "anna.berg", stage = "prepare", fields = with { accepted_by = "sales" }, expect = {},
}

test "its execution is recorded, reported and watched" {
  flow = "company.business", by = "anna.berg", stage = "execution", fields = form,
  expect = { "carry-out", "work-record", "progress", "figures" },
}

test "large business is inspected on the spot" {
  flow = "company.business", by = "anna.berg", stage = "execution", fields = with { budget = "500000 CNY" },
  expect = { "carry-out", "work-record", "progress", "inspection", "figures" },
}

test "the accepting department checks, else the one that asked for it" {
  flow = "company.business", by = "anna.berg", stage = "acceptance", fields = form,
  expect = { "hand-over", "check", "acceptance" }, people = { ["hand-over"] = "anna.berg" },
}

test "another department accepts where one is named" {
  flow = "company.business", by = "anna.berg", stage = "acceptance", fields = with { accepted_by = "it" },
  expect = { "hand-over", "check", "acceptance" },
}

test "urgent business is carried out at once: the approvals of its level are owed" {
  flow = "company.business", by = "anna.berg", fields = with { budget = "500000 CNY" }, urgent = true,
  stage = "execution", expect = { "carry-out", "work-record", "progress", "inspection", "figures" },
  owed = { "head", "leader", "manager" },
}

test "business that is not urgent owes nothing" {
  flow = "company.business", by = "anna.berg", fields = form, expect = { "head" }, owed = {},
}
