// A record goes on when whoever began it has left the company (approval.md A7, A11, A16).
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const company = (t, opens) => {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "finance"), { recursive: true });
  writeFileSync(join(rules, "finance/left.lua"), `
flow "finance.left" {
  title = { en = "Left", zh = "离职" }, owner = "finance", prefix = "LFT", fallback = person "zhao.lei", within = workdays(3),
  form = { what = text {} },
  route = function(r) return sequence {
    approve "head" { by = person "han.mei" },
    open_record "other" { flow = "finance.other", fields = { what = "Paper" }, within = workdays(5) ${opens} } } end,
}
flow "finance.other" {
  title = { en = "Other", zh = "另一单" }, owner = "finance", prefix = "OTH", fallback = person "zhao.lei", within = workdays(3),
  form = { what = text {} },
  route = function(r) return approve "check" { by = head_of(r.department) } end,
}`);
  return new Company(t, { rules });
};
const leaves = (c, who, to) => c.ask("leaver", who, "--to", to, "--reason", "Has left.");

test("A7, A11, A16: a record that is opened for somebody who has left is in the fallback's name, of the same department", (t) => {
  const c = company(t, "");
  const n = c.submit("wang.fang", "finance.left", { what: "Paper" });
  leaves(c, "wang.fang", "li.na");
  c.as("han.mei", "approve", n);
  const opened = c.show("OTH-2026-000001");
  assert.deepEqual([opened.initiator.handle, opened.department], ["zhao.lei", "hr"]);
  assert.deepEqual(c.next("OTH-2026-000001"), { check: "li.na" }, "the head of the department that it is about");
  assert.deepEqual(c.next(n), { other: "zhao.lei" }, "who answers for it");
  c.as("li.na", "approve", "OTH-2026-000001");
  assert.equal(c.show(n).state, "finished");
});

test("A7, A11: so is one in the name of a place that is vacant by then", (t) => {
  const c = company(t, `, initiator = person "yang.fan"`);
  const n = c.submit("wang.fang", "finance.left", { what: "Paper" });
  leaves(c, "yang.fan", "peter.novak");
  c.as("han.mei", "approve", n);
  const opened = c.show("OTH-2026-000001");
  assert.deepEqual([opened.initiator.handle, opened.department], ["zhao.lei", "hr"], "for the department that the first one is for");
});
