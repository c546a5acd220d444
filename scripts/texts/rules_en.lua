-- What the vocabulary of rules says of files that were written halfway, in English. rules_zh.lua has the same codes;
-- most words about rules stand in errors_en.lua.
return {
  ["rule.half_declared"] = "`{word} \"{name}\"` has no options. Write them behind it: {word} \"{name}\" {{ … }.",
  ["rule.never_equal"] =
    "r.{field} is {type|type} and never equals {literal}: compare it with {instead|expected}.[ Did you mean “{near}”?]",
  ["rule.binary_division"] =
    "`/` makes a binary fraction of the number r.{field}, which is not exact. Write divide(a, b).",
}
