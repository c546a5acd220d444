---@meta
-- Words of rule files, for editors that understand LuaLS annotations. Generated from
-- scripts/vocabulary/words.lua by scripts/annotations/generate.lua; change it there.
-- luacheck: ignore

---@class cs.Step
---@class cs.Source
---@class cs.Limit
---@field same_time fun(self: cs.Limit): cs.Limit

---the record · 单据
---@class cs.Record
---@field [string] any
---@field department cs.Department Of the initiator.
---@field initiator cs.Person Whoever submits it.
---@field submitted_on cs.Date The day of submission, by the initiator's calendar.
---@field number string EXP-2026-000123; nil before.
---@field risk string The level that the flow's `risk` works out.
---@field round integer From 1.
---@field flow string The flow's name.
---@field stage string The stage's name.

---the settings in force · 生效的设置
---@class cs.Settings
---@field [string] any

---a department · 部门
---@class cs.Department
---@field key string Its key.
---@field name string Its names.
---@field name_zh string Its names.
---@field parent cs.Department The one above; nil at the top.
---@field head cs.Person Now; nil when vacant.
---@field leader cs.Person Now; nil when vacant.
---@field is_within fun(self, department: any): boolean d:is_within "finance": itself or below.
---@field [string] string

---a person · 人员
---@class cs.Person
---@field handle string
---@field name string
---@field email string
---@field department cs.Department Theirs.
---@field [string] string

---an amount · 金额
---@class cs.Money
---@field currency string ISO 4217.

---a date · 日期
---@class cs.Date
---@field year integer weekday: 1 is Monday.
---@field month integer weekday: 1 is Monday.
---@field day integer weekday: 1 is Monday.
---@field weekday integer weekday: 1 is Monday.
---@field days_until fun(self, other: cs.Date): integer d:days_until(other).

---a range of dates · 日期区间
---@class cs.Range
---@field from cs.Date Both included.
---@field to cs.Date Both included.
---@field days integer How many.

---in the function of a rung: the task; in a check of the form the day alone · 待办；表单检查中只有 today
---@class cs.Task
---@field step string Its step's name.
---@field person cs.Person Who holds it.
---@field today cs.Date

