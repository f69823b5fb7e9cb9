"""The terms are one text, named by its SHA-256, and nothing else is taken for them."""

import hashlib
import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from portal import errors
from portal.opportunities.overlap import terms
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.comparing import Mode
from portal.opportunities.overlap.keys import Kind
from tests.opportunities.overlapping import ZLATNA, agreed

TEXT = (
    '{"expiresAt":"2027-03-01T12:00:00Z","keyKinds":["DOMAIN","LEI"],"mode":"ROWS","parties":[{"id":"org_1",'
    '"name":"Northgate"},{"id":"org_2","name":"Златна нива ООД"}],"protocol":"entente-overlap-1",'
    '"purpose":"Visit common customers together.","session":"OVL-2027-0001","sizeBand":"UP_TO_1000"}'
)
NOT_TERMS = "These are not overlap terms from the portal."


def test_the_terms_are_one_text_which_their_digest_names() -> None:
    made = agreed(kinds=(Kind.LEI, Kind.DOMAIN))
    assert made.text == TEXT
    assert made.digest == hashlib.sha256(TEXT.encode()).hexdigest()
    read = terms.read(f"{TEXT}\n")
    assert (read.text, read.digest) == (made.text, made.digest)
    assert (read.band, read.mode, read.kinds) == (Band.UP_TO_1000, Mode.ROWS, (Kind.DOMAIN, Kind.LEI))


def test_the_end_is_the_same_instant_in_every_zone() -> None:
    sofia = datetime(2027, 3, 1, 14, tzinfo=ZoneInfo("Europe/Sofia"))
    assert agreed(expires_at=sofia).digest == agreed().digest


@pytest.mark.parametrize(
    "change",
    [
        {"session": "OVL-2027-0002"}, {"purpose": "Sell more."}, {"kinds": (Kind.VAT,)}, {"band": Band.UP_TO_2000},
        {"mode": Mode.COUNT}, {"expires_at": datetime(2027, 3, 2, 12, tzinfo=ZoneInfo("UTC"))},
        {"parties": (ZLATNA, ZLATNA)},
    ],
)  # fmt: skip
def test_whatever_is_agreed_on_is_in_the_digest(change: dict[str, object]) -> None:
    assert agreed(**change).digest != agreed().digest


def _changed(**values: object) -> str:
    return json.dumps({**json.loads(TEXT), **values}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "{}", "[" * 50_000, "no terms", json.dumps(json.loads(TEXT)), TEXT[:-1], TEXT + TEXT,
        _changed(session=5), _changed(purpose=None), _changed(sizeBand="UP_TO_20000"), _changed(mode="ALL"),
        _changed(keyKinds=["NAME"]), _changed(keyKinds="DOMAIN"), _changed(parties=[]), _changed(parties=[{}, {}]),
        _changed(keyKinds=["LEI", "DOMAIN"]), _changed(expiresAt="2027-03-01"), _changed(expiresAt="soon"),
        _changed(more=1), _changed(protocol=1), _changed(keyKinds=["DOMAIN", "DOMAIN"]), _changed(keyKinds=[]),
    ],
)  # fmt: skip
def test_what_is_not_written_as_the_portal_writes_it_is_refused(text: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        terms.read(text, path=("input", "terms"))
    assert (refused.value.message, refused.value.path) == (NOT_TERMS, ("input", "terms"))


def test_terms_of_another_protocol_are_named() -> None:
    for text in (_changed(protocol="entente-overlap-2"), '{"protocol":"entente-overlap-2"}'):
        with pytest.raises(errors.Invalid) as refused:
            terms.read(text)
        said = "These terms use entente-overlap-2, but this version of the portal uses entente-overlap-1."
        assert refused.value.message == said
