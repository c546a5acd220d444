// A route is explained with the organisation as it was then: posts change hands while a record is on its way, and why
// tells who held them when each step began, and who does now.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const rule = `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(9),
  form = { subject = text { required = true } },
  route = function(r) return sequence { approve "head" { by = head_of(r.department) }, approve "money" { by = post "finance.head" },
    approve "above" { by = superior_of(initiator) }, approve "clerk" { by = role "finance.controller" } } end }`;

const handles = (people) => people.map((p) => p.handle);

test("why over a change of posts in the middle of a record", async (t) => {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/ask.lua"), rule);
  const c = new Company(t, { rules });
  const file = join(folder(t), "posts.csv");
  const imported = (table, text) => {
    writeFileSync(file, text);
    c.ask("people", "import", table, file);
  };
  const n = c.submit("wang.fang", "company.ask", { subject: "A room" });

  // On the third, Zhou Jie becomes head of personnel and Yang Fan head of finance.
  imported("posts", "post,person,from,until\nhr.head,li.na,,2026-03-02\nhr.head,zhou.jie,2026-03-03,\nfinance.head,han.mei,,2026-03-02\nfinance.head,yang.fan,2026-03-03,\n");
  imported("roles", "role,department,person,from,until\nfinance.controller,finance,peter.novak,,2026-03-03\nfinance.controller,finance,xu.qing,2026-03-04,\n");
  c.clock = "2026-03-03T10:00:00+08:00";

  await t.test("a step that began before is told with who was head then, and who is now", () => {
    const [task] = c.as("wang.fang", "why", n, "head").people;
    assert.deepEqual([task.person.handle, handles(task.organisation.then), handles(task.organisation.now)], ["li.na", ["li.na"], ["zhou.jie"]]);
    const [asked] = c.as("wang.fang", "why", n, "head").asked;
    assert.deepEqual(asked.named.map((p) => p.person.handle), ["li.na"]);
    assert.match(c.run(["why", n, "head", "--as", "wang.fang"]).stdout, /then li\.na, now zhou\.jie/);
  });

  await t.test("her task stays hers; the next step begins with the organisation of its own time", () => {
    c.as("li.na", "approve", n);
    assert.deepEqual(c.next(n), { money: "yang.fan" });
    const [task] = c.as("wang.fang", "why", n, "money").people;
    assert.deepEqual([handles(task.organisation.then), handles(task.organisation.now)], [["yang.fan"], ["yang.fan"]]);
  });

  await t.test("so does a superior: the head of that time", () => {
    c.as("yang.fan", "approve", n);
    assert.deepEqual(c.next(n), { above: "zhou.jie" });
    assert.deepEqual(handles(c.as("wang.fang", "why", n, "above").people[0].organisation.then), ["zhou.jie"]);
  });

  await t.test("a step to come says whom it would have if it began now, and that changes with the day", () => {
    const expected = () => c.as("wang.fang", "why", n, "clerk").expected.people.map((p) => p.person.handle);
    assert.deepEqual(expected(), ["peter.novak"]);
    c.clock = "2026-03-04T09:00:00+08:00";
    assert.deepEqual(expected(), ["xu.qing"]);
  });

  await t.test("what is told of the past does not change with later changes", () => {
    imported("posts", "post,person,from,until\nhr.head,zhou.jie,2026-03-03,2026-03-03\nhr.head,wu.yan,2026-03-04,\n");
    const [head] = c.as("wang.fang", "why", n, "head").people, [above] = c.as("wang.fang", "why", n, "above").people;
    assert.deepEqual([handles(head.organisation.then), handles(head.organisation.now)], [["li.na"], ["wu.yan"]]);
    assert.deepEqual([handles(above.organisation.then), handles(above.organisation.now)], [["zhou.jie"], ["wu.yan"]]);
  });

  await t.test("vacant then is said so, though somebody holds it now", () => {
    imported("posts", "post,person,from,until\nlegal.head,he.jing,,2026-03-03\n");
    const m = c.submit("he.jing", "company.ask", { subject: "A book" });
    imported("posts", "post,person,from,until\nlegal.head,xu.qing,2026-03-05,\n");
    c.clock = "2026-03-05T09:00:00+08:00";
    const [asked] = c.as("he.jing", "why", m, "head").asked;
    assert.deepEqual(asked.named, []);
    assert.deepEqual(c.next(m), { head: "zhao.lei" }); // the fallback
  });
});
