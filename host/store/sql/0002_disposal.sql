-- Records disposed of. What stays of each is on the chain of record 0 (EVENT_DISPOSED); a row here finds that event by
-- id or number, and lets nobody give either again.
PRAGMA user_version = 2;

CREATE TABLE disposed (
    record INTEGER PRIMARY KEY CHECK (record > 0),
    number TEXT,
    event  INTEGER NOT NULL -- of record 0
) STRICT;
CREATE UNIQUE INDEX disposed_number ON disposed (number) WHERE number IS NOT NULL;
CREATE TRIGGER disposed_stays BEFORE UPDATE ON disposed BEGIN
    SELECT RAISE(ABORT, 'what was disposed of stays so');
END;
CREATE TRIGGER disposed_is_kept BEFORE DELETE ON disposed BEGIN
    SELECT RAISE(ABORT, 'what was disposed of stays so');
END;

-- Events go with their record, and in no other way.
DROP TRIGGER events_are_kept;
CREATE TRIGGER events_are_kept BEFORE DELETE ON events
WHEN NOT EXISTS (SELECT 1 FROM disposed WHERE record = OLD.record) BEGIN
    SELECT RAISE(ABORT, 'events are never deleted but with their record');
END;

-- Messages and incidents of one record, for disposal.
CREATE INDEX outbox_record ON outbox (record);
CREATE INDEX incidents_record ON incidents (record) WHERE record <> 0;
