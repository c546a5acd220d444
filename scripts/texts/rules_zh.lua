-- 规则词汇对只写了一半的文件的说明（中文）。错误代码与 rules_en.lua 相同，另有英文短语的中文；关于规则的大多数说明见 errors_zh.lua。
return {
  ["rule.half_declared"] = "`{word} \"{name}\"` 后面没有选项。请写成：{word} \"{name}\" {{ … }。",
  ["rule.never_equal"] = "r.{field} 是{type|type}，永远不会等于 {literal}。请改为与{instead|expected}比较。[是否指“{near}”？]",
  ["rule.binary_division"] = "`/` 会把数值 r.{field} 变成不精确的二进制小数。请写 divide(a, b)。",
  ["expected.a whole number, or a fraction such as \"2/3\""] = "整数，或分数，如 \"2/3\"",
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
}
