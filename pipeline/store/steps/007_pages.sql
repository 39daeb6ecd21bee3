-- A page from which nothing leaves now. `until` is set where it goes on by itself; `paused_by` is NULL for the desk.
CREATE TABLE page_pauses (
    page_id   TEXT PRIMARY KEY REFERENCES pages (id),
    reason    TEXT NOT NULL CHECK (reason <> ''),
    since     TEXT NOT NULL,
    until     TEXT,
    paused_by INTEGER REFERENCES users (id)
) STRICT, WITHOUT ROWID;
