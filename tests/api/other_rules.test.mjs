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

const head = 'approve "head" { by = post "hr.head", within = workdays(2), may_return = true, because = { en = "the head signs", zh = "负责人签字" } }';
const finance = 'approve "finance" { by = post "finance.head", may_return = true, when = r.amount > amount "100 CNY", because = { en = "big", zh = "金额大" } }';
const pay = 'act "pay" { by = role "procurement.buyer" }';
const later = ['approve "it" { by = post "it.head", within = workdays(1) }', 'approve "head" { by = post "sales.head", within = workdays(1), because = "sales signs" }',
               'approve "finance" { by = post "office.head", when = r.amount > amount "600 CNY", because = { en = "bigger", zh = "金额更大" } }', 'approve "legal" { by = post "legal.head" }', 'act "pay" { by = role "procurement.buyer", within = workdays(1) }'];

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
    for (const [lang, words] of [["en", /– finance .*the new rules do not ask for it[^]*· finance .*not needed; does not apply: bigger/], ["zh", /– finance .*新规则不要求该步骤[^]*· finance .*金额更大/]])
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

test("A53: the dry run lists what comes to each record, and that is what happens", async (t) => {
  const c = new Company(t, { rules: rulesOf(t, [head, finance, pay]), people });
  const submitted = () => c.submit("wang.fang", "company.pay", { amount: "500 CNY" });
  const open = submitted(), decided = submitted(), given_back = submitted(), owing = submitted(), led_back = submitted();
  c.as("li.na", "approve", decided);
  c.as("han.mei", "approve", decided);
  c.as("li.na", "return", given_back, "--reason", "what for?");
  c.as("li.na", "approve", led_back);
  c.as("han.mei", "return", led_back, "--to", "head", "--reason", "what for?");
  c.ask("exception", owing, "--step", "head", "--reason", "urgent");
  c.as("han.mei", "approve", owing);
  c.as("feng.lin", "done", owing);
  assert.equal(c.show(owing).state, "owing");
  c.ask("rules", "activate", rulesOf(t, later));
  const dry = c.ask("migrate", "--reason", "new rules", "--dry-run").migrated;
  const of = (list, n) => list.find((r) => r.number === n).diff;
  const listed = (list, n) => [of(list, n).when, of(list, n).steps.filter((s) => s.holds).map((s) => `${s.change} ${s.step.name}`)];
  await t.test("what it was asked for stays; what is to come, and is not, is listed", () =>
    assert.deepEqual(listed(dry, open), ["now", ["added it", "added legal", "changed pay", "gone finance"]]));
  await t.test("what was gone back to is no other case", () => assert.deepEqual(listed(dry, led_back), listed(dry, open)));
  await t.test("what was decided does not go", () => assert.deepEqual(listed(dry, decided), ["now", ["added it", "added legal", "changed pay"]]));
  await t.test("of one that its initiator has, what comes once it is submitted again", () =>
    assert.deepEqual(listed(dry, given_back), ["next_round", ["added it", "changed head", "added legal", "changed pay", "gone finance"]]));
  await t.test("of one that only owes, nothing", () => {
    assert.deepEqual(listed(dry, owing), ["never", []]);
    for (const [lang, words] of [["en", /its route is another, but nothing of that comes to it any more/], ["zh", /路线有变，但对其不再适用/]]) {
      const told = c.run(["migrate", "--reason", "new rules", "--dry-run", "--lang", lang]).stdout.split(/^(?=PAY)/m);
      const told_of = (n) => told.find((one) => one.startsWith(n));
      assert.match(told_of(owing), words);
      assert.doesNotMatch(told_of(owing), /[+~−] /);
      assert.doesNotMatch(told_of(decided), /~ head|− finance/);
      assert.match(told_of(given_back), lang === "en" ? /once its initiator submits it again:\n +\+ it/ : /发起人再次提交之后：\n +\+ it/);
    }
  });
  await t.test("and so it is", () => {
    const done = c.ask("migrate", "--reason", "new rules").migrated;
    for (const n of [open, decided, given_back, owing]) assert.deepEqual(listed(done, n), listed(dry, n));
    const way = (n) => c.show(n).plans.at(-1).steps.filter((s) => s.name && s.state !== "left_out").map((s) => `${s.name} ${s.state}`);
    assert.deepEqual(way(open), ["it open", "head open", "legal waiting", "pay waiting"]);
    assert.deepEqual(way(decided), ["it open", "head passed", "finance passed", "legal waiting", "pay waiting"]);
    c.as("wang.fang", "resubmit", given_back);
    assert.deepEqual(way(given_back), ["it open", "head waiting", "legal waiting", "pay waiting"]);
    c.as("li.na", "approve", owing, "--step", "head.owed");
    assert.equal(c.show(owing).state, "finished");
  });
  c.ask("verify");
});

