// What happens when time passes, from outside: limits, ladders, previews of them, each rung once.
import assert from "node:assert/strict";
import test from "node:test";
import { at, chairs, Company, monday } from "./company.mjs";

const rungs = (c, n) => c.history(n).filter((e) => e.kind === "clock.rung").map((e) => [e.data.due, e.data.did, e.data.outcome]);

test("a purchase that nobody looks at: reminded, told the superior, given to somebody else, each once (A61)", async (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "8000 CNY" });
  c.as("li.na", "approve", n); // finance now has until Wednesday at six

  await t.test("deadlines tells the next rung, not the later ones", () => {
    const due = c.ask("deadlines").deadlines;
    assert.deepEqual(due.map((d) => [d.number, d.step, d.person.handle, d.due]), [[n, "finance", "han.mei", at("2026-03-04T18:00")]]);
  });

  await t.test("simulate tells all that would fire until a date, and writes nothing (compared before and after)", () => {
    const before = c.everything();
    const s = c.as("wang.fang", "simulate", n, "--until", "2026-03-20");
    assert.deepEqual(s.firings.map((f) => [f.due, f.person.handle, f.did]).slice(0, 3), [
      [at("2026-03-04T18:00"), "han.mei", "remind"], [at("2026-03-05T18:00"), "han.mei", "notify"], [at("2026-03-06T18:00"), "han.mei", "reassign"],
    ]);
    assert.equal(s.firings[1].messages[0].recipient.handle, "sun.tao", "the head of the assignee, who is not oneself");
    assert.deepEqual(c.everything(), before);
  });

  await t.test("a rung fires at its instant and not a moment before (A60)", () => {
    assert.equal(c.pass("2026-03-04T17:59:59.999+08:00"), 0);
    assert.deepEqual(rungs(c, n), []);
    assert.equal(c.pass("2026-03-04T18:00:00+08:00"), 1);
    assert.deepEqual(rungs(c, n), [[at("2026-03-04T18:00"), "remind", "fired"]]);
  });

  await t.test("the same time passing again fires nothing again", () => {
    assert.equal(c.pass("2026-03-04T18:00:00+08:00"), 0);
    assert.equal(rungs(c, n).length, 1);
  });

  await t.test("the next ones come in order; the task moves to the superior and the record says that the timer did it", () => {
    assert.equal(c.pass("2026-03-06T18:00:00+08:00"), 2);
    assert.deepEqual(rungs(c, n).map((r) => r[1]), ["remind", "notify", "reassign"]);
    assert.deepEqual(c.next(n), { finance: "sun.tao" });
    const moved = c.history(n).find((e) => e.kind === "task.reassigned");
    assert.equal(moved.actor.kind, "timer");
    assert.deepEqual([moved.data.from.handle, moved.data.to.handle], ["han.mei", "sun.tao"]);
    assert.equal(c.refused("han.mei", "approve", n).code, "task.not_yours");
  });

  await t.test("what fired equals what was simulated", () => {
    const told = rungs(c, n).map((r) => r.slice(0, 2));
    assert.deepEqual(told, [[at("2026-03-04T18:00"), "remind"], [at("2026-03-05T18:00"), "notify"], [at("2026-03-06T18:00"), "reassign"]]);
  });

  await t.test("the new holder decides, and the record goes on and verifies", () => {
    c.as("sun.tao", "approve", n);
    assert.deepEqual(c.next(n), { order: "feng.lin" });
    const verified = c.ask("verify");
    assert.deepEqual(verified.differences, []);
  });
});

test("what is decided at the instant of the deadline is late: the rung comes first (A60)", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  c.clock = "2026-03-04T18:00:00+08:00";
  c.as("li.na", "approve", n);
  const kinds = c.kinds(n);
  assert.ok(kinds.indexOf("clock.rung") > 0, "fired by the command itself, before any timer");
  assert.ok(kinds.indexOf("clock.rung") < kinds.indexOf("task.decided"));
  const early = c.submit("wang.fang", "company.purchase", chairs);
  c.clock = "2026-03-06T17:59:59+08:00";
  c.as("li.na", "approve", early);
  assert.deepEqual(rungs(c, early), [], "one second before it is in time");
});

test("reminders missed while nobody ran are merged into one; a reassignment is not skipped (A61)", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  c.clock = "2026-03-30T09:00:00+08:00";
  c.ask("fire");
  assert.deepEqual(rungs(c, n).slice(0, 3).map((r) => r[2]), ["merged", "fired", "fired"]);
  assert.deepEqual(rungs(c, n).slice(0, 3).map((r) => r[1]).slice(1), ["notify remind", "reassign"]);
  const told = c.history(n).find((e) => e.kind === "clock.rung" && e.data.outcome === "fired").data.told;
  assert.deepEqual(told.map((p) => p.handle), ["qian.min", "li.na"], "the one above, and whoever is late, once each");
  assert.deepEqual(c.next(n), { head: "qian.min" });
});

test("a task opened out of hours starts with the next window; weekends do not count (A60)", (t) => {
  const c = new Company(t);
  c.clock = "2026-03-06T20:00:00+08:00"; // Friday evening
  const n = c.submit("wang.fang", "company.purchase", chairs);
  assert.equal(c.as("li.na", "tasks").tasks[0].due_at, at("2026-03-10T18:00"), "the second working day is Tuesday");
  const words = c.run(["tasks", "--as", "li.na"]).stdout;
  assert.match(words, /2026-03-10 18:00/, "shown on the company's clock");
  assert.ok(n);
});

test("an overdue task says so in the list of its holder", (t) => {
  const c = new Company(t);
  c.submit("wang.fang", "company.purchase", chairs);
  c.clock = "2026-03-04T18:00:00+08:00";
  assert.equal(c.as("li.na", "tasks").tasks[0].overdue, true);
  assert.match(c.run(["tasks", "--as", "li.na"]).stdout, /overdue/);
  assert.match(c.run(["tasks", "--as", "li.na", "--lang", "zh"]).stdout, /逾期|超期|超时/);
});

test("a record that ended has no deadline left", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  c.as("li.na", "approve", n);
  c.as("feng.lin", "done", n);
  assert.deepEqual(c.ask("deadlines").deadlines, []);
  assert.equal(c.pass("2026-12-31T00:00:00+08:00"), 0);
});

test("what is entered later carries both times, and is never back-dated (A65)", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  c.clock = "2026-03-03T15:00:00+08:00";
  c.as("li.na", "approve", n, "--happened", "2026-03-03T10:00:00+08:00");
  const decided = c.history(n).find((e) => e.kind === "task.decided");
  assert.deepEqual([decided.at, decided.recorded], [at("2026-03-03T10:00"), at("2026-03-03T15:00")]);
  assert.match(c.run(["history", n, "--as", "wang.fang"]).stdout, /decided .*happened 2026-03-03 10:00/);
  const ahead = c.refused("feng.lin", "done", n, "--happened", "2026-03-09T10:00:00+08:00");
  assert.deepEqual([ahead.code, ahead.params.at, ahead.params.now], ["happened.future", at("2026-03-09T10:00"), at("2026-03-03T15:00")]);
  assert.equal(c.next(n).order, "feng.lin", "what happened cannot lie ahead: nothing was done");
});

test("a told clock is for demo data alone", (t) => {
  const c = new Company(t);
  const real = new Company(t, { clock: null });
  assert.equal(c.clock, monday);
  const done = real.run(["init", "--at", `${real.folder}-2`, "--clock", monday]);
  assert.equal(done.status, 2, done.stderr);
  assert.match(done.stderr, /demo/);
});
