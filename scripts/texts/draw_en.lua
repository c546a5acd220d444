-- Words of drawings (countersign draw), in English. draw_zh.lua has the same codes.
return {
  ["help.draw"] =
    "draw a route as SVG: of a record with where it stands, or, for a flow and fields, the one expected",
  ["help.draw.what"] = "a record's number or id; or a flow, with the fields of its form",
  ["help.draw.rounds"] = "all: earlier rounds as they were, too; else they are folded",
  ["help.draw.width"] = "the most it may be wide, in px: 320 to 4000 (720); 390 suits a telephone",
  ["help.draw.out"] = "the file to write (also -o FILE); else it is printed",
  ["draw.done"] = "drawn in",
  ["draw.fields_of_record"] =
    "{record} is a record, whose form is known: fields go with a flow, such as company.purchase.",

  -- The head of a drawing, where its route begins and ends.
  ["draw.preview"] = "the route expected; nothing is submitted",
  ["draw.from"] = "from {person}[, {department}]",
  ["draw.risk"] = "risk: {level}",
  ["draw.as_of"] = "as of {time}",
  ["draw.round"] = "round {n}",
  ["draw.submitted"] = "{person} submitted it[ · {time}]",
  ["draw.submits"] = "{person} submits it",
  ["draw.drafts"] = "{person} drafts it",
  ["draw.drafted"] = "{person} drafted it[ · {time}]",
  ["draw.asks_again"] = "{person} asked again[ · {time}]",
  ["draw.end"] = "end",
  ["draw.expected_end"] = "expected end · {time}",
  ["draw.no_end"] = "the end can't be foreseen",

  -- People.
  ["draw.stand_in"] = "{person} for {principal}",
  ["draw.found"] = "{how} {of}",
  ["draw.found.people.head"] = "head of {of}",
  ["draw.found.people.leader"] = "leader in charge of {of}",
  ["draw.found.people.superior"] = "superior of {of}",
  ["draw.found.people.empty_superior"] = "nobody found, so the superior of {of}",
  ["draw.found.people.self_superior"] = "superior, in place of {of}",
  ["draw.found.people.chain"] = "superior, level {of}",
  ["draw.opinion"] = "“{text}”",
  ["draw.and_more"] = "and {n} more",
  ["draw.mode_any"] = "any one of these decides",
  ["draw.mode_all"] = "all of these decide",
  ["draw.mode_in_order"] = "one after the other",

  -- Time.
  ["draw.span_minutes"] = "{n} min",
  ["draw.span_hours"] = "{n} h[ {minutes} min]",
  ["draw.span_days"] = "{n} d[ {hours} h]",
  ["draw.due_in"] = "due in {span} · {time}",
  ["draw.is_late"] = "{span} late · was\u{a0}due\u{a0}{time}",
  ["draw.was_late"] = "{span} late",
  ["draw.paused"] = "time stands still[: {cause}]",
  ["draw.provisional"] = "{due} (calendar not confirmed)",
  ["draw.expected"] = "[{from} to ]{due}",

  -- Groups.
  ["draw.rule_all"] = "all of them[ ({of})]",
  ["draw.rule_any"] = "any one of them",
  ["draw.rule_need"] = "any {need} of {of}",
  ["draw.rule_vote"] = "vote[: {need} of {of} needed]",
  ["draw.blocked"] = "may not pass: {title}[: {text}]",
  ["draw.rule_loop"] = "repeated[, at most {rounds} rounds][, then it passes: {passes}]",
  ["draw.rule_parallel"] = "side by side, until all have ended",
  ["draw.refusal_waits"] = "all decide before a refusal counts",
  ["draw.refusals"] = "{n} refusals end it",
  ["draw.decided"] = "{done} of {of} decided",
  ["draw.ended"] = "{done} of {of} ended",
  ["draw.not_reached"] = "not reached[: {why}]",
  ["draw.not_needed"] = "not needed[: {why}]",
}
