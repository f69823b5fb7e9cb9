"""Finding common customers in a real browser, under the pages' own policy: the bytes are those of the command line."""

import base64
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request
from playwright.sync_api import Error as PlaywrightError

from frontend_stub.site import fetching
from portal import errors
from portal.commands import overlap
from portal.opportunities.overlap import blinding, comparing, group, keys, wire
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.keys import Kind
from tests.frontend.browser import people
from tests.opportunities.overlapping import agreed, domains
from tests.opportunities.test_overlap_vectors import NO_POINTS
from tests.opportunities.typed import TYPED, WRONG
from tests.served import Served

WORK = """
async ([work, given]) => {
  const beside = (name) => document.querySelector("script[src$='portal.js']").src.replace("portal.js", name);
  const { worker } = await import(beside("portal.js"));
  const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const plain = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value?.base64 === undefined ? value : bytes(value.base64)]));
  const working = worker(beside("overlap-worker.js"));
  return await new Promise((resolve, reject) => {
    working.onerror = (event) => reject(new Error(event.message || "the worker cannot be loaded"));
    working.onmessage = ({ data }) => {
      if (data.ready) working.postMessage({ id: 1, work, given: plain });
      else if (data.done === undefined) {
        working.terminate();
        const made = data.made instanceof Uint8Array ? btoa(String.fromCharCode(...data.made)) : data.made;
        resolve({ ...data, made });
      }
    };
  });
}
"""
KEY_OF = """
async (given) => {
  const script = document.querySelector("script[src$='portal.js']").src.replace("portal.js", "overlap.js");
  const { keyOf } = await import(script);
  return given.map(([typed, kind]) => { try { return keyOf(typed, [kind]); } catch (fault) { return fault.code; } });
}
"""
PIECES = (
    "acme",
    "Example",
    "com",
    "www.",
    ".",
    "-",
    "http://",
    "mailto:",
    "@",
    "/x",
    "?y",
    "#z",
    ":8080",
    " ",
    "xn--",
    "m\u00fcnchen",
    "\u00df",
    "\u0437\u043b\u0430\u0442",
    "\u0130",
    "\u03c3",
    "\ufb01",
    "\uff11",
    "\u3002",
    "a" * 63,
    "_",
    "\u00ad",
    "\u65e5",
    "e\u0301",
    "%41",
    "\\",
    "529900T8BM49AURSDO55",
    "5299 00t8-bm49.aurs/do55",
    "DE136695977",
    "GR",
    "LEI:",
    "domain :",
    "VAT:",
    "094014201",
)
CODES = {"domain": "NOT_A_DOMAIN", "LEI": "NOT_A_LEI", "VAT": "NOT_A_VAT_NUMBER", "line": "TOO_LONG"}


@pytest.fixture(scope="module")
def page(browser: Browser, portal: Served) -> Iterator[Page]:
    """The page of signing in, which has the policy of all of them."""
    if not (fetching.FOLDER / fetching.WANTED[0]).exists():
        message = "`python -m frontend_stub fetch` was not run: the script of the curve is not here."
        if os.environ.get("PORTAL_REQUIRE_NODE") == "1":
            pytest.fail(message)
        pytest.skip(message)
    shown, faults = people.window(browser).new_page(), list[str]()
    people.watch(shown, faults)
    shown.goto(portal.address + "/login")
    yield shown
    shown.context.close()
    assert faults == []


def work(page: Page, name: str, **given: Any) -> dict[str, Any]:
    """What the worker answers; bytes become base64 on the way."""
    sent = {key: {"base64": _base64(each)} if isinstance(each, bytes) else each for key, each in given.items()}
    answered: dict[str, Any] = page.evaluate(WORK, [name, sent])
    return answered


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_the_points_of_a_browser_are_those_of_python(page: Page) -> None:
    named = [*domains(0, 40), "LEI:529900T8BM49AURSDO55", "VAT:DE136695977"]
    for secret in (group.fresh_number(), (1).to_bytes(32, "little"), (group.ORDER - 1).to_bytes(32, "little")):
        made = work(page, "blinded", keys=named, digest=agreed().digest, secret=secret)["made"]
        assert base64.b64decode(made) == b"".join(blinding.blinded(named, agreed().digest, secret))


@pytest.mark.parametrize(("kind", "typed", "value"), TYPED)
def test_a_customer_is_the_same_in_a_browser(page: Page, kind: Kind, typed: str, value: str) -> None:
    assert page.evaluate(KEY_OF, [[typed, kind]]) == [f"{kind}:{value}"]


@pytest.mark.parametrize(("kind", "typed", "said"), WRONG)
def test_what_is_no_key_is_none_in_a_browser(page: Page, kind: Kind, typed: str, said: str) -> None:
    code = _code(said)
    assert page.evaluate(KEY_OF, [[typed, kind]]) == [code]


