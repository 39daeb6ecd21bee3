from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from crawlers import errors as e
from crawlers.sources import Selectors, load_sources, read_sources

GOOD = """
[[source]]
id = "bao-lao-cai"
publisher = "Tỉnh ủy Lào Cai"
name = "Báo Lào Cai"
home = "https://www.baolaocai.vn/"
kind = "feed"
url = "https://baolaocai.vn/rss/home.rss"
licence = "Dẫn lại có ghi nguồn"
"""


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "sources.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems(tmp_path: Path, text: str, *, allow_loopback: bool = False) -> tuple[e.SourcesError, ...]:
    with pytest.raises(e.SourcesInvalid) as caught:
        load_sources(write(tmp_path, text), allow_loopback=allow_loopback)
    return caught.value.errors


def only(tmp_path: Path, text: str) -> e.SourcesError:
    found = problems(tmp_path, text)
    assert len(found) == 1, found
    assert str(tmp_path / "sources.toml") in str(found[0])
    return found[0]


def with_line(line: str, text: str = GOOD) -> str:
    """The good source with one key set anew."""
    key = line.partition(" =")[0]
    return "\n".join(old for old in text.splitlines() if not old.startswith(key + " =")) + "\n" + line + "\n"


def test_a_good_file(tmp_path: Path) -> None:
    (source,) = load_sources(write(tmp_path, GOOD))
    assert (source.id, source.kind, source.name) == ("bao-lao-cai", "feed", "Báo Lào Cai")
    assert (source.poll_minutes, source.delay_seconds, source.zone) == (None, 1.0, "Asia/Ho_Chi_Minh")
    assert source.policy().refusal("https://e.baolaocai.vn/") is None


def test_every_key(tmp_path: Path) -> None:
    text = (
        GOOD.replace('"feed"', '"listing"')
        + """
topics = ["medtop:11000000", "medtop:17000000"]
poll_minutes = 15
zone = "UTC"
hosts = ["Media.Báo.vn"]
delay_seconds = 2
max_pages = 3
max_new = 20000
concurrency = 2
quiet_hours = "22:30-5:00"
[source.selectors]
article_link = "h3 > a.title, article a::attr(href)"
next_page = "a[rel=next]"
date = "span.date"
remove = "div.related"
image = "figure img"
"""
    )
    (source,) = load_sources(write(tmp_path, text))
    assert source.hosts == ("media.xn--bo-mia.vn",)
    assert source.selectors.overrides() == {"date": "span.date", "remove": "div.related", "image": "figure img"}
    assert source.selectors.image == "figure img"
    assert source.delay_seconds == 2
    assert pickle.loads(pickle.dumps(source)) == source


def test_windows_file_with_bom(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert len(load_sources(path)) == 1


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(e.SourcesMissing, match=r"no\.toml"):
        load_sources(tmp_path / "no.toml")


def test_directory_instead_of_file(tmp_path: Path) -> None:
    with pytest.raises(e.SourcesUnreadable):
        load_sources(tmp_path)


def test_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(e.SourcesEncoding):
        load_sources(write(tmp_path, GOOD.encode("utf-16")))


@pytest.mark.parametrize(
    ("text", "line"), [(GOOD + 'x = "open\n', 10), ("[[source]\n", 1), ("x = 1\nx = 2\n", 2), (GOOD + "[[", 10)]
)
def test_malformed_toml_names_the_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(e.SourcesSyntax) as caught:
        read_sources(write(tmp_path, text))
    assert caught.value.fields["line"] == line


def test_deeply_nested_toml(tmp_path: Path) -> None:
    with pytest.raises(e.SourcesSyntax):
        load_sources(write(tmp_path, "x = " + "[" * 100_000))


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "source = []\n"])
def test_no_source(tmp_path: Path, text: str) -> None:
    assert isinstance(only(tmp_path, text), e.SourcesEmpty)


def test_source_is_no_table(tmp_path: Path) -> None:
    assert isinstance(only(tmp_path, "[source]\nid = 'x'\n"), e.SourcesKeyUnknown)


@pytest.mark.parametrize("key", ["id", "publisher", "name", "home", "kind", "url", "licence"])
def test_missing_key(tmp_path: Path, key: str) -> None:
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith(key + " ="))
    error = only(tmp_path, text)
    assert isinstance(error, e.SourceKeyMissing)
    assert error.fields["key"] == key
    assert f"{key} = " in str(error)


