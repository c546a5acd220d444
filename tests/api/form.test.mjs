// What a step asks of the form, and what its people see and write (A21, A70 to A73), from outside.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, cause, codes, Company, Server } from "./company.mjs";
import { folder, root, run } from "./support.mjs";

/** A company whose only rules are these. */
export function company(t, text, options = {}) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company", "order.lua"), text);
  const c = new Company(t, { rules, people: join(root, "rules/company/people.lua"), ...options });
  c.rules = rules;
  return c;
}

const order = `
flow "company.order" {
  title = { en = "Order", zh = "订单" }, owner = "finance", prefix = "ORD", fallback = person "zhao.lei", within = workdays(3),
  form = {
    item = text { required = true, label = { en = "Item", zh = "物品" } },
    price = money { currency = "CNY", required = true, label = { en = "Price", zh = "价格" } },
    supplier = text {},
    account = text { label = { en = "Account", zh = "科目" }, max_length = 8 },
  },
  route = function(r)
    return sequence {
      approve "look" { by = person "feng.lin", may_return = true, fields = { price = "hidden", supplier = "hidden" },
        because = "goods of " .. (r.supplier or "anybody"), require = checklist { { en = "seen the goods", zh = "已验货" }, "counted them" } },
      approve "book" { by = person "han.mei", fields = { account = "write" }, require = field "account",
        when = r.price > amount "1000 CNY", because = "over a thousand" },
    }
  end,
}`;

const desk = { item: "A desk", price: "1234.56 CNY", supplier: "Acme" };

test("A21: deciding without what the step requires is refused, and all that is missing is named", (t) => {
  const c = company(t, order);
  const n = c.submit("wang.fang", "company.order", desk);
  const error = c.refused("feng.lin", "approve", n, "--check", "counted them");
  assert.deepEqual(codes(error), ["require.missing", "check.required"]);
  assert.deepEqual([error.params.step, error.cause.params.check, error.cause.params.check_zh], ["look", "seen the goods", "已验货"]);
  const said = c.run(["approve", n, "--as", "feng.lin"]).stderr;
  assert.match(said, /look asks for something first \(2 missing\)[\s\S]*seen the goods[\s\S]*--check[\s\S]*counted them/);
  assert.match(c.run(["approve", n, "--as", "feng.lin", "--lang", "zh"]).stderr, /尚缺 2 项[\s\S]*已验货/);
  assert.equal(c.refused("feng.lin", "approve", n, "--check", "weighed them").code, "check.unknown");
  assert.match(c.run(["show", n, "--as", "feng.lin"]).stdout, /☐ to be ticked: seen the goods/);

  c.as("feng.lin", "approve", n, "--check", "1", "--check", "counted them");
  const decided = c.history(n).find((e) => e.kind === "task.decided");
  assert.deepEqual(decided.data.checks.map((k) => k.check.en), ["seen the goods", "counted them"]);
  assert.match(c.run(["history", n, "--as", "zhao.lei", "--lang", "zh"]).stdout, /☑ 已验货/);
  assert.equal(c.ask("verify").ok, true);
});

test("A21: returning asks for nothing", (t) => {
  const c = company(t, order);
  const n = c.submit("wang.fang", "company.order", desk);
  c.as("feng.lin", "return", n, "--reason", "the goods are not here");
  assert.equal(c.show(n).state, "returned");
});

test("A71: a field is written with the decision, where the step opens it", (t) => {
  const c = company(t, order);
  const n = c.submit("wang.fang", "company.order", desk);
  assert.equal(c.refused("feng.lin", "approve", n, "account=5501", "--check", "1", "--check", "2").code, "field.not_writable");
  c.as("feng.lin", "approve", n, "--check", "1", "--check", "2");
  assert.deepEqual(codes(c.refused("han.mei", "approve", n)), ["require.missing", "field.required"]);
  assert.deepEqual(codes(c.refused("han.mei", "approve", n, "account=123456789")), ["form.invalid", "field.length"]);
  c.as("han.mei", "approve", n, "account=5501");
  const written = c.history(n).findLast((e) => e.kind === "record.edited");
  assert.deepEqual([written.actor.person.handle, written.step.name, written.data.fields], ["han.mei", "book", { account: "5501" }]);
  assert.equal(c.show(n).fields.find((f) => f.name === "account").value, "5501");
});

