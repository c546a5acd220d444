// What somebody new to it stumbled over: each is refused in words, or just works.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { chairs, Company, shippedRules } from "./company.mjs";
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
  const n = c.submit("wang.fang", "company.purchase", chairs), version = c.show(n).form_version;
  for (const given of [version + 1, 99]) {
    const error = c.refused("li.na", "approve", n, "--form-version", String(given));
    assert.deepEqual([error.code, error.params], ["form.version", { given: String(given), version: String(version) }]);
    assert.equal(c.refused("li.na", "approve", n, "--form-version", "0").code, "api.value");
  }
  const draft = c.draft("wang.fang", "company.purchase", chairs);
  assert.equal(c.refused("wang.fang", "edit", draft, "amount=1 CNY", "--form-version", "99").code, "form.version");
  assert.match(c.run(["approve", n, "--form-version", "99", "--as", "li.na"]).stderr, /no version 99 of the form: it is at version/);
  c.as("li.na", "approve", n, "--form-version", String(version));
});
