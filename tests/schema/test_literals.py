"""A text that no database can hold is refused wherever it is written in a document, as it is among the variables."""

from collections.abc import Iterator
from typing import Any

import pytest

from schema import root
from schema.engine.documents import Documents
from schema.engine.errors import BadInput, Code
from tests.journeys import plausible
from tests.schema.generated import literal

HERE = "it stands here"
KNOWN = {"id": "ctr_" + "0" * 32, "expectedDigest": "0" * 64}


def mutations() -> Iterator[tuple[str, Any, Any]]:
    for name, kind in plausible.mutations(root.schema()):
        yield name, kind, plausible.plausible(kind, KNOWN)


def written() -> Iterator[str]:
    """Every mutation with one of its texts or ids marked."""
    for name, kind, value in mutations():
        for path, leaf in plausible.leaves(kind, value):
            if leaf in {"String", "ID"}:
                marked = literal(plausible.with_at(value, path, HERE), kind)
                yield f"mutation {{ {name}(input: {marked}) {{ userErrors {{ code }} }} }}"


QUERIES = (
    f'{{ contracts(filter: {{text: "{HERE}"}}) {{ totalCount }} }}',
    f'{{ contracts(after: "{HERE}") {{ totalCount }} }}',
    f'{{ node(id: "{HERE}") {{ id }} }}',
    f'query ($text: String = "{HERE}") {{ contracts(filter: {{text: $text}}) {{ totalCount }} }}',
)


@pytest.mark.parametrize("nul", ["\\u0000", "\\u{0}", "\\u{0000}", "a\\u0000b"])
def test_a_nul_is_refused_wherever_a_document_says_a_text(nul: str) -> None:
    documents, sources = Documents(root.schema()), [*written(), *QUERIES]
    assert len(sources) > 150
    for source in sources:
        with pytest.raises(BadInput) as refusal:
            documents.get(source.replace(HERE, nul))
        assert (refusal.value.code, str(refusal.value)) == (
            Code.BAD_USER_INPUT, "A text contains a character that is not allowed.",
        )  # fmt: skip


def test_the_letters_of_an_escape_are_no_nul() -> None:
    documents = Documents(root.schema())
    assert documents.get('{ contracts(filter: {text: "\\\\u0000"}) { totalCount } }')
    assert documents.get('{ contracts(filter: {text: """\\u0000"""}) { totalCount } }')
