// The policy's clauses on principles and the business process (P1.3, P2), clause by clause, in its own words: what people do with the
// shipped rules from the command line, and what the clause forbids. One test a clause; its id begins the name.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, cause, chairs, codes, Company } from "./company.mjs";
import { folder, root, run } from "./support.mjs";

/** A stand at the fair: routine business of the sales department, in the hands of Anna Berg. */
export const fair = {
  name: "A stand at the fair", nature: "routine", initiated_by: "sales", in_charge: "anna.berg", planned: "2026-03-09..2026-05-29",
  budget: "30000 CNY", background: "Two new products.", goals: "Fifty new contacts.", requirements: "Forty square metres.",
  effect: "Ten new customers.", likelihood: "rare", impact: "minor", "criteria.1.criterion": "Fifty new contacts",
  "criteria.2.criterion": "Within the budget",
};

/** Approves, with an opinion on each aspect that the step asks for (A20). */
function approve(c, person, n, step) {
  const aspects = c.show(n).plans.flatMap((p) => p.steps).findLast((s) => s.name === step)?.aspects ?? "";
  const opinions = aspects.split(",").filter(Boolean).flatMap((a) => ["--aspect", `${a}=Nothing speaks against it.`]);
  return c.as(person, "approve", n, "--step", step, ...opinions);
}

/** The same on its way to where it is carried out: the head of sales has approved it. */
export function carriedOut(c, changes = {}) {
  const n = c.submit("anna.berg", "company.business", { ...fair, ...changes });
  for (let i = 0; i < 8 && c.show(n).stage === "approval"; i++) {
    const { person, step } = c.show(n).next.find((k) => k.verbs.includes("approve"));
    approve(c, person.handle, n, step);
  }
  assert.equal(c.show(n).stage, "execution");
  return n;
}

const work = { time: "2026-03-02 09:00", place: "Hall 3", participants: "Anna Berg, two fitters", content: "The stand was measured.",
               problems: "A pillar is in the way.", measures: "The plan was turned." };
const pairs = (fields) => Object.entries(fields).map((f) => f.join("="));
const due = (c, n, step) => c.show(n).tasks.find((k) => k.step_name === step && k.state === "open")?.clock.due_at;
/** Whom the timer told at a step, by what it did. */
const told = (c, n, step) => c.history(n).filter((e) => e.kind === "clock.rung" && e.step?.name === step).flatMap((e) => e.data.told.map((p) => `${e.data.did} ${p.handle}`));

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
  assert.match(words, /Initiating department: there is no department salse; perhaps sales\. Give the key of a department\./);
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
  assert.match(c.run(["submit", draft, ...inflated, "--as", "anna.berg", "--lang", "zh"]).stderr, /之后有变：预算, 业务目标，须重新征得 han\.mei, xu\.qing 同意/);
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
  assert.match(c.run(["show", n, "--as", "chen.hao", "--lang", "zh"]).stdout, /☐ 意见: 可行性\n/);
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
    assert.match(c.run(["submit", draft, "--urgent", "--reason", "again", "--as", "anna.berg", "--lang", "zh"]).stderr, /尚欠 1 项审批/);
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
    const stopped = c.show(again).plans.flatMap((p) => p.steps).find((s) => s.name === "carry-out");
    assert.deepEqual([stopped.state, stopped.left_out], ["closed", "debt_refused"]);
  });
  assert.equal(c.ask("verify").ok, true);
});

test("P2.3.1 the executing department carries out the approved plan: somebody holds it, with a limit", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  assert.equal(c.next(n)["carry-out"], "anna.berg");
  assert.equal(c.refused("wu.yan", "done", n, "--step", "carry-out").code, "task.not_yours");
});

/** Carried out, and handed over for acceptance as far as that goes. */
function forAcceptance(c) {
  const n = carriedOut(c);
  c.as("anna.berg", "done", n, "--step", "carry-out");
  return n;
}
const marks = (first, second) => [`criteria.1.result=${first}`, `criteria.2.result=${second}`];
const criteria = (c, n) => c.show(n).fields.find((f) => f.name === "criteria").value;
/** Attaches a paper as a field of the form; its words are all that is in it. */
function attach(c, n, field, words) {
  const file = join(c.folder, `${field}.txt`);
  writeFileSync(file, words);
  c.as("anna.berg", "attach", n, `${field}=${file}`);
}
/** Hands over: the report, the deliverables, the test report (P2.5.2). */
function handOver(c, n) {
  attach(c, n, "report", "All forty square metres are built.");
  attach(c, n, "test_report", "It carries two tons.");
  return c.as("anna.berg", "done", n, "--step", "hand-over", "deliverables=Shelf 3");
}

