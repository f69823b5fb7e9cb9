"""The words of contracts as GraphQL enumerations."""

from enum import StrEnum
from typing import Any

from portal import cautions
from portal.contracts import rules
from portal.contracts.text import amends, documents, redline, terms
from portal.contracts.text.editing import EditKind
from portal.contracts.text.pieces import Unsure
from portal.papers.told import State
from portal.partners.membership import SETTLEMENT
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of

ContractStatus = statuses_of(rules.LIFE, "ContractStatus", "Status of a contract.")
RoundStatus = statuses_of(rules.ROUND, "RoundStatus", "Status of a negotiation round.")
ABOUT = {
    "SUPPLY": "Goods.", "SERVICE": "Services.", "DISTRIBUTION": "The partner sells on in its own name.",
    "RESELLER": "The partner sells on in the company's name.", "FRAMEWORK": "Terms for later orders.",
    "CONFIDENTIALITY": "Confidential information.", "OTHER": "Something else.",
}  # fmt: skip
ContractKind = enum(rules.Kind, "ContractKind", f"Kind of contract. {OPEN}", **ABOUT)
_words: Any = StrEnum
SigningAuthorityKind = enum(
    _words("_Signed", {f"{each}": f"{each}" for each in (*rules.Kind, SETTLEMENT)}),
    "SigningAuthorityKind", f"Kind of contract, or settlements, that a signing authority covers. {OPEN}",
    SETTLEMENT="Offers to settle a dispute, and their acceptance; no contract.", **ABOUT,
)  # fmt: skip
ChangeStatus = enum(
    rules.ChangeStatus, "ChangeStatus", f"Status of a proposed change. {OPEN}",
    PROPOSED="It is waiting for an answer.", ACCEPTED="It was accepted.", REJECTED="It was rejected, with a reason.",
    STALE="Its clause, term or annex has changed since.", SUPERSEDED="Another change replaced it.",
    WITHDRAWN="It was withdrawn.",
)  # fmt: skip
Renewal = enum(
    terms.Renewal, "Renewal", "What happens at the end of the term.",
    NONE="It ends on its last day.", OPTION="It can be renewed.", EVERGREEN="It renews unless notice was given.",
)  # fmt: skip
ChangeOperation = enum(
    documents.Operation, "ChangeOperation", f"Operation of a change on the text, the terms or the annexes. {OPEN}",
    REPLACE="Gives a clause another number, heading, text or depth.", INSERT="Inserts a new clause.",
    DELETE="Removes a clause.", MOVE="Moves a clause.", SET_TERM="Gives a key term another value.",
    SET_ANNEX="Adds an annex, or replaces its file.", REMOVE_ANNEX="Removes an annex.",
    SETTLE="Decides what happens to a record based on a clause that an amendment changes.",
)  # fmt: skip
Fate = enum(
    amends.Fate, "Fate", "Fate of a record based on a changed clause once the amendment is in force.",
    KEEP="It continues, based on the new words.", RETIRE="It ends.",
)  # fmt: skip
DiffKind = enum(
    redline.Kind, "DiffKind", "Change of a clause between two versions.",
    UNCHANGED="It is the same.", CHANGED="Its text is different.", INSERTED="It is new.", DELETED="It was removed.",
    MOVED="It was moved.",
)  # fmt: skip
SegmentKind = enum(
    redline.Op, "SegmentKind", "Change of words between two versions.",
    EQUAL="Kept.", INSERTED="Inserted.", DELETED="Deleted.",
)  # fmt: skip
ContractTextUnsure: Any = enum(
    Unsure, "ContractTextUnsure", f"Why a clause could differ from the meaning of the text. {OPEN}",
    INSIDE="Its number was found inside a line.", LEAD="Its heading is the first words of a line that continues.",
    TYPED="A line of it starts with a number that its file does not count.",
)  # fmt: skip
ContractTextEditKind: Any = enum(
    EditKind, "ContractTextEditKind", f"What is changed in a text before it is stored. {OPEN}",
    SPLIT="What follows `at` becomes a clause.", JOIN="It becomes the end of the clause before.",
    INDENT="It and what is below it go one level down.", OUTDENT="It and what is below it go one level up.",
    TITLE="It gets another title.", NUMBER="It gets another number.",
    RENUMBER="All numbers are put in order, each in its style; an annex starts them again.",
    LEAVE_OUT="It is left out.", TAKE_IN="It is no longer left out.",
    CONTENTS="The table of contents in it is left out.",
    ANNEX="It starts an annex: the annex’s name becomes its number, at the top.",
)  # fmt: skip
ContractTextState: Any = enum(
    State, "ContractTextState", "Version of the text to use if a file has tracked changes.",
    ACCEPTED="With every change accepted.", ORIGINAL="As it was before the changes.",
)  # fmt: skip
CautionKind = enum(
    cautions.Kind, "CautionKind", f"Way in which a text does not read as it looks. {OPEN}",
    DIRECTION="A character changes the reading direction.", INVISIBLE="A character is invisible.",
    MIXED_SCRIPTS="A word mixes letters that look alike from two scripts.",
)  # fmt: skip
ContractAction = steps_of(
    "ContractAction", "A step someone can take.", rules.LIFE, rules.ROUND, endings={rules.ROUND.name: "_ROUND"}
)


class Sorted(StrEnum):
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    DUE_AT = "DUE_AT"
    ENDS_ON = "ENDS_ON"
    TITLE = "TITLE"
    COMMITTED = "COMMITTED"


ContractOrderField = enum(
    Sorted, "ContractOrderField", "Sort keys of contracts.",
    CREATED_AT="When it was drafted.", UPDATED_AT="When it last changed.", DUE_AT="Its next deadline.",
    ENDS_ON="The last day.", TITLE="Its title.", COMMITTED=FOLLOWED,
)  # fmt: skip
