"""What each call of the fake Graph API does: documented paths, fields, paging, errors."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.fakes.graph_faults import Faults
from tests.fakes.graph_world import FakePhoto, FakeToken, GraphError, Shown, World

VERSIONS = frozenset(f"v{number}.0" for number in range(21, 27))
"""Versions that are answered; `v20.0` ended on 2026-09-24."""
MESSAGE_LIMIT = 63_206
PHOTO_BYTES = 10 * 1024 * 1024
PAGE_METRICS = frozenset({"page_media_view", "page_total_media_view_unique", "page_follows", "page_post_engagements"})
POST_METRICS = frozenset({"post_media_view", "post_clicks", "post_reactions_by_type_total"})
_POST_FIELDS = frozenset(
    "id message created_time updated_time permalink_url attachments is_published status_type from full_picture".split()
)
_GONE_FIELDS = frozenset("caption description link name object_id source type".split())
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


@dataclass(frozen=True)
class File:
    data: bytes
    content_type: str


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    fields: Mapping[str, str]
    files: Mapping[str, File]
    token: str | None


@dataclass(frozen=True)
class Route:
    """`name` and `page` are what faults are set by; `act` takes whether what is accepted is listed late."""

    name: str
    page: str
    act: Callable[[bool], Any]


@dataclass
class Api:
    world: World
    faults: Faults
    versions: frozenset[str] = field(default=VERSIONS)

    def route(self, call: Call) -> Route:
        """Authenticated, and checked against the path only. Raises `GraphError`."""
        parts = [part for part in call.path.split("/") if part]
        if parts and re.fullmatch(r"v\d+\.\d+", parts[0]):
            if parts[0] not in self.versions:
                raise GraphError(2635, f"You are calling a deprecated version of the API: {parts[0]}")
            parts = parts[1:]
        if parts == ["oauth", "access_token"]:
            return Route("token", "", lambda _late: self._exchange(call))
        token = self.world.authenticate(
            call.token or call.fields.get("access_token"), call.fields.get("appsecret_proof")
        )
        match call.method, parts:
            case "GET", ["debug_token"]:
                return Route("token", "", lambda _late: self._debug(call))
            case "GET", ["me", *edge]:
                return Route("token", "", lambda _late: self._me(token, edge, call))
            case "GET", [node] if node == self.world.app_id:
                return Route("token", "", lambda _late: {"id": node, "name": "Bàn biên tập", "link": ""})
            case "GET", [page] if page in self.world.pages:
                return Route("token", page, lambda _late: {"id": page, "name": self.world.pages[page]})
            case "POST", [page, "feed"]:
                return Route("feed", page, lambda late: self._publish(token, page, call, late))
            case "POST", [page, "photos"]:
                return Route("photos", page, lambda _late: self._photo(token, page, call))
            case "GET", [page, "feed" | "published_posts" | "posts"]:
                return Route("list", page, lambda _late: self._list(token, page, call))
            case "GET", [node, "insights"]:
                return Route("insights", node.partition("_")[0], lambda _late: self._insights(token, node, call))
            case "GET" | "POST" | "DELETE", [post]:
                return self._post(token, post, call)
        raise GraphError(2500, "Unknown path components")

    # --- tokens

    def _me(self, token: FakeToken | None, edge: list[str], call: Call) -> Any:
        if token is None:
            raise GraphError(100, "An app token cannot ask for /me")
        world = self.world
        if not edge:
            name = world.pages.get(token.owner, "Người quản lý")
            return {"id": token.owner, "name": name}
        if edge == ["permissions"] and token.kind == "USER":
            return {"data": [{"permission": scope, "status": "granted"} for scope in token.scopes]}
        if edge != ["accounts"] or token.kind != "USER":
            raise GraphError(100, f"Tried accessing nonexisting field ({'/'.join(edge)})")
        return {
            "data": [
                {"id": other.owner, "name": world.pages[other.owner], "access_token": other.value,
                 "category": "Media", "tasks": ["CREATE_CONTENT", "MODERATE", "MANAGE"]}
                for other in world.tokens.values()
                if other.kind == "PAGE" and other.owner in world.users[token.owner]
            ]
        }  # fmt: skip

    def _debug(self, call: Call) -> Any:
        world = self.world
        about = world.tokens.get(call.fields.get("input_token", ""))
        if about is None:
            error = {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
            return {"data": {"error": error, "is_valid": False, "scopes": []}}
        ended = bool(about.expires_at) and about.expires_at <= world.clock()
        data: dict[str, Any] = {
            "app_id": world.app_id,
            "application": "Bàn biên tập",
            "type": about.kind,
            "expires_at": about.expires_at,
            "data_access_expires_at": about.data_access_expires_at,
            "is_valid": about.valid and not ended,
            "issued_at": int(world.clock()) - 60,
            "scopes": list(about.scopes),
            # Not in Graph's own documentation; the fake tells it so that a check of it can be tested.
            "app_mode": world.app_mode,
        }
        if about.kind == "PAGE":
            data["profile_id"] = about.owner
        else:
            data["user_id"] = about.owner
        if not data["is_valid"]:
            data["error"] = {"code": 190, "subcode": 463 if ended else 460, "message": "Session has expired"}
        return {"data": data}

    def _exchange(self, call: Call) -> Any:
        """A short-lived user token for one of 60 days."""
        fields = call.fields
        if fields.get("client_secret") != self.world.app_secret or fields.get("client_id") != self.world.app_id:
            raise GraphError(1, "Error validating client secret.", status=400)
        old = self.world.tokens.get(fields.get("fb_exchange_token", ""))
        if old is None or old.kind != "USER":
            raise GraphError(190)
        value = self.world.add_user(old.owner, pages=self.world.users[old.owner])
        self.world.change_token(value, scopes=old.scopes)
        return {"access_token": value, "token_type": "bearer", "expires_in": 60 * 86_400}

    # --- publishing

    def _publish(self, token: FakeToken | None, page: str, call: Call, late: bool) -> Any:
        self.world.may(token, page, "pages_manage_posts")
        message, link = call.fields.get("message", ""), call.fields.get("link")
        photos = _attached(call.fields)
        if not message and not link and not photos:
            raise GraphError(100, "The post is empty. Please enter a message to share.")
        if len(message) > MESSAGE_LIMIT:
            raise GraphError(100, f"The message is longer than {MESSAGE_LIMIT} characters")
        if link is not None and (urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).hostname):
            raise GraphError(100, "link URL is not properly formatted")
        if link and photos:
            raise GraphError(100, "attached_media cannot go with a link")
        return {"id": self.world.add_post(page, message, link, photos, late=late)}

    def _photo(self, token: FakeToken | None, page: str, call: Call) -> Any:
        self.world.may(token, page, "pages_manage_posts")
        file, url = call.files.get("source"), call.fields.get("url")
        if (file is None) == (url is None):
            raise GraphError(324)
        if file is not None and (len(file.data) > PHOTO_BYTES or not file.data.startswith(_MAGIC)):
            raise GraphError(1366046)
        published = call.fields.get("published", "true").lower() not in ("false", "0")
        photo = FakePhoto(
            self.world.next_id(), page, b"" if file is None else file.data, "" if file is None else file.content_type,
            url, call.fields.get("alt_text_custom"), False,
        )  # fmt: skip
        self.world.add_photo(photo)
        if not published:
            return {"id": photo.id}
        post = self.world.add_post(page, call.fields.get("message", ""), None, (photo.id,))
        return {"id": photo.id, "post_id": post}

    # --- one post

    def _post(self, token: FakeToken | None, post: str, call: Call) -> Route:
        page = post.partition("_")[0]

        def read(_late: bool) -> Any:
            self.world.may(token, page, "pages_read_engagement")
            return self._shown(self.world.kept(post).shown, _fields(call.fields.get("fields", "id,message")))

        def edit(_late: bool) -> Any:
            self.world.may(token, page, "pages_manage_posts")
            if not call.fields.get("message"):
                raise GraphError(100, "message is required")
            self.world.edit(post, call.fields["message"])
            return {"success": True}

        def delete(_late: bool) -> Any:
            self.world.may(token, page, "pages_manage_posts")
            self.world.delete(post)
            return {"success": True}

        name, act = {"GET": ("read", read), "POST": ("edit", edit), "DELETE": ("delete", delete)}[call.method]
        return Route(name, page, act)

    # --- listing

    def _list(self, token: FakeToken | None, page: str, call: Call) -> Any:
        self.world.may(token, page, "pages_read_engagement")
        asked = call.fields
        wanted = _fields(asked.get("fields", "created_time,message,id"))
        limit = int(asked.get("limit", "25"))
        if not 1 <= limit <= 100:
            raise GraphError(100, "limit must be from 1 to 100")
        since, until = float(asked.get("since", "0")), float(asked.get("until", "inf"))
        posts = [post for post in self.world.listed(page) if since <= post.created <= until]
        if "after" in asked:
            posts = [post for post in posts if _place(post) < _of_cursor(asked["after"])]
        part, rest = posts[:limit], posts[limit:]
        answer: dict[str, Any] = {"data": [self._shown(post, wanted) for post in part]}
        if part:
            answer["paging"] = {"cursors": {"before": _cursor(part[0]), "after": _cursor(part[-1])}}
        if rest:
            # As the real one does, with the secret in it: a client must not follow or log this address.
            again = {**asked, "after": _cursor(part[-1]), "access_token": call.token or ""}
            answer["paging"]["next"] = f"https://graph.facebook.com{call.path}?{urlencode(again)}"
        return answer

    def _shown(self, post: Shown, wanted: Mapping[str, Any]) -> dict[str, Any]:
        for name in wanted:
            if name in _GONE_FIELDS:
                raise GraphError(12, f"{name} is deprecated for versions v3.3 and higher")
            if name not in _POST_FIELDS:
                raise GraphError(100, f"Tried accessing nonexisting field ({name}) on node type (Post)")
        created = datetime.fromtimestamp(int(post.created), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
        values: dict[str, Any] = {
            "id": post.id,
            "message": self.world.mangle_text(post.message),
            "created_time": created,
            "updated_time": created,
            "permalink_url": f"https://www.facebook.com/{post.page}/posts/{post.id.partition('_')[2]}",
            "is_published": True,
            "from": {"id": post.page, "name": self.world.pages[post.page]},
        }
        attachments = self._attachments(post)
        if attachments:
            values["attachments"] = {"data": attachments}
        if not post.message:
            del values["message"]
        return {name: values[name] for name in ("id", *wanted) if name in values}

    def _attachments(self, post: Shown) -> list[dict[str, Any]]:
        if post.link:
            link = self.world.mangle_link(post.link)
            shim = f"https://l.facebook.com/l.php?u={quote(link, safe='')}&h=AT0fake"
            return [{"media_type": "link", "type": "share", "url": shim, "unshimmed_url": link}]
        base = "https://www.facebook.com/photo.php?fbid="
        photos = [{"media_type": "photo", "type": "photo", "url": f"{base}{photo}"} for photo in post.photos]
        if len(photos) > 1:
            return [{"media_type": "album", "type": "album", "subattachments": {"data": photos}}]
        return photos

    # --- insights

    def _insights(self, token: FakeToken | None, node: str, call: Call) -> Any:
        page = node.partition("_")[0]
        self.world.may(token, page, "read_insights")
        of_post = "_" in node
        if of_post:
            self.world.kept(node)
        known = POST_METRICS if of_post else PAGE_METRICS
        period = "lifetime" if of_post else call.fields.get("period", "day")
        data = []
        for metric in filter(None, call.fields.get("metric", "").split(",")):
            if metric not in known:
                raise GraphError(100, "The value must be a valid insights metric")
            default: Any = {} if metric == "post_reactions_by_type_total" else 0
            value = {"value": self.world.metrics.get(node, {}).get(metric, default)}
            if not of_post:
                value["end_time"] = datetime.fromtimestamp(int(self.world.clock()), UTC).strftime(
                    "%Y-%m-%dT08:00:00+0000"
                )
            data.append(
                {"name": metric, "period": period, "values": [value], "id": f"{node}/insights/{metric}/{period}"}
            )
        return {"data": data, "paging": {}}


def _attached(fields: Mapping[str, str]) -> tuple[str, ...]:
    """Photo ids of `attached_media[0]={"media_fbid":"1"}`, … or of one JSON list."""
    try:
        if "attached_media" in fields:
            entries = json.loads(fields["attached_media"])
        else:
            numbered = sorted(
                (int(match[1]), value)
                for name, value in fields.items()
                if (match := re.fullmatch(r"attached_media\[(\d+)\]", name))
            )
            entries = [json.loads(value) for _, value in numbered]
        return tuple(str(entry["media_fbid"]) for entry in entries)
    except (ValueError, TypeError, KeyError) as error:
        raise GraphError(100, "attached_media is malformed") from error


def _fields(text: str) -> dict[str, Any]:
    """`a,b{c,d}` → {"a": {}, "b": {"c": {}, "d": {}}}."""
    root: dict[str, Any] = {}
    stack, name = [root], ""
    for part in re.findall(r"[{},]|[^{},\s]+", text):
        if part == "{":
            stack.append(stack[-1][name])
        elif part == "}":
            if len(stack) == 1:
                raise GraphError(2500, "Syntax error in fields")
            stack.pop()
        elif part != ",":
            name = part.partition(".")[0]
            stack[-1][name] = {}
    if len(stack) != 1:
        raise GraphError(2500, "Syntax error in fields")
    return root


def _place(post: Shown) -> tuple[float, str]:
    return post.created, post.id


def _cursor(post: Shown) -> str:
    return base64.urlsafe_b64encode(json.dumps(_place(post)).encode()).decode()


def _of_cursor(cursor: str) -> tuple[float, str]:
    try:
        created, post_id = json.loads(base64.urlsafe_b64decode(cursor))
    except ValueError as error:
        raise GraphError(100, "Invalid cursors values") from error
    return float(created), str(post_id)
