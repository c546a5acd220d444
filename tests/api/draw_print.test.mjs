// A long drawing in print, by a browser: each card and each word wholly on one sheet of paper.
// Chromium prints it and poppler reads what came out; where either is missing, that is said and the test is skipped (that no
// box lies across the end of a sheet is shown without them by unit/cli/test_draw_sheets.c).
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Company } from "./company.mjs";
import { folder } from "./support.mjs";

const there = (program) => spawnSync(program, ["--version"]).error === undefined;
const missing = ["chromium", "pdftotext", "pdfinfo"].filter((program) => !there(program));
const skip = missing.length > 0 && `not installed: ${missing.join(", ")}`;

/** Prints a page; the words on each sheet, and how wide and high the sheets are (in points). */
function print(t, out, file) {
  const pdf = join(out, "printed.pdf");
  const done = spawnSync("chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", `--user-data-dir=${join(folder(t), "profile")}`,
    `--print-to-pdf=${pdf}`, `file://${join(out, file)}`], { encoding: "utf8", timeout: 120000 });
  assert.equal(done.status, 0, done.stderr);
  const info = spawnSync("pdfinfo", ["-f", "1", "-l", "99", pdf], { encoding: "utf8" }).stdout;
  const sizes = [...info.matchAll(/^Page +\d+ size: +([\d.]+) x ([\d.]+)/gm)].map((m) => [Number(m[1]), Number(m[2])]);
  return sizes.map(([wide, high], i) => ({
    wide, high, words: spawnSync("pdftotext", ["-f", String(i + 1), "-l", String(i + 1), "-raw", pdf, "-"], { encoding: "utf8" }).stdout,
  }));
}

const isA4 = (sheet) => Math.abs(sheet.wide - 595) < 1 && Math.abs(sheet.high - 842) < 1;

test("a long drawing is printed on sheets that end between its cards, whatever its width", { skip }, async (t) => {
  const rules = join(folder(t), "rules"), out = folder(t);
  mkdirSync(join(rules, "office"), { recursive: true });
  writeFileSync(join(rules, "office/long.lua"), `flow "office.long" { title = "Long", owner = "office", prefix = "LON", fallback = post "general_manager",
    form = {}, within = workdays(2), route = function(r)
      local lanes, rest = {}, {}
      for i = 1, 8 do lanes[i] = sequence { approve("a" .. i) { by = post "hr.head", title = "Lane" .. i .. "x" },
        approve("b" .. i) { by = post "it.head", title = "Second" .. i .. "x", because = i % 3 == 0 and "this lane has a reason, and it takes two lines of its card" or nil } } end
      for i = 1, 20 do rest[i] = approve("s" .. i) { by = post "hr.head", title = "Step" .. i .. "x" } end
      return sequence { parallel(lanes), sequence(rest) } end }`);
  const c = new Company(t, { rules });
  const titles = [...Array(8).keys()].flatMap((i) => [`Lane${i + 1}x`, `Second${i + 1}x`]).concat([...Array(20).keys()].map((i) => `Step${i + 1}x`));
  const times = (words) => words.match(/2026-\d\d-\d\d \d\d:\d\d/g).length;
  const whole = (sheets, svg, more) => {
    const words = sheets.map((s) => s.words).join("\n");
    assert.equal(times(words), times(svg.replaceAll("\u00a0", " ").replace(/<(desc|title)>[^]*?<\/\1>/g, "")), `each line once: ${more}`);
    for (const title of titles) assert.equal(words.split(title).length - 1, 1, `${title} is on one sheet, and not cut in two: ${more}`);
    assert.match(sheets.at(-1).words, /expected end/, `the end is on the last: ${more}`);
  };
  for (const width of ["390", "720", "2600"]) {
    assert.equal(c.run(["draw", "office.long", "--as", "wu.yan", "--width", width, "-o", join(out, "long.svg")]).status, 0);
    const sheets = print(t, out, "long.svg");
    assert.ok(sheets.every(isA4), JSON.stringify(sheets.map((s) => [s.wide, s.high])));
    if (width !== "2600") assert.ok(sheets.length > 2, `${sheets.length} sheets`);
    whole(sheets, readFileSync(join(out, "long.svg"), "utf8"), width);
  }
  await t.test("what it says of paper is said of itself alone, not of a page that it is put into", () => {
    const svg = c.run(["draw", "office.long", "--as", "wu.yan"]).stdout;
    writeFileSync(join(out, "page.html"), `<!doctype html><meta charset="utf-8"><style>@page { size: A5 }</style><p>Before it</p>${svg}<p>After it</p>`);
    const sheets = print(t, out, "page.html"), words = sheets.map((s) => s.words).join("\n");
    assert.ok(sheets.every((s) => Math.abs(s.wide - 420) < 1), JSON.stringify(sheets.map((s) => [s.wide, s.high])));
    for (const title of titles) assert.ok(words.includes(title), title);
    assert.doesNotMatch(words, /@page/);
  });
});
