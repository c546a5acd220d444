# Twenty-six records of growing complexity, each brought to a point worth looking at. Sourced by make.sh, which defines
#   begin FLOW PERSON FIELD=VALUE …   a new company at Monday, 2 March 2026, 09:00; the draft of a record in it
#   at TIME                           the clock goes on to then ("03-04 15:30"), deadlines fire on the way
#   by PERSON VERB [OPTION …]         somebody does something to the record
#   picture "English" "Chinese" [draw's options]    draws where it stands
#   expected FLOW PERSON "English" "Chinese" FIELD=VALUE …   draws the route expected of a form
# Demo data: the people and the flows are of a company that does not exist.

scene_01() {
    expected gallery.leave wang.fang "A short leave, before it is submitted: one step, two not needed" \
        "请短假，提交之前：一步审批，两步不需要" days=3 reason=Family
}

scene_02() {
    begin gallery.leave wang.fang days=8 reason=Family
    by wang.fang submit
    at "03-02 15:40"
    by li.na approve --opinion "Enjoy it."
    at "03-03 10:00"
    picture "A longer leave: the leader in charge has it now" "较长的假期：正由分管领导审批"
}

scene_03() {
    begin gallery.trip anna.berg place=Hangzhou "amount=6800 CNY"
    by anna.berg submit
    at "03-02 11:10"
    by chen.hao approve --opinion "The fair is worth it."
    at "03-03 09:30"
    by peter.novak approve
    at "03-03 14:05"
    by treasury "done"
    picture "A business trip, finished: one of two in finance was enough" "出差申请已办结：财务两人中一人审核即可"
}

scene_04() {
    begin gallery.trip anna.berg place=Oslo "amount=32000 CNY"
    by anna.berg submit
    at "03-02 11:10"
    by chen.hao approve
    at "03-06 10:20"
    picture "Nobody in finance had time: handed on to their head, and late" "财务无人办理：超时后转交负责人"
}

scene_05() {
    begin gallery.seal wang.fang "subject=Labour contracts"
    by wang.fang submit
    at "03-02 10:02"
    by he.jing approve
    picture "Any one of three: the first decision closed the others" "或签：三人之一先决定，其余关闭"
}

scene_06() {
    begin gallery.hiring wang.fang "name=A candidate"
    by wang.fang submit
    at "03-02 13:30"
    by zhou.jie approve --opinion "Knows the trade."
    by xu.qing approve
    at "03-03 09:10"
    by anna.berg approve --opinion "Speaks three languages."
    by he.jing approve
    at "03-03 16:00"
    by li.na approve
    at "03-04 09:00"
    picture "Several people in one step: a panel of which all decide, and superiors one after the other" \
        "一步多人：小组须全部决定，上级逐级决定"
}

scene_07() {
    begin gallery.contract anna.berg "subject=Delivery to the south"
    by anna.berg submit
    at "03-02 10:30"
    by chen.hao approve
    at "03-03 11:00"
    by he.jing approve --opinion "Clause 7 was put right."
    at "03-03 15:20"
    by zheng.kai approve
    at "03-05 09:30"
    picture "All of four departments sign: two have, one is late, one has time" "四部门会签：两家已签，一家超时，一家未到期"
}

scene_08() {
    begin gallery.contract anna.berg "subject=Delivery to the west"
    by anna.berg submit
    at "03-02 10:30"
    by chen.hao approve
    at "03-03 11:00"
    by he.jing approve
    at "03-03 15:20"
    by han.mei refuse --reason "The supplier has not paid the last two invoices."
    at "03-04 09:00"
    picture "One of them refused: the rest is closed, the initiator takes notice" "一家拒绝：其余关闭，发起人知悉"
}

scene_09() {
    begin gallery.design yang.fan "subject=A new data store"
    by yang.fan submit
    at "03-03 10:30"
    by xu.qing approve --opinion "Sound."
    at "03-03 16:00"
    picture "Two of three approvals are needed; two refusals would end it" "三人中须两人同意；两人拒绝即终止"
}

scene_10() {
    begin gallery.project david.okoye "name=Records on one host" "budget=8000 CNY" abroad=true
    by david.okoye submit
    at "03-02 14:00"
    by xu.qing approve
    at "03-03 11:00"
    by he.jing approve
    at "03-04 10:00"
    by xu.qing approve --step design
    picture "Branches side by side, each with steps of its own; one is not needed" "并行分支，各有步骤；其中一支不需要"
}

