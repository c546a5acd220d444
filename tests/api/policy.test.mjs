// The policy's clauses on principles, initiation and approval (P1.2 to P2.2), clause by clause, in its own words: what people do with the
// shipped rules from the command line, and what the clause forbids. One test a clause; its id begins the name.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, cause, chairs, codes, Company } from "./company.mjs";
import { fair, approve, work, pairs, due, told } from "./policy.mjs";
import { folder, root, run } from "./support.mjs";

test("P1.3.1 compliance checks are named rules that run before a step may pass; a failed one blocks, with the reason", async (t) => {
  const c = new Company(t);
  const signed = ["--aspect", "feasibility=It can be done.", "--aspect", "compliance=It is allowed.", "--aspect", "budget=It is there."];
  const n = c.submit("anna.berg", "company.business", { ...fair, in_charge: "chen.hao" });
  const checks = (k, step) => c.show(k).plans.flatMap((p) => p.steps).findLast((s) => s.name === step).checks;
  await t.test("who is in charge of it can't approve it, and is told the check, the reason, the file and the line", () => {
    const error = c.refused("chen.hao", "approve", n, ...signed);
    assert.equal(error.code, "compliance.blocked");
    assert.equal(cause(error).params.check, "no-conflict-of-interest");
    assert.match(cause(error).file, /company\/business\.lua$/);
    assert.ok(cause(error).line > 0);
    const words = c.run(["approve", n, ...signed, "--as", "chen.hao", "--lang", "zh"]);
    assert.match(words.stderr, /办理人不审批本人负责的业务：办理人即业务负责人/);
    assert.equal(words.status, 1);
  });
  await t.test("the task says what it lacks before anybody tries", () => {
    assert.deepEqual(checks(n, "head").map((k) => [k.check, k.clause, k.found.length]), [["no-conflict-of-interest", "P1.3.1", 1]]);
    assert.match(c.run(["show", n, "--as", "chen.hao"]).stdout, /☒ check: Nobody approves what they carry out — whoever decides is in charge of it/);
    assert.match(c.run(["why", n, "head", "--as", "chen.hao"]).stdout, /checks {6}no-conflict-of-interest .*business\.lua:\d+\]/);
    assert.equal(c.as("anna.berg", "plan", n).stages.find((s) => s.stage === "approval").steps.find((s) => s.name === "head").checks[0].found.length, 1,
      "the preview too");
  });
  await t.test("an administrator does not complete it, the timer does not pass it", () => {
    assert.equal(c.json(["complete", n, "--step", "head", "--reason", "He is on leave."]).error.code, "compliance.blocked");
  });
  await t.test("to refuse or to hand it over is nobody hindered; what was run and found nothing is on record before the decision", () => {
    c.as("chen.hao", "transfer", n, "qian.min", "--reason", "It is my own.");
    assert.deepEqual(checks(n, "head").map((k) => k.found), [[]]);
    c.as("qian.min", "approve", n, ...signed);
    const events = c.history(n), at = events.findIndex((e) => e.kind === "step.complied");
    assert.deepEqual([events[at].actor.kind, events[at].data.checks, events[at + 1].kind],
      ["rule", [{ check: "no-conflict-of-interest", title: { en: "Nobody approves what they carry out", zh: "办理人不审批本人负责的业务" } }], "task.decided"]);
    assert.match(c.run(["why", n, "head", "--as", "anna.berg"]).stdout, /no-conflict-of-interest .*found nothing, 2026-03-02/);
    const other = c.submit("anna.berg", "company.business", { ...fair, name: "Another", in_charge: "chen.hao" });
    c.as("chen.hao", "refuse", other, "--reason", "It is my own.");
    assert.equal(c.run(["verify"]).status, 0);
  });
});

const remark = { subject: "record", reference: "PUR-2026-000001", concerned: "procurement", feedback: "Three weeks for two chairs." };

