"""A desk with something in every state, made through the store's public methods only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path

from classifier.checks import Flag
from classifier.duplicates import signature
from crawlers.items import Found, Picture
from pipeline import compose, passwords, publish, review, schedule
from pipeline.copies import Near
from pipeline.model import Article, ArticleState, Page, RejectReason, Role, TopicLabel, User
from pipeline.plans import Plan
from pipeline.run import make_desk
from pipeline.settings import Settings
from pipeline.settings_ways import PageWays, RssWay
from pipeline.store import Store
from pipeline.store.bulk import BulkKind, Chosen
from pipeline.store.sources import VisitResult

Like = tuple[int, float] | tuple[int, float, float]
"""A near copy: number, similarity and perhaps length."""
NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
"""Monday 23/11/2026 08:15 in Việt Nam."""
PLAN = Plan(slots=((time(7, 30), time(11, 30), time(19, 30)),) * 7, gap_minutes=30, quiet=(time(22), time(6)))
PASSWORD = "mat-khau-de-thu"
LOGINS = {Role.COLLABORATOR: "lan", Role.EDITOR: "nam", Role.ADMINISTRATOR: "quan-tri"}


@dataclass
class FakeClock:
    """A clock that stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@cache
def password_hash() -> str:
    return passwords.hash_password(PASSWORD)


def settings_for(folder: Path, *, pages: int = 1, demo: bool = True) -> Settings:
    names = ("Ánh Dương", "Hương sen Việt")
    return Settings(
        data_dir=folder,
        operator="Văn phòng thử nghiệm Ánh Dương",
        contact="thu-nghiem@example.vn",
        pages=tuple(
            Page(id=f"trang-{n}", name=names[n - 1], operator="Văn phòng thử nghiệm Ánh Dương")
            for n in range(1, pages + 1)
        ),
        demo=demo,
        ways={"trang-1": PageWays(rss=RssWay("https://thu-nghiem.example.vn/feed/trang-1.xml"))},
    )


