// The command line itself, from outside: help and words in two languages, JSON, exit codes, slips of the hand, interruptions.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { chairs, Company, until } from "./company.mjs";
import { folder, program, root, run } from "./support.mjs";

/** The verbs, as the list of them tells. */
const verbs = run(["help"]).stdout.split("\n").map((l) => /^ {2}(\S+(?: \S+)?) {2,}\S/.exec(l)?.[1]).filter(Boolean);

/** A code that was printed because nobody wrote words for it: "help.arg.x", "column.y", "event.task.opened". */
const rawCode = /\b(help|column|event|data|state|step|task|clock|outcome|reason|cause|action|outbox|message|kind|actor|auth|import|replay|status|severity|note|firing|do|day|if_empty)\.[a-z_]+(\.[a-z_]+)*\b/;

const asWords = (text) => text.split("\n").filter((l) => rawCode.test(l.replace(/\b[a-z]+\.(log|csv|lua|conf|db|json|sock|head|leader|buyer|security|berg)\b/g, "")));

test("every verb has help in both languages: what it does and what each argument means", async (t) => {
  assert.ok(verbs.length > 40, verbs.join(", "));
  for (const verb of verbs)
    await t.test(verb, () => {
      for (const lang of ["en", "zh"]) {
        const help = run([...verb.split(" "), "--help", "--lang", lang]);
        assert.equal(help.status, 0, help.stderr);
        assert.equal(help.stderr, "");
        assert.ok(help.stdout.startsWith(`countersign ${verb}`), help.stdout);
        assert.deepEqual(asWords(help.stdout), []);
        const lines = help.stdout.split("\n");
        assert.ok(lines[2].length > 3, "what it does");
        const usage = lines[0];
        for (const option of usage.match(/--[a-z-]+/g) ?? []) assert.match(help.stdout, new RegExp(`^ +${option} +\\S`, "m"), `${option} is explained`);
        if (lang === "zh") assert.match(lines[2], /[一-鿿]{2}/);
        assert.equal(run(["help", ...verb.split(" "), "--lang", lang]).stdout, help.stdout, "help VERB is the same");
      }
    });
});

test("what help says of a word that a verb needs does not say what holds without it", () => {
  for (const verb of verbs)
    for (const lang of ["en", "zh"]) {
      const lines = run([...verb.split(" "), "--help", "--lang", lang]).stdout.split("\n");
      const needed = (lines[0].slice(`countersign ${verb}`.length).match(/(?<![[A-Z])\b[A-Z-]{4,}\b(?![A-Z=])/g) ?? []).map((w) => w.toLowerCase());
      for (const word of needed.filter((w) => !lines[0].includes(`[${w.toUpperCase()}`)))
        for (const line of lines.filter((l) => l.startsWith(`    ${word} `)))
          assert.doesNotMatch(line, /\belse\b|否则|缺省|不给时/, `countersign ${verb}: ${line}`);
    }
  assert.match(run(["warn", "--help"]).stdout, /person +who must take notice/);
  assert.match(run(["request", "--help"]).stdout, /department +the key of the department/);
});

test("help about a word that is no verb says so, and about a family names its members", () => {
  const wrong = run(["help", "aprove"]);
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /“aprove”.*“approve”/);
  assert.equal(wrong.stdout, "");
  const family = run(["help", "people"]);
  assert.equal(family.status, 0);
  assert.deepEqual(family.stdout.match(/^countersign people \w+/gm), ["countersign people import", "countersign people export"]);
});

test("the list of verbs is the help, also of nothing at all; languages go by --lang, LC_ALL, LC_MESSAGES, LANG", () => {
  assert.equal(run([]).status, 2);
  assert.equal(run(["--help"]).status, 0);
  assert.equal(run(["help"]).stdout, run(["--help"]).stdout);
  assert.match(run(["--help"], { env: { LANG: "zh_CN.UTF-8" } }).stdout, /审批/);
  assert.doesNotMatch(run(["--help"], { env: { LANG: "zh_CN.UTF-8", LC_ALL: "C" } }).stdout, /审批/);
  assert.doesNotMatch(run(["--help", "--lang", "en"], { env: { LANG: "zh_CN.UTF-8" } }).stdout, /审批/);
  const wrong = run(["--help", "--lang", "fr"]);
  assert.equal(wrong.status, 2, "a language that is not there is told");
  assert.match(wrong.stderr, /en.*zh/);
});

