// The thread sanitizer over the whole server: 64 connections ask everything that can be asked while rules, people and calendars change,
// deadlines fire, messages go out by channels that work, dawdle and fail, and it is told to end in the middle of it.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "../api/company.mjs";
import { build, folder, root } from "../api/support.mjs";
import { Chance, Ledger } from "./ledger.mjs";
import { Gone, Life, wait } from "./life.mjs";
import { flows, source } from "./rules.mjs";

const seconds = Number(process.env.COUNTERSIGN_SECONDS ?? 20), seed = Number(process.env.COUNTERSIGN_SEED ?? Math.floor(Math.random() * 2 ** 31));
const sanitized = readFileSync(join(build, "CMakeCache.txt"), "utf8").includes("COUNTERSIGN_TSAN:BOOL=ON");
const connections = 64;

const more = (n) => `-- version ${n}
flow "hr.days" {
  title = { en = "Days", zh = "天" }, owner = "hr", prefix = "DAY", fallback = post "hr.head",
  form = { what = text { required = true }, amount = money { currency = "CNY" } },
  settings = { above = amount "500 CNY", patience = workdays(2) },
  route = function(r, set)
    return sequence {
      approve "head" { by = head_of(r.department), within = set.patience },
      approve "second" { by = post "finance.head", within = workhours(3), when = r.amount ~= nil and r.amount > set.above, because = "a large sum" },
    }
  end,
  overdue = ladder { { after = workhours(0), remind = assignee } },
}
flow "hr.wrong" {
  title = { en = "Wrong", zh = "错" }, owner = "hr", prefix = "WRO", fallback = post "hr.head",
  form = { what = text { required = true } },
  route = function(r, set) return approve "x" { by = person "li.na", within = hours(0.001) } end,
  overdue = ladder { { fraction = 0.05, call = function(r, set, task) if r.what == "to go wrong" then error("wrong on purpose") end end }, { fraction = 0.3, refuse = "nobody" } },
}
`;
const office = ["09:00-12:00", "13:00-18:00"], windows = { mon: office, tue: office, wed: office, thu: office, fri: office };
const holidays = (n) => JSON.stringify({ year: 2027, papers: [], days: [{ name: "test", date: `2027-03-${String(1 + (n % 28)).padStart(2, "0")}`, isOffDay: n % 2 === 0 }] });

/** Each is one kind of work; what it did is counted under its verb when it was answered with success. */
class Work {
  constructor(t) {
    const rules = join(folder(t), "rules"), plugins = folder(t);
    mkdirSync(join(rules, "hr"), { recursive: true });
    writeFileSync(join(rules, "hr/crash.lua"), source);
    writeFileSync(join(rules, "hr/more.lua"), more(0));
    this.c = new Company(t, { rules, clock: null });
    this.steer = folder(t);
    this.place = folder(t);
    copyFileSync(join(build, "plugins/file.so"), join(plugins, "file.so"));
    copyFileSync(join(build, "tests/plugins/failing_channel.so"), join(plugins, "failing_channel.so"));
    writeFileSync(join(this.c.folder, "countersign.conf"),
      `plugin_folder = ${plugins}\nplugins = file failing_channel\nplugin.file.folder = ${join(this.place, "out")}\nplugin.failing_channel.folder = ${this.steer}\n` +
      "deliver_retry_s = 1\ndeliver_retry_max_s = 1\ndeliver_attempts_max = 2\ncheckpoint_pages = 100\nreaders = 4\n");
    this.chance = new Chance(seed);
    this.ledger = new Ledger(this.chance, "t-");
    this.done = {};
    this.refused = {};
    this.made = 0;
  }

  async ask(line, request) {
    const a = await line.ask(request);
    const verb = request.verb ?? JSON.parse(request).verb;
    if (a.ok) this.done[verb] = (this.done[verb] ?? 0) + 1;
    else this.refused[`${verb} ${a.error.code}`] = (this.refused[`${verb} ${a.error.code}`] ?? 0) + 1;
    return a;
  }

