"""What one request may cost: at the limit it is answered, one above it is refused before anything is compiled."""

import pytest

from portal.database.pools import Database
from schema import root
from schema.engine import limits
from schema.engine.context import Api
from schema.engine.documents import Refused
from schema.engine.errors import Code, RequestError
from tests.schema.test_compiler import SECRET

NAMES = [f"a{number}" for number in range(limits.MOST_FIELDS)]


def _nested(levels: int) -> str:
    """The partner of a contract of the partner of a contract …, `levels` deep with its last field."""
    pairs = (levels - 3) // 2
    inner = "id" if (levels - 3) % 2 == 0 else "contracts { totalCount }"
    opened = "contracts { nodes { partner { " * pairs
    return "{ contracts { nodes { " + opened + inner + " }" * (3 * pairs) + " } } }"


AT_THE_LIMIT = {
    "root fields": "{" + " ".join(f"{name}: __typename" for name in NAMES[: limits.MOST_ROOT_FIELDS]) + "}",
    "aliases": "{ viewer {" + " ".join(f"{name}: email" for name in NAMES[: limits.MOST_ALIASES]) + "} }",
    "directives": "{ viewer {"
    + " ".join(["email @skip(if: false)", "name @skip(if: false)", "zone @skip(if: false)"] * limits.MOST_REPEATS)
    + "} }",
    "repeats": "{ viewer {" + "email " * limits.MOST_REPEATS + "} }",
    "operations": " ".join(f"query {name} {{ __typename }}" for name in NAMES[: limits.MOST_OPERATIONS]),
    "aliases in the schema": "{ __schema {"
    + " ".join(f"{name}: types {{ name }}" for name in NAMES[: limits.MOST_ASKED])
    + "} }",
}
ABOVE_IT = {
    "root fields": "{" + " ".join(f"{name}: __typename" for name in NAMES[: limits.MOST_ROOT_FIELDS + 1]) + "}",
    "aliases": "{ viewer {" + " ".join(f"{name}: email" for name in NAMES[: limits.MOST_ALIASES + 1]) + "} }",
    "directives": "{ viewer {"
    + " ".join(["email @skip(if: false)", "name @skip(if: false)", "zone @skip(if: false)"] * limits.MOST_REPEATS)
    + " side @skip(if: false) } }",
    "repeats": "{ viewer {" + "email " * (limits.MOST_REPEATS + 1) + "} }",
    "repeats in fragments": "{ viewer {" + "... { email } " * limits.MOST_REPEATS + "...F } }"
    " fragment F on Viewer { email }",
    "directives in one place": "{ viewer { email " + "@skip(if: false) " * (limits.MOST_DIRECTIVES_HERE + 1) + "} }",
    "operations": " ".join(f"query {name} {{ __typename }}" for name in NAMES[: limits.MOST_OPERATIONS + 1]),
    "fields": "{ viewer {" + " ".join(["email"] * limits.MOST_FIELDS) + "} }",
    "fragments": "{ __typename } "
    + " ".join(f"fragment {name} on Viewer {{ email }}" for name in NAMES[: limits.MOST_FRAGMENTS + 1]),
    "depth": _nested(limits.DEEPEST + 4),
    "questions about the schema": "{"
    + " ".join(f"{name}: __schema {{ types {{ name }} }}" for name in NAMES[: limits.MOST_ASKED + 1])
    + "}",
    "aliases in the schema": "{ __schema {"
    + " ".join(f"{name}: types {{ name }}" for name in NAMES[: limits.MOST_ASKED + 1])
    + "} }",
    "source": "{ __typename }" + " " * limits.LONGEST_SOURCE,
}


@pytest.fixture
def api(database: Database) -> Api:
    return Api(root.schema(), database, SECRET)


@pytest.mark.parametrize("what", AT_THE_LIMIT)
def test_r54_a_document_at_the_limit_is_taken(api: Api, what: str) -> None:
    assert api.documents.get(AT_THE_LIMIT[what]).node.definitions


@pytest.mark.parametrize("what", ABOVE_IT)
def test_r54_a_document_above_the_limit_is_refused(api: Api, what: str) -> None:
    with pytest.raises(RequestError) as refusal:
        api.documents.get(ABOVE_IT[what])
    assert refusal.value.code is Code.LIMIT_EXCEEDED


@pytest.mark.parametrize("given", ["first: 100", "first: $most"])
def test_r54_pages_in_pages_are_multiplied(api: Api, given: str) -> None:
    pages = f"contracts({given}) {{ nodes {{ versions(last: 10) {{ id }} }} }}"
    inner = f"{{ contracts(first: 100) {{ nodes {{ partner {{ {pages} }} }} }} }}"
    document = api.documents.get(("query($most: Int) " if "$" in given else "") + inner)
    with pytest.raises(RequestError) as refusal:
        api.question(document, document.operation(None), {"most": 100} if "$" in given else {})
    cost = 2 + 100 * (1 + 1 + 2 + 100 * (1 + 10))
    assert (refusal.value.code, str(refusal.value)) == (
        Code.LIMIT_EXCEEDED, f"This would cost {cost:,}, but a request can cost at most 1,000. Ask for smaller pages.",
    )  # fmt: skip


def test_r54_introspection_does_not_go_round_in_circles(api: Api) -> None:
    circles = "{ __schema { types { " + "fields { type { " * 8 + "name" + " } }" * 8 + " } } }"
    with pytest.raises(Refused):
        api.documents.get(circles)
