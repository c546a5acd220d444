-- Steps that are owed (A52, A64), while they are open: derived from the records' states as the other rows are.
PRAGMA user_version = 4;

CREATE TABLE debts (
    record     INTEGER NOT NULL,
    step       INTEGER NOT NULL,
    department TEXT NOT NULL,
    kind       INTEGER NOT NULL, -- 1 green channel, 2 exception
    since      INTEGER,
    due_at     INTEGER,          -- the earliest of its open tasks; NULL: none has a clock
    PRIMARY KEY (record, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX debts_department ON debts (department, due_at);

-- What is owed so far, all of it by exception: the names of such steps say so.
INSERT INTO debts (record, step, department, kind, since, due_at)
SELECT o.record, o.step, coalesce(r.department, ''), 2, s.opened_at, min(o.due_at)
FROM open_tasks AS o
JOIN records AS r ON r.id = o.record
JOIN steps AS s ON s.record = o.record AND s.no = o.step
WHERE o.step_name LIKE '%.owed%' AND o.step_kind IN (10, 11, 12)
GROUP BY o.record, o.step, r.department, s.opened_at;
