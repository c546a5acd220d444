// What the command line prints where there is much of it: many people in one step, long titles in a list; and that what is late
// is said to be, and whose turn has not come.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const people = ["zhou.jie", "xu.qing", "han.mei", "li.na", "sun.tao", "qian.min", "yang.fan", "he.jing"];
const long = {
  en: "Statement of the joint committee on the harmonisation of procurement and tendering procedures in the year after next",
  zh: "关于进一步规范和加强公司各部门对外签订合同审查与备案工作的若干意见（征求意见第二稿）",
};

function council(t, decide, names) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "office"), { recursive: true });
  writeFileSync(join(rules, "office/council.lua"), `flow "office.council" { title = { en = "${long.en}", zh = "${long.zh}" }, owner = "office", prefix = "COU",
    fallback = post "general_manager", form = {}, within = workdays(2), route = function(r)
      return approve "council" { title = { en = "Members of the council", zh = "委员" }, decide = "${decide}", by = { ${names.map((p) => `person "${p}"`).join(", ")} } } end }`);
  const c = new Company(t, { rules });
  return [c, c.submit("wang.fang", "office.council", {})];
}

test("many people stand one a line below their step, and those whose turn has not come are told", (t) => {
  const [c, n] = council(t, "in_order", people);
  c.as("zhou.jie", "approve", n, "--opinion", "Sound.");
  const show = c.run(["show", n, "--as", "zhao.lei"]).stdout;
  assert.match(show, /▶ council Members of the council  8 people  due 2026-03-04 18:00  \[.*\]\n +zhou\.jie Zhou Jie 周杰 \(named zhou\.jie\) approved “Sound\.”\n +xu\.qing Xu Qing 许晴 \(named xu\.qing\)\n +han\.mei Han Mei 韩梅 \(named han\.mei\) waits for its turn\n/);
  assert.equal(show.match(/waits for its turn/g).length, 6);
  assert.match(c.run(["show", n, "--as", "zhao.lei", "--lang", "zh"]).stdout, /council 委员  共 8 人  截止[^]*han\.mei Han Mei 韩梅（指定 han\.mei） 等待轮到\n/);
});

test("few people stand in the line of their step", (t) => {
  const [c, n] = council(t, "all", people.slice(0, 6));
  assert.match(c.run(["show", n, "--as", "zhao.lei"]).stdout, /Members of the council  zhou\.jie .*, xu\.qing .*, qian\.min Qian Min 钱敏 \(named qian\.min\)  due/);
});

test("a record says of what is late that it is, as lists and drawings do", (t) => {
  const [c, n] = council(t, "any", people.slice(0, 2));
  assert.doesNotMatch(c.run(["show", n, "--as", "zhao.lei"]).stdout, /overdue/);
  c.pass("2026-03-05T09:00:00+08:00");
  assert.match(c.run(["show", n, "--as", "zhao.lei"]).stdout, /due 2026-03-04 18:00, overdue/);
  assert.match(c.run(["show", n, "--as", "zhao.lei", "--lang", "zh"]).stdout, /截止 2026-03-04 18:00，超时/);
});

test("one long title does not put a list's other columns out of sight; what is to be typed stays whole", (t) => {
  const [c, n] = council(t, "any", people.slice(0, 2));
  for (const lang of ["en", "zh"]) {
    for (const words of [["tasks", "--as", "zhou.jie"], ["records", "--as", "wang.fang"]]) {
      const lines = c.run([...words, "--lang", lang]).stdout.trimEnd().split("\n");
      assert.ok(lines.every((line) => line.length < 140), `${lines.map((l) => l.length)}`);
      assert.ok(lines.some((line) => line.includes(n) && line.includes("…")), lines.join("\n"));
    }
  }
  const [many, owed] = council(t, "all", people.concat("anna.berg", "peter.novak", "david.okoye", "chen.hao"));
  const roles = join(folder(t), "roles.csv");
  writeFileSync(roles, "role,department,person\nadministrator,,zhao.lei\n");
  many.ask("people", "import", "roles", roles);
  assert.equal(many.run(["exception", owed, "--step", "council", "--reason", "The frost comes.", "--as", "zhao.lei"]).status, 0);
  assert.ok(many.run(["debts", "--as", "zhao.lei"]).stdout.split("\n").every((line) => line.length < 160), many.run(["debts", "--as", "zhao.lei"]).stdout);
  assert.equal(c.ask("tasks", "--as", "zhou.jie").tasks[0].title.en, long.en);
});
