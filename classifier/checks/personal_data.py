"""A private person's data: phone, citizen ID, bank account, home address, e-mail, plate, illness by name.

Sources: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 and Nghị định 356/2025/NĐ-CP, Điều 3 (basic data: phone, identity
number, place of living, plate…) and Điều 4 (sensitive data: health, bank data…), both in force since 1 January
2026; the decree replaced Nghị định 13/2023/NĐ-CP (in force from 1 July 2023), whose Điều 2 had the same kinds.
Bộ luật Dân sự 2015, Điều 38. Numbers are judged as Presidio's recognisers do: a form, a checksum or numbering
plan where there is one (`phonenumbers` for phones), and the words around it.

Let pass: hotlines, duty and office lines, officials' duty contacts, accounts, mail and addresses of
organisations, document and record numbers, amounts, dates, product codes, auctioned plates, doctors and
officials who speak of an illness, public figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from classifier import sentence_model
from classifier.checks import Flag, Severity, Subject, _illness, _learnt, flag
from classifier.checks import _personal_data_words as words
from classifier.checks._mentions import Mention, mentions, named
from classifier.lexicon import Lexicon, plain, sentence, view
from classifier.names import ADDRESS, LETTER, UPPER, Person, people
from classifier.stretches import sentence_index
from classifier.text import Doc, Span

REASONS = {
    "phone": f"Đây có vẻ là số điện thoại riêng của một cá nhân; {words.ADVICE}",
    "id": f"Đây có vẻ là số căn cước hoặc chứng minh nhân dân của một cá nhân; {words.ADVICE}",
    "bank": f"Đây có vẻ là số tài khoản ngân hàng của một cá nhân; {words.ADVICE}",
    "address": f"Đoạn này ghi địa chỉ nhà của một cá nhân; {words.ADVICE}",
    "email": f"Đây có vẻ là thư điện tử riêng của một cá nhân; {words.ADVICE}",
    "plate": f"Đây có vẻ là biển số xe của một cá nhân; {words.ADVICE}",
    "health": f"Đoạn này nêu tình trạng bệnh kèm họ tên một người; {words.ADVICE}",
}


def check(subject: Subject) -> Iterator[Flag]:
    """A span for each piece of a private person's data; health, identity and bank data are high."""
    of_health = not _learnt.unlike(subject, "personal-data", _UNLIKE)
    for name, doc in subject.docs:
        ends: dict[str, int] = {}
        for span, kind in sorted(
            _found(doc, of_health=of_health, subject=subject), key=lambda found: (found[0].start, -found[0].end)
        ):
            group = kind if kind in ("address", "health") else "number"
            if span.start < ends.get(group, 0):
                continue
            ends[group] = span.end
            severity: Severity = "low" if kind == "plate" else "high"
            yield flag("personal-data", severity, name, doc, span.start, span.end, REASONS[kind])


_UNLIKE = -4.5
"""Log odds that no sentence of the article reaches where it tells of nobody's health."""


def _found(doc: Doc, *, of_health: bool, subject: Subject) -> Iterator[tuple[Span, str]]:
    if "@" in doc.text:
        yield from ((span, "email") for span in _emails(doc))
    text = doc.text
    if words.PHONE_LIKE.search(text) or words.PHONE_ABROAD.search(text):
        yield from ((span, "phone") for span in _phones(doc))
    if words.SPOKEN_LIKE.search(doc.lower):
        yield from ((span, "phone") for span in _spoken(doc))
    keyed = words.KEYS.within(doc)
    if keyed:
        if words.DIGITS.search(text):
            yield from ((span, "id") for span in _ids(doc))
            yield from ((span, "bank") for span in _accounts(doc))
        if words.PASSPORT_LIKE.search(text):
            yield from ((span, "id") for span in _passports(doc))
        yield from ((span, "address") for span in _addresses(doc))
    if words.CITIZEN_LIKE.search(text):
        yield from ((span, "id") for span in _listed(doc))
    if words.HOME_KEYS.within(doc):
        yield from ((span, "address") for span in _homes(doc))
    if keyed or words.PLATE_LIKE.search(text):
        yield from ((span, "plate") for span in _plates(doc))
    near = words.ILL_KEYS.windows(doc, 70) if of_health else []
    if near:
        yield from ((span, "health") for span in _illnesses(doc, near))
        yield from ((span, "health") for span in _illness.tied(doc, near))
    if of_health:
        yield from ((span, "health") for span in _illness.likely(doc, subject))


