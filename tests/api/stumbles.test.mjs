// What somebody new to it stumbled over: each is refused in words, or just works.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, cause, chairs, Company, shippedRules } from "./company.mjs";
import { root } from "./support.mjs";

/** A company with the shipped rules and one more rule file. */
function company(t, file, text) {
  const rules = shippedRules(t);
  mkdirSync(join(rules, file, ".."), { recursive: true });
  writeFileSync(join(rules, file), text);
  return new Company(t, { rules });
}

const first = () => /```lua\n([^]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))[1];

test("what the host adds has a limit also where the flow gives none, and why says that it is the usual one", async (t) => {
  const c = company(t, "hr/training.lua", first()
    .replace('within = workdays(2) }', "within = workdays(2), may_return = true }")
    .replace("overdue =", "withdraw = after_approval(workdays(9)), on_refuse = to_initiator {},\n  overdue ="));
  const course = { course: "Labour law", price: "900 CNY" };
  const usual = (n, step) => {
    const { clocks: [clock] } = c.as("zhao.lei", "why", n, step);
    assert.deepEqual([clock.limit.kind, clock.limit.days, clock.usual_limit], ["workdays", 3, true]);
    assert.match(c.run(["why", n, step, "--as", "zhao.lei"]).stdout, /3 working days .*the usual limit.*`within`/);
    assert.match(c.run(["why", n, step, "--as", "zhao.lei", "--lang", "zh"]).stdout, /通常时限/);
  };
  await t.test("returned", () => {
    const n = c.submit("wang.fang", "hr.training", course);
    c.as("li.na", "return", n, "--reason", "Which one?");
    usual(n, "revise");
  });
  await t.test("refused to its initiator", () => {
    const n = c.submit("wang.fang", "hr.training", course);
    c.as("li.na", "refuse", n, "--reason", "No.");
    assert.equal(c.show(n).state, "returned");
  });
  await t.test("withdrawn after its approval", () => {
    const n = c.submit("wang.fang", "hr.training", course);
    c.as("li.na", "approve", n);
    assert.equal(c.as("wang.fang", "withdraw", n).state, "returned");
  });
  await t.test("suspended", () => {
    const n = c.submit("wang.fang", "hr.training", course);
    c.ask("suspend", n, "--reason", "A question is open.");
    usual(n, "record.suspended");
    assert.equal(c.as("zhao.lei", "why", n, "head").clocks[0].usual_limit, false);
  });
});

test("a version of the form that nobody can have seen is refused, and none is looked over", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs), { form_version: version, version: last } = c.show(n);
  for (const given of [last + 1, 99]) {
    const error = c.refused("li.na", "approve", n, "--form-version", String(given));
    assert.deepEqual([error.code, error.params], ["form.version", { given: String(given), version: String(version) }]);
    assert.equal(c.refused("li.na", "approve", n, "--form-version", "0").code, "api.value");
  }
  const draft = c.draft("wang.fang", "company.purchase", chairs);
  assert.equal(c.refused("wang.fang", "edit", draft, "amount=1 CNY", "--form-version", "99").code, "form.version");
  assert.match(c.run(["approve", n, "--form-version", "99", "--as", "li.na"]).stderr, /no version 99 of the form: it is at version/);
  c.as("li.na", "approve", n, "--form-version", String(version));
});

test("a value that can't be taken is refused with what was meant: row, currency, digits, department, person", async (t) => {
  const c = company(t, "office/moves.lua", `