test("--version says which it is, and with which SQLite", () => {
  const said = run(["--version"]);
  assert.equal(said.status, 0);
  const wanted = /project\(countersign VERSION (\S+)/.exec(readFileSync(join(root, "CMakeLists.txt"), "utf8"))[1];
  assert.match(said.stdout, new RegExp(`^countersign ${wanted.replaceAll(".", "\\.")} \\(SQLite 3\\.[0-9.]+\\)\n$`));
  assert.equal(run(["tasks", "--version"]).status, 2, "of the program, not of a verb");
});

test("a slip of the hand is told with the nearest word, and exit code 2", async (t) => {
  for (const [words, hint] of [
    [["aprove"], /“aprove”.*“approve”/], [["histroy", "1"], /history/], [["records", "--flo", "x"], /--flow/], [["tasks", "--lmit", "3"], /--limit/],
    [["rules", "activat", "x"], /rules activate/], [["people", "imprt"], /people import/], [["people"], /people/], [["calendar", "imprt", "x"], /calendar import/],
    [["approve"], /approve.*record/], [["comment", "1"], /text/], [["records", "--limit", "many"], /limit.*many/], [["records", "--limit"], /limit/],
    [["show", "1", "2"], /“2”/], [["draft", "company.purchase", "amount"], /“amount”.*NAME=VALUE/], [["records", "--clock", "now"], /clock.*now/],
    [["simulate", "1"], /until/], [["zzzzzzzz"], /zzzzzzzz/],
  ])
    await t.test(words.join(" "), () => {
      const done = run([...words, "--at", "/nonexistent"]);
      assert.equal(done.status, 2, done.stdout + done.stderr);
      assert.match(done.stderr, hint);
      assert.equal(done.stdout, "");
      const zh = run([...words, "--at", "/nonexistent", "--lang", "zh"]);
      assert.equal(zh.status, 2);
      const json = run([...words, "--at", "/nonexistent", "--json"]);
      assert.equal(json.status, 2);
      assert.equal(JSON.parse(json.stdout).ok, false);
    });
});

test("every reading verb answers in words without a raw code, in both languages, and as JSON", async (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "8000 CNY" });
  c.as("li.na", "approve", n);
  c.as("han.mei", "refuse", n, "--reason", "Not this year");
  c.json(["approve", n, "--as", "anna.berg"]);
  const late = c.submit("anna.berg", "company.purchase", chairs);
  c.ask("settings", "set", "company.purchase", "finance_above", "6000 CNY", "--reason", "prices");
  c.pass("2026-03-10T09:00:00+08:00");
  const record = c.draft("wu.yan", "company.purchase", chairs);
  for (const words of [
    ["plan", "company.purchase", ...Object.entries(chairs).map((f) => f.join("=")), "--as", "wang.fang"],
    ["tasks", "--as", "qian.min"], ["tasks", "--as", "he.jing"], ["records"], ["records", "--state", "draft"], ["show", n, "--as", "wang.fang"], ["show", late, "--as", "wang.fang"],
    ["show", record, "--as", "wu.yan"], ["history", n, "--as", "wang.fang"], ["history", late, "--as", "wang.fang"], ["history", "0"], ["deadlines"], ["simulate", n, "--until", "2026-05-01", "--as", "wang.fang"],
    ["outbox"], ["incidents"], ["people", "export", "persons"], ["settings"], ["rules"], ["calendar"], ["calendar", "company"], ["status"], ["verify"], ["fire"],
  ])
    await t.test(words.slice(0, 3).join(" "), () => {
      for (const lang of ["en", "zh"]) {
        const done = c.run([...words, "--lang", lang]);
        assert.equal(done.status, 0, done.stderr);
        assert.equal(done.stderr, "");
        assert.ok(done.stdout.endsWith("\n"));
        assert.deepEqual(asWords(done.stdout), []);
        assert.doesNotMatch(done.stdout, /\bnull\b|undefined|\(null\)/);
        for (const line of done.stdout.split("\n")) assert.doesNotMatch(line, / $/, `blanks at the end: “${line}”`);
      }
      const answer = c.json(words);
      assert.equal(answer.ok, true);
    });
  await t.test("check and test", () => {
    for (const verb of ["check", "test"]) for (const lang of ["en", "zh"]) assert.deepEqual(asWords(run([verb, join(root, "rules"), "--lang", lang]).stdout), []);
  });
});

