// The server, from outside: verbs and connections at its socket, its ends, its clock.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { chairs, codes, Company, Server, until } from "./company.mjs";
import { folder, program } from "./support.mjs";

const quick = `flow "hr.quick" {
  title = { en = "Quick", zh = "快" }, owner = "hr", prefix = "QCK", fallback = post "hr.head",
  form = { what = text { required = true } },
  route = function(r, set)
    return sequence { approve "look" { by = person "li.na", within = hours(0.001) } }
  end,
  overdue = ladder { { after = hours(0), remind = assignee }, { after = hours(0.001), reassign = superior_of(assignee) } },
}`;

/** A company on the real clock; a rule whose limit is 3.6 seconds. */
function company(t) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "hr"), { recursive: true });
  writeFileSync(join(rules, "hr/quick.lua"), quick);
  return new Company(t, { rules, clock: null });
}

const draft = { verb: "draft", flow: "hr.quick", fields: { what: "x" }, as: "wang.fang" };

test("a verb does the same through the server as it does without one", async (t) => {
  const c = new Company(t, { clock: null });
  const here = c.submit("wang.fang", "company.purchase", chairs);
  const before = [c.show(here), c.history(here), c.ask("settings"), c.ask("people", "export", "posts"), c.ask("calendar", "company")];
  const server = await Server.start(t, c);
  const through = [c.show(here), c.history(here), c.ask("settings"), c.ask("people", "export", "posts"), c.ask("calendar", "company")];
  for (const answer of [before[0], through[0]]) delete answer.now;
  assert.deepEqual(through, before);
  c.as("li.na", "approve", here);
  assert.deepEqual(c.next(here), { order: "feng.lin" });
  assert.equal(c.ask("status").connections >= 1, true, "this was answered by the server");
  assert.equal(c.refused("anna.berg", "done", here).code, "task.not_yours");
  await server.kill("SIGTERM");
  assert.equal(c.as("feng.lin", "done", here).state, "finished");
  assert.deepEqual(c.ask("verify").differences, []);
});

test("lines sent without waiting are answered in their order, reads and writes mixed", async (t) => {
  const c = company(t);
  const server = await Server.start(t, c);
  const line = await server.connect(t);
  const asked = [];
  for (let i = 0; i < 20; i++) {
    asked.push(line.ask({ ...draft, fields: { what: `n${i}` } }), line.ask({ verb: "records", limit: 1000 }), line.ask({ verb: `nothing${i}` }));
  }
  const answers = await Promise.all(asked);
  for (let i = 0; i < 20; i++) {
    assert.equal(answers[3 * i].state, "draft");
    const seen = answers[3 * i + 1].records.length;
    assert.ok(seen > i && seen <= 20, `a read sees what was written before it on its connection: ${seen} of at least ${i + 1}`);
    assert.equal(answers[3 * i + 2].error.params.verb, `nothing${i}`);
  }
  const after = await line.ask({ verb: "records", limit: 1000 });
  assert.equal(after.records.length, 20, "what was acknowledged is seen by every later read");
});

test("what is sent behind a change of people or rules waits for it: the new person may act at once", async (t) => {
  const c = company(t);
  const server = await Server.start(t, c);
  const line = await server.connect(t);
  const asked = [];
  for (let i = 0; i < 5; i++) {
    const handle = `new.${i}`;
    asked.push(
      line.ask({ verb: "people.import", table: "persons", rows: [{ handle, name: "New (demo)", department: "hr" }] }),
      line.ask({ ...draft, as: handle }),
      line.ask({ verb: "records", initiator: handle }),
    );
  }
  const answers = await Promise.all(asked);
  for (let i = 0; i < 15; i++) assert.equal(answers[i].ok, true, JSON.stringify(answers[i]));
  for (let i = 2; i < 15; i += 3) assert.deepEqual(answers[i].records.map((r) => r.record), [answers[i - 1].record]);
});

