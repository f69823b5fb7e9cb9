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
PROVIDER_LISTED = say("You have already added this provider with this client ID.")
DOMAIN_LISTED = say("You have already added this domain.")
DOMAIN_TAKEN = say("Another organisation has verified this domain. It must remove the domain there first.")
KEY_TAKEN = say("Another partner already has this external key.")
COMPANY_ENTERED = say("The company has already been added.")
PRODUCT_LISTED = say("There is already a product with this code.")
DEAL_NAMED = say("You already have a deal with this reference.")
SCHEDULE_THERE = say("Another schedule applies on one of these days. End it first.")
FEE_THERE = say("This part of the sale already has its fee.")
PASSKEY_KNOWN = say("This passkey is already registered.")

CLASHES: Mapping[str, Clash] = {
    "one_place": Clash(errors.Invalid, PLACE_TAKEN, ("input", "email")),
    "ix_membership_person": Clash(errors.Invalid, PLACE_TAKEN, ("input", "email")),
    "one_person": Clash(
        errors.Blocked,
        say("Someone with this address joined at the same moment. Try again."),
        ("input", "email"),
    ),
    "one_external_key": Clash(errors.Invalid, KEY_TAKEN, ("input", "value")),
    "pk_import_piece": Clash(errors.Invalid, say("This piece of the file has already arrived."), ("input", "number")),
    "pk_import_mapping": Clash(
        errors.Blocked,
        say("Someone saved a mapping with this name at the same moment. Try again."),
        ("input", "saveAs"),
    ),
    "pk_fact_mapping": Clash(
        errors.Blocked,
        say("Someone saved a mapping with this name at the same moment. Try again."),
        ("input", "saveAs"),
    ),
    "pk_calendar_feed": Clash(
        errors.Blocked, say("Your calendar got an address at the same moment. Check the latest version.")
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
    "ix_contract_draft_source": Clash(errors.Invalid, say("This text has already been imported."), ("input", "text")),
    "one_successor": Clash(
        errors.Blocked, say("A new document has already been uploaded and is waiting for its answer.")
    ),
    "one_at_a_time": Clash(
        errors.Blocked,
        say("Another expectation with this code is in force on some of these days. Replace it with this one."),
    ),
    "uq_metric_owner_id_code_number": Clash(
        errors.Blocked, say("Another version of this definition was created at the same moment. Try again.")
    ),
    "uq_metric_owner_id_sha256": Clash(errors.Invalid, say("This definition already exists.")),
    "one_agreed_card": Clash(
        errors.Blocked, say("Another scorecard was agreed at the same moment. Check the latest version.")
    ),
    "one_exclusive_holder": Clash(
        errors.Blocked,
        say("Part of this scope is no longer free for this whole period."),
        ("input", "boundaryId"),
    ),
    "one_late_crossing": Clash(errors.Blocked, say("The same act was recorded at the same moment. Try again.")),
    "uq_exposure_partner_id_side_counted_source_key_number": Clash(
        errors.Blocked, say("The same order was changed at the same moment. Try again.")
    ),
    "one_open_line": Clash(errors.Blocked, say("There is an open dispute about one of its lines.")),
    "one_open_offer": Clash(
        errors.Blocked, say("Your side made another offer at the same moment. Check the latest version.")
    ),
    "one_protected": Clash(
        errors.Blocked, say("Someone else took part of it at the same moment. Check the latest version.")
    ),
    "uq_product_code": Clash(errors.Invalid, PRODUCT_LISTED, ("input", "code")),
    "pk_sales_quota": Clash(
        errors.Blocked, say("Someone else changed this at the same moment. Check the latest version.")
    ),
    "uq_product_number_partner_id_number": Clash(
        errors.Blocked, say("Someone else changed this at the same moment. Check the latest version.")
    ),
    "uq_overlap_session_partner_id_number": Clash(
        errors.Blocked, say("Another session got this number at the same moment. Try again.")
    ),
    "uq_opportunity_partner_id_number": Clash(
        errors.Blocked, say("Another opportunity got this number at the same moment. Try again.")
    ),
    "uq_dispute_partner_id_number": Clash(
        errors.Blocked, say("Another dispute got this number at the same moment. Try again.")
    ),
    "uq_contract_partner_id_number": Clash(
        errors.Blocked,
        say("Another contract got this number at the same moment. Try again."),
        ("input", "number"),
    ),
}
"""The unique keys that a person can meet, by name; tests/database/test_clashes.py says why nobody meets the others."""


def refusal(name: str | None) -> errors.Refused | None:
    """What to say when this key is met; None for one that nobody can cause."""
    found = CLASHES.get(name or "")
    return found.kind.because(found.sentence, path=found.path) if found else None
