// The command line without a server, killed at its calls on files: what is left is the old or the new, it says what to do, and the same
// words again do it. In short at some calls, in the long form at every one.
import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { chairs, Company } from "../api/company.mjs";
import { build, folder, root, run } from "../api/support.mjs";
import { Chance } from "./ledger.mjs";

const killer = join(build, "tests/crash/kill_at.so"), every = process.env.COUNTERSIGN_EVERY === "1";
const seed = Number(process.env.COUNTERSIGN_SEED ?? Math.floor(Math.random() * 2 ** 31)), chance = new Chance(seed);

/** The rules of purchases alone: what is killed here is writing, not the checking of rules, which would take most of the time. */
function fewRules(t) {
  const rules = join(folder(t), "rules"), dir = join(root, "rules/company");
  cpSync(dir, join(rules, "company"), { recursive: true, filter: (file) => file === dir || /(purchase|people)\.lua$/.test(file) });
  return rules;
}

/** Runs `words` once to count its calls, then killed at some of them or at each; `prepare` gives a fresh place, `look` what is left there. */
function killed(t, prepare, words, look) {
  const place = prepare(), told = join(folder(t), "told");
  const whole = run(words(place), { env: { LD_PRELOAD: killer, KILL_AT_TOLD: told } });
  assert.equal(whole.status, 0, whole.stdout + whole.stderr);
  const calls = Number(readFileSync(told, "utf8")), points = [];
  for (let call = 1; call <= calls; call++) for (const how of every ? ["before", "half"] : ["before", "half", "after"]) points.push([call, how]);
  const last = points.filter(([call]) => call > calls - 6), chosen = every ? points : [...Array.from({ length: 4 }, () => chance.pick(points)), ...Array.from({ length: 3 }, () => chance.pick(last))];
  let kills = 0;
  const seen = {};
  for (const [call, how] of chosen) {
    const where = prepare();
    const died = run(words(where), { env: { LD_PRELOAD: killer, KILL_AT_CALL: `${call}`, KILL_AT_HOW: how } });
    if (died.signal === "SIGKILL") kills++;
    const left = look(where, `killed ${how} call ${call} of ${calls}, seed ${seed}`);
    seen[left] = (seen[left] ?? 0) + 1;
    rmSync(where, { recursive: true, force: true });
  }
  t.diagnostic(`${kills} kills at ${calls} calls: ${JSON.stringify(seen)}`);
  assert.ok(kills >= chosen.length - 3, `killed ${kills} of ${chosen.length} times`);
}

/** A copy of a company's folder, to be spoilt. */
const copies = (t, from) => {
  let n = 0;
  const base = folder(t);
  return () => {
    const to = join(base, `${n++}`);
    cpSync(from, to, { recursive: true });
    return to;
  };
};
const json = (words, place) => {
  const done = run([...words, "--at", place, "--json"]);
  return { ...JSON.parse(done.stdout), status: done.status };
};
const done = (words, place, at) => {
  const a = json(words, place);
  assert.equal(a.status, 0, `${at}: ${words.join(" ")}: ${JSON.stringify(a)}`);
  return a;
};
const clean = (place, at) => assert.deepEqual(done(["verify"], place, at).differences, [], at);
const skip = existsSync(killer) ? false : "not in a build with a sanitizer";

test("init: nothing, or a whole company; the same words again make it", { skip }, (t) => {
  const place = folder(t), rules = fewRules(t);
  const init = (place) => ["init", "--demo", "--rules", rules, "--people", join(rules, "company/people.lua"), "--at", place];
  let n = 0;
  assert.equal(run(init(join(place, "whole"))).status, 0);
  const people = done(["people", "export", "persons"], join(place, "whole")).rows;
  killed(t, () => join(place, `${n++}`), init, (where, at) => {
    const first = json(["people", "export", "persons"], where);
    if (first.status !== 0) {
      assert.equal(first.error.code, "company.none", `${at}: ${JSON.stringify(first)}`);
      const again = run(init(where));
      assert.equal(again.status, 0, `${at}: ${again.stderr}`);
    }
    assert.deepEqual(done(["people", "export", "persons"], where, at).rows, people, at);
    assert.ok(done(["rules"], where, at).active, at);
    clean(where, at);
    assert.deepEqual(readdirSync(where).filter((f) => f.includes("making")).filter(() => first.status !== 0), [], `${at}: nothing of the first try is left`);
    return first.status === 0 ? "whole" : "nothing";
  });
});