---@class cs.StepOptions
---@field by? any people. Who: a source, a list of sources (all of them), or a function(r, set). In copy_to also `to`.
---@field within? any limit. How long it may take.
---@field when? any flag or function(r, set). false: left out, and kept with its reason.
---@field because? any …. Why it is there.
---@field title? any …. Its name for people.
---@field decide? any "any", "all", "in_order". When several people hold it; "any" unless said.
---@field on_refuse? any "at_once", "wait", refusals(n). With decide = "all": when the refusals of its people decide; "at_once" unless said. refusals(n) needs no more than are left when some were removed.
---@field overdue? any ladder. What happens when it is late.
---@field if_empty? any fallback, "superior", "refuse", passes_if_empty("…"). Nobody found. Where all of a list decide ("all", "in_order"), of each place in it that is vacant.
---@field if_initiator? any "superior", "fallback", allowed("…"), skip("…"). The approver is the initiator.
---@field may_return? any flag. Its people may return it: to the initiator, or to a step before.
---@field same_person? any "off", "consecutive", "anywhere". Of approve: as of a flow, for this step.
---@field may? any "transfer", "delegate", "add_signer", "remove_signer", "ask", "take_back", "abstain", "add_again", "ask_pauses". What its people may do with it besides deciding. The first six are usual.
---@field may_not? any "transfer", "delegate", "add_signer", "remove_signer", "ask", "take_back", "abstain", "add_again", "ask_pauses". What its people may do with it besides deciding. The first six are usual.
---@field weight? any number. In a vote; 1 unless given.
---@field aspects? any text or list. Aspects on each of which whoever approves signs an opinion.
---@field require? any field "…", document "…", checklist { "…" }, or a list of them. What must be there before it is approved, done or agreed to; refusing and returning ask for nothing. A column of a table, field "lines.price", is there when each row has it. In `change` it is added to what is asked for.
---@field fields? any { name = "hidden", "read", "write" or "anew", table = { column = "hidden" or "write" }, … }. What its people may do with the fields of the form; to read, unless said. What is hidden from all of somebody's steps is not shown to them. "anew": to write, and empty each time the step opens. Columns of a table: one that is hidden is not shown, its rows are; those to write are written alone, its rows and its other columns stay.
---@field signs? any a field's name, or a list of them. approve, agree: what whoever decides signs for. When such a field is changed later, by an adjustment (countersign deviate) or after the end, they are asked again, as they are for what the rule read for the step.
---@field asks_for? any "work", "report", "inspection", "response", "remedy". act, monitor: its people end their task by writing such an entry (countersign log). A monitor without watch asks for a report unless it says otherwise.
---@field every? any limit. monitor: how long after the last time it asks, or looks, again.
---@field watch? any function(r, set, task). monitor: looks at the figures; returns effects.
---@field fixed? any flag. No department may remove, slow, reorder it or give it to others.
---@field flow? any "name", { field = value } or a list of these. open_record: of which flow, and what they are filled in with as the step opens. Without `fields` one record, of an empty list none.
---@field fields? any "name", { field = value } or a list of these. open_record: of which flow, and what they are filled in with as the step opens. Without `fields` one record, of an empty list none.
---@field wait? any "all", "any", "none". open_record: for which of them it waits; "all" unless said. With "any" the rest are closed.
---@field on_refuse? any "at_once", "wait", refusals(2), "go_on". open_record: what records that end without being finished come to: a refused step, or with "go_on" nothing. With wait = "any" it is "wait" unless said.
---@field initiator? any people, department. open_record: in whose name, for which department; the record's own initiator unless said; of whoever is not in service, the fallback.
---@field department? any people, department. open_record: in whose name, for which department; the record's own initiator unless said; of whoever is not in service, the fallback.
---@field after? any a step's name. Where a step of `extend … { add = … }` stands.
---@field before? any a step's name. Where a step of `extend … { add = … }` stands.

-- What a rule file declares

---Declares a flow: its form, its settings, and the functions that plan its stages.
---声明一个流程：表单、设置，以及规划各阶段的函数。
---```lua
---flow "hr.leave" { owner = "hr", fallback = post "boss", within = workdays(2),
---  route = function(r) return approve "head" { by = head_of(r.department) } end }
---```
---@param name string
---@return fun(options: table)
function flow(name) end

---What a department changes in a flow of the company; what the company fixed stays.
---部门对公司流程的改动；公司标为 fixed 的步骤不变。
---```lua
---extend "example.flow" { department = "hr", settings = { patience = workdays(1) },
---  add = { approve "controller" { after = "head", by = role "controller", within = workdays(1) } } }
---```
---@param flow string
---@return fun(options: table)
function extend(flow) end

---One stage in an ordered list of stages. A name of your own may say what it is for: kind = "approval", "execution" or "acceptance".
---有序阶段列表中的一个阶段。自定名称的阶段可用 kind 说明其性质："approval"、"execution" 或 "acceptance"。
---```lua
---flow "hr.review" { owner = "hr", fallback = post "boss", within = workdays(2), stages = {
---  stage "review" { route = function(r) return approve "head" { by = head_of(r.department) } end },
---  stage "filing" { route = function(r) return act "file" { by = role "clerk" } end } } }
---```
---@param name string
---@return fun(options: table): table
function stage(name) end

---A setting with a label; a plain value does where no label is needed.
---带标签的设置项；不需要标签时直接写值即可。
---```lua
---flow "hr.trip" { owner = "hr", fallback = post "boss",
---  settings = { patience = setting { workdays(3), label = { en = "Patience", zh = "时限" } } },
---  route = function(r, set) return approve "head" { by = head_of(r.department), within = set.patience } end }
---```
---@param options table
---@return table
function setting(options) end

