// Ways round the policy's clauses that were found in the shipped rules, each closed: who files, who carries out, and what a report or an
// adjustment may say. The id of the clause begins the name.
import assert from "node:assert/strict";
import test from "node:test";
import { cause, codes, Company } from "./company.mjs";
import { answerToRisk, approve, carriedOut, fair, pairs } from "./policy.mjs";

test("P1.3.2 a department's own rules are not passed by: business is filed for the department that asks for it, whoever files it", (t) => {
  const c = new Company(t);
  const frame = { ...fair, nature: "contract", initiated_by: "procurement", in_charge: "feng.lin", budget: "200000 CNY" };
  const own = c.draft("wang.fang", "company.business", frame);
  const error = c.refused("wang.fang", "submit", own);
  assert.equal(error.code, "form.invalid");
  assert.equal(cause(error).params.field, "initiated_by");
  assert.match(c.run(["submit", own, "--as", "wang.fang"]).stderr, /filed for hr, so the rules of procurement would not hold: file it with --department procurement/);
  assert.match(c.run(["submit", own, "--as", "wang.fang", "--lang", "zh"]).stderr, /以 hr 的名义提交，procurement 的规则不会生效：请用 --department procurement 重新起草/);
  const filed = c.draft("wang.fang", "company.business", frame, "--department", "procurement");
  assert.equal(cause(c.refused("wang.fang", "submit", filed)).params.field, "involved", "procurement's own check of the form");
  const n = c.as("wang.fang", "submit", filed, "budget=90000 CNY").number;
  assert.deepEqual(c.show(n).plans.at(-1).steps.filter((s) => s.name && s.state !== "left_out").map((s) => s.name), ["head", "contract", "leader"], "and its legal reading");
  assert.deepEqual(c.next(n), { head: "zheng.kai" });
  const earlier = c.as("wang.fang", "copy", n, "--department", "hr", "initiated_by=hr").record;
  assert.ok(c.as("wang.fang", "submit", earlier).number, "what is asked for by whom it is filed for goes on as ever");
});

const above = ["head", "legal", "leader", "manager"];

/** Business of a high risk that all above have approved, in execution. */
function highRisk(c) {
  const n = c.submit("anna.berg", "company.business", { ...fair, likelihood: "likely", impact: "grave" });
  for (const step of above) approve(c, c.next(n)[step], n, step);
  c.as("anna.berg", "log", n, ...pairs(answerToRisk));
  c.as("qian.min", "approve", n, "--step", "response.check");
  assert.equal(c.show(n).stage, "execution");
  return n;
}

test("P1.3.1 whoever carries it out, by a task that came to them too, approves nothing of it any more: it goes to whoever is above them", async (t) => {
  const c = new Company(t);
  await t.test("no deviation, no approval that is asked for again", () => {
    const n = carriedOut(c);
    c.as("anna.berg", "transfer", n, "chen.hao", "--step", "carry-out", "--reason", "He has the time.");
    assert.equal(c.next(n)["carry-out"], "chen.hao", "who approved it may come to carry it out");
    c.as("anna.berg", "deviate", n, "--text", "Dearer.", "budget=60000 CNY");
    assert.equal(c.next(n).deviation, "qian.min", "his superior decides it");
    c.as("qian.min", "approve", n, "--step", "deviation");
    assert.equal(c.next(n)["head.2"] ?? c.next(n).head, "qian.min", "and reviews it in his place");
    assert.match(c.run(["show", n, "--as", "zhao.lei"]).stdout, /qian\.min .*superior, since the role is kept apart from another of chen\.hao/);
  });
  await t.test("not what was in his hands before the work was either", () => {
    const n = carriedOut(c);
    c.as("anna.berg", "deviate", n, "--text", "Dearer.", "budget=60000 CNY");
    assert.equal(c.next(n).deviation, "chen.hao");
    c.as("anna.berg", "transfer", n, "chen.hao", "--step", "carry-out", "--reason", "He has the time.");
    const error = c.refused("chen.hao", "approve", n, "--step", "deviation");
    assert.deepEqual([error.code, error.params.other], ["people.separated", "carry-out"]);
    c.as("chen.hao", "transfer", n, "qian.min", "--step", "deviation", "--reason", "It is my own.");
    c.as("qian.min", "approve", n, "--step", "deviation");
  });
  await t.test("nor what is owed for urgent work", () => {
    const n = c.as("anna.berg", "submit", c.draft("anna.berg", "company.business", fair), "--urgent", "--reason", "The fair opens.").number;
    c.as("anna.berg", "transfer", n, "chen.hao", "--step", "carry-out", "--reason", "He has the time.");
    const signed = ["feasibility", "compliance", "budget"].flatMap((a) => ["--aspect", `${a}=Fine.`]);
    assert.equal(c.refused("chen.hao", "approve", n, "--step", "head.owed", ...signed).code, "people.separated");
    c.as("chen.hao", "transfer", n, "qian.min", "--step", "head.owed", "--reason", "It is my own.");
    c.as("qian.min", "approve", n, "--step", "head.owed", ...signed);
  });
  for (const [step, person] of [["legal", "he.jing"], ["leader", "qian.min"], ["manager", "zhao.lei"]])
    await t.test(`nor as ${step}`, () => {
      const n = highRisk(c);
      assert.ok(c.show(n).tasks.some((k) => k.step_name === step && k.person.handle === person), "who had approved it");
      c.as("anna.berg", "transfer", n, person, "--step", "carry-out", "--reason", "They have the time.");
      c.as("anna.berg", "deviate", n, "--text", "Dearer.", "budget=90000 CNY");
      c.as("chen.hao", "approve", n, "--step", "deviation");
      for (const before of above.slice(0, above.indexOf(step))) if (c.next(n)[before]) approve(c, c.next(n)[before], n, before);
      assert.ok(c.next(n)[step], "it is asked for again");
      assert.notEqual(c.next(n)[step], person);
    });
  c.ask("verify");
});

