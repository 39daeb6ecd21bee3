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
