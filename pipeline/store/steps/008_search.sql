-- The words of articles, with and without diacritics (`pipeline.finding.indexed`). No text is kept twice. A row's
-- number is (article << 10) | (version & 1023); the row of an older version stays until a rebuild and is passed over.
CREATE VIRTUAL TABLE article_words USING fts5 (exact, folded, content = '', tokenize = 'unicode61 remove_diacritics 0');

-- Articles whose words are not in the index yet.
CREATE TABLE article_words_due (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE
) STRICT;
INSERT INTO article_words_due SELECT id FROM articles;
CREATE TRIGGER words_due_insert AFTER INSERT ON articles BEGIN
    INSERT OR IGNORE INTO article_words_due VALUES (NEW.id);
END;
CREATE TRIGGER words_due_update AFTER UPDATE OF title, text ON articles
WHEN OLD.title IS NOT NEW.title OR OLD.text IS NOT NEW.text BEGIN
    INSERT OR IGNORE INTO article_words_due VALUES (NEW.id);
END;

-- Searches that a person keeps under a name.
CREATE TABLE saved_searches (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT NOT NULL CHECK (name <> ''),
    query      TEXT NOT NULL,
    UNIQUE (user_id, name)
) STRICT;
