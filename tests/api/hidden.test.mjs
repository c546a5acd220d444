// A71: what a step hides from its people leaves the host by no way: every verb of the command line, asked by somebody from whom it is
// hidden, as text in both languages and as JSON, while the record is in many states; every refusal; every message. The verbs are those
// that the program names in its help: one that is new has to be said here what to ask it.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { build, folder, root, run } from "./support.mjs";

// Values that stand nowhere else: of the first round, of now, proposed; worked out of each; of a text, of a cell, of somebody.
const SECRET = /733[0-9]{2}|8444[0-9]|955[56][0-9]|146662|168884|191106|173330|zyzzyva|quokkasand|wobbegong|wallabyfur|kelpieling|numbatish|67676|Anna Berg|anna\.berg/i;

// What fails does so for values that the checker of rules does not think of: it would not let such rules be put into force.
const RULES = `
local function told(r) return tostring(r.price) .. ", twice that " .. tostring(r.total) .. ", with the other " .. tostring(r.both) .. ", from " .. (r.secret or "nobody") .. " " .. (r.lines[1] and r.lines[1].secret or "") .. (r.list[1] and r.list[1].from or "") end
flow "office.hide" {
  title = { en = "Hide", zh = "隐藏" }, owner = "office", prefix = "HID", fallback = post "general_manager", within = workdays(5), withdraw = "before_end",
  form = {
    note = text {}, other = money { currency = "CNY", required = true },
    price = money { currency = "CNY", required = true }, total = money { currency = "CNY", computed = function(r) return r.price * 2 end },
    both = money { currency = "CNY", computed = function(r) return r.price + r.other end },
    extra = text {}, -- which no route reads
    secret = text {}, boss = person {}, lines = table_of { columns = { what = text {}, secret = text {} } },
    list = table_of { columns = { thing = text {}, cost = money { currency = "CNY" }, from = text {} } }, -- of which they see the first column alone
  },
  risk = function(r) if r.price > amount "50 CNY" then return "medium", "the price is " .. told(r) end return "low", "cheap" end,
  uses = { recent = sum_of { field = "price", same = { "secret" }, within = days(30) } },
  changes = { price = {}, note = {} }, green_channel = { within = workdays(1) }, deviation = { within = workdays(1) },
  checks = { check "fits" { title = { en = "fits", zh = "相符" }, steps = { "blind", "work" },
    finds = function(r) if r.note == "bad" then return problem("note", "not fit for " .. told(r), "不符 " .. told(r)) end end } },
  check = function(r)
    if r.note == "worse" then return problem("note", "not fit for " .. told(r), "不符 " .. told(r)) end
    if (r.note or ""):reverse() == "sliaf" then error("can't be read: " .. told(r)) end
  end,
  stages = {
    approval = function(r)
      if (r.note or ""):reverse() == "nalp on" then error("no plan for " .. told(r)) end
      return sequence {
        approve "head" { by = post "office.head", because = "price " .. told(r), title = { en = "of " .. told(r), zh = "价 " .. told(r) }, when = r.price + r.recent.sum > amount "1 CNY" },
        approve "blind" { by = person "feng.lin", may_return = true, because = "risk " .. r.risk .. told(r),
          fields = { price = "hidden", total = "hidden", both = "hidden", extra = "hidden", secret = "hidden", lines = "hidden", boss = "hidden", note = "write", list = { thing = "write", cost = "hidden", from = "hidden" } },
          overdue = ladder { { after = workhours(0), call = function(r, set, task) return notify { to = person "feng.lin", text = "late for " .. told(r) } end } } },
        each(r.lines, function(l, i) return approve("line" .. i) { by = post "legal.head", because = "line " .. l.secret, when = l.what ~= "no" } end),
        approve "money" { by = post "finance.head", because = { en = "so much: " .. told(r), zh = "金额：" .. told(r) }, when = r.other ~= r.price },
      }
    end,
    execution = function(r)
      return sequence {
        act "work" { title = { en = "work for " .. told(r), zh = "办 " .. told(r) }, by = person "feng.lin", because = "for " .. told(r), fields = { price = "hidden", total = "hidden", both = "hidden", extra = "hidden", secret = "hidden", lines = "hidden", boss = "hidden", list = { cost = "hidden", from = "hidden" } } },
        act "pay" { by = person "yang.fan", because = "pay " .. tostring(r.both) },
        act "big" { by = person "yang.fan", when = r.other > amount "5000 CNY" or (r.list[1] and r.list[1].cost or amount "0 CNY") > amount "67670 CNY", because = "with " .. tostring(r.both) } }
    end,
    acceptance = function(r) return approve "accept" { by = post "legal.head", because = "twice, " .. tostring(r.total) } end,
  },
  on = { stage_opened = function(r, set) return notify { to = person "feng.lin", text = "opened for " .. (r.extra or told(r)) } end },
  copy_at_end = initiator,
  overdue = ladder { { after = workhours(0), remind = assignee } },
}`;

