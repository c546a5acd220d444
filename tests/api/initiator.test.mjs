// What an initiator may do, from outside, on a told clock (approval.md A30, A40 to A46).
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, Company, shippedRules } from "./company.mjs";

/** A company with the shipped rules and this flow beside them, which the test may vary. */
function company(t, options = "", route = `
    return sequence {
      approve "head" { by = head_of(r.department), within = workdays(2), may_return = true },
      approve "leader" { by = person "wu.yan", within = workdays(2), when = r.count and r.count > 10, because = "more than ten" },
      copy_to "office" { to = person "anna.berg" },
    }`) {
  const rules = shippedRules(t);
  mkdirSync(join(rules, "office"));
  const write = (options, form = "") => writeFileSync(join(rules, "office/test.lua"), `
flow "office.stock" {
  title = { en = "Stock", zh = "备货" }, owner = "office", prefix = "STK", fallback = post "office.head",
  form = { what = text { required = true, label = { en = "What", zh = "内容" } },
           count = number { label = { en = "How many", zh = "数量" } },${form} },
  ${options}
  route = function(r, set)${route}
  end,
  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },
}`);
  write(options);
  const c = new Company(t, { rules });
  c.rewrite = (...words) => {
    write(...words);
    return c.ask("rules", "activate", rules, "--reason", "tried out");
  };
  return c;
}

const paper = { what: "Paper", count: "5" };
const initiator = "wang.fang";

test("an approved record is withdrawn within the flow's time: open again, history and number stay (A42)", (t) => {
  const c = company(t, "withdraw = after_approval(workdays(2)),");
  const n = c.submit(initiator, "office.stock", paper);
  c.as("li.na", "approve", n);
  const ended = c.show(n, initiator);
  assert.equal(ended.state, "finished");
  assert.equal(ended.withdraw_until, at("2026-03-04T18:00"));
  assert.deepEqual(ended.next.map((x) => [x.person.handle, x.verbs]), [[initiator, ["withdraw"]]]);
  const before = c.history(n).map((e) => e.hash);
  c.clock = "2026-03-04T17:59:00+08:00";
  assert.equal(c.refused("li.na", "withdraw", n).code, "record.not_yours");
  assert.equal(c.as(initiator, "withdraw", n, "--reason", "Wrong size").state, "returned");
  const open = c.show(n, initiator);
  assert.deepEqual([open.number, open.round, open.ended_at, open.withdraw_until], [n, 1, null, null]);
  assert.deepEqual(c.history(n).slice(0, before.length).map((e) => e.hash), before, "nothing of before is gone");
  const reopened = c.history(n).find((e) => e.kind === "record.reopened");
  assert.deepEqual(reopened.data, { state: "returned", round: 1, cause: "withdrawn", reason: "Wrong size" });
  c.as(initiator, "resubmit", n, "count=6");
  assert.equal(c.show(n).round, 2);
  c.as("li.na", "approve", n);
  c.clock = "2026-03-06T18:00:00+08:00";
  const error = c.refused(initiator, "withdraw", n);
  assert.equal(error.code, "withdraw.not_allowed");
  assert.deepEqual(error.params, { policy: "after_approval", until: at("2026-03-06T18:00") });
  assert.deepEqual(c.show(n, initiator).next, []);
  assert.match(c.run(["withdraw", n, "--as", initiator, "--lang", "en"]).stderr, /the time for it after the approval is over.*until 2026-03-06 18:00/);
  assert.match(c.run(["history", n, "--as", initiator, "--lang", "zh"]).stdout, /重新打开/);
  c.ask("verify");
});

test("how often is the flow's to say, and the log says who was urged (A43)", (t) => {
  const c = company(t, "urge_every = hours(1),");
  const n = c.submit(initiator, "office.stock", paper);
  c.as(initiator, "urge", n, "--reason", "Please");
  const [urged] = c.history(n).filter((e) => e.kind === "record.urged");
  assert.deepEqual([urged.actor.person.handle, urged.data.person.handle, urged.step.name], [initiator, "li.na", "head"]);
  c.clock = "2026-03-02T09:59:59+08:00";
  assert.deepEqual(c.refused(initiator, "urge", n).params, { at: at("2026-03-02T10:00") });
  c.clock = "2026-03-02T10:00:00+08:00";
  c.as(initiator, "urge", n);
  assert.match(c.run(["history", n, "--as", initiator, "--lang", "en"]).stdout, /urged.*li\.na/);
});

