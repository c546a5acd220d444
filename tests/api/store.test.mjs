// The store, from outside: copies while people work, putting one back, and what verify finds when somebody was at the file.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { chairs, Company, Server } from "./company.mjs";
import { folder, program, run } from "./support.mjs";

const sqlite = (file, sql) => execFileSync("sqlite3", [file, sql], { encoding: "utf8" });
const hasSqlite = spawnSync("sqlite3", ["--version"]).status === 0;
const db = (c) => join(c.folder, "countersign.db");

/** A company with a purchase decided, one under way and a draft. */
function busy(t, options) {
  const c = new Company(t, options);
  const n = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "8000 CNY" });
  c.as("li.na", "approve", n, "--opinion", "Needed.");
  c.submit("anna.berg", "company.purchase", chairs);
  c.draft("wu.yan", "company.purchase", chairs);
  return c;
}

test("a backup is one plain file; restored elsewhere it is the same company", (t) => {
  const c = busy(t);
  const copy = join(folder(t), "copy.db");
  const done = c.run(["backup", copy]);
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /copy\.db/);
  const before = c.everything();
  c.submit("wang.fang", "company.purchase", chairs);
  const other = new Company(t);
  const refused = other.run(["restore", copy]);
  assert.equal(refused.status, 1, refused.stdout);
  assert.match(refused.stderr, /--replace/);
  assert.equal(other.ask("records").records.length, 0, "nothing was touched");
  const restored = other.run(["restore", copy, "--replace"]);
  assert.equal(restored.status, 0, restored.stderr);
  assert.match(restored.stdout, /kept as .*countersign\.db\.before-/);
  assert.match(restored.stdout, /clean/, "it ends with verify");
  assert.deepEqual(other.everything(), before);
  const kept = readdirSync(other.folder).find((f) => f.startsWith("countersign.db.before-") && !f.endsWith("-wal") && !f.endsWith("-shm"));
  assert.ok(kept);
  const old = join(folder(t), "old");
  mkdirSync(old);
  const back = run(["restore", join(other.folder, kept), "--at", old, "--json"]);
  assert.equal(back.status, 0, back.stderr);
  assert.equal(JSON.parse(run(["records", "--at", old, "--json"]).stdout).records.length, 0, "what was kept is the old company");
});

test("a backup while the server works: nobody waits, and the copy is whole", async (t) => {
  const c = busy(t, { clock: null });
  const server = await Server.start(t, c);
  const line = await server.connect(t);
  let going = true, done = 0;
  const work = (async () => {
    while (going) {
      assert.equal((await line.ask({ verb: "draft", flow: "company.purchase", fields: chairs, as: "wang.fang" })).ok, true);
      done++;
    }
  })();
  const copies = Array.from({ length: 3 }, (_, i) => join(folder(t), `copy${i}.db`));
  for (const copy of copies) {
    const ended = await new Promise((end) => spawn(program, ["backup", copy, "--at", c.folder], { stdio: "ignore" }).on("exit", end));
    assert.equal(ended, 0);
  }
  going = false;
  await work;
  assert.ok(done > 3);
  for (const copy of copies) {
    const place = join(folder(t), "restored");
    mkdirSync(place);
    const restored = run(["restore", copy, "--at", place, "--json"]);
    assert.equal(restored.status, 0, restored.stderr + restored.stdout);
    assert.deepEqual(JSON.parse(restored.stdout).differences, []);
  }
});

test("a backup never overwrites, and says so; a restore of what is no store changes nothing", (t) => {
  const c = busy(t);
  const place = folder(t);
  writeFileSync(join(place, "there.db"), "mine");
  const over = c.run(["backup", join(place, "there.db")]);
  assert.notEqual(over.status, 0);
  assert.equal(readFileSync(join(place, "there.db"), "utf8"), "mine");
  const before = c.everything();
  for (const [name, bytes] of [["text.db", "this is no store"], ["empty.db", ""], ["noise.db", Buffer.alloc(20000, 7)]]) {
    writeFileSync(join(place, name), bytes);
    const done = c.run(["restore", join(place, name), "--replace"]);
    assert.notEqual(done.status, 0, `${name}: ${done.stdout}`);
    assert.match(done.stderr, new RegExp(name.replace(".", "\\.")), done.stderr);
    assert.deepEqual(c.everything(), before);
  }
  assert.equal(c.run(["restore", join(place, "none.db"), "--replace"]).status, 3);
  assert.deepEqual(readdirSync(c.folder).filter((f) => f.includes("restoring") || f.includes("before")), [], "nothing is left behind");
});

test("a store that is being served is not replaced", async (t) => {
  const c = busy(t, { clock: null });
  const copy = join(folder(t), "copy.db");
  c.ask("backup", copy);
  const server = await Server.start(t, c);
  const done = c.run(["restore", copy, "--replace"]);
  assert.equal(done.status, 3);
  assert.match(done.stderr, /server|in use/);
  assert.equal(c.ask("status").records?.records ?? c.ask("status").counts.records, 3);
  assert.equal((await server.kill("SIGTERM")).code, 0);
});

