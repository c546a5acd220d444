// What a record's history must look like, worked out from the rules' table (rules.mjs) and from what people did: each rung has exactly one
// outcome, at its instant, in order; nothing happens to a task after its end; each message that must have gone out.
import { decides, instant, stepOf } from "./rules.mjs";

const ms = Date.parse;

/** A task as the history tells it; `due` of a rung is worked out here. */
class Task {
  constructor(event, flow) {
    const { within, ladder } = stepOf(flow, event.step.name);
    this.step = event.step.name;
    this.person = event.data.person.handle;
    this.clock = event.data.clock;
    this.started = ms(event.recorded);
    this.due = this.started + within;
    this.ladder = ladder;
    this.past = new Set();
    this.merged = []; // what the rungs do that were merged into the next to be fired, the latest first
    this.open = true;
  }

  /** What a rung comes to: those merged into it tell whom it does not (A61); remind and notify never tell the same person here. What the
   *  initiator has of their own stays with them: whom it would have gone to hears of it. */
  does(rung, initiator) {
    if (rung.does === "reassign" && ["revise", "acknowledge"].includes(this.step) && this.person === initiator) return ["stays", "notify"];
    return [...new Set([rung.does, ...this.merged])];
  }

  /** Rungs without an outcome that were due by then. */
  pending(until) {
    return this.ladder.map((rung, i) => i).filter((i) => !this.past.has(i) && this.at(i) <= until);
  }

  at(i) {
    return instant(this.ladder[i], this.started, this.due);
  }
}

/** Reads one record's whole history. `problems` is empty when all is as it must be. */
export class Reading {
  constructor(record, flow, events) {
    Object.assign(this, { record, flow, events, problems: [], tokens: new Map(), messages: new Map(), state: "draft", number: null, submitted: 0 });
    this.tasks = new Map();
    this.rungs = { fired: 0, merged: 0, late: 0 };
    this.lastRung = null;
    let last = 0;
    events.forEach((e, i) => {
      this.now = ms(e.recorded);
      if (e.seq !== i + 1) this.wrong(e, `is number ${i + 1} of what is there`);
      if (this.now < last) this.wrong(e, "was recorded before the one before it");
      last = this.now;
      this.take(e);
    });
  }

  wrong(e, what) {
    this.problems.push(`record ${this.record} (${this.flow}), event ${e?.seq ?? "-"} ${e?.kind ?? ""}: ${what}`);
  }

  say(kind, n = 1) {
    this.messages.set(kind, (this.messages.get(kind) ?? 0) + n);
  }

  /** What somebody did: the word that marks the command must come once. */
  mark(e, token) {
    if (this.tokens.has(token)) this.wrong(e, `${token} had its effect at ${this.tokens.get(token)} already`);
    this.tokens.set(token, e.seq);
  }

  take(e) {
    const byPerson = e.actor.kind === "person" || e.actor.kind === "proxy";
    if (byPerson)
      for (const t of this.openTasks())
        for (const i of t.pending(this.now - (t.started === this.now ? 1 : 0)))
          this.wrong(e, `somebody acted before rung ${i} of ${t.step}, due ${new Date(t.at(i)).toISOString()}, had its outcome`);
    const d = e.data;
    switch (e.kind) {
      case "record.drafted":
        this.initiator = e.actor.person.handle;
        return this.mark(e, d.fields.what);
      case "record.edited":
        return this.mark(e, d.fields.what);
      case "record.submitted":
        this.submitted++;
        this.state = "open";
        if (d.number && this.number) this.wrong(e, "a second number");
        this.number ??= d.number;
        return;
      case "record.commented":
        return this.mark(e, d.text);
      case "record.withdrawn":
        this.state = "withdrawn";
        return this.mark(e, d.reason);
      case "record.returned":
        this.state = "returned";
        return this.say("record.returned");
      case "record.ended":
        this.state = d.state;
        if (d.state !== "refused") this.say("record.ended");
        return;
      case "task.opened":
        return this.opened(e);
      case "task.decided":
        if (byPerson && d.outcome !== "revised" && d.opinion !== null) this.mark(e, d.opinion);
        return this.ended(e);
      case "task.closed":
        return this.ended(e);
      case "task.reassigned":
        return this.reassigned(e);
      case "clock.set":
        return this.moved(e);
      case "clock.rung":
        return this.rung(e);
    }
  }

