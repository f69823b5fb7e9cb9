"""Opportunities as tests find them: in any status, with what it implies; and all of one partner's world."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal import canonical, ids
from portal.access import Side
from portal.acting import Lived
from portal.boundaries.rules.terms import point, stretch
from portal.contracts.models import Contract
from portal.contracts.rules import Status as ContractStatus
from portal.journal import Entry
from portal.opportunities import queries
from portal.opportunities.customers.identity import KeyKind
from portal.opportunities.models import (
    Arrival,
    ConflictCase,
    ConflictRival,
    CustomerKey,
    EndCustomer,
    EngagementRules,
    Opportunity,
    OverlapLog,
    OverlapMessage,
    OverlapSession,
    Product,
    ProtectionCell,
    SalesQuota,
)
from portal.opportunities.operations.registering import NOTHING_YET
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.comparing import Mode
from portal.opportunities.overlap.keys import Kind
from portal.opportunities.rules import opportunity as life
from portal.opportunities.rules import publishing
from portal.opportunities.rules.engagement import Rule
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.overlap import ENDED as OVERLAP_ENDED
from portal.opportunities.rules.overlap import LIFE as OVERLAP
from portal.opportunities.rules.overlap import MessageKind, Overlap, OverlapStatus
from portal.opportunities.rules.statuses import (
    ENDED,
    WINDOW,
    CellStatus,
    LossReason,
    OpportunityStatus,
    RejectionCode,
    Source,
    Stage,
)
from portal.partners.models import Membership, Organisation
from tests.moment import NOW
from tests.opportunities import direct, suggested

S = OpportunityStatus
SEEN: dict[str, tuple[int | None, ...]] = {
    "opportunity": (2, 2, 4, 4, 6, None),
    "opportunity_arrival": (1, 1, 4, 4, 4, None),
    "product": (2, 2, 2, 2, 2, None),
    "end_customer": (None, None, 2, 2, 2, None),
    "customer_key": (None, None, 2, 2, 2, None),
    "protection_cell": (None, 1, 4, 4, 4, None),
    "conflict_case": (None, 1, 2, 2, 2, None),
    "conflict_rival": (None, 2, 4, 4, 4, None),
    "overlap_session": (1, 1, 2, 0, 2, None),
    "overlap_message": (2, 2, 4, 0, 6, None),
    "overlap_log": (1, 1, 2, 2, 2, None),
    "sales_quota": (0, 2, 2, 2, 2, None),
    "rules_of_engagement": (3, 3, 3, 3, 3, None),
    **suggested.SEEN,
    **direct.SEEN,
}
NODES = {
    "opp": "opportunity", "cfl": "conflict_case", "ovl": "overlap_session", "ovg": "overlap_log",
    **suggested.NODES, **direct.NODES,
}  # fmt: skip
PRODUCT, REGION, DAY = "GTX-PRO", "DE", date(2026, 5, 29)
UNFILED = frozenset({S.DRAFT, S.OFFERED, S.DECLINED})
GUARDED = frozenset({S.PROTECTED, S.WON, S.LOST, S.EXPIRED})
TOLD = frozenset({OverlapStatus.COUNTED, OverlapStatus.REVEALED})
ANSWERED = TOLD | {OverlapStatus.ANSWERED}
SENT = ANSWERED | {OverlapStatus.SENT}
AGREED = SENT | {OverlapStatus.AGREED}
_numbers = iter(range(1, 1_000_000))


def opportunity(partner: Organisation, company: Organisation, **columns: Any) -> Opportunity:
    """Registered by the partner for Hartmann Werke in Germany, as its status implies."""
    status: OpportunityStatus = columns.get("status", S.SUBMITTED)
    values: dict[str, Any] = {
        **dict.fromkeys(NOTHING_YET), "partner_id": partner.id, "id": ids.new(), "version": 1,
        "number": f"O-2026-{next(_numbers):06}", "author": Side.PARTNER, "source": Source.REGISTERED,
        "customer_name": "Hartmann Werke GmbH", "customer_country": "DE", "customer_domain": "", "customer_lei": "",
        "customer_vat": "", "customer_register": "", "customer_keys": ["NAME:DE hartmannwerke"],
        "products": [PRODUCT], "regions": [REGION], "text": "", "stage": Stage.LEAD, "estimate_minor": 48_000_00,
        "estimate_currency": "EUR", "expected_close_on": DAY, "status": status, "stood": [], "extensions": 0,
        "extension_text": "", "warned": 0, "order_reference": "", "note": "", "company_id": company.id,
        "created_by": ids.new(), "created_at": NOW, "updated_at": NOW, **_so_far(status),
    }  # fmt: skip
    values |= columns
    if "waiting_on" not in columns:
        deadline = LIFE.deadlines.get(status)
        asked = life.Opportunity(
            status=status, author=values["author"], extension_asked_at=values["extension_asked_at"]
        )  # fmt: skip
        values["waiting_on"] = deadline.waiting_on(asked) if deadline else frozenset()
    return Opportunity(**values)


def _so_far(status: OpportunityStatus) -> dict[str, Any]:
    """What has happened to one in this status."""
    filed = {
        "shown_at": NOW, "filed_at": NOW, "filed_number": next(_numbers), "filed_by_name": "Kim", "placed_at": NOW,
        "receipt_sha256": "0" * 64,
    }  # fmt: skip
    found: dict[str, Any] = {} if status in UNFILED | {S.WITHDRAWN} else dict(filed)
    if status in {S.OFFERED, S.DECLINED}:
        found |= {"shown_at": NOW, "author": Side.HOST, "source": Source.OFFERED}
    if status in GUARDED:
        found |= {"protected_at": NOW, "ends_at": NOW + WINDOW}
    due = {
        S.OFFERED: NOW + timedelta(days=7), S.SUBMITTED: NOW + timedelta(days=2), S.CONFLICT: NOW + timedelta(days=7),
        S.INFO_REQUESTED: NOW + timedelta(days=14), S.PROTECTED: NOW + WINDOW - timedelta(days=14),
    }.get(status)  # fmt: skip
    match status:
        case S.INFO_REQUESTED:
            found["stood"] = [{"since": NOW.isoformat(), "until": None}]
        case S.WON:
            found |= {
                "order_reference": "PO 4711", "won_on": NOW.date(), "value_minor": 45_000_00, "value_currency": "EUR"
            }  # fmt: skip
        case S.LOST:
            found["loss_reason"] = LossReason.PRICE
        case S.REJECTED:
            found |= {"rejection": RejectionCode.EARLIER_REGISTRATION, "older_right_on": NOW.date()}
    return found | {"due_at": due, "ended_at": NOW if status in ENDED else None}


def customer(name: str = "Hartmann Werke GmbH", **columns: Any) -> EndCustomer:
    made = ids.new()
    values = {
        "id": made, "place": point(str(made))[0], "name": name, "country": "DE", "heads": ["hart", "werk"],
        "made_at": NOW, **columns,
    }  # fmt: skip
    return EndCustomer(**values)


def cell(of: Opportunity, place: int, **columns: Any) -> ProtectionCell:
    """What it holds of a customer: its first product in its first region, for ever."""
    product, region = of.products[0], of.regions[0]
    first, last = stretch(region)
    values = {
        "id": ids.new(), "holder_id": of.partner_id, "opportunity_id": of.id, "customer": place, "product": product,
        "product_at": point(product)[0], "region": region, "region_from": first, "region_to": last,
        "begins_at": NOW, "ends_at": None, "status": CellStatus.HELD, **columns,
    }  # fmt: skip
    return ProtectionCell(**values)


def stretched(region: str) -> dict[str, int]:
    """A region as the columns of a cell."""
    first, last = stretch(region)
    return {"region_from": first, "region_to": last}


def entry_of(made: Opportunity) -> Entry:
    """The row of the journal that tells that it came in."""
    return Entry(
        partner_id=made.partner_id, id=ids.new(), record_type="opp", record_id=made.id, about_type=None, about_id=None,
        event="opportunity.registered", at=NOW, by_id=ids.NIL, by_name="", side=Side.PARTNER, is_system=False,
        is_published=True, note="", changes=[],
    )  # fmt: skip


async def rules(make: Any, **columns: Any) -> EngagementRules:
    """The next version of the rules of engagement, the order turned round each time."""
    newest: EngagementRules = (await make.session.scalars(queries.newest_engagement_rules())).one()
    number, day = newest.number + 1, max(newest.valid_from, NOW.date()) + timedelta(days=1)
    order = [Rule(each) for each in reversed(newest.rules)]
    written = publishing.document(number, order, day)
    values = {
        "id": ids.new(), "number": number, "valid_from": day, "rules": [each.value for each in order],
        "document": written, "sha256": canonical.sha256(written), "published_by_name": "Lee", "published_at": NOW,
        **columns,
    }  # fmt: skip
    made = EngagementRules(**values)
    await make.add(made)
    return made


def product(code: str = PRODUCT, **columns: Any) -> Product:
    values = {
        "id": ids.new(), "version": 1, "code": code, "name": "GTX Pro", "made_by_name": "Alex", "made_at": NOW,
        "ended_at": None, **columns,
    }  # fmt: skip
    return Product(**values)


def overlap(partner: Organisation, company: Organisation, **columns: Any) -> OverlapSession:
    """Proposed by the partner, as its status implies."""
    status: OverlapStatus = columns.get("status", OverlapStatus.PROPOSED)
    both, is_agreed = frozenset(Side), status in AGREED
    values: dict[str, Any] = {
        "partner_id": partner.id, "id": ids.new(), "version": 1, "number": f"OVL-2026-{next(_numbers):06}",
        "author": Side.PARTNER, "purpose": "Visit common customers together.", "kinds": frozenset({Kind.DOMAIN}),
        "band": Band.UP_TO_1000, "mode": Mode.ROWS, "terms": "{}", "terms_sha256": "0" * 64,
        "expires_at": NOW + timedelta(days=7), "status": status, "agreed_at": NOW if is_agreed else None,
        "agreed_by_name": "Sam" if is_agreed else None, "disclosed": frozenset(), "company_id": company.id,
        "sent": both if status in SENT else frozenset(), "answered": both if status in ANSWERED else frozenset(),
        "shown": "135" if status in TOLD else None, "company_owner_id": None, "partner_owner_id": None,
        "created_by": ids.new(), "created_by_name": "Paula", "created_at": NOW, "updated_at": NOW,
        "ended_at": NOW if status in OVERLAP_ENDED else None, "due_calendar": None,
        "due_at": None if status in OVERLAP_ENDED else NOW + timedelta(days=7), **columns,
    }  # fmt: skip
    if "waiting_on" not in columns:
        names = ("status", "author", "mode", "expires_at", "sent", "answered", "disclosed")
        deadline = OVERLAP.deadlines.get(status)
        at = Overlap(**{name: values[name] for name in names})
        values["waiting_on"] = deadline.waiting_on(at) if deadline else frozenset()
    return OverlapSession(**values)


async def _overlapping(make: Any, partner: Organisation, company: Organisation, **owners: Any) -> None:
    """A session in which both have sent, the partner has answered, and a log of it."""
    made = overlap(partner, company, status=OverlapStatus.SENT, answered=frozenset({Side.PARTNER}), **owners)
    await make.add(made)
    sent = ((Side.HOST, MessageKind.POINTS), (Side.PARTNER, MessageKind.POINTS), (Side.PARTNER, MessageKind.ANSWER))
    await make.add(
        *(
            OverlapMessage(
                partner_id=partner.id, id=ids.new(), session_id=made.id, side=side, kind=kind, text="", at=NOW
            )
            for side, kind in sent
        ),
        OverlapLog(
            partner_id=partner.id, id=ids.new(), session_id=made.id, number=made.number, status=made.status,
            purpose=made.purpose, kinds=made.kinds, band=made.band, mode=made.mode, terms_sha256=made.terms_sha256,
            shown=None, by_name="Paula", at=NOW,
        ),
    )  # fmt: skip


async def world(make: Any, partner: Organisation, owner: Membership, admin: Membership) -> None:
    """A draft of each side, and a registration that meets another, in one partner's world."""
    company = await make.company()
    found = select(Contract).where(Contract.partner_id == partner.id, Contract.status == ContractStatus.ACTIVE)
    contract = (await make.session.scalars(found)).one()
    owners = {"company_owner_id": owner.id, "partner_owner_id": admin.id}
    filed = opportunity(partner, company, status=S.CONFLICT, contract_id=contract.id, **owners)
    drafts = [opportunity(partner, company, status=S.DRAFT, author=side) for side in Side]
    known = customer()
    await make.add(filed, *drafts, known)
    met = ConflictCase(
        partner_id=partner.id, id=ids.new(), opportunity_id=filed.id, customer=known.place, rules_version=1,
        verdicts=[], found_at=NOW, outcome=None, decided_by=None, decided_by_name=None, decided_at=None,
    )  # fmt: skip
    await make.add(
        Arrival(partner_id=partner.id, id=ids.new(), opportunity_id=filed.id, at=NOW),
        CustomerKey(id=ids.new(), customer_id=known.id, kind=KeyKind.NAME, value="DE hartmannwerke"),
        cell(filed, known.place, status=CellStatus.ENDED, ends_at=NOW), met,
    )  # fmt: skip
    await make.add(
        ConflictRival(
            partner_id=partner.id, id=ids.new(), conflict_id=met.id, rival_partner_id=partner.id, rival_id=filed.id,
            filed_on=NOW.date(), status=CellStatus.HELD, products=[PRODUCT], regions=[REGION],
        )
    )  # fmt: skip
    quota = SalesQuota(partner_id=owner.partner_id, id=owner.id, made_by_name="", made_at=NOW)
    await rules(make)
    await _overlapping(make, partner, company, **owners)
    sold = product(f"P-{partner.id.hex[-6:]}")
    await make.add(sold, quota)
    await direct.world(make, owner, met)
    await suggested.world(make, filed, known, sold)


def _bare() -> Lived:
    return opportunity(Organisation(id=ids.new()), Organisation(id=ids.new()))


def _bare_overlap() -> Lived:
    return overlap(Organisation(id=ids.new()), Organisation(id=ids.new()))


RECORDS = {LIFE.name: _bare, OVERLAP.name: _bare_overlap, **suggested.RECORDS, **direct.RECORDS}