test("verify finds what somebody changed behind the program's back, and names the record", { skip: hasSqlite ? false : "no sqlite3" }, async (t) => {
  const c = busy(t);
  const clean = join(folder(t), "clean.db");
  c.ask("backup", clean);
  const free = "DROP TRIGGER events_stay; DROP TRIGGER events_are_kept; DROP TRIGGER event_personal_stays;";
  const record = c.ask("records", "--state", "open").records.find((r) => r.number === "PUR-2026-000001").record;
  for (const [what, sql, hint] of [
    ["a byte of an event", `${free} UPDATE events SET payload = CAST(payload || x'00' AS BLOB) WHERE record = ${record} AND seq = 5`, /chain|hash|event/i],
    ["who did it", `${free} UPDATE events SET actor = actor + 1 WHERE record = ${record} AND seq = 3`, /chain|hash|event/i],
    ["when it was done", `${free} UPDATE events SET recorded_at = recorded_at - 60000 WHERE record = ${record} AND seq = 3`, /chain|hash|event/i],
    ["words that somebody wrote", `${free} UPDATE event_personal SET personal = CAST(replace(personal, 'Needed', 'Denied') AS BLOB) WHERE event IN (SELECT id FROM events WHERE record = ${record})`, /digest|personal|words|chain/i],
    ["an event taken out at the end", `${free} DELETE FROM event_personal WHERE event = (SELECT max(id) FROM events WHERE record = ${record}); DELETE FROM events WHERE id = (SELECT max(id) FROM events WHERE record = ${record})`, /event|chain|state/i],
    ["an event taken out in the middle", `${free} DELETE FROM events WHERE record = ${record} AND seq = 4`, /event|chain/i],
    ["the state", `UPDATE states SET body = CAST(body || x'00' AS BLOB) WHERE record = ${record}`, /state|corrupt|differ/i],
    ["a row that lists", `UPDATE records SET state = 7 WHERE id = ${record}`, /records|state/i],
    ["a task's holder", `UPDATE tasks SET person = person + 1 WHERE record = ${record}`, /tasks/i],
    ["an open task removed", `DELETE FROM open_tasks WHERE record = ${record}`, /open_tasks|task/i],
    ["a deadline removed", "DELETE FROM deadlines", /deadline/i],
  ])
    await t.test(what, () => {
      copyFileSync(clean, db(c));
      for (const tail of ["-wal", "-shm"]) if (existsSync(db(c) + tail)) sqlite(db(c), "PRAGMA wal_checkpoint(TRUNCATE)");
      assert.equal(c.run(["verify"]).status, 0, "the copy itself is clean");
      sqlite(db(c), sql);
      const found = c.json(["verify"]);
      assert.equal(found.status, 1, JSON.stringify(found));
      assert.ok(found.differences.length >= 1);
      const words = c.run(["verify"]).stdout;
      assert.match(words, hint);
      if (!/DELETE FROM deadlines/.test(sql)) assert.ok(found.differences.some((d) => d.record === record), "the record is named");
      assert.ok(found.records >= 3, "it goes on after the first difference");
      assert.match(c.run(["verify", "--lang", "zh"]).stdout, /[一-鿿]{3}/);
    });
});

test("erasing what people wrote, as the law may demand, breaks no chain", { skip: hasSqlite ? false : "no sqlite3" }, (t) => {
  const c = busy(t);
  const record = c.ask("records", "--state", "open").records.find((r) => r.number === "PUR-2026-000001").record;
  sqlite(db(c), `DELETE FROM event_personal WHERE event IN (SELECT id FROM events WHERE record = ${record} AND seq > 1)`);
  const verified = c.json(["verify"]);
  const broken = verified.differences?.filter((d) => /chain|hash/.test(d.difference.code)) ?? [];
  assert.deepEqual(broken, [], "the chain holds; only the state still has the words");
});

test("a store that cannot be opened is told in words, with the exit code for it", (t) => {
  const c = busy(t);
  assert.equal(run(["records", "--at", join(folder(t), "nowhere")]).status, 3);
  const other = folder(t);
  writeFileSync(join(other, "countersign.db"), "not a database at all, but long enough to look like one ".repeat(100));
  const done = run(["records", "--at", other]);
  assert.equal(done.status, 3);
  assert.match(done.stderr, /countersign\.db/);
  if (hasSqlite) {
    sqlite(db(c), "PRAGMA user_version = 9999");
    const later = c.run(["records"]);
    assert.equal(later.status, 3);
    assert.match(later.stderr, /later|newer/);
  }
});

test("a folder that can't be written to is told before anything is half made", (t) => {
  if (process.getuid() === 0) return t.skip("root writes anywhere");
  const place = folder(t);
  chmodSync(place, 0o500);
  const done = run(["init", "--at", join(place, "company")]);
  assert.equal(done.status, 3);
  chmodSync(place, 0o700);
  assert.deepEqual(readdirSync(place), []);
});

test("a company is made once; a second init refuses and touches nothing", (t) => {
  const c = busy(t);
  const before = c.everything();
  const done = c.run(["init", "--demo"]);
  assert.equal(done.status, 3);
  assert.match(done.stderr, /already/);
  assert.deepEqual(c.everything(), before);
});

test("a company that can't be made whole is not made at all, and the words put right make it", async (t) => {
  const rules = join(folder(t), "rules");
  mkdirSync(rules);
  writeFileSync(join(rules, "broken.lua"), "flow");
  const people = join(folder(t), "people.lua");
  writeFileSync(people, 'return { persons = { { handle = "ann", name = "Ann", department = "nowhere" } } }');
  for (const [what, words] of [
    ["a time zone that is none", ["--zone", "Asia/Shanghay"]], ["rules that are broken", ["--rules", rules]],
    ["people of a department that is not there", ["--people", people]], ["a file that is not there", ["--people", join(rules, "none.lua")]],
  ])
    await t.test(what, (t) => {
      const place = join(folder(t), "company");
      const failed = run(["init", "--at", place, ...words]);
      assert.notEqual(failed.status, 0);
      assert.ok(!existsSync(join(place, "countersign.db")));
      assert.equal(run(["init", "--at", place]).status, 0);
      assert.equal(run(["status", "--at", place]).status, 0);
    });
});
