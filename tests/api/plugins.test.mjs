// Plugins, from outside: messages as files, a channel that fails, functions in rules, and plugins that are none.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { cause, chairs, codes, Company, message, Server, until } from "./company.mjs";
import { build, folder, root } from "./support.mjs";

const shipped = `plugin_folder = ${join(build, "plugins")}`, broken = `plugin_folder = ${join(build, "tests/plugins")}`;

function configure(c, ...lines) {
  writeFileSync(join(c.folder, "countersign.conf"), lines.join("\n") + "\n");
}

test("the channel `file` writes each message as one JSON file; without a server they wait for it", async (t) => {
  const c = new Company(t, { clock: null });
  const out = join(folder(t), "out");
  configure(c, shipped, "plugins = file", `plugin.file.folder = ${out}`);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  const [waiting] = c.ask("outbox", "--state", "waiting").messages;
  assert.deepEqual([waiting.channel, waiting.recipient.handle, waiting.number ?? n], ["file", "li.na", n]);
  const server = await Server.start(t, c);
  const written = () => (existsSync(out) ? readdirSync(out).filter((f) => f.endsWith(".json")) : []); // not one that is being written
  await until(() => written().length === 1, "the first file");
  const told = message(join(out, written()[0]));
  assert.equal(told.kind, "task.opened");
  assert.equal(told.recipient, "li.na");
  assert.equal(told.number, n);
  assert.equal(told.step, "head");
  assert.equal(told.key, waiting.message);
  assert.ok(told.due);
  c.as("li.na", "approve", n);
  c.as("feng.lin", "done", n);
  await until(() => written().length >= 3, "the buyer's task and the result");
  const kinds = written().map((f) => message(join(out, f))).map((m) => [m.kind, m.recipient]);
  assert.ok(kinds.some(([kind, to]) => kind === "record.ended" && to === "wang.fang"), JSON.stringify(kinds));
  await until(() => c.ask("outbox", "--state", "waiting").messages.length === 0, "all of them marked as delivered");
  assert.ok(c.ask("outbox").messages.every((m) => m.state === "delivered" && m.attempts === 1));
  await server.kill("SIGTERM");
});

test("A15: what a stand-in is told names in whose name they have the task, and what somebody has in their own nobody", async (t) => {
  const c = new Company(t, { clock: null });
  const out = join(folder(t), "out");
  configure(c, shipped, "plugins = file", `plugin.file.folder = ${out}`);
  const own = c.submit("wang.fang", "company.purchase", chairs);
  c.as("li.na", "stand-in", "zhou.jie", "--until", "2099-01-01");
  const n = c.submit("wang.fang", "company.purchase", chairs);
  const of = (number) => c.ask("outbox").messages.filter((m) => m.record === c.show(number).record).map((m) => [m.recipient.handle, m.principal?.handle]);
  assert.deepEqual([of(own), of(n)], [[["li.na", undefined]], [["zhou.jie", "li.na"]]]);
  assert.match(c.run(["outbox", "--lang", "en"]).stdout, / zhou\.jie for li\.na /);
  assert.match(c.run(["outbox", "--lang", "zh"]).stdout, / zhou\.jie 代 li\.na /);
  const server = await Server.start(t, c);
  const written = () => (existsSync(out) ? readdirSync(out).filter((f) => f.endsWith(".json")) : []);
  await until(() => written().length === 2, "both files");
  const told = written().map((f) => message(join(out, f))).map((m) => [m.recipient, m.principal, m.principal_name]).sort();
  assert.deepEqual(told, [["li.na", undefined, undefined], ["zhou.jie", "li.na", "Li Na 李娜"]]);
  await server.kill("SIGTERM");
});

