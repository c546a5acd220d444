// A server's life and the connections to it, for tests that end it: whatever was asked and not answered then is lost, which is no error.
import { spawn } from "node:child_process";
import { createConnection } from "node:net";
import { join } from "node:path";
import { program } from "../api/support.mjs";

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** The server is gone: what was going on ends here. */
export class Gone extends Error {}

/** One connection; what it asked and was not answered is lost when it ends. */
class Line {
  constructor(path) {
    this.asked = [];
    this.text = "";
    this.socket = createConnection(path).setEncoding("utf8");
    this.open = new Promise((done, fail) => this.socket.once("connect", done).once("error", fail));
    this.socket.on("error", () => {});
    this.socket.on("close", () => this.end());
    this.socket.on("data", (text) => this.take(text));
  }

  end() {
    this.ended = true;
    for (const { fail } of this.asked.splice(0)) fail(new Gone());
  }

  take(text) {
    this.text += text;
    let from = 0;
    for (let end; (end = this.text.indexOf("\n", from)) >= 0; from = end + 1) this.asked.shift()?.done(JSON.parse(this.text.slice(from, end)));
    this.text = this.text.slice(from);
  }

  /** Sends one line; its answer, or Gone. */
  ask(line) {
    return new Promise((done, fail) => {
      if (this.ended) return fail(new Gone());
      this.asked.push({ done, fail });
      this.socket.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
    });
  }
}

/** One life of the server. */
export class Life {
  constructor(place, env) {
    this.begun = Date.now();
    this.marks = [];
    this.socket = join(place, "run.sock");
    this.said = "";
    this.child = spawn(program, ["serve", "--at", place], { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, LANG: "C", LC_ALL: "", ...env } });
    this.child.stderr.setEncoding("utf8").on("data", (text) => (this.said += text));
    this.ended = new Promise((done) => this.child.on("exit", (code, signal) => ((this.how = { code, signal }), done(this.how))));
  }

  mark(what) {
    this.marks.push([what, Date.now() - this.begun]);
  }

  kill() {
    if (!this.how) this.child.kill("SIGKILL");
    return this.ended;
  }

  async connect() {
    const end = Date.now() + 60000;
    while (!this.how) {
      const line = new Line(this.socket);
      try {
        await line.open;
        return line;
      } catch {
        await wait(2);
      }
      if (Date.now() > end) throw new Error(`no server: ${this.said}`);
    }
    throw new Gone();
  }
}