test("A31, A71: a field is written with each decision of a batch", (t) => {
  const c = company(t, order);
  const both = [c.submit("wang.fang", "company.order", desk), c.submit("wang.fang", "company.order", desk)];
  c.as("feng.lin", "approve", ...both, "--check", "1", "--check", "2");
  c.as("han.mei", "approve", ...both, "account=5501");
  for (const n of both) assert.equal(c.show(n).fields.find((f) => f.name === "account").value, "5501");
});

test("A71: what is hidden from somebody leaves the host by no answer", (t) => {
  const c = company(t, order);
  const n = c.submit("wang.fang", "company.order", desk);
  const asked = [["show", n], ["history", n], ["tasks"], ["records"], ["why", n, "look"], ["why", n, "book"], ["what-if", n, "item=Two desks"],
    ["simulate", n, "--until", "2026-04-01"], ["draw", n]];
  for (const words of asked) {
    const seen = c.run([...words, ...(words[0] === "draw" ? [] : ["--json"]), "--as", "feng.lin"]);
    assert.equal(seen.status, 0, seen.stdout + seen.stderr);
    assert.doesNotMatch(seen.stdout.replace(/"[0-9a-f]{64}"/g, ""), /1234|1,234|Acme/, `${words.join(" ")}: ${seen.stdout}`);
  }
  assert.equal(c.refused("feng.lin", "what-if", n, "price=5 CNY").code, "field.hidden");
  for (const words of [["show", n], ["history", n], ["why", n, "book"], ["what-if", n, "item=Two desks"]]) // of whoever wrote it, and of the store's owner
    for (const as of [["--as", "wang.fang"], []]) assert.match(c.run([...words, "--json", ...as]).stdout, /1234\.56[^]*Acme|Acme[^]*1234\.56/, words.join(" "));
  assert.equal(c.show(n, "zhao.lei").fields.some((f) => f.name === "price"), false, "above the department, without a part in it: what no step hides");
  assert.equal(c.show(n, "feng.lin").fields.some((f) => f.name === "price"), false);
  assert.equal(c.show(n, "feng.lin").fields.find((f) => f.name === "item").value, "A desk");
  c.as("feng.lin", "approve", n, "--check", "1", "--check", "2");
  assert.equal(c.show(n, "feng.lin").fields.some((f) => f.name === "price"), false, "also afterwards");
  assert.equal(c.show(n, "han.mei").fields.find((f) => f.name === "price").value, "1234.56 CNY", "whose step shows it");
});

test("A70: every problem of a form is explained, cells of tables with their row", (t) => {
  const c = company(t, `
flow "company.order" {
  owner = "finance", prefix = "ORD", fallback = person "zhao.lei", within = workdays(3),
  form = {
    item = text { required = true, label = { en = "Item", zh = "物品" } },
    day = date { required = true },
    lines = table_of { required = true, label = { en = "Lines", zh = "明细" },
      columns = { what = text { required = true, label = { en = "What", zh = "品名" } }, price = money { currency = "CNY", max = amount "100 CNY" } } },
  },
  route = function(r) return approve "look" { by = person "feng.lin" } end,
}`);
  const typed = c.refused("wang.fang", "draft", "company.order", "day=soon", "lines.1.price=much");
  assert.deepEqual([typed.params.count, codes(typed)], ["2", ["form.invalid", "value.date", "value.money"]]);
  const record = c.draft("wang.fang", "company.order", { "lines.1.what": "Desk", "lines.2.price": "5 CNY" });
  const error = c.refused("wang.fang", "submit", record);
  assert.deepEqual(codes(error), ["form.invalid", "field.required", "field.required", "field.required"]);
  assert.equal(error.params.fields, "item, day, lines");
  const said = c.run(["submit", record, "--as", "wang.fang"]).stderr;
  assert.match(said, /Item is missing[\s\S]*day is missing[\s\S]*Lines 2: What is missing/);
  assert.match(c.run(["submit", record, "--as", "wang.fang", "--lang", "zh"]).stderr, /明细 2：品名/);
  assert.deepEqual(codes(c.refused("wang.fang", "edit", record, "lines.1.price=101 CNY")), ["form.invalid", "field.range"]);
});

