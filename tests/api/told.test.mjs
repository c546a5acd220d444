// What people are told of a record is so: what was taken back, what somebody waits for, why a step is there, who is missing
// (approval.md A11, A25, A27, A31, A62).
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const company = (t, route, more = "") => {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "finance"), { recursive: true });
  writeFileSync(join(rules, "finance/told.lua"), `
flow "finance.told" {
  title = { en = "Told", zh = "告知" }, owner = "finance", prefix = "TLD", fallback = person "zhao.lei", within = workdays(3),
  form = { what = text {}, deputy = person {} },
  ${more}
  route = function(r) return ${route} end,
}`);
  return new Company(t, { rules });
};
const board = `sequence {
  approve "board" { by = { person "han.mei", person "xu.qing" }, decide = "all", may_return = true },
  approve "last" { by = person "li.na", may_return = true } }`;
const text = (c, n, lang = "en") => c.run(["show", n, "--as", "li.na", "--lang", lang]).stdout;
const file = (c) => c.submit("wang.fang", "finance.told", { what: "Paper" });

test("A27: a decision that was taken back is told as that wherever it is shown", (t) => {
  const c = company(t, board);
  const n = file(c);
  c.as("han.mei", "approve", n);
  c.as("xu.qing", "approve", n);
  c.as("xu.qing", "take-back", n, "--reason", "The wrong one.");
  const of = (who) => c.show(n).tasks.filter((x) => x.person.handle === who).map((x) => [x.state, x.outcome, x.taken_back]);
  assert.deepEqual(of("xu.qing"), [["decided", "approved", true], ["open", null, false]]);
  assert.deepEqual(of("han.mei"), [["decided", "approved", false]]);
  assert.match(text(c, n), /han\.mei Han Mei 韩梅 \(named han\.mei\) approved, xu\.qing .*approved \(taken back\), xu\.qing/);
  assert.match(text(c, n, "zh"), /xu\.qing .*同意（已拿回）/);
  assert.match(c.run(["why", n, "board", "--as", "li.na", "--lang", "en"]).stdout, /xu\.qing .*approved \(taken back\)\n/);
  c.as("xu.qing", "return", n, "--reason", "Which paper?");
  c.as("xu.qing", "take-back", n);
  const svg = join(folder(t), "told.svg");
  c.as("li.na", "draw", n, "-o", svg);
  assert.match(c.run(["draw", n, "--as", "li.na", "--lang", "en"]).stdout, /approved, taken back/);
  assert.match(c.run(["draw", n, "--as", "li.na", "--lang", "zh"]).stdout, /同意（已拿回）/);
  assert.match(c.run(["draw", n, "--as", "li.na", "--lang", "en"]).stdout, /board · open/, "not as returned");
});

test("A25, A27: what was open again has the end that it came to, and who was added is named", (t) => {
  const c = company(t, board);
  const n = file(c), at = (m) => (c.clock = `2026-03-02T10:${m}:00+08:00`);
  at("00"), c.as("han.mei", "add-signer", n, "he.jing", "--where", "before");
  c.as("han.mei", "add-signer", n, "feng.lin,zheng.kai", "--where", "after");
  assert.match(text(c, n), /○ board\.after {2}feng\.lin, zheng\.kai {2}— a signer was added/, "though they are asked later");
  at("10"), c.as("he.jing", "approve", n);
  at("20"), c.as("he.jing", "take-back", n);
  assert.equal(c.as("li.na", "why", n, "board.before").ended, null);
  at("30"), c.as("he.jing", "approve", n);
  assert.equal(c.as("li.na", "why", n, "board.before").ended.at, "2026-03-02T02:30:00Z");
  assert.match(c.run(["history", n, "--as", "li.na", "--lang", "en"]).stdout, /signer added +han\.mei .*board\.after {2}feng\.lin, zheng\.kai\n/);
});

