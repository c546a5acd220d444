-- Rulesets, calendars, the directory: host/store/rulesets.c, calendars.c, people.c, directory_load.c.

-- name: ruleset_no
SELECT no FROM rulesets WHERE hash = ?1;
-- name: ruleset_name
INSERT INTO rulesets (hash) VALUES (?1);
-- name: ruleset_hash
SELECT hash FROM rulesets WHERE no = ?1;
-- name: ruleset_put
INSERT INTO rulesets (hash, added_at, added_by, size, content) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (hash) DO UPDATE SET added_at = excluded.added_at, added_by = excluded.added_by, size = excluded.size,
    content = excluded.content WHERE content IS NULL;
-- name: ruleset_get
SELECT size, content FROM rulesets WHERE hash = ?1 AND content IS NOT NULL;
-- name: activation_put
INSERT INTO activations (ruleset, at, by, reason)
SELECT no, ?2, ?3, ?4 FROM rulesets WHERE hash = ?1 AND content IS NOT NULL;
-- name: ruleset_active
SELECT r.hash FROM activations AS a JOIN rulesets AS r ON r.no = a.ruleset ORDER BY a.no DESC LIMIT 1;
-- name: rulesets_list
SELECT r.hash, r.added_at, r.added_by, r.no = (SELECT ruleset FROM activations ORDER BY no DESC LIMIT 1),
       (SELECT max(at) FROM activations AS a WHERE a.ruleset = r.no)
FROM rulesets AS r WHERE r.content IS NOT NULL ORDER BY r.no DESC;
-- name: activations_list
SELECT r.hash, a.at, a.by, a.reason FROM activations AS a JOIN rulesets AS r ON r.no = a.ruleset ORDER BY a.no DESC;

-- name: calendar_put
INSERT INTO calendars (name, version, definition, added_at, added_by)
SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4 FROM calendars WHERE name = ?1;
-- name: calendars_list
SELECT name, version, definition FROM calendars AS c
WHERE version = (SELECT max(version) FROM calendars AS n WHERE n.name = c.name) ORDER BY name;

-- name: person_id
SELECT id FROM persons WHERE handle = ?1;
-- name: departments_put
INSERT INTO departments (key, parent, name_en, name_zh, calendar, head_post, leader_post, valid_from, valid_until)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (key) DO UPDATE SET parent = excluded.parent, name_en = excluded.name_en, name_zh = excluded.name_zh,
    calendar = excluded.calendar, head_post = excluded.head_post, leader_post = excluded.leader_post,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until;
-- name: persons_put
INSERT INTO persons (handle, name, email, department, calendar, kind, owner, uid, valid_from, valid_until, id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (handle) DO UPDATE SET name = excluded.name, email = excluded.email, department = excluded.department,
    calendar = excluded.calendar, kind = excluded.kind, owner = excluded.owner, uid = excluded.uid,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until;
-- name: posts_put
INSERT INTO post_holders (post, person, valid_from, valid_until) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (post, person, valid_from) DO UPDATE SET valid_until = excluded.valid_until;
-- name: roles_put
INSERT INTO role_holders (role, department, person, valid_from, valid_until) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (role, department, person, valid_from) DO UPDATE SET valid_until = excluded.valid_until;
-- name: holders_put
INSERT INTO thing_holders (kind, item, person, valid_from, valid_until) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (kind, item, person, valid_from) DO UPDATE SET valid_until = excluded.valid_until;
-- name: attributes_put
INSERT INTO attributes (subject, name, value) VALUES (?1, ?2, ?3)
ON CONFLICT (subject, name) DO UPDATE SET value = excluded.value;
-- name: stand_ins_put
INSERT INTO stand_ins (principal, person, flow, valid_from, valid_until) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (principal, person, flow, valid_from) DO UPDATE SET valid_until = excluded.valid_until;

-- name: departments_all
SELECT key, parent, name_en, name_zh, calendar, head_post, leader_post FROM departments ORDER BY key;
-- name: persons_all
SELECT id, handle, name, email, department, calendar, kind, owner, uid, valid_from, valid_until
FROM persons ORDER BY id;
-- name: posts_all
SELECT post, person, valid_from, valid_until FROM post_holders ORDER BY post, person, valid_from;
-- name: roles_all
SELECT role, nullif(department, ''), person, valid_from, valid_until
FROM role_holders ORDER BY role, department, person, valid_from;
-- name: holders_all
SELECT kind, item, person, valid_from, valid_until FROM thing_holders ORDER BY kind, item, person, valid_from;
-- name: attributes_all
SELECT subject, name, value FROM attributes ORDER BY subject, name;
-- name: stand_ins_all
SELECT principal, person, nullif(flow, ''), valid_from, valid_until
FROM stand_ins ORDER BY principal, person, flow, valid_from;

-- The same rows with the columns that store_people_put takes, people by handle.
-- name: departments_rows
SELECT key, parent, name_en, name_zh, calendar, head_post, leader_post, valid_from, valid_until
FROM departments ORDER BY key;
-- name: persons_rows
SELECT p.handle, p.name, p.email, p.department, p.calendar, p.kind, o.handle, p.uid, p.valid_from, p.valid_until
FROM persons AS p LEFT JOIN persons AS o ON o.id = p.owner ORDER BY p.id;
-- name: posts_rows
SELECT h.post, p.handle, h.valid_from, h.valid_until
FROM post_holders AS h JOIN persons AS p ON p.id = h.person ORDER BY h.post, h.person, h.valid_from;
-- name: roles_rows
SELECT h.role, h.department, p.handle, h.valid_from, h.valid_until
FROM role_holders AS h JOIN persons AS p ON p.id = h.person ORDER BY h.role, h.department, h.person, h.valid_from;
-- name: holders_rows
SELECT h.kind, h.item, p.handle, h.valid_from, h.valid_until
FROM thing_holders AS h JOIN persons AS p ON p.id = h.person ORDER BY h.kind, h.item, h.person, h.valid_from;
-- name: attributes_rows
SELECT subject, name, value FROM attributes ORDER BY subject, name;
-- name: stand_ins_rows
SELECT a.handle, b.handle, s.flow, s.valid_from, s.valid_until
FROM stand_ins AS s JOIN persons AS a ON a.id = s.principal JOIN persons AS b ON b.id = s.person
ORDER BY s.principal, s.person, s.flow, s.valid_from;
