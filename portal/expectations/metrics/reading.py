"""From a definition as anybody may have written it, in JSON, to one that can be measured; and its parameters."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from portal import errors
from portal.expectations.facts.kinds import KINDS, SubjectKind, Type
from portal.expectations.metrics import terms, tree
from portal.expectations.metrics.formula import Reader
from portal.expectations.places import Place, shown
from portal.sentences import say

LONGEST = 20_000
MOST_PARAMETERS, MOST_DECIMALS, MOST_VERSIONS = 10, 4, 10_000
CODE = re.compile(r"[a-z][a-z0-9_.]{2,40}", re.ASCII)
PARAMETER = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)

_ALWAYS = ("code", "version", "kind", "unit", "direction", "decimals", "aggregate", "scale")
_MAY = ("parameters", "where")
_WHOLE = {tree.Unit.PERCENT: Decimal(100), tree.Unit.PPM: Decimal(1_000_000)}


def text(written: str, *, path: Sequence[str] = ()) -> tree.Definition:
    """The definition that is written as JSON. Refuses: Invalid, with the path to what is wrong."""
    if len(written) > LONGEST:
        raise errors.Invalid("The definition is longer than {limit} characters.", limit=LONGEST, path=path)
    try:
        content = json.loads(written, object_pairs_hook=lambda pairs: _once(pairs, path))
    except (ValueError, RecursionError) as fault:
        raise errors.Invalid("The definition is not valid JSON.", path=path) from fault
    return definition(content, path=path)


def _once(pairs: list[tuple[str, Any]], path: Sequence[str]) -> dict[str, Any]:
    """JSON lets a name stand twice, and readers differ in which they take."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for place, (name, _) in enumerate(pairs) if name in dict(pairs[:place]))
        raise errors.Invalid("“{name}” appears twice in one object.", name=shown(twice), path=path)
    return found


def definition(content: Any, *, path: Sequence[str] = ()) -> tree.Definition:
    """The definition that is written as values of JSON. Refuses: Invalid, with the path to what is wrong."""
    place = Place(content, tuple(path))
    aggregate = _aggregate_named(place)
    place.object((*_ALWAYS, *_PARTS[aggregate]), (*_MAY, "per") if aggregate == "RATIO" else _MAY)
    settings = _settings(place.at("parameters"))
    reader = Reader(place.at("kind").one_of(SubjectKind), [each.name for each in settings])
    where = None if place.at("where").content is None else reader.truth(place.at("where"))
    read = tree.Definition(
        code=code(place.at("code")),
        version=place.at("version").whole(1, MOST_VERSIONS),
        kind=reader.kind,
        unit=place.at("unit").one_of(tree.Unit),
        direction=place.at("direction").one_of(tree.Direction),
        decimals=place.at("decimals").whole(0, MOST_DECIMALS),
        parameters=settings,
        where=where,
        scale=place.at("scale").number(),
        aggregate=_AGGREGATES[aggregate](reader, place),
    )
    _check_scale(place, read)
    _check_money(place, read)
    _check_used(place, read)
    return read


def code(place: Place) -> str:
    return place.text(
        CODE,
        say("A code must have 3 to 41 lower-case letters, digits, points and underscores, and start with a letter."),
    )


def _aggregate_named(place: Place) -> str:
    if not isinstance(place.content, Mapping) or "aggregate" not in place.content:
        place.object(("aggregate",), (*_ALWAYS, *_MAY))
    found = place.at("aggregate")
    if not isinstance(found.content, str) or found.content not in _PARTS:
        raise found.refused(say("This must be one of: {names}.", names=shown(_PARTS)))
    return found.content


def _settings(place: Place) -> tuple[tree.Setting, ...]:
    if place.content is None:
        return ()
    names = place.content if isinstance(place.content, Mapping) else ()
    place.object((), names)
    if len(names) > MOST_PARAMETERS:
        raise place.refused(say("A definition can have at most {most} parameters.", most=MOST_PARAMETERS))
    wanted = say("A parameter name must have 1 to 40 lower-case letters, digits and underscores.")
    known = sorted(Place(name, place.path).text(PARAMETER, wanted) for name in names)
    return tuple(_setting(name, place.at(name)) for name in known)


def _setting(name: str, place: Place) -> tree.Setting:
    place.object(("type", "default"), ("least", "most"))
    if place.at("type").content != Type.NUMBER.value:
        raise place.at("type").refused(say("This must be one of: {names}.", names=Type.NUMBER.value))
    least, most = (None if place.at(each).content is None else place.at(each).number() for each in ("least", "most"))
    setting = tree.Setting(name, place.at("default").number(), least, most)
    _within(place.at("default"), setting, setting.default)
    return setting


