"""The desk's error tree.

Each class's docstring is the sentence a user reads, with `{field}` places filled from the keyword
arguments; it is also the gettext message id (see `pipeline.i18n.describe`). Bugs are not in this tree:
they propagate.
"""


class DeskError(Exception):
    """The desk could not do this."""

    code = "desk-error"

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__((type(self).__doc__ or "").format(**fields))


class NotFound(DeskError):
    """There is no such thing here. Go back to the list and choose again."""

    code = "not-found"


class ArticleNotFound(NotFound):
    """There is no article with the number {id}. Go back to the list and choose again."""


class PostNotFound(NotFound):
    """There is no post with the number {id}. Go back to the list and choose again."""


class UserNotFound(NotFound):
    """There is no account “{id}”. Look at the list of accounts and try again."""


class BulkNotFound(NotFound):
    """There is no action with the number {id}. Go back to the list and choose again."""


class PageNotFound(NotFound):
    """There is no page “{id}” in desk.toml. Choose another page, or add it there."""


class SourceNotFound(NotFound):
    """There is no source “{id}” in sources.toml. Look at the list of sources and try again."""


class CheckNotFound(NotFound):
    """There is no check “{name}”. The checks are: {names}."""


class SourceMoved(DeskError):
    """{source} has moved to {target} for good and is read there; correct its url in sources.toml."""

    code = "source-moved"


class SourceClosed(DeskError):
    """{url} is gone for good (status 410), so {source} is no longer visited. Correct its url in sources.toml, or \
ask the publisher and run `anhduong sources resume {source}`."""

    code = "source-closed"


class Conflict(DeskError):
    """Somebody else changed this in the meantime. Reload the page, look again and decide."""

    code = "conflict"


class ArticleChanged(Conflict):
    """The source changed this article while you read it, so nothing was decided. What changed is shown below; look \
again, then decide."""


class ArticleDecided(Conflict):
    """{name} has decided on this article in the meantime, so yours was not taken. See below what was decided."""


class ArticleTaken(Conflict):
    """{name} has this article open, so nothing was decided. Talk to each other; then take it over and send yours \
again: it is kept below."""


class NotAllowed(DeskError):
    """Your account may not do this. Ask an editor or the administrator."""

    code = "not-allowed"


class FourEyes(NotAllowed):
    """You wrote this post, so another person must approve it."""

    code = "four-eyes"


class NotUndoable(DeskError):
    """There is nothing to undo: a post was made from the article, or it has changed since."""

    code = "not-undoable"


class ReasonNeeded(DeskError):
    """Choose a reason before you reject the article."""

    code = "reason-needed"


class NothingChosen(DeskError):
    """Choose at least one article, and what to do with it."""

    code = "nothing-chosen"


class KeyInvalid(DeskError):
    """“{key}” cannot be a key. Use one letter from a to z, or leave the field empty to turn the key off."""

    code = "key-invalid"


class KeyTwice(DeskError):
    """The letter “{key}” stands twice. Give each action a letter of its own."""

    code = "key-twice"


class TopicNeeded(DeskError):
    """Choose the main topic, and at most {most} topics in all."""

    code = "topic-needed"


class AnswerNeeded(DeskError):
    """Choose why the flag is not so; for another reason, write a note."""

    code = "answer-needed"


class LevelReasonNeeded(DeskError):
    """Choose a level and write why, in at most {limit} characters: the log keeps it for your colleagues."""

    code = "level-reason-needed"


class DuplicatePost(DeskError):
    """The page already has a post of this article (post {post_id}). Open that one, or cancel it first."""

    code = "duplicate-post"


class CaptionInvalid(DeskError):
    """The caption must have between 1 and {limit} characters; it has {length}. Shorten it and save again."""

    code = "caption-invalid"


class AltTextNeeded(DeskError):
    """The picture needs a description for people who cannot see it. Write one, or leave the picture out."""

    code = "alt-text-needed"


class PictureInvalid(DeskError):
    """The picture's address must begin with http:// or https:// and be at most {limit} characters long."""

    code = "picture-invalid"


class TooSoonToTell(DeskError):
    """The desk is still reading the page back, which may list a post late. Wait until 15 minutes after the post was \
sent, look at the page once more, and say it then."""

    code = "too-soon-to-tell"


class AddressTaken(DeskError):
    """Post {id} has this address already. Open the post on the page itself and copy its own address."""

    code = "address-taken"


class AddressInvalid(DeskError):
    """Copy the address of the post from the page: it begins with https:// and has at most {limit} characters."""

    code = "address-invalid"


class NothingToReschedule(DeskError):
    """None of these posts can be rescheduled any more. Reload the list and look again."""

    code = "nothing-to-reschedule"


class PictureRefused(DeskError):
    """Picture {n}: {problem}"""

    code = "picture-refused"


class CropInvalid(DeskError):
    """What is cut out of picture {number} must lie within it and be at least {least} % wide and high. Correct the \
numbers, or empty all four to use the whole picture."""

    code = "crop-invalid"


class HashtagInvalid(DeskError):
    """“{tag}” cannot be a hashtag: letters, digits and _ only, at least one letter, at most {limit} characters. \
Correct it, or take it out."""

    code = "hashtag-invalid"


class TooManyHashtags(DeskError):
    """A post has at most {most} hashtags. Take some out."""

    code = "too-many-hashtags"


class TextTooLong(DeskError):
    """With hashtags and source line the post has {length} {unit}; {page} takes {limit}. Shorten the caption."""

    code = "text-too-long"


class VersionNotFound(NotFound):
    """Post {post_id} has no version {number}. Go back to its versions and choose again."""


