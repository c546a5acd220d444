// The policy's clauses on acceptance (P2.5), clause by clause, in its own words: what people do with the shipped rules from the command
// line, and what the clause forbids.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, cause, codes, Company } from "./company.mjs";
import { fair, carriedOut, due } from "./policy.mjs";
import { folder, root } from "./support.mjs";

/** Carried out, and handed over for acceptance as far as that goes. */
function forAcceptance(c) {
  const n = carriedOut(c);
  c.as("anna.berg", "done", n, "--step", "carry-out");
  return n;
}

const marks = (first, second) => [`criteria.1.result=${first}`, `criteria.2.result=${second}`];

/** Attaches a paper as a field of the form; its words are all that is in it. */
function attach(c, n, field, words, person = "anna.berg") {
  const file = join(c.folder, `${field}.txt`);
  writeFileSync(file, words);
  c.as(person, "attach", n, `${field}=${file}`);
}

/** Hands over: the report, the deliverables, the test report (P2.5.2). */
function handOver(c, n, ...more) {
  attach(c, n, "report", "All forty square metres are built.");
  attach(c, n, "test_report", "It carries two tons.");
  return c.as("anna.berg", "done", n, "--step", "hand-over", "deliverables=Shelf 3", ...more);
}

/** The same once more, with what was done about what was found wanting (P2.5.3). */
const putRight = (c, n) => handOver(c, n, "rectified=Two lamps less.");

test("P2.5.1 the department checks against set criteria, each marked met or not", (t) => {
  const c = new Company(t);
  const n = forAcceptance(c);
  handOver(c, n);
  const blocked = (...words) => c.refused("chen.hao", ...words);
  const unmarked = blocked("done", n, "--step", "check");
  assert.deepEqual(codes(unmarked), ["compliance.blocked", "compliance.found", "compliance.found"], "no criterion was looked at");
  assert.equal(unmarked.cause.params.text, "criterion 1 (Fifty new contacts) is not marked: mark it met or not met");
  assert.equal(cause(blocked("done", n, "--step", "check", "criteria.1.result=met")).params.text,
    "criterion 2 (Within the budget) is not marked: mark it met or not met", "one of two");
  c.as("chen.hao", "done", n, "--step", "check", ...marks("met", "not met"));
  const error = blocked("approve", n, "--step", "acceptance");
  assert.deepEqual(codes(error), ["compliance.blocked", "compliance.found"], "with one not met it is not accepted, and nothing else is wrong");
  assert.equal(error.cause.params.text, "criterion 2 (Within the budget) is not met: refuse, saying what is wrong, and it goes back to be put right");
  assert.equal(error.cause.params.text_zh, "第 2 项标准（Within the budget）未达到：请拒绝并写明问题，退回整改");
  c.as("chen.hao", "refuse", n, "--step", "acceptance", "--reason", "Two thousand too much was spent.");
  assert.equal(c.next(n)["hand-over"], "anna.berg", "as it was told");
});

test("P1.3.1 whoever carried it out neither checks nor accepts it, also where they were not in charge of it", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  c.as("anna.berg", "transfer", n, "chen.hao", "--step", "carry-out", "--reason", "She is at the fair.");
  c.as("chen.hao", "done", n, "--step", "carry-out");
  handOver(c, n);
  assert.equal(c.next(n).check, "qian.min", "the head of sales carried it out: it goes to the superior");
  c.as("qian.min", "done", n, "--step", "check", ...marks("met", "met"));
  assert.equal(c.next(n).acceptance, "qian.min");
  const error = c.refused("qian.min", "transfer", n, "chen.hao", "--step", "acceptance", "--reason", "It is his department.");
  assert.equal(codes(error)[0], "people.separated");
  c.as("qian.min", "approve", n, "--step", "acceptance");
  assert.equal(c.show(n).state, "finished");
});

test("P1.3.1 nor does whoever handed it over", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  c.as("anna.berg", "done", n, "--step", "carry-out");
  c.as("anna.berg", "transfer", n, "chen.hao", "--step", "hand-over", "--reason", "She is at the fair.");
  attach(c, n, "report", "All forty square metres are built.", "chen.hao");
  attach(c, n, "test_report", "It carries two tons.", "chen.hao");
  c.as("chen.hao", "done", n, "--step", "hand-over", "deliverables=Shelf 3");
  assert.equal(c.next(n).check, "qian.min");
  c.as("qian.min", "done", n, "--step", "check", ...marks("met", "met"));
  assert.equal(c.next(n).acceptance, "qian.min", "the head of sales handed it over: it goes to the superior");
});

const criteria = (c, n) => c.show(n).fields.find((f) => f.name === "criteria").value;

