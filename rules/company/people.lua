-- DEMO DATA. The people, departments and posts of a company that does not exist, for trying the product and for the
-- rule tests in this folder and its neighbours. `countersign init --demo` imports it; a real company imports its own
-- people (countersign people import) and deletes this file.
--
-- Data, not a rule: the loader of rules passes over people.lua. It returns one table; `demo = true` marks it. Each
-- list is a table of the directory, each row has that table's columns by name: a column left out is empty, and a row
-- without `from` and `until` holds always. Persons are named by their handle everywhere. `calendars` are written as
-- `countersign calendar` shows them; the one marked `default` is the company's.
--
--   departments  key, parent, name_en, name_zh, calendar, head_post, leader_post   (a missing leader is the parent's)
--   persons      handle, name, email, department, calendar, kind ("human" or "service"), owner, uid
--   posts        post, person                 roles    role, department, person
--   holders      kind, item, person           attributes    subject ("department:KEY", "person:HANDLE"), name, value
--   stand_ins    principal, person, flow, from, until

local office = { "09:00-12:00", "13:00-18:00" }

return {
  demo = true,

  calendars = {
    {
      name = "office", default = true, zone = "Asia/Shanghai",
      windows = { mon = office, tue = office, wed = office, thu = office, fri = office },
    },
  },

  departments = {
    { key = "company", name_en = "Demo Company", name_zh = "演示公司", head_post = "general_manager",
      leader_post = "general_manager" },
    { key = "operations", parent = "company", name_en = "Operations", name_zh = "运营中心",
      head_post = "operations.leader", leader_post = "operations.leader" },
    { key = "office", parent = "operations", name_en = "Administration office", name_zh = "行政部",
      head_post = "office.head" },
    { key = "hr", parent = "operations", name_en = "Human resources", name_zh = "人力资源部", head_post = "hr.head" },
    { key = "procurement", parent = "operations", name_en = "Procurement", name_zh = "采购部",
      head_post = "procurement.head" },
    { key = "sales", parent = "operations", name_en = "Sales", name_zh = "销售部", head_post = "sales.head" },
    { key = "support", parent = "company", name_en = "Finance and technology", name_zh = "财务与技术中心",
      head_post = "support.leader", leader_post = "support.leader" },
    { key = "finance", parent = "support", name_en = "Finance", name_zh = "财务部", head_post = "finance.head" },
    { key = "it", parent = "support", name_en = "Information technology", name_zh = "信息技术部", head_post = "it.head" },
    { key = "legal", parent = "support", name_en = "Legal", name_zh = "法务部", head_post = "legal.head" },
  },

  persons = {
    { handle = "zhao.lei",    name = "Zhao Lei 赵磊",    department = "company" },
    { handle = "qian.min",    name = "Qian Min 钱敏",    department = "operations" },
    { handle = "sun.tao",     name = "Sun Tao 孙涛",     department = "support" },
    { handle = "li.na",       name = "Li Na 李娜",       department = "hr" },
    { handle = "wang.fang",   name = "Wang Fang 王芳",   department = "hr" },
    { handle = "zhou.jie",    name = "Zhou Jie 周杰",    department = "office" },
    { handle = "wu.yan",      name = "Wu Yan 吴燕",      department = "office" },
    { handle = "zheng.kai",   name = "Zheng Kai 郑凯",   department = "procurement" },
    { handle = "feng.lin",    name = "Feng Lin 冯琳",    department = "procurement" },
    { handle = "chen.hao",    name = "Chen Hao 陈浩",    department = "sales" },
    { handle = "anna.berg",   name = "Anna Berg",        department = "sales" },
    { handle = "han.mei",     name = "Han Mei 韩梅",     department = "finance" },
    { handle = "yang.fan",    name = "Yang Fan 杨帆",    department = "finance" },
    { handle = "peter.novak", name = "Peter Novak",      department = "finance" },
    { handle = "xu.qing",     name = "Xu Qing 许晴",     department = "it" },
    { handle = "david.okoye", name = "David Okoye",      department = "it" },
    { handle = "he.jing",     name = "He Jing 何静",     department = "legal" },
    { handle = "treasury",    name = "Treasury (service)", department = "finance", kind = "service",
      owner = "han.mei" },
  },

  posts = {
    { post = "general_manager",   person = "zhao.lei" },
    { post = "operations.leader", person = "qian.min" },
    { post = "support.leader",    person = "sun.tao" },
    { post = "hr.head",           person = "li.na" },
    { post = "office.head",       person = "zhou.jie" },
    { post = "procurement.head",  person = "zheng.kai" },
    { post = "sales.head",        person = "chen.hao" },
    { post = "finance.head",      person = "han.mei" },
    { post = "it.head",           person = "xu.qing" },
    { post = "legal.head",        person = "he.jing" },
  },

  roles = {
    { role = "finance.administration", department = "finance", person = "yang.fan" },
    { role = "finance.administration", department = "finance", person = "peter.novak" },
    { role = "finance.pre_approver",   department = "finance", person = "yang.fan" },
    { role = "finance.controller",     department = "finance", person = "peter.novak" },
    { role = "procurement.buyer",      department = "procurement", person = "feng.lin" },
    { role = "it.security",            department = "it", person = "david.okoye" },
  },

  holders = {
    { kind = "budget", item = "HR-01",  person = "li.na" },
    { kind = "budget", item = "IT-01",  person = "xu.qing" },
    { kind = "budget", item = "SAL-01", person = "chen.hao" },
    { kind = "budget", item = "OFF-01", person = "zhou.jie" },
    { kind = "budget", item = "FIN-01", person = "han.mei" },
  },

  attributes = {
    { subject = "department:hr",      name = "budget", value = "HR-01" },
    { subject = "department:it",      name = "budget", value = "IT-01" },
    { subject = "department:sales",   name = "budget", value = "SAL-01" },
    { subject = "department:office",  name = "budget", value = "OFF-01" },
    { subject = "department:finance", name = "budget", value = "FIN-01" },
  },

  stand_ins = {
    { principal = "chen.hao", person = "anna.berg", from = "2026-07-20", ["until"] = "2026-08-02" },
  },
}
