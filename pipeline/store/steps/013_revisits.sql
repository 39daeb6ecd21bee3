-- The last look at the source of a scheduled post. `problem` says why nothing was seen there, `by_user` who vouched.
CREATE TABLE revisits (
    post_id INTEGER PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    at      TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'held', 'unreachable', 'vouched')),
    problem TEXT,
    by_user INTEGER REFERENCES users (id),
    CHECK ((verdict = 'vouched') = (by_user IS NOT NULL)),
    CHECK ((verdict = 'unreachable') = (problem IS NOT NULL))
) STRICT;
