// What a rule says as it ends something stands in both languages, and each reader has their own: in histories, in why, in drawings,
// in answers.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const SAID = {
  refuse: ["Nobody looked at it in time", "逾期无人处理"],
  pass: ["Silence is consent here", "逾期视为同意"],
  finish: ["The rest is not needed any more", "其余事项不再需要"],
  leave_out: ["Two of us have looked already", "已有两人看过"],
};
const both = (what) => `{ en = "${SAID[what][0]}", zh = "${SAID[what][1]}" }`;

const RULES = `flow "company.ask" { title = { en = "Ask", zh = "请示" }, owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2),
  form = { how = text { label = { en = "How", zh = "方式" } } },
  route = function(r) return sequence {
      approve "head" { title = { en = "Head", zh = "主管" }, by = person "li.na",
        overdue = ladder { { after = workhours(0), call = function(r) if r.how == "refuse" then return refuse ${both("refuse")} end return pass ${both("pass")} end } } },
      approve "second" { title = { en = "Second", zh = "复核" }, by = person "zhou.jie" },
      all { act "work" { title = { en = "Work", zh = "办理" }, by = person "wu.yan" },
      act "rest" { title = { en = "Rest", zh = "其余" }, by = person "han.mei" } } } end,
  on = { decided = function(r, set, e) if e.step == "work" then return finish ${both("finish")} end end } }
extend "company.ask" { department = "hr", leave_out = { second = ${both("leave_out")} } }`;

function company(t) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/ask.lua"), RULES);
  return new Company(t, { rules });
}

/** Is it said in the reader's language, and not in the other one, by each of these? */
function told(c, n, what, asked) {
  for (const [at, lang] of [[0, "en"], [1, "zh"]])
    for (const asks of asked) {
      const seen = c.run([...asks, "--lang", lang, "--as", "wang.fang"]).stdout.replace(/<tspan[^>]*>|<\/?text[^>]*>|<\/tspan>|\s+/g, " ");
      const words = (one) => one.split(" ").every((word) => seen.includes(word)); // a drawing breaks lines
      assert.ok(words(SAID[what][at]), `${asks.join(" ")} in ${lang}: ${seen}`);
      assert.ok(!seen.includes(SAID[what][1 - at]), `${asks.join(" ")} in ${lang}: ${seen}`);
      assert.ok(!seen.includes("\u001f"), asks.join(" "));
    }
}

test("a refusal and a passing by a rule's function say why in both languages (A61)", (t) => {
  for (const what of ["refuse", "pass"]) {
    const c = company(t);
    const n = c.submit("wang.fang", "company.ask", { how: what });
    c.pass("2026-03-10T09:00:00+08:00");
    told(c, n, what, [["history", n], ["show", n], ["draw", n], ["why", n, "head"]]);
    const task = c.json(["show", n]).tasks.find((one) => one.step_name === "head");
    assert.deepEqual([task.opinion, task.opinion_zh], SAID[what]);
    assert.equal(c.ask("verify").ok, true);
  }
});

test("a record that needs no more, and a step that a department leaves out, say why in both languages", (t) => {
  const c = company(t);
  const n = c.submit("wang.fang", "company.ask", { how: "by hand" });
  told(c, n, "leave_out", [["show", n], ["history", n], ["why", n, "second"], ["draw", n], ["plan", "company.ask", "how=x"]]);
  c.as("li.na", "approve", n);
  c.as("wu.yan", "done", n);
  assert.equal(c.show(n).state, "finished");
  told(c, n, "finish", [["history", n], ["show", n], ["why", n, "rest"]]);
  const rest = c.json(["show", n]).plans.flatMap((p) => p.steps).find((one) => one.name === "rest");
  assert.deepEqual([rest.left_out, rest.left_out_zh], SAID.finish);
  assert.equal(c.ask("verify").ok, true);
});