flow "office.moves" {
  title = { en = "Move", zh = "搬迁" }, owner = "office", prefix = "MOV", fallback = post "office.head",
  form = {
    cost  = money { currency = "CNY", label = { en = "Cost", zh = "费用" } },
    count = number { label = { en = "How many", zh = "数量" } },
    unit  = department { label = { en = "Unit", zh = "部门" } },
    who   = person { label = { en = "Contact", zh = "联系人" } },
    lines = table_of { label = { en = "Lines", zh = "明细" },
      what  = text { label = { en = "What", zh = "名称" } },
      count = number { min = 1, label = { en = "Count", zh = "数量" } },
    },
  },
  route = function(r, set) return approve "head" { by = head_of(r.department), within = workdays(2) } end,
}`);
  const says = (lang, field) => c.run(["draft", "office.moves", ...[field].flat(), "--as", "wang.fang", "--lang", lang]).stderr;
  await t.test("a cell by its row, whether it is out of range or can't be read", () => {
    assert.match(says("en", ["lines.1.what=Desk", "lines.1.count=2", "lines.2.what=Lamp", "lines.2.count=0"]), /Lines 2: Count is 0, which is out of range/);
    assert.match(says("zh", ["lines.1.count=2", "lines.2.count=0"]), /明细 2：数量/);
    assert.match(says("en", 'lines=[["Desk","1"],["Lamp","many"]]'), /“many” is no number for Lines 2: Count/);
    const error = c.refused("wang.fang", "draft", "office.moves", "lines.1.count=1", "lines.2.count=0");
    assert.equal(cause(error).params.field, "lines[2].count");
  });
  await t.test("money in the currency of its field", () => {
    assert.match(says("en", "cost=cheap"), /Write it as 26\.85 CNY\./);
    assert.match(says("en", "cost=1,000.50"), /digits stand together, with a point before the decimals\. Write it as 26\.85 CNY/);
    assert.match(says("en", "cost=100万"), /written out in digits/);
    assert.match(says("zh", "cost=100万"), /“万”/);
    assert.match(says("en", "count=1,000"), /digits stand together/);
    assert.match(says("en", "count=3k"), /written out in digits/);
  });
  await t.test("departments and people by their names, where one alone has it", () => {
    assert.match(says("en", "unit=信息技术部"), /Did you mean it \(Information technology\)\?/);
    assert.match(says("zh", "unit=信息技术部"), /it（信息技术部）/);
    assert.match(says("en", "unit=IT"), /Did you mean it \(Information technology\)\?/);
    assert.match(says("en", "who=许晴"), /Did you mean \S+ \(.*许晴\)\?/);
    assert.match(says("en", "who=Li Na"), /Did you mean li\.na \(Li Na 李娜\)\?/);
    assert.match(says("en", "who=li.ma"), /Did you mean li\.na \(/);
    assert.doesNotMatch(says("en", "who=Nobody At All"), /Did you mean/);
  });
});

test("what the host adds to a record is called something in either language", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  const zh = (...words) => c.run([...words, "--lang", "zh"]).stdout;
  c.ask("suspend", n, "--reason", "A question is open.");
  assert.match(zh("show", n), /▶ record\.suspended 挂起 {2}/);
  assert.match(zh("tasks", "--person", "zheng.kai"), /record\.suspended 挂起/);
  c.ask("resume", n, "--reason", "Answered.");
  c.as("li.na", "warn", n, "zhou.jie", "Look at it.");
  assert.match(zh("show", n), /▶ warning 预警 {2}/);
  c.as("li.na", "refuse", n, "--reason", "No.");
  assert.match(zh("show", n), /▶ acknowledge 知悉 {2}/);
  assert.match(zh("history", n), /acknowledge 知悉/);
});

test("a name to list by that there is not is refused with the near one, not answered by an empty list", (t) => {
  const c = new Company(t);
  for (const [words, code, near] of [
    [["debts", "--department", "procurment"], "filter.department", "procurement"],
    [["records", "--department", "采购部"], "filter.department", "procurement"],
    [["records", "--flow", "company.purchas"], "flow.unknown", "company.purchase"],
    [["measures", "--flow", "company.purchas"], "flow.unknown", "company.purchase"],
    [["settings", "--flow", "company.purchas"], "flow.unknown", "company.purchase"]]) {
    const refused = c.json(words);
    assert.deepEqual([refused.status, refused.error?.code, refused.error?.params.nearest ?? refused.error?.params.near], [1, code, near], words.join(" "));
  }
  assert.match(c.run(["debts", "--department", "procurment"]).stderr, /There is no department procurment\. Did you mean procurement \(Procurement\)\?/);
  assert.deepEqual(c.ask("records", "--department", "sales", "--flow", "company.purchase").records, []);
  assert.deepEqual(c.ask("debts", "--department", "sales").debts, []);
});

test("rows out of a file are told with the line that they stand on, and a head without rows is none", (t) => {
  const c = company(t, "office/moves.lua", `
