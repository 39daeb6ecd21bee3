-- Pictures of a post after its first one, which stands in `posts`.
CREATE TABLE post_pictures (
    post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    rank    INTEGER NOT NULL CHECK (rank >= 1),
    url     TEXT NOT NULL CHECK (url <> ''),
    alt     TEXT NOT NULL CHECK (trim(alt) <> ''),
    credit  TEXT,
    PRIMARY KEY (post_id, rank),
    UNIQUE (post_id, url)
) STRICT, WITHOUT ROWID;

-- As with the rest of a post's content: other pictures void the approvals, and what was sent is kept.
CREATE TRIGGER pictures_void_approvals_insert AFTER INSERT ON post_pictures BEGIN
    SELECT RAISE(ABORT, 'a post that is out keeps what was sent') FROM posts
        WHERE id = NEW.post_id AND state IN ('publishing', 'unknown', 'published');
    DELETE FROM post_approvals WHERE post_id = NEW.post_id;
END;
CREATE TRIGGER pictures_void_approvals_update AFTER UPDATE ON post_pictures BEGIN
    SELECT RAISE(ABORT, 'a post that is out keeps what was sent') FROM posts
        WHERE id IN (OLD.post_id, NEW.post_id) AND state IN ('publishing', 'unknown', 'published');
    DELETE FROM post_approvals WHERE post_id IN (OLD.post_id, NEW.post_id);
END;
CREATE TRIGGER pictures_void_approvals_delete AFTER DELETE ON post_pictures BEGIN
    SELECT RAISE(ABORT, 'a post that is out keeps what was sent') FROM posts
        WHERE id = OLD.post_id AND state IN ('publishing', 'unknown', 'published');
    DELETE FROM post_approvals WHERE post_id = OLD.post_id;
END;
