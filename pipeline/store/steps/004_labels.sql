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
