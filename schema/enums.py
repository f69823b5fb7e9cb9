"""The words of the business as GraphQL enumerations."""

from enum import StrEnum
from typing import Any

import strawberry

from auth.federation import rules as federation_rules
from auth.server import models as server
from portal import access
from portal.contracts import documents, redline, rules, terms
from portal.machine import Machine
from portal.partners import membership
from portal.partners import rules as partner_rules

OPEN = "More values may be added."


def _enum(words: type[StrEnum], name: str, description: str) -> Any:
    return strawberry.enum(words, name=name, description=description)


Side = _enum(access.Side, "Side", "A side of the relationship: the company (HOST) or the partner.")
Role = _enum(access.Role, "Role", f"What a person may do in their organisation. {OPEN}")
PartnerKind = _enum(partner_rules.Kind, "PartnerKind", f"What an organisation is to the company. {OPEN}")
AccountStatus = _enum(partner_rules.AccountStatus, "AccountStatus", f"Life of a partner's account. {OPEN}")
Stage = _enum(partner_rules.Stage, "RelationshipStage", f"How near the relationship is. {OPEN}")
ProviderAuthentication = _enum(
    federation_rules.Authentication, "ProviderAuthentication", "How the portal proves itself to an identity provider."
)
SignatureAlgorithm = _enum(federation_rules.Algorithm, "SignatureAlgorithm", f"An asymmetric signature. {OPEN}")
ContractStatus = _enum(rules.Status, "ContractStatus", f"Life of a contract. {OPEN}")
ContractKind = _enum(rules.Kind, "ContractKind", f"What a contract is about. {OPEN}")
RoundStatus = _enum(rules.RoundStatus, "RoundStatus", f"Life of a negotiation round. {OPEN}")
ChangeStatus = _enum(rules.ChangeStatus, "ChangeStatus", f"What became of a proposed change. {OPEN}")
Renewal = _enum(terms.Renewal, "Renewal", "What happens at the end of the term.")
ChangeOperation = _enum(documents.Operation, "ChangeOperation", "What a change does to the text or the terms.")
DiffKind = _enum(redline.Kind, "DiffKind", "What became of a clause between two versions.")
SegmentKind = _enum(redline.Op, "SegmentKind", "Whether words stayed, came in or went out.")
ClientAuthentication = _enum(
    server.ClientAuthentication, "ClientAuthentication", f"How a program proves that it is the one registered. {OPEN}"
)


def _actions() -> type[StrEnum]:
    """Every step of the tables that a person may take, as one enumeration; a round's steps end in _ROUND."""
    steps = [*rules.LIFE.steps, *rules.ROUND.steps]
    names = [action_name(step.action, of_round=step in rules.ROUND.steps) for step in steps if not step.by_clock]
    return StrEnum("ContractAction", {name: name for name in dict.fromkeys(names)})  # type: ignore[return-value]


def action_name(action: str, *, of_round: bool) -> str:
    """giveNotice -> GIVE_NOTICE; submit of a round -> SUBMIT_ROUND."""
    snake = "".join(f"_{letter}" if letter.isupper() else letter for letter in action).upper()
    return f"{snake}_ROUND" if of_round else snake


ContractActionName = _actions()
ContractAction = _enum(ContractActionName, "ContractAction", f"A step somebody can take. {OPEN}")


def _steps(name: str, *machines: Machine[Any, Any]) -> type[StrEnum]:
    """Every step of the tables that a person may take through the API, as one enumeration."""
    steps = [step for machine in machines for step in machine.steps if not step.by_clock]
    names = dict.fromkeys(action_name(step.action, of_round=False) for step in steps)
    return StrEnum(name, {each: each for each in names})  # type: ignore[return-value]


MemberActionName = _steps("MemberAction", membership.MEMBERSHIP)
PartnerActionName = _steps("PartnerAction", partner_rules.ACCOUNT, partner_rules.RELATIONSHIP)
AuthorityActionName = _steps("SigningAuthorityAction", membership.AUTHORITY)
MemberAction = _enum(MemberActionName, "MemberAction", f"A step of somebody's place in an organisation. {OPEN}")
PartnerAction = _enum(PartnerActionName, "PartnerAction", f"A step of a partner's account or relationship. {OPEN}")
AuthorityAction = _enum(AuthorityActionName, "SigningAuthorityAction", f"A step of an authority to sign. {OPEN}")
MembershipStatus = _enum(
    partner_rules.MembershipStatus, "MembershipStatus", f"Life of somebody's place in an organisation. {OPEN}"
)
AuthorityStatus = _enum(membership.AuthorityStatus, "SigningAuthorityStatus", f"Life of an authority to sign. {OPEN}")


@strawberry.enum(description="Sort direction.")
class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"