const steps = (plan) => Object.fromEntries(plan.stages.at(-1).steps.filter((s) => s.name).map((s) => [s.name, s]));

test("the expected rest of a record on its way can be seen again at any time, and nothing is written (A41)", (t) => {
  const c = company(t);
  const n = c.submit(initiator, "office.stock", { ...paper, count: "20" });
  c.clock = "2026-03-03T10:00:00+08:00";
  c.as("li.na", "approve", n);
  const before = c.everything();
  const plan = c.as(initiator, "plan", n);
  assert.deepEqual([plan.number, plan.stands, plan.state], [n, "open", "finished"]);
  const { head, leader, office } = steps(plan);
  assert.deepEqual([head.state, head.ended_at, head.people[0].person.handle], ["passed", at("2026-03-03T10:00"), "li.na"]);
  assert.deepEqual([leader.state, leader.people[0].person.handle, leader.people[0].reason, leader.why.because.en], ["open", "wu.yan", "people.person", "more than ten"]);
  assert.equal(leader.due_at, at("2026-03-05T18:00"), "two working days from Tuesday morning");
  assert.deepEqual([office.state, office.people[0].person.handle, office.starts_at], ["expected", "anna.berg", leader.due_at]);
  assert.equal(plan.expected_end, leader.due_at);
  assert.deepEqual(c.everything(), before);
  assert.match(c.run(["plan", n, "--as", initiator, "--lang", "en"]).stdout, new RegExp(`^${n}  Stock  on its way\n.*✓ head`, "s"));
  assert.equal(c.refused(initiator, "plan", n, "count=1").code, "record.state");
});

const part = `
flow "office.part" {
  title = { en = "Part", zh = "分项" }, owner = "office", prefix = "PRT", fallback = post "office.head", within = workdays(3),
  form = { what = text {} },
  route = function(r) return approve "look" { by = person "li.na" } end,
}`;
const staged = (stages) => `
flow "office.staged" {
  title = { en = "In stages", zh = "分阶段" }, owner = "office", prefix = "STG", fallback = post "office.head", within = workdays(1),
  form = { what = text {} }, withdraw = "before_end",
  stages = { ${stages} },
}`;
const withFlow = (t, text) => {
  const rules = shippedRules(t);
  mkdirSync(join(rules, "office"));
  writeFileSync(join(rules, "office/test.lua"), text);
  return new Company(t, { rules });
};

test("a step that opens records is expected to end with them, and what comes after is expected as well (A41, A7)", (t) => {
  const c = withFlow(t, part + staged(`
    approval = function(r) return sequence {
      approve "first" { by = person "li.na" },
      open_record "parts" { flow = "office.part", fields = each({ "a", "b" }, function(what) return { what = what } end), wait = "all", within = workdays(4) },
      approve "last" { by = person "wu.yan" },
    } end,
    execution = function(r) return act "work" { by = person "xu.qing", within = workdays(2) } end`));
  const route = (plan) => plan.stages.flatMap((s) => s.steps).filter((s) => s.name).map((s) => [s.name, s.state, s.people[0]?.person.handle, s.due_at]);
  const expected = [["parts", "wang.fang", "2026-03-09T18:00"], ["last", "wu.yan", "2026-03-10T18:00"], ["work", "xu.qing", "2026-03-12T18:00"]];
  const before = c.as(initiator, "plan", "office.staged", "what=x");
  assert.deepEqual(before.problem, undefined);
  assert.deepEqual(route(before).slice(1), expected.map(([step, who, due]) => [step, "expected", who, at(due)]));
  assert.equal(before.state, "finished");
  const n = c.submit(initiator, "office.staged", { what: "x" });
  c.as("li.na", "approve", n);
  const after = c.as(initiator, "plan", n);
  assert.deepEqual([after.problem, after.state, route(after)[1].slice(0, 2)], [undefined, "finished", ["parts", "open"]]);
  assert.deepEqual(route(after).slice(2).map((s) => s.slice(0, 3)), [["last", "expected", "wu.yan"], ["work", "expected", "xu.qing"]]);
});