const PEOPLE = join(root, "rules/company/people.lua");
const RIGHTS = ["feng.lin"]; // from whom it is hidden

function company(t, text = RULES) {
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "office"), { recursive: true });
  writeFileSync(join(rules, "office", "hide.lua"), text);
  const c = new Company(t, { rules, people: PEOPLE });
  const channel = ["plugins = file", `plugin_folder = ${join(build, "plugins")}`, `plugin.file.folder = ${join(c.folder, "out")}`];
  writeFileSync(join(c.folder, "countersign.conf"), channel.join("\n")); // without a server, messages wait where they are seen
  return c;
}

/** What each verb is asked about a record; null: what it says is of no record, or it needs the store alone. */
const ASKED = {
  show: (n) => [[n]], history: (n) => [[n]], tasks: () => [[]], records: () => [[]], debts: () => [[], ["--department", "office"]],
  draw: (n) => [[n], [n, "--rounds", "all"]],
  plan: (n) => [[n], ["office.hide", "price=5 CNY"]],
  simulate: (n) => [[n, "--until", "2026-05-01"]],
  why: (n, steps) => steps.map((s) => [n, s]),
  "what-if": (n) => [[n, "note=x"], [n, "note=no plan"], [n, "note=worse"], [n, "note=fails"], [n, "other=99999 CNY"], [n, "other=5 CNY", "--from", "submission"]],
  deadlines: () => [[]], outbox: () => [[]], incidents: () => [[]], measures: () => [[]], status: () => [[]], settings: () => [[]], rules: () => [[]],
  "report acceptance": (n) => [[n]], "report mutual": () => [[]],
  // commands, tried: what they would do, or why they are refused
  edit: (n) => [[n, "note=y"]], prepare: (n) => [[n]], agree: (n) => [[n]], submit: (n) => [[n]], resubmit: (n) => [[n]],
  approve: (n) => [[n], [n, "note=bad"], [n, "note=worse"], [n, "note=fails"], [n, "price=1 CNY"], [n, "lines.9.what=x"], [n, "list.1.thing=desk"], [n, "list.3.thing=desk"], [n, "list.1.from=x"]],
  done: (n) => [[n], [n, "note=bad"]], refuse: (n) => [[n, "--reason", "no"]], acknowledge: (n) => [[n]],
  return: (n) => [[n, "--reason", "again"], [n, "--reason", "again", "--to", "head"], [n, "--reason", "again", "--to", "head", "--straight"]],
  abstain: (n) => [[n]], transfer: (n) => [[n, "zheng.kai", "--reason", "away"]], "add-signer": (n) => [[n, "zheng.kai", "--where", "before"]],
  delegate: (n) => [[n, "zheng.kai"]], ask: (n) => [[n, "zheng.kai", "--text", "well?"]], answer: (n) => [[n, "yes"]], claim: (n) => [[n]], unclaim: (n) => [[n]],
  "take-back": (n) => [[n]], attach: (n) => [[n, "secret="]], urge: (n) => [[n]], "remove-signer": (n) => [[n, "zheng.kai"]], change: (n) => [[n, "note=z"], [n, "price=1 CNY"]],
  read: (n) => [[n]], withdraw: (n) => [[n]], comment: (n) => [[n, "well"]], log: (n) => [[n, "text=well"]],
  warn: (n) => [[n, "zheng.kai", "well"]], order: (n) => [[n, "zheng.kai", "well"]], request: (n) => [[n, "finance", "well"]],
  deviate: (n) => [[n, "note=other", "--text", "otherwise"], [n, "price=1 CNY", "--text", "otherwise"]],
  jump: (n) => [[n, "--to", "money", "--reason", "x"]], exception: (n) => [[n, "--step", "money", "--reason", "x"]], complete: (n) => [[n, "--reason", "x"]],
  reassign: (n) => [[n, "zheng.kai", "--reason", "x"]], cancel: (n) => [[n, "--reason", "x"]], suspend: (n) => [[n, "--reason", "x"]], resume: (n) => [[n, "--reason", "x"]],
  copy: (n) => [[n]], draft: () => [["office.hide", "other=much"]],
  migrate: (n) => [[n, "--reason", "x", "--dry-run"]], leaver: () => [["feng.lin", "--to", "zheng.kai", "--reason", "x", "--dry-run"]], dispose: (n) => [[n, "--reason", "x", "--preview"]],
  // of people, rules, calendars and the machine
  ...Object.fromEntries(["init", "check", "test", "fire", "outbox resend", "incidents settle", "people import", "people export", "settings set", "rules activate",
    "rules rollback", "calendar", "calendar import", "calendar put", "stand-in", "serve", "replay", "verify", "backup", "restore", "bench"].map((v) => [v, null])),
};
const DRAWN = [["--lang", "en"], ["--lang", "zh"]], ALL_FORMS = [["--json"], ...DRAWN];

