-- 管理操作的用语（中文）：管理员对记录做的事，以及为何被拒绝。代码与 admin_en.lua 相同。
return {
  ["help.complete"] = "管理员：以自己的名义办结他人的任务，须说明理由；--refuse 为拒绝",
  ["help.complete.refuse"] = "拒绝该任务",
  ["help.reassign"] = "管理员：把任务改派给他人，须说明理由",
  ["help.reassign.person"] = "改派给谁",
  ["help.cancel"] = "管理员：终止记录，须说明理由",
  ["help.suspend"] = "管理员：挂起记录；恢复之前不接受任何决定，所有计时暂停",
  ["help.suspend.until"] = "何时提醒挂起人：2026-03-31，或带时区的时刻",
  ["help.suspend.within"] = "同上，以时限表示：'5 workdays'；否则用流程的默认时限",
  ["help.resume"] = "管理员或挂起的看管人：恢复被挂起的记录",
  ["help.arg.holder"] = "多人有待办时，指明是谁的任务",

  ["state.suspended"] = "已挂起", ["state.cancelled"] = "已由管理员终止",
  ["by_administrator"] = "由管理员",

  ["event.record.administered"] = "管理员操作", ["event.task.completed"] = "代为办结",
  ["event.record.cancelled"] = "终止", ["event.record.suspended"] = "挂起", ["event.record.resumed"] = "恢复",
  ["do.jump"] = "跳转", ["do.complete"] = "代为办结", ["do.reassign"] = "改派", ["do.cancel"] = "终止",
  ["do.suspend"] = "挂起", ["do.resume"] = "恢复", ["do.exception"] = "作例外处理", ["do.migrate"] = "迁移到其他规则",
  ["do.hand_over"] = "离职交接",
  ["cause.suspended"] = "记录已挂起", ["cause.resumed"] = "已恢复", ["cause.cancelled"] = "已终止",
  ["reason.people.reassigned"] = "由管理员改派，原处理人", ["by.administrator"] = "管理员",
  ["message.task.completed"] = "已由管理员代为办结", ["message.record.suspended"] = "已挂起",
  ["message.record.resumed"] = "已恢复",
  ["data.act"] = "操作",

  ["admin.own_record"] = "这是您本人的申请，须由其他管理员{command|do}：任何人都不能绕过自己申请的审批人。",
  ["task.several"] = "有多个待办任务：{tasks}。请用 --step、--holder 或 --task 指明。",
  ["task.none_open"] = "没有符合的待办任务[（{step}）]。countersign show 列出记录的任务及其处理人。",
  ["record.suspended"] = "记录已挂起[（自 {since|time}）]，恢复之前不能{command|do}[。由 {watcher} 看管][，将于 {due|time} 提醒]。",
  ["suspend.until"] = "{until|time} 已过，或在十年之后。请给出将来的时间。",
}
