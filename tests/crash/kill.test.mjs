// Promise 1 and 2 of the design: an answer of success stays, a key has one effect, a rung one outcome, whenever the server dies.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { build } from "../api/support.mjs";
import { Killing } from "./kill.mjs";

const cache = join(build, "CMakeCache.txt"), slow = existsSync(cache) && readFileSync(cache, "utf8").includes("COUNTERSIGN_ASAN:BOOL=ON");
const kills = Number(process.env.COUNTERSIGN_KILLS ?? (slow ? 8 : 20)), seed = Number(process.env.COUNTERSIGN_SEED ?? Math.floor(Math.random() * 2 ** 31));
const wholeEvery = Math.max(10, Math.ceil(kills / 20)), companyEvery = 250;

test(`killed ${kills} times at any moment, the server keeps every answer, once, and each deadline has one outcome`, async (t) => {
  const k = new Killing(t, { seed });
  t.diagnostic(`seed ${seed}: COUNTERSIGN_SEED=${seed} repeats the choices`);
  while (k.kills < kills && k.problems.length === 0) {
    await k.round();
    if (k.kills % wholeEvery === wholeEvery - 1 || k.kills === kills - 1) await k.whole();
    if (k.kills % wholeEvery === 0 && kills > 100) process.stderr.write(`${k.report()}\n`);
    if (k.kills % companyEvery === 0 && k.kills < kills) k.count(), k.company();
  }
  k.count();
  t.diagnostic(k.report());
  t.diagnostic(`refusals: ${JSON.stringify(k.errors)}`);
  assert.deepEqual(k.problems.slice(0, 20), [], `seed ${seed}`);
  // What is in flight at one kill is chance: a few kills may find nothing on its way.
  const struck = kills < 100 || k.totals.lost > kills / 4;
  assert.ok(k.totals.acknowledged > kills * 5 && struck && k.totals.rungs > kills, `it was under load, and time passed: ${JSON.stringify(k.totals)}`);
});
