// Ways back, from outside: what is returned, taken back, gone round once more, and how that is told (approval.md A8, A22, A27 to A29).
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const company = (t, route, more = "") => {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "finance"), { recursive: true });
  writeFileSync(join(rules, "finance/back.lua"), `
flow "finance.back" {
  title = { en = "Back", zh = "来回" }, owner = "finance", prefix = "BCK", fallback = person "zhao.lei", within = workdays(3),
  form = { what = text { label = { en = "What", zh = "内容" } }, count = number { label = { en = "How many", zh = "数量" } } },
  ${more}
  route = function(r) return ${route} end,
}`);
  return new Company(t, { rules });
};
const three = `sequence {
  approve "first" { by = person "han.mei", fields = { count = "write", what = "write" } },
  approve "second" { by = person "feng.lin", fields = { what = "write" } },
  approve "third" { by = person "li.na", may_return = true } }`;
const told = (c, n) => c.show(n, "li.na").changes.map((x) => [x.round, x.returned_from ?? null, x.fields.map((f) => [f.name, f.before, f.after])]);

test("A22, A44: whoever returned it to a step sees what was changed on the way back, field by field", (t) => {
  const c = company(t, three);
  const n = c.submit("wang.fang", "finance.back", { what: "Paper", count: "5" });
  c.as("han.mei", "approve", n, "count=6");
  c.as("feng.lin", "approve", n);
  assert.deepEqual(told(c, n), [], "nobody has returned it");
  c.as("li.na", "return", n, "--to", "first", "--reason", "How many, really?");
  assert.deepEqual(told(c, n), []);
  c.as("han.mei", "approve", n, "count=8");
  assert.deepEqual(told(c, n), [[1, "third", [["count", "6", "8"]]]], "on its way back");
  c.as("feng.lin", "approve", n, "what=Paper, white");
  const both = [[1, "third", [["count", "6", "8"], ["what", "Paper", "Paper, white"]]]];
  assert.deepEqual(told(c, n).map((x) => [...x.slice(0, 2), x[2].sort()]), both);
  assert.match(c.run(["show", n, "--as", "li.na", "--lang", "en"]).stdout, /changed since it was returned from third:\n.*How many: 6 → 8/s);
  c.as("li.na", "approve", n);
  assert.equal(told(c, n).length, 1, "and it stays to be read");
});

test("A22: returned once more on the way, each return says what became of the form until then", (t) => {
  const c = company(t, `sequence {
  approve "first" { by = person "han.mei", fields = { count = "write" } },
  approve "second" { by = person "feng.lin", may_return = true },
  approve "third" { by = person "li.na", may_return = true } }`);
  const n = c.submit("wang.fang", "finance.back", { what: "Paper", count: "5" });
  for (const who of ["han.mei", "feng.lin"]) c.as(who, "approve", n);
  c.as("li.na", "return", n, "--to", "first", "--reason", "Look again.");
  c.as("han.mei", "approve", n, "count=6");
  c.as("feng.lin", "return", n, "--to", "first", "--reason", "And again.");
  c.as("han.mei", "approve", n, "count=7");
  assert.deepEqual(told(c, n), [[1, "third", [["count", "5", "6"]]], [1, "second", [["count", "6", "7"]]]]);
});

test("A27, A29: a remark at a step is made by who has it, and a history tells of flags in words", (t) => {
  const c = company(t, `sequence {
  approve "first" { by = person "han.mei", may_return = true },
  approve "pool" { by = { person "feng.lin", person "li.na" }, decide = "any" },
  approve "last" { by = person "zhou.jie", may_return = true } }`);
  const n = c.submit("wang.fang", "finance.back", { count: "5" });
  assert.equal(c.refused("wang.fang", "comment", n, "well?", "--step", "first").code, "task.not_yours");
  assert.equal(c.refused("wang.fang", "comment", n, "well?", "--step", "frist").code, "step.nobody");
  c.as("han.mei", "comment", n, "I look into it", "--step", "first");
  const remark = c.history(n).find((e) => e.kind === "record.commented");
  assert.equal(remark.step.name, "first");
  c.as("han.mei", "approve", n);
  c.as("feng.lin", "claim", n);
  c.as("feng.lin", "unclaim", n);
  c.as("feng.lin", "approve", n);
  c.as("zhou.jie", "return", n, "--to", "first", "--straight", "--reason", "Look again.");
  const words = (lang) => c.run(["history", n, "--as", "wang.fang", "--lang", lang]).stdout;
  assert.doesNotMatch(words("en"), /(straight|claimed) (refused|passed)/);
  assert.doesNotMatch(words("zh"), /(直达|已认领) (拒绝|通过)/);
});

test("A8: rounds of a loop have their numbers also where a record is shown, and the history says why it went round", (t) => {
  const c = company(t, `loop { rounds = 3, sequence {
    act "repair" { by = person "feng.lin" }, approve "test" { by = person "li.na" } } }`);
  const n = c.submit("wang.fang", "finance.back", { count: "5" });
  c.as("feng.lin", "done", n);
  c.as("li.na", "refuse", n, "--reason", "Loose.");
  const shown = c.run(["show", n, "--as", "wang.fang", "--lang", "en"]).stdout;
  assert.match(shown, /round 1[\s\S]*Loose[\s\S]*round 2[\s\S]*repair/);
  assert.match(c.run(["show", n, "--as", "wang.fang", "--lang", "zh"]).stdout, /第 1 轮[\s\S]*第 2 轮/);
  assert.match(c.run(["history", n, "--as", "wang.fang", "--lang", "zh"]).stdout, /原因 再来一轮/);
  const asked = (verb, lang, ...more) => c.run([verb, n, ...more, "--as", "wang.fang", "--lang", lang]).stdout;
  assert.match(asked("history", "en"), /step begun .*repair {2}round 1 of at most 3[\s\S]*step begun .*repair {2}round 2 of at most 3/);
  assert.match(asked("history", "zh"), /repair {2}第 2 轮，最多 3 轮/);
  assert.match(asked("why", "en", "repair"), /repair .*round 2 of at most 3\n/);
  const steps = c.history(n).filter((e) => e.kind === "step.opened" && e.step.name === "test").map((e) => e.step.loop);
  assert.deepEqual(steps, [{ round: 1, rounds: 3 }]);
});

