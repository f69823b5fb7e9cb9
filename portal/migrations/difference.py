"""The statements that lead from one state of a database to another."""

from portal.migrations.reading import Kind, Part, Parts

BODIES = "SET LOCAL check_function_bodies = off"
"""A function may speak of what comes after it."""


def statements(before: Parts, after: Parts) -> list[str]:
    """In an order that works: what goes, the other way round than it was made, then what comes and changes."""
    gone = [part for key, part in before.items() if _goes(part, after.get(key), after)]
    come = [part for key, part in after.items() if _comes(part, before.get(key), before)]
    away = [line for part in sorted(gone, key=_place, reverse=True) for line in part.away]
    made = [line for part in sorted(come, key=_place) for line in _made(part, before)]
    bodies = [BODIES] if any(part.kind is Kind.FUNCTION for part in come) else []
    return [*bodies, *away, *made]


def _place(part: Part) -> tuple[Kind, str]:
    return part.kind, part.name


def _goes(part: Part, then: Part | None, after: Parts) -> bool:
    """A table that goes takes its parts along, but for keys that lead to another that may go before it.

    Triggers and policies go by themselves: the functions they call cannot go while they are there.
    """
    if part == then or (then is not None and then.change):
        return False
    is_alone = part.kind in {Kind.TABLE, Kind.FOREIGN_KEY, Kind.TRIGGER, Kind.POLICY} or not part.table
    return (then is None or part.kind is not Kind.TABLE) and (is_alone or (Kind.TABLE, part.table) in after)


def _comes(part: Part, was: Part | None, before: Parts) -> bool:
    """A table that comes has its columns; one that stands keeps its place, whatever its columns are."""
    if part == was:
        return False
    if part.kind is Kind.COLUMN:
        return (Kind.TABLE, part.table) in before
    return part.kind is not Kind.TABLE or was is None


def _made(part: Part, before: Parts) -> tuple[str, ...]:
    was = before.get((part.kind, part.name))
    if was is None or not part.change:
        return part.make
    return tuple(line for line in part.change if part.kind is Kind.FUNCTION or line not in was.change)
