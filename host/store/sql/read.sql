-- What readers ask: host/store/queries_*.c. Lists go on from a key, never from an offset.

-- Those that the person has, and those that somebody has in the person's name (A15): whoever stood in for them, or for
-- who did, at whatever time.
-- name: tasks_of_person
SELECT o.task, o.record, o.number, o.flow, o.initiator, o.step, o.step_kind, o.step_name, o.principal, o.opened_at,
       o.due_at, o.provisional, o.person, c.state, c.pause_cause
FROM open_tasks AS o
LEFT JOIN clocks AS c ON c.record = o.record AND c.task = o.task
WHERE o.person = ?1 AND o.task > ?2
UNION ALL
SELECT o.task, o.record, o.number, o.flow, o.initiator, o.step, o.step_kind, o.step_name, o.principal, o.opened_at,
       o.due_at, o.provisional, o.person, c.state, c.pause_cause
FROM open_tasks AS o INDEXED BY open_tasks_principal
LEFT JOIN clocks AS c ON c.record = o.record AND c.task = o.task
WHERE o.principal = ?1 AND o.principal <> 0 AND o.person <> ?1 AND o.task > ?2
ORDER BY 1 LIMIT ?3;
-- name: records_held
SELECT DISTINCT o.record FROM open_tasks AS o WHERE EXISTS
    (SELECT 1 FROM tasks AS t WHERE t.record = o.record AND t.state IN (1, 4) AND (t.person = ?1 OR t.principal = ?1))
ORDER BY o.record;
-- name: tasks_of_record
SELECT t.id, t.record, r.number, r.flow, r.initiator, t.step, s.kind, s.name, t.principal, t.opened_at, c.due_at,
       coalesce(c.provisional, 0), t.person, c.state, c.pause_cause
FROM tasks AS t
JOIN records AS r ON r.id = t.record
LEFT JOIN steps AS s ON s.record = t.record AND s.no = t.step
LEFT JOIN clocks AS c ON c.record = t.record AND c.task = t.id
WHERE t.record = ?1 AND t.state = 1 AND t.id > ?2 ORDER BY t.id LIMIT ?3;

-- Records, newest first, before the id ?1, at most ?2. Filters that are NULL do not count: ?3 state, ?4 flow,
-- ?5 initiator, ?6 department, ?7 whether its initiator has yet to take notice of a refusal (an open step of kind 13).
-- One statement for each index that may lead; `state <> 7` lets SQLite take the partial ones. The columns are those of
-- record_row_t.
-- name: records_all
SELECT id, flow, department, initiator, state, stage, round, number, created_at, submitted_at, ended_at FROM records
WHERE id < ?1 AND id > 0 AND (?3 IS NULL OR state = ?3) AND (?4 IS NULL OR flow = ?4)
    AND (?5 IS NULL OR initiator = ?5) AND (?6 IS NULL OR department = ?6)
    AND (?7 IS NULL OR ?7 = EXISTS (SELECT 1 FROM steps AS s WHERE s.record = records.id AND s.kind = 13 AND s.state = 2))
ORDER BY id DESC LIMIT ?2;
-- name: records_by_initiator
SELECT id, flow, department, initiator, state, stage, round, number, created_at, submitted_at, ended_at FROM records
    INDEXED BY records_initiator
WHERE initiator = ?5 AND id < ?1 AND id > 0 AND (?3 IS NULL OR state = ?3) AND (?4 IS NULL OR flow = ?4)
    AND (?6 IS NULL OR department = ?6)
    AND (?7 IS NULL OR ?7 = EXISTS (SELECT 1 FROM steps AS s WHERE s.record = records.id AND s.kind = 13 AND s.state = 2))
ORDER BY id DESC LIMIT ?2;
-- name: records_by_flow
SELECT id, flow, department, initiator, state, stage, round, number, created_at, submitted_at, ended_at FROM records
    INDEXED BY records_flow
