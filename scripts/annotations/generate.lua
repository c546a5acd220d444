-- Makes, from vocabulary/words.lua, the reference in README.md and the annotations for editors. Run in this repository:
--
--   lua5.4 scripts/annotations/generate.lua scripts
--
-- A test runs it too and compares (tests/unit/script/test_vocabulary_words.c). Returns the two makers when not run
-- as a program.

local function cell(s) return (s:gsub("|", "\\|"):gsub("\n", " ")) end

local function reference(words)
  local out = {}
  local function put(...) out[#out + 1] = table.concat { ... } end
  for _, s in ipairs(words.sections) do
    put("### ", s.en, " · ", s.zh)
    put ""
    for _, w in ipairs(s.words) do
      put("**`", w.form, "`** ", w.en, " ", w.zh)
      put ""
      put "```lua"
      put(w.example)
      put "```"
      put ""
    end
  end
  put "### Options · 选项"
  put ""
  for _, o in ipairs(words.options) do
    put("Of ", o.of:find " " and o.of or "`" .. o.of .. "`", ":")
    put ""
    put "| option | takes | | |"
    put "| --- | --- | --- | --- |"
    for _, k in ipairs(o[1]) do
      local takes = k[2] == "" and "" or "`" .. cell(k[2]) .. "`"
      put("| `", k[1], "` | ", takes, " | ", cell(k[3]), " | ", cell(k[4]), " |")
    end
    put ""
  end
  put "### What functions are given · 函数的参数"
  put ""
  for _, g in ipairs(words.given) do
    put("`", g.of, "`: ", g.en, " (", g.zh, ")")
    put ""
    put "| read | is | | |"
    put "| --- | --- | --- | --- |"
    for _, k in ipairs(g[1]) do
      put("| `", cell(k[1]), "` | `", cell(k[2]), "` | ", cell(k[3]), " | ", cell(k[4]), " |")
    end
    put ""
  end
  return table.concat(out, "\n")
end

local CLASSES = [[
---@class cs.Step
---@class cs.Source
---@class cs.Limit
---@field same_time fun(self: cs.Limit): cs.Limit
]]

local function annotations(words)
  local out = {}
  local function put(...) out[#out + 1] = table.concat { ... } end
  put "---@meta"
  put "-- Words of rule files, for editors that understand LuaLS annotations. Generated from"
  put "-- scripts/vocabulary/words.lua by scripts/annotations/generate.lua; change it there."
  put "-- luacheck: ignore"
  put ""
  put(CLASSES)
  for _, g in ipairs(words.given) do
    put("---", g.en, " · ", g.zh)
    put("---@class ", g.class)
    for _, k in ipairs(g[1]) do
      if k[1]:find "^<" then
        put("---@field [string] ", k[2])
      else
        for name in k[1]:gmatch "[%w_]+" do put("---@field ", name, " ", k[2], k[3] ~= "" and " " .. k[3] or "") end
      end
    end
    put ""
  end
  for _, o in ipairs(words.options) do
    if o.of == "a step" then
      put "---@class cs.StepOptions"
      for _, k in ipairs(o[1]) do
        for name in k[1]:gmatch "[%w_]+" do put("---@field ", name, "? any ", k[2], ". ", k[3]) end
      end
      put ""
    end
  end
  for _, s in ipairs(words.sections) do
    put("-- ", s.en)
    put ""
    for _, w in ipairs(s.words) do
      put("---", w.en)
      put("---", w.zh)
      put "---```lua"
      for line in (w.example .. "\n"):gmatch "(.-)\n" do put("---", line) end
      put "---```"
      if w.takes then
        local names = {}
        for name, kind in (w.takes .. ";"):gmatch "%s*([%w_]+%??): ([^;]*);" do
          names[#names + 1] = name:gsub("%?", "")
          put("---@param ", name, " ", kind)
        end
        put("---@return ", w.gives)
        put("function ", w.name, "(", table.concat(names, ", "), ") end")
      else
        put("---@type ", w.gives)
        put(w.name, " = nil")
      end
      put ""
    end
  end
  return table.concat(out, "\n")
end

local BEGIN, END = "<!-- reference: made from vocabulary/words.lua -->\n", "<!-- end of the reference -->\n"

-- The README with its reference made anew.
local function readme(text, words)
  local _, from = text:find(BEGIN, 1, true)
  local to = text:find(END, 1, true)
  assert(from and to, "README.md lacks the marks around the reference")
  return text:sub(1, from) .. "\n" .. reference(words) .. text:sub(to)
end

local function read(path)
  local f = assert(io.open(path, "rb"))
  local text = f:read "a"
  f:close()
  return text
end

local function write(path, text)
  local f = assert(io.open(path, "wb"))
  assert(f:write(text))
  assert(f:close())
end

if arg and arg[0] and arg[0]:find "generate%.lua$" then
  local folder = assert(arg[1], "usage: lua5.4 generate.lua SCRIPTS_FOLDER")
  local words = dofile(folder .. "/vocabulary/words.lua")
  write(folder .. "/README.md", readme(read(folder .. "/README.md"), words))
  write(folder .. "/annotations/countersign.lua", annotations(words))
end

return { readme = readme, annotations = annotations }
