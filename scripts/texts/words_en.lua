-- Words of states, kinds and reasons, by family, in English. words_zh.lua has the same codes.
-- A family is used by print_word(cli, "state", "open") and by {state|state} in a template; where it has no word, the
-- word that programs use is shown.
return {
  -- What happened to a record: kinds of events.
  ["event.record.drafted"] = "drafted", ["event.record.edited"] = "form changed",
  ["event.record.submitted"] = "submitted", ["event.record.preparing"] = "consultation begun",
  ["event.stage.opened"] = "stage begun", ["event.stage.ended"] = "stage ended", ["event.step.added"] = "step added",
  ["event.step.opened"] = "step begun", ["event.step.ended"] = "step ended", ["event.task.opened"] = "task given",
  ["event.task.queued"] = "task queued", ["event.task.decided"] = "decided", ["event.task.closed"] = "task closed",
  ["event.task.reassigned"] = "handed on", ["event.record.returned"] = "returned",
  ["event.record.withdrawn"] = "withdrawn", ["event.record.ended"] = "ended", ["event.record.commented"] = "comment",
  ["event.clock.set"] = "time changed", ["event.clock.rung"] = "deadline", ["event.record.copied"] = "copy sent",
  ["event.system.noted"] = "noted",

  -- How a person was found for a step. What follows it on the line is a name or a key.
  ["reason.people.person"] = "named", ["reason.people.role"] = "role", ["reason.people.post"] = "post",
  ["reason.people.holder"] = "holder of", ["reason.people.head"] = "head of",
  ["reason.people.leader"] = "leader in charge of", ["reason.people.superior"] = "superior of",
  ["reason.people.chain"] = "superior, level", ["reason.people.field"] = "from the form's",
  ["reason.people.initiator"] = "the initiator", ["reason.people.assignee"] = "whoever holds the task",
  ["reason.people.decider"] = "decided", ["reason.people.service"] = "service",
  ["reason.people.function"] = "by the rule's function", ["reason.people.fallback"] = "fallback:",
  ["reason.people.empty_superior"] = "nobody found, so the superior of",
  ["reason.people.self_superior"] = "in place of", ["reason.rung.failed"] = "after a rung failed",

  -- Kinds of steps.
  ["kind.sequence"] = "one after the other", ["kind.all"] = "all of", ["kind.any"] = "any of", ["kind.vote"] = "vote",
  ["kind.parallel"] = "side by side", ["kind.approve"] = "approve", ["kind.act"] = "carry out",
  ["kind.agree"] = "agree", ["kind.copy"] = "copy", ["kind.acknowledge"] = "take notice", ["kind.revise"] = "revise",

  -- States and outcomes.
  ["step.waiting"] = "waits", ["step.open"] = "open", ["step.passed"] = "passed", ["step.refused"] = "refused",
  ["step.closed"] = "closed", ["step.left_out"] = "not needed", ["step.expected"] = "expected",
  ["step.not_reached"] = "not reached",
  ["task.open"] = "open", ["task.decided"] = "decided", ["task.closed"] = "closed",
  ["task.waiting"] = "waits for its turn",
  ["clock.running"] = "running", ["clock.paused"] = "paused", ["clock.stopped"] = "stopped",
  ["outcome.none"] = "undecided", ["outcome.approved"] = "approved", ["outcome.refused"] = "refused",
  ["outcome.done"] = "done", ["outcome.agreed"] = "agreed", ["outcome.acknowledged"] = "taken notice",
  ["outcome.returned"] = "returned", ["outcome.revised"] = "revised", ["outcome.copied"] = "copy sent",
  ["firing.fired"] = "carried out", ["firing.merged"] = "merged into a later one",
  ["firing.overtaken"] = "overtaken: the step ended first", ["firing.failed"] = "failed",
  ["cause.outcome"] = "decided otherwise", ["cause.withdrawn"] = "withdrawn", ["cause.returned"] = "returned",
  ["cause.empty"] = "nothing in it", ["cause.reassigned"] = "handed on", ["cause.people.none"] = "nobody found",
  ["cause.calendar"] = "the calendar changed",
  ["cause.rung.failed"] = "a rung failed", ["cause.condition"] = "its condition does not hold",
  ["cause.on_refuse"] = "after a refusal",
  ["action.remind"] = "remind", ["action.notify"] = "notify", ["action.reassign"] = "hand on",
  ["action.refuse"] = "refuse", ["action.approve"] = "approve", ["action.call"] = "the rule's function",
  ["outbox.pending"] = "waits", ["outbox.claimed"] = "being delivered", ["outbox.delivered"] = "delivered",
  ["outbox.stuck"] = "stuck",

  -- Stages that a flow gives no title.
  ["stage.prepare"] = "agreement of the departments", ["stage.approval"] = "approval",
  ["stage.execution"] = "execution", ["stage.acceptance"] = "acceptance",

  -- Messages to people.
  ["message.task.opened"] = "new task", ["message.record.copied"] = "copy", ["message.record.ended"] = "result",
  ["message.record.returned"] = "returned to you", ["message.task.overdue"] = "overdue",
  ["message.task.reassigned"] = "handed on", ["message.task.reminder"] = "reminder",

  -- Who acts.
  ["actor.person"] = "(person)", ["actor.proxy"] = "(stand-in)", ["actor.service"] = "(service)",
  ["actor.timer"] = "(timer)", ["actor.rule"] = "(rule)", ["actor.system"] = "(system)",
  ["as.person"] = "as a person", ["as.proxy"] = "as a stand-in", ["as.service"] = "as a service",
  ["as.timer"] = "as the timer", ["as.rule"] = "as a rule", ["as.system"] = "as the system",
  ["by.timer"] = "the timer",
  ["auth.none"] = "not shown", ["auth.peer_uid"] = "by Unix user",
  ["auth.entered_by"] = "entered by the store's owner", ["auth.replay"] = "from a log", ["auth.session"] = "by login",
  ["auth.token"] = "by token",

  -- What a command does, in the middle of a sentence.
  ["do.draft"] = "draft", ["do.edit"] = "edit", ["do.prepare"] = "begin consultation", ["do.submit"] = "submit",
  ["do.approve"] = "approve", ["do.refuse"] = "refuse", ["do.acknowledge"] = "acknowledge", ["do.return"] = "return",
  ["do.done"] = "report as done", ["do.withdraw"] = "withdraw", ["do.comment"] = "comment", ["do.agree"] = "agree",
  ["do.fire"] = "fire a deadline", ["do.reckon"] = "work due times out anew",

  -- How much a finding of the checker weighs.
  ["severity.error"] = "error", ["severity.warning"] = "warning", ["severity.risk"] = "risk",
  ["severity.note"] = "note",
  ["if_empty.fallback"] = "the fallback gets it", ["if_empty.superior"] = "the initiator's superior gets it",
  ["if_empty.refuse"] = "it is refused", ["if_empty.passes"] = "it passes",

  -- Notes on the system's own record.
  ["note.people.imported"] = "people imported: {added} added, {changed} changed, {ended} ended",
  ["note.calendar.changed"] = "calendar {calendar} changed",
  ["note.rules.activated"] = "rules {ruleset} put into force[ ({reason})]",
  ["note.rules.rolled_back"] = "back to the rules {ruleset}[ ({reason})]",
  ["note.setting.changed"] = "a setting changed: rules {ruleset}[ ({reason})]",
  ["note.outbox.resent"] = "message {message} sent again",
  ["note.time.held"] = "recorded time held at {recorded|time}: the clock says {clock|time}",
  ["note.clock.held"] = "recorded time held at {recorded|time}: the clock says {clock|time}",
  ["note.incident.settled"] = "incident {incident} settled",

  -- What an event says of itself: its members by name.
  ["data.flow"] = "flow", ["data.department"] = "department", ["data.initiator"] = "initiator",
  ["data.round"] = "round", ["data.number"] = "number", ["data.times"] = "times", ["data.reason"] = "reason",
  ["data.reason_text"] = "of", ["data.state"] = "state", ["data.text"] = "text", ["data.code"] = "code",
  ["data.passed"] = "passed", ["data.cause"] = "cause", ["data.person"] = "person", ["data.principal"] = "for",
  ["data.due_at"] = "due", ["data.rung_at"] = "next rung", ["data.outcome"] = "outcome", ["data.opinion"] = "opinion",
  ["data.from"] = "from", ["data.to"] = "to", ["data.old_due"] = "due before", ["data.new_due"] = "due now",
  ["data.due"] = "due", ["data.did"] = "did", ["data.error"] = "error", ["data.rung_name"] = "rung",
  ["data.message"] = "message",

  -- How the company is.
  ["status.now"] = "now", ["status.read_only"] = "read only", ["status.broken"] = "because",
  ["status.store"] = "store", ["status.store_bytes"] = "its size", ["status.log_bytes"] = "its log",
  ["status.ruleset"] = "rules", ["status.people"] = "people", ["status.departments"] = "departments",
  ["status.counts"] = "counts", ["status.records"] = "records", ["status.by_state"] = "by state",
  ["status.open_tasks"] = "open tasks", ["status.deadlines"] = "deadlines",
  ["status.overdue_deadlines"] = "overdue deadlines", ["status.messages_waiting"] = "messages waiting",
  ["status.messages_stuck"] = "messages stuck", ["status.incidents"] = "incidents",
  ["status.counted_to"] = "counted up to",
  ["flag.true"] = "yes", ["flag.false"] = "no",

  -- What an import does with a row; days of a calendar.
  ["import.added"] = "added", ["import.changed"] = "changed", ["import.ended"] = "ended",
  ["import.unchanged"] = "unchanged",
  ["day.ordinary"] = "ordinary", ["day.off"] = "off", ["day.mon"] = "works as Monday",
  ["day.tue"] = "works as Tuesday", ["day.wed"] = "works as Wednesday", ["day.thu"] = "works as Thursday",
  ["day.fri"] = "works as Friday", ["day.sat"] = "works as Saturday", ["day.sun"] = "works as Sunday",

  -- What a check covered.
  ["covered.head"] = "covered:", ["covered.runs"] = "runs", ["covered.ways"] = "ways",
  ["covered.initiators"] = "initiators", ["covered.limited"] = "a limit was reached: not everything was run",

  -- Kinds of values, as errors ask for them.
  ["type.none"] = "nothing", ["type.text"] = "a text", ["type.money"] = "an amount of money",
  ["type.number"] = "a number", ["type.date"] = "a date", ["type.date_range"] = "a range of dates",
  ["type.person"] = "a person", ["type.department"] = "a department", ["type.choice"] = "one of the choices",
  ["type.flag"] = "yes or no", ["type.document"] = "a document", ["type.table"] = "a table",
  ["type.integer"] = "a whole number", ["type.object"] = "an object", ["type.array"] = "a list",
  ["setting_kind.money"] = "an amount", ["setting_kind.limit"] = "a time limit", ["setting_kind.number"] = "a number",
  ["setting_kind.text"] = "a text", ["setting_kind.flag"] = "true or false", ["setting_kind.source"] = "people",

  -- What is wrong, in few words.
  ["problem.form"] = "it is not written as one", ["problem.fraction"] = "it has too many digits after the point",
  ["problem.too_long"] = "it has too many digits", ["problem.currency_missing"] = "the currency is missing",
  ["problem.currency_unknown"] = "the currency is not known", ["problem.no_name"] = "a step has no name",
  ["problem.nobody"] = "nobody is named", ["problem.no_limit"] = "it has no time limit",
  ["problem.limit_range"] = "a time limit is out of range",
  ["problem.too_many_rungs"] = "the ladder has too many rungs",
  ["problem.fraction_range"] = "a fraction must lie between 0.001 and 0.999",
  ["problem.too_many_acts"] = "a rung does too much", ["problem.no_reason"] = "the reason in words is missing",
  ["problem.number"] = "steps are not numbered in order", ["problem.kind"] = "the kind of step is not known",
  ["problem.state"] = "a step has begun already", ["problem.need"] = "it needs a wrong number of approvals",
  ["problem.refuse_need"] = "it needs a wrong number of refusals", ["problem.parent"] = "a step belongs to no group",
  ["problem.second_root"] = "there is a second tree of steps",
  ["problem.too_deep"] = "groups stand too deep in each other", ["problem.name_twice"] = "the name stands twice",
  ["problem.too_many_steps"] = "there are too many steps", ["problem.too_many_facts"] = "it read too many facts",
  ["problem.vote_without_need"] = "a vote must say how many are needed",
  ["problem.need_above_members"] = "more are needed than there are members",
  ["problem.unknown_field"] = "the form has no such field", ["problem.unknown"] = "it is not known here",
  ["problem.too_many"] = "there are too many", ["problem.utf8"] = "it is not UTF-8",
  ["problem.columns"] = "a row does not have one cell for each column",
  ["problem.no_text_form"] = "it cannot be written in one line", ["problem.file"] = "one file is too large",
  ["problem.ruleset"] = "all files together are too large", ["problem.files"] = "there are too many files",
  ["problem.depth"] = "folders stand too deep in each other",
  ["effect.reassign"] = "reassign", ["effect.refuse"] = "refuse", ["effect.set_field"] = "set a field",
  ["withdraw.never"] = "the flow does not allow it", ["withdraw.before_decision"] = "somebody has decided already",
  ["waits.turn"] = "others decide before you, and your turn has not come",
  ["loosened.missing"] = "the step is gone", ["loosened.left_out"] = "the step is left out",
  ["loosened.kind"] = "it is another kind of step", ["loosened.need"] = "fewer approvals are needed",
  ["loosened.by"] = "other people decide", ["loosened.decide"] = "it is decided in another way",
  ["loosened.within"] = "the time limit is longer", ["loosened.if_empty"] = "it is easier when nobody is found",
  ["loosened.if_initiator"] = "it is easier for the initiator",
  ["loosened.aspects"] = "what is to be looked at changed", ["loosened.overdue"] = "a time-out approves",
  ["loosened.order"] = "the order changed",
  ["many.effects"] = "effects", ["many.problems"] = "problems", ["many.steps"] = "steps",
  ["many.facts"] = "facts read", ["many.stages"] = "stages", ["many.fields"] = "fields",
  ["many.declarations"] = "declarations", ["many.settings"] = "settings", ["many.variants"] = "versions of flows",
  ["many.arguments"] = "arguments", ["many.rungs"] = "rungs", ["many.acts"] = "acts",
  ["many.sources"] = "sources of people",
  ["chain.digest"] = "personal words changed", ["chain.hash"] = "the hash does not fit",
  ["chain.algorithm"] = "the hash is of another kind", ["chain.seq"] = "a number is missing",
  ["chain.previous"] = "the event before is another", ["chain.time"] = "recorded time runs back",
  ["chain.head"] = "its end is another", ["chain.length"] = "its length is another",
  ["directory.department"] = "the department", ["directory.person"] = "the person", ["directory.post"] = "the post",
  ["directory.role"] = "the role", ["directory.holder"] = "the holder", ["directory.stand_in"] = "the stand-in",
  ["directory.attribute"] = "the attribute", ["directory.subject"] = "the subject",
  ["directory.handle"] = "the handle", ["directory.head"] = "the head",

  -- What is expected, where one word would not do.
  ["expected.text"] = "a text", ["expected.instant"] = "an instant such as 2026-03-02T09:00:00+08:00",
  ["expected.instant or date"] = "an instant or a date", ["expected.date"] = "a date such as 2026-01-31",
  ["expected.as"] = "`as`, since it only goes with what the owner enters for somebody",
  ["expected.object"] = "an object", ["expected.one text"] = "one text, not several",
  ["expected.row"] = "a row: a list or an object", ["expected.number as text"] = "a number written as a text",
  ["expected.text without NUL"] = "a text without a zero byte", ["expected.fewer rows"] = "a table with fewer rows",
  ["expected.fewer columns"] = "rows with fewer columns", ["expected.fewer fields"] = "fewer fields",
  ["expected.absolute path"] = "a path that begins with /", ["expected.integer"] = "a whole number",
  ["expected.array"] = "a list", ["expected.year"] = "a year", ["expected.state"] = "the name of a state",
  ["expected.id"] = "an id",

  -- What rules are given, as the program calls it in English.
  ["thing.set"] = "the settings", ["thing.task"] = "the task", ["thing.row"] = "the row",

  -- Measurements: what, and in what.
  ["bench.decisions"] = "decisions: writer, bare store; batch",
  ["bench.route"] = "a route of ten steps: ours, budget",
  ["bench.a_second"] = "a second", ["bench.us"] = "µs",
}
