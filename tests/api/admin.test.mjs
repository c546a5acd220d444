// What an administrator does, from outside: people, calendars, settings, versions of the rules.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, cause, chairs, Company, shippedRules } from "./company.mjs";
import { folder, root, run } from "./support.mjs";

const file = (t, name, text) => {
  const path = join(folder(t), name);
  writeFileSync(path, text);
  return path;
};

test("every table of the directory goes out as CSV and comes in again unchanged", async (t) => {
  const c = new Company(t);
  for (const table of ["departments", "persons", "posts", "roles", "holders", "attributes", "stand_ins"])
    await t.test(table, (t) => {
      const out = c.run(["people", "export", table]);
      assert.equal(out.status, 0, out.stderr);
      const rows = out.stdout.trimEnd().split("\n").length - 1;
      assert.ok(rows > 0);
      const back = c.ask("people", "import", table, file(t, `${table}.csv`, out.stdout));
      assert.deepEqual([back.added, back.changed, back.ended, back.unchanged], [0, 0, 0, rows]);
    });
});

test("an import is shown first and then carried out, once (preview)", async (t) => {
  const c = new Company(t);
  const persons = file(t, "persons.csv", "handle,name,department\nli.na,Li Na-Wang,hr\nwei.lan,Wei Lan,sales\nwu.yan,Wu Yan 吴燕,office\n");
  await t.test("the preview names who is added and who is changed, and writes nothing", () => {
    const before = c.run(["people", "export", "persons"]).stdout;
    const preview = c.ask("people", "import", "persons", persons, "--preview");
    assert.deepEqual([preview.added, preview.changed, preview.preview], [1, 1, true]);
    assert.deepEqual(preview.rows.map((r) => [r.change, r.key.handle]), [["changed", "li.na"], ["added", "wei.lan"]]);
    assert.equal(c.run(["people", "export", "persons"]).stdout, before);
    const words = c.run(["people", "import", "persons", persons, "--preview"]).stdout;
    assert.match(words, /added +wei\.lan/);
    assert.match(words, /nothing was written/);
  });
  await t.test("the import does the same; again it changes nothing", () => {
    c.ask("people", "import", "persons", persons);
    assert.match(c.run(["people", "export", "persons"]).stdout, /^wei\.lan,Wei Lan,/m);
    const again = c.ask("people", "import", "persons", persons);
    assert.deepEqual([again.added, again.changed, again.ended], [0, 0, 0]);
  });
  await t.test("who is new can work at once", () => {
    assert.equal(c.submit("wei.lan", "company.purchase", chairs), "PUR-2026-000001");
    assert.deepEqual(c.next("PUR-2026-000001"), { head: "chen.hao" });
  });
});

test("a post that changes hands: new tasks go to the new holder, with a date of the company's own (P1.2)", (t) => {
  const c = new Company(t);
  const posts = file(t, "posts.csv", "post,person,from,until\nhr.head,li.na,,2026-03-02\nhr.head,wu.yan,2026-03-03,\n");
  const imported = c.ask("people", "import", "posts", posts);
  assert.ok(imported.added + imported.changed + imported.ended >= 2);
  const before = c.submit("wang.fang", "company.purchase", chairs);
  assert.deepEqual(c.next(before), { head: "li.na" });
  c.clock = "2026-03-02T23:59:00+08:00";
  assert.deepEqual(c.next(c.submit("wang.fang", "company.purchase", chairs)), { head: "li.na" }, "one minute before midnight in Shanghai");
  c.clock = "2026-03-03T00:00:00+08:00";
  assert.deepEqual(c.next(c.submit("wang.fang", "company.purchase", chairs)), { head: "wu.yan" });
  assert.deepEqual(c.next(before), { head: "li.na" }, "a task given stays");
});

