// Limits of each kind from a step that opens out of hours (A60), and calendars from one year to the next (A63): what is
// provisional, what moves when the next notice is loaded or one is amended, and days at the turn of a year.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, Company } from "./company.mjs";
import { folder } from "./support.mjs";

function company(t, within, clock) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  const steps = within.map((w, i) => `approve "s${i}" { by = person "wu.yan", within = ${w} }`).join(", ");
  writeFileSync(join(rules, "company/ask.lua"), `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2),
    form = { subject = text { required = true } }, overdue = ladder { { after = workhours(0), remind = assignee } },
    route = function(r) return parallel { ${steps} } end }`);
  return new Company(t, { rules, clock });
}

const submit = (c) => c.submit("wang.fang", "company.ask", { subject: "A room" });
const due = (c, n) => c.show(n).tasks.map((x) => x.clock.due_at);
const notice = (t, year, days) => {
  const path = join(folder(t), `${year}.json`);
  writeFileSync(path, JSON.stringify({ year, papers: [], days: days.map(([date, isOffDay]) => ({ name: "假", date, isOffDay })) }));
  return path;
};

test("A60: limits of each kind, from Friday evening and from Saturday: working time starts at the next window", async (t) => {
  const kinds = ["workhours(4)", "workdays(1):same_time()", "workdays(1)", "hours(3)", "at(\"05:15\", { day = 1 })"];
  for (const [opened, expected] of [
    // 4 working hours: 09:00–12:00 and 13:00–14:00 on Monday; the same time counts from Monday's first instant
    ["2026-03-06T20:00:00+08:00", ["2026-03-09T14:00", "2026-03-10T09:00", "2026-03-09T18:00", "2026-03-06T23:00", "2026-03-07T05:15"]],
    ["2026-03-07T10:00:00+08:00", ["2026-03-09T14:00", "2026-03-10T09:00", "2026-03-09T18:00", "2026-03-07T13:00", "2026-03-08T05:15"]],
    // within hours, over the noon: no conversion from one kind into another
    ["2026-03-05T11:00:00+08:00", ["2026-03-05T16:00", "2026-03-06T11:00", "2026-03-06T18:00", "2026-03-05T14:00", "2026-03-06T05:15"]],
  ])
    await t.test(opened, () => {
      const c = company(t, kinds, opened);
      assert.deepEqual(due(c, submit(c)), expected.map(at));
    });
});