test("P2.5.1 the department checks against set criteria, each marked met or not", (t) => {
  const c = new Company(t);
  const n = forAcceptance(c);
  handOver(c, n);
  const blocked = (...words) => c.refused("chen.hao", ...words);
  const unmarked = blocked("done", n, "--step", "check");
  assert.deepEqual(codes(unmarked), ["compliance.blocked", "compliance.found", "compliance.found"], "no criterion was looked at");
  assert.equal(unmarked.cause.params.text, "criterion 1 (Fifty new contacts) is not marked: mark it met or not met");
  assert.equal(cause(blocked("done", n, "--step", "check", "criteria.1.result=met")).params.text,
    "criterion 2 (Within the budget) is not marked: mark it met or not met", "one of two");
  c.as("chen.hao", "done", n, "--step", "check", ...marks("met", "not met"));
  const error = blocked("approve", n, "--step", "acceptance");
  assert.deepEqual(codes(error), ["compliance.blocked", "compliance.found"], "with one not met it is not accepted, and nothing else is wrong");
  assert.equal(error.cause.params.text, "criterion 2 (Within the budget) is not met: refuse, saying what is wrong, and it goes back to be put right");
  assert.equal(error.cause.params.text_zh, "第 2 项标准（Within the budget）未达到：请拒绝并写明问题，退回整改");
  c.as("chen.hao", "refuse", n, "--step", "acceptance", "--reason", "Two thousand too much was spent.");
  assert.equal(c.next(n)["hand-over"], "anna.berg", "as it was told");
});

test("P2.5.1 the criteria are set with the application: whoever checks marks them, and rewrites none", (t) => {
  const c = new Company(t);
  const n = forAcceptance(c);
  handOver(c, n);
  const check = (...fields) => c.refused("chen.hao", "done", n, "--step", "check", ...marks("met", "met"), ...fields);
  const reworded = check("criteria.2.criterion=Within twice the budget");
  assert.deepEqual([reworded.code, reworded.params.field, reworded.params.row, reworded.params.column, reworded.params.columns],
    ["field.cell_kept", "criteria", "2", "criterion", "result, note"]);
  assert.match(c.run(["show", n, "--as", "chen.hao"]).stdout, /▶ check [^]*✎ may be written: criteria\.ROW\.note \(anew\), criteria\.ROW\.result \(anew\)\n/);
  assert.match(c.run(["show", n, "--as", "chen.hao", "--lang", "zh"]).stdout, /✎ 可填写: criteria\.行号\.note（重新填写）/);
  const words = c.run(["done", n, "--as", "chen.hao", "--step", "check", "criteria.2.criterion=x"]);
  assert.match(words.stderr, /Criteria of acceptance 2: Criterion is not to be written at check\. Write result, note alone, cell by cell, as criteria\.2\.COLUMN=…/);
  const added = check("criteria.3.criterion=Nobody complains", "criteria.3.result=met");
  assert.deepEqual([added.code, added.params.rows, added.params.given], ["field.rows_kept", "2", "3"]);
  const whole = (...rows) => c.refused("chen.hao", "done", n, "--step", "check", `criteria=${JSON.stringify(rows)}`);
  const [first, second] = [{ criterion: "Fifty new contacts", result: "met" }, { criterion: "Within the budget", result: "met" }];
  assert.equal(whole(first).code, "field.rows_kept", "none is left out");
  assert.equal(whole(second, first).code, "field.cell_kept", "none changes places");
  assert.equal(c.refused("chen.hao", "done", n, "--step", "check", "criteria=").code, "field.rows_kept", "nor are they emptied");
  c.as("chen.hao", "done", n, "--step", "check", `criteria=${JSON.stringify([first, { ...second, note: "Just so." }])}`);
  assert.deepEqual(criteria(c, n), [["Fifty new contacts", "met", null], ["Within the budget", "met", "Just so."]], "a form that was filled in comes back whole");
});

test("P2.5.2 acceptance does not begin while materials are missing", (t) => {
  const c = new Company(t);
  const n = forAcceptance(c);
  const lacks = (...fields) => codes(c.refused("anna.berg", "done", n, "--step", "hand-over", ...fields)).filter((k) => k !== "require.missing");
  assert.deepEqual(lacks(), ["document.required", "field.required", "document.required"], "the report, the deliverables, the test report");
  for (const blank of ["", " ", "\u3000"]) assert.equal(lacks(`deliverables=${blank}`).length, 3, "blanks are no deliverables");
  assert.match(c.run(["done", n, "--step", "hand-over", "report=File 12", "--as", "anna.berg"]).stderr, /documents are attached/, "where it is filed is no report");
  attach(c, n, "report", "All forty square metres are built.");
  assert.deepEqual([lacks("deliverables=Shelf 3").length, lacks().length], [1, 2]);
  attach(c, n, "test_report", "It carries two tons.");
  assert.equal(lacks().length, 1);
  c.as("anna.berg", "attach", n, "report=");
  assert.deepEqual(lacks("deliverables=Shelf 3"), ["document.required"], "taken out again it is missing");
  assert.equal(c.next(n).check, undefined);
  handOver(c, n);
  assert.equal(c.next(n).check, "chen.hao");
  const papers = c.show(n).fields.filter((f) => f.kind === "document" && f.value).map((f) => f.value);
  assert.deepEqual(papers.map((d) => [d.name, d.class, d.by.handle, d.blake2b.length]), [["report.txt", "acceptance", "anna.berg", 64], ["test_report.txt", "acceptance", "anna.berg", 64]]);
});

