"""The words of the door: what can happen at it, and with what outcome."""

from enum import StrEnum


class Action(StrEnum):
    """What was tried at the door."""

    SIGN_IN = "SIGN_IN"
    SIGN_OUT = "SIGN_OUT"
    FIRST_FACTOR = "FIRST_FACTOR"
    """The password was right; who it is is not proved yet."""
    CONFIRM = "CONFIRM"
    """Proof of presence before something that matters."""
    END_SESSION = "END_SESSION"
    SWITCH_ORGANISATION = "SWITCH_ORGANISATION"
    SET_PASSWORD = "SET_PASSWORD"  # noqa: S105 - what was done, no password
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105
    ADD_PASSKEY = "ADD_PASSKEY"
    REMOVE_PASSKEY = "REMOVE_PASSKEY"
    MAKE_RECOVERY_CODES = "MAKE_RECOVERY_CODES"
    CHANGE_PROFILE = "CHANGE_PROFILE"
    ACCEPT_INVITATION = "ACCEPT_INVITATION"
    APPLY = "APPLY"
    AUTHENTICATE_CLIENT = "AUTHENTICATE_CLIENT"
    AUTHORIZE = "AUTHORIZE"
    ISSUE_TOKEN = "ISSUE_TOKEN"  # noqa: S105
    REFRESH_TOKEN = "REFRESH_TOKEN"  # noqa: S105
    REVOKE_TOKEN = "REVOKE_TOKEN"  # noqa: S105
    REVOKE_GRANT = "REVOKE_GRANT"
    REUSE = "REUSE"
    """A code or refresh token came a second time: its family is revoked."""
    CREATE_CLIENT = "CREATE_CLIENT"
    CHANGE_CLIENT = "CHANGE_CLIENT"
    ROTATE_SECRET = "ROTATE_SECRET"  # noqa: S105
    ROTATE_KEYS = "ROTATE_KEYS"
    CREATE_CONNECTION = "CREATE_CONNECTION"
    CHANGE_CONNECTION = "CHANGE_CONNECTION"
    VERIFY_DOMAIN = "VERIFY_DOMAIN"
    LINK_IDENTITY = "LINK_IDENTITY"
    PROVISION = "PROVISION"
    """Somebody's own directory created, changed or ended an account."""


class Outcome(StrEnum):
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    BLOCKED = "BLOCKED"


class Strength(StrEnum):
    """How somebody proved who they are; the strongest counts as present for five minutes."""

    PASSWORD = "pwd"  # noqa: S105
    TWO_FACTORS = "mfa"
    PHISHING_RESISTANT = "phr"