test("of a suspended record the rest is expected from when it is to be resumed, also in preparation (A41, A51)", (t) => {
  const c = withFlow(t, staged(`
    prepare = function(r) return agree "it" { by = person "xu.qing" } end,
    approval = function(r) return sequence { approve "head" { by = person "li.na" }, approve "last" { by = person "wu.yan" } } end`));
  const route = (plan) => plan.stages.flatMap((s) => s.steps).filter((s) => s.name).map((s) => [s.name, s.state, s.people[0]?.person.handle, s.due_at]);
  const n = c.draft(initiator, "office.staged", { what: "x" });
  c.as(initiator, "prepare", n);
  c.json(["suspend", n, "--until", "2026-03-10T09:00:00+08:00", "--reason", "an audit"]);
  assert.equal(c.show(n, initiator).state, "suspended");
  const prepared = c.as(initiator, "plan", n);
  assert.deepEqual([prepared.stands, prepared.state], ["suspended", "finished"]);
  assert.deepEqual(route(prepared), [["it", "open", "xu.qing", at("2026-03-11T18:00")], ["head", "expected", "li.na", at("2026-03-12T18:00")], ["last", "expected", "wu.yan", at("2026-03-13T18:00")]]);
  c.json(["resume", n, "--reason", "over"]);
  c.as("xu.qing", "agree", n);
  c.as(initiator, "submit", n);
  c.json(["suspend", n, "--until", "2026-03-12T09:00:00+08:00", "--reason", "another audit"]);
  assert.deepEqual(route(c.as(initiator, "plan", n)).slice(1), [["head", "open", "li.na", at("2026-03-13T18:00")], ["last", "expected", "wu.yan", at("2026-03-16T18:00")]]);
});

test("whoever has it back sees the route that a changed form would take (A41, A44)", (t) => {
  const c = company(t);
  const n = c.submit(initiator, "office.stock", paper);
  c.as("li.na", "return", n, "--reason", "How many, really?");
  const plan = c.as(initiator, "plan", n, "count=20");
  assert.deepEqual([plan.stands, plan.state], ["returned", "finished"]);
  assert.deepEqual([steps(plan).head.state, steps(plan).leader.state], ["expected", "expected"]);
  assert.deepEqual(plan.changes.map((r) => [r.round, r.pending, r.fields.map((f) => [f.name, f.before, f.after])]), [[2, true, [["count", "5", "20"]]]]);
  assert.equal(steps(c.as(initiator, "plan", n)).leader.state, "left_out", "nothing was written");
  assert.equal(c.show(n, initiator).state, "returned");
});

test("after a return approvers see field by field what changed, and each line names its event (A44)", (t) => {
  const c = company(t);
  const n = c.submit(initiator, "office.stock", { what: "Paper", count: "5" });
  assert.deepEqual(c.show(n, "li.na").changes, []);
  c.as("li.na", "return", n, "--reason", "How many, really?");
  c.as(initiator, "edit", n, "count=7");
  c.as(initiator, "edit", n, "count=8");
  const [pending] = c.show(n, initiator).changes;
  assert.deepEqual([pending.round, pending.pending], [2, true]);
  c.as(initiator, "resubmit", n, "what=Paper, white");
  const [round] = c.show(n, "li.na").changes;
  assert.deepEqual([round.round, round.pending], [2, false]);
  assert.deepEqual(round.fields.map((f) => [f.name, f.label.en, f.before, f.after]).sort(), [["count", "How many", "5", "8"], ["what", "What", "Paper", "Paper, white"]]);
  const events = c.history(n);
  for (const f of round.fields) {
    const e = events.find((x) => x.seq === f.seq);
    assert.equal(e.kind, "record.edited");
    assert.equal(e.data.fields[f.name], f.after);
  }
  assert.match(c.run(["show", n, "--as", "li.na", "--lang", "en"]).stdout, /changed for round 2:\n.*How many: 5 → 8/s);
  c.as("li.na", "return", n, "--reason", "Once more.");
  c.as(initiator, "resubmit", n, "count=");
  assert.deepEqual(c.show(n, "li.na").changes.map((r) => [r.round, r.fields.map((f) => [f.name, f.before, f.after])]).at(-1), [3, [["count", "8", null]]]);
  assert.deepEqual(c.as("li.na", "plan", n).changes, c.show(n, "li.na").changes);
});