test("refusals say all that is wrong, and what would be right", async (t) => {
  const c = new Company(t);
  const n = c.submit("anna.berg", "company.business", {
    name: "A stand", nature: "routine", initiated_by: "sales", in_charge: "anna.berg", planned: "2026-03-09..2026-05-29", budget: "30000 CNY", background: "b", goals: "g",
    requirements: "r", effect: "e", likelihood: "rare", impact: "minor", "criteria.1.criterion": "c" });
  await t.test("all fields that an entry lacks are named at once", () => {
    const error = c.refused("anna.berg", "log", n, "time=2026-03-02", "weather=rain", "--entry", "work");
    assert.equal(error.code, "field.unknown");
    const lacks = c.refused("anna.berg", "log", n, "time=2026-03-05", "place=Hall 3", "--entry", "work");
    assert.deepEqual([lacks.code, lacks.params.count, lacks.params.fields], ["form.invalid", "5", "time, participants, content, problems, measures"]);
    assert.match(c.run(["log", n, "place=Hall 3", "--entry", "work", "--as", "anna.berg"]).stderr, /5: Time, Participants, Content, Problems, Measures taken/);
  });
  await t.test("a suspension until a time that is past, or with two limits", () => {
    const past = c.json(["suspend", n, "--reason", "x", "--until", "2026-02-27"]);
    assert.equal(past.error.code, "suspend.until");
    const both = c.json(["suspend", n, "--reason", "x", "--until", "2026-03-20", "--within", "2 workdays"]);
    assert.equal(both.error.code, "suspend.both");
    assert.equal(c.show(n).state, "open");
  });
  await t.test("records of a flow that does not exist are not migrated in silence", () => {
    const error = c.json(["migrate", "--flow", "company.busines", "--reason", "x"]).error;
    assert.deepEqual([error.code, error.params.near], ["flow.unknown", "company.business"]);
    assert.equal(c.json(["migrate", "--flow", "company.important", "--reason", "x"]).ok, true, "one without records is none to be refused");
  });
  await t.test("a department that nobody knows is not asked", () => {
    assert.match(c.run(["request", n, "nodept", "How much?", "--as", "anna.berg"]).stderr, /no department nodept to ask.*people export departments/);
  });
  await t.test("a server takes no told clock, and no server is said to run where none does", () => {
    const done = c.run(["serve"]);
    assert.equal(done.status, 2);
    assert.match(done.stderr, /real clock/);
    assert.doesNotMatch(done.stderr, /running/);
  });
});

test("rules without people beside them are checked with those of the company at hand", (t) => {
  const c = new Company(t);
  const rules = join(folder(t), "rules");
  cpSync(join(root, "rules"), rules, { recursive: true });
  rmSync(join(rules, "company/people.lua"));
  const alone = run(["check", rules, "--json", "--at", join(folder(t), "none")]);
  assert.ok(JSON.parse(alone.stdout).findings.some((f) => f.what.code === "check.no_people"));
  const known = run(["check", rules, "--json", "--at", c.folder]);
  const answer = JSON.parse(known.stdout);
  assert.deepEqual([known.status, answer.findings.some((f) => f.what.code === "check.no_people")], [0, false]);
  assert.ok(answer.covered.length > 10, "every route was walked");
  assert.equal(run(["test", rules, "--at", c.folder]).status, 0);
});

test("refusals are words with what to do next, and the same as JSON on standard output", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  for (const words of [["refuse", n, "--as", "li.na"], ["approve", n, "--as", "anna.berg"], ["show", "XYZ-1", "--as", "li.na"], ["tasks", "--as", "nobody.here"], ["records", "--state", "nonsense"], ["draft", "no.such", "--as", "li.na"], ["tasks"]]) {
    const en = c.run([...words, "--lang", "en"]), zh = c.run([...words, "--lang", "zh"]), json = c.json(words);
    assert.deepEqual([en.status, zh.status, json.status], [1, 1, 1], en.stdout + en.stderr);
    assert.match(en.stderr, /^countersign: \S.*[.?!]\n/, "a sentence");
    assert.match(zh.stderr, /^countersign: .*[一-鿿]{2}.*[。？！]\n/);
    assert.deepEqual(asWords(en.stderr), []);
    assert.equal(en.stdout, "");
    assert.match(json.error.code, /^[a-z_]+\.[a-z_]+/);
  }
  assert.match(c.run(["tasks"]).stderr, /--as/, "who is nobody here is told to say who");
});

