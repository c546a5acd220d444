// The policy's clauses on execution and monitoring (P2.3, P2.4), and the risk that is answered on the way (P4.2), clause by clause, in its
// own words: what people do with the shipped rules from the command line, and what the clause forbids.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, cause, codes, Company } from "./company.mjs";
import { answerToRisk, fair, approve, carriedOut, work, pairs, due, told } from "./policy.mjs";

test("P2.3.1 the executing department carries out the approved plan: somebody holds it, with a limit", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  assert.equal(c.next(n)["carry-out"], "anna.berg");
  assert.equal(c.refused("wu.yan", "done", n, "--step", "carry-out").code, "task.not_yours");
});

test("P2.3.2 work is recorded: time, place, participants, content, problems, measures taken; these and no others", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  for (const left of Object.keys(work)) {
    const { [left]: gone, ...rest } = work;
    const error = c.refused("anna.berg", "log", n, ...pairs(rest));
    assert.equal(error.params.fields, left);
    assert.equal(cause(error).code, "field.required", `${left} (${gone}) is missing`);
  }
  assert.equal(c.refused("anna.berg", "log", n, ...pairs({ ...work, weather: "rain" }), "--entry", "work").code, "field.unknown");
  assert.ok(codes(c.refused("anna.berg", "log", n, ...pairs({ ...work, time: "2026-03-03" }))).includes("entry.future"), "nothing is written ahead");
  c.as("anna.berg", "log", n, ...pairs(work));
  const entry = c.history(n).find((e) => e.kind === "record.logged");
  assert.deepEqual([entry.actor.person.handle, entry.data.entry, entry.data.fields], ["anna.berg", "work", work]);
  const words = c.run(["history", n, "--as", "anna.berg", "--lang", "zh"]).stdout;
  assert.match(words, /工作记录/);
  assert.match(words, /Hall 3/);
  assert.equal(c.refused("wu.yan", "log", n, ...pairs(work)).code, "record.not_concerned", "who has nothing to do with it writes nothing");
});

test("P2.3.2 a flow demands one every so many working days, and a missing one is overdue", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  assert.equal(due(c, n, "work-record"), at("2026-03-09T18:00"), "five working days from Monday");
  assert.equal(c.refused("anna.berg", "done", n, "--step", "work-record").code, "entry.required", "a word that it was done is no record");
  c.clock = "2026-03-04T10:00:00+08:00";
  c.as("anna.berg", "log", n, ...pairs(work));
  assert.equal(due(c, n, "work-record"), at("2026-03-11T18:00"), "five working days from the last one");
  c.pass("2026-03-12T18:00:00+08:00");
  assert.ok(c.as("anna.berg", "show", n).tasks.find((k) => k.step_name === "work-record" && k.state === "open").clock.overdue);
  assert.ok(told(c, n, "work-record").includes("remind anna.berg"), "who owes it is reminded");
  assert.ok(told(c, n, "work-record").includes("notify chen.hao"), "the head hears of it");
});

test("P2.3.2 the execution is not done while a work record is missing that was due", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  c.pass("2026-03-09T18:00:00+08:00");
  c.as("anna.berg", "done", n, "--step", "carry-out");
  assert.equal(c.show(n).stage, "execution");
  assert.equal(c.next(n)["work-record"], "anna.berg", "who owes it has it still");
  const expected = c.as("anna.berg", "plan", n).stages;
  assert.ok(expected.some((s) => s.stage === "acceptance"), "what comes after it is expected all the same");
  c.as("anna.berg", "log", n, ...pairs(work));
  assert.equal(c.show(n).stage, "acceptance");
  assert.equal(c.next(n)["work-record"], undefined, "and no other is asked for");
  c.ask("verify");
});