---In `uses`: records of the flow (this one, unless given) submitted within so long, neither withdrawn nor refused, that agree in these fields (or department, initiator), with one field summed: to see orders that were split. Texts agree without regard to capitals, width and blanks. Of another flow's money give the currency.
---用于 uses：在该时间内提交、未撤回未拒绝、且这些字段（或 department、initiator）相同的单据，并对一个字段求和，以发现拆单；文本不分大小写、全半角与空格；其他流程的金额须写明币种。
---```lua
---flow "hr.order" { owner = "hr", fallback = post "boss", within = workdays(2),
---  form = { amount = money { currency = "EUR" }, supplier = text {} },
---  uses = { recent = sum_of { field = "amount", same = { "supplier", "department" }, within = days(30) } },
---  route = function(r) return approve "boss" { by = post "boss",
---    when = r.amount ~= nil and r.amount + r.recent.sum > amount "1000 EUR", because = "like orders together" } end }
---```
---@param options table
---@return table
function sum_of(options) end

---on_refuse: the initiator takes notice, and may resubmit or let it rest.
---on_refuse：退给发起人，确认知悉后可重新提交或搁置。
---```lua
---flow "hr.claim" { owner = "hr", fallback = post "boss", within = workdays(2),
---  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },
---  route = function(r) return approve "head" { by = head_of(r.department) } end }
---```
---@param options table
---@return table
function to_initiator(options) end

---withdraw: any time before the end, and so long after the approval, which opens the record again.
---withdraw：办结前随时可撤回，批准后在此时限内亦可撤回（单据重新打开）。
---```lua
---flow "hr.stay" { owner = "hr", fallback = post "boss", within = workdays(2), withdraw = after_approval(workdays(5)),
---  route = function(r) return approve "head" { by = head_of(r.department) } end }
---```
---@param limit cs.Limit
---@return table
function after_approval(limit) end

---A test of a flow: who submits what, and which steps come out.
---流程的测试：谁提交什么，得到哪些步骤。
---```lua
---test "small sums stop at the head" { flow = "example.flow", by = "wang.fang",
---  fields = { amount = "26.85" }, expect = { "head" } }
---```
---@param sentence string
---@return fun(options: table)
function test(sentence) end

---A decision table; called with values, it gives the outputs of the row that fits, and why: the row's because, else its number with the table's title. Both may be { en = …, zh = … }.
---决策表；以取值调用，返回命中行的输出及原因：该行的 because，否则为表的 title 与行号。二者均可写作 { en = …, zh = … }。
---```lua
---local level = decision "level" { inputs = { { "amount", at_least "0 EUR" } }, outputs = { "who" },
---  rows = { { below "1000 EUR", "head" }, { at_least "1000 EUR", "boss", because = "a large sum" } } }
---```
---@param name string
---@return fun(options: table): fun(values: table): any, string
function decision(name) end

-- Groups and steps

---One after another.
---依次审批。
---```lua
---sequence { approve "a" { by = initiator }, approve "b" { by = initiator } }
---```
---@param steps table
---@return cs.Step
function sequence(steps) end

---Everyone decides; the first refusal decides at once, unless on_refuse says otherwise.
---会签：所有人都要决定；默认一人拒绝即拒绝。
---```lua
---all { on_refuse = "wait", approve "a" { by = initiator }, approve "b" { by = initiator } }
---```
---@param steps table
---@return cs.Step
function all(steps) end

---The first decision wins, or the first n approvals with need = n.
---或签：先决定者生效；need = n 表示需要 n 人同意。
---```lua
---any { need = 2, approve "a" { by = initiator }, approve "b" { by = initiator }, approve "c" { by = initiator } }
---```
---@param steps table
---@return cs.Step
function any(steps) end

---Votes, by the weights of the steps: so many pass it, or a part of those present, rounded up. It ends as soon as either way is certain. A tie at one half fails unless tie = "passes".
---票签：按步骤权重计票，达到票数或所占比例（向上取整）即通过；结果一旦确定立即结束。半数平票视为不通过，除非 tie = "passes"。
---```lua
---vote { need = "2/3", approve "a" { by = initiator, weight = 2 }, approve "b" { by = initiator, may = "abstain" } }
---```
---@param steps table
---@return cs.Step
function vote(steps) end

