// Who is named in what people are told: wherever words have a place for somebody (`{by}`), the one who is meant stands in it, in
// both languages, and not whoever asked, began the record, or holds the task otherwise. What of it is shown elsewhere: who agreed
// before (policy.test.mjs), who led a record on or suspended it (record_admin.test.mjs), two who approve each other (people.test.mjs).
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

function written(t, route, more = "") {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(
    join(rules, "company/ask.lua"),
    `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2),
      form = { subject = text { required = true, label = { en = "Subject", zh = "事由" } } },
      route = function(r) return ${route} end, ${more} }`,
  );
  return rules;
}

const company = (t, route, more) => new Company(t, { rules: written(t, route, more) });
const asked = (c) => c.submit("wang.fang", "company.ask", { subject: "A shelf" });
const inTurn = `sequence { approve "head" { by = person "li.na" }, approve "last" { by = person "han.mei" } }`;
const anyOf = (...people) => `approve "head" { by = { ${people.map((p) => `person "${p}"`).join(", ")} } }`;

/** What a command says, in either language; `error`: it is refused, and that is what it says. */
function says(c, args, en, zh, error = true) {
  for (const [lang, words] of [["en", en], ["zh", zh]]) {
    const done = c.run([...args, "--lang", lang]);
    assert.equal(done.status, error ? 1 : 0, `${args.join(" ")}: ${done.stdout}${done.stderr}`);
    assert.match(error ? done.stderr : done.stdout, words);
  }
}

test("whose decision closed a step, and after whose it can't be withdrawn or taken back any more", (t) => {
  const c = company(t, `sequence { ${anyOf("han.mei", "li.na", "zhou.jie")}, approve "last" { by = person "xu.qing" } }`);
  const n = asked(c);
  c.as("li.na", "approve", n);
  says(c, ["approve", n, "--as", "zhou.jie"], /head is not open any more: li\.na decided \(approved\)/, /：li\.na 已决定/);
  says(c, ["withdraw", n, "--as", "wang.fang"], /: li\.na decided at /, /：li\.na 已决定/);
  c.as("xu.qing", "comment", n, "I look at it.");
  says(c, ["take-back", n, "--as", "li.na"], /It can't be taken back: xu\.qing has worked on last since/, /不能拿回：xu\.qing 已处理 last/);
});

const withAdministrator = (t, c) => {
  const roles = join(folder(t), "roles.csv");
  writeFileSync(roles, "role,department,person\nadministrator,,zhao.lei\n");
  c.ask("people", "import", "roles", roles);
  return c;
};

test("the timer and an administrator are named as what they are, in a drawing too", (t) => {
  const timer = company(t, anyOf("han.mei", "li.na"), `overdue = ladder { { after = workhours(0), refuse = "nobody had time" } }`);
  const late = asked(timer);
  timer.pass("2026-03-06T09:00:00+08:00");
  says(timer, ["approve", late, "--as", "li.na"], /head is not open any more: the timer decided \(/, /：定时器 已决定/);
  says(timer, ["draw", late], /refused by the timer/, /由定时器/, false);
  const c = withAdministrator(t, company(t, anyOf("han.mei", "li.na")));
  const n = asked(c);
  c.as("zhao.lei", "complete", n, "--step", "head", "--holder", "li.na", "--reason", "Both are away.");
  says(c, ["approve", n, "--as", "han.mei"], /head is not open any more: zhao\.lei decided \(/, /：zhao\.lei 已决定/);
  says(c, ["draw", n], /approved by an administrator zhao\.lei/, /同意（由管理员 zhao\.lei）/, false);
  const owners = asked(c);
  c.ask("complete", owners, "--step", "head", "--holder", "li.na", "--reason", "Both are away.");
  says(c, ["approve", owners, "--as", "han.mei"], /head is not open any more: an administrator decided \(/, /：管理员 已决定/);
});

test("A28: who has claimed a task", (t) => {
  const c = company(t, anyOf("han.mei", "li.na", "zhou.jie"));
  const n = asked(c);
  c.as("li.na", "claim", n);
  for (const verb of ["claim", "approve"])
    says(c, [verb, n, "--as", "zhou.jie"], /^.*li\.na has claimed head\./m, /li\.na 已认领 head。/);
});

test("A13: for whom a stand-in would decide, and who the stand-in is", (t) => {
  const route = `parallel { approve "head" { by = person "li.na" }, approve "second" { by = person "li.na" } }`;
  const c = company(t, route);
  c.as("li.na", "stand-in", "xu.qing", "--until", "2026-03-20");
  const n = asked(c);
  c.as("li.na", "approve", n, "--step", "head");
  c.ask("rules", "activate", written(t, route, `separate = { { "head", "second" } }`));
  c.ask("migrate", n, "--reason", "Kept apart from now on.");
  says(c, ["approve", n, "--as", "xu.qing"], /li\.na, for whom xu\.qing would decide, holds head on this record/, /由 xu\.qing 代办的 li\.na 在本单据上已担任 head/);
});

test("A22: whose approval counts, where it was given in somebody's name", (t) => {
  const c = company(t, `sequence { approve "first" { by = person "zhou.jie" }, approve "head" { by = { person "li.na", person "han.mei" }, decide = "all", may_return = true } }`);
  c.as("li.na", "stand-in", "xu.qing", "--until", "2026-03-20");
  const n = asked(c);
  c.as("zhou.jie", "approve", n);
  c.as("xu.qing", "approve", n);
  c.as("li.na", "stand-in", "--end");
  c.as("han.mei", "return", n, "--to", "first", "--straight", "--reason", "How wide?");
  c.as("zhou.jie", "approve", n);
  says(c, ["show", n], /li\.na .*what xu\.qing gave at head, /, /li\.na .*沿用 xu\.qing 在 head 代为作出的意见/, false);
});

test("A10: of whoever approves which step a pick was asked for", (t) => {
  const c = company(t, inTurn);
  says(c, ["approve", asked(c), "--pick", "head=li.na", "--as", "li.na"],
    /No step head asks for a pick of whoever approves head\./, /没有步骤 head 需要由 head 的审批人选定办理人/);
});

test("A46: by whom a field is changed after the end", (t) => {
  const c = company(t, anyOf("li.na"), `changes = { subject = { by = person "xu.qing" } }`);
  const n = asked(c);
  c.as("li.na", "approve", n);
  says(c, ["change", n, "subject=A table", "--reason", "x", "--as", "wang.fang"], /is changed after the end by xu\.qing alone/, /只能由 xu\.qing 变更/);
});

test("who disposed of a record: the person, or the user of the system", (t) => {
  const c = withAdministrator(t, company(t, anyOf("li.na")));
  const [first, second] = [asked(c), asked(c)];
  for (const n of [first, second]) c.as("wang.fang", "withdraw", n);
  c.as("zhao.lei", "dispose", first, "--reason", "Not needed.");
  c.ask("dispose", second, "--reason", "Not needed.");
  says(c, ["show", first], /was disposed of at [^.]* by zhao\.lei\./, /由 zhao\.lei 处置/);
  says(c, ["show", second], new RegExp(`was disposed of at [^.]* by Unix user ${process.getuid()}\\.`), new RegExp(`由 Unix 用户 ${process.getuid()} 处置`));
});
