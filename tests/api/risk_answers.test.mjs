// What a risk is answered by besides a plan (P4.2.2), from outside, by rules of their own: who looks at it is told of as every step is, why it
// is there, what another form would have asked for, and what becomes of it under other rules (A53).
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const flow = (steps, small = "small") => `flow "company.venture" { owner = "company", prefix = "VEN", fallback = post "general_manager", within = workdays(2),
  form = { subject = text { required = true }, grade = choice { "small", "middling", "large", required = true, label = { en = "Grade", zh = "等级" } } },
  risk = function(r, set)
    local grade = r.grade == "small" and "${small}" or r.grade -- what is small is as risky as that
    if grade == "small" then return "low", "it is small" end
    local answers = {
      approve "review" { before = "money", by = person "wu.yan", within = workdays(1), because = "somebody looks at it" },
      warn { name = "beware", to = head_of(r.department), within = workdays(1), severity = "major", text = "it is not small" },
    }
    if grade == "middling" then return "medium", "it is middling", answers end
    answers[3] = response_plan { by = initiator, within = workdays(3), check = leader_of(r.department), check_within = workdays(2) }
    return "high", "it is large", answers
  end,
  route = function(r) return sequence {
    ${steps}
  } end }`;
const check = `approve "check" { by = head_of(r.department), fields = { grade = "write" } },`;
const money = `approve "money" { by = person "wang.fang" },`;

function company(t) {
  const rules = join(folder(t), "rules"), file = join(rules, "company/venture.lua");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(file, flow(check + money));
  const c = new Company(t, { rules });
  c.becomes = (...is) => {
    writeFileSync(file, flow(...is));
    c.ask("rules", "activate", rules);
  };
  return c;
}

const said = (answers) => answers.map((a) => [a.change, a.effect, a.step, a.people.map((p) => p.person.handle)]);

test("P4.2.2 who looks at a risk that rose on the way: why, what-if, and other rules", async (t) => {
  const c = company(t), n = c.submit("chen.hao", "company.venture", { subject: "A fair", grade: "small" });
  const [head, checker] = [c.next(n).check, "wu.yan"];
  await t.test("what-if tells what another grade would have been answered by", () => {
    const { risk } = c.as("zhao.lei", "what-if", n, "grade=middling");
    assert.deepEqual([risk.before.level, risk.after.level, risk.response], ["low", "medium", null]);
    assert.deepEqual(said(risk.answers), [["added", "add", "review", [checker]], ["added", "warn", "beware", risk.answers[1].people.map((p) => p.person.handle)]]);
    assert.equal(c.as("zhao.lei", "what-if", n, "grade=large").risk.answers.length, 2, "the plan is told by itself");
    for (const [lang, words] of [["en", /\+ add a step review: wu\.yan .*within one working day\n/], ["zh", /\+ .*review：wu\.yan/]])
      assert.match(c.run(["what-if", n, "grade=middling", "--as", "zhao.lei", "--lang", lang]).stdout, words);
    assert.equal(c.as("zhao.lei", "what-if", n, "subject=A hall").risk, null);
  });
  c.as(head, "approve", n, "--step", "check", "grade=middling");
  assert.equal(c.next(n).review, checker);
  await t.test("why tells the rule's line, what it read, and the risk that it answers", () => {
    for (const step of ["review", "beware"]) {
      const why = c.as("zhao.lei", "why", n, step);
      assert.match(why.rule.file, /venture\.lua$/);
      assert.ok(why.rule.line > 0, step);
      assert.deepEqual([why.risk.level, why.risk.because.en], ["medium", "it is middling"], step);
      assert.deepEqual(why.facts.map((f) => [f.path, f.text]), [["grade", "middling"], ["department", "sales"]], step);
    }
    assert.equal(c.as("zhao.lei", "why", n, "review").rule.because.en, "somebody looks at it");
    assert.equal(c.as("zhao.lei", "why", n, "money").risk, null);
    for (const [lang, words] of [["en", /risk +medium — it is middling\n/], ["zh", /风险 +中 — it is middling\n/]])
      assert.match(c.run(["why", n, "review", "--as", "zhao.lei", "--lang", lang]).stdout, words);
  });
  await t.test("what-if tells what would not have been asked for", () => {
    const { risk } = c.as("zhao.lei", "what-if", n, "grade=small");
    assert.deepEqual(said(risk.answers).map((a) => a.slice(0, 3)), [["gone", "add", "review"], ["gone", "warn", "beware"]]);
  });
  await t.test("other rules take it along; the dry run lists it, with what stands beside the plan", () => {
    const due = c.show(n).tasks.find((k) => k.step_name === "review").clock.due_at;
    c.becomes(`${check}${money}approve "last" { by = person "zhao.lei" },`);
    const [dry] = c.ask("migrate", "--reason", "new rules", "--dry-run").migrated;
    assert.deepEqual(dry.kept.map((k) => [k.step, k.state]).sort(), [["beware", "open"], ["check", "passed"], ["review", "open"]]);
    assert.deepEqual([dry.closed, dry.asked], [[], []]);
    assert.equal(c.ask("migrate", "--reason", "new rules").migrated.length, 1);
    assert.equal(c.next(n).review, checker);
    assert.equal(c.show(n).tasks.find((k) => k.step_name === "review").clock.due_at, due);
  });
  await t.test("and why says of it what it said", () => {
    const why = c.as("zhao.lei", "why", n, "review");
    assert.deepEqual([why.risk.level, why.planned.kind, why.facts[0].text], ["medium", "plan.added", "middling"]);
    assert.equal(c.as("zhao.lei", "what-if", n).stages[0].drifted, false, "the rules give the plan that they gave");
  });
  c.as(checker, "approve", n, "--step", "review");
  c.as("wang.fang", "approve", n, "--step", "money");
  assert.deepEqual(Object.keys(c.next(n)).sort(), ["beware", "last"]);
  assert.equal(c.ask("verify").ok, true);
});

test("P4.2.2, A53 who has not been asked yet is listed as waiting, and what other rules ask for as asked", (t) => {
  const c = company(t), n = c.submit("chen.hao", "company.venture", { subject: "A fair", grade: "small" });
  const dry = () => c.ask("migrate", "--reason", "new rules", "--dry-run").migrated[0];
  c.becomes(check + money, "middling");
  assert.deepEqual([dry().kept.map((k) => k.step), dry().asked.sort(), dry().risk], [["check"], ["beware", "review"], { before: "low", after: "medium" }]);
  c.ask("migrate", "--reason", "new rules");
  c.becomes(`${check}${money}approve "last" { by = person "zhao.lei" },`, "middling");
  assert.deepEqual([dry().kept.map((k) => [k.step, k.state]).sort(), dry().asked], [[["beware", "open"], ["check", "open"], ["review", "waiting"]], []]);
  for (const lang of ["en", "zh"]) assert.match(c.run(["migrate", "--reason", "new rules", "--dry-run", "--lang", lang]).stdout, /review/);
  c.ask("migrate", "--reason", "new rules");
  c.as(c.next(n).check, "approve", n, "--step", "check");
  assert.equal(c.next(n).review, "wu.yan");
  assert.equal(c.ask("verify").ok, true);
});