test("two clients at once: each gets its own answers, and no number is given twice", async (t) => {
  const c = company(t);
  const server = await Server.start(t, c);
  const lines = await Promise.all([server.connect(t), server.connect(t), server.connect(t)]);
  const numbers = await Promise.all(lines.map(async (line, k) => {
    const own = [];
    for (let i = 0; i < 20; i++) {
      const { record } = await line.ask({ ...draft, as: ["wang.fang", "anna.berg", "wu.yan"][k] });
      own.push((await line.ask({ verb: "submit", record, as: ["wang.fang", "anna.berg", "wu.yan"][k] })).number);
    }
    return own;
  }));
  const all = numbers.flat().sort();
  assert.deepEqual(all, all.map((_, i) => `QCK-${new Date().getFullYear()}-${String(i + 1).padStart(6, "0")}`));
  const [record] = c.ask("records").records;
  const [first, second] = await Promise.all(lines.slice(0, 2).map((line) => line.ask({ verb: "approve", record: record.record, as: "li.na" })));
  const [won, lost] = first.ok ? [first, second] : [second, first];
  assert.equal(won.ok, true);
  assert.equal(codes(lost.error)[0], "task.not_open", "of two decisions at once one wins, and the other is told (A3)");
  assert.match(JSON.stringify(lost.error), /li\.na/);
});

test("what is no request gets an error, and the line goes on", async (t) => {
  const c = company(t);
  const server = await Server.start(t, c);
  const line = await server.connect(t);
  for (const text of ["nonsense", "[]", "{}", '{"verb": 5}', '{"verb":"draft","verb":"draft"}', '{"verb":"show","record":"x","typo":1}', '{"verb":"show","record":"\\ud800"}', ""]) {
    const waits = text === "" ? [new Promise((done) => setTimeout(done, 300))] : [];
    const answer = await Promise.race([line.line(text), ...waits]);
    if (text === "" && answer === undefined) line.waiting.pop(); // a blank line may be passed over
    else assert.equal(answer.ok, false, `${text}: ${JSON.stringify(answer)}`);
  }
  assert.equal((await line.ask({ verb: "status", as: "zhao.lei" })).ok, true);
});

test("a line without an end is refused when it is too long, and others are not disturbed", async (t) => {
  const c = company(t);
  writeFileSync(join(c.folder, "countersign.conf"), "owner_request_max_bytes = 65536\nrequest_max_bytes = 65536\n");
  const server = await Server.start(t, c);
  const [bad, good] = [await server.connect(t), await server.connect(t)];
  const answer = await bad.line(JSON.stringify({ verb: "comment", record: "1", text: "x".repeat(100000) })).catch((error) => error);
  assert.ok(answer instanceof Error || answer.ok === false, "it is told, or hung up on");
  assert.equal((await good.ask({ verb: "status", as: "zhao.lei" })).ok, true);
});

test("a second server is refused and says why; the first goes on", async (t) => {
  const c = company(t);
  await Server.start(t, c);
  const second = c.run(["serve"]);
  assert.equal(second.status, 3);
  assert.match(second.stderr, /in use by process \d+|answers there/);
  assert.equal(c.ask("status").connections >= 1, true);
  const told = c.run(["tasks", "--as", "li.na", "--clock", "2026-03-02T09:00:00Z"]);
  assert.equal(told.status, 2, "a server has its own clock");
});

test("SIGHUP ends nothing: people go on working, and the log says what to do instead", async (t) => {
  const c = new Company(t, { clock: null });
  const server = await Server.start(t, c);
  const line = await server.connect(t);
  server.child.kill("SIGHUP");
  await until(() => server.said.includes("going on"), "the log's line");
  assert.equal((await line.ask({ verb: "draft", flow: "company.purchase", fields: chairs, as: "wang.fang" })).ok, true);
  assert.deepEqual(await server.kill("SIGTERM"), { code: 0, signal: null });
});

test("SIGTERM and SIGINT end it cleanly: what was asked is answered, the socket is gone, the store is whole", async (t) => {
  for (const signal of ["SIGTERM", "SIGINT"]) {
    const c = company(t);
    const server = await Server.start(t, c);
    const line = await server.connect(t);
    const asked = Array.from({ length: 30 }, () => line.ask(draft).catch(() => null));
    await asked[0];
    const ended = await server.kill(signal);
    assert.deepEqual(ended, { code: 0, signal: null }, server.said);
    assert.ok(!existsSync(server.socket));
    const answered = (await Promise.all(asked)).filter((a) => a?.ok).length;
    assert.ok(c.ask("records").records.length >= answered);
    assert.deepEqual(c.ask("verify").differences, []);
  }
});

