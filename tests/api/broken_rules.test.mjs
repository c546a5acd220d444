// Rule files that are broken, from outside: each answer names file, line and remedy, and the version in force goes on.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { chairs, Company, shippedRules } from "./company.mjs";
import { run } from "./support.mjs";

/** A flow whose route's body is given; the body begins at line 5. */
const flow = (body, head = "") => `${head}flow "hr.broken" {
  title = { en = "Broken", zh = "坏" }, owner = "hr", prefix = "BRK", fallback = post "hr.head",
  form = { amount = money { currency = "CNY", required = true }, note = text {} },
  route = function(r, set)
${body}
  end,
  overdue = ladder { { after = workhours(0), remind = assignee } },
}
`;
const step = (more) => `    return sequence { approve "a" { by = head_of(r.department), within = workdays(2)${more} } }`;
const twice = `decision "level" {
  hit = "unique", inputs = { { "amount", at_least "0 CNY" } }, outputs = { { "top", one_of { "x", "y" } } },
  rows = {
    { at_least "10 CNY", "x" },
    { at_least "20 CNY", "y" },
    { below "10 CNY", "x" },
  },
}
`;

/** What is broken; the file; the line that is named; what the words must tell. */
const broken = [
  ["syntax", flow('    return sequence { approve "a" { by = head_of(r.department) }'), 6, /This is not Lua.*'}' expected/],
  ["an unknown word", flow(step("").replace("sequence", "sequnce")), 5, /sequnce' \(did you mean 'sequence'\?\)\./],
  ["an unknown entry of a step", flow(step(", whithin = workdays(3)")), 5, /whithin.*Did you mean `within`/],
  ["an unknown entry of a flow", flow(step("")).replace("overdue", "overdeu"), 1, /overdeu.*Did you mean `overdue`/],
  ["a misspelt field of the record", flow(step(', when = r.amuont > amount "3 CNY", because = "x"')), 5, /amuont.*amount/],
  ["a misspelt setting", flow(step(', when = r.amount > set.limit, because = "x"')), 5, /limit/],
  ["an endless loop in a route", flow("    while true do end"), 5, /too long.*instructions.*loop/],
  ["an endless loop when the file is read", "\n\nwhile true do end", 3, /too long.*loop/],
  ["a memory hog", flow('    local t = {}\n    local s = ("x"):rep(1000)\n    for i = 1, 60000 do t[i] = s .. i end'), 7, /too much memory/],
  ["a text without end", flow('    local s = "x"\n    while true do s = s .. s end'), 6, /too much memory.*262144|too much memory/],
  ["a limit that is a text", flow(step("").replace("workdays(2)", '"two days"')), 5, /within.*workdays\(3\).*not a text/],
  ["money compared with a number", flow(step(', when = r.amount > 5, because = "x"')), 5, /number.*money|money.*number/],
  ["money of another currency", flow(step(', when = r.amount > amount "5 EUR", because = "x"')), 5, /EUR.*CNY|CNY.*EUR/],
  ["a route that returns nothing", flow("    local x = 1"), 4, /route|steps|returned/],
  ["a step that nobody can take", flow(step("").replace("head_of(r.department)", 'role "no.such_role"')), 5, /no\.such_role.*Correct the name/],
  ["a person who does not exist", flow(step("").replace("head_of(r.department)", 'person "li.nna"')), 5, /li\.nna.*handle/],
  ["rows of a decision that overlap", flow(`    local top = level { amount = r.amount }\n${step("")}`, `local level = ${twice}`), 5, /rows 1 and 2 both fit for amount = 20\.00 CNY.*exclude/],
  ["a setting that loosens a fixed step", 'extend "company.purchase" {\n  department = "hr",\n  settings = { patience = workdays(20) },\n}', 1, /fixed the step head.*time limit is longer.*Take the change out/],
  ["an extension that takes a step out", 'extend "company.purchase" {\n  department = "hr",\n  remove = { "head" },\n}', 1, /has no `remove`/],
  ["an extension of a flow that does not exist", 'extend "company.purchas" { department = "hr" }', 1, /company\.purchas/],
  ["a flow declared twice", flow(step("")).replace("hr.broken", "company.purchase"), 1, /company\.purchase.*(twice|declared)/],
  ["a global variable", "\nlimit = 5", 2, /not declared.*local limit/],
  ["a way out of the sandbox", 'local f = io.open("/etc/passwd")', 1, /not available in rules: io/],
  ["a flow without a fallback", flow(step("")).replace(', fallback = post "hr.head"', ""), 1, /fallback/],
];

test("a broken rule file is not put into force: file, line and remedy are told", async (t) => {
  const c = new Company(t);
  const active = c.ask("rules").active;
  const running = c.submit("wang.fang", "company.purchase", chairs);
  const rules = shippedRules(t);
  mkdirSync(join(rules, "hr"), { recursive: true });
  for (const [what, text, line, hint] of broken)
    await t.test(what, () => {
      writeFileSync(join(rules, "hr/broken.lua"), text);
      const done = c.run(["rules", "activate", rules]);
      assert.equal(done.status, 1, done.stdout + done.stderr);
      const at = done.stderr.split("\n").find((l) => l.includes("hr/broken.lua:"));
      assert.ok(at, `no file and line: ${done.stderr}`);
      assert.equal(Number(/hr\/broken\.lua:(\d+)/.exec(at)[1]), line, done.stderr);
      assert.match(done.stderr, hint);
      const zh = c.run(["rules", "activate", rules, "--lang", "zh"]).stderr;
      assert.match(zh, new RegExp(`hr/broken\\.lua:${line}.*[一-鿿]{2}`), "the same place, in Chinese");
      const checked = run(["check", rules]);
      assert.equal(checked.status, 1, checked.stdout);
      assert.match(checked.stdout, new RegExp(`error: .*hr/broken\\.lua:${line}: `));
      assert.equal(c.ask("rules").active, active, "the version in force goes on");
    });
  await t.test("after all of them the running record goes on, and new ones can be submitted", () => {
    c.as("li.na", "approve", running);
    assert.deepEqual(c.next(running), { order: "feng.lin" });
    assert.equal(c.submit("wang.fang", "company.purchase", chairs), "PUR-2026-000002");
    assert.deepEqual(c.ask("verify").differences, []);
  });
});

test("check tells of every broken file, not of the first alone; activation too", (t) => {
  const rules = shippedRules(t);
  mkdirSync(join(rules, "hr"), { recursive: true });
  writeFileSync(join(rules, "hr/one.lua"), "x = 1");
  writeFileSync(join(rules, "hr/two.lua"), "local = 2");
  const checked = run(["check", rules]);
  assert.match(checked.stdout, /hr\/one\.lua:1/);
  assert.match(checked.stdout, /hr\/two\.lua:1/);
  assert.match(checked.stdout, /company\.purchase/, "and what could be read is checked");
  const c = new Company(t);
  const refused = c.run(["rules", "activate", rules]);
  assert.match(refused.stderr, /hr\/one\.lua:1[^]*hr\/two\.lua:1|hr\/two\.lua:1[^]*hr\/one\.lua:1/);
});

test("a rule that fails on a real record after all: the command is refused, and an incident names file and line", (t) => {
  const rules = shippedRules(t);
  mkdirSync(join(rules, "hr"), { recursive: true });
  // Nothing that the checker varies leads here: it is read from a text.
  writeFileSync(join(rules, "hr/late.lua"), flow(`    if text_length(r.note or "") == 17 then error("seventeen") end\n${step("")}`).replaceAll("text_length", "utf8.len"));
  const c = new Company(t, { rules });
  const n = c.submit("wang.fang", "hr.broken", { amount: "5" });
  assert.deepEqual(c.next(n), { a: "li.na" });
  const record = c.draft("wang.fang", "hr.broken", { amount: "5", note: "x".repeat(17) });
  const error = c.refused("wang.fang", "submit", record);
  assert.match(JSON.stringify(error), /hr\/late\.lua/);
  assert.equal(c.show(record, "wang.fang").state, "draft");
  const incident = c.ask("incidents").incidents.find((i) => i.file === "hr/late.lua");
  assert.ok(incident, "the administrator is told");
  assert.equal(incident.line, 5);
});
