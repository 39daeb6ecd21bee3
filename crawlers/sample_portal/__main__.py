"""Runs the sample portal alone."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from crawlers.errors import CrawlError
from crawlers.sample_portal import serve


@click.command(
    epilog="Ví dụ: python -m crawlers.sample_portal --port 8021 --now 2026-11-23T08:15+07:00 --edition second"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ trên máy này.")
@click.option("--port", default=8021, show_default=True, type=click.IntRange(0, 65535), help="Cổng; 0 là cổng trống.")
@click.option(
    "--now", "now_text", metavar="THỜI_ĐIỂM", help="Đồng hồ của cổng, ISO 8601 có múi giờ; mặc định là bây giờ."
)
@click.option(
    "--edition",
    type=click.Choice(["first", "second"]),
    default="first",
    show_default=True,
    help="Lần ghé đầu, hay lần sau (có bài đính chính và bài bị gỡ).",
)
def main(host: str, port: int, now_text: str | None, edition: str) -> None:
    """Chạy Cổng thông tin mẫu Ánh Dương trên máy này cho đến khi bấm Ctrl-C."""
    now0 = _instant(now_text)
    try:
        with serve(host, port, now0=now0, edition="second" if edition == "second" else "first") as portal:
            click.echo(
                f"Cổng mẫu đang chạy tại {portal.url}/ (đồng hồ {now0.isoformat(timespec='minutes')}). "
                "Bấm Ctrl-C để dừng."
            )
            portal.wait()
    except KeyboardInterrupt:
        click.echo("Đã dừng.")
    except (CrawlError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _instant(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} không phải thời điểm ISO 8601.", param_hint="--now") from error
    if instant.tzinfo is None:
        raise click.BadParameter("thiếu múi giờ, ví dụ 2026-11-23T08:15+07:00.", param_hint="--now")
    return instant


if __name__ == "__main__":
    sys.exit(main())