WHERE flow = ?4 AND id < ?1 AND id > 0 AND (?3 IS NULL OR state = ?3) AND (?5 IS NULL OR initiator = ?5)
    AND (?6 IS NULL OR department = ?6)
    AND (?7 IS NULL OR ?7 = EXISTS (SELECT 1 FROM steps AS s WHERE s.record = records.id AND s.kind = 13 AND s.state = 2))
ORDER BY id DESC LIMIT ?2;
-- name: records_by_department
SELECT id, flow, department, initiator, state, stage, round, number, created_at, submitted_at, ended_at FROM records
    INDEXED BY records_department
WHERE department = ?6 AND id < ?1 AND id > 0 AND (?3 IS NULL OR state = ?3) AND (?4 IS NULL OR flow = ?4)
    AND (?5 IS NULL OR initiator = ?5)
    AND (?7 IS NULL OR ?7 = EXISTS (SELECT 1 FROM steps AS s WHERE s.record = records.id AND s.kind = 13 AND s.state = 2))
ORDER BY id DESC LIMIT ?2;
-- name: records_by_state
SELECT id, flow, department, initiator, state, stage, round, number, created_at, submitted_at, ended_at FROM records
    INDEXED BY records_state
WHERE state = ?3 AND state <> 7 AND id < ?1 AND id > 0 AND (?4 IS NULL OR flow = ?4)
    AND (?5 IS NULL OR initiator = ?5) AND (?6 IS NULL OR department = ?6)
    AND (?7 IS NULL OR ?7 = EXISTS (SELECT 1 FROM steps AS s WHERE s.record = records.id AND s.kind = 13 AND s.state = 2))
ORDER BY id DESC LIMIT ?2;
-- name: records_by_flow_state
SELECT id, flow, department, initiator, state, stage, round, number, created_at, submitted_at, ended_at FROM records
    INDEXED BY records_flow_state
WHERE flow = ?4 AND state = ?3 AND state <> 7 AND id < ?1 AND id > 0 AND (?5 IS NULL OR initiator = ?5)
    AND (?6 IS NULL OR department = ?6)
    AND (?7 IS NULL OR ?7 = EXISTS (SELECT 1 FROM steps AS s WHERE s.record = records.id AND s.kind = 13 AND s.state = 2))
ORDER BY id DESC LIMIT ?2;
-- name: records_by_department_state
SELECT id, flow, department, initiator, state, stage, round, number, created_at, submitted_at, ended_at FROM records
    INDEXED BY records_department_state
WHERE department = ?6 AND state = ?3 AND state <> 7 AND id < ?1 AND id > 0 AND (?4 IS NULL OR flow = ?4)
    AND (?5 IS NULL OR initiator = ?5)
    AND (?7 IS NULL OR ?7 = EXISTS (SELECT 1 FROM steps AS s WHERE s.record = records.id AND s.kind = 13 AND s.state = 2))
ORDER BY id DESC LIMIT ?2;
-- name: record_ids
SELECT id FROM records WHERE id > ?1 AND id > 0 ORDER BY id LIMIT ?2;

-- name: event_get
SELECT e.id, e.record, e.seq, e.previous, e.kind, e.kind_version, r.hash, e.ruleset, e.happened_at, e.recorded_at,
       e.actor_kind, e.actor, e.principal, e.auth, e.uid, e.hash_alg, e.payload, e.personal_digest, e.hash, p.salt,
       p.personal
FROM events AS e
LEFT JOIN rulesets AS r ON r.no = e.ruleset
LEFT JOIN event_personal AS p ON p.event = e.id
WHERE e.id = ?1;

-- name: deadlines_list
SELECT d.due_at, d.clock, d.record, d.rung, r.number, r.flow, t.id, t.person, s.name, c.due_at,
       coalesce(c.provisional, 0)