test("killed at any moment, what was acknowledged is there, once, and the store verifies", async (t) => {
  const c = company(t);
  const acknowledged = new Set();
  for (let round = 0; round < 3; round++) {
    const server = await Server.start(t, c);
    const line = await server.connect(t);
    let going = true;
    const work = (async () => {
      while (going) {
        const { record } = await line.ask(draft);
        acknowledged.add(record);
        const key = `k${record}`;
        const done = await line.ask({ verb: "submit", record, as: "wang.fang", key });
        if (done.ok) acknowledged.add(done.number);
      }
    })().catch(() => null);
    await until(() => acknowledged.size > 20 * (round + 1), "some work");
    await server.kill("SIGKILL");
    going = false;
    await work;
  }
  const kept = c.ask("records", "--limit", "1000").records;
  const names = new Set(kept.flatMap((r) => [r.record, r.number]));
  for (const name of acknowledged) assert.ok(names.has(name), `lost: ${name}`);
  const numbers = kept.map((r) => r.number).filter(Boolean).sort();
  assert.deepEqual(numbers.map((n) => Number(n.slice(-6))), numbers.map((_, i) => i + 1), "numbers without gaps");
  assert.deepEqual(c.ask("verify").differences, []);
});

test("deadlines fire by the real clock, each once, in time; also those that passed while it was down", async (t) => {
  const c = company(t);
  let server = await Server.start(t, c);
  const submit = () => c.submit("wang.fang", "hr.quick", { what: "x" });
  const rungs = (n) => c.history(n).filter((e) => e.kind === "clock.rung");
  const first = submit();
  await until(() => rungs(first).length === 2, "both rungs");
  for (const e of rungs(first)) {
    assert.equal(e.actor.kind, "timer");
    const late = Date.parse(e.recorded) - Date.parse(e.data.due); // a busy machine may be late, none is early
    assert.ok(late >= 0 && late < 10000, `${e.recorded} for ${e.data.due}`);
  }
  assert.deepEqual(rungs(first).map((e) => e.data.did), ["remind", "reassign"]);
  assert.deepEqual(c.next(first), { look: "qian.min" });

  const second = submit();
  await server.kill("SIGKILL");
  await new Promise((done) => setTimeout(done, 8000));
  server = await Server.start(t, c);
  await until(() => rungs(second).length === 2, "what passed while it was down");
  await new Promise((done) => setTimeout(done, 500));
  assert.deepEqual(rungs(second).map((e) => e.data.outcome), ["fired", "fired"], "one reminder and the reassignment, in order (A61)");
  assert.equal(rungs(first).length, 2, "nothing fired again");
  assert.deepEqual(c.ask("deadlines").deadlines, []);
});

test("a connection that asks and never reads, and one that says nothing, keep nobody waiting", async (t) => {
  const c = company(t);
  const server = await Server.start(t, c);
  const silent = await server.connect(t), greedy = await server.connect(t);
  greedy.socket.pause();
  for (let i = 0; i < 5000; i++) greedy.socket.write('{"verb":"rules","as":"zhao.lei"}\n');
  const line = await server.connect(t);
  const begun = Date.now();
  for (let i = 0; i < 20; i++) assert.equal((await line.ask(draft)).ok, true);
  assert.ok(Date.now() - begun < 30000, `${Date.now() - begun} ms`);
  assert.ok(silent.socket.readyState === "open");
});

test("idle, it takes no processor time", async (t) => {
  const c = company(t);
  const server = await Server.start(t, c);
  const { readFileSync } = await import("node:fs");
  const ticks = () => { const f = readFileSync(`/proc/${server.child.pid}/stat`, "utf8").split(") ")[1].split(" "); return Number(f[11]) + Number(f[12]); };
  let used;
  for (let tries = 0; tries < 10 && !(used <= 1); tries++) { // on a busy machine its start takes a while
    const before = ticks();
    await new Promise((done) => setTimeout(done, tries === 0 ? 500 : 3000));
    used = tries === 0 ? undefined : ticks() - before;
  }
  assert.ok(used <= 1, `${used} ticks in three seconds, again and again`);
});

test("a store without a server is opened by one verb at a time; the others wait for it", async (t) => {
  const c = company(t);
  const words = (i) => ["draft", "hr.quick", `what=${i}`, "--as", "wang.fang", "--at", c.folder, "--json"];
  const ends = await Promise.all(Array.from({ length: 6 }, (_, i) => new Promise((done) => {
    let out = "";
    const child = spawn(program, words(i), { stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.on("data", (d) => (out += d));
    child.on("exit", (code) => done({ code, answer: JSON.parse(out) }));
  })));
  assert.deepEqual(ends.map((e) => [e.code, e.answer.ok]), Array(6).fill([0, true]), "two people at two terminals are no conflict");
  assert.equal(c.ask("records").records.length, 6);
});