test("P2.5.1 the criteria are set with the application: whoever checks marks them, and rewrites none", (t) => {
  const c = new Company(t);
  const n = forAcceptance(c);
  handOver(c, n);
  const check = (...fields) => c.refused("chen.hao", "done", n, "--step", "check", ...marks("met", "met"), ...fields);
  const reworded = check("criteria.2.criterion=Within twice the budget");
  assert.deepEqual([reworded.code, reworded.params.field, reworded.params.row, reworded.params.column, reworded.params.columns],
    ["field.cell_kept", "criteria", "2", "criterion", "result, note"]);
  assert.match(c.run(["show", n, "--as", "chen.hao"]).stdout, /▶ check [^]*✎ may be written: criteria\.ROW\.note \(anew\), criteria\.ROW\.result \(anew\)\n/);
  assert.match(c.run(["show", n, "--as", "chen.hao", "--lang", "zh"]).stdout, /✎ 可填写：criteria\.行号\.note（重新填写）/);
  const words = c.run(["done", n, "--as", "chen.hao", "--step", "check", "criteria.2.criterion=x"]);
  assert.match(words.stderr, /Criteria of acceptance 2: Criterion is not to be written at check\. Write result, note alone, cell by cell, as criteria\.2\.COLUMN=…/);
  const added = check("criteria.3.criterion=Nobody complains", "criteria.3.result=met");
  assert.deepEqual([added.code, added.params.rows, added.params.given], ["field.rows_kept", "2", "3"]);
  const whole = (...rows) => c.refused("chen.hao", "done", n, "--step", "check", `criteria=${JSON.stringify(rows)}`);
  const [first, second] = [{ criterion: "Fifty new contacts", result: "met" }, { criterion: "Within the budget", result: "met" }];
  assert.equal(whole(first).code, "field.rows_kept", "none is left out");
  assert.equal(whole(second, first).code, "field.cell_kept", "none changes places");
  assert.equal(c.refused("chen.hao", "done", n, "--step", "check", "criteria=").code, "field.rows_kept", "nor are they emptied");
  c.as("chen.hao", "done", n, "--step", "check", `criteria=${JSON.stringify([first, { ...second, note: "Just so." }])}`);
  assert.deepEqual(criteria(c, n), [["Fifty new contacts", "met", null], ["Within the budget", "met", "Just so."]], "a form that was filled in comes back whole");
});

test("P2.5.2 acceptance does not begin while materials are missing", (t) => {
  const c = new Company(t);
  const n = forAcceptance(c);
  const lacks = (...fields) => codes(c.refused("anna.berg", "done", n, "--step", "hand-over", ...fields)).filter((k) => k !== "require.missing");
  assert.deepEqual(lacks(), ["document.required", "field.required", "document.required"], "the report, the deliverables, the test report");
  for (const blank of ["", " ", "\u3000"]) assert.equal(lacks(`deliverables=${blank}`).length, 3, "blanks are no deliverables");
  assert.match(c.run(["done", n, "--step", "hand-over", "report=File 12", "--as", "anna.berg"]).stderr, /documents are attached/, "where it is filed is no report");
  attach(c, n, "report", "All forty square metres are built.");
  assert.deepEqual([lacks("deliverables=Shelf 3").length, lacks().length], [1, 2]);
  attach(c, n, "test_report", "It carries two tons.");
  assert.equal(lacks().length, 1);
  c.as("anna.berg", "attach", n, "report=");
  assert.deepEqual(lacks("deliverables=Shelf 3"), ["document.required"], "taken out again it is missing");
  assert.equal(c.next(n).check, undefined);
  handOver(c, n);
  assert.equal(c.next(n).check, "chen.hao");
  const papers = c.show(n).fields.filter((f) => f.kind === "document" && f.value).map((f) => f.value);
  assert.deepEqual(papers.map((d) => [d.name, d.class, d.by.handle, d.blake2b.length]), [["report.txt", "acceptance", "anna.berg", 64], ["test_report.txt", "acceptance", "anna.berg", 64]]);
});

test("P2.5.3 failed: what is wrong is named, it is put right within a limit and accepted again, until it passes; each round on record", (t) => {
  const c = new Company(t);
  const n = forAcceptance(c);
  for (let round = 1; round <= 2; round++) {
    assert.equal(due(c, n, "hand-over"), at("2026-03-16T18:00"), "ten working days");
    if (round === 2) {
      const error = c.refused("anna.berg", "done", n, "--step", "hand-over", "deliverables=Shelf 3");
      assert.deepEqual([codes(error), error.cause.params.field], [["compliance.blocked", "compliance.found"], "rectified"], "what was put right is said");
    }
    (round === 1 ? handOver : putRight)(c, n);
    assert.deepEqual(criteria(c, n).map((row) => row[1]), [null, null], "each round finds anew");
    assert.equal(c.refused("chen.hao", "done", n, "--step", "check", "criteria.2.result=met").code, "compliance.blocked", "an old mark is none");
    c.as("chen.hao", "done", n, "--step", "check", ...marks("met", round === 2 ? "met" : "not met"));
    if (round === 2) break;
    assert.equal(c.refused("chen.hao", "refuse", n, "--step", "acceptance").code, "reason.required");
    c.as("chen.hao", "refuse", n, "--step", "acceptance", "--reason", "Two thousand too much was spent.");
    assert.equal(c.next(n)["hand-over"], "anna.berg");
    assert.deepEqual(criteria(c, n).map((row) => row[1]), ["met", "not met"], "whoever puts it right sees what was found wanting");
  }
  const emptied = c.history(n).filter((e) => e.kind === "record.edited" && e.actor.kind === "rule" && e.data.fields.criteria);
  assert.equal(emptied.length, 1, "the rule's doing, on record");
  assert.equal(c.as("chen.hao", "approve", n, "--step", "acceptance").state, "finished");
  assert.equal(c.show(n).tasks.filter((k) => k.step_name === "acceptance").length, 2);
});

