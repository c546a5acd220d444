// Whose act something was, and whose it can be: as told to people, in both languages.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

/** A company of one flow, "company.a" with numbers A-…, of that route. */
function company(t, route, more = "") {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/a.lua"), `flow "company.a" { title = { en = "A", zh = "甲" }, owner = "company", prefix = "A", fallback = post "general_manager",
  within = workdays(2), form = { n = number {}, m = number {} }, ${more}
  route = function(r) return ${route} end }`);
  return new Company(t, { rules });
}

const file = (c) => c.submit("wang.fang", "company.a", {});

test("A15: what the principal decided is told as the principal's, and not as of whoever stood in", async (t) => {
  const c = company(t, 'sequence { approve "p" { by = person "peter.novak" }, approve "end" { by = person "han.mei" } }');
  c.as("peter.novak", "stand-in", "xu.qing", "--until", "2026-03-10");
  const own = file(c), theirs = file(c);
  c.as("peter.novak", "refuse", own, "--reason", "I say no");
  c.as("xu.qing", "refuse", theirs, "--reason", "I say no");
  const says = (lang, ...args) => c.run([...args, "--as", "wang.fang", "--lang", lang]).stdout;
  const drawn = (n, lang) => {
    const svg = join(folder(t), "a.svg");
    c.run(["draw", n, "-o", svg, "--as", "wang.fang", "--lang", lang]);
    return readFileSync(svg, "utf8");
  };

  await t.test("show", () => {
    assert.match(says("en", "show", own), /p {2}peter\.novak Peter Novak in person, not xu\.qing, who stood in .*refused “I say no”/);
    assert.match(says("zh", "show", own), /peter\.novak Peter Novak 本人办理，非代理人 xu\.qing/);
    assert.match(says("en", "show", theirs), /p {2}xu\.qing Xu Qing 许晴 for peter\.novak .*refused “I say no”/);
  });
  await t.test("why", () => {
    assert.match(says("en", "why", own, "p"), /people +peter\.novak in person, not xu\.qing, who stood in /);
    assert.match(says("zh", "why", own, "p"), /peter\.novak 本人办理，非代理人 xu\.qing/);
    assert.match(says("en", "why", theirs, "p"), /people +xu\.qing for peter\.novak /);
  });
  await t.test("what is expected of a record, where a part of it has been decided", () => {
    const gone = file(c), stood = file(c);
    c.as("peter.novak", "approve", gone);
    c.as("xu.qing", "approve", stood);
    assert.match(says("en", "plan", gone), /p {2}peter\.novak Peter Novak in person, not xu\.qing, who stood in /);
    assert.match(says("en", "plan", stood), /p {2}xu\.qing Xu Qing 许晴 for peter\.novak /);
    assert.match(says("en", "plan", file(c)), /p {2}xu\.qing Xu Qing 许晴 for peter\.novak /, "nobody has decided it");
    const [, p, end] = c.as("wang.fang", "plan", gone).stages[0].steps;
    assert.deepEqual([p, end].map((s) => s.people[0].decided_by?.handle), ["peter.novak", undefined]);
  });
  await t.test("a drawing, on the card and where it is pointed at", () => {
    const of = (n, lang, words) => drawn(n, lang).replaceAll("\n", " ").split(words).length - 1;
    assert.ok(of(own, "en", "Peter Novak in person, not Xu Qing") >= 2);
    assert.equal(of(own, "en", "for Peter Novak"), 0);
    assert.ok(of(own, "zh", "Peter Novak（本人，非代理人 Xu Qing 许晴）") >= 2);
    assert.ok(of(theirs, "en", "Xu Qing 许晴 for Peter Novak") >= 2);
  });
});

const three = 'approve "p" { by = { person "yang.fan", person "peter.novak", person "xu.qing" } }';

test("A28: who has claimed it is said to everybody: claimed, shown, among their tasks, why, drawn, and what can be done next", async (t) => {
  const c = company(t, three);
  const n = file(c);
  const says = (lang, who, ...args) => c.run([...args, "--as", who, "--lang", lang]).stdout;
  assert.doesNotMatch(says("en", "yang.fan", "tasks"), /claimed/);
  const done = says("en", "peter.novak", "claim", n);
  assert.match(done, /→ p: peter\.novak has claimed it {2}due/);
  assert.doesNotMatch(done, /yang\.fan|xu\.qing/, "nobody else decides it now");

  await t.test("in words", () => {
    assert.match(says("en", "wang.fang", "show", n), /yang\.fan Yang Fan 杨帆 \(named yang\.fan\), peter\.novak Peter Novak \(named peter\.novak\) has claimed it, xu\.qing/);
    assert.match(says("zh", "wang.fang", "show", n), /peter\.novak Peter Novak.*已认领/);
    for (const who of ["yang.fan", "peter.novak"]) {
      assert.match(says("en", who, "tasks"), /peter\.novak has claimed it\n/);
      assert.match(says("zh", who, "tasks"), /peter\.novak 已认领\n/);
    }
    assert.match(says("en", "wang.fang", "why", n, "p"), /peter\.novak \(named peter\.novak\) {2}.* has claimed it\n/);
    const svg = join(folder(t), "a.svg");
    c.run(["draw", n, "-o", svg, "--as", "wang.fang"]);
    const drawn = readFileSync(svg, "utf8");
    assert.match(drawn, />Peter Novak<.*> · has claimed it</);
    assert.match(drawn, /<title>p .*Peter Novak · has claimed it · Xu Qing/);
  });
  await t.test("as JSON", () => {
    assert.deepEqual(c.show(n).tasks.map((x) => x.claimed_by?.handle), ["peter.novak", "peter.novak", "peter.novak"]);
    assert.equal(c.as("yang.fan", "tasks").tasks[0].claimed_by.handle, "peter.novak");
    const next = Object.fromEntries(c.show(n).next.map((x) => [x.person.handle, x.verbs]));
    assert.ok(next["peter.novak"].includes("approve"));
    assert.ok(!("yang.fan" in next) || !next["yang.fan"].includes("approve"));
  });
  await t.test("given back it is everybody's again, and nobody else gives it back", () => {
    const error = c.refused("yang.fan", "unclaim", n);
    assert.deepEqual([error.code, error.params], ["claim.none", { step: "p", by: "peter.novak" }]);
    assert.match(c.run(["unclaim", n, "--as", "yang.fan"]).stderr, /You have not claimed p: peter\.novak has/);
    c.as("peter.novak", "unclaim", n);
    assert.deepEqual(c.show(n).tasks.map((x) => x.claimed_by), [undefined, undefined, undefined]);
    assert.match(c.run(["unclaim", n, "--as", "yang.fan", "--lang", "zh"]).stderr, /您没有认领 p，不能取消认领/);
  });
  await t.test("the claim of who is away no more is none", () => {
    c.as("yang.fan", "stand-in", "han.mei", "--until", "2026-03-10");
    const other = file(c);
    c.as("han.mei", "claim", other);
    const claims = () => c.show(other).tasks.map((x) => x.claimed_by?.handle);
    assert.deepEqual(claims(), ["han.mei", "han.mei", "han.mei"]);
    c.as("yang.fan", "stand-in", "--end");
    assert.deepEqual(claims(), [undefined, undefined, undefined]);
    assert.equal(c.as("xu.qing", "tasks").tasks.at(-1).claimed_by, undefined);
    c.as("xu.qing", "approve", other);
  });
});

test("A3: whose it is names all who may decide, or whoever has claimed it", (t) => {
  const c = company(t, three);
  const n = file(c);
  const holder = () => c.refused("he.jing", "approve", n).params.holder;
  assert.equal(holder(), "yang.fan, peter.novak, xu.qing");
  assert.match(c.run(["approve", n, "--as", "he.jing", "--lang", "zh"]).stderr, /yang\.fan、peter\.novak、xu\.qing 办理/);
  assert.match(c.run(["submit", n, "--as", "wang.fang"]).stderr, /It now waits for yang\.fan, peter\.novak, xu\.qing at p\./);
  c.as("xu.qing", "claim", n);
  assert.equal(holder(), "xu.qing");
});