def test_no_text_is_one_key_in_a_browser_and_another_in_python(page: Page) -> None:
    """Of domains beyond ASCII that nobody can register, browsers let some pass: those meet nothing."""
    drawn = random.Random(2027)
    texts = ["".join(drawn.choices(PIECES, k=drawn.randint(1, 6))).strip() for _ in range(4_000)]
    given = [(text, kind) for text in texts for kind in Kind]
    found = page.evaluate(KEY_OF, given)
    wrong = [
        (text, key, ours)
        for (text, kind), key in zip(given, found, strict=True)
        if key != (ours := _key(text, kind)) and (text.isascii() or ":" in ours)
    ]
    assert wrong == []
    assert sum(":" in key for key in found) > 200


def _key(text: str, kind: Kind) -> str:
    """The key, or the code that a browser has for the refusal."""
    try:
        return keys.key_of(text, (kind,))
    except errors.Invalid as refused:
        return _code(refused.message)


def _code(said: str) -> str:
    (code,) = {code for word, code in CODES.items() if word in said.partition(":")[0].partition(",")[0]}
    return code


def test_one_side_in_a_browser_and_one_at_the_command_line_find_their_customers(
    page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - it keeps a mark on what it is given
    ours, theirs = [f"customer-{number}.example" for number in range(30)], domains(20, 60)
    terms = agreed()
    made = work(page, "blind", terms=terms.text, list="\n".join([*ours, ours[29], "Acme Ltd"]))["made"]
    assert (made["count"], made["faults"]) == (30, [{"line": 32, "code": "NOT_A_DOMAIN"}])
    state = json.loads(made["state"])
    first, other = wire.read(made["line"], terms.band), blinding.blind(theirs, terms.digest, terms.band)
    assert [key is not None for key in state["order"]].count(True) == 30

    answer = work(page, "answer", state=made["state"], line=wire.written(other.points))["made"]
    assert json.loads(answer["state"])["number"] == "0" * 64
    assert work(page, "answer", state=answer["state"], line=wire.written(other.points))["code"] == "ANSWERED_BEFORE"
    met = comparing.met(blinding.answered(other.number, first), wire.read(answer["line"], terms.band, before=first))
    common = [*ours[20:], ours[29]]
    assert met.count == 10
    assert work(page, "reveal", state=answer["state"], positions=list(met.first))["made"] == common
    assert {request.method for request in sent} <= {"GET"}
    assert {request.post_data for request in sent} <= {None}

    kept = tmp_path / "browser.state"
    kept.write_text(made["state"], encoding="utf-8")
    (tmp_path / "theirs.points").write_text(wire.written(other.points))
    (tmp_path / "positions.json").write_text(json.dumps(met.first))
    assert overlap.answer(state=kept, theirs=tmp_path / "theirs.points", out=tmp_path / "answer") == 0
    assert (tmp_path / "answer").read_text().strip() == answer["line"]
    capsys.readouterr()
    assert overlap.reveal(state=kept, positions=tmp_path / "positions.json", out=None) == 0
    assert capsys.readouterr().out.splitlines() == common


def test_a_browser_refuses_the_points_that_python_refuses(page: Page) -> None:
    secret, good = group.fresh_number(), [group.random_point() for _ in range(4)]
    state = {"number": secret.hex(), "answered": "0" * 64, "order": [0, 1, 2, 3]}
    bad = [bytes.fromhex(each) for kind in NO_POINTS.values() for each in kind]
    bad += [bytes(32), good[0], good[3][:31] + bytes([good[3][31] | 0x80])]
    for point in bad:
        points = [*good[:2], point, good[3]]
        said = work(page, "answer", state=json.dumps(state), line=wire.written(points))
        found = wire.first_bad(points)
        assert found is not None
        assert (said["code"], said["place"]) == (found.fault, found.place)
    for line in ("", "no points", wire.written(good) + "=", wire.written(good[:3])):
        said = work(page, "answer", state=json.dumps(state), line=line)
        assert said["code"] in {"NOT_BASE64URL", "WRONG_COUNT"}


@pytest.mark.parametrize(("count", "code"), [(4, "TOO_FEW"), (1_001, "TOO_MANY")])
def test_a_list_of_another_length_is_refused_in_a_browser(page: Page, count: int, code: str) -> None:
    lines = "\n".join(f"c{number}.example" for number in range(count))
    assert work(page, "blind", terms=agreed(band=Band.UP_TO_1000).text, list=lines)["code"] == code


def test_only_scripts_of_this_site_can_work_apart(page: Page) -> None:
    tried = """
    async (address) => {
      const { worker } = await import(document.querySelector("script[src$='portal.js']").src);
      try { worker(address); return "it works"; } catch (fault) { return fault.message; }
    }
    """
    for address in ("https://evil.example/static/x.js", "/login", "data:text/javascript,1", "//evil.example/static/x"):
        assert page.evaluate(tried, address) == "not a script of this site"


def test_without_the_curve_the_page_hears_that_the_work_cannot_be_done(page: Page) -> None:
    beside = page.context.new_page()
    beside.goto(page.url)
    beside.context.route("**/fetched/**", lambda route: route.abort())
    with pytest.raises(PlaywrightError, match="the worker cannot be loaded"):
        work(beside, "blind", terms=agreed().text, list="")
    beside.context.unroute("**/fetched/**")
    beside.close()
