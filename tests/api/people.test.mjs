// People over time, from outside: whose earlier approval counts (A14), who picks whom (A10), which
// roles are kept apart (A13), by rules of their own.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { cause, Company } from "./company.mjs";
import { folder, root } from "./support.mjs";

/** A company whose rules are this one file. */
function company(t, text, options = {}) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/people_test.lua"), text);
  return new Company(t, { rules, ...options });
}

const head = (rest) => `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2),
  form = { subject = text { required = true, label = { en = "Subject", zh = "事由" } }, sum = money { currency = "CNY", label = { en = "Sum", zh = "金额" } } },
  ${rest} }`;

test("A14: the same person again", async (t) => {
  const c = company(t, head(`same_person = "anywhere", route = function(r) return sequence {
    approve "head" { by = head_of(r.department) }, approve "leader" { by = leader_of(r.department) },
    approve "owner" { by = holder("budget", "HR-01") }, act "file" { by = person "wu.yan" } } end`));
  const n = c.submit("wang.fang", "company.ask", { subject: "A room" });
  c.as("li.na", "approve", n);

  await t.test("before it is reached, why says whose approval would count", () => {
    const { expected } = c.as("wang.fang", "why", n, "owner");
    assert.deepEqual(expected.people.map((p) => [p.person.handle, p.counted.step]), [["li.na", "head"]]);
  });

  c.as("qian.min", "approve", n);
  await t.test("she is not asked again: it is the rule's act, and names the approval", () => {
    assert.deepEqual(c.next(n), { file: "wu.yan" });
    const task = c.show(n).tasks.find((x) => x.step_name === "owner");
    assert.deepEqual([task.outcome, task.decided_by, task.counted.step, task.clock], ["counted", null, "head", null]);
    const event = c.history(n).find((e) => e.kind === "task.counted");
    assert.deepEqual([event.actor.kind, event.data.person.handle, event.step.name], ["rule", "li.na", "owner"]);
    assert.equal(c.ask("verify").ok, true);
  });

  await t.test("told in words by show, why, history and the drawing, in both languages", () => {
    for (const [lang, words] of [["en", "the approval at head, 2026-03-02 09:00, counts"], ["zh", "沿用其在 head 的同意"]])
      for (const verb of [["show", n], ["why", n, "owner"]]) {
        const said = c.run([...verb, "--as", "wang.fang", "--lang", lang]).stdout;
        assert.ok(said.includes(words), `${words} in:\n${said}`);
      }
    assert.match(c.run(["history", n, "--as", "wang.fang"]).stdout, /counted +\(rule\) +owner/);
    const drawn = c.run(["draw", n, "--as", "wang.fang"]).stdout.replace(/<[^>]+>/g, " ").replace(/[·\s]+/g, " ");
    assert.match(drawn, /approved before .*approval at head counts/);
  });

  await t.test("the preview knows it", () => {
    const owner = c.as("wang.fang", "plan", "company.ask", "subject=A room").stages[0].steps.find((s) => s.name === "owner");
    assert.deepEqual(owner.people.map((p) => p.counted.step), ["head"]);
  });

  await t.test("a decision that was counted is taken back with what it stood for", () => {
    const m = c.submit("wang.fang", "company.ask", { subject: "A table" });
    c.as("li.na", "approve", m);
    c.as("qian.min", "approve", m);
    c.as("qian.min", "take-back", m);
    assert.deepEqual(c.next(m), { leader: "qian.min" });
    c.as("qian.min", "approve", m);
    assert.deepEqual(c.next(m), { file: "wu.yan" });
    assert.equal(c.ask("verify").ok, true);
  });
});

