"""The words of federation, and which mail domains nobody can have to themselves."""

from enum import StrEnum

from auth.rules import Action


class Authentication(StrEnum):
    """How the portal proves to an identity provider that it is the client registered there."""

    CLIENT_SECRET_BASIC = "CLIENT_SECRET_BASIC"  # noqa: S105 - a way, no secret
    CLIENT_SECRET_POST = "CLIENT_SECRET_POST"  # noqa: S105
    PRIVATE_KEY_JWT = "PRIVATE_KEY_JWT"
    NONE = "NONE"
    """By PKCE alone."""

    @property
    def needs_secret(self) -> bool:
        return self in {Authentication.CLIENT_SECRET_BASIC, Authentication.CLIENT_SECRET_POST}


class Algorithm(StrEnum):
    """The signatures a connection may be pinned to: asymmetric ones alone."""

    RS256 = "RS256"
    PS256 = "PS256"
    ES256 = "ES256"


class Purpose(StrEnum):
    """Why somebody was sent to their identity provider."""

    SIGN_IN = "SIGN_IN"
    LINK = "LINK"
    """To add the provider's account to the portal's account they are signed in to."""
    JOIN = "JOIN"
    """To accept an invitation of the organisation."""
    CONFIRM = "CONFIRM"
    """To prove again that they are there, before something that matters."""

    @property
    def action(self) -> Action:
        """What a refusal on the way is noted as."""
        return ACTIONS[self]


ACTIONS = {
    Purpose.SIGN_IN: Action.SIGN_IN,
    Purpose.LINK: Action.LINK_IDENTITY,
    Purpose.JOIN: Action.ACCEPT_INVITATION,
    Purpose.CONFIRM: Action.CONFIRM,
}


class Kind(StrEnum):
    """What a person is told about a sign-in that failed; the reason itself stands in the audit row alone."""

    BEGIN_AGAIN = "BEGIN_AGAIN"
    """Too late, a second time, or in another browser."""
    NOT_COMPLETED = "NOT_COMPLETED"
    """The provider said no, or the person turned back there."""
    NOT_ACCEPTED = "NOT_ACCEPTED"
    """The provider's answer does not hold."""
    ACCOUNT_EXISTS = "ACCOUNT_EXISTS"
    """Somebody with this e-mail address is here already, and has to link the two while signed in."""
    NO_PLACE = "NO_PLACE"
    """Known to the provider, but without a place in the organisation here."""
    INVITATION_OVER = "INVITATION_OVER"
    """The link was used, taken back or is too old."""
    ANOTHER_ADDRESS = "ANOTHER_ADDRESS"
    """The provider says another address than the one that was invited."""
    UNNAMED = "UNNAMED"
    """Entered by the organisation's directory, under no name that the provider says."""
    NOT_CONFIRMED = "NOT_CONFIRMED"
    """The provider did not prove that it is the same person, now, in a way that counts."""


class Failed(Exception):  # noqa: N818 - an answer to expect, not a fault
    """A sign-in through a provider that is refused: the reason for the audit row, the kind for the person."""

    def __init__(self, reason: str, kind: Kind = Kind.NOT_ACCEPTED) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
