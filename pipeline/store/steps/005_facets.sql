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