@pytest.mark.parametrize(
    ("line", "error", "hint"),
    [
        ('licnce = "x"', e.SourceKeyMisspelt, "licence"),
        ("polling_minutes = 5", e.SourceKeyMisspelt, "poll_minutes"),
        ('colour = "red"', e.SourceKeyUnknown, "publisher"),
        ('name = ""', e.SourceTextEmpty, "Báo"),
        ("name = 5", e.SourceTypeWrong, "name = "),
        ('poll_minutes = "60"', e.SourceTypeWrong, "poll_minutes = 60"),
        ("poll_minutes = true", e.SourceTypeWrong, "poll_minutes = 60"),
        ("poll_minutes = 4", e.SourceOutOfRange, "10080"),
        ("poll_minutes = 10081", e.SourceOutOfRange, "10080"),
        ("delay_seconds = 0", e.SourceOutOfRange, "0.5"),
        ("delay_seconds = nan", e.SourceOutOfRange, "0.5"),
        ("max_pages = 0", e.SourceOutOfRange, "100"),
        ("topics = 'medtop:11000000'", e.SourceTypeWrong, "["),
        ("topics = [1]", e.SourceTypeWrong, "["),
        ('topics = ["medtop:20000001"]', e.SourceTopicUnknown, "medtop:01000000"),
        ('zone = "Asia/Lao_Cai"', e.SourceZoneUnknown, "Asia/Ho_Chi_Minh"),
        ('zone = "../../etc/passwd"', e.SourceZoneUnknown, "IANA"),
        ('zone = "Asia"', e.SourceZoneUnknown, "IANA"),
        ('kind = "rss"', e.SourceKindUnknown, "feed, sitemap"),
        ('id = "Báo Lào Cai"', e.SourceIdBad, "bao-lao-cai"),
        ('id = "../x"', e.SourceIdBad, "bao-lao-cai"),
        ('url = "baolaocai.vn/rss"', e.SourceUrlBad, "https://"),
        ('url = "ftp://baolaocai.vn/rss"', e.SourceUrlBad, "https://"),
        ('url = "https://"', e.SourceUrlBad, "https://"),
        ('url = "https://u:p@baolaocai.vn/"', e.SourceUrlBad, "https://"),
        ('url = "https://baolaocai.com/rss"', e.SourceUrlOutside, "hosts"),
        ('url = "https://xbaolaocai.vn/rss"', e.SourceUrlOutside, "baolaocai.vn"),
        ('url = "http://192.168.1.4/rss"', e.SourceHostLocal, "192.168.1.4"),
        ('url = "http://8.8.8.8/rss"', e.SourceHostLocal, "8.8.8.8"),
        ('url = "http://0x7f000001/rss"', e.SourceHostLocal, "127.0.0.1"),
        ('home = "http://localhost/"', e.SourceHostLocal, "localhost"),
        ('home = "http://intranet/"', e.SourceHostLocal, "intranet"),
        ('hosts = ["https://x.vn/"]', e.SourceHostBad, "hosts"),
        ('hosts = ["gov.vn"]', e.SourceHostBad, "hosts"),
        ('hosts = ["127.0.0.1"]', e.SourceHostLocal, "127.0.0.1"),
    ],
)
def test_one_mistake(tmp_path: Path, line: str, error: type[e.SourcesError], hint: str) -> None:
    found = [
        p
        for p in problems(tmp_path, with_line(line))
        if not isinstance(p, e.SourceUrlOutside) or error is e.SourceUrlOutside
    ]
    assert [type(p) for p in found] == [error]
    assert hint in str(found[0])
    assert "source" in str(found[0])


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/tinhuylaocai",
        "https://FACEBOOK.com./x",
        "https://m.facebook.com:443/x",
        "https://%66acebook.com/x",
        "https://ｆａｃｅｂｏｏｋ．com/x",
        "https://fb.me/x",
        "https://www.tiktok.com/@x",
        "https://www.youtube.com/feeds/videos.xml?channel_id=1",
        "https://oa.zalo.me/1",
        "https://t.me/s/x",
        "https://x.com/x",
        "https://pinterest.co.uk/x.rss",
    ],
)
def test_social_networks_are_refused_and_why(tmp_path: Path, url: str) -> None:
    text = with_line(f'url = "{url}"', with_line(f'home = "{url}"'))
    found = problems(tmp_path, text)
    assert {type(p) for p in found} == {e.SourceOnSocialNetwork}
    assert {p.fields["key"] for p in found} == {"home", "url"}
    assert "never people" in str(found[0])


