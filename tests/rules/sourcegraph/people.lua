-- DEMO DATA for the rule tests in this folder: invented people in the posts that the published policy names.
-- Its shape is described in rules/company/people.lua.
local office = { "09:00-17:00" }

local function somebody(handle, name, department)
  return { handle = handle, name = "Demo " .. name, department = department }
end

return {
  demo = true,
  calendars = {
    {
      name = "office", default = true, zone = "America/Los_Angeles",
      windows = { mon = office, tue = office, wed = office, thu = office, fri = office },
    },
  },
  departments = {
    { key = "company", name_en = "Company (demo)", name_zh = "公司（演示）", head_post = "ceo", leader_post = "ceo" },
    { key = "engineering", parent = "company", name_en = "Engineering (demo)", name_zh = "工程部（演示）",
      head_post = "engineering.manager", leader_post = "engineering.vp" },
    { key = "finance", parent = "company", name_en = "Finance (demo)", name_zh = "财务部（演示）",
      head_post = "vp_finance", leader_post = "vp_finance" },
    { key = "legal", parent = "company", name_en = "Legal (demo)", name_zh = "法务部（演示）", head_post = "vp_legal" },
    { key = "people", parent = "company", name_en = "Talent and people (demo)", name_zh = "人才部（演示）",
      head_post = "vp_talent" },
    { key = "sales", parent = "company", name_en = "Sales (demo)", name_zh = "销售部（演示）", head_post = "vp_sales",
      leader_post = "vp_sales" },
  },
  persons = {
    somebody("ceo", "CEO", "company"),
    somebody("dev", "Developer", "engineering"),
    somebody("eng.manager", "Engineering Manager", "engineering"),
    somebody("eng.vp", "VP Engineering", "engineering"),
    somebody("vp.legal", "VP Legal", "legal"),
    somebody("counsel", "Commercial Counsel", "legal"),
    somebody("legal.reviewer", "Legal Reviewer", "legal"),
    somebody("vp.finance", "VP Finance and Operations", "finance"),
    somebody("controller", "Financial Controller", "finance"),
    somebody("budget", "Budget Analyst", "finance"),
    somebody("payables", "Accounts Payable", "finance"),
    somebody("deal.desk", "Deal Desk", "finance"),
    somebody("vp.operations", "VP Operations", "finance"),
    somebody("techops", "TechOps", "engineering"),
    somebody("security", "Security", "engineering"),
    somebody("vp.sales", "VP Sales", "sales"),
    somebody("head.bd", "Head of Business Development", "sales"),
    somebody("bd", "Business Development", "sales"),
    somebody("sales.strategy", "Sales Strategy", "sales"),
    somebody("sales.director", "Director Sales", "sales"),
    somebody("vp.talent", "VP Talent and People", "people"),
    somebody("director.people", "Director People", "people"),
    somebody("people.partner", "Senior People Partner", "people"),
    somebody("recruiter", "Recruiter", "people"),
  },
  posts = {
    { post = "ceo", person = "ceo" },
    { post = "engineering.manager", person = "eng.manager" },
    { post = "engineering.vp", person = "eng.vp" },
    { post = "vp_legal", person = "vp.legal" },
    { post = "commercial_counsel", person = "counsel" },
    { post = "vp_finance", person = "vp.finance" },
    { post = "controller", person = "controller" },
    { post = "vp_operations", person = "vp.operations" },
    { post = "vp_sales", person = "vp.sales" },
    { post = "head_bd", person = "head.bd" },
    { post = "vp_talent", person = "vp.talent" },
    { post = "director_people", person = "director.people" },
    { post = "senior_people_partner", person = "people.partner" },
  },
  roles = {
    { role = "finance.budget", person = "budget" },
    { role = "finance.payables", person = "payables" },
    { role = "finance.deal_desk", person = "deal.desk" },
    { role = "legal.review", person = "legal.reviewer" },
    { role = "legal.review", person = "counsel" },
    { role = "techops", person = "techops" },
    { role = "security", person = "security" },
    { role = "bd", person = "bd" },
    { role = "sales.strategy", person = "sales.strategy" },
    { role = "people.recruiter", person = "recruiter" },
    { role = "senior", person = "vp.sales" }, -- directors and vice presidents, who may sign an NDA
    { role = "senior", person = "sales.director" },
    { role = "senior", person = "eng.vp" },
  },
}