test("P2.5.3 failed: what is wrong is named, it is put right within a limit and accepted again, until it passes; each round on record", (t) => {
  const c = new Company(t);
  const n = forAcceptance(c);
  for (let round = 1; round <= 2; round++) {
    assert.equal(due(c, n, "hand-over"), at("2026-03-16T18:00"), "ten working days");
    handOver(c, n);
    assert.deepEqual(criteria(c, n).map((row) => row[1]), [null, null], "each round finds anew");
    assert.equal(c.refused("chen.hao", "done", n, "--step", "check", "criteria.2.result=met").code, "compliance.blocked", "an old mark is none");
    c.as("chen.hao", "done", n, "--step", "check", ...marks("met", round === 2 ? "met" : "not met"));
    if (round === 2) break;
    assert.equal(c.refused("chen.hao", "refuse", n, "--step", "acceptance").code, "reason.required");
    c.as("chen.hao", "refuse", n, "--step", "acceptance", "--reason", "Two thousand too much was spent.");
    assert.equal(c.next(n)["hand-over"], "anna.berg");
    assert.deepEqual(criteria(c, n).map((row) => row[1]), ["met", "not met"], "whoever puts it right sees what was found wanting");
  }
  const emptied = c.history(n).filter((e) => e.kind === "record.edited" && e.actor.kind === "rule" && e.data.fields.criteria);
  assert.equal(emptied.length, 1, "the rule's doing, on record");
  assert.equal(c.as("chen.hao", "approve", n, "--step", "acceptance").state, "finished");
  assert.equal(c.show(n).tasks.filter((k) => k.step_name === "acceptance").length, 2);
});

test("P2.3.2 work is recorded: time, place, participants, content, problems, measures taken; these and no others", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  for (const left of Object.keys(work)) {
    const { [left]: gone, ...rest } = work;
    const error = c.refused("anna.berg", "log", n, ...pairs(rest));
    assert.equal(error.params.fields, left);
    assert.equal(cause(error).code, "field.required", `${left} (${gone}) is missing`);
  }
  assert.equal(c.refused("anna.berg", "log", n, ...pairs({ ...work, weather: "rain" }), "--entry", "work").code, "field.unknown");
  assert.ok(codes(c.refused("anna.berg", "log", n, ...pairs({ ...work, time: "2026-03-03" }))).includes("entry.future"), "nothing is written ahead");
  c.as("anna.berg", "log", n, ...pairs(work));
  const entry = c.history(n).find((e) => e.kind === "record.logged");
  assert.deepEqual([entry.actor.person.handle, entry.data.entry, entry.data.fields], ["anna.berg", "work", work]);
  const words = c.run(["history", n, "--as", "anna.berg", "--lang", "zh"]).stdout;
  assert.match(words, /工作记录/);
  assert.match(words, /Hall 3/);
  assert.equal(c.refused("wu.yan", "log", n, ...pairs(work)).code, "record.not_concerned", "who has nothing to do with it writes nothing");
});

test("P2.3.2 a flow demands one every so many working days, and a missing one is overdue", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  assert.equal(due(c, n, "work-record"), at("2026-03-09T18:00"), "five working days from Monday");
  assert.equal(c.refused("anna.berg", "done", n, "--step", "work-record").code, "entry.required", "a word that it was done is no record");
  c.clock = "2026-03-04T10:00:00+08:00";
  c.as("anna.berg", "log", n, ...pairs(work));
  assert.equal(due(c, n, "work-record"), at("2026-03-11T18:00"), "five working days from the last one");
  c.pass("2026-03-12T18:00:00+08:00");
  assert.ok(c.as("anna.berg", "show", n).tasks.find((k) => k.step_name === "work-record" && k.state === "open").clock.overdue);
  assert.ok(told(c, n, "work-record").includes("remind anna.berg"), "who owes it is reminded");
  assert.ok(told(c, n, "work-record").includes("notify chen.hao"), "the head hears of it");
});

test("P2.4.1 the whole course is tracked: reports at intervals, checks on the spot, figures", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c, { budget: "600000 CNY" });
  await t.test("a report every ten working days, from whoever is in charge", () => {
    assert.equal(due(c, n, "progress"), at("2026-03-16T18:00"));
    assert.equal(cause(c.refused("anna.berg", "log", n, "--step", "progress")).code, "field.required");
    c.as("anna.berg", "log", n, "--step", "progress", "content=The hall is booked.");
    assert.equal(c.show(n).tasks.filter((k) => k.step_name === "progress").length, 2, "and the next one is asked for");
  });
  await t.test("an inspection on the spot, by the head, of what is large", () => {
    assert.equal(c.next(n).inspection, "chen.hao");
    c.as("chen.hao", "log", n, "--step", "inspection", "time=2026-03-02", "place=Hall 3", "findings=The floor does not carry it.");
    assert.equal(c.history(n).findLast((e) => e.kind === "record.logged").data.entry, "inspection");
  });
  await t.test("figures are looked at by the timetable, each working day, and whenever they change", () => {
    c.pass("2026-03-04T18:00:00+08:00");
    assert.equal(c.show(n).tasks.filter((k) => k.step_name === "figures" && k.outcome === "done").length, 2);
    assert.ok(!c.history(n).some((e) => e.kind === "record.warned"), "within the budget nobody is warned");
    c.as("anna.berg", "log", n, "--step", "progress", "content=All is paid.", "spent=600000.01 CNY");
    assert.ok(c.next(n)["over-budget"], "beyond it they are, at once");
    for (const person of ["anna.berg", "chen.hao"]) c.as(person, "acknowledge", n, "--step", "over-budget");
  });
  await t.test("when the work is done nothing of this is owed any more", () => {
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.deepEqual(Object.keys(c.next(n)), ["hand-over"]);
  });
});

