// A stand at the fair, from its application to its acceptance, in few words: what the tests of the policy's clauses share.
import assert from "node:assert/strict";

/** A stand at the fair: routine business of the sales department, in the hands of Anna Berg. */
export const fair = {
  name: "A stand at the fair", nature: "routine", initiated_by: "sales", in_charge: "anna.berg", planned: "2026-03-09..2026-05-29",
  budget: "30000 CNY", background: "Two new products.", goals: "Fifty new contacts.", requirements: "Forty square metres.",
  effect: "Ten new customers.", likelihood: "rare", impact: "minor", "criteria.1.criterion": "Fifty new contacts",
  "criteria.2.criterion": "Within the budget",
};

/** Approves, with an opinion on each aspect that the step asks for (A20). */
export function approve(c, person, n, step) {
  const aspects = c.show(n).plans.flatMap((p) => p.steps).findLast((s) => s.name === step)?.aspects ?? "";
  const opinions = aspects.split(",").filter(Boolean).flatMap((a) => ["--aspect", `${a}=Nothing speaks against it.`]);
  return c.as(person, "approve", n, "--step", step, ...opinions);
}

/** The same on its way to where it is carried out: the head of sales has approved it. */
export function carriedOut(c, changes = {}) {
  const n = c.submit("anna.berg", "company.business", { ...fair, ...changes });
  for (let i = 0; i < 8 && c.show(n).stage === "approval"; i++) {
    const { person, step } = c.show(n).next.find((k) => k.verbs.includes("approve"));
    approve(c, person.handle, n, step);
  }
  assert.equal(c.show(n).stage, "execution");
  return n;
}

/** How a high risk is answered (P4.2.2). */
export const answerToRisk = { strategy: "reduce", department: "sales", person: "anna.berg", measures: "A second builder.", planned: "2026-03-09..2026-04-30" };

export const work = { time: "2026-03-02 09:00", place: "Hall 3", participants: "Anna Berg, two fitters", content: "The stand was measured.",
               problems: "A pillar is in the way.", measures: "The plan was turned." };

export const pairs = (fields) => Object.entries(fields).map((f) => f.join("="));
export const due = (c, n, step) => c.show(n).tasks.find((k) => k.step_name === step && k.state === "open")?.clock.due_at;

/** Whom the timer told at a step, by what it did. */
export const told = (c, n, step) => c.history(n).filter((e) => e.kind === "clock.rung" && e.step?.name === step).flatMap((e) => e.data.told.map((p) => `${e.data.did} ${p.handle}`));
