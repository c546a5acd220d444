-- Values that rules write and compute with: amounts, numbers, dates, time limits. Exact, every one; made in C.

host.words = host.words or {} -- for other scripts of the vocabulary

local values = {
  amount    = host.amount,
  divide    = host.divide,
  workdays  = host.workdays,
  workhours = host.workhours,
  hours     = host.hours,
  days      = host.days,
  at        = host.at,
  sum       = host.sum,
  is_empty  = host.is_empty,
}

-- A few words are a value with a text, and a type of form field with options: date "2026-01-31", date { required = true }.
local function either(with_text, with_options)
  return function(x)
    if type(x) == "table" then return with_options(x) end
    return with_text(x)
  end
end

values.date       = either(host.date, host.word "date")
values.number     = either(host.decimal, host.word "number")
values.person     = either(host.person, host.word "person")
values.department = either(host.department, host.word "department")

for name, word in pairs(values) do host.words[name] = word end
return values
