// The socket as somebody sees it who writes a program against API.md: what is sent wrongly does nothing, and its answer names the field.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { chairs, Company, Server } from "./company.mjs";
import { folder } from "./support.mjs";

const twoSteps = `flow "hr.twice" {
  title = { en = "Twice", zh = "两次" }, owner = "hr", prefix = "TWI", fallback = post "hr.head",
  form = { what = text { required = true } },
  route = function(r, set)
    return sequence {
      approve "first"  { by = person "li.na", within = workdays(1) },
      approve "second" { by = person "li.na", within = workdays(1) },
    }
  end,
  overdue = ladder { { after = hours(0), remind = assignee } },
}`;

/** A served company with a rule in which one person decides twice in a row. */
async function served(t, conf = "") {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "hr"), { recursive: true });
  writeFileSync(join(rules, "hr/twice.lua"), twoSteps);
  const c = new Company(t, { rules, clock: null });
  writeFileSync(join(c.folder, "countersign.conf"), conf);
  const server = await Server.start(t, c);
  return { c, server, line: await server.connect(t) };
}

const draft = { verb: "draft", flow: "hr.twice", fields: { what: "x" }, as: "wang.fang" };

async function submitted(line) {
  const { record } = await line.ask(draft);
  return line.ask({ verb: "submit", record, as: "wang.fang" });
}

test("what is true or false is nothing else: a preview that is misspelt does nothing", async (t) => {
  const { line } = await served(t);
  const { record } = await line.ask(draft);
  for (const preview of ["true", "yes", 1, 0, [], {}]) {
    const { error } = await line.ask({ verb: "submit", record, as: "wang.fang", preview });
    assert.deepEqual([error.code, error.params], ["json.type", { field: "preview", expected: "boolean" }], JSON.stringify(preview));
  }
  assert.equal((await line.ask({ verb: "show", record })).state, "draft");
  const { number } = await line.ask({ verb: "submit", record, as: "wang.fang", preview: null });
  assert.ok(number, "null is as if it were not there");
  const wrong = [
    { verb: "people.import", table: "persons", rows: [{ handle: "new.one", name: "New (demo)", department: "hr" }], preview: "true" },
    { verb: "people.leaver", person: "wu.yan", to: "zhou.jie", reason: "Leaves.", stays: "true" },
    { verb: "complete", record: number, reason: "Late.", refuse: "false" }, { verb: "return", record: number, as: "li.na", straight: "no" },
    { verb: "submit", record, as: "wang.fang", urgent: "no" }, { verb: "incidents", all: "yes" }, { verb: "stand_in", as: "li.na", end: 1 },
    { verb: "what_if", record: number, nearest: "false" }, { verb: "calendar.import", content: "{}", replace: "no" },
  ];
  for (const request of wrong) assert.equal((await line.ask(request)).error.code, "json.type", JSON.stringify(request));
  const people = await line.ask({ verb: "people.export", table: "persons" });
  assert.ok(!JSON.stringify(people.rows).includes("new.one"), "nobody was added");
});

test("nobody of a name: the answer says in which field", async (t) => {
  const { line } = await served(t);
  const { number } = await submitted(line);
  const asked = [
    [{ verb: "tasks", person: "no.body" }, "person"], [{ verb: "records", initiator: "no.body" }, "initiator"],
    [{ verb: "transfer", record: number, as: "li.na", person: "no.body", reason: "x" }, "person"],
    [{ verb: "complete", record: number, reason: "x", holder: "no.body" }, "holder"], [{ verb: "stand_in", as: "li.na", person: "no.body" }, "person"],
    [{ verb: "people.leaver", person: "li.na", to: "no.body", reason: "x" }, "to"],
    [{ verb: "submit", record: number, as: "wang.fang", picks: { second: "no.body" } }, "picks"],
  ];
  for (const [request, field] of asked) {
    const { error } = await line.ask(request);
    assert.deepEqual([error.code, error.params], ["person.unknown", { person: "no.body", field }], JSON.stringify(request));
  }
});

test("people are named in any number of words, and at most 256 of them", async (t) => {
  const { line } = await served(t);
  const { number } = await submitted(line);
  for (const between of [",", " ", ", "]) {
    for (const count of [257, 150000]) {
      const person = Array(count).fill("wu.yan").join(between);
      const { error } = await line.ask({ verb: "warn", record: number, as: "li.na", text: "Look at it.", person });
      assert.deepEqual([error?.code, error?.params], ["api.value", { field: "person", expected: "at most 256 people" }], `${count} with "${between}"`);
    }
  }
});