  /** Commands of people, and the same again under the same key. */
  async command(line) {
    const next = this.ledger.next();
    if (next.read) return this.ledger.shown(next.record, await this.ask(line, next.read));
    this.ledger.sent(next.command);
    this.ledger.answered(next.command, await this.ask(line, next.command.line), false);
  }

  read(line) {
    const first = this.ledger.live()[0], record = first?.id ?? "0", as = this.chance.pick(["li.na", "wang.fang", "zhao.lei"]);
    return this.ask(line, this.chance.pick([
      { verb: "tasks", as }, { verb: "tasks", person: "li.na" }, { verb: "records", as }, { verb: "records", state: "going" }, { verb: "history", record: "0" },
      { verb: "show", record }, { verb: "history", record }, { verb: "deadlines", limit: 20 }, { verb: "outbox", limit: 50 }, { verb: "outbox", state: "stuck" },
      { verb: "incidents", all: true }, { verb: "plan", flow: "hr.days", fields: { what: "x", amount: "900 CNY" }, as: "wang.fang" }, { verb: "simulate", record, until: "2027-12-31" },
      { verb: "why", record, step: flows[first?.flow ?? "hr.line"].route[0] }, { verb: "rules" }, { verb: "settings" }, { verb: "people.export", table: this.chance.pick(["persons", "posts", "departments", "roles"]) },
      { verb: "calendar" }, { verb: "calendar", calendar: "company" }, { verb: "status" },
    ]));
  }

  /** What administrators do, each in its turn. */
  async administer(line, n) {
    const files = [["hr/crash.lua", source], ["hr/more.lua", more(n % 3)]].map(([name, content]) => ({ name, content }));
    const what = [
      () => this.ask(line, { verb: "rules.activate", files, reason: "test" }),
      () => this.ask(line, { verb: "people.import", table: "persons", rows: [{ handle: `new.${n}`, name: `New ${n} (demo)`, department: "hr" }] }),
      () => this.ask(line, { verb: "settings.set", flow: "hr.days", name: "above", value: `${400 + n} CNY` }),
      () => this.ask(line, { verb: "calendar.import", content: holidays(n) }),
      () => this.ask(line, { verb: "rules.rollback", reason: "test" }),
      () => this.ask(line, { verb: "calendar.put", definition: { name: "company", zone: "Asia/Shanghai", windows: n % 2 ? windows : { ...windows, sat: office }, days: {} } }),
      () => this.backup(line, n),
      () => this.settle(line),
      () => this.ask(line, { verb: "records.dispose", flow: "hr.wrong", ended_before: new Date(Date.now() - 3000).toISOString(), reason: "test" }),
      () => this.days(line),
    ];
    await what[n % what.length]();
  }

  async backup(line, n) {
    const file = join(this.place, `copy-${n}.db`);
    await this.ask(line, { verb: "backup", file });
    rmSync(file, { force: true });
  }

  async settle(line) {
    for (const i of (await this.ask(line, { verb: "incidents", limit: 5 })).incidents ?? []) await this.ask(line, { verb: "incidents.settle", incident: i.incident });
    const ended = (await this.ask(line, { verb: "outbox", limit: 200 })).messages.filter((m) => ["stuck", "delivered"].includes(m.state));
    for (const m of ended.slice(-5)) await this.ask(line, { verb: "outbox.resend", message: m.message, channel: m.channel });
  }

  /** Records whose limits go by the calendar, and such whose rule fails. */
  async days(line) {
    for (const [flow, fields] of [["hr.days", { what: "x", amount: "900 CNY" }], ["hr.wrong", { what: "to go wrong" }]]) {
      const { record } = await this.ask(line, { verb: "draft", flow, fields, as: "wang.fang" });
      await this.ask(line, { verb: "submit", record, as: "wang.fang" });
    }
  }

