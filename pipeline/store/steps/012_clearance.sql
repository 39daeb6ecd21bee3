-- What the settings say of a page, kept by `sync_pages`: whether who wrote a post may be its only approver, and whether
-- the desk is the demo's, whose own accounts then count as people.
ALTER TABLE pages ADD COLUMN four_eyes INTEGER NOT NULL DEFAULT 1 CHECK (four_eyes IN (0, 1));
ALTER TABLE pages ADD COLUMN demo INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1));
-- `pipeline.labels.mark` of what the flag says; NULL in flags stored before this step.
ALTER TABLE flags ADD COLUMN mark TEXT;

CREATE TRIGGER posts_begin_as_drafts BEFORE INSERT ON posts WHEN NEW.state <> 'draft' BEGIN
    SELECT RAISE(ABORT, 'not cleared: a post begins as a draft');
END;

-- Nothing is scheduled, nor claimed, without all that `pipeline.store.clearance` asks for. A post that comes back from
-- `publishing` was cleared when it was claimed, and is asked again at its next claim.
CREATE TRIGGER posts_leave_cleared BEFORE UPDATE OF state ON posts
    WHEN NEW.state IN ('scheduled', 'publishing') AND OLD.state <> 'publishing' BEGIN
    SELECT RAISE(ABORT, 'not cleared: a draft is approved first')
        WHERE OLD.state IN ('draft', 'cancelled', 'published', 'unknown')
           OR (NEW.state = 'publishing' AND OLD.state <> 'scheduled');
    SELECT RAISE(ABORT, 'not cleared: source') WHERE NOT
        (trim(NEW.source_name) <> '' AND (NEW.link LIKE 'https://_%' OR NEW.link LIKE 'http://_%'));
    SELECT RAISE(ABORT, 'not cleared: operator') WHERE NOT EXISTS
        (SELECT 1 FROM pages g WHERE g.id = NEW.page_id AND trim(g.operator) <> '');
    SELECT RAISE(ABORT, 'not cleared: approval') WHERE NOT EXISTS
        (SELECT 1 FROM post_approvals o JOIN users u ON u.id = o.user_id JOIN pages g ON g.id = NEW.page_id
         WHERE o.post_id = NEW.id AND (u.demo = 0 OR g.demo = 1)
           AND (g.four_eyes = 0 OR o.user_id <> NEW.composed_by));
    SELECT RAISE(ABORT, 'not cleared: article') WHERE NOT EXISTS
        (SELECT 1 FROM articles a WHERE a.id = NEW.article_id AND a.state = 'approved' AND a.removed_at IS NULL);
    SELECT RAISE(ABORT, 'not cleared: alt-text')
        WHERE NEW.image_url IS NOT NULL AND trim(coalesce(NEW.image_alt, '')) = '';
    SELECT RAISE(ABORT, 'not cleared: flags') WHERE EXISTS
        (SELECT 1 FROM flags f JOIN articles a ON a.id = f.article_id
         WHERE f.article_id = NEW.article_id AND f.severity = 'high'
           AND NOT EXISTS (SELECT 1 FROM check_levels l
               WHERE l.page_id = NEW.page_id AND l.check_name = f.check_name AND l.level <> 'normal')
           AND NOT EXISTS (SELECT 1 FROM flag_answers w WHERE w.article_id = a.id AND w.version = a.version
               AND (w.mark = f.mark OR (f.mark IS NULL AND w.check_name = f.check_name AND w.severity = f.severity
                   AND w.field = f.field AND w.start_at = f.start_at AND w.end_at = f.end_at))));
END;

CREATE TRIGGER posts_are_sent_before_they_are_out BEFORE UPDATE OF state ON posts
    WHEN NEW.state IN ('unknown', 'published') AND OLD.state NOT IN ('publishing', 'unknown', 'published') BEGIN
    SELECT RAISE(ABORT, 'not cleared: the post was never being published');
END;

-- What a person approved was this content by this composer. A post that is out, or may be, keeps what was sent.
CREATE TRIGGER posts_keep_what_was_sent
    BEFORE UPDATE OF page_id, article_id, source_name, link, caption, image_url, image_alt, image_credit, composed_by
    ON posts WHEN OLD.state IN ('publishing', 'unknown', 'published')
        AND (OLD.page_id IS NOT NEW.page_id OR OLD.article_id IS NOT NEW.article_id
             OR OLD.source_name IS NOT NEW.source_name OR OLD.link IS NOT NEW.link OR OLD.caption IS NOT NEW.caption
             OR OLD.image_url IS NOT NEW.image_url OR OLD.image_alt IS NOT NEW.image_alt
             OR OLD.image_credit IS NOT NEW.image_credit OR OLD.composed_by IS NOT NEW.composed_by) BEGIN
    SELECT RAISE(ABORT, 'a post that is out keeps what was sent');
END;
CREATE TRIGGER other_content_voids_approvals
    AFTER UPDATE OF page_id, article_id, source_name, link, caption, image_url, image_alt, image_credit, composed_by
    ON posts WHEN OLD.page_id IS NOT NEW.page_id OR OLD.article_id IS NOT NEW.article_id
        OR OLD.source_name IS NOT NEW.source_name OR OLD.link IS NOT NEW.link OR OLD.caption IS NOT NEW.caption
        OR OLD.image_url IS NOT NEW.image_url OR OLD.image_alt IS NOT NEW.image_alt
        OR OLD.image_credit IS NOT NEW.image_credit OR OLD.composed_by IS NOT NEW.composed_by BEGIN
    DELETE FROM post_approvals WHERE post_id = NEW.id;
END;
