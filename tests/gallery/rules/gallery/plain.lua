-- DEMO DATA for the gallery of drawings: flows without branches.

local function t(en, zh) return { en = en, zh = zh } end

flow "gallery.leave" {
  title = t("Leave of absence", "请假申请"), owner = "hr", prefix = "LEA", fallback = post "hr.head",
  form = {
    days   = number { required = true, min = 0.5, label = t("Days", "天数") },
    reason = text { required = true, label = t("Reason", "事由") },
  },
  route = function(r)
    return sequence {
      approve "head"    { title = t("Head of department", "部门负责人审批"), by = head_of(r.department),
        within = workdays(2) },
      approve "leader"  { title = t("Leader in charge", "分管领导审批"), by = leader_of(r.department), within = workdays(3),
                          when = r.days > 5, because = t("more than five days", "超过五天") },
      approve "manager" { title = t("General manager", "总经理审批"), by = post "general_manager", within = workdays(5),
                          when = r.days > 20, because = t("more than twenty days", "超过二十天") },
      copy_to "records" { title = t("Personnel records", "人事备案"), to = post "hr.head" },
    }
  end,
  withdraw = "before_end",
}

flow "gallery.trip" {
  title = t("Business trip", "出差申请"), owner = "finance", prefix = "TRP", fallback = post "finance.head",
  form = {
    place  = text { required = true, label = t("Where", "地点") },
    amount = money { currency = "CNY", required = true, label = t("Estimate", "预计费用") },
  },
  route = function(r)
    return sequence {
      approve "head"    { title = t("Head of department", "部门负责人审批"), by = head_of(r.department),
        within = workdays(2) },
      approve "finance" { title = t("Finance checks the estimate", "财务审核预算"), by = role "finance.administration",
                          within = workdays(2), because = t("every trip has a budget", "出差须有预算") },
      approve "leader"  { title = t("Leader in charge", "分管领导审批"), by = leader_of(r.department), within = workdays(3),
                          when = r.amount > amount "20000 CNY", because = t("over 20,000", "超过两万元") },
      act "advance"     { title = t("Advance is paid", "支付预付款"), by = service "treasury", within = workdays(1) },
    }
  end,
  overdue = ladder {
    { after = workhours(0), remind = assignee },
    { after = workdays(1),  reassign = head_of(assignee) },
  },
}

flow "gallery.hiring" {
  title = t("Hiring", "录用审批"), owner = "hr", prefix = "HIR", fallback = post "hr.head",
  form = { name = text { required = true, label = t("Candidate", "候选人") } },
  route = function(r)
    return sequence {
      approve "panel"  { title = t("Panel of the interview", "面试小组"), decide = "all", within = workdays(2),
                         by = { person "zhou.jie", person "xu.qing", person "anna.berg", person "he.jing" } },
      approve "chain"  { title = t("Superiors", "逐级审批"), decide = "in_order", within = workdays(2),
                         by = chain_of_superiors { of = initiator, levels = 3 } },
      act "contract"   { title = t("Contract is prepared", "准备合同"), by = post "legal.head", within = workdays(5) },
    }
  end,
}
