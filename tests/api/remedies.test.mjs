// A refusal says what is so, and what to do instead: in both languages, of the operations whose refusals said something else.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { carriedOut, fair, pairs, work } from "./policy.mjs";
import { folder } from "./support.mjs";

/** A company of one flow, "company.a" with numbers A-…, of that route. */
function company(t, route, more = "") {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/a.lua"), `flow "company.a" { title = { en = "A", zh = "甲" }, owner = "company", prefix = "A", fallback = post "general_manager",
  within = workdays(2), form = { n = number {}, m = number {} }, ${more}
  route = function(r) return ${route} end }`);
  return new Company(t, { rules });
}

const file = (c) => c.submit("wang.fang", "company.a", {});

/** What a person is told, in English and in Chinese. */
const told = (c, who, ...args) => ["en", "zh"].map((lang) => {
  const done = c.run([...args, "--as", who, "--lang", lang]);
  assert.equal(done.status, 1, done.stdout + done.stderr);
  return done.stderr + done.stdout;
});

test("A26: who may not be removed by the rule is refused so, as with the other verbs that a rule keeps from people", (t) => {
  const two = '{ person "yang.fan", person "xu.qing" }, decide = "all"';
  const kept = company(t, `approve "p" { by = ${two}, may_not = "remove_signer" }`), n = file(kept);
  const error = kept.refused("yang.fan", "remove-signer", n, "xu.qing");
  assert.deepEqual([error.code, error.params], ["task.not_permitted", { step: "p", command: "remove_signer" }]);
  const [en, zh] = told(kept, "yang.fan", "remove-signer", n, "xu.qing");
  assert.match(en, /The rule does not let the people of p do that: remove a signer\./);
  assert.match(zh, /规则不允许 p 的办理人执行：减签/);
  assert.equal(kept.refused("yang.fan", "remove-signer", n, "han.mei").code, "signer.not_removable", "who is not there");
  const free = company(t, `approve "p" { by = ${two} }`);
  free.as("yang.fan", "remove-signer", file(free), "xu.qing");
});

test("A31: the others of a batch are told of where there are any", (t) => {
  const c = company(t, 'approve "p" { by = person "yang.fan" }');
  const [a, b] = [file(c), file(c)];
  const [en, zh] = told(c, "yang.fan", "refuse", a, b);
  assert.match(en, /2 of 2 were refused\. Each result says why\./);
  assert.match(zh, /2 张单据中有 2 张未执行；原因见各项结果。/);
  c.as("wang.fang", "withdraw", a);
  const some = c.run(["approve", a, b, "--as", "yang.fan"]);
  assert.match(some.stderr, /1 of 2 were refused; the others are done: 1\. Each/);
});

test("a form that changed meanwhile is told with all that changed and that one may see", (t) => {
  const c = company(t, `sequence { approve "p" { by = person "yang.fan", fields = { n = "write", m = "write" } },
    approve "q" { by = person "xu.qing" }, approve "s" { by = person "han.mei", fields = { n = "hidden" } } }`);
  const n = file(c), seen = String(c.show(n).form_version);
  c.as("yang.fan", "approve", n, "n=1", "m=2");
  const error = c.refused("xu.qing", "approve", n, "--form-version", seen);
  assert.deepEqual([error.code, error.params.field, error.params.fields], ["form.changed", "m", "m, n"]);
  const [en, zh] = told(c, "xu.qing", "approve", n, "--form-version", seen);
  assert.match(en, /\(what changed: m, n\)/);
  assert.match(zh, /（有变的字段：m、n）/);
  c.as("xu.qing", "approve", n);
  assert.equal(c.refused("han.mei", "approve", n, "--form-version", seen).params.fields, "m", "n is hidden there");
});

test("A24, A29: a command that does not fit a step is refused with the one that does", (t) => {
  const c = company(t, 'sequence { approve "p" { by = person "yang.fan" }, act "order" { by = person "xu.qing" } }');
  const n = file(c);
  c.as("yang.fan", "delegate", n, "xu.qing");
  const [en, zh] = told(c, "xu.qing", "answer", n, "ok");
  assert.match(en, /p\.assist is a step of the kind “prepare”: to answer does not fit it\. What fits it: countersign done\./);
  assert.match(zh, /p\.assist .*请用 countersign done。/);

  const again = c.refused("yang.fan", "delegate", n, "he.jing");
  assert.deepEqual([again.code, again.params], ["delegate.twice", { step: "p", for: "p.assist", by: "xu.qing" }]);
  const [twice, zweimal] = told(c, "yang.fan", "delegate", n, "he.jing");
  assert.match(twice, /p is delegated already: xu\.qing prepares it at p\.assist\. Wait for them, or decide it yourself\./);
  assert.doesNotMatch(twice, /asked to sign/);
  assert.match(zweimal, /p 已经委派：xu\.qing 正在 p\.assist/);
  c.as("yang.fan", "approve", n); // as it says

  assert.match(told(c, "xu.qing", "approve", n)[0], /What fits it: countersign done\./);
  assert.match(told(c, "yang.fan", "done", file(c))[0], /What fits it: countersign approve or countersign refuse\./);
  c.as("xu.qing", "done", n);
});

test("a record that waits for its initiator to take notice is named by what it is", (t) => {
  const c = company(t, 'approve "p" { by = person "yang.fan" }', "on_refuse = to_initiator { acknowledge = true },");
  const n = file(c);
  c.as("yang.fan", "refuse", n, "--reason", "no");
  const [en, zh] = told(c, "he.jing", "approve", n);
  assert.match(en, /in the state “refused, to be acknowledged” does not allow: .* now waits for wang\.fang at acknowledge/);
  assert.match(zh, /wang\.fang/);
});

test("A22: what is owed, and whether an answer will do, is not returned, which is no matter of the rule", (t) => {
  const c = new Company(t);
  const draft = c.draft("anna.berg", "company.business", fair);
  const n = c.as("anna.berg", "submit", draft, "--urgent", "--reason", "The fair begins tomorrow.").number;
  const owed = told(c, "chen.hao", "return", n, "--step", "head.owed", "--reason", "why");
  assert.match(owed[0], /head\.owed can't be returned: its approval is owed/);
  assert.match(owed[1], /head\.owed 不能退回：它是需补办的审批/);
  assert.equal(c.refused("chen.hao", "return", n, "--step", "head.owed", "--reason", "why").code, "return.owed");

  const high = c.submit("anna.berg", "company.business", { ...fair, likelihood: "likely", impact: "grave" });
  const plan = { strategy: "reduce", department: "sales", person: "anna.berg", measures: "A tent.", planned: "2026-03-10" };
  c.as("anna.berg", "log", high, ...pairs(plan));
  assert.equal(c.refused("qian.min", "return", high, "--step", "response.check", "--reason", "why").code, "return.answer");
  assert.match(told(c, "qian.min", "return", high, "--step", "response.check", "--reason", "why")[1], /它审核的是答复是否合格/);
});

test("P2.3.2: an entry that several steps may mean, or none, is refused so, and not as a field that the flow lacks", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c), kept = ["strategy=reduce"];
  await t.test("several", () => {
    const error = c.refused("anna.berg", "log", n, ...kept);
    assert.equal(error.code, "task.ambiguous");
    assert.deepEqual(error.params.steps.split(", ").sort(), ["progress", "work-record"]);
    assert.match(told(c, "anna.berg", "log", n, ...kept)[0], /Several steps wait for you: .* Say which one with --step/);
  });
  await t.test("one, by a name that it has not", () => {
    assert.equal(c.refused("anna.berg", "log", n, ...kept, "--step", "work-record").code, "field.unknown");
    assert.equal(c.refused("anna.berg", "log", n, ...kept, "--entry", "work").code, "field.unknown");
  });
  await t.test("none", () => {
    const at = (who, ...more) => c.refused(who, "log", n, ...kept, ...more);
    assert.deepEqual([at("chen.hao").code, at("chen.hao").params], ["entry.not_asked", { field: "strategy" }]);
    assert.deepEqual(at("anna.berg", "--step", "rectify").params, { field: "strategy", step: "rectify" });
    const [en, zh] = told(c, "anna.berg", "log", n, ...kept, "--step", "rectify");
    assert.match(en, /Nobody asks you for an entry at rectify, /);
    assert.match(zh, /rectify：没有要求您填写记录/);
  });
  await t.test("one that has them is written as it was", () => c.as("anna.berg", "log", n, ...pairs(work)));
});

test("A61: the ladder of one of several who decided says that this task ended, while the step goes on", (t) => {
  const c = company(t, 'approve "p" { by = { person "yang.fan", person "xu.qing" }, decide = "all", overdue = ladder { { after = workhours(1), remind = assignee } } }');
  const n = file(c);
  c.as("yang.fan", "approve", n);
  const says = (lang) => c.run(["why", n, "p", "--as", "wang.fang", "--lang", lang]).stdout;
  assert.match(says("en"), /overtaken: the task ended first/);
  assert.doesNotMatch(says("en"), /the step ended/);
  assert.match(says("zh"), /待办先已结束/);
});

test("a row of a table that has not as many cells as its head is told with both numbers", (t) => {
  const c = company(t, 'approve "p" { by = person "yang.fan" }');
  const table = join(folder(t), "persons.csv");
  writeFileSync(table, "person\nyang.fan,a,b\n");
  const words = (lang) => c.run(["people", "import", "persons", table, "--lang", lang]).stderr;
  assert.match(words("en"), /persons\.csv:2: The row does not have as many cells as the head: it has 3, the head 1\./);
  assert.match(words("zh"), /这一行 3 个，表头 1 个/);
});
