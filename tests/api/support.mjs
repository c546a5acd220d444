// What the tests from outside share: running the program, a fresh company's folder, the real data.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const build = process.env.COUNTERSIGN_BUILD ?? join(root, "build");
export const program = join(build, "countersign");
const data = join(root, "../shared/data");

/** Runs the program; the answer has status, stdout and stderr as text. */
export function run(args, options = {}) {
  const env = { ...process.env, LANG: "C", LC_ALL: "", ...options.env };
  const done = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28, ...options, env });
  if (done.error) throw done.error;
  return done;
}

/** Runs it with --json; fails with what it said when it did not end with 0. */
export function ask(args, options = {}) {
  const done = run([...args, "--json"], options);
  if (done.status !== 0) throw new Error(`countersign ${args.join(" ")}: ${done.status}\n${done.stdout}${done.stderr}`);
  return JSON.parse(done.stdout);
}

/** A folder that is gone after the test. */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), "countersign-test-"));
  t.after(() => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  return path;
}

/** The path of real data, or null after saying that the test is skipped: such data is not part of the project. */
export function realData(t, name) {
  const path = join(data, name);
  if (existsSync(path)) return path;
  t.skip(`skipped: ../shared/data/${name} is not here`);
  return null;
}

/** Rows of a CSV file (plain or .gz) as objects. */
export function csv(path) {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const rows = [];
  let row = [], field = "", quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') field += text[++i];
      else if (c === '"') quoted = false;
      else field += c;
    } else if (c === '"') quoted = true;
    else if (c === ",") row.push(field), (field = "");
    else if (c === "\n") row.push(field), rows.push(row), (row = []), (field = "");
    else if (c !== "\r") field += c;
  }
  if (field !== "" || row.length > 0) row.push(field), rows.push(row);
  const [head, ...body] = rows.filter((r) => r.length > 1 || r[0] !== "");
  return body.map((r) => Object.fromEntries(head.map((name, i) => [name, r[i]])));
}