test("verbs that make, copy and put back answer as JSON too", (t) => {
  const place = folder(t), company = join(place, "company"), copy = join(place, "copy.db"), other = join(place, "other");
  for (const [words, check] of [
    [["init", "--at", company], (a) => a.folder === company && a.demo === false], [["backup", copy, "--at", company], (a) => a.file === copy],
    [["restore", copy, `--at=${other}`], (a) => a.records === 0], [["restore", copy, "--at", other], null], [["restore", copy, "--at", company, "--replace"], (a) => a.differences.length === 0],
    [["verify", "--at", company], (a) => a.records === 0], [["fire", "--at", company], (a) => a.fired === 0], [["status", "--at", company], (a) => a.counts.records === 0],
  ]) {
    const done = run([...words, "--json"]);
    const answer = JSON.parse(done.stdout);
    assert.equal(answer.ok, check !== null, `${words}: ${done.stdout}`);
    if (check) assert.ok(check(answer), done.stdout);
  }
});

test("exit codes tell apart: done, refused, wrong words, failed", (t) => {
  const c = new Company(t);
  assert.equal(c.run(["status"]).status, 0);
  assert.equal(c.run(["draft", "no.such", "--as", "li.na"]).status, 1);
  assert.equal(c.run(["draft"]).status, 2);
  assert.equal(run(["status", "--at", join(folder(t), "none")]).status, 3);
  assert.equal(c.run(["people", "import", "persons", join(c.folder, "none.csv")]).status, 3);
  const full = run(["help"], { stdio: ["ignore", "pipe", "pipe"] });
  assert.equal(full.status, 0);
  if (existsSync("/dev/full")) {
    const child = spawn("sh", ["-c", `"${program}" help > /dev/full`]);
    return new Promise((done) => child.on("exit", (code) => done(assert.equal(code, 3, "an answer that could not be written is a failure"))));
  }
});

test("values that look like options or have equals signs, and rows of a table, come through as they are", (t) => {
  const c = new Company(t);
  const record = c.draft("wang.fang", "company.purchase", { ...chairs, item: "--as=x a=b", reason: "= “quotes” \\ \t 😀" });
  const values = Object.fromEntries(c.show(record, "wang.fang").fields.map((f) => [f.name, f.value]));
  assert.equal(values.item, "--as=x a=b");
  assert.equal(values.reason, "= “quotes” \\ \t 😀");
  const n = c.as("wang.fang", "submit", record).number;
  assert.equal(run(["comment", n, "--as", "li.na", "--at", c.folder, "--clock", c.clock, "--", "--reason is not an option here"]).status, 0);
  assert.equal(c.history(n).at(-1).data.text, "--reason is not an option here");
  const table = c.draft("anna.berg", "company.important", { "involved.1.department": "finance", "involved.2.department": "legal" });
  assert.deepEqual(c.show(table, "anna.berg").fields.find((f) => f.name === "involved").value, [["finance"], ["legal"]]);
  const bad = c.run(["draft", "company.purchase", Buffer.from([0x69, 0x74, 0x65, 0x6d, 0x3d, 0xff, 0xfe]).toString("latin1"), "--as", "wang.fang"]);
  assert.notEqual(bad.status, 139);
});

/** An invented log in the form of the published one, large enough to be interrupted in. */
function inventLog(place, count) {
  const cases = ["case_id,amount,budget,number"], events = ["case_id,seq,activity,timestamp,resource,role"];
  for (let i = 0; i < count; i++) {
    const day = new Date(Date.UTC(2018, 2, 5, 8, i % 60) + Math.floor(i / 60) * 3600000);
    const when = (hours) => new Date(day.getTime() + hours * 3600000).toISOString();
    cases.push(`case ${i},26.85,budget 86566,number ${i}`);
    events.push(`case ${i},0,Declaration SUBMITTED by EMPLOYEE,${when(0)},STAFF MEMBER,EMPLOYEE`,
      `case ${i},1,Declaration APPROVED by ADMINISTRATION,${when(1)},STAFF MEMBER,ADMINISTRATION`,
      `case ${i},2,Declaration FINAL_APPROVED by SUPERVISOR,${when(2)},STAFF MEMBER,SUPERVISOR`);
  }
  writeFileSync(join(place, "cases.csv.gz"), gzipSync(cases.join("\n") + "\n"));
  writeFileSync(join(place, "events.csv"), events.join("\n") + "\n");
}

