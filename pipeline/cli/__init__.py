"""The command line. Exit codes: 0 done, 1 done in part (what failed is named), 2 not done, 130 interrupted.

Heavy modules (Scrapy, trafilatura, scikit-learn, the web server) are imported by the command that needs
them, so that every other command starts at once.
"""

from __future__ import annotations

import click

from classifier.errors import ClassifierError
from crawlers.errors import CrawlError
from pipeline import quiet_logs
from pipeline.cli import (
    audit,
    beats,
    checks,
    desk,
    doctor,
    evaluate,
    key,
    model,
    model_use,
    page,
    plan,
    posts,
    schedule,
    search,
    sources,
    streams,
    user,
    work,
)
from pipeline.errors import DeskError
from pipeline.i18n import _, describe


class _Group(click.Group):
    """Turns the errors of the three trees into one sentence and exit code 2. Bugs propagate."""

    def invoke(self, ctx: click.Context) -> object:
        quiet_logs.guard()
        try:
            return super().invoke(ctx)
        except (DeskError, CrawlError, ClassifierError) as error:
            click.echo(_("Error: {problem}").format(problem=describe(error)), err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo(_("Stopped; what was done so far is kept."), err=True)
            ctx.exit(130)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("The desk of an organisation's own pages: collect, check, review, schedule, publish, report."),
)
@click.version_option(package_name="anhduong-desk", prog_name="anhduong")
def main() -> None:
    """The `anhduong` command."""


for _command in (
    *desk.COMMANDS,
    *user.COMMANDS,
    *work.COMMANDS,
    *sources.COMMANDS,
    *beats.COMMANDS,
    *streams.COMMANDS,
    *model.COMMANDS,
    *model_use.COMMANDS,
    *evaluate.COMMANDS,
    *checks.COMMANDS,
    *doctor.COMMANDS,
    *audit.COMMANDS,
    *posts.COMMANDS,
    *page.COMMANDS,
    *key.COMMANDS,
    *search.COMMANDS,
    *schedule.COMMANDS,
    *plan.COMMANDS,
):
    main.add_command(_command)