const lines = `
flow "company.order" {
  owner = "finance", prefix = "ORD", fallback = person "zhao.lei", within = workdays(3),
  form = {
    what = text {},
    rate = number { required = true, label = { en = "Rate", zh = "系数" } },
    lines = table_of { columns = { price = money { currency = "CNY" } } },
    total = money { currency = "CNY", max = amount "1000 CNY", label = { en = "Total", zh = "合计" },
      computed = function(r) return sum(r.lines, "price") * r.rate end },
    large = flag { computed = function(r) return r.total > amount "100 CNY" end },
  },
  route = function(r)
    return sequence {
      approve "look" { by = person "feng.lin", may_return = true, fields = { rate = "write" } },
      approve "boss" { by = person "zhao.lei", when = r.large },
    }
  end,
}
test "a large order goes up" { flow = "company.order", by = "wang.fang", fields = { rate = "2", ["lines.1.price"] = "60" }, expect = { "look", "boss" } }`;

test("A72: computed fields follow the form, by events of the rule, and are never given", (t) => {
  const c = company(t, lines);
  const value = (record, name) => c.show(record, "wang.fang").fields.find((f) => f.name === name).value;
  const tested = run(["test", c.rules, "--people", join(root, "rules/company/people.lua")]);
  assert.equal(tested.status, 0, tested.stdout + tested.stderr);
  const record = c.draft("wang.fang", "company.order", { "lines.1.price": "20 CNY", "lines.2.price": "15 CNY" });
  assert.equal(value(record, "total"), null, "what it needs is not there yet");
  c.as("wang.fang", "edit", record, "rate=2");
  assert.deepEqual([value(record, "total"), value(record, "large")], ["70.00 CNY", "no"]);
  const worked = c.as("wang.fang", "history", record).events.at(-1);
  assert.deepEqual([worked.kind, worked.actor.kind, worked.data.fields], ["record.edited", "rule", { total: "70.00 CNY", large: "no" }]);
  for (const words of [["edit", record, "total=5 CNY"], ["submit", record, "large=yes"], ["draft", "company.order", "total=5 CNY"]])
    assert.deepEqual(codes(c.refused("wang.fang", ...words)), ["form.invalid", "field.computed"], words.join(" "));
  assert.deepEqual(codes(c.refused("wang.fang", "submit", record, "rate=100")), ["form.invalid", "field.range"], "its limits hold");
  const n = c.as("wang.fang", "submit", record).number;

  const otherwise = c.as("wang.fang", "what-if", n, "rate=3");
  assert.deepEqual(otherwise.stages[0].steps.map((s) => [s.change, s.step.name]), [["added", "boss"]]);
  assert.deepEqual(otherwise.nearest.filter((a) => a.field === "rate").map((a) => a.above.value), ["3"], "the field that can be changed");
  assert.equal(otherwise.nearest.some((a) => a.field === "total" || a.field === "large"), false);
  assert.equal(c.refused("wang.fang", "what-if", n, "total=5 CNY").code, "field.computed");

  c.as("feng.lin", "approve", n, "rate=1");
  assert.equal(value(n, "total"), "35.00 CNY", "also when a step writes what it is worked out from");
  assert.equal(c.history(n).filter((e) => e.kind === "record.edited").at(-1).step.name, "look");
  assert.equal(c.ask("verify").ok, true);
});