test("P1.3.5 feedback is itself a record that must be answered: by the head concerned, within a limit", async (t) => {
  const c = new Company(t);
  await t.test("it says what it is about", () => {
    const { reference, ...nothing } = remark;
    assert.equal(cause(c.refused("wang.fang", "submit", c.draft("wang.fang", "company.feedback", nothing))).params.field, "reference", reference);
  });
  const n = c.submit("wang.fang", "company.feedback", remark);
  await t.test("the head of the department concerned has three working days, and answers in words", () => {
    assert.deepEqual(c.next(n), { answer: "zheng.kai" });
    assert.equal(due(c, n, "answer"), at("2026-03-05T18:00"));
    assert.equal(cause(c.refused("zheng.kai", "done", n)).code, "field.required");
    assert.equal(c.refused("wang.fang", "done", n).code, "task.not_yours", "nobody answers for them");
  });
  await t.test("whoever gave it is told the answer, and may say that it settles it", () => {
    c.as("zheng.kai", "done", n, "answer=The supplier was late; we have changed it.");
    assert.deepEqual(c.next(n), { settled: "wang.fang" });
    assert.equal(c.show(n, "wang.fang").fields.find((f) => f.name === "answer").value, "The supplier was late; we have changed it.");
    assert.equal(c.as("wang.fang", "approve", n).state, "finished");
  });
  await t.test("late, it is reminded, told above, and goes to the superior", () => {
    const late = c.submit("wang.fang", "company.feedback", remark);
    c.pass("2026-03-11T18:00:00+08:00");
    assert.ok(told(c, late, "answer").includes("remind zheng.kai"));
    assert.ok(told(c, late, "answer").includes("notify qian.min"));
    assert.deepEqual(c.next(late), { answer: "qian.min" });
  });
});

test("P1.3.5 what is not settled is answered once more, one level up; who says nothing against an answer has taken it", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.feedback", remark);
  c.as("zheng.kai", "done", n, "answer=Three weeks are usual.");
  assert.equal(c.refused("wang.fang", "refuse", n).code, "reason.required", "what it does not settle is said");
  c.as("wang.fang", "refuse", n, "--reason", "Two were in stock.");
  assert.deepEqual(c.next(n), { "answer-above": "qian.min" }, "the leader in charge");
  c.as("qian.min", "done", n, "answer_above=You are right; it is put right.");
  assert.deepEqual(c.next(n), { "settled-above": "wang.fang" });
  c.as("wang.fang", "refuse", n, "--reason", "Nothing has come.");
  assert.equal(c.show(n).state, "ended_refused", "not settled, and that is on record");
  const told = c.history(n).find((e) => e.kind === "record.notified");
  assert.deepEqual([told.actor.kind, told.step.name, told.data.about, told.data.people.map((p) => p.handle)],
    ["rule", "settled-above", "decided", ["zhao.lei"]], "whom the rule tells of it is on record too");
  assert.match(c.run(["history", n, "--as", "zhao.lei"]).stdout, /told +\(rule\) +settled-above Is it settled now\? +after a decision +whom zhao\.lei +“feedback is not settled, though it was answered twice”/);
  assert.match(c.run(["history", n, "--as", "zhao.lei", "--lang", "zh"]).stdout, /告知 .*缘由 办理 +人员 zhao\.lei/);
  const quiet = c.submit("wang.fang", "company.feedback", remark);
  c.as("zheng.kai", "done", quiet, "answer=It was a holiday.");
  c.pass("2026-03-16T18:00:00+08:00");
  const settled = c.show(quiet).tasks.find((k) => k.step_name === "settled");
  assert.deepEqual([c.show(quiet).state, settled.outcome, c.history(quiet).find((e) => e.kind === "task.decided" && e.data.opinion?.includes("in time")).actor.kind],
    ["finished", "approved", "timer"]);
  assert.deepEqual([settled.automatic, settled.decided_by, settled.person.handle], ["timer", null, "wang.fang"], "it is no act of the holder's (A61)");
  assert.equal(c.show(quiet).tasks.find((k) => k.step_name === "answer").automatic, null, "that one is");
  for (const [lang, by] of [["en", "approved by the timer"], ["zh", "同意 由定时器"]])
    assert.match(c.run(["show", quiet, "--as", "zhao.lei", "--lang", lang]).stdout, new RegExp(`✓ settled .*wang.fang [^“]* ${by} “`));
  const english = c.run(["show", quiet, "--as", "zhao.lei"]).stdout;
  assert.match(c.run(["why", quiet, "settled", "--as", "zhao.lei"]).stdout, /wang\.fang [^\n]* approved by the timer {2}“.*in time/);
  assert.match(english, /at most 1 round /, "one is no rounds");
  assert.match(english, /settled .*wang\.fang [^(]*\(the initiator\) /);
  assert.match(c.run(["draw", quiet, "--as", "zhao.lei"]).stdout, /approved by the timer/);
});

