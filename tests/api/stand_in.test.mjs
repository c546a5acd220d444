// Stand-ins over time (A15), from outside: who names them, what moves, limits of authority, and that it is kept.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, codes, Company } from "./company.mjs";
import { folder } from "./support.mjs";

const rule = `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2), amount = "sum",
  form = { subject = text { required = true }, sum = money { currency = "CNY" } },
  overdue = ladder { { before = workhours(4), remind = assignee } },
  route = function(r) return approve "head" { by = head_of(r.department) } end }`;

function company(t) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/ask.lua"), rule);
  return new Company(t, { rules });
}

const ask = (c, sum) => c.submit("wang.fang", "company.ask", { subject: "A room", ...(sum ? { sum } : {}) });

test("A15: a person names who stands in for them, for a time", async (t) => {
  const c = company(t);
  const before = ask(c);

  await t.test("a preview says what moves, and when, and writes nothing", () => {
    const was = c.everything();
    const shown = c.as("li.na", "stand-in", "zhou.jie", "--until", "2026-03-09", "--preview");
    assert.equal(shown.preview, true);
    assert.deepEqual(shown.tasks.map((x) => [x.number, x.step, x.person.handle, x.to.handle, x.asked_at]), [[before, "head", "li.na", "zhou.jie", at("2026-03-04T14:00")]]);
    assert.deepEqual(c.everything(), was);
  });

  await t.test("what opens from then on is theirs, and the record names both", () => {
    const shown = c.as("li.na", "stand-in", "zhou.jie", "--until", "2026-03-09"); // to its end
    assert.deepEqual(shown.stand_ins.map((x) => [x.person.handle, x.flow, x.until]), [["zhou.jie", null, at("2026-03-10T00:00")]]);
    const n = ask(c);
    const [task] = c.show(n).tasks;
    assert.deepEqual([task.person.handle, task.principal.handle], ["zhou.jie", "li.na"]);
    c.as("li.na", "approve", n); // the principal acts first: that ends it
    assert.equal(c.json(["approve", n, "--as", "zhou.jie"]).error.code, "task.not_open");
  });

  await t.test("what was open moves at its reminder", () => {
    assert.deepEqual(c.next(before), { head: "li.na" });
    c.pass("2026-03-04T14:00:00+08:00");
    assert.deepEqual(c.next(before), { head: "zhou.jie" });
  });

  await t.test("both find it among their tasks, and told alone it stays with who stands in", () => {
    for (const who of ["li.na", "zhou.jie"]) {
      const [task, ...more] = c.as(who, "tasks").tasks;
      assert.deepEqual([task.number, task.holder.handle, task.principal.handle, more], [before, "zhou.jie", "li.na", []], who);
      assert.match(c.run(["tasks", "--as", who]).stdout, /zhou\.jie for li\.na\n/);
      assert.match(c.run(["tasks", "--as", who, "--lang", "zh"]).stdout, /zhou\.jie 代 li\.na\n/);
    }
    assert.deepEqual(c.as("wu.yan", "tasks").tasks, []);
    const later = ask(c);
    const shown = c.as("li.na", "stand-in");
    assert.deepEqual(shown.tasks.map((x) => [x.number, x.person.handle, x.to.handle]),
      [[before, "zhou.jie", "zhou.jie"], [later, "zhou.jie", "zhou.jie"]], "nothing moves");
    c.as("wang.fang", "withdraw", later);
  });

  await t.test("it is on the company's chain, in words of both languages", () => {
    const notes = c.as("zhao.lei", "history", "0").events.filter((e) => e.data.code === "stand_in.declared");
    assert.deepEqual(notes.map((e) => [e.actor.person.handle, /person=zhou\.jie/.test(e.data.text)]), [["li.na", true]]);
    assert.match(c.run(["history", "0"]).stdout, /zhou\.jie stands in for li\.na from 2026-03-02 01:00 UTC until 2026-03-09 16:00 UTC/);
    assert.match(c.run(["history", "0", "--lang", "zh"]).stdout, /zhou\.jie 代理 li\.na/);
  });

  await t.test("ended, the stand-in decides no more, and the task goes home", () => {
    const shown = c.as("li.na", "stand-in", "--end", "--preview");
    assert.deepEqual(shown.tasks.map((x) => [x.number, x.person.handle, x.to.handle]), [[before, "zhou.jie", "li.na"]]);
    c.as("li.na", "stand-in", "--end");
    assert.equal(c.refused("zhou.jie", "approve", before).code, "stand_in.over");
    assert.deepEqual(c.as("li.na", "stand-in").stand_ins, []);
    assert.equal(c.refused("li.na", "stand-in", "--end").code, "stand_in.none");
    c.as("li.na", "approve", before);
    assert.equal(c.ask("verify").ok, true);
  });
});