/** Without ids and hashes, in which any figures may stand. */
const words = (text) => text.replace(/\b[0-9a-f]{10,}\b/g, "");

/** The verbs that the program has, as its help lists them. */
function verbs() {
  const said = run(["help", "--lang", "en"]).stdout;
  const list = [...said.matchAll(/^ {2}([a-z]+(?:-[a-z]+)*(?: [a-z]+)?) {2,}\S/gm)].map((m) => m[1]);
  assert.ok(list.length > 60, said);
  return list;
}

test("A71: each verb that the program has is asked", () => {
  for (const verb of verbs()) assert.ok(verb in ASKED, `${verb}: say what somebody from whom a field is hidden asks it, or that it tells of no record`);
});

/** Asks everything, as everybody from whom it is hidden. */
function search(c, n, when, { previews = false, texts = false, as = RIGHTS } = {}) {
  const steps = [...new Set(c.json(["show", n]).plans.flatMap((p) => p.steps.map((s) => s.name)).filter((s) => s))];
  const told = [];
  let asked = 0;
  for (const person of as)
    for (const verb of verbs()) {
      const command = /^(edit|prepare|agree|submit|resubmit|approve|done|refuse|acknowledge|return|abstain|transfer|add-signer|delegate|ask|answer|claim|unclaim|take-back|attach|urge|remove-signer|change|read|withdraw|comment|log|warn|order|request|deviate|jump|exception|complete|reassign|cancel|suspend|resume)$/.test(verb);
      if (!ASKED[verb] || (command && !previews)) continue;
      for (const asks of ASKED[verb](n, steps))
        for (const form of verb === "draw" ? DRAWN : command || !texts ? [["--json"]] : ALL_FORMS) {
          const all = [...verb.split(" "), ...asks, ...(command ? ["--preview"] : []), ...(verb === "report acceptance" ? ["--out", join(c.folder, "page.html")] : []), ...form, "--as", person];
          const seen = c.run(all);
          asked++;
          assert.notEqual(seen.status, 2, `not understood: ${all.join(" ")}: ${seen.stdout}${seen.stderr}`);
          const page = join(c.folder, "page.html"), text = words(seen.stdout + seen.stderr + (existsSync(page) ? readFileSync(page, "utf8") : ""));
          if (SECRET.test(text)) told.push(`${when}: ${all.join(" ")}: …${text.slice(Math.max(0, text.search(SECRET) - 120), text.search(SECRET) + 60)}…`);
        }
    }
  assert.ok(asked > (previews ? 80 : 25), `${asked} asked`);
  assert.deepEqual(told, [], told.join("\n"));
}

