// Somebody leaves whom forms name (A16): the list says where, before it and as it is done; what they were to write again and again is
// asked of whoever took over; and an incident tells whoever can have the form changed.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const rule = `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2),
  form = { doer = person { required = true } },
  overdue = ladder { { after = workdays(1), remind = assignee } },
  stages = {
    approval = function(r) return approve "first" { by = person "han.mei" } end,
    execution = function(r) return sequence {
      act "carry-out" { by = field "doer" },
      monitor "reports" { by = field "doer", every = workdays(5), asks_for = "report" },
      act "hand-over" { by = field "doer" } } end } }`;

test("A16: whom forms name is told, and whoever took over is asked again", (t) => {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/ask.lua"), rule);
  const c = new Company(t, { rules });
  const running = c.submit("wang.fang", "company.ask", { doer: "anna.berg" });
  c.as("han.mei", "approve", running);
  const waiting = c.submit("wang.fang", "company.ask", { doer: "anna.berg" }); // anna.berg holds nothing of it yet
  c.submit("wang.fang", "company.ask", { doer: "chen.hao" });
  c.as("wang.fang", "draft", "company.ask", "doer=anna.berg"); // can't be submitted as it is
  const args = ["leaver", "anna.berg", "--to", "chen.hao", "--reason", "gone"];
  const told = [[waiting, "company.ask", "doer"], [running, "company.ask", "doer"]];
  const fields = (answer) => answer.in_fields.map((n) => [n.number, n.flow, n.fields]);

  assert.deepEqual(fields(c.ask(...args, "--dry-run")), told);
  assert.deepEqual(fields(c.ask(...args, "--stays", "--dry-run")), [], "who stays can be asked");
  for (const [lang, words] of [["en", /records whose form names them/], ["zh", /表单中仍写有此人的单据/]]) {
    const said = c.run([...args, "--dry-run", "--lang", lang]).stdout;
    assert.match(said, words);
    assert.match(said, new RegExp(`\\n  ${waiting}  doer\\n`));
  }
  assert.deepEqual(c.ask("incidents").incidents, [], "a preview leaves nothing behind");

  assert.deepEqual(fields(c.ask(...args)), told);
  assert.deepEqual(c.ask("incidents").incidents.map((i) => [i.code, i.record]), [["record.names_left", c.show(running).record]]);
  c.as("chen.hao", "log", running, "--step", "reports", "content=half done");
  assert.deepEqual(c.next(running), { "carry-out": "chen.hao", reports: "chen.hao" });
  c.as("chen.hao", "done", running, "--step", "carry-out");
  assert.deepEqual(c.next(running), { "hand-over": "zhao.lei", reports: "chen.hao" }, "a step to come is the fallback's, as the list said");
  assert.equal(c.ask("verify").ok, true);
});
