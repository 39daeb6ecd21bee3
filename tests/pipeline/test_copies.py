"""Which near copies belong together, and which is the original."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.copies import Told, groups, of_like_length, original
from tests.pipeline.support import NOON

Lengths = dict[tuple[int, int], float]


def both_ways(*pairs: tuple[int, int, float]) -> Lengths:
    return {key: value for a, b, length in pairs for key, value in (((a, b), length), ((b, a), 1 / length))}


def test_the_earliest_is_the_original() -> None:
    late, early = Told(1, NOON), Told(2, NOON - timedelta(hours=1))
    assert original([late, early]) == early


def test_of_equals_the_least_number_is_the_original() -> None:
    assert original([Told(5, NOON), Told(3, NOON), Told(4, NOON)]).article_id == 3


def test_a_removed_article_is_no_original_while_another_stands() -> None:
    removed, later = Told(1, NOON, removed=True), Told(2, NOON + timedelta(days=1))
    assert original([removed, later]) == later
    assert original([removed]) == removed


def test_nothing_has_no_original() -> None:
    with pytest.raises(ValueError, match="empty"):
        original([])


def test_copies_of_copies_belong_together() -> None:
    assert groups([1, 2, 3, 4], both_ways((1, 2, 1), (2, 3, 0.9))) == [{1, 2, 3}, {4}]


def test_a_cut_copy_belongs_to_the_whole_and_a_small_piece_does_not() -> None:
    assert groups([1, 2], both_ways((1, 2, 0.5))) == [{1, 2}]
    assert groups([1, 2], both_ways((1, 2, 0.2))) == [{1}, {2}]


def test_a_digest_joins_nothing() -> None:
    digest, one, other = 1, 2, 3
    assert groups([1, 2, 3], both_ways((digest, one, 0.5), (digest, other, 0.5))) == [{1}, {2}, {3}]


def test_two_pieces_that_are_copies_make_no_digest() -> None:
    assert groups([1, 2, 3], both_ways((1, 2, 0.5), (1, 3, 0.6), (2, 3, 1.2))) == [{1, 2, 3}]


def test_a_digest_and_its_copy_do_not_join_its_pieces() -> None:
    pairs = both_ways((1, 2, 0.5), (1, 3, 0.5), (4, 2, 0.5), (4, 3, 0.5), (1, 4, 1))
    assert groups([1, 2, 3, 4], pairs) == [{1}, {2}, {3}, {4}]


_pairs = st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8), st.floats(0.05, 20)), max_size=14)


@given(_pairs, st.randoms(use_true_random=False))
def test_groups_divide_all_and_do_not_depend_on_order(pairs: list[tuple[int, int, float]], random: object) -> None:
    lengths = both_ways(*((a, b, length) for a, b, length in pairs if a != b))
    members = list(range(1, 9))
    made = groups(members, lengths)
    assert sorted(member for group in made for member in group) == members
    shuffled = list(lengths.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert groups(members[::-1], dict(shuffled)) == made


@given(st.floats(0.01, 100))
def test_like_length_is_the_same_both_ways(length: float) -> None:
    if abs(length - 0.4) > 1e-9 and abs(length - 2.5) > 1e-9:
        assert of_like_length(length) == of_like_length(1 / length)
