// The rule files that ship, and two published policies, by the verbs that their authors use: test and check.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { shippedRules } from "./company.mjs";
import { folder, root, run } from "./support.mjs";

const folders = [
  { name: "rules", tests: 31 },
  { name: "tests/rules/gsa", tests: 49 },
  { name: "tests/rules/sourcegraph", tests: 69 },
];

for (const { name, tests } of folders) {
  test(`every rule test in ${name} passes`, () => {
    const done = run(["test", join(root, name), "--json"]);
    assert.equal(done.status, 0, done.stdout + done.stderr);
    const answer = JSON.parse(done.stdout);
    const failed = answer.tests.filter((t) => !t.passed);
    assert.deepEqual(failed, []);
    assert.ok(answer.tests.length >= tests, `${answer.tests.length} tests`);
  });

  test(`the checker has nothing to mend in ${name}, and says what it covered`, () => {
    const done = run(["check", join(root, name), "--json"]);
    assert.equal(done.status, 0, done.stdout + done.stderr);
    const answer = JSON.parse(done.stdout);
    // what this company wrote down says nobody who signs what its CEO asks for: the one thing that is told of it
    const said = (f) => name === "tests/rules/sourcegraph" && f.what.code === "check.initiator_alone" && f.what.params.initiator === "ceo";
    assert.deepEqual(answer.findings.filter((f) => (f.severity === "error" || f.severity === "warning") && !said(f)), []);
    for (const covered of answer.covered) assert.ok(covered.runs > 0 && covered.ways > 0, JSON.stringify(covered));
  });
}

// What somebody breaks in the shipped rules, and what they are told: file, line, remedy.
const broken = [
  {
    what: "a post that nobody ever had",
    file: "company/purchase.lua", from: 'post "general_manager", within = workdays(5), fixed = true', to: 'post "general_boss", within = workdays(5), fixed = true',
    code: "check.unknown_post", words: /general_boss.*Correct the name/s,
  },
  {
    what: "rows of a table that overlap",
    file: "company/important.lua", from: 'hit     = "first"', to: 'hit     = "unique"',
    code: "check.table_overlap", words: /rows 1 and 3 both fit for .*exclude each other/s,
  },
  {
    what: "a department that loosens a fixed step",
    file: "procurement/purchase.lua", from: "patience      = workdays(1)", to: "patience      = workdays(9)",
    code: "rule.fixed", words: /head/,
  },
  {
    what: "two flows with one prefix",
    file: "company/purchase.lua", from: 'prefix   = "PUR"', to: 'prefix   = "ORD"',
    code: "check.prefix_twice", words: /own prefix/,
  },
  {
    what: "an optional field that is compared although it may be empty",
    file: "company/purchase.lua", from: "amount  = money { currency = \"CNY\", required = true,", to: "amount  = money { currency = \"CNY\",",
    code: "rule.empty_field", words: /amount/,
  },
  {
    what: "a misspelt field",
    file: "company/purchase.lua", from: "r.kind ==", to: "r.kond ==",
    code: "rule.unknown_field", words: /kind/,
  },
  {
    what: "a check before a step that no plan has (P1.3.1)",
    file: "company/business.lua", from: '"manager", "acceptance" },', to: '"manger", "acceptance" },',
    code: "check.compliance_step", words: /"manger", which no plan has: it would never be run/,
  },
];

for (const b of broken) {
  test(`told before it is activated: ${b.what}`, (t) => {
    const rules = shippedRules(t);
    if (b.file.endsWith("business.lua")) cpSync(join(root, "rules"), rules, { recursive: true });
    const path = join(rules, b.file);
    const source = readFileSync(path, "utf8");
    assert.ok(source.includes(b.from), b.from);
    writeFileSync(path, source.replace(b.from, b.to));
    const done = run(["check", rules, "--json"]);
    assert.equal(done.status, 1, done.stdout + done.stderr);
    const found = JSON.parse(done.stdout).findings.filter((f) => f.severity === "error");
    const says = (error) => error && (error.code === b.code || says(error.cause));
    const one = found.find((f) => says(f.what));
    assert.ok(one, JSON.stringify(found, null, 1));
    assert.equal(one.what.file, b.file);
    assert.ok(one.what.line > 0);
    assert.match(one.words, b.words);
    assert.ok(one.words.includes(`${b.file}:${one.what.line}`), one.words);
  });
}

test("a rule test is told which checks find something where it expected others (P1.3.1)", (t) => {
  const rules = join(folder(t), "rules");
  cpSync(join(root, "rules"), rules, { recursive: true });
  const path = join(rules, "company/business.lua"), source = readFileSync(path, "utf8"), own = 'blocks = { head = "no-conflict-of-interest" }';
  assert.ok(source.includes(own));
  for (const [wrong, words] of [["blocks = {}", "()"], ['blocks = { leader = "no-conflict-of-interest" }', "(leader=no-conflict-of-interest)"]]) {
    writeFileSync(path, source.replace(own, wrong));
    const done = run(["test", rules]);
    assert.equal(done.status, 1);
    assert.ok(done.stdout.includes(`checks were to find something at ${words}, and do at (head=no-conflict-of-interest)`), done.stdout);
  }
});
