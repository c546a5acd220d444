// Why a step is there, and what another value would have changed, from outside: in words and as JSON, by the rules and
// the people of the time, without writing anything.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, chairs, Company } from "./company.mjs";
import { folder, root } from "./support.mjs";

const route = (c, fields) =>
  c.as("wang.fang", "plan", "company.purchase", ...Object.entries(fields).map(([k, v]) => `${k}=${v}`))
    .stages.flatMap((s) => s.steps).filter((s) => s.name && s.state !== "left_out").map((s) => s.name);

test("why: a purchase over finance's sum, step by step, with people, time and ladder", async (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "8000 CNY" });
  c.as("li.na", "approve", n);
  const why = c.as("wang.fang", "why", n, "finance");

  await t.test("its rule: file, line as written, sentence", () => {
    assert.equal(why.rule.file, "company/purchase.lua");
    assert.match(why.rule.text, /^approve "finance"/);
    assert.equal(why.rule.because.en, "over the sum that finance looks at");
  });

  await t.test("the facts with their values then", () => {
    const facts = Object.fromEntries(why.facts.map((f) => [f.path, f.text]));
    assert.equal(facts.amount, "8000.00 CNY");
    assert.equal(facts["set.finance_above"], "5000.00 CNY");
  });

  await t.test("how the person was found, by the organisation then and now", () => {
    const [task] = why.people;
    assert.deepEqual([task.person.handle, task.reason, task.reason_text], ["han.mei", "people.post", "finance.head"]);
    assert.deepEqual(task.organisation.then.map((p) => p.handle), ["han.mei"]);
    assert.deepEqual(why.asked.map((a) => [a.source, a.named.map((p) => p.person.handle)]), [["post finance.head", ["han.mei"]]]);
  });

  await t.test("the due time counted window by window, ending where the clock says", () => {
    const [clock] = why.clocks;
    assert.equal(clock.due_at, at("2026-03-04T18:00"));
    assert.equal(clock.counted.at(-1).until, clock.due_at);
    assert.deepEqual(clock.counted.map((w) => [w.day, w.kind, w.sum ?? null]), [["2026-03-02", "begun", null], ["2026-03-03", "day", 1], ["2026-03-04", "day", 2]]);
    assert.equal(clock.as_worked_out, true);
  });

  await t.test("rungs to come say when; fired ones say whom they told", () => {
    assert.deepEqual(why.clocks[0].rungs.map((r) => [r.outcome, r.at]), [
      ["to_come", at("2026-03-04T18:00")], ["to_come", at("2026-03-05T18:00")], ["to_come", at("2026-03-06T18:00")],
    ]);
    c.pass("2026-03-05T18:00:00+08:00");
    const rungs = c.as("wang.fang", "why", n, "finance").clocks[0].rungs;
    assert.deepEqual(rungs.map((r) => r.outcome), ["fired", "fired", "to_come"]);
    assert.deepEqual(rungs[1].event.data.told.map((p) => p.handle), ["sun.tao"]);
    const said = c.run(["history", n, "--as", "wang.fang"]).stdout;
    assert.match(said, /notify.*told sun\.tao/);
  });

  await t.test("a step left out says why; a decided one says by whom", () => {
    const leader = c.as("wang.fang", "why", n, "leader");
    assert.deepEqual([leader.step.state, leader.step.left_out, leader.rule.because.en], ["left_out", "condition", "over the head's authority"]);
    const head = c.as("wang.fang", "why", n, "head");
    assert.deepEqual([head.ended.state, head.ended.by.actor.person.handle], ["passed", "li.na"]);
  });

  await t.test("in words, in both languages", () => {
    const en = c.run(["why", n, "finance", "--as", "wang.fang"]).stdout, zh = c.run(["why", n, "finance", "--as", "wang.fang", "--lang", "zh"]).stdout;
    for (const word of ["company/purchase.lua:", "Amount with taxes = 8000.00 CNY", "han.mei (post finance.head)", "2 working days", "the day it began: not counted"])
      assert.ok(en.includes(word), `${word} in:\n${en}`);
    for (const word of ["规则", "所读事实", "岗位 finance.head", "2 个工作日", "周三", "截止 2026-03-04 18:00"])
      assert.ok(zh.includes(word), `${word} in:\n${zh}`);
  });

  await t.test("a slip of the hand is told the nearest step", () => {
    assert.equal(c.refused("wang.fang", "why", n, "finanse").params.nearest, "finance");
  });
});