test("A10: whoever the initiator or an earlier approver picks from a range", async (t) => {
  const text = head(`route = function(r) return sequence {
    approve "head" { by = head_of(r.department) },
    approve "reviewer" { by = picked { from = role "finance.administration", most = 2 }, decide = "all" },
    act "file" { by = picked { by = "head", from = { person "zhou.jie", person "wu.yan" } } } } end`) + `
  test "the reviewer is picked" { flow = "company.ask", by = "wang.fang", fields = { subject = "A room" },
    picks = { reviewer = "yang.fan" }, expect = { "head", "reviewer", "file" }, people = { reviewer = "yang.fan" } }
  test "nobody was picked" { flow = "company.ask", by = "wang.fang", fields = { subject = "A room" }, error = "pick.missing" }`;
  const c = company(t, text);
  const draft = () => c.draft("wang.fang", "company.ask", { subject: "A room" });

  await t.test("a pick that is missing, or out of the range, is said beside the form, with who there is", () => {
    const missing = c.refused("wang.fang", "submit", draft());
    assert.deepEqual([missing.code, missing.params.fields, missing.cause.code, missing.cause.params.candidates], ["form.invalid", "reviewer", "pick.missing", "yang.fan, peter.novak"]);
    assert.equal(cause(c.refused("wang.fang", "submit", draft(), "--pick", "reviewer=li.na")).code, "pick.outside");
    assert.equal(cause(c.refused("wang.fang", "submit", draft(), "--pick", "head=yang.fan")).code, "pick.unknown");
    assert.equal(c.refused("wang.fang", "submit", draft(), "--pick", "reviewer=nobody").code, "person.unknown");
    const said = c.run(["submit", draft(), "--as", "wang.fang", "--lang", "zh"]);
    assert.match(said.stdout + said.stderr, /尚未为步骤 reviewer 选定办理人.*yang\.fan/s);
  });

  await t.test("the preview takes picks too", () => {
    const steps = c.as("wang.fang", "plan", "company.ask", "subject=A room", "--pick", "reviewer=yang.fan").stages[0].steps;
    assert.deepEqual(steps.find((s) => s.name === "reviewer").people.map((p) => p.person.handle), ["yang.fan"]);
  });

  await t.test("the picks are kept with who made them, and why says so", () => {
    const n = c.as("wang.fang", "submit", draft(), "--pick", "reviewer=yang.fan,peter.novak").number;
    assert.equal(c.refused("li.na", "approve", n).code, "pick.missing");
    c.as("li.na", "approve", n, "--pick", "file=wu.yan");
    assert.deepEqual(c.show(n).picks.map((p) => [p.step, p.people.map((x) => x.handle), p.by.handle]), [["file", ["wu.yan"], "li.na"], ["reviewer", ["yang.fan", "peter.novak"], "wang.fang"]]);
    c.as("yang.fan", "approve", n);
    c.as("peter.novak", "approve", n);
    const [task] = c.as("wang.fang", "why", n, "file").people;
    assert.deepEqual([task.person.handle, task.reason, task.reason_text], ["wu.yan", "people.picked", "li.na"]);
    assert.match(c.run(["history", n, "--as", "wang.fang"]).stdout, /picked +wang\.fang.*for reviewer.*yang\.fan, peter\.novak/);
    assert.equal(c.ask("verify").ok, true);
  });

  await t.test("rule tests pick", () => {
    const rules = join(folder(t), "rules");
    mkdirSync(join(rules, "company"), { recursive: true });
    writeFileSync(join(rules, "company/people_test.lua"), text);
    const done = c.run(["test", rules, "--people", join(root, "rules/company/people.lua")]);
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.equal(c.run(["check", rules, "--people", join(root, "rules/company/people.lua")]).status, 0);
  });
});

test("A13: roles on one record that one person can't hold", async (t) => {
  const c = company(t, head(`separate = { { "head", "owner" }, { "owner", "file" } }, route = function(r) return sequence {
    approve "head" { by = head_of(r.department) }, approve "owner" { by = holder("budget", "HR-01") },
    act "file" { by = person "qian.min" } } end`));
  const n = c.submit("wang.fang", "company.ask", { subject: "A room" });
  c.as("li.na", "approve", n);

  await t.test("who holds one is passed over for the other, and why says so", () => {
    assert.deepEqual(c.next(n), { owner: "qian.min" });
    const [task] = c.as("wang.fang", "why", n, "owner").people;
    assert.deepEqual([task.reason, task.reason_text], ["people.separate_superior", "li.na"]);
  });

  await t.test("nor is it handed to them", () => {
    const error = c.refused("qian.min", "transfer", n, "li.na");
    assert.deepEqual([error.code, error.params.other, error.params.person], ["people.separated", "head", "li.na"]);
    assert.match(c.run(["transfer", n, "li.na", "--as", "qian.min", "--lang", "zh"]).stderr, /li\.na 在本单据上已担任 head/);
  });

  await t.test("so it goes on with another for each", () => {
    c.as("qian.min", "approve", n);
    assert.deepEqual(c.next(n), { file: "zhao.lei" });
    assert.equal(c.ask("verify").ok, true);
  });
});