test("a copy of an earlier record is a draft (A45): what the flow still has, and the link to it", (t) => {
  const c = company(t, "", undefined);
  const n = c.submit(initiator, "office.stock", { ...paper, count: "7" });
  c.as("li.na", "refuse", n, "--reason", "Not now.");
  const copy = c.as(initiator, "copy", n, "what=Pencils", "--key", "once");
  assert.deepEqual([copy.state, copy.number], ["draft", null]);
  const shown = c.show(copy.record, initiator);
  assert.deepEqual(Object.fromEntries(shown.fields.map((f) => [f.name, f.value])), { what: "Pencils", count: "7" });
  assert.deepEqual([shown.made_from.number, shown.made_from.left_out], [n, null]);
  assert.deepEqual(c.as(initiator, "copy", n, "what=Pencils", "--key", "once").repeated, true);
  assert.equal(c.refused("li.na", "copy", n).code, "record.not_yours");
  assert.match(c.run(["copy", n, "--as", initiator, "--lang", "en"]).stdout, new RegExp(`made from ${n}`));
  assert.match(c.run(["history", copy.record, "--as", initiator, "--lang", "zh"]).stdout, /由其他单据复制/);
  c.ask("verify");
});

test("a copy is sent at a step and at the end, and shows who has read it, and when (A30)", (t) => {
  const c = company(t, 'copy_at_end = { person "anna.berg", person "chen.hao" },');
  const n = c.submit(initiator, "office.stock", paper);
  c.as("li.na", "approve", n);
  const copies = () => Object.fromEntries(c.show(n).tasks.filter((x) => x.outcome === "copied").map((x) => [x.person.handle, x]));
  assert.deepEqual(Object.keys(copies()).sort(), ["anna.berg", "chen.hao"], "once a person");
  assert.equal(copies()["chen.hao"].read_at, null);
  c.clock = "2026-03-02T15:30:00+08:00";
  c.as("chen.hao", "read", n);
  c.clock = "2026-03-03T15:30:00+08:00";
  c.as("chen.hao", "read", n);
  const { opened_at, read_at } = copies()["chen.hao"];
  assert.deepEqual([opened_at, read_at], [at("2026-03-02T09:00"), at("2026-03-02T15:30")]);
  assert.equal(copies()["anna.berg"].read_at, null);
  assert.equal(c.refused("li.na", "read", n).code, "copy.none");
  assert.equal(c.kinds(n).filter((k) => k === "record.copy_read").length, 1);
  assert.match(c.run(["show", n, "--as", initiator, "--lang", "en"]).stdout, /copy sent \(read 2026-03-02 15:30\)/);
  c.ask("verify");
});

/** Five sorts of step: one that reads nothing, one each for when, by, a function of people, and a choice. */
const many = `
    return sequence {
      approve "check" { by = person "zhou.jie", within = workdays(2) },
      approve "money" { by = person "li.na", within = workdays(2), because = r.count and r.count > 3 and "many" or "few" },
      approve "buyer" { by = function(x) return x.count and x.count > 100 and person "han.mei" or person "wu.yan" end, within = workdays(2) },
      choose { approve "leader" { by = person "sun.tao", within = workdays(2), when = r.count and r.count > 50 },
               approve "nobody" { by = person "yang.fan", within = workdays(2) } },
      act "order" { by = person "feng.lin", within = workdays(2) },
    }`;
const approveAll = (c, n) => {
  const verbs = { order: "done" };
  for (let next; (next = Object.entries(c.next(n))).length; ) for (const [step, who] of next) c.as(who, verbs[step] ?? "approve", n, "--step", step);
};

