-- 与时间有关的人员用语（中文）：先前的同意何时算数。代码与 people_en.lua 一致。
return {
  ["event.task.counted"] = "自动去重",
  ["outcome.counted"] = "此前已同意",
  ["data.earlier"] = "沿用任务",
  ["people.counted"] = "沿用其在 {step} 的同意，{at}",
  ["draw.counted"] = "沿用其在 {step} 的同意",
  ["loosened.same_person"] = "沿用先前同意的情形更多了",

  -- 选定办理人。
  ["event.record.picked"] = "选定办理人",
  ["reason.people.picked"] = "选定人",
  ["data.for_step"] = "用于步骤", ["data.people"] = "人员",
  ["help.arg.pick"] = "为后续步骤选定的人：步骤=账号[,账号]；可重复",
  ["problem.picker"] = "指定的选人步骤不在它之前",
  ["pick.missing"] = "尚未为步骤 {title/step} 选定办理人。请用 --pick {step}=… 选定[，范围：{candidates}]。",
  ["pick.outside"] = "{person} 不在步骤 {title/step} 的可选范围内[：{candidates}]。",
  ["pick.count"] = "步骤 {step} 最多可选 {most} 人。",
  ["pick.twice"] = "步骤 {step} 重复选定了 {person}。",
  ["pick.unknown"] = "没有步骤 {step} 需要[由 {by} 的审批人]选定办理人。可用 `countersign plan` 查看步骤。",
  ['expected.initiator, or the name of an earlier step'] = "initiator，或前面某一步的名称",
  ['expected.the range to pick from: role "…", or a list of sources'] = '可选范围：role "…"，或来源列表',
  ['expected.people that are known beforehand: no function, no other pick'] = "事先可知的人：不能是函数，也不能是另一个自选",
  ["expected.people, not one more function, nor a pick"] = "人员，不能又是函数，也不能是自选",
  ['expected.options: { from = role "…" }'] = '选项：{ from = role "…" }',

  -- 不相容职责。
  ["reason.people.separate_superior"] = "职责不相容，转其上级",
  ["draw.found.people.separate_superior"] = "代替 {of} 的上级",
  ["people.separated"] = "{person} 在本单据上已担任 {other}，规则规定与 {step} 不相容，须由他人办理。",
  ["many.separate"] = "不相容职责对",
  ['expected.pairs of names: { { "head", "finance" } }'] = '名称对：{ { "head", "finance" } }',
  ["expected.two different names"] = "两个不同的名称",
  ["help.report mutual"] = "一段时间内相互审批对方单据的人",
  ["help.report mutual.from"] = "起始：日期或时刻",
  ["mutual.half"] = "{by} 同意了 {initiator} 的 {times} 次，最近一次 {last}",
  ["mutual.none"] = "没有人相互审批对方的单据。",
  ["check.separate_unknown"] = "流程“{flow}”规定 {step} 与其他角色不相容，但从未出现该名称的步骤，请更正名称。",
}