test("rules activate: the rules from before, or the new ones", { skip }, (t) => {
  const c = new Company(t, { clock: null }), changed = fewRules(t);
  c.submit("wang.fang", "company.purchase", chairs);
  writeFileSync(join(changed, "company/purchase.lua"), readFileSync(join(changed, "company/purchase.lua"), "utf8") + "\n-- changed\n");
  const words = ["rules", "activate", changed], old = c.ask("rules").active;
  killed(t, copies(t, c.folder), (place) => [...words, "--at", place], (where, at) => {
    const active = done(["rules"], where, at).active;
    clean(where, at);
    const after = done(words, where, at).ruleset;
    assert.ok([old, after].includes(active) && after !== old, at);
    assert.equal(done(["rules"], where, at).active, after);
    return active === old ? "old" : "new";
  });
});

test("people import: everybody of the file, or nobody", { skip }, (t) => {
  const c = new Company(t, { clock: null }), file = join(folder(t), "people.csv");
  writeFileSync(file, `handle,name,department\n${Array.from({ length: 500 }, (_, i) => `many.${i},Many ${i} (demo),hr`).join("\n")}\n`);
  const old = c.ask("people", "export", "persons").rows.length, words = ["people", "import", "persons", file];
  let full;
  killed(t, copies(t, c.folder), (place) => [...words, "--at", place], (where, at) => {
    const there = done(["people", "export", "persons"], where, at).rows.length;
    clean(where, at);
    done(words, where, at);
    full = done(["people", "export", "persons"], where, at).rows.length;
    assert.ok(there === old || there === full, `${at}: ${there} of ${old} or ${full}`);
    assert.ok(full >= 500);
    return there === old ? "old" : "new";
  });
});

test("backup: no copy, or a whole one; what is half done is named, and may be deleted", { skip }, (t) => {
  const c = new Company(t, { clock: null });
  c.submit("wang.fang", "company.purchase", chairs);
  killed(t, copies(t, c.folder), (place) => ["backup", join(place, "copy.db"), "--at", place], (where, at) => {
    const copy = join(where, "copy.db"), there = existsSync(copy);
    clean(where, at);
    if (!there) {
      const again = json(["backup", copy], where);
      if (again.status !== 0) {
        assert.equal(again.error.code, "backup.unfinished", `${at}: ${JSON.stringify(again)}`);
        rmSync(again.error.params.file);
        done(["backup", copy], where, at);
      }
    }
    const other = folder(t);
    assert.equal(run(["restore", copy, "--at", other]).status, 0, at);
    assert.equal(json(["records"], other).records.length, 1);
    return there ? "whole" : "none";
  });
});

test("restore: the store from before, or the backup; the same words again end it", { skip }, (t) => {
  const c = new Company(t, { clock: null }), copy = join(folder(t), "copy.db");
  c.submit("wang.fang", "company.purchase", chairs);
  c.ask("backup", copy);
  c.submit("wang.fang", "company.purchase", chairs);
  const words = ["restore", copy, "--replace"];
  killed(t, copies(t, c.folder), (place) => [...words, "--at", place], (where, at) => {
    const there = done(["records"], where, at).records.length;
    clean(where, at);
    done(words, where, at);
    assert.equal(done(["records"], where, at).records.length, 1);
    assert.deepEqual(readdirSync(where).filter((f) => f.includes("restoring")), [], at);
    const kept = readdirSync(where).filter((f) => /before-[0-9TZ.]+$/.test(f));
    assert.equal(kept.length, there === 2 ? 1 : 2, `${at}: ${kept}`);
    return there === 2 ? "old" : "new";
  });
});

test("restore over a store that is broken: told to put it back, or as it was, or the backup", { skip }, (t) => {
  const c = new Company(t, { clock: null }), copy = join(folder(t), "copy.db"), name = "countersign.db";
  c.submit("wang.fang", "company.purchase", chairs);
  c.ask("backup", copy);
  for (const tail of ["", "-wal", "-shm"]) writeFileSync(join(c.folder, name + tail), Buffer.alloc(20000, 7));
  const words = ["restore", copy, "--replace"];
  killed(t, copies(t, c.folder), (place) => [...words, "--at", place], (where, at) => {
    const there = json(["records"], where);
    const left = there.status === 0 ? "new" : there.error.code;
    assert.ok(["new", "store.corrupt", "restore.unfinished"].includes(left), `${at}: ${JSON.stringify(there)}`);
    if (left === "restore.unfinished") {
      assert.equal(there.error.params.file, join(where, name));
      assert.deepEqual(readFileSync(there.error.params.kept), Buffer.alloc(20000, 7), `${at}: the old one`);
      assert.match(run(["records", "--at", where]).stderr, /rename it/);
      assert.notEqual(run(["init", "--at", where]).status, 0, `${at}: no new company beside the one that stepped aside`);
    }
    done(words, where, at);
    assert.equal(done(["records"], where, at).records.length, 1);
    return left;
  });
});
