"""Boundaries, the scopes that are given to one alone, what counts towards a limit, and what happened at a boundary."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.access import Side
from portal.acting import Lived, turns_of
from portal.boundaries.rules.acts import ActKind
from portal.boundaries.rules.life import LIFE, Status
from portal.boundaries.rules.terms import Channel, Counted, Dealing, Kind, Terms
from portal.database.base import PartnerOwned, Record, Word, Words, check, many_words, words
from portal.database.policies import CURRENT_PERSON, isolated
from portal.files.rules import InformationClass
from portal.money import Money
from portal.partners.models import Organisation

DIGEST = "~ '^[0-9a-f]{64}$'"
_TERMS = (
    "valid_from, valid_until, contract_id, clause_key, wording, regions, products, channels, is_passive_warned,"
    " dealings, minimum_minor, minimum_currency, limit_minor, limit_currency, counted, orderer, classes, nda_id, binds,"
    " sha256, is_carried, replaces_id"
)
_STEPS = (
    f"version, status, side, proposed_by, proposed_by_name, proposed_at, {_TERMS}, agreed_by, agreed_by_name,"
    " agreed_at, started_at, ended_at, released_by, reason, waiting_on, due_at, due_calendar, updated_at"
)
"""What a step may change: never whose it is, or of which kind."""


def _of_boundary(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["partner_id", "boundary_id"], ["boundary.partner_id", "boundary.id"], name=f"fk_{name}_boundary"
    )


class Boundary(PartnerOwned, Lived, Record):
    """What one side may not do, or not beyond a limit, as both have agreed or are asked to."""

    __tablename__ = "boundary"
    PREFIX = "bnd"
    LIVES: ClassVar[dict[str, str]] = {LIFE.name: "status"}
    AMOUNTS: ClassVar[dict[str, tuple[str, str]]] = {
        "limit": ("limit_minor", "limit_currency"), "minimum": ("minimum_minor", "minimum_currency"),
    }  # fmt: skip
    UNTOLD = Lived.UNTOLD | {"proposed_by", "agreed_by", "zone"}

    kind: Mapped[Kind] = mapped_column(Word(Kind))
    status: Mapped[Status] = mapped_column(Word(Status), default=Status.PROPOSED)
    side: Mapped[Side] = mapped_column(Word(Side))
    """The side that made the current proposal."""
    binds: Mapped[frozenset[Side]] = mapped_column(Words(Side))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    zone: Mapped[str]
    """The zone in which its days begin and end: the company's."""
    contract_id: Mapped[UUID | None]
    clause_key: Mapped[str] = mapped_column(default="")
    is_carried: Mapped[bool] = mapped_column(default=False)
    """It was proposed while its contract was negotiated, and starts with the signature."""
    replaces_id: Mapped[UUID | None]
    """The one that ends when this one starts: another limit in place of a limit."""
    wording: Mapped[str] = mapped_column(default="")
    regions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    products: Mapped[list[str]] = mapped_column(ARRAY(Text))
    channels: Mapped[frozenset[Channel]] = mapped_column(Words(Channel), default=frozenset)
    is_passive_warned: Mapped[bool] = mapped_column(default=False)
    dealings: Mapped[frozenset[Dealing]] = mapped_column(Words(Dealing), default=frozenset)
    minimum_minor: Mapped[int | None]
    minimum_currency: Mapped[str | None]
    limit_minor: Mapped[int | None]
    limit_currency: Mapped[str | None]
    counted: Mapped[frozenset[Counted]] = mapped_column(Words(Counted), default=frozenset)
    orderer: Mapped[Side] = mapped_column(Word(Side), default=Side.PARTNER)
    classes: Mapped[frozenset[InformationClass]] = mapped_column(Words(InformationClass), default=frozenset)
    nda_id: Mapped[UUID | None]
    sha256: Mapped[str]
    """Digest of the terms; agreeing names it."""
    proposed_by: Mapped[UUID]
    proposed_by_name: Mapped[str]
    proposed_at: Mapped[datetime]
    agreed_by: Mapped[UUID | None]
    """Null too where the signatures of the contract agreed to it."""
    agreed_by_name: Mapped[str | None]
    agreed_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    released_by: Mapped[frozenset[Side]] = mapped_column(Words(Side), default=frozenset)
    """The sides that have agreed to end it."""
    reason: Mapped[str] = mapped_column(default="")
    """Reason given with the last step; both sides can read it."""
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_boundary_partner"),
        # The tables of the room of contracts, which lies above, by their names.
        ForeignKeyConstraint(
            ["partner_id", "contract_id"], ["contract.partner_id", "contract.id"], name="fk_boundary_contract"
        ),
        ForeignKeyConstraint(["partner_id", "nda_id"], ["contract.partner_id", "contract.id"], name="fk_boundary_nda"),
        ForeignKeyConstraint(
            ["partner_id", "replaces_id"], ["boundary.partner_id", "boundary.id"], name="fk_boundary_replaces"
        ),
        words("kind", Kind), words("status", Status), words("side", Side), words("orderer", Side),
        many_words("binds", Side), many_words("released_by", Side), many_words("waiting_on", Side),
        many_words("channels", Channel), many_words("dealings", Dealing), many_words("counted", Counted),
        many_words("classes", InformationClass),
        check("binds_somebody", "binds <> '{}'"),
        check("days_are_forward", "valid_until >= valid_from"),
        check("wording_length", "length(wording) <= 1000 AND length(clause_key) <= 200 AND length(reason) <= 2000"),
        check("clause_of_a_contract", "contract_id IS NOT NULL OR (clause_key = '' AND NOT is_carried)"),
        check("digest_of_terms", f"sha256 {DIGEST}"),
        check("lists_are_short", "cardinality(regions) <= 250 AND cardinality(products) <= 100"),
        check("limit_is_money", "(kind = 'CREDIT_LIMIT') = (limit_minor IS NOT NULL)"
              " AND (limit_minor IS NULL) = (limit_currency IS NULL) AND limit_minor >= 0"),
        check("minimum_is_money", "(minimum_minor IS NULL) = (minimum_currency IS NULL)"
              " AND (minimum_minor IS NULL OR (kind = 'EXCLUSIVITY' AND minimum_minor > 0))"),
        check("parameters_of_its_kind",
              "CASE kind WHEN 'TERRITORY' THEN cardinality(regions) > 0 WHEN 'CHANNEL' THEN channels <> '{}'"
              " WHEN 'EXCLUSIVITY' THEN dealings <> '{}' WHEN 'CREDIT_LIMIT' THEN counted <> '{}'"
              " ELSE classes <> '{}' AND nda_id IS NOT NULL END"),
        check("agreed_by_both", "status NOT IN ('AGREED', 'ACTIVE', 'ENDED') OR agreed_at IS NOT NULL"),
        check("waiting_has_a_date", "status <> 'PROPOSED' OR due_at IS NOT NULL OR is_carried"),
        Index("ix_boundary_list", "partner_id", "created_at", "id"),
        Index("ix_boundary_all", "created_at", "id"),
        Index("ix_boundary_contract", "partner_id", "contract_id", postgresql_where="contract_id IS NOT NULL"),
        Index("ix_boundary_biting", "kind", "partner_id", postgresql_where="status = 'ACTIVE'"),
        Index("ix_boundary_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        turns_of("boundary"),
    )  # fmt: skip
    __policies__ = isolated(
        partner_commands=("INSERT", f"UPDATE ({_STEPS})"),
        host_commands=("INSERT", f"UPDATE ({_STEPS})"),
        system_commands=(f"UPDATE ({_STEPS})",),
        own=(("INSERT", f"status = 'PROPOSED' AND side = {{side}} AND proposed_by = {CURRENT_PERSON}"),),
    )

    @property
    def terms(self) -> Terms:
        return Terms(
            kind=self.kind, valid_from=self.valid_from, valid_until=self.valid_until, contract_id=self.contract_id,
            clause_key=self.clause_key, wording=self.wording, regions=tuple(self.regions),
            products=tuple(self.products), channels=tuple(sorted(self.channels)),
            is_passive_warned=self.is_passive_warned,
            dealings=tuple(sorted(self.dealings)), minimum=_money(self.minimum_minor, self.minimum_currency),
            limit=_money(self.limit_minor, self.limit_currency), counted=tuple(sorted(self.counted)),
            orderer=self.orderer, classes=tuple(sorted(self.classes)), nda_id=self.nda_id,
        )  # fmt: skip


