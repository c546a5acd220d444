// Straight back to whoever returned it (A22), and signers who go (A26), from outside, by rules of their own.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

function company(t, rest) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(
    join(rules, "company/straight.lua"),
    `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2),
      form = { subject = text { required = true, label = { en = "Subject", zh = "事由" } }, sum = money { currency = "CNY", label = { en = "Sum", zh = "金额" } } },
      ${rest} }`,
  );
  return new Company(t, { rules });
}

test("A22: straight back, and through where a field has changed that says who decides", async (t) => {
  const c = company(
    t,
    `route = function(r) return sequence {
      approve "head" { by = person "li.na", fields = { sum = "write", subject = "write" } },
      approve "buyer" { by = function(r) if r.sum > amount "100 CNY" then return person "wu.yan" end return person "zhou.jie" end },
      approve "last" { by = person "han.mei", may_return = true } } end`,
  );
  const asked = () => {
    const n = c.submit("wang.fang", "company.ask", { subject: "A shelf", sum: "10 CNY" });
    c.as("li.na", "approve", n);
    c.as("zhou.jie", "approve", n);
    return n;
  };

  await t.test("to a step: nobody between is asked again for another subject, whoever decides now for another sum", () => {
    for (const [field, next] of [["subject=Two shelves", { last: "han.mei" }], ["sum=200 CNY", { buyer: "wu.yan" }]]) {
      const n = asked();
      c.as("han.mei", "return", n, "--to", "head", "--straight", "--reason", "Which shelves?");
      c.as("li.na", "approve", n, field);
      assert.deepEqual(c.next(n), next, field);
    }
  });

  await t.test("to the initiator: the same, in a new round, which the preview shows", () => {
    const n = asked();
    c.as("han.mei", "return", n, "--straight", "--reason", "Which shelves?");
    const expected = c.as("wang.fang", "plan", n).stages[0].steps;
    assert.deepEqual(expected.filter((s) => s.name && s.state !== "left_out").map((s) => s.name), ["last"]);
    c.as("wang.fang", "resubmit", n, "subject=Two shelves");
    assert.deepEqual(c.next(n), { last: "han.mei" });
    c.as("han.mei", "return", n, "--straight", "--reason", "So many?");
    c.as("wang.fang", "resubmit", n, "sum=200 CNY");
    assert.deepEqual(c.next(n), { head: "li.na" });
    assert.equal(c.ask("verify").ok, true);
  });
});

test("A26, A2: with its last signer an added step goes, and a threshold counts those who are left", (t) => {
  const c = company(
    t,
    `route = function(r) return approve "both" { by = { person "li.na", person "zhou.jie" }, decide = "all", on_refuse = refusals(2) } end`,
  );
  const n = c.submit("wang.fang", "company.ask", { subject: "A shelf" });
  c.as("li.na", "add-signer", n, "xu.qing", "--where", "beside");
  c.as("li.na", "remove-signer", n, "xu.qing");
  assert.match(c.run(["show", n, "--as", "wang.fang"]).stdout, /· both\.beside .*— removed/);
  c.as("li.na", "remove-signer", n, "zhou.jie");
  c.as("li.na", "refuse", n, "--reason", "No room.");
  assert.equal(c.show(n).state, "ended_refused");
  assert.equal(c.ask("verify").ok, true);
});

test("A26: one of several who sign after goes before they were asked", (t) => {
  const c = company(t, `route = function(r) return approve "head" { by = person "li.na" } end`);
  const n = c.submit("wang.fang", "company.ask", { subject: "A shelf" });
  c.as("li.na", "add-signer", n, "xu.qing,zhou.jie", "--where", "after");
  c.as("li.na", "remove-signer", n, "xu.qing");
  assert.match(c.run(["history", n, "--as", "wang.fang"]).stdout, /signer removed .*head\.after.*xu\.qing/);
  c.as("li.na", "approve", n);
  assert.deepEqual(c.next(n), { "head.after": "zhou.jie" });
  c.as("zhou.jie", "approve", n);
  assert.equal(c.show(n).state, "finished");
  assert.equal(c.ask("verify").ok, true);
});

test("A22: who had approved beside whoever returned it keeps that, and the record and its history say so", (t) => {
  const c = company(
    t,
    `route = function(r) return sequence {
      approve "head" { by = person "li.na", fields = { subject = "write" } },
      approve "board" { by = { person "zhou.jie", person "xu.qing", person "han.mei" }, decide = "all", may_return = true } } end`,
  );
  const n = c.submit("wang.fang", "company.ask", { subject: "A shelf" });
  c.as("li.na", "approve", n);
  c.as("zhou.jie", "approve", n);
  c.as("xu.qing", "return", n, "--to", "head", "--straight", "--reason", "Which shelf?");
  c.as("li.na", "approve", n, "subject=Two shelves");
  const { plans, tasks } = c.show(n);
  const again = plans.at(-1).steps.find((step) => step.name === "board" && !step.superseded);
  const board = tasks.filter((task) => task.step === again.no);
  const seats = Object.fromEntries(board.map((task) => [task.person.handle, task.outcome ?? task.state]));
  assert.deepEqual(seats, { "zhou.jie": "counted", "xu.qing": "open", "han.mei": "open" });
  assert.equal(board[0].counted.outcome, "approved");
  assert.equal(board[0].counted.by.handle, "zhou.jie");
  const said = c.run(["show", n, "--as", "wang.fang"]).stdout;
  assert.match(said, /zhou\.jie .*approved before .*\(the approval at board, .* counts\)/);
  assert.match(c.run(["history", n, "--as", "wang.fang"]).stdout, /counted +\(rule\) +board +zhou\.jie/);
  c.as("xu.qing", "approve", n);
  c.as("han.mei", "approve", n);
  assert.equal(c.show(n).state, "finished");
  assert.equal(c.ask("verify").ok, true);
});
