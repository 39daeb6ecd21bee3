-- An account that is closed stays for the log, and opens nothing.
ALTER TABLE users ADD COLUMN closed_at TEXT;
CREATE TRIGGER an_administrator_stays BEFORE UPDATE OF role, closed_at, demo ON users
    WHEN OLD.role = 'administrator' AND OLD.closed_at IS NULL AND OLD.demo = 0
     AND (NEW.role <> 'administrator' OR NEW.closed_at IS NOT NULL OR NEW.demo <> 0)
     AND NOT EXISTS (SELECT 1 FROM users o WHERE o.id <> OLD.id AND o.role = 'administrator'
                     AND o.closed_at IS NULL AND o.demo = 0) BEGIN
    SELECT RAISE(ABORT, 'the last administrator stays');
END;
CREATE TRIGGER accounts_are_kept BEFORE DELETE ON users BEGIN
    SELECT RAISE(ABORT, 'an account is closed, not deleted');
END;

-- A session by a number of its own, which may stand in an address, with the browser that it began in. A number is never
-- given twice, so that a form that was left open ends no later session.
CREATE TABLE sessions_of_browsers (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash TEXT NOT NULL UNIQUE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    csrf       TEXT NOT NULL,
    device     TEXT NOT NULL,
    begun_at   TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
INSERT INTO sessions_of_browsers (token_hash, user_id, csrf, device, begun_at, seen_at, expires_at)
    SELECT token_hash, user_id, csrf, '', seen_at, seen_at, expires_at FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_of_browsers RENAME TO sessions;
CREATE INDEX sessions_by_user ON sessions (user_id);

-- `made_by` is NULL for one made by a command.
CREATE TABLE invitations (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash TEXT NOT NULL UNIQUE,
    role       TEXT NOT NULL CHECK (role IN ('collaborator', 'editor', 'administrator')),
    meant_for  TEXT NOT NULL,
    made_by    INTEGER REFERENCES users (id),
    made_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at    TEXT,
    used_by    INTEGER REFERENCES users (id),
    revoked_at TEXT,
    CHECK ((used_at IS NULL) = (used_by IS NULL)),
    CHECK (used_at IS NULL OR revoked_at IS NULL)
) STRICT;

-- `secret` is sealed; `last_step` is the time step of the last code taken, so that none is taken twice. One that was
-- begun and not confirmed asks for nothing, and belongs to the session that began it.
CREATE TABLE second_factors (
    user_id      INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret       BLOB NOT NULL,
    confirmed_at TEXT NOT NULL,
    last_step    INTEGER NOT NULL
) STRICT;
CREATE TABLE second_factors_begun (
    session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    secret     BLOB NOT NULL,
    begun_at   TEXT NOT NULL
) STRICT;
CREATE TABLE recovery_codes (
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    used_at   TEXT,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- Logins whose password was right and whose code is still to come.
CREATE TABLE login_steps (
    token_hash TEXT PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Browsers in which an account has logged in: what others guess elsewhere does not make them wait.
CREATE TABLE known_browsers (
    token_hash TEXT NOT NULL,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seen_at    TEXT NOT NULL,
    PRIMARY KEY (token_hash, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_browsers_by_user ON known_browsers (user_id, seen_at);

-- Accounts of an OpenID provider, tied to one account of the desk each; and browsers that were sent there.
CREATE TABLE identities (
    issuer  TEXT NOT NULL CHECK (issuer <> ''),
    subject TEXT NOT NULL CHECK (subject <> ''),
    user_id INTEGER NOT NULL REFERENCES users (id),
    tied_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (issuer, user_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE oidc_underway (
    token_hash TEXT PRIMARY KEY,
    state      TEXT NOT NULL,
    nonce      TEXT NOT NULL,
    verifier   TEXT NOT NULL,
    after      TEXT NOT NULL,
    session_id INTEGER REFERENCES sessions (id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