---Its one step or group is repeated until it passes, in at most so many rounds; then it is refused, unless when_used_up says otherwise: it passes for a reason in words, or somebody decides.
---循环：重复其中的步骤或分组，直到通过；轮数用尽则视为拒绝，除非 when_used_up 另有规定：写明理由后通过，或交由某人决定。
---```lua
---loop { rounds = 3, when_used_up = approve "last-word" { by = head_of(r.department) },
---  sequence { act "mend" { by = initiator }, approve "check" { by = initiator } } }
---```
---@param steps table
---@return cs.Step
function loop(steps) end

---Branches side by side, joined when all that were opened have ended.
---并行分支，已开启的全部结束后汇合。
---```lua
---parallel { approve "legal" { by = initiator, when = r.kind == "services" }, approve "it" { by = initiator } }
---```
---@param steps table
---@return cs.Step
function parallel(steps) end

---Only the first branch whose `when` holds; the others are left out, with the reason. One must fit.
---只取第一个满足 when 的分支，其余不取并记录原因；必须有一个满足。
---```lua
---choose { approve "boss" { by = post "boss", when = r.amount > set.director_above },
---  approve "head" { by = head_of(r.department) } }
---```
---@param steps table
---@return cs.Step
function choose(steps) end

---People decide: approve or refuse.
---审批：同意或拒绝。
---```lua
---approve "head" { by = head_of(r.department), within = workdays(2) }
---```
---@param name string
---@return fun(options: cs.StepOptions): cs.Step
function approve(name) end

---Somebody, or a service, carries something out.
---执行：由人或服务账号完成。
---```lua
---act "payment" { by = service "treasury", within = workdays(5) }
---```
---@param name string
---@return fun(options: cs.StepOptions): cs.Step
function act(name) end

---A department agrees, in the prepare stage.
---会前协商：部门在准备阶段表示同意。
---```lua
---agree "unit" { by = head_of(r.unit), within = workdays(3) }
---```
---@param name string
---@return fun(options: cs.StepOptions): cs.Step
function agree(name) end

---A copy for somebody to read; ends as it opens.
---抄送：开启即结束。
---```lua
---copy_to "office" { to = post "office.head" }
---```
---@param name string
---@return fun(options: cs.StepOptions): cs.Step
function copy_to(name) end

---Opens another record, or one for each table of a list of fields, and waits for all, any or none of them. It closes what it waits for when it ends first.
---子流程：开启另一张单据，或对字段列表的每一项各开启一张，并等待全部、任一或不等待。步骤先结束时，所等待的单据随之关闭。
---```lua
---open_record "mend" { flow = "example.flow", fields = { amount = r.amount }, wait = "all", within = workdays(10) }
---```
---@param name string
---@return fun(options: cs.StepOptions): cs.Step
function open_record(name) end

---Watches beside the other steps of its group while that is open: asks its people for an entry again and again, counted from the last one, or has a function look at the figures, by the timetable and whenever they change. Decides nothing.
---监控：在所在分组开启期间与其他步骤并行，自上次起每隔一段时间要求填写记录，或由函数按时间表及数据变化时检查；本身不作决定。
---```lua
---sequence { act "work" { by = initiator }, monitor "progress" { by = initiator, every = workdays(5) } }
---```
---@param name string
---@return fun(options: cs.StepOptions): cs.Step
function monitor(name) end

---The steps that the function returns for each item of a list or a table field.
---对列表或表格字段的每一项生成步骤。
---```lua
---each(r.lines, function(line, i) return approve("line-" .. i) { by = initiator } end)
---```
---@param list any
---@param make fun(item: any, i: integer): any
---@return table
function each(list, make) end

---on_refuse: so many refusals decide.
---on_refuse：达到 n 票拒绝才拒绝。
---```lua
---all { on_refuse = refusals(2), approve "a" { by = initiator }, approve "b" { by = initiator } }
---```
---@param n integer
---@return integer
function refusals(n) end

