// The main job on real input: a university's expense declarations, replayed through a rule file, every answer compared with what was published.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { csv, folder, realData, root, run } from "./support.mjs";

function replay(log, out) {
  const done = run([
    "replay", "--rules", join(root, "rules"), "--flow", "finance.declaration", "--map", join(root, "rules/finance/declaration.map.lua"),
    "--cases", join(log, "cases.csv.gz"), "--events", join(log, "events.csv.gz"), "--out", out,
    "--store", join(out, "countersign.db"),
  ]);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  return JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
}

const roles = { SUPERVISOR: 1, ADMINISTRATION: 1, "BUDGET OWNER": 1, PRE_APPROVER: 1, DIRECTOR: 1 };
const refusedAt = (c) => (c.event === "" ? Infinity : Number(c.event));

test("the published log: verdicts, waiting times and day-seven rungs are the published ones", async (t) => {
  const log = realData(t, "bpic20_domestic");
  if (!log) return;
  const out = folder(t);
  const summary = replay(log, out);
  const cases = new Map(csv(join(out, "cases.csv")).map((c) => [c.case_id, c]));
  const golden = new Map(csv(join(log, "golden_conformance.csv.gz")).map((g) => [g.case_id, g]));

  await t.test("all 10,500 verdicts, 10,366 of them conforming", () => {
    const wrong = [...golden.values()].filter((g) => cases.get(g.case_id)?.ok !== g.ok);
    assert.deepEqual(wrong.slice(0, 3).map((g) => ({ golden: g, ours: cases.get(g.case_id) })), []);
    assert.equal(golden.size, 10500);
    assert.equal(cases.size, 10500);
    assert.equal(summary.ok, 10366);
  });

  await t.test("wait_s and working_s of every human decision, to the second", () => {
    const ours = new Map();
    for (const task of csv(join(out, "tasks.csv"))) {
      const key = `${task.case_id}|${task.round}|${task.role}|${Date.parse(task.decided)}`;
      assert.ok(!ours.has(key), `twice: ${key}`);
      ours.set(key, task);
    }
    // In a case that does not conform, the decisions before its first refused event count.
    const before = new Map();
    const seen = new Map();
    for (const e of csv(join(log, "events.csv.gz"))) {
      const n = seen.get(e.case_id) ?? 0;
      seen.set(e.case_id, n + 1);
      if (n < refusedAt(cases.get(e.case_id))) before.set(`${e.case_id}|${e.role}|${Date.parse(e.timestamp)}`, true);
    }
    let conforming = 0, others = 0;
    const wrong = [];
    for (const g of csv(join(log, "golden_tasks.csv.gz"))) {
      const ok = golden.get(g.case_id).ok === "1";
      if (!ok && !before.has(`${g.case_id}|${g.task_role}|${Date.parse(g.decided)}`)) continue;
      if (!(g.task_role in roles) && !ok) continue;
      const task = ours.get(`${g.case_id}|${g.round}|${g.task_role}|${Date.parse(g.decided)}`);
      if (!task || task.wait_s !== g.wait_s || task.working_s !== g.wait_weekday_s || task.outcome !== g.outcome.replace("rejected", "refused"))
        wrong.push({ golden: g, ours: task });
      if (ok) conforming++;
      else others++;
    }
    assert.deepEqual(wrong.slice(0, 3), []);
    assert.equal(wrong.length, 0);
    assert.equal(conforming, 22915);
    assert.ok(others > 100, `decisions before a refusal compared: ${others}`);
  });

  await t.test("measures: how often each step was decided and refused, and how long half of them waited at most (P1.1)", () => {
    const told = run(["measures", "--json", "--at", out]);
    assert.equal(told.status, 0, told.stderr);
    const flow = JSON.parse(told.stdout).flows.find((f) => f.flow === "finance.declaration");
    const steps = { SUPERVISOR: "supervisor", ADMINISTRATION: "administration", "BUDGET OWNER": "budget-owner", PRE_APPROVER: "pre-approval" };
    const ours = csv(join(out, "tasks.csv"));
    for (const [role, name] of Object.entries(steps)) {
      const tasks = ours.filter((x) => x.role === role && x.outcome !== "");
      const step = flow.steps.find((s) => s.step === name);
      assert.equal(step.decided, tasks.length, name);
      assert.equal(step.refused, tasks.filter((x) => x.outcome === "refused").length, name);
      const waits = tasks.map((x) => Number(x.working_s)).sort((a, b) => a - b);
      const half = waits[Math.ceil(waits.length / 2) - 1];
      assert.ok(step.waited.median_ms >= half * 1000 && step.waited.median_ms < (half + 1) * 1000 * 17 / 16, `${name}: ${step.waited.median_ms} ms, ${half} s`);
    }
    assert.ok(flow.submitted >= new Set(ours.map((x) => x.case_id)).size, "every case with a task was submitted");
  });

  await t.test("the rung at 05:15 local time on the seventh day: 883 due instants", () => {
    const rungs = new Map(
      csv(join(out, "rungs.csv")).filter((r) => r.step === "supervisor" && r.rung === "day-seven").map((r) => [`${r.case_id}|${r.round}`, r]));
    let compared = 0;
    for (const g of csv(join(log, "golden_supervisor_day7.csv.gz"))) {
      if (golden.get(g.case_id).ok !== "1") continue;
      const rung = rungs.get(`${g.case_id}|${g.round}`);
      assert.ok(rung, `no rung for ${g.case_id} round ${g.round}`);
      assert.equal(Date.parse(rung.due), Date.parse(g.due_05_15_day7), `${g.case_id} round ${g.round}`);
      assert.equal(rung.fired, rung.due, "on a virtual clock a rung fires at its instant");
      compared++;
    }
    assert.equal(compared, 883);
  });
});

test("the same log with forged orders: at least 830 of 838 are refused, at most 119 of 9,474 normal ones", (t) => {
  const log = realData(t, "wake_domestic_labelled");
  if (!log) return;
  const out = folder(t);
  replay(log, out);
  const ours = new Map(csv(join(out, "cases.csv")).map((c) => [c.case_id, c.ok === "1"]));
  const order = new Set(["Early", "Late", "Insert", "Rework", "SkipSequence"]);
  let forged = 0, forgedRefused = 0, normal = 0, normalRefused = 0;
  for (const c of csv(join(log, "cases.csv.gz"))) {
    if (order.has(c.label)) forged++, (forgedRefused += !ours.get(c.case_id));
    else if (c.label === "normal") normal++, (normalRefused += !ours.get(c.case_id));
  }
  assert.equal(forged, 838);
  assert.equal(normal, 9474);
  assert.ok(forgedRefused >= 830, `${forgedRefused} of ${forged} forged cases were refused`);
  assert.ok(normalRefused <= 119, `${normalRefused} of ${normal} normal cases were refused`);
});
