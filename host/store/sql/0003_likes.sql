-- Sums over like records (A73). Derived, from the states of records and the declarations of rules: nothing here is
-- evidence, and verify does not need it.
PRAGMA user_version = 3;

-- What some rule has declared: records of that flow, alike in these fields, with this one summed. `since`: rows are
-- there for all that was submitted from then on.
CREATE TABLE like_rules (
    rule  BLOB PRIMARY KEY CHECK (length(rule) = 32),
    flow  TEXT NOT NULL,
    field TEXT NOT NULL,
    same  TEXT NOT NULL, -- names between commas
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A record that counts, under the hash of rule and values: like ones lie side by side, in the order of submission.
CREATE TABLE likes (
    key    BLOB NOT NULL CHECK (length(key) = 32),
    at     INTEGER NOT NULL,
    record INTEGER NOT NULL,
    value  BLOB NOT NULL, -- the field's, as records encode it
    PRIMARY KEY (key, at, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX likes_record ON likes (record);
