// What an initiator may do, from outside, on a told clock (approval.md A30, A40 to A46).
import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { at, Company } from "./company.mjs";
import { folder, root } from "./support.mjs";

/** A company with the shipped rules and this flow beside them, which the test may vary. */
function company(t, options = "", route = `
    return sequence {
      approve "head" { by = head_of(r.department), within = workdays(2), may_return = true },
      approve "leader" { by = person "wu.yan", within = workdays(2), when = r.count and r.count > 10, because = "more than ten" },
      copy_to "office" { to = person "anna.berg" },
    }`) {
  const rules = join(folder(t), "rules");
  cpSync(join(root, "rules"), rules, { recursive: true });
  mkdirSync(join(rules, "office"));
  const write = (options, form = "") => writeFileSync(join(rules, "office/test.lua"), `
flow "office.stock" {
  title = { en = "Stock", zh = "备货" }, owner = "office", prefix = "STK", fallback = post "office.head",
  form = { what = text { required = true, label = { en = "What", zh = "内容" } },
           count = number { label = { en = "How many", zh = "数量" } },${form} },
  ${options}
  route = function(r, set)${route}
  end,
  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },
}`);
  write(options);
  const c = new Company(t, { rules });
  c.rewrite = (...words) => {
    write(...words);
    return c.ask("rules", "activate", rules, "--reason", "tried out");
  };
  return c;
}

const paper = { what: "Paper", count: "5" };
const initiator = "wang.fang";

test("an approved record is withdrawn within the flow's time: open again, history and number stay (A42)", (t) => {
  const c = company(t, "withdraw = after_approval(workdays(2)),");
  const n = c.submit(initiator, "office.stock", paper);
  c.as("li.na", "approve", n);
  const ended = c.show(n, initiator);
  assert.equal(ended.state, "finished");
  assert.equal(ended.withdraw_until, at("2026-03-04T18:00"));
  assert.deepEqual(ended.next.map((x) => [x.person.handle, x.verbs]), [[initiator, ["withdraw"]]]);
  const before = c.history(n).map((e) => e.hash);
  c.clock = "2026-03-04T17:59:00+08:00";
  assert.equal(c.refused("li.na", "withdraw", n).code, "record.not_yours");
  assert.equal(c.as(initiator, "withdraw", n, "--reason", "Wrong size").state, "returned");
  const open = c.show(n, initiator);
  assert.deepEqual([open.number, open.round, open.ended_at, open.withdraw_until], [n, 1, null, null]);
  assert.deepEqual(c.history(n).slice(0, before.length).map((e) => e.hash), before, "nothing of before is gone");
  const reopened = c.history(n).find((e) => e.kind === "record.reopened");
  assert.deepEqual(reopened.data, { state: "returned", round: 1, cause: "withdrawn", reason: "Wrong size" });
  c.as(initiator, "resubmit", n, "count=6");
  assert.equal(c.show(n).round, 2);
  c.as("li.na", "approve", n);
  c.clock = "2026-03-06T18:00:00+08:00";
  const error = c.refused(initiator, "withdraw", n);
  assert.equal(error.code, "withdraw.not_allowed");
  assert.deepEqual(error.params, { policy: "after_approval", until: at("2026-03-06T18:00") });
  assert.deepEqual(c.show(n, initiator).next, []);
  assert.match(c.run(["withdraw", n, "--as", initiator, "--lang", "en"]).stderr, /the time for it after the approval is over.*until 2026-03-06 18:00/);
  assert.match(c.run(["history", n, "--as", initiator, "--lang", "zh"]).stdout, /重新打开/);
  c.ask("verify");
});

test("how often is the flow's to say, and the log says who was urged (A43)", (t) => {
  const c = company(t, "urge_every = hours(1),");
  const n = c.submit(initiator, "office.stock", paper);
  c.as(initiator, "urge", n, "--reason", "Please");
  const [urged] = c.history(n).filter((e) => e.kind === "record.urged");
  assert.deepEqual([urged.actor.person.handle, urged.data.person.handle, urged.step.name], [initiator, "li.na", "head"]);
  c.clock = "2026-03-02T09:59:59+08:00";
  assert.deepEqual(c.refused(initiator, "urge", n).params, { at: at("2026-03-02T10:00") });
  c.clock = "2026-03-02T10:00:00+08:00";
  c.as(initiator, "urge", n);
  assert.match(c.run(["history", n, "--as", initiator, "--lang", "en"]).stdout, /urged.*li\.na/);
});
