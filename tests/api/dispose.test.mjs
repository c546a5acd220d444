// Disposal of records that have ended, from outside: filed, ended, gone; what stays of them; the file gets shorter; a crash leaves whole slices.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { chairs, Company, Server } from "./company.mjs";
import { folder, program, run } from "./support.mjs";

const reason = ["--reason", "the time to keep them is over"];

/** Purchases that were withdrawn: they have ended. Through a server, many at once; gives their numbers. */
async function withdrawn(t, c, count, ask) {
  const fields = { ...chairs, reason: "Two are broken, and the third has been wobbling for as long as anybody remembers. ".repeat(20) };
  const drafts = await Promise.all(Array.from({ length: count }, () => ask({ verb: "draft", as: "wang.fang", flow: "company.purchase", fields })));
  const filed = await Promise.all(drafts.map((d) => ask({ verb: "submit", as: "wang.fang", record: d.record })));
  const ended = await Promise.all(filed.map((d) => ask({ verb: "withdraw", as: "wang.fang", record: d.record, reason: "no longer needed" })));
  for (const e of ended) assert.equal(e.state, "withdrawn", JSON.stringify(e));
  return filed.map((d) => d.number);
}

const disposedIn = (history) => history.filter((e) => e.kind === "records.disposed").flatMap((e) => e.data.records.map((r) => r.number));

test("records are filed, end and are disposed of: in words, what went, what did not and why, and what stays of them", (t) => {
  const c = new Company(t);
  const first = c.submit("wang.fang", "company.purchase", chairs), second = c.submit("wang.fang", "company.purchase", chairs);
  c.as("wang.fang", "withdraw", first);
  const before = c.history(first).at(-1);
  const names = [first, second, "PUR-2026-000077"];

  const preview = c.run(["dispose", ...names, ...reason, "--preview"]);
  assert.equal(preview.status, 1, "something is refused");
  assert.match(preview.stdout, /would be disposed of: 1 records/);
  assert.match(preview.stdout, /nothing was written/);
  assert.match(preview.stderr, new RegExp(`${second} is not disposed of: it has not ended`));
  assert.match(preview.stderr, /PUR-2026-000077/);
  assert.equal(c.show(first).state, "withdrawn", "a preview leaves it");

  const done = c.run(["dispose", ...names, ...reason]);
  assert.equal(done.status, 1);
  assert.match(done.stdout, /^disposed of: 1 records/);
  for (const verb of ["show", "history"]) {
    const gone = c.run([verb, first]);
    assert.equal(gone.status, 1);
    assert.match(gone.stderr, new RegExp(`${first} was disposed of at 2026-03-02`));
    assert.match(c.run([verb, first, "--lang", "zh"]).stderr, /处置/);
    assert.equal(c.json([verb, first]).error.code, "record.disposed");
  }
  assert.equal(c.refused("wang.fang", "comment", first, "what became of it?").code, "record.disposed");

  const said = c.history("0").at(-1);
  assert.equal(said.kind, "records.disposed");
  assert.equal(said.data.reason, reason[1]);
  const [kept] = said.data.records;
  assert.deepEqual({ ...kept, record: "" }, { record: "", number: first, flow: "company.purchase", state: "withdrawn", events: before.seq, head: before.hash });
  const words = c.run(["history", "0"]).stdout;
  assert.match(words, /disposed of/);
  assert.match(words, new RegExp(first));
  assert.match(c.run(["history", "0", "--lang", "zh"]).stdout, /处置/);

  assert.equal(c.submit("wang.fang", "company.purchase", chairs), "PUR-2026-000003", "its number is not given again");
  assert.equal(c.run(["verify"]).status, 0);
});

test("the reason is asked for, a person without the right is refused, and a date alone is enough", (t) => {
  const c = new Company(t);
  const number = c.submit("wang.fang", "company.purchase", chairs);
  c.as("wang.fang", "withdraw", number);
  assert.match(c.run(["dispose", number]).stderr, /reason/);
  assert.match(c.run(["dispose", ...reason]).stderr, /ended-before/);
  assert.match(c.run(["dispose", "--ended-before", "soon", ...reason]).stderr, /instant or a date/);
  assert.match(c.run(["records", "--limit", "0"]).stderr, /at least 1; at most 1000/);
  assert.equal(c.ask("dispose", "--ended-before", "2026-03-02", ...reason).disposed, 0, "it ended on that day, not before");
  assert.equal(c.ask("dispose", "--ended-before", "2026-03-03", "--flow", "hr.leave", ...reason).disposed, 0);
  const done = c.ask("dispose", "--ended-before", "2026-03-03", "--flow", "company.purchase", ...reason);
  assert.deepEqual([done.disposed, done.refused_count, done.said.length, done.stopped], [1, 0, 1, false]);
  assert.equal(c.ask("dispose", "--ended-before", "2026-03-03", ...reason).disposed, 0, "again does no harm");
});

