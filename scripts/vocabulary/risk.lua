-- A matrix of risk: how likely it is, how grave, and what level that comes to.
--
--   local level = matrix {
--     likelihood = { "rare", "possible", "likely" },
--     impact     = { "minor", "serious", "grave" },
--     { "low",    "low",    "medium" },      -- rare
--     { "low",    "medium", "high" },        -- possible
--     { "medium", "high",   "high" },        -- likely
--   }
--   local how, why = level(r.likelihood, r.impact)
--
-- A place on a scale may have words of its own: { "rare", en = "Rare", zh = "罕见" }.

local LEVELS = { low = true, medium = true, high = true }

local function scale(t, name)
  local list = t[name]
  if type(list) ~= "table" or #list == 0 then fail("matrix needs " .. name .. " = { … }, from least to most") end
  local places, words = {}, {}
  for i, entry in ipairs(list) do
    local word = type(entry) == "table" and entry[1] or entry
    if type(word) ~= "string" then fail("matrix: " .. name .. " is a list of texts") end
    if places[word] then fail("matrix: " .. name .. " says " .. word .. " twice") end
    places[word] = i
    local own = type(entry) == "table" and entry or {}
    words[word] = { en = own.en or word, zh = own.zh or word }
  end
  return places, words, #list
end

local function matrix(t)
  if type(t) ~= "table" then fail "matrix needs scales and rows: matrix { likelihood = …, impact = …, { … }, … }" end
  for key in pairs(t) do
    if key ~= "likelihood" and key ~= "impact" and type(key) ~= "number" then
      fail("matrix knows likelihood, impact and rows, not " .. tostring(key))
    end
  end
  local likely, likely_words, rows = scale(t, "likelihood")
  local grave, grave_words, columns = scale(t, "impact")
  if #t ~= rows then fail("matrix needs a row for each likelihood: " .. rows) end
  for _, row in ipairs(t) do
    if type(row) ~= "table" or #row ~= columns then
      fail("each row of a matrix needs a level for each impact: " .. columns)
    end
    for _, level in ipairs(row) do
      if not LEVELS[level] then fail "a level of risk is low, medium or high" end
    end
  end
  return function(likelihood, impact)
    local i, k = likely[likelihood], grave[impact]
    if not i then fail("the matrix does not know how likely this is: " .. tostring(likelihood)) end
    if not k then fail("the matrix does not know how grave this is: " .. tostring(impact)) end
    local how, what = likely_words[likelihood], grave_words[impact]
    return t[i][k], { en = "likelihood " .. how.en .. ", impact " .. what.en,
                      zh = "可能性 " .. how.zh .. "，影响 " .. what.zh }
  end
end

local words = { matrix = matrix }
for name, word in pairs(words) do host.words[name] = word end
return words
