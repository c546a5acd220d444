-- 规则词汇对只写了一半的文件的说明（中文）。错误代码与 rules_en.lua 相同，另有英文短语的中文；关于规则的大多数说明见 errors_zh.lua。
return {
  ["rule.half_declared"] = "`{word} \"{name}\"` 后面没有选项。请写成：{word} \"{name}\" {{ … }。",
  ["rule.never_equal"] = "r.{field} 是{type|type}，永远不会等于 {literal}。请改为与{instead|expected}比较。[是否指“{near}”？]",
  ["rule.binary_division"] = "`/` 会把数值 r.{field} 变成不精确的二进制小数。请写 divide(a, b)。",
  ["expected.a whole number, or a fraction such as \"2/3\""] = "整数，或分数，如 \"2/3\"",
  ["expected.{ by = people, from = amount or number, fraction = part }"] = "{ by = 人员, from = 金额或数字, fraction = 比例 }",
  ["expected.by alone: only amounts and numbers have a size"] = "只写 by：只有金额和数字才有大小",
  ["expected.a part between 0.001 and 0.999 of what was approved"] = "介于 0.001 与 0.999 之间的比例（相对批准时的值）",
  ["expected.fields by name: { amount = { by = … } }"] = "按名称列出的字段：{ amount = { by = … } }",
  ["expected.a field that people fill in"] = "由人填写的字段",
  ["expected.people, and no function"] = "人员来源（不能是函数）",
  ["expected.a text in quotes"] = "带引号的文本",
  ["expected.one of its choices in quotes"] = "带引号的选项",
  ["expected.one of its choices"] = "它的某个选项",
  ["expected.an amount: amount \"5000 EUR\""] = "金额，如 amount \"5000 EUR\"",
  ["expected.a whole number, or number \"0.5\""] = "整数，或 number \"0.5\"",
  ["expected.a date: date \"2026-01-31\""] = "日期，如 date \"2026-01-31\"",
  ["expected.its .handle with a text, or another person"] = "它的 .handle 与文本，或另一个人员",
  ["expected.its .key with a text, or department \"hr\""] = "它的 .key 与文本，或 department \"hr\"",
  ["expected.its .from and .to with dates"] = "它的 .from、.to 与日期",
  ["expected.the number of its rows: #r.lines"] = "它的行数：#r.lines",
  ["expected.\"approval\", \"execution\" or \"acceptance\""] = "\"approval\"、\"execution\" 或 \"acceptance\"",
  ["expected.\"finish\", or to_initiator { acknowledge = true, within = … }"] =
    "\"finish\"，或 to_initiator { acknowledge = true, within = … }",
  ["expected.\"before_first_decision\", \"before_end\", \"never\" or after_approval(limit)"] =
    "\"before_first_decision\"、\"before_end\"、\"never\" 或 after_approval(时限)",
  ["expected.\"fails\" or \"passes\""] = "\"fails\" 或 \"passes\"",
  ["expected.\"stays\" or \"leaves\""] = "\"stays\" 或 \"leaves\"",
  ["expected.\"transfer\", \"delegate\", \"add_signer\", \"remove_signer\", \"ask\", \"take_back\", \"abstain\", " ..
    "\"add_again\" or \"ask_pauses\""] =
    "\"transfer\"、\"delegate\"、\"add_signer\"、" ..
    "\"remove_signer\"、\"ask\"、\"take_back\"、\"abstain\"、\"add_again\" 或 \"ask_pauses\"",
  ["expected.\"all\", \"any\" or \"none\""] = "\"all\"、\"any\" 或 \"none\"",
  ["expected.\"at_once\", \"wait\", \"go_on\" or refusals(2)"] = "\"at_once\"、\"wait\"、\"go_on\" 或 refusals(2)",
  ["expected.fallback, \"superior\", \"refuse\" or passes_if_empty(\"the reason\")"] =
    "fallback、\"superior\"、\"refuse\" 或 passes_if_empty(\"理由\")",
  ["expected.\"superior\", \"fallback\", allowed(\"the reason\") or skip(\"the reason\")"] =
    "\"superior\"、\"fallback\"、allowed(\"理由\") 或 skip(\"理由\")",
  ["expected.\"at_once\", \"wait\" or refusals(2)"] = "\"at_once\"、\"wait\" 或 refusals(2)",
  ["expected.\"any\", \"all\" or \"in_order\""] = "\"any\"、\"all\" 或 \"in_order\"",
  ["expected.\"off\", \"consecutive\" or \"anywhere\""] = "\"off\"、\"consecutive\" 或 \"anywhere\"",
}
