-- Words of explanations, in English: why a step is there, how its time was worked out, what another value would have
-- changed. explain_zh.lua has the same codes.
return {
  ["help.why"] = "why a step is there, or not: its rule, the facts it read, its people, its time, its end",
  ["help.why.step"] = "the step's name or number",
  ["step.unknown"] = "The record has no step {step}.[ Did you mean {nearest}?] `countersign show` lists its steps.",

  -- Headings.
  ["why.rule"] = "rule", ["why.facts"] = "facts read", ["why.people"] = "people", ["why.time"] = "time",
  ["why.ladder"] = "ladder", ["why.end"] = "end", ["why.changes"] = "changed", ["why.said"] = "says",

  -- Sentences.
  ["why.no_rule"] = "no rule planned it: it came with what was done[ by {person}], {cause|cause}",
  ["why.clause"] = "it carries out {clause}",
  ["why.fact_now"] = "now {now}",
  ["why.fact_before"] = "before {before}",
  ["why.read_at"] = "read {at}, when the stage was planned",
  ["why.read_again"] = "read {at}, when it came into the plan",
  ["why.read_then"] = "as they were read {at}, when it was opened",
  ["why.erased"] = "some values were erased by law: what is said of that time lacks them",
  ["why.left_out"] = "left out: {cause|cause}",
  ["why.nobody_then"] = "nobody: vacant then", ["why.nobody_named"] = "nobody who was in service then",
  ["why.nobody_now"] = "nobody now",
  ["why.same_now"] = "the same now",
  ["why.then"] = "then {then}",
  ["why.now"] = "now {now}",
  ["why.asked"] = "asked at {at}:",
  ["why.fallback"] = "the flow's fallback, {source}",
  ["why.expected"] = "if it began now:",
  ["why.expected_refuses"] = "if it began now it would be refused: {cause|cause}",
  ["why.expected_passes"] = "if it began now it would be passed over: {cause|cause}",
  ["why.handed_on"] = "handed on {at}: {from} → {to}",
  ["why.stood_in"] = "who stands in was asked again {at}: {from} → {to}",
  ["why.counted"] = "{limit} from {from} on calendar {calendar} ({zone})",
  ["why.ran_before"] = "after {ran} that ran before the last pause",
  ["why.paused"] = "paused: {cause|cause}[, with {limit}][, after {ran}], on calendar {calendar} ({zone})",
  ["why.first_instant"] = "counting begins with working time, {at}",
  ["why.day_begun"] = "the day it began: not counted",
  ["why.day_off"] = "a day off of the calendar",
  ["why.week_off"] = "no working day of the week",
  ["why.day_as"] = "works as {as|day_as}",
  ["why.not_listed"] = "… {count} more, counted but not shown",
  ["why.unconfirmed"] = "not confirmed yet",
  ["why.due"] = "due {at}",
  ["why.provisional"] = "provisional: the calendar is confirmed until {confirmed_until}",
  ["why.moved"] = "The clock says {due}: it was set by what the calendar was then.",
  ["why.set_waiting"] = "{at}  {cause|cause}: it stands still; when it goes on, {limit}",
  ["why.set"] = "{at}  {cause|cause}: due {old_due} → {new_due}",
  ["why.after_due"] = "{distance} after the due time", ["why.before_due"] = "{distance} before the due time",
  ["why.after_open"] = "{distance} after it began", ["why.fraction"] = "{permille} ‰ of the time",
  ["why.at_due"] = "at the due time",
  ["why.to_come"] = "to come", ["why.rung_paused"] = "when, is not known while the clock is paused",
  ["why.ended"] = "{at}  {state|step}[: {cause|cause}]",
  ["why.ended_with"] = "with {step}, {state|step}",
  ["why.ended_by"] = "by {actor}: {what}[ at {step}]",
  ["day_as.mon"] = "Monday", ["day_as.tue"] = "Tuesday", ["day_as.wed"] = "Wednesday", ["day_as.thu"] = "Thursday",
  ["day_as.fri"] = "Friday", ["day_as.sat"] = "Saturday", ["day_as.sun"] = "Sunday",
  ["cause.other_branch"] = "another branch was taken", ["cause.no_branches"] = "it has no branches",

  -- Why it was asked for again, or is in a plan made anew.
  ["why.planned_anew"] = "new plan", ["why.again"] = "asked again",
  ["again.cause.deviation"] = "{at}, when the adjustment took effect",
  ["again.cause.change"] = "{at}, after the change",
  ["again.cause.replanned"] = "{at}, by the adjustment",
  ["again.since"] = ": ",
  ["again.needed"] = "with the values of before it was not needed, and now it is",
  ["again.not_needed"] = "with the values of before it was needed, and now it is not",
  ["again.new"] = "the plan of before had no such step",
  ["again.undecided"] = "nobody had decided it",
  ["again.people"] = "it is for other people now",
  ["again.reads"] = "what was decided there had read what changed[: {fields}]",
  ["again.names"] = "what changed says who decides it",
  ["again.beyond"] =
    "a stand-in decided it, and the amount is now beyond their authority or that of whom they stood in for",
  ["again.whole"] = "it is one decision with a step that is asked again",
  ["again.crossed"] = "{before} → {after}: across {against}[, the {setting}]",
  ["again.drifted"] =
    "the rules, asked again, would not ask for it: what the directory says without a date has changed since, or " ..
    "values were erased",

  -- What another value would have changed.
  ["help.what-if"] =
    "the route that a record would have had with other values, beside the one it has; and the nearest value of each " ..
    "field that would have changed it; writes nothing",
  ["help.what-if.fields"] = "other values: amount=900 kind=goods; none: only the nearest changes",
  ["help.what-if.from"] =
    "the values to begin with: now (as they stand, adjustments included; what is meant where nothing is said) or " ..
    "submission (as they were first submitted)",
  ["what_if.from_now"] = "from the values as they stand since {at}: {event}",
  ["what_if.from_submission"] = "from the values of the first submission, {at}",
  ["what_if.not_submitted"] = "The record was never submitted: there are no values of a first submission.",
  ["what_if.empty"] = "(empty)",
  ["what_if.same"] = ": the same",
  ["what_if.expected"] = "not planned yet",
  ["what_if.shape"] = "order",
  ["what_if.drifted"] =
    "The rules, asked again for the record as it was, give another route than it has: what the directory says " ..
    "without a date has changed since, or values were erased. The difference below is the one that the values make.",
  ["what_if.refused"] = "the form would have been refused: {text}",
  ["what_if.nearest_hidden"] = "The nearest changes are not shown: the route reads a field that is hidden from you.",
  ["what_if.nearest"] = "The nearest change of one value that would have changed the route:",
  ["what_if.no_change"] = "no other value changes it",
  ["what_if.cut_short"] = "none was found before a limit was reached",
  ["what_if.below"] = "down to {value}:", ["what_if.above"] = "up to {value}:", ["what_if.other"] = "{value}:",
  ["what_if.any_other"] = "any other text changes it",
  ["what_if.nothing_written"] = "(nothing was written)",
  ["cause.not_mentioned"] = "the rule does not name it then",
  ["aspect.people"] = "people", ["aspect.within"] = "time limit", ["aspect.kind"] = "kind",
  ["aspect.decide"] = "decided",
  ["aspect.if_empty"] = "when nobody is found", ["aspect.if_initiator"] = "when it is the initiator",
  ["aspect.may_return"] = "may return it", ["aspect.aspects"] = "opinions asked for", ["aspect.overdue"] = "ladder",
  ["aspect.another"] = "another one",

  ["data.told"] = "told",

  -- Time limits and lengths.
  ["limit.workdays"] = "{days} working days", ["limit.workday"] = "one working day",
  ["limit.same_time"] = "{days} working days to the same time of day",
  ["limit.worktime"] = "{length} of working time", ["limit.elapsed"] = "{length} by the clock",
  ["limit.day_time"] = "until {time}, {days} days on", ["limit.none"] = "no time limit",
  ["length.hours"] = "{n} h", ["length.minutes"] = "{n} min", ["length.seconds"] = "{n} s",
  ["length.nothing"] = "0 min",
}