test("a channel that fails: decisions go on, it backs off, the message is shown as stuck, and sent again it arrives once", async (t) => {
  const c = new Company(t, { clock: null });
  const steer = join(folder(t), "steer");
  mkdirSync(steer);
  configure(c, broken, "plugins = failing_channel", `plugin.failing_channel.folder = ${steer}`, "deliver_attempts_max = 3", "deliver_retry_s = 1", "deliver_retry_max_s = 2");
  writeFileSync(join(steer, "fail"), "");
  const server = await Server.start(t, c);
  const n = c.submit("wang.fang", "company.purchase", chairs);
  const lines = (name) => (existsSync(join(steer, name)) ? readFileSync(join(steer, name), "utf8").trim().split("\n") : []);
  const begun = Date.now();

  await t.test("a failing channel never delays an approval", () => {
    c.as("li.na", "approve", n);
    assert.ok(Date.now() - begun < 3000);
    assert.deepEqual(c.next(n), { order: "feng.lin" });
  });
  await t.test("it tries three times, waiting longer each time, then the message is stuck with its last error", async () => {
    const stuck = await until(() => { const m = c.ask("outbox", "--state", "stuck").messages; return m.length === 2 && m; }, "two stuck messages");
    assert.ok(Date.now() - begun >= 3000, "one second, then two");
    assert.deepEqual(stuck.map((m) => [m.attempts, m.last_error]), [[3, "the line is down"], [3, "the line is down"]]);
    assert.equal(lines("tried").length, 6);
    assert.equal(c.ask("status").counts.messages_stuck, 2);
    assert.match(c.run(["outbox", "--state", "stuck"]).stdout, /stuck.*the line is down/);
  });
  await t.test("sent again, each arrives, once", async () => {
    rmSync(join(steer, "fail"));
    const [first] = c.ask("outbox", "--state", "stuck").messages;
    assert.equal(c.ask("outbox", "resend", first.message).resent, 1);
    await until(() => lines("delivered").length === 1, "the first");
    assert.match(lines("delivered")[0], new RegExp(`^${first.message} `));
    const [second] = c.ask("outbox", "--state", "stuck").messages;
    assert.equal(c.ask("outbox", "resend", second.message, "--channel", "failing").resent, 1);
    await until(() => lines("delivered").length === 2, "the second");
    assert.equal(c.ask("outbox", "--state", "stuck").messages.length, 0);
    assert.equal(c.json(["outbox", "resend", "12345"]).status, 1, "there is no such message");
  });
  await t.test("a message that the channel gives up is stuck at once", async () => {
    writeFileSync(join(steer, "refuse"), "");
    c.submit("wang.fang", "company.purchase", chairs);
    const [m] = await until(() => { const s = c.ask("outbox", "--state", "stuck").messages; return s.length > 0 && s; }, "the message given up");
    assert.deepEqual([m.attempts, m.last_error], [1, "no such mailbox"]);
  });
  await t.test("the end of the server closes channel and plugin", async () => {
    await server.kill("SIGTERM");
    assert.deepEqual(lines("life").slice(-2), ["channel closed 1", "plugin closed 1"]);
  });
});

test("a plugin that is none stops the start: its name, its file and the cause; nothing is half open", async (t) => {
  const c = new Company(t, { clock: null });
  const steer = join(folder(t), "steer");
  mkdirSync(steer);
  for (const [what, lines, hint] of [
    ["of another version", ["plugins = wrong_version"], /wrong_version.*(version 2|version)/],
    ["without its symbol", ["plugins = no_symbol"], /no_symbol.*cs_plugin/],
    ["that fails to open", ["plugins = fails_to_open", "plugin.fails_to_open.reason = the mail server said no"], /fails_to_open[^]*the mail server said no/],
    ["that is not there", ["plugins = mial"], /mial.*not|no.*mial/i],
    ["named twice", ["plugins = fails_to_open fails_to_open"], /fails_to_open/],
    ["opened before another one fails", ["plugins = failing_channel no_symbol", `plugin.failing_channel.folder = ${steer}`], /no_symbol/],
    ["with a setting for one not in use", ["plugins =", "plugin.mail.host = x"], /mail/],
  ])
    await t.test(what, () => {
      configure(c, broken, ...lines);
      for (const verb of [["serve"], ["records"]]) {
        const done = c.run(verb);
        assert.equal(done.status, 3, done.stdout + done.stderr);
        assert.match(done.stderr, hint);
        assert.match(c.run([...verb, "--lang", "zh"]).stderr, /[一-鿿]{3}/);
      }
    });
  const life = readFileSync(join(steer, "life"), "utf8").trim().split("\n");
  assert.equal(life.filter((l) => l === "plugin opened 1").length, life.filter((l) => l === "plugin closed 1").length, "what had been opened is closed");
  configure(c, broken);
  assert.equal(c.run(["records"]).status, 0);
});