  /** The failing channel works, dawdles, fails and gives up by turns. */
  async channel(stop) {
    for (const mood of this.moods(stop)) {
      for (const name of ["fail", "refuse", "slow"]) rmSync(join(this.steer, name), { force: true });
      if (mood) writeFileSync(join(this.steer, mood), "");
      await wait(1300);
    }
  }

  *moods(stop) {
    for (let i = 0; !stop.now; i++) yield ["refuse", "", "slow", "fail"][i % 4];
  }
}

async function going(stop, what) {
  try {
    for (let n = 0; !stop.now; n++) await what(n);
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
  }
}

const each = ["draft", "submit", "approve", "refuse", "withdraw", "comment", "edit", "tasks", "records", "show", "history", "deadlines", "outbox", "incidents", "plan", "simulate",
  "why", "rules", "settings", "people.export", "calendar", "status", "backup", "people.import", "rules.activate", "rules.rollback", "settings.set", "calendar.put", "calendar.import",
  "incidents.settle", "outbox.resend", "records.dispose"];

test(`the thread sanitizer finds nothing in ${seconds} seconds of all that a server does at once`, { skip: sanitized ? false : "needs a build with COUNTERSIGN_TSAN" }, async (t) => {
  const w = new Work(t), log = join(w.place, "report");
  const life = new Life(w.c.folder, { TSAN_OPTIONS: `history_size=7:exitcode=66:log_path=${log}:suppressions=${join(root, "tests/tsan.txt")}` });
  const lines = await Promise.all(Array.from({ length: connections }, () => life.connect()));
  const stop = { now: false };
  const work = lines.flatMap((line, i) => i < 2 ? [going(stop, async (n) => (await w.administer(line, n + 5 * i), await wait(20)))] :
    [1, 2].map(() => going(stop, () => (w.chance.next() < (i % 2 ? 0.8 : 0.3) ? w.command(line) : w.read(line)))));
  const moods = w.channel(stop);
  const coming = going(stop, async () => { // and somebody who comes and goes
    const line = await life.connect();
    await w.ask(line, { verb: "status" });
    line.ask({ verb: "history", record: "0" }).catch(() => null);
    line.socket.destroy();
    await wait(50);
  });
  await Promise.race([wait(seconds * 1000), life.ended]);
  const told = Date.now();
  life.child.kill("SIGTERM");
  const how = await life.ended;
  t.diagnostic(`it ended ${Date.now() - told} ms after it was told to, ${Date.now() - life.begun} ms after it was started`);
  stop.now = true;
  await Promise.all([...work, moods, coming]);
  const reports = readdirSync(w.place).filter((f) => f.startsWith("report")).map((f) => readFileSync(join(w.place, f), "utf8"));
  assert.deepEqual(reports.map((r) => r.slice(0, 6000)), [], "reports of the sanitizer");
  assert.deepEqual(how, { code: 0, signal: null }, life.said);
  const steered = (name) => (existsSync(join(w.steer, name)) ? readFileSync(join(w.steer, name), "utf8").trim().split("\n").length : 0);
  const written = readdirSync(join(w.place, "out")).length, total = Object.values(w.done).reduce((a, b) => a + b, 0);
  t.diagnostic(`seed ${seed}, ${connections} connections, ${seconds} s: ${total} answers: ${JSON.stringify(w.done)}`);
  t.diagnostic(`messages: ${written} files, ${steered("delivered")} by the other channel, ${steered("tried")} failed; refusals: ${JSON.stringify(w.refused)}`);
  for (const verb of each) assert.ok(w.done[verb] > 0, `${verb} was not done once: ${JSON.stringify(w.refused)}`);
  assert.ok(total > 20 * seconds && written > 5 && steered("delivered") > 0 && steered("tried") > 0, "it really worked");
  assert.deepEqual(w.ledger.problems, []);
  assert.deepEqual(w.c.ask("verify").differences, []);
});
