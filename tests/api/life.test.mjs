// The life of a record, from outside, on a told clock: what each verb does, refuses and tells.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, cause, chairs, codes, Company, shippedRules } from "./company.mjs";

/** The shipped rules with a flow of the test's own beside them. */
function rulesWith(t, lua) {
  const rules = shippedRules(t);
  mkdirSync(join(rules, "office"));
  writeFileSync(join(rules, "office/test.lua"), lua);
  return rules;
}

const memo = `
flow "office.memo" {
  title = { en = "Memo", zh = "备忘" }, owner = "office", prefix = "MEM", fallback = post "office.head",
  form = { what = text { required = true, label = { en = "What", zh = "内容" } },
           count = number { label = { en = "How many", zh = "数量" } } },
  route = function(r, set)
    return sequence {
      approve "head" { by = head_of(r.department), within = workdays(2), may_return = true },
      act "filing" { by = person "wu.yan", within = workdays(2) },
    }
  end,
  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },
}`;

test("a purchase: the plan before, the draft, a change, submission, decision, work, the end", async (t) => {
  const c = new Company(t);
  const big = { ...chairs, amount: "8000 CNY" };

  await t.test("the plan names people, reasons and expected dates, and writes nothing (A41)", () => {
    const plan = c.as("wang.fang", "plan", "company.purchase", ...Object.entries(big).map((f) => f.join("=")));
    const steps = Object.fromEntries(plan.stages[0].steps.filter((s) => s.name).map((s) => [s.name, s]));
    assert.equal(steps.head.people[0].person.handle, "li.na");
    assert.equal(steps.head.people[0].reason, "people.head");
    assert.equal(steps.head.due_at, at("2026-03-04T18:00"), "two working days from Monday morning end on Wednesday at six");
    assert.equal(steps.finance.state, "expected");
    assert.equal(steps.finance.why.because.en, "over the sum that finance looks at");
    assert.match(steps.finance.why.file, /purchase\.lua$/);
    assert.equal(steps.leader.state, "left_out");
    assert.equal(c.ask("records").records.length, 0);
  });

  const record = c.draft("wang.fang", "company.purchase", big);
  await t.test("a draft has no number and waits for nobody (A40)", () => {
    const shown = c.show(record, "wang.fang");
    assert.equal(shown.state, "draft");
    assert.equal(shown.number, null);
    assert.deepEqual(c.as("li.na", "tasks").tasks, []);
  });

  await t.test("an edit changes the fields named and keeps the others", () => {
    c.as("wang.fang", "edit", record, "amount=9000");
    const values = Object.fromEntries(c.show(record, "wang.fang").fields.map((f) => [f.name, f.value]));
    assert.equal(values.amount, "9000.00 CNY");
    assert.equal(values.item, "Office chairs");
  });

  await t.test("somebody else may neither change nor submit it", () => {
    assert.equal(c.refused("anna.berg", "edit", record, "amount=1").code, "record.not_yours");
    assert.equal(c.refused("anna.berg", "submit", record).code, "record.not_yours");
  });

  await t.test("submitting gives the number and the task, with its due time", () => {
    const answer = c.as("wang.fang", "submit", record);
    assert.equal(answer.number, "PUR-2026-000001");
    const [task] = c.as("li.na", "tasks").tasks;
    assert.deepEqual([task.number, task.step, task.due_at], ["PUR-2026-000001", "head", at("2026-03-04T18:00")]);
  });

  await t.test("refusing without a reason is refused, whatever the form says (A20, P2.2.2)", () => {
    assert.equal(c.refused("li.na", "refuse", "PUR-2026-000001").code, "reason.required");
    assert.equal(c.refused("li.na", "refuse", "PUR-2026-000001", "--reason", "  ").code, "reason.required");
  });

  await t.test("an approval with its opinion opens the next step (A1, P2.2.2)", () => {
    c.as("li.na", "approve", "PUR-2026-000001", "--opinion", "Needed.");
    assert.deepEqual(c.next("PUR-2026-000001"), { finance: "han.mei" });
    const decided = c.show("PUR-2026-000001").tasks.find((k) => k.step_name === "head");
    assert.deepEqual([decided.outcome, decided.opinion, decided.decided_by.handle], ["approved", "Needed.", "li.na"]);
    assert.equal(codes(c.refused("li.na", "approve", "PUR-2026-000001"))[0], "task.not_open", "twice is refused");
  });

  await t.test("the last step ends the record; work done is not an approval", () => {
    c.as("han.mei", "approve", "PUR-2026-000001");
    assert.equal(c.refused("feng.lin", "approve", "PUR-2026-000001").code, "command.misfit");
    assert.equal(c.as("feng.lin", "done", "PUR-2026-000001").state, "finished");
    assert.deepEqual(c.show("PUR-2026-000001").next.filter((n) => n.step), []);
  });

  await t.test("the history tells who did what, entered by whom, and why each step is there, with file and line (P2.2.1)", () => {
    const events = c.history("PUR-2026-000001");
    assert.deepEqual(events.map((e) => e.seq), events.map((_, i) => i + 1));
    const drafted = events[0];
    assert.deepEqual([drafted.kind, drafted.actor.person.handle, drafted.actor.auth], ["record.drafted", "wang.fang", "entered_by"]);
    const finance = events.find((e) => e.kind === "step.opened" && e.step.name === "finance");
    assert.equal(finance.step.why.because.en, "over the sum that finance looks at");
    assert.equal(finance.step.why.file, "company/purchase.lua");
    assert.ok(finance.step.why.line > 20);
    const words = c.run(["history", "PUR-2026-000001", "--as", "wang.fang"]).stdout;
    assert.match(words, /finance.*over the sum that finance looks at.*\[company\/purchase\.lua:\d+\]/);
    assert.match(words, /Amount with taxes: 9000\.00 CNY/, "a changed field is told with its value (A44)");
  });
});

