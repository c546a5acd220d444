-- What is said while a record is carried out and accepted, in English: deviations, approvals asked for again, documents
-- that the host makes. execution_zh.lua has the same codes.
return {
  -- Deviations (P2.3.3).
  ["help.deviate"] = "report what goes otherwise than planned, and what the form should say instead; the head decides",
  ["do.deviate"] = "report a deviation",
  ["deviations"] = "deviations", ["why.deviation"] = "deviation",
  ["effect.other"] = "and another record:",
  ["effect.if_agreed"] = "and if it is agreed to:",
  ["deviation.reported"] = "not decided", ["deviation.agreed"] = "agreed to",
  ["deviation.approving"] = "agreed to; it is being approved", ["deviation.refused"] = "refused: as planned",
  ["deviation.passed_over"] = "agreed to; not approved again: the new values hold all the same",
  ["deviation.jumped"] = "passed over by an administrator:",
  ["deviation.dropped"] = "not approved: as it was", ["deviation.closed"] = "closed with its round",
  ["event.record.deviated"] = "deviation", ["event.record.adjusted"] = "plan adjusted",
  ["event.record.adjustment_dropped"] = "adjustment dropped", ["event.plan.replanned"] = "planned anew",
  ["cause.replanned"] = "not needed by the adjusted plan", ["cause.deviation"] = "because of a deviation",
  ["message.record.deviated"] = "a deviation was reported", ["message.record.adjusted"] = "the plan was adjusted",
  ["message.record.adjustment_dropped"] = "the adjustment was not approved: it goes on as before",
  ["deviation.stage"] =
    "A deviation is reported while the record is carried out. It is in the stage {stage_title/stage|stage}.",
  ["deviation.own"] = "{person} reported what {step} decides about, so somebody else decides.",
  ["deviation.still_approving"] =
    "An earlier adjustment is still being approved: {step} can be agreed to afterwards. To refuse it is possible now.",
  ["limit.deviations"] = "A record holds at most {limit} deviations.",
  ["replan.added"] = "The plan would be worked out anew, but {step} came in on the way and is not decided. That first.",
  ["replan.refused_group"] = "By the new values {step} would be refused at once by what was decided already.",
  ["replan.empty"] = "By the new values no step is left in the stage {stage_title/step|stage}.",

  -- What letting time pass can't decide (A61).
  ["rung.silence"] = "Letting time pass does not decide {step}: {bars|silence}.",
  ["rule.silence"] =
    "The ladder of {step} decides it by letting time pass, which can't be: {bars|silence}. Let the rung remind, " ..
    "tell or hand on instead.",
  ["silence.owed"] = "it is owed for what was passed over, so somebody has to decide it",
  ["silence.deviation"] = "somebody has to agree that it goes otherwise than planned",
  ["silence.check"] = "somebody has to look at the answer", ["silence.suspension"] = "somebody has to end it",
  ["silence.notice"] = "who is warned has to take notice", ["silence.answer"] = "somebody was asked, and has to answer",
  ["silence.entry"] = "somebody has to write an entry", ["silence.monitor"] = "there is nothing to refuse in a monitor",

  -- Documents that the host makes of a record (P2.5.3).
  ["help.report acceptance"] = "write the report of an acceptance that has passed; its hash goes on record",
  ["help.report acceptance.out"] = "the file to write (also -o FILE); else it is printed",
  ["do.file_report"] = "put a report on record",
  ["event.record.documented"] = "document", ["data.document"] = "made of it:",
  ["documents"] = "documents",
  ["limit.documents"] = "A record holds at most {limit} documents that were made of it.",
  ["acceptance.not_passed"] = "There is nothing to report: the record has passed no acceptance ({state|state}).",
}