test("what-if: the difference is that between two routes that are planned for", async (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "8000 CNY" });
  const before = c.everything();

  for (const [fields, words] of [
    [{ amount: "60000 CNY" }, ["+ leader", "over the head's authority"]],
    [{ amount: "4000 CNY" }, ["− finance", "not needed; does not apply: over the sum that finance looks at"]],
    [{ kind: "software" }, ["+ security"]],
    [{ kind: "software", amount: "4000 CNY" }, ["+ security", "− finance"]],
    [{ reason: "They are loud." }, [": the same"]],
  ])
    await t.test(JSON.stringify(fields), () => {
      const pairs = Object.entries(fields).map(([k, v]) => `${k}=${v}`);
      const steps = c.as("wang.fang", "what-if", n, ...pairs).stages.flatMap((s) => s.steps);
      const now = route(c, { ...chairs, amount: "8000 CNY" }), then = route(c, { ...chairs, amount: "8000 CNY", ...fields });
      assert.deepEqual(steps.filter((s) => s.change === "added").map((s) => s.step.name).sort(), then.filter((s) => !now.includes(s)).sort());
      assert.deepEqual(steps.filter((s) => s.change === "gone").map((s) => s.step.name).sort(), now.filter((s) => !then.includes(s)).sort());
      const said = c.run(["what-if", n, ...pairs, "--as", "wang.fang"]).stdout;
      for (const word of words) assert.ok(said.includes(word), `${word} in:\n${said}`);
    });

  await t.test("the nearest change of each field that the route read, on either side, to the cent", () => {
    const nearest = Object.fromEntries(c.as("wang.fang", "what-if", n).nearest.map((a) => [a.path, a]));
    assert.deepEqual(Object.keys(nearest).sort(), ["amount", "kind"]);
    assert.deepEqual([nearest.amount.below.value, nearest.amount.above.value, nearest.amount.step], ["5000.00 CNY", "50000.01 CNY", "0.01"]);
    assert.deepEqual(nearest.kind.others.map((o) => o.value), ["software"]);
    const names = (fields) => route(c, { ...chairs, amount: "8000 CNY", ...fields }).join();
    for (const [same, other] of [["5000.01 CNY", "5000.00 CNY"], ["50000.00 CNY", "50000.01 CNY"]]) {
      assert.equal(names({ amount: same }), names({}));
      assert.notEqual(names({ amount: other }), names({}));
    }
  });

  await t.test("nothing was written", () => assert.deepEqual(c.everything(), before));

  await t.test("what the form does not allow is refused", () => {
    assert.equal(c.refused("wang.fang", "what-if", n, "amnt=3").code, "field.unknown");
    assert.equal(c.refused("wang.fang", "what-if", n, "amount=0 CNY").code, "form.invalid");
  });

  await t.test("in Chinese", () => {
    const said = c.run(["what-if", n, "amount=60000", "--as", "wang.fang", "--lang", "zh"]).stdout;
    for (const word of ["+ leader", "升到 50000.01 CNY", "没有写入任何内容"]) assert.ok(said.includes(word), `${word} in:\n${said}`);
  });
});

const fair = {
  name: "A stand at the fair", nature: "routine", initiated_by: "sales", in_charge: "anna.berg", planned: "2026-03-09..2026-05-29",
  budget: "30000 CNY", background: "Two new products.", goals: "Fifty new contacts.", requirements: "Forty square metres.",
  effect: "Ten new customers.", likelihood: "rare", impact: "minor", "criteria.1.criterion": "Fifty new contacts",
};

