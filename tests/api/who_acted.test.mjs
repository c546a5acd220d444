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