test("A22, A42: the initiator's revision says what it comes after", (t) => {
  const c = company(t, board, `withdraw = after_approval(workdays(5)), on_refuse = to_initiator {},`);
  const revise = (n) => text(c, n).match(/revise .* — (.*)  \[/g).map((x) => x.replace(/.* — (.*)  \[/, "$1"));
  const n = file(c);
  c.as("han.mei", "return", n, "--reason", "Which paper?");
  c.as("wang.fang", "resubmit", n);
  c.as("han.mei", "refuse", n, "--reason", "No.");
  c.as("wang.fang", "resubmit", n);
  for (const who of ["han.mei", "xu.qing", "li.na"]) c.as(who, "approve", n);
  c.as("wang.fang", "withdraw", n);
  assert.deepEqual(revise(n), ["returned", "after a refusal", "withdrawn"]);
});

test("A44, A46: a change after the end that was refused is told as that", (t) => {
  const c = company(t, `approve "head" { by = person "han.mei", when = r.what ~= nil, because = "asked" }`, `changes = { what = {} },`);
  const n = file(c), dropped = () => c.show(n).changes.map((x) => [x.round, x.dropped]);
  c.as("han.mei", "approve", n);
  c.as("wang.fang", "change", n, "what=Blue paper", "--reason", "It is nicer.");
  assert.deepEqual(dropped(), [[2, false]]);
  c.as("han.mei", "refuse", n, "--reason", "No.");
  assert.deepEqual(dropped(), [[2, true]]);
  assert.match(text(c, n), /what: Paper\n.*changed for round 2 \(dropped: what was approved stands\):\n +what: Paper → Blue paper/s);
  c.as("wang.fang", "change", n, "what=Red paper", "--reason", "Then so.");
  c.as("han.mei", "approve", n);
  assert.deepEqual(dropped(), [[2, true], [3, false]]);
});

test("A25, A62: whoever waits is told that they wait, each of several their own time", (t) => {
  const c = company(t, board);
  const n = file(c);
  const added = c.run(["add-signer", n, "he.jing", "--where", "before", "--as", "han.mei", "--lang", "en"]).stdout;
  assert.match(added, /→ board: han\.mei {2}paused \(a signer before\)/);
  assert.match(added, /→ board: xu\.qing {2}due 2026-03-05 18:00/);
  assert.match(text(c, n), /han\.mei .*\(named han\.mei\) paused \(a signer before\).*, xu\.qing .* due 2026-03-05 18:00 {2}\[/);
  c.as("he.jing", "approve", n);
  c.as("han.mei", "remove-signer", n, "xu.qing");
  assert.match(text(c, n), /xu\.qing Xu Qing 许晴 \(named xu\.qing\) closed/, "who was removed does not decide any more");
  c.as("han.mei", "approve", n);
  assert.match(text(c, n), /✓ board .*han\.mei .*approved, xu\.qing .* closed/, "nor did they (A2)");
});

test("A11: a place that is vacant among those who all decide is seen before and while it is decided", (t) => {
  const c = company(t, `approve "board" { by = { person "han.mei", role("finance.administration", "hr"), person "he.jing", field "deputy" }, decide = "all" }`);
  const expected = c.as("wang.fang", "plan", "finance.told", "what=Paper").stages[0].steps.find((s) => s.name === "board").people;
  assert.deepEqual(expected.map((p) => p.person.handle), ["han.mei", "zhao.lei", "he.jing"]);
  const n = file(c);
  assert.deepEqual(c.show(n).tasks.map((x) => [x.person.handle, x.reason]),
    [["han.mei", "people.person"], ["zhao.lei", "people.fallback"], ["he.jing", "people.person"]]);
  const why = c.run(["why", n, "board", "--as", "wang.fang", "--lang", "en"]).stdout;
  assert.match(why, /role finance\.administration in hr → nobody: vacant then\n/);
  assert.match(why, /field deputy → nobody who was in service then\n/, "an empty field is no vacancy");
});

test("A31: a record named twice in one batch is decided once", (t) => {
  const c = company(t, `sequence { approve "first" { by = person "han.mei" }, approve "second" { by = person "han.mei" } }`);
  const n = file(c), other = file(c);
  const done = c.json(["approve", n, n, other, n, "--as", "han.mei"]);
  assert.deepEqual(done.results.map((r) => [r.ok, r.error?.code ?? null]),
    [[true, null], [false, "batch.twice"], [true, null], [false, "batch.twice"]], "each item has its answer");
  assert.equal(done.results[1].record, n);
  assert.deepEqual([c.next(n), c.next(other)], [{ second: "han.mei" }, { second: "han.mei" }], "none was taken a step further");
  const again = c.as("han.mei", "approve", n, n, "--key", "k");
  assert.deepEqual(again.results.map((r) => r.repeated), [false, true]);
  assert.equal(c.show(n).state, "finished");
});

test("A20, A31: a field given with a refusal refuses nothing", (t) => {
  const c = company(t, board);
  const n = file(c);
  const said = c.run(["refuse", n, "what=Blue", "--reason", "No.", "--as", "han.mei", "--lang", "en"]);
  assert.equal(said.status, 2);
  assert.match(said.stderr, /refuse writes no field: “what=Blue” does not fit\. Nothing was done\./);
  assert.equal(c.show(n).state, "open");
});

test("what is refused names what was meant", (t) => {
  const c = company(t, board);
  const n = file(c);
  assert.deepEqual([c.refused("han.mei", "approve", n, "--step", "borad")].map((e) => [e.code, e.params.step]), [["step.nobody", "borad"]]);
  c.as("han.mei", "delegate", n, "yang.fan");
  const error = c.refused("he.jing", "approve", n);
  assert.deepEqual([error.code, error.params.step], ["task.not_yours", "board"], "not the delegation, which nobody approves");
  const nobody = c.refused("he.jing", "answer", n, "Blue.");
  assert.equal(nobody.code, "record.state", "nobody was asked anything");
  assert.doesNotMatch(c.run(["leaver", "he.jing", "li.na", "--reason", "left"]).stderr, /Did you mean/, "the verb was right");
  const twice = c.refused("han.mei", "add-signer", n, "he.jing,he.jing", "--where", "after");
  assert.deepEqual([twice.code, twice.params.person], ["person.twice", "he.jing"]);
  c.as("wang.fang", "withdraw", n);
  const ended = c.run(["done", n, "--as", "yang.fan", "--lang", "en"]).stderr;
  assert.match(ended, /board\.assist is not open any more: withdrawn, by wang\.fang at 2026-03-02 09:00/);
  assert.match(c.run(["done", n, "--as", "yang.fan", "--lang", "zh"]).stderr, /不在办理中：撤回，操作人 wang\.fang，时间 2026-03-02 09:00/);
});