test("a key has a length, and what is no place of a list is told", async (t) => {
  const { line } = await served(t);
  for (const key of ["", "k".repeat(256), "k".repeat(900000)]) {
    const { error } = await line.ask({ ...draft, key });
    assert.deepEqual([error.code, error.params.field, error.params.most], ["api.value", "key", "255"]);
  }
  assert.equal((await line.ask({ ...draft, key: 5 })).error.params.field, "key");
  assert.equal((await line.ask({ ...draft, key: "k".repeat(255) })).repeated, false);
  assert.equal((await line.ask({ ...draft, key: "k".repeat(255) })).repeated, true);
  assert.equal((await line.ask({ ...draft, key: "k".repeat(255), at: new Date(Date.now() - 60000).toISOString() })).error.code, "key.reused", "it says another time");
  for (const request of [{ verb: "records", after: -1 }, { verb: "history", record: "0", before: "-5" }])
    assert.deepEqual((await line.ask(request)).error.params.least, "0", JSON.stringify(request));
});

test("one record named in two ways in a batch is decided once (A31)", async (t) => {
  const { c, line } = await served(t);
  for (const key of [undefined, "monday"]) {
    const { record, number } = await submitted(line);
    const { task } = (await line.ask({ verb: "tasks", as: "li.na" })).tasks.find((one) => one.number === number);
    for (const [n, records] of [[number, record], [{ record: number, task }, number]].entries()) {
      const answer = await line.ask({ verb: "approve", as: "li.na", records, key });
      const again = key !== undefined && n === 1; // its number alone was answered under that key: that answer is given again
      assert.deepEqual([answer.results[1].error?.code, answer.results[1].repeated], again ? [undefined, true] : ["batch.twice", undefined], JSON.stringify(answer));
    }
    assert.equal(c.history(number).filter((e) => e.kind === "task.decided").length, 1);
  }
});

test("in a batch null is as if it were not there (A31)", async (t) => {
  const { line } = await served(t);
  const { number } = await submitted(line);
  const answer = await line.ask({ verb: "approve", as: "li.na", records: [number], record: null, task: null, form_version: null });
  assert.equal(answer.results?.[0].ok, true, JSON.stringify(answer));
  assert.equal((await line.ask({ verb: "approve", as: "li.na", records: null, record: number })).state, "finished");
});

test("deadlines that were cut off are gone on with, each seen once, while others are added", async (t) => {
  const { line } = await served(t);
  for (let i = 0; i < 7; i++) await submitted(line);
  const all = (await line.ask({ verb: "deadlines" })).deadlines.map((d) => d.clock), seen = [];
  assert.equal(all.length, 7);
  let after = null;
  do {
    const page = await line.ask({ verb: "deadlines", limit: 2, after });
    seen.push(...page.deadlines.map((d) => d.clock));
    after = page.next;
    await submitted(line);
  } while (after !== null && seen.length < 50);
  assert.equal(new Set(seen).size, seen.length, "none twice");
  for (const clock of all) assert.ok(seen.includes(clock), `missed ${clock}`);
  for (const wrong of ["x", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z/", "2026-03-02T09:00:00Z/x", "/5", "1".repeat(5000)])
    assert.deepEqual((await line.ask({ verb: "deadlines", after: wrong })).error.params, { field: "after", expected: "next of an answer" });
});

test("how many rows an answer may have is the configuration's to say, and what is cut off by it is gone on with", async (t) => {
  const { line } = await served(t, "result_rows_max = 3\n");
  const { number } = await submitted(line);
  for (let i = 0; i < 4; i++) await line.ask(draft);
  const { error } = await line.ask({ verb: "records", limit: 4 });
  assert.deepEqual([error?.code, error?.params.field, error?.params.most], ["api.value", "limit", "3"]);
  assert.equal((await line.ask({ verb: "records" })).records.length, 3);
  const seen = [];
  let before = null;
  do {
    const page = await line.ask({ verb: "history", record: number, before });
    assert.ok(page.events.length <= 3);
    seen.unshift(...page.events.map((e) => e.seq));
    before = page.before;
  } while (before !== null);
  assert.ok(seen.length > 3);
  assert.deepEqual(seen, seen.map((_, i) => i + 1), "each once, in order");
});

test("of what there may only be so much of, the error says how much", async (t) => {
  const { line } = await served(t);
  const { number } = await submitted(line);
  const many = (n, value) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`x${i}`, value]));
  const asked = [
    [{ ...draft, fields: many(513, "y") }, "fields", "512"], [{ ...draft, fields: { what: Array(10001).fill([]) } }, "what", "10000"],
    [{ ...draft, fields: { what: [Array(65).fill("y")] } }, "what", "64"], [{ ...draft, fields: { what: [many(65, "y")] } }, "what", "64"],
    [{ verb: "approve", as: "li.na", record: number, picks: many(513, "wu.yan") }, "picks", "512"],
    [{ verb: "approve", as: "li.na", record: number, opinions: many(33, "y") }, "opinions", "32"],
    [{ verb: "approve", as: "li.na", record: number, checks: Array(33).fill("y") }, "checks", "32"],
  ];
  for (const [request, field, most] of asked) {
    const { error } = await line.ask(request);
    assert.deepEqual([error?.code, error?.params.field, error?.params.most], ["api.value", field, most], field);
  }
  const limit = await line.ask({ verb: "warn", as: "li.na", record: number, person: "wu.yan", text: "x", within: "2 years" });
  assert.deepEqual([limit.error.code, limit.error.params], ["value.limit", { text: "2 years", field: "within" }]);
  assert.deepEqual((await line.ask({ verb: "why", record: number, step: "" })).error.params, { field: "step" });
  assert.equal((await line.ask({ verb: "report.mutual", flow: "hr.none" })).error.code, "flow.unknown");
});