---require: what whoever decides says to have seen to; each is ticked with the decision and kept with it.
---require：核对清单，办理时逐项勾选，并随决定留存。
---```lua
---act "receive" { by = initiator, require = { field "amount", checklist { "counted", { en = "weighed", zh = "已称重" } } } }
---```
---@param checks table
---@return table
function checklist(checks) end

---A reason in words, where a ladder approves; in both languages: because { en = …, zh = … }.
---用文字说明理由（超时自动同意时必须写明）；两种语言：because { en = …, zh = … }。
---```lua
---{ after = workdays(9), approve = because "small sums pass after nine days" }
---```
---@param why string|table
---@return table
function because(why) end

---if_empty: passes when nobody is found, or a group has no steps, with the reason.
---if_empty：找不到审批人时通过，须写明理由。
---```lua
---approve "x" { by = role "translator", if_empty = passes_if_empty "not every office has one" }
---```
---@param why string|table
---@return table
function passes_if_empty(why) end

---if_initiator: the initiator may decide their own, with the reason.
---if_initiator：允许发起人自己审批，须写明理由。
---```lua
---approve "x" { by = head_of(r.department), if_initiator = allowed "heads answer for their budget" }
---```
---@param why string|table
---@return table
function allowed(why) end

---if_initiator: the step is left out when it is the initiator's own, with the reason.
---if_initiator：审批人是发起人时跳过，须写明理由。
---```lua
---approve "x" { by = head_of(r.department), if_initiator = skip "the head asked for it" }
---```
---@param why string|table
---@return table
function skip(why) end

---if_empty: the flow's fallback decides (this is the default).
---if_empty：交给流程的后备人（默认）。
---```lua
---approve "x" { by = role "translator", if_empty = fallback }
---```
---@type string
fallback = nil

-- People

---One person, by handle; with options: a form field that names a person.
---指定的人；带选项时为人员字段。
---```lua
---approve "x" { by = person "wang.fang" }
---```
---@param x string|table
---@return cs.Source
function person(x) end

---Whoever has the role, anywhere or in a department.
---角色的担任者，可限定部门。
---```lua
---approve "x" { by = role("finance.administration", r.department) }
---```
---@param key string
---@param department? string|cs.Department
---@return cs.Source
function role(key, department) end

---Whoever holds the post.
---岗位的任职者。
---```lua
---approve "x" { by = post "finance.head" }
---```
---@param key string
---@return cs.Source
function post(key) end

---Whoever holds a thing, such as a budget.
---某项事物（如预算）的持有人。
---```lua
---approve "x" { by = holder("budget", r.budget) }
---```
---@param kind string
---@param item string|integer
---@return cs.Source
function holder(kind, item) end

---The head of a department, or of somebody's department.
---部门负责人，或某人所在部门的负责人。
---```lua
---approve "x" { by = head_of(r.department) }
---```
---@param of string|cs.Department|cs.Person|cs.Source
---@return cs.Source
function head_of(of) end

---The leader in charge of a department, or of somebody's.
---分管领导。
---```lua
---approve "x" { by = leader_of(r.unit) }
---```
---@param of string|cs.Department|cs.Person|cs.Source
---@return cs.Source
function leader_of(of) end

---The next superior of somebody.
---直接上级。
---```lua
---approve "x" { by = superior_of(initiator) }
---```
---@param of cs.Source|cs.Person
---@return cs.Source
function superior_of(of) end

---Superiors one above the other, decided in order; of the initiator unless `of` says whose. `upto` is a post's key, a text: whoever holds it is the last.
---连续多级主管，依次审批；upto 写岗位代码（文本），到担任该岗位的人为止。
---```lua
---approve "x" { by = chain_of_superiors { of = initiator, levels = 2 } }
---```
---@param options table
---@return cs.Source
function chain_of_superiors(options) end

---A service account, which has a named owner.
---服务账号（有具名负责人）。
---```lua
---act "x" { by = service "treasury" }
---```
---@param handle string
---@return cs.Source
function service(handle) end

