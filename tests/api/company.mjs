// A demo company in a folder of its own, on a told clock: what the tests from outside do with it, in few words.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folder, program, root, run } from "./support.mjs";

/** Monday, 2 March 2026, nine in the morning in Shanghai: the demo company opens its office. */
export const monday = "2026-03-02T09:00:00+08:00";

/** "2026-03-04T18:00" in Shanghai, as the program answers instants. */
export const at = (local) => new Date(`${local}+08:00`).toISOString().replace(".000Z", "Z");

/** A purchase that needs the head alone, and is ordered. */
export const chairs = { item: "Office chairs", amount: "3600 CNY", budget: "HR-01", kind: "goods", reason: "Two are broken." };

const pairs = (fields) => Object.entries(fields).map(([name, value]) => `${name}=${value}`);

const shipped = { rules: join(root, "rules"), people: join(root, "rules/company/people.lua") };

// The company that the product ships, by its clock: checking the rules takes its time, so it is made once and copied. Under ctest one test
// makes it for all others (companies.mjs); who runs a file by hand has it made once for all tests of that file.
const fresh = new Map();

function freshCompany(clock) {
  const name = clock ?? "now", given = process.env.COUNTERSIGN_COMPANIES;
  if (given) return join(given, name.replaceAll(":", "."));
  if (!fresh.has(name)) {
    const kept = mkdtempSync(join(tmpdir(), "countersign-test-"));
    process.on("exit", () => rmSync(kept, { recursive: true, force: true }));
    fresh.set(name, makeCompany(join(kept, "company"), clock));
  }
  return fresh.get(name);
}

/** Makes the company that the product ships in a folder, which it gives; `clock` null: the real one. */
export function makeCompany(folder, clock, { rules, people } = shipped) {
  const made = run(["init", "--demo", "--rules", rules, "--people", people, "--at", folder, ...(clock ? ["--clock", clock] : [])]);
  assert.equal(made.status, 0, made.stdout + made.stderr);
  return folder;
}

/** A copy of the shipped rules, to be changed, without the largest flow: checking its thousands of ways takes longer than all the others. */
export function shippedRules(t) {
  const rules = join(folder(t), "rules");
  cpSync(shipped.rules, rules, { recursive: true, filter: (file) => !file.endsWith("business.lua") });
  return rules;
}

export class Company {
  /** Makes it: rules and people as given, else those that the product ships. `clock` null: the real one. */
  constructor(t, { rules = shipped.rules, people = shipped.people, clock = monday } = {}) {
    this.folder = join(folder(t), "company");
    this.clock = clock;
    const usual = rules === shipped.rules && people === shipped.people && [monday, null].includes(clock);
    if (usual) cpSync(freshCompany(clock), this.folder, { recursive: true });
    else makeCompany(this.folder, clock, { rules, people });
  }

  words(args) {
    return [...args, "--at", this.folder, ...(this.clock ? ["--clock", this.clock] : [])];
  }

  /** Runs the program there; the answer has status, stdout, stderr. */
  run(args, options) {
    return run(this.words(args), options);
  }

  /** As JSON, whether done or refused. */
  json(args, options) {
    const done = this.run([...args, "--json"], options);
    let answer;
    try {
      answer = JSON.parse(done.stdout);
    } catch {
      assert.fail(`no JSON: countersign ${args.join(" ")}: ${done.status}\n${done.stdout}${done.stderr}`);
    }
    return { ...answer, status: done.status };
  }

