// What somebody new to it stumbled over: each is refused in words, or just works.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { cause, chairs, Company, shippedRules } from "./company.mjs";
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
