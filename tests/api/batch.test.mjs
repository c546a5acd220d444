// One decision on many tasks (批量, A31): each stands alone, and every result is told, from the command line and through a server.
import assert from "node:assert/strict";
import test from "node:test";
import { chairs, Company, Server } from "./company.mjs";

/** So many purchases that wait for Li Na. */
const purchases = (c, count) => Array.from({ length: count }, () => c.submit("wang.fang", "company.purchase", chairs));

test("one approval of several records decides each, in their order (A31)", (t) => {
  const c = new Company(t);
  const numbers = purchases(c, 3);
  const order = [numbers[2], numbers[0], numbers[1]];
  const answer = c.as("li.na", "approve", ...order, "--opinion", "Needed.");
  assert.deepEqual(answer.results.map((r) => [r.ok, r.number, r.state]), order.map((n) => [true, n, "open"]));
  for (const n of numbers) {
    const decided = c.history(n).filter((e) => e.kind === "task.decided");
    assert.equal(decided.length, 1);
    assert.equal(decided[0].data.opinion, "Needed.");
    assert.deepEqual(Object.keys(c.next(n)), ["order"]);
  }
});

test("each stands alone: what is refused says why, the others are done, and the exit code is 1 (A31)", (t) => {
  const c = new Company(t);
  const numbers = purchases(c, 3);
  c.as("li.na", "approve", numbers[1]);
  const answer = c.json(["approve", numbers[0], numbers[1], "PUR-2026-000099", numbers[2], "--as", "li.na"]);
  assert.equal(answer.status, 1);
  assert.equal(answer.ok, false);
  assert.deepEqual(answer.error.params, { refused: "2", of: "4", done: "2" });
  assert.deepEqual(answer.results.map((r) => (r.ok ? r.state : r.error.code)), ["open", "task.not_open", "store.not_found", "open"]);
  assert.deepEqual(answer.results.map((r) => r.number ?? r.record), [numbers[0], numbers[1], "PUR-2026-000099", numbers[2]]);
  assert.equal(answer.results[1].error.params.by, "li.na");
  const words = c.run(["approve", numbers[0], "PUR-2026-000099", "--as", "li.na", "--lang", "en"]);
  assert.equal(words.status, 1);
  assert.match(words.stdout, new RegExp(`^${numbers[0]}  refused: .*\nPUR-2026-000099  refused: .*\n$`));
  assert.match(words.stderr, /2 of 2 were refused/);
});

test("what all need, each needs: a refusal of many without a reason is refused for each (A20, A31)", (t) => {
  const c = new Company(t);
  const numbers = purchases(c, 2);
  const none = c.json(["refuse", ...numbers, "--as", "li.na"]);
  assert.deepEqual(none.results.map((r) => r.error.code), ["reason.required", "reason.required"]);
  const done = c.as("li.na", "refuse", ...numbers, "--reason", "Not this year.");
  assert.deepEqual(done.results.map((r) => r.ok), [true, true]);
});

test("a batch sent again under its key does what is left of it, and nothing twice (A31)", (t) => {
  const c = new Company(t);
  const numbers = purchases(c, 3);
  const first = c.as("li.na", "approve", numbers[0], numbers[1], "--key", "monday");
  assert.deepEqual(first.results.map((r) => r.repeated), [false, false]);
  const again = c.as("li.na", "approve", numbers[2], numbers[1], numbers[0], "--key", "monday");
  assert.deepEqual(again.results.map((r) => [r.number, r.repeated]), [[numbers[2], false], [numbers[1], true], [numbers[0], true]]);
  const other = c.json(["refuse", ...numbers, "--reason", "No.", "--key", "monday", "--as", "li.na"]);
  assert.deepEqual(other.results.map((r) => r.error.code), ["key.reused", "key.reused", "key.reused"]);
  assert.equal(c.history(numbers[0]).filter((e) => e.kind === "task.decided").length, 1);
});

test("through a server: a batch names the task and the version seen of each, and is answered in its place (A31)", async (t) => {
  const c = new Company(t, { clock: null });
  const numbers = purchases(c, 3);
  const server = await Server.start(t, c);
  const line = await server.connect(t);
  const tasks = await line.ask({ verb: "tasks", as: "li.na" });
  const task = (n) => tasks.tasks.find((x) => x.number === n).task;
  const [batch, after] = await Promise.all([
    line.ask({ verb: "approve", as: "li.na", records: [{ record: numbers[0], task: task(numbers[0]) }, { record: numbers[1], task: task(numbers[0]) }, numbers[2]] }),
    line.ask({ verb: "show", as: "li.na", record: numbers[2] }),
  ]);
  assert.deepEqual(batch.results.map((r) => (r.ok ? r.state : r.error.code)), ["open", "task.unknown", "open"]);
  assert.deepEqual(after.next.filter((n) => n.step).map((n) => n.step), ["order"], "a read sees the batch sent before it");
  const wrong = [
    [{ records: [] }, "api.value"], [{ records: numbers[0] }, "api.value"], [{ records: [7] }, "api.value"],
    [{ records: [{ record: numbers[1], reason: "x" }] }, "api.value"], [{ records: numbers, record: numbers[0] }, "api.value"],
    [{ records: numbers, task: "7" }, "api.value"], [{ records: Array(501).fill(numbers[1]) }, "api.batch"],
  ];
  for (const [fields, code] of wrong) assert.equal((await line.ask({ verb: "approve", as: "li.na", ...fields })).error.code, code, JSON.stringify(fields).slice(0, 80));
  assert.equal((await line.ask({ verb: "withdraw", as: "wang.fang", records: numbers })).error.code, "api.field");
  const many = await line.ask({ verb: "approve", as: "li.na", records: Array(200).fill(numbers[1]) });
  assert.deepEqual([many.results.length, many.results[0].ok, many.error.params.refused], [200, true, "199"], "more than one commit's worth");
});
