// P4.2.2 from outside: what a rule has a risk answered by comes once as the level rises, by rules of their own.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, Company } from "./company.mjs";
import { folder } from "./support.mjs";

const RULES = `flow "company.works" { owner = "company", prefix = "WRK", fallback = post "general_manager", within = workdays(2),
  form = { odds = choice { "rare", "likely", required = true }, note = text {} },
  changes = { note = {} },
  risk = function(r)
    if r.odds == "rare" then return "low", { en = "it hardly happens", zh = "很少发生" } end
    return "high", { en = "it is likely", zh = "很可能发生" }, {
      response_plan { by = initiator, within = workdays(2), check = person "zhao.lei", check_within = workdays(1) },
      approve "second-look" { title = { en = "Second look", zh = "复审" }, before = "last", by = person "han.mei", within = workdays(1),
                              because = { en = "a likely harm is looked at twice", zh = "风险高须复审" } },
      monitor "watch" { by = person "zhou.jie", every = workdays(3), asks_for = "inspection" },
      notify { to = initiator, text = { en = "it has become risky", zh = "风险已升高" } },
    }
  end,
  route = function(r) return sequence {
    approve "head" { by = person "li.na", fields = { odds = "write" } },
    approve "last" { by = person "zheng.kai" } } end }`;

function company(t, text = RULES) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/works.lua"), text);
  return new Company(t, { rules });
}

test("P4.2.2 what makes the risk high on the way brings a plan, a reviewer, a monitor and a notice, once", (t) => {
  const c = company(t);
  const n = c.submit("wang.fang", "company.works", { odds: "rare" });
  assert.deepEqual(c.next(n), { head: "li.na" });
  c.as("li.na", "approve", n, "odds=likely");
  assert.deepEqual(c.next(n), { response: "wang.fang", "second-look": "han.mei", watch: "zhou.jie" });
  assert.equal(c.show(n).risk.level, "high");
  assert.equal(c.kinds(n).filter((kind) => kind === "record.notified").length, 1);
  assert.match(c.run(["history", n, "--as", "wang.fang", "--lang", "zh"]).stdout, /告知 .*风险升高.*“风险已升高”/);
  assert.match(c.run(["show", n, "--as", "wang.fang"]).stdout, /second-look Second look/);
  assert.match(c.run(["draw", n, "--as", "wang.fang"]).stdout, /Second look/);
  c.as("han.mei", "approve", n);
  c.as("zheng.kai", "approve", n);
  assert.equal(c.show(n).state, "open", "for the plan alone");
  assert.equal(c.show(n).plans.flatMap((p) => p.steps).filter((s) => s.name.startsWith("second-look")).length, 1);
  assert.equal(c.ask("verify").ok, true);
});

test("P4.2.2 from the submission on it is answered likewise, and a preview shows it", (t) => {
  const c = company(t);
  const steps = c.ask("plan", "company.works", "odds=likely", "--as", "wang.fang").stages[0].steps.map((s) => s.name).filter((name) => name);
  assert.ok(steps.includes("second-look"), JSON.stringify(steps));
  const n = c.submit("wang.fang", "company.works", { odds: "likely" });
  assert.deepEqual(c.next(n), { response: "wang.fang", head: "li.na", watch: "zhou.jie" });
  c.as("li.na", "approve", n);
  assert.equal(c.next(n)["second-look"], "han.mei");
  assert.equal(c.ask("verify").ok, true);
});

test("P4.2.2 a risk that becomes higher on the way shortens the limits of what is open and of what is to come", (t) => {
  const c = company(
    t,
    `flow "company.works" { owner = "company", prefix = "WRK", fallback = post "general_manager", within = workdays(3),
      form = { odds = choice { "rare", "likely", required = true } },
      risk = function(r) return r.odds == "rare" and "low" or "medium", { en = "the odds", zh = "可能性" } end,
      route = function(r)
        local time = r.risk == "low" and workdays(3) or workdays(1)
        return sequence {
          all { approve "head" { by = person "li.na", fields = { odds = "write" } }, approve "law" { by = person "zhou.jie", within = time } },
          approve "last" { by = person "zheng.kai", within = time } } end }`,
  );
  const n = c.submit("wang.fang", "company.works", { odds: "rare" });
  const due = (step) => {
    const { plans, tasks } = c.show(n);
    const no = plans.flatMap((p) => p.steps).find((s) => s.name === step).no;
    return tasks.find((task) => task.step === no).clock.due_at;
  };
  const before = due("law");
  c.as("li.na", "approve", n, "odds=likely");
  assert.ok(due("law") < before, `${due("law")} is not before ${before}`);
  const set = c.history(n).find((e) => e.kind === "clock.set");
  assert.deepEqual([set.data.cause, set.data.old_due, set.data.new_due], ["risk", before, due("law")]);
  const said = c.run(["history", n, "--as", "wang.fang"]).stdout;
  assert.match(said, /limit shortened +\(rule\) +law +was 3 working days +now one working day/);
  assert.match(said, /limit shortened +\(rule\) +last /);
  c.as("zhou.jie", "approve", n);
  assert.equal(due("last"), set.data.new_due, "one working day, as the route would have given it");
  assert.equal(c.ask("verify").ok, true);
});

test("P2.4.1 P4.2.2 a risk that rises has a monitor ask more often: the interval, and when the next answer is due", (t) => {
  const c = company(
    t,
    `flow "company.works" { owner = "company", prefix = "WRK", fallback = post "general_manager", within = workdays(3),
      form = { odds = choice { "rare", "likely", required = true } },
      risk = function(r) return r.odds == "rare" and "low" or "medium", { en = "the odds", zh = "可能性" } end,
      route = function(r) return sequence {
        approve "head" { by = person "li.na", fields = { odds = "write" } },
        monitor "progress" { by = person "zhou.jie", every = r.risk == "low" and workdays(20) or workdays(5) },
        approve "last" { by = person "zheng.kai" } } end }`,
  );
  const n = c.submit("wang.fang", "company.works", { odds: "rare" });
  const clock = () => c.as("wang.fang", "why", n, "progress").clocks.at(-1);
  assert.equal(clock().due_at, at("2026-03-30T18:00"));
  c.pass("2026-03-04T10:00:00+08:00");
  c.as("li.na", "approve", n, "odds=likely");
  assert.equal(clock().due_at, at("2026-03-11T18:00"));
  const set = c.history(n).find((e) => e.kind === "clock.set");
  assert.deepEqual([set.data.cause, set.data.old_due, set.data.new_due], ["risk", at("2026-03-30T18:00"), at("2026-03-11T18:00")]);
  assert.match(c.run(["history", n, "--as", "wang.fang"]).stdout, /limit shortened +\(rule\) +progress +was 20 working days +now 5 working days/);
  c.clock = "2026-03-06T10:00:00+08:00";
  c.as("zhou.jie", "log", n, "--step", "progress", "content=All is well.");
  assert.equal(clock().due_at, at("2026-03-13T18:00"), "the next question, five working days on");
  assert.equal(c.ask("verify").ok, true);
});
