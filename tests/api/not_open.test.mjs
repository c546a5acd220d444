// What a record says of what is over: who closed a task and why (A3), who abstained (A4), and that it was refused while its
// initiator has yet to take notice (A1), also by what was owed (A64).
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

function company(t, route, more = "") {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(
    join(rules, "company/ask.lua"),
    `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2),
      form = { subject = text { required = true, label = { en = "Subject", zh = "事由" } } },
      route = function(r) return ${route} end, ${more} }`,
  );
  return new Company(t, { rules });
}

const asked = (c) => c.submit("wang.fang", "company.ask", { subject: "A shelf" });

test("A3: whoever closed a task is named, and what for, not who decided another step at that instant", (t) => {
  const c = company(t, `sequence { approve "head" { by = person "li.na" }, approve "last" { by = person "han.mei" } }`);
  const n = asked(c);
  c.as("li.na", "add-signer", n, "xu.qing", "--where", "beside");
  c.as("li.na", "remove-signer", n, "xu.qing");
  c.as("li.na", "approve", n);
  const removed = c.refused("xu.qing", "approve", n);
  assert.equal(removed.code, "task.not_open");
  assert.deepEqual([removed.params.cause, removed.params.closer, removed.params.by], ["removed", "li.na", undefined]);
  assert.match(c.run(["approve", n, "--as", "xu.qing"]).stderr, /head\.beside is not open any more: removed, by li\.na at /);
  assert.match(c.run(["approve", n, "--as", "xu.qing", "--lang", "zh"]).stderr, /不在办理中：已减签，操作人 li\.na，时间/);
  c.as("li.na", "take-back", n);
  const back = c.refused("han.mei", "approve", n);
  assert.deepEqual([back.params.cause, back.params.closer, back.params.by], ["taken_back", "li.na", undefined]);
  const other = asked(c);
  c.as("li.na", "approve", other);
  const decided = c.refused("li.na", "approve", other); // by themselves: of this step
  assert.deepEqual([decided.params.by, decided.params.outcome], ["li.na", "approved"]);
});

test("A4: who abstained is said to have abstained, whatever the others said", (t) => {
  const c = company(
    t,
    `vote { need = 2, approve "one" { by = person "li.na", may = "abstain" }, approve "two" { by = person "zhou.jie" }, approve "three" { by = person "han.mei" } }`,
  );
  const n = asked(c);
  c.as("li.na", "abstain", n);
  c.as("zhou.jie", "refuse", n, "--reason", "No room.");
  const said = c.run(["show", n, "--as", "wang.fang"]).stdout;
  assert.match(said, /one .*abstained/);
  assert.doesNotMatch(said, /all abstained/);
});

test("A1: refused and not taken notice of yet, it says so, and counts as refused", (t) => {
  const c = company(t, `approve "head" { by = person "li.na" }`, `on_refuse = to_initiator { acknowledge = true, within = workdays(5) }`);
  const n = asked(c);
  assert.equal(c.as("li.na", "refuse", n, "--reason", "No room.").state, "to_acknowledge");
  assert.equal(c.show(n).state, "to_acknowledge");
  assert.equal(c.ask("records").records[0].state, "to_acknowledge");
  assert.equal(c.ask("records", "--state", "going").records.length, 1, "it is not over");
  for (const [lang, words] of [["en", /refused, to be acknowledged/], ["zh", /被拒绝，待发起人确认/]])
    for (const verb of [["show", n], ["records"]]) assert.match(c.run([...verb, "--lang", lang]).stdout, words);
  const [flow] = c.ask("measures").flows;
  assert.deepEqual([flow.submitted, flow.refused, flow.going], [1, 1, 0]);
  assert.equal(c.as("wang.fang", "acknowledge", n).state, "refused");
});

test("A1: lists are asked for what was refused and not taken notice of yet by the word that they show for it", (t) => {
  const c = company(t, `approve "head" { by = person "li.na" }`, `on_refuse = to_initiator { acknowledge = true, within = workdays(5) }`);
  const going = asked(c), refused = asked(c), held = asked(c);
  for (const n of [refused, held]) c.as("li.na", "refuse", n, "--reason", "No room.");
  c.ask("suspend", held, "--reason", "Asked the landlord.");
  const listed = (...words) => c.ask("records", "--state", ...words).records.map((r) => r.number);
  const counted = () => (({ open, suspended, refused, to_acknowledge }) => [open, suspended, refused, to_acknowledge])(c.ask("status").counts.by_state);
  assert.deepEqual(listed("to_acknowledge"), [refused], "one that is suspended is shown, and listed, as that");
  assert.deepEqual(listed("open"), [going]);
  assert.deepEqual(listed("suspended"), [held]);
  assert.deepEqual(listed("going"), [held, refused, going]);
  assert.deepEqual(listed("to_acknowledge", "--initiator", "li.na"), []);
  assert.deepEqual(c.as("wang.fang", "records", "--state", "to_acknowledge").records.map((r) => r.number), [refused], "their initiator's own");
  assert.deepEqual(counted(), [1, 1, 0, 1]);
  c.as("wang.fang", "acknowledge", refused);
  assert.deepEqual(listed("to_acknowledge"), []);
  assert.deepEqual(listed("refused"), [refused]);
  const words = c.json(["records", "--state", "nonsense"]).error.params.expected.split(", ");
  assert.ok(["to_acknowledge", "open", "owing", "going"].every((word) => words.includes(word)), `who guesses wrong is told the words: ${words}`);
  for (const word of words) assert.equal(c.json(["records", "--state", word]).status, 0, word);
  assert.deepEqual(counted(), [1, 1, 1, 0]);
});