test("P2.4.2 problems raise a warning to those concerned, who take notice; figures raise it by themselves", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  await t.test("a warning names its people and says how severe it is; each must take notice", () => {
    c.as("anna.berg", "warn", n, "chen.hao", "The builder may be late.", "--severity", "severe");
    assert.equal(c.next(n).warning, "chen.hao");
    const said = c.history(n).find((e) => e.kind === "record.warned");
    assert.deepEqual([said.data.severity, said.data.text, said.step.name], ["severe", "The builder may be late.", "warning"]);
    assert.equal(c.refused("anna.berg", "acknowledge", n, "--step", "warning").code, "task.not_yours");
    c.as("chen.hao", "acknowledge", n, "--step", "warning");
    assert.equal(c.next(n).warning, undefined);
  });
  await t.test("a warning without words, to nobody, or by whom it does not concern is refused", () => {
    assert.equal(c.refused("anna.berg", "warn", n, "chen.hao", " ").code, "reason.required");
    assert.equal(c.refused("anna.berg", "warn", n, "nobody.here", "x").code, "person.unknown");
    assert.equal(c.refused("wu.yan", "warn", n, "chen.hao", "x").code, "record.not_concerned");
  });
  await t.test("a figure beyond the budget warns at once, when it is reported", () => {
    c.as("anna.berg", "log", n, "--step", "progress", "content=Two invoices more.", "spent=30000.01 CNY");
    const [warned] = c.history(n).filter((e) => e.kind === "record.warned" && e.step.name === "over-budget");
    assert.equal(warned.actor.kind, "rule");
    assert.deepEqual(c.show(n).tasks.filter((k) => k.step_name === "over-budget").map((k) => k.person.handle).sort(), ["anna.berg", "chen.hao"]);
  });
  await t.test("the stage does not end before they have taken notice; unheeded, it climbs the ladder", () => {
    c.as("anna.berg", "acknowledge", n, "--step", "over-budget");
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.equal(c.show(n).stage, "execution");
    c.pass("2026-03-04T18:00:00+08:00");
    assert.ok(told(c, n, "over-budget").some((w) => w.startsWith("notify ")));
    c.as("chen.hao", "acknowledge", n, "--step", "over-budget");
    assert.equal(c.show(n).stage, "acceptance");
  });
});

test("P2.4.2 a violation is ordered to be put right at once: a limit, an answer, a check of the answer, until it passes", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  await t.test("only who is above, or inspects, orders it, and says what is wrong", () => {
    assert.equal(c.refused("anna.berg", "order", n, "chen.hao", "x").code, "order.not_above");
    assert.equal(c.refused("chen.hao", "order", n, "anna.berg", "").code, "reason.required");
    c.as("chen.hao", "order", n, "anna.berg", "There is no guard rail.", "--within", "3 workdays");
    assert.equal(due(c, n, "rectify"), at("2026-03-05T18:00"));
    assert.equal(c.history(n).find((e) => e.kind === "record.warned").data.text, "There is no guard rail.");
  });
  await t.test("the answer says what was done and what came of it; a bare word is refused", () => {
    assert.equal(c.refused("anna.berg", "done", n, "--step", "rectify").code, "entry.required");
    assert.equal(cause(c.refused("anna.berg", "log", n, "--step", "rectify", "measures=A rope.")).code, "field.required");
    c.as("anna.berg", "log", n, "--step", "rectify", "measures=A rope.", "result=It holds.");
    assert.equal(c.next(n)["rectify.check"], "chen.hao");
  });
  await t.test("who ordered it checks it; found wanting it is asked for again, each round on record", () => {
    assert.equal(c.refused("chen.hao", "refuse", n, "--step", "rectify.check").code, "reason.required");
    c.as("chen.hao", "refuse", n, "--step", "rectify.check", "--reason", "A rope is no rail.");
    assert.equal(c.next(n)["rectify.2"], "anna.berg");
    c.as("anna.berg", "log", n, "--step", "rectify.2", "measures=A rail.", "result=It stands.");
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.equal(c.show(n).stage, "execution", "what is not checked holds the stage");
    c.as("chen.hao", "approve", n, "--step", "rectify.2.check");
    assert.equal(c.show(n).stage, "acceptance");
    assert.deepEqual(c.history(n).filter((e) => e.kind === "record.logged").map((e) => e.data.fields.measures), ["A rope.", "A rail."]);
  });
  c.ask("verify");
});

test("P2.4.2 superiors are told of an order, also of whoever it goes to in another department", (t) => {
  const c = new Company(t);
  const n = c.submit("wu.yan", "company.business", fair);
  approve(c, "chen.hao", n, "head");
  c.as("zhou.jie", "order", n, "anna.berg", "There is no guard rail.");
  const told = c.history(n).find((e) => e.kind === "record.notified");
  assert.deepEqual([told.actor.person.handle, told.data.about, told.data.people.map((p) => p.handle)], ["zhou.jie", "ordered", ["zhou.jie", "qian.min", "chen.hao"]],
    "the head and the leader of the record's department, and her own superior");
  assert.match(c.run(["history", n, "--as", "zhao.lei"]).stdout, /told .*after an order to put something right {2}whom zhou\.jie, qian\.min, chen\.hao {2}“There is no guard rail\.”/);
  assert.match(c.run(["history", n, "--as", "zhao.lei", "--lang", "zh"]).stdout, /告知 .*责令整改/);
});

