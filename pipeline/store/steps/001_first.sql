CREATE TABLE users (
    id            INTEGER PRIMARY KEY,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('collaborator', 'editor', 'administrator')),
    password_hash TEXT NOT NULL,
    demo          INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1)),
    created_at    TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    csrf       TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE login_failures (
    id     INTEGER PRIMARY KEY,
    key    TEXT NOT NULL,
    at     TEXT NOT NULL
) STRICT;
CREATE INDEX login_failures_by_key ON login_failures (key, at);

CREATE TABLE sources (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    last_visit_at TEXT,
    last_ok_at    TEXT,
    failing_since TEXT,
    problem       TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE fetches (
    url           TEXT PRIMARY KEY,
    source_id     TEXT NOT NULL REFERENCES sources (id),
    etag          TEXT,
    last_modified TEXT,
    fetched_at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
    id            INTEGER PRIMARY KEY,
    version       INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    state         TEXT NOT NULL DEFAULT 'new'
                  CHECK (state IN ('new', 'clean', 'flagged', 'approved', 'rejected')),
    source_id     TEXT NOT NULL REFERENCES sources (id),
    url           TEXT NOT NULL UNIQUE,
    guid          TEXT,
    title         TEXT NOT NULL,
    text          TEXT NOT NULL,
    content_hash  TEXT NOT NULL,
    lead          TEXT,
    byline        TEXT,
    section       TEXT,
    lang          TEXT,
    image_url     TEXT,
    image_credit  TEXT,
    image_alt     TEXT,
    published_at  TEXT,
    modified_at   TEXT,
    collected_at  TEXT NOT NULL,
    sort_at       TEXT NOT NULL,
    checked_at    TEXT,
    removed_at    TEXT,
    decided_at    TEXT,
    decided_by    INTEGER REFERENCES users (id),
    verdict       TEXT CHECK (verdict IN ('clean', 'flagged')),
    reject_reason TEXT,
    reject_note   TEXT,
    CHECK (state NOT IN ('approved', 'rejected') OR (decided_at IS NOT NULL AND decided_by IS NOT NULL)),
    CHECK (state <> 'rejected' OR reject_reason IS NOT NULL),
    CHECK (state = 'new' OR verdict IS NOT NULL)
) STRICT;
CREATE INDEX articles_by_state ON articles (state, sort_at DESC, id DESC);
CREATE INDEX articles_by_decision ON articles (decided_at);
CREATE INDEX articles_by_collection ON articles (collected_at);
CREATE INDEX articles_by_source ON articles (source_id, sort_at DESC);

CREATE TABLE article_urls (
    url        TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE article_versions (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    version    INTEGER NOT NULL,
    title      TEXT NOT NULL,
    text       TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    PRIMARY KEY (article_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_changes (
    id         INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('edited', 'corrected', 'moved', 'removed')),
    at         TEXT NOT NULL
) STRICT;
CREATE INDEX source_changes_by_article ON source_changes (article_id, at);

CREATE TABLE topics (
    article_id  INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    rank        INTEGER NOT NULL,
    code        TEXT NOT NULL,
    name        TEXT NOT NULL,
    probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
    sure        INTEGER NOT NULL CHECK (sure IN (0, 1)),
    PRIMARY KEY (article_id, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE flags (
    id         INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    check_name TEXT NOT NULL,
    severity   TEXT NOT NULL CHECK (severity IN ('high', 'low')),
    field      TEXT NOT NULL CHECK (field IN ('title', 'text')),
    start_at   INTEGER NOT NULL CHECK (start_at >= 0),
    end_at     INTEGER NOT NULL,
    quote      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    CHECK (end_at >= start_at)
) STRICT;
CREATE INDEX flags_by_article ON flags (article_id);

CREATE TABLE signatures (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    signature  BLOB NOT NULL
) STRICT;

CREATE TABLE bands (
    band       INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bands_by_article ON bands (article_id);

CREATE TABLE near_copies (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other_id   INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1),
    PRIMARY KEY (article_id, other_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE skips (
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    at         TEXT NOT NULL,
    PRIMARY KEY (user_id, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pages (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    operator TEXT NOT NULL CHECK (operator <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE posts (
    id           INTEGER PRIMARY KEY,
    version      INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    state        TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'approved', 'scheduled',
                 'publishing', 'published', 'failed', 'unknown', 'missed', 'cancelled')),
    page_id      TEXT NOT NULL REFERENCES pages (id),
    article_id   INTEGER NOT NULL REFERENCES articles (id),
    key          TEXT NOT NULL UNIQUE,
    source_name  TEXT NOT NULL CHECK (source_name <> ''),
    link         TEXT NOT NULL CHECK (link <> ''),
    caption      TEXT NOT NULL CHECK (caption <> ''),
    image_url    TEXT,
    image_alt    TEXT,
    image_credit TEXT,
    composed_by  INTEGER NOT NULL REFERENCES users (id),
    created_at   TEXT NOT NULL,
    sort_at      TEXT NOT NULL,
    wall_time    TEXT,
    zone         TEXT,
    due_at       TEXT,
    claimed_by   TEXT,
    lease_until  TEXT,
    intent_at    TEXT,
    published_at TEXT,
    remote_id    TEXT,
    remote_url   TEXT,
    problem      TEXT,
    demo         INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1)),
    CHECK (image_url IS NULL OR image_alt <> ''),
    CHECK (state NOT IN ('scheduled', 'publishing', 'published', 'missed')
           OR (wall_time IS NOT NULL AND zone IS NOT NULL AND due_at IS NOT NULL)),
    CHECK (state <> 'publishing' OR (claimed_by IS NOT NULL AND lease_until IS NOT NULL)),
    CHECK (state NOT IN ('published', 'unknown') OR intent_at IS NOT NULL),
    CHECK (state <> 'published' OR (published_at IS NOT NULL AND remote_id IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX one_live_post ON posts (page_id, article_id) WHERE state <> 'cancelled';
CREATE UNIQUE INDEX one_remote ON posts (page_id, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX posts_due ON posts (due_at, id) WHERE state = 'scheduled';
CREATE INDEX posts_by_state ON posts (state, sort_at DESC, id DESC);
CREATE INDEX posts_by_sort ON posts (sort_at DESC, id DESC);
CREATE INDEX posts_by_article ON posts (article_id);

CREATE TABLE post_approvals (
    post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users (id),
    at      TEXT NOT NULL,
    PRIMARY KEY (post_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    actor_id   INTEGER REFERENCES users (id),
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    from_state TEXT,
    to_state   TEXT,
    detail     TEXT,
    demo       INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1))
) STRICT;
CREATE INDEX events_by_subject ON events (subject, subject_id, id);
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_actor ON events (actor_id, id);
CREATE TRIGGER events_are_kept_update BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_kept_delete BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER count_article_insert AFTER INSERT ON articles BEGIN
    INSERT INTO counters VALUES ('article:' || NEW.state, 1)
        ON CONFLICT (name) DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER count_article_update AFTER UPDATE OF state ON articles WHEN OLD.state <> NEW.state BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'article:' || OLD.state;
    INSERT INTO counters VALUES ('article:' || NEW.state, 1)
        ON CONFLICT (name) DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER count_post_insert AFTER INSERT ON posts BEGIN
    INSERT INTO counters VALUES ('post:' || NEW.state, 1)
        ON CONFLICT (name) DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER count_post_update AFTER UPDATE OF state ON posts WHEN OLD.state <> NEW.state BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'post:' || OLD.state;
    INSERT INTO counters VALUES ('post:' || NEW.state, 1)
        ON CONFLICT (name) DO UPDATE SET value = value + 1;
END;