test("P2.3.1, P2.4.2 nothing is reached on a day to come, nor twice: the warning is not kept still by a date", (t) => {
  const c = new Company(t);
  const n = carriedOut(c, { planned: "2026-03-02..2026-03-31", "milestones.1.milestone": "M1", "milestones.1.due": "2026-03-03" });
  const report = (...rows) => ["log", n, "--step", "progress", "content=x", ...rows.flatMap(([name, on], i) => [`reached.${i + 1}.milestone=${name}`, `reached.${i + 1}.on=${on}`])];
  const said = (...rows) => cause(c.refused("anna.berg", ...report(...rows))).params;
  assert.deepEqual([said(["M1", "2027-01-01"]).field, said(["M1", "2027-01-01"]).text, said(["M1", "2027-01-01"]).text_zh],
    ["reached", "row 1: M1 can't have been reached on 2027-01-01, which is to come", "第 1 行：M1的达成日期 2027-01-01 尚未到来"]);
  assert.equal(said(["M1", "2026-03-03"]).text, "row 1: M1 can't have been reached on 2026-03-03, which is to come", "nor tomorrow");
  assert.deepEqual([said(["M1", "2026-03-02"], ["M1", "2026-03-01"]).text, said(["M1", "2026-03-02"], ["M1", "2026-03-01"]).text_zh],
    ["row 2: M1 is marked reached in row 1 already", "第 2 行：M1已在第 1 行标明达成"]);
  c.pass("2026-03-04T18:00:00+08:00");
  assert.ok(c.next(n)["milestone-1"], "what was refused warns as before");
  c.as("anna.berg", ...report(["M1", "2026-03-04"]));
  const what = c.as("anna.berg", "what-if", n, "budget=40000 CNY");
  assert.doesNotMatch(JSON.stringify(what), /to come/, "a report of since is no day to come to what-if");
  c.ask("verify");
});

test("P2.5.1, P2.3.3 the criteria of acceptance are changed by nobody alone: whoever approved them, and will accept by them, is asked", async (t) => {
  const c = new Company(t);
  const easier = ["criteria.1.criterion=Five new contacts", "criteria.2.criterion=Within the budget"];
  const asked = (n) => Object.fromEntries(Object.entries(c.next(n)).filter(([step]) => /^(head|leader|manager|legal|accepting)/.test(step)));
  const criteria = (n) => JSON.stringify(c.show(n).fields.find((f) => f.name === "criteria").value);
  const deviated = (fields, ...changes) => {
    const n = carriedOut(c, { in_charge: "david.okoye", ...fields });
    c.as("david.okoye", "deviate", n, "--text", "Too many.", ...changes);
    c.as("xu.qing", "approve", n, "--step", "deviation");
    return n;
  };
  await t.test("the head of the department that asked for it, not that of the one that carries it out alone; refused, those of before stand", () => {
    const n = deviated({}, ...easier);
    assert.deepEqual(asked(n), { "head": "chen.hao" });
    assert.match(criteria(n), /Five new/);
    assert.deepEqual(c.as("anna.berg", "why", n, Object.keys(asked(n))[0]).again.reads, ["criteria"]);
    c.as("chen.hao", "refuse", n, "--step", "head", "--reason", "Fifty were asked for.");
    assert.match(criteria(n), /Fifty new/);
    assert.equal(c.show(n).stage, "execution");
  });
  await t.test("what nobody signed for asks nobody else", () => assert.deepEqual(asked(deviated({}, "background=Three new products.")), {}));
  await t.test("whoever above them approved it, in turn", () => {
    const n = deviated({ budget: "60000 CNY" }, ...easier);
    approve(c, "chen.hao", n, "head");
    assert.deepEqual(asked(n), { leader: "qian.min" });
  });
  await t.test("nor is it given to others to accept without them", () => {
    const n = deviated({}, "accepted_by=hr");
    assert.deepEqual(asked(n), { accepting: "li.na" }, "who would accept it then");
    c.as("li.na", "agree", n, "--step", "accepting");
    assert.deepEqual(asked(n), { head: "chen.hao" });
  });
  await t.test("another department that is to accept it agreed to them before, and is asked anew", () => {
    const draft = c.draft("anna.berg", "company.business", { ...fair, accepted_by: "hr" });
    assert.ok(codes(c.refused("anna.berg", "submit", draft)).includes("prepare.needed"));
    c.as("anna.berg", "prepare", draft);
    c.as("li.na", "agree", draft, "--step", "accepting");
    const n = c.as("anna.berg", "submit", draft).number;
    approve(c, "chen.hao", n, "head");
    c.as("anna.berg", "deviate", n, "--text", "Too many.", ...easier);
    c.as("chen.hao", "approve", n, "--step", "deviation");
    assert.deepEqual(asked(n), { accepting: "li.na" }, "as it was agreed to then, before the approval");
    c.as("li.na", "agree", n, "--step", "accepting");
    assert.deepEqual(asked(n), { head: "chen.hao" });
  });
  c.ask("verify");
});
