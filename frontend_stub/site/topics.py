"""What a page is to be asked for anew: the records that it shows, and kinds of them where it lists them.

It is read from the page's data, so that no page says it by itself.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

ID = re.compile(r"([a-z]{3}_)[0-9a-f]+")
ANY = "any"
"""Whatever changes: for a list of all kinds of records, and for one that is empty."""
BESIDE = ("mem_", "fil_", "jrn_", "ntf_", "ses_", "dsl_", "den_", "dof_", "dre_", "dpv_", "dme_")
"""What stands on many pages and changes with the record beside it, if at all, or is told of with its whole."""
MOST = 10


def of(data: Mapping[str, Any], params: Mapping[str, str]) -> str:
    """The topics of a page, the records of its own address first: ids, and prefixes of ids such as `dsp_`."""
    kinds = list(dict.fromkeys(_kinds(data)))
    own = [value for value in params.values() if ID.fullmatch(value)]
    shown = [each for each in _ids(data) if each[:4] not in kinds and not each.startswith(BESIDE)]
    return " ".join(list(dict.fromkeys((*own, *kinds, *([] if ANY in kinds else shown))))[:MOST])


def _kinds(data: Mapping[str, Any]) -> Iterator[str]:
    """Of the lists that the page is made of: in an empty one there may be something of any kind soon."""
    for root in data.values():
        if not isinstance(root, Mapping) or not isinstance(root.get("nodes"), list):
            continue
        for node in root["nodes"]:
            found = ID.fullmatch(str(node.get("id")))
            if "subject" in node:
                yield ANY
            elif found:
                yield found[1]
        if not root["nodes"]:
            yield ANY


def _ids(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for each in data:
            yield from _ids(each)
    elif isinstance(data, Mapping):
        found = data.get("id")
        if isinstance(found, str) and ID.fullmatch(found):
            yield found
        for each in data.values():
            yield from _ids(each)
