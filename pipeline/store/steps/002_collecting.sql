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