---The person named in a form field when the step opens.
---步骤开启时表单字段中的人。
---```lua
---approve "x" { by = field "buyer" }
---```
---@param name string
---@return cs.Source
function field(name) end

---Whoever decided the step of that name last.
---上次决定该步骤的人。
---```lua
---{ approve "first" { by = initiator }, approve "x" { by = decider "first" } }
---```
---@param step string
---@return cs.Source
function decider(step) end

---Whoever the initiator picks from a range, with the submission; or whoever approves an earlier step picks, with that approval. One person, unless `most` says how many at most.
---发起人自选：提交时从范围中选定；或由前面某一步的审批人在同意时选定。默认一人，most 为最多人数。
---```lua
---approve "x" { by = picked { from = role "finance.administration", most = 2 } }
---```
---@param options table
---@return cs.Source
function picked(options) end

---Alternatives: the first of them with somebody in it.
---依次取第一个找得到人的来源。
---```lua
---approve "x" { by = first_of { head_of(r.department), post "boss" } }
---```
---@param sources table
---@return cs.Source
function first_of(sources) end

---Whoever the record belongs to.
---发起人。
---```lua
---act "x" { by = initiator }
---```
---@type cs.Source
initiator = nil

---In ladders: whoever holds the task.
---升级阶梯中：当前办理人。
---```lua
---{ after = workhours(0), remind = assignee }
---```
---@type cs.Source
assignee = nil

-- Time

---Working days after the date: to the end of the n-th; or the same time on the n-th after the first working instant, which ends later where a step opens out of hours.
---当日之后的工作日：到第 n 个工作日结束；或自首个工作时刻起第 n 个工作日的同一时刻（在工作时间外开启的步骤会更晚到期）。
---```lua
---workdays(3) < workdays(4):same_time()
---```
---@param n integer
---@param options? table
---@return cs.Limit
function workdays(n, options) end

---Working hours, inside the calendar's windows.
---工作小时。
---```lua
---workhours(4) < workhours(4.5)
---```
---@param n number
---@return cs.Limit
function workhours(n) end

---Hours around the clock.
---自然小时。
---```lua
---hours(36) > days(1)
---```
---@param n number
---@return cs.Limit
function hours(n) end

---Days of 24 hours.
---自然日（24 小时）。
---```lua
---days(2) == hours(48)
---```
---@param n integer
---@return cs.Limit
function days(n) end

---A time of day, so many calendar days after the day it began. `day` has to be said; with day = 0 it is the next such time.
---起始日之后第几天的某个时刻；必须写明 day，day = 0 为下一个这一时刻。
---```lua
---{ from_opening = at("05:15", { day = 7 }), remind = assignee }
---```
---@param time string
---@param options table
---@return cs.Limit
function at(time, options) end

---What happens before and after a task is due, rung by rung.
---超时升级阶梯。
---```lua
---approve "x" { by = initiator, overdue = ladder { { after = workdays(1), notify = head_of(assignee) } } }
---```
---@param rungs table
---@return table
function ladder(rungs) end

-- Form fields

---Text; max (or max_length): its most characters.
---文本；max 为最大字符数。
---```lua
---x = text { required = true, max = 200 }
---```
---@param options table
---@return table
function text(options) end

---An amount of money, exact; any currency unless one is named.
---金额（精确）；可限定币种。
---```lua
---x = money { currency = "EUR", min = amount "1 EUR" }
---```
---@param options table
---@return table
function money(options) end

---A number, exact to nine digits; with a text: that number.
---数值（精确到 9 位小数）；带文本时为该数。
---```lua
---x = number { min = 0, max = number "99.5" }
---```
---@param x string|number|table
---@return any
function number(x) end

---A date; with a text: that date.
---日期；带文本时为该日期。
---```lua
---x = date { min = date "2026-01-01" }
---```
---@param x string|table
---@return cs.Date
function date(x) end

---A range of dates, both included.
---日期区间（含首尾）。
---```lua
---x = date_range {}
---```
---@param options table
---@return table
function date_range(options) end

