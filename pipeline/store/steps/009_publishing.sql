-- `retry_at`: the other side put the post off until then. `reads`, `read_at`: how often the page was read without the
-- post, and when it is read next. `tried_at`: when it was sent before, where only a person's word says that it failed.
ALTER TABLE posts ADD COLUMN retry_at TEXT;
ALTER TABLE posts ADD COLUMN reads INTEGER NOT NULL DEFAULT 0 CHECK (reads >= 0);
ALTER TABLE posts ADD COLUMN read_at TEXT;
ALTER TABLE posts ADD COLUMN tried_at TEXT;
UPDATE posts SET read_at = intent_at WHERE state = 'unknown';
CREATE INDEX posts_due_by_page ON posts (page_id, due_at, id) WHERE state = 'scheduled';
CREATE INDEX posts_to_read ON posts (page_id, read_at, id) WHERE state = 'unknown';
CREATE INDEX posts_going_out ON posts (due_at, id) WHERE state = 'publishing';