test("an import whose parts do not fit together is refused, not half read", async (t) => {
  const { line } = await served(t);
  const rows = [{ handle: "new.one", name: "New (demo)", department: "hr" }];
  const wrong = [
    [{ tables: [] }, "tables"], [{ tables: "persons" }, "tables"], [{ tables: { persons: rows }, rows }, "rows"],
    [{ table: "persons", rows, tables: { persons: rows } }, "tables"], [{ table: "persons", rows, columns: "handle" }, "columns"],
  ];
  for (const [request, field] of wrong) {
    const { error } = await line.ask({ verb: "people.import", ...request });
    assert.equal(error?.params.field, field, JSON.stringify(request));
  }
  assert.equal((await line.ask({ verb: "people.import", tables: { persons: rows } })).added, 1);
  const { error } = await line.ask({ verb: "calendar.import", content: "{}", format: "xls" });
  assert.deepEqual(error.params, { field: "format", expected: "holiday-cn or ics" });
});

test("what an administrator misspells is not taken for something that holds for nobody", async (t) => {
  const { line } = await served(t);
  const before = (await line.ask({ verb: "rules" })).active;
  for (const name of ["../x.lua", "/x.lua", "a/../../x.lua", "./x.lua", "a//x.lua", "a/", ".", ""]) {
    const { error } = await line.ask({ verb: "rules.activate", files: [{ name, content: "" }] });
    assert.deepEqual([error?.code, error?.params], ["api.value", { field: "files", expected: "paths within the folder" }], name);
  }
  const setting = { verb: "settings.set", flow: "hr.twice", name: "none", value: "1" };
  assert.deepEqual((await line.ask({ ...setting, department: "hrr" })).error.code, "filter.department");
  assert.equal((await line.ask({ ...setting, department: "hr" })).error.code, "rule.unknown_setting");
  for (const handle of ["two words", "one,two"]) {
    const { error } = await line.ask({ verb: "people.import", table: "persons", rows: [{ handle, name: "New (demo)", department: "hr" }] });
    assert.deepEqual([error?.code, error?.params.column, error?.params.value], ["people.value", "handle", handle]);
  }
  assert.equal((await line.ask({ verb: "records.migrate", reason: "x", records: [5] })).error?.params.field, "records");
  assert.equal((await line.ask({ verb: "rules" })).active, before, "nothing of it holds");
});

test("a long request that is no JSON is refused, and holds up nobody", async (t) => {
  const { line, server } = await served(t, "owner_request_max_bytes = 4194304\n");
  const other = await server.connect(t);
  const broken = line.line(`[${"1,".repeat(2000000)}`);
  assert.equal((await other.ask({ verb: "calendar" })).ok, true);
  assert.equal((await broken).error.code, "json.syntax");
});

test("two clients who decide at once and one key: one decision, one answer repeated", async (t) => {
  const { c, server } = await served(t);
  const lines = await Promise.all([server.connect(t), server.connect(t)]);
  for (let i = 0; i < 10; i++) {
    const { number } = await submitted(lines[0]);
    const request = { verb: "approve", record: number, step: "first", as: "li.na", key: `k${i}` };
    const answers = await Promise.all(lines.map((line) => line.ask(request)));
    assert.deepEqual(answers.map((a) => [a.ok, a.repeated]).sort(), [[true, false], [true, true]]);
    assert.equal(c.history(number).filter((e) => e.kind === "task.decided").length, 1);
    const reused = await lines[1].ask({ ...request, reason: "Otherwise." });
    assert.deepEqual([reused.error.code, reused.error.params.key], ["key.reused", `k${i}`]);
  }
});

test("a request that ends in its middle does nothing; one that wants but its line's end is done", async (t) => {
  const { line, server } = await served(t);
  const { number } = await submitted(line);
  const whole = JSON.stringify({ verb: "approve", record: number, as: "li.na" });
  for (const length of [0, 1, 9, 20, whole.length - 2, whole.length - 1, whole.length]) {
    const half = await server.connect(t);
    await new Promise((done) => {
      half.socket.on("close", done);
      half.socket.end(whole.slice(0, length));
    });
    const { next } = await line.ask({ verb: "show", record: number });
    assert.equal(next.find((n) => n.step)?.step, length < whole.length ? "first" : "second", `${length} of ${whole.length} bytes`);
  }
});
