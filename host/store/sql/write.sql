-- What the writer does for one command: host/store/write.c, rows.c, deadlines.c, keys.c, numbers.c, transaction.c.

-- name: begin_write
BEGIN IMMEDIATE;
-- name: begin_read
BEGIN;
-- name: commit
COMMIT;
-- name: rollback
ROLLBACK;
-- name: savepoint
SAVEPOINT command;
-- name: release
RELEASE command;
-- name: rollback_to
ROLLBACK TO command;

-- name: latest_get
SELECT id, recorded_at, directory FROM latest WHERE one = 1;
-- name: latest_put
UPDATE latest SET id = max(id, ?1), recorded_at = max(coalesce(recorded_at, ?2), coalesce(?2, recorded_at))
WHERE one = 1; -- a commit of incidents alone has an id and no event
-- name: directory_changed
UPDATE latest SET directory = directory + 1 WHERE one = 1;

-- name: event_put
INSERT INTO events (id, record, seq, previous, kind, kind_version, ruleset, happened_at, recorded_at, actor_kind,
                    actor, principal, auth, uid, hash_alg, payload, personal_digest, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18);
-- name: personal_put
INSERT INTO event_personal (event, salt, personal) VALUES (?1, ?2, ?3);
-- name: personal_erase
DELETE FROM event_personal WHERE event = ?1;

-- name: state_insert
INSERT INTO states (record, version, last_event, head, body) VALUES (?1, ?2, ?3, ?4, ?5);
-- name: state_update
UPDATE states SET version = ?2, last_event = ?3, head = ?4, body = ?5 WHERE record = ?1 AND version = ?6;
-- name: state_body
UPDATE states SET body = ?2 WHERE record = ?1 AND version = ?3;
-- name: state_get
SELECT version, last_event, head, body FROM states WHERE record = ?1;
-- name: record_number
SELECT id FROM records WHERE number = ?1;
-- name: record_glance
SELECT state, number, flow FROM records WHERE id = ?1 AND id > 0;
-- name: record_exists
SELECT id FROM records WHERE id = ?1;