test("P2.4.2 figures far beyond the budget are ordered to be put right by the rule itself", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  c.as("anna.berg", "log", n, "--step", "progress", "content=Much more.", "spent=40000 CNY");
  assert.equal(c.next(n)["back-to-budget"], "anna.berg");
  const above = c.history(n).find((e) => e.kind === "record.notified" && e.data.about === "ordered");
  assert.deepEqual([above.actor.kind, above.data.people.map((p) => p.handle), above.data.text], ["rule", ["chen.hao", "qian.min"], "spent a tenth more than the budget"], "superiors are told, on record");
  c.as("anna.berg", "log", n, "--step", "back-to-budget", "measures=Two orders cancelled.", "result=Within it again.");
  assert.equal(c.next(n)["back-to-budget.check"], "qian.min", "checked by the leader in charge");
});

test("P2.4.3 departments supply the information asked for, in time", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  assert.equal(c.refused("anna.berg", "request", n, "nowhere", "x").code, "request.department");
  assert.equal(c.refused("anna.berg", "request", n, "finance", "").code, "reason.required");
  c.as("anna.berg", "request", n, "finance", "What did the last fair cost?", "--within", "2 workdays");
  assert.equal(c.next(n).request, "han.mei", "the head of the department that is asked");
  assert.equal(due(c, n, "request"), at("2026-03-04T18:00"));
  c.pass("2026-03-05T18:00:00+08:00");
  assert.ok(told(c, n, "request").includes("remind han.mei"), "late, it is escalated");
  assert.ok(told(c, n, "request").some((w) => w.startsWith("notify ")));
  assert.equal(c.refused("han.mei", "answer", n, "").code, "reason.required");
  c.as("han.mei", "answer", n, "28,400 CNY.", "--step", "request");
  assert.equal(c.show(n).tasks.find((k) => k.step_name === "request").opinion, "28,400 CNY.");
});

test("P4.2.2 a high risk is answered by a plan that is approved before the approval can end; a medium one is watched more closely", async (t) => {
  const c = new Company(t);
  const n = c.submit("anna.berg", "company.business", { ...fair, likelihood: "likely", impact: "grave" });
  const plan = { strategy: "reduce", department: "sales", person: "anna.berg", measures: "A second builder.", planned: "2026-03-09..2026-04-30" };
  await t.test("the level and its reasons are kept, shown, and read by the route", () => {
    const shown = c.show(n);
    assert.deepEqual([shown.risk.level, shown.risk.because.en], ["high", "likelihood likely, impact grave"]);
    assert.ok(c.history(n).some((e) => e.kind === "record.rated" && e.data.level === "high"));
    assert.ok(shown.plans.at(-1).facts.some((f) => f.path === "risk" && f.text === "high"));
    assert.match(c.run(["show", n, "--as", "anna.berg", "--lang", "zh"]).stdout, /风险 高/);
    const drawn = join(c.folder, "drawn.svg");
    assert.equal(c.run(["draw", n, "--as", "anna.berg", "-o", drawn]).status, 0);
    assert.match(readFileSync(drawn, "utf8"), /risk: high/);
  });
  await t.test("everybody approves, and still it is not carried out: the plan is missing", () => {
    for (const [step, person] of [["head", "chen.hao"], ["legal", "he.jing"], ["leader", "qian.min"], ["manager", "zhao.lei"]])
      approve(c, person, n, step);
    assert.equal(c.show(n).stage, "approval");
    assert.equal(c.next(n).response, "anna.berg");
  });
  await t.test("the plan names strategy, department, person, measures and dates, and is approved above", () => {
    const { person: gone, ...rest } = plan;
    assert.equal(cause(c.refused("anna.berg", "log", n, ...pairs(rest))).code, "field.required", gone);
    assert.equal(cause(c.refused("anna.berg", "log", n, ...pairs({ ...plan, strategy: "hope" }))).code, "field.choice");
    c.as("anna.berg", "log", n, ...pairs(plan));
    assert.equal(c.next(n)["response.check"], "qian.min");
    c.as("qian.min", "approve", n, "--step", "response.check");
    assert.equal(c.show(n).stage, "execution");
  });
  await t.test("a medium risk has more monitors and shorter intervals, a low one is routine", () => {
    const medium = carriedOut(c, { likelihood: "possible", impact: "serious" }), low = carriedOut(c);
    assert.equal(c.next(medium).inspection, "chen.hao");
    assert.equal(c.next(low).inspection, undefined);
    assert.equal(due(c, medium, "progress"), at("2026-03-09T18:00"));
    assert.equal(due(c, low, "progress"), at("2026-03-16T18:00"));
  });
  c.ask("verify");
});

