// Rules whose limits are fractions of a second, once as data for the expectations (expect.mjs) and once as the Lua that is made of them:
// what is to fire when is worked out from this table, never from what the program says.

/** A thousandth of an hour, the finest limit that rules write: 3.6 seconds. What is to come sooner is a fraction of it. */
const unit = 3600;
const hours = (ms) => `hours(${(ms / 3600000).toFixed(3)})`;

/** Rungs: when (a part of the limit in thousandths, or ms after or before the due time), what they do, and how the rule says it. */
const at = (permille, rung) => ({ permille, ...rung });
const after = (ms, rung) => ({ after: ms, ...rung });
const before = (ms, rung) => ({ after: -ms, ...rung });
const remind = { does: "remind", lua: "remind = assignee" };
const notify = { does: "notify", lua: 'notify = person "zhao.lei"' };
const reassign = (who, within) => ({ does: "reassign", within, lua: `reassign = ${who}${within ? `, within = ${hours(within)}` : ""}` });
const refuse = { does: "refuse", lua: 'refuse = "nobody decided"' };
const approve = { does: "approve", lua: 'approve = because "small matters pass"' };

/** When a rung is due, of a clock that started then and whose limit ends then. */
export function instant(rung, started, due) {
  if (rung.permille === undefined) return rung.after >= 0 ? due + rung.after : Math.max(started, due + rung.after);
  return started + Math.floor(((due - started) * rung.permille) / 1000);
}

/** Rungs that change something: they come in the order of their instants over a whole record, and are never merged. */
export const decides = (rung) => !["remind", "notify"].includes(rung.does);

const later = [at(60, remind), at(120, notify), at(150, reassign("superior_of(assignee)")), at(350, refuse)];
const patient = [at(20, remind), at(50, remind), at(90, remind), at(130, reassign('person "qian.min"', unit)), at(140, remind), at(250, refuse)];
const many = [at(50, remind), at(60, remind), at(80, notify), at(110, remind), at(200, approve)];
const plain = [at(50, remind), at(200, refuse)];
const whole = [before(unit, remind), after(0, remind), after(0, notify), after(unit, reassign('person "qian.min"')), after(unit, remind), after(2 * unit, refuse)];

/** Each flow: its steps' limits and ladders; `ladder` is that of added steps (to revise, to take notice). */
export const flows = {
  "hr.line": {
    prefix: "LIN", within: unit, ladder: later, revise: 2 * unit,
    steps: { look: { by: "li.na", within: unit, ladder: later, returns: true }, sign: { by: "chen.hao", within: 2 * unit, ladder: patient } },
    route: ["look", "sign"], group: "sequence",
  },
  "hr.both": {
    prefix: "BTH", within: unit, ladder: plain, acknowledge: unit,
    steps: {
      one: { by: "li.na", within: unit, ladder: many }, two: { by: "zhou.jie", within: unit, ladder: patient },
      three: { by: "chen.hao", within: unit, ladder: later },
    },
    route: ["one", "two", "three"], group: "all",
  },
  "hr.either": {
    prefix: "EIT", within: unit, ladder: plain, revise: unit,
    steps: { left: { by: "sun.tao", within: unit, ladder: plain, returns: true }, right: { by: "han.mei", within: 2 * unit, ladder: many } },
    route: ["left", "right"], group: "any",
  },
  "hr.slow": {
    prefix: "SLO", within: unit, ladder: plain,
    steps: { wait: { by: "xu.qing", within: unit, ladder: whole } },
    route: ["wait"], group: "sequence",
  },
};

/** The limit and ladder of a step of a flow, by its name. */
export function stepOf(flow, name) {
  const f = flows[flow];
  if (f.steps[name]) return f.steps[name];
  if (name === "revise") return { within: f.revise ?? f.within, ladder: f.ladder };
  if (name === "acknowledge") return { within: f.acknowledge ?? f.within, ladder: f.ladder };
  throw new Error(`no step ${name} in ${flow}`);
}

const place = (r) =>
  r.permille !== undefined ? `fraction = ${r.permille / 1000}` : r.after < 0 ? `before = ${hours(-r.after)}` : `after = ${hours(r.after)}`;

const ladder = (rungs) =>
  `ladder { ${rungs.map((r) => `{ ${place(r)}, ${r.lua} }`).join(", ")} }`;

function flow(name, f) {
  const steps = f.route.map((s) => {
    const step = f.steps[s];
    return `      approve "${s}" { by = person "${step.by}", within = ${hours(step.within)}, overdue = ${ladder(step.ladder)}${step.returns ? ", may_return = true" : ""} },`;
  });
  const onRefuse = f.acknowledge ? `\n  on_refuse = to_initiator { acknowledge = true, within = ${hours(f.acknowledge)} },` : "";
  const revise = f.revise ? `\n  revise_within = ${hours(f.revise)},` : "";
  return `flow "${name}" {
  title = { en = "${name}", zh = "${name}" }, owner = "hr", prefix = "${f.prefix}", fallback = post "hr.head",
  within = ${hours(f.within)}, withdraw = "before_end",${onRefuse}${revise}
  form = { what = text { required = true } },
  route = function(r, set)
    return ${f.group} {
${steps.join("\n")}
    }
  end,
  overdue = ${ladder(f.ladder)},
}
`;
}

/** The rule file. */
export const source = Object.entries(flows).map(([name, f]) => flow(name, f)).join("\n");
