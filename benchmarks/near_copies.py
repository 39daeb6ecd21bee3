"""Labelled near copies for the benchmarks: originals, made or real, with copies and with what is none.

Truth is how a document was made: two documents are copies when they were made from a common original. A digest joins
three originals and is a copy of each. Follow-ups repeat a third or half of an original in new text, and texts of one
frame share a quarter of their wording: none of these may match.
"""

from __future__ import annotations

import json
import lzma
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from classifier.text import fold

Text = tuple[str, str]
"""Title and text."""


@dataclass(frozen=True, slots=True)
class Document:
    """`groups`: the originals it was made from. `origin`: the one that it must match, None for an original."""

    title: str
    text: str
    kind: str
    groups: tuple[int, ...]
    origin: int | None = None


COPIES = (
    "retitled",
    "reworded 5 %",
    "reworded 10 %",
    "reworded 15 %",
    "cut by 25 %",
    "cut to half",
    "cut to half, reworded 5 %",
    "lead rewritten",
    "paragraph added",
    "sentences reordered",
    "framed (byline, footer)",
    "NFD",
    "old tone marks",
    "no diacritics",
    "digest of three",
)
OTHERS = ("follow-up, a third", "follow-up, half", "same frame, other news")

_TONES = "\u0300\u0301\u0309\u0303\u0323"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def syllables(rng: random.Random) -> list[str]:
    """All that look like Vietnamese ones, in a random order of frequency."""
    onsets = "b c ch d đ g gh h k kh l m n ng nh ph qu r s t th tr v x".split()
    rimes = (
        "a an ang anh ay âm ân âu en ên iên in inh o oa oe oan on ong ôi ôn ông ơi ơn u uy uân uôi uôn ươi ương ưu y"
    ).split()
    made = sorted({unicodedata.normalize("NFC", o + r + t) for o in onsets for r in rimes for t in ("", *_TONES)})
    rng.shuffle(made)
    return made


class Writer:
    """Synthetic wording: syllables by Zipf's law, and stock phrases that every text uses."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.vocabulary = syllables(rng)
        self._weights = [1 / (rank + 8) for rank in range(len(self.vocabulary))]
        self._stock = [self._words(rng.randint(4, 12)) for _ in range(300)]

    def _words(self, count: int) -> str:
        return " ".join(self._rng.choices(self.vocabulary, self._weights, k=count))

    def sentence(self) -> str:
        made = self._words(self._rng.randint(10, 30))
        if self._rng.random() < 0.3:
            made = f"{self._rng.choice(self._stock)} {made}"
        return f"{made.capitalize()}."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self._rng.randint(2, 5)))

    def article(self) -> Text:
        return self._words(self._rng.randint(7, 14)), "\n\n".join(
            self.paragraph() for _ in range(self._rng.randint(3, 7))
        )


def real(path: Path, count: int) -> list[Text]:
    """The first `count` texts of a JSON lines file with `text` and perhaps `title`, plain or xz."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, count)]
    return [(row.get("title", ""), row["text"]) for row in rows if len(row["text"].split()) >= 40]


