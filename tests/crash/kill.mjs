// Kills the server again and again under load, and compares what it kept with what it had answered (ledger.mjs, expect.mjs).
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Company } from "../api/company.mjs";
import { build, folder } from "../api/support.mjs";
import { Reading } from "./expect.mjs";
import { Chance, Ledger } from "./ledger.mjs";
import { Gone, Life, wait } from "./life.mjs";
import { source } from "./rules.mjs";

const killer = join(build, "tests/crash/kill_at.so"); // not there in builds with a sanitizer, which wants to be loaded first

const counted = ["sent", "acknowledged", "refused", "lost", "retried", "repeated", "reads"];

/** How the server is to die in this round. */
const ways = [
  [50, "under load", (c) => ({ after: Math.floor(c.next() * c.next() * 350) })],
  [14, "at an answer", (c) => ({ answers: 1 + c.below(200) })],
  [16, "at a call on a file", (c) => ({ call: 1 + Math.floor(c.next() * c.next() * 900), how: c.pick(["before", "half", "after"]) })],
  [12, "while it starts", (c) => ({ start: c.next() * 45 })],
  [8, "while it ends", (c) => ({ after: c.below(100), end: c.next() * 12 })],
];

export class Killing {
  constructor(t, { seed, connections = 12 }) {
    this.t = t;
    this.seed = seed;
    this.chance = new Chance(seed);
    this.connections = connections;
    this.kills = 0;
    this.by = {};
    this.totals = { records: 0, events: 0, rungs: 0, merged: 0, late: 0, numbers: 0, messages: 0, again: 0, sent: 0, acknowledged: 0, refused: 0, lost: 0, retried: 0, repeated: 0, reads: 0 };
    this.problems = [];
    this.company();
  }

  /** A company of its own. */
  company() {
    this.counted = false;
    const rules = join(folder(this.t), "rules");
    mkdirSync(join(rules, "hr"), { recursive: true });
    writeFileSync(join(rules, "hr/crash.lua"), source);
    this.c = new Company(this.t, { rules, clock: null });
    this.out = this.outgoing();
    writeFileSync(join(this.c.folder, "countersign.conf"),
      `plugin_folder = ${join(build, "plugins")}\nplugins = file\nplugin.file.folder = ${this.out}\ncheckpoint_pages = ${this.chance.pick([100, 300, 1000])}\n` +
      `batch_max = ${this.chance.pick([1, 16, 128])}\nfire_batch = ${this.chance.pick([1, 7, 64])}\nreaders = 2\ndeliver_retry_s = 1\n`);
    this.ledger = new Ledger(this.chance, `w${this.kills}-`);
    this.kept = { numbers: [], messages: new Map(), keys: new Map() };
  }

  /** Where messages go: in memory where that can be had, since each is flushed to the disk by itself, and it is the server that is killed. */
  outgoing() {
    try {
      const path = mkdtempSync("/dev/shm/countersign-test-");
      this.t.after(() => rmSync(path, { recursive: true, force: true }));
      return path;
    } catch {
      return join(this.c.folder, "out");
    }
  }

  way() {
    let at = this.chance.next() * ways.reduce((sum, [weight]) => sum + weight, 0);
    const [, name, make] = ways.find(([weight]) => (at -= weight) < 0);
    const way = { name, ...make(this.chance) };
    return way.call && !existsSync(killer) ? { name: "under load", after: way.call / 3 } : way;
  }

