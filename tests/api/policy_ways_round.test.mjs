// Ways round the policy's clauses that were found in the shipped rules, each closed: who files, who carries out, and what a report or an
// adjustment may say. The id of the clause begins the name.
import assert from "node:assert/strict";
import test from "node:test";
import { cause, Company } from "./company.mjs";
import { fair, pairs } from "./policy.mjs";

test("P1.3.2 a department's own rules are not passed by: business is filed for the department that asks for it, whoever files it", (t) => {
  const c = new Company(t);
  const frame = { ...fair, nature: "contract", initiated_by: "procurement", in_charge: "feng.lin", budget: "200000 CNY" };
  const own = c.draft("wang.fang", "company.business", frame);
  const error = c.refused("wang.fang", "submit", own);
  assert.equal(error.code, "form.invalid");
  assert.equal(cause(error).params.field, "initiated_by");
  assert.match(c.run(["submit", own, "--as", "wang.fang"]).stderr, /filed for hr, so the rules of procurement would not hold: file it with --department procurement/);
  assert.match(c.run(["submit", own, "--as", "wang.fang", "--lang", "zh"]).stderr, /以 hr 的名义提交，procurement 的规则不会生效：请用 --department procurement 重新起草/);
  const filed = c.draft("wang.fang", "company.business", frame, "--department", "procurement");
  assert.equal(cause(c.refused("wang.fang", "submit", filed)).params.field, "involved", "procurement's own check of the form");
  const n = c.as("wang.fang", "submit", filed, "budget=90000 CNY").number;
  assert.deepEqual(c.show(n).plans.at(-1).steps.filter((s) => s.name && s.state !== "left_out").map((s) => s.name), ["head", "contract", "leader"], "and its legal reading");
  assert.deepEqual(c.next(n), { head: "zheng.kai" });
  const earlier = c.as("wang.fang", "copy", n, "--department", "hr", "initiated_by=hr").record;
  assert.ok(c.as("wang.fang", "submit", earlier).number, "what is asked for by whom it is filed for goes on as ever");
});