test("P2.4.1 the whole course is tracked: reports at intervals, checks on the spot, figures", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c, { budget: "600000 CNY" });
  await t.test("a report every ten working days, from whoever is in charge", () => {
    assert.equal(due(c, n, "progress"), at("2026-03-16T18:00"));
    assert.equal(cause(c.refused("anna.berg", "log", n, "--step", "progress")).code, "field.required");
    c.as("anna.berg", "log", n, "--step", "progress", "content=The hall is booked.");
    assert.equal(c.show(n).tasks.filter((k) => k.step_name === "progress").length, 2, "and the next one is asked for");
  });
  await t.test("an inspection on the spot, by the head, of what is large", () => {
    assert.equal(c.next(n).inspection, "chen.hao");
    c.as("chen.hao", "log", n, "--step", "inspection", "time=2026-03-02", "place=Hall 3", "findings=The floor does not carry it.");
    assert.equal(c.history(n).findLast((e) => e.kind === "record.logged").data.entry, "inspection");
  });
  await t.test("figures are looked at by the timetable, each working day, and whenever they change", () => {
    c.pass("2026-03-04T18:00:00+08:00");
    assert.equal(c.show(n).tasks.filter((k) => k.step_name === "figures" && k.outcome === "done").length, 2);
    assert.ok(!c.history(n).some((e) => e.kind === "record.warned"), "within the budget nobody is warned");
    const looked = ["history", "simulate"].map((verb) => c.run([verb, n, ...(verb === "simulate" ? ["--until", "2026-03-06"] : []), "--as", "zhao.lei"]).stdout.split("\n").filter((l) => /figures.*function/.test(l)));
    for (const lines of looked) assert.ok(lines.length >= 2 && lines.every((l) => /the rule's function, the figures were looked at/.test(l) && !/approve/.test(l)), "and nobody is told that the timer approved: " + lines.join("\n"));
    c.as("anna.berg", "log", n, "--step", "progress", "content=All is paid.", "spent=600000.01 CNY");
    assert.ok(c.next(n)["over-budget"], "beyond it they are, at once");
    for (const person of ["anna.berg", "chen.hao"]) c.as(person, "acknowledge", n, "--step", "over-budget");
  });
  await t.test("when the work is done nothing of this is owed any more", () => {
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.deepEqual(Object.keys(c.next(n)), ["hand-over"]);
  });
});

test("P2.4.2 problems raise a warning to those concerned, who take notice; figures raise it by themselves", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  await t.test("a warning names its people and says how severe it is; each must take notice", () => {
    c.as("anna.berg", "warn", n, "chen.hao", "The builder may be late.", "--severity", "severe");
    assert.equal(c.next(n).warning, "chen.hao");
    const said = c.history(n).find((e) => e.kind === "record.warned");
    assert.deepEqual([said.data.severity, said.data.text, said.step.name], ["severe", "The builder may be late.", "warning"]);
    assert.equal(c.refused("anna.berg", "acknowledge", n, "--step", "warning").code, "task.not_yours");
    c.as("chen.hao", "acknowledge", n, "--step", "warning");
    assert.equal(c.next(n).warning, undefined);
  });
  await t.test("a warning without words, to nobody, or by whom it does not concern is refused", () => {
    assert.equal(c.refused("anna.berg", "warn", n, "chen.hao", " ").code, "reason.required");
    assert.equal(c.refused("anna.berg", "warn", n, "nobody.here", "x").code, "person.unknown");
    assert.equal(c.refused("wu.yan", "warn", n, "chen.hao", "x").code, "record.not_concerned");
  });
  await t.test("a figure beyond the budget warns at once, when it is reported", () => {
    c.as("anna.berg", "log", n, "--step", "progress", "content=Two invoices more.", "spent=30000.01 CNY");
    const [warned] = c.history(n).filter((e) => e.kind === "record.warned" && e.step.name === "over-budget");
    assert.equal(warned.actor.kind, "rule");
    assert.deepEqual(c.show(n).tasks.filter((k) => k.step_name === "over-budget").map((k) => k.person.handle).sort(), ["anna.berg", "chen.hao"]);
  });
  await t.test("the stage does not end before they have taken notice; unheeded, it climbs the ladder", () => {
    c.as("anna.berg", "acknowledge", n, "--step", "over-budget");
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.equal(c.show(n).stage, "execution");
    c.pass("2026-03-04T18:00:00+08:00");
    assert.ok(told(c, n, "over-budget").some((w) => w.startsWith("notify ")));
    c.as("chen.hao", "acknowledge", n, "--step", "over-budget");
    assert.equal(c.show(n).stage, "acceptance");
  });
});

