-- Signatures of the first form cannot be compared with those of the second: `unsigned` names what is to be signed anew.
DROP TABLE near_copies;
DROP TABLE bands;
DELETE FROM signatures;

CREATE TABLE unsigned (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE
) STRICT;
INSERT INTO unsigned SELECT id FROM articles WHERE state <> 'new';

-- No index by article: the keys of an article stand in its signature.
CREATE TABLE copy_keys (
    key        INTEGER NOT NULL CHECK (key >= 0),
    article_id INTEGER NOT NULL REFERENCES articles (id),
    PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE near_copies (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other_id   INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1),
    length     REAL NOT NULL CHECK (length > 0),
    PRIMARY KEY (article_id, other_id),
    CHECK (article_id <> other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX near_copies_by_other ON near_copies (other_id);

ALTER TABLE articles ADD COLUMN cluster_id INTEGER REFERENCES articles (id);
ALTER TABLE articles ADD COLUMN folded INTEGER NOT NULL DEFAULT 0
    CHECK (folded IN (0, 1));
CREATE INDEX articles_unfolded ON articles (state, sort_at DESC, id DESC) WHERE folded = 0;
CREATE INDEX articles_by_cluster ON articles
    (cluster_id, (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id) WHERE cluster_id IS NOT NULL;
CREATE INDEX articles_by_cluster_state ON articles
    (cluster_id, state, (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id)
    WHERE cluster_id IS NOT NULL;

-- In each state the first article of a cluster stands for the others, which are folded beneath it. A move touches the
-- article, who is first where it left, and who is first or second where it came to.
CREATE TRIGGER fold_article AFTER UPDATE OF state, cluster_id, removed_at, published_at ON articles
    WHEN (OLD.cluster_id IS NOT NULL OR NEW.cluster_id IS NOT NULL)
     AND (OLD.state <> NEW.state OR OLD.cluster_id IS NOT NEW.cluster_id OR OLD.removed_at IS NOT NEW.removed_at
          OR OLD.published_at IS NOT NEW.published_at) BEGIN
    UPDATE articles SET folded = 0 WHERE folded = 1 AND id = (
        SELECT id FROM articles WHERE cluster_id = OLD.cluster_id AND state = OLD.state
        ORDER BY (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id LIMIT 1);
    UPDATE articles SET folded = 1 WHERE folded = 0 AND id = (
        SELECT id FROM articles WHERE cluster_id = NEW.cluster_id AND state = NEW.state
        ORDER BY (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id LIMIT 1 OFFSET 1);
    UPDATE articles SET folded = 0 WHERE folded = 1 AND id = (
        SELECT id FROM articles WHERE cluster_id = NEW.cluster_id AND state = NEW.state
        ORDER BY (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id LIMIT 1);
    UPDATE articles SET folded = 0 WHERE folded = 1 AND id = NEW.id AND cluster_id IS NULL;
    UPDATE articles SET folded = 1 WHERE folded = 0 AND id = NEW.id AND id <> (
        SELECT id FROM articles WHERE cluster_id = NEW.cluster_id AND state = NEW.state
        ORDER BY (removed_at IS NOT NULL), COALESCE(published_at, collected_at), id LIMIT 1);
END;
