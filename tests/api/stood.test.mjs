// A clock is the sum of its running intervals (A62): while it stands still no rung comes nearer, of a task that is late already
// neither, nor one that counts from the opening; and `why` says how each rung's time came about.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, Company } from "./company.mjs";
import { folder } from "./support.mjs";

const ladders = {
  late: `{ after = workhours(0), remind = assignee }, { after = workdays(1), refuse = "nobody answered" }`,
  silent: `{ after = workhours(0), remind = assignee }, { after = workdays(1), approve = because "small matters pass after a day" }`,
  opening: `{ from_opening = workhours(4), remind = assignee }, { from_opening = workdays(2), reassign = superior_of(assignee) },
    { from_opening = at("10:00", { day = 3 }), refuse = "too late" }`,
};

function company(t) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  const flow = ([name, rungs]) => `flow "company.${name}" { owner = "company", prefix = "${name.slice(0, 3).toUpperCase()}",
    fallback = post "general_manager", within = workdays(2), form = { subject = text { required = true } }, route = function(r)
      return approve "head" { by = post "hr.head", within = workdays(${name === "opening" ? 5 : 1}), may = { "ask_pauses", "add_signer" },
        overdue = ladder { ${rungs} } } end }`;
  writeFileSync(join(rules, "company/pause.lua"), Object.entries(ladders).map(flow).join("\n"));
  return new Company(t, { rules });
}

const filed = (c, name) => c.submit("wang.fang", `company.${name}`, { subject: "A shelf" });
const clock = (c, n) => c.as("wang.fang", "why", n, "head").clocks[0];
const times = (c, n) => clock(c, n).rungs.map((r) => [r.outcome, r.at, r.unmoved]);

// Due on Tuesday at 18:00; the rung that decides would have come on Wednesday at 18:00. It is Wednesday at nine: eight working
// hours are left up to it, which last from the next Tuesday at ten until Wednesday at ten.
test("a task that is late is not decided by the timer for the time that its clock stood still", async (t) => {
  const c = company(t);
  const pauses = {
    suspended: [(n) => c.ask("suspend", n, "--reason", "it is looked at"), (n) => c.ask("resume", n, "--reason", "it is in order")],
    question: [(n) => c.as("li.na", "ask", n, "xu.qing", "--text", "Is it ok?", "--within", "9 workdays"), (n) => c.as("xu.qing", "answer", n, "Yes.")],
    signer_before: [(n) => c.as("li.na", "add-signer", n, "david.okoye", "--where", "before", "--within", "9 workdays"),
      (n) => c.as("david.okoye", "approve", n)],
  };
  const all = Object.keys(pauses).flatMap((cause) => ["late", "silent"].map((name) => ({ cause, name, n: filed(c, name) })));
  c.pass("2026-03-04T09:00:00+08:00");
  for (const { cause, n } of all) pauses[cause][0](n);
  c.pass("2026-03-10T10:00:00+08:00");
  for (const { cause, n } of all) pauses[cause][1](n);
  c.pass("2026-03-11T09:59:00+08:00");
  for (const { cause, name, n } of all)
    await t.test(`${cause}, ${name}`, () => {
      const of = clock(c, n);
      assert.deepEqual(of.stood, [{ from: at("2026-03-04T09:00"), until: at("2026-03-10T10:00"), cause }]);
      assert.deepEqual([of.overrun, of.worked_out, of.due_at], [true, undefined, at("2026-03-03T18:00")]);
      assert.deepEqual(times(c, n), [["fired", at("2026-03-03T18:00"), undefined], ["to_come", at("2026-03-11T10:00"), at("2026-03-04T18:00")]]);
      if (name === "late") return c.as("li.na", "approve", n);
      c.as("li.na", "refuse", n, "--reason", "Not like this.");
    });
  assert.equal(c.ask("verify").ok, true);
});

test("what counts from the opening comes when the clock has run as long; a time of day stays one", (t) => {
  const c = company(t), n = filed(c, "opening");
  c.clock = "2026-03-02T10:00:00+08:00";
  c.ask("suspend", n, "--reason", "it is looked at");
  assert.deepEqual(clock(c, n).stood, [{ from: at("2026-03-02T10:00"), until: null, cause: "suspended" }]);
  assert.deepEqual(times(c, n).map(([outcome]) => outcome), ["paused", "paused", "paused"]);
  c.pass("2026-03-09T10:00:00+08:00");
  c.ask("resume", n, "--reason", "it is in order");
  assert.deepEqual(times(c, n), [
    ["to_come", at("2026-03-09T14:00"), at("2026-03-02T14:00")],
    ["to_come", at("2026-03-11T18:00"), at("2026-03-04T18:00")],
    ["to_come", at("2026-03-12T10:00"), at("2026-03-05T10:00")],
  ]);
  const said = c.run(["why", n, "head", "--as", "wang.fang"]).stdout, zh = c.run(["why", n, "head", "--as", "wang.fang", "--lang", "zh"]).stdout;
  for (const words of ["pauses      from 2026-03-02 10:00 until 2026-03-09 10:00: the record is suspended", "2026-03-04 18:00 but for the time that the clock stood still\n",
    "2026-03-05 10:00 but for the time that the clock stood still: the first such time at which it has run for as long"])
    assert.ok(said.includes(words), `${words} in:\n${said}`);
  assert.ok(zh.includes("若计时未停，则为 2026-03-04 18:00"), zh);
  c.pass("2026-03-12T09:59:00+08:00");
  assert.equal(c.show(n).state, "open");
  c.pass("2026-03-12T10:00:00+08:00");
  assert.notEqual(c.show(n).state, "open");
});

test("why says of a task that was late that its due time stays, and speaks of no calendar", (t) => {
  const c = company(t), n = filed(c, "late");
  c.pass("2026-03-04T09:00:00+08:00");
  c.ask("suspend", n, "--reason", "it is looked at");
  c.pass("2026-03-05T09:00:00+08:00");
  c.ask("resume", n, "--reason", "it is in order");
  const said = c.run(["why", n, "head", "--as", "wang.fang"]).stdout;
  assert.match(said, /It was late already when it stood still, so its due time stays: 2026-03-03 18:00\./);
  assert.doesNotMatch(said, /what the calendar was then/);
});
