// Duties kept apart (A13), and one's own request (A12), that leave a step with nobody, told by the checker before anybody applies:
// with file and line, and never where a form could be submitted.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company, codes } from "./company.mjs";
import { folder, root, run } from "./support.mjs";

const people = join(root, "rules/company/people.lua");
const everybody = ["zhao.lei", "qian.min", "li.na", "wang.fang", "anna.berg", "han.mei"]; // heads of each level, and who heads nothing

function written(t, { second, head = `post "general_manager"`, fallback = `post "general_manager"`, apart = `{ "head", "second" }` }) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  const route = `function(r) return sequence {
    approve "head" { by = ${head} },
    approve "second" { by = ${second}, when = r.amount > amount "1000 CNY" },
  } end`;
  writeFileSync(
    join(rules, "company/ask.lua"),
    `flow "company.ask" { owner = "company", prefix = "ASK", fallback = ${fallback}, within = workdays(2),
  form = { amount = money { currency = "CNY", required = true } },
  overdue = ladder { { after = workdays(1), remind = assignee } }, separate = { ${apart} },
  route = ${route} }`,
  );
  return rules;
}

const check = (rules, ...more) => run(["check", rules, "--people", people, ...more]);
const found = (rules) => JSON.parse(check(rules, "--json").stdout).findings.filter((f) => f.what.code === "check.separated");

/** Who can't submit for that reason, of everybody: whoever heads the company may be refused for their own request (A12). */
function refusals(c, sum) {
  return everybody.filter((who) => {
    const draft = c.as(who, "draft", "company.ask", `amount=${sum}`).record;
    const answer = c.json(["submit", draft, "--as", who]);
    assert.ok(answer.ok || ["people.separated", "self.approval"].includes(codes(answer.error)[0]), JSON.stringify(answer.error));
    return codes(answer.error).includes("people.separated");
  });
}

test("A13: the step that nobody may have is told with file and line, in both languages, as rules are checked and as they are put into force", (t) => {
  const rules = written(t, { second: `person "zhao.lei"` });
  const [warning, ...others] = found(rules);
  assert.deepEqual(others, [], "once, whoever applies");
  assert.deepEqual([warning.severity, warning.what.file, warning.what.line], ["warning", "company/ask.lua", 6]);
  assert.deepEqual([warning.what.params.step, warning.what.params.other, warning.what.params.person], ["second", "head", "zhao.lei"]);
  assert.match(check(rules).stdout, /warning: company\.ask: company\/ask\.lua:6: step "second": zhao\.lei would hold head too, .*can't be submitted, for amount = /);
  assert.match(check(rules, "--lang", "zh").stdout, /步骤“second”：zhao\.lei 将同时担任 head/);
  assert.equal(check(rules).status, 0, "a warning: such forms alone are concerned");
  const c = new Company(t, { rules });
  assert.deepEqual(c.ask("rules", "activate", rules, "--preview").findings.filter((f) => f.code === "check.separated").map((f) => [f.file, f.line]), [["company/ask.lua", 6]]);
  assert.deepEqual(refusals(c, "2000 CNY"), everybody.filter((who) => who !== "zhao.lei"), "that is what comes of it");
  assert.deepEqual(refusals(c, "500 CNY"), [], "where the step is not needed it is kept apart from nobody");
});

test("A13: it is told where somebody's form would be refused for it, and nowhere else", async (t) => {
  for (const [name, rules] of Object.entries({
    "a superior comes instead": { second: `person "li.na"`, head: `person "li.na"` },
    "the fallback comes instead": { second: `person "zhao.lei"`, fallback: `post "finance.head"` },
    "one of two is left": { second: `{ person "zhao.lei", person "li.na" }` },
    "others hold it": { second: `post "hr.head"` },
    "whoever comes instead holds it too": { head: `{ person "zhao.lei", person "qian.min" }, decide = "all"`, second: `person "qian.min"` },
    "several may decide the other": { head: `{ person "zhao.lei", person "qian.min" }`, second: `person "zhao.lei"` },
    "for who heads the company alone": { second: `head_of(r.department)`, apart: `{ "initiator", "second" }, { "head", "second" }` },
    "nothing is kept apart": { second: `person "zhao.lei"`, apart: "" },
  })) {
    await t.test(name, () => {
      const folderOf = written(t, rules), warned = found(folderOf).length > 0;
      assert.equal(warned, refusals(new Company(t, { rules: folderOf }), "2000 CNY").length > 0);
    });
  }
});

test("A12: a step that nobody but the initiator could decide is told by the checker, and as it is submitted", (t) => {
  const alone = (rules) => JSON.parse(check(rules, "--json").stdout).findings.filter((f) => f.what.code === "check.initiator_alone");
  const steps = { head: `person "li.na"`, second: `post "general_manager"`, apart: "" };
  const submitted = (c, who, sum) => c.json(["submit", c.as(who, "draft", "company.ask", `amount=${sum}`).record, "--as", who]);
  const rules = written(t, steps);
  assert.deepEqual(alone(rules).map((f) => [f.severity, f.what.file, f.what.line, f.what.params.step, f.what.params.initiator]), [["warning", "company/ask.lua", 6, "second", "zhao.lei"]]);
  assert.match(check(rules).stdout, /warning: company\.ask: company\/ask\.lua:6: step "second": nobody decides their own request, and zhao\.lei, .*can't be submitted, for amount = /);
  assert.match(check(rules, "--lang", "zh").stdout, /步骤“second”：不得办理本人的申请，而后备人正是 zhao\.lei/);
  const c = new Company(t, { rules });
  const { error } = submitted(c, "zhao.lei", "2000 CNY"); // not to li.na, whose yes would open it
  assert.deepEqual([codes(error)[0], error.params.step, error.file, error.line], ["self.approval", "second", "company/ask.lua", 6]);
  for (const [who, sum] of [["zhao.lei", "500 CNY"], ["wang.fang", "2000 CNY"]]) assert.ok(submitted(c, who, sum).ok, who);
  const two = written(t, { ...steps, fallback: `{ post "general_manager", person "qian.min" }` });
  assert.deepEqual(alone(two), [], "the other of the fallback comes instead");
  assert.ok(submitted(new Company(t, { rules: two }), "zhao.lei", "2000 CNY").ok);
});

test("A13: the rules that are shipped are told nothing of it", () => {
  assert.deepEqual(found(join(root, "rules")), []);
});
