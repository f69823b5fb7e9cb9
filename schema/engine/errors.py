"""Errors of requests (not of business: those are userErrors): a closed list of codes, in words, never a trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import strawberry

from portal import errors, languages
from portal.access import Permission
from portal.languages import ENGLISH
from portal.sentences import Sentence, told
from schema.engine.enums import enum


class Code(StrEnum):
    """Why a request was refused; Apollo's names where there is one."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    BAD_REQUEST = "BAD_REQUEST"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    RATE_LIMITED = "RATE_LIMITED"
    TIMEOUT = "TIMEOUT"
    UNAVAILABLE = "UNAVAILABLE"
    """The database is away; nothing was done, and the same may go well in a moment."""
    UNDECIDED = "UNDECIDED"
    """It went away at the last moment: whether it was done shows when it is back."""
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


class RequestError(Exception):
    """A request that is not carried out."""

    code = Code.BAD_REQUEST

    def __init__(
        self, said: Sentence | str, *, code: Code | None = None, path: Sequence[str | int] = ()
    ) -> None:  # fmt: skip
        super().__init__(str(said))
        self.said, self.path = said, tuple(path)
        """A sentence for people; what tells a program what it sent wrong is English."""
        self.code = code or type(self).code
        self.reference: str | None = None

    def json(self, language: str = ENGLISH) -> dict[str, Any]:
        extensions = {"code": self.code.value, **({"reference": self.reference} if self.reference else {})}
        error: dict[str, Any] = {"message": told(self.said, language), "extensions": extensions}
        return {**error, "path": list(self.path)} if self.path else error


class BadInput(RequestError):  # noqa: N818 - the name of its code
    """An argument or a variable that no read can use."""

    code = Code.BAD_USER_INPUT


class Withheld(Exception):  # noqa: N818 - an answer, not a fault
    """The person may, but the token of the program lacks scopes for it; nothing was done."""

    def __init__(self, permissions: frozenset[Permission]) -> None:
        super().__init__()
        self.permissions = permissions


class UserErrorCodes(StrEnum):
    """The codes of portal.errors."""

    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    NOT_PERMITTED = "NOT_PERMITTED"
    WRONG_STATUS = "WRONG_STATUS"
    BLOCKED = "BLOCKED"
    STALE_VERSION = "STALE_VERSION"
    STALE_DIGEST = "STALE_DIGEST"
    KEY_REUSED = "KEY_REUSED"
    CONFIRMATION_NEEDED = "CONFIRMATION_NEEDED"


UserErrorCode: Any = enum(
    UserErrorCodes, "UserErrorCode", "Reason a mutation was refused. More values may be added.",
    **{kind.code: str(kind.__doc__) for kind in errors.KINDS},
)  # fmt: skip


@strawberry.type(description="A value of a message.")
class MessageArgument:
    name: str = strawberry.field(description="Name of the place in the template.")
    value: str = strawberry.field(
        description=(
            "Value in machine-readable form: digits, ISO 8601, codes separated by commas, `1250.00 EUR`, a name."
        )
    )


TEMPLATE = (
    "The English message with {places}, the same for every refusal of this kind. Use it as the key of your"
    " own translation."
)


@strawberry.type(description="An expected failure of a mutation that the caller can correct.")
class UserError:
    code: UserErrorCode = strawberry.field(description="Machine-readable reason.")
    message: str = strawberry.field(description="Text for a person, in the language of `Accept-Language`.")
    template: str = strawberry.field(description=TEMPLATE)
    arguments: list[MessageArgument] = strawberry.field(description="The values for the template's places.")
    path: list[str] = strawberry.field(description='Place in the arguments, for example `["input", "title"]`.')


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal as the API shows it to one who reads a language; only what is asked for is made."""

    refused: errors.Refused
    language: str

    @property
    def code(self) -> UserErrorCodes:
        return UserErrorCodes(self.refused.code)

    @property
    def message(self) -> str:
        return self.refused.sentence.in_(self.language)

    @property
    def path(self) -> list[str]:
        return list(self.refused.path)

    @property
    def template(self) -> str:
        return " ".join(each.template for each in self.refused.sentence)

    @property
    def arguments(self) -> list[MessageArgument]:
        return [
            MessageArgument(name=name, value=languages.plain(value))
            for each in self.refused.sentence
            for name, value in each.arguments.items()
        ]
