-- 规则、表单与流程中的名称，告知人员时的用语（中文）：指的是谁，读取了什么，路线之外有什么。代码与 names_en.lua 一致。
return {
  -- 规则所指的人员。
  ["source.nobody"] = "无人", ["source.person"] = "{key}", ["source.role"] = "角色 {key}[（{item}）]",
  ["source.post"] = "岗位 {key}", ["source.holder"] = "{key}[ {item}] 的持有人",
  ["source.head"] = "[{key} 的][{of}所在部门的]负责人", ["source.leader"] = "[{key} 的][{of}所在部门的]分管领导",
  ["source.service"] = "服务账号 {key}", ["source.field"] = "表单字段 {key} 所填的人", ["source.initiator"] = "发起人",
  ["source.assignee"] = "办理人", ["source.function"] = "规则函数 {key} 指定的人", ["source.superior"] = "{of}的上级",
  ["source.chain"] = "{of}的逐级上级[，直至岗位 {key}][，共 {level} 级]", ["source.decider"] = "{key} 的决定人",
  ["source.picked"] = "由 {key} 从{of}中选定", ["source.each"] = "{of}", ["source.first"] = "{of}",
  ["source.and"] = "、", ["source.else"] = "，否则",

  -- 路线读取了什么。
  ["fact.setting"] = "设置 {name}", ["fact.of"] = "{whole}的{part}",
  ["fact.department"] = "部门", ["fact.initiator"] = "发起人", ["fact.number"] = "编号",
  ["fact.round"] = "轮次", ["fact.flow"] = "流程", ["fact.stage"] = "阶段", ["fact.submitted_on"] = "提交日期",
  ["fact.risk"] = "风险", ["fact.head"] = "负责人", ["fact.leader"] = "分管领导", ["fact.name"] = "名称",
  ["fact.name_zh"] = "中文名称", ["fact.email"] = "邮箱", ["fact.parent"] = "上级部门", ["fact.key"] = "代码",
  ["fact.handle"] = "账号名", ["fact.sum"] = "合计", ["fact.count"] = "数量", ["fact.task"] = "待办",
  ["fact.today"] = "当日", ["fact.step"] = "步骤", ["fact.person"] = "办理人",

  -- 步骤为何在路线之外。
  ["cause.warning"] = "预警", ["cause.warn"] = "预警", ["cause.rectify"] = "责令整改",
  ["cause.request"] = "要求提供信息", ["cause.response_plan"] = "风险为高",
  ["cause.answer"] = "征询", ["cause.assist"] = "委派", ["cause.timetable"] = "按时间表检查",

  -- 意见方面：输入时用代码，--aspect feasibility=…
  ["aspect_code.feasibility"] = "feasibility（可行性）", ["aspect_code.compliance"] = "compliance（合规性）",
  ["aspect_code.budget"] = "budget（预算）",

  ["rung.watch"] = "检查",
  ["data.stage_name"] = "阶段", ["data.ran_ms"] = "已用", ["data.from_step"] = "自", ["data.back"] = "向后",
  ["data.earlier_step"] = "沿用",

  ["expected.1 to 1000"] = "1 至 1000 的整数", ["expected.1 to 500 numbers"] = "1 至 500 个编号的列表",
  ["expected.at most 256 people"] = "至多 256 人", ["expected.handles by step"] = "按步骤给出的账号名",
  ["expected.minor, major or severe"] = "minor（一般）、major（较大）或 severe（重大）",
  ["expected.object of texts"] = "按名称给出的文本",
  ["expected.work, report, inspection, response or remedy"] =
    "work（工作记录）、report（报告）、inspection（检查记录）、response（应对方案）或 remedy（整改情况）",
  ["expected.before, after or beside"] = "before（前）、after（后）或 beside（并行）",
  ["expected.any, all or in_order"] = "any（任一）、all（全部）或 in_order（依次）",
  ["expected.words by choice: { goods = { en = \"…\", zh = \"…\" } }"] =
    "按选项给出的名称：{ goods = { en = \"…\", zh = \"…\" } }",

  -- 办理人是如何确定的：所涉及的人或事不在词语之后的（其余见 reason.people.*）。
  ["found.people.holder"] = "{of} 的持有人", ["found.people.head"] = "{of} 的负责人",
  ["found.people.leader"] = "{of} 的分管领导", ["found.people.superior"] = "{of} 的上级",
  ["found.people.chain"] = "第 {of} 级上级", ["found.people.decider"] = "{of} 的决定人",
  ["found.people.function"] = "由规则函数 {of} 指定", ["found.people.empty_superior"] = "无人可办，转 {of} 的上级",
  ["found.people.handed_for"] = "由代理人 {of} 转办", ["found.people.vacated"] = "后备人，原办理人 {of} 已不在职",
  ["found.people.picked"] = "由 {of} 选定", ["found.people.top"] = "{of} 之上已无上级，转后备人",
  ["found.people.seated_superior"] = "{of} 已有本次票签的席位，转其上级",
  ["found.people.separate_superior"] = "{of} 的职责不相容，转其上级",

  -- 词语之间的标点。
  ["mark.colon"] = "：", ["list.and"] = "、", ["mark.clause"] = "，", ["mark.also"] = "；",
  ["mark.head"] = "：", ["mark.stop"] = "。",
  ["mark.brackets"] = "（{words}）", ["mark.aside"] = "（{words}）",
}
