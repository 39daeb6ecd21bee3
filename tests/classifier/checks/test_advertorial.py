"""Advertising told as news."""

from __future__ import annotations

from classifier.checks import Flag, Subject
from classifier.checks.advertorial import check
from tests.classifier.checks.texts import NOW


def _read(title: str, text: str) -> list[Flag]:
    return list(check(Subject(title, text, NOW)))


def test_an_offer_is_high_and_praise_alone_is_low() -> None:
    offer = _read("Tin vui", "Cửa hàng Lan giảm ngay 30% cho khách mua hai món. Nhanh tay đặt hàng!")
    praise = _read("Tin vui", "Sơn Hải Âu tự hào là thương hiệu số một. Hãy đến với Hải Âu để có ngôi nhà hoàn hảo.")
    assert {flag.severity for flag in offer} == {"high"}
    assert {flag.severity for flag in praise} == {"low"}


def test_the_same_offer_is_seen_without_diacritics() -> None:
    assert _read("Tin vui", "Cua hang Lan giam ngay 30% cho khach mua hai mon. Nhanh tay dat hang!")


def test_a_refuted_offer_is_left_alone() -> None:
    assert not _read(
        "Cảnh báo", "Kẻ lừa đảo rao bán máy giảm ngay 70%, mua 1 tặng 1, đặt hàng ngay qua hotline 0900 111 222."
    )


def test_a_fee_that_a_shop_pays_for_its_buyers_is_an_offer() -> None:
    offer = "Khách mua xe trong tuần này được tặng 100% lệ phí trước bạ kèm bộ phụ kiện chính hãng"
    flags = _read("Xe mới về phố núi", f"{offer}. Nhanh tay gọi ngay showroom Đại Phát để giữ xe.")
    assert offer in {flag.quote for flag in flags}
    assert not _read("Giảm lệ phí", "Chính phủ giảm 50% lệ phí trước bạ cho ô tô lắp ráp trong nước từ tháng 9.")


def test_a_sum_may_be_spelt_out() -> None:
    text = "Khách đặt liệu trình thứ hai được trừ hai triệu đồng. Chị em gọi ngay spa Hoa Sen để giữ chỗ."
    assert any("hai triệu đồng" in flag.quote for flag in _read("Da đẹp đón Tết", text))
