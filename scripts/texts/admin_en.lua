-- Words of administration, in English: what an administrator does to a record, and why it is refused. admin_zh.lua has
-- the same codes.
return {
  ["help.jump"] = "an administrator's: go on from a named step, forward or back, with a reason",
  ["help.jump.to"] = "the step to go on from; stage/step where several stages have it",
  ["help.exception"] =
    "an administrator's: skip a step, with a reason; what is owed for it opens at once. Or excuse " ..
    "what was never made up",
  ["help.exception.step"] = "the step to skip",
  ["help.arg.owed-by"] = "who owes it; else whoever should have decided it",
  ["help.exception.within"] = "until when it is owed: '5 workdays'; else the step's own limit",
  ["help.debts"] = "what is owed: approvals that urgent work began before, steps that exceptions skipped",
  ["help.complete"] = "an administrator's: end somebody's task in one's own name, with a reason; --refuse refuses it",
  ["help.complete.refuse"] = "the task is refused",
  ["help.reassign"] = "an administrator's: give somebody's task to somebody else, with a reason",
  ["help.reassign.person"] = "who gets it",
  ["help.cancel"] = "an administrator's: end a record for good, with a reason",
  ["help.suspend"] = "an administrator's: hold a record; no decisions until it is resumed, all its clocks wait",
  ["help.suspend.until"] = "when whoever suspended it is reminded: 2026-03-31 (at its end), or an instant with offset",
  ["help.suspend.within"] = "the same as a limit: '5 workdays'; else the flow's usual one",
  ["help.resume"] = "an administrator's, or of whoever watches over it: go on with a suspended record",
  ["help.migrate"] =
    "put running records under the rules in force now, or another version; --dry-run lists what would change",
  ["help.migrate.flow"] = "only those of this flow",
  ["help.migrate.ruleset"] = "the version's hash, or how it begins; else the one in force",
  ["help.leaver"] = "somebody leaves: posts, roles, holdings, stand-ins and open tasks go to another, in one go",
  ["help.leaver.person"] = "who leaves", ["help.leaver.to"] = "who takes over",
  ["help.leaver.from"] = "since when (a date, or an instant); else now. Not later than now",
  ["help.leaver.stays"] = "stays in service, with other duties",
  ["help.arg.dry-run"] = "show what would change, write nothing",
  ["help.arg.holder"] = "whose task, when several have one",

  ["jumped.line"] = "an administrator[, {by},] had it go on from {step} {at}[: “{reason}”]",
  ["suspended.line"] =
    "suspended since {since}[ by {by}][ until {until}, when {watcher} is reminded][: “{reason}”]",
  ["paused.clock"] = "paused[ ({cause|cause})][ with {left}][ (was due {due})]",
  ["paused.left"] = "{left} left", ["paused.overrun"] = "no time left",
  ["state.suspended"] = "suspended", ["state.owing"] = "through, and something is owed",
  ["state.cancelled"] = "cancelled by an administrator",
  ["by_administrator"] = "by an administrator", ["by_timer"] = "by the timer",

  ["event.record.administered"] = "administrator", ["event.task.completed"] = "completed",
  ["event.record.migrated"] = "under other rules",
  ["event.step.excepted"] = "exception",
  ["event.plan.jumped"] = "gone ahead", ["event.stage.jumped"] = "stage left",
  ["event.record.cancelled"] = "cancelled", ["event.record.suspended"] = "suspended",
  ["event.record.resumed"] = "resumed",
  ["do.jump"] = "jump", ["do.complete"] = "complete", ["do.reassign"] = "reassign", ["do.cancel"] = "cancel",
  ["do.suspend"] = "suspend", ["do.resume"] = "resume", ["do.exception"] = "make an exception",
  ["do.migrate"] = "put under other rules", ["do.hand_over"] = "hand everything over",
  ["cause.suspended"] = "the record is suspended", ["cause.resumed"] = "resumed", ["cause.cancelled"] = "cancelled",
  ["cause.exception"] = "by an exception: owed afterwards", ["cause.debt_refused"] = "what was owed was refused",
  ["message.record.excepted"] = "a step was skipped by an exception",
  ["message.record.excused"] = "an approval that was never made up is excused",
  ["column.for_step"] = "for", ["column.holders"] = "with", ["debts.none"] = "nothing is owed",
  ["debts.ended"] = "ended with the record, never made up",
  ["exception.step"] = "No exception for {step}: {problem|exception_step}. `countersign show` has its steps.",
  ["exception_step.unsaid"] = "no step is named",
  ["exception_step.unknown"] = "there is no such step in its present stage",
  ["exception_step.kind"] = "only what people decide or carry out can be skipped",
  ["exception_step.ended"] = "it has ended", ["exception_step.not_needed"] = "it is left out already",
  ["exception.outcome"] =
    "Without {step} the group around it could no longer pass: the record would be refused. Complete the task, or jump.",
  ["cause.gone_through"] = "gone through before it was led back: stands",
  ["cause.jumped"] = "an administrator went past it",
  ["message.record.jumped"] = "an administrator moved it to another step",
  ["reason.people.reassigned"] = "by an administrator, from", ["by.administrator"] = "an administrator",
  ["message.task.completed"] = "an administrator has completed it", ["message.record.suspended"] = "suspended",
  ["message.record.resumed"] = "goes on",
  ["data.act"] = "act",

  ["reason.people.vacated"] = "fallback, for who is no longer in service:",
  ["import.vacated"] =
    "what they held who are no longer in service goes to the fallback (countersign leaver names who takes over)",
  ["import.soon"] =
    "held by people whose time, or post, ends on a day to come: it goes to the fallback then, or, of a post, " ..
    "stays with them",
  ["task.vacated"] =
    "{step}: {person} is no longer in service; the task went to {to}, the fallback. See that it is theirs to decide.",
  ["task.vacated_up"] =
    "{step}: {person} is no longer in service, nor is the fallback; the task went up to {to}, for want of " ..
    "{for_code/for|source}. Fill the post, or name another fallback.",
  ["reason.people.handed_over"] = "takes over from", ["cause.handed_over"] = "somebody left",
  ["cause.migrated"] = "the new rules do not ask for it",
  ["cause.goes_on"] = "goes on below, under what is in force now",
  ["message.record.migrated"] = "goes on under other rules",
  ["migrate.same"] = "its route is the same", ["migrate.kept"] = "goes on as it was asked for",
  ["migrate.none"] = "its route is another, but nothing of that comes to it any more",
  ["migrate.order"] = "its steps stand in another order, or in other groups",
  ["migrate.next_round"] = "once its initiator submits it again:",
  ["migrate.closed"] = "closed",
  ["migrate.opened"] = "is asked now", ["migrate.in_stage"] = "in the stage",
  ["migrate.ends"] = "then it is finished: nothing is left to be done",
  ["migrate.held"] = "waits for what now comes before it", ["cause.held"] = "the new rules put an approval before it",
  ["migrate.risk"] = "risk", ["migrate.asked"] = "asked for besides",
  ["migrate.done"] = "records put under the rules in force:",
  ["migrate.would"] = "records that would be put under them:",
  ["migrate.refused"] = "refused:", ["migrate.refused_record"] = "is not:", ["data.replanned"] = "planned anew",
  ["migrate.stage"] = "The new rules have another stage in place of {stage_title/stage|stage}, which the record is in.",
  ["migrate.added"] =
    "{step} came in on the way and is not decided. It has to be decided[, or removed ({remove}),] first.",
  ["migrate.refused_group"] = "Under the new rules {step} would be refused at once by what was decided so far.",
  ["migrate.function"] =
    "{step} is open, and its ladder asks the function {function}, which the new rules have not. Wait until the step " ..
    "is decided, or keep the function in its place until then.",
  ["take_back.function"] =
    "It can't be taken back: the ladder of {step} asks the function {function}, which the rules that the record " ..
    "went over to have not. Have an administrator lead the record back, or put the function back into the rules.",
  ["migrate.empty"] = "The new rules have no step in the stage {stage_title/step|stage} for this record.",
  ["leaver.named"] = "rules in force that name them; name somebody else there, or better a post or role:",
  ["leaver.in_fields"] =
    "records whose form names them; what is asked by such a field from now on goes to the fallback. Have it " ..
    "changed, by countersign deviate as it is carried out, else as it is given back:",
  ["record.names_left"] =
    "{person} has left, and the form names them still, in {fields|list}: what is asked by that from now " ..
    "on goes to the " ..
    "fallback. Have it changed, by countersign deviate as it is carried out, else as it is given back.",
  ["leaver.tasks"] = "open tasks: {moved}, in {records} records", ["leaver.none"] = "no open tasks",
  ["leaver.closed"] = "closed: decides it already", ["leaver.refused"] = "not handed over:",
  ["note.person.left"] = "{person} left, {to} takes over",
  ["leaver.same"] = "{person} can't take over from themselves. Name somebody else.",
  ["leaver.future"] =
    "{from} is still to come. Tasks go over at once: run it on that day, or leave --from out to do it now.",

  ["admin.own_record"] =
    "This record is your own request: another administrator has to {command|do} it, so that nobody brings their own " ..
    "request past its approvers.",
  ["jump.target"] = "The record can't go on from {to}: {problem|jump_to}. `countersign show` has its steps.",
  ["jump_to.unsaid"] = "no step is named", ["jump_to.unknown"] = "there is no such step in the stages of this round",
  ["jump_to.undecided"] = "nobody decides anything there",
  ["jump_to.unknown_stage"] = "there is no such stage in this round",
  ["jump_to.several"] = "several stages have a step of that name: say which, as stage/step",
  ["jump_to.change"] = "a change after the end is on its way, and goes through its own stage alone",
  ["jump_to.open"] = "that step is open already", ["jump_to.whole"] = "that is all there is",
  ["jump_to.planned_anew"] =
    "what it was planned by has changed since: go back to the first step of that stage, which is planned anew",
  ["jump_to.owed"] = "an exception left that step out, and it is owed: `complete` its debt, or excuse it",
  ["jump_to.not_needed"] = "the rules leave that step out",
  ["task.several"] = "Several tasks are open: {tasks|list}. Say which one with --step, --holder or --task.",
  ["task.none_open"] =
    "No open task fits[ at {step}]. `countersign show` lists the tasks of the record with their holders.",
  ["record.suspended"] =
    "The record is suspended[ since {since|time}]: to {command|do} has to wait until it is resumed[. {watcher} " ..
    "watches " ..
    "over it][, and is reminded at {due|time}].",
  ["suspend.both"] = "Say either until when (--until) or how long (--within), not both.",
  ["suspend.until"] = "{until|time} is past, or more than ten years ahead. Name a time to come.",
}
