// What `why` tells stays true of its time (P1.3.5): who was asked and who never was, which record's end decided, and how what a name does not
// ask for is found.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, Company } from "./company.mjs";
import { folder } from "./support.mjs";

const RULES = `flow "company.grant" { owner = "company", prefix = "GRA", fallback = post "general_manager", within = workdays(3),
  form = { sum = money { currency = "CNY", required = true } },
  deviation = { to = person "xu.qing", within = workdays(1) },
  green_channel = { within = workdays(2), overdue = ladder { { after = workhours(0), raise = true } } },
  stages = {
    approval = function(r) return sequence {
      approve "head" { by = person "xu.qing", may_return = true },
      approve "money" { by = post "finance.head", may_return = true, when = r.sum > amount "5000 CNY", because = "a big sum" },
      approve "last" { by = person "zheng.kai" },
    } end,
    execution = function(r) return sequence {
      open_record "parts" { flow = "company.part", fields = { { what = "one" }, { what = "two" } }, wait = "all", by = person "li.na" },
      act "close" { by = person "wu.yan", within = r.sum > amount "5000 CNY" and workdays(1) or workdays(2) },
    } end,
  } }
flow "company.part" { owner = "company", prefix = "PRT", fallback = post "general_manager", within = workdays(3), form = { what = text { required = true } },
  route = function(r) return approve "check" { by = person "zheng.kai" } end }`;

function company(t) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/grant.lua"), RULES);
  const c = new Company(t, { rules });
  c.said = (n, step, lang) => c.run(["why", n, step, "--as", "zhao.lei", ...(lang ? ["--lang", lang] : [])]).stdout;
  return c;
}

const submit = (c, sum, ...more) => c.as("wang.fang", "submit", c.draft("wang.fang", "company.grant", { sum }), ...more).number;

test("of a step that was left out, waits, or was closed before it began it is not said that anybody was asked", (t) => {
  const c = company(t), n = submit(c, "800 CNY");
  c.clock = "2026-03-04T10:00:00+08:00";
  for (const step of ["money", "last"]) {
    const { asked, asked_at } = c.as("zhao.lei", "why", n, step);
    assert.deepEqual([asked, asked_at], [[], null], step);
    for (const lang of ["en", "zh"]) assert.doesNotMatch(c.said(n, step, lang), /asked at|查询/);
  }
  assert.match(c.said(n, "last"), /\npeople +if it began now: zheng\.kai/);
  assert.match(c.said(n, "last", "zh"), /\n办理人 +如果现在开始 *zheng\.kai/);
  assert.equal(c.as("zhao.lei", "why", n, "head").asked_at, at("2026-03-02T09:00"));
  c.as("xu.qing", "refuse", n, "--step", "head", "--reason", "No.");
  assert.deepEqual(c.as("zhao.lei", "why", n, "last").asked, [], "closed before its turn came");
});

test("what else is called so is listed with its number, round and state, and told of by it", (t) => {
  const c = company(t), n = submit(c, "8000 CNY");
  c.as("xu.qing", "approve", n);
  c.as("han.mei", "return", n, "--reason", "Too dear.");
  c.as("wang.fang", "resubmit", n, "sum=600 CNY");
  const now = c.as("zhao.lei", "why", n, "money");
  assert.deepEqual([now.step.state, now.others.map((o) => [o.name, o.round, o.state, o.stage])], ["left_out", [["money", 1, "closed", "approval"]]]);
  const then = c.as("zhao.lei", "why", n, String(now.others[0].no));
  assert.deepEqual([then.people[0].person.handle, then.people[0].outcome, then.others.map((o) => o.no)], ["han.mei", "returned", [now.step.no]]);
  assert.match(c.said(n, "money"), new RegExp(`\\nothers +${now.others[0].no} {2}approval {2}round 1 {2}closed\\n.*countersign why ${n} NUMBER`));
  assert.match(c.said(n, "money", "zh"), new RegExp(`\\n同名步骤 +${now.others[0].no} {2}审批 {2}轮次 1 {2}关闭\\n`));
  assert.deepEqual(c.as("zhao.lei", "why", n, "revise").others, [], "of what is called so alone nothing is listed");
});

test("what goes on as the step in a plan that an adjustment made anew is none of the others", (t) => {
  const c = company(t), n = submit(c, "800 CNY");
  for (const person of ["xu.qing", "zheng.kai"]) c.as(person, "approve", n);
  c.as("wang.fang", "deviate", n, "--text", "Dearer.", "sum=9000 CNY");
  c.as("xu.qing", "approve", n, "--step", "deviation");
  assert.equal(c.show(n).plans.filter((p) => p.stage === "execution").length, 2, "made anew");
  assert.deepEqual(c.as("zhao.lei", "why", n, "parts").others, []);
});