test("P1.2 every flow has an owner department: rules of a department that is not there are not activated", (t) => {
  const c = new Company(t);
  const rules = join(folder(t), "rules");
  cpSync(join(root, "rules"), rules, { recursive: true });
  const path = join(rules, "company/ordinary.lua"), source = readFileSync(path, "utf8");
  writeFileSync(path, source.replace('owner    = "office"', 'owner    = "offise"'));
  const refused = c.run(["rules", "activate", rules]);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /company\/ordinary\.lua:\d+: flow "company\.ordinary": its owner "offise" is no department; perhaps "office"\./);
  writeFileSync(path, source);
  const sales = readFileSync(join(rules, "sales/business.lua"), "utf8");
  mkdirSync(join(rules, "zzz"));
  writeFileSync(join(rules, "zzz/business.lua"), sales.slice(0, sales.indexOf('\ntest "')).replace('"sales"', '"zzz"'));
  assert.match(c.run(["rules", "activate", rules]).stderr, /zzz\/business\.lua:\d+: extend "company\.business": "zzz" is no department, so what it changes holds for nobody/);
});

test("P1.3.2 what the company lays down no department takes out, slows, or gives to others, whatever its rules say", (t) => {
  const rules = join(folder(t), "rules"), check = () => run(["check", rules]).stdout.split("\n").filter((l) => l.startsWith("error: "));
  cpSync(join(root, "rules"), rules, { recursive: true });
  const business = (department, words) => writeFileSync(join(rules, department, "business.lua"), `extend "company.business" { ${words} }\n`);
  assert.deepEqual(check(), []);
  // a step of each stage at a time, since a stage's first fault is the one that is told
  for (const [sales, hr, finance, procurement] of [["head", "work-record", "hand-over", "agree_in"], ["legal", "progress", "check", "accept_in"], ["leader", "inspection", "acceptance", "rectify_in"], ["manager", "figures", "acceptance", "record_every"]]) {
    business("sales", `leave_out = { ${sales} = "too slow" }`);
    business("hr", `leave_out = { ["${hr}"] = "too slow" }`);
    business("finance", `leave_out = { ["${finance}"] = "too slow" }`);
    business("procurement", `settings = { ${procurement} = workdays(200) }`);
    const said = check();
    const of = (department, step, what) => assert.ok(said.some((l) => l.includes(`${department}/business.lua:1:`) && l.includes(`fixed the step ${step} of company.business`) && l.includes(what)), `${department}: ${step}: ${what}\n${said.join("\n")}`);
    for (const [department, step] of [["sales", sales], ["hr", hr], ["finance", finance]]) of(department, step, "the step is left out");
    of("procurement", { agree_in: "agree-1", accept_in: "check", rectify_in: "hand-over", record_every: "work-record" }[procurement], "the time limit is longer");
  }
  business("sales", 'deviation = { to = field "in_charge" }');
  business("hr", 'change = { figures = { overdue = ladder { { after = workdays(1), remind = assignee } } } }');
  business("finance", 'on = { decided = function(r, set, e) if e.step == "carry-out" then return finish "that will do" end end }');
  business("procurement", 'change = { acceptance = { by = field "in_charge" } }');
  const said = check().join("\n");
  assert.match(said, /sales\/business\.lua:1: .*deviation.*other people decide/);
  assert.match(said, /hr\/business\.lua:1: .*figures.*less is done when it is late/);
  assert.match(said, /finance\/business\.lua:1: .*finish.*somebody still has to agree/, "nothing ends without its acceptance");
  assert.match(said, /procurement\/business\.lua:1: .*acceptance.*other people decide/);
});

test("P2.1.1 the initiating department is one that there is: else its head would be nobody, and somebody else decide", (t) => {
  const c = new Company(t);
  const error = c.json(["draft", "company.business", ...pairs({ ...fair, initiated_by: "salse", "involved.1.department": "nowhere" }), "--as", "anna.berg"]).error;
  assert.equal(error.code, "form.invalid");
  assert.equal(codes(error).filter((k) => k === "field.department").length, 2, "also the one in the table");
  const words = c.run(["draft", "company.business", ...pairs({ ...fair, initiated_by: "salse" }), "--as", "anna.berg"]).stderr;
  assert.match(words, /Initiating department: there is no department salse\. Did you mean sales \(Sales\)\? Give the key of a department\./);
});

