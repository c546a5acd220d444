// Who may do what, from outside: people are known by their Unix user, the store's owner alone enters for others.
import assert from "node:assert/strict";
import { chmodSync, chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { chairs, Company, Server } from "./company.mjs";
import { spawnSync } from "node:child_process";
import { folder, program } from "./support.mjs";

const uid = 65534, other = 65533;

// Other users must be able to start the program: not so where it was built in a folder that is root's alone.
const closed = process.getuid() === 0 && spawnSync(program, ["help"], { uid, gid: uid }).error;
const skip = process.getuid() !== 0 ? "skipped: needs root" : closed ? "skipped: the build folder is closed to other users" : false;

/** A served company of root's in which Wang Fang is the Unix user `uid`, and whose socket that user may reach. */
async function company(t) {
  const c = new Company(t, { clock: null });
  const people = join(folder(t), "persons.csv");
  writeFileSync(people, `handle,name,department,uid\nwang.fang,Wang Fang 王芳,hr,${uid}\n`);
  c.ask("people", "import", "persons", people);
  const server = await Server.start(t, c);
  for (const path of [join(c.folder, ".."), c.folder]) chmodSync(path, 0o755);
  chownSync(server.socket, uid, uid);
  return c;
}

test("a person is who the kernel says, and the record keeps the user", { skip }, async (t) => {
  const c = await company(t);
  const hers = { uid, gid: uid };
  const drafted = c.json(["draft", "company.purchase", ...Object.entries(chairs).map((f) => f.join("="))], hers);
  assert.equal(drafted.status, 0, JSON.stringify(drafted));
  const n = c.json(["submit", drafted.record], hers).number;
  const [event] = c.history(n);
  assert.deepEqual([event.actor.person.handle, event.actor.auth, event.actor.uid], ["wang.fang", "peer_uid", uid]);
  c.as("li.na", "approve", n);
  const decided = c.history(n).find((e) => e.kind === "task.decided");
  assert.deepEqual([decided.actor.person.handle, decided.actor.auth, decided.actor.uid], ["li.na", "entered_by", 0]);

  await t.test("she may not act in another's name", () => {
    assert.equal(c.json(["tasks", "--as", "li.na"], hers).error.code, "actor.not_owner");
    assert.equal(c.json(["done", n, "--as", "feng.lin"], hers).error.code, "actor.not_owner");
  });
  await t.test("nor read what is others', nor administer", () => {
    for (const words of [["tasks", "--person", "li.na"], ["people", "export", "persons"], ["settings", "set", "company.purchase", "finance_above", "1 CNY"],
      ["rules", "rollback"], ["history", "0"], ["outbox"], ["incidents"], ["deadlines"]])
      assert.equal(c.json(words, hers).error.code, "actor.not_administrator", words.join(" "));
    assert.equal(c.json(["records"], hers).records.length, 1, "her own");
  });
  await t.test("a user whom no person has is nobody", () => {
    chownSync(join(c.folder, "run.sock"), other, other);
    const done = c.json(["tasks"], { uid: other, gid: other });
    assert.equal(done.error.code, "actor.no_person");
    assert.match(c.run(["tasks"], { uid: other, gid: other }).stderr, /--as/);
  });
  await t.test("who may not reach the socket is told so, and does not get at the file beside it", () => {
    const done = c.run(["tasks"], hers);
    assert.equal(done.status, 3);
    assert.match(done.stderr, /run\.sock.*[Pp]ermission/);
    for (const words of [["verify"], ["backup", "/tmp/countersign-must-not-be-made.db"]]) assert.equal(c.run(words, hers).status, 3);
  });
  await t.test("a store that may not be read is told as that, not as a disk that fails", () => {
    const done = c.json(["verify"], hers);
    assert.deepEqual([done.status, done.error.code, done.error.params.path], [3, "store.unreadable", join(c.folder, "countersign.db")]);
    assert.match(c.run(["verify"], hers).stderr, /may not be read: Permission denied.*rights/);
    assert.match(c.run(["verify", "--lang", "zh"], hers).stderr, /权限/);
  });
  await t.test("somebody in the role administrator may administer", (t) => {
    chownSync(join(c.folder, "run.sock"), uid, uid);
    const roles = join(folder(t), "roles.csv");
    writeFileSync(roles, "role,department,person\nadministrator,,wang.fang\n");
    c.ask("people", "import", "roles", roles);
    assert.equal(c.json(["settings", "set", "company.purchase", "finance_above", "4000 CNY"], hers).status, 0);
    const noted = c.history("0").at(-1);
    assert.deepEqual([noted.actor.person.handle, noted.actor.auth], ["wang.fang", "peer_uid"]);
  });
});

test("of a record that they may not read, nobody learns anything by what they try: to them there is none", { skip }, async (t) => {
  const c = await company(t);
  const hers = { uid, gid: uid };
  const draft = c.draft("feng.lin", "company.purchase", chairs), n = c.submit("feng.lin", "company.purchase", chairs);
  const events = () => c.history(n).length;
  const before = events();
  const tries = (record) => [["show", record], ["comment", record, "hello"], ["approve", record], ["refuse", record, "--reason", "no"], ["urge", record],
    ["withdraw", record], ["edit", record, "amount=1 CNY"], ["submit", record], ["copy", record], ["transfer", record, "li.na", "--reason", "x"],
    ["cancel", record, "--reason", "x"], ["suspend", record, "--reason", "x"], ["change", record, "amount=1 CNY", "--reason", "x"], ["warn", record, "li.na", "x"],
    ["log", record, "done=half"], ["report", "acceptance", record], ["approve", record, "--preview"]];
  for (const record of [n, draft, "PUR-2026-999999"]) {
    for (const words of tries(record)) {
      const done = c.json(words, hers);
      assert.deepEqual([done.status, done.error?.code, done.error?.params], [1, "store.not_found", { record }], words.join(" "));
    }
  }
  assert.equal(events(), before, "nothing was done");
  const tried = c.ask("incidents", "--limit", "1000").incidents.filter((i) => i.code === "attempt.without_right");
  assert.ok(tried.some((i) => /comment/.test(i.text)), "the administrator hears of it");

  await t.test("a colleague of whoever has an open task of it may report of the work all the same", () => {
    c.as("zhao.lei", "warn", n, "li.na", "Look at it.");
    assert.equal(c.json(["log", n, "done=half"], hers).error?.code === "store.not_found", false);
    assert.equal(c.json(["comment", n, "hello"], hers).error.code, "store.not_found");
  });
});

test("a folder that may not be looked into is told as that, not as one without a company", { skip }, (t) => {
  const c = new Company(t, { clock: null });
  chmodSync(join(c.folder, ".."), 0o755);
  chmodSync(c.folder, 0o700);
  for (const words of [["records"], ["verify"], ["serve"]]) {
    const done = c.run(words, { uid, gid: uid });
    assert.equal(done.status, 3);
    assert.match(done.stderr, /Permission denied/, words.join(" "));
    assert.doesNotMatch(done.stderr, /no company|disk failed/i);
  }
});
