-- 规则词汇对只写了一半的文件的说明（中文）。代码与 rules_en.lua 相同；关于规则的大多数说明见 errors_zh.lua。
return {
  ["rule.half_declared"] = "`{word} \"{name}\"` 后面没有选项。请写成：{word} \"{name}\" {{ … }。",
}
