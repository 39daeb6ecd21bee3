"""The route table: every address, the view behind it, and the least role that may use it."""

from __future__ import annotations

from pipeline.model import Role
from review_ui.gate import Rule
from review_ui.views import (
    articles,
    audit,
    calendar,
    checks,
    compose,
    corrections,
    digest,
    find,
    health,
    home,
    login,
    outbox,
    pictures,
    posts,
    review,
    sources,
)

ANYBODY = None
COLLABORATOR = Role.COLLABORATOR
EDITOR = Role.EDITOR

RULES: tuple[Rule, ...] = (
    Rule("GET", "/healthz", health.show, ANYBODY),
    Rule("GET", "/favicon.ico", health.icon, ANYBODY),
    Rule("GET", "/dang-nhap", login.show, ANYBODY),
    Rule("POST", "/dang-nhap", login.enter, ANYBODY, heavy=True),
    Rule("POST", "/dang-xuat", login.leave, COLLABORATOR),
    Rule("GET", "/", home.show, COLLABORATOR),
    Rule("GET", "/duyet", review.show, COLLABORATOR),
    Rule("POST", "/duyet/hoan-tac", review.undo, COLLABORATOR),
    Rule("POST", "/duyet/{article_id:int}/duyet", review.approve, COLLABORATOR),
    Rule("POST", "/duyet/{article_id:int}/tu-choi", review.reject, COLLABORATOR),
    Rule("POST", "/duyet/{article_id:int}/bo-qua", review.skip, COLLABORATOR),
    Rule("POST", "/duyet/{article_id:int}/chu-de", corrections.topics, COLLABORATOR),
    Rule("POST", "/duyet/{article_id:int}/tra-loi", corrections.flag, COLLABORATOR),
    Rule("GET", "/tin/{article_id:int}", review.one, COLLABORATOR),
    Rule("GET", "/tin/{article_id:int}/anh", pictures.show, COLLABORATOR),
    Rule("GET", "/tin-da-duyet", articles.approved, COLLABORATOR),
    Rule("GET", "/tim", find.show, COLLABORATOR),
    Rule("POST", "/tim/giu", find.keep, COLLABORATOR),
    Rule("POST", "/tim/giu/{search_id:int}/bo", find.forget, COLLABORATOR),
    Rule("GET", "/soan/{article_id:int}", compose.new, COLLABORATOR),
    Rule("POST", "/soan/{article_id:int}", compose.create, COLLABORATOR),
    Rule("POST", "/soan/{article_id:int}/xem-truoc", compose.preview, COLLABORATOR),
    Rule("GET", "/bai-dang", posts.index, COLLABORATOR),
    Rule("GET", "/bai-dang/{post_id:int}", posts.show, COLLABORATOR),
    Rule("GET", "/bai-dang/{post_id:int}/sua", compose.change, COLLABORATOR),
    Rule("POST", "/bai-dang/{post_id:int}/sua", compose.save, COLLABORATOR),
    Rule("POST", "/bai-dang/{post_id:int}/duyet", posts.approve, COLLABORATOR),
    Rule("POST", "/bai-dang/{post_id:int}/hen-gio", posts.schedule, EDITOR),
    Rule("POST", "/bai-dang/{post_id:int}/huy", posts.cancel, EDITOR),
    Rule("GET", "/lich", calendar.show, COLLABORATOR),
    Rule("GET", "/tong-ket", digest.current, COLLABORATOR),
    Rule("GET", "/tong-ket/{week}", digest.show, COLLABORATOR),
    Rule("GET", "/tong-ket/{week}/tai-ve", digest.download, COLLABORATOR),
    Rule("GET", "/nguon", sources.show, COLLABORATOR),
    Rule("POST", "/nguon/{source_id}/ghe-lai", sources.resume, EDITOR),
    Rule("GET", "/kiem-tra", checks.show, COLLABORATOR),
    Rule("POST", "/kiem-tra/{page_id}/{check}", checks.switch, EDITOR),
    Rule("GET", "/nhat-ky", audit.show, COLLABORATOR),
    Rule("GET", "/outbox/{path:path}", outbox.show, COLLABORATOR),
)