test("A7: why of a step that opened records names them, as they stand, and whose end decided it", (t) => {
  const c = company(t), n = submit(c, "800 CNY");
  for (const person of ["xu.qing", "zheng.kai"]) c.as(person, "approve", n);
  const records = () => c.as("zhao.lei", "why", n, "parts").step.records.map((r) => [r.number, r.state]);
  assert.deepEqual(records(), [["PRT-2026-000001", "open"], ["PRT-2026-000002", "open"]]);
  c.clock = "2026-03-03T10:00:00+08:00";
  c.as("zheng.kai", "approve", "PRT-2026-000001");
  c.clock = "2026-03-03T11:00:00+08:00";
  c.as("zheng.kai", "refuse", "PRT-2026-000002", "--reason", "Broken.");
  assert.deepEqual(records(), [["PRT-2026-000001", "finished"], ["PRT-2026-000002", "ended_refused"]]);
  const { by } = c.as("zhao.lei", "why", n, "parts").ended;
  assert.deepEqual([by.kind, by.data.child.number], ["child.ended", "PRT-2026-000002"]);
  for (const [lang, words] of [["en", /↳ PRT-2026-000001 {2}company\.part {2}finished\n[^]*\nend .* refused, since PRT-2026-000002 ended: refused\n/],
    ["zh", /↳ PRT-2026-000001 {2}company\.part {2}已办结\n[^]*\n结束 .*，因 PRT-2026-000002 结束：被拒绝\n/]]) {
    assert.match(c.said(n, "parts", lang), words);
    assert.doesNotMatch(c.said(n, "parts", lang), /disposed|已处置/);
  }
  assert.equal(c.ask("verify").ok, true);
});

test("A61, A64: a superior who got what was late is told of in the reader's language, and what is owed is in the history", (t) => {
  const c = company(t), n = submit(c, "8000 CNY", "--urgent", "--reason", "The roof leaks.");
  c.pass("2026-03-04T18:00:00+08:00");
  assert.equal(c.next(n)["money.owed"], "sun.tao");
  assert.match(c.said(n, "money.owed"), /sun\.tao \(superior of han\.mei\).*\n +superior of han\.mei: then sun\.tao, the same now\n/);
  assert.match(c.said(n, "money.owed", "zh"), /\n +han\.mei 的上级：当时 sun\.tao，现在仍是\n/);
  assert.match(c.run(["history", n, "--as", "zhao.lei", "--lang", "zh"]).stdout, /待补 .*money {2}补办步骤 money\.owed\n/);
  assert.match(c.run(["history", n, "--as", "zhao.lei"]).stdout, /owed .*money {2}as money\.owed\n/);
});

test("A65: a change of posts that was entered later is not told as what was known when somebody was asked", (t) => {
  const c = company(t), n = submit(c, "8000 CNY"), late = submit(c, "9000 CNY");
  c.as("xu.qing", "approve", n);
  const then = () => c.as("zhao.lei", "why", n, "money");
  assert.deepEqual([then().rewritten, then().people[0].organisation.rewritten], [undefined, undefined]);
  c.clock = "2026-03-05T10:00:00+08:00";
  const posts = join(c.folder, "posts.csv");
  writeFileSync(posts, "post,person,from,until\nfinance.head,han.mei,,2026-02-27\nfinance.head,yang.fan,2026-02-28,\n");
  c.ask("people", "import", "posts", posts);
  const { people, rewritten } = then();
  assert.deepEqual([people[0].person.handle, people[0].organisation.then.map((p) => p.handle), people[0].organisation.rewritten, rewritten], ["han.mei", ["yang.fan"], true, true]);
  for (const [lang, words] of [["en", /the post finance\.head: then yang\.fan \(by what was entered into the directory for that time later\)[^]*asked at .*: \(by what was/],
    ["zh", /岗位 finance\.head：当时 yang\.fan（按通讯录后来为当时补录的内容）/]]) assert.match(c.said(n, "money", lang), words);
  c.as("xu.qing", "approve", late);
  const now = c.as("zhao.lei", "why", late, "money");
  assert.deepEqual([now.people[0].person.handle, now.rewritten, now.people[0].organisation.rewritten], ["yang.fan", undefined, undefined], "who is found by them");
});