  /** One life: start, find out what became of what was lost, compare, load, kill. */
  async round() {
    const way = this.way();
    const life = new Life(this.c.folder, way.call ? { LD_PRELOAD: killer, KILL_AT_CALL: `${way.call}`, KILL_AT_HOW: way.how } : {});
    if (way.start !== undefined) setTimeout(() => life.kill(), way.start);
    this.ledger.begun();
    try {
      const lines = await this.lines(life);
      life.mark("started");
      await this.resolve(lines);
      life.mark("resolved");
      await this.compare(lines, life);
      life.mark("compared");
      await this.load(life, lines, way);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
    }
    const how = await life.kill();
    this.totals.again += Number(/file: (\d+) deliveries of a host that died/.exec(life.said)?.[1] ?? 0);
    const inOrder = life.asked === true && how.code === 0; // it was told to end, and had ended before the kill came
    if (how.signal !== "SIGKILL" && !inOrder) this.problems.push(`the server ended by itself: ${JSON.stringify(how)}: ${life.said}`);
    this.kills++;
    const died = inOrder ? "after it had ended in order" : way.name;
    this.by[died] = (this.by[died] ?? 0) + 1;
    if (process.env.COUNTERSIGN_TRACE) console.error(JSON.stringify(way), life.marks.map(([w, at]) => `${w} ${at}`).join(", "), "end", Date.now() - life.begun);
    await wait(this.chance.next() < 0.12 ? 900 : this.chance.below(120));
  }

  async lines(life) {
    const first = await life.connect();
    const more = await Promise.all(Array.from({ length: this.connections - 1 }, () => life.connect()));
    return [first, ...more];
  }

  /** Sends a command, perhaps not for the first time; never fails. */
  async send(line, c) {
    const known = c.answer !== null;
    this.ledger.sent(c);
    try {
      this.ledger.answered(c, await line.ask(c.line), known);
      this.answers++;
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      this.ledger.lost(c);
    }
  }

  /** Everything without an answer is asked again under its key, some of it twice at once. */
  async resolve(lines) {
    const asked = [...this.ledger.unsettled];
    await Promise.all(asked.flatMap((c) => (this.chance.next() < 0.3 ? [0, 1] : [0]).map(() => this.send(this.chance.pick(lines), c))));
    if (lines[0].ended) throw new Gone();
  }

  /** Waits until nothing is due, and then compares the history of each record that was touched or is under way. */
  async compare(lines, life) {
    const now = await this.settled(lines[0]);
    life.mark("settled");
    const records = [...this.ledger.records.values()].filter((r) => !r.ended && (r.touched || r.state !== "draft"));
    await Promise.all(records.map(async (r, i) => this.compareOne(r, await this.history(lines[i % lines.length], r), now)));
    this.problems.push(...this.ledger.problems.splice(0));
  }

  async settled(line) {
    for (const end = Date.now() + 20000; ; ) {
      const a = await line.ask({ verb: "deadlines", limit: 1 });
      if (a.deadlines.length === 0 || Date.parse(a.deadlines[0].due) > Date.parse(a.now)) return Date.parse(a.now);
      if (Date.now() > end) throw new Error(`a deadline was not fired for twenty seconds: ${JSON.stringify(a)}`);
      await wait(5);
    }
  }

  async history(line, r) {
    let events = [], before;
    do {
      const a = await line.ask({ verb: "history", record: r.id, as: "zhao.lei", ...(before ? { before } : {}) });
      if (!a.ok) return this.problems.push(`record ${r.id} is gone: ${JSON.stringify(a.error)}`), [];
      events = [...a.events, ...events];
      before = a.before;
    } while (before);
    this.totals.reads++;
    return events;
  }

  compareOne(r, events, now) {
    const told = new Reading(r.id, r.flow, events);
    told.dueBy(now);
    const expected = new Map(r.commands.filter((c) => c.answer !== null).map((c) => [c.token, c]));
    for (const [token, c] of expected) {
      const at = told.tokens.get(token);
      if (at === undefined) told.wrong(null, `${c.verb} ${token} was acknowledged (${c.answer}) and is not there`);
      else if (c.said.version < at || c.said.version > events.length) told.wrong(events[at - 1], `${c.verb} ${token} was answered with version ${c.said.version}`);
      if (c.said.number && c.said.number !== told.number) told.wrong(null, `${token} was told number ${c.said.number}, it is ${told.number}`);
      if (c.said.record !== r.id) told.wrong(null, `${token} was told record ${c.said.record}`);
    }
    for (const token of told.tokens.keys()) if (!expected.has(token)) told.wrong(null, `${token} is there, and nobody was told so`);
    const submitted = r.commands.filter((c) => c.verb === "submit" && c.answer !== null).length;
    if (submitted !== told.submitted) told.wrong(null, `submitted ${told.submitted} times, acknowledged ${submitted} times`);
    this.problems.push(...told.problems);
    r.touched = false;
    r.told = told;
    if (told.atRest && told.state !== "refused") this.end(r);
  }

