-- Statements about what is owed: host/store/debts.c.

-- name: debt_put
INSERT INTO debts (record, step, department, kind, since, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
-- name: debts_delete
DELETE FROM debts WHERE record = ?1;
-- name: debt_rows
SELECT record, step, department, kind, since, due_at FROM debts WHERE record = ?1 ORDER BY step;
-- name: debts_count
-- What stands still (its record is suspended, say) is not overdue: some clock of the step has to run. What ended
-- with its record (kind 3) is, since nobody can make it up in time any more.
SELECT count(*), coalesce(sum(d.kind = 3 OR (d.due_at <= ?2 AND EXISTS (
    SELECT 1 FROM tasks AS t JOIN clocks AS c ON c.record = t.record AND c.task = t.id
    WHERE t.record = d.record AND t.step = d.step AND t.state = 1 AND c.state = 1 AND c.due_at <= ?2))), 0)
FROM debts AS d WHERE d.department = ?1;
-- name: records_owed
SELECT DISTINCT record FROM debts WHERE record > ?1 AND (?3 IS NULL OR department = ?3) ORDER BY record LIMIT ?2;
-- name: stray_debts
SELECT d.record, d.step, d.record, s.no IS NOT NULL FROM debts AS d
LEFT JOIN steps AS s ON s.record = d.record AND s.no = d.step
WHERE (d.record, d.step) > (?1, ?2) ORDER BY d.record, d.step LIMIT ?3;
