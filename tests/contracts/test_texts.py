"""What is made of texts is kept for a while, and never more of it than there is room for."""

from portal.contracts.text import reading

DEVANAGARI, LATIN = "क" * 1_000, "k" * 1_000


def test_what_was_made_of_a_text_is_made_once_while_there_is_room_for_it() -> None:
    asked = []

    @reading.kept(10_000)
    def length(*given: str) -> int:
        asked.append(given)
        return sum(map(len, given))

    assert [length(LATIN), length(LATIN, "a"), length(LATIN)] == [1_000, 1_001, 1_000]
    assert asked == [(LATIN,), (LATIN, "a")]


def test_room_is_counted_in_bytes_and_what_was_asked_for_longest_ago_goes_first() -> None:
    asked = []

    @reading.kept(3_500)
    def first(text: str) -> str:
        asked.append(text[-1])
        return text[0]

    for text in (LATIN + "a", LATIN + "b", LATIN + "a", DEVANAGARI + "c", LATIN + "a", LATIN + "b"):
        assert first(text) == text[0]

    assert asked == ["a", "b", "c", "b"]


def test_a_text_with_more_than_all_the_room_is_made_each_time_and_pushes_nothing_out() -> None:
    asked = []

    @reading.kept(500)
    def last(text: str) -> str:
        asked.append(text)
        return text[-1]

    assert [last(LATIN), last("a"), last(LATIN), last("a")] == ["k", "a", "k", "a"]
    assert asked == [LATIN, "a", LATIN]
