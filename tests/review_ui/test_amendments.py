"""Withdrawing and correcting on a post's page: a reason, a step to confirm, a second person for a new text."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pipeline import amend
from pipeline.run import make_desk
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded

WHY = "Nguồn đã gỡ bài"


def carry_out(seeded: Seeded) -> int:
    return amend.carry_out(make_desk(seeded.store, seeded.settings, seeded.clock))


def test_an_editor_withdraws_a_post(seeded: Seeded, editor: Visitor, collaborator: Visitor) -> None:
    post = seeded.published()
    path = f"/bai-dang/{post}"
    assert f'href="{path}/go"' in editor.get(path).text
    assert f'href="{path}/go"' not in collaborator.get(path).text
    assert collaborator.get(f"{path}/go").status_code == 403
    assert collaborator.post(f"{path}/go", {"reason": WHY}).status_code == 403
    assert 'name="reason"' in editor.get(f"{path}/go").text
    refused = editor.post(f"{path}/go", {"reason": " "})
    assert refused.status_code == 422
    assert re.search(r'id="reason"[^>]*aria-invalid="true"', refused.text)
    assert editor.post(f"{path}/go", {"reason": WHY}).status_code == 303
    html = editor.get(path).text
    assert "chờ tiến trình đăng bài" in html
    assert f"“{WHY}”" in html
    assert f'href="{path}/go"' not in html
    assert carry_out(seeded) == 1
    html = editor.get(path).text
    assert "Đã gỡ bài khỏi trang" in html
    assert f'href="{path}/dinh-chinh"' not in html
    assert editor.get(f"{path}/go").status_code == 409


def test_a_correction_needs_a_second_person_and_is_then_what_a_reader_sees(
    seeded: Seeded, editor: Visitor, collaborator: Visitor
) -> None:
    post = seeded.published()
    path = f"/bai-dang/{post}"
    form = editor.get(f"{path}/dinh-chinh").text
    assert seeded.store.posts.get(post).caption.splitlines()[0] in form
    assert "một người khác duyệt" in form
    typed = {"caption": "Lời <b>đã sửa</b>", "reason": WHY}
    assert editor.post(f"{path}/dinh-chinh", typed | {"caption": ""}).status_code == 422
    assert editor.post(f"{path}/dinh-chinh", typed).status_code == 303
    assert "dinh-chinh/duyet" not in editor.get(path).text
    html = collaborator.get(path).text
    assert "Lời &lt;b&gt;đã sửa&lt;/b&gt;" in html
    (number,) = re.findall(r'name="amendment" value="(\d+)"', html)
    assert editor.post(f"{path}/dinh-chinh/duyet", {"amendment": number}).status_code == 403
    assert carry_out(seeded) == 0
    assert collaborator.post(f"{path}/dinh-chinh/duyet", {"amendment": "999"}).status_code == 409
    assert collaborator.post(f"{path}/dinh-chinh/duyet", {"amendment": number}).status_code == 303
    assert carry_out(seeded) == 1
    preview = re.findall(r'<div class="preview">(.*?)</figure>|<div class="preview">(.*?)</section>',
                         collaborator.get(path).text, re.DOTALL)  # fmt: skip
    assert "Lời &lt;b&gt;đã sửa&lt;/b&gt;" in str(preview)


def test_a_request_is_dropped(seeded: Seeded, editor: Visitor) -> None:
    post = seeded.published()
    path = f"/bai-dang/{post}"
    editor.post(f"{path}/dinh-chinh", {"caption": "Lời", "reason": WHY})
    (number,) = set(re.findall(r'name="amendment" value="(\d+)"', editor.get(path).text))
    assert editor.post(f"{path}/bo-yeu-cau", {"amendment": number}).status_code == 303
    assert f'href="{path}/dinh-chinh"' in editor.get(path).text


@pytest.mark.parametrize("action", ["go", "dinh-chinh"])
def test_a_post_that_is_not_out_is_not_amended(seeded: Seeded, editor: Visitor, action: str) -> None:
    post = seeded.scheduled()
    assert editor.get(f"/bai-dang/{post}/{action}").status_code == 409
    assert editor.post(f"/bai-dang/{post}/{action}", {"reason": WHY, "caption": "x"}).status_code == 409


def test_a_source_that_withdrew_what_is_out_leads_to_the_buttons(seeded: Seeded, editor: Visitor) -> None:
    post = seeded.published()
    article = seeded.get(seeded.store.posts.get(post).article_id)
    assert "#out" not in editor.get(f"/bai-dang/{post}").text
    seeded.store.articles.source_gone(article.source_id, article.url, "removed", seeded.clock())
    assert 'href="#out"' in editor.get(f"/bai-dang/{post}").text
    assert f'href="/bai-dang/{post}#out"' in editor.get(f"/tin/{article.id}").text


def test_the_totals_of_a_post_stand_on_its_page(seeded: Seeded, collaborator: Visitor) -> None:
    post = seeded.published()
    assert "Kết quả của bài" not in collaborator.get(f"/bai-dang/{post}").text
    seeded.store.insights.record_post(post, date(2026, 11, 23), {"views": 1234, "like": 5, "love": 0})
    html = collaborator.get(f"/bai-dang/{post}").text
    assert "<dt>Lượt xem</dt><dd>1.234</dd>" in html
    assert "<dt>Thích</dt><dd>5</dd>" in html
    assert "Yêu thích" not in html
