-- Ordinary business (policy P2.1, P2.2): the application form that every business begins with, the departments'
-- agreement when more than one is concerned, and the head of the department who decides.

-- P1.3.2: it is filed for the department that asks for it, so that this one's own rules hold: business.lua says more.
local function filed_for(r)
  if r.initiated_by == r.department then return end
  local key = tostring(r.initiated_by)
  return problem("initiated_by", "it is filed for " .. tostring(r.department) .. ", so the rules of " .. key
                 .. " would not hold: file it with --department " .. key,
                 "本单据以 " .. tostring(r.department) .. " 的名义提交，" .. key .. " 的规则不会生效：请用 --department " .. key
                 .. " 重新起草")
end

flow "company.ordinary" {
  title    = { en = "Ordinary business", zh = "一般业务" },
  owner    = "office",
  clause   = "P2.2.1",
  prefix   = "ORD",
  fallback = post "operations.leader",

  form = { -- P2.1.1
    name         = text { required = true, max = 200, label = { en = "Name of the business", zh = "业务名称" } },
    initiated_by = department { required = true, label = { en = "Initiating department", zh = "发起部门" } },
    in_charge    = person { required = true, label = { en = "Person in charge", zh = "负责人" } },
    planned      = date_range { required = true, label = { en = "Planned time", zh = "计划时间" } },
    budget       = money { currency = "CNY", required = true, min = amount "0 CNY",
                           label = { en = "Budget", zh = "预算" } },
    background   = text { required = true, label = { en = "Background", zh = "业务背景" } },
    goals        = text { required = true, label = { en = "Goals", zh = "业务目标" } },
    requirements = text { required = true, label = { en = "Requirements", zh = "业务需求" } },
    effect       = text { required = true, label = { en = "Expected effect", zh = "预期效果" } },
    involved     = rows {
      label = { en = "Other departments involved", zh = "涉及的其他部门" },
      columns = { department = department { required = true, label = { en = "Department", zh = "部门" } } },
    },
  },

  settings = {
    patience       = setting { workdays(2), label = { en = "Time to decide", zh = "审批时限" } },
    agree_in       = setting { workdays(3), label = { en = "Agreement of departments", zh = "部门协商时限" } },
    ordinary_up_to = setting { amount "50000 CNY", label = { en = "Ordinary up to", zh = "一般业务上限" } },
  },

  check = function(r, set)
    if r.budget > set.ordinary_up_to then
      return problem("budget", {
        en = "more than ordinary business may cost: use the form for important business",
        zh = "超出一般业务的预算上限，请使用重要业务申请表",
      })
    end
    return filed_for(r)
  end,

  stages = {
    -- P2.1.2: several departments agree before anything is submitted.
    prepare = function(r, set)
      return all(each(r.involved or {}, function(row, i)
        return agree("agree-" .. i) {
          title = { en = "Agreement of a department involved", zh = "涉及部门协商" },
          by = head_of(row.department), within = set.agree_in, fixed = true,
          because = { en = "its department is involved", zh = "涉及该部门" },
        }
      end))
    end,

    approval = function(r, set)
      return sequence {
        approve "head" { title = { en = "Head of department", zh = "部门负责人审批" },
                         by = head_of(r.initiated_by), within = set.patience, fixed = true,
                         aspects = { "feasibility", "compliance", "budget" },
                         because = { en = "the head of the department decides ordinary business",
                                     zh = "一般业务由部门负责人决定" } },
      }
    end,
  },

  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },

  overdue = ladder {
    { before = workhours(2), remind = assignee },
    { after = workhours(0),  remind = assignee },
    { after = workdays(1),   notify = head_of(assignee) },
    { after = workdays(2),   reassign = leader_of(assignee) },
  },
}

local form = {
  name = "New shelves for the archive", initiated_by = "office", in_charge = "wu.yan",
  planned = "2026-03-02..2026-03-20", budget = "4800 CNY", background = "The archive is full.",
  goals = "Room for three more years.", requirements = "Steel, lockable.", effect = "No files in the corridor.",
}
local function with(changes)
  local out = {}
  for k, v in pairs(form) do out[k] = v end
  for k, v in pairs(changes) do out[k] = v end
  return out
end

test "ordinary business is filed for the department that asks for it" {
  flow = "company.ordinary", by = "wang.fang", fields = form, error = "form.invalid",
}

test "ordinary business is decided by the head of the department" {
  flow = "company.ordinary", by = "wu.yan", fields = form,
  expect = { "head" }, people = { head = "zhou.jie" },
}

test "at the limit it is still ordinary" {
  flow = "company.ordinary", by = "wu.yan", fields = with { budget = "50000 CNY" }, expect = { "head" },
}

test "above the limit the form says which one to use" {
  flow = "company.ordinary", by = "wu.yan", fields = with { budget = "50000.01 CNY" }, error = "form.invalid",
}

test "the head's own request goes to the superior" {
  flow = "company.ordinary", by = "zhou.jie", fields = form, expect = { "head" }, people = { head = "qian.min" },
}

test "every other department that is named agrees first" {
  flow = "company.ordinary", by = "wu.yan", stage = "prepare",
  fields = with { ["involved.1.department"] = "finance", ["involved.2.department"] = "it" },
  expect = { "{agree-1 agree-2}" }, people = { ["agree-1"] = "han.mei", ["agree-2"] = "xu.qing" },
}

test "where no other department is named nobody needs to agree" {
  flow = "company.ordinary", by = "wu.yan", stage = "prepare", fields = form, expect = {},
}
