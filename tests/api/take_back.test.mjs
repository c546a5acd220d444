// What is decided beside the plan, or as a request was prepared, is taken back (A27), as people do it from outside: what was agreed to about a
// deviation (P2.3.3), a check of an answer (P2.4.2), an approval that was owed (A64), a department's refusal before the submission (P2.1.2).
import assert from "node:assert/strict";
import test from "node:test";
import { Company } from "./company.mjs";
import { approve, carriedOut, fair } from "./policy.mjs";

const verified = (c) => assert.equal(c.run(["verify"]).status, 0);
const back = ["--reason", "The wrong one."];

test("A27, P2.3.3: what was agreed to about a deviation is taken back, seen before it is confirmed, and decided again", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  const stands = () => c.show(n).deviations.map((d) => [d.stands, d.fields[0].before, d.fields[0].after]);
  const budget = () => c.show(n).fields.find((f) => f.name === "budget").value;
  const open = () => c.show(n).tasks.filter((k) => k.state === "open").map((k) => [k.step_name, k.person.handle, k.clock.due_at]).sort();
  c.as("anna.berg", "deviate", n, "--text", "The builder asks for twenty times as much.", "budget=600000 CNY");
  const before = open();
  c.as("chen.hao", "approve", n, "--step", "deviation");
  assert.deepEqual([budget(), c.next(n).head, c.next(n).inspection], ["600000.00 CNY", "chen.hao", "chen.hao"]);
  await t.test("what it would do is shown; nothing has happened", () => {
    const seen = c.as("chen.hao", "take-back", n, ...back, "--preview");
    assert.deepEqual(seen.tasks.map((k) => [k.change, k.step_name]).sort(), [["ends", "head"], ["ends", "inspection"], ["opens", "deviation"]]);
    assert.deepEqual(seen.messages.map((m) => [m.kind, m.recipient.handle]).filter(([kind]) => kind === "record.adjustment_taken_back"),
      [["record.adjustment_taken_back", "anna.berg"]]);
    assert.match(c.run(["take-back", n, ...back, "--preview", "--as", "chen.hao"]).stdout, /Budget: 600000.00 CNY → 30000.00 CNY/);
    assert.equal(budget(), "600000.00 CNY");
  });
  await t.test("taken back, all is as it was, with the time that it had", () => {
    c.as("chen.hao", "take-back", n, ...back);
    assert.deepEqual(stands(), [["reported", "30000.00 CNY", "600000.00 CNY"]]);
    assert.equal(budget(), "30000.00 CNY");
    assert.deepEqual(open(), before);
    verified(c);
  });
  await t.test("it is told as that, in both languages, and why what had come of it was asked", () => {
    for (const [lang, words] of [["en", /adjustment taken back[^]*Budget: 30000.00 CNY/], ["zh", /拿回调整/]]) {
      assert.match(c.run(["history", n, "--as", "anna.berg", "--lang", lang]).stdout, words);
      assert.equal(c.run(["draw", n, "--as", "anna.berg", "--lang", lang]).status, 0);
    }
    assert.doesNotMatch(c.run(["draw", n, "--as", "anna.berg"]).stdout, /General manager.*taken back/);
    const why = c.as("anna.berg", "why", n, "leader");
    assert.deepEqual([why.again.cause, why.again.because, why.deviation.stands], ["deviation", "needed", "reported"]);
    assert.match(c.run(["why", n, "leader", "--as", "anna.berg"]).stdout, /across 500000.00 CNY/);
  });
  await t.test("it is decided again; once somebody has decided by it, it stands", () => {
    c.as("chen.hao", "approve", n, "--step", "deviation", "budget=60000 CNY");
    assert.deepEqual(stands(), [["approving", "30000.00 CNY", "60000.00 CNY"]]);
    const why = c.as("anna.berg", "why", n, "leader");
    assert.deepEqual(why.deviation.fields.map((f) => [f.before, f.after]), [["30000.00 CNY", "60000.00 CNY"]]);
    approve(c, "chen.hao", n, "head");
    const late = c.refused("chen.hao", "take-back", n, "--step", "deviation", ...back);
    assert.deepEqual([late.code, late.params.by, late.params.step], ["take_back.touched", "chen.hao", "head"]);
    c.as("chen.hao", "take-back", n, ...back);
    approve(c, "chen.hao", n, "head");
    approve(c, "qian.min", n, "leader");
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.deepEqual([c.show(n).stage, budget()], ["acceptance", "60000.00 CNY"]);
    verified(c);
  });
});

