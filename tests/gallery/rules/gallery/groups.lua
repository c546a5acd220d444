-- DEMO DATA for the gallery of drawings: flows with branches and groups within groups.

local function t(en, zh) return { en = en, zh = zh } end

local subject = { subject = text { required = true, label = t("Subject", "事项") } }

flow "gallery.seal" {
  title = t("Use of the company seal", "用印申请"), owner = "office", prefix = "SEA", fallback = post "office.head",
  form = subject,
  route = function(r)
    return sequence {
      any {
        approve "office" { title = t("Administration office", "行政部"), by = post "office.head", within = workdays(1) },
        approve "legal"  { title = t("Legal", "法务部"), by = post "legal.head", within = workdays(1) },
        approve "leader" { title = t("Leader in charge", "分管领导"), by = leader_of(r.department),
          within = workdays(1) },
      },
      act "stamp" { title = t("Documents are stamped", "盖章"), by = post "office.head", within = workdays(1) },
    }
  end,
}

flow "gallery.contract" {
  title = t("Contract", "合同会签"), owner = "legal", prefix = "CON", fallback = post "legal.head",
  form = subject,
  route = function(r)
    return sequence {
      approve "head" { title = t("Head of department", "部门负责人审批"), by = head_of(r.department), within = workdays(2) },
      all {
        approve "legal"   { title = t("Legal", "法务部"), by = post "legal.head", within = workdays(3),
                            because = t("every contract is looked at by legal", "合同须经法务审核") },
        approve "finance" { title = t("Finance", "财务部"), by = post "finance.head", within = workdays(2) },
        approve "it"      { title = t("Information technology", "信息技术部"), by = post "it.head", within = workdays(2) },
        approve "buying"  { title = t("Procurement", "采购部"), by = post "procurement.head", within = workdays(2) },
      },
      approve "leader" { title = t("Leader in charge", "分管领导审批"), by = leader_of(r.department),
        within = workdays(3) },
    }
  end,
  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },
}

flow "gallery.design" {
  title = t("Design review", "设计评审"), owner = "it", prefix = "DES", fallback = post "it.head",
  form = subject,
  route = function(r)
    return sequence {
      any { need = 2, on_refuse = refusals(2), title = t("Reviewers", "评审人"),
        approve "first"  { title = t("Architecture", "架构"), by = person "xu.qing", within = workdays(3) },
        approve "second" { title = t("Operations", "运维"), by = person "david.okoye", within = workdays(3) },
        approve "third"  { title = t("Compliance", "合规"), by = person "he.jing", within = workdays(3) },
      },
      approve "leader" { title = t("Leader in charge", "分管领导审批"), by = post "support.leader", within = workdays(3) },
    }
  end,
}

flow "gallery.board" {
  title = t("Decision of the board", "理事会表决"), owner = "office", prefix = "BOA", fallback = post "office.head",
  form = subject,
  route = function(r)
    return sequence {
      vote { need = 3, title = t("Members of the board", "理事"),
        approve "a" { title = t("Operations", "运营中心"), by = post "operations.leader", within = workdays(3) },
        approve "b" { title = t("Finance and technology", "财务与技术中心"), by = post "support.leader",
          within = workdays(3) },
        approve "c" { title = t("Human resources", "人力资源部"), by = post "hr.head", within = workdays(3) },
        approve "d" { title = t("Legal", "法务部"), by = post "legal.head", within = workdays(3) },
        approve "e" { title = t("Sales", "销售部"), by = post "sales.head", within = workdays(3) },
      },
      act "minutes" { title = t("Minutes are written", "形成纪要"), by = post "office.head", within = workdays(2) },
    }
  end,
}

flow "gallery.project" {
  title = t("Project", "项目立项"), owner = "it", prefix = "PRO", fallback = post "it.head",
  form = {
    name   = text { required = true, label = t("Name", "名称") },
    budget = money { currency = "CNY", required = true, label = t("Budget", "预算") },
    abroad = flag { label = t("Data goes abroad", "数据出境") },
  },
  route = function(r)
    return sequence {
      approve "head" { title = t("Head of department", "部门负责人审批"), by = head_of(r.department), within = workdays(2) },
      parallel { title = t("Opinions of the departments", "部门意见"),
        sequence {
          approve "law"  { title = t("Legal opinion", "法律意见"), by = post "legal.head", within = workdays(2) },
          approve "data" { title = t("Data protection", "数据保护"), by = person "he.jing", within = workdays(4),
                           when = r.abroad, because = t("data goes abroad", "数据出境") },
        },
        sequence {
          approve "design"   { title = t("Technical design", "技术方案"), by = post "it.head", within = workdays(3) },
          approve "security" { title = t("Security", "信息安全"), by = role "it.security", within = workdays(3) },
          act "estimate"     { title = t("Effort is estimated", "估算工作量"), by = person "david.okoye",
            within = workdays(2) },
        },
        approve "budget" { title = t("Budget", "预算"), by = post "finance.head", within = workdays(2),
                           when = r.budget > amount "10000 CNY", because = t("over 10,000", "超过一万元") },
      },
      approve "manager" { title = t("General manager", "总经理审批"), by = post "general_manager", within = workdays(5) },
    }
  end,
}

flow "gallery.policy" {
  title = t("New policy of the company", "制度发布"), owner = "office", prefix = "POL", fallback = post "office.head",
  form = subject,
  route = function(r)
    return sequence {
      approve "draft" { title = t("Draft is checked", "初稿审核"), by = head_of(r.department), within = workdays(2) },
      all { title = t("Consultation", "征求意见"),
        any { title = t("One of the leaders", "任一分管领导"),
          approve "operations" { title = t("Operations", "运营中心"), by = post "operations.leader",
            within = workdays(3) },
          approve "support"    { title = t("Finance and technology", "财务与技术中心"), by = post "support.leader",
            within = workdays(3) },
        },
        sequence { title = t("Law, then language", "先法务后文字"),
          approve "law"  { title = t("Legal", "法务部"), by = post "legal.head", within = workdays(3) },
          approve "text" { title = t("Wording", "文字"), by = person "wu.yan", within = workdays(1) },
        },
        all { on_refuse = "wait", title = t("Those who work by it", "执行部门"),
          approve "sales" { title = t("Sales", "销售部"), by = post "sales.head", within = workdays(4) },
          approve "it"    { title = t("Information technology", "信息技术部"), by = post "it.head", within = workdays(4) },
          any {
            approve "buy1" { title = t("Procurement", "采购部"), by = post "procurement.head", within = workdays(4) },
            approve "buy2" { title = t("Buyer", "采购员"), by = role "procurement.buyer", within = workdays(4) },
          },
        },
      },
      approve "manager" { title = t("General manager", "总经理签发"), by = post "general_manager", within = workdays(5) },
      copy_to "everyone" { title = t("Personnel", "人力资源部"), to = post "hr.head" },
    }
  end,
}
