-- DEMO DATA for the rule tests in this folder: invented people in the places that the published rules name.
-- Its shape is described in rules/company/people.lua.
local office = { "09:00-17:00" }

return {
  demo = true,
  calendars = {
    {
      name = "office", default = true, zone = "America/New_York",
      windows = { mon = office, tue = office, wed = office, thu = office, fri = office },
    },
  },
  departments = {
    { key = "region", name_en = "Region (demo)", name_zh = "大区（演示）", head_post = "region.head",
      leader_post = "region.head" },
    { key = "field", parent = "region", name_en = "Field office (demo)", name_zh = "分局（演示）", head_post = "field.head" },
    { key = "digital", parent = "region", name_en = "Digital service (demo)", name_zh = "数字服务（演示）",
      head_post = "digital.head" },
  },
  persons = {
    { handle = "requester", name = "Demo Requester", department = "field" },
    { handle = "official", name = "Demo Approving Official", department = "field" },
    { handle = "other.official", name = "Demo Other Official", department = "field" },
    { handle = "tier1", name = "Demo Tier 1 Budget", department = "region" },
    { handle = "tier1.team", name = "Demo Tier 1 Team Budget", department = "region" },
    { handle = "tier2", name = "Demo Tier 2 Budget", department = "region" },
    { handle = "ba80", name = "Demo BA80 Budget", department = "region" },
    { handle = "ba80.ool", name = "Demo BA80 Budget of the three", department = "region" },
    { handle = "head", name = "Demo Head", department = "region" },
    { handle = "field.head", name = "Demo Field Head", department = "field" },
    { handle = "approver", name = "Demo Approver", department = "digital" },
    { handle = "purchaser", name = "Demo Purchaser", department = "digital" },
    { handle = "micro.purchaser", name = "Demo Micropurchaser", department = "digital" },
    { handle = "talent", name = "Demo Talent", department = "digital" },
    { handle = "digital.head", name = "Demo Digital Head", department = "digital" },
    { handle = "engineer", name = "Demo Engineer", department = "digital" },
  },
  posts = {
    { post = "region.head", person = "head" },
    { post = "field.head", person = "field.head" },
    { post = "digital.head", person = "digital.head" },
  },
  roles = {
    { role = "budget.tier1", person = "tier1" },
    { role = "budget.tier1_team", person = "tier1.team" },
    { role = "budget.tier2", person = "tier2" },
    { role = "budget.ba80", person = "ba80" },
    { role = "budget.ba80_ool", person = "ba80.ool" },
    { role = "digital.approver", person = "approver" },
    { role = "digital.purchaser", person = "purchaser" },
    { role = "digital.micropurchaser", person = "micro.purchaser" },
    { role = "digital.talent", person = "talent" },
  },
}