test("P2.4.2 a violation is ordered to be put right at once: a limit, an answer, a check of the answer, until it passes", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  await t.test("only who is above, or inspects, orders it, and says what is wrong", () => {
    assert.equal(c.refused("anna.berg", "order", n, "chen.hao", "x").code, "order.not_above");
    assert.equal(c.refused("chen.hao", "order", n, "anna.berg", "").code, "reason.required");
    c.as("chen.hao", "order", n, "anna.berg", "There is no guard rail.", "--within", "3 workdays");
    assert.equal(due(c, n, "rectify"), at("2026-03-05T18:00"));
    assert.equal(c.history(n).find((e) => e.kind === "record.warned").data.text, "There is no guard rail.");
  });
  await t.test("the answer says what was done and what came of it; a bare word is refused", () => {
    assert.equal(c.refused("anna.berg", "done", n, "--step", "rectify").code, "entry.required");
    assert.equal(cause(c.refused("anna.berg", "log", n, "--step", "rectify", "measures=A rope.")).code, "field.required");
    c.as("anna.berg", "log", n, "--step", "rectify", "measures=A rope.", "result=It holds.");
    assert.equal(c.next(n)["rectify.check"], "chen.hao");
  });
  await t.test("who ordered it checks it; found wanting it is asked for again, each round on record", () => {
    assert.equal(c.refused("chen.hao", "refuse", n, "--step", "rectify.check").code, "reason.required");
    c.as("chen.hao", "refuse", n, "--step", "rectify.check", "--reason", "A rope is no rail.");
    assert.equal(c.next(n)["rectify.2"], "anna.berg");
    c.as("anna.berg", "log", n, "--step", "rectify.2", "measures=A rail.", "result=It stands.");
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.equal(c.show(n).stage, "execution", "what is not checked holds the stage");
    c.as("chen.hao", "approve", n, "--step", "rectify.2.check");
    assert.equal(c.show(n).stage, "acceptance");
    assert.deepEqual(c.history(n).filter((e) => e.kind === "record.logged").map((e) => e.data.fields.measures), ["A rope.", "A rail."]);
  });
  c.ask("verify");
});

test("P2.4.2 superiors are told of an order, also of whoever it goes to in another department", (t) => {
  const c = new Company(t);
  const n = c.submit("wu.yan", "company.business", { ...fair, initiated_by: "office" });
  approve(c, "zhou.jie", n, "head");
  c.as("zhou.jie", "order", n, "anna.berg", "There is no guard rail.");
  const told = c.history(n).find((e) => e.kind === "record.notified");
  assert.deepEqual([told.actor.person.handle, told.data.about, told.data.people.map((p) => p.handle)], ["zhou.jie", "ordered", ["zhou.jie", "qian.min", "chen.hao"]],
    "the head and the leader of the record's department, and her own superior");
  assert.match(c.run(["history", n, "--as", "zhao.lei"]).stdout, /told .*after an order to put something right {2}whom zhou\.jie, qian\.min, chen\.hao {2}“There is no guard rail\.”/);
  assert.match(c.run(["history", n, "--as", "zhao.lei", "--lang", "zh"]).stdout, /告知 .*责令整改/);
});

test("P2.4.2 figures far beyond the budget are ordered to be put right by the rule itself", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  c.as("anna.berg", "log", n, "--step", "progress", "content=Much more.", "spent=40000 CNY");
  assert.equal(c.next(n)["back-to-budget"], "anna.berg");
  const above = c.history(n).find((e) => e.kind === "record.notified" && e.data.about === "ordered");
  assert.deepEqual([above.actor.kind, above.data.people.map((p) => p.handle), above.data.text], ["rule", ["chen.hao", "qian.min"], "spent a tenth more than the budget"], "superiors are told, on record");
  c.as("anna.berg", "log", n, "--step", "back-to-budget", "measures=Two orders cancelled.", "result=Within it again.");
  assert.equal(c.next(n)["back-to-budget.check"], "qian.min", "checked by the leader in charge");
});