FROM deadlines AS d
LEFT JOIN records AS r ON r.id = d.record
LEFT JOIN clocks AS c ON c.record = d.record AND c.id = d.clock
LEFT JOIN tasks AS t ON t.record = d.record AND t.id = c.task
LEFT JOIN steps AS s ON s.record = d.record AND s.no = t.step
WHERE (d.due_at, d.clock) > (?1, ?2) ORDER BY d.due_at, d.clock LIMIT ?3;

-- name: incidents_list
SELECT id, at, code, text, file, line, record, person, settled_at, settled_by FROM incidents
WHERE id < ?1 ORDER BY id DESC LIMIT ?2;
-- name: incidents_list_open
SELECT id, at, code, text, file, line, record, person, settled_at, settled_by FROM incidents
    INDEXED BY incidents_open
WHERE id < ?1 AND settled_at IS NULL ORDER BY id DESC LIMIT ?2;
-- name: incident_settle
UPDATE incidents SET settled_at = ?2, settled_by = ?3 WHERE id = ?1 AND settled_at IS NULL;

-- Counts stop at ?1: a view says "more than", and no count walks over ten million rows.
-- name: count_state
SELECT count(*) FROM (SELECT 1 FROM records INDEXED BY records_state WHERE state = ?2 AND state <> 7 LIMIT ?1);
-- Of the state ?2, those whose initiator has yet to take notice of a refusal (a task at a step of kind 13), found among
-- so many open tasks.
-- name: count_notice
SELECT count(DISTINCT o.record) FROM (SELECT record, step_kind FROM open_tasks LIMIT ?1) AS o
JOIN records AS r ON r.id = o.record WHERE o.step_kind = 13 AND r.state = ?2;
-- name: count_records
SELECT count(*) FROM (SELECT 1 FROM records WHERE id > 0 LIMIT ?1);
-- name: count_open_tasks
SELECT count(*) FROM (SELECT 1 FROM open_tasks LIMIT ?1);
-- name: count_deadlines
SELECT count(*) FROM (SELECT 1 FROM deadlines LIMIT ?1);
-- name: count_overdue
SELECT count(*) FROM (SELECT 1 FROM deadlines WHERE due_at <= ?2 LIMIT ?1);
-- name: count_waiting
SELECT count(*) FROM (SELECT 1 FROM outbox INDEXED BY outbox_waiting WHERE state IN (1, 2) LIMIT ?1);
-- name: count_stuck
SELECT count(*) FROM (SELECT 1 FROM outbox INDEXED BY outbox_stuck WHERE state = 4 LIMIT ?1);
-- name: count_incidents
SELECT count(*) FROM (SELECT 1 FROM incidents INDEXED BY incidents_open WHERE settled_at IS NULL LIMIT ?1);

-- Rows that belong to nothing, for verify: each walks on from a key, at most ?3 rows; the last column is 1 when
-- the row has what it belongs to.
-- name: stray_deadlines
SELECT d.due_at, d.clock, d.record,
       c.id IS NOT NULL AND c.state = 1 AND c.next_rung = d.rung AND c.rung_at = d.due_at