test("A72: what cannot be worked out stops a submission, and says what is missing", (t) => {
  const c = company(t, lines.replace("required = true, ", ""));
  const record = c.draft("wang.fang", "company.order", { "lines.1.price": "20 CNY" });
  const error = c.refused("wang.fang", "submit", record);
  assert.deepEqual(codes(error), ["form.invalid", "field.not_computed", "field.not_computed"]);
  assert.deepEqual([error.cause.params.field, error.cause.params.lacks, error.cause.params.lacks_zh], ["total", "Rate", "系数"]);
  assert.match(c.run(["submit", record, "--as", "wang.fang"]).stderr, /Total can't be worked out: Rate is empty/);
});

const contract = `
flow "company.order" {
  owner = "finance", prefix = "ORD", fallback = person "zhao.lei", within = workdays(3),
  form = {
    offer = document { label = { en = "Offer", zh = "报价" } },
    contract = document { label = { en = "Contract", zh = "合同" } },
    note = document {},
    papers = table_of { paper = document {}, what = text {} },
  },
  stages = {
    approval = function(r)
      return approve "look" { by = person "feng.lin", fields = { contract = "write", note = "hidden" }, require = document "contract" }
    end,
    execution = function(r) return act "do" { by = person "han.mei", fields = { papers = "write", note = "write" } } end,
  },
}`;

test("A21, P3.1: documents are attached by name, size, type and hash, with who, when and their class", (t) => {
  const c = company(t, contract);
  const files = folder(t), file = (name, text) => (writeFileSync(join(files, name), text), join(files, name));
  const offer = file("报价 offer.pdf", "an offer\n"), paper = file("contract.odt", "a contract\n");
  const field = (n, name, who = "wang.fang") => c.show(n, who).fields.find((f) => f.name === name)?.value;
  const record = c.draft("wang.fang", "company.order", {});
  c.as("wang.fang", "attach", record, `offer=${offer}`);
  const kept = field(record, "offer");
  const sum = spawnSync("b2sum", ["-l", "256", offer], { encoding: "utf8" }).stdout.slice(0, 64);
  assert.deepEqual([kept.name, kept.size, kept.media_type, kept.blake2b, kept.by.handle, kept.at, kept.class],
    ["报价 offer.pdf", 9, "application/pdf", sum, "wang.fang", at("2026-03-02T09:00"), "initiation"]);
  const events = c.as("wang.fang", "history", record).events.length;
  c.clock = "2026-03-02T10:00:00+08:00";
  c.as("wang.fang", "attach", record, `offer=${offer}`);
  assert.equal(c.as("wang.fang", "history", record).events.length, events, "the same document again is no change");
  const n = c.as("wang.fang", "submit", record).number;

  const error = c.refused("feng.lin", "approve", n);
  assert.deepEqual(codes(error), ["require.missing", "document.required"]);
  assert.match(c.run(["approve", n, "--as", "feng.lin"]).stderr, /Contract is missing. Attach it: countersign attach RECORD contract=FILE/);
  assert.equal(c.refused("feng.lin", "attach", n, `offer=${paper}`).code, "field.not_writable");
  assert.equal(c.refused("feng.lin", "attach", n, `note=${paper}`).code, "field.not_writable");
  assert.equal(c.refused("wang.fang", "attach", n, `contract=${paper}`).code, "task.not_yours");
  assert.match(c.run(["edit", n, "contract=a.pdf", "--as", "wang.fang"]).stderr, /documents are attached: countersign attach/);
  c.as("feng.lin", "attach", n, `contract=${paper}`);
  assert.deepEqual([field(n, "contract").by.handle, field(n, "contract").class], ["feng.lin", "approval"]);
  const attached = c.history(n).findLast((e) => e.kind === "record.edited");
  assert.deepEqual([attached.actor.person.handle, attached.step.name, attached.data.fields.contract.name], ["feng.lin", "look", "contract.odt"]);
  c.as("feng.lin", "approve", n);
  c.as("han.mei", "attach", n, `note=${paper}`);
  assert.equal(field(n, "note").class, "execution");
  assert.equal(field(n, "note", "feng.lin"), undefined, "hidden from the step before");
  assert.match(c.run(["show", n, "--as", "wang.fang"]).stdout, /Contract: contract\.odt \(application\/vnd\.oasis\.opendocument\.text, 11 bytes, feng\.lin 2026-03-02 10:00, approval\)/);
  assert.match(c.run(["show", n, "--as", "wang.fang", "--lang", "zh"]).stdout, /审批类/);
  assert.equal(c.run(["attach", n, "contract=/nowhere/x.pdf", "--as", "han.mei"]).status, 3);
  assert.equal(c.ask("verify").ok, true);
});

test("A21: a document whose hash was changed behind the program's back is found by verify", (t) => {
  const c = company(t, contract);
  const path = join(folder(t), "offer.pdf");
  writeFileSync(path, "an offer\n");
  const record = c.draft("wang.fang", "company.order", {});
  c.as("wang.fang", "attach", record, `offer=${path}`);
  const hash = c.show(record, "wang.fang").fields.find((f) => f.name === "offer").value.blake2b;
  const store = join(c.folder, "countersign.db");
  // the bytes of the hash, wherever they stand: in the event, and in the record's state
  const bytes = readFileSync(store), from = Buffer.from(hash, "hex");
  let found = 0;
  for (let i = bytes.indexOf(from); i >= 0; i = bytes.indexOf(from, i + 1), found++) bytes[i] ^= 1;
  assert.ok(found >= 2, `found ${found}`);
  writeFileSync(store, bytes);
  const verified = c.json(["verify"]);
  assert.notEqual(verified.status, 0);
  assert.match(JSON.stringify(verified), /store\.chain|store\.rows|store\.corrupt/);
});

test("A70: a row of a table may hold a document", async (t) => {
  const c = company(t, contract, { clock: null });
  const line = await (await Server.start(t, c)).connect(t);
  const document = { name: "a.pdf", size: 1, media_type: "application/pdf", blake2b: "ab".repeat(32) };
  const draft = (fields) => line.ask({ verb: "draft", flow: "company.order", as: "wang.fang", fields });
  const answer = await draft({ papers: [{ what: "a", paper: document }] });
  assert.equal(answer.ok, true, JSON.stringify(answer));
  const [[paper, what]] = c.show(answer.record, "wang.fang").fields.find((f) => f.name === "papers").value;
  assert.deepEqual([paper.name, paper.by.handle, paper.class, what], ["a.pdf", "wang.fang", "initiation", "a"]);
  for (const wrong of [{ ...document, blake2b: "ab" }, { ...document, name: "../a" }, { ...document, by: "li.na" }, { ...document, size: -1 }])
    assert.equal((await draft({ offer: wrong })).error.code, "api.value", JSON.stringify(wrong));
});

test("A70, A71: a document is attached to a cell of a table, and nothing else is written so", (t) => {
  const c = company(t, contract.replace('fields = { papers = "write", note = "write" }', 'fields = { papers = { paper = "write" } }'));
  const files = folder(t), file = (name) => (writeFileSync(join(files, name), name), join(files, name));
  const papers = (n) => c.show(n, "wang.fang").fields.find((f) => f.name === "papers").value.map(([paper, what]) => [paper?.name, what]);
  const record = c.draft("wang.fang", "company.order", { "papers.1.what": "offer" });
  c.as("wang.fang", "attach", record, `papers.1.paper=${file("a.pdf")}`, `papers.2.paper=${file("b.pdf")}`);
  assert.deepEqual(papers(record), [["a.pdf", "offer"], ["b.pdf", null]]);
  assert.equal(c.refused("wang.fang", "attach", record, `papers.1.what=${file("c.pdf")}`).code, "attach.no_document");
  assert.equal(c.refused("wang.fang", "attach", record, `papers=`).code, "attach.no_document", "nor are the rows taken out");
  c.as("wang.fang", "attach", record, "papers.2.paper=", `contract=${file("d.pdf")}`);
  const n = c.as("wang.fang", "submit", record).number;
  c.as("feng.lin", "approve", n);
  c.as("han.mei", "attach", n, `papers.2.paper=${file("e.pdf")}`);
  const [, [added]] = c.show(n, "han.mei").fields.find((f) => f.name === "papers").value;
  assert.deepEqual([papers(n), added.by.handle, added.class], [[["a.pdf", "offer"], ["e.pdf", null]], "han.mei", "execution"]);
  assert.equal(c.refused("han.mei", "attach", n, `papers.3.paper=${file("f.pdf")}`).code, "field.rows_kept");
  assert.equal(c.ask("verify").ok, true);
});

const split = (uses) => `
flow "company.order" {
  owner = "finance", prefix = "ORD", fallback = person "zhao.lei", within = workdays(3), withdraw = "before_end",
  form = {
    supplier = text { label = { en = "Supplier", zh = "供应商" } },
    amount = money { currency = "CNY", required = true },
  },
  uses = { ${uses} },
  route = function(r)
    return sequence {
      approve "look" { by = person "feng.lin" },
      approve "boss" { by = person "zhao.lei", when = r.amount + r.recent.sum > amount "10000 CNY", because = "like orders together" },
    }
  end,
}`;
const recent = 'recent = sum_of { field = "amount", same = { "supplier", "department" }, within = days(30) }';

test("A73: an order that was split is seen as one, and whoever approves sees which orders they are", (t) => {
  const c = company(t, split(recent));
  const order = (amount, supplier = "Acme", who = "wang.fang") => c.submit(who, "company.order", { supplier, amount });
  const uses = (n) => c.show(n, "feng.lin").plans.at(-1).uses[0];
  const steps = (n) => c.show(n, "feng.lin").plans.at(-1).steps.filter((s) => s.state !== "left_out" && s.kind === "approve").map((s) => s.name);
  const first = order("4000 CNY"), second = order("4000.50 CNY");
  assert.deepEqual([steps(first), uses(first)], [["look"], { name: "recent", count: "0", sum: "0.00 CNY", numbers: "", days: 30 }]);
  assert.deepEqual([steps(second), uses(second).sum], [["look"], "4000.00 CNY"]);
  const third = order("4000 CNY");
  assert.deepEqual([steps(third), uses(third)], [["look", "boss"], { name: "recent", count: "2", sum: "8000.50 CNY", numbers: `${first}, ${second}`, days: 30 }]);
  assert.match(c.run(["show", third, "--as", "feng.lin"]).stdout, new RegExp(`2 like it in 30 days, 8000.50 CNY: ${first}, ${second}`));
  assert.match(c.run(["show", third, "--as", "feng.lin", "--lang", "zh"]).stdout, /30 天内有 2 张同类单据/);
  assert.equal(c.as("feng.lin", "why", third, "boss").facts.find((f) => f.path === "recent.sum").text, "8000.50 CNY");

  assert.deepEqual(steps(order("4000 CNY", "Other")), ["look"], "another supplier");
  assert.deepEqual(steps(order("4000 CNY", "Acme", "chen.hao")), ["look"], "another department");
  c.as("wang.fang", "withdraw", third, "--reason", "bought elsewhere");
  c.as("feng.lin", "refuse", first, "--reason", "too dear");
  const fourth = order("5000 CNY");
  assert.deepEqual([steps(fourth), uses(fourth).count], [["look"], "1"], "withdrawn and refused ones do not count");
  assert.deepEqual(c.as("wang.fang", "what-if", fourth, "amount=6000 CNY").stages[0].steps.map((s) => s.step.name), ["boss"]);
  assert.deepEqual(c.as("wang.fang", "plan", "company.order", "supplier=Acme", "amount=2000 CNY").stages[0].steps.filter((s) => s.state !== "left_out").map((s) => s.name).filter(Boolean), ["look", "boss"], "before submitting, too");
  c.clock = "2026-04-02T09:00:00+08:00";
  assert.equal(uses(order("9000 CNY")).count, "0", "the window is over");
  assert.equal(c.ask("verify").ok, true);
});

test("A73: rules that come later know the records of before; verify needs none of it", (t) => {
  const c = company(t, split(recent).replace(recent, "").replace(" + r.recent.sum", ""));
  const order = (amount) => c.submit("wang.fang", "company.order", { supplier: "Acme", amount });
  const first = order("6000 CNY");
  writeFileSync(join(c.rules, "company", "order.lua"), split(recent));
  c.ask("rules", "activate", c.rules);
  const second = order("5000 CNY");
  const plan = c.show(second, "feng.lin").plans.at(-1);
  assert.deepEqual([plan.uses[0].numbers, plan.steps.at(-1).state], [first, "waiting"]);
  writeFileSync(join(c.rules, "company", "order.lua"), split(recent).replace(recent, "").replace(" + r.recent.sum", ""));
  c.ask("rules", "activate", c.rules);
  assert.equal(c.ask("verify").ok, true);
  assert.equal(c.as("feng.lin", "why", second, "boss").facts.find((f) => f.path === "recent.numbers").text, first, "kept with its value");
});

test("A73: what can't be summed is refused as the rules are read", (t) => {
  for (const [uses, code] of [
    ['recent = sum_of { field = "supplier", same = { "department" }, within = days(30) }', "rule.no_sum"],
    ['recent = sum_of { field = "amount", same = { "suplier" }, within = days(30) }', "rule.unknown_field"],
    ['recent = sum_of { field = "amount", same = { "supplier" }, within = workdays(30) }', "rule.expected"],
    ['amount = sum_of { field = "amount", same = { "supplier" }, within = days(30) }', "rule.reserved"],
    ['recent = sum_of { field = "amount", within = days(30) }', "rule.missing"],
    ['recent = sum_of { flow = "company.other", field = "amount", same = { "supplier" }, within = days(30), currency = "XXQ" }', "rule.currency"],
  ]) {
    const rules = join(folder(t), "rules");
    mkdirSync(join(rules, "company"), { recursive: true });
    writeFileSync(join(rules, "company", "order.lua"), split(uses));
    const checked = run(["check", rules, "--people", join(root, "rules/company/people.lua"), "--json"]);
    assert.match(checked.stdout + checked.stderr, new RegExp(code.replace(".", "\\.")), uses);
  }
});

test("A70: a table is given cell by cell, as JSON, or out of a CSV file", (t) => {
  const c = company(t, lines);
  const csv = join(folder(t), "lines.csv");
  writeFileSync(csv, "price\n20 CNY\n\"15.50 CNY\"\n");
  const rows = [["20.00 CNY"], ["15.50 CNY"]];
  const value = (record) => c.show(record, "wang.fang").fields.find((f) => f.name === "lines").value;
  for (const words of [["lines.1.price=20", "lines.2.price=15.50"], ['lines=[{"price":"20 CNY"},{"price":"15.50 CNY"}]'], ['lines=[["20"],["15.50"]]'], ["--rows", `lines=${csv}`]])
    assert.deepEqual(value(c.as("wang.fang", "draft", "company.order", "rate=1", ...words).record), rows, words.join(" "));
  assert.deepEqual(codes(c.refused("wang.fang", "draft", "company.order", "lines=20")), ["form.invalid", "field.rows"]);
  assert.deepEqual(codes(c.refused("wang.fang", "draft", "company.order", 'lines=[{"prise":"20"}]')), ["form.invalid", "field.column"]);
  assert.equal(c.json(["draft", "company.order", "--rows", "lines=/nowhere.csv", "--as", "wang.fang"]).status, 3);
});

test("A70: a cell by itself changes that cell alone; rows stay, and a new one comes after the last", (t) => {
  const c = company(t, contract);
  const record = c.draft("wang.fang", "company.order", { "papers.1.what": "offer", "papers.2.what": "order" });
  const what = (n) => c.show(n, "wang.fang").fields.find((f) => f.name === "papers").value.map((row) => row[1]);
  c.as("wang.fang", "edit", record, "papers.2.what=receipt");
  assert.deepEqual(what(record), ["offer", "receipt"]);
  c.as("wang.fang", "edit", record, "papers.3.what=bill", "papers.1.what=");
  assert.deepEqual(what(record), [null, "receipt", "bill"]);
  const wrong = (...fields) => cause(c.refused("wang.fang", "edit", record, ...fields));
  assert.deepEqual([wrong("papers.5.what=x").code, wrong("papers.5.what=x").params.row, wrong("papers.5.what=x").params.rows], ["field.row", "5", "3"]);
  assert.equal(wrong("papers.4000.what=x").code, "field.row", "not as many rows as somebody slips on the keyboard");
  assert.equal(wrong("papers.1.whot=x").params.nearest, "what");
  assert.deepEqual([wrong("papers.1=x").code, wrong("papers.1=x").params.columns], ["field.row_column", "paper, what"]);
  assert.deepEqual([wrong("paper.1.what=x").code, wrong("paper.1.what=x").params.nearest], ["field.unknown", "papers"]);
  assert.equal(wrong("note.1.what=x").code, "field.unknown", "that is no table");
  assert.equal(wrong("papers.1.what=x", 'papers=[{"what":"y"}]').code, "field.twice");
  assert.match(c.run(["edit", record, "papers.5.what=x", "--as", "wang.fang"]).stderr, /papers has no row 5: it has 3\. Rows are numbered from 1 without a gap/);
  assert.deepEqual(what(record), [null, "receipt", "bill"]);
  c.as("wang.fang", "edit", record, 'papers=[{"what":"y"}]');
  assert.deepEqual(what(record), ["y"], "the whole table is another matter");
  const copied = c.as("wang.fang", "copy", record, "papers.2.what=z").record;
  assert.deepEqual(what(copied), ["y", "z"], "of a copy, in the table that it takes over");
});

test("A71: two people who write different cells of a table undo nothing of each other", (t) => {
  const c = company(t, `
flow "company.order" {
  owner = "finance", prefix = "ORD", fallback = person "zhao.lei", within = workdays(3),
  form = { lines = rows { columns = { item = text { required = true }, price = money { currency = "CNY" }, place = text { label = { en = "Place", zh = "位置" } } } } },
  route = function(r)
    return all {
      act "price" { by = person "feng.lin", fields = { lines = { price = "write" } } },
      act "place" { by = person "han.mei", fields = { lines = { place = "write" } } },
    }
  end,
}`);
  const n = c.submit("wang.fang", "company.order", { "lines.1.item": "Desk", "lines.2.item": "Lamp" });
  assert.deepEqual(c.show(n).plans.at(-1).steps.find((s) => s.name === "price").fields, { "lines.price": "write" });
  assert.equal(c.refused("feng.lin", "done", n, "lines.1.place=Hall").code, "field.cell_kept");
  c.as("feng.lin", "done", n, "lines.1.price=20", "lines.2.price=15");
  c.as("han.mei", "done", n, "lines.2.place=Hall");
  assert.deepEqual(c.show(n).fields.find((f) => f.name === "lines").value, [["Desk", "20.00 CNY", null], ["Lamp", "15.00 CNY", "Hall"]]);
  assert.equal(c.ask("verify").ok, true);
});

test("A71: how many rows a hidden table has is not told by what is wrong with a cell", (t) => {
  const c = company(t, contract.replace('note = "hidden"', 'papers = "hidden"'));
  const n = c.submit("wang.fang", "company.order", { "papers.1.what": "a secret" });
  const error = cause(c.refused("feng.lin", "approve", n, "papers.4.what=x"));
  assert.deepEqual([error.code, error.params.rows], ["field.row", undefined]);
  assert.equal(c.refused("feng.lin", "approve", n, "papers.1.what=x").code, "field.not_writable");
});

test("A21: what a step requires of a computed field is told as something that nobody fills in", (t) => {
  const c = company(t, `
flow "company.order" {
  owner = "finance", prefix = "ORD", fallback = person "zhao.lei", within = workdays(3),
  form = {
    price = money { currency = "CNY", required = true },
    fair = text { label = { en = "A fair price", zh = "价格合理" },
      computed = function(r) if r.price < amount "100 CNY" then return "yes" end end },
  },
  route = function(r) return approve "look" { by = person "feng.lin", require = field "fair" } end,
}`);
  const n = c.submit("wang.fang", "company.order", { price: "100" });
  assert.deepEqual(codes(c.refused("feng.lin", "approve", n)), ["require.missing", "require.computed"]);
  assert.match(c.run(["approve", n, "--as", "feng.lin"]).stderr, /A fair price: that is worked out by the rules, and is not so as the form is[^]*refuse or return instead/);
});
