-- The outbox: host/store/outbox.c. state: 1 pending, 2 claimed, 3 delivered, 4 stuck. next_attempt_at of a claimed
-- row is the end of its claim, so that a claim whose holder died is found like any other row that is due.
-- Last in each row: in whose name its recipient has the task (A15), as that stands now; NULL: in their own.

-- name: outbox_due
SELECT message, channel, recipient, kind, record, task, step, due_at, text, created_at, state, attempts,
       next_attempt_at, claimed_by, claimed_until, last_error, ended_at,
       (SELECT principal FROM tasks WHERE record = outbox.record AND id = outbox.task AND person = recipient)
FROM outbox INDEXED BY outbox_waiting
WHERE channel = ?1 AND state IN (1, 2) AND next_attempt_at <= ?2 ORDER BY next_attempt_at, message LIMIT ?3;
-- name: outbox_claim
UPDATE outbox SET state = 2, claimed_by = ?3, claimed_until = ?4, next_attempt_at = ?4, attempts = attempts + 1
WHERE message = ?1 AND channel = ?2 AND state IN (1, 2);
-- Claims of others, all of them dead: whoever asks holds the store. One that was tried more than once waits ?4 for
-- each time more, and never longer than its claim would have.
-- name: outbox_release
UPDATE outbox INDEXED BY outbox_waiting SET state = 1, claimed_by = NULL, claimed_until = NULL,
    next_attempt_at = min(next_attempt_at, ?2 + (attempts - 1) * ?4)
WHERE channel = ?1 AND state IN (1, 2) AND next_attempt_at > ?2 AND claimed_by <> ?3;
-- name: outbox_delivered
UPDATE outbox SET state = 3, next_attempt_at = NULL, claimed_by = NULL, claimed_until = NULL, last_error = NULL,
    ended_at = ?4
WHERE message = ?1 AND channel = ?2 AND claimed_by = ?3 AND state = 2;
-- name: outbox_retry
UPDATE outbox SET state = 1, next_attempt_at = ?4, claimed_by = NULL, claimed_until = NULL, last_error = ?5
WHERE message = ?1 AND channel = ?2 AND claimed_by = ?3 AND state = 2;
-- name: outbox_give_up
UPDATE outbox SET state = 4, next_attempt_at = NULL, claimed_by = NULL, claimed_until = NULL, last_error = ?5,
    ended_at = ?4
WHERE message = ?1 AND channel = ?2 AND claimed_by = ?3 AND state = 2;
-- name: outbox_resend
UPDATE outbox SET state = 1, next_attempt_at = ?3, attempts = 0, ended_at = NULL
WHERE message = ?1 AND channel = ?2 AND state IN (3, 4);
-- name: outbox_next
SELECT min(next_attempt_at) FROM outbox INDEXED BY outbox_waiting WHERE channel = ?1 AND state IN (1, 2);
-- Ids are ordered by time: none at or above ?3 was written before ?1.
-- name: outbox_forget
DELETE FROM outbox WHERE (message, channel) IN
    (SELECT message, channel FROM outbox WHERE message < ?3 AND state = 3 AND ended_at < ?1
     ORDER BY message, channel LIMIT ?2);
-- name: outbox_list
SELECT message, channel, recipient, kind, record, task, step, due_at, text, created_at, state, attempts,
       next_attempt_at, claimed_by, claimed_until, last_error, ended_at,
       (SELECT principal FROM tasks WHERE record = outbox.record AND id = outbox.task AND person = recipient)
FROM outbox WHERE message > ?1 ORDER BY message, channel LIMIT ?2;
-- name: outbox_list_stuck
SELECT message, channel, recipient, kind, record, task, step, due_at, text, created_at, state, attempts,
       next_attempt_at, claimed_by, claimed_until, last_error, ended_at,
       (SELECT principal FROM tasks WHERE record = outbox.record AND id = outbox.task AND person = recipient)
FROM outbox INDEXED BY outbox_stuck WHERE state = 4 AND message > ?1 ORDER BY message, channel LIMIT ?2;
-- name: outbox_list_waiting
SELECT message, channel, recipient, kind, record, task, step, due_at, text, created_at, state, attempts,
       next_attempt_at, claimed_by, claimed_until, last_error, ended_at,
       (SELECT principal FROM tasks WHERE record = outbox.record AND id = outbox.task AND person = recipient)
FROM outbox INDEXED BY outbox_waiting WHERE state IN (1, 2) AND message > ?1 ORDER BY message, channel LIMIT ?2;