test("P2.1.1 the application says background, goals, requirements and expected effect, and carries name, department, person in charge, planned time, budget", (t) => {
  const c = new Company(t);
  const needed = { name: "业务名称", initiated_by: "发起部门", in_charge: "负责人", planned: "计划时间", budget: "预算", background: "业务背景",
                   goals: "业务目标", requirements: "业务需求", effect: "预期效果" };
  for (const [field, label] of Object.entries(needed)) {
    const { [field]: gone, ...rest } = fair;
    const draft = c.draft("anna.berg", "company.business", rest);
    const error = c.refused("anna.berg", "prepare", draft);
    assert.equal(error.code, "form.invalid", `without ${field} (${gone}) it is not submitted`);
    assert.match(c.run(["prepare", draft, "--as", "anna.berg", "--lang", "zh"]).stderr, new RegExp(label), "the message names the field");
  }
});

test("P2.1.2 where several departments are involved they agree first; without it the application is not submitted", (t) => {
  const c = new Company(t);
  const draft = c.draft("anna.berg", "company.business", { ...fair, "involved.1.department": "finance", "involved.2.department": "it" });
  assert.ok(codes(c.refused("anna.berg", "submit", draft)).includes("prepare.needed"));
  c.as("anna.berg", "prepare", draft);
  c.as("han.mei", "agree", draft, "--opinion", "Within the plan.");
  assert.ok(codes(c.refused("anna.berg", "submit", draft)).length > 0, "one of two is not enough");
  c.as("xu.qing", "agree", draft);
  const n = c.as("anna.berg", "submit", draft).number;
  assert.deepEqual(c.show(n).tasks.filter((k) => k.outcome === "agreed").map((k) => k.person.handle), ["han.mei", "xu.qing"], "each agreement is on record");
  assert.deepEqual(c.next(n), { head: "chen.hao" }, "then the head reviews and signs");
});

test("P2.1.2 an agreement is to the application as it was: what changed afterwards is agreed to anew, and everybody sees what it was", (t) => {
  const c = new Company(t);
  const draft = c.draft("anna.berg", "company.business", { ...fair, "involved.1.department": "finance", "involved.2.department": "it" });
  const agree = () => ["han.mei", "xu.qing"].forEach((person) => c.as(person, "agree", draft));
  c.as("anna.berg", "prepare", draft);
  agree();
  const inflated = ["budget=9000000 CNY", "goals=Something else entirely."];
  const error = c.refused("anna.berg", "submit", draft, ...inflated);
  assert.deepEqual([error.code, error.params.fields, error.params.by], ["prepare.needed", "budget, goals", "han.mei, xu.qing"]);
  assert.match(c.run(["submit", draft, ...inflated, "--as", "anna.berg"]).stderr, /has changed since: Budget, Goals\. To be asked anew: han\.mei, xu\.qing\./);
  assert.match(c.run(["submit", draft, ...inflated, "--as", "anna.berg", "--lang", "zh"]).stderr, /之后有变：预算、业务目标，须重新征得 han\.mei、xu\.qing 同意/);
  c.as("anna.berg", "edit", draft, ...inflated);
  assert.equal(c.show(draft).state, "draft", "it is prepared no longer");
  assert.deepEqual(c.show(draft).changes.map((k) => [k.preparation, k.pending, k.fields.map((f) => f.name)]), [[2, true, ["budget", "goals"]]]);
  c.as("anna.berg", "prepare", draft);
  assert.match(c.run(["show", draft, "--as", "han.mei"]).stdout, /changed since departments were asked to agree.*\n +Budget: 30000\.00 CNY → 9000000\.00 CNY/);
  agree();
  const n = c.as("anna.berg", "submit", draft).number;
  assert.deepEqual(c.show(n, "chen.hao").changes.map((k) => [k.round, k.preparation, k.pending, k.fields.map((f) => f.name)]), [[1, 2, false, ["budget", "goals"]]],
    "whoever approves later too");
  assert.equal(c.run(["verify"]).status, 0);
});

test("P2.2.1 ordinary matters go to the head; important ones to the leader in charge, then the general manager; why each is there can be read", (t) => {
  const c = new Company(t);
  const way = (changes) => c.as("anna.berg", "plan", "company.business", ...pairs({ ...fair, ...changes })).stages.find((s) => s.stage === "approval").steps
    .filter((s) => s.name && s.state !== "left_out");
  assert.deepEqual(way({}).map((s) => s.name), ["head"]);
  assert.deepEqual(way({ budget: "50000 CNY" }).map((s) => s.name), ["head", "leader"]);
  const large = way({ budget: "500000 CNY" });
  assert.deepEqual(large.map((s) => s.name), ["head", "leader", "manager"]);
  assert.equal(large[2].why.because.en, "500,000 or more");
  assert.match(large[2].why.file, /business\.lua$/);
});

