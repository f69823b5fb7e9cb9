"""Who sees and writes which rows, declared beside each table and enforced by PostgreSQL."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from portal.access import AccessClass, Side
from portal.database import functions

OWNER = "portal_owner"
AUTH = "portal_auth"
CLASSES = tuple(item.value for item in AccessClass)
MEDIATOR = "portal_mediator"
"""Reads one case, as whoever mediates it: a class of access beside the others, which no role leads to."""
LOGINS = (*CLASSES, AUTH, MEDIATOR)

CURRENT_PARTNER = "current_partner()"
CURRENT_PARTNERS = "current_partners()"
CURRENT_PERSON = "current_person()"
CURRENT_MEMBER = "current_member()"
CURRENT_DISPUTE = "current_dispute()"
"""The one case that a mediator reads."""
CURRENT_OFFERS = "current_offers()"
"""The same, once both sides let its offers be read."""
SIGNED_IN = "signed_in()"
"""For the classes that see every partner: without a session they see nothing either. It costs 0.13 us a row."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What one access class may do with a table: which rows it sees, which it may write, and the commands granted."""

    role: str
    sees: str
    """Row-local condition in SQL: no subquery, only the row's own columns and the context functions."""
    writes: str | None = None
    """Condition on rows as written; None: the same as `sees`."""
    commands: tuple[str, ...] = ("SELECT",)
    """What is granted; "UPDATE (status, reason)" grants some columns."""
    narrows: tuple[tuple[str, str], ...] = ()
    """Commands that are narrowed further: ("INSERT", condition on the new row), ("DELETE", condition on the old)."""

    @property
    def name(self) -> str:
        return f"as_{self.role.removeprefix('portal_')}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.role}|{self.sees}|{self.writes}|{self.narrows}".encode()).hexdigest()[:16]


def _and(*conditions: str) -> str:
    parts = [part for part in conditions if part]
    return " AND ".join(f"({part})" for part in parts) if parts else "true"


def isolated(
    *,
    partner: str | None = "",
    host: str = "",
    auditor: str = "",
    owner_column: str = "partner_id",
    partner_writes: str = "",
    host_writes: str = "",
    partner_commands: tuple[str, ...] = (),
    host_commands: tuple[str, ...] = (),
    system_commands: tuple[str, ...] = (),
    own: tuple[tuple[str, str], ...] = (),
    auth: bool = False,
    mediator: str = "",
) -> tuple[Policy, ...]:
    """The usual policies of a partner-owned table.

    `partner` narrows what the partner's own people see (None: nothing at all, and no grant); `host` narrows what the
    company's people see, `auditor` what auditors do; `*_writes` narrows rows as written. Relationship managers see the
    partners in their list.
    `mediator` says what the mediator of a case reads; unless it does, nothing at all, and no grant.
    `own` narrows single commands, where {side} stands for the side of whoever acts.
    """
    narrows = {side: tuple((command, text.format(side=f"'{side}'")) for command, text in own) for side in Side}
    mine = f"{owner_column} = {CURRENT_PARTNER}"
    listed = f"{owner_column} = ANY ({CURRENT_PARTNERS})"
    policies = [
        *(
            Policy(role, _and(whose, host), _and(whose, host_writes), ("SELECT", *host_commands), narrows[Side.HOST])
            for role, whose in (("portal_manager", listed), ("portal_staff", SIGNED_IN))
        ),
        Policy("portal_auditor", _and(SIGNED_IN, auditor) if auditor else SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT", *system_commands)),
    ]
    if partner is not None:
        seen, written = _and(mine, partner), _and(mine, partner_writes)
        policies.insert(
            0, Policy("portal_partner", seen, written, ("SELECT", *partner_commands), narrows[Side.PARTNER])
        )
    if auth:
        policies.append(Policy(AUTH, "true"))
    if mediator:
        policies.append(Policy(MEDIATOR, mediator, "false"))
    return tuple(policies)


class Keeping(Enum):
    """What becomes of the rows of a table."""

    CHANGED = auto()
    KEPT = auto()
    """Never changed or deleted."""
    SEALED = auto()
    """The same, and noted for the chain of seals."""


def statements(table: str, policies: tuple[Policy, ...], keeping: Keeping) -> Iterator[str]:
    """The SQL that puts a table under its policies, one statement each."""
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    for policy in policies:
        written = policy.sees if policy.writes is None else policy.writes
        yield (
            f"CREATE POLICY {policy.name} ON {table} FOR ALL TO {policy.role} "
            f"USING ({policy.sees}) WITH CHECK ({written})"
        )
        for command, condition in policy.narrows:
            test = "WITH CHECK" if command == "INSERT" else "USING"
            name = f"{policy.name}_{command.lower()}"
            yield f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR {command} TO {policy.role} {test} ({condition})"
            yield f"COMMENT ON POLICY {name} ON {table} IS '{policy.digest}'"
        yield f"COMMENT ON POLICY {policy.name} ON {table} IS '{policy.digest}'"
        yield f"GRANT {', '.join(policy.commands)} ON {table} TO {policy.role}"
    yield from _kept(table, keeping)


def for_sign_in(table: str, keeping: Keeping) -> Iterator[str]:
    """The SQL that gives a table of credentials to the sign-in's login, and to no other."""
    yield f"GRANT SELECT, INSERT{', UPDATE, DELETE' if keeping is Keeping.CHANGED else ''} ON {table} TO {AUTH}"
    yield from _kept(table, keeping)
    if keeping is Keeping.SEALED:
        name = f"digests_of_{table.replace('.', '_')}"
        yield functions.DIGESTS.format(name=name, table=table)
        yield f"REVOKE ALL ON FUNCTION {name}(text[], text[]) FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {name}(text[], text[]) TO portal_system"


def _kept(table: str, keeping: Keeping) -> Iterator[str]:
    if keeping is Keeping.CHANGED:
        return
    refused = "EXECUTE FUNCTION refuse_change()"
    yield f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refused}"
    yield f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refused}"
    if keeping is Keeping.SEALED:
        yield (
            f"CREATE TRIGGER note_unsealed AFTER INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION note_unsealed('{table}')"
        )