---One of the texts listed.
---单选。
---```lua
---x = choice { "goods", "services", required = true }
---```
---@param options table
---@return table
function choice(options) end

---A department; with a text: that one, to read its attributes.
---部门；带文本时为该部门，可读取其属性。
---```lua
---x = department { label = { en = "Department", zh = "部门" } }
---```
---@param x string|table
---@return cs.Department
function department(x) end

---A document. With a text, in `require`: that field holds one.
---文档；在 require 中带文本时：该字段须有文档。
---```lua
---x = document { required = true }
---```
---@param options any
---@return table
function document(options) end

---A table of rows.
---明细表。
---```lua
---x = table_of { what = text {}, price = money { currency = "EUR" } }
---```
---@param options table
---@return table
function table_of(options) end

---The same as table_of.
---同 table_of。
---```lua
---x = rows { columns = { what = text {} } }
---```
---@param options table
---@return table
function rows(options) end

---Yes or no; no where nothing was said.
---是或否；未填为否。
---```lua
---x = flag {}
---```
---@param options table
---@return table
function flag(options) end

-- Values

---An amount of money. + - * and comparisons are exact; two currencies don't mix.
---金额。运算与比较精确，不同币种不能混用。
---```lua
---r.amount > amount "5000 EUR"
---```
---@param text string
---@return cs.Money
function amount(text) end

---A quotient, rounded half away from zero: money to its minor unit, numbers to nine digits.
---除法，四舍五入：金额到最小单位，数值到 9 位。
---```lua
---divide(r.amount, 3) > amount "100 EUR"
---```
---@param a any
---@param b any
---@return any
function divide(a, b) end

---The sum of a column of a table field.
---明细表某列之和。
---```lua
---sum(r.lines, "price") > amount "100 EUR"
---```
---@param rows any
---@param column string
---@return any
function sum(rows, column) end

---Whether a field is empty: nothing, an empty text, no rows.
---字段是否为空。
---```lua
---not is_empty(r.budget)
---```
---@param x any
---@return boolean
function is_empty(x) end

-- What functions of a flow answer

---From `check`: what is wrong with a field, or with the form as a whole.
---check 返回：字段或整张表单的问题。
---```lua
---flow "hr.gift" { owner = "hr", fallback = post "boss", within = workdays(2),
---  form = { amount = money { currency = "EUR" } },
---  check = function(r) if r.amount > amount "50 EUR" then return problem("amount", "too much", "金额过高") end end,
---  route = function(r) return approve "head" { by = head_of(r.department) } end }
---```
---@param field string
---@param en? any
---@param zh? string
---@return table
function problem(field, en, zh) end

---In `checks`: a named check of legality and compliance. It must find nothing before a step may pass: each in which people approve or agree, or those named in `steps`; refusing and returning it does not hinder. task.person is whoever decides, nil where nobody does.
---用于 checks：具名的合法合规检查。步骤通过之前必须未发现问题：默认针对每个审批或协商步骤，或 steps 所列步骤；不妨碍拒绝与退回。task.person 为办理人，无人办理时为 nil。
---```lua
---flow "hr.loan" { owner = "hr", fallback = post "boss", within = workdays(2),
---  form = { amount = money { currency = "EUR" }, guarantor = person {} },
---  checks = { check "no-interest-of-their-own" { finds = function(r, set, task)
---    if task.person and r.guarantor and r.guarantor.handle == task.person.handle then
---      return problem("guarantor", "whoever decides guarantees for it", "办理人为担保人") end end } },
---  route = function(r) return approve "head" { by = head_of(r.department) } end }
---```
---@param name string
---@return fun(options: table): table
function check(name) end

---Reminds them.
---提醒。
---```lua
---remind(assignee)
---```
---@param people any
---@return table
function remind(people) end

---Tells them; a text in both languages is sent in both.
---通知；文本为两种语言时一并发送。
---```lua
---notify { to = post "boss", text = "it is late" }
---```
---@param people any
---@return table
function notify(people) end

---The task moves to them.
---转交待办。
---```lua
---reassign { to = post "boss", within = workdays(1) }
---```
---@param people any
---@return table
function reassign(people) end

