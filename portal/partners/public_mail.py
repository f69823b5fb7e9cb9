"""Mail domains where anybody gets an address: having one there says nothing about an organisation."""

from portal import errors, wording

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


def business_email_given(typed: str, *path: str) -> str:
    """An address at an organisation of its own. Refuses: Invalid for one at a public mail provider."""
    email = wording.email_given(typed, *path)
    if is_public_mail(email.rpartition("@")[2]):
        raise errors.Invalid(
            "Use a work email address, not one from a public email provider.",
            path=("input", *(path or ("email",))),
        )
    return email
