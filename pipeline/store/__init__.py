"""The one store. Everything that is kept goes through these repositories; only they see SQL."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from pipeline.store.access import Access
from pipeline.store.amendments import Amendments
from pipeline.store.articles import Articles
from pipeline.store.audit import Audit
from pipeline.store.base import CACHE_KB, Database
from pipeline.store.bulk import Bulk
from pipeline.store.calendar import Calendar
from pipeline.store.calendar_links import CalendarLinks
from pipeline.store.clusters import Clusters
from pipeline.store.decisions import Decisions
from pipeline.store.facets import Facets
from pipeline.store.figures import FigureQueries
from pipeline.store.frontier import Frontier
from pipeline.store.health import Health
from pipeline.store.identities import Identities
from pipeline.store.incidents import Incidents
from pipeline.store.insights import Insights
from pipeline.store.invitations import Invitations
from pipeline.store.labels import Labels
from pipeline.store.levels import Levels
from pipeline.store.migrations import migrate
from pipeline.store.models import ChosenModels
from pipeline.store.pages import Pages
from pipeline.store.personal import Personal
from pipeline.store.posts import Posts
from pipeline.store.publishing import Publishing
from pipeline.store.reviewing import Reviewing
from pipeline.store.revisits import Revisits
from pipeline.store.search import Search
from pipeline.store.second_factors import SecondFactors
from pipeline.store.sessions import KnownBrowsers, LoginFailures, LoginSteps, Sessions
from pipeline.store.sources import Sources
from pipeline.store.takeback import TakeBack
from pipeline.store.today import Today
from pipeline.store.tokens import Tokens
from pipeline.store.typing import TypedDrafts
from pipeline.store.users import Users
from pipeline.store.verdicts import Verdicts
from pipeline.store.versions import Versions


class Store:
    """A facade over one data file. Safe to share between threads: each gets its own connection."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.access = Access(database)
        self.articles = Articles(database)
        self.verdicts = Verdicts(database)
        self.clusters = Clusters(database)
        self.decisions = Decisions(database)
        self.bulk = Bulk(database)
        self.reviewing = Reviewing(database)
        self.facets = Facets(database)
        self.labels = Labels(database)
        self.levels = Levels(database)
        self.models = ChosenModels(database)
        self.pages = Pages(database)
        self.personal = Personal(database)
        self.posts = Posts(database)
        self.search = Search(database)
        self.typing = TypedDrafts(database)
        self.versions = Versions(database)
        self.publishing = Publishing(database)
        self.revisits = Revisits(database)
        self.amendments = Amendments(database)
        self.insights = Insights(database)
        self.sources = Sources(database)
        self.tokens = Tokens(database)
        self.frontier = Frontier(database)
        self.users = Users(database)
        self.identities = Identities(database)
        self.invitations = Invitations(database)
        self.second_factors = SecondFactors(database)
        self.sessions = Sessions(database)
        self.login_steps = LoginSteps(database)
        self.known_browsers = KnownBrowsers(database)
        self.logins = LoginFailures(database)
        self.audit = Audit(database)
        self.today = Today(database)
        self.calendar = Calendar(database)
        self.calendar_links = CalendarLinks(database)
        self.takeback = TakeBack(database)
        self.figures = FigureQueries(database)
        self.health = Health(database)
        self.incidents = Incidents(database)

    @classmethod
    def open(cls, path: Path, *, durable: bool = True, cache_kb: int = CACHE_KB) -> Store:
        """Open or create the data file and migrate it. Raises `StoreBroken` or `StoreTooNew`.

        `durable=False` is for collecting: a power cut may then cost the last articles, which are fetched again.
        `cache_kb` is what the connection of each thread may keep in memory.
        """
        database = Database(path, durable=durable, cache_kb=cache_kb)
        migrate(database)
        return cls(database)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