test("P2.3.3 a deviation is reported to the department head at once; problem and handling go on record", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  const reported = ["deviate", n, "--text", "The hall we planned with is let."];
  await t.test("without words, or by somebody with no part in it, nothing is reported", () => {
    assert.equal(c.refused("anna.berg", "deviate", n, "--text", " ").code, "reason.required");
    assert.equal(c.refused("wu.yan", ...reported).code, "record.not_concerned");
  });
  await t.test("it opens a step for the head, with a limit of its own, and the execution waits for it", () => {
    c.as("anna.berg", ...reported);
    assert.equal(c.next(n).deviation, "chen.hao");
    assert.equal(due(c, n, "deviation"), at("2026-03-03T18:00"), "one working day");
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.equal(c.show(n).stage, "execution");
  });
  await t.test("late, it is escalated like any other", () => {
    c.pass("2026-03-04T18:00:00+08:00");
    assert.ok(told(c, n, "deviation").includes("remind chen.hao"));
    assert.ok(told(c, n, "deviation").some((w) => w.startsWith("notify ")));
  });
  await t.test("the head refuses with a reason: it goes on as planned, and both are on record", () => {
    assert.equal(c.refused("chen.hao", "refuse", n, "--step", "deviation").code, "reason.required");
    c.as("chen.hao", "refuse", n, "--step", "deviation", "--reason", "Take the smaller hall.");
    const [shown] = c.show(n).deviations;
    assert.deepEqual([shown.by.handle, shown.text, shown.stands], ["anna.berg", "The hall we planned with is let.", "refused"]);
    assert.equal(c.show(n).tasks.find((k) => k.step_name === "deviation").opinion, "Take the smaller hall.");
    assert.equal(c.show(n).stage, "acceptance");
    assert.equal(c.refused("anna.berg", ...reported).code, "deviation.stage", "it is over");
    const words = c.run(["show", n, "--as", "anna.berg", "--lang", "zh"]).stdout;
    assert.match(words, /偏差/);
    assert.match(words, /未同意，按原计划执行/);
  });
  c.ask("verify");
});

test("P2.3.3 the plan is adjusted: fields and the remaining route; approved again where a threshold is crossed; before and after are kept", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  const dearer = ["deviate", n, "--text", "The builder asks for twice as much.", "budget=600000 CNY"];
  await t.test("what it would come to is shown before it is reported; nothing is written", () => {
    const before = c.history(n).length;
    const seen = c.as("anna.berg", ...dearer, "--preview");
    assert.deepEqual(seen.tasks.map((k) => [k.step_name, k.change, k.person.handle]), [["deviation", "opens", "chen.hao"]]);
    assert.deepEqual(seen.if_agreed.fields.map((f) => [f.name, f.before, f.after]), [["budget", "30000.00 CNY", "600000.00 CNY"]]);
    assert.deepEqual(seen.if_agreed.tasks.filter((k) => k.change === "opens").map((k) => k.step_name), ["inspection", "head"]);
    assert.match(c.run([...dearer, "--preview", "--as", "anna.berg"]).stdout, /if it is agreed to:\n  Budget: 30000.00 CNY → 600000.00 CNY/);
    assert.equal(c.history(n).length, before);
  });
  await t.test("what would leave a form that is not in order could only be refused: it is not reported", () => {
    const lost = c.refused("anna.berg", "deviate", n, "--text", "Later.", "milestones.1.due=2026-05-01");
    assert.deepEqual([lost.code, lost.params.fields, lost.cause.code], ["form.invalid", "milestones", "field.required"]);
    assert.equal(c.show(n).deviations.length, 0);
  });
  await t.test("agreed to, the values take effect; the remaining route has what they ask for", () => {
    c.as("anna.berg", ...dearer);
    assert.equal(c.refused("anna.berg", "approve", n, "--step", "deviation").code, "task.not_yours");
    c.as("chen.hao", "approve", n, "--step", "deviation", "--opinion", "There is no other builder.");
    assert.equal(c.show(n).fields.find((f) => f.name === "budget").value, "600000.00 CNY");
    assert.equal(c.next(n).inspection, "chen.hao", "large business is inspected on the spot");
    const adjusted = c.history(n).find((e) => e.kind === "record.adjusted");
    assert.deepEqual([adjusted.actor.person.handle, adjusted.data.before_fields.budget, adjusted.data.fields.budget],
      ["chen.hao", "30000.00 CNY", "600000.00 CNY"]);
    assert.match(c.run(["history", n, "--as", "anna.berg"]).stdout, /Budget: 30000.00 CNY → 600000.00 CNY/);
  });
  await t.test("those above the thresholds that it crosses approve before the execution can end; why they are asked can be read", () => {
    const waits = [];
    for (const [step, person] of [["head", "chen.hao"], ["leader", "qian.min"], ["manager", "zhao.lei"]]) {
      assert.equal(c.next(n)[step], person);
      waits.push(c.as("anna.berg", "why", n, step));
      if (step === "leader") c.as("anna.berg", "done", n, "--step", "carry-out");
      assert.equal(c.show(n).stage, "execution");
      approve(c, person, n, step);
    }
    assert.equal(waits[2].rule.because.en, "500,000 or more");
    assert.equal(waits[2].deviation.text, "The builder asks for twice as much.");
    assert.match(c.run(["why", n, "manager", "--as", "anna.berg", "--lang", "zh"]).stdout, /偏差/);
    assert.equal(c.show(n).stage, "acceptance");
  });
  await t.test("not approved, it is as it was: the values, and the route", () => {
    const other = carriedOut(c);
    c.as("anna.berg", "deviate", other, "--text", "Much dearer.", "budget=700000 CNY");
    c.as("chen.hao", "refuse", other, "--step", "deviation", "--reason", "Look again.");
    c.as("anna.berg", "deviate", other, "--text", "Dearer.", "budget=60000 CNY");
    c.as("chen.hao", "approve", other, "--step", "deviation.2");
    const amounts = () => c.show(other).deviations.map((d) => [d.stands, d.fields[0].before, d.fields[0].after]);
    assert.deepEqual(amounts(), [["refused", "30000.00 CNY", "700000.00 CNY"], ["approving", "30000.00 CNY", "60000.00 CNY"]],
      "before is what stood there then");
    approve(c, "chen.hao", other, "head");
    c.as("qian.min", "refuse", other, "--step", "leader", "--reason", "Not for a fair.");
    const shown = c.show(other);
    assert.equal(shown.fields.find((f) => f.name === "budget").value, "30000.00 CNY");
    assert.deepEqual([shown.state, shown.stage, shown.deviations[1].stands], ["open", "execution", "dropped"]);
    c.as("anna.berg", "done", other, "--step", "carry-out");
    assert.equal(c.show(other).stage, "acceptance");
  });
  c.ask("verify");
});

