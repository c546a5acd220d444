-- DEMO DATA for the gallery of drawings: work that is recorded, reported and watched while it is carried out, with what
-- that leads to: warnings, an order to put something right.

local function t(en, zh) return { en = en, zh = zh } end

local function figures(r)
  if not r.spent or r.spent <= r.budget then return {} end
  return {
    warn { name = "over-budget", to = { head_of(r.department), initiator }, within = workdays(1), severity = "major",
           text = t("more was spent than the budget", "支出超过预算") },
    rectify { name = "back-to-budget", by = initiator, within = workdays(5), check = leader_of(r.department),
              check_within = workdays(2), text = t("spent more than the budget", "支出超过预算") },
  }
end

flow "gallery.fitting" {
  title = t("Fitting out an office", "办公室装修"), owner = "office", prefix = "FIT", fallback = post "office.head",
  within = workdays(3),
  form = {
    name   = text { required = true, label = t("Name", "名称") },
    budget = money { currency = "CNY", required = true, label = t("Budget", "预算") },
    spent  = money { currency = "CNY", label = t("Spent so far", "已用预算") },
  },
  stages = {
    approval = function(r)
      return approve "head" { title = t("Head of department", "部门负责人审批"), by = head_of(r.department) }
    end,
    execution = function(r)
      return sequence {
        act "fit-out" { title = t("Rooms are fitted out", "装修施工"), by = initiator, within = workdays(20) },
        monitor "work-record" { title = t("Work record", "工作记录"), by = initiator, every = workdays(2),
          asks_for = "work", because = t("work is recorded as it goes", "执行过程须有记录") },
        monitor "progress" { title = t("Progress", "进度报告"), by = initiator, every = workdays(5),
          asks_for = "report", fields = { spent = "write" } },
        monitor "figures" { title = t("Figures", "数据检查"), by = head_of(r.department), every = workdays(1),
          watch = figures, because = t("what is spent stays within the budget", "支出不超预算") },
        monitor "inspection" { title = t("Inspection on the spot", "现场检查"), by = post "it.head", every = workdays(5),
          asks_for = "inspection", when = r.budget > amount "500000 CNY", because = t("large works", "大型工程") },
      }
    end,
    acceptance = function(r)
      return approve "accept" { title = t("The rooms are accepted", "验收"), by = head_of(r.department) }
    end,
  },
  overdue = ladder { { after = workhours(0), remind = assignee } },
}
