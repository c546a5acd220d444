-- Feedback (P1.3.5, P5.1.3): whoever has something to say of a record, a flow or a department writes it down, and it
-- must be answered: by the head concerned within a limit, escalated when late. Whoever gave it is told the answer and
-- says whether that settles it; if not, whoever is in charge above answers once more.

-- Nobody answers their own: who heads the department is answered from above.
local function answered_by(r)
  local head = r.concerned.head
  if head and head.handle == r.initiator.handle then return leader_of(r.concerned) end
  return head_of(r.concerned)
end

-- Who says nothing is taken to be content; that is the timer's doing, and shown as that.
local content = ladder {
  { before = workdays(2),  remind = assignee },
  { after = workhours(0),  approve = because { en = "whoever gave it said nothing against the answer in time",
                                                    zh = "反馈人在时限内未对答复提出异议" } },
}

flow "company.feedback" {
  title    = { en = "Feedback", zh = "意见反馈" },
  owner    = "office",
  clause   = "P1.3.5",
  prefix   = "FBK",
  fallback = post "operations.leader",

  form = {
    subject      = choice { "record", "flow", "department", required = true,
                            label = { en = "About a record, a flow or a department", zh = "反馈对象（单据、流程、部门）" },
                            labels = { record = { en = "Record", zh = "单据" }, flow = { en = "Flow", zh = "流程" },
                                       department = { en = "Department", zh = "部门" } } },
    reference    = text { max = 200,
                          label = { en = "Number of the record, or name of the flow", zh = "单据编号或流程名称" } },
    concerned    = department { required = true, label = { en = "Department concerned", zh = "相关部门" } },
    feedback     = text { required = true, label = { en = "Feedback", zh = "反馈内容" } },
    answer       = text { label = { en = "Answer", zh = "答复" } },
    answer_above = text { label = { en = "Answer from above", zh = "上级答复" } },
  },

  settings = {
    answer_in = setting { workdays(3), label = { en = "Time to answer", zh = "答复时限" } },
    settle_in = setting { workdays(10), label = { en = "Time to settle", zh = "确认时限" } },
  },

  check = function(r)
    if r.subject ~= "department" and not r.reference then
      return problem("reference", "say which record or flow it is about", "请写明所反馈的单据编号或流程名称")
    end
  end,

  route = function(r, set)
    local mine = { en = "whoever gave it says whether the answer settles it", zh = "由反馈人表示答复是否解决问题" }
    return loop { rounds = 1,
      sequence {
        act "answer"     { title = { en = "Answer", zh = "答复" },
                           by = answered_by(r), within = set.answer_in, fields = { answer = "write" },
                           require = field "answer",
                           because = { en = "feedback is answered by the head concerned",
                                       zh = "反馈由相关部门负责人答复" } },
        approve "settled" { title = { en = "Is it settled?", zh = "是否解决" },
                            by = initiator, within = set.settle_in, if_initiator = allowed(mine), overdue = content,
                            because = mine },
      },
      when_used_up = sequence {
        act "answer-above" { title = { en = "Answer from above", zh = "上级答复" },
                             by = leader_of(r.concerned), within = set.answer_in, fields = { answer_above = "write" },
                             require = field "answer_above",
                             because = { en = "the first answer did not settle it", zh = "首次答复未能解决" } },
        approve "settled-above" { title = { en = "Is it settled now?", zh = "是否已解决" },
                                  by = initiator, within = set.settle_in, if_initiator = allowed(mine),
                                  overdue = content, because = mine },
      },
    }
  end,

  -- What is not settled even then is known at the top.
  on = {
    decided = function(r, set, e)
      if e.step == "settled-above" and e.outcome == "refused" then
        return notify { to = post "general_manager",
                        text = { en = "feedback is not settled, though it was answered twice",
                                 zh = "反馈已两次答复，仍未解决" } }
      end
    end,
  },

  withdraw = "before_end",

  overdue = ladder {
    { before = workhours(4), remind = assignee },
    { after = workhours(0),  remind = assignee },
    { after = workdays(1),   notify = superior_of(assignee) },
    { after = workdays(3),   reassign = superior_of(assignee) },
  },
}

local remark = { subject = "record", reference = "PUR-2026-000001", concerned = "procurement",
                 feedback = "Three weeks for two chairs." }

test "the head of the department answers, and whoever gave it says whether that settles it" {
  flow = "company.feedback", by = "wang.fang", fields = remark,
  expect = { "answer", "settled", "answer-above", "settled-above" },
  people = { answer = "zheng.kai", settled = "wang.fang" },
}

test "a head does not answer their own" {
  flow = "company.feedback", by = "zheng.kai",
  fields = { subject = "department", concerned = "procurement", feedback = "We are two people short." },
  expect = { "answer", "settled", "answer-above", "settled-above" }, people = { answer = "qian.min" },
}

test "about a record it says which" {
  flow = "company.feedback", by = "wang.fang",
  fields = { subject = "record", concerned = "procurement", feedback = "Three weeks for two chairs." },
  error = "form.invalid",
}