test("P2.3.3, A50 back to the approval after an adjustment: it is planned anew, by what the form says by then", (t) => {
  const c = new Company(t);
  const n = carriedOut(c, { budget: "60000 CNY" });
  c.as("anna.berg", "deviate", n, "--text", "The builder asks for ten times as much.", "budget=600000 CNY");
  c.as("chen.hao", "approve", n, "--step", "deviation");
  const back = (step) => ["jump", n, "--to", `approval/${step}`, "--reason", "the whole of it is looked at again"];
  const { error } = c.json(back("leader"));
  assert.deepEqual([error.code, error.params.problem], ["jump.target", "planned_anew"]);
  c.ask(...back("head"));
  for (const [step, person] of [["head", "chen.hao"], ["leader", "qian.min"], ["manager", "zhao.lei"]]) {
    assert.deepEqual(c.next(n), { [step]: person });
    approve(c, person, n, step);
  }
  assert.equal(c.show(n).stage, "execution");
  c.ask("verify");
});

test("P2.5.3 passed: an acceptance report is produced out of the record", async (t) => {
  const c = new Company(t);
  const n = forAcceptance(c);
  const file = join(c.folder, "report.html");
  const report = (person = "anna.berg") => c.as(person, "report", "acceptance", n, "-o", file);
  await t.test("not before it has passed", () => {
    assert.deepEqual([c.refused("anna.berg", "report", "acceptance", n).code, c.show(n).documents], ["acceptance.not_passed", []]);
    for (const round of [1, 2]) {
      handOver(c, n);
      c.as("chen.hao", "done", n, "--step", "check", ...marks("met", round === 1 ? "not met" : "met"));
      if (round === 1) c.as("chen.hao", "refuse", n, "--step", "acceptance", "--reason", "Two thousand <too> much was spent.");
      c.clock = "2026-03-05T10:00:00+08:00";
      assert.equal(c.refused("anna.berg", "report", "acceptance", n).code, "acceptance.not_passed");
    }
    c.as("chen.hao", "approve", n, "--step", "acceptance", "--opinion", "It is all there.");
  });
  await t.test("it tells the business, each criterion, each round with what was wrong and when it was put right, who accepted", () => {
    const made = report();
    assert.deepEqual([made.name, made.class, made.filed], [`${n}-acceptance.html`, "acceptance", true]);
    const text = readFileSync(file, "utf8");
    for (const said of ["A stand at the fair", "Budget 预算", "30000.00 CNY", "Anna Berg", "Chen Hao",
                        "<td>Fifty new contacts</td><td>Met 达到</td>", "<td>Within the budget</td><td>Met 达到</td>", "Two thousand &lt;too&gt; much was spent.",
                        "report.txt", "It is all there.", "Rounds of acceptance 验收轮次", "2026-03-05 10:00"]) assert.ok(text.includes(said), said);
    assert.ok(!/src=|href=|@import|<script/.test(text), "by itself");
    const rounds = text.slice(text.indexOf("Rounds of acceptance")).split("<tr>").slice(2).map((row) => [...row.matchAll(/<td>(.*?)<\/td>/gs)].map((m) => m[1]));
    assert.deepEqual(rounds.map((r) => [r[0], r[2], r[4], r[6]]),
      [["1", "not passed 未通过", "2026-03-02 09:00", "2026-03-05 10:00"], ["2", "passed 通过", "2026-03-05 10:00", "–"]]);
  });
  await t.test("its name, class and hash go on record, once; produced twice, by whomever, the same bytes", () => {
    const [filed] = c.show(n).documents;
    const sum = spawnSync("b2sum", ["-l", "256", file], { encoding: "utf8" }).stdout.split(" ")[0];
    assert.deepEqual([filed.name, filed.class, filed.blake2b, filed.by.handle], [`${n}-acceptance.html`, "acceptance", sum, "anna.berg"]);
    const before = readFileSync(file);
    c.clock = "2026-04-01T10:00:00+08:00";
    assert.equal(report("chen.hao").blake2b, sum);
    assert.deepEqual(readFileSync(file), before);
    assert.equal(c.history(n).filter((e) => e.kind === "record.documented").length, 1);
    assert.match(c.run(["show", n, "--as", "anna.berg", "--lang", "zh"]).stdout, new RegExp(`文档:\n.*${sum}`));
    assert.match(c.run(["history", n, "--as", "anna.berg"]).stdout, /document .*acceptance.html/);
  });
  await t.test("who has nothing to do with the record puts nothing on it", () => {
    assert.equal(c.refused("wu.yan", "report", "acceptance", n).code, "record.not_concerned");
  });
  c.ask("verify");
});