scene_11() {
    begin gallery.policy wu.yan "subject=Travel"
    by wu.yan submit
    at "03-02 13:30"
    by zhou.jie approve
    at "03-03 10:00"
    by sun.tao approve
    by he.jing approve --opinion "In order."
    at "03-03 17:15"
    by chen.hao approve
    by feng.lin approve
    at "03-04 09:10"
    picture "Groups within groups" "组中有组"
}

returned_once() {
    begin gallery.purchase wang.fang "item=Chairs" "amount=8000 CNY"
    by wang.fang submit
    at "03-02 10:30"
    by li.na approve
    at "03-03 14:00"
    by han.mei return --reason "Which chairs? Name the maker and the number."
    at "03-03 16:00"
}

scene_12() {
    returned_once
    picture "Returned to the initiator, who revises it" "退回发起人修改"
}

second_round() {
    returned_once
    at "03-04 09:30"
    by wang.fang resubmit "item=Twelve chairs of Demo Seats" "amount=9600 CNY"
    at "03-04 11:00"
    by li.na approve --opinion "As discussed."
    at "03-04 14:00"
}

scene_13() {
    second_round
    picture "The second round; the first is folded" "第二轮；第一轮已折叠"
}

scene_14() {
    second_round
    picture "The same with every round as it was" "同一单据，完整显示各轮" --rounds all
}

scene_15() {
    begin gallery.event wu.yan "name=Open day" "budget=60000 CNY" involved.1.department=hr involved.2.department=sales \
        involved.3.department=finance involved.4.department=it involved.5.department=legal involved.6.department=procurement \
        involved.7.department=support
    by wu.yan prepare
    at "03-02 15:00"
    by li.na agree
    at "03-03 09:30"
    by chen.hao agree --opinion "With two of ours at the door."
    by xu.qing agree
    at "03-03 10:00"
    picture "Seven departments are asked before anything is submitted" "提交之前先征求七个部门的同意"
}

scene_16() {
    begin gallery.event wu.yan "name=Open day" "budget=60000 CNY" involved.1.department=hr involved.2.department=sales
    by wu.yan prepare
    at "03-02 15:00"
    by li.na agree
    by chen.hao agree
    by wu.yan submit
    at "03-03 10:00"
    by zhou.jie approve
    at "03-04 10:00"
    by han.mei approve
    by he.jing approve
    at "03-06 10:00"
    by wu.yan "done" --opinion "The hall and two rooms."
    by feng.lin "done"
    at "03-10 11:00"
    by feng.lin "done"
    at "03-16 09:00"
    by zhou.jie approve --opinion "Four hundred guests."
    picture "Four stages, all ended" "四个阶段，全部结束"
}

scene_17() {
    begin gallery.leave zheng.kai days=25 "reason=A long journey"
    by zheng.kai submit
    at "03-03 10:00"
    by qian.min approve
    at "03-04 09:00"
    by zheng.kai withdraw --reason "Put off until autumn."
    picture "Withdrawn by the initiator" "发起人撤回"
}

scene_18() {
    expected gallery.event wu.yan "The whole route of four stages, before anything is drafted" "起草之前：四个阶段的完整预计流程" \
        "name=Anniversary" "budget=250000 CNY" involved.1.department=hr involved.2.department=sales involved.3.department=it
}

scene_19() {
    begin gallery.odd wang.fang "subject=<subject> & \"more\""
    by wang.fang submit
    at "03-02 10:00"
    by wu.yan approve --opinion "An opinion that says everything there is to say about <this> & that, and then, because there is always more to say, goes on for so long that no card could hold it, not even one that is made for long opinions, of which there are, in the experience of everybody who has ever worked in an office, a great many."
    at "03-02 11:00"
    by zhou.jie approve
    by xu.qing approve
    by anna.berg refuse --reason "5 < 3 & so on" || true
    picture "Long names, long words, many people, signs that XML keeps for itself" "长名称、长词、多人，以及 XML 的保留字符"
}

