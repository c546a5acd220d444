-- The first schema. Times are milliseconds since 1970-01-01T00:00:00Z; NULL: none. Words of kinds and states stand
-- in host/model: record.h, plan.h, event.h, actor.h. Two sorts of tables: what is the truth (events, and what
-- administrators enter), and what is derived from it so that it can be found fast (records, states, steps, tasks,
-- open_tasks, clocks, deadlines); `countersign verify` builds the second from the first and compares.
PRAGMA application_id = 0x4353474e; -- "CSGN"
PRAGMA user_version = 1;

-- One row: the largest id given, the latest recorded time, the version of the directory.
CREATE TABLE latest (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    id          INTEGER NOT NULL,
    recorded_at INTEGER,
    directory   INTEGER NOT NULL
) STRICT;
INSERT INTO latest (one, id, recorded_at, directory) VALUES (1, 0, NULL, 0);

-- Rulesets by content. `content` NULL: known by its hash alone (an event names it, its text is elsewhere).
CREATE TABLE rulesets (
    no       INTEGER PRIMARY KEY,
    hash     BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    added_at INTEGER,
    added_by INTEGER,
    size     INTEGER,
    content  BLOB -- zlib
) STRICT;

CREATE TABLE activations (
    no      INTEGER PRIMARY KEY,
    ruleset INTEGER NOT NULL REFERENCES rulesets (no),
    at      INTEGER NOT NULL,
    by      INTEGER NOT NULL,
    reason  TEXT NOT NULL
) STRICT;

-- Records as lists show them. Narrow: a decision that leaves the record's state alone does not touch it.
CREATE TABLE records (
    id           INTEGER PRIMARY KEY,
    flow         TEXT NOT NULL,
    department   TEXT,
    initiator    INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    stage        INTEGER NOT NULL,
    round        INTEGER NOT NULL,
    number       TEXT,
    ruleset      INTEGER REFERENCES rulesets (no),
    created_at   INTEGER,
    submitted_at INTEGER,
    ended_at     INTEGER
) STRICT;
CREATE UNIQUE INDEX records_number ON records (number) WHERE number IS NOT NULL;
CREATE INDEX records_initiator ON records (initiator);
CREATE INDEX records_flow ON records (flow);
CREATE INDEX records_department ON records (department);
-- Nearly all records are finished (7) sooner or later: the other states are found without walking over those.
CREATE INDEX records_state ON records (state) WHERE state <> 7;
CREATE INDEX records_flow_state ON records (flow, state) WHERE state <> 7;
CREATE INDEX records_department_state ON records (department, state) WHERE state <> 7;

-- The state after the last event, encoded (host/model/record.h), and where the chain of events stands.
CREATE TABLE states (
    record     INTEGER PRIMARY KEY REFERENCES records (id),
    version    INTEGER NOT NULL,
    last_event INTEGER,
    head       BLOB,
    body       BLOB NOT NULL
) STRICT;

-- Record 0 is the system's own: its chain holds what happened to the store as a whole.
INSERT INTO records (id, flow, initiator, state, stage, round) VALUES (0, '', 0, 0, -1, 0);
INSERT INTO states (record, version, body) VALUES (0, 0, x'');

