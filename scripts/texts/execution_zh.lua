-- 执行与验收中的用语：偏差、重新审批、由系统生成的文档。代码与 execution_en.lua 相同。
return {
  -- 偏差（P2.3.3）。
  ["help.deviate"] = "报告与计划的偏差，并可提出表单的新值；由部门负责人决定",
  ["do.deviate"] = "报告偏差",
  ["deviations"] = "偏差", ["why.deviation"] = "偏差",
  ["effect.if_agreed"] = "如获同意：",
  ["deviation.reported"] = "待决定", ["deviation.agreed"] = "已同意",
  ["deviation.approving"] = "已同意，重新审批中", ["deviation.refused"] = "未同意，按原计划执行",
  ["deviation.passed_over"] = "已同意，未再经审批：新值仍然有效",
  ["deviation.jumped"] = "被管理员跳过：",
  ["deviation.dropped"] = "调整未获批准，恢复原值", ["deviation.closed"] = "随本轮关闭",
  ["event.record.deviated"] = "报告偏差", ["event.record.adjusted"] = "计划调整",
  ["event.record.adjustment_dropped"] = "撤销调整", ["event.plan.replanned"] = "重新规划",
  ["cause.replanned"] = "调整后的计划不再需要", ["cause.deviation"] = "因偏差",
  ["message.record.deviated"] = "有人报告了偏差", ["message.record.adjusted"] = "计划已调整",
  ["expected.{ to = people, within = limit, replan = yes or no }"] = "{ to = 人员, within = 时限, replan = 是或否 }",
  ["message.record.adjustment_dropped"] = "调整未获批准，按原值继续",
  ["deviation.stage"] = "偏差在执行阶段报告，记录现处于阶段 {stage_title/stage|stage}。",
  ["deviation.own"] = "{step} 所决定的偏差由 {person} 报告，须由他人决定。",
  ["deviation.still_approving"] = "之前的调整仍在审批中：{step} 须待其结束后才能同意，现在可以拒绝。",
  ["limit.deviations"] = "一条记录最多 {limit} 个偏差。",
  ["replan.added"] = "计划须重新规划，但 {step} 是中途加入的，尚未决定，须先处理。",
  ["replan.refused_group"] = "按新的值，{step} 会因已有的决定立即被拒绝。",
  ["replan.empty"] = "按新的值，阶段 {stage_title/step|stage} 中没有步骤。",

  -- 超时不能决定的事项（A61）。
  ["rung.silence"] = "{step} 不能因超时而了结：{bars|silence}。",
  ["rule.silence"] = "{step} 的阶梯让超时代为决定，这不可行：{bars|silence}。请改为提醒、知会或转交。",
  ["silence.owed"] = "这是补办事项，须有人作出决定",
  ["silence.deviation"] = "与计划不符，须有人同意",
  ["silence.check"] = "须有人查看答复", ["silence.suspension"] = "须有人结束挂起",
  ["silence.notice"] = "被预警的人须确认知悉", ["silence.answer"] = "已向人询问，须由其答复",
  ["silence.entry"] = "须有人填写记录", ["silence.monitor"] = "监控没有可拒绝的内容",

  -- 由系统生成的文档（P2.5.3）。
  ["help.report acceptance"] = "生成已通过验收的验收报告，其摘要记入记录",
  ["help.report acceptance.out"] = "写入的文件（亦可 -o FILE）；缺省为打印",
  ["do.file_report"] = "归档报告",
  ["event.record.documented"] = "文档", ["data.document"] = "生成",
  ["documents"] = "文档",
  ["limit.documents"] = "一条记录最多 {limit} 份由其生成的文档。",
  ["acceptance.not_passed"] = "没有可报告的内容：该记录尚未通过验收（{state|state}）。",
}
