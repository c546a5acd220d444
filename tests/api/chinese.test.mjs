// Output in Chinese holds no English. A record goes through nearly everything, in Chinese words; whatever the command line says of it
// and beside it is looked through for Latin words. Allowed is what somebody typed and would have to type again: handles and what they
// stand for, keys of departments, posts, roles and steps, names of flows, rule files with their line, numbers, currencies, verbs and
// options, and of a step what may be written, as it is typed. The names of fields and settings are not: people know these by their labels.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Company } from "./company.mjs";
import { root } from "./support.mjs";

/** The words that somebody typed: names in the directory, steps of the records, values that are codes. */
function typed(c, records) {
  const words = new Set(["CNY", "EUR", "UTC", "JSON", "CSV", "HR", "IT"]);
  const add = (text) => (text.match(/[A-Za-z_]+/g) ?? []).forEach((w) => words.add(w));
  for (const table of ["departments", "persons", "posts", "roles", "holders"]) add(c.run(["people", "export", table]).stdout);
  for (const setting of c.ask("settings").settings) add(setting.name);
  for (const flow of c.ask("rules").flows) add(flow.prefix);
  for (const record of records) {
    const shown = c.show(record);
    for (const step of c.ask("plan", record).stages.flatMap((p) => p.steps)) add(step.name);
    for (const step of [...shown.plans.flatMap((p) => p.steps), ...shown.added_steps]) {
      add(step.name);
      for (const check of step.checks ?? []) add(check.check);
    }
  }
  return words;
}

const CODES = [/^countersign: /gm, /(?<=✎ 可填写：.*)\b[a-z_]+\b/g, /\b[a-z_]+(?=（)/g, /\bP\d(\.\d)*\b/g, /\/tmp\/\S+/g, /\b[0-9a-f]{12,}\b/g, /\b\d+ work(days|hours)\b/g, /\[[\w./-]+\.lua:\d+\]/g, /^ *规则 +[\w./-]+\.lua:\d+/gm, /\b[A-Z]{3}-\d{4}-\d+\b/g, /--[a-z-]+/g, /\bcountersign( [a-z][a-z-]*)+/g,
               /\b[a-z][\w-]*(\.[a-z_][\w-]*)+\b/g, /\b[a-z]+(-[a-z]+)+\b/g, /\b[A-Z][a-z]+\/[A-Z][a-z]+\b/g];

/** Latin words that nobody typed, each with its line. */
function english(text, words) {
  assert.doesNotMatch(text, /\bset\.[a-z]/, "a setting by its code");
  const bare = CODES.reduce((left, code) => left.replace(code, " "), text);
  return bare.split("\n").flatMap((line) => (line.match(/[A-Za-z][A-Za-z_]*/g) ?? []).filter((w) => !words.has(w)).map((w) => `${w}: ${line.trim()}`));
}

const fair = { name: "展会展台", nature: "contract", initiated_by: "sales", in_charge: "anna.berg", planned: "2026-03-09..2026-05-29",
               budget: "600000 CNY", background: "两个新产品。", goals: "五十个新联系人。", requirements: "四十平方米。", effect: "十个新客户。",
               likelihood: "possible", impact: "grave", "criteria.1.criterion": "五十个新联系人", "criteria.2.criterion": "不超预算" };
const pairs = (fields) => Object.entries(fields).map((f) => f.join("="));

/** Business of high risk: returned, approved by all, warned of, put right, adjusted, jumped, suspended, accepted. */
function business(c) {
  const n = c.submit("anna.berg", "company.business", fair);
  c.as("anna.berg", "log", n, "strategy=reduce", "department=sales", "person=anna.berg", "measures=另备场地。", "planned=2026-03-09..2026-05-29", "--entry", "response");
  for (let i = 0; i < 12 && c.show(n).stage === "approval"; i++) {
    const { person, step } = c.show(n).next.find((k) => k.verbs.includes("approve"));
    const asked = c.show(n).plans.flatMap((p) => p.steps).findLast((s) => s.name === step)?.aspects ?? "";
    c.as(person.handle, "approve", n, "--step", step, "--opinion", "同意。", ...asked.split(",").filter(Boolean).flatMap((a) => ["--aspect", `${a}=没有问题。`]));
  }
  c.as("anna.berg", "warn", n, "chen.hao", "施工可能延误。", "--severity", "severe");
  c.as("chen.hao", "acknowledge", n, "--step", "warning");
  c.as("chen.hao", "order", n, "anna.berg", "缺少护栏。");
  c.as("anna.berg", "log", n, "measures=已装护栏。", "result=已整改。", "--entry", "remedy");
  c.as("chen.hao", "approve", n, "--step", "rectify.check");
  c.as("anna.berg", "request", n, "finance", "请提供付款进度。");
  c.as("han.mei", "answer", n, "已付一半。", "--step", "request");
  c.as("anna.berg", "ask", n, "li.na", "--text", "是否需要加人？", "--step", "carry-out");
  c.as("li.na", "answer", n, "不需要。");
  c.as("anna.berg", "log", n, "--step", "progress", "content=已付清。", "spent=700000 CNY");
  c.as("anna.berg", "deviate", n, "--text", "场地租金上涨。", "budget=650000 CNY");
  return n;
}