def _last(lexicon: Lexicon, doc: Doc, start: int, end: int) -> int:
    """Where the last match between two offsets ends, -1 when there is none."""
    match = lexicon.last(doc, start, end)
    return -1 if match is None else match.end()


def _owner(doc: Doc, start: int, end: int) -> Person | None:
    """The last name between two offsets."""
    return max(people(doc.text, start, end, plain=plain(doc)), key=lambda person: person.end, default=None)


# Phones


@lru_cache(maxsize=1)
def _mobile() -> Callable[[str], bool]:
    # The numbering plans take 0.1 s to import: only when a text has something like a number.
    import phonenumbers

    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)

    def is_mobile(digits: str) -> bool:
        try:
            number = phonenumbers.parse(digits, "VN")
        except phonenumbers.NumberParseException:
            return False
        return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in kinds

    return is_mobile


def _phones(doc: Doc) -> Iterator[Span]:
    for match in words.PHONE.finditer(doc.text):
        digits = re.sub(r"[^\d+]", "", match[0])
        if digits.startswith("84"):
            digits = f"+{digits}"
        if _mobile()(digits) and _private_phone(doc, match):
            yield _with_owner(doc, match)


def _spoken(doc: Doc) -> Iterator[Span]:
    """A number spelt out, "không chín tám một…", as those write it who hide it from machines."""
    for match in words.SPOKEN.finditer(doc.lower):
        digits = "".join(words.DIGIT_WORDS[word] for word in re.findall(r"[^\W\d_]+", match[0]))
        if _mobile()(digits) and _private_phone(doc, match):
            yield _with_owner(doc, match)


def _private_phone(doc: Doc, match: re.Match[str]) -> bool:
    """The nearest word before the number that says whose it is decides, then what stands right behind it."""
    whole = sentence(doc, match.start())
    low = max(whole.start, match.start() - 140)
    office, private = _last(words.OFFICE, doc, low, match.start()), _last(words.PRIVATE, doc, low, match.start())
    owner = _owner(doc, low, match.start())
    if owner is not None and (owner.title in ADDRESS or (owner.title and owner.start - office > _OFFICE_NAME)):
        private = max(private, owner.end if office <= owner.end else private)
    if words.NOT_A_PHONE.search(doc, max(whole.start, match.start() - 24), match.start()):
        return False
    if words.FOUND.search(doc, low, match.start()):
        return True
    after = min(whole.end, match.end() + 30)
    if words.AFTER_PRIVATE.search(doc, match.end(), after):
        return not words.SHOP.anywhere(doc)
    if "hành chính" in doc.text[match.end() : after]:
        return False
    if office > private or (office < 0 and private < 0 and words.AFTER_OFFICE.search(doc, match.end(), after)):
        return False
    if private >= 0:
        return True
    if office < 0 and words.APPEAL.search(doc, low, whole.end) and not words.SHOP.anywhere(doc):
        return True
    if office < 0 and _near_somebody(doc, low, match) and not words.SHOP.anywhere(doc):
        return True
    return words.CONTACT.search(doc, low, match.start()) is not None and not (
        _office_before(doc, whole) or words.SHOP.anywhere(doc)
    )


_OFFICE_NAME = 30
_LIKELY = 0.0
"""Log odds from which a mobile number right behind somebody's name counts as that person's."""


def _near_somebody(doc: Doc, low: int, match: re.Match[str]) -> bool:
    """Somebody is named right before the number, in a sentence like those that give out private numbers."""
    near = [m for m in mentions(doc, low, match.start()) if match.start() - m.end <= 30]
    if not near:
        return False
    score = sentence_model.scores(doc, "personal-data")[sentence_index(doc, match.start())]
    return float(score) >= _LIKELY


def _office_before(doc: Doc, whole: Span) -> bool:
    """The sentence before speaks for an office or a shop, so a bare number belongs to it."""
    previous = sentence(doc, max(0, whole.start - 2)) if whole.start else whole
    return previous.start < whole.start and words.OFFICE.search(doc, previous.start, previous.end) is not None


def _with_owner(doc: Doc, match: re.Match[str]) -> Span:
    """The number with the words of contact and the owner before it, within the sentence."""
    whole = sentence(doc, match.start())
    low = max(whole.start, match.start() - 70)
    lead = words.OWNER_LEAD.search(doc, low, match.start()) or words.CONTACT.search(
        doc, max(low, match.start() - 30), match.start()
    )
    return Span(match.start() if lead is None else lead.start(), match.end())


# Identity numbers and accounts


