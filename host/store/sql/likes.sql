-- Sums over like records (A73): host/store/likes.c.

-- name: like_rules_all
SELECT rule, flow, field, same, since FROM like_rules ORDER BY rule;
-- name: like_rule_put
INSERT INTO like_rules (rule, flow, field, same, since) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (rule) DO UPDATE SET since = excluded.since;
-- name: like_put
INSERT INTO likes (key, at, record, value) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (key, at, record) DO UPDATE SET value = excluded.value;
-- name: likes_forget
DELETE FROM likes WHERE record = ?1;
-- name: likes_find
SELECT l.value, r.number FROM likes AS l JOIN records AS r ON r.id = l.record
WHERE l.key = ?1 AND l.at >= ?2 AND l.at <= ?3 AND l.record <> ?4 ORDER BY l.at, l.record;
-- Records of a flow made after ?2, in the order of their ids.
-- name: likes_backlog
SELECT id FROM records INDEXED BY records_flow WHERE flow = ?1 AND id > ?2 ORDER BY id LIMIT ?3;
