"""python -m portal recompute: the values of what was handed over, computed again from its facts."""

from collections import Counter
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from portal import errors
from portal.expectations.operations.recomputing import Outcome, Recomputing, sheets_of


def recompute(path: Path) -> int:
    """Says what is not as it was agreed, sent, counted or said; 1 if anything is. It needs no database or network."""
    try:
        with ZipFile(path) as archive:
            work = Recomputing(sheets_of(archive))
        wrong, count = [*work.altered(), *work.unfounded()], Counter[Outcome]()
        for each in work.all():
            count[each.outcome] += 1
            wrong += [] if each.outcome is Outcome.SAME else [str(each)]
    except (BadZipFile, ValueError, KeyError, TypeError, errors.Refused) as fault:
        print(f"{path} is not an export of the portal, or part of it is missing: {fault}")
        return 1
    print(*wrong, f"{count.total()} values: {count[Outcome.SAME]} are confirmed.", sep="\n")
    return 1 if wrong else 0
