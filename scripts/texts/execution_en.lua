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
  ["event.record.adjustment_taken_back"] = "adjustment taken back",
  ["event.record.adjustment_added"] = "steps came of it",
  ["cause.replanned"] = "not needed by the adjusted plan", ["cause.deviation"] = "because of a deviation",
  ["message.record.deviated"] = "a deviation was reported", ["message.record.adjusted"] = "the plan was adjusted",
  ["message.record.adjustment_dropped"] = "the adjustment was not approved: it goes on as before",
  ["message.record.adjustment_taken_back"] = "the adjustment was taken back: it is decided once more",
  ["take_back.rewritten"] =
    "It can't be taken back: the form was written since {step} was decided[: {field}].",
  ["take_back.logged"] =
    "It can't be taken back: work was written down since {step} was decided, by the values as they are. Report a " ..
    "deviation.",
  ["take_back.deviated"] =
    "It can't be taken back: {later} was reported since {step} was decided, by the values as they are.",
  ["take_back.entered"] = "What was written down at {step} stays on record. Write what is to be said besides.",
  ["take_back.noticed"] = "You took notice of {step}: that can't be undone.",
  ["take_back.answered"] = "What was answered at {step} is known to whoever asked. Say it in a comment.",
  ["take_back.debt_refused"] =
    "What you refused at {step} was owed, and refused the record: that isn't taken back. Its initiator submits it " ..
    "again.",
  ["take_back.approval_refused"] =
    "By what you refused at {step} the values of before stand again: that isn't taken back. Whoever wants them " ..
    "otherwise reports a deviation.",
  ["take_back.edited"] = "It can't be taken back: {initiator} has written the form since.",
  ["deviation.stage"] =
    "A deviation is reported while the record is carried out. It is in the stage {stage_title/stage|stage}.",
  ["deviation.own"] = "{person} reported what {step} decides about, so somebody else decides: transfer the task to them.",
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
