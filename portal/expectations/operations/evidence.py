"""Files that show what is said of a rule or against a value, or what is done about a breach: both sides open them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from portal import errors, files
from portal.boundaries import operations as boundaries
from portal.expectations.models import Breach, Expectation, Measurement
from portal.expectations.operations.opening import Opened
from portal.files.rules import MOST_OF_A_RECORD

Named = Mapping[UUID, tuple[str, ...]]
"""Files by their ids, each with the place in the input that names it first."""


def named(file_ids: Sequence[UUID], path: Sequence[str]) -> dict[UUID, tuple[str, ...]]:
    """Each file once. Refuses: Invalid for more than a record holds."""
    if len(file_ids) > MOST_OF_A_RECORD:
        raise errors.Invalid("Attach at most {most} files.", most=MOST_OF_A_RECORD, path=path)
    found: dict[UUID, tuple[str, ...]] = {}
    for number, each in enumerate(file_ids):
        found.setdefault(each, (*path, str(number)))
    return found


async def attach(
    case: Opened[Any], record: Measurement | Breach | Expectation, wanted: Named, kind: str
) -> Mapping[UUID, str]:
    """Attaches files that the actor uploaded; gives their SHA-256. Refuses: NotFound, Invalid, Blocked."""
    digests = {}
    for file_id, path in wanted.items():
        file = await files.attach(
            case.session, case.actor, file_id=file_id, partner_id=record.partner_id, is_shared=True,
            record=(record.PREFIX, record.id), kind=kind, path=path,
        )  # fmt: skip
        await boundaries.share(case.session, case.actor, file, case.now)
        digests[file_id] = file.sha256
    return digests