test("P2.5.3 passed: an acceptance report is produced out of the record", async (t) => {
  const c = new Company(t);
  const n = forAcceptance(c);
  const file = join(c.folder, "report.html");
  const report = (person = "anna.berg") => c.as(person, "report", "acceptance", n, "-o", file);
  await t.test("not before it has passed", () => {
    assert.deepEqual([c.refused("anna.berg", "report", "acceptance", n).code, c.show(n).documents], ["acceptance.not_passed", []]);
    for (const round of [1, 2]) {
      (round === 1 ? handOver : putRight)(c, n);
      c.as("chen.hao", "done", n, "--step", "check", ...marks("met", round === 1 ? "not met" : "met"));
      if (round === 1) c.as("chen.hao", "refuse", n, "--step", "acceptance", "--reason", "Two thousand <too> much was spent.");
      c.clock = "2026-03-05T10:00:00+08:00";
      assert.equal(c.refused("anna.berg", "report", "acceptance", n).code, "acceptance.not_passed");
    }
    c.as("chen.hao", "approve", n, "--step", "acceptance", "--opinion", "It is all there.");
  });
  await t.test("it tells the business, each criterion, each round with what was wrong and when it was put right, who accepted", () => {
    const made = report();
    assert.deepEqual([made.name, made.class, made.filed], [`${n}-acceptance.html`, "acceptance", true]);
    const text = readFileSync(file, "utf8");
    for (const said of ["A stand at the fair", "Budget 预算", "30000.00 CNY", "Anna Berg", "Chen Hao",
                        "<td>Fifty new contacts</td><td>Met 达到</td>", "<td>Within the budget</td><td>Met 达到</td>", "Two thousand &lt;too&gt; much was spent.",
                        "report.txt", "It is all there.", "Rounds of acceptance 验收轮次", "2026-03-05 10:00"]) assert.ok(text.includes(said), said);
    assert.ok(!/src=|href=|@import|<script/.test(text), "by itself");
    const rounds = text.slice(text.indexOf("Rounds of acceptance")).split("<tr>").slice(2).map((row) => [...row.matchAll(/<td>(.*?)<\/td>/gs)].map((m) => m[1]));
    assert.deepEqual(rounds.map((r) => [r[0], r[2], r[4], r[6]]),
      [["1", "not passed 未通过", "2026-03-02 09:00", "2026-03-05 10:00"], ["2", "passed 通过", "2026-03-05 10:00", "–"]]);
  });
  await t.test("its name, class and hash go on record, once; produced twice, by whomever, the same bytes", () => {
    const [filed] = c.show(n).documents;
    const sum = spawnSync("b2sum", ["-l", "256", file], { encoding: "utf8" }).stdout.split(" ")[0];
    assert.deepEqual([filed.name, filed.class, filed.blake2b, filed.by.handle], [`${n}-acceptance.html`, "acceptance", sum, "anna.berg"]);
    const before = readFileSync(file);
    c.clock = "2026-04-01T10:00:00+08:00";
    assert.equal(report("chen.hao").blake2b, sum);
    assert.deepEqual(readFileSync(file), before);
    assert.equal(c.history(n).filter((e) => e.kind === "record.documented").length, 1);
    assert.match(c.run(["show", n, "--as", "anna.berg", "--lang", "zh"]).stdout, new RegExp(`文档：\n.*${sum}`));
    assert.match(c.run(["history", n, "--as", "anna.berg"]).stdout, /document .*acceptance.html/);
  });
  await t.test("who has nothing to do with the record puts nothing on it", () => {
    assert.equal(c.refused("wu.yan", "report", "acceptance", n).code, "record.not_concerned");
  });
  c.ask("verify");
});

test("P2.5.3 the report tells nobody what a step hides (A71)", (t) => {
  const rules = join(folder(t), "rules");
  cpSync(join(root, "rules"), rules, { recursive: true });
  const business = join(rules, "company/business.lua");
  const text = readFileSync(business, "utf8");
  const hidden = text.replace('fields = { criteria = { result = "anew", note = "anew" } }',
    'fields = { criteria = { result = "anew", note = "anew" }, budget = "hidden", background = "hidden" }');
  assert.notEqual(hidden, text);
  writeFileSync(business, hidden);
  const c = new Company(t, { rules });
  const n = forAcceptance(c);
  handOver(c, n);
  c.as("chen.hao", "done", n, "--step", "check", ...marks("met", "met"));
  c.as("chen.hao", "approve", n, "--step", "acceptance");
  const said = c.run(["report", "acceptance", n, "--as", "anna.berg"]).stdout;
  assert.match(said, /Fifty new contacts/);
  assert.doesNotMatch(said, /30000|Two new products/, "not even to whoever wrote it: the document is one for all");
});