test("a refusal: taken notice of, changed, submitted again as a new round; or left at rest (A1)", async (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  c.as("li.na", "refuse", n, "--reason", "Too dear");

  await t.test("before the notice it can't be submitted again, and nobody else may take notice", () => {
    assert.equal(c.refused("wang.fang", "resubmit", n).code, "record.to_acknowledge");
    assert.equal(c.refused("anna.berg", "acknowledge", n).code, "task.not_yours");
    assert.deepEqual(c.next(n), { acknowledge: "wang.fang" });
  });
  await t.test("what the refusal closed is kept, marked as closed", () => {
    const steps = c.show(n).plans[0].steps;
    assert.equal(steps.find((s) => s.name === "order").state, "closed");
    assert.equal(steps.find((s) => s.name === "head").state, "refused");
  });
  await t.test("after the notice it rests, and a new round keeps the number and shows the change", () => {
    assert.equal(c.as("wang.fang", "acknowledge", n).state, "refused");
    const again = c.as("wang.fang", "resubmit", n, "amount=2000");
    assert.equal(again.number, n);
    const shown = c.show(n);
    assert.equal(shown.round, 2);
    assert.equal(shown.plans.length, 2);
    assert.ok(shown.fields.find((f) => f.name === "amount").changed > 1, "the changed field carries its version");
    assert.deepEqual(c.next(n), { head: "li.na" });
  });
});

test("a return brings the record back to its initiator, who submits it again (A22, A44)", (t) => {
  const c = new Company(t, { rules: rulesWith(t, memo) });
  const n = c.submit("wang.fang", "office.memo", { what: "Shelves" });
  assert.equal(c.refused("li.na", "return", n).code, "reason.required");
  assert.equal(c.as("li.na", "return", n, "--reason", "How many?").state, "returned");
  assert.equal(c.as("li.na", "tasks").tasks.length, 0);
  assert.equal(c.as("wang.fang", "tasks").tasks.length, 1, "the initiator has a task, with a limit");
  c.as("wang.fang", "resubmit", n, "count=12");
  assert.equal(c.show(n).round, 2);
  c.as("li.na", "approve", n);
  assert.equal(c.as("wu.yan", "done", n).state, "finished");
  const back = c.history(n).find((e) => e.kind === "record.returned");
  assert.equal(back.actor.person.handle, "li.na");
});

const chain = `
flow "office.chain" {
  title = { en = "Chain", zh = "流程" }, owner = "office", prefix = "CHN", fallback = post "office.head",
  form = { what = text { required = true, label = { en = "What", zh = "内容" } } }, within = workdays(2),
  route = function(r, set)
    return sequence {
      approve "head" { by = head_of(r.department) },
      approve "finance" { by = post "finance.head", may_return = true },
      act "filing" { by = person "wu.yan" },
    }
  end,
}`;