test("the file gets shorter while the server goes on, and a copy knows what was disposed of", async (t) => {
  const c = new Company(t, { clock: null });
  writeFileSync(join(c.folder, "countersign.conf"), "free_pages = 16\ncheckpoint_pages = 100\n");
  const server = await Server.start(t, c);
  const line = await server.connect(t);
  const numbers = await withdrawn(t, c, 300, (r) => line.ask(r));
  const full = (await line.ask({ verb: "status" })).store_bytes;
  const tomorrow = new Date(Date.now() + 86400000).toISOString();
  const done = c.ask("dispose", "--ended-before", tomorrow, ...reason);
  assert.equal(done.disposed, 300);
  assert.ok(done.said.length > 3, "in slices");
  const deadline = Date.now() + 60000;
  let now;
  do now = await line.ask({ verb: "status" });
  while ((now.store_bytes > full / 2 || now.free_bytes > 2 * 16 * 4096) && Date.now() < deadline);
  assert.ok(now.store_bytes < full / 2, `the file had ${full} bytes, and has ${now.store_bytes}`);
  assert.ok(now.free_bytes <= 2 * 16 * 4096);
  const copy = join(folder(t), "copy.db");
  c.ask("backup", copy);
  await server.kill("SIGTERM");
  assert.equal(c.run(["verify"]).status, 0);
  const elsewhere = join(folder(t), "company");
  assert.equal(run(["restore", copy, "--at", elsewhere]).status, 0, "restored, and verified");
  assert.match(run(["show", numbers[7], "--at", elsewhere]).stderr, new RegExp(`${numbers[7]} was disposed of`));
});

test("a server killed in the middle of a disposal leaves whole slices, and the same command goes on with the rest", async (t) => {
  const c = new Company(t, { clock: null });
  writeFileSync(join(c.folder, "countersign.conf"), "dispose_events = 60\n");
  let server = await Server.start(t, c);
  const line = await server.connect(t);
  const numbers = await withdrawn(t, c, 240, (r) => line.ask(r));
  const words = ["dispose", "--ended-before", new Date(Date.now() + 86400000).toISOString(), ...reason, "--json", "--at", c.folder];
  const child = spawn(program, words, { env: { ...process.env, LANG: "C" } });
  const ended = new Promise((done) => child.on("exit", done));
  for (let gone = false; !gone; ) gone = (await line.ask({ verb: "show", record: numbers[40] })).ok === false;
  await server.kill("SIGKILL");
  assert.equal(await ended, 3, "the server is gone");
  assert.equal(c.run(["verify"]).status, 0, "nothing is half gone");
  const left = c.ask("records", "--limit", "1000").records.map((r) => r.number), went = disposedIn(c.history("0"));
  assert.ok(went.length > 40 && left.length > 0, `killed in the middle: ${went.length} gone, ${left.length} left`);
  assert.deepEqual([...left, ...went].sort(), [...numbers].sort(), "each is there or disposed of");
  server = await Server.start(t, c);
  assert.equal(c.ask(...words.slice(0, 5)).disposed, left.length);
  await server.kill("SIGTERM");
  assert.deepEqual(disposedIn(c.history("0")).sort(), [...numbers].sort(), "each once");
  assert.equal(c.run(["verify"]).status, 0);
});

test("asked to stop, it ends after the slice in hand, and says how to go on", async (t) => {
  const c = new Company(t, { clock: null });
  writeFileSync(join(c.folder, "countersign.conf"), "dispose_events = 20\n");
  const server = await Server.start(t, c);
  const line = await server.connect(t);
  const numbers = await withdrawn(t, c, 200, (r) => line.ask(r));
  const child = spawn(program, ["dispose", "--ended-before", new Date(Date.now() + 86400000).toISOString(), ...reason, "--at", c.folder], { env: { ...process.env, LANG: "C" } });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  const ended = new Promise((done) => child.on("close", done));
  for (let gone = false; !gone; ) gone = (await line.ask({ verb: "show", record: numbers[5] })).ok === false;
  child.kill("SIGINT");
  assert.equal(await ended, 130);
  assert.match(out, /goes on with the rest/);
  await server.kill("SIGTERM");
  assert.equal(c.run(["verify"]).status, 0);
});