test("A63: from one year to the next", async (t) => {
  const c = company(t, ["workdays(3)"], "2026-09-30T10:00:00+08:00");
  c.ask("calendar", "import", notice(t, 2026, [["2026-10-01", true]]));
  c.clock = "2026-12-30T10:00:00+08:00"; // Wednesday
  const n = submit(c);

  await t.test("beyond the confirmed date a limit is marked provisional wherever it is shown", () => {
    assert.deepEqual(due(c, n), [at("2027-01-04T18:00")]);
    assert.equal(c.show(n).tasks[0].clock.provisional, true);
    assert.equal(c.as("wu.yan", "tasks").tasks[0].provisional, true);
    assert.equal(c.ask("deadlines").deadlines[0].provisional, true);
    for (const [verb, person] of [[["show", n], "wang.fang"], [["tasks"], "wu.yan"], [["deadlines"], "zhao.lei"], [["history", n], "wang.fang"]]) {
      assert.match(c.run([...verb, "--as", person]).stdout, /2027-01-04 18:00 \(provisional\)/);
      assert.match(c.run([...verb, "--as", person, "--lang", "zh"]).stdout, /2027-01-04 18:00 （暂定）/);
    }
    assert.match(c.run(["draw", n, "--as", "wang.fang"]).stdout.replace(/<[^>]+>/g, " ").replace(/\s+/g, " "), /calendar not confirmed/);
  });

  const next = [["2026-12-31", true], ["2027-01-01", true], ["2027-01-02", false]];
  await t.test("the next year's notice, days of the old year in it too, is shown with what would move", () => {
    const preview = c.ask("calendar", "import", notice(t, 2027, next), "--preview");
    assert.deepEqual(preview.days.map((d) => [d.day, d.as]), [["2026-12-31", "off"], ["2027-01-01", "off"], ["2027-01-02", "mon"]]);
    assert.deepEqual(due(c, n), [at("2027-01-04T18:00")]);
  });

  await t.test("loaded, the due time is worked out anew, no longer provisional, and the list says what moved", () => {
    const done = c.ask("calendar", "import", notice(t, 2027, next));
    // Thursday off, Friday off, Saturday worked: 1; Monday: 2; Tuesday: 3
    assert.deepEqual(done.due_times.map((m) => [m.number, m.due_before, m.due_at, m.provisional]), [[n, at("2027-01-04T18:00"), at("2027-01-05T18:00"), false]]);
    assert.equal(c.show(n).tasks[0].clock.provisional, false);
    assert.equal(c.ask("deadlines").deadlines[0].due, at("2027-01-05T18:00"));
    assert.ok(!c.run(["show", n, "--as", "wang.fang"]).stdout.includes("provisional"));
  });

  await t.test("the change is an event with old and new, by the system", () => {
    const moved = c.history(n).filter((e) => e.kind === "clock.set");
    assert.deepEqual(moved.map((e) => [e.actor.kind, e.data.old_due, e.data.new_due, e.data.cause]), [["system", at("2027-01-04T18:00"), at("2027-01-05T18:00"), "calendar"]]);
    assert.equal(c.ask("verify").ok, true);
  });

  await t.test("a notice amended in the middle of the year moves what it concerns once more", () => {
    const done = c.ask("calendar", "import", notice(t, 2027, [...next.slice(0, 2), ["2027-01-02", true], ["2027-01-09", false]]));
    assert.deepEqual(done.due_times.map((m) => [m.due_before, m.due_at]), [[at("2027-01-05T18:00"), at("2027-01-06T18:00")]]);
  });

  await t.test("what is due already does not move", () => {
    c.pass("2027-01-06T18:00:00+08:00");
    const done = c.ask("calendar", "import", notice(t, 2027, [...next.slice(0, 2), ["2027-01-04", true]]));
    assert.deepEqual(done.due_times, []);
    assert.deepEqual(due(c, n), [at("2027-01-06T18:00")]);
  });
});

test("A63: a file of holidays with --replace takes back what it does not name of its years, of either form", (t) => {
  const event = (day) => `BEGIN:VEVENT\r\nUID:${day}@demo\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:${day.replaceAll("-", "")}\r\nSUMMARY:Off (demo)\r\nEND:VEVENT\r\n`;
  const forms = {
    "a.ics": (...days) => `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//demo//EN\r\n${days.map(event).join("")}END:VCALENDAR\r\n`,
    "a.json": (...days) => JSON.stringify({ year: 2026, papers: [], days: days.map((date) => ({ name: "Off (demo)", date, isOffDay: true })) }),
  };
  for (const [name, form] of Object.entries(forms)) {
    const c = new Company(t), file = join(folder(t), name);
    const take = (days, ...more) => (writeFileSync(file, form(...days)), c.ask("calendar", "import", file, ...more));
    const off = () => c.ask("calendar", "company").calendar.days;
    take(["2026-01-05", "2026-03-12", "2026-11-02"]);
    const kept = take(["2026-03-12"]);
    assert.deepEqual(kept.notes.map((n) => [n.why, n.day]), [["import.kept", "2026-01-05"], ["import.kept", "2026-11-02"]], name);
    assert.deepEqual(Object.keys(off()), ["2026-01-05", "2026-03-12", "2026-11-02"]);
    const taken = take(["2026-03-12"], "--replace");
    assert.deepEqual(taken.days.map((d) => [d.day, d.as]), [["2026-01-05", "ordinary"], ["2026-11-02", "ordinary"]], name);
    assert.deepEqual(Object.keys(off()), ["2026-03-12"]);
  }
});
