"""Names of hosts that a link is judged by: shorteners, official domains, brands that are imitated, bait.

Facts, not rules: the rules over them stand in `suspect_link`. The bank domains were written from memory in November
2026 and not checked against the banks' own pages: review them before you rely on one. A missing one costs a false flag
only where its brand is in the name.
"""

from __future__ import annotations

SHORTENERS = frozenset(
    "bit.ly bitly.com j.mp tinyurl.com goo.gl t.co ow.ly is.gd v.gd buff.ly cutt.ly rb.gy rebrand.ly shorturl.at"
    " shorturl.asia short.gy s.id t.ly tiny.cc tiny.one bl.ink adf.ly ouo.io ouo.press shorte.st soo.gd clck.ru "
    "qr.ae urlz.fr u.to"
    " x.co mcaf.ee snip.ly short.io t2m.io lihi.cc reurl.cc me2.do han.gl vo.la bom.so bom.to tny.im zpr.io kutt.it "
    "dub.sh"
    " 2.gy link1s.com megaurl.in megaurl.io by.com.vn shorten.asia urlvn.net yeumoney.com link4m.com linktr.ee "
    "forms.gle gg.gg hyperurl.co"
    " lnk.to lnkd.in fb.me trib.al dlvr.it chilp.it rotf.lol shrtco.de tinu.be n9.cl acesse.one encr.pw l1nk.dev "
    "surl.li"
    " qrco.de me-qr.com shope.ee s.shopee.vn goeco.mobi ln.run cut.ly cuty.io bitly.ws t.me.ly tiktok.ly".split()
)

# Brand → registered domains that are its own.
BRANDS: dict[str, frozenset[str]] = {
    "vietcombank": frozenset({"vietcombank.com.vn", "vcbs.com.vn", "vietcombank.vn", "vietcombankfund.com"}),
    "vietinbank": frozenset({"vietinbank.vn", "vietinbank.com.vn", "vietinbanksc.com.vn", "vietinbankschool.edu.vn"}),
    "agribank": frozenset({"agribank.com.vn", "agribanklife.com.vn", "agribank.vn"}),
    "bidv": frozenset({"bidv.com.vn", "bidv.vn"}),
    "techcombank": frozenset({"techcombank.com", "techcombank.com.vn", "techcombank.vn"}),
    "sacombank": frozenset({"sacombank.com.vn", "sacombank.com"}),
    "mbbank": frozenset({"mbbank.com.vn", "mbbank.vn"}),
    "vpbank": frozenset({"vpbank.com.vn", "vpbank.vn"}),
    "tpbank": frozenset({"tpb.vn", "tpbank.vn", "tpbank.com.vn"}),
    "hdbank": frozenset({"hdbank.com.vn", "hdbank.vn"}),
    "lpbank": frozenset({"lpbank.com.vn", "lpbank.vn"}),
    "lienvietpostbank": frozenset({"lienvietpostbank.com.vn"}),
    "eximbank": frozenset({"eximbank.com.vn", "eximbank.vn"}),
    "seabank": frozenset({"seabank.com.vn", "seabank.vn"}),
    "abbank": frozenset({"abbank.vn", "abbank.com.vn"}),
    "namabank": frozenset({"namabank.com.vn", "namabank.vn"}),
    "pvcombank": frozenset({"pvcombank.com.vn", "pvcombank.vn"}),
    "vietbank": frozenset({"vietbank.com.vn", "vietbank.vn"}),
    "vietabank": frozenset({"vietabank.com.vn"}),
    "bacabank": frozenset({"baca-bank.vn", "bacabank.com.vn"}),
    "kienlongbank": frozenset({"kienlongbank.com", "kienlongbank.com.vn"}),
    "saigonbank": frozenset({"saigonbank.com.vn"}),
    "oceanbank": frozenset({"oceanbank.vn"}),
    "bvbank": frozenset({"bvbank.net.vn"}),
    "baovietbank": frozenset({"baovietbank.vn"}),
    "vibbank": frozenset({"vib.com.vn"}),
    "acbbank": frozenset({"acb.com.vn"}),
    "shbbank": frozenset({"shb.com.vn"}),
    "ocbbank": frozenset({"ocb.com.vn"}),
    "msbbank": frozenset({"msb.com.vn"}),
    "vcbdigibank": frozenset({"vietcombank.com.vn"}),
    "vcb": frozenset({"vietcombank.com.vn", "vcbneo.com.vn"}),
    "acb": frozenset({"acb.com.vn", "acbs.com.vn"}),
    "vib": frozenset({"vib.com.vn"}),
    "vbsp": frozenset({"vbsp.org.vn"}),
    "napas": frozenset({"napas.com.vn"}),
    "zalopay": frozenset({"zalopay.vn", "zalopay.com.vn"}),
    "vnpay": frozenset({"vnpay.vn", "vnpayqr.vn"}),
    "viettelmoney": frozenset({"viettelmoney.vn"}),
    "shopee": frozenset({"shopee.vn", "shopee.com", "shopeemobile.com", "shopeefood.vn", "shopee.sg"}),
    "lazada": frozenset({"lazada.vn", "lazada.com"}),
    "vnpost": frozenset({"vnpost.vn"}),
    "evn": frozenset({"evn.com.vn", "evn.vn", "evnhanoi.vn", "evnhcmc.vn", "evnspc.vn", "npc.com.vn", "cpc.vn"}),
}

# Names of public services whose only home is under gov.vn (or the listed domains).
SERVICES = (
    "dichvucong",
    "vneid",
    "vssid",
    "baohiemxahoi",
    "bhxh",
    "thuedientu",
    "tongcucthue",
    "cucthue",
    "etax",
    "bocongan",
    "canhsatgiaothong",
    "csgt",
    "phatnguoi",
    "chinhphu",
    "vienkiemsat",
    "nganhangnhanuoc",
    "botaichinh",
)
OFFICIAL = frozenset(
    "chinhphu.vn baochinhphu.vn quochoi.vn dangcongsan.vn mattran.org.vn csgt.vn bocongan.gov.vn congan.com.vn "
    "cand.com.vn"
    " nhandan.vn vietnam.vn vietnamplus.vn khonggianmang.vn tinnhiemmang.vn vncert.vn ncsc.vn dichvucong.vn".split()
)

BAIT_IN_HOST = (
    "kiemtien",
    "trungthuong",
    "nhanthuong",
    "nhanqua",
    "tangqua",
    "tang-qua",
    "quatang",
    "nhantri-an",
    "nhantrian",
    "tri-an",
    "lamgiau",
    "casino",
    "nohu",
    "taixiu",
    "soicau",
    "danhde",
    "lode",
    "cacuoc",
    "cuoc-",
    "xoso-",
    "vaytien",
    "vaynhanh",
    "forex",
    "viecnhe",
    "vongquay",
    "w88",
    "fun88",
    "fb88",
    "188bet",
    "bet88",
    "jackpot",
)


def edit_distance_at_most_one(left: str, right: str) -> bool:
    """Whether one insertion, deletion, change or swap of neighbours turns one string into the other."""
    if abs(len(left) - len(right)) > 1:
        return False
    at = 0
    while at < len(left) and at < len(right) and left[at] == right[at]:
        at += 1
    rest, other = left[at:], right[at:]
    return (
        rest == other
        or rest[1:] == other
        or rest == other[1:]
        or rest[1:] == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )


__all__ = ["BAIT_IN_HOST", "BRANDS", "OFFICIAL", "SERVICES", "SHORTENERS", "edit_distance_at_most_one"]
