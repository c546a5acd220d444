-- luacheck: no max line length
-- Every word of rule files, once: from this table come the reference in scripts/README.md, the annotations for editors
-- (scripts/annotations/countersign.lua), and the tests that each word is there and each example works. Data, not loaded
-- with the vocabulary; scripts/annotations/generate.lua makes the two files.
--
--   name, form   the word, and how it is written
--   en, zh       one line each
--   example      works as it stands; `place` says where: "file", "step" (in a sequence), "value" (an expression over r
--                and set), "field" (in a form), "rung" (in a ladder), "effect" (what a ladder's function returns)
--   gives        what it is for an editor: a Lua type or a class of countersign.lua
--   takes        for an editor: parameters as "name: type; name?: type", "?" for what may be left out

local sections = {}
local function section(name, en, zh, list)
  sections[#sections + 1] = { name = name, en = en, zh = zh, words = list }
end

section("declarations", "What a rule file declares", "规则文件的声明", {
  { name = "flow", form = 'flow "name" { … }', place = "file", takes = "name: string", gives = "fun(options: table)",
    en = "Declares a flow: its form, its settings, and the functions that plan its stages.",
    zh = "声明一个流程：表单、设置，以及规划各阶段的函数。",
    example = 'flow "hr.leave" { owner = "hr", fallback = post "boss", within = workdays(2),\n'
      .. '  route = function(r) return approve "head" { by = head_of(r.department) } end }' },
  { name = "extend", form = 'extend "flow" { … }', place = "file", takes = "flow: string", gives = "fun(options: table)",
    en = "What a department changes in a flow of the company; what the company fixed stays.",
    zh = "部门对公司流程的改动；公司标为 fixed 的步骤不变。",
    example = 'extend "example.flow" { department = "hr", settings = { patience = workdays(1) },\n'
      .. '  add = { approve "controller" { after = "head", by = role "controller", within = workdays(1) } } }' },
  { name = "stage", form = 'stage "name" { route = function(r, set) … end, title = … }', takes = "name: string",
    gives = "fun(options: table): table", place = "file",
    en = "One stage in an ordered list of stages.", zh = "有序阶段列表中的一个阶段。",
    example = 'flow "hr.review" { owner = "hr", fallback = post "boss", within = workdays(2), stages = {\n'
      .. '  stage "review" { route = function(r) return approve "head" { by = head_of(r.department) } end },\n'
      .. '  stage "filing" { route = function(r) return act "file" { by = role "clerk" } end } } }' },
  { name = "setting", form = "setting { value, label = … }", takes = "options: table", gives = "table", place = "file",
    en = "A setting with a label; a plain value does where no label is needed.", zh = "带标签的设置项；不需要标签时直接写值即可。",
    example = 'flow "hr.trip" { owner = "hr", fallback = post "boss",\n'
      .. '  settings = { patience = setting { workdays(3), label = { en = "Patience", zh = "时限" } } },\n'
      .. '  route = function(r, set) return approve "head" { by = head_of(r.department), within = set.patience } end }' },
  { name = "to_initiator", form = "to_initiator { acknowledge = true, within = … }", takes = "options: table", gives = "table",
    place = "file", en = "on_refuse: the initiator takes notice, and may resubmit or let it rest.",
    zh = "on_refuse：退给发起人，确认知悉后可重新提交或搁置。",
    example = 'flow "hr.claim" { owner = "hr", fallback = post "boss", within = workdays(2),\n'
      .. "  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },\n"
      .. '  route = function(r) return approve "head" { by = head_of(r.department) } end }' },
  { name = "test", form = 'test "a sentence" { … }', takes = "sentence: string", gives = "fun(options: table)", place = "file",
    en = "A test of a flow: who submits what, and which steps come out.", zh = "流程的测试：谁提交什么，得到哪些步骤。",
    example = 'test "small sums stop at the head" { flow = "example.flow", by = "wang.fang",\n'
      .. '  fields = { amount = "26.85" }, expect = { "head" } }' },
  { name = "decision", form = 'decision "name" { hit = …, inputs = …, outputs = …, rows = … }', takes = "name: string",
    gives = "fun(options: table): fun(values: table): any, string", place = "file",
    en = "A decision table; called with values, it gives the outputs of the row that fits, and why.",
    zh = "决策表；以取值调用，返回命中行的输出及原因。",
    example = 'local level = decision "level" { inputs = { { "amount", at_least "0 EUR" } }, outputs = { "who" },\n'
      .. '  rows = { { below "1000 EUR", "head" }, { at_least "1000 EUR", "boss", because = "a large sum" } } }' },
})

section("steps", "Groups and steps", "步骤与分组", {
  { name = "sequence", form = 'sequence { step, … } or sequence "name" { … }', takes = "steps: table", gives = "cs.Step",
    place = "step", en = "One after another.", zh = "依次审批。",
    example = 'sequence { approve "a" { by = initiator }, approve "b" { by = initiator } }' },
  { name = "all", form = "all { step, …, on_refuse = … }", takes = "steps: table", gives = "cs.Step", place = "step",
    en = "Everyone decides; the first refusal decides at once, unless on_refuse says otherwise.",
    zh = "会签：所有人都要决定；默认一人拒绝即拒绝。",
    example = 'all { on_refuse = "wait", approve "a" { by = initiator }, approve "b" { by = initiator } }' },
  { name = "any", form = "any { step, …, need = n }", takes = "steps: table", gives = "cs.Step", place = "step",
    en = "The first decision wins, or the first n approvals with need = n.", zh = "或签：先决定者生效；need = n 表示需要 n 人同意。",
    example = 'any { need = 2, approve "a" { by = initiator }, approve "b" { by = initiator }, approve "c" { by = initiator } }' },
  { name = "vote", form = 'vote { step, …, need = n or "2/3" }', takes = "steps: table", gives = "cs.Step", place = "step",
    en = "Votes, by the weights of the steps: so many pass it, or a part of those present, rounded up. It ends as soon as either way is certain. A tie at one half fails unless tie = \"passes\".",
    zh = "票签：按步骤权重计票，达到票数或所占比例（向上取整）即通过；结果一旦确定立即结束。半数平票视为不通过，除非 tie = \"passes\"。",
    example = 'vote { need = "2/3", approve "a" { by = initiator, weight = 2 }, approve "b" { by = initiator, may = "abstain" } }' },
  { name = "loop", form = "loop { step, rounds = n }", takes = "steps: table", gives = "cs.Step", place = "step",
    en = "Its one step or group is repeated until it passes, in at most so many rounds; then it is refused.",
    zh = "循环：重复其中的步骤或分组，直到通过；超过轮数则视为拒绝。",
    example = 'loop { rounds = 3, sequence { act "mend" { by = initiator }, approve "check" { by = initiator } } }' },
  { name = "parallel", form = "parallel { step, … }", takes = "steps: table", gives = "cs.Step", place = "step",
    en = "Branches side by side, joined when all that were opened have ended.", zh = "并行分支，已开启的全部结束后汇合。",
    example = 'parallel { approve "legal" { by = initiator, when = r.kind == "services" }, approve "it" { by = initiator } }' },
  { name = "choose", form = "choose { step, … }", takes = "steps: table", gives = "cs.Step", place = "step",
    en = "Only the first branch whose `when` holds; the others are left out, with the reason. One must fit.",
    zh = "只取第一个满足 when 的分支，其余不取并记录原因；必须有一个满足。",
    example = 'choose { approve "boss" { by = post "boss", when = r.amount > set.director_above },\n'
      .. '  approve "head" { by = head_of(r.department) } }' },
  { name = "approve", form = 'approve "name" { by = …, within = … }', takes = "name: string",
    gives = "fun(options: cs.StepOptions): cs.Step", place = "step", en = "People decide: approve or refuse.",
    zh = "审批：同意或拒绝。", example = 'approve "head" { by = head_of(r.department), within = workdays(2) }' },
  { name = "act", form = 'act "name" { by = …, within = … }', takes = "name: string",
    gives = "fun(options: cs.StepOptions): cs.Step", place = "step", en = "Somebody, or a service, carries something out.",
    zh = "办理：由人或服务账号执行。", example = 'act "payment" { by = service "treasury", within = workdays(5) }' },
  { name = "agree", form = 'agree "name" { by = …, within = … }', takes = "name: string",
    gives = "fun(options: cs.StepOptions): cs.Step", place = "step", en = "A department agrees, in the prepare stage.",
    zh = "会前协商：部门在准备阶段表示同意。", example = 'agree "unit" { by = head_of(r.unit), within = workdays(3) }' },
  { name = "copy_to", form = 'copy_to "name" { to = … }', takes = "name: string",
    gives = "fun(options: cs.StepOptions): cs.Step", place = "step", en = "A copy for somebody to read; ends as it opens.",
    zh = "抄送：开启即结束。", example = 'copy_to "office" { to = post "office.head" }' },
  { name = "each", form = "each(list, function(item, i) … end)", takes = "list: any; make: fun(item: any, i: integer): any",
    gives = "table", place = "step", en = "The steps that the function returns for each item of a list or a table field.",
    zh = "对列表或表格字段的每一项生成步骤。",
    example = 'each(r.lines, function(line, i) return approve("line-" .. i) { by = initiator } end)' },
  { name = "refusals", form = "refusals(n)", takes = "n: integer", gives = "integer", place = "step",
    en = "on_refuse: so many refusals decide.", zh = "on_refuse：达到 n 票拒绝才拒绝。",
    example = 'all { on_refuse = refusals(2), approve "a" { by = initiator }, approve "b" { by = initiator } }' },
  { name = "because", form = 'because "why"', takes = "why: string", gives = "table", place = "rung",
    en = "A reason in words, where a ladder approves.", zh = "用文字说明理由（超时自动同意时必须写明）。",
    example = '{ after = workdays(9), approve = because "small sums pass after nine days" }' },
  { name = "passes_if_empty", form = 'passes_if_empty("why")', takes = "why: string", gives = "table", place = "step",
    en = "if_empty: passes when nobody is found, or a group has no steps, with the reason.", zh = "if_empty：找不到审批人时通过，须写明理由。",
    example = 'approve "x" { by = role "translator", if_empty = passes_if_empty "not every office has one" }' },
  { name = "allowed", form = 'allowed("why")', takes = "why: string", gives = "table", place = "step",
    en = "if_initiator: the initiator may decide their own, with the reason.", zh = "if_initiator：允许发起人自己审批，须写明理由。",
    example = 'approve "x" { by = head_of(r.department), if_initiator = allowed "heads answer for their budget" }' },
  { name = "skip", form = 'skip("why")', takes = "why: string", gives = "table", place = "step",
    en = "if_initiator: the step is left out when it is the initiator's own, with the reason.", zh = "if_initiator：审批人是发起人时跳过，须写明理由。",
    example = 'approve "x" { by = head_of(r.department), if_initiator = skip "the head asked for it" }' },
  { name = "fallback", form = "fallback", gives = "string", place = "step",
    en = "if_empty: the flow's fallback decides (this is the default).", zh = "if_empty：交给流程的兜底人（默认）。",
    example = 'approve "x" { by = role "translator", if_empty = fallback }' },
})

section("people", "People", "人员", {
  { name = "person", form = 'person "handle", or person { … } as a form field', takes = "x: string|table", gives = "cs.Source",
    place = "step", en = "One person, by handle; with options: a form field that names a person.", zh = "指定的人；带选项时为人员字段。",
    example = 'approve "x" { by = person "wang.fang" }' },
  { name = "role", form = 'role "key", or role("key", department)', takes = "key: string; department?: string|cs.Department",
    gives = "cs.Source", place = "step", en = "Whoever has the role, anywhere or in a department.", zh = "角色的担任者，可限定部门。",
    example = 'approve "x" { by = role("finance.administration", r.department) }' },
  { name = "post", form = 'post "key"', takes = "key: string", gives = "cs.Source", place = "step",
    en = "Whoever holds the post.", zh = "岗位的任职者。", example = 'approve "x" { by = post "finance.head" }' },
  { name = "holder", form = "holder(kind, item)", takes = "kind: string; item: string|integer", gives = "cs.Source",
    place = "step", en = "Whoever holds a thing, such as a budget.", zh = "某项事物（如预算）的负责人。",
    example = 'approve "x" { by = holder("budget", r.budget) }' },
  { name = "head_of", form = "head_of(department or somebody)", takes = "of: string|cs.Department|cs.Person|cs.Source",
    gives = "cs.Source", place = "step", en = "The head of a department, or of somebody's department.", zh = "部门负责人，或某人所在部门的负责人。",
    example = 'approve "x" { by = head_of(r.department) }' },
  { name = "leader_of", form = "leader_of(department or somebody)", takes = "of: string|cs.Department|cs.Person|cs.Source",
    gives = "cs.Source", place = "step", en = "The leader in charge of a department, or of somebody's.", zh = "分管领导。",
    example = 'approve "x" { by = leader_of(r.unit) }' },
  { name = "superior_of", form = "superior_of(somebody)", takes = "of: cs.Source|cs.Person", gives = "cs.Source",
    place = "step", en = "The next superior of somebody.", zh = "直接上级。", example = 'approve "x" { by = superior_of(initiator) }' },
  { name = "chain_of_superiors", form = "chain_of_superiors { of = …, levels = n } or { of = …, upto = post }",
    takes = "options: table", gives = "cs.Source", place = "step",
    en = "Superiors one above the other, decided in order; of the initiator unless `of` says whose.", zh = "连续多级主管，依次审批。",
    example = 'approve "x" { by = chain_of_superiors { of = initiator, levels = 2 } }' },
  { name = "service", form = 'service "handle"', takes = "handle: string", gives = "cs.Source", place = "step",
    en = "A service account, which has a named owner.", zh = "服务账号（有具名负责人）。", example = 'act "x" { by = service "treasury" }' },
  { name = "field", form = 'field "name"', takes = "name: string", gives = "cs.Source", place = "step",
    en = "The person named in a form field when the step opens.", zh = "步骤开启时表单字段中的人。", example = 'approve "x" { by = field "buyer" }' },
  { name = "decider", form = 'decider "step"', takes = "step: string", gives = "cs.Source", place = "step",
    en = "Whoever decided the step of that name last.", zh = "上次决定该步骤的人。",
    example = '{ approve "first" { by = initiator }, approve "x" { by = decider "first" } }' },
  { name = "first_of", form = "first_of { source, … }", takes = "sources: table", gives = "cs.Source", place = "step",
    en = "Alternatives: the first of them with somebody in it.", zh = "依次取第一个找得到人的来源。",
    example = 'approve "x" { by = first_of { head_of(r.department), post "boss" } }' },
  { name = "initiator", form = "initiator", gives = "cs.Source", place = "step", en = "Whoever the record belongs to.",
    zh = "发起人。", example = 'act "x" { by = initiator }' },
  { name = "assignee", form = "assignee", gives = "cs.Source", place = "rung", en = "In ladders: whoever holds the task.",
    zh = "超时阶梯中：当前任务的持有人。", example = "{ after = workhours(0), remind = assignee }" },
})

section("time", "Time", "时间", {
  { name = "workdays", form = "workdays(n), workdays(n):same_time()", takes = "n: integer; options?: table", gives = "cs.Limit",
    place = "value", en = "Working days: to the end of the n-th, or the same time on it.", zh = "工作日：到第 n 个工作日结束，或同一时刻。",
    example = "workdays(3):same_time() < workdays(3)" },
  { name = "workhours", form = "workhours(n)", takes = "n: number", gives = "cs.Limit", place = "value",
    en = "Working hours, inside the calendar's windows.", zh = "工作小时。", example = "workhours(4) < workhours(4.5)" },
  { name = "hours", form = "hours(n)", takes = "n: number", gives = "cs.Limit", place = "value", en = "Hours around the clock.",
    zh = "自然小时。", example = "hours(36) > days(1)" },
  { name = "days", form = "days(n)", takes = "n: integer", gives = "cs.Limit", place = "value", en = "Days of 24 hours.",
    zh = "自然日（24 小时）。", example = "days(2) == hours(48)" },
  { name = "at", form = 'at("05:15", { day = 7 })', takes = "time: string; options: table", gives = "cs.Limit", place = "rung",
    en = "A time of day, so many calendar days after the day it began.", zh = "起始日之后第几天的某个时刻。",
    example = '{ from_opening = at("05:15", { day = 7 }), remind = assignee }' },
  { name = "ladder", form = "ladder { { after = …, remind = … }, … }", takes = "rungs: table", gives = "table", place = "step",
    en = "What happens before and after a task is due, rung by rung.", zh = "超时升级阶梯。",
    example = 'approve "x" { by = initiator, overdue = ladder { { after = workdays(1), notify = head_of(assignee) } } }' },
})

section("fields", "Form fields", "表单字段", {
  { name = "text", form = "text { max = n }", takes = "options: table", gives = "table", place = "field",
    en = "Text; max (or max_length): its most characters.", zh = "文本；max 为最大字符数。", example = "x = text { required = true, max = 200 }" },
  { name = "money", form = 'money { currency = "EUR", min = …, max = … }', takes = "options: table", gives = "table",
    place = "field", en = "An amount of money, exact; any currency unless one is named.", zh = "金额（精确）；可限定币种。",
    example = 'x = money { currency = "EUR", min = amount "1 EUR" }' },
  { name = "number", form = 'number { min = …, max = … } as a field, number "0.25" as a value', takes = "x: string|number|table",
    gives = "any", place = "field", en = "A number, exact to nine digits; with a text: that number.", zh = "数值（精确到 9 位小数）；带文本时为该数。",
    example = 'x = number { min = 0, max = number "99.5" }' },
  { name = "date", form = 'date { … } as a field, date "2026-01-31" as a value', takes = "x: string|table", gives = "cs.Date",
    place = "field", en = "A date; with a text: that date.", zh = "日期；带文本时为该日期。", example = 'x = date { min = date "2026-01-01" }' },
  { name = "date_range", form = "date_range { … }", takes = "options: table", gives = "table", place = "field",
    en = "A range of dates, both included.", zh = "日期范围（含首尾）。", example = "x = date_range {}" },
  { name = "choice", form = 'choice { "a", "b", … }', takes = "options: table", gives = "table", place = "field",
    en = "One of the texts listed.", zh = "单选。", example = 'x = choice { "goods", "services", required = true }' },
  { name = "department", form = 'department { … } as a field, department "key" as a value', takes = "x: string|table",
    gives = "cs.Department", place = "field", en = "A department; with a text: that one, to read its attributes.",
    zh = "部门；带文本时为该部门，可读取其属性。", example = 'x = department { label = { en = "Department", zh = "部门" } }' },
  { name = "document", form = "document { … }", takes = "options: table", gives = "table", place = "field",
    en = "A document.", zh = "附件。", example = "x = document { required = true }" },
  { name = "table_of", form = "table_of { column = …, … } or table_of { label = …, columns = { … } }", takes = "options: table",
    gives = "table", place = "field", en = "A table of rows.", zh = "明细表。",
    example = 'x = table_of { what = text {}, price = money { currency = "EUR" } }' },
  { name = "rows", form = "rows { columns = { … } }", takes = "options: table", gives = "table", place = "field",
    en = "The same as table_of.", zh = "同 table_of。", example = "x = rows { columns = { what = text {} } }" },
  { name = "flag", form = "flag { … }", takes = "options: table", gives = "table", place = "field",
    en = "Yes or no; no where nothing was said.", zh = "是或否；未填为否。", example = "x = flag {}" },
})

section("values", "Values", "取值", {
  { name = "amount", form = 'amount "5000 EUR"', takes = "text: string", gives = "cs.Money", place = "value",
    en = "An amount of money. + - * and comparisons are exact; two currencies don't mix.", zh = "金额。运算与比较精确，不同币种不能混用。",
    example = 'r.amount > amount "5000 EUR"' },
  { name = "divide", form = "divide(a, b)", takes = "a: any; b: any", gives = "any", place = "value",
    en = "A quotient, rounded half away from zero: money to its minor unit, numbers to nine digits.", zh = "除法，四舍五入：金额到最小单位，数值到 9 位。",
    example = 'divide(r.amount, 3) > amount "100 EUR"' },
  { name = "sum", form = 'sum(r.lines, "column")', takes = "rows: any; column: string", gives = "any", place = "value",
    en = "The sum of a column of a table field.", zh = "明细表某列之和。", example = 'sum(r.lines, "price") > amount "100 EUR"' },
  { name = "is_empty", form = "is_empty(x)", takes = "x: any", gives = "boolean", place = "value",
    en = "Whether a field is empty: nothing, an empty text, no rows.", zh = "字段是否为空。", example = "not is_empty(r.budget)" },
})

section("answers", "What functions of a flow answer", "函数的返回", {
  { name = "problem", form = 'problem("field", en, zh)', takes = "field: string; en?: any; zh?: string", gives = "table",
    place = "file", en = "From `check`: what is wrong with a field, or with the form as a whole.", zh = "check 返回：字段或整张表单的问题。",
    example = 'flow "hr.gift" { owner = "hr", fallback = post "boss", within = workdays(2),\n'
      .. '  form = { amount = money { currency = "EUR" } },\n'
      .. '  check = function(r) if r.amount > amount "50 EUR" then return problem("amount", "too much", "金额过高") end end,\n'
      .. '  route = function(r) return approve "head" { by = head_of(r.department) } end }' },
  { name = "remind", form = "remind(people)", takes = "people: any", gives = "table", place = "effect", en = "Reminds them.",
    zh = "提醒。", example = "remind(assignee)" },
  { name = "notify", form = 'notify(people) or notify { to = …, text = "…" }', takes = "people: any", gives = "table",
    place = "effect", en = "Tells them.", zh = "通知。", example = 'notify { to = post "boss", text = "it is late" }' },
  { name = "reassign", form = "reassign(people) or reassign { to = …, within = … }", takes = "people: any", gives = "table",
    place = "effect", en = "The task moves to them.", zh = "改派任务。", example = 'reassign { to = post "boss", within = workdays(1) }' },
  { name = "refuse", form = 'refuse "why"', takes = "why: string", gives = "table", place = "effect",
    en = "The step is refused, by the timer.", zh = "由定时器拒绝该步骤。", example = 'refuse "nobody answered"' },
  { name = "set_field", form = "set_field { name = value }", takes = "fields: table", gives = "table", place = "effect",
    en = "Sets fields of the form.", zh = "设置表单字段。", example = 'set_field { kind = "services" }' },
})

section("conditions", "Conditions of decision tables", "决策表条件", {
  { name = "any_value", form = "any_value", gives = "table", place = "value", en = "Does not matter.", zh = "任意。", example = "any_value" },
  { name = "empty", form = "empty", gives = "table", place = "value", en = "Nothing was said.", zh = "为空。", example = "empty" },
  { name = "given", form = "given", gives = "table", place = "value", en = "Something was said.", zh = "不为空。", example = "given" },
  { name = "above", form = 'above "5 EUR"', takes = "x: any", gives = "table", place = "value", en = "More than.", zh = "大于。", example = 'above "5 EUR"' },
  { name = "at_least", form = 'at_least "5 EUR"', takes = "x: any", gives = "table", place = "value", en = "That or more.", zh = "不小于。", example = "at_least(3)" },
  { name = "below", form = 'below "5 EUR"', takes = "x: any", gives = "table", place = "value", en = "Less than.", zh = "小于。", example = 'below "2026-01-01"' },
  { name = "at_most", form = 'at_most "5 EUR"', takes = "x: any", gives = "table", place = "value", en = "That or less.", zh = "不大于。", example = "at_most(3)" },
  { name = "between", form = "between(a, b)", takes = "a: any; b: any", gives = "table", place = "value", en = "From a to b, both included.", zh = "介于（含两端）。", example = "between(1, 3)" },
  { name = "both", form = "both(condition, condition)", takes = "a: any; b: any", gives = "table", place = "value", en = "Both hold.", zh = "同时满足。", example = "both(above(1), below(3))" },
  { name = "except", form = "except(condition or value)", takes = "x: any", gives = "table", place = "value", en = "Does not hold.", zh = "不满足。", example = 'except "goods"' },
  { name = "exactly", form = "exactly(x)", takes = "x: any", gives = "table", place = "value", en = "Just that value.", zh = "恰为。", example = "exactly(true)" },
  { name = "one_of", form = "one_of { a, b, … }", takes = "list: table", gives = "table", place = "value", en = "One of these.", zh = "其中之一。", example = 'one_of { "goods", "services" }' },
  { name = "not_in", form = "not_in { a, b, … }", takes = "list: table", gives = "table", place = "value", en = "None of these.", zh = "不在其中。", example = 'not_in { "goods" }' },
})

-- Options by the word they belong to; `…` stands for a text, or { en = …, zh = … }.
local options = {
  { of = "flow", {
    { "title", "…", "Its name for people.", "流程名称。" },
    { "owner", "text", "The department that owns it; the folder's, unless given.", "归属部门；默认取所在文件夹。" },
    { "clause", "text", "The clause of the policy that it carries out.", "对应的制度条款。" },
    { "prefix", "text", "Of record numbers: EXP-2026-000123.", "编号前缀。" },
    { "fallback", "people", "Who gets it when nobody else can. Required; no function.", "兜底人（必填，不能是函数）。" },
    { "form", "{ name = field, … }", "The fields, shown in the order written.", "表单字段，按书写顺序显示。" },
    { "settings", "{ name = value, … }", "What departments and administrators change without touching code.", "可由部门和管理员调整的设置。" },
    { "route", "function(r, set)", "Returns the steps of the one stage, approval.", "返回唯一阶段（审批）的步骤。" },
    { "stages", "{ prepare = function, approval = function, execution = …, acceptance = … }, or a list of stage \"…\"",
      "A function for each stage.", "各阶段的函数。" },
    { "within", "limit", "Of steps that name none.", "步骤未写时限时的默认时限。" },
    { "overdue", "ladder", "Of steps that name none.", "步骤未写阶梯时的默认阶梯。" },
    { "on_refuse", '"finish" or to_initiator { … }', "What a refusal does.", "拒绝后的处理。" },
    { "revise_within", "limit", "How long the initiator has to revise.", "发起人修改的时限。" },
    { "withdraw", '"before_first_decision", "before_end", "never"', "Until when the initiator may withdraw.", "发起人可撤回的时点。" },
    { "latest", "flag", "A new round takes the rules in force then.", "新一轮使用当时生效的规则。" },
    { "check", "function(r, set)", "Returns problems of the form.", "返回表单的问题。" },
  } },
  { of = "a step", {
    { "by", "people", "Who: a source, a list of sources (all of them), or a function(r, set). In copy_to also `to`.", "谁：来源、来源列表或函数。" },
    { "within", "limit", "How long it may take.", "时限。" },
    { "when", "flag or function(r, set)", "false: left out, and kept with its reason.", "为 false 时不走，并保留原因。" },
    { "because", "…", "Why it is there.", "为什么有这一步。" },
    { "title", "…", "Its name for people.", "步骤名称。" },
    { "decide", '"any", "all", "in_order"', "When several people hold it; \"any\" unless said.", "多人时的决定方式；默认任一人。" },
    { "overdue", "ladder", "What happens when it is late.", "超时阶梯。" },
    { "if_empty", 'fallback, "superior", "refuse", passes_if_empty("…")', "Nobody found.", "找不到审批人时。" },
    { "if_initiator", '"superior", "fallback", allowed("…"), skip("…")', "The approver is the initiator.", "审批人就是发起人时。" },
    { "may_return", "flag", "Its people may return it: to the initiator, or to a step before.", "可退回发起人或之前的步骤。" },
    { "may, may_not", '"transfer", "delegate", "add_signer", "remove_signer", "ask", "take_back", "abstain", "add_again", "ask_pauses"',
      "What its people may do with it besides deciding. The first six are usual.", "处理人除决定外可做的操作；前六项默认允许。" },
    { "weight", "number", "In a vote; 1 unless given.", "票签中的权重；默认为 1。" },
    { "aspects", "text or list", "Opinions asked for.", "需要表态的方面。" },
    { "fixed", "flag", "No department may remove, slow, reorder it or give it to others.", "各部门不得删除、放宽、调序或换人。" },
    { "after, before", "a step's name", "Where a step of `extend … { add = … }` stands.", "扩展中新增步骤的位置。" },
  } },
  { of = "a group", {
    { "when, because, title, fixed", "", "As of a step.", "同步骤。" },
    { "on_refuse", '"at_once", "wait", refusals(n)', "When refusals decide; \"at_once\" unless said.", "何时判定拒绝；默认立即。" },
    { "need", 'number or "2/3"', "any, vote: how many approvals end it; of a vote also a part.", "any、vote：需要多少同意；vote 可写比例。" },
    { "tie, abstain", '"fails", "passes"; "stays", "leaves"', "vote: what a tie comes to; whether those who abstain count as present.",
      "vote：平票的结果；弃权者是否计入总数。" },
    { "rounds", "number", "loop: at most so many.", "loop：最多轮数。" },
    { "if_empty", 'passes_if_empty("…")', "A group without steps is an error unless it says so (in a prepare stage it may be empty).",
      "没有步骤的分组视为错误，除非写明（准备阶段允许为空）。" },
  } },
  { of = "a form field", {
    { "required", "flag", "Needed for submission.", "提交时必填。" },
    { "label", "…", "Its name for people.", "字段名称。" },
    { "min, max", "value", "Least and most, of its own kind.", "最小值与最大值。" },
  } },
  { of = "a rung of a ladder", {
    { "after, before", "limit", "Distance from the due time.", "距到期的时间。" },
    { "from_opening", "limit", "From the opening of the step.", "自步骤开启起。" },
    { "fraction", "0.001 to 0.999", "Part of the limit.", "时限的一部分。" },
    { "name", "text", "Of the rung; its number unless given.", "名称；默认为序号。" },
    { "remind, notify", "people", "Sends them a message.", "发送消息。" },
    { "reassign", "people", "The task moves; `within` gives it a new limit, else what remains.", "改派；within 为新时限。" },
    { "refuse", "text", "The step is refused, by the timer.", "由定时器拒绝。" },
    { "approve", 'because "…"', "The step is approved, by the timer; needs words.", "由定时器同意；必须写明理由。" },
    { "call", "function(r, set, task)", "Returns effects. task: step, person, today.", "返回动作。" },
  } },
  { of = "extend", {
    { "department", "text", "Whose; the folder's, unless given. Departments below get it too.", "所属部门；默认取文件夹；下级部门同样适用。" },
    { "settings", "{ name = value }", "Other values.", "设置的新值。" },
    { "add", "{ step, … } or function(r, set)", "Steps, each with `after` or `before`.", "新增步骤，各带 after 或 before。" },
    { "within", "{ step = limit }", "Other limits.", "新的时限。" },
    { "aspects", "{ step = aspects }", "More opinions asked for.", "增加需要表态的方面。" },
    { "change", "{ step = { … } }", "by, within, decide, overdue, because, title, if_empty, if_initiator, may_return, aspects.", "修改步骤的选项。" },
    { "leave_out", '{ step = "why" }', "Steps left out, with the reason.", "不走的步骤及原因。" },
    { "check", "function(r, set)", "More problems of the form.", "增加的表单检查。" },
  } },
  { of = "test", {
    { "flow, by, department", "text", "Which flow; who submits; from which department.", "流程；提交人；部门。" },
    { "fields", "{ name = text, table = { { column = text }, … } }", "The form.", "表单。" },
    { "settings", "{ name = value }", "Settings for this test.", "本测试的设置。" },
    { "at", "date or instant", "When it is submitted.", "提交时间。" },
    { "stage", "text", "Whose plan; the first after prepare unless given.", "哪个阶段。" },
    { "expect", '{ "a", { "b", "c" } }', "Steps in order; side by side in braces, or as \"{b c}\".", "预期步骤。" },
    { "people", '{ step = "handle" }', "Who holds them.", "由谁办理。" },
    { "error", "code", "The error expected.", "预期的错误代码。" },
  } },
}

-- What functions are given.
local given = {
  { of = "r", class = "cs.Record", en = "the record", zh = "单据", {
    { "<field>", "any", "A field of the form; nil when empty (a flag: false, a table: no rows).", "表单字段；为空时是 nil。" },
    { "department", "cs.Department", "Of the initiator.", "发起部门。" },
    { "initiator", "cs.Person", "Whoever submits it.", "发起人。" },
    { "submitted_on", "cs.Date", "The day of submission, by the initiator's calendar.", "提交日期。" },
    { "number", "string", "EXP-2026-000123; nil before.", "编号。" },
    { "round", "integer", "From 1.", "轮次。" },
    { "flow", "string", "The flow's name.", "流程名。" },
    { "stage", "string", "The stage's name.", "阶段名。" },
  } },
  { of = "set", class = "cs.Settings", en = "the settings in force", zh = "生效的设置", {
    { "<setting>", "any", "Its value.", "设置值。" },
  } },
  { of = "a department", class = "cs.Department", en = "a department", zh = "部门", {
    { "key", "string", "Its key.", "标识。" },
    { "name, name_zh", "string", "Its names.", "名称。" },
    { "parent", "cs.Department", "The one above; nil at the top.", "上级部门。" },
    { "head, leader", "cs.Person", "Now; nil when vacant.", "负责人与分管领导。" },
    { "is_within", "fun(self, department: any): boolean", 'd:is_within "finance": itself or below.', "是否属于某部门。" },
    { "<attribute>", "string", "As the directory has it.", "目录中的属性。" },
  } },
  { of = "a person", class = "cs.Person", en = "a person", zh = "人员", {
    { "handle, name, email", "string", "", "" },
    { "department", "cs.Department", "Theirs.", "所在部门。" },
    { "<attribute>", "string", "As the directory has it.", "目录中的属性。" },
  } },
  { of = "money", class = "cs.Money", en = "an amount", zh = "金额", { { "currency", "string", "ISO 4217.", "币种。" } } },
  { of = "a date", class = "cs.Date", en = "a date", zh = "日期", {
    { "year, month, day, weekday", "integer", "weekday: 1 is Monday.", "weekday：1 为周一。" },
    { "days_until", "fun(self, other: cs.Date): integer", "d:days_until(other).", "相差天数。" },
  } },
  { of = "a range of dates", class = "cs.Range", en = "a range of dates", zh = "日期范围", {
    { "from, to", "cs.Date", "Both included.", "首尾日期。" },
    { "days", "integer", "How many.", "天数。" },
  } },
  { of = "task", class = "cs.Task", en = "in the function of a rung: the task", zh = "任务", {
    { "step", "string", "Its step's name.", "步骤名。" },
    { "person", "cs.Person", "Who holds it.", "持有人。" },
    { "today", "cs.Date", "", "今天。" },
  } },
}

return { sections = sections, options = options, given = given }
