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

-- A value with a text, and a type of form field with options: date "2026-01-31", date { required = true }.
for _, name in ipairs { "date", "number", "person", "department" } do
  values[name] = host.word(name)
end

for name, word in pairs(values) do host.words[name] = word end
return values
