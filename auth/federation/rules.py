"""The words of federation, and which mail domains nobody can have to themselves."""

from enum import StrEnum


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


class Failed(Exception):  # noqa: N818 - an answer to expect, not a fault
    """A sign-in through a provider that is refused: the reason for the audit row, the kind for the person."""

    def __init__(self, reason: str, kind: Kind = Kind.NOT_ACCEPTED) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind


PUBLIC_MAIL = frozenset(
    # ruff: noqa: SIM905 - a hundred words read better as words
    """
    126.com 163.com aim.com abv.bg aol.com bluewin.ch btinternet.com comcast.net cox.net daum.net email.com
    fastmail.com fastmail.fm foxmail.com free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
    googlemail.com hanmail.net hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr hotmail.it hushmail.com
    icloud.com inbox.com inbox.lv interia.pl laposte.net libero.it live.co.uk live.com live.fr live.nl mac.com mail.bg
    mail.com mail.ru mailbox.org mailfence.com me.com msn.com naver.com o2.pl onmicrosoft.com onet.pl online.de
    orange.fr outlook.com outlook.de outlook.fr pm.me posteo.de proton.me protonmail.ch protonmail.com qq.com
    rediffmail.com rocketmail.com sbcglobal.net seznam.cz sfr.fr sina.com sky.com t-online.de tutanota.com tuta.io
    verizon.net virgilio.it wanadoo.fr web.de wp.pl yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br
    yahoo.com.ph yahoo.de yahoo.es yahoo.fr yahoo.in yahoo.it yandex.com yandex.ru yeah.net ymail.com zoho.com
    """.split()
)
"""Domains where anybody gets an address. DNS keeps strangers from proving them; this keeps their owners out as well,
and tells somebody who typed one at once why it cannot be theirs."""


def is_public_mail(domain: str) -> bool:
    """Whether the domain, or one above it, gives addresses to anybody."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in PUBLIC_MAIL for start in range(len(labels)))