@dataclass
class Seeded:
    """A store with its settings, clock and accounts, and ways to add to it."""

    store: Store
    settings: Settings
    clock: FakeClock
    users: dict[Role, User] = field(default_factory=dict)
    second: User | None = None
    serial: int = 0

    @property
    def page(self) -> Page:
        return self.settings.pages[0]

    @property
    def collaborator(self) -> User:
        return self.users[Role.COLLABORATOR]

    @property
    def editor(self) -> User:
        return self.users[Role.EDITOR]

    def found(self, title: str, text: str, **given: object) -> Found:
        self.serial += 1
        url = f"https://bao-mau.example.vn/tin/{self.serial}.html"
        values: dict[str, object] = {
            "source_id": "bao-mau",
            "url": url,
            "canonical_url": url,
            "published_at": self.clock() - timedelta(hours=self.serial),
            "section": "Xã hội",
        }
        return Found(title=title, text=text, fetched_at=self.clock(), **(values | given))  # type: ignore[arg-type]

    def article(
        self,
        title: str = "Hội chữ thập đỏ phường mở lớp sơ cứu",
        text: str = "Chiều 22/11, lớp sơ cứu có 40 người học.\n\nLớp học kéo dài ba buổi tại nhà văn hóa.",
        flags: Sequence[tuple[str, str, str, str]] = (),
        near: Sequence[Like] = (),
        **given: object,
    ) -> int:
        """A checked article: flagged when it has flags `(check, severity, quote, reason)`, else clean."""
        found = self.found(title, text, **given)
        self.store.articles.upsert(found)
        return self.judge(flags, near)

    def judge(
        self,
        flags: Sequence[tuple[str, str, str, str]] = (),
        near: Sequence[Like] = (),
    ) -> int:
        """Record a verdict for the article that waits for one."""
        (waiting,) = self.store.verdicts.unchecked()
        topics = (
            TopicLabel("medtop:14000000", "Xã hội", 0.81, True),
            TopicLabel("medtop:07000000", "Y tế", 0.34, False),
        )
        made = [make_flag(waiting.title, waiting.text, *given) for given in flags]
        self.store.verdicts.record_verdict(
            waiting.id,
            waiting.version,
            topics,
            made,
            signature(waiting.title, waiting.text),
            [Near(*one) for one in near],
            self.clock(),
        )
        return waiting.id

    def approved(self, title: str = "Khai mạc tuần lễ văn hóa các dân tộc", **given: object) -> int:
        article_id = self.article(title, **given)  # type: ignore[arg-type]
        review.approve(self.store, self.collaborator, article_id, self.get(article_id).version, self.clock())
        return article_id

    def rejected(self, title: str = "Khai trương cửa hàng, giảm giá 50%") -> int:
        article_id = self.article(title)
        review.reject(
            self.store, self.collaborator, article_id, 1, RejectReason.ADVERTISING, "quảng cáo rõ", self.clock()
        )
        return article_id

    def draft(
        self, title: str = "Lịch tiêm vắc xin tháng 12 cho trẻ em", writer: User | None = None, **given: object
    ) -> int:
        article_id = self.approved(title, **given)
        shown = compose.suggest(self.get(article_id))
        return compose.create(
            self.store,
            writer or self.collaborator,
            self.page,
            article_id,
            shown.caption,
            shown.image_url,
            shown.image_alt,
            self.clock(),
        )

    def approved_post(self, title: str = "Kế hoạch trồng cây mùa xuân", **given: object) -> int:
        post_id = self.draft(title, **given)
        compose.approve(self.store, self.editor, self.page, post_id, self.version(post_id), self.clock())
        return post_id

    def scheduled(self, title: str = "Hướng dẫn đổi căn cước tại xã", wall: str = "2026-11-23T16:00") -> int:
        post_id = self.approved_post(title)
        schedule.schedule(self.store, self.editor, self.page, post_id, self.version(post_id), wall, self.clock())
        return post_id

    def published(self, title: str = "Cảnh báo rét đậm ở vùng cao") -> int:
        """Scheduled a minute ahead and sent; moves the clock by two minutes."""
        local = self.clock() + timedelta(hours=7, minutes=1)
        post_id = self.scheduled(title, f"{local:%Y-%m-%dT%H:%M}")
        self.clock.forward(minutes=2)
        self.tick()
        return post_id

    def missed(self, title: str = "Lịch cắt điện cuối tuần") -> int:
        """Scheduled and left until it was too late; moves the clock by two hours."""
        local = self.clock() + timedelta(hours=7, minutes=1)
        post_id = self.scheduled(title, f"{local:%Y-%m-%dT%H:%M}")
        self.clock.forward(hours=2)
        self.tick()
        return post_id

    def tick(self) -> publish.Outcome:
        return publish.tick(make_desk(self.store, self.settings, self.clock))

    def get(self, article_id: int) -> Article:
        return self.store.articles.get(article_id)

    def version(self, post_id: int) -> int:
        return self.store.posts.get(post_id).version


def make_flag(title: str, text: str, check: str, severity: str, quote: str, reason: str) -> Flag:
    """A flag on the first place of `quote`, in the title if it is there."""
    where = "title" if quote and quote in title else "text"
    start = (title if where == "title" else text).index(quote)
    return Flag(check, severity, where, start, start + len(quote), quote, reason)  # type: ignore[arg-type]


def seed(folder: Path, clock: FakeClock | None = None, *, pages: int = 1, demo: bool = True) -> Seeded:
    """An empty desk with its accounts and two sources."""
    settings = settings_for(folder, pages=pages, demo=demo)
    seeded = Seeded(Store.open(settings.database), settings, clock or FakeClock())
    seeded.store.posts.sync_pages(settings.pages)
    seeded.store.sources.sync(
        [
            ("bao-mau", "Báo Mẫu Lào Cai", "https://bao-mau.example.vn/rss"),
            ("cong-mau", "Cổng thông tin mẫu", "https://cong-mau.example.vn/rss"),
        ]
    )
    names = {
        Role.COLLABORATOR: "Nguyễn Thị Lan",
        Role.EDITOR: "Trần Văn Nam",
        Role.ADMINISTRATOR: "Lê Quản Trị",
    }
    for role, login in LOGINS.items():
        seeded.users[role] = seeded.store.users.add(login, names[role], role, password_hash(), seeded.clock())
    seeded.second = seeded.store.users.add("minh", "Phạm Minh", Role.COLLABORATOR, password_hash(), seeded.clock())
    return seeded