-- What happened. `previous` is the event before it of the same record: found by walking, not by an index.
-- hash = H(hash of the previous, head = the columns before payload, payload, personal_digest).
CREATE TABLE events (
    id              INTEGER PRIMARY KEY,
    record          INTEGER NOT NULL,
    seq             INTEGER NOT NULL,
    previous        INTEGER,
    kind            INTEGER NOT NULL,
    kind_version    INTEGER NOT NULL,
    ruleset         INTEGER,
    happened_at     INTEGER NOT NULL,
    recorded_at     INTEGER NOT NULL,
    actor_kind      INTEGER NOT NULL,
    actor           INTEGER NOT NULL,
    principal       INTEGER NOT NULL,
    auth            INTEGER NOT NULL,
    uid             INTEGER NOT NULL,
    hash_alg        INTEGER NOT NULL,
    payload         BLOB NOT NULL,
    personal_digest BLOB, -- NULL: the event has no personal values
    hash            BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- The personal values of an event. A row may be deleted (lawful erasure): the chain holds only the digest.
CREATE TABLE event_personal (
    event    INTEGER PRIMARY KEY REFERENCES events (id),
    salt     BLOB NOT NULL CHECK (length(salt) = 16),
    personal BLOB NOT NULL
) STRICT;

-- With recursive_triggers ON these hold against INSERT OR REPLACE too.
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
CREATE TRIGGER events_are_kept BEFORE DELETE ON events BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;
CREATE TRIGGER event_personal_stays BEFORE UPDATE ON event_personal BEGIN
    SELECT RAISE(ABORT, 'personal values are erased, never changed');
END;

-- Rows of one record lie side by side, so that a decision touches one page of each table.
CREATE TABLE steps (
    record    INTEGER NOT NULL,
    no        INTEGER NOT NULL,
    parent    INTEGER NOT NULL,
    stage     INTEGER NOT NULL,
    round     INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    state     INTEGER NOT NULL,
    name      TEXT NOT NULL,
    opened_at INTEGER,
    ended_at  INTEGER,
    PRIMARY KEY (record, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE tasks (
    record      INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    step        INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    person      INTEGER NOT NULL,
    principal   INTEGER NOT NULL,
    reason      TEXT,
    reason_text TEXT,
    state       INTEGER NOT NULL,
    outcome     INTEGER NOT NULL,
    decided_by  INTEGER NOT NULL,
    opened_at   INTEGER,
    ended_at    INTEGER,
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- Everybody's inbox: one run of rows a person, whole without looking anywhere else.
CREATE TABLE open_tasks (
    person      INTEGER NOT NULL,
    task        INTEGER NOT NULL,
    record      INTEGER NOT NULL,
    number      TEXT,
    flow        TEXT NOT NULL,
    initiator   INTEGER NOT NULL,
    step        INTEGER NOT NULL,
    step_kind   INTEGER NOT NULL,
    step_name   TEXT NOT NULL,
    principal   INTEGER NOT NULL,
    opened_at   INTEGER,
    due_at      INTEGER,
    provisional INTEGER NOT NULL,
    PRIMARY KEY (person, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE clocks (
    record      INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    task        INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    pause_cause TEXT,
    calendar    TEXT,
    started_at  INTEGER,
    ran_ms      INTEGER NOT NULL,
    due_at      INTEGER,
    provisional INTEGER NOT NULL,
    next_rung   INTEGER NOT NULL,
    rung_at     INTEGER,
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- The next rung of every running clock. No second index: the clock's row has the time to delete it by.
CREATE TABLE deadlines (
    due_at INTEGER NOT NULL,
    clock  INTEGER NOT NULL,
    record INTEGER NOT NULL,
    rung   INTEGER NOT NULL,
    PRIMARY KEY (due_at, clock)
) STRICT, WITHOUT ROWID;

-- state: 1 pending, 2 claimed (until claimed_until, by claimed_by), 3 delivered, 4 stuck.
CREATE TABLE outbox (
    message         INTEGER NOT NULL,
    channel         TEXT NOT NULL,
    recipient       INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    record          INTEGER NOT NULL,
    task            INTEGER NOT NULL,
    step            TEXT,
    due_at          INTEGER,
    text            TEXT,
    created_at      INTEGER NOT NULL,
    state           INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    next_attempt_at INTEGER,
    claimed_by      TEXT,
    claimed_until   INTEGER,
    last_error      TEXT,
    ended_at        INTEGER,
    PRIMARY KEY (message, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_waiting ON outbox (channel, next_attempt_at) WHERE state IN (1, 2);
CREATE INDEX outbox_stuck ON outbox (message) WHERE state = 4;

CREATE TABLE incidents (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    code       TEXT NOT NULL,
    text       TEXT,
    file       TEXT,
    line       INTEGER NOT NULL,
    record     INTEGER NOT NULL,
    person     INTEGER NOT NULL,
    settled_at INTEGER,
    settled_by INTEGER
) STRICT;
CREATE INDEX incidents_open ON incidents (id) WHERE settled_at IS NULL;

-- What was answered under an idempotency key. entered_by: the uid that entered it for the person, else -1.
CREATE TABLE idempotency_keys (
    no         INTEGER PRIMARY KEY,
    actor_kind INTEGER NOT NULL,
    actor      INTEGER NOT NULL,
    principal  INTEGER NOT NULL,
    entered_by INTEGER NOT NULL,
    key        TEXT NOT NULL,
    digest     BLOB NOT NULL CHECK (length(digest) = 32),
    record     INTEGER NOT NULL,
    task       INTEGER NOT NULL,
    reply      BLOB NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX idempotency_keys_key ON idempotency_keys (actor, key, actor_kind, principal, entered_by);

-- The last number given of each series.
CREATE TABLE numbers (
    prefix TEXT NOT NULL,
    year   INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (prefix, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE calendars (
    name       TEXT NOT NULL,
    version    INTEGER NOT NULL,
    definition TEXT NOT NULL,
    added_at   INTEGER NOT NULL,
    added_by   INTEGER NOT NULL,
    PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;

-- What is known of a document; its bytes lie in the folder of documents under the hash of their content.
CREATE TABLE documents (
    id         INTEGER PRIMARY KEY,
    record     INTEGER NOT NULL,
    name       TEXT NOT NULL,
    media_type TEXT,
    content    BLOB NOT NULL CHECK (length(content) = 32),
    size       INTEGER NOT NULL,
    added_at   INTEGER NOT NULL,
    added_by   INTEGER NOT NULL,
    erased_at  INTEGER
) STRICT;
CREATE INDEX documents_record ON documents (record);

-- The directory. [valid_from, valid_until): the smallest and largest 64-bit numbers and 253402300799999 stand for
-- always; '' in a key stands for none.
CREATE TABLE departments (
    key         TEXT PRIMARY KEY,
    parent      TEXT,
    name_en     TEXT NOT NULL,
    name_zh     TEXT,
    calendar    TEXT,
    head_post   TEXT,
    leader_post TEXT,
    valid_from  INTEGER NOT NULL,
    valid_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE persons (
    id          INTEGER PRIMARY KEY,
    handle      TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    email       TEXT,
    department  TEXT,
    calendar    TEXT,
    kind        INTEGER NOT NULL,
    owner       INTEGER NOT NULL,
    uid         INTEGER NOT NULL,
    valid_from  INTEGER NOT NULL,
    valid_until INTEGER NOT NULL
) STRICT;

CREATE TABLE post_holders (
    post        TEXT NOT NULL,
    person      INTEGER NOT NULL,
    valid_from  INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    PRIMARY KEY (post, person, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE role_holders (
    role        TEXT NOT NULL,
    department  TEXT NOT NULL,
    person      INTEGER NOT NULL,
    valid_from  INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    PRIMARY KEY (role, department, person, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE thing_holders (
    kind        TEXT NOT NULL,
    item        TEXT NOT NULL,
    person      INTEGER NOT NULL,
    valid_from  INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    PRIMARY KEY (kind, item, person, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE attributes (
    subject TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (subject, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE stand_ins (
    principal   INTEGER NOT NULL,
    person      INTEGER NOT NULL,
    flow        TEXT NOT NULL,
    valid_from  INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    PRIMARY KEY (principal, person, flow, valid_from)
) STRICT, WITHOUT ROWID;
