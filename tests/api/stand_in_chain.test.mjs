// What naming a stand-in moves, where stand-ins are away themselves (A15): chains, and records without a number.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const rule = `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2),
  form = { subject = text {} }, overdue = ladder { { before = workhours(4), remind = assignee } },
  route = function(r) return approve "head" { by = person "li.na" } end }`;

function company(t, text = rule) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/ask.lua"), text);
  return new Company(t, { rules });
}

/** "N: from → to" of each task that is listed. */
const moves = (answer) => answer.tasks.map((x) => `${x.number ?? x.record}: ${x.person.handle} → ${x.to.handle}`);
const until = ["--until", "2026-03-09"];

test("A15: what moves through a chain of stand-ins is listed, whoever of it names somebody or ends it", async (t) => {
  const c = company(t);
  const ask = () => c.submit("wang.fang", "company.ask", { subject: "A room" });
  const own = ask(); // with li.na still: none of zheng.kai's to read
  c.as("li.na", "stand-in", "zheng.kai", ...until);
  const first = ask();

  await t.test("a stand-in names one in turn", () => {
    const shown = c.as("zheng.kai", "stand-in", "feng.lin", ...until, "--preview");
    assert.deepEqual(moves(shown), [`${first}: zheng.kai → feng.lin`]);
    assert.equal(shown.tasks[0].principal.handle, "li.na");
    const words = c.run(["stand-in", "feng.lin", ...until, "--as", "zheng.kai"]).stdout;
    assert.match(words, new RegExp(`${first} head: zheng\\.kai → feng\\.lin`));
    assert.ok(!words.includes(own));
  });
  const second = ask();
  assert.deepEqual(c.next(second), { head: "feng.lin" });

  await t.test("one at the head of the chain ends it", () =>
    assert.deepEqual(moves(c.as("li.na", "stand-in", "--end", "--preview")),
      [`${own}: li.na → li.na`, `${first}: zheng.kai → li.na`, `${second}: feng.lin → li.na`]));
  await t.test("one within it ends it", () =>
    assert.deepEqual(moves(c.as("zheng.kai", "stand-in", "--end", "--preview")), [`${first}: zheng.kai → zheng.kai`, `${second}: feng.lin → zheng.kai`]));
  await t.test("asked who there is, nothing of others is moved", () => assert.deepEqual(moves(c.as("zheng.kai", "stand-in")), []));
  await t.test("and so it is", () => {
    c.as("li.na", "stand-in", "--end");
    c.pass("2026-03-04T14:00:00+08:00");
    assert.deepEqual([own, first, second].map((n) => c.next(n).head), ["li.na", "li.na", "li.na"]);
  });
});

test("A15: a record that has no number yet is named by its id, as elsewhere", (t) => {
  const c = company(t, rule.replace(/route = (.*) }$/, 'stages = { prepare = function(r) return agree "before" { by = person "li.na" } end, approval = $1 } }'));
  const n = c.draft("wang.fang", "company.ask", { subject: "A room" });
  c.as("wang.fang", "prepare", n);
  for (const lang of ["en", "zh"])
    assert.match(c.run(["stand-in", "zheng.kai", ...until, "--preview", "--as", "li.na", "--lang", lang]).stdout, new RegExp(`  ${n} before(?:: |：)li\\.na → zheng\\.kai`));
});