test("P2.4.3 departments supply the information asked for, in time", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  assert.equal(c.refused("anna.berg", "request", n, "nowhere", "x").code, "request.department");
  assert.equal(c.refused("anna.berg", "request", n, "finance", "").code, "reason.required");
  c.as("anna.berg", "request", n, "finance", "What did the last fair cost?", "--within", "2 workdays");
  assert.equal(c.next(n).request, "han.mei", "the head of the department that is asked");
  assert.equal(due(c, n, "request"), at("2026-03-04T18:00"));
  c.pass("2026-03-05T18:00:00+08:00");
  assert.ok(told(c, n, "request").includes("remind han.mei"), "late, it is escalated");
  assert.ok(told(c, n, "request").some((w) => w.startsWith("notify ")));
  assert.equal(c.refused("han.mei", "answer", n, "").code, "reason.required");
  c.as("han.mei", "answer", n, "28,400 CNY.", "--step", "request");
  assert.equal(c.show(n).tasks.find((k) => k.step_name === "request").opinion, "28,400 CNY.");
});

test("P4.2.2 a high risk is answered by a plan that is approved before the approval can end; a medium one is watched more closely", async (t) => {
  const c = new Company(t);
  const n = c.submit("anna.berg", "company.business", { ...fair, likelihood: "likely", impact: "grave" });
  const plan = answerToRisk;
  await t.test("the level and its reasons are kept, shown, and read by the route", () => {
    const shown = c.show(n);
    assert.deepEqual([shown.risk.level, shown.risk.because.en], ["high", "likelihood likely, impact grave"]);
    assert.ok(c.history(n).some((e) => e.kind === "record.rated" && e.data.level === "high"));
    assert.ok(shown.plans.at(-1).facts.some((f) => f.path === "risk" && f.text === "high"));
    assert.match(c.run(["show", n, "--as", "anna.berg", "--lang", "zh"]).stdout, /风险 高/);
    const drawn = join(c.folder, "drawn.svg");
    assert.equal(c.run(["draw", n, "--as", "anna.berg", "-o", drawn]).status, 0);
    assert.match(readFileSync(drawn, "utf8"), /risk: high/);
  });
  await t.test("everybody approves, and still it is not carried out: the plan is missing", () => {
    const sooner = { leader: at("2026-03-03T18:00"), manager: at("2026-03-04T18:00") }; // a day and two, not three and five
    for (const [step, person] of [["head", "chen.hao"], ["legal", "he.jing"], ["leader", "qian.min"], ["manager", "zhao.lei"]]) {
      if (sooner[step]) assert.equal(due(c, n, step), sooner[step]);
      approve(c, person, n, step);
    }
    assert.equal(c.show(n).stage, "approval");
    assert.equal(c.next(n).response, "anna.berg");
  });
  await t.test("the plan names strategy, department, person, measures and dates, and is approved above", () => {
    const { person: gone, ...rest } = plan;
    assert.equal(cause(c.refused("anna.berg", "log", n, ...pairs(rest))).code, "field.required", gone);
    assert.equal(cause(c.refused("anna.berg", "log", n, ...pairs({ ...plan, strategy: "hope" }))).code, "field.choice");
    c.as("anna.berg", "log", n, ...pairs(plan));
    assert.equal(c.next(n)["response.check"], "qian.min");
    c.as("qian.min", "approve", n, "--step", "response.check");
    assert.equal(c.show(n).stage, "execution");
  });
  await t.test("a medium risk has more monitors and shorter intervals, a low one is routine", () => {
    const medium = carriedOut(c, { likelihood: "possible", impact: "serious" }), low = carriedOut(c);
    assert.equal(c.next(medium).inspection, "chen.hao");
    assert.equal(c.next(low).inspection, undefined);
    assert.equal(due(c, medium, "progress"), at("2026-03-09T18:00"));
    assert.equal(due(c, low, "progress"), at("2026-03-16T18:00"));
  });
  await t.test("before anything is submitted it is known what a high risk will ask for, of whom and by when", () => {
    const form = pairs({ ...fair, likelihood: "likely", impact: "grave" });
    const expected = c.as("anna.berg", "plan", "company.business", ...form);
    assert.deepEqual([expected.risk.level, expected.beside.map((s) => [s.name, s.people[0].person.handle, s.due_at])],
      ["high", [["response", "anna.berg", at("2026-03-05T18:00")], ["response.check", "qian.min", at("2026-03-10T18:00")]]]);
    assert.match(c.run(["plan", "company.business", ...form, "--as", "anna.berg"]).stdout, /risk high — likelihood likely, impact grave[^]* beside the route\n +response Response plan {2}anna\.berg/);
    assert.deepEqual(c.as("anna.berg", "plan", "company.business", ...pairs(fair)).beside, []);
  });
  await t.test("and what another assessment would have asked for", () => {
    const low = carriedOut(c), other = c.as("zhao.lei", "what-if", low, "likelihood=likely", "impact=grave");
    assert.deepEqual([other.risk.before.level, other.risk.after.level], ["low", "high"]);
    assert.deepEqual(["by", "check"].map((who) => other.risk.response[who].map((p) => p.person.handle)), [["anna.berg"], ["qian.min"]]);
    assert.match(c.run(["what-if", low, "likelihood=likely", "impact=grave", "--as", "zhao.lei"]).stdout,
      /risk: low → high — likelihood likely, impact grave\n {2}\+ a plan that answers the risk: anna\.berg \(from the form's Person in charge\), within 3 working days, approved by qian\.min \(leader in charge of sales\)\n/);
    assert.equal(c.as("zhao.lei", "what-if", low, "budget=600000 CNY").risk, null);
  });
  c.ask("verify");
});

test("P2.3.3 a deviation is reported to the department head at once; problem and handling go on record", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  const reported = ["deviate", n, "--text", "The hall we planned with is let."];
  await t.test("without words, or by somebody with no part in it, nothing is reported", () => {
    assert.equal(c.refused("anna.berg", "deviate", n, "--text", " ").code, "reason.required");
    assert.equal(c.refused("wu.yan", ...reported).code, "record.not_concerned");
  });
  await t.test("it opens a step for the head, with a limit of its own, and the execution waits for it", () => {
    c.as("anna.berg", ...reported);
    assert.equal(c.next(n).deviation, "chen.hao");
    assert.equal(due(c, n, "deviation"), at("2026-03-03T18:00"), "one working day");
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.equal(c.show(n).stage, "execution");
  });
  await t.test("late, it is escalated like any other", () => {
    c.pass("2026-03-04T18:00:00+08:00");
    assert.ok(told(c, n, "deviation").includes("remind chen.hao"));
    assert.ok(told(c, n, "deviation").some((w) => w.startsWith("notify ")));
  });
  await t.test("the head refuses with a reason: it goes on as planned, and both are on record", () => {
    assert.equal(c.refused("chen.hao", "refuse", n, "--step", "deviation").code, "reason.required");
    c.as("chen.hao", "refuse", n, "--step", "deviation", "--reason", "Take the smaller hall.");
    const [shown] = c.show(n).deviations;
    assert.deepEqual([shown.by.handle, shown.text, shown.stands], ["anna.berg", "The hall we planned with is let.", "refused"]);
    assert.equal(c.show(n).tasks.find((k) => k.step_name === "deviation").opinion, "Take the smaller hall.");
    assert.equal(c.show(n).stage, "acceptance");
    assert.equal(c.refused("anna.berg", ...reported).code, "deviation.stage", "it is over");
    const words = c.run(["show", n, "--as", "anna.berg", "--lang", "zh"]).stdout;
    assert.match(words, /偏差/);
    assert.match(words, /未同意，按原计划执行/);
  });
  c.ask("verify");
});

test("P2.3.3 the plan is adjusted: fields and the remaining route; approved again where a threshold is crossed; before and after are kept", async (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  const dearer = ["deviate", n, "--text", "The builder asks for twice as much.", "budget=600000 CNY"];
  await t.test("what it would come to is shown before it is reported; nothing is written", () => {
    const before = c.history(n).length;
    const seen = c.as("anna.berg", ...dearer, "--preview");
    assert.deepEqual(seen.tasks.map((k) => [k.step_name, k.change, k.person.handle]), [["deviation", "opens", "chen.hao"]]);
    assert.deepEqual(seen.if_agreed.fields.map((f) => [f.name, f.before, f.after]), [["budget", "30000.00 CNY", "600000.00 CNY"]]);
    assert.deepEqual(seen.if_agreed.tasks.filter((k) => k.change === "opens").map((k) => k.step_name), ["inspection", "head"]);
    assert.match(c.run([...dearer, "--preview", "--as", "anna.berg"]).stdout, /if it is agreed to:\n  Budget: 30000.00 CNY → 600000.00 CNY/);
    assert.equal(c.history(n).length, before);
  });
  await t.test("what would leave a form that is not in order could only be refused: it is not reported", () => {
    const lost = c.refused("anna.berg", "deviate", n, "--text", "Later.", "milestones.1.due=2026-05-01");
    assert.deepEqual([lost.code, lost.params.fields, lost.cause.code], ["form.invalid", "milestones", "field.required"]);
    assert.equal(c.show(n).deviations.length, 0);
  });
  await t.test("agreed to, the values take effect; the remaining route has what they ask for", () => {
    c.as("anna.berg", ...dearer);
    assert.equal(c.refused("anna.berg", "approve", n, "--step", "deviation").code, "task.not_yours");
    c.as("chen.hao", "approve", n, "--step", "deviation", "--opinion", "There is no other builder.");
    assert.equal(c.show(n).fields.find((f) => f.name === "budget").value, "600000.00 CNY");
    assert.equal(c.next(n).inspection, "chen.hao", "large business is inspected on the spot");
    const adjusted = c.history(n).find((e) => e.kind === "record.adjusted");
    assert.deepEqual([adjusted.actor.person.handle, adjusted.data.before_fields.budget, adjusted.data.fields.budget],
      ["chen.hao", "30000.00 CNY", "600000.00 CNY"]);
    assert.match(c.run(["history", n, "--as", "anna.berg"]).stdout, /Budget: 30000.00 CNY → 600000.00 CNY/);
  });
  await t.test("those above the thresholds that it crosses approve before the execution can end; why they are asked can be read", () => {
    const waits = [];
    for (const [step, person] of [["head", "chen.hao"], ["leader", "qian.min"], ["manager", "zhao.lei"]]) {
      assert.equal(c.next(n)[step], person);
      waits.push(c.as("anna.berg", "why", n, step));
      if (step === "leader") c.as("anna.berg", "done", n, "--step", "carry-out");
      assert.equal(c.show(n).stage, "execution");
      approve(c, person, n, step);
    }
    assert.equal(waits[2].rule.because.en, "500,000 or more");
    assert.equal(waits[2].deviation.text, "The builder asks for twice as much.");
    assert.match(c.run(["why", n, "manager", "--as", "anna.berg", "--lang", "zh"]).stdout, /偏差/);
    assert.equal(c.show(n).stage, "acceptance");
  });
  await t.test("not approved, it is as it was: the values, and the route", () => {
    const other = carriedOut(c);
    c.as("anna.berg", "deviate", other, "--text", "Much dearer.", "budget=700000 CNY");
    c.as("chen.hao", "refuse", other, "--step", "deviation", "--reason", "Look again.");
    c.as("anna.berg", "deviate", other, "--text", "Dearer.", "budget=60000 CNY");
    c.as("chen.hao", "approve", other, "--step", "deviation.2");
    const amounts = () => c.show(other).deviations.map((d) => [d.stands, d.fields[0].before, d.fields[0].after]);
    assert.deepEqual(amounts(), [["refused", "30000.00 CNY", "700000.00 CNY"], ["approving", "30000.00 CNY", "60000.00 CNY"]],
      "before is what stood there then");
    approve(c, "chen.hao", other, "head");
    c.as("qian.min", "refuse", other, "--step", "leader", "--reason", "Not for a fair.");
    const shown = c.show(other);
    assert.equal(shown.fields.find((f) => f.name === "budget").value, "30000.00 CNY");
    assert.deepEqual([shown.state, shown.stage, shown.deviations[1].stands], ["open", "execution", "dropped"]);
    c.as("anna.berg", "done", other, "--step", "carry-out");
    assert.equal(c.show(other).stage, "acceptance");
  });
  c.ask("verify");
});

test("P2.3.3, A50 back to the approval after an adjustment: it is planned anew, by what the form says by then", (t) => {
  const c = new Company(t);
  const n = carriedOut(c, { budget: "60000 CNY" });
  c.as("anna.berg", "deviate", n, "--text", "The builder asks for ten times as much.", "budget=600000 CNY");
  c.as("chen.hao", "approve", n, "--step", "deviation");
  const back = (step) => ["jump", n, "--to", `approval/${step}`, "--reason", "the whole of it is looked at again"];
  const { error } = c.json(back("leader"));
  assert.deepEqual([error.code, error.params.problem], ["jump.target", "planned_anew"]);
  c.ask(...back("head"));
  for (const [step, person] of [["head", "chen.hao"], ["leader", "qian.min"], ["manager", "zhao.lei"]]) {
    assert.deepEqual(c.next(n), { [step]: person });
    approve(c, person, n, step);
  }
  assert.equal(c.show(n).stage, "execution");
  c.ask("verify");
});

test("P2.3.1 execution has a planned start and end, and milestones: who carries it out marks them reached, overdue ones are warned of", async (t) => {
  const c = new Company(t);
  const planned = { planned: "2026-03-02..2026-03-31", "milestones.1.milestone": "The hall is booked", "milestones.1.due": "2026-03-03",
                    "milestones.2.milestone": "The stand is built", "milestones.2.due": "2026-03-20" };
  await t.test("they are part of the plan: within its time, each by a name of its own", () => {
    const problem = (changes) => cause(c.refused("anna.berg", "prepare", c.draft("anna.berg", "company.business", { ...fair, ...planned, ...changes })));
    assert.equal(problem({ "milestones.2.due": "2026-04-01" }).params.text, "The stand is built: its day lies outside of the planned time");
    assert.equal(problem({ "milestones.2.milestone": "The hall is booked" }).params.text_zh, "里程碑重名：The hall is booked");
    assert.equal(problem({ "milestones.2.due": "" }).code, "field.required");
  });
  const n = carriedOut(c, planned);
  const done = (...reached) => reached.flatMap(([milestone, on], i) => [`reached.${i + 1}.milestone=${milestone}`, `reached.${i + 1}.on=${on}`]);
  await t.test("marked reached with a report of progress by who carries it out, and by nobody else; what is no milestone is refused", () => {
    const report = ["log", n, "--step", "progress", "content=Booked."];
    assert.equal(c.refused("wu.yan", ...report, ...done(["The hall is booked", "2026-03-02"])).code, "task.not_yours");
    assert.equal(cause(c.refused("anna.berg", ...report, ...done(["The moon", "2026-03-02"]))).params.text, "no milestone is called The moon");
    assert.equal(cause(c.refused("anna.berg", ...report, "milestones.1.milestone=x", "milestones.1.due=2026-03-30")).code, "field.not_writable",
      "the plan itself is not moved by a report");
    c.as("anna.berg", ...report, ...done(["The hall is booked", "2026-03-02"]));
    c.pass("2026-03-09T18:00:00+08:00");
    assert.equal(c.next(n)["milestone-1"], undefined, "what was reached in time is nobody's worry");
  });
  await t.test("on its day nobody is warned, on the working day after both are, until it is reached; unheeded, it climbs the ladder", () => {
    const warned = () => c.history(n).filter((e) => e.kind === "record.warned" && e.step.name.startsWith("milestone-2"));
    c.clock = "2026-03-16T10:00:00+08:00";
    c.as("anna.berg", "log", n, "--step", "progress", "content=The builder has begun.");
    c.pass("2026-03-20T18:00:00+08:00");
    assert.deepEqual(warned(), []);
    c.pass("2026-03-23T18:00:00+08:00");
    assert.deepEqual([warned().length, warned()[0].data.text], [1, "The stand is built: this milestone was to be reached by 2026-03-20"]);
    assert.deepEqual(c.show(n).tasks.filter((k) => k.step_name === "milestone-2").map((k) => k.person.handle).sort(), ["anna.berg", "chen.hao"]);
    c.pass("2026-03-25T18:00:00+08:00");
    assert.ok(told(c, n, "milestone-2").some((w) => w.startsWith("notify ")));
    assert.equal(warned().length, 1, "the one that is open is enough");
    for (const person of ["anna.berg", "chen.hao"]) c.as(person, "acknowledge", n, "--step", "milestone-2");
    c.pass("2026-03-26T18:00:00+08:00");
    assert.equal(warned().length, 2, "taking notice does not reach it");
    for (const person of ["anna.berg", "chen.hao"]) c.as(person, "acknowledge", n, "--step", "milestone-2.2");
    c.as("anna.berg", "log", n, "--step", "progress", "content=It stands.", ...done(["The hall is booked", "2026-03-02"], ["The stand is built", "2026-03-26"]));
    c.pass("2026-03-30T18:00:00+08:00");
    assert.equal(warned().length, 2);
  });
  await t.test("past the planned end both are warned; an adjusted plan has a later one (P2.3.3)", () => {
    c.pass("2026-04-01T18:00:00+08:00");
    assert.ok(c.next(n)["planned-end"]);
    for (const person of ["anna.berg", "chen.hao"]) c.as(person, "acknowledge", n, "--step", "planned-end");
    c.as("anna.berg", "deviate", n, "--text", "The fair was moved.", "planned=2026-03-02..2026-04-30");
    c.as("chen.hao", "approve", n, "--step", "deviation");
    c.pass("2026-04-07T18:00:00+08:00");
    assert.ok(!c.next(n)["planned-end.2"]);
    c.as(c.next(n)["work-record"], "log", n, "--step", "work-record", ...pairs(work));
    c.as("anna.berg", "done", n, "--step", "carry-out");
    assert.equal(c.show(n).stage, "acceptance");
  });
  c.ask("verify");
});

test("P2.4.1 P4.2.2 a deviation that makes the business riskier has its progress reported more often from then on", (t) => {
  const c = new Company(t);
  const n = carriedOut(c);
  assert.equal(due(c, n, "progress"), at("2026-03-16T18:00"));
  c.clock = "2026-03-03T10:00:00+08:00";
  c.as("anna.berg", "deviate", n, "--text", "It is riskier than we thought.", "likelihood=possible", "impact=serious");
  assert.equal(due(c, n, "progress"), at("2026-03-16T18:00"), "nothing is agreed to yet");
  c.as("chen.hao", "approve", n, "--step", "deviation");
  assert.equal(due(c, n, "progress"), at("2026-03-10T18:00"));
  assert.equal(due(c, n, "work-record"), at("2026-03-09T18:00"), "five working days as before");
  c.as("anna.berg", "log", n, "--step", "progress", "content=The hall is booked.");
  assert.match(c.run(["history", n, "--as", "anna.berg"]).stdout, /limit shortened +\(rule\) +progress .* was 10 working days +now 5 working days/);
});