flow "office.moves" {
  title = { en = "Move", zh = "搬迁" }, owner = "office", prefix = "MOV", fallback = post "office.head",
  form = { lines = table_of { label = { en = "Lines", zh = "明细" }, what = text { label = { en = "What", zh = "名称" } }, count = number { min = 1, label = { en = "Count", zh = "数量" } } } },
  route = function(r, set) return approve "head" { by = head_of(r.department), within = workdays(2) } end,
}`);
  const says = (text) => {
    writeFileSync(join(c.folder, "l.csv"), text);
    const done = c.run(["draft", "office.moves", "--rows", `lines=${join(c.folder, "l.csv")}`, "--as", "wang.fang"]);
    return [done.status, done.stderr];
  };
  for (const [text, words] of [
    ["wat,cuont\n", /l\.csv:1: There are no rows under the head \(wat, cuont\)/],
    ["what,cuont\nDesk,1\n", /l\.csv:1: The table lines has no column cuont\. Did you mean count\?/],
    ["what,count\nDesk,1\n\nLamp,0\n", /l\.csv:4: Lines 2: Count is 0/],
    ["what,count\nDesk,many\n", /l\.csv:2: “many” is no number for Lines 1: Count/]]) {
    const [status, said] = says(text);
    assert.equal(status, 1, said);
    assert.match(said, words);
  }
  assert.equal(says("what,count\nDesk,1\n")[0], 0);
});

test("until a date is to its end, wherever it is said", async (t) => {
  const c = new Company(t);
  await t.test("the time that is played", () => {
    const n = c.submit("wang.fang", "company.purchase", chairs), due = c.show(n).tasks[0].clock.due_at;
    assert.ok(c.ask("fire", "--until", "2026-03-04").fired > 0, "the day is over"); // due at six
    c.clock = "2026-03-05T00:00:00+08:00";
    assert.equal(due, at("2026-03-04T18:00"));
    assert.equal(c.run(["fire", "--until", "soon"]).status, 2);
  });
  await t.test("a suspension, a stand-in, a post", () => {
    const n = c.submit("wang.fang", "company.purchase", chairs);
    c.ask("suspend", n, "--until", "2026-03-20", "--reason", "A question is open.");
    assert.equal(c.show(n).suspended.until, at("2026-03-21T00:00"));
    assert.equal(c.as("li.na", "stand-in", "zhou.jie", "--until", "2026-03-20").stand_ins[0].until, at("2026-03-21T00:00"));
    writeFileSync(join(c.folder, "p.csv"), "principal,person,from,until\nwu.yan,zhou.jie,2026-03-20,2026-03-20\n");
    c.ask("people", "import", "stand_ins", join(c.folder, "p.csv"));
    assert.match(c.run(["people", "export", "stand_ins"]).stdout, /wu\.yan,zhou\.jie,,2026-03-19T16:00:00(\.000)?Z,2026-03-20T16:00:00/);
  });
});

test("an empty file is no document, also where one is required (A21)", (t) => {
  const c = company(t, "office/hire.lua", `
flow "office.hire" {
  title = { en = "Hire", zh = "租赁" }, owner = "office", prefix = "HIR", fallback = post "office.head",
  form = { quote = document { label = { en = "Quote", zh = "报价单" } } },
  route = function(r, set) return approve "head" { by = head_of(r.department), within = workdays(2), require = document "quote" } end,
}`);
  const draft = c.draft("wang.fang", "office.hire", {}), file = join(c.folder, "quote.pdf");
  writeFileSync(file, "");
  assert.equal(cause(c.refused("wang.fang", "attach", draft, `quote=${file}`)).code, "document.empty");
  assert.match(c.run(["attach", draft, `quote=${file}`, "--as", "wang.fang"]).stderr, /quote\.pdf is empty/);
  assert.match(c.run(["attach", draft, `quote=${file}`, "--as", "wang.fang", "--lang", "zh"]).stderr, /空文件/);
  writeFileSync(file, "%PDF-1.4");
  c.as("wang.fang", "attach", draft, `quote=${file}`);
});
