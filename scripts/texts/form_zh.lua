-- 表单以及步骤对表单的要求：错误、用语、标题。form_en.lua 有相同的代码。
return {
  -- 步骤的前置要求（A21）。
  ["compliance.blocked"] = "{step} 不能通过：有 {count} 项检查未通过。仍可拒绝或退回。",
  ["compliance.found"] = "{title}[：{text}][（{field}）]",
  ["require.missing"] = "办理 {step} 之前尚缺 {count} 项。",
  ["require.computed"] = "{label/field}：该项由规则计算，按现在的表单不成立。请改正其计算依据；若依据无误，请拒绝或退回。",
  ["document.required"] = "缺少文档 {label/field}。请上传：countersign attach 编号 {field}=文件。",
  ["check.required"] = "尚未勾选：“{check}”。请核实后以 --check 写明该项文字或序号。",
  ["check.unknown"] = "{step} 没有核对项“{check}”。[核对项有：{checks|list}。]",
  ["decision.form"] = "{command|do}时不填写表单，也不勾选核对项，请去掉这些内容。",
  ["rule.no_document"] = "{in}：字段 {field} 不是文档。请写 field \"{field}\"，或改用其他字段。",
  ["rule.checks_by_timer"] = "{step} 有核对清单，而其阶梯中有超时自动同意：时钟无法代人核实。请去掉其中之一。",
  ["expected.the name of a field, or options: document { … }"] = "字段名，或选项：document { … }",
  ["expected.checks: { check \"name\" { finds = function(r, set, task) … end } }"] =
    "检查：{ check \"名称\" { finds = function(r, set, task) … end } }",
  ["expected.names of checks by step: { head = \"limit\" }"] = "按步骤列出的检查名称：{ head = \"limit\" }",
  ["expected.the name of a check, or a list of names"] = "检查名称，或其列表",
  ["expected.names of steps: { \"head\" }"] = "步骤名称：{ \"head\" }",
  ["expected.function(r, set, task) that returns problems, or nothing"] = "返回问题（或不返回）的 function(r, set, task)",
  ["expected.what is to be seen to, in words"] = "要核对的事项（文字）",
  ["expected.field \"name\", document \"name\" or checklist { \"…\" }, or a list of them"] =
    "field \"名\"、document \"名\" 或 checklist { \"…\" }，或其列表",
  ["expected.fields by name: { price = \"hidden\" }"] = "按名称列出的字段：{ price = \"hidden\" }",
  ["expected.\"hidden\", \"read\", \"write\" or \"anew\""] = "\"hidden\"、\"read\"、\"write\" 或 \"anew\"",
  ["expected.a column of a table field"] = "明细表字段的列",
  ["rule.unknown_column"] = "{in}：明细表 {field} 没有这一列[ {column}]。[是否指 {near}？]",
  ["rule.anew"] = "{in}：{field} 不能在步骤每次开启时清空重填：{problem|anew}。",
  ["anew.required"] = "它是表单必填项，不能为空。请去掉表单中的 required，改为由步骤 require",
  ["anew.computed"] = "它由规则计算。请从 fields 中去掉",
  ["loosened.require"] = "不再要求原先要求的事项",
  ["loosened.fields"] = "办理人可见或可填的字段变多",
  ["many.checks"] = "检查",
  ["many.requires"] = "前置要求",
  ["aspect.require"] = "前置要求",
  ["needs.field"] = "须先填写", ["needs.document"] = "须先上传文档", ["needs.check"] = "须勾选",
  ["data.checks"] = "已勾选",
  ["help.arg.check"] = "已核实的核对项：其文字或序号；每项写一次",

  -- 明细表。
  ["field.rows"] =
    "{label/field} 是明细表：请逐格填写 lines.1.what=书桌，或以 JSON（按列名的对象列表）或 --rows 字段=文件.csv 给出全部行。",
  ["field.row"] = "{label/field} 没有第 {row} 行[，共 {rows} 行]。行从 1 起连续编号，新行接在最后一行之后。",
  ["field.row_column"] = "{field}.{row} 没有指明列，而 {label/field} 有多列：{columns|list}。请写 {field}.{row}.列=…。",
  ["help.arg.rows"] = "lines=文件.csv：明细表各行；首行为列名",

  -- 文档（A21，P3.1）。
  ["help.attach"] = "把文件附到表单：留存文件名、大小、类型与散列值；只写 字段= 则去掉",
  ["help.arg.files"] = "contract=报价.pdf：存放文档的字段与文件；明细表的行：papers.2.paper=报价.pdf",
  ["attach.no_document"] = "{label/field} 不是文档字段，请用 `countersign edit`。",
  ["attach.nothing"] = "没有要附的文件。请写明字段与文件：contract=报价.pdf。",
  ["bytes"] = "字节",
  ["problem.attached"] = "文档须上传：countersign attach 编号 字段=文件",
  ["expected.document"] = "文档：name、size、media_type 与 blake2b（64 位十六进制）",
  ["expected.list of texts"] = "文本列表",
  ["do.attach"] = "附上文档",
  ["document.initiation"] = "发起类", ["document.approval"] = "审批类", ["document.execution"] = "执行类",
  ["document.monitoring"] = "监控类", ["document.acceptance"] = "验收类",

  -- 同类单据合计（A73）。
  ["rule.no_sum"] = "{flow} 没有可求和的金额或数值 {field}。",
  ["many.uses"] = "同类单据合计",
  ["thing.a sum over like records"] = "同类单据合计",
  ["expected.fields: { \"supplier\" }"] = "字段：{ \"supplier\" }",
  ["expected.days or hours, such as days(30)"] = "天数或小时数，如 days(30)",
  ["expected.sums by name: { recent = sum_of { … } }"] = "按名称列出：{ recent = sum_of { … } }",
  ["uses.line"] = "{days} 天内有 {count} 张同类单据，共 {sum}：{numbers|list}",

  -- 步骤办理人对字段的权限（A71）。
  ["writes.fields"] = "可填写", ["writes.row"] = "行号", ["writes.anew"] = "（重新填写）",
  ["field.not_writable"] = "在 {step} 不能填写字段 {label/field}。",
  ["field.rows_kept"] =
    "在 {step} 不能增减 {label/field} 的行：原有 {rows} 行，提交了 {given} 行。只能逐格填写 {columns|list}，如 {field}.1.列=…。",
  ["field.cell_kept"] =
    "在 {step} 不能改动 {label/field}。只能逐格填写 {columns|list}，如 {field}.{row}.列=…。",
  ["field.rows_hidden"] =
    "{label/field} 有对您不可见的列，不能增减行：原有 {rows} 行，提交了 {given} 行。请逐格填写，如 {field}.1.列=…。",
  ["field.hidden"] = "字段 {field} 对您不可见，不能就它提问。",
  ["field.computed"] = "{label/field} 由规则计算，不能填写；请填写其计算依据。",
  ["field.not_computed"] = "无法计算 {label/field}[：{lacks} 为空]。请先填写。",
  ["rule.computed_order"] = "{field} 读取了排在其后的计算字段 {reads}。计算字段只能读取排在其前的计算字段。",
  ["expected.function(r, set) that returns the value"] = "返回该值的 function(r, set)",
  ["field.hidden_wrong"] = "这样填写后表单不合规：与一个对您不可见的字段冲突。请与发起人联系。",
}
