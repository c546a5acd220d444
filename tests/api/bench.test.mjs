// The measurements, at sizes that say nothing about speed: each can be made, and what it prints holds together.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { folder, root, run } from "./support.mjs";

const bench = (t, ...args) => {
  const at = folder(t);
  const done = run(["bench", "--quick", "--at", at, ...args]);
  assert.deepEqual(readdirSync(at), [], "nothing is left behind");
  return done;
};
const measure = (t, ...args) => {
  const done = bench(t, ...args, "--json");
  assert.equal(done.status, 0, done.stdout + done.stderr);
  return JSON.parse(done.stdout);
};

/** One claim in the words of the log that the shipped map knows. */
function tinyLog(t) {
  const at = join(folder(t), "log");
  mkdirSync(at);
  const gz = (name, text) => writeFileSync(join(at, name), gzipSync(text));
  gz("cases.csv.gz", "case_id,amount,budget,number\ndeclaration 1,26.85,budget 1,declaration number 1\n");
  const steps = [
    ["Declaration SUBMITTED by EMPLOYEE", "STAFF MEMBER", "EMPLOYEE"],
    ["Declaration APPROVED by ADMINISTRATION", "STAFF MEMBER", "ADMINISTRATION"],
    ["Declaration FINAL_APPROVED by SUPERVISOR", "STAFF MEMBER", "SUPERVISOR"],
    ["Request Payment", "SYSTEM", "UNDEFINED"],
    ["Payment Handled", "SYSTEM", "UNDEFINED"],
  ];
  const row = ([activity, who, role], i) => `declaration 1,${i},${activity},2018-03-0${i + 1}T10:00:00+01:00,${who},${role}`;
  gz("events.csv.gz", `case_id,seq,activity,timestamp,resource,role\n${steps.map(row).join("\n")}\n`);
  return ["--log", at, "--rules", join(root, "rules"), "--map", join(root, "rules/finance/declaration.map.lua")];
}

const NAMES = [
  "decisions", "decisions", "decisions", "socket", "socket_p99", "route", "sandbox", "filled", "start", "start_cold", "armed", "pending",
  "storm", "storm_p50", "storm_p99", "filled", "inbox_p50", "inbox", "inbox_bare", "wakeups", "resident", "lateness_p50", "lateness",
  "lateness_bare", "replay", "replayed",
];
// name: what the design asks for
const BUDGETS = {
  decisions: ["at_least", 0.6], socket: ["at_least", 0.4], route: ["below", 30], sandbox: ["below", 2.5], start: ["below", 200],
  start_cold: ["below", 200], pending: ["below", 16], storm: ["at_least", 0.5], storm_p99: ["below", 50], inbox: ["below", 5],
  wakeups: ["below", 1], resident: ["below", 16], lateness: ["below", 10],
};

test("every measurement is made, with its budget, and says whether that was met", (t) => {
  const { ok, size, measured, skipped } = measure(t, ...tinyLog(t));
  assert.equal(ok, true);
  assert.equal(size, "quick");
  assert.deepEqual(skipped, []);
  assert.deepEqual(measured.map((m) => m.name), NAMES);
  assert.deepEqual(measured.slice(0, 3).map((m) => m.size), [1, 16, 128]);
  for (const m of measured) {
    const budget = BUDGETS[m.name];
    assert.ok(Number.isFinite(m.value), `${m.name}: ${m.value}`);
    assert.deepEqual(m.budget, budget ? { sense: budget[0], limit: budget[1] } : null, m.name);
    assert.equal(m.ratio === null, m.against === null, m.name);
    if (m.against !== null) assert.ok(Number.isFinite(m.ratio) && m.ratio > 0 && m.against > 0, `${m.name}: ${m.ratio}`);
    if (!budget) assert.equal(m.met, null, m.name);
    else assert.equal(m.met, budget[0] === "below" ? (m.ratio ?? m.value) < budget[1] : m.ratio >= budget[1], m.name);
  }
  const rates = measured.filter((m) => m.unit === "a_second");
  assert.ok(rates.length > 0 && rates.every((m) => m.value > 0));
  assert.equal(measured.find((m) => m.name === "replay").size, 5, "events of the log");
});

test("one measurement alone, in words of both languages", (t) => {
  const en = bench(t, "--only", "route");
  assert.equal(en.status, 0, en.stderr);
  assert.match(en.stdout, /^a route of ten steps +[\d.]+ µs +< 30\.0 +(met|MISSED)$/m);
  assert.match(en.stdout, /in the sandbox : plain Lua +[\d.]+ : [\d.]+ µs +[\d.]+ +< 2\.50 +(met|MISSED)$/m);
  assert.equal(en.stdout.trim().split("\n").length, 2);
  const zh = bench(t, "--only", "route", "--lang", "zh");
  assert.match(zh.stdout, /^十步的路线 +[\d.]+ 微秒 +< 30\.0 +(达到|未达到)$/m);
});

test("a log that is not given, or not there, is said to be skipped", (t) => {
  assert.deepEqual(measure(t, "--only", "replay"), { ok: true, size: "quick", measured: [], skipped: [{ name: "replay", why: "no_log" }] });
  const gone = ["--log", join(folder(t), "gone"), "--rules", "rules", "--map", "map.lua"];
  assert.deepEqual(measure(t, "--only", "replay", ...gone).skipped, [{ name: "replay", why: "absent_log" }]);
  assert.match(bench(t, "--only", "replay", ...gone).stdout, /skipped: the log is not there/);
});

test("a measurement that there is none of is an error of the words", (t) => {
  const done = bench(t, "--only", "everything");
  assert.equal(done.status, 2, done.stdout);
  assert.match(done.stderr, /everything/);
});