test("A53: the dry run says whom it asks at once, in which stage, and what it ends; that is what happens", (t) => {
  const stages = (approval, execution) => {
    const rules = rulesOf(t, [head]);
    writeFileSync(join(rules, "company/pay.lua"), `flow "company.pay" { owner = "office", prefix = "PAY", fallback = post "general_manager", within = workdays(2),
      form = { amount = money { currency = "CNY", required = true } },
      stages = { approval = function(r) return sequence { approve "head" { by = post "hr.head", may_return = true }, ${approval} } end,
                 execution = function(r) return sequence { ${execution} } end } }`);
    return rules;
  };
  const asked = 'approve "finance" { by = post "finance.head" }, approve "boss" { by = post "general_manager" }';
  const c = new Company(t, { rules: stages(asked, 'act "pay" { by = role "procurement.buyer" }'), people });
  const submitted = () => c.submit("wang.fang", "company.pay", { amount: "500 CNY" });
  const fresh = submitted(), decided = submitted(), paying = submitted(), given_back = submitted();
  for (const n of [decided, paying]) c.as("li.na", "approve", n);
  for (const who of ["han.mei", "zhao.lei"]) c.as(who, "approve", paying);
  c.as("li.na", "return", given_back, "--reason", "what for?");
  const run = (...also) => {
    const list = c.ask("migrate", "--reason", "new rules", ...also).migrated;
    return (n) => {
      const { opened, state } = list.find((r) => r.number === n);
      return [state, ...opened.map((o) => [o.step, o.stage ?? "", ...o.people.map((p) => p.handle)].join(" "))];
    };
  };
  const told = (n, lang = "en") => c.run(["migrate", "--reason", "x", "--dry-run", "--lang", lang]).stdout.split(/^(?=PAY)/m).find((one) => one.startsWith(n));
  const as_told = (expected) => {
    const dry = run("--dry-run");
    for (const [n, what] of expected) assert.deepEqual(dry(n), what);
    const done = run();
    for (const [n, what] of expected) {
      assert.deepEqual(done(n), what);
      assert.equal(c.show(n).state, what[0]);
      const next = c.next(n);
      for (const one of what.slice(1)) assert.equal(next[one.split(" ")[0]], one.split(" ").at(-1), one);
    }
  };
  c.ask("rules", "activate", stages('approve "finance" { by = post "finance.head", when = r.amount > amount "900 CNY", because = "large" }', 'act "order" { by = initiator }, act "pay" { by = role "procurement.buyer" }'));
  assert.match(told(decided), /is asked now: order \(wang\.fang[^)]*\), in the stage: execution/);
  assert.match(told(decided, "zh"), /现在须办理：order（wang\.fang[^）]*），所在阶段：/);
  assert.doesNotMatch(told(fresh), /is asked now/, "what was asked for is not asked anew");
  as_told([[fresh, ["open"]], [decided, ["open", "order execution wang.fang"]], [paying, ["open", "order  wang.fang"]], [given_back, ["returned"]]]);
  c.ask("rules", "activate", stages('approve "finance" { by = post "finance.head" }', 'copy_to "office" { to = post "office.head" }'));
  assert.match(told(decided), /then it is finished: nothing is left to be done/);
  as_told([[fresh, ["open"]], [decided, ["finished"]]]);
  c.ask("verify");
});