  openTasks() {
    return [...this.tasks.values()].filter((t) => t.open);
  }

  opened(e) {
    if (this.tasks.has(e.data.task)) this.wrong(e, "opened twice");
    const t = new Task(e, this.flow);
    this.tasks.set(e.data.task, t);
    if (ms(e.data.due_at) !== t.due) this.wrong(e, `due ${e.data.due_at}, not ${new Date(t.due).toISOString()}`);
    this.say("task.opened");
  }

  ended(e) {
    const t = this.tasks.get(e.data.task);
    if (!t?.open) return this.wrong(e, "a task that was not open");
    t.open = false;
  }

  reassigned(e) {
    const t = this.tasks.get(e.data.task);
    if (!t?.open) return this.wrong(e, "a task that was not open");
    if (e.data.from.handle !== t.person) this.wrong(e, `it was ${t.person}'s`);
    t.person = e.data.to.handle;
    this.say("task.reassigned", 2);
  }

  moved(e) {
    const t = this.byClock(e);
    if (!t?.open) return this.wrong(e, "the clock of a task that was not open");
    const within = this.lastRung?.task === t ? this.lastRung.rung.within : undefined;
    if (within) (t.started = this.now), (t.due = this.now + within);
    if (ms(e.data.new_due) !== t.due) this.wrong(e, `now due ${e.data.new_due}, not ${new Date(t.due).toISOString()}`);
  }

  byClock(e) {
    return [...this.tasks.values()].find((t) => t.clock === e.data.clock);
  }

  rung(e) {
    const t = this.byClock(e), i = e.data.rung, rung = t?.ladder[i], due = ms(e.data.due);
    if (!rung) return this.wrong(e, "no such rung");
    if (!t.open) this.wrong(e, `rung ${i} of ${t.step} after the task's end`);
    if (t.past.has(i)) this.wrong(e, `rung ${i} of ${t.step} for the second time`);
    if (due !== t.at(i)) this.wrong(e, `rung ${i} of ${t.step} due ${e.data.due}, not ${new Date(t.at(i)).toISOString()}`);
    if (due > this.now) this.wrong(e, `rung ${i} of ${t.step} before its instant ${e.data.due}`);
    if (e.actor.kind !== "timer") this.wrong(e, "by somebody other than the timer");
    for (const j of t.pending(due - 1)) if (j !== i) this.wrong(e, `rung ${i} of ${t.step} before rung ${j}`);
    if (decides(rung))
      for (const other of this.openTasks())
        for (const j of other.pending(due - 1)) this.wrong(e, `rung ${i} of ${t.step} before rung ${j} of ${other.step}, due ${due - other.at(j)} ms earlier`);
    t.past.add(i);
    this.lastRung = { task: t, rung };
    this.outcome(e, t, i, rung);
  }

  outcome(e, t, i, rung) {
    if (this.now - ms(e.data.due) > 200) this.rungs.late++;
    if (e.data.outcome === "merged") {
      const next = t.pending(this.now).sort((a, b) => t.at(a) - t.at(b) || a - b)[0];
      if (decides(rung) || next === undefined || decides(t.ladder[next])) this.wrong(e, `rung ${i} of ${t.step} merged into nothing`);
      t.merged.unshift(rung.does);
      this.rungs.merged++;
    } else if (e.data.outcome === "fired") {
      const does = t.does(rung, this.initiator);
      t.merged = [];
      if (e.data.did !== does.join(" ")) this.wrong(e, `did ${e.data.did}, not ${does.join(" ")}`);
      if (does.includes("remind")) this.say("task.reminder");
      if (does.includes("notify")) this.say("task.overdue");
      this.rungs.fired++;
    } else this.wrong(e, `outcome ${e.data.outcome} ${e.data.error ?? ""}`);
  }

  /** All that was due by then, of tasks still open, must have its outcome. */
  dueBy(now) {
    for (const t of this.openTasks())
      for (const i of t.pending(now)) this.wrong(null, `rung ${i} of ${t.step}, due ${new Date(t.at(i)).toISOString()}, has no outcome at ${new Date(now).toISOString()}`);
  }

  get atRest() {
    return this.openTasks().length === 0 && this.state !== "draft";
  }
}