FROM deadlines AS d LEFT JOIN clocks AS c ON c.record = d.record AND c.id = d.clock
WHERE (d.due_at, d.clock) > (?1, ?2) ORDER BY d.due_at, d.clock LIMIT ?3;
-- name: stray_open_tasks
SELECT o.person, o.task, o.record, t.id IS NOT NULL AND t.state = 1 AND t.person = o.person
FROM open_tasks AS o LEFT JOIN tasks AS t ON t.record = o.record AND t.id = o.task
WHERE (o.person, o.task) > (?1, ?2) ORDER BY o.person, o.task LIMIT ?3;
-- name: stray_steps
SELECT s.record, s.no, s.record, r.id IS NOT NULL FROM steps AS s LEFT JOIN records AS r ON r.id = s.record
WHERE (s.record, s.no) > (?1, ?2) ORDER BY s.record, s.no LIMIT ?3;
-- name: stray_tasks
SELECT t.record, t.id, t.record, r.id IS NOT NULL FROM tasks AS t LEFT JOIN records AS r ON r.id = t.record
WHERE (t.record, t.id) > (?1, ?2) ORDER BY t.record, t.id LIMIT ?3;
-- name: stray_clocks
SELECT c.record, c.id, c.record, r.id IS NOT NULL FROM clocks AS c LEFT JOIN records AS r ON r.id = c.record
WHERE (c.record, c.id) > (?1, ?2) ORDER BY c.record, c.id LIMIT ?3;
-- name: stray_states
SELECT s.record, 0, s.record, r.id IS NOT NULL FROM states AS s LEFT JOIN records AS r ON r.id = s.record
WHERE s.record > ?1 AND ?2 IS NOT NULL ORDER BY s.record LIMIT ?3;
-- name: stray_events
SELECT e.id, 0, e.record, r.id IS NOT NULL FROM events AS e LEFT JOIN records AS r ON r.id = e.record
WHERE e.id > ?1 AND ?2 IS NOT NULL ORDER BY e.id LIMIT ?3;
-- Of a record disposed of, nothing else may be there either: no record under its id, no message, no incident.
-- name: stray_disposed
SELECT d.record, 0, d.record, r.id IS NULL FROM disposed AS d LEFT JOIN records AS r ON r.id = d.record
WHERE d.record > ?1 AND ?2 IS NOT NULL ORDER BY d.record LIMIT ?3;
-- name: stray_outbox
SELECT o.message, 0, o.record, d.record IS NULL FROM outbox AS o LEFT JOIN disposed AS d ON d.record = o.record
WHERE o.message > ?1 AND ?2 IS NOT NULL ORDER BY o.message LIMIT ?3;
-- name: stray_incidents
SELECT i.id, 0, i.record, d.record IS NULL FROM incidents AS i LEFT JOIN disposed AS d ON d.record = i.record
WHERE i.id > ?1 AND ?2 IS NOT NULL ORDER BY i.id LIMIT ?3;

-- Two people who approve each other's records in turn (A13): how often either way in [?1, ?2), of the flow ?3 (NULL:
-- all), most often first, at most ?4 pairs. An approval that was taken back (A27) is none: the same seat of the step was
-- opened again after it.
-- name: approvals_mutual
WITH given AS (
    SELECT r.initiator AS asked, t.decided_by AS by, count(*) AS times, max(t.ended_at) AS last
    FROM records AS r JOIN tasks AS t ON t.record = r.id
    WHERE t.outcome = 1 AND t.decided_by <> 0 AND t.decided_by <> r.initiator AND t.ended_at >= ?1 AND t.ended_at < ?2
        AND (?3 IS NULL OR r.flow = ?3)
        AND NOT EXISTS (SELECT 1 FROM tasks AS again WHERE again.record = t.record AND again.id > t.id
                        AND again.step = t.step AND again.position = t.position)
    GROUP BY r.initiator, t.decided_by
)
SELECT a.by, a.asked, a.times, a.last, b.times, b.last FROM given AS a JOIN given AS b ON b.by = a.asked AND b.asked = a.by
WHERE a.by < a.asked ORDER BY a.times + b.times DESC, a.by, a.asked LIMIT ?4;
-- The last records of ?1 that ?2 approved in [?3, ?4), of the flow ?5, at most ?6.
-- name: approvals_between
SELECT r.id, max(t.ended_at) FROM records AS r INDEXED BY records_initiator JOIN tasks AS t ON t.record = r.id
WHERE r.initiator = ?1 AND t.decided_by = ?2 AND t.outcome = 1 AND t.ended_at >= ?3 AND t.ended_at < ?4
    AND (?5 IS NULL OR r.flow = ?5)
    AND NOT EXISTS (SELECT 1 FROM tasks AS again WHERE again.record = t.record AND again.id > t.id
                    AND again.step = t.step AND again.position = t.position)
GROUP BY r.id ORDER BY max(t.ended_at) DESC, r.id DESC LIMIT ?6;
