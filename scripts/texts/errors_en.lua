-- What errors say, in English: what is wrong, and what to do next. errors_zh.lua has the same codes.
-- How templates are written stands in host/script/texts.h; which parameters an error has, where it arises.
return {
  -- Who may do what.
  ["deadline.set_aside_max"] =
    "more than {limit} deadlines can't be carried out: check the store (countersign verify) and restore " ..
    "what is damaged",
  ["actor.no_person"] =
    "No person here has your user number[ ({uid})] as theirs. Have an administrator add it to your row of the " ..
    "people table, or name the person with --as.",
  ["actor.not_administrator"] =
    "Only an administrator may do this ({verb}). Ask one of them, or run it as the owner of the store.",
  ["actor.not_owner"] =
    "Only the owner of the store may act in somebody's name (--as {as}). Leave out --as, or ask the owner.",
  ["actor.unknown"] =
    "Nobody here is known[ as {as}][ as {person}][ who could do this {kind|as}]. Check the name in the people " ..
    "table.",
  ["attempt.without_right"] = "Somebody tried to {command|do} without the right to.",
  ["self.approval"] =
    "{initiator} started this record, and so cannot decide its step {step}. Somebody else must, or the rule must " ..
    "allow it in words (if_initiator = allowed(\"…\"))[; who comes next may not have it either: {instead}].",
  ["record.not_yours"] = "Only {initiator}, who started this record, may do this.",
  ["task.not_yours"] = "{step} is for {holder|list} to decide, not for you.",

  -- Records and tasks.
  ["record.unknown"] =
    "There is no such record, or you may not see it. `countersign records` lists those that you may.",
  ["record.state"] =
    "A record in the state “{state|state}” does not allow: {command|do}.[ It now waits for {holder} at {due}.]",
  ["record.to_acknowledge"] =
    "The record was refused, and {holder} has to take notice of that first, by `countersign acknowledge`. " ..
    "After that it allows: {command|do}.",
  ["record.corrupt"] =
    "The stored state of the record[ {id}] cannot be read. Run `countersign verify`, and restore a backup if it " ..
    "says so too.",
  ["record.version"] =
    "The record[ {id}] was written by a newer version of this program (encoding {version}). Use that version.",
  ["record.clocks_max"] =
    "One command touches more than {limit} deadlines, which is the limit. Split the step among fewer people.",
  ["task.not_open"] =
    "{step} is not open[: {waits|waits}][ any more: {by|by} decided ({outcome|outcome})]" ..
    "[ any more: {cause|cause}, by {closer}][ any more: {closed_for|cause}][ at {at|time}]" ..
    "[ any more: it was closed at {closed|time}, and the record is “{state|state}”]. " ..
    "`countersign history` tells more.",
  ["task.unknown"] = "The record has no task {task}. `countersign show` lists its tasks.",
  ["task.ambiguous"] =
    "Several steps wait for you: {steps|list}. Say which one with --step, or --task where they are called alike.",
  ["step.nobody"] = "No step {step} of this record was given to anybody. `countersign show` lists its steps.",
  ["command.misfit"] =
    "{step} is a step of the kind “{kind|kind}”: to {command|do} does not fit it[. What fits it: countersign {fits}]" ..
    "[ or countersign {or}].",
  ["command.unknown"] = "This command is not known here. Client and server may be of different versions.",
  ["question.required"] = "What is the question? Add it in words.",
  ["reason.required"] = "To {command|do} needs a reason[ at {step}]. Add it in words.",
  ["opinion.required"] =
    "Step {step} asks for an opinion on each aspect; missing: {aspects|aspect_code}. Add --aspect NAME=WORDS for each.",
  ["opinion.unknown"] = "Step {step} asks for no opinion on “{aspect}”[; it asks for: {aspects|aspect_code}].",
  ["return.not_allowed"] =
    "{step} may not be returned to the initiator: the rule does not allow it. Approve or refuse it instead.",
  ["return.owed"] =
    "{step} can't be returned: its approval is owed, and stands beside the plan. Approve or refuse it instead.",
  ["return.answer"] =
    "{step} can't be returned: it says whether an answer will do, and stands beside the plan. Approve or refuse it " ..
    "instead.",
  ["happened.before_record"] =
    "The record was drafted at {created|time}: nothing happened to it at {at|time}. Correct the time.",
  ["withdraw.not_allowed"] =
    "The record can no longer be withdrawn ({policy|withdraw})[: {by|by} decided][ at {at|time}][; it could " ..
    "be until {until|time}].",
  ["prepare.needed"] =
    "The stage {stage_title/stage|stage} must end before the record is submitted[; {label/fact} has changed since " ..
    "it did][; what was agreed to there has changed since: {labels/fields|list}][. To be asked anew: " ..
    "{by|list}]. Use " ..
    "`countersign prepare`.",
  ["prepare.none"] = "The flow {flow} has no prepare stage. Submit the record at once.",
  ["key.reused"] = "The key {key} was used before with another command. Use a new key for a new command.",
  ["plan.stands_still"] =
    "The preview cannot go on: the record is open but nobody has a task. This is a fault in the rules or the " ..
    "program; please report it.",

  -- The form.
  ["form.invalid"] = "The form is not in order[ ({count}: {labels/fields|list})][ ({label/field})].",
  ["form.version"] =
    "There is no version {given} of the form: it is at version {version}. Give the one that you " ..
    "read, as `show` tells it.",
  ["form.changed"] =
    "The form changed after you read it (what changed: {fields|list}). Look at version {version} and decide again.",
  ["field.required"] = "{label/field} is missing. Fill it in.",
  ["field.unknown"] = "The flow {flow} has no field {field}.[ Did you mean {nearest}?]",
  ["field.twice"] = "The field {field} is given twice. Give it once.",
  ["field.type"] = "{label/field} must be {expected|type}[: {problem|problem}].[ See row {row}.]",
  ["field.length"] = "{label/field} is too long: {length} characters, at most {max} are allowed.",
  ["field.choice"] = "“{value}” is no choice for {label/field}. It can be: {choices|list}.",
  ["field.range"] = "{label/field} is {value}, which is out of range[; at least {min}][; at most {max}].",
  ["field.currency"] = "{label/field} must be in {expected}, not in {value}.",
  ["field.department"] =
    "{label/field}: there is no department {department}.[ Did you mean {nearest} " ..
    "({called/nearest})?] Give the key of " ..
    "a department.",
  ["field.person"] =
    "{label/field}: nobody here has the handle {person}.[ Did you mean {nearest} " ..
    "({called/nearest})?] Give the handle " ..
    "of a person.",
  ["field.person_left"] = "{label/field}: {person} is not in service now. Name somebody who is.",
  ["field.column"] = "The table {field} has no column {column}.[ Did you mean {nearest}?]",
  ["field.columns"] = "A row of the table {field} has the wrong number of cells. Give one for each column, in order.",
  ["field.check"] = "{label/field}: {text}",
  ["value.date"] = "“{text}” is no date[ for {label/field}]. Write it as 2026-01-31.",
  ["value.date_range"] =
    "“{text}” is no range of dates[ for {label/field}]. Write it as 2026-01-01..2026-01-31, the earlier date first.",
  ["value.flag"] = "“{text}” is neither yes nor no[ ({label/field})].",
  ["value.limit"] = "[{field}: ]“{text}” is no time limit. Write it as 3 workdays, 8 workhours or 5 days.",
  ["value.money"] = "“{text}” is no amount of money[ for {label/field}]: {problem|problem}. Write it as {example}.",
  ["value.number"] = "“{text}” is no number[ for {label/field}]: {problem|problem}. Write it as 12 or 12.5.",
  ["money.currencies"] = "{a} and {b} cannot be added or compared: they are two currencies.",
  ["money.overflow"] = "The sum is larger than an amount of money can be.",
  ["number.overflow"] = "The result is larger than a number can be.",
  ["date.overflow"] = "The result lies beyond the years 1 to 9999.",
  ["flow.unknown"] = "There is no flow {flow}.[ Did you mean {near}?] `countersign rules` lists the flows in force.",
  ["request.department"] =
    "There is no department {department} to ask. Give its key: `countersign people export departments` lists them.",
  ["department.unknown"] =
    "There is no department[ {department}] for {person} to file this in. Name one, or give the person a department.",

  -- Limits of one record or command.
  ["limit.fields"] = "A record holds at most {limit} fields. Leave some out.",
  ["limit.messages"] = "One command may send at most {limit} messages. Name fewer people in the rule.",
  ["limit.measures"] = "There are more flows or steps to measure than {limit}: ask for one flow.",
  ["limit.missing"] =
    "{step} has no time limit, and every step needs one. Give it one with `within` in the rule, or give " ..
    "the flow one for all its steps.",
  ["limit.people"] = "The rule names more than {limit} people for {step}. Name fewer.",
  ["limit.rounds"] = "The record went through {limit} rounds, which is the limit. Begin a new record.",
  ["limit.stages"] = "The record went through {limit} stages, which is the limit. Begin a new record.",
  ["limit.steps"] = "A record holds at most {limit} steps, which is the limit. Begin a new record.",
  ["limit.tasks"] = "A record holds at most {limit} tasks, which is the limit. Begin a new record.",
  ["limit.text"] = "The words are too long: at most {limit} bytes are kept. Shorten them.",

  -- Who a step goes to, and what a rule's function returns.
  ["people.none"] =
    "The rule finds nobody for {step}[ ({source_code/source|source})], and the flow's fallback finds nobody " ..
    "either. Fill the post " ..
    "or role, or name another fallback.",
  ["people.depth"] =
    "The people of {step} are named through too many functions, one inside the other. Simplify the rule.",
  ["plan.shape"] =
    "The plan that the rule returned does not fit together[ at {step}]: {problem|problem}[ ({need} of {asked})]" ..
    "[, with {left} left out][, for {example}].[ {remedy|remedy}][ Nothing is decided by this: administrators are " ..
    "told, and when the rules are mended they put the record under them, by countersign migrate {number}.]",
  ["effect.misfit"] =
    "What the rule's function returned for {step} cannot be carried out[ ({effect|effect})]: {problem|problem}.",
  ["rung.misfit"] = "This does not fit the step {step}[: {action|do}]. Change the ladder in the rule.",
  ["rung.no_reason"] = "A time-out may approve {step} only if the rule says why in words: approve = because \"…\".",
  ["function.failed"] = "The function {function} failed: {message}.",
  ["clock.stuck"] =
    "A deadline is due but cannot be carried out. This is a fault of the program: please report it, with the end " ..
    "of the log.",

  -- Rule files: how they are written.
  ["rule.syntax"] = "This is not Lua: {message}.",
  ["rule.runtime"] = "The rule failed: {message}.",
  ["rule.unknown_global"] = "The rule failed: unknown name '{name}'[ (did you mean '{near}'?)].",
  ["within.instructions"] = "instructions. Is there a loop without an end?", ["within.time"] = "ms of processor time.",
  ["within.wall"] = "ms, though it had little of the processor.",
  ["exceeds.memory"] = "needs more than", ["exceeds.text_size"] = "makes a text longer than",
  ["rule.type"] = "A value of the wrong kind: {message}.",
  ["rule.time"] = "The rule takes too long: it did not end within {limit} {kind|within}",
  ["rule.memory"] = "The rule needs too much memory: it {kind|exceeds} {limit} bytes.",
  ["rule.expected"] = "[`{word}` in ]{in}: {expected|expected} is expected here, not {got|thing}.",
  ["rule.argument"] = "{word} takes {expected|expected}, not {got|thing}.",
  ["rule.unknown_word"] = "{in} has no `{word}`.[ Did you mean `{near}`?]",
  ["rule.unknown_name"] = "{of|thing} has no `{name}`.[ Did you mean `{near}`?]",
  ["rule.unknown_field"] = "The form of {flow/field} has no field[ {field}] of that name.[ Did you mean {near}?]",
  ["rule.unknown_setting"] = "{flow} has no setting {setting}.[ Did you mean {near}?]",
  ["rule.unknown_person"] =
    "Nobody here is known as that person[: {person}]. Name somebody by the handle in the people table.",
  ["rule.unknown_department"] = "There is no department {department}. Use a key of the departments table.",
  ["rule.missing"] = "{in} needs `{word}`. Add it.",
  ["rule.misplaced"] = "`{word}` has no place in {in}. Take it out.",
  ["rule.unnamed"] = "{in}: a value stands without a name. Write name = value.",
  ["rule.hole"] =
    "{in}: the list has nothing at place {index}, probably a variable that is nil. Take it out, or use `when`.",
  ["rule.text_length"] = "[`{word}` in ]{in} is longer than {max} bytes. Shorten it.",
  ["rule.name"] =
    "“{name}” cannot be the name of a {word}. It may not be long, nor have blanks, quotes, braces, commas, " ..
    "slashes, = or # in it.",
  ["rule.twice"] =
    "{what} \"{name}\" is declared twice; the first one stands in {other_file}:{other_line}. Remove one of them.",
  ["rule.too_many"] = "There are too many {what|many} here. Write fewer, or split the rule.",
  ["rule.too_deep"] = "{in}: groups stand too deep inside one another. Use fewer levels.",
  ["rule.declared_late"] = "`{word}` must stand at the file's own level, not inside a function that runs later.",
  ["rule.read_only"] = "{what|thing} can only be read in a rule. To change a field, return the effect set.",
  ["rule.facts_gone"] =
    "The record can only be read while the rule's function runs. Do not keep it in a variable outside.",
  ["rule.no_task"] =
    "Nobody decides anything here, so there is no task to ask for its step or person. Ask for task.today alone.",
  ["rule.no_directory"] = "People and departments cannot be read here: this runs without a directory.",
  ["rule.function_gone"] =
    "The function {function} is no longer where the rules had it. Name it, and keep it in the same place.",

  -- Rule files: flows, forms and settings.
  ["rule.broken_flow"] = "The flow {flow} could not be built; its own error was told before. Mend that first.",
  ["rule.route_or_stages"] = "The flow {flow} needs either `route` or `stages`, and not both.",
  ["rule.stage_twice"] = "The stage {stage} stands twice. Give each a name of its own.",
  ["rule.stage_kind"] = "What the stage {stage} is for is said by its name. Leave kind out, or give it another name.",
  ["rule.prepare_first"] = "The prepare stage must be the first one.",
  ["rule.only_prepare"] = "A flow needs a stage after the prepare stage.",
  ["rule.no_plan"] =
    "The function of stage {stage} in {flow} returned nothing. Let it return its steps: return sequence {{ … }.",
  ["rule.no_stage"] = "The flow {flow} has no such stage in this version of the rules.",
  ["rule.field_name"] =
    "“{field}” cannot be the name of a field. Use letters, digits and _, beginning with a letter.",
  ["rule.reserved"] = "“{field}” is a name that every record has already. Give the field another one.",
  ["rule.table_in_table"] = "{field}: a table cannot be a column of another table.",
  ["rule.choices"] = "{in} needs choices: from one to as many as a list may have.",
  ["rule.choice_twice"] = "{in}: the choice “{choice}” stands twice.",
  ["rule.currency"] = "{in}: {currency} is no currency. Use the three letters of ISO 4217, such as EUR or CNY.",
  ["rule.setting_kind"] =
    "The setting {setting} is {kind|setting_kind} in the company's flow, and here {got|setting_kind}. Keep the kind.",
  ["setting.value"] =
    "“{text}” does not fit the setting {setting} of {flow}, which is {kind|setting_kind}. Write it as " ..
    "`countersign settings` shows it.",

  -- Rule files: steps and ladders.
  ["rule.no_limit"] =
    "{step}[ in {flow}] has no time limit. Add within = workdays(3), or give the flow one for all its steps.",
  ["rule.empty_group"] = "{in} has no steps. Put steps in, or say if_empty = passes with the reason.",
  ["rule.need"] = "{in} needs more approvals than it has members. Lower `need`.",
  ["rule.no_branch"] = "{in}: no branch was chosen. Give one that always fits.",
  ["rule.step_flag"] =
    "{in}: true or false stands where a step is expected. Write a step with `when = …` instead of `condition and " ..
    "step`.",
  ["rule.first_of"] =
    "{in}: {word} chooses between whole sources, and cannot stand inside another list. Put it outermost.",
  ["rule.rung_acts"] = "{in} does nothing. Add remind, notify, reassign, raise, add, open, refuse, approve or call.",
  ["rule.rung_anchor"] = "{in} needs just one instant: `after`, `before`, `fraction` or the like.",
  ["rule.rung_twice"] = "{in}: the rung “{rung}” stands twice. Give each a name of its own.",
  ["rule.rung_verdicts"] = "{in} cannot both refuse and approve.",
  ["rule.rung_within"] = "{in}: `within` goes with `reassign`. Add it, or take `within` out.",

  -- Rule files: what a department changes.
  ["rule.extend_target"] = "{flow} has no step {step}.[ Did you mean {near}?]",
  ["rule.extend_place"] =
    "The added step {step} needs a place: after = \"name\" or before = \"name\" of a step that is there.",
  ["rule.fixed"] =
    "The company fixed the step {step} of {flow}, and this loosens it[ for {department}]: {what|loosened}. Take " ..
    "the change out, or ask the flow's owner.",
  ["rule.foreign_department"] =
    "This file stands in the folder of {folder}, but changes flows for {department}. Move it to that " ..
    "department's folder.",

  -- Rules: computing with values.
  ["rule.empty_field"] =
    "[{field} ]is empty here, and `{word}` needs a value. Ask first: if r.field then …, or make the field required.",
  ["rule.empty_sum"] =
    "The column {column} has no rows to sum, so its currency is not known. Ask first whether there are rows.",
  ["rule.division"] = "A division by zero. Ask first whether the divisor is zero.",
  ["rule.limits"] =
    "“{left}” and “{right}” can't be compared: which of them ends sooner depends on when a step opens.",
  ["rule.operands"] = "`{operation}` does not work between {left|thing} and {right|thing}.",

  -- Versions of the rules.
  ["ruleset.none"] = "No rules are in force yet. Put some into force with `countersign rules activate FOLDER`.",
  ["ruleset.no_earlier"] = "There is no earlier version to go back to.",
  ["ruleset.missing"] =
    "The version of the rules that this record runs under is not in the store any more. Restore a backup that " ..
    "has it.",
  ["ruleset.unknown"] =
    "No version of the rules begins with {hash} (at least 4 digits). `countersign rules` lists them.",
  ["ruleset.ambiguous"] = "Several versions of the rules begin with {hash}. Give more digits.",
  ["ruleset.corrupt"] =
    "The stored version of the rules cannot be read. Restore a backup, or activate the rules anew.",
  ["ruleset.version"] = "The stored rules were written by a newer version of this program. Use that version.",
  ["ruleset.file_twice"] = "The file {file} is given twice.",
  ["ruleset.setting_twice"] = "The setting {setting} of {flow} is given twice.",
  ["ruleset.link_leaves"] =
    "{file} is a link that leads out of the rules folder. Put the file itself into the folder.",
  ["ruleset.too_large"] = "[{file}: ]the rules are too large: {problem|problem}.",
  ["ruleset.unreadable"] = "{file} cannot be read: {problem|system}.",

  -- Configuration, company, plugins.
  ["config.read"] = "{file} cannot be read: {detail|system}.",
  ["config.syntax"] = "“{text}” is no setting. Write name = value, one a line.",
  ["config.too_large"] = "The configuration is larger than {limit} bytes.",
  ["config.twice"] = "{name} is set twice. Keep one of the lines.",
  ["config.unknown"] = "There is no setting {name}.[ Did you mean {nearest}?]",
  ["config.value"] = "{name} cannot be “{value}”[; it is a number from {least} to {most}].",
  ["company.exists"] = "There is a company in {folder} already ({store}). Choose another folder.",
  ["company.folder"] = "The folder {folder} cannot be made: {detail|system}.",
  ["company.none"] =
    "There is no company in {folder}. Make one with `countersign init`, or name its folder with --at.",
  ["plugin.name"] = "“{plugin}” is no name of a plugin. Use small letters, digits, - and _.",
  ["plugin.missing"] =
    "The plugin {plugin} is not there ({file}). Install it, or take it out of `plugins` in the configuration.",
  ["plugin.load"] = "The plugin {plugin} cannot be loaded from {file}: {detail|system}.",
  ["plugin.symbol"] = "{file} is no plugin of this program: it lacks the symbol {symbol}.",
  ["plugin.version"] =
    "The plugin {plugin} is made for version {version} of the interface, and this program has {known}. Build it " ..
    "anew.",
  ["plugin.shape"] = "The plugin {plugin} ({file}) is wrong inside: {slot} is {problem}. Tell its maker.",
  ["plugin.open"] = "The plugin {plugin} does not start: {detail|system}.",
  ["plugin.channel"] = "The channel {channel} of the plugin {plugin} does not start: {detail|system}.",
  ["plugin.setting"] =
    "{setting} is set for the plugin {plugin}, which is not in use. Add it to `plugins`, or take the line out.",
  ["plugin.twice"] = "The plugin {plugin} is named twice in `plugins`.",
  ["plugin.channel_twice"] = "Two plugins have a channel {channel} (one of them: {plugin}). Use only one of them.",
  ["plugin.function_twice"] = "Two plugins have a function {function} (one of them: {plugin}). Use only one of them.",
  ["channel.failed"] = "The channel {channel} could not deliver: {detail|system}.",

  -- Requests to the server.
  ["api.request"] = "A request is one JSON object.",
  ["api.too_large"] = "The request is longer than {limit} bytes. Send less at once.",
  ["api.verb"] = "There is no verb {verb}.[ Did you mean {nearest}?]",
  ["api.field"] = "{verb} takes no field {field}.[ Did you mean {nearest}?]",
  ["api.batch"] = "At most {most} records can be decided in one request. Send the rest in another.",
  ["api.value"] = "{field} does not fit[: {expected|expected} is expected][; at least {least}][; at most {most}].",
  ["json.syntax"] = "This is not JSON: {text} (line {line}, column {column}).",
  ["json.missing"] = "{field} is missing.",
  ["json.type"] = "[{field} ]must be {expected|type}.",
  ["json.range"] = "{field} is too large a number.",
  ["json.too_large"] = "The text is longer than {limit} bytes.",
  ["queue.full"] = "The server is busy: {limit} commands wait already. Try again in a moment.",
  ["queue.stopped"] = "The server is stopping and takes no more commands. Try again when it is back.",
  ["server.gone"] =
    "The server ended before it answered[ ({detail|system})]. Look whether the command was carried out, " ..
    "then send it " ..
    "again; with the same --key it is not done twice.",
  ["server.thread"] = "A thread cannot be started: {detail|system}.",
  ["server.timer"] = "The timer for deadlines cannot be set up: {detail|system}.",
  ["server.socket"] = "The socket {socket} cannot be used: {detail|system}.",
  ["server.socket_path"] =
    "The path of the socket is longer than {limit} bytes: {socket}. Set `socket` in the configuration to a " ..
    "shorter one.",
  ["server.running"] = "A server is running already at {socket}.",
  ["server.loop"] = "The server's loop does not start ({what}): {detail|system}.",
  ["server.connections"] = "The server has {limit} connections open, which is the limit. Try again in a moment.",
  ["read.full"] = "The server is busy: {limit} questions wait already. Try again in a moment.",
  ["host.read_only"] =
    "The store cannot be written at present: nothing was changed. Free the disk or mend it; the server tries " ..
    "again by itself.",
  ["host.reload"] =
    "It was written, but this process could not load it and goes on with what it knew. Restart the server.",
  ["host.transaction_lost"] = "The store gave up the transaction. Nothing of it was kept: send the command again.",
  ["outbox.lost"] = "The message {message} for {channel} is somebody else's to deliver by now.",
  ["outbox.not_found"] =
    "There is no message {message} that could be sent again. `countersign outbox` lists those waiting or stuck.",
  ["incident.not_found"] = "There is no open incident {incident}. `countersign incidents` lists them.",

  -- The store.
  ["store.busy"] = "The store[ {path}] is in use[ by process {pid}]. If that is a server, stop it " ..
    "or go through it; another command is done in a moment: try again.",
  ["store.chain"] =
    "The chain of events of record {record} is broken[ at event {seq}] ({what|chain}): something was changed " ..
    "from outside. Compare with a backup.",
  ["store.conflict"] = "Record {record} changed at the same moment. Send the command again.",
  ["store.constraint"] = "The store refuses this, since it would break a rule of its own: {detail|system}.",
  ["store.corrupt"] =
    "The store[ {path}] is damaged: {what/detail}[ (record {record})]. Stop, keep a copy, and restore a backup.",
  ["store.encoding"] =
    "The {what} {id} could not be written: it holds a value that could not be read back, or there is no memory.",
  ["store.exists"] = "{path} exists already, and nothing is overwritten. Choose another name.",
  ["store.failed"] = "The store failed: {detail|system} ({path}).",
  ["store.full"] = "The disk is full[ ({path})]. Free some room; nothing was changed.",
  ["store.io"] = "The disk failed at {path}: {detail|system}.",
  ["store.not_found"] =
    "There is none[: {path}][: record {record}][: version {ruleset}][: message {message}][: {id}].",
  ["store.read_time"] = "The question took longer than {limit} ms. Ask for less at once.",
  ["store.readonly"] = "{path} may not be written: {detail|system}. Check the rights of the file and of its folder.",
  ["store.unreadable"] = "{path} may not be read: {detail|system}. Check the rights of the file and of its folder.",
  ["store.rows"] =
    "In the table {table}, row {key}[, column {column}], stands “{have}” where the events make “{should}”. The " ..
    "events are right; compare with a backup.",
  ["store.sequence"] =
    "The events of record {record} do not follow each other: {seq} came, {expected} was due. This is a fault of " ..
    "the program; please report it.",
  ["store.statement"] =
    "A statement of the store's[ ({name/statement})] does not work with this file[: {detail|system}]. Is it made by " ..
    "another version?",
  ["store.stopped"] = "Stopped on request; nothing was put in place.",
  ["store.stray"] = "The table {table} has a row {key} that belongs to no record ({record}).",
  ["store.too_large"] = "[The {what} is too large][: at most {limit} bytes][: {detail|system}].",
  ["store.version"] = "The store has version {found}, and this program knows up to {known}. Use the newer program.",
  ["record.disposed"] =
    "Record {number/record} was disposed of at {at|time}[ by {by}][ by Unix user {uid}]. What stays of it stands in " ..
    "the company's own history: `countersign history 0`.",
  ["dispose.not_ended"] = "{number/record} is not disposed of: it has not ended ({state|state}).",
  ["dispose.task_open"] = "{number/record} is not disposed of: the task {task} is open.",
  ["dispose.clock_runs"] =
    "{number/record} is not disposed of: its clock {clock} has not stopped. Run `countersign verify`.",
  ["dispose.message_waiting"] =
    "{number/record} is not disposed of: the message {message} about it is not delivered. " ..
    "`countersign outbox` shows it.",
  ["dispose.incident_open"] =
    "{number/record} is not disposed of: the incident {incident} about it is open. See to it, then `countersign " ..
    "incidents settle {incident}`.",
  ["dispose.has_document"] = "{number/record} is not disposed of: it has documents ({document}).",
  ["dispose.damaged"] =
    "{number/record} is not disposed of: what is stored of it does not hold, and that is evidence. Run `countersign " ..
    "verify`, and compare with a backup.",
  ["verify.disposed"] =
    "Record {number/record} and the company's own history do not agree on whether it was disposed of: " ..
    "{what|disposed}. Compare with a backup.",
  ["verify.missing"] =
    "The number {number} was given, but its record is neither there nor disposed of: somebody took it out. Compare " ..
    "with a backup.",
  ["verify.state"] =
    "The stored state of record {record} is not what its events make of it (from byte {at} on). The events are " ..
    "right; compare with a backup.",
  ["event.corrupt"] = "The event {id} ({kind|event}) cannot be read. Run `countersign verify`.",
  ["event.misfit"] = "The event {id} ({kind|event}) does not fit the record: {problem}. Run `countersign verify`.",
  ["event.version"] =
    "An event of the kind “{kind|event}” was written by a newer version of this program ({version}). Use that " ..
    "version.",

  -- People and departments.
  ["people.table"] =
    "There is no table {table}. There are: departments, persons, posts, roles, holders, attributes, stand_ins.",
  ["people.column"] = "[Row {row}: ]the table {table} has no column {column}.",
  ["people.window"] =
    "[Row {row}: ]the window ends before it begins: {column} is {until|time}, and from is {from|time}. Correct " ..
    "the dates.",
  ["filter.department"] = "There is no department {department}.[ Did you mean {nearest} ({called/nearest})?]",
  ["document.empty"] = "{name} is empty: nothing can be read in it. Attach the file that has the content ({field}).",
  ["csv.rows"] = "There are no rows under the head ({columns|list}).",
  ["people.value"] =
    "[Row {row}: ]“{value}” does not fit the column {column} of {table}. Is it empty, misspelt, or the name of " ..
    "somebody not listed yet?",
  ["directory.cycle"] = "{what|directory} {key} leads back to itself: {path}. Break the circle.",
  ["directory.duplicate"] = "{what|directory} {key} is there twice. Keep one.",
  ["directory.invalid"] = "{what|directory}[ {key}] lacks its name or key.",
  ["directory.unknown"] = "{in} names {what|directory} {key}, which is not there.",

  -- Calendars and time zones.
  ["calendar.unknown"] = "There is no calendar {calendar}. `countersign calendar` lists them.",
  ["calendar.invalid"] = "The calendar {calendar} is not in order.",
  ["calendar.twice"] = "The calendar {calendar} is there twice.",
  ["calendar.no_default"] = "There is no calendar {calendar}, which is the company's. Put it in first.",
  ["calendar.name"] = "{field}: a name is needed, of at most {limit} bytes.",
  ["calendar.zone_missing"] = "{field}: the calendar has no time zone. Add one, such as Asia/Shanghai.",
  ["calendar.no_windows"] = "{field}: no weekday has working hours. Give at least one, such as 09:00-17:00 on mon.",
  ["calendar.window"] = "{field}: {window} is no time of day from earlier to later.",
  ["calendar.window_text"] = "{field}: “{text}” is no time span. Write it as 09:00-12:00.",
  ["calendar.overlap"] = "{field}: {window} and {other} overlap. Part them.",
  ["calendar.weekday"] = "{field}[: “{text}”] is no weekday. Use mon, tue, wed, thu, fri, sat, sun, or off.",
  ["calendar.works_as"] = "{field}: the day works as {weekday}, which has no working hours.",
  ["calendar.date"] = "{field}: “{text}” is no date. Write it as 2026-01-31.",
  ["calendar.day_order"] = "{field}: the dates must ascend, each once.",
  ["calendar.unknown_field"] =
    "A calendar has no field {field}. It has name, zone, windows, days, confirmed_until, version.",
  ["calendar.too_many"] = "{field}: there are too many; at most {limit} are allowed.",
  ["calendar.limit"] = "“{limit}” is no time limit that the calendar {calendar} could count.",
  ["calendar.beyond"] =
    "By the calendar {calendar} the limit “{limit}” never ends: it has too little working time. Check its hours " ..
    "and days off.",
  ["calendar.range"] = "The time lies beyond what the calendar {calendar} can count.",
  ["zone.unknown"] =
    "There is no time zone {zone}[ in {dir}]. Use a name such as Asia/Shanghai, or install the package tzdata.",
  ["zone.name"] = "“{zone}” cannot be the name of a time zone. Use a name such as Asia/Shanghai.",
  ["zone.read"] = "The file of the time zone {zone} cannot be read: {error}.",
  ["zone.not_tzif"] = "The file of the time zone {zone} is none. Install the package tzdata anew.",
  ["zone.format"] = "The file of the time zone {zone} is damaged ({part}). Install the package tzdata anew.",
  ["zone.leap_seconds"] =
    "The time zone {zone} counts leap seconds, which deadlines do not. Use the one without (not from “right/”).",
  ["zone.too_large"] = "The file of the time zone {zone} is larger than {limit} bytes.",
  ["import.field"] = "{field} must be {expected|expected}.",
  ["import.date"] = "{field}: “{text}” is no date of the file's year.",
  ["import.twice"] = "{field}: {text} is named twice.",
  ["import.option"] = "The option {option} does not fit this import.",
  ["import.not_icalendar"] = "This is no iCalendar file: it must begin with BEGIN:VCALENDAR.",
  ["import.structure"] = "The iCalendar file is not well built: BEGIN and END[ of {text}] do not match.",
  ["import.line_too_long"] = "A line is longer than {limit} bytes.",
  ["import.nul"] = "The file has a zero byte in it: it is not a text file.",
  ["import.not_utf8"] = "The file is not written in UTF-8: save it as UTF-8, then import it again.",
  ["import.too_large"] = "The file is larger than {limit} bytes.",
  ["import.too_many_events"] = "The events name too many dates: at most {limit} events are read. Give fewer years.",
  ["import.empty"] = "the file names no day: it confirms nothing",
  ["import.gap"] = "there are years between the calendar's confirmed date and this file: they are not confirmed",
  ["import.kept"] = "the calendar has this day, the file does not: kept",
  ["import.works"] = "a make-up day that works anyway",
  ["import.conflict"] = "named both as a day off and as a make-up day: it works",
  ["import.timed"] = "an event of certain hours, not of whole days: passed over",
  ["import.cancelled"] = "cancelled: passed over",
  ["import.unmatched"] = "its summary fits neither pattern: passed over",
  ["import.no_match"] = "the pattern for make-up days fits no event",
  ["import.outside"] = "outside the dates wanted",
  ["import.cut"] = "repeats too often: the rest was left out",
  ["import.too_long"] = "longer than a holiday can be: passed over",
  ["import.repeats"] = "repeats by the hour or faster: passed over",
  ["import.unreadable"] = "its dates or its repetition cannot be read",

  -- The command line, files and logs.
  ["usage.verb"] = "There is no verb “{verb}”.[ Did you mean “{nearest}”?] `countersign --help` lists them.",
  ["usage.unknown"] = "{verb} has no option --{option}.[ Did you mean --{nearest}?]",
  ["usage.missing"] = "{verb} needs {argument|argument}. See `countersign {verb} --help`.",
  ["usage.no_fields"] =
    "{verb} writes no field: “{text}” does not fit. Nothing was done. See `countersign {verb} --help`.",
  ["usage.extra"] = "{verb} does not take “{text}” too.[ Did you mean “{nearest}”?] See `countersign {verb} --help`.",
  ["usage.value"] = "--{option} needs a value[, and “{value}” does not fit].",
  ["usage.twice"] = "“{text}” is named a second time. Name each once; several people go by commas: NAME=a,b.",
  ["usage.pair"] = "“{text}” is no pair. Write NAME=VALUE.",
  ["usage.language"] = "There are no words in the language “{lang}”. Use --lang en or --lang zh.",
  ["ruleset.no_files"] = "There is no rule file (*.lua) in {folder}.",
  ["usage.utf8"] = "{option} is not UTF-8 text.",
  ["usage.clock"] = "--clock is for demo companies only; a real one goes by the real clock.",
  ["usage.clock_serve"] =
    "A server goes by the real clock: leave --clock out. On demo data time is played without a server: " ..
    "`countersign fire --clock … --until …`.",
  ["usage.clock_server"] = "A server is running, and it has its own clock. Stop it to use --clock.",
  ["usage.until"] = "--until goes with --clock, on demo data only.",
  ["interrupted"] = "Interrupted at a safe point.",
  ["file.open"] = "{file} cannot be read: {detail|system}.",
  ["file.write"] = "{file} cannot be written[: {detail|system}].",
  ["file.json"] = "{file} is not the JSON that is wanted here.",
  ["file.exists"] = "{file} exists already, and nothing is overwritten. Move it away first.",
  ["file.too_large"] = "{file} is too large.",
  ["file.utf8"] = "{file} is not UTF-8 text. Save it as UTF-8.",
  ["restore.exists"] =
    "{file} is there already. With --replace the backup takes its place, and the old one is kept beside it.",
  ["backup.unfinished"] =
    "{file} is there already: a backup is being made, or one was cut off. If none is running, delete it and try again.",
  ["restore.undone"] =
    "The backup could not take the place of {file}: {detail|system}. The store that was there is back, " ..
    "nothing changed.",
  ["restore.unfinished"] =
    "The backup could not take the place of {file}: {detail|system}. The store that was there is kept as " ..
    "{kept}: rename " ..
    "it to {file}, and what lies beside it likewise.",
  ["csv.open"] = "{file} cannot be opened: {detail|system}.",
  ["csv.head"] = "{file} is empty: its first line must name the columns.",
  ["csv.column"] = "There is no column {column}; there are: {found|list}.",
  ["csv.columns"] = "The row does not have as many cells as the head[: it has {found}, the head {expected}].",
  ["csv.quote"] = "A quotation mark is opened here and never closed.",
  ["csv.nul"] = "There is a zero byte here, as in files that are not UTF-8. Save the file as CSV in UTF-8.",
  ["csv.read"] = "{file} cannot be read to its end: {detail|system}. Nothing of it was taken over; fetch it again.",
  ["csv.too_long"] = "A cell is too long here; is a quotation mark missing?",
  ["data.table"] = "{file} must return a table.",
  ["map.value"] = "{what}: {expected|expected} is expected.",
  ["log.case"] = "An event belongs to the case {case}, which is not among the cases.",
  ["log.seq"] = "“{seq}” is no number in the order of its case (column seq).",
  ["log.timestamp"] = "“{timestamp}” is no instant. Write it as 2017-01-09T09:49:50+01:00, or leave it empty.",
  ["log.undated"] = "No event of the case {case} has a time. Give at least one.",
  ["replay.flow"] = "The map is for {map}, not for {flow}.",
  ["replay.command"] = "The map names the command {command}, which there is none of.",
  ["replay.unmapped"] = "The map stands for nothing here: {why}.",
  ["replay.begun"] = "The case began already: a second draft has no place.",
  ["replay.no_record"] = "The case has not begun: no draft came before this event.",

  -- The program itself.
  ["memory.out"] = "There is not enough memory. Nothing was changed.",
  ["sandbox.locale"] =
    "The program must run with LC_COLLATE and LC_NUMERIC in the C locale, not {locale}. This is a fault of the " ..
    "program; please report it.",
  ["sandbox.order"] = "The sandbox was {what}. This is a fault of the program; please report it.",
  ["sandbox.spoiled"] =
    "A rule ran out of its limits just before, and its sandbox cannot be used again. Try once more.",
  ["texts.entry"] = "{file}: the entry {code} is no text.",
  ["texts.twice"] = "The code {code} has words twice.",
  ["texts.language"] = "There are no texts in the language {lang}. Use en or zh.",
  ["error.example"] = " For example with {example}.",

  -- Measuring.
  ["bench.stopped"] = "The measurement was stopped.",
  ["bench.people"] = "The people to measure with could not be put into the company.",
  ["bench.server"] = "The server to measure did not answer at {socket}.",
  ["bench.refused"] = "A request of the measurement was refused: {answer}",
  ["bench.late"] = "A deadline did not fire within a minute.",

  ["task.waits"] = "{step} waits for {for}: whoever was asked to sign before it has to decide first.",
  ["delegate.twice"] =
    "{step} is delegated already: {by} prepares it at {for}. Wait for them, or decide it yourself.",
  ["task.not_permitted"] = "The rule does not let the people of {step} do that: {command|do}.",
  ["person.twice"] = "{person} is named twice. Name each once.",
  ["task.held_already"] = "{person} decides {step} already. Name somebody else.",
  ["person.inactive"] = "{person} is not in service now. Name somebody else.",
  ["person.required"] = "{command|do} needs to know who: name the person (person).",
  ["person.unknown"] = "Nobody is called {person} in the directory[ ({field})].",
  ["limit.depth"] = "Groups of steps are nested deeper than {limit} levels.",
  ["signer.where"] = "Say on which side the signer comes in: before, after or beside (where).",
  ["signer.not_removable"] =
    "{person} can't be removed: only those who have not decided, by whoever added them or shares their step.",
  ["signer.service"] = "{person} is a service account: a person has to sign. Name one.",
  ["signer.last"] = "{person} is the last who can decide {step}, so stays. Add somebody else first.",

  ["entry.required"] = "{step} asks for an entry ({entry|entry}): write it with log, which ends the task.",
  ["entry.field"] = "{field} is no field of such an entry ({entry|entry}), and none of the form.",
  ["entry.not_asked"] =
    "Nobody asks you for an entry[ at {step}], and what one writes without being asked has no field {field}. " ..
    "`countersign show` says who is asked for what; --entry says what you write.",
  ["entry.time"] = "“{time}” does not begin with a day: write 2026-03-02, or 2026-03-02 09:00.",
  ["happened.future"] =
    "{at|time} has not come: it is {now|time}. What happened can't lie ahead; leave --happened out for now.",
  ["entry.future"] = "{time} has not come yet: today is {today}. An entry tells what was.",
  ["entry.misfit"] = "{step} asks for another entry ({asks|entry})[, not {entry|entry}].",
  ["record.not_concerned"] =
    "{person} has nothing to do with this record: no task of it, now or before, and not above it.",

  ["order.not_above"] =
    "Only those above the record's department, or who inspect it, order something to be put right; {person} " ..
    "does not.",
  ["risk.no_response"] =
    "The risk is high, and the rules of {flow} name nobody who plans an answer to it. The administrator was told.",
  ["rung.risk_high"] = "The risk is high: {step} is not approved by letting time pass.",
  ["rule.risk_field"] = "{flow} works its risk out by a function, so no field can be called risk. Rename the field.",
  ["rule.risk_level"] = "{flow}: a risk is “low”, “medium” or “high”, not “{level}”.",
  ["rule.risk_itself"] = "{flow}: the function that works out the risk asks for the risk (r.risk).",
  ["rule.risk_because"] = "{flow}: the risk needs its reason: return \"high\", \"why\".",

  ["return.target"] =
    "{step} can't return it to {to} ({problem|target}). [It can be returned to {possible|list}, or, " ..
    "without --to, to whoever submitted it.]",
  ["take_back.jumped"] =
    "It can't be taken back: an administrator led the record on past {step} since. Say it in a comment.",
  ["take_back.replanned"] = "It can't be taken back: after {step} the plan has changed.",
  ["take_back.none"] = "There is no decision of yours in this round that could be taken back.",
  ["take_back.stands"] =
    "It would change nothing: the others have decided without {step}, and what follows goes on. Say it in a comment.",
  ["take_back.touched"] = "It can't be taken back: {by} has worked on {step} since[ ({at|time})].",
  ["take_back.stage"] = "{step} lies more than one stage back: its decision can't be taken back.",
  ["person.yourself"] = "{command|do} goes to somebody else than yourself.",
  ["claim.not_any"] = "{step} is not one that a single person of several takes: there is nothing to claim.",
  ["claim.none"] = "You have not claimed {step}[: {by} has], so there is nothing to give back.",
  ["task.claimed"] = "{by} has claimed {step}.",
  ["batch.twice"] =
    "{record} is named twice in this batch. It was decided once; the second time would have decided whatever comes " ..
    "next there.",
  ["batch.refused"] = "{refused} of {of} were refused[; the others are done: {done}]. Each result says why.",
  ["change.not_allowed"] = "The record can't be changed after its end[: {field}] ({problem|change}).",
  ["change.not_yours"] = "{field} is changed after the end by {by_code/by|source} alone.",
  ["copy.none"] = "You were sent no copy of this record.",
  ["urge.nobody"] = "Nobody else has a task of this record now.",
  ["urge.too_often"] = "Everybody concerned was urged a short while ago. Again from {at|time} on.",

  ["rule.check_twice"] = "{flow} has two checks called {check}. Give one of them another name.",
  ["rule.used_up_decides"] = "{in}: when_used_up needs a step in which somebody decides: approve or agree.",
  ["rule.loop_body"] = "{in}: repeats one step or group. Put several into a sequence inside it.",

  ["stand_in.over"] = "You no longer stand in for {principal}: {step} is theirs again.",

  ["children.none"] =
    "{step} has no record to open: its list is empty, or no field has a value. Say if_empty = " ..
    "passes_if_empty(\"…\") in the rule if that may be.",
  ["record.stays_closed"] =
    "The record was closed by an earlier version of the program, which did not keep where it stood. It can't go on.",
  ["record.over"] =
    "The record that opened this one has gone on without it ({state|state}): it can't be submitted again.",
  ["take_back.opened"] = "It can't be taken back: {step} has opened another record since.",
  ["limit.children"] = "A step opens at most {limit} records, and a record 1024 in all. Open fewer.",
  ["limit.record_depth"] = "Records open one another at most {limit} deep.",
  ["limit.follow_ups"] = "One command would lead to more than {limit} commands on other records. Open fewer at a time.",
  ["rule.unknown_flow"] = "{in} opens records of {flow}, and no flow has that name.[ Did you mean {near}?]",
  ["follow_up.refused"] =
    "Nothing was done, because it leads to something that can't be done: {command|do}[ of {flow}][ ({record})].",
  ["dispose.child_lives"] =
    "{number/record} is not disposed of: it opened a record that is still on its way ({other}).",
  ["dispose.opener_lives"] =
    "{number/record} is not disposed of: the record that opened it is still on its way ({other}).",
  ["verify.family"] = "Record {record} and record {other} contradict each other: {what|family}.",

  ["rule.rung_moves"] = "{in} hands the task on twice: reassign or raise, not both.",

  ["submit.reason"] =
    "A reason says why it is urgent: it goes with --urgent. Leave it out, or comment on the record instead.",
  ["green.none"] = "{flow} has no green channel: its approvals come first. Submit it without --urgent.",
  ["green.owed"] =
    "{step} does not lapse: the work has begun, and approvals are owed for it. Have them made up, or have an " ..
    "administrator cancel the record.",
  ["green.barred"] =
    "{department} owes {owed} approvals, {overdue} of them overdue: no green channel before they are " ..
    "made up, or, where their record has ended, excused (an administrator's `exception`). " ..
    "See `countersign debts --department {department}`; the ordinary way is open.",
  ["rule.green_stage"] = "{flow} has a green_channel and no approval stage that it could go before.",
}
