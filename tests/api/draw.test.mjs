// countersign draw, from outside: well-formed SVG in two languages, with every step by its name; of a record and of a form, through a
// server and without one; files, widths, rounds, and what is refused.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, writeFileSync, mkdirSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import { chairs, Company, Server } from "./company.mjs";
import { build, folder, root, run } from "./support.mjs";

const references = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };

/** Reads XML, no more of it than drawings use; fails where it is not well-formed. An element: {name, attributes, children}. */
function parse(xml) {
  const open = [{ children: [] }];
  const pieces = /<(\/?)([a-z:]+)((?: [a-zA-Z:-]+='[^'<]*')*)(\/?)>|([^<]+)|(<)/gy;
  let end = 0;
  for (let m; (m = pieces.exec(xml)); end = pieces.lastIndex) {
    const [whole, closes, name, attributes, empty, text, stray] = m;
    assert.equal(stray, undefined, `a stray < at ${m.index}: ${xml.slice(m.index, m.index + 60)}`);
    for (const reference of whole.match(/&[^;]{0,8};?/g) ?? []) assert.ok(references[reference], `${reference} at ${m.index}`);
    assert.doesNotMatch(whole, /[\x00-\x08\x0b-\x1f]/, "a character that XML has no place for");
    if (text !== undefined) open.at(-1).children.push(text.replace(/&[a-z]+;/g, (r) => references[r]));
    else if (closes) assert.equal(open.pop().name, name, `at ${m.index}`);
    else {
      const element = { name, attributes: Object.fromEntries([...attributes.matchAll(/ ([a-zA-Z:-]+)='([^']*)'/g)].map((a) => [a[1], a[2]])), children: [] };
      open.at(-1).children.push(element);
      if (!empty) open.push(element);
    }
  }
  assert.equal(end, xml.length, `not read beyond ${end}: ${xml.slice(end, end + 60)}`);
  assert.equal(open.length, 1, `not closed: ${open.at(-1).name}`);
  const roots = open[0].children.filter((c) => typeof c !== "string" || c.trim() !== "");
  assert.equal(roots.length, 1);
  return roots[0];
}

const elements = (e) => (typeof e === "string" ? [] : [e, ...e.children.flatMap(elements)]);
const text = (e) => (typeof e === "string" ? e : e.children.map(text).join(""));

/** What is to be read in it, one line of text a line; blanks that lines do not break at are blanks. */
const read = (svg) => elements(svg).filter((e) => e.name === "text").map((e) => text(e).replaceAll("\u00a0", " ")).join("\n");

/** Draws, and looks at what holds of every drawing. */
function draw(company, ...words) {
  const done = company.run(["draw", ...words]);
  assert.equal(done.status, 0, done.stderr);
  assert.equal(done.stderr, "");
  return look(done.stdout);
}

function look(svg) {
  const tree = parse(svg);
  assert.equal(tree.name, "svg");
  assert.equal(tree.attributes.xmlns, "http://www.w3.org/2000/svg");
  assert.equal(tree.attributes.role, "img");
  assert.deepEqual(tree.children.filter((c) => c.name).slice(0, 3).map((c) => c.name), ["title", "desc", "style"]);
  assert.ok(Buffer.byteLength(svg) < 60 * 1024, `${Buffer.byteLength(svg)} bytes`);
  assert.doesNotMatch(svg, /<script|href|url\(|@import|http:\/\/(?!www\.w3\.org\/2000\/svg)/, "nothing is run, nothing fetched");
  assert.match(svg, /prefers-color-scheme:dark/);
  assert.match(svg, /@media print/);
  return tree;
}

const width = (svg) => Number(svg.attributes.width);

test("a record is drawn with where it stands: every step by name, who has it, when it is due, what is not needed", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", { ...chairs, amount: "8000 CNY" });
  c.clock = "2026-03-02T10:30:00+08:00";
  c.as("li.na", "approve", n, "--opinion", "Needed <now> & \"here\"");
  const words = read(draw(c, n, "--as", "wang.fang"));
  for (const step of c.show(n).plans[0].steps) if (step.name) assert.ok(words.includes(step.title.en), step.name);
  assert.match(words, /approved · 2026-03-02 10:30/);
  assert.match(words, /Li Na 李娜 · head of Human resources/);
  assert.match(words, /“Needed <now> & "here"”/);
  assert.match(words, /open · approve\ndue in 2 d 7 h · 2026-03-04 18:00\nHan Mei 韩梅/);
  assert.match(words.replace(/\n/g, " "), /IT security · not needed; does not apply: software is looked at by/);
  assert.match(words, /from Wang Fang 王芳, Human resources/);
  const zh = read(draw(c, n, "--as", "wang.fang", "--lang", "zh"));
  assert.match(zh, /采购申请\n流转中 · PUR-2026-000001/);
  assert.match(zh, /Li Na 李娜 · 人力资源部负责人/);
  assert.match(zh, /办理中 · 审批\n还剩 2 天 7 小时 · 截止 2026-03-04 18:00/);
  assert.doesNotMatch(zh, /approve|waits|due/);
  c.pass("2026-03-05T09:00:00+08:00");
  assert.match(read(draw(c, n, "--as", "wang.fang")), /overdue · approve\n15 h late · was due 2026-03-04 18:00/);
  assert.match(read(draw(c, String(c.show(n).record), "--as", "wang.fang")), /overdue/, "by its id, too");
});

test("the route expected of a form is drawn before anything is written", (t) => {
  const c = new Company(t);
  const before = c.everything();
  const words = ["company.important", "name=A", "initiated_by=sales", "in_charge=anna.berg", "planned=2026-04-01..2026-09-30", "budget=600000 CNY",
    "risk=high", "background=a", "goals=b", "requirements=c", "effect=d", "involved.1.department=finance", "involved.2.department=it", "--as", "anna.berg"];
  const drawn = read(draw(c, ...words));
  for (const title of ["Agreement of a department involved", "Head of department", "Finance", "Leader in charge", "General manager", "Copy to the office"])
    assert.ok(drawn.replace(/\n/g, " ").includes(title), title);
  assert.match(drawn, /the route expected; nothing is submitted/);
  assert.match(drawn, /All of them \(2\)/);
  assert.match(drawn, /Agreement of the departments/);
  assert.match(drawn, /2026-03-02 09:00 to 2026-03-05 18:00\nHan Mei 韩梅 · head of Finance/);
  assert.match(drawn, /expected end · 2026-03-2\d 18:00/);
  assert.deepEqual(c.everything(), before);
  const missing = c.run(["draw", "company.purchase", "item=x", "--as", "anna.berg"]);
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /amount/i);
  assert.equal(missing.stdout, "");
});

test("names that XML keeps signs for come out as they are", (t) => {
  const rules = join(folder(t), "rules"), odd = `<b>"it's" & so ]]> on`;
  mkdirSync(join(rules, "hr"), { recursive: true });
  writeFileSync(join(rules, "hr/odd.lua"), `flow "hr.odd" { title = [==[${odd}]==], owner = "hr", fallback = post "hr.head", form = {},
  route = function(r) return sequence { approve "x" { title = [==[${odd} step]==], by = post "hr.head", within = workdays(1),
    because = [==[${odd} reason]==] } } end }`);
  const c = new Company(t, { rules });
  const n = c.submit("anna.berg", "hr.odd", {});
  c.as("li.na", "refuse", n, "--reason", odd);
  const svg = draw(c, n, "--as", "anna.berg");
  const words = read(svg).replaceAll("\n", " ");
  for (const part of [odd, `${odd} step`, `${odd} reason`, `“${odd}”`]) assert.ok(words.includes(part), part);
  assert.ok(text(svg.children.find((e) => e.name === "title")).startsWith(odd));
  assert.equal(elements(svg).some((e) => e.name === "b"), false);
});

test("width: as asked, down to a telephone's", (t) => {
  const c = new Company(t, { rules: join(root, "tests/gallery/rules") });
  const n = c.submit("anna.berg", "gallery.contract", { subject: "Delivery" });
  const wide = draw(c, n, "--as", "anna.berg"), narrow = draw(c, n, "--as", "anna.berg", "--width", "390");
  assert.ok(width(wide) <= 720 && width(wide) > 600, `${width(wide)}`);
  assert.ok(width(narrow) <= 390, `${width(narrow)}`);
  assert.ok(Number(narrow.attributes.height) > Number(wide.attributes.height));
  assert.equal(read(narrow).replace(/\s/g, "").length, read(wide).replace(/\s/g, "").length, "nothing is left out for it");
});

test("earlier rounds are folded, or drawn as they were", (t) => {
  const c = new Company(t, { rules: join(root, "tests/gallery/rules") });
  const n = c.submit("wang.fang", "gallery.purchase", { item: "Chairs", amount: "8000 CNY" });
  c.as("li.na", "return", n, "--reason", "Which chairs?");
  assert.match(read(draw(c, n, "--as", "wang.fang")), /returned to the initiator[\s\S]*returned · 2026-03-02[\s\S]*Revise\nopen/);
  c.as("wang.fang", "resubmit", n, "item=Blue chairs");
  const folded = read(draw(c, n, "--as", "wang.fang")), all = read(draw(c, n, "--as", "wang.fang", "--rounds", "all"));
  assert.match(folded, /Round 1\nLi Na 李娜 returned · 2026-03-02 09:00\n“Which chairs\?”\nHead of department/);
  assert.doesNotMatch(folded, /Revise/);
  assert.match(all, /Approval {2}round 1[\s\S]*Revise\nrevised[\s\S]*Approval {2}round 2/);
});

test("to a file, as JSON, through a server: the same drawing", async (t) => {
  const c = new Company(t, { clock: null });
  const n = c.submit("wang.fang", "company.purchase", chairs);
  const out = folder(t);
  const printed = c.run(["draw", n, "--as", "wang.fang"]).stdout;
  // without what depends on the minute that it was drawn in
  const still = (svg) => svg.replaceAll("\u00a0", " ").replace(/(as of|due in) [^<]*/g, "$1").replace(/<text[^>]*>\d\d\d\d-[^<]*<\/text>\n/g, "").replace(/height='\d+'|viewBox='[^']*'|y='\d+'|\bM?-?\d+ -?\d+\b/g, "");
  for (const option of [["--out", join(out, "a.svg")], ["-o", join(out, "b.svg")]]) {
    const done = c.run(["draw", n, "--as", "wang.fang", ...option]);
    assert.equal(done.status, 0, done.stderr);
    assert.ok(done.stdout.includes(option[1]));
    look(readFileSync(option[1], "utf8"));
    assert.equal(still(readFileSync(option[1], "utf8")), still(printed));
  }
  assert.equal(still(c.ask("draw", n, "--as", "wang.fang").svg), still(printed));
  assert.deepEqual(c.ask("draw", n, "--as", "wang.fang", "-o", join(out, "c.svg")).file, join(out, "c.svg"));
  await Server.start(t, c);
  assert.equal(still(c.run(["draw", n, "--as", "wang.fang"]).stdout), still(printed));
});

test("what can't be drawn is told, and leaves no file", (t) => {
  const c = new Company(t);
  const n = c.submit("wang.fang", "company.purchase", chairs), out = join(folder(t), "x.svg");
  for (const [words, status, hint] of [
    [["PUR-2026-000099"], 1, /PUR-2026-000099/], [["company.nothing"], 1, /company\.nothing/], [[n, "amount=3"], 1, /fields go with a flow/],
    [[n, "--width", "100"], 2, /width.*100/], [[n, "--width", "wide"], 2, /width/], [[n, "--rounds", "some"], 2, /rounds.*some/], [[], 2, /what/],
    [[n, "--out", "/nonexistent/x.svg"], 3, /\/nonexistent\/x\.svg/],
  ]) {
    const done = c.run(["draw", ...words, ...(words.includes("--out") ? [] : ["--out", out]), "--as", "wang.fang"]);
    assert.equal(done.status, status, `${words.join(" ")}: ${done.stdout}${done.stderr}`);
    assert.match(done.stderr, hint);
    assert.equal(existsSync(out), false);
  }
});

const works = (c, fields, ...more) => {
  const draft = c.as("wu.yan", "draft", "gallery.works", "name=A gate", ...Object.entries(fields).map((f) => f.join("="))).record;
  return c.as("wu.yan", "submit", draft, ...more).number;
};

test("rounds of a loop have numbers, and whoever decides when they are used up says so, also as a group (A8)", (t) => {
  const c = new Company(t, { rules: join(root, "tests/gallery/rules") });
  const n = works(c, { budget: "8000 CNY" });
  c.as("zhou.jie", "approve", n);
  c.as("feng.lin", "done", n);
  for (let i = 0; i < 3; i++) {
    c.as("feng.lin", "done", n);
    c.as("zhou.jie", "refuse", n, "--reason", `Loose: ${i}.`);
  }
  const words = read(draw(c, n, "--as", "wu.yan"));
  assert.match(words, /at most 3 rounds\nRound 1\n.*refused.*\n“Loose: 0\.”[\s\S]*Round 2\n[\s\S]*Round 3 · refused[\s\S]*When the rounds are used up\nAn engineer reports[\s\S]*The last word/);
  assert.match(read(draw(c, n, "--as", "wu.yan", "--rounds", "all")), /Round 1 · refused\nIt is handed over/);
  assert.match(read(draw(c, n, "--as", "wu.yan", "--lang", "zh")), /第 1 轮[\s\S]*第 3 轮 · 拒绝[\s\S]*轮数用尽后\n技术鉴定/);
});

test("approvals asked for again stand beside the plan, each with what was adjusted (P2.3.3)", (t) => {
  const c = new Company(t, { rules: join(root, "tests/gallery/rules") });
  const n = works(c, { budget: "8000 CNY" });
  c.as("zhou.jie", "approve", n);
  c.as("wu.yan", "deviate", n, "--text", "Steel is dear.", "budget=30000 CNY");
  c.as("zhou.jie", "approve", n, "--step", "deviation");
  const words = read(draw(c, n, "--as", "wu.yan"));
  assert.match(words, /Goes on while it is approved again[\s\S]*The plan · open\nIt is built[\s\S]*Approved again · open\n“Steel is dear\.”\nBudget: 8000\.00 CNY → 30000\.00 CNY\nHead of department/);
  assert.match(words, /Beside the route\nDeviation\napproved/);
});

test("a stage gone past by the green channel says so, with what is owed for it (A64)", (t) => {
  const c = new Company(t, { rules: join(root, "tests/gallery/rules") });
  const n = works(c, { budget: "60000 CNY" }, "--urgent", "--reason", "Water.");
  const words = read(draw(c, n, "--as", "wu.yan"));
  assert.match(words, /By the green channel\nthe work began before these approvals; they\n?.* ?are owed\nHead of department · open\nFinance · open\nLegal · open\nLeader in charge · open\nGeneral manager · not needed/);
  assert.match(read(draw(c, n, "--as", "wu.yan", "--lang", "zh")), /绿色通道\n先办理、后审批，以下审批待补\n部门负责人审批 · 办理中/);
});

test("the gallery's scenes are drawn, in both languages and widths", (t) => {
  const out = folder(t), all = Array.from({ length: 26 }, (_, i) => String(i + 1).padStart(2, "0"));
  const scenes = process.env.COUNTERSIGN_GALLERY === "all" ? all : ["01", "08", "13", "19", "20", "21", "22", "23", "24", "25", "26"];
  const done = spawnSync("sh", [join(root, "tests/gallery/make.sh"), build, out, ...scenes], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stderr);
  const files = readdirSync(out).filter((f) => f.endsWith(".svg"));
  assert.equal(files.length, scenes.length * 4);
  for (const file of files) {
    const svg = look(readFileSync(join(out, file), "utf8"));
    assert.ok(width(svg) <= (file.includes("narrow") ? 390 : 720), file);
    if (file.includes("-zh")) assert.match(read(svg), /[一-鿿]{2}/);
  }
  const page = readFileSync(join(out, "index.html"), "utf8");
  for (const file of files) assert.ok(page.includes(file), file);
});