def _money(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)


class ExclusiveCell(Record):
    """A part of a scope that one partner alone holds: as long as it is held, nobody else can hold a part that meets it.

    Regions and words are stretches of lines of whole numbers (`rules.terms`), so that the database itself compares them
    without an extension. The constraint spans all partners, so that the holder is no part of its key; whose row is met
    it says to nobody (`database.clashes`).
    """

    __tablename__ = "exclusive_cell"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    holder_id: Mapped[UUID]
    """The partner."""
    boundary_id: Mapped[UUID]
    dealing_from: Mapped[int]
    dealing_to: Mapped[int]
    region_from: Mapped[int]
    region_to: Mapped[int]
    product_from: Mapped[int]
    product_to: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    is_held: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["holder_id", "boundary_id"], ["boundary.partner_id", "boundary.id"], name="fk_exclusive_cell_boundary"
        ),
        Index("ix_exclusive_cell_boundary", "holder_id", "boundary_id"),
        ExcludeConstraint(
            *(
                (text(f"int8range({name}_from, {name}_to, '[]')"), "&&")
                for name in ("dealing", "region", "product")
            ),
            (text("daterange(valid_from, valid_until, '[]')"), "&&"),
            name="one_exclusive_holder",
            using="gist",
            where="is_held",
        ),
    )  # fmt: skip
    __policies__ = isolated(
        owner_column="holder_id",
        partner_commands=("INSERT", "UPDATE (is_held)"),
        host_commands=("INSERT", "UPDATE (is_held)"),
        system_commands=("INSERT", "UPDATE (is_held)"),
    )