test("P2.2.2 approvers judge feasibility, compliance and budget; a refusal states its reason", (t) => {
  const c = new Company(t);
  const n = c.submit("anna.berg", "company.business", fair);
  const silent = c.refused("chen.hao", "approve", n, "--opinion", "Fine.");
  assert.deepEqual([silent.code, silent.params.aspects], ["opinion.required", "feasibility, compliance, budget"]);
  assert.match(c.run(["show", n, "--as", "chen.hao", "--lang", "zh"]).stdout, /☐ 意见：可行性\n/);
  const other = c.submit("anna.berg", "company.business", { ...fair, name: "Another stand" });
  c.as("chen.hao", "approve", other, "--aspect", "feasibility=The hall is free.", "--aspect", "compliance=The fair's rules are kept.", "--aspect", "budget=Within SAL-01.");
  const signed = c.history(other).find((e) => e.kind === "task.decided").data.opinions;
  assert.deepEqual(signed.map((o) => [o.aspect, o.text]),
    [["feasibility", "The hall is free."], ["compliance", "The fair's rules are kept."], ["budget", "Within SAL-01."]]);
  assert.equal(c.refused("chen.hao", "refuse", n).code, "reason.required");
  c.as("chen.hao", "refuse", n, "--reason", "No hall is free.");
  assert.equal(c.show(n).tasks.find((k) => k.step_name === "head").opinion, "No hall is free.");
  assert.deepEqual(c.next(n), { acknowledge: "anna.berg" });
});

test("P2.2.3 approval keeps its time limits: reminded, told above, handed on", (t) => {
  const c = new Company(t);
  const n = c.submit("anna.berg", "company.business", fair);
  assert.equal(due(c, n, "head"), at("2026-03-04T18:00"), "two working days");
  c.pass("2026-03-09T18:00:00+08:00");
  assert.ok(told(c, n, "head").includes("remind chen.hao"));
  assert.equal(c.next(n).head, "qian.min", "the superior has it after three days");
});