test("what is wrong with an import is told with its row and column, and nothing of it is kept", async (t) => {
  const c = new Company(t);
  const before = c.run(["people", "export", "posts"]).stdout;
  for (const [what, text, words] of [
    ["a column that does not exist", "post,persn\nx,li.na\n", /posts\.csv:1: .*persn/],
    ["a column that does not exist, above no row", "post,persn\n", /posts\.csv:1: .*persn/],
    ["a window that ends before it begins", "post,person,from,until\nhr.head,li.na,,\nhr.head,wu.yan,2026-09-12,2026-09-01\n", /posts\.csv:3: .*ends before it begins: until is 2026-09-02 00:00.*2026-09-12 00:00/],
    ["a person who does not exist", "post,person\noffice.head,wu.yan\nhr.head,li.nna\n", /posts\.csv:3: .*li\.nna/],
    ["a row that is too short", "post,person\nhr.head\n", /posts\.csv:2/],
    ["a quotation mark left open", 'post,person\n"hr.head,li.na\n', /posts\.csv:2/],
    ["a date that is none", "post,person,until\nhr.head,li.na,soon\n", /soon.*until|until.*soon/],
  ])
    await t.test(what, (t) => {
      const done = c.run(["people", "import", "posts", file(t, "posts.csv", text)]);
      assert.equal(done.status, 1, done.stdout);
      assert.match(done.stderr, words);
      assert.equal(c.run(["people", "export", "posts"]).stdout, before);
    });
  await t.test("a table that does not exist: those there are", () => {
    assert.match(c.run(["people", "export", "post"]).stderr, /departments, persons, posts/);
  });
});

const holidays = JSON.stringify({
  year: 2026, papers: [],
  days: [
    { name: "国庆节", date: "2026-10-01", isOffDay: true }, { name: "国庆节", date: "2026-10-02", isOffDay: true },
    { name: "国庆节", date: "2026-10-10", isOffDay: false },
  ],
});

test("a year of holidays from the official notice: shown first, then limits go by it (A63)", async (t) => {
  const c = new Company(t);
  c.clock = "2026-09-30T10:00:00+08:00";
  const notice = file(t, "2026.json", holidays);
  await t.test("the preview tells each day, what it was and what it becomes", () => {
    const preview = c.ask("calendar", "import", notice, "--preview");
    assert.deepEqual(preview.days.map((d) => [d.day, d.as]), [["2026-10-01", "off"], ["2026-10-02", "off"], ["2026-10-10", "mon"]]);
    assert.equal(c.ask("calendar").calendars[0].version, 1);
  });
  await t.test("imported, it is a new version, confirmed to the end of the year", () => {
    c.ask("calendar", "import", notice);
    const [calendar] = c.ask("calendar").calendars;
    assert.deepEqual([calendar.version, calendar.confirmed_until], [2, "2026-12-31"]);
    assert.equal(c.ask("calendar", "import", notice).days.length, 0, "again it changes nothing");
  });
  await t.test("two working days from Wednesday now end on Tuesday after the holidays", () => {
    const n = c.submit("wang.fang", "company.purchase", chairs);
    const clock = c.show(n).tasks[0].clock;
    assert.deepEqual([clock.due_at, clock.provisional], [at("2026-10-06T18:00"), false]);
  });
  await t.test("beyond what it confirms a limit is provisional", () => {
    c.clock = "2026-12-30T10:00:00+08:00";
    const plan = c.as("wang.fang", "plan", "company.purchase", ...Object.entries(chairs).map((f) => f.join("=")));
    const due = Object.fromEntries(plan.stages[0].steps.filter((s) => s.name).map((s) => [s.name, [s.due_at, s.provisional]]));
    assert.deepEqual(due.head, [at("2027-01-01T18:00"), true]);
  });
  await t.test("a make-up Saturday counts", () => {
    c.clock = "2026-10-09T10:00:00+08:00";
    const n = c.submit("wang.fang", "company.purchase", chairs);
    assert.equal(c.show(n).tasks[0].clock.due_at, at("2026-10-12T18:00"), "Saturday the tenth is the first of two working days");
  });
});

test("an iCalendar file: make-up days by their summary, what fits nothing is listed before anything is written", (t) => {
  const c = new Company(t);
  const event = (uid, day, summary) => `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTART;VALUE=DATE:${day}\r\nSUMMARY:${summary}\r\nEND:VEVENT\r\n`;
  const ics = file(t, "days.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test\r\n" + event(1, "20261001", "国庆节 休") +
    event(2, "20261010", "国庆节 上班") + event(3, "20261111", "Fair") + "END:VCALENDAR\r\n");
  const words = ["calendar", "import", ics, "--work-days", "*上班", "--off-days", "*休"];
  c.clock = "2026-03-02T09:00:00+08:00";
  const preview = c.ask(...words, "--preview");
  assert.deepEqual(preview.days.map((d) => [d.day, d.as]), [["2026-10-01", "off"], ["2026-10-10", "mon"]]);
  assert.deepEqual(preview.notes.map((n) => [n.day, n.why]), [["2026-11-11", "import.unmatched"]]);
  assert.match(c.run([...words, "--preview"]).stdout, /2026-11-11 +Fair/);
  c.ask(...words);
  assert.equal(c.ask("calendar", "company").calendar.days["2026-10-10"], "mon 国庆节 上班");
});

