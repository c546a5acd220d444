// Slips of those who type: what they are told, so that they know what to write instead.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const RULE = `flow "company.ask" { owner = "company", prefix = "ASK", fallback = post "general_manager", within = workdays(2),
  form = { subject = text { required = true } }, settings = { patience = workdays(2) },
  stages = {
    approval = function(r, set) return sequence {
      approve "head" { by = person "li.na", within = set.patience },
      approve "other" { by = person "wu.yan", when = r.subject == "never" },
      approve "last" { by = picked { from = { person "han.mei", person "zhou.jie" } }, may_return = true } } end,
    execution = function() return act "buy" { by = person "wu.yan", may_return = true } end } }`;

function company(t) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "company"), { recursive: true });
  writeFileSync(join(rules, "company/ask.lua"), RULE);
  return new Company(t, { rules });
}

const said = (c, person, ...args) => c.run([...args, "--as", person]).stderr;

test("A10: somebody picked twice for one step is told, instead of the last one winning", (t) => {
  const c = company(t);
  const draft = c.draft("wang.fang", "company.ask", { subject: "A shelf" });
  const done = c.run(["submit", draft, "--pick", "last=han.mei", "--pick", "last=zhou.jie", "--as", "wang.fang"]);
  assert.notEqual(done.status, 0);
  assert.match(done.stderr, /“last=zhou\.jie” is named a second time\. .*by commas/);
  assert.match(c.run(["draft", "company.ask", "subject=a", "subject=b", "--as", "wang.fang"]).stderr, /second time/);
  const n = c.as("wang.fang", "submit", draft, "--pick", "last=han.mei").number;
  c.as("li.na", "approve", n);
  c.as("han.mei", "return", n, "--reason", "Not mine.");
  c.as("wang.fang", "resubmit", n, "--pick", "last=zhou.jie");
  const picks = c.run(["history", n, "--as", "wang.fang"]).stdout.split("\n").filter((line) => / picked /.test(line));
  assert.equal(picks.length, 2);
  assert.doesNotMatch(picks[0], /instead/);
  assert.match(picks[1], /zhou\.jie .*instead of han\.mei/, "a later pick says whom it replaces");
});

test("a setting is given as NAME VALUE or NAME=VALUE", (t) => {
  const c = company(t);
  for (const words of [["patience=3 workdays"], ["patience", "4 workdays"]]) {
    c.ask("settings", "set", "company.ask", ...words);
    const { flows, settings } = c.ask("settings", "--flow", "company.ask");
    assert.match(JSON.stringify(flows ?? settings), new RegExp(`"${words.at(-1).at(-10)} workdays"`));
  }
  assert.match(c.run(["settings", "set", "company.ask", "patience"]).stderr, /needs value/);
});

test("A22, A25, A29: who asks nothing, names a machine, or returns to nowhere hears what to write", (t) => {
  const c = company(t);
  const n = c.as("wang.fang", "submit", c.draft("wang.fang", "company.ask", { subject: "A shelf" }), "--pick", "last=han.mei").number;
  assert.equal(c.refused("li.na", "ask", n, "wu.yan").code, "question.required");
  assert.match(said(c, "li.na", "ask", n, "wu.yan"), /What is the question\?/);
  const machine = "treasury";
  assert.equal(c.refused("li.na", "add-signer", n, machine, "--where", "before").code, "signer.service");
  assert.match(said(c, "li.na", "add-signer", n, machine, "--where", "beside"), new RegExp(`${machine} is a service account`));
  c.as("li.na", "approve", n);
  assert.match(said(c, "han.mei", "return", n, "--to", "haed", "--reason", "x"), /It can be returned to head, or, without --to/);
  assert.equal(c.refused("han.mei", "return", n, "--to", "other", "--reason", "x").params.possible, "head");
  c.as("han.mei", "approve", n);
  const { possible } = c.refused("wu.yan", "return", n, "--to", "nowhere", "--reason", "x").params;
  assert.equal(possible, "approval/head, approval/last");
  for (const to of possible.split(", ")) c.as("wu.yan", "return", n, "--to", to, "--reason", "x", "--preview");
});

test("A63: a calendar that is nobody's yet is said to be", (t) => {
  const c = company(t);
  const file = join(folder(t), "site.json");
  const windows = Object.fromEntries(["mon", "tue"].map((day) => [day, ["08:00-16:00"]]));
  for (const [name, none] of [["sitte", true], ["company", false]]) {
    writeFileSync(file, JSON.stringify({ name, zone: "Asia/Shanghai", windows }));
    const done = c.run(["calendar", "put", file, "--preview"]);
    assert.equal(done.status, 0, done.stderr);
    assert.equal(/Nobody's time is counted by sitte yet/.test(done.stdout), none, done.stdout);
  }
});
