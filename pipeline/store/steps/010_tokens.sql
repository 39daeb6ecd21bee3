-- `sealed` opens with the desk's key and for this page only (`pipeline.secrets`); no token stands here in clear.
CREATE TABLE page_tokens (
    page_id                TEXT PRIMARY KEY REFERENCES pages (id),
    facebook_id            TEXT NOT NULL CHECK (facebook_id <> ''),
    serial                 INTEGER NOT NULL,
    sealed                 BLOB NOT NULL CHECK (length(sealed) > 33),
    type                   TEXT NOT NULL,
    app_id                 TEXT NOT NULL,
    scopes                 TEXT NOT NULL,
    expires_at             TEXT,
    data_access_expires_at TEXT,
    app_mode               TEXT NOT NULL CHECK (app_mode IN ('live', 'development', 'unknown')),
    connected_at           TEXT NOT NULL,
    connected_by           INTEGER REFERENCES users (id),
    checked_at             TEXT NOT NULL,
    tried_at               TEXT NOT NULL,
    problem                TEXT CHECK (problem <> '')
) STRICT, WITHOUT ROWID;