test("a wrong line of the configuration is told with file and line, and the near name", (t) => {
  const c = new Company(t, { clock: null });
  for (const [line, hint] of [
    ["plugin = file", /countersign\.conf:2.*plugins/], ["batch_max = many", /countersign\.conf:2.*batch_max/], ["batch_max = 0", /countersign\.conf:2.*1/],
    ["nonsense", /countersign\.conf:2/], ["# a comment\nreaders = 2\nreaders = 3", /countersign\.conf:4.*readers/], ["plugin.file.folder = x", /file/],
  ]) {
    configure(c, "# first", line);
    const done = c.run(["records"]);
    assert.equal(done.status, 3, line);
    assert.match(done.stderr, hint);
  }
});

const account = `flow "finance.account" {
  title = { en = "Bank account", zh = "银行账户" }, owner = "finance", prefix = "ACC", fallback = post "finance.head",
  form = { iban = text { required = true, label = { en = "Account number", zh = "账号" } } },
  check = function(r, set)
    if not iban.valid(r.iban) then return problem("iban", { en = "this is no account number", zh = "账号无效" }) end
  end,
  route = function(r, set)
    return sequence { approve "check" { by = post "finance.head", within = workdays(2),
                                        because = "from " .. iban.country(r.iban) } }
  end,
  overdue = ladder { { after = workhours(0), remind = assignee } },
}`;

test("a rule calls a plugin's pure function (iban): a form is checked by it, its answer stands in the reason", (t) => {
  const c = new Company(t);
  configure(c, shipped, "plugins = iban");
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "finance"), { recursive: true });
  writeFileSync(join(rules, "finance/account.lua"), account);
  assert.equal(c.run(["rules", "activate", rules]).status, 0, c.run(["rules", "activate", rules]).stderr);
  const wrong = c.draft("yang.fan", "finance.account", { iban: "DE89 3704 0044 0532 0130 01" });
  const error = c.refused("yang.fan", "submit", wrong);
  assert.equal(codes(error)[0], "form.invalid");
  assert.equal(cause(error).params.field, "iban");
  assert.match(c.run(["submit", wrong, "--as", "yang.fan", "--lang", "zh"]).stderr, /账号无效/);
  const n = c.submit("yang.fan", "finance.account", { iban: "DE89 3704 0044 0532 0130 00" });
  assert.match(JSON.stringify(c.show(n).plans), /from DE/);
});

test("rules that call a function of a plugin not loaded are refused with file, line and its name", (t) => {
  const c = new Company(t);
  const rules = join(folder(t), "rules");
  mkdirSync(join(rules, "finance"), { recursive: true });
  writeFileSync(join(rules, "finance/account.lua"), account);
  const done = c.run(["rules", "activate", rules]);
  assert.equal(done.status, 1);
  assert.match(done.stderr, /finance\/account\.lua:\d+:.*iban/);
});

test("the plugins shipped are the ones in the folder plugins, each built as a library of its name", () => {
  const sources = readdirSync(join(root, "plugins"), { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => `${e.name}.so`).sort();
  assert.deepEqual(readdirSync(join(build, "plugins")).sort(), sources);
});