test("a calendar's own definition goes out, is changed and put back; a wrong one is refused with its place", (t) => {
  const c = new Company(t);
  const definition = c.ask("calendar", "company").calendar;
  definition.windows.fri = ["09:00-12:00"];
  c.ask("calendar", "put", file(t, "company.json", JSON.stringify(definition)));
  assert.deepEqual(c.ask("calendar", "company").calendar.windows.fri, ["09:00-12:00"]);
  definition.windows.fri = ["09:00-12:00", "11:00-13:00"];
  const wrong = c.run(["calendar", "put", file(t, "company.json", JSON.stringify(definition))]);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /windows\.fri.*overlap/);
  assert.deepEqual(c.ask("calendar", "company").calendar.windows.fri, ["09:00-12:00"]);
  const broken = c.run(["calendar", "put", file(t, "company.json", "{\n  \"name\": \n}")]);
  assert.match(broken.stderr, /company\.json:3/);
});

test("a setting is changed without touching code: a new version, and running records keep theirs (A53 is not needed)", async (t) => {
  const c = new Company(t);
  const running = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "5500 CNY" });
  const before = c.ask("rules").active;
  await t.test("the change is a new version with its reason in the company's history", () => {
    const changed = c.ask("settings", "set", "company.purchase", "finance_above", "6000 CNY", "--reason", "prices rose");
    assert.equal(changed.previous, before);
    assert.notEqual(changed.ruleset, before);
    assert.equal(c.ask("rules").active, changed.ruleset);
    assert.match(c.run(["history", "0"]).stdout, /prices rose/);
    const now = c.ask("settings", "--flow", "company.purchase").settings.find((s) => s.name === "finance_above" && !s.department);
    assert.deepEqual([now.value, now.changed], ["6000.00 CNY", true]);
  });
  await t.test("the running record goes on to finance, a new one does not", () => {
    c.as("li.na", "approve", running);
    assert.deepEqual(c.next(running), { finance: "han.mei" });
    const fresh = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "5500 CNY" });
    c.as("li.na", "approve", fresh);
    assert.deepEqual(c.next(fresh), { order: "feng.lin" });
    assert.equal(c.show(running).ruleset, before);
  });
  await t.test("rolled back, the old version is in force again", () => {
    const back = c.ask("rules", "rollback", "--reason", "too early");
    assert.equal(back.ruleset, before);
    const fresh = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "5500 CNY" });
    c.as("li.na", "approve", fresh);
    assert.deepEqual(c.next(fresh), { finance: "han.mei" });
  });
  await t.test("what does not fit is refused with the flow's file, and the version stays", () => {
    for (const [words, hint] of [
      [["company.purchase", "finance_abov", "1 CNY"], /Did you mean finance_above/], [["company.purchase", "finance_above", "soon"], /soon/],
      [["company.purchase", "finance_above", "1 USD"], /CNY/], [["company.purchas", "finance_above", "1 CNY"], /company\.purchase/],
      [["company.purchase", "patience", "3 workdays", "--department", "procurement"], /fixed/],
    ]) {
      const done = c.run(["settings", "set", ...words]);
      assert.equal(done.status, 1, words.join(" ") + done.stdout);
      assert.match(done.stderr, hint);
    }
    assert.equal(c.ask("rules").active, before);
  });
});