---The record needs no more: it ends well. Only where nobody still has to agree to it.
---办结：单据不再需要后续步骤；仅在无人尚须同意时可用。
---```lua
---finish "nothing is left to do"
---```
---@param why any
---@return table
function finish(why) end

---The step passes without its people, by the timer; needs words.
---放行：由定时器通过该步骤；必须写明理由。
---```lua
---pass "silence is consent here"
---```
---@param why any
---@return table
function pass(why) end

---The step is refused, by the timer.
---由定时器拒绝该步骤。
---```lua
---refuse "nobody answered"
---```
---@param why any
---@return table
function refuse(why) end

---Warns them: each must take notice, within the time; the stage does not end before.
---预警：每个人须在时限内确认知悉，阶段在此之前不会结束。
---```lua
---warn { to = post "boss", text = "more was spent than the budget", severity = "severe" }
---```
---@param options table
---@return table
function warn(options) end

---Orders something to be put right; the check is repeated until it passes; those above are told.
---责令整改：反复检查直至通过，并通知上级。
---```lua
---rectify { by = assignee, within = workdays(3), check = post "boss", text = "no guard rail" }
---```
---@param options table
---@return table
function rectify(options) end

---From `risk`: who writes the plan that answers a high risk, and who approves it; the stage does not end before.
---risk 返回：由谁制定高风险的应对方案、由谁批准；阶段在此之前不会结束。
---```lua
---response_plan { by = initiator, within = workdays(3), check = post "boss", check_within = workdays(2) }
---```
---@param options table
---@return table
function response_plan(options) end

---Sets fields of the form.
---设置表单字段。
---```lua
---set_field { kind = "services" }
---```
---@param fields table
---@return table
function set_field(fields) end

-- Risk

---A risk matrix: a row for each likelihood, a level (low, medium, high) for each impact; called, it gives level and why. A place on a scale may have words of its own: { "rare", zh = "很小" }.
---风险矩阵：每种可能性一行，每种影响一个等级（low、medium、high）；调用时返回等级及理由。刻度可另写名称：{ "rare", zh = "很小" }。
---```lua
---local level = matrix { likelihood = { "rare", "likely" }, impact = { "minor", "grave" },
---  { "low", "medium" }, { "medium", "high" } }
---```
---@param options table
---@return fun(likelihood: string, impact: string): string, table
function matrix(options) end

-- Conditions of decision tables

---Does not matter.
---任意。
---```lua
---any_value
---```
---@type table
any_value = nil

---Nothing was said.
---为空。
---```lua
---empty
---```
---@type table
empty = nil

---Something was said.
---不为空。
---```lua
---given
---```
---@type table
given = nil

---More than.
---大于。
---```lua
---above "5 EUR"
---```
---@param x any
---@return table
function above(x) end

---That or more.
---不小于。
---```lua
---at_least(3)
---```
---@param x any
---@return table
function at_least(x) end

---Less than.
---小于。
---```lua
---below "2026-01-01"
---```
---@param x any
---@return table
function below(x) end

---That or less.
---不大于。
---```lua
---at_most(3)
---```
---@param x any
---@return table
function at_most(x) end

---From a to b, both included.
---介于（含两端）。
---```lua
---between(1, 3)
---```
---@param a any
---@param b any
---@return table
function between(a, b) end

---Both hold.
---同时满足。
---```lua
---both(above(1), below(3))
---```
---@param a any
---@param b any
---@return table
function both(a, b) end

---Does not hold.
---不满足。
---```lua
---except "goods"
---```
---@param x any
---@return table
function except(x) end

---Just that value.
---恰为。
---```lua
---exactly(true)
---```
---@param x any
---@return table
function exactly(x) end

---One of these.
---其中之一。
---```lua
---one_of { "goods", "services" }
---```
---@param list table
---@return table
function one_of(list) end

---None of these.
---不在其中。
---```lua
---not_in { "goods" }
---```
---@param list table
---@return table
function not_in(list) end
