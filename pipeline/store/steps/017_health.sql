-- What is wrong and lasts, told once; a flicker's row goes away. `clear_since` is set while it is not seen;
-- `claimed_until` keeps two processes from telling at once; `key` makes the Message-ID.
CREATE TABLE incidents (
    id               INTEGER PRIMARY KEY,
    key              TEXT NOT NULL UNIQUE,
    code             TEXT NOT NULL CHECK (code <> ''),
    subject          TEXT NOT NULL,
    opened_at        TEXT NOT NULL,
    told_at          TEXT,
    clear_since      TEXT,
    recovered_at     TEXT,
    recovery_told_at TEXT,
    claimed_until    TEXT,
    tries            INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    not_before       TEXT,
    CHECK (recovery_told_at IS NULL OR recovered_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX one_open_incident ON incidents (code, subject) WHERE recovered_at IS NULL;
CREATE INDEX incidents_untold ON incidents (recovered_at) WHERE recovery_told_at IS NULL;

-- How often posts came to each end, for good: the counters by state say only where they stand now.
INSERT INTO counters SELECT 'outcome:' || state, count(*) FROM posts
    WHERE state IN ('published', 'failed', 'unknown', 'missed') GROUP BY state;
CREATE TRIGGER count_post_outcome AFTER UPDATE OF state ON posts
    WHEN OLD.state <> NEW.state AND NEW.state IN ('published', 'failed', 'unknown', 'missed') BEGIN
    INSERT INTO counters VALUES ('outcome:' || NEW.state, 1)
        ON CONFLICT (name) DO UPDATE SET value = value + 1;
END;