LONG_TEXT = (
    "Chiều 22/11, Công an phường mời ông Nguyễn Văn Mẫu (SĐT 0912 345 678, trú tại số 5 ngõ 12) đến làm việc "
    "về việc đăng tin sai sự thật, gây hoang mang trong khu dân cư.\n\n"
    "Theo hồ sơ, đối tượng đã chiếm đoạt 200 triệu đồng của nhiều người. Vụ việc đang được điều tra, chưa có "
    "kết luận của tòa án; cơ quan chức năng đề nghị người dân không chia sẻ thông tin chưa kiểm chứng.\n\n"
    "Người dân cần hỗ trợ có thể gọi đường dây nóng 1900 1234 trong giờ hành chính. Hạn nộp hồ sơ hỗ trợ đợt "
    "một là ngày 15/11/2026.\n\n"
    "Tổ dân phố sẽ họp vào tối thứ Sáu để phổ biến cách nhận biết tin giả, cách khóa tài khoản khi bị lộ mật "
    "khẩu và nơi tiếp nhận phản ánh."
)
LONG_FLAGS = (
    (
        "accusation",
        "low",
        "Người đàn ông",
        "Tiêu đề gọi người chưa bị kết án là người phạm tội; nên viết lại trung tính.",
    ),
    ("personal-data", "high", "0912 345 678", "Có số điện thoại của một người riêng; hãy bỏ số này trước khi chia sẻ."),
    ("personal-data", "high", "0912 345 678, trú tại số 5 ngõ 12", "Có địa chỉ nhà của một người riêng."),
    ("accusation", "high", "đối tượng đã chiếm đoạt 200 triệu đồng", "Nêu như đã phạm tội khi chưa có bản án."),
    ("stale", "low", "ngày 15/11/2026", "Hạn nộp đã qua; kiểm tra xem tin còn đáng chia sẻ không."),
)


def list_source(seeded: Seeded, url: str) -> None:
    """Put the publisher whose site `url` is on into the desk's source list."""
    home = "/".join(url.split("/")[:3])
    (seeded.settings.data_dir / "sources.toml").write_text(
        '[[source]]\nid = "bao-mau"\npublisher = "Tỉnh Mẫu"\nname = "Báo Mẫu"\nkind = "feed"\nlicence = "thử"\n'
        f'home = "{home}/"\nurl = "{home}/rss.xml"\n',
        "utf-8",
    )