-- name: record_put
INSERT INTO records (id, flow, department, initiator, state, stage, round, number, ruleset, created_at,
                     submitted_at, ended_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (id) DO UPDATE SET flow = excluded.flow, department = excluded.department,
    initiator = excluded.initiator, state = excluded.state, stage = excluded.stage, round = excluded.round,
    number = excluded.number, ruleset = excluded.ruleset, created_at = excluded.created_at,
    submitted_at = excluded.submitted_at, ended_at = excluded.ended_at;
-- name: step_put
INSERT INTO steps (record, no, parent, stage, round, kind, state, name, opened_at, ended_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (record, no) DO UPDATE SET parent = excluded.parent, stage = excluded.stage, round = excluded.round,
    kind = excluded.kind, state = excluded.state, name = excluded.name, opened_at = excluded.opened_at,
    ended_at = excluded.ended_at;
-- name: task_put
INSERT INTO tasks (record, id, step, position, person, principal, reason, reason_text, state, outcome, decided_by,
                   opened_at, ended_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (record, id) DO UPDATE SET step = excluded.step, position = excluded.position,
    person = excluded.person, principal = excluded.principal, reason = excluded.reason,
    reason_text = excluded.reason_text, state = excluded.state, outcome = excluded.outcome,
    decided_by = excluded.decided_by, opened_at = excluded.opened_at, ended_at = excluded.ended_at;
-- name: clock_put
INSERT INTO clocks (record, id, task, state, pause_cause, calendar, started_at, ran_ms, due_at, provisional,
                    next_rung, rung_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (record, id) DO UPDATE SET task = excluded.task, state = excluded.state,
    pause_cause = excluded.pause_cause, calendar = excluded.calendar, started_at = excluded.started_at,
    ran_ms = excluded.ran_ms, due_at = excluded.due_at, provisional = excluded.provisional,
    next_rung = excluded.next_rung, rung_at = excluded.rung_at;
-- name: open_task_put
INSERT INTO open_tasks (person, task, record, number, flow, initiator, step, step_kind, step_name, principal,
                        opened_at, due_at, provisional)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (person, task) DO UPDATE SET record = excluded.record, number = excluded.number, flow = excluded.flow,
    initiator = excluded.initiator, step = excluded.step, step_kind = excluded.step_kind,
    step_name = excluded.step_name, principal = excluded.principal, opened_at = excluded.opened_at,
    due_at = excluded.due_at, provisional = excluded.provisional;
-- name: open_task_delete
DELETE FROM open_tasks WHERE person = ?1 AND task = ?2;
-- name: deadline_put
INSERT INTO deadlines (due_at, clock, record, rung) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (due_at, clock) DO UPDATE SET record = excluded.record, rung = excluded.rung;
-- name: deadline_delete
DELETE FROM deadlines WHERE due_at = ?1 AND clock = ?2;
-- name: deadlines_due
SELECT due_at, clock, record, rung FROM deadlines WHERE due_at <= ?1 ORDER BY due_at, clock LIMIT ?2;
-- name: deadline_next
SELECT due_at FROM deadlines ORDER BY due_at, clock LIMIT 1;

-- The rows of one record, in the order of their keys and with the columns in the order in which they are put.
-- name: record_row
SELECT id, flow, department, initiator, state, stage, round, number, ruleset, created_at, submitted_at, ended_at
FROM records WHERE id = ?1;
-- name: step_rows
SELECT record, no, parent, stage, round, kind, state, name, opened_at, ended_at
FROM steps WHERE record = ?1 ORDER BY no;
-- name: task_rows
SELECT record, id, step, position, person, principal, reason, reason_text, state, outcome, decided_by, opened_at,
       ended_at
FROM tasks WHERE record = ?1 ORDER BY id;
-- name: clock_rows
SELECT record, id, task, state, pause_cause, calendar, started_at, ran_ms, due_at, provisional, next_rung, rung_at
FROM clocks WHERE record = ?1 ORDER BY task, id; -- as the state has them: a task's clock is made when its turn comes
-- name: open_task_row
SELECT person, task, record, number, flow, initiator, step, step_kind, step_name, principal, opened_at, due_at,
       provisional
FROM open_tasks WHERE person = ?1 AND task = ?2;
-- name: deadline_row
SELECT due_at, clock, record, rung FROM deadlines WHERE due_at = ?1 AND clock = ?2;

-- name: message_put
INSERT INTO outbox (message, channel, recipient, kind, record, task, step, due_at, text, created_at, state,
                    attempts, next_attempt_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, 0, ?10);
-- name: incident_put
INSERT INTO incidents (id, at, code, text, file, line, record, person) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: key_get
SELECT digest, record, task, reply, at FROM idempotency_keys
WHERE actor = ?2 AND key = ?5 AND actor_kind = ?1 AND principal = ?3 AND entered_by = ?4;
-- name: key_put
INSERT INTO idempotency_keys (actor_kind, actor, principal, entered_by, key, digest, record, task, reply, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
-- Recorded time never runs back, so the oldest have the smallest numbers: no index by time.
-- name: keys_forget
DELETE FROM idempotency_keys WHERE no IN
    (SELECT no FROM (SELECT no, at FROM idempotency_keys ORDER BY no LIMIT ?2) WHERE at < ?1);

-- name: number_get
SELECT last FROM numbers WHERE prefix = ?1 AND year = ?2;
-- name: number_put
INSERT INTO numbers (prefix, year, last) VALUES (?1, ?2, ?3)
ON CONFLICT (prefix, year) DO UPDATE SET last = max(last, excluded.last);
-- name: setting_get
SELECT value FROM settings WHERE name = ?1;
-- name: setting_put
INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
