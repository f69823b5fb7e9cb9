"""One fact as everything else takes it: who says what about which subject, in typed values that are checked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portal import canonical, errors, money
from portal.expectations.facts import statements, typed, units
from portal.expectations.facts.kinds import SubjectKind, Type
from portal.expectations.facts.statements import Field, Statement
from portal.expectations.facts.typed import Value


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of one source; `external_id` is what the source calls it, and corrections keep it."""

    kind: SubjectKind
    statement: Statement
    subject_key: str
    source: str
    external_id: str
    values: Mapping[str, Value]

    @property
    def moment(self) -> date | datetime | None:
        """The day or instant of what the fact tells."""
        found = self.values.get(statements.SHAPES[self.kind][self.statement].moment)
        return found if isinstance(found, date) else None

    def content(self) -> str:
        """What it says, in canonical JSON: the same text is the same fact, sent once more."""
        return canonical.text({
            "kind": self.kind, "statement": self.statement, "subject": self.subject_key,
            "values": typed.texts(self.values),
        })  # fmt: skip

    @property
    def sha256(self) -> str:
        """The digest of what it says."""
        return canonical.sha256(self.content())


def told(
    kind: SubjectKind, statement: Statement, given: Mapping[str, str], *, path: Sequence[str] = ()
) -> dict[str, Value]:
    """The typed values of a statement that somebody sends, each as `typed.text` writes it; "" is as if absent.

    Refuses: Invalid, with everything that is wrong, each with the name of its field in the path.
    """
    known, found, faults = _fields(kind, statement, path), dict[str, Value](), errors.Faults()
    for name, each in given.items():
        with faults:
            if name not in known:
                raise errors.Invalid("{statement} has no field {name}.", statement=statement, name=name[:50], path=path)
            if each:
                found[name] = read(known[name], each, path=(*path, name))
    with faults:
        check(kind, statement, found, path=path, unread=given)
    faults.refuse()
    return found


def _fields(kind: SubjectKind, statement: Statement, path: Sequence[str]) -> Mapping[str, Field]:
    if statement not in statements.SHAPES[kind]:
        raise errors.Invalid(
            "{statement} is not possible for a subject of the kind {kind}.",
            statement=statement, kind=kind, path=path,
        )  # fmt: skip
    return statements.fields(kind, statement)


def read(field: Field, given: str, *, path: Sequence[str]) -> Value:
    """The typed value of a field. Refuses: Invalid, with the path."""
    try:
        return typed.READERS[field.type](given)
    except errors.Invalid as refused:
        raise errors.Invalid.because(refused.sentence, path=path) from None


def check(
    kind: SubjectKind,
    statement: Statement,
    values: Mapping[str, Value],
    *,
    path: Sequence[str] = (),
    unread: Iterable[str] = (),
) -> None:
    """Whether a statement of these values can be taken; `unread` are fields that are refused already.

    Refuses: Invalid, with everything that is wrong.
    """
    faults, refused = errors.Faults(), {*unread} - {*values}
    for name, field in _fields(kind, statement, path).items():
        with faults:
            if name in values:
                check_value(name, field, values[name], path=(*path, name))
                missing = field.needs if field.needs not in {*values, *refused} else None
            else:
                missing = name if field.is_needed and name not in refused else None
            if missing:
                raise errors.Invalid(
                    "{statement} needs {name}.", statement=statement, name=missing, path=(*path, missing)
                )
    faults.refuse()


def check_value(name: str, field: Field, value: Value, *, path: Sequence[str]) -> None:
    if field.least is not None and isinstance(value, Decimal) and value < field.least:
        raise errors.Invalid("This must be {least} or more.", least=field.least, path=path)
    if field.words and value not in field.words:
        raise errors.Invalid("Enter one of {words}.", words=", ".join(sorted(field.words)), path=path)
    if name == "currency":
        money.exponent(str(value), path=path)
    if name == "unit":
        units.check(str(value), path=path)


def type_of(kind: SubjectKind, statement: Statement, name: str) -> Type:
    """The type of a field. KeyError for one that there is not."""
    return statements.fields(kind, statement)[name].type


def names(kind: SubjectKind, statement: Statement) -> Collection[str]:
    """The names of all fields of a statement."""
    return statements.fields(kind, statement).keys()


def again(kind: SubjectKind, statement: Statement, written: Mapping[str, str]) -> dict[str, Value]:
    """The typed values of what was kept, which `typed.texts` wrote."""
    known = statements.fields(kind, statement)
    return {name: typed.READERS[known[name].type](each) for name, each in written.items()}
