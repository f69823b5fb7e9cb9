"""What somebody is told whose change met another's in a unique key: the same that the check before it says."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal import errors
from portal.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Clash:
    """The refusal of a unique key."""

    kind: type[errors.Refused]
    sentence: Sentence
    path: errors.Path = ()


PLACE_TAKEN = say("Someone with this address is already a member or already invited.")
PROVIDER_LISTED = say("This provider is in your list already, with this client id.")
DOMAIN_LISTED = say("This domain is in your list already.")
DOMAIN_TAKEN = say("This domain has been proven by another organisation. It has to remove it there first.")
KEY_TAKEN = say("This external key is that of another partner.")
COMPANY_ENTERED = say("The company has been entered already.")
PRODUCT_LISTED = say("A product with this code is in the list already.")
DEAL_NAMED = say("You have written another deal down with this reference already.")
SCHEDULE_THERE = say("Another schedule holds for this on one of these days. End it first.")
FEE_THERE = say("This part of the sale has its fee already.")
PASSKEY_KNOWN = say("This passkey is known already.")

CLASHES: Mapping[str, Clash] = {
    "one_place": Clash(errors.Invalid, PLACE_TAKEN, ("input", "email")),
    "ix_membership_person": Clash(errors.Invalid, PLACE_TAKEN, ("input", "email")),
    "one_person": Clash(
        errors.Blocked,
        say("Somebody with this address came in at the same moment. Please try again."),
        ("input", "email"),
    ),
    "one_external_key": Clash(errors.Invalid, KEY_TAKEN, ("input", "value")),
    "pk_import_piece": Clash(errors.Invalid, say("This piece of the file is here already."), ("input", "number")),
    "pk_import_mapping": Clash(
        errors.Blocked,
        say("A mapping of this name was kept at the same moment. Please try again."),
        ("input", "saveAs"),
    ),
    "pk_fact_mapping": Clash(
        errors.Blocked,
        say("A mapping of this name was kept at the same moment. Please try again."),
        ("input", "saveAs"),
    ),
    "pk_calendar_feed": Clash(
        errors.Blocked, say("Your calendar got an address at the same moment. Please look at it again.")
    ),
    "one_company": Clash(errors.Invalid, COMPANY_ENTERED),
    "one_issuer_and_client": Clash(errors.Invalid, PROVIDER_LISTED, ("input", "issuer")),
    "one_deal": Clash(errors.Invalid, DEAL_NAMED, ("input", "externalId")),
    "one_domain_in_an_organisation": Clash(errors.Invalid, DOMAIN_LISTED, ("input", "domain")),
    "pk_proven_domain": Clash(errors.Invalid, DOMAIN_TAKEN, ("input", "domainId")),
    "one_schedule": Clash(errors.Blocked, SCHEDULE_THERE),
    "one_fee": Clash(errors.Blocked, FEE_THERE, ("input", "product")),
    "uq_passkey_credential_id": Clash(errors.Invalid, PASSKEY_KNOWN, ("credential",)),
    "uq_mediator_key_credential_id": Clash(errors.Invalid, PASSKEY_KNOWN, ("credential",)),
    "ix_contract_draft_source": Clash(errors.Invalid, say("This text has been imported already."), ("input", "text")),
    "one_successor": Clash(errors.Blocked, say("A new one has been brought already, and waits for its answer.")),
    "one_at_a_time": Clash(
        errors.Blocked,
        say("Another expectation with this code is in force on some of these days. Let this one take its place."),
    ),
    "uq_metric_owner_id_code_number": Clash(
        errors.Blocked, say("Another version of this definition came at the same moment. Please try again.")
    ),
    "uq_metric_owner_id_sha256": Clash(errors.Invalid, say("This definition is already in the list.")),
    "one_agreed_card": Clash(
        errors.Blocked, say("Another scorecard was agreed at the same moment. Please look at it again.")
    ),
    "one_exclusive_holder": Clash(
        errors.Blocked,
        say("A part of this scope is not free for the whole of this time any more."),
        ("input", "boundaryId"),
    ),
    "one_late_crossing": Clash(
        errors.Blocked, say("The same act was written down at the same moment. Please try again.")
    ),
    "uq_exposure_partner_id_side_counted_source_key_number": Clash(
        errors.Blocked, say("The same order was changed at the same moment. Please try again.")
    ),
    "one_open_line": Clash(errors.Blocked, say("There is an open dispute about one of its lines.")),
    "one_open_offer": Clash(
        errors.Blocked, say("Your side made another offer at the same moment. Please look at it again.")
    ),
    "one_protected": Clash(
        errors.Blocked, say("Somebody else took a part of it at the same moment. Please look at it again.")
    ),
    "uq_product_code": Clash(errors.Invalid, PRODUCT_LISTED, ("input", "code")),
    "pk_sales_quota": Clash(
        errors.Blocked, say("Somebody changed the same at the same moment. Please look at it again.")
    ),
    "uq_product_number_partner_id_number": Clash(
        errors.Blocked, say("Somebody changed the same at the same moment. Please look at it again.")
    ),
    "uq_overlap_session_partner_id_number": Clash(
        errors.Blocked, say("Another session got this number at the same moment. Please try again.")
    ),
    "uq_opportunity_partner_id_number": Clash(
        errors.Blocked, say("Another opportunity got this number at the same moment. Please try again.")
    ),
    "uq_dispute_partner_id_number": Clash(
        errors.Blocked, say("Another dispute got this number at the same moment. Please try again.")
    ),
    "uq_contract_partner_id_number": Clash(
        errors.Blocked,
        say("Another contract got this number at the same moment. Please try again."),
        ("input", "number"),
    ),
}
"""The unique keys that a person can meet, by name; tests/database/test_clashes.py says why nobody meets the others."""


def refusal(name: str | None) -> errors.Refused | None:
    """What to say when this key is met; None for one that nobody can cause."""
    found = CLASHES.get(name or "")
    return found.kind.because(found.sentence, path=found.path) if found else None