test("A53: steps in another order are told of to whoever has it back as well: once it is submitted again", (t) => {
  const c = new Company(t, { rules: rulesOf(t, [head, finance, pay]), people });
  const n = c.submit("wang.fang", "company.pay", { amount: "500 CNY" });
  c.as("li.na", "return", n, "--reason", "what for?");
  c.ask("rules", "activate", rulesOf(t, [finance, head, pay]));
  assert.match(c.run(["migrate", "--reason", "x", "--dry-run"]).stdout, /once its initiator submits it again:\n +its steps stand in another order, or in other groups/);
});

test("A53: steps in another order are told of where that comes to the record; what the host had added goes on by its title", (t) => {
  const c = new Company(t, { rules: rulesOf(t, [head, finance, pay]), people });
  const n = c.submit("wang.fang", "company.pay", { amount: "500 CNY" });
  c.ask("suspend", n, "--reason", "x");
  c.ask("rules", "activate", rulesOf(t, [finance, head, pay]));
  for (const [lang, words, held] of [["en", "its steps stand in another order, or in other groups", "Suspended"], ["zh", "步骤的次序或分组有变", "挂起"]]) {
    const told = c.run(["migrate", "--reason", "x", "--dry-run", "--lang", lang]).stdout;
    assert.ok(told.includes(words) && told.includes(held), told);
    assert.doesNotMatch(told, /nothing of that|不再适用/);
  }
});

test("A53, P4.2.2: what goes on with less time, since the new rules find the risk higher, is listed with that alone", (t) => {
  const c = new Company(t, { rules: rulesOf(t, [head, finance, pay], "risk = function(r) return 'low', 'all is well' end,"), people });
  const n = c.submit("wang.fang", "company.pay", { amount: "500 CNY" });
  const sooner = 'approve "head" { by = post "sales.head", may_return = true, within = r.risk == "medium" and workhours(4) or workdays(2) }';
  c.ask("rules", "activate", rulesOf(t, [sooner, finance, pay], "risk = function(r) return 'medium', 'it is not' end,"));
  const [one] = c.ask("migrate", "--reason", "x").migrated;
  assert.deepEqual(one.diff.steps.map((s) => [s.step.name, s.holds, s.aspects.map((a) => a.what)]), [["head", true, ["within"]]]);
  const [task] = c.show(n).tasks;
  assert.deepEqual([task.person.handle, task.clock.due_at], ["li.na", "2026-03-02T06:00:00Z"]);
});

test("A53: a monitor that runs keeps its interval, and is not said to change", (t) => {
  const rules = (every) => {
    const folder = rulesOf(t, [head]);
    writeFileSync(join(folder, "company/pay.lua"), `flow "company.pay" {
  title = { en = "Pay", zh = "付款" }, owner = "finance", prefix = "PAY", fallback = post "general_manager", within = workdays(2),
  form = { amount = money { currency = "CNY", required = true } },
  stages = { execution = function(r) return sequence { act "pay" { by = role "procurement.buyer" },
    monitor "progress" { by = role "procurement.buyer", every = workdays(${every}) } } end },
  overdue = ladder { { after = workhours(0), remind = assignee } },
}
`);
    return folder;
  };
  const c = new Company(t, { rules: rules(3), people });
  const n = c.submit("wang.fang", "company.pay", { amount: "500 CNY" });
  c.ask("rules", "activate", rules(1));
  const [one] = c.ask("migrate", "--reason", "more often").migrated;
  assert.deepEqual([one.diff.when, one.diff.steps.map((s) => [s.change, s.step.name, s.holds])], ["now", [["changed", "progress", false]]]);
  assert.deepEqual(one.kept.map((k) => [k.step, k.state]), [["pay", "open"], ["progress", "open"]]);
  const due = () => c.show(n).tasks.find((k) => k.step_name === "progress" && k.state === "open").clock.due_at;
  const first = due();
  c.as("feng.lin", "log", n, "--step", "progress", "content=begun");
  c.pass("2026-03-03T09:00:00+08:00");
  assert.equal(due(), first, "three working days from the first day on, as before");
});
