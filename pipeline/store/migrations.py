"""The schema, as append-only steps. A step that was released is never edited; a new one is added.

Each step runs in one transaction with the new `user_version`, so a killed migration leaves the old schema.
"""

from __future__ import annotations

import sqlite3

from pipeline.errors import StoreTooNew
from pipeline.store.base import Database

_FIRST = """
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
"""

_COLLECTING = """
ALTER TABLE sources ADD COLUMN url TEXT;
ALTER TABLE sources ADD COLUMN moved_to TEXT;
ALTER TABLE sources ADD COLUMN next_visit_at TEXT;
ALTER TABLE sources ADD COLUMN failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0);
ALTER TABLE sources ADD COLUMN last_new INTEGER NOT NULL DEFAULT 0 CHECK (last_new >= 0);
ALTER TABLE sources ADD COLUMN last_errors INTEGER NOT NULL DEFAULT 0 CHECK (last_errors >= 0);
ALTER TABLE sources ADD COLUMN stopped_at TEXT;

CREATE TABLE frontier (
    url          TEXT PRIMARY KEY,
    source_id    TEXT NOT NULL REFERENCES sources (id),
    place        INTEGER NOT NULL,
    guid         TEXT,
    published_at TEXT,
    image_url    TEXT,
    may_be_other INTEGER NOT NULL CHECK (may_be_other IN (0, 1)),
    listed_at    TEXT NOT NULL,
    tries        INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    not_before   TEXT,
    given_up_at  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX frontier_waiting ON frontier (source_id, listed_at DESC, place) WHERE given_up_at IS NULL;

CREATE TABLE article_links (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('picture', 'attachment')),
    rank       INTEGER NOT NULL,
    url        TEXT NOT NULL,
    title      TEXT,
    credit     TEXT,
    format     TEXT,
    PRIMARY KEY (article_id, kind, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE robots (
    origin  TEXT PRIMARY KEY,
    body    TEXT NOT NULL,
    read_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

_CLUSTERS = """
-- Signatures of the first form cannot be compared with those of the second: `unsigned` names what is to be signed anew.
DROP TABLE near_copies;
DROP TABLE bands;
DELETE FROM signatures;

CREATE TABLE unsigned (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE
) STRICT;
INSERT INTO unsigned SELECT id FROM articles WHERE state <> 'new';

