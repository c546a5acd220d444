-- What the checker of rules found, in English: what is wrong, then what to do. check_zh.lua has the same codes.
return {
  ["check.table_overlap"] =
    "decision \"{decision}\": rows {rows|list} both fit for {example}. Make their conditions exclude each other, "
    .. "or choose another hit policy.",
  ["check.table_contradiction"] =
    "decision \"{decision}\": rows {rows|list} both fit for {example} and give different results. Give the same "
    .. "result, or make their conditions exclude each other.",
  ["check.table_gap"] = "decision \"{decision}\": no row fits for {example}. Add a row, or a default to each output.",
  ["check.table_row_never"] =
    "decision \"{decision}\": no value fits row {row}. Correct its conditions, or take it out.",
  ["check.table_row_shadowed"] =
    "decision \"{decision}\": row {row} never decides, since rows before it, or of higher priority, fit "
    .. "wherever it does. Move it up, or take it out.",
  ["check.table_large"] =
    "decision \"{decision}\": looked at {limit} combinations, not at all of them. Split the table.",
  ["check.table_more"] = "decision \"{decision}\": {count} more gaps or overlaps.",

  ["check.person_leaves"] =
    "step \"{step}\": {key} is in service until {until|time} only. Name somebody else, or better a post or role.",
  ["check.unknown_person"] = "step \"{step}\": there is no person \"{key}\". Correct the handle, or add the person.",
  ["check.unknown_service"] =
    "step \"{step}\": there is no service account \"{key}\". Correct the name, or add the account.",
  ["check.unknown_role"] =
    "step \"{step}\": nobody ever had the role \"{key}\". Correct the name, or give somebody the role.",
  ["check.unknown_post"] = "step \"{step}\": nobody ever had the post \"{key}\". Correct the name, or fill the post.",
  ["check.unknown_holder"] =
    "step \"{step}\": nobody holds anything of the kind \"{key}\". Correct the kind, or say who holds what.",
  ["check.unknown_department"] =
    "step \"{step}\": there is no department \"{key}\". Correct the key, or add the department.",
  ["check.unknown_person_field"] = "step \"{step}\": the form has no field \"{key}\". Correct the name.",
  ["check.nobody"] =
    "step \"{step}\": {source_code/source|source} is nobody, and neither is the fallback[, for {example}]. Name " ..
    "somebody who is there.",
  ["check.copy_nobody"] =
    "copy \"{step}\": {source_code/source|source} is nobody[ for {example}]; nobody gets the copy.",
  ["check.assignee"] =
    "step \"{step}\" asks for `assignee` in `by`: nobody is that before the step has people, so its fallback has it. "
    .. "In a ladder it is whoever is late; here name the initiator, a field or a decider.",
  ["check.vacant"] =
    "step \"{step}\": {source_code/source|source} is nobody[ for {example}]. Then: {then|if_empty}. Fill the " ..
    "place, or say if_empty.",
  ["check.vacant_said"] =
    "step \"{step}\": {source_code/source|source} is nobody[ for {example}]. Then, as the rule says: " ..
    "{then|if_empty}. Fill the place, unless that is meant.",
  ["check.fallback_nobody"] =
    "flow \"{flow}\": its fallback, {source_code/source|source}, is nobody. Name a person or post that is there.",
  ["check.no_fallback"] = "flow \"{flow}\" has no fallback. Say who gets a step that nobody else can take.",
  ["check.no_ladder"] =
    "flow \"{flow}\": nothing happens when steps such as \"{such}\" are late. Give it a ladder: overdue = ladder "
    .. "{{ … }.",
  ["check.step_always_left_out"] = "step \"{step}\" was left out in every run. Correct its `when`, or take it out.",
  ["check.step_asks_for_sums"] =
    "step \"{step}\" was left out in every run: its route asks for sums over like records, and neither a run nor "
    .. "a rule test has others. To see it, submit some and preview one more.",
  ["check.step_never"] = "step \"{step}\" was in no plan of any run. Is its branch ever taken?",
  ["check.owner_department"] =
    "flow \"{flow}\": its owner \"{key}\" is no department[; perhaps \"{nearest}\"]. Every flow has an owner "
    .. "department: write owner = \"…\", or put the file into the folder of one.",
  ["check.extension_department"] =
    "extend \"{flow}\": \"{key}\" is no department[; perhaps \"{nearest}\"], so what it changes holds for "
    .. "nobody. Correct the key or the folder, or add the department.",
  ["check.folder_department"] =
    "flow \"{flow}\": its folder \"{key}\" is no department[; perhaps \"{nearest}\"]. Rename the folder, or add "
    .. "the department.",
  ["check.prefix_twice"] =
    "flow \"{flow}\" numbers its records {prefix}-…, as \"{other}\" does. Give each its own prefix.",
  ["check.setting_unused"] = "setting \"{setting}\" is never looked at. Use it, or take it out.",

  ["check.risk_passes_if_empty"] = "step \"{step}\" passes when nobody is found: {because}",
  ["check.compliance_step"] =
    "check \"{check}\" of {flow} is to run before step \"{step}\", which no plan has: it would never " ..
    "be run. Correct the name.",
  ["check.risk_rounds_pass"] = "a loop passes when its rounds are used up, whatever was decided in them: {because}",
  ["check.risk_self_allowed"] = "step \"{step}\": people may decide their own request: {because}",
  ["check.risk_self_skip"] = "step \"{step}\" is left out when it would fall to the initiator: {because}",
  ["check.risk_timeout_approves"] = "step \"{step}\": the time limit itself approves: {because}",

  ["check.limit"] =
    "stage \"{stage|stage}\": not every combination was run; the limit is {limit} runs. What is behind the others "
    .. "is not shown.",
  ["check.work"] =
    "stage \"{stage|stage}\": its rules take so long that only {runs} runs were made. What is behind the others is "
    .. "not shown; a rule that does less is checked further.",
  ["check.initiators_left"] = "flow \"{flow}\": {count} more departments were not tried as initiators.",
  ["check.no_initiator"] = "flow \"{flow}\" was not run: nobody is in the department that it is for.",
  ["check.no_people"] =
    "there are no people: only tables and declarations were checked. Import people to check the routes.",
  ["check.step_unjudged"] = "step \"{step}\": no form was found that the flow's own check takes and that leads there;"
    .. " whether somebody can take it is not shown.",
  ["check.patterns"] =
    "the file takes texts apart (match, find …); which texts matter to it is not known, and not shown.",
  ["check.risk_forms"] =
    "flow \"{flow}\": its risk was worked out for {forms} forms, not for all that there are. What it comes to for the "
    .. "others is not shown.",
  ["check.risk_beside"] =
    "No route has a step {step} beside which this could stand: it would come after the whole plan.",
  ["check.handlers"] =
    "flow \"{flow}\": its handlers were called for {forms} forms, not for all that there are. What they do for the "
    .. "others is not shown.",
  ["check.deviation_stage"] =
    "flow \"{flow}\" says what is made of deviations, but has no stage in which any can be reported. "
    .. "Give it an execution stage, or take `deviation` out.",
  ["check.fields_unread"] = "fields that no route reads, only kept: {fields|list}",
  ["check.ordinary_text"] = "any other text",
}