test("A13: two people who approve each other in turn are reported", async (t) => {
  const c = company(t, head(`route = function(r) return approve "second" { by = r.initiator.handle == "li.na" and person "wang.fang" or person "li.na" } end`));
  for (const [by, other] of [["wang.fang", "li.na"], ["li.na", "wang.fang"], ["wang.fang", "li.na"], ["zhou.jie", "li.na"]])
    c.as(other, "approve", c.submit(by, "company.ask", { subject: "A favour" }));

  await t.test("with how often, when last, and which records", () => {
    const { pairs } = c.as("zhao.lei", "report", "mutual");
    assert.deepEqual(pairs.map((p) => p.map((h) => [h.by.handle, h.initiator.handle, h.times, h.records.length])), [[["li.na", "wang.fang", 2, 2], ["wang.fang", "li.na", 1, 1]]]);
    assert.match(c.run(["report", "mutual"]).stdout, /li\.na approved 2 of wang\.fang, last at 2026-03-02/);
  });

  await t.test("an approval that was taken back is none, and counts once when it is given again (A27)", () => {
    const two = company(t, head(`route = function(r)
      return sequence { approve "second" { by = r.initiator.handle == "li.na" and person "wang.fang" or person "li.na" },
                        approve "third" { by = person "zhao.lei" } } end`));
    const mutual = () => two.as("zhao.lei", "report", "mutual").pairs.map((p) => p.map((h) => [h.by.handle, h.times, h.records.length]));
    two.as("wang.fang", "approve", two.submit("li.na", "company.ask", { subject: "A favour" }));
    const back = two.submit("wang.fang", "company.ask", { subject: "In return" });
    two.as("li.na", "approve", back);
    assert.deepEqual(mutual(), [[["li.na", 1, 1], ["wang.fang", 1, 1]]]);
    two.as("li.na", "take-back", back);
    assert.deepEqual(mutual(), [], "one of them approved nothing");
    two.as("li.na", "approve", back);
    assert.deepEqual(mutual(), [[["li.na", 1, 1], ["wang.fang", 1, 1]]]);
    const other = two.submit("wang.fang", "company.ask", { subject: "One more" });
    two.as("li.na", "approve", other);
    two.as("li.na", "take-back", other);
    assert.deepEqual(mutual(), [[["li.na", 1, 1], ["wang.fang", 1, 1]]], "nor is its record listed");
  });

  await t.test("only in the window, and of the flow", () => {
    assert.deepEqual(c.as("zhao.lei", "report", "mutual", "--from", "2026-03-03").pairs, []);
    assert.deepEqual(c.as("zhao.lei", "report", "mutual", "--until", "2026-03-01").pairs, []);
    assert.equal(c.as("zhao.lei", "report", "mutual", "--from", "2026-03-02", "--until", "2026-03-02", "--flow", "company.ask").pairs.length, 1);
    assert.equal(c.refused("zhao.lei", "report", "mutual", "--flow", "company.other").code, "flow.unknown");
  });
});

test("A13: the checker tells of a role that no step has", (t) => {
  const c = company(t, head(`route = function(r) return approve "head" { by = head_of(r.department) } end`));
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/a.lua"), head(`separate = { { "head", "finanse" } }, route = function(r) return approve "head" { by = head_of(r.department) } end`));
  const found = c.json(["check", rules, "--people", join(root, "rules/company/people.lua")]);
  assert.ok(JSON.stringify(found).includes("check.separate_unknown"), JSON.stringify(found));
});
