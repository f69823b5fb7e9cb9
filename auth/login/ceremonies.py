"""What the passkeys' library does: a browser's question put together, its answer checked. Loaded with the first one."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import webauthn
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from auth.login.passkeys import Json, Known, Made, Owner, Place, Wrong

NAME = "Entente"
KNOWN_TRANSPORTS = frozenset(each.value for each in AuthenticatorTransport)

# What the library raises for an answer that is no answer: its own faults, and Python's for shapes it does not expect.
FAULTS = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)


def asked(place: Place, challenge: bytes, lasts: timedelta, known: Iterable[Known]) -> Json:
    """Options for navigator.credentials.get."""
    return _json(
        webauthn.generate_authentication_options(
            rp_id=place.host,
            challenge=challenge,
            timeout=_milliseconds(lasts),
            allow_credentials=[_described(key) for key in known],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def invited(place: Place, challenge: bytes, lasts: timedelta, person: Owner, known: Iterable[Known]) -> Json:
    """Options for navigator.credentials.create."""
    return _json(
        webauthn.generate_registration_options(
            rp_id=place.host,
            rp_name=NAME,
            user_id=person.id.bytes,
            user_name=person.email,
            user_display_name=person.name,
            challenge=challenge,
            timeout=_milliseconds(lasts),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[_described(key) for key in known],
        )
    )


def _milliseconds(lasts: timedelta) -> int:
    return int(lasts.total_seconds() * 1000)


def _json(options: Any) -> Json:
    made: Json = json.loads(webauthn.options_to_json(options))
    return made


def _described(key: Known) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(each) for each in key.transports]
    return PublicKeyCredentialDescriptor(id=key.credential_id, transports=transports or None)


def challenge_of(client_data: bytes) -> bytes:
    """What the browser says it was asked. Raises Wrong."""
    try:
        return parse_client_data_json(client_data).challenge
    except FAULTS as fault:
        raise Wrong("no_answer") from fault


def made(place: Place, challenge: bytes, credential: Json) -> Made:
    """The new passkey of an answer to `invited`. Raises Wrong."""
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except FAULTS as fault:
        raise Wrong("wrong_passkey") from fault
    said = credential["response"].get("transports")
    transports = [each for each in said if each in KNOWN_TRANSPORTS] if isinstance(said, list) else []
    return Made(verified.credential_id, verified.credential_public_key, verified.sign_count, transports)


def proven(place: Place, challenge: bytes, credential: Json, key: Known) -> int:
    """How often the passkey has signed, once its answer to `asked` is right. Raises Wrong."""
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except FAULTS as fault:
        raise Wrong("wrong_passkey") from fault
    return verified.new_sign_count
