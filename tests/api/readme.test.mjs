// What the READMEs promise a newcomer, as it stands there: what ./run shows, a first rule from the file to the history, a department that extends a flow.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company, shippedRules } from "./company.mjs";
import { build, folder, root, run } from "./support.mjs";

const readme = readFileSync(join(root, "README.md"), "utf8");
/** The blocks of that kind. */
const blocks = (kind, text = readme) => [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].filter((b) => b[1] === kind).map((b) => b[2]);

test("./run shows what the README says of it, line by line", (t) => {
  const shown = spawnSync("sh", [join(root, "tests/scenes.sh"), build, join(folder(t), "demo")],
    { cwd: root, encoding: "utf8", env: { ...process.env, LANG: "C", LC_ALL: "" } });
  assert.equal(shown.status, 0, shown.stdout + shown.stderr);
  assert.equal(shown.stdout.match(/^\x1b\[1m\d\. /gm).length, 9, "nine scenes");
  const lines = new Set(shown.stdout.split("\n"));
  const told = blocks("").find((b) => b.startsWith("PUR-")).split("\n").filter(Boolean);
  assert.ok(told.length > 10);
  for (const line of told) assert.ok(lines.has(line), `not shown: ${line}`);
});

test("the first rule: checked, tested, put into force, and a record goes through it as the README types it", async (t) => {
  const rules = shippedRules(t);
  mkdirSync(join(rules, "hr"), { recursive: true });
  writeFileSync(join(rules, "hr/training.lua"), blocks("lua")[0]);
  const tested = run(["test", rules]);
  assert.equal(tested.status, 0, tested.stdout + tested.stderr);
  assert.match(tested.stdout, /an expensive course goes to the leader too/);
  const c = new Company(t, { rules });

  const typed = blocks("sh").find((b) => b.startsWith("countersign draft hr.training"));
  let id, shown;
  for (const line of typed.split("\n").filter(Boolean)) {
    const words = line.replace(/\s+#.*/, "").match(/(?:"[^"]*"|[^\s"])+/g).map((w) => w.replaceAll('"', ""));
    shown = c.run(words.slice(1).map((w) => (w === "ID" ? id : w)));
    assert.equal(shown.status, 0, `${line}\n${shown.stdout}${shown.stderr}`);
    id ??= /^(\d+) {2}/m.exec(shown.stdout)[1];
  }
  assert.match(shown.stdout, /decided +li\.na .*approved/);
});

test("rules/README: the flow and the department that extends it are checked together, and plan what is said there", (t) => {
  const told = readFileSync(join(root, "rules/README.md"), "utf8");
  const [flow] = blocks("lua", told), extended = blocks("lua", told).find((b) => b.startsWith('extend "company.purchase"'));
  const rules = join(folder(t), "rules");
  for (const [file, text] of [["company/purchase.lua", flow], ["procurement/purchase.lua", extended]]) {
    mkdirSync(join(rules, file, ".."), { recursive: true });
    writeFileSync(join(rules, file), text);
  }
  const c = new Company(t, { rules });
  const checked = c.run(["check", rules]);
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  const steps = (by, amount) => c.as(by, "plan", "company.purchase", `amount=${amount}`, "kind=goods")
    .stages.flatMap((s) => s.steps).filter((s) => s.name && s.state !== "left_out").map((s) => s.name);
  assert.deepEqual(steps("wang.fang", "5000 CNY"), ["head", "order"]);
  assert.deepEqual(steps("wang.fang", "5000.01 CNY"), ["head", "finance", "order"]);
  assert.deepEqual(steps("feng.lin", "2000.01 CNY"), ["head", "contract", "finance", "order"]); // of procurement
});