test("what a return would do is shown before it is confirmed, and nothing is written (A22)", async (t) => {
  const c = new Company(t, { rules: rulesWith(t, chain) });
  const n = c.submit("wang.fang", "office.chain", { what: "Shelves" });
  c.as("li.na", "approve", n);
  const before = c.show(n);
  const back = ["return", n, "--to", "head", "--reason", "Which shelves?"];
  const seen = c.as("han.mei", ...back, "--preview");
  await t.test("each step and task that would change, with whom it would wait for", () => {
    assert.equal(seen.preview, true);
    const steps = seen.steps.map((s) => [s.name, s.before, s.after, s.superseded]);
    assert.ok(steps.some((s) => s[0] === "head" && s[1] === "passed" && s[3]), "what was decided counts no more");
    assert.ok(steps.some((s) => s[0] === "head" && s[1] === null && s[2] === "open"), "and is asked again");
    assert.deepEqual(seen.tasks.map((s) => [s.change, s.step_name, s.person.handle]),
      [["ends", "finance", "han.mei"], ["opens", "head", "li.na"]]);
    assert.deepEqual(seen.messages.filter((m) => m.kind === "task.opened").map((m) => m.recipient.handle), ["li.na"]);
  });
  await t.test("the record is as it was, with no event more", () => {
    assert.deepEqual({ ...c.show(n), now: 0 }, { ...before, now: 0 });
  });
  await t.test("the real one does just that", () => {
    assert.equal(c.as("han.mei", ...back).state, seen.state);
    const open = c.show(n).tasks.filter((x) => x.state === "open").map((x) => [x.step_name, x.person.handle]);
    assert.deepEqual(open, [["head", "li.na"]]);
  });
  await t.test("what would be refused is refused just so, and leaves no incident", () => {
    assert.equal(c.refused("han.mei", ...back, "--preview").code, "task.not_open");
    assert.equal(c.refused("chen.hao", "approve", n, "--preview").code, "task.not_yours");
    assert.deepEqual(c.ask("incidents").incidents, []);
  });
});

test("a step whose rule does not allow a return says so", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  assert.equal(c.refused("li.na", "return", n, "--reason", "x").code, "return.not_allowed");
});

test("withdrawing is possible before the first decision and refused after it (A42)", (t) => {
  const c = new Company(t);
  const first = c.submit("wang.fang", "company.purchase", chairs);
  assert.equal(c.refused("li.na", "withdraw", first).code, "record.not_yours");
  assert.equal(c.as("wang.fang", "withdraw", first, "--reason", "Found some").state, "withdrawn");
  assert.deepEqual(c.as("li.na", "tasks").tasks, [], "the task went with it");
  const second = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "8000 CNY" });
  c.as("li.na", "approve", second);
  assert.match(c.refused("wang.fang", "withdraw", second).code, /^withdraw\./);
  assert.deepEqual(c.next(second), { finance: "han.mei" });
});

test("a comment is kept with its author and changes nothing else", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  c.as("li.na", "comment", n, "Which colour?");
  const said = c.history(n).at(-1);
  assert.deepEqual([said.kind, said.actor.person.handle, said.data.text], ["record.commented", "li.na", "Which colour?"]);
  assert.deepEqual(c.next(n), { head: "li.na" });
});

test("numbers have no gaps: drafts have none, refused submissions take none, each flow and year counts its own", (t) => {
  const c = new Company(t);
  const numbers = [];
  c.draft("wang.fang", "company.purchase", chairs);
  numbers.push(c.submit("wang.fang", "company.purchase", chairs));
  const incomplete = c.draft("wang.fang", "company.purchase", { item: "A lamp" });
  assert.equal(c.refused("wang.fang", "submit", incomplete).code, "form.invalid");
  const withdrawn = c.submit("wang.fang", "company.purchase", chairs);
  c.as("wang.fang", "withdraw", withdrawn);
  numbers.push(withdrawn, c.submit("anna.berg", "company.purchase", chairs));
  assert.deepEqual(numbers, ["PUR-2026-000001", "PUR-2026-000002", "PUR-2026-000003"]);
  assert.equal(c.submit("wang.fang", "finance.declaration", { amount: "26.85", budget: "HR-01" }), "EXP-2026-000001");
  c.clock = "2027-01-01T00:00:00+08:00";
  assert.equal(c.submit("wang.fang", "company.purchase", chairs), "PUR-2027-000001", "the year of the company's own zone");
  const drafts = c.ask("records", "--state", "draft").records;
  assert.deepEqual(drafts.map((r) => r.number), [null, null]);
});