  /** As JSON; fails unless it was done. */
  ask(...args) {
    const answer = this.json(args);
    assert.equal(answer.status, 0, `countersign ${args.join(" ")}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Does a verb for a person. */
  as(person, ...args) {
    return this.ask(...args, "--as", person);
  }

  /** The error that a verb of a person is refused with; fails unless the exit code says "refused". */
  refused(person, ...args) {
    const answer = this.json([...args, "--as", person]);
    assert.equal(answer.status, 1, `should be refused: countersign ${args.join(" ")}: ${JSON.stringify(answer)}`);
    assert.equal(answer.ok, false);
    return answer.error;
  }

  draft(person, flow, fields, ...more) {
    return this.as(person, "draft", flow, ...pairs(fields), ...more).record;
  }

  /** Drafts and submits; gives the record's number. */
  submit(person, flow, fields) {
    return this.as(person, "submit", this.draft(person, flow, fields)).number;
  }

  show(record, person = "zhao.lei") {
    return this.as(person, "show", record);
  }

  history(record, person = "zhao.lei") {
    return this.as(person, "history", record).events;
  }

  kinds(record) {
    return this.history(record).map((e) => e.kind);
  }

  /** Who can do what now at steps: {head: "li.na"}. */
  next(record) {
    return Object.fromEntries(this.show(record).next.filter((n) => n.step).map((n) => [n.step, n.person.handle]));
  }

  /** Lets the time pass: every deadline up to then fires at its instant. */
  pass(until) {
    const fired = this.ask("fire", "--until", until).fired;
    this.clock = until;
    return fired;
  }

  /** Everything that could have changed: to show that something wrote nothing. */
  everything() {
    const records = this.ask("records", "--limit", "1000").records.map((r) => r.record);
    return {
      verified: this.ask("verify"),
      records: [...records, "0"].map((r) => [this.as("zhao.lei", "history", r), r === "0" ? null : this.show(r)]),
      outbox: this.ask("outbox"), deadlines: this.ask("deadlines"), incidents: this.ask("incidents"), rules: this.ask("rules"),
    };
  }
}

/** The codes of an error and its causes, outermost first. */
export const codes = (error) => (error ? [error.code, ...codes(error.cause)] : []);

/** The innermost cause. */
export const cause = (error) => (error.cause ? cause(error.cause) : error);

/** Waits until `look` gives something true, or fails: long enough for a machine that is busy with other things. */
export async function until(look, what, ms = 60000) {
  const end = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) assert.fail(`waited ${ms} ms for: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** A running server; it is gone after the test, however that ends. */
export class Server {
  static async start(t, company, { env } = {}) {
    const server = new Server();
    server.socket = join(company.folder, "run.sock");
    server.child = spawn(program, ["serve", "--at", company.folder], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LANG: "C", ...env } });
    server.said = "";
    for (const stream of [server.child.stdout, server.child.stderr]) stream.setEncoding("utf8").on("data", (text) => (server.said += text));
    server.ended = new Promise((done) => server.child.on("exit", (code, signal) => done({ code, signal })));
    t.after(() => server.kill("SIGKILL"));
    let gone = null;
    server.ended.then((how) => (gone = how));
    await until(() => gone || (existsSync(server.socket) && server.said.includes("run.sock")), "the server's socket");
    assert.equal(gone, null, `the server ended: ${server.said}`);
    return server;
  }

  async kill(signal) {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.ended;
  }

  /** A connection: `ask` sends a request and gives its answer; requests may overtake their answers' reading. */
  connect(t) {
    return Connection.open(t, this.socket);
  }
}

class Connection {
  static open(t, path) {
    const c = new Connection();
    c.waiting = [];
    c.text = "";
    c.socket = createConnection(path).setEncoding("utf8");
    c.socket.on("error", (error) => c.fail(error));
    c.socket.on("close", () => c.fail(new Error("the connection was closed")));
    c.socket.on("data", (text) => c.take(text));
    t.after(() => c.socket.destroy());
    return new Promise((done, fail) => c.socket.once("connect", () => done(c)).once("error", fail));
  }

  fail(error) {
    for (const { fail } of this.waiting.splice(0)) fail(error);
  }

  take(text) {
    this.text += text;
    for (let end; (end = this.text.indexOf("\n")) >= 0; this.text = this.text.slice(end + 1))
      this.waiting.shift()?.done(JSON.parse(this.text.slice(0, end)));
  }

  /** The answer to one line, as it is; lines are answered in order. */
  line(text) {
    return new Promise((done, fail) => {
      this.waiting.push({ done, fail });
      this.socket.write(`${text}\n`);
    });
  }

  ask(request) {
    return this.line(JSON.stringify(request));
  }
}

/** The messages that the `file` channel has written, by key. */
export const message = (path) => JSON.parse(readFileSync(path, "utf8"));
