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
