"""The first command of the README: it starts, says where and for whom, answers, and leaves nothing behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import patience
from tests.database.portals import eventually

TOP = Path(__file__).resolve().parents[2]
QUERY = """query($after: String) { contracts(first: 15, after: $after, orderBy: {field: TITLE, direction: ASC}) {
  nodes { number title kind status startsOn endsOn value { amount currency } waitingOn signedBy
          partner { name kinds country status stage } versions(last: 20) { number digest }
          rounds(last: 20) { number side status message changes { text status reason } } }
  pageInfo { hasNextPage endCursor }
} }"""
PROMISES = (
    "{ measurements(first: 100) { nodes { obligor status ordinal excluded } } }",
    "{ breaches(first: 20) { nodes { obligor status } } }",
    "{ scorecards(first: 10) { nodes { obligor rank { place of } history(last: 8) { standing } } } }",
    """{ disputes(first: 30) { nodes { title claimant level status isAppealed evidence { kind }
         lines(first: 5) { nodes { decision } } offers { side status } mediators { name status } remedies { status }
         preventions { status } } } }""",
    "{ boundaries(first: 10) { nodes { kind crossings(first: 5) { nodes { act isLate } } } } }",
    """{ fees(first: 20) { nodes { orderReference status isDisputed balance { amount } disputedIn
         schedule { contractDigest } } } }""",
    "{ directDeals(first: 5) { nodes { status customer { name } } } }",
    "{ overlapSessions(first: 5) { nodes { status author } } }",
    "{ expectations(first: 50) { nodes { code obligor status } } }",
)


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="entente-start-"))
    folder.chmod(0o755)
    yield folder
    home = folder / "postgres"
    if home.is_symlink():
        shutil.rmtree(home.resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def started(data_dir: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """The process, its address and the password it printed; it has ended after the block, whatever happens in it."""
    command = [sys.executable, "-m", "portal", "demo", "--port", "0", *arguments]
    environment = {**os.environ, "PORTAL_DATA_DIR": str(data_dir)}
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout
            printed = ""
            while "Ctrl-C" not in printed:
                line = process.stdout.readline()
                assert line, printed
                printed += line
            address, password = re.search(r"http://\S+", printed), re.search(r"account: (\S+)", printed)
            assert address
            assert password
            yield process, address[0], password[1]
        finally:
            ended(process, signal.SIGINT)


def ended(process: subprocess.Popen[str], sign: signal.Signals) -> float:
    begun = time.monotonic()
    process.send_signal(sign)
    process.wait(timeout=patience.SECONDS)
    return time.monotonic() - begun


def running_for(data_dir: Path) -> list[str]:
    """Processes whose command line names the data folder or the home it leads to."""
    places = {str(data_dir), str((data_dir / "postgres").resolve())}
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and entry.name != str(os.getpid()):
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if any(place in line for place in places):
                found.append(line)
    return found


@contextmanager
def head_of_legal(address: str, password: str) -> Iterator[httpx.Client]:
    """Signed in."""
    with httpx.Client(base_url=address, headers={"origin": address}, timeout=patience.SECONDS) as client:
        signed_in = client.post("/auth/session", json={"email": "leonie@larkfield.example", "password": password})
        assert signed_in.status_code == 204
        yield client


def contracts(address: str, password: str) -> str:
    """All that the head of legal sees, without ids and times; by numbers, as some were changed at one moment."""
    with head_of_legal(address, password) as client:
        found, page = list[dict[str, object]](), {"hasNextPage": True, "endCursor": None}
        while page["hasNextPage"]:
            asked = {"query": QUERY, "variables": {"after": page["endCursor"]}}
            contracts = client.post("/graphql", json=asked).json()["data"]["contracts"]
            found, page = found + contracts["nodes"], contracts["pageInfo"]
    return json.dumps(sorted(found, key=lambda each: str(each["number"])), sort_keys=True)


@dataclass(frozen=True)
class First:
    """The demonstration's first start: what it showed, how many of an idle machine's seconds it took to stop, and what
    was left running then."""

    data_dir: Path
    password: str
    contracts: str
    promises: dict[str, list[dict[str, Any]]]
    login_status: int
    stopping: float
    left: list[str]


@pytest.fixture(scope="module")
def first(data_dir: Path) -> First:
    with started(data_dir) as (process, address, password):
        seen = contracts(address, password)
        with head_of_legal(address, password) as client:
            told = [client.post("/graphql", json={"query": query}).json()["data"] for query in PROMISES]
        login = httpx.get(f"{address}/login", timeout=patience.SECONDS)
        stopping = ended(process, signal.SIGTERM) / patience.slowness()
    eventually(lambda: running_for(data_dir) == [])
    promises = {name: found["nodes"] for each in told for name, found in each.items()}
    return First(data_dir, password, seen, promises, login.status_code, stopping, running_for(data_dir))


def test_the_demonstration_starts_answers_stops_within_five_seconds_and_leaves_nothing_running(first: First) -> None:
    seen = json.loads(first.contracts)
    assert len(seen) == 32
    assert {one["status"] for one in seen} == {
        "DRAFT", "IN_REVIEW", "IN_NEGOTIATION", "AGREED", "IN_APPROVAL", "OUT_FOR_SIGNATURE", "SIGNED", "ACTIVE",
        "SUSPENDED", "NOTICE_GIVEN", "EXPIRED", "SUPERSEDED", "TERMINATED", "WITHDRAWN",
    }  # fmt: skip
    assert first.login_status == 200
    assert first.stopping < 5
    assert first.left == []


def test_the_sample_data_are_made_once_and_are_the_same_when_made_anew(first: First) -> None:
    with started(first.data_dir) as (_, address, password):
        assert (contracts(address, password), password) == (first.contracts, first.password)
    with started(first.data_dir, "--reset") as (_, address, password):
        assert contracts(address, password) == first.contracts


def test_two_years_of_promises_have_been_kept_missed_contested_restated_and_cured(first: First) -> None:
    values, breaches = first.promises["measurements"], first.promises["breaches"]
    assert {(one["obligor"], one["status"]) for one in values} == {
        *((side, status) for side in ("HOST", "PARTNER") for status in ("COLLECTING", "PROVISIONAL", "FINAL")),
        ("HOST", "INSUFFICIENT_DATA"), ("PARTNER", "CONTESTED"), ("PARTNER", "RESTATED"), ("HOST", "DISPUTED"),
    }  # fmt: skip
    assert [one["ordinal"] for one in values if one["ordinal"] > 1] == [2]
    assert sorted(one["excluded"] for one in values if one["excluded"]) == [1, 1]
    assert sorted((one["obligor"], one["status"]) for one in breaches) == [
        ("HOST", "CORRECTIVE_ACTION"), ("HOST", "UNCURED"), ("PARTNER", "CORRECTIVE_ACTION"),
        ("PARTNER", "CORRECTIVE_ACTION"), ("PARTNER", "CURED"), ("PARTNER", "REMEDIED"), ("PARTNER", "UNCURED"),
    ]  # fmt: skip


def test_disputes_stand_wherever_one_can_wait_for_somebody_and_drafts_are_their_sides_own(first: First) -> None:
    seen = first.promises["disputes"]
    assert sorted((one["status"], one["claimant"]) for one in seen) == [
        ("AWAITING_RESPONSE", "HOST"), ("CLOSED", "HOST"), ("DECIDED", "PARTNER"), ("ESCALATED", "HOST"),
        ("ESCALATED", "HOST"), ("ESCALATED", "PARTNER"), ("ESCALATED", "PARTNER"), ("EXTERNAL", "PARTNER"),
        ("INADMISSIBLE", "PARTNER"), ("INFO_REQUESTED", "PARTNER"), ("LAPSED", "PARTNER"), ("MEDIATION", "HOST"),
        ("NEGOTIATION", "HOST"), ("NEGOTIATION", "PARTNER"), ("REMEDY", "PARTNER"), ("RESOLVED", "PARTNER"),
        ("SUBMITTED", "HOST"), ("SUBMITTED", "PARTNER"), ("SUBMITTED", "PARTNER"), ("WITHDRAWN", "PARTNER"),
    ]  # fmt: skip
    by_status = {one["status"]: one for one in seen if one["claimant"] == "PARTNER" or one["status"] == "CLOSED"}
    assert by_status["EXTERNAL"]["level"] == 4
    assert [(each["side"], each["status"]) for each in by_status["NEGOTIATION"]["offers"]] == [
        ("PARTNER", "SUPERSEDED"), ("HOST", "OPEN"),
    ]  # fmt: skip
    assert [each["status"] for each in by_status["REMEDY"]["remedies"]] == ["OPEN", "CLAIMED"]
    assert [each["status"] for each in by_status["CLOSED"]["preventions"]] == ["EFFECTIVE"]
    assert len(by_status["NEGOTIATION"]["evidence"]) == 2


def test_disputes_are_decided_appealed_mediated_and_go_on_where_a_remedy_failed(first: First) -> None:
    seen = {one["title"]: one for one in first.promises["disputes"]}
    decided, appealed = seen["Allowance for demonstration units"], seen["Who found the laboratory in Sendai"]
    assert [each["decision"] for each in decided["lines"]["nodes"]] == ["FOUNDED", "UNFOUNDED"]
    assert [each["decision"] for each in appealed["lines"]["nodes"]] == ["UNFOUNDED"]
    assert (appealed["status"], appealed["level"], appealed["isAppealed"]) == ("ESCALATED", 2, True)
    mediated, failed = seen["Whether a shop on the net counts"], seen["Weekends that nobody worked"]
    assert [(each["name"], each["status"]) for each in mediated["mediators"]] == [("Noor Sample", "SERVING")]
    assert (failed["status"], failed["level"]) == ("ESCALATED", 1)
    assert [each["status"] for each in failed["remedies"]] == ["FAILED"]


def test_the_company_sells_itself_too(first: First) -> None:
    assert [(one["customer"]["name"], one["status"]) for one in first.promises["directDeals"]] == [
        ("Sample Paper AG", "OPEN"), ("Sample Power Oyj", "OPEN"), ("Sample Ceramics S.p.A.", "WON"),
    ]  # fmt: skip


def test_each_card_has_a_past_and_a_place_and_boundaries_were_crossed(first: First) -> None:
    cards = first.promises["scorecards"]
    assert sorted(one["rank"]["place"] for one in cards if one["rank"]) == [1, 2, 3, 4, 5]
    standings = {each["standing"] for one in cards for each in one["history"]}
    assert standings >= {"FAIR", "GOOD", "EXCELLENT"}
    crossed = {one["kind"]: one["crossings"]["nodes"] for one in first.promises["boundaries"]}
    assert crossed == {
        "TERRITORY": [{"act": "OFFER", "isLate": True}, {"act": "OFFER", "isLate": False}],
        "CREDIT_LIMIT": [{"act": "ORDER", "isLate": False}], "CHANNEL": [], "EXCLUSIVITY": [], "CONFIDENTIALITY": [],
    }  # fmt: skip


def test_fees_are_held_approved_paid_owed_back_and_in_dispute_and_some_by_what_both_have_signed(first: First) -> None:
    seen = {one["orderReference"]: one for one in first.promises["fees"]}
    assert {order: (one["status"], one["balance"]["amount"]) for order, one in seen.items()} == {
        "PO 7781": ("HELD", "750.00"), "PO 8000": ("PAID", "-240.00"), "PO 8001": ("PAID", "0.00"),
        "PO 8002": ("APPROVED", "880.00"), "PO 8003": ("HELD", "625.00"), "PO 8004": ("APPROVED", "700.00"),
        "PO 8005": ("ACCRUED", "930.00"), "PO 8006": ("ACCRUED", "800.00"), "PO 8007": ("HELD", "1480.00"),
        "PO 8008": ("ACCRUED", "800.00"),
    }  # fmt: skip
    disputed = {order for order, one in seen.items() if one["isDisputed"] and one["disputedIn"]}
    signed = {order for order, one in seen.items() if one["schedule"]["contractDigest"]}
    assert (disputed, signed) == ({"PO 8003"}, {"PO 8001", "PO 8002", "PO 8007"})


def test_registrations_are_to_be_decided_in_time_and_common_customers_are_looked_for(first: First) -> None:
    codes = {one["code"]: (one["obligor"], one["status"]) for one in first.promises["expectations"]}
    assert codes["registrations.in_time"] == ("HOST", "ACTIVE")
    assert first.promises["overlapSessions"] == [{"status": "PROPOSED", "author": "PARTNER"}]
