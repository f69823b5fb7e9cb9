"""What a request is answered that was not carried out, or only in part: a status, the errors and what would help."""

import json
from collections.abc import Mapping, MutableMapping
from typing import Any, Protocol

from auth import challenges, faults, headers, scopes
from auth.challenges import Challenged
from auth.resource import NONCE
from portal.errors import ConfirmationNeeded
from portal.sentences import Sentence, say
from schema.engine import context
from schema.engine.context import Unknown
from schema.engine.documents import Refused
from schema.engine.errors import Code, RequestError, Withheld
from schema.engine.media import JSON, chosen
from schema.engine.throttle import Bill, Throttled
from schema.engine.withheld import Partly

Scope = MutableMapping[str, Any]

CODES = {400: Code.BAD_REQUEST, 401: Code.UNAUTHENTICATED, 403: Code.FORBIDDEN}
AT_THE_DOOR = frozenset({401, 403})
STATUS: Mapping[Code, int] = {
    Code.UNAUTHENTICATED: 401, Code.FORBIDDEN: 403, Code.LIMIT_EXCEEDED: 400, Code.TIMEOUT: 503, Code.UNAVAILABLE: 503,
    Code.UNDECIDED: 503,
    Code.INTERNAL_SERVER_ERROR: 500,
}  # fmt: skip
UNAVAILABLE = 503
LATER = {b"retry-after": b"%d" % faults.SECONDS}


class Caller(context.Caller, Protocol):
    """Who asks, as the door knows them."""

    @property
    def is_bound(self) -> bool: ...
    @property
    def obtainable(self) -> frozenset[str]: ...


class Stop(Exception):  # noqa: N818 - an answer, not a fault
    """The request ends here with a status of HTTP's own."""

    def __init__(
        self, status: int, said: Sentence | str, *, code: Code = Code.BAD_REQUEST, allow: bytes = b""
    ) -> None:  # fmt: skip
        super().__init__(str(said))
        self.status, self.said, self.code, self.allow = status, said, code, allow


Answer = tuple[int, bytes, Mapping[bytes, bytes]]
"""Status, body and the headers besides those that every answer has."""


def refusal(scope: Scope, fault: Exception, bill: Bill | None, caller: Caller | None) -> Answer:
    """The answer to a request that was not carried out, or only in part; with what it cost where the door let it in."""
    status, errors, headers = _refused(scope, fault, caller)
    told = b"," + bill.told() if bill and status not in AT_THE_DOOR else b""
    return status, b"{%b%b}" % (errors, told), headers


def _refused(scope: Scope, fault: Exception, caller: Caller | None) -> Answer:
    language = headers.language(scope)
    if isinstance(fault, Partly):
        return 200, _in_part(fault, caller, language), fresh_nonce(scope)
    challenge = _challenge(fault, caller)
    if challenge is not None:
        error = RequestError(challenge.said, code=CODES[challenge.status])
        told = {name.encode(): value.encode() for name, value in challenge.headers.items()}
        return challenge.status, _errors([error.json(language)]), told
    if isinstance(fault, Stop):
        error = RequestError(fault.said, code=fault.code)
        return fault.status, _errors([error.json(language)]), {b"allow": fault.allow} if fault.allow else {}
    if isinstance(fault, Throttled):
        return 429, _errors([fault.json(language)]), {b"retry-after": b"%d" % fault.seconds}
    if isinstance(fault, Refused):
        return _status(scope, Code.BAD_USER_INPUT), _errors(fault.errors), fresh_nonce(scope)
    if isinstance(fault, TimeoutError):
        fault = RequestError(say("The request took too long and was stopped."), code=Code.TIMEOUT)
    error = fault if isinstance(fault, RequestError) else unexpected(fault)
    status = _status(scope, error.code)
    return status, _errors([error.json(language)]), LATER if status == UNAVAILABLE else fresh_nonce(scope)


def _in_part(partly: Partly, caller: Caller | None, language: str) -> bytes:
    errors = [
        RequestError(
            scopes.hint([missing.permission], _obtainable(caller)).said, code=Code.FORBIDDEN, path=missing.path
        ).json(language)
        for missing in partly.missing
    ]
    whole = json.dumps({"data": partly.data, "errors": errors}, ensure_ascii=False, separators=(",", ":"))
    return whole[1:-1].encode("utf-8", "replace")


def _obtainable(caller: Caller | None) -> frozenset[str]:
    """The scopes that the caller's program can have."""
    return caller.obtainable if caller is not None else frozenset()


def _challenge(fault: Exception, caller: Caller | None) -> Challenged | None:
    """What would help, where somebody else or with more rights could do it."""
    is_dpop = caller is not None and caller.is_bound
    match fault:
        case Challenged():
            return fault
        case Unknown():
            return challenges.unknown()
        case Withheld():
            return challenges.insufficient_scope(scopes.hint(fault.permissions, _obtainable(caller)), is_dpop=is_dpop)
        case ConfirmationNeeded():
            return challenges.confirmation_needed(fault.sentence, is_dpop=is_dpop)
    return None


def unexpected(fault: Exception) -> RequestError:
    reference, (code, said) = faults.written_down(fault), faults.said(fault)
    if code == Code.INTERNAL_SERVER_ERROR:
        said = say("Something went wrong. The reference is {reference}.", reference=reference)
    error = RequestError(said, code=Code(code))
    error.reference = reference
    return error


def _status(scope: Scope, code: Code) -> int:
    """A request error is 200 for application/json alone, by the GraphQL over HTTP draft; else 4xx."""
    if code in STATUS:
        return STATUS[code]
    return 200 if chosen(headers.first(scope, b"accept")) == JSON else 400


def _errors(found: list[dict[str, Any]]) -> bytes:
    listed = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return b'"errors":%b' % listed.encode("utf-8", "replace")


def fresh_nonce(scope: Scope) -> Mapping[bytes, bytes]:
    return {b"dpop-nonce": scope[NONCE].encode()} if NONCE in scope else {}
