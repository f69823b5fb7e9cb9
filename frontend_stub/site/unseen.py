"""Characters that show nothing or turn the direction of reading: a page shows their codes in their place."""

import re
from typing import Any

from markupsafe import Markup

_UNSEEN = re.compile(
    "[\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff]"
)
"""Joiners and forms of signs are not among them: scripts need them."""


def shown(value: Any) -> Any:
    """What a template puts out, with such characters as `[U+202E]`; fields of forms ask for `|e` and keep them."""
    if not isinstance(value, str) or isinstance(value, Markup) or (value.isascii() and "\x7f" not in value):
        return value
    return _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", value)
