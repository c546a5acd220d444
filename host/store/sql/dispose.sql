-- Disposal of records that have ended, and the space that comes free: host/store/disposal.c, space.c.

-- Records in the order of their ids after ?1, ended or not: a slice looks at ?2 rows, however many of them fit.
-- name: dispose_look
SELECT id, state, ended_at FROM records WHERE id > ?1 AND id > 0 ORDER BY id LIMIT ?2;
-- name: dispose_look_flow
SELECT id, state, ended_at FROM records INDEXED BY records_flow WHERE flow = ?3 AND id > ?1 ORDER BY id LIMIT ?2;

-- What forbids it. A row: it does.
-- name: dispose_message
SELECT message FROM outbox WHERE record = ?1 AND state <> 3 LIMIT 1;
-- name: dispose_incident
SELECT id FROM incidents WHERE record = ?1 AND record <> 0 AND settled_at IS NULL LIMIT 1;
-- name: dispose_document
SELECT id FROM documents WHERE record = ?1 LIMIT 1;

-- name: disposed_put
INSERT INTO disposed (record, number, event) VALUES (?1, ?2, ?3);
-- name: dispose_event
DELETE FROM events WHERE id = ?1 AND record = ?2;
-- name: dispose_state
DELETE FROM states WHERE record = ?1;
-- name: dispose_steps
DELETE FROM steps WHERE record = ?1;
-- name: dispose_tasks
DELETE FROM tasks WHERE record = ?1;
-- name: dispose_clocks
DELETE FROM clocks WHERE record = ?1;
-- name: dispose_outbox
DELETE FROM outbox WHERE record = ?1 AND state = 3;
-- name: dispose_incidents
DELETE FROM incidents WHERE record = ?1 AND record <> 0;
-- name: dispose_record
DELETE FROM records WHERE id = ?1;

-- Who asks for one that is gone.
-- name: disposed_by_number
SELECT d.record, d.number, e.recorded_at, e.uid, p.handle
FROM disposed AS d LEFT JOIN events AS e ON e.id = d.event LEFT JOIN persons AS p ON p.id = e.actor
WHERE d.number = ?1;
-- name: disposed_by_id
SELECT d.record, d.number, e.recorded_at, e.uid, p.handle
FROM disposed AS d LEFT JOIN events AS e ON e.id = d.event LEFT JOIN persons AS p ON p.id = e.actor
WHERE d.record = ?1;

-- For verify.
-- name: disposed_get
SELECT record, number, event FROM disposed WHERE record = ?1;
-- name: disposed_rows
SELECT record, number, event FROM disposed WHERE record > ?1 ORDER BY record LIMIT ?2;
-- name: numbers_rows
SELECT prefix, year, last FROM numbers ORDER BY prefix, year;
-- name: number_held
SELECT EXISTS (SELECT 1 FROM records WHERE number = ?1) OR EXISTS (SELECT 1 FROM disposed WHERE number = ?1);

-- name: free_pages
PRAGMA freelist_count;
-- name: page_size
PRAGMA page_size;
-- A row after each page.
-- name: give_back
PRAGMA incremental_vacuum;
