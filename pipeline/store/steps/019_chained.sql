CREATE TRIGGER events_are_kept_update BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_chained BEFORE INSERT ON events
    WHEN NEW.hash IS NULL OR NEW.prev_hash IS NOT (SELECT hash FROM event_head)
    BEGIN SELECT RAISE(ABORT, 'events are chained'); END;
CREATE TRIGGER events_move_the_head AFTER INSERT ON events
    BEGIN UPDATE event_head SET event_id = NEW.id, hash = NEW.hash; END;
CREATE TRIGGER event_head_is_kept BEFORE DELETE ON event_head
    BEGIN SELECT RAISE(ABORT, 'the head of the events is kept'); END;

-- What the last reading of the whole chain found; `broken_id` is the first event that did not fit.
CREATE TABLE chain_checks (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    at        TEXT NOT NULL,
    events    INTEGER NOT NULL CHECK (events >= 0),
    broken_id INTEGER,
    why       TEXT,
    CHECK ((broken_id IS NULL) = (why IS NULL))
) STRICT;

-- The log in the order of time, by who did it and by what was done.
CREATE INDEX events_by_person ON events (actor_id, at);
CREATE INDEX events_by_kind ON events (kind, at);
