-- Whoever knows the secret part of such an address reads the calendar: one for each person, kept as a hash only.
CREATE TABLE calendar_links (
    user_id    INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    created_at TEXT NOT NULL,
    used_at    TEXT
) STRICT;
