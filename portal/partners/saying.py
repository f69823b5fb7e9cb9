"""What people type into the forms of this room: names, addresses and reasons, checked and without spaces around."""

import re
import unicodedata

from portal import errors
from portal.partners import public_mail

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
NAME_LONGEST, EMAIL_LONGEST, NOTE_LONGEST, ANSWER_LONGEST = 200, 254, 2000, 10_000


def email_of(typed: str) -> str | None:
    """The address as people are found by; None for text that nobody's can be."""
    email = unicodedata.normalize("NFC", typed.strip().lower())
    name, _, domain = email.partition("@")
    right = name and "." in domain and all(domain.split(".")) and email.count("@") == 1 and " " not in email
    return email if right and email.isprintable() and len(email) <= EMAIL_LONGEST else None


def email_given(typed: str, *path: str) -> str:
    """The address as people are found by. Refuses: Invalid."""
    email = email_of(typed)
    if email is None:
        raise errors.Invalid("This is not an e-mail address.", path=("input", *(path or ("email",))))
    return email


def business_email_given(typed: str, *path: str) -> str:
    """An address at an organisation of its own. Refuses: Invalid for one at a public mail provider."""
    email = email_given(typed, *path)
    if public_mail.is_public_mail(email.rpartition("@")[2]):
        raise errors.Invalid(
            "Please give an address at work; this one is at a public mail provider.",
            path=("input", *(path or ("email",))),
        )
    return email


def name_given(typed: str, *path: str) -> str:
    """A person's name or title. Refuses: Invalid."""
    name = unicodedata.normalize("NFC", typed).strip()
    if not 0 < len(name) <= NAME_LONGEST or not name.isprintable():
        raise errors.Invalid(
            f"The name must have 1 to {NAME_LONGEST} characters.", path=("input", *(path or ("name",)))
        )
    return name


def language_given(typed: str, *path: str) -> str:
    """A BCP 47 tag, such as `bg` or `pt-BR`. Refuses: Invalid."""
    if not LANGUAGE.fullmatch(typed):
        raise errors.Invalid(
            "This is not the tag of a language, such as en or pt-BR.", path=("input", *(path or ("language",)))
        )
    return typed


def note_given(typed: str, wanted: str, *path: str, longest: int = NOTE_LONGEST) -> str:
    """A reason, note or answer of some lines. Refuses: Invalid, with `wanted` when it is empty."""
    note = unicodedata.normalize("NFC", typed).replace("\r\n", "\n").strip()
    if not note:
        raise errors.Invalid(wanted, path=("input", *path))
    if len(note) > longest or not all(letter.isprintable() or letter in "\n\t" for letter in note):
        raise errors.Invalid(
            f"This has more than {longest:,} characters, or some that no text has.", path=("input", *path)
        )
    return note