scene_20() {
    begin gallery.event wu.yan "name=Trade fair" "budget=480000 CNY" involved.1.department=hr involved.2.department=sales \
        involved.3.department=finance involved.4.department=it involved.5.department=legal
    by wu.yan prepare
    at "03-02 15:00"
    for head in li.na chen.hao han.mei xu.qing he.jing; do by $head agree; done
    by wu.yan submit
    at "03-03 10:00"
    by zhou.jie return --reason "The budget of the stand is missing."
    at "03-03 15:00"
    by wu.yan edit "budget=510000 CNY"
    by wu.yan prepare
    for head in li.na chen.hao han.mei xu.qing he.jing; do by $head agree; done
    by wu.yan resubmit
    at "03-04 10:00"
    by zhou.jie approve
    at "03-04 16:00"
    by he.jing refuse --reason "The contract with the fair names a court abroad."
    at "03-05 09:30"
    by wu.yan acknowledge
    by wu.yan prepare || true
    at "03-05 11:00"
    for head in li.na chen.hao han.mei xu.qing he.jing; do by $head agree; done
    by wu.yan submit
    at "03-05 15:00"
    by zhou.jie approve --opinion "Now it is complete."
    at "03-06 10:00"
    by han.mei approve
    by he.jing approve
    at "03-11 10:00"
    by zhao.lei approve
    at "03-12 14:00"
    by feng.lin "done"
    at "03-20 10:00"
    picture "Three rounds, four stages, branches, one of them late" "三轮、四阶段、多分支，其一超时"
}

# The demo company's works, up to what they are carried out.
works() {
    begin gallery.works wu.yan "$@"
    printf 'role,department,person\nadministrator,,zhao.lei\n' >"$work/roles.csv"
    run people import roles "$work/roles.csv"
    by wu.yan submit
    at "03-02 11:00"
    by zhou.jie approve
}

scene_21() {
    works "name=A new gate" "budget=600000 CNY"
    at "03-03 10:00"
    by han.mei approve
    at "03-03 15:00"
    by zhao.lei jump --to manager --reason "The frost comes on Friday."
    at "03-04 09:00"
    picture "An administrator had it go on from a later step" "管理员使流程跳到后面的步骤"
}

built() {
    works "name=A new gate" "budget=8000 CNY"
    at "03-03 10:00"
    by feng.lin "done"
}

scene_22() {
    built
    for day in 04 05 06; do
        at "03-$day 10:00"
        by feng.lin "done"
        at "03-$day 15:00"
        by zhou.jie refuse --reason "The hinge is loose: seen on the ${day}th."
    done
    at "03-09 10:00"
    by xu.qing approve --opinion "It holds, though it squeaks."
    picture "Three rounds of a loop are used up: a group has the last word" "循环三轮用尽：由一组人员最终裁定"
}

adjusted() {
    works "name=A new gate" "budget=8000 CNY"
    at "03-03 10:00"
    by wu.yan deviate --text "Steel has become dear." "budget=60000 CNY"
    by zhou.jie approve --step deviation
}

scene_23() {
    adjusted
    at "03-04 10:00"
    by zhou.jie approve --step head
    by han.mei approve
    by he.jing approve
    by qian.min approve
    at "03-09 10:00"
    by wu.yan deviate --text "The ground has to be drained first, and the road beside it." "budget=700000 CNY"
    by zhou.jie approve --step deviation.2
    at "03-10 10:00"
    by zhou.jie approve --step head
    at "03-10 14:00"
    picture "Adjusted twice on its way: approved again, beside the work that goes on" "执行中两次调整：边执行边重新审批"
}

scene_24() {
    begin gallery.works wu.yan "name=A burst pipe" "budget=60000 CNY"
    by wu.yan submit --urgent --reason "Water stands in the cellar."
    at "03-02 15:00"
    by zhou.jie approve --step head.owed
    at "03-03 10:00"
    picture "By the green channel: carried out before its approvals, which are owed" "绿色通道：先办理，审批待补"
}

scene_25() {
    works "name=A new gate" "budget=60000 CNY"
    at "03-03 10:00"
    by han.mei approve
    at "03-03 15:00"
    by zhao.lei jump --to head --reason "The plans were exchanged."
    at "03-04 10:00"
    by zhao.lei suspend --until 2026-03-20 --reason "The neighbour objects."
    at "03-05 09:00"
    picture "Sent back by an administrator, then suspended: its time stands still" "管理员退回后挂起：计时暂停"
}

scene_26() {
    begin gallery.fitting wu.yan "name=The third floor" "budget=80000 CNY"
    by wu.yan submit
    at "03-02 14:00"
    by zhou.jie approve
    at "03-04 16:00"
    by wu.yan log --step work-record "time=2026-03-04 14:00" place=Floor "participants=Two fitters" content=Walls problems=none measures=none
    by wu.yan log --step progress "content=The walls are up." "spent=91000 CNY"
    at "03-05 10:00"
    by zhou.jie acknowledge --step over-budget
    by wu.yan request finance "Which invoices are paid?"
    at "03-09 10:00"
    picture "Carried out: recorded, reported and watched; a warning, something to be put right, a stage to come" \
        "执行中：有记录、报告与监控；有预警、责令整改；后续阶段尚未开始"
}
