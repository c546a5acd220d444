// What four departments do otherwise in their own business, from outside: each in its way, from the application to the acceptance, and
// whatever the company's own rules come to say. Whose rules hold goes by the department that it is filed for (P1.3.2).
import assert from "node:assert/strict";
import test from "node:test";
import { at, Company } from "./company.mjs";
import { approve, due, fair, pairs, work } from "./policy.mjs";

const of = (department, in_charge, more) => ({ ...fair, initiated_by: department, in_charge, ...more });
const steps = (c, n) => c.show(n).plans.at(-1).steps.filter((s) => s.name && s.state !== "left_out").map((s) => s.name);

/** Approved by whoever has it, step after step, until it is carried out. */
function approved(c, person, fields, drafted = c.draft(person, "company.business", fields)) {
  const n = c.as(person, "submit", drafted).number;
  while (c.show(n).stage === "approval") {
    const { person: who, step } = c.show(n).next.find((k) => k.verbs.includes("approve"));
    approve(c, who.handle, n, step);
  }
  return n;
}

/** Carried out, and the materials handed over. */
function handedOver(c, person, n) {
  c.as(person, "log", n, "--step", "work-record", ...pairs(work));
  c.as(person, "done", n, "--step", "carry-out");
  for (const field of ["report", "test_report"]) c.as(person, "attach", n, `${field}=${import.meta.filename}`);
  c.as(person, "done", n, "--step", "hand-over", "deliverables=Room 4");
}

test("P2.1.2, P2.2.1, P2.5 sales: a day less to agree, finance looks at the credit of a customer, who accepts it before sales does", (t) => {
  const c = new Company(t);
  const contract = of("sales", "anna.berg", { nature: "contract", "involved.1.department": "it" });
  const draft = c.draft("anna.berg", "company.business", contract);
  c.as("anna.berg", "prepare", draft);
  assert.equal(due(c, draft, "agree-1"), at("2026-03-04T18:00"), "two working days");
  c.as("xu.qing", "agree", draft, "--step", "agree-1");
  const n = approved(c, "anna.berg", contract, draft);
  assert.deepEqual(c.show(n).plans.find((p) => p.stage === "approval").steps.filter((s) => s.state === "passed" && s.name).map((s) => s.name), ["head", "credit", "leader"]);
  handedOver(c, "anna.berg", n);
  assert.deepEqual(c.next(n), { customer: "anna.berg" });
  assert.equal(c.refused("anna.berg", "done", n, "--step", "customer", "--check", "1").code, "require.missing");
  c.as("anna.berg", "done", n, "--step", "customer", "--check", "1", "--check", "2");
  assert.deepEqual(c.next(n), { check: "chen.hao" });
  const other = approved(c, "anna.berg", of("sales", "anna.berg"));
  handedOver(c, "anna.berg", other);
  assert.deepEqual(c.next(other), { check: "chen.hao" }, "what is no contract has no customer");
});

test("P2.2.1, P2.3.2, P2.5 procurement: legal reads its contracts, work is recorded every third day, and who will use it signs for what came", (t) => {
  const c = new Company(t);
  const frame = of("procurement", "feng.lin", { nature: "contract", "involved.1.department": "it", "involved.2.department": "office" });
  const draft = c.draft("feng.lin", "company.business", frame);
  c.as("feng.lin", "prepare", draft);
  c.as("xu.qing", "agree", draft, "--step", "agree-1");
  c.as("zhou.jie", "agree", draft, "--step", "agree-2");
  const n = approved(c, "feng.lin", frame, draft);
  assert.equal(due(c, n, "work-record"), at("2026-03-05T18:00"), "three working days");
  handedOver(c, "feng.lin", n);
  const receipt = () => c.show(n).next.filter((k) => k.step === "receipt").map((k) => k.person.handle).sort();
  assert.deepEqual(receipt(), ["xu.qing", "zhou.jie"]);
  assert.equal(c.refused("xu.qing", "done", n, "--step", "receipt").code, "require.missing");
  c.as("xu.qing", "done", n, "--step", "receipt", "--check", "1", "--check", "2");
  assert.deepEqual(receipt(), ["zhou.jie"], "each of them");
  c.as("zhou.jie", "done", n, "--step", "receipt", "--check", "1", "--check", "2");
  assert.deepEqual(c.next(n), { check: "zheng.kai" });
});

test("P1.3.1 procurement: nobody signs for the receipt of what they bought themselves", (t) => {
  const c = new Company(t);
  const own = of("procurement", "xu.qing", { "involved.1.department": "it" });
  const draft = c.draft("feng.lin", "company.business", own);
  c.as("feng.lin", "prepare", draft);
  c.as(Object.values(c.next(draft))[0], "agree", draft, "--step", "agree-1");
  const n = approved(c, "feng.lin", own, draft);
  handedOver(c, "xu.qing", n);
  assert.deepEqual(c.next(n), { receipt: "sun.tao" }, "whoever is above the head of IT, who bought it");
});

test("P2.2.1, P2.2.3, P2.3.2 finance: the head has a day, a second pair of eyes looks at every budget, work is recorded every other day", (t) => {
  const c = new Company(t);
  const n = c.submit("yang.fan", "company.business", of("finance", "yang.fan"));
  assert.deepEqual(steps(c, n), ["head", "controller"]);
  assert.equal(due(c, n, "head"), at("2026-03-03T18:00"));
  approve(c, "han.mei", n, "head");
  assert.equal(due(c, n, "controller"), at("2026-03-03T18:00"));
  approve(c, "peter.novak", n, "controller");
  assert.equal(due(c, n, "work-record"), at("2026-03-04T18:00"));
});

test("P2.2.1, P2.5 personnel: legal looks at changes of the organisation, and those concerned are asked before it is accepted", (t) => {
  const c = new Company(t);
  const n = approved(c, "wang.fang", of("hr", "wang.fang", { nature: "organisation" }));
  assert.deepEqual(c.show(n).plans.find((p) => p.stage === "approval").steps.filter((s) => s.state === "passed" && s.name).map((s) => s.name), ["head", "labour-law", "leader"]);
  handedOver(c, "wang.fang", n);
  c.as("li.na", "done", n, "--step", "check", "criteria.1.result=met", "criteria.2.result=met");
  assert.deepEqual(c.next(n), { "those-concerned": "wang.fang" });
  assert.equal(c.refused("wang.fang", "done", n, "--step", "those-concerned", "--check", "2").code, "require.missing");
  c.as("wang.fang", "done", n, "--step", "those-concerned", "--check", "1", "--check", "2");
  c.as("li.na", "approve", n, "--step", "acceptance");
  assert.equal(c.show(n).state, "finished");
});