const chair = { item: "椅子", amount: "60000 CNY", budget: "HR-01", kind: "goods", reason: "坏了两把。" };

/** An urgent purchase, held for a while. */
function urgent(c) {
  const n = c.as("wang.fang", "submit", c.draft("wang.fang", "company.purchase", chair), "--urgent", "--reason", "明天要用。").number;
  c.ask("suspend", n, "--reason", "等待核实。", "--within", "2 workdays");
  c.ask("resume", n, "--reason", "已核实。");
  return n;
}

/** A small business that grows past what others approve, then stands still. */
function adjusted(c) {
  const n = c.submit("anna.berg", "company.business", { ...fair, nature: "routine", budget: "30000 CNY", likelihood: "rare", impact: "minor" });
  c.as("chen.hao", "approve", n, "--step", "head", ...["feasibility", "compliance", "budget"].flatMap((a) => ["--aspect", `${a}=没有问题。`]));
  c.as("anna.berg", "deviate", n, "--text", "报价翻倍。", "budget=600000 CNY");
  c.as("chen.hao", "approve", n, "--step", "deviation");
  c.as("chen.hao", "take-back", n, "--reason", "看错了金额。");
  c.as("chen.hao", "approve", n, "--step", "deviation");
  c.ask("suspend", n, "--reason", "等待合同。", "--until", "2026-03-20");
  return n;
}

/** Looks at what a verb says in Chinese. */
class Reader {
  constructor(c, words) {
    Object.assign(this, { c, words, found: [] });
  }

  look(...args) {
    const done = this.c.run([...args, "--lang", "zh"]);
    // the lines of rule files stand there as they are written
    const { rule, again } = args[0] === "why" ? this.c.ask(...args) : {};
    const lines = [rule, ...(again?.crossed ?? [])].flatMap((one) => one?.text ?? []);
    const text = lines.reduce((left, line) => left.replace(line, ""), done.stdout + done.stderr);
    const given = new Set([...this.words, ...args.flatMap((a) => a.match(/[A-Za-z_]+/g) ?? [])]); // what was just typed
    for (const line of english(text, given)) this.found.push(`${args.join(" ")} → ${line}`);
    return done;
  }

  /** The same of something that is refused. */
  refused(...args) {
    assert.notEqual(this.look(...args).status, 0, `should be refused: ${args.join(" ")}`);
  }
}