test("what is wrong with a form is said at its field, in the reader's language (P2.1.1, A70)", async (t) => {
  const c = new Company(t);
  const wrong = [
    [{ ...chairs, amount: "8 USD" }, "amount", /CNY/],
    [{ ...chairs, amount: "0" }, "amount", /0\.01/],
    [{ ...chairs, amount: "1.234" }, "amount", /1\.234/],
    [{ ...chairs, amount: "many" }, "amount", /many/],
    [{ ...chairs, kind: "gods" }, "kind", /goods/],
    [{ ...chairs, item: "x".repeat(201) }, "item", /200/],
    [{ ...chairs, urgent: "perhaps" }, "urgent", /perhaps/],
  ];
  const labels = { amount: ["Amount with taxes", "含税金额"], kind: ["Kind", "类别"], item: ["What", "采购内容"], urgent: ["Urgent", "紧急"] };
  for (const [fields, field, hint] of wrong)
    await t.test(`${field}: ${String(Object.values(fields).find((v) => !Object.values(chairs).includes(v))).slice(0, 20)}`, () => {
      const words = ["draft", "company.purchase", ...Object.entries(fields).map((f) => f.join("=")), "--as", "wang.fang"];
      const error = c.json(words).error;
      assert.equal(error.code, "form.invalid");
      assert.equal(cause(error).params.field, field);
      const en = c.run([...words, "--lang", "en"]).stderr, zh = c.run([...words, "--lang", "zh"]).stderr;
      assert.ok(en.includes(labels[field][0]), en);
      assert.match(en, hint, "it says what would be right, or what was wrong");
      assert.ok(zh.includes(labels[field][1]), zh);
      assert.match(zh, /[一-鿿]{4}/);
    });
  await t.test("a misspelt field is refused, and the near name is told", () => {
    const words = ["draft", "company.purchase", "reasn=x", "--as", "wang.fang"];
    assert.equal(c.json(words).error.code, "field.unknown");
    assert.match(c.run(words).stderr, /reasn.*reason/s);
  });
  assert.equal(c.ask("records").records.length, 0, "nothing of it was kept");
});

test("a missing field and a rule's own check are told before anything is submitted (A72)", (t) => {
  const c = new Company(t);
  const record = c.draft("wang.fang", "company.purchase", { item: "A lamp" });
  const error = c.refused("wang.fang", "submit", record);
  assert.equal(error.params.fields, "amount, budget, kind, reason");
  assert.equal(cause(error).code, "field.required");
  assert.equal(c.show(record, "wang.fang").state, "draft");
  const lift = c.draft("feng.lin", "company.purchase", { ...chairs, amount: "50000.01 CNY", urgent: "yes" });
  const zh = c.run(["submit", lift, "--as", "feng.lin", "--lang", "zh"]);
  assert.equal(zh.status, 1);
  assert.match(zh.stderr, /紧急[^]*超过五万元的采购不得标为紧急/);
});

test("an own request goes to the superior, in both ways that it can become one's own (A12)", (t) => {
  const c = new Company(t);
  const n = c.submit("li.na", "company.purchase", chairs);
  assert.deepEqual(c.next(n), { head: "qian.min" });
  assert.equal(c.show(n).tasks[0].reason, "people.self_superior");
  assert.equal(c.refused("li.na", "approve", n).code, "task.not_yours");
  c.as("qian.min", "approve", n);
  const top = c.submit("zhao.lei", "company.purchase", chairs);
  assert.deepEqual(c.next(top), { head: "zheng.kai" }, "at the top of the company: the flow's fallback");
});

test("who has no task is refused, and an incident tells the administrator (P1.3.4)", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  const before = c.history(n).length;
  assert.equal(c.refused("anna.berg", "approve", n).code, "task.not_yours");
  assert.equal(c.history(n).length, before, "the record does not change");
  const [incident] = c.ask("incidents").incidents;
  assert.deepEqual([incident.code, incident.person.handle], ["attempt.without_right", "anna.berg"]);
  assert.ok(incident.record);
  assert.equal(c.refused("wang.fang", "approve", n).code, "task.not_yours", "nor may the initiator approve");
});

test("a key makes a command happen once; the same key with another body is refused, a refusal is forgotten", (t) => {
  const c = new Company(t);
  const words = ["draft", "company.purchase", ...Object.entries(chairs).map((f) => f.join("=")), "--key", "one"];
  const first = c.as("wang.fang", ...words), again = c.as("wang.fang", ...words);
  assert.equal(again.record, first.record);
  assert.deepEqual([first.repeated, again.repeated], [false, true]);
  assert.equal(c.ask("records").records.length, 1);
  assert.match(c.refused("wang.fang", "draft", "company.purchase", "item=Other", "--key", "one").code, /^key\./);
  assert.notEqual(c.as("anna.berg", ...words).record, first.record, "a key belongs to its actor");
  const n = c.submit("wang.fang", "company.purchase", chairs);
  assert.equal(c.refused("li.na", "refuse", n, "--key", "two").code, "reason.required");
  c.as("li.na", "refuse", n, "--reason", "Too dear", "--key", "two");
  c.as("li.na", "refuse", n, "--reason", "Too dear", "--key", "two");
  assert.equal(c.kinds(n).filter((k) => k === "task.decided").length, 1);
});