def _ids(doc: Doc) -> Iterator[Span]:
    for match in words.ID.finditer(doc.text):
        low = max(0, match.start() - 60)
        cue = words.ID_CUE.last(doc, low, match.start())
        if cue is None or match.start() - cue.end() > 12 or words.ID_OTHER.search(doc, low, match.start()):
            continue
        person = next(people(doc.text, match.end(), match.end() + 40, plain=plain(doc)), None)
        yield Span(cue.start(), match.end() if person is None else person.end)


_LINE = 90


def _listed(doc: Doc) -> Iterator[Span]:
    """A row: a name, then a number that has the form of a citizen's, under a heading that says so or right behind."""
    for match in words.CITIZEN.finditer(doc.text):
        low = max(doc.text.rfind("\n", 0, match.start()) + 1, match.start() - _LINE)
        person = next((p for p in reversed(named(doc, low, match.start())) if " " in p.name), None)
        if (
            person is not None
            and (words.ROW_GAP.fullmatch(doc.text, person.end, match.start()) or words.CITIZEN_TOPIC.anywhere(doc))
            and not words.ID_OTHER.search(doc, low, match.start())
        ):
            yield Span(person.start, match.end())


def _passports(doc: Doc) -> Iterator[Span]:
    for match in words.PASSPORT.finditer(doc.text):
        low = max(0, match.start() - 40)
        cue = words.PASSPORT_CUE.last(doc, low, match.start())
        if cue is None or match.start() - cue.end() > 12 or words.ID_OTHER.search(doc, low, match.start()):
            continue
        person = next(people(doc.text, match.end(), match.end() + 40, plain=plain(doc)), None)
        yield Span(cue.start(), match.end() if person is None else person.end)


def _accounts(doc: Doc) -> Iterator[Span]:
    if not words.BANK_CUE.search(doc):
        return
    for match in words.ACCOUNT.finditer(doc.text):
        low = max(0, match.start() - 70)
        cue = words.BANK_CUE.last(doc, low, match.start())
        if cue is None or words.BANK_GAP.fullmatch(doc.text, cue.end(), match.start()) is None:
            continue
        whole = sentence(doc, match.start())
        high = min(whole.end, match.end() + 130)
        owner = _account_owner(doc, match.end(), high) or _owner(doc, cue.end(), match.start())
        if owner is None and words.BANK_ORG.search(doc, max(whole.start, cue.start() - 60), high):
            continue
        yield Span(cue.start(), match.end() if owner is None else max(match.end(), owner.end))


def _account_owner(doc: Doc, start: int, end: int) -> Person | None:
    cue = words.BANK_OWNER.search(doc, start, end)
    if cue is None:
        return None
    person = next(people(doc.text, cue.end(), min(end, cue.end() + 30), plain=plain(doc)), None)
    if person is None or words.BANK_ORG.search(doc, cue.end(), person.start):
        return None
    return person


# Addresses, mail, plates


_NAME_REACH = 45


def _addresses(doc: Doc) -> Iterator[Span]:
    for match in words.HOUSE.within(doc, words.HOUSE_KEYS.windows(doc, 40)):
        whole = sentence(doc, match.start())
        low = max(whole.start, match.start() - 90)
        home, office = _last(words.HOME, doc, low, match.start()), _last(words.OFFICE_PLACE, doc, low, match.start())
        person = _owner(doc, low, match.start())
        if person is not None and (person.title or person.full):
            home = max(home, person.end)
        end = words.STREET.match(doc.text, match.end(), min(whole.end, match.end() + 110))
        if home < 0 and words.HOME_OF.search(doc, match.end(), min(whole.end, match.end() + 70)):
            home = match.start()
        if home < 0 or office > home or words.OFFICE_PLACE.search(doc, match.end(), min(whole.end, match.end() + 30)):
            continue
        start = match.start() if person is None or match.start() - person.end > _NAME_REACH else person.lead
        yield Span(start, match.end() if end is None else end.end())


def _homes(doc: Doc) -> Iterator[Span]:
    """A number in a lane ("hẻm 47/12", "19B ngách 5/28") or after "nhà riêng", with whoever lives there near by."""
    for pattern in (words.ALLEY, words.HOME_NUMBER):
        for match in pattern.finditer(doc.text):
            whole = sentence(doc, match.start())
            low = max(whole.start, match.start() - _HOME_REACH)
            near = mentions(doc, low, match.start())
            if _lives_there(doc, match, near, Span(low, whole.end)):
                yield Span(near[0].lead if near else match.start(), match.end())


_HOME_REACH = 100


