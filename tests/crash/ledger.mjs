// What was asked, and what was answered: every command sent to the server, by its key. The store is compared with it (kill.mjs).
import { flows } from "./rules.mjs";

const initiators = ["wang.fang", "anna.berg", "wu.yan"];

/** A sequence of numbers that a seed repeats (mulberry32). */
export class Chance {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  next() {
    let t = (this.state = (this.state + 0x6d2b79f5) >>> 0);
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(n) {
    return Math.floor(this.next() * n);
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}

/** One command: `line` is what is sent, also when it is sent again. `token` marks its effect in the history. */
class Command {
  constructor(token, request, record) {
    Object.assign(this, { token, record, verb: request.verb, line: JSON.stringify(request), tries: 0, open: 0, answer: null, refused: null, doubt: false });
  }

  get settled() {
    return this.answer !== null || (this.refused !== null && this.open === 0 && !this.doubt);
  }
}

export class Ledger {
  constructor(chance, prefix) {
    this.chance = chance;
    this.prefix = prefix;
    this.made = 0;
    this.records = new Map(); // id → {flow, initiator, commands, next, ended}
    this.drafts = []; // those not settled, and not yet known by an id
    this.unsettled = new Set();
    this.recent = []; // to be sent again
    this.problems = [];
    this.counts = { sent: 0, acknowledged: 0, refused: 0, lost: 0, retried: 0, repeated: 0, reads: 0, errors: {} };
  }

  problem(command, what) {
    this.problems.push(`${command.verb} ${command.token}: ${what}`);
  }

  command(request, record) {
    const token = `${this.prefix}${(this.made++).toString(36)}`;
    const words = { draft: () => ({ fields: { what: token } }), edit: () => ({ fields: { what: token } }), submit: () => ({ fields: { what: token } }), comment: () => ({ text: token }) };
    const c = new Command(token, { ...request, ...(words[request.verb]?.() ?? { reason: token }), key: `key-${token}` }, record ?? null);
    record?.commands.push(c);
    if (record) record.touched = true;
    return c;
  }

  /** The next thing to ask, at random: {command} or {read, record}. */
  next() {
    const r = this.chance.next(), records = this.live();
    if (r < 0.12 && this.recent.length > 0) return { command: this.chance.pick(this.recent), again: true };
    if (r < 0.3 || records.length < 4) return { command: this.draft() };
    const record = this.chance.pick(records);
    const as = record.initiator, id = record.id;
    if (r < 0.34) return { command: this.command({ verb: "comment", record: id, as: this.chance.pick(["li.na", "zhao.lei", as]) }, record) };
    if (r < 0.37) return { command: this.command({ verb: "withdraw", record: id, as }, record) };
    if (r < 0.41) return { command: this.command({ verb: "edit", record: id, as }, record) };
    if (r < 0.45) return { command: this.command({ verb: "approve", record: id, as: this.chance.pick(["li.na", "chen.hao", "qian.min", "zhou.jie"]) }, record) };
    if (record.state === "draft" || record.state === "returned") return { command: this.command({ verb: "submit", record: id, as }, record) };
    if (record.todo.length > 0) return { command: this.decision(record) };
    return { read: { verb: "show", record: id, as: "zhao.lei" }, record };
  }

  live() {
    if (!this.list || this.list.length < 20 || this.chance.next() < 0.05) this.list = [...this.records.values()].filter((r) => !r.ended).slice(-60);
    return this.list;
  }

  draft() {
    const flow = this.chance.pick([...Object.keys(flows), "hr.line", "hr.both", "hr.either"]), as = this.chance.pick(initiators);
    const c = this.command({ verb: "draft", flow, as });
    c.begins = { flow, initiator: as };
    return c;
  }

  decision(record) {
    const { person, verbs, task } = record.todo.splice(this.chance.below(record.todo.length), 1)[0];
    const verb = this.chance.next() < 0.6 ? (verbs.find((v) => v === "approve") ?? verbs[0]) : this.chance.pick(verbs);
    if (verb === "resubmit" || verb === "submit") return this.command({ verb: "submit", record: record.id, as: record.initiator }, record);
    return this.command({ verb, record: record.id, as: person.handle, task }, record);
  }

  sent(c) {
    c.tries++;
    c.open++;
    this.counts.sent++;
    if (c.tries > 1) this.counts.retried++;
    this.unsettled.add(c);
    if (c.record) c.record.touched = true;
    if (c.tries === 1 && this.recent.push(c) > 64) this.recent.splice(this.chance.below(this.recent.length), 1);
  }

  /** The server died over it: whether it was carried out is found out by asking the next one. */
  lost(c) {
    c.open--;
    c.doubt = true;
    if (c.answer === null && c.open === 0) this.counts.lost++;
  }

  /** A new server: none of what it answers was asked of the one that died. */
  begun() {
    for (const c of this.unsettled) c.doubt = false;
  }

  /** `known`: an answer of success had come before this one was sent. */
  answered(c, a, known) {
    c.open--;
    if (a.ok) this.acknowledged(c, a);
    else this.refused(c, a.error, known);
    if (c.settled && c.open === 0) this.unsettled.delete(c);
  }

  acknowledged(c, a) {
    const { repeated, ...said } = a;
    const text = JSON.stringify(said);
    if (repeated) this.counts.repeated++;
    if (c.answer !== null && c.answer !== text) this.problem(c, `answered ${c.answer}, then ${text}`);
    if (c.answer !== null && !repeated && c.firstTold) this.problem(c, "carried out twice: neither answer says that it is repeated");
    if (!repeated) c.firstTold = true;
    if (c.answer === null) {
      c.answer = text;
      c.said = said;
      this.counts.acknowledged++;
      if (c.begins) this.begin(c, said);
    }
    c.record.state = said.state;
    c.record.touched = true;
  }

  begin(c, said) {
    c.record = { id: said.record, ...c.begins, state: said.state, commands: [c], todo: [], ended: false, touched: true };
    if (this.records.has(said.record)) this.problem(c, `two drafts are record ${said.record}`);
    this.records.set(said.record, c.record);
    this.list?.push(c.record);
  }

  refused(c, error, known) {
    this.counts.refused++;
    this.counts.errors[error.code] = (this.counts.errors[error.code] ?? 0) + 1;
    if (known) this.problem(c, `was acknowledged, and refused when asked again: ${JSON.stringify(error)}`);
    c.refused = error.code;
  }

  /** A `show` came back. */
  shown(record, a) {
    if (!a.ok) return;
    record.state = a.state;
    record.todo = a.next.filter((n) => n.task && n.verbs?.length > 0).map(({ person, verbs, task }) => ({ person, verbs, task }));
  }
}