test("what-if tries the rows of a table: the first one, one less, as many more as it takes; and nothing that the form can't be worked out from", (t) => {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/parts.lua"), `flow "company.parts" { owner = "office", prefix = "PRT", fallback = post "general_manager", within = workdays(2),
  form = {
    lines = rows { required = true, columns = { what = text { required = true }, count = number { required = true, min = 1 }, each = money { currency = "CNY", required = true } } },
    seen_by = rows { columns = { unit = department { required = true } } },
    gross = money { currency = "CNY", required = true, computed = function(r)
      local sum = amount "0 CNY"
      for _, line in ipairs(r.lines) do sum = sum + line.each * line.count end
      return sum + divide(sum * 13, 100)
    end },
  },
  route = function(r) return sequence {
    approve "head" { by = head_of(r.department) },
    approve "finance" { by = post "finance.head", when = r.gross > amount "1000 CNY", because = "large" },
    approve "many" { by = post "it.head", when = #r.lines > 4, because = "many lines" },
    approve "seen" { by = post "legal.head", when = not is_empty(r.seen_by), because = "another unit sees it" },
  } end }`);
  const c = new Company(t, { rules, people: join(root, "rules/company/people.lua") });
  const lines = { "lines.1.what": "Bolt", "lines.1.count": "2", "lines.1.each": "100 CNY", "lines.2.what": "Nut", "lines.2.count": "1", "lines.2.each": "1 CNY" };
  const n = c.submit("wang.fang", "company.parts", lines);
  const nearest = (of) => Object.fromEntries(c.as("wang.fang", "what-if", of).nearest.map((a) => [a.path, a]));
  const changes = (other) => other.stages.flatMap((s) => s.steps).map((s) => `${s.change} ${s.step.name}`);
  const here = nearest(n);
  assert.deepEqual(here.lines.others.map((o) => [o.value.length, ...changes(o)]), [[5, "added many"]], "three rows more");
  assert.deepEqual(here.seen_by.others.map((o) => [o.value.length, ...changes(o)]), [[1, "added seen"]], "the first row");
  assert.equal(here["lines[1].count"].above.value, "9", "(900 + 1) and 13 %, more than 1,000");
  const dear = nearest(c.submit("wang.fang", "company.parts", { ...lines, "lines.1.each": "1000 CNY", "seen_by.1.unit": "it" }));
  assert.deepEqual(dear.lines.others.map((o) => [o.value.length, ...changes(o)]), [[1, "gone finance"], [5, "added many"]], "without the dear one");
  assert.deepEqual(dear.seen_by.others.map((o) => [o.value, ...changes(o)]), [[null, "gone seen"]]);
  assert.equal(dear["lines[1].count"].above, null, "what is too large to be counted with is no form that it could have");
  const said = c.run(["what-if", n, "--as", "wang.fang"]).stdout;
  assert.match(said, /lines = .*\n +Bolt, 2, 100\.00 CNY(; Nut, 1, 1\.00 CNY){4}:\n +\+ many/);
});

test("P2.3.3 why and what-if after an adjustment: the values before and after, the threshold between them", async (t) => {
  const c = new Company(t);
  const n = c.submit("anna.berg", "company.business", fair);
  c.as("chen.hao", "approve", n, "--step", "head", "--aspect", "feasibility=Yes.", "--aspect", "compliance=Yes.", "--aspect", "budget=Yes.");
  c.clock = "2026-03-03T10:00:00+08:00";
  c.as("anna.berg", "deviate", n, "--text", "The builder asks for twice as much.", "budget=600000 CNY");
  c.as("chen.hao", "approve", n, "--step", "deviation");

  await t.test("whoever is asked for the first time is so by the row of the table that the sum came into", () => {
    const { again, rule } = c.as("anna.berg", "why", n, "manager");
    assert.deepEqual([again.cause, again.because, again.stage, again.drifted], ["deviation", "needed", "approval", false]);
    assert.deepEqual(again.fields.map((f) => [f.name, f.before, f.after]), [["budget", "30000.00 CNY", "600000.00 CNY"]]);
    const [row] = again.crossed;
    assert.deepEqual([row.before, row.after, row.against, row.file], ["30000.00 CNY", "600000.00 CNY", "500000.00 CNY", "company/business.lua"]);
    assert.match(row.text, /at_least "500000 CNY"/);
    assert.deepEqual([rule.file, rule.because.en], ["company/business.lua", "500,000 or more"]);
  });
  await t.test("in words, in both languages", () => {
    const said = (...rest) => c.run([...rest, "--as", "anna.berg"]).stdout;
    const en = said("why", n, "manager"), zh = said("why", n, "manager", "--lang", "zh");
    for (const word of ["30000.00 CNY → 600000.00 CNY: across 500000.00 CNY  [company/business.lua:", "with the values of before it was not needed, and now it is",
      "Budget = 600000.00 CNY  (before 30000.00 CNY)", "read 2026-03-03 10:00, when it came into the plan"]) assert.ok(en.includes(word), `${word} in:\n${en}`);
    for (const word of ["30000.00 CNY → 600000.00 CNY：越过 500000.00 CNY", "按原值不需要，按新值需要", "（原为 30000.00 CNY）".slice(1, -1)])
      assert.ok(zh.includes(word), `${word} in:\n${zh}`);
  });
  await t.test("what-if begins with the values as they stand, and says so; asked to, with those of the first submission", () => {
    const gone = (...rest) => c.as("anna.berg", "what-if", n, ...rest).stages.flatMap((s) => s.steps).map((s) => `${s.change} ${s.step.name}`);
    assert.deepEqual(gone("budget=60000 CNY"), ["gone manager", "gone inspection"]);
    assert.deepEqual(gone("budget=60000 CNY", "--from", "submission"), ["added leader"]);
    const nearest = c.as("anna.berg", "what-if", n).nearest.find((a) => a.path === "budget");
    assert.deepEqual([nearest.value, nearest.below.value], ["600000.00 CNY", "499999.99 CNY"]);
    const words = (...rest) => c.run(["what-if", n, "budget=60000 CNY", "--as", "anna.berg", ...rest]).stdout;
    assert.match(words(), /from the values as they stand since 2026-03-03 10:00: plan adjusted\n  Budget: 600000.00 CNY → 60000.00 CNY/);
    assert.match(words("--from", "submission"), /from the values of the first submission, 2026-03-02 09:00\n  Budget: 30000.00 CNY → 60000.00 CNY/);
    assert.match(words("--lang", "zh"), /从现有的值开始（自 2026-03-03 10:00 起：计划调整）/);
  });
});

test("why of what was opened beside the plan (P2.4.2): the rule's line, what it says, the figures that it saw; of what people did, their words", async (t) => {
  const c = new Company(t);
  const n = c.submit("anna.berg", "company.business", {
    name: "A stand", nature: "routine", initiated_by: "sales", in_charge: "anna.berg", planned: "2026-03-09..2026-05-29", budget: "30000 CNY", background: "b",
    goals: "g", requirements: "r", effect: "e", likelihood: "rare", impact: "minor", "criteria.1.criterion": "Fifty new contacts",
  });
  c.as("chen.hao", "approve", n, ...["feasibility", "compliance", "budget"].flatMap((a) => ["--aspect", `${a}=fine`]));
  c.as("anna.berg", "log", n, "--step", "progress", "content=Two invoices more.", "spent=34000 CNY");
  c.as("anna.berg", "log", n, "--step", "progress", "content=One was paid back.", "spent=33000 CNY");
  const figures = (why) => Object.fromEntries(why.facts.map((f) => [f.path, f.now ? [f.text, f.now] : f.text]));

  await t.test("a warning by the figures", () => {
    const why = c.as("zhao.lei", "why", n, "over-budget");
    assert.match(why.rule.file, /company\/business\.lua$/);
    assert.match(why.rule.text, /^warn \{ name = "over-budget"/, "the line as written");
    assert.deepEqual([why.said.text, why.said.text_zh, why.said.severity, why.said.actor.kind], ["more was spent than the budget", "支出超过预算", "major", "rule"]);
    assert.deepEqual([figures(why).spent, figures(why).budget], [["34000.00 CNY", "33000.00 CNY"], "30000.00 CNY"], "with the values then, and now");
    const words = c.run(["why", n, "over-budget", "--as", "zhao.lei"]).stdout;
    assert.match(words, /rule +company\/business\.lua:\d+ {2}— warning\n.*\n *says +“more was spent than the budget” {2}major\n *facts read {2}.*\n[^]*as they were read 2026-03-02 09:00/);
    assert.match(c.run(["why", n, "over-budget", "--as", "zhao.lei", "--lang", "zh"]).stdout, /内容 +“支出超过预算”/);
  });

  await t.test("an order by the figures, and the check of its answer", () => {
    for (const step of ["back-to-budget", "back-to-budget.check"]) {
      const why = c.as("zhao.lei", "why", n, step);
      assert.match(why.rule.text, /rectify \{ name = "back-to-budget"/);
      assert.equal(why.said.text, "spent a tenth more than the budget");
      assert.equal(figures(why).spent[0], "34000.00 CNY");
    }
  });

  await t.test("what the timetable found is explained by the values of then", () => {
    c.pass("2026-06-01T18:00:00+08:00");
    const why = c.as("zhao.lei", "why", n, "planned-end");
    assert.equal(figures(why).planned, "2026-03-09..2026-05-29");
    assert.equal(why.said.text, "the planned end has passed: 2026-05-29");
  });

  await t.test("what people open has their words and no rule", () => {
    c.as("chen.hao", "order", n, "anna.berg", "There is no guard rail.");
    const why = c.as("zhao.lei", "why", n, "rectify.check");
    assert.deepEqual([why.rule, why.said.text, why.said.actor.person.handle, why.facts], [null, "There is no guard rail.", "chen.hao", []]);
    assert.match(c.run(["why", n, "rectify", "--as", "zhao.lei"]).stdout, /no rule planned it: it came with what was done by chen\.hao, step added\n *says +“There is no guard rail\.”\n/);
    c.as("anna.berg", "request", n, "finance", "What did the last fair cost?");
    assert.equal(c.as("zhao.lei", "why", n, "request").said.text, "What did the last fair cost?");
  });

  await t.test("a plan that answers a high risk is explained by what the risk was worked out from", () => {
    c.as("anna.berg", "deviate", n, "--text", "The roof may come down.", "likelihood=likely", "impact=grave");
    c.as(c.next(n).deviation, "approve", n, "--step", "deviation");
    const why = c.as("zhao.lei", "why", n, "response");
    assert.match(why.rule.text, /response_plan/);
    assert.deepEqual([figures(why).likelihood, figures(why).impact], ["Likely", "Grave"].map((w) => w.toLowerCase()));
  });
});

test("why tells of a task that changed hands because its stand-in's time was over (A15)", (t) => {
  const c = new Company(t);
  c.as("li.na", "stand-in", "zhou.jie", "--until", "2026-03-03");
  const n = c.submit("wang.fang", "company.purchase", chairs);
  assert.match(c.run(["why", n, "head", "--as", "wang.fang"]).stdout, /zhou\.jie for li\.na \(head of hr\)/);
  c.pass("2026-03-05T09:00:00+08:00");
  assert.match(c.run(["why", n, "head", "--as", "wang.fang"]).stdout, /li\.na \(head of hr\)[^]*who stands in was asked again 2026-03-04 18:00: zhou\.jie → li\.na\n/);
});

test("what-if of a person whom the form names: whoever else stands there is asked instead; of many names not all are told", (t) => {
  const rules = join(folder(t), "rules"), codes = Array.from({ length: 10 }, (_, i) => `"C${i}"`);
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/ask.lua"), `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager",
    form = { doer = person {}, other = person {}, code = text { required = true } },
    route = function(r)
      local named = false
      for _, code in ipairs { ${codes.join(", ")} } do named = named or r.code == code end
      return sequence {
        approve "first" { by = field "doer", within = workdays(1) },
        approve "named" { by = post "general_manager", within = workdays(1), when = named } }
    end }`);
  const c = new Company(t, { rules });
  const n = c.submit("wang.fang", "company.ask", { doer: "chen.hao", other: "li.na", code: "none" });
  const nearest = c.as("wang.fang", "what-if", n).nearest;
  assert.deepEqual(nearest.map((a) => a.path), ["doer", "code"], "nobody asks who stands in the other field");
  const [doer, code] = nearest;
  assert.equal(doer.any_other, true);
  assert.deepEqual(doer.others.map((o) => o.value), [null]);
  assert.deepEqual(doer.others[0].stages[0].steps[0].aspects.map((a) => a.what), ["people"]);
  assert.equal(code.others.length, 8);
  assert.deepEqual([code.more_others, doer.more_others, code.any_other], [true, false, false]);
  for (const [lang, words] of [["en", ["anybody else here would be asked instead", "more values change it than are told here"]], ["zh", ["换成其他任何人", "还有其他值也会改变路线"]]]) {
    const said = c.run(["what-if", n, "--as", "wang.fang", "--lang", lang]).stdout;
    for (const word of words) assert.ok(said.includes(word), said);
  }
});

test("what-if of a person whom the form works out: what that was worked out from is told, not that anybody else may stand there", (t) => {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/ask.lua"), `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager",
    form = { large = flag {}, small_doer = person {}, large_doer = person {},
      doer = person { computed = function(r) if r.large then return r.large_doer end return r.small_doer end } },
    route = function(r) return approve "first" { by = field "doer", within = workdays(1) } end }`);
  const c = new Company(t, { rules });
  const n = c.submit("wang.fang", "company.ask", { small_doer: "chen.hao", large_doer: "li.na" });
  const nearest = Object.fromEntries(c.as("wang.fang", "what-if", n).nearest.map((a) => [a.path, a]));
  assert.equal(nearest.doer, undefined);
  assert.deepEqual(nearest.large.others.map((o) => o.value), ["yes"]);
});