def fill(seeded: Seeded, picture: str | None = None) -> dict[str, int]:
    """Something in every state, for pages that are looked at. Ends a few hours after it began."""
    image = Picture(picture, "Ảnh: Báo Mẫu", "Các đội múa khăn trên sân khấu ngoài trời") if picture else None
    if picture:
        list_source(seeded, picture)
    ids: dict[str, int] = {}
    ids["published"] = seeded.published("Cảnh báo rét đậm ở vùng cao, người dân giữ ấm cho gia súc")
    ids["missed"] = seeded.missed("Lịch cắt điện cuối tuần ở ba phường trung tâm")
    first = seeded.article("Lào Cai: tin giả về mưa lũ lan trên mạng", LONG_TEXT.replace("0912 345 678", "(đã ẩn)"))
    ids["flagged"] = seeded.article(
        "Người đàn ông tung tin giả về mưa lũ bị mời làm việc",
        LONG_TEXT,
        LONG_FLAGS,
        near=[(first, 0.87)],
        published_at=seeded.clock() - timedelta(minutes=5),
        image=image,
    )
    for n in range(3):
        seeded.article(
            f"Ưu đãi mua tủ lạnh nhân ngày hội mua sắm, đợt {n + 1}",
            "Cửa hàng giảm 50% cho mọi mẫu tủ lạnh.\n\nGọi ngay để được giữ giá trong tuần này.",
            [("advertorial", "high", "giảm 50%", "Tin rao bán hàng: có mức giảm giá và lời mời mua.")],
        )
    for n in range(4):
        seeded.article(f"Xã vùng cao khánh thành cầu dân sinh số {n + 1}")
    changed = seeded.article(
        "Phun thuốc phòng dịch tại ba xã",
        "Đợt phun thuốc bắt đầu ngày 20/11.\n\nCó 120 hộ đăng ký.\n\nNgười dân che đậy nguồn nước.",
        [("source-changed", "low", "120 hộ", "Nguồn có thể sửa số liệu; đối chiếu trước khi đăng.")],
    )
    seeded.clock.forward(minutes=5)
    url = seeded.get(changed).url
    seeded.store.articles.upsert(
        Found(
            source_id="bao-mau",
            url=url,
            canonical_url=url,
            title="Phun thuốc phòng dịch tại bốn xã",
            text="Đợt phun thuốc bắt đầu ngày 21/11.\n\nCó 135 hộ đăng ký.\n\nNgười dân che đậy nguồn nước.",
            fetched_at=seeded.clock(),
            published_at=seeded.clock() - timedelta(days=1),
        )
    )
    seeded.judge([("source-changed", "high", "135 hộ", "Nguồn đã sửa tin sau khi thu về; đọc lại phần thay đổi.")])
    ids["changed"] = changed
    ids["approved"] = seeded.approved("Khai mạc tuần lễ văn hóa các dân tộc", image=image)
    for n in range(2):
        seeded.approved(f"Tuần lễ văn hóa các dân tộc khai mạc, tin chép {n + 1}", near=[(ids["approved"], 0.93)])
    seeded.approved("Trường nội trú đón 60 học sinh mới")
    ids["rejected"] = seeded.rejected()
    ids["draft"] = seeded.draft("Lịch tiêm vắc xin tháng 12 cho trẻ em", image=image)
    ids["draft_of_another"] = seeded.draft("Sổ tay phòng tránh lừa đảo qua mạng", seeded.second)
    ids["approved_post"] = seeded.approved_post("Kế hoạch trồng cây mùa xuân")
    ids["scheduled"] = seeded.scheduled("Hướng dẫn đổi căn cước tại xã", "2026-11-23T16:00")
    seeded.scheduled("Giải chạy bán chuyên qua đèo: phân luồng giao thông", "2026-11-25T07:30")
    seeded.scheduled("Phiên chợ vùng cao cuối tháng", "2026-11-28T18:00")
    held = seeded.article("Dịch cúm gia cầm ở thôn vùng cao", LONG_TEXT, LONG_FLAGS[-1:])
    review.hold(seeded.store, seeded.collaborator, held, 1, "Chờ Chi cục Thú y xác nhận", seeded.clock())
    ids["held"] = held
    many = [Chosen(seeded.article(f"Mở bán căn hộ nghỉ dưỡng, đợt {n}"), 1) for n in (1, 2)]
    number, _plan = review.do_many(
        seeded.store, seeded.collaborator, BulkKind.REJECT, many, RejectReason.ADVERTISING, "", seeded.clock()
    )
    assert number is not None
    ids["bulk"] = number
    visited(seeded, "bao-mau", None)
    visited(seeded, "cong-mau", "Không kết nối được tới cong-mau.example.vn; sẽ thử lại ở lượt sau.")
    return ids


def visited(seeded: Seeded, source_id: str, problem: str | None, *, stop: bool = False) -> None:
    """A visit to a source that ended now."""
    now = seeded.clock()
    result = VisitResult(source_id, problem, now + timedelta(hours=1), errors=int(problem is not None), stop=stop)
    seeded.store.sources.record_visit(result, now)


def planning(folder: Path, *, pages: int = 1, zone: str = "Asia/Ho_Chi_Minh") -> Seeded:
    """A desk whose pages have slots and quiet hours."""
    made = seed(folder, pages=pages)
    planned = tuple(replace(page, plan=PLAN, zone=zone) for page in made.settings.pages)
    made.settings = replace(made.settings, pages=planned)
    return made


__all__ = [
    "LOGINS",
    "NOW",
    "PASSWORD",
    "ArticleState",
    "FakeClock",
    "Seeded",
    "fill",
    "make_flag",
    "planning",
    "seed",
    "visited",
]
