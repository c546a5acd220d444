-- What the vocabulary of rules says of files that were written halfway, in English. rules_zh.lua has the same codes;
-- most words about rules stand in errors_en.lua.
return {
  ["rule.half_declared"] = "`{word} \"{name}\"` has no options. Write them behind it: {word} \"{name}\" {{ … }.",
}