test("a form that changed under the eyes of its actor: the decision is refused and says what changed", (t) => {
  const c = new Company(t, { rules: rulesWith(t, memo) });
  const n = c.submit("wang.fang", "office.memo", { what: "Shelves" });
  const seen = c.show(n).form_version;
  c.as("li.na", "return", n, "--reason", "How many?");
  c.as("wang.fang", "resubmit", n, "count=12");
  const error = c.refused("li.na", "approve", n, "--form-version", String(seen));
  assert.equal(error.code, "form.changed");
  assert.match(JSON.stringify(error.params), /count/);
  c.as("li.na", "approve", n, "--form-version", String(c.show(n).form_version));
});

test("important business can't be submitted before every department named has agreed (P2.1.2)", async (t) => {
  const c = new Company(t);
  const form = {
    name: "A second warehouse", initiated_by: "sales", in_charge: "anna.berg", planned: "2026-04-01..2026-09-30", budget: "180000 CNY",
    risk: "medium", background: "Late deliveries.", goals: "Two days.", requirements: "2,000 square metres.", effect: "More orders.",
    "involved.1.department": "finance", "involved.2.department": "legal",
  };
  const record = c.draft("anna.berg", "company.important", form);
  await t.test("without being prepared it is refused", () => {
    assert.equal(c.refused("anna.berg", "submit", record).code, "prepare.needed");
  });
  await t.test("each department's head is asked, at the same time", () => {
    c.as("anna.berg", "prepare", record);
    assert.deepEqual(c.next(record), { "agree-1": "han.mei", "agree-2": "he.jing" });
    assert.equal(c.show(record, "anna.berg").number, null);
  });
  await t.test("one agreement is not enough", () => {
    c.as("han.mei", "agree", record, "--opinion", "In the budget.");
    assert.notEqual(c.refused("anna.berg", "submit", record), null);
    assert.equal(c.show(record, "anna.berg").state, "preparing");
  });
  await t.test("stages are told by what they are, in both languages", () => {
    assert.match(c.run(["show", record, "--as", "anna.berg"]).stdout, /^ agreement of the departments$/m);
    assert.match(c.run(["show", record, "--as", "anna.berg", "--lang", "zh"]).stdout, /^ 部门协商$/m);
    assert.match(c.run(["show", record, "--as", "anna.berg"]).stdout, /Other departments involved: finance; legal\n/);
  });
  await t.test("with all of them it is submitted, gets its number, and each agreement is on record", () => {
    c.as("he.jing", "agree", record);
    assert.equal(c.show(record, "anna.berg").state, "prepared");
    assert.equal(c.as("anna.berg", "submit", record).number, "IMP-2026-000001");
    assert.deepEqual(c.next(record), { head: "chen.hao" });
    const agreed = c.history(record).filter((e) => e.data.outcome === "agreed");
    assert.deepEqual(agreed.map((e) => e.actor.person.handle), ["han.mei", "he.jing"]);
  });
});

test("lists: records by state, flow, initiator and department, page by page", (t) => {
  const c = new Company(t);
  for (let i = 0; i < 5; i++) c.submit("wang.fang", "company.purchase", { ...chairs, item: `Chair ${i}` });
  c.submit("anna.berg", "finance.declaration", { amount: "26.85", budget: "HR-01" });
  assert.equal(c.ask("records", "--flow", "company.purchase").records.length, 5);
  assert.equal(c.ask("records", "--initiator", "anna.berg").records.length, 1);
  assert.equal(c.ask("records", "--department", "hr").records.length, 5);
  assert.equal(c.ask("records", "--state", "finished").records.length, 0);
  const seen = [];
  for (let after = null; ; ) {
    const page = c.ask("records", "--limit", "2", ...(after ? ["--after", after] : []));
    seen.push(...page.records.map((r) => r.number));
    if (!(after = page.next)) break;
    assert.ok(seen.length <= 6);
  }
  assert.equal(new Set(seen).size, 6);
  const words = c.run(["records", "--limit", "2"]).stdout;
  assert.match(words, /--after \S+/, "a page that was cut off says how to go on");
});