test("P2.5.3 the report tells nobody what a step hides (A71)", (t) => {
  const rules = join(folder(t), "rules");
  cpSync(join(root, "rules"), rules, { recursive: true });
  const business = join(rules, "company/business.lua");
  const text = readFileSync(business, "utf8");
  const hidden = text.replace('fields = { criteria = { result = "anew", note = "anew" } }',
    'fields = { criteria = { result = "anew", note = "anew" }, budget = "hidden", background = "hidden" }');
  assert.notEqual(hidden, text);
  writeFileSync(business, hidden);
  const c = new Company(t, { rules });
  const n = forAcceptance(c);
  handOver(c, n);
  c.as("chen.hao", "done", n, "--step", "check", ...marks("met", "met"));
  c.as("chen.hao", "approve", n, "--step", "acceptance");
  const said = c.run(["report", "acceptance", n, "--as", "anna.berg"]).stdout;
  assert.match(said, /Fifty new contacts/);
  assert.doesNotMatch(said, /30000|Two new products/, "not even to whoever wrote it: the document is one for all");
});

test("P2.3.1 execution has a planned start and end, and milestones: who carries it out marks them reached, overdue ones are warned of", async (t) => {
  const c = new Company(t);
  const planned = { planned: "2026-03-02..2026-03-31", "milestones.1.milestone": "The hall is booked", "milestones.1.due": "2026-03-03",
                    "milestones.2.milestone": "The stand is built", "milestones.2.due": "2026-03-20" };
  await t.test("they are part of the plan: within its time, each by a name of its own", () => {
    const problem = (changes) => cause(c.refused("anna.berg", "prepare", c.draft("anna.berg", "company.business", { ...fair, ...planned, ...changes })));
    assert.equal(problem({ "milestones.2.due": "2026-04-01" }).params.text, "The stand is built: its day lies outside of the planned time");
    assert.equal(problem({ "milestones.2.milestone": "The hall is booked" }).params.text_zh, "里程碑重名：The hall is booked");
    assert.equal(problem({ "milestones.2.due": "" }).code, "field.required");
  });
  const n = carriedOut(c, planned);
  const done = (...reached) => reached.flatMap(([milestone, on], i) => [`reached.${i + 1}.milestone=${milestone}`, `reached.${i + 1}.on=${on}`]);
  await t.test("marked reached with a report of progress by who carries it out, and by nobody else; what is no milestone is refused", () => {
    const report = ["log", n, "--step", "progress", "content=Booked."];
    assert.equal(c.refused("wu.yan", ...report, ...done(["The hall is booked", "2026-03-02"])).code, "task.not_yours");
    assert.equal(cause(c.refused("anna.berg", ...report, ...done(["The moon", "2026-03-02"]))).params.text, "no milestone is called The moon");
    assert.equal(cause(c.refused("anna.berg", ...report, "milestones.1.milestone=x", "milestones.1.due=2026-03-30")).code, "field.not_writable",
      "the plan itself is not moved by a report");
    c.as("anna.berg", ...report, ...done(["The hall is booked", "2026-03-02"]));
    c.pass("2026-03-09T18:00:00+08:00");
    assert.equal(c.next(n)["milestone-1"], undefined, "what was reached in time is nobody's worry");
  });
  await t.test("on its day nobody is warned, on the working day after both are, until it is reached; unheeded, it climbs the ladder", () => {
    const warned = () => c.history(n).filter((e) => e.kind === "record.warned" && e.step.name.startsWith("milestone-2"));
    c.clock = "2026-03-16T10:00:00+08:00";
    c.as("anna.berg", "log", n, "--step", "progress", "content=The builder has begun.");
    c.pass("2026-03-20T18:00:00+08:00");
    assert.deepEqual(warned(), []);
    c.pass("2026-03-23T18:00:00+08:00");
    assert.deepEqual([warned().length, warned()[0].data.text], [1, "The stand is built: this milestone was to be reached by 2026-03-20"]);
    assert.deepEqual(c.show(n).tasks.filter((k) => k.step_name === "milestone-2").map((k) => k.person.handle).sort(), ["anna.berg", "chen.hao"]);
    c.pass("2026-03-25T18:00:00+08:00");
    assert.ok(told(c, n, "milestone-2").some((w) => w.startsWith("notify ")));
    assert.equal(warned().length, 1, "the one that is open is enough");
    for (const person of ["anna.berg", "chen.hao"]) c.as(person, "acknowledge", n, "--step", "milestone-2");
    c.pass("2026-03-26T18:00:00+08:00");
    assert.equal(warned().length, 2, "taking notice does not reach it");
    for (const person of ["anna.berg", "chen.hao"]) c.as(person, "acknowledge", n, "--step", "milestone-2.2");
    c.as("anna.berg", "log", n, "--step", "progress", "content=It stands.", ...done(["The hall is booked", "2026-03-02"], ["The stand is built", "2026-03-26"]));
    c.pass("2026-03-30T18:00:00+08:00");
    assert.equal(warned().length, 2);
  });
  await t.test("past the planned end both are warned; an adjusted plan has a later one (P2.3.3)", () => {
    c.pass("2026-04-01T18:00:00+08:00");
    assert.ok(c.next(n)["planned-end"]);
    for (const person of ["anna.berg", "chen.hao"]) c.as(person, "acknowledge", n, "--step", "planned-end");
    c.as("anna.berg", "deviate", n, "--text", "The fair was moved.", "planned=2026-03-02..2026-04-30");
    c.as("chen.hao", "approve", n, "--step", "deviation");
    c.pass("2026-04-07T18:00:00+08:00");
    assert.ok(!c.next(n)["planned-end.2"]);
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.equal(c.show(n).stage, "acceptance");
  });
  c.ask("verify");
});