test("A27, P2.4.2: that an answer is not good is taken back; what was written, and what people took notice of, stays", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  c.as("chen.hao", "order", n, "anna.berg", "No rail.");
  const step = c.show(n).next.find((k) => k.step.startsWith("rectify")).step;
  c.as("anna.berg", "log", n, "--step", step, "measures=A rail.", "result=It stands.");
  assert.equal(c.refused("anna.berg", "take-back", n, "--step", step).code, "take_back.entered");
  c.as("chen.hao", "refuse", n, "--step", `${step}.check`, "--reason", "It shakes.");
  assert.equal(c.next(n)[`${step}.2`], "anna.berg");
  c.as("chen.hao", "take-back", n, "--step", `${step}.check`, ...back);
  assert.deepEqual([c.next(n)[`${step}.2`], c.next(n)[`${step}.check`]], [undefined, "chen.hao"]);
  c.as("chen.hao", "approve", n, "--step", `${step}.check`);
  c.as("chen.hao", "warn", n, "anna.berg", "Mind the date.");
  c.as("anna.berg", "acknowledge", n, "--step", "warning");
  assert.equal(c.refused("anna.berg", "take-back", n, "--step", "warning").code, "take_back.noticed");
  assert.match(c.run(["take-back", n, "--step", "warning", "--as", "anna.berg", "--lang", "zh"]).stderr, /不能拿回/);
  verified(c);
});

test("A27, A64: an approval that was owed is owed again, and listed as that", (t) => {
  const c = new Company(t);
  const n = c.as("anna.berg", "submit", c.draft("anna.berg", "company.business", { ...fair, budget: "60000 CNY" }), "--urgent", "--reason", "The fair opens.").number;
  const owed = () => c.ask("debts").debts.map((d) => [d.for_step, d.holders[0].handle, d.due_at]);
  const before = owed();
  c.as("chen.hao", "approve", n, "--step", "head.owed", ...["feasibility", "compliance", "budget"].flatMap((a) => ["--aspect", `${a}=Seen.`]));
  assert.equal(owed().length, before.length - 1);
  c.as("chen.hao", "take-back", n, ...back);
  assert.deepEqual(owed(), before);
  verified(c);
});

test("A27, P2.1.2: a department's refusal is taken back while whoever applies has done nothing since", (t) => {
  const c = new Company(t);
  const form = {
    name: "A second warehouse", initiated_by: "sales", in_charge: "anna.berg", planned: "2026-04-01..2026-09-30", budget: "180000 CNY",
    risk: "medium", background: "Late deliveries.", goals: "Two days.", requirements: "2,000 square metres.", effect: "More orders.",
    "involved.1.department": "finance", "involved.2.department": "legal",
  };
  const n = c.draft("anna.berg", "company.important", form);
  const state = () => c.show(n, "anna.berg").state;
  c.as("anna.berg", "prepare", n);
  c.as("he.jing", "refuse", n, "--reason", "No lease.");
  assert.equal(state(), "draft");
  c.as("he.jing", "take-back", n, "--reason", "There is one.");
  assert.equal(state(), "preparing");
  assert.deepEqual(c.next(n), { "agree-1": "han.mei", "agree-2": "he.jing" });
  c.as("han.mei", "refuse", n, "--reason", "Too dear.");
  c.as("anna.berg", "edit", n, "budget=170000 CNY");
  const late = c.refused("han.mei", "take-back", n);
  assert.deepEqual([late.code, late.params.initiator], ["take_back.edited", "anna.berg"]);
  c.as("anna.berg", "prepare", n);
  for (const who of ["han.mei", "he.jing"]) c.as(who, "agree", n);
  c.as("he.jing", "take-back", n);
  assert.equal(c.refused("anna.berg", "submit", n).code, "record.state");
  c.as("he.jing", "agree", n);
  assert.equal(c.as("anna.berg", "submit", n).state, "open");
  verified(c);
});
