-- DEMO DATA for the gallery of drawings: rounds, and flows of several stages.

local function t(en, zh) return { en = en, zh = zh } end

local departments = rows {
  label = t("Departments involved", "涉及的部门"),
  columns = { department = department { required = true, label = t("Department", "部门") } },
}

flow "gallery.purchase" {
  title = t("Purchase", "采购申请"), owner = "procurement", prefix = "PUR", fallback = post "procurement.head",
  form = {
    item   = text { required = true, label = t("What", "采购内容") },
    amount = money { currency = "CNY", required = true, label = t("Amount", "金额") },
  },
  route = function(r)
    return sequence {
      approve "head"    { title = t("Head of department", "部门负责人审批"), by = head_of(r.department),
        within = workdays(2), may_return = true },
      approve "finance" { title = t("Finance", "财务审核"), by = post "finance.head", within = workdays(2),
        may_return = true,
                          when = r.amount > amount "5000 CNY", because = t("over 5,000", "超过五千元") },
      approve "leader"  { title = t("Leader in charge", "分管领导审批"), by = leader_of(r.department), within = workdays(3),
        may_return = true,
                          when = r.amount > amount "50000 CNY", because = t("over 50,000", "超过五万元") },
      act "order"       { title = t("Order is placed", "下单"), by = role "procurement.buyer", within = workdays(5) },
    }
  end,
  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },
  revise_within = workdays(3),
}

flow "gallery.event" {
  title = t("Event", "活动"), owner = "office", prefix = "EVE", fallback = post "office.head",
  form = {
    name     = text { required = true, label = t("Name", "名称") },
    budget   = money { currency = "CNY", required = true, label = t("Budget", "预算") },
    involved = departments,
  },
  stages = {
    stage "prepare" { title = t("Agreement of the departments", "部门协商"), route = function(r)
      return all(each(r.involved or {}, function(row, i)
        return agree("agree-" .. i) { title = { en = row.department.name, zh = row.department.name_zh },
          by = head_of(row.department),
          within = workdays(3), because = t("its people are needed", "需要其人员") }
      end))
    end },
    stage "approval" { title = t("Approval", "审批"), route = function(r)
      return sequence {
        approve "head"    { title = t("Head of department", "部门负责人审批"), by = head_of(r.department),
          within = workdays(2), may_return = true },
        all {
          approve "finance" { title = t("Finance", "财务部"), by = post "finance.head", within = workdays(2) },
          approve "legal"   { title = t("Legal", "法务部"), by = post "legal.head", within = workdays(2) },
        },
        approve "manager" { title = t("General manager", "总经理审批"), by = post "general_manager", within = workdays(5),
                            when = r.budget > amount "100000 CNY", because = t("over 100,000", "超过十万元") },
      }
    end },
    stage "execution" { title = t("Execution", "执行"), route = function(r)
      return parallel {
        act "rooms"  { title = t("Rooms are hired", "租用场地"), by = person "wu.yan", within = workdays(5) },
        sequence {
          act "offers" { title = t("Offers are asked for", "询价"), by = role "procurement.buyer",
            within = workdays(5) },
          act "order"  { title = t("Order is placed", "下单"), by = role "procurement.buyer", within = workdays(5) },
        },
      }
    end },
    stage "acceptance" { title = t("Acceptance", "验收"), route = function(r)
      return sequence {
        approve "accept"  { title = t("The event is accepted", "验收"), by = head_of(r.department),
          within = workdays(5) },
        copy_to "finance-copy" { title = t("Copy to finance", "抄送财务"), to = post "finance.head" },
      }
    end },
  },
  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },
}

flow "gallery.odd" {
  title = t('A flow with a title as long as titles get when nobody shortens them & <odd> "signs"',
            "标题很长的流程：谁也不愿意缩短它，里面还有 <奇怪> 的 & “符号”"),
  owner = "office", prefix = "ODD", fallback = post "office.head",
  form = { subject = text { required = true, label = t("Subject", "事项") } },
  route = function(r)
    return sequence {
      approve "a-step-whose-name-nobody-would-want-to-read-aloud" { by = person "wu.yan", within = workdays(2),
        because = t("a reason that goes on & on, with <tags> and “quotes”, far beyond what fits into two "
          .. "lines of a card, so that it has to be cut somewhere in the middle of a sentence",
                    "一个很长的理由，带有 <标签> 与“引号”，远远超出卡片上两行所能容纳的长度，因此必须在句子中间的某个地方截断，并以省略号结束，完整内容见提示") },
      all {
        approve "x" { title = t('Rates < 5 & > 3', "利率 < 5 且 > 3"), by = person "anna.berg", within = workdays(2) },
        approve "y" { title = t("Donaudampfschifffahrtsgesellschaftskapitänswitwenrente",
          "关于进一步规范和加强公司各部门对外签订合同审查与备案工作的意见"),
                      by = person "peter.novak", within = workdays(2) },
        approve "z" { title = t("'Single' and \"double\"", "“引号”与《书名号》"), by = { person "zhou.jie", person "xu.qing",
          person "han.mei", person "li.na", person "sun.tao", person "qian.min", person "yang.fan", person "he.jing",
          person "chen.hao", person "zheng.kai" },
          decide = "all", within = workdays(2) },
      },
    }
  end,
}