const staged = `
  stages = {
    approval = function(r) return sequence {
      approve "head" { by = person "han.mei", fields = { count = "write" } },
      approve "boss" { by = person "li.na" } } end,
    execution = function(r) return sequence {
      act "build" { by = person "feng.lin" },
      act "test" { by = person "zhou.jie", may_return = true } } end },`;
const working = (t) => {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "finance"), { recursive: true });
  writeFileSync(join(rules, "finance/work.lua"), `
flow "finance.work" {
  title = { en = "Work", zh = "工作" }, owner = "finance", prefix = "WRK", fallback = person "zhao.lei", within = workdays(3),
  form = { count = number { label = { en = "How many", zh = "数量" } } },
  ${staged}
}`);
  const c = new Company(t, { rules });
  const n = c.submit("wang.fang", "finance.work", { count: "5" });
  for (const who of ["han.mei", "li.na"]) c.as(who, "approve", n);
  c.as("feng.lin", "done", n);
  return [c, n];
};
const open = (c, n) => c.show(n).tasks.filter((x) => x.state === "open").map((x) => [x.step_name, x.person.handle]);

test("A22: from the work back to who approved, seen before it is confirmed, and straight back across the stages", (t) => {
  const [c, n] = working(t);
  const back = ["return", n, "--to", "head", "--straight", "--reason", "How many, really?"];
  const seen = c.as("zhou.jie", ...back, "--preview");
  assert.deepEqual(seen.tasks.map((x) => [x.change, x.step_name, x.person.handle]), [["ends", "test", "zhou.jie"], ["opens", "head", "han.mei"]]);
  assert.ok(seen.steps.some((s) => s.name === "test" && s.superseded), "what was begun counts no more");
  assert.deepEqual(seen.messages.map((m) => [m.kind, m.recipient.handle]).sort(), [["record.sent_back", "wang.fang"], ["task.opened", "han.mei"]]);
  assert.deepEqual(open(c, n), [["test", "zhou.jie"]], "nothing has happened yet");
  c.as("zhou.jie", ...back);
  assert.deepEqual(open(c, n), [["head", "han.mei"]]);
  const words = (lang) => c.run(["history", n, "--as", "wang.fang", "--lang", lang]).stdout;
  assert.match(words("en"), /stage sent back.*head/);
  assert.match(words("zh"), /退回前一阶段/);
  c.as("han.mei", "approve", n, "count=7");
  assert.deepEqual(open(c, n), [["test", "zhou.jie"]], "straight to whoever returned it: no route reads the number");
  assert.deepEqual(told(c, n), [[1, "test", [["count", "5", "7"]]]], "who sees what was changed on the way");
  assert.match(c.as("zhou.jie", "why", n, "test").why?.file ?? c.run(["why", n, "test", "--as", "zhou.jie"]).stdout, /work\.lua/);
  assert.equal(c.run(["draw", n, "--as", "wang.fang"]).status, 0);
  c.as("zhou.jie", "done", n);
  assert.equal(c.show(n).state, "finished");
  assert.equal(c.run(["verify"]).status, 0);
});

test("A27: a return to an earlier stage is taken back as if it had not been, and told as that", (t) => {
  const [c, n] = working(t);
  c.as("zhou.jie", "return", n, "--to", "boss", "--reason", "How many, really?");
  c.as("zhou.jie", "take-back", n, "--reason", "I see it now.");
  assert.deepEqual(open(c, n), [["test", "zhou.jie"]]);
  assert.deepEqual(told(c, n), []);
  const words = c.run(["history", n, "--as", "wang.fang", "--lang", "en"]).stdout;
  assert.match(words, /stands as before/);
  assert.match(c.run(["show", n, "--as", "wang.fang", "--lang", "en"]).stdout, /test/);
  assert.equal(c.refused("zhou.jie", "return", n, "--to", "accept", "--reason", "x").code, "return.target");
  c.as("zhou.jie", "return", n, "--to", "boss", "--reason", "After all.");
  c.as("li.na", "comment", n, "I look into it");
  assert.equal(c.refused("zhou.jie", "take-back", n).code, "take_back.touched");
  assert.equal(c.run(["verify"]).status, 0);
});

test("A8, A27: a refusal that began a loop's next round is taken back, and the round is not counted", (t) => {
  const c = company(t, `loop { rounds = 3, sequence {
    act "repair" { by = person "feng.lin" }, approve "test" { by = person "li.na" } } }`);
  const n = c.submit("wang.fang", "finance.back", { count: "5" });
  c.as("feng.lin", "done", n);
  c.as("li.na", "refuse", n, "--reason", "Loose.");
  c.as("li.na", "take-back", n, "--reason", "The wrong one.");
  assert.deepEqual(open(c, n), [["test", "li.na"]]);
  assert.doesNotMatch(c.run(["show", n, "--as", "wang.fang", "--lang", "en"]).stdout, /round 2/);
  c.as("li.na", "approve", n);
  assert.equal(c.show(n).state, "finished");
});
