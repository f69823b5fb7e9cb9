"""How a text or a file would be taken apart into clauses, for somebody to look at before it is stored."""

from collections.abc import Sequence
from typing import Any

import strawberry

from portal import cautions
from portal.access import Permission
from portal.contracts import operations
from portal.contracts.papers import Paper
from portal.contracts.text.documents import Clause
from portal.contracts.text.editing import Edit
from portal.contracts.text.pieces import Piece
from schema.contracts.enums import ContractTextEditKind, ContractTextState, ContractTextUnsure
from schema.contracts.texts import Caution
from schema.engine import rehearsals
from schema.engine.errors import Told, UserError
from schema.engine.fields import plain
from schema.engine.mutations import converts
from schema.shared.inputs import given, optional


@strawberry.input(description="A clause as a preview gave it.")
class ContractTextClauseInput:
    number: str | None = optional("May be empty.")
    heading: str | None = optional("May be empty.")
    text: str | None = optional("Text below the heading.")
    depth: int | None = optional("0 at the top; absent: 0.")
    is_left_out: bool | None = optional("True if a draft is to be without it.")
    unsure: list[ContractTextUnsure] | None = optional("As the preview gave it.")


@strawberry.input(description="A change of one clause, or of all numbers.")
class ContractTextEdit:
    kind: ContractTextEditKind = given("The action.")
    clause: int | None = optional("The clause, 0 for the first, as the edits before have left it. Not for RENUMBER.")
    at: int | None = optional(
        "SPLIT: that many characters (code points) of its text stay; the cut is between two words."
    )
    text: str | None = optional("TITLE and NUMBER: the new one.")


@strawberry.input(description="A text, a file with its name, or clauses; and what is changed in them.")
class ContractTextPreviewInput:
    text: str | None = optional("Plain text, at most 2,000,000 characters.")
    file: str | None = optional("A .docx, .pdf, .md or .txt in base64, at most 1,800,000 bytes.")
    name: str | None = optional("File name; its extension determines the type.")
    encoding: str | None = optional("Of a plain text file that is not in UTF-8, such as `windows-1251`.")
    clauses: list[ContractTextClauseInput] | None = optional("Clauses of an earlier preview, at most 3,000.")
    edits: list[ContractTextEdit] | None = optional("Made in order, at most 500.")
    state: ContractTextState | None = optional(
        "Version of a file with tracked changes to use; required for such a file."
    )


@strawberry.type(description="A clause as it would be stored.")
class ContractTextClause:
    number: str = plain("Number as in the file or text; can be empty.")
    heading: str = plain("May be empty.")
    text: str = plain("Text below the heading.")
    depth: int = plain("0 at the top.")
    is_left_out: bool = plain("True if an edit left it out: such a clause is not sent to a draft.")
    unsure: list[ContractTextUnsure] = plain("Why it could differ from the meaning of the text.")
    cautions: list[Caution] = plain("Invisible characters, changes of direction, words of mixed scripts.")


@strawberry.type(description="A remark on the text that a person should check.")
class ContractTextRemark:
    code: str = plain("Its kind, such as JUMP, INSIDE, LEAD, LEFT_OUT or CHANGES. More may be added.")
    message: str = plain("Text for a person, in the language of `Accept-Language`.")
    clause: int | None = plain("The clause that it is about, 0 for the first; null for the whole text.")


@strawberry.type(description="A comment in the file; it is not part of the text.")
class ContractTextComment:
    author: str = plain("Author, as stated in the file.")
    text: str = plain("What it says.")


@strawberry.type(description="A text as it would be split.")
class ContractTextPreview:
    clauses: list[ContractTextClause] = plain("In order; a draft takes those that are not left out as `clauses`.")
    remarks: list[ContractTextRemark] = plain("Remarks on what was left out, what counts and what is uncertain.")
    comments: list[ContractTextComment] = plain("At most 500.")


@strawberry.type(description="Result of a preview of a text.")
class ContractTextPreviewPayload:
    user_errors: list[UserError] = plain("Empty on success.")
    preview: ContractTextPreview | None = plain("The split text; null if it was refused.")


def _told(found: Paper | None, refusals: Sequence[Told], language: str) -> ContractTextPreviewPayload:
    refused: Any = list(refusals)
    return ContractTextPreviewPayload(user_errors=refused, preview=_preview(found, language) if found else None)


def _preview(found: Paper, language: str) -> ContractTextPreview:
    return ContractTextPreview(
        clauses=[_clause(each) for each in found.pieces],
        remarks=[
            ContractTextRemark(code=each.code, message=each.sentence.in_(language), clause=each.clause)
            for each in found.doubts
        ],
        comments=[ContractTextComment(author=each.author, text=each.text) for each in found.comments],
    )


def _clause(piece: Piece) -> ContractTextClause:
    clause = piece.clause
    met = cautions.counted(f"{clause.number} {clause.heading}\n{clause.text}")
    return ContractTextClause(
        number=clause.number, heading=clause.heading, text=clause.text, depth=clause.depth,
        is_left_out=piece.is_left_out, unsure=list(piece.unsure),
        cautions=[Caution(kind=each.kind, found=each.found, count=each.count) for each in met],
    )  # fmt: skip


@converts(ContractTextClauseInput)
def _piece(said: ContractTextClauseInput, _path: tuple[str, ...]) -> Piece:
    clause = Clause("c", said.number or "", said.heading or "", said.text or "", said.depth or 0)
    return Piece(clause, bool(said.is_left_out), tuple(said.unsure or ()))


@converts(ContractTextEdit)
def _edit(said: ContractTextEdit, _path: tuple[str, ...]) -> Edit:
    return Edit(said.kind, _or_none(said.clause), _or_none(said.at), _or_none(said.text))


def _or_none(value: Any) -> Any:
    return None if value is strawberry.UNSET else value


@strawberry.type
class TextPreviewQuery:
    contract_text_preview = rehearsals.rehearsal(
        ContractTextPreviewPayload, ContractTextPreviewInput,
        "Preview how a text or file would be split into clauses, what is left out and what is uncertain. Nothing is"
        " stored.",
        operations.preview_text, Permission.CONTRACT_DRAFT, _told, is_apart=True,
    )  # fmt: skip
