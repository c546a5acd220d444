-- DEMO DATA for the gallery of drawings: what happens to a route on its course: jumps, rounds of a loop, adjustments
-- that are approved again, urgent work before its approvals.

local function t(en, zh) return { en = en, zh = zh } end

flow "gallery.works" {
  title = t("Works", "工程"), owner = "office", prefix = "WRK", fallback = post "office.head",
  form = {
    name   = text { required = true, label = t("Name", "名称") },
    budget = money { currency = "CNY", required = true, label = t("Budget", "预算") },
  },
  stages = {
    stage "approval" { title = t("Approval", "审批"), route = function(r)
      return sequence {
        approve "head"    { title = t("Head of department", "部门负责人审批"), by = head_of(r.department),
          within = workdays(2), because = t("of whoever asks for it", "申请人所在部门") },
        all {
          approve "finance" { title = t("Finance", "财务部"), by = post "finance.head", within = workdays(2) },
          approve "legal"   { title = t("Legal", "法务部"), by = post "legal.head", within = workdays(2) },
          when = r.budget > amount "20000 CNY",
        },
        approve "leader"  { title = t("Leader in charge", "分管领导审批"), by = leader_of(r.department),
          within = workdays(3), when = r.budget > amount "50000 CNY", because = t("over 50,000", "超过五万元") },
        approve "manager" { title = t("General manager", "总经理审批"), by = post "general_manager",
          within = workdays(5), when = r.budget > amount "500000 CNY",
          because = t("over 500,000", "超过五十万元") },
      }
    end },
    stage "execution" { title = t("Execution", "执行"), route = function(r)
      return sequence {
        act "build"   { title = t("It is built", "施工"), by = role "procurement.buyer", within = workdays(20) },
        act "inspect" { title = t("Inspection on the spot", "现场检查"), by = post "it.head", within = workdays(3),
          when = r.budget > amount "500000 CNY", because = t("large works", "大型工程") },
      }
    end },
    stage "acceptance" { title = t("Acceptance", "验收"), route = function()
      return loop { title = t("Until it is as it should be", "直到合格"), rounds = 3,
        sequence {
          act "hand-over" { title = t("It is handed over", "移交"), by = role "procurement.buyer", within = workdays(5) },
          approve "check" { title = t("It is checked", "检查验收"), by = post "office.head", within = workdays(3) },
        },
        when_used_up = sequence {
          approve "engineer" { title = t("An engineer reports", "技术鉴定"), by = post "it.head", within = workdays(3) },
          approve "last-word" { title = t("The last word", "最终裁定"), by = leader_of("office"),
            within = workdays(3) },
        },
      }
    end },
  },
  deviation = { to = post "office.head", within = workdays(1) },
  green_channel = { within = workdays(2), bars = "overdue" },
  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },
}