/** Messages that went to them. */
function searchMessages(c) {
  const all = c.json(["outbox", "--state", "all", "--limit", "1000"]).messages;
  const theirs = all.filter((m) => RIGHTS.includes(m.recipient.handle));
  assert.ok(theirs.some((m) => /opened for …/.test(m.text)) && theirs.some((m) => /late for …/.test(m.text)), JSON.stringify(theirs));
  assert.doesNotMatch(words(JSON.stringify(theirs)), SECRET);
}

const first = { note: "n", other: "7 CNY", price: "73331 CNY", secret: "zyzzyva", extra: "wallabyfur", boss: "anna.berg", "lines.1.what": "w", "lines.1.secret": "quokkasand", "lines.2.what": "no", "lines.2.secret": "wobbegong",
  "list.1.thing": "shelf", "list.1.cost": "67676 CNY", "list.1.from": "kelpieling", "list.2.thing": "lamp" };

test("A71: while it is approved, returned, changed and submitted again", (t) => {
  const c = company(t);
  const n = c.submit("wu.yan", "office.hide", first);
  for (const asks of [["show", n], ["history", n], ["why", n, "head"], ["what-if", n, "note=x"], ["plan", n]]) // it is there to be told
    assert.match(c.run([...asks, "--json", "--as", "wu.yan"]).stdout, SECRET, asks[0]);
  c.as("zhou.jie", "approve", n);
  search(c, n, "open", { previews: true });
  for (const note of ["bad", "worse", "fails"]) // refused for good, not only tried
    for (const form of [["--json"], ["--lang", "en"], ["--lang", "zh"]]) {
      const seen = c.run(["approve", n, `note=${note}`, ...form, "--as", "feng.lin"]);
      assert.equal(seen.status, 1);
      assert.doesNotMatch(seen.stdout + seen.stderr, SECRET);
      assert.match(seen.stdout + seen.stderr, note === "fails" ? /can't be read: …/ : /fit for …|不符 …/, "what is wrong is told all the same");
    }
  const batch = c.json(["approve", n, "HID-2026-9999", "note=worse", "--as", "feng.lin"]);
  assert.match(JSON.stringify(batch), /form\.invalid/);
  assert.doesNotMatch(words(JSON.stringify(batch)), SECRET);
  assert.match(JSON.stringify(c.ask("incidents")), SECRET, "the administrator hears of the rule that failed in its own words");

  c.as("feng.lin", "return", n, "--reason", "again");
  c.as("wu.yan", "edit", n, "price=84442 CNY", "secret=zyzzyva two", "extra=", "list.1.from=numbatish"); // only the history has it still
  search(c, n, "returned");
  c.as("wu.yan", "submit", n);
  c.as("zhou.jie", "approve", n);
  search(c, n, "second round");
  c.pass("2026-03-20T09:00:00+08:00"); // the ladder's own words
  search(c, n, "late", { texts: true });
  searchMessages(c);
  assert.equal(c.ask("verify").ok, true);
});

test("A71: while it is carried out, deviates, is accepted, and is changed after its end", (t) => {
  const c = company(t);
  const n = c.submit("wu.yan", "office.hide", first);
  c.as("zhou.jie", "approve", n);
  c.as("feng.lin", "approve", n);
  c.as("he.jing", "approve", n, "--step", "line1");
  c.as("han.mei", "approve", n);
  search(c, n, "carried out", { previews: true });
  c.as("wu.yan", "comment", n, "it is 73331 CNY"); // what people say of it
  c.as("wu.yan", "log", n, "--entry", "work", "time=2026-03-02 09:00", "place=Hall 3", "participants=two", "content=73331 CNY of it", "problems=none", "measures=none");
  c.as("wu.yan", "deviate", n, "price=84442 CNY", "--text", "dearer: 84442 CNY, said zyzzyva");
  search(c, n, "deviation undecided", { texts: true });
  c.as("zhou.jie", "approve", n, "--step", "deviation");
  search(c, n, "approved again");
  for (let i = 0; i < 40 && c.show(n).state === "open"; i++) // to its end
    for (const next of c.show(n).next.filter((one) => one.task)) c.run([next.verb ?? next.verbs[0], n, "--opinion", "84442 CNY is fair", "--task", next.task, "--as", next.person.handle]);
  assert.equal(c.show(n).state, "finished");
  search(c, n, "finished");
  const page = readFileSync(join(c.folder, "page.html"), "utf8");
  assert.match(page, /dearer: … CNY, said …[^]*… CNY is fair/);
  c.as("wu.yan", "change", n, "price=95553 CNY", "--reason", "dearer still");
  search(c, n, "changed after the end");
  assert.equal(c.ask("verify").ok, true);
});

test("A71: of a table whose columns are hidden singly the rest is seen and written, and they stay as they are", (t) => {
  const c = company(t);
  const n = c.submit("wu.yan", "office.hide", first);
  c.as("zhou.jie", "approve", n);
  const seen = c.json(["show", n, "--as", "feng.lin"]).fields.find((f) => f.name === "list");
  assert.deepEqual(seen.value, [["shelf", null, null], ["lamp", null, null]]);
  assert.deepEqual(seen.columns.map((one) => one.hidden ?? false), [false, true, true]);
  assert.match(c.run(["show", n, "--as", "feng.lin"]).stdout, /list: shelf; lamp\n/);
  assert.match(c.run(["show", n, "--as", "wu.yan"]).stdout, /list: shelf, 67676\.00 CNY, kelpieling; lamp, –, –\n/);
  assert.equal(c.refused("feng.lin", "approve", n, "list.3.thing=desk").code, "field.rows_kept");
  c.as("feng.lin", "approve", n, `list=${JSON.stringify([["desk", null, null], ["lamp", null, null]])}`); // as they see it, filled in
  const now = c.json(["show", n, "--as", "wu.yan"]).fields.find((f) => f.name === "list");
  assert.deepEqual(now.value, [["desk", "67676.00 CNY", "kelpieling"], ["lamp", null, null]]);
  assert.equal(c.ask("verify").ok, true);
});

test("A71: nor by what a read is refused with, in the words that the initiator would hear", (t) => {
  const c = company(t);
  const n = c.submit("wu.yan", "office.hide", first);
  c.as("zhou.jie", "approve", n);
  c.as("feng.lin", "return", n, "--reason", "again");
  for (const [note, said] of [["worse", /not fit for …, twice that …/], ["fails", /can't be read: …, twice that …/], ["no plan", /… plan for …, twice that …/]]) {
    c.as("wu.yan", "edit", n, `note=${note}`);
    for (const form of ALL_FORMS) { // the rest of a record that is returned begins with its being submitted again
      const seen = c.run(["plan", n, ...form, "--as", "feng.lin"]), text = seen.stdout + seen.stderr;
      assert.equal(seen.status, 1, text);
      assert.doesNotMatch(words(text), SECRET);
      if (form.includes("zh") && note === "worse") assert.match(text, /不符 …/);
      else assert.match(text, said, "what is wrong is told all the same");
    }
    assert.match(c.run(["plan", n, "--as", "wu.yan"]).stderr, SECRET, "the initiator sees it");
  }
});

const OPENS = `
flow "office.child" { title = { en = "c", zh = "c" }, owner = "office", prefix = "CHI", fallback = post "general_manager", within = workdays(5),
  form = { cost = money { currency = "CNY" } },
  check = function(r) if r.cost > amount "9000 CNY" then return problem("cost", "too dear: " .. tostring(r.cost), "x") end end,
  route = function(r) return approve "see" { by = post "finance.head" } end }
flow "office.hide" { title = { en = "Hide", zh = "隐藏" }, owner = "office", prefix = "HID", fallback = post "general_manager", within = workdays(5),
  form = { price = money { currency = "CNY", required = true } },
  route = function(r)
    return sequence {
      approve "blind" { by = person "feng.lin", fields = { price = "hidden" } },
      open_record "buy" { flow = "office.child", fields = { cost = r.price } },
    }
  end }`;

test("A71: nor by the refusal of another record that is filled in from what is hidden", (t) => {
  const c = company(t, OPENS);
  const n = c.submit("wu.yan", "office.hide", { price: "73331 CNY" });
  const error = c.refused("feng.lin", "approve", n);
  assert.match(JSON.stringify(error), /follow_up\.refused.*too dear: …/);
  assert.doesNotMatch(words(JSON.stringify(error)), SECRET);
});