  /** Nothing more will be asked of it: what counts is kept, the rest forgotten. */
  end(r) {
    r.ended = true;
    const { told } = r;
    this.totals.events += told.events.length;
    this.totals.rungs += told.rungs.fired;
    this.totals.merged += told.rungs.merged;
    this.totals.late += told.rungs.late;
    if (told.number) this.kept.numbers.push(told.number);
    for (const [kind, n] of told.messages) this.kept.messages.set(`${r.id} ${kind}`, n);
    r.commands = [];
    r.told = null;
    r.todo = [];
  }

  /** Every connection asks without waiting for answers until the server is killed. */
  async load(life, lines, way) {
    this.answers = 0;
    const stop = { at: way.answers ?? Infinity, left: 60 + this.chance.below(300) }; // so many and no more: the comparing takes longer than the doing
    const work = lines.map((line) => this.work(life, line, 1 + this.chance.below(24), stop));
    if (way.after !== undefined) {
      await wait(way.after);
      if (way.end !== undefined) (life.asked = true), life.child.kill("SIGTERM"), await wait(way.end);
      life.kill();
    }
    await Promise.all(work); // those that die otherwise and have not by now
    life.kill();
  }

  async work(life, line, depth, stop) {
    await Promise.all(Array.from({ length: depth }, async () => {
      while (!line.ended && stop.left-- > 0) {
        const next = this.ledger.next();
        if (next.read) await line.ask(next.read).then((a) => (this.ledger.counts.reads++, this.ledger.shown(next.record, a)), () => {});
        else if (next.again && next.command.record?.ended) continue;
        else await this.send(line, next.command);
        if (this.answers >= stop.at) life.kill();
      }
    }));
  }

  // ---- now and then, and at the end ----

  /** The whole store: chains, numbers, and every message that must have been delivered. */
  async whole() {
    const life = new Life(this.c.folder, {});
    try {
      this.ledger.begun();
      const lines = await this.lines(life);
      await this.resolve(lines);
      await this.compare(lines, life);
      await this.delivered(lines[0]);
      life.mark("delivered");
      await this.all(lines[0]);
    } finally {
      await life.kill();
    }
    if (process.env.COUNTERSIGN_TRACE) console.error("whole", life.marks.map(([w, at]) => `${w} ${at}`).join(", "));
    this.kills++;
    this.by["when idle"] = (this.by["when idle"] ?? 0) + 1;
    const verified = this.c.ask("verify");
    this.totals.verified = (this.totals.verified ?? 0) + 1;
    if (verified.differences.length > 0) this.problems.push(`verify: ${JSON.stringify(verified.differences.slice(0, 5))}`);
    this.numbers();
  }

  /** No record is there that nobody was told of. */
  async all(line) {
    let after, count = 0;
    do {
      const a = await line.ask({ verb: "records", limit: 1000, ...(after ? { after } : {}) });
      for (const r of a.records) {
        count++;
        if (!this.ledger.records.has(r.record)) this.problems.push(`record ${r.record} is there, and nobody was told so`);
      }
      after = a.next;
    } while (after);
    if (count !== this.ledger.records.size) this.problems.push(`${count} records are there, ${this.ledger.records.size} were acknowledged`);
  }

