// Putting a backup in the store's place while others try to work: what was acknowledged is never in a file that
// steps aside unseen.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { chairs, Company, until } from "./company.mjs";
import { folder, program } from "./support.mjs";

const hasSqlite = spawnSync("sqlite3", ["--version"]).status === 0;

/** Somebody locks the file until `release`: whoever reads it waits. */
async function locked(t, file) {
  const child = spawn("sqlite3", [file], { stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  child.stdin.write("BEGIN EXCLUSIVE; SELECT 'held';\n");
  t.after(() => child.kill());
  await until(() => said.includes("held"), "the lock on the backup");
  return { release: () => child.stdin.end("ROLLBACK;\n") };
}

test("nobody writes while a backup takes the store's place", { skip: hasSqlite ? false : "no sqlite3" }, async (t) => {
  const c = new Company(t);
  c.submit("wang.fang", "company.purchase", chairs);
  const copy = join(folder(t), "copy.db");
  c.ask("backup", copy);
  const source = await locked(t, copy); // so that the restore stands still, its copy not begun
  const restore = spawn(program, c.words(["restore", copy, "--replace"]), { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LANG: "C" } });
  let said = "";
  for (const stream of [restore.stdout, restore.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = new Promise((done) => restore.on("exit", done));
  await until(() => readFileSync(join(c.folder, "countersign.db.lock"), "utf8").trim() === String(restore.pid), "the restore's lock");
  restore.kill("SIGSTOP"); // however long a busy machine takes for what follows
  const late = c.json(["draft", "company.purchase", "item=Late", "--as", "anna.berg"]);
  assert.equal(late.ok, false, "acknowledged into a file that is about to step aside");
  assert.equal(late.error.code, "store.busy");
  assert.equal(late.error.params.pid, String(restore.pid));
  restore.kill("SIGCONT");
  source.release();
  assert.equal(await ended, 0, said);
  c.submit("anna.berg", "company.purchase", chairs);
  assert.equal(c.ask("records").records.length, 2);
  const verified = c.run(["verify"]);
  assert.equal(verified.status, 0);
  assert.match(verified.stdout, /^records: 2, events: \d+$/m, "words that fit any number");
});

test("a store that can't even be opened is replaced, and kept as it was", (t) => {
  const c = new Company(t);
  c.submit("wang.fang", "company.purchase", chairs);
  const copy = join(folder(t), "copy.db"), db = join(c.folder, "countersign.db");
  c.ask("backup", copy);
  for (const bytes of ["this is no store", "", Buffer.alloc(20000, 7)]) {
    writeFileSync(db, bytes);
    const done = c.run(["restore", copy, "--replace"]);
    assert.equal(done.status, 0, done.stdout + done.stderr);
    const kept = /kept as (.*)/.exec(done.stdout)[1];
    assert.deepEqual(readFileSync(kept), Buffer.from(bytes));
    assert.equal(c.ask("records").records.length, 1);
    spawnSync("sleep", ["1.1"]); // the kept file is named after the second
  }
});