def corpus(documents: int, seed: int, data: Path | None = None) -> list[Document]:
    """`documents` labelled ones, two fifths of them originals (fewer where `data` has not as many), shuffled."""
    rng = random.Random(seed)
    writer = Writer(rng)
    wanted = documents * 2 // 5
    texts = real(data, wanted * 2) if data else []
    fresh = Fresh(texts[len(texts) * 4 // 5 :] or [writer.article() for _ in range(documents // 4)], rng)
    originals = texts[: len(texts) * 4 // 5][:wanted] if data else [writer.article() for _ in range(wanted)]
    made = [Document(title, text, "original", (place,)) for place, (title, text) in enumerate(originals)]
    kinds = [*COPIES, *OTHERS]
    while len(made) < documents:
        place = len(made) - len(originals)
        origin = place % len(originals)
        # A full turn of originals moves on by one kind, so that no original gets a kind twice.
        kind = kinds[(origin + place // len(originals)) % len(kinds)]
        others = rng.sample(range(len(originals)), 2)
        fresh.used.clear()
        (title, text), used = _companion(kind, origin, originals, others, fresh, writer.vocabulary, rng)
        if kind in OTHERS:
            used = tuple(sorted(len(originals) + number for number in fresh.used))
        made.append(Document(title, text, kind, used, origin))
    rng.shuffle(made)
    return made


class Fresh:
    """Wording of texts that are no originals; `used` are their numbers since it was last cleared.

    There are fewer real ones than companions, so two follow-ups may share their new part: by it they are copies.
    """

    def __init__(self, texts: Sequence[Text], rng: random.Random) -> None:
        self._texts = texts
        self._rng = rng
        self.used: set[int] = set()

    def title(self) -> str:
        return self._rng.choice(self._texts)[0]

    def words(self, count: int) -> str:
        """So many words, from as many texts as that takes."""
        made: list[str] = []
        while len(made) < count:
            number = self._rng.randrange(len(self._texts))
            self.used.add(number)
            made += self._texts[number][1].split()
        return " ".join(made[:count])


def reword(text: str, rng: random.Random, share: float, vocabulary: Sequence[str]) -> str:
    """Every syllable replaced with this probability."""
    words = re.split(r"(\s+)", text)
    return "".join(rng.choice(vocabulary) if word.strip() and rng.random() < share else word for word in words)


def _companion(
    kind: str,
    origin: int,
    originals: Sequence[Text],
    others: Sequence[int],
    fresh: Fresh,
    vocabulary: Sequence[str],
    rng: random.Random,
) -> tuple[Text, tuple[int, ...]]:
    title, text = originals[origin]
    new_title = fresh.title()
    sentences = _SENTENCE.split(text)
    words = text.split(" ")
    half = " ".join(words[: len(words) // 2])
    match kind:
        case "retitled":
            made = new_title or reword(title, rng, 0.9, vocabulary), text
        case "reworded 5 %":
            made = title, reword(text, rng, 0.05, vocabulary)
        case "reworded 10 %":
            made = reword(title, rng, 0.1, vocabulary), reword(text, rng, 0.1, vocabulary)
        case "reworded 15 %":
            made = reword(title, rng, 0.15, vocabulary), reword(text, rng, 0.15, vocabulary)
        case "cut by 25 %":
            made = title, " ".join(words[: len(words) * 3 // 4])
        case "cut to half":
            made = title, half
        case "cut to half, reworded 5 %":
            made = title, reword(half, rng, 0.05, vocabulary)
        case "lead rewritten":
            made = new_title, f"{fresh.words(len(words) // 5)}\n\n{' '.join(words[len(words) // 5 :])}"
        case "paragraph added":
            made = title, f"{text}\n\n{fresh.words(len(words) // 3)}"
        case "sentences reordered":
            rng.shuffle(sentences)
            made = title, " ".join(sentences)
        case "framed (byline, footer)":
            made = title, f"{fresh.words(len(words) // 10)}\n\n{text}\n\nTheo {new_title or 'nguồn'}. Ảnh: tư liệu."
        case "NFD":
            made = unicodedata.normalize("NFD", title), unicodedata.normalize("NFD", text)
        case "old tone marks":
            made = old_tone_marks(title), old_tone_marks(text)
        case "no diacritics":
            made = fold(title), fold(text)
        case "digest of three":
            parts = [origin, *others]
            rng.shuffle(parts)
            made = "Điểm tin trong ngày", "\n\n".join("\n".join(originals[part]) for part in parts)
            return made, tuple(sorted({origin, *others}))
        case "follow-up, a third":
            made = new_title, f"{fresh.words(len(words) * 2 // 3)}\n\n{' '.join(words[: len(words) // 3])}"
        case "follow-up, half":
            made = new_title, f"{fresh.words(len(words) // 2)}\n\n{' '.join(words[len(words) // 2 :])}"
        case "same frame, other news":
            made = new_title, f"{fresh.words(len(words) * 3 // 4)}\n\n{' '.join(words[-(len(words) // 4) :])}"
        case _:
            raise ValueError(kind)
    return made, (origin,)


def old_tone_marks(text: str) -> str:
    """`hòa` as it was written before, `hoà`: the mark moves to the last vowel."""
    text = unicodedata.normalize("NFC", text)
    moved = {
        f"{a}{mark}{b}": f"{a}{b}{mark}"
        for a, b in (("o", "a"), ("o", "e"), ("u", "y"))
        for mark in "\u0300\u0301\u0309\u0303\u0323"
    }
    for new, old in moved.items():
        text = text.replace(unicodedata.normalize("NFC", new), unicodedata.normalize("NFC", old))
    return text


def save(documents: Sequence[Document], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for document in documents:
            file.write(json.dumps(asdict(document), ensure_ascii=False) + "\n")


def load(path: Path) -> Iterator[Document]:
    """One at a time, so that a measured process holds none of them."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Document(row["title"], row["text"], row["kind"], tuple(row["groups"]), row["origin"])