-- No index by article: the keys of an article stand in its signature.
CREATE TABLE copy_keys (
    key        INTEGER NOT NULL CHECK (key >= 0),
    article_id INTEGER NOT NULL REFERENCES articles (id),
    PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE near_copies (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other_id   INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1),
    length     REAL NOT NULL CHECK (length > 0),
    PRIMARY KEY (article_id, other_id),
    CHECK (article_id <> other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX near_copies_by_other ON near_copies (other_id);

ALTER TABLE articles ADD COLUMN cluster_id INTEGER REFERENCES articles (id);
ALTER TABLE articles ADD COLUMN folded INTEGER NOT NULL DEFAULT 0
    CHECK (folded IN (0, 1));
CREATE INDEX articles_unfolded ON articles (state, sort_at DESC, id DESC) WHERE folded = 0;
CREATE INDEX articles_by_cluster ON articles
    (cluster_id, (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id) WHERE cluster_id IS NOT NULL;
CREATE INDEX articles_by_cluster_state ON articles
    (cluster_id, state, (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id)
    WHERE cluster_id IS NOT NULL;

-- In each state the first article of a cluster stands for the others, which are folded beneath it. A move touches the
-- article, who is first where it left, and who is first or second where it came to.
CREATE TRIGGER fold_article AFTER UPDATE OF state, cluster_id, removed_at, published_at ON articles
    WHEN (OLD.cluster_id IS NOT NULL OR NEW.cluster_id IS NOT NULL)
     AND (OLD.state <> NEW.state OR OLD.cluster_id IS NOT NEW.cluster_id OR OLD.removed_at IS NOT NEW.removed_at
          OR OLD.published_at IS NOT NEW.published_at) BEGIN
    UPDATE articles SET folded = 0 WHERE folded = 1 AND id = (
        SELECT id FROM articles WHERE cluster_id = OLD.cluster_id AND state = OLD.state
        ORDER BY (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id LIMIT 1);
    UPDATE articles SET folded = 1 WHERE folded = 0 AND id = (
        SELECT id FROM articles WHERE cluster_id = NEW.cluster_id AND state = NEW.state
        ORDER BY (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id LIMIT 1 OFFSET 1);
    UPDATE articles SET folded = 0 WHERE folded = 1 AND id = (
        SELECT id FROM articles WHERE cluster_id = NEW.cluster_id AND state = NEW.state
        ORDER BY (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id LIMIT 1);
    UPDATE articles SET folded = 0 WHERE folded = 1 AND id = NEW.id AND cluster_id IS NULL;
    UPDATE articles SET folded = 1 WHERE folded = 0 AND id = NEW.id AND id <> (
        SELECT id FROM articles WHERE cluster_id = NEW.cluster_id AND state = NEW.state
        ORDER BY (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id LIMIT 1);
END;
"""

_LABELS = """
-- Which text's label stands for the article now; NULL where the model's topics do.
ALTER TABLE articles ADD COLUMN labelled_version INTEGER;

CREATE TABLE topic_labels (
    article_id INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    rank       INTEGER NOT NULL CHECK (rank >= 0),
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    at         TEXT NOT NULL,
    PRIMARY KEY (article_id, version, rank),
    UNIQUE (article_id, version, code),
    FOREIGN KEY (article_id, version) REFERENCES article_versions (article_id, version) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- `mark` is a hash of all that the flag says: its words stand in the text of that version and nowhere else.
CREATE TABLE flag_answers (
    article_id INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    mark       TEXT NOT NULL,
    check_name TEXT NOT NULL,
    severity   TEXT NOT NULL CHECK (severity IN ('high', 'low')),
    field      TEXT NOT NULL CHECK (field IN ('title', 'text')),
    start_at   INTEGER NOT NULL CHECK (start_at >= 0),
    end_at     INTEGER NOT NULL,
    answer     TEXT NOT NULL,
    note       TEXT,
    at         TEXT NOT NULL,
    PRIMARY KEY (article_id, version, mark),
    FOREIGN KEY (article_id, version) REFERENCES article_versions (article_id, version) ON DELETE CASCADE,
    CHECK (end_at >= start_at)
) STRICT, WITHOUT ROWID;

-- The topic models in use, one upon the other: the highest is the one in use now, and none is the shipped one.
CREATE TABLE chosen_models (
    rank INTEGER PRIMARY KEY CHECK (rank >= 0),
    name TEXT NOT NULL CHECK (name <> ''),
    at   TEXT NOT NULL
) STRICT;
"""

_LEVELS = """
-- Whether the settings name the page now; `sync_pages` keeps it.
ALTER TABLE pages ADD COLUMN listed INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1));

CREATE TABLE check_levels (
    page_id    TEXT NOT NULL REFERENCES pages (id),
    check_name TEXT NOT NULL CHECK (check_name <> ''),
    level      TEXT NOT NULL CHECK (level IN ('normal', 'low', 'off')),
    reason     TEXT NOT NULL CHECK (reason <> ''),
    set_at     TEXT NOT NULL,
    set_by     INTEGER REFERENCES users (id),
    PRIMARY KEY (page_id, check_name)
) STRICT, WITHOUT ROWID;

-- Changes of level whose waiting articles are not all moved yet; those up to `after` are.
CREATE TABLE reweighing (
    check_name TEXT PRIMARY KEY,
    after      INTEGER NOT NULL CHECK (after >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX flags_by_check ON flags (check_name, article_id);
"""

_FACETS = """
-- `sort_at` is that of the article, which never changes: lists of one place or beat are in order in their index.
CREATE TABLE article_places (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    place      TEXT NOT NULL,
    times      INTEGER NOT NULL CHECK (times >= 0),
    sort_at    TEXT NOT NULL,
    PRIMARY KEY (article_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_places_by_place ON article_places (place, sort_at DESC, article_id DESC);

CREATE TABLE article_beats (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    beat       TEXT NOT NULL,
    rank       INTEGER NOT NULL,
    name       TEXT NOT NULL,
    why        TEXT NOT NULL,
    sort_at    TEXT NOT NULL,
    PRIMARY KEY (article_id, beat)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_beats_by_beat ON article_beats (beat, sort_at DESC, article_id DESC);

CREATE TABLE article_tagged (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    rules      TEXT NOT NULL
) STRICT;

-- Articles that the next check files: judged before there were beats, or without them, or given topics by a person.
CREATE TABLE unfiled (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE
) STRICT;
INSERT INTO unfiled SELECT id FROM articles WHERE state <> 'new';
"""

_PAGES = """
-- A page from which nothing leaves now. `until` is set where it goes on by itself; `paused_by` is NULL for the desk.
CREATE TABLE page_pauses (
    page_id   TEXT PRIMARY KEY REFERENCES pages (id),
    reason    TEXT NOT NULL CHECK (reason <> ''),
    since     TEXT NOT NULL,
    until     TEXT,
    paused_by INTEGER REFERENCES users (id)
) STRICT, WITHOUT ROWID;
"""

_SEARCH = """
-- The words of articles, with and without diacritics (`pipeline.finding.indexed`). No text is kept twice. A row's
-- number is (article << 10) | (version & 1023); the row of an older version stays until a rebuild and is passed over.
CREATE VIRTUAL TABLE article_words USING fts5 (exact, folded, content = '', tokenize = 'unicode61 remove_diacritics 0');

-- Articles whose words are not in the index yet.
CREATE TABLE article_words_due (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE
) STRICT;
INSERT INTO article_words_due SELECT id FROM articles;
CREATE TRIGGER words_due_insert AFTER INSERT ON articles BEGIN
    INSERT OR IGNORE INTO article_words_due VALUES (NEW.id);
END;
CREATE TRIGGER words_due_update AFTER UPDATE OF title, text ON articles
WHEN OLD.title IS NOT NEW.title OR OLD.text IS NOT NEW.text BEGIN
    INSERT OR IGNORE INTO article_words_due VALUES (NEW.id);
END;

-- Searches that a person keeps under a name.
CREATE TABLE saved_searches (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT NOT NULL CHECK (name <> ''),
    query      TEXT NOT NULL,
    UNIQUE (user_id, name)
) STRICT;
"""

_PUBLISHING = """
-- `retry_at`: the other side put the post off until then. `reads`, `read_at`: how often the page was read without the
-- post, and when it is read next. `tried_at`: when it was sent before, where only a person's word says that it failed.
ALTER TABLE posts ADD COLUMN retry_at TEXT;
ALTER TABLE posts ADD COLUMN reads INTEGER NOT NULL DEFAULT 0 CHECK (reads >= 0);
ALTER TABLE posts ADD COLUMN read_at TEXT;
ALTER TABLE posts ADD COLUMN tried_at TEXT;
UPDATE posts SET read_at = intent_at WHERE state = 'unknown';
CREATE INDEX posts_due_by_page ON posts (page_id, due_at, id) WHERE state = 'scheduled';
CREATE INDEX posts_to_read ON posts (page_id, read_at, id) WHERE state = 'unknown';
CREATE INDEX posts_going_out ON posts (due_at, id) WHERE state = 'publishing';
"""

STEPS: tuple[str, ...] = (_FIRST, _COLLECTING, _CLUSTERS, _LABELS, _FACETS, _LEVELS, _PAGES, _SEARCH, _PUBLISHING)


def migrate(database: Database) -> int:
    """Bring the file to the newest schema and return its version.

    Raises `StoreTooNew` when a newer desk wrote the file.
    """
    with database.write() as tx:
        version = int(tx.execute("PRAGMA user_version").fetchone()[0])
    if version > len(STEPS):
        raise StoreTooNew(path=database.path)
    for number, step in enumerate(STEPS[version:], start=version + 1):
        with database.write() as tx:
            if int(tx.execute("PRAGMA user_version").fetchone()[0]) >= number:
                continue
            for statement in _statements(step):
                tx.execute(statement)
            tx.execute(f"PRAGMA user_version = {number:d}")
    return len(STEPS)


def _statements(script: str) -> list[str]:
    """Single statements: `executescript` would commit the transaction that holds the step."""
    statements: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if pending.strip() and sqlite3.complete_statement(pending):
            statements.append(pending.strip())
            pending = ""
    return statements
