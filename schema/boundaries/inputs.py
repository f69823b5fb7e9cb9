"""What the mutations of a boundary take, and how terms become values of the business."""

from typing import Any

import strawberry

from portal import money
from portal.boundaries.rules.terms import Terms
from schema.boundaries.enums import (
    BoundaryAct,
    BoundaryKind,
    CountedTowards,
    Dealing,
    SalesChannel,
)
from schema.engine.mutations import converts, uuid_of
from schema.engine.scalars import Date
from schema.files.types import InformationClass
from schema.shared.enums import Side
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

BOUNDARY = "The boundary."
DIGEST = "Digest of the terms that the caller read."


@strawberry.input(
    description="Terms that the two sides would agree on. Each kind has only the parameters that name it."
)
class BoundaryTermsInput:
    kind: BoundaryKind = given("Kind or subject.")
    valid_from: Date = given("First day.")
    valid_until: Date | None = optional("Last day; absent if open-ended.")
    contract_id: strawberry.ID | None = optional("The contract that it starts and ends with; both sides see it.")
    clause_key: str | None = optional("Key of the clause that it comes from.")
    wording: str | None = optional("Wording, at most 1,000 characters.")
    regions: list[str] | None = optional("TERRITORY, EXCLUSIVITY: ISO 3166 codes such as `DE` or `DE-BY`; at most 250.")
    products: list[str] | None = optional(
        "TERRITORY, CHANNEL, EXCLUSIVITY: codes of product groups, at most 100; absent for all products."
    )
    channels: list[SalesChannel] | None = optional("CHANNEL: channels through which the partner sells.")
    is_passive_warned: bool | None = optional(
        "TERRITORY, CHANNEL: warn of sales to customers who ask without being approached instead of blocking them."
    )
    dealings: list[Dealing] | None = optional("EXCLUSIVITY: kinds of contracts that it forbids with others.")
    minimum: MoneyInput | None = optional("EXCLUSIVITY: minimum purchases in a year to keep it.")
    limit: MoneyInput | None = optional("CREDIT_LIMIT: the highest amount that can be counted.")
    counted: list[CountedTowards] | None = optional("CREDIT_LIMIT: the amounts that count.")
    orderer: Side | None = optional("CREDIT_LIMIT: the side whose orders count; the partner if absent.")
    classes: list[InformationClass] | None = optional("CONFIDENTIALITY: the information that is protected.")
    nda_contract_id: strawberry.ID | None = optional("CONFIDENTIALITY: the contract that protects it.")


@converts(BoundaryTermsInput)
def _terms(terms: Any, path: tuple[str, ...]) -> Terms:
    given = {name: value for name, value in vars(terms).items() if value is not strawberry.UNSET and value is not None}
    said: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    if "contract_id" in said:
        said["contract_id"] = uuid_of("contract_id", said["contract_id"], (*path, "contractId"))
    if "nda_contract_id" in said:
        said["nda_id"] = uuid_of("contract_id", said.pop("nda_contract_id"), (*path, "ndaContractId"))
    for name in ("limit", "minimum"):
        if name in said:
            said[name] = money.parse(said[name].amount, said[name].currency, path=(*path, name))
    return Terms(**said)


@strawberry.input(description="A new boundary.")
class BoundaryProposeInput:
    partner_id: strawberry.ID | None = optional("The partner; its own people can omit it.")
    terms: BoundaryTermsInput = given("The proposed terms.")
    replaces_id: strawberry.ID | None = optional("The one in force, of the same kind, that ends when this one starts.")
    idempotency_key: str | None = key()


@strawberry.input(description="Terms to replace the current ones.")
class BoundaryReviseInput:
    boundary_id: strawberry.ID = given(BOUNDARY)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given(DIGEST)
    terms: BoundaryTermsInput = given("The proposed terms.")
    idempotency_key: str | None = key()


@strawberry.input(description="Agreement to exactly these terms.")
class BoundaryAgreeInput:
    boundary_id: strawberry.ID = given(BOUNDARY)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given(DIGEST)
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the boundary.")
class BoundaryStepInput:
    boundary_id: strawberry.ID = given(BOUNDARY)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that the other side can read.")
class BoundaryReasonInput:
    boundary_id: strawberry.ID = given(BOUNDARY)
    expected_version: int = given(EXPECTED)
    reason: str = given("1-2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Permission to cross a boundary: for one act, or for each act until a day.")
class BoundaryOverrideInput:
    boundary_id: strawberry.ID = given(BOUNDARY)
    expected_version: int = given(EXPECTED)
    act: BoundaryAct = given("The kind of act that it allows.")
    act_key: str | None = optional("One act: the ID of the deal, order, contract or file.")
    until: Date | None = optional("Each such act until the end of this day, within a year.")
    reason: str = given("1-2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()