test("a replay ends at a safe point on SIGINT: exit code 130, the part played is told, nothing is left behind", async (t) => {
  const place = folder(t), scratch = folder(t), out = join(folder(t), "out");
  inventLog(place, 20000);
  const words = ["replay", "--rules", join(root, "rules"), "--flow", "finance.declaration", "--map", join(root, "rules/finance/declaration.map.lua"),
    "--cases", join(place, "cases.csv.gz"), "--events", join(place, "events.csv"), "--out", out];
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LANG: "C", TMPDIR: scratch } });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (d) => (said += d));
  const ended = new Promise((done) => child.on("exit", (code, signal) => done({ code, signal })));
  // its store has grown: it plays (a journal may be gone again when it is looked at)
  const size = (f) => statSync(join(scratch, f), { throwIfNoEntry: false })?.size ?? 0;
  await until(() => readdirSync(scratch, { recursive: true }).some((f) => size(f) > 1 << 20), "the replay at work");
  child.kill("SIGINT");
  assert.deepEqual(await ended, { code: 130, signal: null }, said);
  assert.match(said, /stopped on request/);
  assert.deepEqual(readdirSync(scratch), [], "the replay's own store is gone");
  const summary = JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
  assert.ok(summary.commands > 0 && summary.commands < 80000, `a part was played: ${summary.commands}`);
});

test("what people write can't give orders to the terminal that shows it, nor forge lines of what is shown; as JSON and in files it is as it was", async (t) => {
  const c = new Company(t);
  const reason = "Two\x1b[31m are\u202e broken.\n  ✓ finance forged\r\nend\x9b2J\u2066.";
  const evil = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
  const n = c.submit("wang.fang", "company.purchase", { ...chairs, reason });
  c.as("li.na", "refuse", n, "--reason", reason);
  const shown = "Two␛\\[31m are\\\\u\\{202e\\} broken\\. ↵   ✓ finance forged ↵ end\\\\u\\{9b\\}2J\\\\u\\{2066\\}\\.";
  for (const verb of ["show", "history"])
    for (const lang of ["en", "zh"])
      await t.test(`${verb} in ${lang}`, () => {
        const out = c.run([verb, n, "--as", "wang.fang", "--lang", lang]).stdout;
        assert.doesNotMatch(out, evil);
        assert.match(out, new RegExp(`“${shown}”`));
        assert.doesNotMatch(out, /^ *✓ finance forged/m);
      });
  await t.test("why, what an error repeats, and the lists", () => {
    for (const words of [["why", n, "head"], ["records"], ["approve", n, "--step", reason], ["draft", "company.purchase", "kind=" + reason]]) {
      const done = c.run([...words, "--as", "wang.fang"]);
      assert.doesNotMatch(done.stdout + done.stderr, evil, words.join(" "));
    }
  });
  await t.test("with --json nothing is changed", () => {
    const show = c.as("wang.fang", "show", n);
    assert.equal(show.fields.find((f) => f.name === "reason").value, reason);
    assert.equal(show.tasks.find((k) => k.outcome === "refused").opinion, reason);
  });
  await t.test("nor is what is exported", () => {
    const [head, ...rows] = c.run(["people", "export", "persons"]).stdout.split("\n"), at = rows.findIndex((r) => r.startsWith("wang.fang,"));
    const changed = join(folder(t), "persons.csv");
    rows[at] = rows[at].replace("Wang Fang", "Wang\u200e Fang");
    writeFileSync(changed, [head, ...rows].join("\n"));
    c.ask("people", "import", "persons", changed);
    assert.match(c.run(["people", "export", "persons"]).stdout, /^wang\.fang,Wang\u200e Fang 王芳,/m);
  });
  await t.test("a drawing has neither controls nor turned text", () => {
    const svg = c.run(["draw", n, "--as", "wang.fang"]).stdout;
    assert.match(svg, /are broken/);
    assert.doesNotMatch(svg, evil);
  });
});

test("long work on a company ends at a safe point on SIGINT: verify, backup", async (t) => {
  const c = new Company(t);
  const place = folder(t), copy = join(place, "copy.db");
  for (const words of [["verify"], ["backup", copy]]) {
    const child = spawn(program, c.words(words), { stdio: "ignore" });
    child.kill("SIGINT"); // perhaps before the program has begun, perhaps at its end
    const ended = await new Promise((done) => child.on("exit", (code, signal) => done({ code, signal })));
    assert.ok(ended.code === 130 || ended.code === 0 || ended.signal === "SIGINT", JSON.stringify(ended));
  }
  assert.deepEqual(c.ask("verify").differences, []);
  assert.deepEqual(readdirSync(place).filter((f) => f !== "copy.db"), [], "nothing half made");
});