test("a folder of rules is activated as a whole; the version named is put back; a record keeps its own", (t) => {
  const c = new Company(t);
  const first = c.ask("rules").active;
  const running = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "5500 CNY" });
  const rules = shippedRules(t);
  const purchase = join(rules, "company/purchase.lua");
  writeFileSync(purchase, readFileSync(purchase, "utf8").replace('by = post "finance.head"', 'by = post "general_manager"'));
  const preview = c.ask("rules", "activate", rules, "--preview");
  assert.equal(c.ask("rules").active, first, "a preview puts nothing into force");
  const second = c.ask("rules", "activate", rules, "--reason", "the general manager looks at money").ruleset;
  assert.equal(second, preview.ruleset);
  c.as("li.na", "approve", running);
  assert.deepEqual(c.next(running), { finance: "han.mei" });
  const fresh = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "5500 CNY" });
  c.as("li.na", "approve", fresh);
  assert.deepEqual(c.next(fresh), { finance: "zhao.lei" });
  assert.equal(c.ask("rules", "activate", rules).unchanged, true);
  c.ask("rules", "rollback", first.slice(0, 8));
  assert.equal(c.ask("rules").active, first);
  const wrong = c.run(["rules", "rollback", "ffffffff"]);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /ffffffff/);
  assert.equal(cause(c.json(["rules", "rollback", first]).error ?? {}).code ?? "unchanged", "unchanged", "the one in force may be named again");
});

test("a folder without rules, and one that is not there, are told and change nothing", (t) => {
  const c = new Company(t);
  const active = c.ask("rules").active, empty = folder(t);
  assert.deepEqual([c.run(["rules", "activate", empty]).status, c.run(["rules", "activate", join(empty, "none")]).status], [1, 3]);
  assert.match(c.run(["rules", "activate", empty]).stderr, /no rule file/);
  assert.equal(c.ask("rules").active, active);
});

test("check and test run on the shipped rules and on the published policies (P2.2.1)", async (t) => {
  for (const [rules, least] of [["rules", 25], ["tests/rules/sourcegraph", 20], ["tests/rules/gsa", 20]])
    await t.test(rules, () => {
      const checked = JSON.parse(run(["check", join(root, rules), "--json"]).stdout);
      assert.equal(checked.ok, true, JSON.stringify(checked.findings.filter((f) => f.severity === "error")));
      assert.ok(checked.covered.length > 0 && checked.covered.every((k) => k.runs > 0), "it says what it covered");
      const tested = JSON.parse(run(["test", join(root, rules), "--json"]).stdout);
      assert.deepEqual(tested.tests.filter((k) => !k.passed), []);
      assert.ok(tested.passed >= least, `${tested.passed} tests`);
    });
});

test("a rule test that does not hold is told with file and line, and what was found instead", (t) => {
  const rules = join(folder(t), "rules");
  cpSync(join(root, "rules"), rules, { recursive: true });
  const purchase = join(rules, "company/purchase.lua");
  writeFileSync(purchase, readFileSync(purchase, "utf8").replace('amount "5000 CNY"', 'amount "4000 CNY"'));
  const done = run(["test", rules]);
  assert.equal(done.status, 1);
  assert.match(done.stdout, /✗ each threshold belongs to the level below\n +company\/purchase\.lua:\d+: .*head, order.*head, finance, order/);
});

test("rules are rolled back only to what the organisation of now can carry out", (t) => {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  const write = (by, fallback) =>
    writeFileSync(join(rules, "company/ask.lua"), `flow "company.ask" { owner = "company", prefix = "ASK", within = workdays(2),
      fallback = ${fallback}, form = { what = text {} }, route = function(r) return approve "head" { by = person "${by}" } end }`);
  write("feng.lin", 'post "general_manager"');
  const c = new Company(t, { rules });
  const vacant = c.ask("rules").active;
  write("li.na", 'person "feng.lin"');
  const nobody = c.ask("rules", "activate", rules).ruleset;
  write("li.na", 'post "general_manager"');
  const last = c.ask("rules", "activate", rules).ruleset;
  assert.equal(c.ask("rules", "rollback", "--preview").ruleset, nobody);
  assert.equal(c.ask("rules").active, last, "a preview puts nothing into force");
  c.ask("leaver", "feng.lin", "--to", "zheng.kai", "--reason", "she has left");
  const refused = c.json(["rules", "rollback"]);
  assert.equal(refused.error.code, "check.fallback_nobody", JSON.stringify(refused.error));
  assert.match(c.run(["rules", "rollback"]).stderr, /company\/ask\.lua:1: /);
  assert.equal(c.ask("rules").active, last);
  const back = c.ask("rules", "rollback", vacant.slice(0, 12)); // somebody else is there: it is told, and done
  assert.equal(c.ask("rules").active, vacant);
  assert.ok(back.findings.some((f) => f.code === "check.vacant" && f.severity === "warning"), JSON.stringify(back.findings));
});
