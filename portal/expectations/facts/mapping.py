"""What the columns of a sheet mean: a mapping in JSON that a person writes once for each export, read and checked."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from portal import calendars, errors
from portal.expectations.facts import fact, formats, statements, typed, values
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.meaning import Condition, Meaning, Part, Saying, Source
from portal.expectations.facts.statements import Field, Statement
from portal.expectations.facts.typed import Value
from portal.expectations.facts.values import Form
from portal.expectations.places import Place, shown
from portal.sentences import say

LONGEST = 65_536
MOST_FACTS, MOST_PARTS, MOST_WORDS, DEEPEST = 12, 8, 500, 5
SIGNS = " .,'’_"
"""By which thousands are grouped."""


def text(written: str, *, path: Sequence[str] = ("mapping",)) -> Meaning:
    """The mapping that is written as JSON. Refuses: Invalid, with the path to what is wrong."""
    return meaning(content_of(written, path=path), path=path)


def content_of(written: str, *, path: Sequence[str] = ("mapping",)) -> Any:
    """The values of JSON, in which no name stands twice in one object. Refuses: Invalid."""
    if len(written) > LONGEST:
        raise errors.Invalid("The text is longer than {limit} characters.", limit=LONGEST, path=path)
    try:
        return json.loads(written, object_pairs_hook=lambda pairs: _once(pairs, path))
    except (ValueError, RecursionError) as fault:
        raise errors.Invalid("The mapping is not valid JSON.", path=path) from fault


def _once(pairs: list[tuple[str, Any]], path: Sequence[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for place, (name, _) in enumerate(pairs) if name in dict(pairs[:place]))
        raise errors.Invalid("“{name}” appears twice in one object.", name=shown(twice), path=path)
    return found


def meaning(content: Any, *, path: Sequence[str] = ("mapping",)) -> Meaning:
    """The mapping that is written as values of JSON. Refuses: Invalid, with the path to what is wrong."""
    place = Place(content, tuple(path)).object(("kind", "subject_key", "facts"), ("partner", "missing"))
    kind = place.at("kind").one_of(SubjectKind)
    if kind not in statements.BY_INTAKE:
        raise place.at("kind").refused(say("These facts come from the portal's own records. You cannot send them."))
    missing = _missing(place)
    return Meaning(
        kind,
        _parts(place.at("subject_key")),
        [_saying(each, kind, missing) for each in place.at("facts").list(1, MOST_FACTS)],
        _parts(place.at("partner")) if _has(place, "partner") else (),
        missing,
    )


def _has(place: Place, name: str) -> bool:
    return place.at(name).content is not None


def _word(place: Place) -> str:
    """A heading, a word of a column, or a piece of a key."""
    if not isinstance(place.content, str):
        raise place.refused(say("Enter a text here."))
    try:
        return typed.label(place.content)
    except errors.Invalid as refused:
        raise place.refused(refused.sentence) from None


def _missing(place: Place) -> frozenset[str]:
    words = place.at("missing").list(0, MOST_WORDS) if _has(place, "missing") else []
    return frozenset(_word(each).casefold() for each in words)


def _parts(place: Place) -> Sequence[Part]:
    found = []
    for each in place.list(1, MOST_PARTS):
        match each.only(("column", "text", "row")):
            case "column":
                found.append(Part(column=_word(each.at("column"))))
            case "text":
                found.append(Part(text=_word(each.at("text"))))
            case _:
                if each.at("row").content is not True:
                    raise each.at("row").refused(say("Enter true or false."))
                found.append(Part(is_row=True))
    return found


def _condition(place: Place, depth: int = DEEPEST) -> Condition:
    """{"filled": column}, {"column": column, "in": [words]}, {"all": […]}, {"any": […]} or {"not": condition}."""
    if depth == 0:
        raise place.refused(say("Conditions can be nested {most} deep.", most=DEEPEST))
    if isinstance(place.content, Mapping) and "column" in place.content:
        place.object(("column", "in"))
        words = place.at("in").list(1, MOST_WORDS)
        return Condition(_word(place.at("column")), frozenset(_word(each).casefold() for each in words))
    name = place.only(("filled", "column", "all", "any", "not"))
    if name == "filled":
        return Condition(_word(place.at(name)))
    if name == "not":
        return Condition(without=_condition(place.at(name), depth - 1))
    among = [_condition(each, depth - 1) for each in place.at(name).list(1, MOST_PARTS)]
    return Condition(every=among) if name == "all" else Condition(some=among)


def _saying(place: Place, kind: SubjectKind, missing: frozenset[str]) -> Saying:
    place.object(("statement", "fields"), ("when", "external_id"))
    statement = place.at("statement").one_of(Statement)
    if statement not in statements.SHAPES[kind]:
        raise place.at("statement").refused(
            say(
                "{statement} is not possible for a subject of the kind {kind}.",
                statement=statement,
                kind=kind,
            )
        )
    known = statements.fields(kind, statement)
    needed = [name for name, each in known.items() if each.is_needed]
    fields = place.at("fields").object(needed, [name for name in known if name not in needed])
    found = {name: _source(fields.at(name), name, known[name], missing) for name in fields.content}
    for name in found:
        needs = known[name].needs
        if needs and needs not in found:
            raise fields.refused(say("“{name}” is missing here.", name=needs))
    return Saying(
        statement,
        found,
        _condition(place.at("when")) if _has(place, "when") else None,
        _parts(place.at("external_id")) if _has(place, "external_id") else (),
    )


def _source(place: Place, name: str, field: Field, missing: frozenset[str]) -> Source:
    if isinstance(place.content, Mapping) and "text" in place.content:
        place.object(("text",), ("when",))
        return Source(constant=_constant(place.at("text"), name, field), when=_when(place))
    may = values.MAY_HAVE[field.type]
    place.object(("column",), ("missing", "when", *may))
    form, is_guessed = _form(place, field, missing | _missing(place))
    return Source(_word(place.at("column")), form=form, is_guessed=is_guessed, when=_when(place))


def _when(place: Place) -> Condition | None:
    return _condition(place.at("when")) if _has(place, "when") else None


def _constant(place: Place, name: str, field: Field) -> Value:
    found = fact.read(field, _word(place), path=place.path)
    fact.check_value(name, field, found, path=place.path)
    return found


def _form(place: Place, field: Field, missing: frozenset[str]) -> tuple[Form, bool]:
    pivot = place.at("pivot").whole(0, 100) if _has(place, "pivot") else formats.PIVOT
    has_format = _has(place, "format")
    format_ = (
        formats.declared(_word(place.at("format")), pivot=pivot, path=place.at("format").path) if has_format else None
    )
    form = Form(
        format=format_ or formats.Format(formats.ISO[0].pattern, pivot),
        zone=calendars.validate_zone(_word(place.at("zone")), path=place.at("zone").path)
        if _has(place, "zone")
        else None,
        decimal=_sign(place, "decimal", ".,") or ".",
        grouping=_sign(place, "grouping", SIGNS),
        round=place.at("round").whole(0, typed.DIGITS_AFTER) if _has(place, "round") else None,
        words=_words(place.at("words"), field) if _has(place, "words") else {},
        missing=missing,
    )
    if form.decimal == form.grouping:
        raise place.at("grouping").refused(say("Use different signs for thousands and decimals."))
    return form, not has_format and "format" in values.MAY_HAVE[field.type]


def _sign(place: Place, name: str, known: str) -> str:
    if not _has(place, name):
        return ""
    found = place.at(name).content
    if not isinstance(found, str) or len(found) != 1 or found not in known:
        raise place.at(name).refused(say("This must be one of: {names}.", names=" ".join(known)))
    return found


def _words(place: Place, field: Field) -> Mapping[str, str]:
    if not isinstance(place.content, Mapping) or not 0 < len(place.content) <= MOST_WORDS:
        raise place.refused(say("Enter an object here, with {names}.", names=f"1-{MOST_WORDS}"))
    found = {}
    for word in place.content:
        meant = _word(place.at(word))
        if field.words and meant not in field.words:
            raise place.at(word).refused(say("Enter one of {words}.", words=", ".join(sorted(field.words))))
        found[" ".join(str(word).split()).casefold()] = meant
    return found