test("A15: what a declaration may not be", async (t) => {
  const c = company(t);
  await t.test("a window that is empty or over", () => {
    for (const window of [["--from", "2026-03-10T09:00:00+08:00", "--until", "2026-03-10T09:00:00+08:00"], ["--until", "2026-03-01"], ["--from", "2026-03-10", "--until", "2026-03-09"]])
      assert.equal(c.refused("li.na", "stand-in", "zhou.jie", ...window).code, "stand_in.window");
  });
  await t.test("a cycle, over however many", () => {
    c.as("li.na", "stand-in", "zhou.jie", "--until", "2026-03-20");
    c.as("zhou.jie", "stand-in", "qian.min", "--until", "2026-03-20");
    const error = c.refused("qian.min", "stand-in", "li.na", "--until", "2026-03-20");
    assert.deepEqual(codes(error), ["directory.cycle"]);
    assert.match(error.params.path, /li\.na.*zhou\.jie.*qian\.min|qian\.min.*li\.na.*zhou\.jie|zhou\.jie.*qian\.min.*li\.na/);
    assert.equal(c.refused("li.na", "stand-in", "li.na", "--until", "2026-03-20").code, "directory.cycle");
    c.as("qian.min", "stand-in", "li.na", "--from", "2026-03-21", "--until", "2026-03-21"); // a day, one after the other is none
  });
  await t.test("a flow or a person that nobody knows", () => {
    assert.equal(c.refused("li.na", "stand-in", "zhou.jie", "--until", "2026-03-20", "--flow", "company.aks").code, "flow.unknown");
    assert.equal(c.refused("li.na", "stand-in", "nobody", "--until", "2026-03-20").code, "person.unknown");
  });
});

test("A15: a stand-in's authority never exceeds the principal's limit or their own", async (t) => {
  const c = company(t);
  const file = join(folder(t), "limits.csv");
  writeFileSync(file, "subject,name,value\npost:hr.head,approval_limit,5000 CNY\nperson:zhou.jie,approval_limit,3000 CNY\n");
  c.ask("people", "import", "attributes", file);
  c.as("li.na", "stand-in", "zhou.jie", "--until", "2026-03-10", "--flow", "company.ask");
  const holder = (sum) => c.next(ask(c, sum)).head;
  await t.test("up to both", () => assert.equal(holder("3000 CNY"), "zhou.jie"));
  await t.test("not beyond the stand-in's own", () => assert.equal(holder("3000.01 CNY"), "li.na"));
  await t.test("nor beyond the principal's", () => {
    writeFileSync(file, "subject,name,value\nperson:zhou.jie,approval_limit,9000 CNY\n");
    c.ask("people", "import", "attributes", file);
    assert.equal(holder("5000 CNY"), "zhou.jie");
    assert.equal(holder("5000.01 CNY"), "li.na");
  });
  await t.test("a limit of a post that nobody knows is refused", () => {
    writeFileSync(file, "subject,name,value\npost:hr.haed,approval_limit,9000 CNY\n");
    assert.equal(c.json(["people", "import", "attributes", file]).error.code, "directory.unknown");
  });
});

test("A15, A23: what a stand-in writes, or hands on, stays within the principal's limit, and in the principal's name", async (t) => {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/ask.lua"), rule.replace("approve \"head\" { by = head_of(r.department) }",
    `parallel { approve "head" { by = person "li.na", fields = { sum = "write" } }, approve "cost" { by = person "qian.min", fields = { sum = "write" } } }`));
  const c = new Company(t, { rules });
  const file = join(folder(t), "limits.csv");
  writeFileSync(file, "subject,name,value\nperson:li.na,approval_limit,100 CNY\n");
  c.ask("people", "import", "attributes", file);
  c.as("li.na", "stand-in", "zhou.jie", "--until", "2026-03-10");
  const n = ask(c, "50 CNY");

  await t.test("a decision that writes more than the limit is refused whole", () => {
    const error = c.refused("zhou.jie", "approve", n, "sum=150000 CNY");
    assert.deepEqual([error.code, error.params.principal, error.params.limit], ["stand_in.ceiling", "li.na", "100 CNY"]);
    assert.equal(c.show(n).fields.find((f) => f.name === "sum").value, "50.00 CNY");
    assert.equal(c.next(n).head, "zhou.jie");
  });

  await t.test("handed on, it names the principal to everybody", () => {
    c.as("zhou.jie", "transfer", n, "wu.yan", "--step", "head");
    assert.match(c.run(["show", n, "--as", "wang.fang"]).stdout, /wu\.yan.* for li\.na \(handed on by the stand-in zhou\.jie\)/);
    assert.match(c.run(["history", n, "--as", "wang.fang"]).stdout, /from zhou\.jie {2}to wu\.yan \(handed on by the stand-in zhou\.jie\) {2}for li\.na\n/);
    assert.match(c.run(["tasks", "--as", "wu.yan"]).stdout, /wu\.yan for li\.na\n/);
    assert.match(c.run(["tasks", "--as", "li.na", "--lang", "zh"]).stdout, /wu\.yan 代 li\.na\n/);
    assert.deepEqual(c.as("li.na", "stand-in").tasks.map((x) => [x.person.handle, x.to.handle]), [["wu.yan", "wu.yan"]], "nothing moves");
  });

  await t.test("handed back to the stand-in it is no more theirs than before", () => {
    c.as("wu.yan", "transfer", n, "zhou.jie", "--step", "head");
    c.as("qian.min", "approve", n, "sum=150000 CNY");
    assert.deepEqual(c.next(n), { head: "li.na" });
    assert.equal(c.refused("zhou.jie", "approve", n).code, "task.not_yours");
    assert.match(c.run(["show", n, "--as", "wang.fang", "--lang", "zh"]).stdout, /li\.na.*（重新确定办理人，原为 zhou\.jie）/);
    c.as("li.na", "approve", n);
    assert.equal(c.ask("verify").ok, true);
  });
});
