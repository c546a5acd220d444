// Puts each fault of faults.mjs into a copy of the sources, builds what its tests need, and runs them until one fails. A fault that no
// test finds, a text that no longer stands exactly once, and a fault that does not compile are failures.
//   node tests/mutations/mutate.mjs [--keep FOLDER] [NAME…]
//   node tests/mutations/mutate.mjs --stale     only whether each text still stands exactly once
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, existsSync, cpSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { faults } from "./faults.mjs";

const source = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const args = process.argv.slice(2);
if (args[0] === "--stale") {
  const stale = faults.filter((f) => readFileSync(join(source, f.file), "utf8").split(f.from).length !== 2);
  for (const f of stale) console.error(`${f.name}: its text does not stand exactly once in ${f.file}`);
  process.exit(stale.length > 0 ? 1 : 0);
}
const keep = args[0] === "--keep" ? resolve(args.splice(0, 2)[1]) : null;
const chosen = args.length > 0 ? faults.filter((f) => args.includes(f.name)) : faults;
if (chosen.length === 0 || args.some((name) => !faults.some((f) => f.name === name))) {
  console.error(`no such fault. There are: ${faults.map((f) => f.name).join(", ")}`);
  process.exit(2);
}

const root = keep ?? mkdtempSync(join(tmpdir(), "countersign-mutations-"));
const copy = join(root, "copy"), build = join(root, "build");

function ninja(targets) {
  return spawnSync("ninja", ["-C", build, "--quiet", ...targets], { encoding: "utf8" });
}

/** The tests that must be built for a fault: ctest's library.test_x is the program library_test_x; others need all. */
function targets(tests) {
  return [...new Set(tests.flatMap((t) => {
    const [group, name] = t.split(".");
    if (group === "api") return ["countersign", "plugins"];
    if (group === "crash") return name === "kill" ? ["countersign", "plugins", "kill_at"] : [`crash_${name}`];
    if (group === "simulation") return ["simulate"];
    return [`${group}_${name}`, ...(group === "server" ? ["plugins"] : [])];
  }))];
}

function ctest(test) {
  // A fault may have a test go on for ever: it must not take the machine's memory with it.
  const command = `ulimit -v 8000000; exec ctest --test-dir "${build}" -R '^${test.replace(".", "\\.")}$' --no-tests=error --timeout 600`;
  const run = spawnSync("sh", ["-c", command], { encoding: "utf8" });
  return run.status === 0;
}

mkdirSync(copy, { recursive: true });
const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: source, encoding: "utf8" }).split("\0").filter((f) => f && existsSync(join(source, f)));
for (const file of files) cpSync(join(source, file), join(copy, file), { preserveTimestamps: true });
if (existsSync(join(source, "../shared")) && !existsSync(join(root, "shared"))) symlinkSync(resolve(source, "../shared"), join(root, "shared"));
execFileSync("cmake", ["-S", copy, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=RelWithDebInfo"], { stdio: "ignore" });

const every = [...new Set(chosen.flatMap((f) => f.tests))];
const first = ninja(targets(every));
if (first.status !== 0) {
  console.error(first.stdout);
  process.exit(1);
}
const red = every.filter((test) => !ctest(test));
if (red.length > 0) {
  console.error(`red without any fault: ${red.join(", ")}`);
  process.exit(1);
}
console.log(`${every.length} tests are green without a fault`);

let missed = 0;
for (const fault of chosen) {
  const path = join(copy, fault.file), before = readFileSync(path, "utf8");
  const count = before.split(fault.from).length - 1;
  let result;
  if (count !== 1) {
    result = `STALE: its text stands ${count} times in ${fault.file}`;
  } else {
    writeFileSync(path, before.replace(fault.from, () => fault.to));
    const built = ninja(targets(fault.tests));
    const finder = built.status === 0 ? fault.tests.find((test) => !ctest(test)) : null;
    result = built.status !== 0 ? `DOES NOT COMPILE: ${built.stdout.split("\n").find((l) => l.includes("error:")) ?? ""}` : finder ? `found by ${finder}` : "NOT FOUND";
    writeFileSync(path, before);
  }
  if (!result.startsWith("found")) missed++;
  console.log(`${fault.name.padEnd(28)} ${result}`);
}
ninja(targets(every));
if (!keep) rmSync(root, { recursive: true, force: true });
console.log(`${chosen.length - missed} of ${chosen.length} faults found`);
process.exit(missed > 0 ? 1 : 0);
