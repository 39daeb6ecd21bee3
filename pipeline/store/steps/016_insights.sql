-- Totals of pages and posts by day. The closed lists keep out whatever else an answer may hold.
CREATE TABLE page_insights (
    page_id TEXT NOT NULL REFERENCES pages (id),
    day     TEXT NOT NULL,
    metric  TEXT NOT NULL CHECK (metric IN ('views', 'viewers', 'follows', 'engagements')),
    value   INTEGER NOT NULL CHECK (value >= 0),
    PRIMARY KEY (page_id, day, metric)
) STRICT, WITHOUT ROWID;
CREATE TABLE post_insights (
    post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    day     TEXT NOT NULL,
    metric  TEXT NOT NULL CHECK (metric IN ('views', 'clicks', 'like', 'love', 'care', 'haha', 'wow', 'sorry', 'anger',
            'other')),
    value   INTEGER NOT NULL CHECK (value >= 0),
    PRIMARY KEY (post_id, day, metric)
) STRICT, WITHOUT ROWID;
-- When a page's totals were asked for last, and the day for which they were read whole.
CREATE TABLE insight_reads (
    page_id  TEXT PRIMARY KEY REFERENCES pages (id),
    tried_at TEXT NOT NULL,
    done     TEXT
) STRICT, WITHOUT ROWID;
