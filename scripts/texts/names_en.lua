-- What rules, forms and flows name, where it is told to people, in English: who is meant, what was read, what stands
-- beside a plan. names_zh.lua has the same codes.
return {
  -- People as rules name them; the same words as source_text has (host/model/source.c).
  ["source.nobody"] = "nobody", ["source.person"] = "{key}", ["source.role"] = "role {key}[ in {item}]",
  ["source.post"] = "post {key}", ["source.holder"] = "holder of {key}[ {item}]",
  ["source.head"] = "head[ of {key}][ of the department of {of}]",
  ["source.leader"] = "leader[ of {key}][ of the department of {of}]",
  ["source.service"] = "service {key}", ["source.field"] = "field {key}", ["source.initiator"] = "initiator",
  ["source.assignee"] = "assignee", ["source.function"] = "function {key}", ["source.superior"] = "superior of {of}",
  ["source.chain"] = "superiors of {of}[ up to {key}][, {level} levels]", ["source.decider"] = "decider of {key}",
  ["source.picked"] = "picked by {key} from {of}", ["source.each"] = "{of}", ["source.first"] = "{of}",
  ["source.and"] = ", ", ["source.else"] = ", else ",

  -- What a route read.
  ["fact.setting"] = "setting {name}", ["fact.of"] = "{whole}.{part}",
  ["fact.department"] = "department", ["fact.initiator"] = "initiator", ["fact.number"] = "number",
  ["fact.round"] = "round", ["fact.flow"] = "flow", ["fact.stage"] = "stage", ["fact.submitted_on"] = "submitted_on",
  ["fact.risk"] = "risk", ["fact.head"] = "head", ["fact.leader"] = "leader", ["fact.name"] = "name",
  ["fact.name_zh"] = "name_zh", ["fact.email"] = "email", ["fact.parent"] = "parent", ["fact.key"] = "key",
  ["fact.handle"] = "handle", ["fact.sum"] = "sum", ["fact.count"] = "count", ["fact.task"] = "task",
  ["fact.today"] = "today", ["fact.step"] = "step", ["fact.person"] = "person",

  -- Why a step stands beside the plan.
  ["cause.warning"] = "warning", ["cause.warn"] = "warning", ["cause.rectify"] = "ordered to be put right",
  ["cause.request"] = "asked for information", ["cause.response_plan"] = "the risk is high",
  ["cause.answer"] = "asked", ["cause.assist"] = "delegated", ["cause.timetable"] = "looked at by the timetable",

  -- Aspects as they are typed: --aspect feasibility=…
  ["aspect_code.feasibility"] = "feasibility", ["aspect_code.compliance"] = "compliance",
  ["aspect_code.budget"] = "budget",

  ["rung.watch"] = "watch",
  ["data.stage_name"] = "stage", ["data.ran_ms"] = "after", ["data.from_step"] = "from", ["data.back"] = "back",
  ["data.earlier_step"] = "as at",

  -- How somebody was found, where what it is about does not stand behind the words (reason.people.*) in both languages.
  ["found.people.holder"] = "holder of {of}", ["found.people.head"] = "head of {of}",
  ["found.people.leader"] = "leader in charge of {of}", ["found.people.superior"] = "superior of {of}",
  ["found.people.chain"] = "superior, level {of}", ["found.people.decider"] = "decided {of}",
  ["found.people.function"] = "by the rule's function {of}",
  ["found.people.empty_superior"] = "nobody found, so the superior of {of}",
  ["found.people.handed_for"] = "handed on by the stand-in {of}",
  ["found.people.vacated"] = "fallback, for who is no longer in service: {of}",
  ["found.people.picked"] = "picked by {of}", ["found.people.top"] = "fallback, since nobody is above {of}",
  ["found.people.seated_superior"] = "superior, since another seat of the vote is with {of}",
  ["found.people.separate_superior"] = "superior, since the role is kept apart from another of {of}",

  -- Marks between words, with the blanks that go with them.
  ["mark.colon"] = ": ", ["list.and"] = ", ", ["mark.clause"] = ", ", ["mark.also"] = "; ",
  ["mark.head"] = ":", ["mark.stop"] = ".",
  ["mark.brackets"] = "({words})", ["mark.aside"] = " ({words})",
}
