-- What personnel does otherwise in its own business: what touches people is accepted only when those concerned were
-- asked, and changes of the organisation are looked at by legal.

extend "company.business" {
  department = "hr",

  separate = { { "carry-out", "labour-law", one_way = true } }, -- P1.3.1, as the company has it for its approvals

  add = function(r)
    if r.stage == "approval" then
      return {
        approve "labour-law" { title = { en = "Labour law", zh = "劳动法审查" },
                               after = "head", by = post "legal.head", within = workdays(2),
                               aspects = { "compliance" }, when = r.nature == "organisation",
                               because = { en = "changes of the organisation touch labour law", zh = "组织调整涉及劳动法" } },
      }
    elseif r.stage == "acceptance" then
      return {
        act "those-concerned" { title = { en = "Asking those concerned", zh = "征求相关人员意见" },
                                before = "acceptance", by = field "in_charge", within = workdays(5),
                                require = checklist {
                                  { en = "those concerned were asked", zh = "已征求相关人员意见" },
                                  { en = "personal data no longer needed were deleted", zh = "不再需要的个人信息已删除" },
                                },
                                because = { en = "what touches people is accepted when they were asked",
                                            zh = "涉及人员的事项征求意见后方可验收" } },
      }
    end
  end,
}

local form = {
  name = "Two teams become one", nature = "organisation", initiated_by = "hr", in_charge = "wang.fang",
  planned = "2026-03-09..2026-05-29", budget = "5000 CNY", background = "They do the same work.", goals = "One team.",
  requirements = "Nobody loses by it.", effect = "One head less.", likelihood = "possible", impact = "serious",
  ["criteria.1.criterion"] = "Everybody has a new contract",
}

test "personnel has legal look at changes of the organisation" {
  flow = "company.business", by = "wang.fang", fields = form, expect = { "head", "labour-law", "leader" },
}

test "personnel asks those concerned before it accepts" {
  flow = "company.business", by = "wang.fang", stage = "acceptance", fields = form,
  expect = { "hand-over", "check", "those-concerned", "acceptance" },
}
