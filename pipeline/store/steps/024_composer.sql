-- What the composer keeps of a post beside its caption: hashtags (`#a #b`), the campaign parameters that its link leaves
-- with (`link` itself stays the source's own), and what is cut out of a picture (left, top, width, height in thousandths
-- of the picture, with spaces).
ALTER TABLE posts ADD COLUMN hashtags TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN campaign TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN image_crop TEXT;
ALTER TABLE post_pictures ADD COLUMN crop TEXT;

CREATE TRIGGER posts_keep_all_that_was_sent BEFORE UPDATE OF hashtags, campaign, image_crop ON posts
    WHEN OLD.state IN ('publishing', 'unknown', 'published')
        AND (OLD.hashtags IS NOT NEW.hashtags OR OLD.campaign IS NOT NEW.campaign
             OR OLD.image_crop IS NOT NEW.image_crop) BEGIN
    SELECT RAISE(ABORT, 'a post that is out keeps what was sent');
END;
CREATE TRIGGER other_details_void_approvals AFTER UPDATE OF hashtags, campaign, image_crop ON posts
    WHEN OLD.hashtags IS NOT NEW.hashtags OR OLD.campaign IS NOT NEW.campaign
      OR OLD.image_crop IS NOT NEW.image_crop BEGIN
    DELETE FROM post_approvals WHERE post_id = NEW.id;
END;

-- Each content that a post had, from 1 on; the last is the post's own. `pictures` is a JSON list of objects with url, alt,
-- credit and crop; `of` is the earlier version that was taken back, where one was.
CREATE TABLE post_versions (
    post_id  INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL CHECK (number >= 1),
    caption  TEXT NOT NULL CHECK (caption <> ''),
    hashtags TEXT NOT NULL,
    pictures TEXT NOT NULL CHECK (json_valid(pictures)),
    by_id    INTEGER NOT NULL REFERENCES users (id),
    at       TEXT NOT NULL,
    of       INTEGER,
    PRIMARY KEY (post_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO post_versions (post_id, number, caption, hashtags, pictures, by_id, at)
    SELECT p.id, 1, p.caption, '',
        (SELECT json_group_array(json(o.picture)) FROM (
            SELECT json_object('url', p.image_url, 'alt', p.image_alt, 'credit', p.image_credit, 'crop', NULL) AS picture
                WHERE p.image_url IS NOT NULL
            UNION ALL
            SELECT picture FROM (SELECT json_object('url', m.url, 'alt', m.alt, 'credit', m.credit, 'crop', NULL) AS picture
                FROM post_pictures m WHERE m.post_id = p.id ORDER BY m.rank)) o),
        p.composed_by, p.created_at
    FROM posts p;
CREATE TRIGGER versions_are_kept BEFORE UPDATE ON post_versions BEGIN
    SELECT RAISE(ABORT, 'a version of a post is kept as it was');
END;

-- What somebody is typing, kept every few seconds until it is saved. `post_id` 0 is a post that is not there yet, `version`
-- the version of the post that the typing began with.
CREATE TABLE typing (
    user_id    INTEGER NOT NULL REFERENCES users (id),
    article_id INTEGER NOT NULL REFERENCES articles (id),
    post_id    INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    fields     TEXT NOT NULL CHECK (json_valid(fields)),
    kept_at    TEXT NOT NULL,
    PRIMARY KEY (user_id, article_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX typing_by_article ON typing (article_id, kept_at);