def _lives_there(doc: Doc, match: re.Match[str], near: list[Mention], part: Span) -> bool:
    """Somebody's home by the words around it, nearer than any word for an office or a shop."""
    office = words.OFFICE_PLACE.search(doc, match.end(), min(part.end, match.end() + 40))
    if office is not None and words.BESIDE.search(view(doc), match.end(), office.start()):
        office = None
    last_office = _last(words.OFFICE_PLACE, doc, part.start, match.start())
    if office is not None:
        return False
    if words.HOME_BEHIND.match(view(doc), match.end(), min(part.end, match.end() + 90)):
        return last_office < 0
    owner = max((m.end for m in near if m.title in ADDRESS or m.who is not None), default=-1)
    home = max(owner, _last(words.DWELLING, doc, part.start, match.end()))
    if home < 0 or last_office > home:
        return False
    if not (words.DWELLING.search(doc, part.start, match.end()) or words.LIVES.search(doc, part.start, match.start())):
        return False
    return bool(mentions(doc, part.start, part.end)) or words.HIS.search(doc, part.start, match.end()) is not None


def _emails(doc: Doc) -> Iterator[Span]:
    for match in words.EMAIL.finditer(doc.text):
        address = match[0].lower()
        if not words.FREE_MAIL.search(address) or words.OFFICE_BOX.search(address.split("@")[0]):
            continue
        whole = sentence(doc, match.start())
        low = max(whole.start, match.start() - 130)
        owner = _owner(doc, low, match.start()) or _called(doc, low, match.start())
        private = max(_last(words.HOME, doc, low, match.start()), -1 if owner is None else owner.end)
        if _last(words.OFFICE_MAIL, doc, low, match.start()) <= private or (
            private < 0 and not words.OFFICE_MAIL.search(doc, low, whole.end)
        ):
            yield Span(match.start(), match.end())


def _plates(doc: Doc) -> Iterator[Span]:
    for match in words.PLATE.finditer(doc.text):
        whole = sentence(doc, match.start())
        low = max(whole.start, match.start() - 60)
        cue = words.PLATE_LEAD.search(doc, low, match.start())
        if cue is None or words.PLATE_OTHER.search(doc, whole.start, whole.end):
            continue
        person = next(people(doc.text, match.end(), min(whole.end, match.end() + 45), plain=plain(doc)), None)
        yield Span(cue.start(), match.end() if person is None else person.end)


# Illness by name


def _illnesses(doc: Doc, near: list[Span]) -> Iterator[Span]:
    for match in words.ILL_FIRST.within(doc, near):
        person = next(people(doc.text, match.end(), match.end() + 40, plain=plain(doc)), None)
        if person is not None and person.full and person.lead - match.end() <= 1 and person.title:
            yield Span(match.start(), person.end)
    for match in words.HEALTH.within(doc, near):
        whole = sentence(doc, match.start())
        low = max(whole.start, match.start() - 80)
        person = _owner(doc, low, match.start() + 1) or _called(doc, low, match.start() + 1)
        if person is None or not (person.full or _named_before(doc, person)) or _speaks(doc, person, match, whole):
            continue
        yield Span(person.lead, match.end())


_CALLED = re.compile(
    rf"(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Ee]m|[Cc]háu|[Bb]é|[Cc]ụ|[Cc]ô|[Cc]hú|"
    rf"[Bb]ác) ([{UPPER}][{LETTER}]{{1,7}})"
)


def _called(doc: Doc, start: int, end: int) -> Person | None:
    """The last "ông Thí": a form of address and a given name alone."""
    match = max(_CALLED.finditer(doc.text, start, end), key=lambda m: m.end(), default=None)
    if match is None:
        return None
    return Person(match.start(1), match.end(1), match[1], match[0].split()[0].lower(), match.start())


def _named_before(doc: Doc, person: Person) -> bool:
    """The article gives the full name of which this is the last syllable."""
    if " " in person.name:
        return False
    return _first_full(doc).get(person.name, person.start) < person.start


@lru_cache(maxsize=2)
def _first_full(doc: Doc) -> dict[str, int]:
    """Where each given name first stands in a full name: read once, since every illness may ask."""
    found: dict[str, int] = {}
    for person in people(doc.text, plain=plain(doc)):
        if person.full:
            found.setdefault(person.given, person.start)
    return found


def _speaks(doc: Doc, person: Person, match: re.Match[str], whole: Span) -> bool:
    """The name is a doctor's, an official's or a public figure's, or the illness is somebody else's."""
    before = _last(words.PUBLIC, doc, max(whole.start, person.lead - 20), person.start)
    if before >= 0 and person.start - before <= 2:
        return True
    return words.HEALTH_BREAK.search(doc, person.end, match.end()) is not None