class TooManyPictures(DeskError):
    """A post has at most {most} pictures. Leave some out."""

    code = "too-many-pictures"


class ArticleNotApproved(DeskError):
    """The article is not approved, so no post can be made from it. Review it first."""

    code = "article-not-approved"


class NotCleared(DeskError):
    """The post may not leave yet. Still missing: {missing}. Settle that first, then schedule it."""

    code = "not-cleared"


class PostNotOut(DeskError):
    """The post is not on its page, so there is nothing to withdraw or correct. Reload the page and look again."""

    code = "post-not-out"


class AmendmentOpen(DeskError):
    """A withdrawal or correction of this post is under way. Wait until it is done, or drop it first."""

    code = "amendment-open"


class AmendmentReasonNeeded(DeskError):
    """Write why, in at most {limit} characters: the log keeps it for your colleagues."""

    code = "amendment-reason-needed"


class WayCannotAmend(DeskError):
    """What went out this way cannot be called back from here. Do it where it was received."""

    code = "way-cannot-amend"


class TimeInvalid(DeskError):
    """“{text}” is not a date and time. Write it as 2026-11-23T08:15."""

    code = "time-invalid"


class TimePast(DeskError):
    """{text} has already passed. Choose a later time."""

    code = "time-past"


class TimeTooFar(DeskError):
    """{text} is more than a year ahead. Choose an earlier time."""

    code = "time-too-far"


class TimeMissing(DeskError):
    """{text} does not exist in the zone {zone}: the clocks go forward over it. The nearest times are {before} and \
{after}; choose one of them or another."""

    code = "time-missing"


class TimeTwice(DeskError):
    """{text} comes twice in the zone {zone}: the clocks go back over it. Choose the first or the second."""

    code = "time-twice"


class DayInvalid(TimeInvalid):
    """“{text}” is not a day of the calendar. Write it as 2026-11-30."""


class ShiftInvalid(DeskError):
    """“{text}” is not a length of time. Write it like 2h, -90m or 1h30m, at most {most} hours."""

    code = "shift-invalid"


class NothingToMove(DeskError):
    """No post of that page waits to go out on {day}, so there is nothing to move."""

    code = "nothing-to-move"


class MoveImpossible(DeskError):
    """Nothing was moved, because these posts cannot go there: {posts}. Choose other hours or another day."""

    code = "move-impossible"


class ZoneInvalid(DeskError):
    """“{zone}” is not a time zone. Use a name such as Asia/Ho_Chi_Minh."""

    code = "zone-invalid"


class ArticleNotJudged(DeskError):
    """Article {id} “{title}” was not checked: {why}. The others were; this one is tried again at the next check."""

    code = "article-not-judged"


class RecordNotJudged(DeskError):
    """Line {line} was not judged: {why}. The other lines were."""

    code = "not-judged"


class LoginTaken(DeskError):
    """The login “{login}” is taken. Choose another one."""

    code = "login-taken"


class LoginInvalid(DeskError):
    """The login must be 2 to 64 small letters, digits, dots, dashes or underscores."""

    code = "login-invalid"


class PasswordWeak(DeskError):
    """The password must have at least {least} characters."""

    code = "password-weak"


class StoreBusy(DeskError):
    """The data store is busy. Wait a moment and try again; nothing was lost."""

    code = "store-busy"


class StoreBroken(DeskError):
    """The data file {path} cannot be used: {cause}. Check the disk, or restore a backup."""

    code = "store-broken"


class StoreTooNew(DeskError):
    """The data file {path} was written by a newer version of the desk. Update the desk first."""

    code = "store-too-new"


class NotInitialised(DeskError):
    """There is no desk in {path} yet. Run `anhduong init --dir {path}` first."""

    code = "not-initialised"


class SettingsInvalid(DeskError):
    """{file}: “{key}” is not right: {problem}. {fix}"""

    code = "settings-invalid"


class PublisherRunning(DeskError):
    """Another publisher is running already: {holder}, since {started}, last sign of life {heartbeat}. Stop that one \
first; there is one publisher for a desk."""

    code = "publisher-running"


class PortTaken(DeskError):
    """Port {port} is in use. Stop the program that uses it, or choose another with {option}."""

    code = "port-taken"


class AnchorInvalid(DeskError):
    """“{text}” is not an anchor. Copy it whole from what `anhduong audit verify` printed: NUMBER:HEX."""

    code = "anchor-invalid"


class BadRecord(DeskError):
    """Line {line} cannot be read: {problem}."""

    code = "bad-record"


class WayNotTried(DeskError):
    """Page “{page}” publishes by {publisher}, and whatever goes there is seen by readers. Only email and webhook can \
be tried."""

    code = "way-not-tried"


class WeekInvalid(DeskError):
    """“{text}” is not a week. Write it as 2026-W47."""

    code = "week-invalid"


class NotADemo(DeskError):
    """{path} holds a real desk, and the demo must not touch it. Choose another folder with --dir."""

    code = "not-a-demo"


class NoOlderModel(DeskError):
    """The desk uses the topic model that it came with, so there is none before it. See `anhduong model list`."""

    code = "no-older-model"


class ModelUnknown(DeskError):
    """There is no topic model “{name}” in {path}. See the names with `anhduong model list`."""

    code = "model-unknown"


class SearchNameless(DeskError):
    """Give the search a name of 1 to {limit} characters, then keep it again."""

    code = "search-nameless"


class SearchNameTaken(DeskError):
    """You already keep a search named “{name}”. Give this one another name, or drop that one first."""

    code = "search-name-taken"


class TooManySearches(DeskError):
    """You keep {count} searches, which is the most there can be. Drop one of them first."""

    code = "too-many-searches"
