-- Each event carries the hash of the one before it and its own (`pipeline.store.chain`); `event_head` has the last.
ALTER TABLE events ADD COLUMN prev_hash BLOB CHECK (length(prev_hash) = 32);
ALTER TABLE events ADD COLUMN hash BLOB CHECK (length(hash) = 32);
CREATE TABLE event_head (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    event_id INTEGER NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
DROP TRIGGER events_are_kept_update;
