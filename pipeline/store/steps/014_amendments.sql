-- Withdrawals and corrections of posts that are out. `caption` is a correction's new text; `result` is NULL while it is
-- open, `not_before` set where the other side asked to wait.
CREATE TABLE post_amendments (
    id          INTEGER PRIMARY KEY,
    post_id     INTEGER NOT NULL REFERENCES posts (id),
    kind        TEXT NOT NULL CHECK (kind IN ('withdraw', 'correct')),
    caption     TEXT CHECK (caption <> ''),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    asked_by    INTEGER NOT NULL REFERENCES users (id),
    asked_at    TEXT NOT NULL,
    approved_by INTEGER REFERENCES users (id),
    not_before  TEXT,
    intent_at   TEXT,
    done_at     TEXT,
    result      TEXT CHECK (result IN ('done', 'refused', 'unknown', 'dropped')),
    problem     TEXT,
    CHECK ((kind = 'correct') = (caption IS NOT NULL)),
    CHECK ((result IS NULL) = (done_at IS NULL)),
    CHECK (result IS NULL OR result = 'dropped' OR intent_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX one_open_amendment ON post_amendments (post_id) WHERE result IS NULL;
CREATE INDEX amendments_by_post ON post_amendments (post_id, id);

CREATE TRIGGER amendments_are_of_what_is_out BEFORE INSERT ON post_amendments
    WHEN NEW.intent_at IS NOT NULL OR NEW.result IS NOT NULL
      OR NOT EXISTS (SELECT 1 FROM posts p WHERE p.id = NEW.post_id AND p.state = 'published') BEGIN
    SELECT RAISE(ABORT, 'only a published post is withdrawn or corrected');
END;
CREATE TRIGGER corrections_are_approved BEFORE UPDATE OF intent_at ON post_amendments
    WHEN NEW.intent_at IS NOT NULL AND NEW.kind = 'correct' BEGIN
    SELECT RAISE(ABORT, 'not cleared: approval') WHERE NEW.approved_by IS NULL OR (NEW.approved_by = NEW.asked_by
        AND EXISTS (SELECT 1 FROM posts p JOIN pages g ON g.id = p.page_id WHERE p.id = NEW.post_id AND g.four_eyes));
END;
CREATE TRIGGER amendments_keep_their_text BEFORE UPDATE OF post_id, kind, caption, reason, asked_by ON post_amendments
    WHEN NEW.post_id <> OLD.post_id OR NEW.kind <> OLD.kind OR NEW.caption IS NOT OLD.caption
      OR NEW.reason <> OLD.reason OR NEW.asked_by <> OLD.asked_by BEGIN
    SELECT RAISE(ABORT, 'an amendment keeps what was asked');
END;
