"""Lists narrowed to a beat, a place, a topic; beats and places on the card. No script is needed."""

from __future__ import annotations

import re
from html import unescape

import pytest

from classifier.beats import Hit, Why
from classifier.duplicates import signature
from pipeline import review
from pipeline.model import TopicLabel
from pipeline.tags import PlaceTag, Tags
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded

FESTIVAL = Hit("hoi", "Lễ <hội>", (Why("topic", "Văn hóa", 0.91), Why("phrase", "lễ hội", 2)))
IN_TA_VAN = (PlaceTag("xa-ta-van", 2), PlaceTag("so-y-te", 1), PlaceTag("thi-xa-sa-pa", 0), PlaceTag("tinh-lao-cai", 0))
IN_Y_TY = (PlaceTag("xa-y-ty", 1), PlaceTag("huyen-bat-xat", 0), PlaceTag("tinh-lao-cai", 0))


def filed(seeded: Seeded, title: str, tags: Tags, topic: str = "medtop:14000000") -> int:
    seeded.store.articles.upsert(seeded.found(title, f"Bài về {title}."))
    (article,) = seeded.store.verdicts.unchecked()
    topics = (TopicLabel(topic, "Chủ đề", 0.9, True),)
    mark = signature(article.title, article.text)
    seeded.store.verdicts.record_verdict(article.id, article.version, topics, (), mark, (), seeded.clock(), tags=tags)
    return article.id


def approve(seeded: Seeded, *ids: int) -> None:
    for article_id in ids:
        review.approve(seeded.store, seeded.collaborator, article_id, 1, seeded.clock())


def titles(html: str) -> list[str]:
    return re.findall(r'<span class="line-main"><a href="/tin/\d+">([^<]*)</a>', html)


def test_the_card_shows_beats_with_reasons_and_places_as_words(seeded: Seeded, collaborator: Visitor) -> None:
    article_id = filed(seeded, "Hội ở Tả Van", Tags((FESTIVAL,), IN_TA_VAN, "r"))
    html = collaborator.get(f"/tin/{article_id}").text
    assert "Lễ &lt;hội&gt;</a>" in html
    assert "vì chủ đề Văn hóa (91 %); cụm từ “lễ hội”, 2 lần" in unescape(html)
    assert 'href="/tin-da-duyet?noi=xa-ta-van">Xã Tả Van</a>' in html
    assert "Sở Y tế</a>" in html
    assert "thi-xa-sa-pa" not in html, "what only lies around is no mention"


def test_an_article_that_is_not_filed_has_no_such_part(seeded: Seeded, collaborator: Visitor) -> None:
    article_id = seeded.article()
    assert 'id="tags"' not in collaborator.get(f"/tin/{article_id}").text


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {"Một", "Hai", "Ba"}),
        ("?chuyen-muc=hoi", {"Một", "Hai"}),
        ("?noi=xa-y-ty", {"Hai", "Ba"}),
        ("?noi=thi-xa-sa-pa", {"Một"}),
        ("?noi=tinh-lao-cai&chuyen-muc=hoi&chu-de=medtop:07000000", {"Hai"}),
        ("?chu-de=medtop:07000000", {"Hai"}),
        ("?chuyen-muc=hoi&noi=xa-y-ty&chu-de=", {"Hai"}),
        ("?chuyen-muc=khong-co", {"Một", "Hai", "Ba"}),
        ("?noi=%00&chu-de='--", {"Một", "Hai", "Ba"}),
    ],
)
def test_the_list_is_narrowed(seeded: Seeded, collaborator: Visitor, query: str, wanted: set[str]) -> None:
    approve(
        seeded,
        filed(seeded, "Một", Tags((FESTIVAL,), IN_TA_VAN, "r")),
        filed(seeded, "Hai", Tags((FESTIVAL,), IN_Y_TY, "r"), "medtop:07000000"),
        filed(seeded, "Ba", Tags((), IN_Y_TY, "r")),
    )
    html = collaborator.get(f"/tin-da-duyet{query}").text
    assert set(titles(html)) == wanted


def test_a_choice_stays_chosen_from_page_to_page_and_list_to_list(seeded: Seeded, collaborator: Visitor) -> None:
    approve(seeded, *(filed(seeded, f"Tin {n}", Tags((FESTIVAL,), IN_Y_TY, "r")) for n in range(33)))
    approve(seeded, filed(seeded, "Tin khác", Tags((), IN_TA_VAN, "r")))
    first = collaborator.get("/tin-da-duyet?noi=xa-y-ty&chuyen-muc=hoi").text
    assert '<option value="xa-y-ty" selected>Xã Y Tý</option>' in first
    assert re.search(r'href="([^"]*loc=tu-choi[^"]*noi=xa-y-ty[^"]*)"', first)
    older = unescape(re.findall(r'rel="next" href="([^"]+)"', first)[0])
    second = collaborator.get(older).text
    assert len(titles(first)) == 30
    assert len(titles(second)) == 3
    assert not set(titles(first)) & set(titles(second))
    assert "Tin khác" not in second


def test_places_stand_in_groups_and_only_those_in_use(seeded: Seeded, collaborator: Visitor) -> None:
    approve(seeded, filed(seeded, "Một", Tags((FESTIVAL,), IN_TA_VAN, "r")))
    html = collaborator.get("/tin-da-duyet").text
    groups = re.findall(r'<optgroup label="([^"]+)">', html)
    assert groups == ["Tỉnh", "Huyện, thị xã, thành phố cũ", "Xã, phường", "Cơ quan, tổ chức"]
    assert "xa-y-ty" not in html


def test_a_choice_without_articles_says_so(seeded: Seeded, collaborator: Visitor) -> None:
    filed(seeded, "Một", Tags((FESTIVAL,), IN_TA_VAN, "r"))
    html = collaborator.get("/tin-da-duyet?chuyen-muc=hoi").text
    assert "Không có tin nào khớp với lựa chọn" in html
    assert titles(html) == []
