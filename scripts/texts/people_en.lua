-- Words of people over time, in English: what somebody gave earlier and counts, who is picked, kept apart, stands in.
-- people_zh.lua has the same codes.
return {
  ["event.task.counted"] = "counted",
  ["outcome.counted"] = "approved before",
  ["outcome.counted_work"] = "done before",
  ["data.earlier"] = "as given in task",
  ["people.counted"] = "the approval at {step}, {at}, counts",
  ["people.counted_work"] = "what was done at {step}, {at}, counts",
  ["people.claimed"] = "has claimed it", ["tasks.claimed"] = "{by} has claimed it",
  ["people.in_person"] = "in person, not {stand_in}, who stood in",
  ["people.counted_by"] = "what {by} gave at {step}, {at}, counts",
  ["people.many"] = "{n} people",
  ["draw.counted_work"] = "work done at {step} counts",
  ["draw.counted"] = "approval at {step} counts",
  ["loosened.same_person"] = "earlier approvals count in more cases",

  -- Picking people.
  ["event.record.picked"] = "picked", ["picked.instead"] = "instead of {people}",
  ["reason.people.picked"] = "picked by",
  ["data.for_step"] = "for", ["data.people"] = "whom",
  ["help.arg.pick"] = "whom you pick for a later step: STEP=HANDLE[,HANDLE]; may stand several times",
  ["problem.picker"] = "nobody decides before it who is named as picking its people",
  ["pick.missing"] = "Nobody has been picked for {title/step}. Pick with --pick {step}=…[, out of: {candidates|list}].",
  ["pick.outside"] = "{person} is not among those who may be picked for {title/step}[: {candidates|list}].",
  ["pick.count"] = "At most {most} may be picked for {step}.",
  ["pick.twice"] = "{person} is picked twice for {step}.",
  ["pick.unknown"] = "No step {step} asks for a pick[ of whoever approves {by}]. `countersign plan` shows the steps.",

  -- Roles kept apart.
  ["reason.people.separate_superior"] = "superior, since the role is kept apart from another of",
  ["draw.found.people.separate_superior"] = "superior, in place of {of}",
  ["people.separated"] =
    "{person}[, for whom {by} would decide,] holds {other} on this record, and the rules keep it apart from " ..
    "{step}. Somebody else must have it[; who comes next may not have it either: {instead}].",
  ["reason.people.upward"] = "head above, for want of",
  ["draw.found.people.upward"] = "head above, for want of {of}",

  -- Where heads are counted.
  ["vote.seated"] =
    "{person} decides here already[, by {other}], and where heads are counted one person is one: {step} must be " ..
    "somebody else's[; who comes next may not have it either: {instead}].",
  ["vote.vacant"] =
    "{step}: each who could have this seat sits in the vote already. It is vacant, and the vote goes by those " ..
    "who are there. Name somebody else in the rules.",
  ["vote.held"] =
    "{step}: each who could have this seat sits in the vote already, and too few would be left without it. Whoever " ..
    "has both decides one, and must hand the other on. Name somebody else in the rules.",
  ["cause.vote.vacant"] = "vacant: each who could have it sits in the vote already",
  ["reason.people.seated_superior"] = "superior, since another seat of the vote is with",
  ["draw.found.people.seated_superior"] = "superior, in place of {of}",
  ["many.separate"] = "pairs of roles kept apart",
  ["help.report mutual"] = "people who approve each other's records in turn, over a window",
  ["help.report mutual.from"] = "from when: a date or an instant",
  ["mutual.half"] = "{by} approved {times} of {initiator}, last at {last}",
  ["mutual.none"] = "Nobody approves each other's records in turn.",
  ["check.separated"] =
    "step \"{step}\": {person} would hold {other} too, and the rules keep the two apart; nobody is left who may " ..
    "have it[ ({instead} may not either)]. Such a form can't be submitted[, for {example}]. Name somebody else for " ..
    "one of them, or as the fallback.",
  ["check.initiator_alone"] =
    "step \"{step}\": nobody decides their own request, and {initiator}, who is the fallback, has nobody who comes " ..
    "instead[ ({instead} may not either)]: what {initiator} applies for can't be submitted[, for {example}]. Name " ..
    "somebody besides as the fallback, or allow it in words (if_initiator = allowed(\"…\")).",
  ["check.separate_unknown"] =
    "flow \"{flow}\" keeps {step} apart from another role, but no step of that name ever came out. Correct " ..
    "the name.",

  -- Standing in.
  ["stand_in.ceiling"] =
    "{person} may approve up to {limit}, and this is about more: nobody stands in for {principal} beyond " ..
    "that. {principal} must decide themselves.",
  ["help.stand-in"] =
    "name who stands in for you for a time, or --end that; alone: who does, and which tasks that moves",
  ["help.stand-in.person"] = "their handle",
  ["help.stand-in.from"] = "from when: a date (its beginning) or an instant; now, unless given",
  ["help.stand-in.until"] = "until when: a date (to its end) or an instant",
  ["help.stand-in.flow"] = "in records of this flow alone",
  ["help.stand-in.for"] = "for whom, if not yourself: an administrator's",
  ["help.stand-in.end"] = "they stand in no longer",
  ["stand_in.away"] = "{person} is away, and {by} stands in for them: nobody is handed in turn what somebody holds " ..
    "for another. Hand it to {by}, or back to whose it is.",
  ["stand_in.window"] = "The window is empty or over: `until` must lie after `from`, and ahead.",
  ["stand_in.none"] = "Nobody stands in for {principal} now or later.",
  ["stand_in.window_of"] = "{person}[ in {flow}][ from {from}][ until {until}]",
  ["stand_in.moves"] = "{from} → {to}[, asked at the reminder of {at}]",
  ["stand_in.list"] = "For {principal} stand in:",
  ["stand_in.nobody"] = "Nobody stands in for {principal}.",
  ["note.stand_in.declared"] = "{person} stands in for {principal}[ in {flow}] from {from|time} until {until|time}",
  ["note.stand_in.ended"] = "stand-in for {principal} ended[: {person}][ in {flow}]",
  ["due.provisional"] = "(provisional)",
}
