-- Who has a waiting article open to decide on it, until when. `opened` 0 marks the card that comes next for somebody:
-- others are given another one while there is one, and nobody is refused.
CREATE TABLE review_leases (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    opened     INTEGER NOT NULL CHECK (opened IN (0, 1)),
    since      TEXT NOT NULL,
    until      TEXT NOT NULL
) STRICT;
CREATE INDEX review_leases_by_user ON review_leases (user_id);

-- Waiting articles that a person put aside for everybody.
CREATE TABLE review_holds (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    at         TEXT NOT NULL,
    note       TEXT
) STRICT;
CREATE INDEX review_holds_by_time ON review_holds (at DESC, article_id DESC);
CREATE TRIGGER review_is_over AFTER UPDATE OF state ON articles
    WHEN OLD.state IN ('clean', 'flagged') AND NEW.state NOT IN ('clean', 'flagged') BEGIN
    DELETE FROM review_leases WHERE article_id = NEW.id;
    DELETE FROM review_holds WHERE article_id = NEW.id;
END;

-- Actions on many articles at once, each with the articles that it was done to.
CREATE TABLE bulk_actions (
    id        INTEGER PRIMARY KEY,
    user_id   INTEGER NOT NULL REFERENCES users (id),
    kind      TEXT NOT NULL CHECK (kind IN ('approve', 'reject', 'hold')),
    reason    TEXT,
    note      TEXT,
    at        TEXT NOT NULL,
    undone_at TEXT,
    CHECK (kind <> 'reject' OR reason IS NOT NULL)
) STRICT;
CREATE TABLE bulk_articles (
    bulk_id    INTEGER NOT NULL REFERENCES bulk_actions (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (bulk_id, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_articles_by_article ON bulk_articles (article_id, bulk_id);

-- The single keys of the review page as a person set them; no row: as they come.
CREATE TABLE review_keys (
    user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    digits  INTEGER NOT NULL CHECK (digits IN (0, 1)),
    letters TEXT NOT NULL
) STRICT;

-- A person's work of a day.
CREATE INDEX events_by_actor_time ON events (actor_id, at, kind) WHERE actor_id IS NOT NULL;
