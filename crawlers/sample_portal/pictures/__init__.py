"""Pictures drawn in code for the sample portal: recognisable, flat, and free of any person's likeness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from crawlers.sample_portal.pictures import land, people, town
from crawlers.sample_portal.pictures.shapes import Picture, Shape, to_png, to_svg

_SCENES: dict[str, tuple[str, Callable[[], Iterator[Shape]]]] = {
    "bridge": ("Cầu dây văng bắc qua sông, phía sau là dãy núi", land.bridge),
    "terraces": ("Ruộng bậc thang mùa lúa chín và những nếp nhà sàn", land.terraces),
    "school": ("Ngôi trường hai tầng, học sinh trên sân trường", town.school),
    "clinic": ("Trạm y tế xã và xe cứu thương", town.clinic),
    "market": ("Phiên chợ vùng cao với các gian hàng nông sản", town.market),
    "festival": ("Ngày hội ở bản, mọi người múa xòe quanh cây nêu", people.festival),
    "forest": ("Rừng thông và con đường mòn lên núi", land.forest),
    "river": ("Dòng sông lúc hoàng hôn và con thuyền nhỏ", land.river),
    "office": ("Trụ sở cơ quan với cột cờ phía trước", town.office),
    "road": ("Đường đèo uốn lượn dưới chân núi", land.road),
    "sport": ("Trận bóng đá trên sân vận động", people.sport),
    "tea": ("Người dân hái chè trên đồi", land.tea),
    "cable-car": ("Cáp treo lên đỉnh núi giữa biển mây", land.cable_car),
    "library": ("Phòng đọc thư viện với hai giá sách", town.library),
    "rain": ("Mưa dông trên bản làng vùng cao", land.rain),
    "solar": ("Cánh đồng pin mặt trời và tua-bin gió", land.solar),
    "phone": ("Điện thoại thông minh với ứng dụng dịch vụ công", town.phone),
    "books": ("Chồng sách, ống bút và tách trà trên bàn", town.books),
    "lantern": ("Phố bản rực rỡ đèn lồng trong đêm hội trăng rằm", people.lantern),
    "horse": ("Giải đua ngựa truyền thống vùng cao", people.horse),
}

NAMES: tuple[str, ...] = tuple(_SCENES)


@lru_cache(maxsize=len(_SCENES))
def picture(name: str) -> Picture:
    """The picture of that name. Raises `KeyError` for a name that is not in `NAMES`."""
    alt, scene = _SCENES[name]
    return Picture(alt, tuple(scene()))


@lru_cache(maxsize=len(_SCENES))
def svg(name: str) -> bytes:
    """The picture as SVG in UTF-8, drawn on first use."""
    return to_svg(picture(name)).encode()


@lru_cache(maxsize=len(_SCENES))
def png(name: str) -> bytes:
    """The picture as PNG, painted on first use (about a fifth of a second) and kept."""
    return to_png(picture(name))


__all__ = ["NAMES", "Picture", "picture", "png", "svg"]
