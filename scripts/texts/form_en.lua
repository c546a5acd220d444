-- What is said of forms and of what a step asks of them, in English: errors, words, headings. form_zh.lua has the same
-- codes.
return {
  -- What a step requires (A21).
  ["compliance.blocked"] =
    "{step} may not pass: its checks found something ({count}). To refuse or to return it is possible all the same.",
  ["compliance.found"] = "{title}[: {text}][ ({field})]",
  ["require.missing"] = "{step} asks for something first ({count} missing).",
  ["require.computed"] =
    "{label/field}: that is worked out by the rules, and is not so as the form is. Correct what it is worked out " ..
    "from; where that is as it should be, refuse or return instead.",
  ["document.required"] =
    "The document {label/field} is missing. Attach it: countersign attach RECORD {field}=FILE.",
  ["check.required"] = "Not ticked: “{check}”. See to it, then say so with --check and these words, or their number.",
  ["check.unknown"] = "{step} has no check “{check}”.[ Its checks are: {checks|list}.]",
  ["decision.form"] = "To {command|do} writes nothing into the form and ticks nothing. Leave these out.",
  ["rule.no_document"] = "{in}: the field {field} holds no document. Write field \"{field}\", or name another one.",
  ["rule.checks_by_timer"] =
    "{step} has a checklist, and a rung of its ladder approves by time-out: no clock can say that somebody has " ..
    "looked. Take one of them out.",
  ["rule.unknown_column"] = "{in}: the table {field} has no column[ {column}] of that name.[ Did you mean {near}?]",
  ["rule.anew"] = "{in}: {field} can't be found anew each time the step opens: {problem|anew}.",
  ["anew.required"] = "the form must have it, so it can't begin empty. Take `required` out of the form, and require " ..
    "it of the step",
  ["anew.computed"] = "the rules work it out. Take it out of `fields`",
  ["loosened.require"] = "something it required is required no more",
  ["loosened.fields"] = "its people see or write more of the form",
  ["many.requires"] = "requirements", ["many.checks"] = "checks",
  ["aspect.require"] = "required first",
  ["needs.field"] = "needs", ["needs.document"] = "needs the document", ["needs.check"] = "to be ticked",
  ["data.checks"] = "ticked",
  ["help.arg.check"] = "a check of the step that was seen to: its words or its number; once for each",

  -- Tables.
  ["field.rows"] =
    "{label/field} is a table: give cells as lines.1.what=Desk, all of its rows as JSON (a list of objects by " ..
    "column), or with --rows FIELD=FILE.csv.",
  ["field.row"] =
    "{label/field} has no row {row}[: it has {rows}]. Rows are numbered from 1 without a gap; a new one comes after " ..
    "the last.",
  ["field.row_column"] =
    "{field}.{row} names no column, and {label/field} has several: {columns|list}. Write {field}.{row}.COLUMN=….",
  ["help.arg.rows"] = "lines=FILE.csv: the rows of a table; the first line names the columns",

  -- Documents (A21, P3.1).
  ["help.attach"] =
    "attach files to the form: each file's name, size, type and hash are kept; FIELD= alone takes one out",
  ["help.arg.files"] =
    "contract=offer.pdf: a field that holds a document, and the file; of a row of a table papers.2.paper=offer.pdf",
  ["attach.no_document"] = "{label/field} holds no document. Use `countersign edit` for it.",
  ["attach.nothing"] = "Nothing to attach. Name a field and a file: contract=offer.pdf.",
  ["bytes"] = "bytes",
  ["problem.attached"] = "documents are attached: countersign attach RECORD FIELD=FILE",
  ["expected.document"] = "a document: name, size, media_type and blake2b (64 hex digits)",
  ["expected.list of texts"] = "a list of texts",
  ["do.attach"] = "attach documents",
  ["document.initiation"] = "initiation", ["document.approval"] = "approval", ["document.execution"] = "execution",
  ["document.monitoring"] = "monitoring", ["document.acceptance"] = "acceptance",

  -- Sums over like records (A73).
  ["rule.no_sum"] = "{flow} has no amount or number {field} to sum.",
  ["many.uses"] = "sums over like records",
  ["uses.line"] = "{count} like it in {days} days, {sum}: {numbers|list}",

  -- What a step's people may do with the fields (A71).
  ["writes.fields"] = "may be written", ["writes.row"] = "ROW", ["writes.anew"] = " (anew)",
  ["field.not_writable"] = "The field {label/field} is not to be written at {step}.",
  ["field.rows_kept"] =
    "At {step} the rows of {label/field} stay as they are: there are {rows}, and {given} were given. Write " ..
    "{columns|list} alone, cell by cell, as {field}.1.COLUMN=….",
  ["field.cell_kept"] =
    "{label/field} is not to be written at {step}. Write {columns|list} alone, cell by cell, as " ..
    "{field}.{row}.COLUMN=….",
  ["field.rows_hidden"] =
    "A column of {label/field} is not shown to you, so its rows stay as they are: there are {rows}, and {given} " ..
    "were given. Write cell by cell, as {field}.1.COLUMN=….",
  ["field.hidden"] = "The field {field} is not shown to you, so it cannot be asked about.",
  ["field.computed"] = "{label/field} is worked out by the rules. Leave it out, and give what it is worked out from.",
  ["field.not_computed"] = "{label/field} can't be worked out[: {lacks} is empty]. Fill that in first.",
  ["rule.computed_order"] =
    "{field} reads {reads}, which is worked out after it. A computed field may read those that stand before it.",
  ["field.hidden_wrong"] =
    "With this the form would not be in order: a field that is not shown to you does not allow it. Ask the initiator.",
}