test("P2.2.3 urgent matters take a green channel (绿色通道), and the missing approvals are made up afterwards (补签)", async (t) => {
  const c = new Company(t);
  const large = { ...fair, budget: "500000 CNY" };
  const urgent = (fields = fair) => c.as("anna.berg", "submit", c.draft("anna.berg", "company.business", fields), "--urgent", "--reason", "the fair opens tomorrow").number;
  const owed = (n) => c.ask("debts").debts.filter((d) => d.number === n).map((d) => [d.for_step, d.holders[0].handle]);
  await t.test("without a reason, or where the flow has no such channel, the approvals come first", () => {
    const draft = c.draft("anna.berg", "company.business", fair);
    assert.equal(c.refused("anna.berg", "submit", draft, "--urgent").code, "reason.required");
    const claim = c.draft("anna.berg", "finance.declaration", { amount: "26.85 EUR", budget: "SAL-01" });
    assert.equal(c.refused("anna.berg", "submit", claim, "--urgent", "--reason", "now").code, "green.none");
    assert.equal(c.refused("anna.berg", "submit", draft, "--reason", "the fair opens tomorrow").code, "submit.reason", "a reason is not dropped");
    assert.equal(c.show(draft, "anna.berg").state, "draft");
    c.as("anna.berg", "submit", draft);
    assert.deepEqual(c.next(draft), { head: "chen.hao" });
  });
  await t.test("what will be owed, by whom and until when, is shown before", () => {
    const plan = c.as("anna.berg", "plan", "company.business", ...pairs(large), "--urgent");
    assert.deepEqual(plan.owed.map((s) => [s.for_step, s.people[0].person.handle, s.due_at]),
      [["head", "chen.hao"], ["leader", "qian.min"], ["manager", "zhao.lei"]].map((s) => [...s, at("2026-03-04T18:00")]));
    assert.equal(c.ask("debts").debts.length, 0, "nothing is written");
    assert.match(c.run(["plan", "company.business", ...pairs(large), "--urgent", "--as", "anna.berg"]).stdout, /owed afterwards[^]*manager\.owed/);
  });
  const n = urgent(large);
  await t.test("execution begins; the owed approvals open at once, with a limit of their own, and the reason is on record", () => {
    assert.equal(c.show(n).stage, "execution");
    const { "carry-out": out, "head.owed": head, "leader.owed": leader, "manager.owed": manager } = c.next(n);
    assert.deepEqual([out, head, leader, manager], ["anna.berg", "chen.hao", "qian.min", "zhao.lei"]);
    assert.deepEqual(["head", "leader", "manager"].map((s) => due(c, n, `${s}.owed`)), Array(3).fill(at("2026-03-04T18:00")));
    assert.equal(c.history(n).find((e) => e.kind === "record.urgent").data.reason, "the fair opens tomorrow");
    for (const [lang, words] of [["en", /the work began before its approvals[^]*head .*owed afterwards/], ["zh", /先于审批开始办理[^]*head .*事后补签/]])
      assert.match(c.run(["show", n, "--as", "zhao.lei", "--lang", lang]).stdout, words);
  });
  await t.test("why says what they are owed for", () => {
    assert.match(c.run(["why", n, "head", "--as", "zhao.lei"]).stdout, /the work began before it/);
    assert.doesNotMatch(c.run(["why", n, "head", "--as", "zhao.lei"]).stdout.split("\n")[0], /not needed/);
    assert.match(c.run(["why", n, "head.owed", "--as", "zhao.lei"]).stdout, /business\.lua:\d+ {2}— the work began before it/);
  });
  await t.test("they are listed; who began without approval can't withdraw", () => {
    assert.deepEqual(owed(n), [["head", "chen.hao"], ["leader", "qian.min"], ["manager", "zhao.lei"]]);
    assert.match(c.run(["debts", "--department", "sales"]).stdout, /head +green channel .*chen\.hao/);
    assert.deepEqual([c.refused("anna.berg", "withdraw", n)].map((e) => [e.code, e.params.policy]), [["withdraw.not_allowed", "owed"]]);
  });
  await t.test("made up, they are owed no longer", () => {
    approve(c, "zhao.lei", n, "manager.owed");
    c.as("chen.hao", "approve", n, "--step", "head.owed", ...["feasibility", "compliance", "budget"].flatMap((a) => ["--aspect", `${a}=Seen.`]));
    assert.deepEqual(owed(n), [["leader", "qian.min"]]);
    assert.equal(c.show(n).stage, "execution", "the work goes on");
  });
  await t.test("late, they are reminded of, told above, handed up, and reported", () => {
    c.pass("2026-03-06T09:00:00+08:00");
    assert.deepEqual(told(c, n, "leader.owed").slice(0, 2), ["remind qian.min", "remind notify qian.min"]);
    assert.notEqual(c.next(n)["leader.owed"], "qian.min", "it was raised");
    assert.equal(c.ask("debts").debts[0].overdue, true);
  });
  await t.test("overdue ones bar the department from the next green channel; the ordinary way is open, and other departments are not touched", () => {
    const draft = c.draft("anna.berg", "company.business", fair);
    const barred = c.refused("anna.berg", "submit", draft, "--urgent", "--reason", "again");
    assert.deepEqual([barred.code, barred.params], ["green.barred", { department: "sales", owed: "1", overdue: "1" }]);
    assert.match(c.run(["submit", draft, "--urgent", "--reason", "again", "--as", "anna.berg", "--lang", "zh"]).stderr, /有 1 项审批待补/);
    c.as("anna.berg", "submit", draft);
    const other = c.draft("wang.fang", "company.purchase", chairs);
    c.as("wang.fang", "submit", other, "--urgent", "--reason", "nobody can sit");
    assert.deepEqual(c.next(c.show(other).number), { order: "feng.lin", "head.owed": "li.na" });
    c.as(c.next(n)["leader.owed"], "approve", n, "--step", "leader.owed");
    assert.equal(c.show(urgent()).stage, "execution", "made up, the channel is open again");
  });
  await t.test("refused afterwards, the work stops and the application is refused", () => {
    const again = urgent();
    c.as("chen.hao", "refuse", again, "--step", "head.owed", "--reason", "there is no hall");
    assert.deepEqual(c.next(again), { acknowledge: "anna.berg" });
    assert.equal(c.show(again).state, "to_acknowledge", "nothing is owed any more: it was refused");
    const stopped = c.show(again).plans.flatMap((p) => p.steps).find((s) => s.name === "carry-out");
    assert.deepEqual([stopped.state, stopped.left_out], ["closed", "debt_refused"]);
  });
  assert.equal(c.ask("verify").ok, true);
});