class Exposure(PartnerOwned, Record):
    """One change of what counts towards a credit limit; what a key comes to is the sum of its rows, never a column."""

    __tablename__ = "exposure"
    __append_only__ = True

    side: Mapped[Side] = mapped_column(Word(Side))
    """The side that orders."""
    counted: Mapped[Counted] = mapped_column(Word(Counted))
    source_key: Mapped[str]
    """The deal, order or invoice."""
    number: Mapped[int]
    """1 for the first of its key, rising."""
    act: Mapped[ActKind] = mapped_column(Word(ActKind))
    amount_minor: Mapped[int]
    """What it adds or, below zero, takes away, in the currency in which it counts."""
    currency: Mapped[str]
    original_minor: Mapped[int | None]
    original_currency: Mapped[str | None]
    rate: Mapped[str | None]
    rate_source: Mapped[str | None]
    rate_on: Mapped[date | None]
    """What the act came to before it was converted, and by which rate of which day."""
    at: Mapped[datetime]
    by_name: Mapped[str]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_exposure_partner"),
        UniqueConstraint("partner_id", "side", "counted", "source_key", "number"),
        words("side", Side), words("counted", Counted), words("act", ActKind),
        check("source_key_length", "length(source_key) BETWEEN 1 AND 200"),
        check("changes_something", "amount_minor <> 0"),
        check("rate_is_whole", "(original_minor IS NULL) = (original_currency IS NULL)"
              " AND (original_minor IS NULL) = (rate IS NULL) AND (rate IS NULL) = (rate_on IS NULL)"
              " AND (rate IS NULL) = (rate_source IS NULL)"),
        Index("ix_exposure_sum", "partner_id", "side", "counted", "currency"),
    )  # fmt: skip
    __policies__ = isolated(
        partner_commands=("INSERT",), host_commands=("INSERT",), system_commands=("INSERT",)
    )  # fmt: skip


class Override(PartnerOwned, Record):
    """Legal's leave to cross a boundary, with the reason: for one act, or for each until a day. Both sides read it."""

    __tablename__ = "boundary_override"
    __append_only__ = True
    PREFIX: ClassVar[str] = "bov"

    boundary_id: Mapped[UUID]
    act: Mapped[ActKind] = mapped_column(Word(ActKind))
    act_digest: Mapped[str | None]
    """The one act that it is for; its record may be in a world of which the readers of this row know nothing."""
    until: Mapped[date | None]
    reason: Mapped[str]
    by_id: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        _of_boundary("boundary_override"),
        words("act", ActKind),
        check("reason_length", "length(reason) BETWEEN 1 AND 2000"),
        check("one_act_or_a_day", f"(act_digest IS NULL) <> (until IS NULL) AND act_digest {DIGEST}"),
        Index("ix_boundary_override_boundary", "partner_id", "boundary_id", "at"),
    )
    __policies__ = isolated(
        host_commands=("INSERT",), own=(("INSERT", f"by_id = {CURRENT_PERSON}"),),
    )  # fmt: skip


class Crossing(PartnerOwned, Record):
    """That a boundary was crossed: by leave, when the act was done; or without, as facts have told later."""

    __tablename__ = "boundary_crossing"
    __append_only__ = True
    PREFIX: ClassVar[str] = "bcr"

    boundary_id: Mapped[UUID]
    act: Mapped[ActKind] = mapped_column(Word(ActKind))
    act_digest: Mapped[str]
    override_id: Mapped[UUID | None]
    is_late: Mapped[bool]
    """Found in facts, without leave: a breach is opened."""
    at: Mapped[datetime]

    __table_args__ = (
        _of_boundary("boundary_crossing"),
        ForeignKeyConstraint(
            ["partner_id", "override_id"], ["boundary_override.partner_id", "boundary_override.id"],
            name="fk_boundary_crossing_override",
        ),
        words("act", ActKind),
        check("digest", f"act_digest {DIGEST}"),
        check("late_or_by_leave", "is_late = (override_id IS NULL)"),
        Index("one_late_crossing", "partner_id", "boundary_id", "act_digest", unique=True, postgresql_where="is_late"),
        Index("ix_boundary_crossing_boundary", "partner_id", "boundary_id", "at"),
    )  # fmt: skip
    __policies__ = isolated(partner_commands=("INSERT",), host_commands=("INSERT",), system_commands=("INSERT",))
