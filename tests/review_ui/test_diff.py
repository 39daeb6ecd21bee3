from hypothesis import given
from hypothesis import strategies as st

from review_ui.diff import Change, Run, changes

texts = st.lists(st.text(alphabet="aăbđ ,1", min_size=1, max_size=12), max_size=6).map("\n\n".join)


def test_only_the_changed_words_are_marked() -> None:
    (skipped, change) = changes("Mở đầu.\n\nCó 120 hộ đăng ký.", "Mở đầu.\n\nCó 135 hộ đăng ký.")
    assert skipped == Change(skipped=1)
    assert change.runs == (
        Run("same", "Có "),
        Run("removed", "120"),
        Run("added", "135"),
        Run("same", " hộ đăng ký."),
    )


def test_a_new_paragraph_is_added_whole() -> None:
    assert changes("Một.", "Một.\n\nHai.") == (Change(skipped=1), Change((Run("added", "Hai."),)))


def test_a_paragraph_taken_away_is_removed_whole() -> None:
    assert changes("Một.\n\nHai.", "Hai.") == (Change((Run("removed", "Một."),)), Change(skipped=1))


def test_spacing_alone_is_no_change() -> None:
    assert changes("Một  hai.\n\n\nBa.", "Một hai.\n\nBa.") == ()


def test_a_rewritten_paragraph_stands_whole_beside_the_old_one() -> None:
    (change,) = changes("Trời nắng đẹp cả ngày.", "Công bố lịch thi tuyển.")
    assert [run.kind for run in change.runs] == ["removed", "added"]


def test_a_text_too_long_to_compare_word_by_word_is_still_shown() -> None:
    (change,) = changes("a " * 30_000, "b " * 30_000)
    assert [run.kind for run in change.runs] == ["removed", "added"]


@given(texts, texts)
def test_the_runs_give_both_texts_back(before: str, after: str) -> None:
    found = changes(before, after)

    def words(kinds: set[str]) -> list[str]:
        return ["".join(r.text for r in c.runs if r.kind in kinds) for c in found if c.runs]

    old = [" ".join(p.split()) for p in before.split("\n\n") if p.strip()]
    new = [" ".join(p.split()) for p in after.split("\n\n") if p.strip()]
    assert all(text in old for text in words({"same", "removed"}) if text)
    assert all(text in new for text in words({"same", "added"}) if text)
    assert bool(found) == (old != new)