test("Chinese output holds no English but codes that people type", async (t) => {
  const c = new Company(t);
  const n = business(c);
  const p = urgent(c);
  const a = adjusted(c);
  const f = c.submit("wang.fang", "company.feedback", { subject: "department", concerned: "procurement", feedback: "两把椅子等了三周。" });
  const words = [...typed(c, [n, p, a, f]), "agree"]; // of a department besides, which what-if tells of
  const steps = (r) => [...c.show(r).plans.flatMap((k) => k.steps), ...c.show(r).added_steps].filter((s) => s.name);
  await t.test("what is told of a record, and why of each of its steps", () => {
    const reader = new Reader(c, words);
    for (const r of [n, p, a, f]) {
      for (const verb of ["show", "history", "what-if", "plan"]) reader.look(verb, r);
      for (const s of steps(r)) reader.look("why", r, s.name);
    }
    reader.look("what-if", a, "budget=40000 CNY", "--from", "submission");
    assert.match(reader.look("why", a, "manager").stdout, /越过 500000.00 CNY/);
    assert.match(reader.look("show", a).stdout, /起挂起，至 2026-03-21/);
    assert.deepEqual(reader.found, []);
  });
  await t.test("steps are called by their titles, whatever shows them", () => {
    const reader = new Reader(c, words);
    assert.match(reader.look("show", a).stdout, /manager 总经理审批/);
    assert.match(reader.look("history", a).stdout, /步骤开始 .*head 部门负责人审批/);
    assert.match(reader.look("why", a, "manager").stdout, /manager 总经理审批/);
    assert.match(reader.look("draw", a).stdout, /总经理审批/);
    assert.match(reader.look("plan", a).stdout, /head 部门负责人审批/);
    const held = c.ask("tasks", "--as", "anna.berg").tasks.find((task) => task.step === "carry-out");
    assert.deepEqual(held.step_title, { en: "Execution", zh: "执行" });
    assert.match(reader.look("tasks", "--as", "anna.berg").stdout, /carry-out 执行/);
  });
  await t.test("in its own marks and order of words", () => {
    const reader = new Reader(c, words);
    const said = [n, p, a, f].flatMap((r) => [...["show", "history", "what-if", "plan"].map((verb) => reader.look(verb, r)), ...steps(r).map((s) => reader.look("why", r, s.name))]);
    const half = said.flatMap((one) => one.stdout.split("\n")).filter((line) => /[一-鿿][:,;](?= |$)|[:,;] [一-鿿]|\([^()]*[一-鿿][^()]*\)/.test(line));
    assert.deepEqual(half, []);
    assert.match(reader.look("show", p).stdout, / li\.na Li Na 李娜（hr 的负责人）/, "not as if li.na's head were hr");
  });
  await t.test("lists, and how the company is", () => {
    const reader = new Reader(c, words);
    for (const verb of ["records", "debts", "deadlines", "outbox", "incidents", "measures", "status", "settings", "rules", "calendar"]) reader.look(verb);
    for (const person of ["anna.berg", "zhao.lei"]) reader.look("tasks", "--as", person);
    reader.look("stand-in", "--as", "anna.berg");
    reader.look("simulate", n, "--until", "2026-03-20");
    reader.look("history", "0");
    assert.deepEqual(reader.found, []);
  });
  await t.test("what a command would do", () => {
    const reader = new Reader(c, words);
    reader.look("approve", p, "--step", "leader.owed", "--as", "qian.min", "--preview");
    reader.look("deviate", n, "--text", "工期延长。", "budget=700000 CNY", "--as", "anna.berg", "--preview");
    reader.look("plan", "company.business", ...pairs(fair), "--as", "anna.berg");
    reader.look("plan", "company.purchase", ...pairs(chair), "--as", "wang.fang", "--urgent");
    assert.deepEqual(reader.found, []);
  });
  await t.test("refusals", () => {
    const reader = new Reader(c, words);
    reader.refused("warn", n, "chen.hao", "施工可能延误。", "--severity", "grave", "--as", "anna.berg");
    reader.refused("log", n, "--entry", "remark", "--as", "anna.berg");
    reader.refused("log", n, "time=2026-03-02", "--step", "work-record", "--as", "anna.berg");
    reader.refused("add-signer", n, "li.na", "--where", "left", "--as", "anna.berg");
    reader.refused("request", n, "nodept", "请提供。", "--as", "anna.berg");
    reader.refused("draft", "company.business", "nature=other", "--as", "anna.berg");
    reader.refused("submit", c.as("anna.berg", "draft", "company.business", "name=展台").record, "--as", "anna.berg");
    reader.refused("deviate", p, "--text", "涨价。", "--as", "wang.fang");
    reader.refused("approve", c.submit("anna.berg", "company.business", { ...fair, likelihood: "rare", impact: "minor" }), "--as", "chen.hao");
    reader.refused("approve", n, "--step", "inspection", "--as", "chen.hao");
    reader.refused("jump", n, "--to", "nowhere", "--reason", "x");
    reader.refused("suspend", n, "--reason", "等待。", "--until", "2026-01-01");
    reader.refused("migrate", "--flow", "company.busines", "--reason", "新规则。");
    assert.deepEqual(reader.found, []);
  });
  await t.test("the checker and the tests of rules", () => {
    const rules = readdirSync(join(root, "rules"), { recursive: true }).filter((f) => f.endsWith(".lua"));
    const named = rules.flatMap((f) => readFileSync(join(root, "rules", f), "utf8").match(/\b[a-z_]+(?= *=)/g));
    // a rule's author reads the names that the file has, and values as forms are filled in
    const reader = new Reader(c, new Set([...words, ...named, "decided", "submitted_on", "if_empty", "yes", "no"]));
    reader.look("check", join(root, "rules"));
    assert.deepEqual(reader.found, []);
  });
});

test("each step of the rules that are shipped is called something in both languages", () => {
  const STEP = /^ *(?:return )?(?:approve|act|agree|monitor|copy_to|open_record) *(?:\("[^)]*\)|"([^"]*)") *\{([^]*?)\b(?:by|to) =/gm;
  let found = 0;
  for (const file of readdirSync(join(root, "rules"), { recursive: true }).filter((f) => f.endsWith(".lua") && !f.includes(".map.")))
    for (const [text, name, options] of readFileSync(join(root, "rules", file), "utf8").matchAll(STEP)) {
      found++;
      assert.match(options, /title = \{ en = "[^"]+", zh = "[^"]+" \}/, `${file}: ${name ?? text}`);
    }
  assert.ok(found >= 38, `${found} steps`);
});