def _within(place: Place, setting: tree.Setting, value: Decimal) -> Decimal:
    if setting.least is not None and value < setting.least:
        raise place.refused(say("This must be {least} or more.", least=setting.least))
    if setting.most is not None and value > setting.most:
        raise place.refused(say("This must be {most} or less.", most=setting.most))
    return value


def values(of: tree.Definition, given: Any, *, path: Sequence[str] = ()) -> Mapping[str, Decimal]:
    """A value for every parameter: those given, as text under their names, and defaults. Refuses: Invalid."""
    place = Place({} if given is None else given, tuple(path))
    place.object((), [setting.name for setting in of.parameters])
    found = {
        setting.name: _within(place.at(setting.name), setting, place.at(setting.name).number())
        if setting.name in place.content
        else setting.default
        for setting in of.parameters
    }
    _check_clocks(place, of, found)
    return found


def _check_clocks(place: Place, of: tree.Definition, found: Mapping[str, Decimal]) -> None:
    """Refuses values with which days or hours would lie where there are none."""
    for node in tree.parts(of):
        if isinstance(node, tree.Shift) and terms.shifted(node, found) is None:
            raise place.refused(say("A date can be shifted by at most {most} days.", most=terms.LONGEST_SHIFT))
        if isinstance(node, tree.Elapsed | tree.Paused) and terms.open_from_to(node, found) is None:
            raise place.refused(say("Business hours must start before they end, between 0 and 24."))


def _ratio(reader: Reader, place: Place) -> tree.Ratio:
    top, bottom = _total(reader, place.at("top")), _total(reader, place.at("bottom"))
    per = place.at("per")
    if per.content is None:
        return tree.Ratio(top, bottom)
    group = KINDS[reader.kind].group
    if group is None or per.content != group:
        raise per.refused(
            say("Subjects of this kind can only be counted one by one.")
            if group is None
            else say("This must be one of: {names}.", names=group)
        )
    if isinstance(top, tree.Sum) or isinstance(bottom, tree.Sum):
        raise per.refused(say("Whole groups can be counted, but not added up."))
    return tree.Ratio(top, bottom, group)


def _total(reader: Reader, place: Place) -> tree.Total:
    if isinstance(place.content, Mapping) and "sum" in place.content:
        place.object(("sum",), ("where",))
        where = place.at("where")
        number = reader.number(place.at("sum"))
        return tree.Sum(number, None if where.content is None else reader.truth(where))
    counted = place.object(("count",)).at("count")
    return tree.Count(None if counted.content is None else reader.truth(counted))


def _percentile(reader: Reader, place: Place) -> tree.Percentile:
    rank = place.at("percentile").number()
    if not 0 < rank <= 100:  # noqa: PLR2004 - of a hundred
        raise place.at("percentile").refused(say("A percentile must be above 0 and at most 100."))
    return tree.Percentile(reader.number(place.at("of")), rank)


_PARTS: Mapping[str, Iterable[str]] = {"RATIO": ("top", "bottom"), "MEAN": ("of",), "PERCENTILE": ("of", "percentile")}
_AGGREGATES: Mapping[str, Callable[[Reader, Place], tree.Aggregate]] = {
    "RATIO": _ratio,
    "MEAN": lambda reader, place: tree.Mean(reader.number(place.at("of"))),
    "PERCENTILE": _percentile,
}


def _check_scale(place: Place, read: tree.Definition) -> None:
    whole = _WHOLE.get(read.unit)
    if whole is not None and read.scale != whole:
        raise place.at("scale").refused(say("The scale of this unit must be {scale}.", scale=whole))
    if read.scale <= 0:
        raise place.at("scale").refused(say("The scale must be above 0."))


def _check_money(place: Place, read: tree.Definition) -> None:
    """A value is money exactly where amounts are divided by what is none."""
    aggregate = read.aggregate
    if isinstance(aggregate, tree.Ratio):
        top, bottom = (
            tree.type_of(total.number) if isinstance(total, tree.Sum) else Type.NUMBER
            for total in (aggregate.top, aggregate.bottom)
        )
    else:
        top, bottom = tree.type_of(aggregate.of), Type.NUMBER
    if bottom is Type.AMOUNT is not top:
        raise place.at("bottom").refused(say("Only an amount of money can be divided by an amount of money."))
    if (top is Type.AMOUNT is not bottom) != (read.unit is tree.Unit.MONEY):
        raise place.at("unit").refused(
            say("Use the unit MONEY where amounts of money are divided by a number or count, and only there.")
        )


def _check_used(place: Place, read: tree.Definition) -> None:
    used = {node.name for node in tree.parts(read) if isinstance(node, tree.Parameter)}
    for setting in read.parameters:
        if setting.name not in used:
            raise place.at("parameters").at(setting.name).refused(say("No formula uses this parameter."))
