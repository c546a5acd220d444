// Makes the companies that most tests from outside begin with, once for a run of ctest (CMakeLists.txt): each test copies them, since
// checking the shipped rules takes longer than most of what a test does.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeCompany, monday } from "./company.mjs";

const folder = process.argv[2];
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const clock of [monday, null]) makeCompany(join(folder, (clock ?? "now").replaceAll(":", ".")), clock);
