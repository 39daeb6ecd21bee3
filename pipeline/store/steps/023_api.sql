-- Personal tokens of the API, by the hash of each. `scopes` are words with a space between; `ended` says why one opens
-- nothing before its time is over. The number is never given twice.
CREATE TABLE access_tokens (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash TEXT NOT NULL UNIQUE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT NOT NULL CHECK (name <> ''),
    scopes     TEXT NOT NULL CHECK (scopes <> ''),
    made_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at    TEXT,
    ended      TEXT CHECK (ended IN ('revoked', 'closed', 'role'))
) STRICT;
CREATE INDEX access_tokens_by_user ON access_tokens (user_id);
CREATE TRIGGER tokens_end_with_the_account AFTER UPDATE OF closed_at ON users WHEN NEW.closed_at IS NOT NULL BEGIN
    UPDATE access_tokens SET ended = 'closed' WHERE user_id = NEW.id AND ended IS NULL;
END;
CREATE TRIGGER tokens_end_with_the_role AFTER UPDATE OF role ON users
    WHEN NEW.role = 'collaborator' AND OLD.role <> 'collaborator' BEGIN
    UPDATE access_tokens SET ended = 'role'
     WHERE user_id = NEW.id AND ended IS NULL
       AND (instr(' ' || scopes || ' ', ' schedule ') > 0 OR instr(' ' || scopes || ' ', ' manage ') > 0);
END;

-- Answers that were given under an idempotency key; without a status while the first request is under way.
CREATE TABLE api_answers (
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key         TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    begun_at    TEXT NOT NULL,
    status      INTEGER,
    body        TEXT,
    location    TEXT,
    PRIMARY KEY (user_id, key),
    CHECK ((status IS NULL) = (body IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX api_answers_by_time ON api_answers (begun_at);