def test_social_network_among_hosts(tmp_path: Path) -> None:
    assert isinstance(only(tmp_path, with_line('hosts = ["facebook.com"]')), e.SourceOnSocialNetwork)


def test_hosts_admit_another_site_of_the_organisation(tmp_path: Path) -> None:
    text = with_line('url = "https://rss.tuyengiao.vn/home.rss"', with_line('hosts = ["tuyengiao.vn"]'))
    (source,) = load_sources(write(tmp_path, text))
    assert source.policy().refusal("https://rss.tuyengiao.vn/1") is None


@pytest.mark.parametrize(
    ("table", "error", "key"),
    [
        ("", e.SourceKeyMissing, "selectors.article_link"),
        ("[source.selectors]\nnext_page = 'a'", e.SourceKeyMissing, "selectors.article_link"),
        ("[source.selectors]\narticle_link = 'a['", e.SourceSelectorBad, "selectors.article_link"),
        ("[source.selectors]\narticle_link = 'a'\ndate = 'b::text'", e.SourceSelectorBad, "selectors.date"),
        ("[source.selectors]\narticle_link = 5", e.SourceSelectorBad, "selectors.article_link"),
        ("[source.selectors]\narticle_link = 'a'\ntitel = 'h1'", e.SourceKeyMisspelt, "titel"),
        ("selectors = 5", e.SourceTypeWrong, "selectors"),
    ],
)
def test_selectors_of_a_listing(tmp_path: Path, table: str, error: type[e.SourcesError], key: str) -> None:
    found = only(tmp_path, GOOD.replace('"feed"', '"listing"') + table)
    assert type(found) is error
    assert found.fields["key"] == key


def test_all_mistakes_are_reported_together(tmp_path: Path) -> None:
    second = GOOD.replace('"Báo Lào Cai"', "7").replace("licence", "license").replace('"feed"', '"rss"')
    third = GOOD.replace('id = "bao-lao-cai"', "")
    found = problems(tmp_path, "title = 1\n" + GOOD + second + third)
    assert [type(p) for p in found] == [
        e.SourcesKeyUnknown,
        e.SourceKeyMisspelt,
        e.SourceKindUnknown,
        e.SourceTypeWrong,
        e.SourceKeyMissing,
        e.SourceDuplicate,
        e.SourceKeyMissing,
    ]
    assert found[-1].fields["source"] == "#3"


def test_good_sources_can_be_had_beside_the_mistakes(tmp_path: Path) -> None:
    other = with_line('id = "other"')
    path = write(tmp_path, GOOD + with_line("name = 7", other) + GOOD)
    sources, found = read_sources(path)
    assert [source.id for source in sources] == ["bao-lao-cai"]
    assert [type(p) for p in found] == [e.SourceTypeWrong, e.SourceDuplicate]


def test_loopback_switch(tmp_path: Path) -> None:
    text = GOOD.replace("https://www.baolaocai.vn/", "http://127.0.0.1:8100/").replace(
        "https://baolaocai.vn/rss/home.rss", "http://127.0.0.1:8100/rss"
    )
    path = write(tmp_path, text + "delay_seconds = 0\n")
    (source,) = load_sources(path, allow_loopback=True)
    assert source.delay_seconds == 0
    assert {type(p) for p in read_sources(path)[1]} == {e.SourceHostLocal, e.SourceOutOfRange}
    private = write(tmp_path, text.replace("127.0.0.1", "10.0.0.1"))
    assert {type(p) for p in read_sources(private, allow_loopback=True)[1]} == {e.SourceHostLocal}


def test_errors_survive_a_pipe(tmp_path: Path) -> None:
    path = write(tmp_path, with_line("name = 7") + GOOD)
    with pytest.raises(e.SourcesInvalid) as caught:
        load_sources(path)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value)
    assert [type(p) for p in copy.errors] == [type(p) for p in caught.value.errors]


def test_selectors_default_to_nothing() -> None:
    assert Selectors().overrides() == {}
