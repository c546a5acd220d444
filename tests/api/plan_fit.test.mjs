// A plan that can't be, since a condition leaves out whom a group needs (A3, A4): told by the checker before anybody applies, with
// file and line and what to do; such rules are not put into force.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { folder, root, run } from "./support.mjs";

const people = join(root, "rules/company/people.lua");

function written(t, group, more = "") {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(
    join(rules, "company/ask.lua"),
    `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2),
  form = { n = number {} }, ${more}
  overdue = ladder { { after = workhours(0), remind = assignee } },
  stages = { approval = function(r) return approve "one" { by = person "han.mei" } end,
    execution = function(r) return ${group} { need = 2,
      act "p" { by = person "yang.fan" },
      act "q" { by = person "xu.qing", when = r.n ~= nil and r.n > 5, because = "n" } } end } }`,
  );
  return rules;
}

const check = (rules, ...more) => run(["check", rules, "--people", people, ...more]);
const found = (rules) => JSON.parse(check(rules, "--json").stdout).findings.filter((f) => f.what.code === "plan.shape");

test("A3, A4: a group of which more must pass than a condition leaves is an error of the rules", (t) => {
  for (const group of ["any", "vote"]) {
    const rules = written(t, group);
    const [error, ...others] = found(rules);
    assert.deepEqual(others, [], "once, however many forms lead there");
    assert.deepEqual([error.severity, error.what.file, error.what.line], ["error", "company/ask.lua", 5], group);
    assert.deepEqual([error.what.params.need, error.what.params.asked, error.what.params.left], ["2", "p", "q"]);
    const shown = check(rules);
    assert.match(shown.stdout, /company\/ask\.lua:5: .*more are needed than there are members \(2 of p\), with q left out, for n = .*\. Need no more than are asked in each case/);
    assert.notEqual(shown.status, 0);
    assert.match(check(rules, "--lang", "zh").stdout, /需要的人数多于成员（需 2，可办 p），未列入 q，例如 n = /);
    const refused = run(["init", "--demo", "--rules", rules, "--people", people, "--at", join(folder(t), "company")]);
    assert.notEqual(refused.status, 0, "they are not put into force");
  }
});

test("A3: it is no error where no form gets there", (t) => {
  const rules = written(t, "any", `check = function(r) if r.n == nil or r.n <= 5 then return problem("n", "over five", "须大于五") end end,`);
  const all = JSON.parse(check(rules, "--json").stdout).findings.filter((f) => f.severity === "error");
  assert.deepEqual(all, []);
});
