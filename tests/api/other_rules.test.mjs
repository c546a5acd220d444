// Running records under other rules (A53), as people are told of it: what the dry run lists is what happens, and what was asked for under the
// rules of before is told by those.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder, root } from "./support.mjs";

const people = join(root, "rules/company/people.lua");

/** A folder with one flow, `demo.pay`, of those steps. */
function rulesOf(t, steps, more = "overdue = ladder { { after = workhours(0), remind = assignee } },") {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/pay.lua"), `flow "company.pay" {
  title = { en = "Pay", zh = "付款" }, owner = "finance", prefix = "PAY", fallback = post "general_manager", clause = "P2.2.1",
  form = { amount = money { currency = "CNY", required = true } },
  within = workdays(2),
  route = function(r) return sequence {
${steps.join(",\n")}
  } end,
  ${more}
}
`);
  return rules;
}

const head = 'approve "head" { by = post "hr.head", within = workdays(2), because = { en = "the head signs", zh = "负责人签字" } }';
const finance = 'approve "finance" { by = post "finance.head", when = r.amount > amount "100 CNY", because = { en = "big", zh = "金额大" } }';
const pay = 'act "pay" { by = role "procurement.buyer" }';
const later = ['approve "it" { by = post "it.head", within = workdays(1) }', 'approve "head" { by = post "sales.head", within = workdays(1), because = "sales signs" }',
               'approve "finance" { by = post "office.head", when = r.amount > amount "600 CNY", because = { en = "bigger", zh = "金额更大" } }', 'approve "legal" { by = post "legal.head" }', pay];

test("A53: a step that was asked for under earlier rules is explained by those: their file, line and sentence, and when it was asked and read", async (t) => {
  const c = new Company(t, { rules: rulesOf(t, [head, finance, pay]), people });
  const open = c.submit("wang.fang", "company.pay", { amount: "500 CNY" });
  const passed = c.submit("wang.fang", "company.pay", { amount: "500 CNY" });
  const under = c.show(open).ruleset;
  c.clock = "2026-03-02T10:00:00+08:00";
  c.as("li.na", "approve", passed, "--opinion", "Fine.");
  const then = c.as("wang.fang", "why", open, "head");
  c.clock = "2026-03-03T11:00:00+08:00";
  c.ask("rules", "activate", rulesOf(t, later));
  c.ask("migrate", "--reason", "new rules");
  c.clock = "2026-03-03T12:00:00+08:00";
  const why = (n, step) => c.as("wang.fang", "why", n, step);
  await t.test("one that is open still", () => {
    const now = why(open, "head");
    assert.notEqual(now.ruleset, under);
    assert.deepEqual([now.rule, now.rule.text, now.rule.ruleset], [then.rule, head + ",", under]);
    assert.deepEqual([now.planned.at, now.asked_at], [then.planned.at, then.asked_at]);
    assert.deepEqual(now.asked, then.asked);
    assert.ok(now.events.some((e) => e.kind === "step.opened"), "its own events are those of before");
    for (const [lang, words] of [["en", /as it stands in the rules [0-9a-f]{12}, under which the step was planned; the record goes by [0-9a-f]{12} now/], ["zh", /出自规则 [0-9a-f]{12}，该步骤由其安排；单据现按规则 [0-9a-f]{12} 办理/]])
      assert.match(c.run(["why", open, "head", "--as", "wang.fang", "--lang", lang]).stdout, words);
  });
  await t.test("one that was decided before: how it ended, and by whom", () => {
    const now = why(passed, "head");
    assert.deepEqual([now.rule.text, now.rule.ruleset, now.asked_at, now.ended.at, now.ended.with], [head + ",", under, "2026-03-02T01:00:00Z", "2026-03-02T02:00:00Z", null]);
    assert.equal(now.ended.by.data.opinion, "Fine.");
  });
  await t.test("what the new rules ask for is told by them", () => {
    const now = why(open, "it");
    assert.deepEqual([now.rule.text, now.rule.ruleset, now.planned.at], [later[0] + ",", now.ruleset, "2026-03-03T03:00:00Z"]);
    assert.doesNotMatch(c.run(["why", open, "it", "--as", "wang.fang"]).stdout, /as it stands in/);
  });
  await t.test("one that they have, but do not need here, is not said to be none of theirs", () => {
    for (const [lang, words] of [["en", /– finance .*the new rules do not ask for it[^]*· finance .*not needed: bigger/], ["zh", /– finance .*新规则不要求该步骤[^]*· finance .*金额更大/]])
      assert.match(c.run(["show", open, "--as", "wang.fang", "--lang", lang]).stdout, words);
  });
  await t.test("carried over once more it is still told by the first", () => {
    c.ask("rules", "activate", rulesOf(t, [later[0], 'approve "head" { by = post "sales.head" }', pay], "on_refuse = to_initiator {},"));
    c.ask("migrate", "--reason", "newer rules");
    const now = why(open, "head");
    assert.deepEqual([now.rule, now.planned.at, now.asked_at], [then.rule, then.planned.at, then.asked_at]);
  });
  c.ask("verify");
});