test("a change after the end opens again just the steps whose reasons read the field; one that is dropped leaves all as it was (A46)", (t) => {
  const c = company(t, 'changes = { count = { from = number "2" }, what = {} },', many);
  const n = c.submit(initiator, "office.stock", { ...paper, count: "10" });
  approveAll(c, n);
  assert.equal(c.show(n, initiator).state, "finished");
  assert.deepEqual(c.show(n, initiator).next.map((x) => x.verbs), [["change"]]);
  assert.equal(c.refused(initiator, "change", n, "count=20").code, "reason.required");
  assert.equal(c.refused("li.na", "change", n, "count=20", "--reason", "x").code, "record.not_yours");
  assert.equal(c.as(initiator, "change", n, "count=11", "--reason", "One more.").state, "finished", "smaller than the rule counts");
  c.as(initiator, "change", n, "what=Paper, white", "--reason", "Colour.");
  assert.equal(c.as(initiator, "change", n, "count=20", "--reason", "Many more.").state, "open");
  const shown = c.show(n, initiator);
  assert.equal(shown.round, 2);
  const now = Object.fromEntries(shown.plans.at(-1).steps.filter((s) => s.name).map((s) => [s.name, s.left_out ?? s.state]));
  assert.deepEqual(now, { check: "stands", money: "open", buyer: "waiting", leader: "condition", nobody: "waiting", order: "stands" });
  assert.deepEqual(shown.changes.at(-1).fields.map((f) => [f.name, f.before, f.after]).sort(), [["count", "10", "20"], ["what", "Paper", "Paper, white"]]);
  assert.match(c.run(["show", n, "--as", initiator, "--lang", "en"]).stdout, /check .*decided before, and the change does not touch it/);
  approveAll(c, n);
  assert.equal(c.show(n).state, "finished");
  c.as(initiator, "change", n, "count=60", "--reason", "Far more.");
  c.as("li.na", "approve", n);
  c.as("wu.yan", "approve", n);
  c.as("sun.tao", "refuse", n, "--reason", "Enough.");
  const kept = c.show(n, initiator);
  assert.deepEqual([kept.state, kept.fields.find((f) => f.name === "count").value], ["finished", "20"]);
  assert.match(c.run(["history", n, "--as", initiator, "--lang", "zh"]).stdout, /变更未成立/);
  assert.equal(c.json(["change", n, "count=70", "--reason", "Tried.", "--preview", "--as", initiator]).status, 0);
  c.ask("verify");
});

test("what may be changed is read with the rules, and a slip is told with its place (A46)", (t) => {
  const c = company(t);
  const slips = [
    ['changes = { colour = {} },', "rule.unknown_word"], ['changes = { what = { from = number "2" } },', "rule.expected"],
    ['changes = { count = { from = amount "2 EUR" } },', "rule.expected"], ['changes = { count = { fraction = 2 } },', "rule.expected"],
    ['changes = "all",', "rule.expected"], ["withdraw = after_approval(3),", "rule.expected"], ['copy_at_end = function() return person "li.na" end,', "rule.expected"],
  ];
  for (const [option, code] of slips) {
    assert.throws(() => c.rewrite(option), (error) => error.message.includes(code) && error.message.includes("office/test.lua"), option);
  }
});

test("what changed, and the route from here, tell nobody what is hidden from them (A41, A44, A71)", (t) => {
  const c = company(t, "", `
    return sequence {
      approve "look" { by = person "li.na", within = workdays(2), may_return = true, fields = { count = "hidden" } },
      approve "count" { by = person "wu.yan", within = workdays(2), because = "for " .. tostring(r.count) },
    }`);
  const n = c.submit(initiator, "office.stock", { ...paper, count: "4711" });
  c.as("li.na", "return", n, "--reason", "Colour?");
  assert.equal(c.refused("li.na", "plan", n, "what=Paper, red").code, "record.not_yours", "what the initiator has in hand is theirs to try");
  c.as(initiator, "resubmit", n, "what=Paper, white", "count=4812");
  assert.deepEqual(c.show(n, initiator).changes[0].fields.map((f) => f.name).sort(), ["count", "what"]);
  for (const verb of ["show", "plan"]) {
    const answer = c.as("li.na", verb, n);
    assert.deepEqual(answer.changes[0].fields.map((f) => f.name), ["what"], verb);
    assert.doesNotMatch(JSON.stringify(answer), /4711|4812/, verb);
  }
});