  /** Each flow's numbers are 1, 2, 3 … */
  numbers() {
    const all = [...this.kept.numbers, ...[...this.ledger.records.values()].filter((r) => !r.ended && r.told?.number).map((r) => r.told.number)];
    const by = Map.groupBy ? Map.groupBy(all, (n) => n.slice(0, -6)) : all.reduce((m, n) => m.set(n.slice(0, -6), [...(m.get(n.slice(0, -6)) ?? []), n]), new Map());
    for (const [prefix, list] of by) {
      list.sort();
      const wrong = list.findIndex((n, i) => Number(n.slice(-6)) !== i + 1);
      if (wrong >= 0) this.problems.push(`numbers ${prefix}: number ${wrong + 1} is ${list[wrong]}`);
    }
  }

  /** Waits until the outbox is empty; then each message is there under one key. */
  async delivered(line) {
    for (const end = Date.now() + 60000; (await line.ask({ verb: "outbox", state: "waiting", limit: 1 })).messages.length > 0; await wait(50)) {
      if (Date.now() > end) throw new Error(`the outbox does not get empty: ${JSON.stringify(await line.ask({ verb: "outbox", state: "waiting", limit: 3 }))}`);
    }
    const { keys } = this.kept;
    for (const file of existsSync(this.out) ? readdirSync(this.out) : []) {
      if (!file.endsWith(".json")) continue; // what a killed delivery left
      const path = join(this.out, file), m = JSON.parse(readFileSync(path, "utf8")), name = `${m.record} ${m.kind}`;
      if (`${m.key}.json` !== file) this.problems.push(`${file} has the key ${m.key}`);
      keys.set(m.key, name);
      unlinkSync(path);
    }
    const there = new Map();
    for (const name of keys.values()) there.set(name, (there.get(name) ?? 0) + 1);
    const wrong = (name, n) => this.problems.push(`messages of record ${name}: ${there.get(name) ?? 0} keys were delivered, ${n} are owed`);
    for (const [name, n] of this.kept.messages) if ((there.get(name) ?? 0) !== n) wrong(name, n);
    for (const r of this.ledger.records.values()) // of those under way more may have gone out since their history was read
      for (const [kind, n] of r.told?.messages ?? []) if ((there.get(`${r.id} ${kind}`) ?? 0) < n) wrong(`${r.id} ${kind}`, n);
    for (const name of there.keys())
      if (!this.kept.messages.has(name) && (this.ledger.records.get(name.split(" ")[0])?.ended ?? true)) this.problems.push(`a message of record ${name} that nothing caused`);
  }

  /** Closes the books of a company. */
  count() {
    for (const r of this.ledger.records.values()) if (!r.ended && r.told) this.end(r);
    this.totals.records += this.ledger.records.size;
    this.totals.numbers += this.kept.numbers.length;
    this.totals.messages += this.kept.keys.size;
    for (const name of counted) this.totals[name] += this.ledger.counts[name];
    this.counted = true;
    for (const [code, n] of Object.entries(this.ledger.counts.errors)) (this.errors ??= {})[code] = (this.errors[code] ?? 0) + n;
  }

  report() {
    const n = { ...this.totals };
    if (!this.counted) for (const name of counted) n[name] += this.ledger.counts[name];
    return `${this.kills} kills (${Object.entries(this.by).map(([way, k]) => `${k} ${way}`).join(", ")}), seed ${this.seed}: ${n.sent} commands sent, ` +
      `${n.acknowledged} acknowledged, ${n.refused} refused, ${n.lost} in flight when killed, ${n.retried} sent again (${n.repeated} answers repeated); ` +
      `${n.records} records, ${n.numbers} numbers, ${n.events} events; ${n.rungs} rungs fired, ${n.merged} merged, ${n.late} of these late after a downtime; ` +
      `${n.messages} messages, ${n.again} of them on their way when it was killed, and sent again; ${n.verified} times verified whole`;
  }
}
