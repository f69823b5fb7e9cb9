"""How a text or a file would be taken apart into clauses, for somebody to look at before it is stored."""

from collections.abc import Sequence
from typing import Any

import strawberry

from portal import cautions
from portal.access import Permission
from portal.contracts import operations
from portal.contracts.papers import Paper
from portal.contracts.text.documents import Clause
from schema.contracts.enums import ContractTextState
from schema.contracts.texts import Caution
from schema.engine import rehearsals
from schema.engine.errors import Told, UserError
from schema.engine.fields import plain
from schema.shared.inputs import optional


@strawberry.input(description="A text, or a file with its name.")
class ContractTextPreviewInput:
    text: str | None = optional("Plain text, at most 2,000,000 characters; else a file.")
    file: str | None = optional("A .docx, .pdf, .md or .txt in base64, at most 1,800,000 bytes.")
    name: str | None = optional("Of the file, whose end says its type.")
    state: ContractTextState | None = optional("Of a file with tracked changes, which is refused without it.")


@strawberry.type(description="A clause as it would be stored.")
class ContractTextClause:
    number: str = plain("As the file or text has it; may be empty.")
    heading: str = plain("May be empty.")
    text: str = plain("The words below the heading.")
    depth: int = plain("0 at the top.")
    cautions: list[Caution] = plain("Characters nobody sees, turned directions, words of mixed scripts.")


@strawberry.type(description="What a person should know of the text, or look at.")
class ContractTextRemark:
    code: str = plain("Its kind, such as JUMP, PREAMBLE, MARGIN or CHANGES; more may come.")
    message: str = plain("Text for a person, in the language of `Accept-Language`.")
    clause: int | None = plain("The clause that it is about, 0 for the first; null for the whole text.")


@strawberry.type(description="A comment in the file; it is no part of the text.")
class ContractTextComment:
    author: str = plain("Whose it is, as the file says.")
    text: str = plain("What it says.")


@strawberry.type(description="A text as it would be taken apart.")
class ContractTextPreview:
    clauses: list[ContractTextClause] = plain("In order; a draft takes them as `clauses`.")
    remarks: list[ContractTextRemark] = plain("What was left out, what counts, what is unsure.")
    comments: list[ContractTextComment] = plain("At most 500.")


@strawberry.type(description="Result of a look at a text.")
class ContractTextPreviewPayload:
    user_errors: list[UserError] = plain("Empty on success.")
    preview: ContractTextPreview | None = plain("The text taken apart; null if it was refused.")


def _told(found: Paper | None, refusals: Sequence[Told], language: str) -> ContractTextPreviewPayload:
    refused: Any = list(refusals)
    return ContractTextPreviewPayload(user_errors=refused, preview=_preview(found, language) if found else None)


def _preview(found: Paper, language: str) -> ContractTextPreview:
    return ContractTextPreview(
        clauses=[_clause(each) for each in found.clauses],
        remarks=[
            ContractTextRemark(code=each.code, message=each.sentence.in_(language), clause=each.clause)
            for each in found.doubts
        ],
        comments=[ContractTextComment(author=each.author, text=each.text) for each in found.comments],
    )


def _clause(clause: Clause) -> ContractTextClause:
    met = cautions.counted(f"{clause.number} {clause.heading}\n{clause.text}")
    return ContractTextClause(
        number=clause.number, heading=clause.heading, text=clause.text, depth=clause.depth,
        cautions=[Caution(kind=each.kind, found=each.found, count=each.count) for each in met],
    )  # fmt: skip


@strawberry.type
class TextPreviewQuery:
    contract_text_preview = rehearsals.rehearsal(
        ContractTextPreviewPayload, ContractTextPreviewInput,
        "See how a text or file would be taken apart into clauses, what is left out and what is unsure. Nothing is"
        " stored.",
        operations.preview_text, Permission.CONTRACT_DRAFT, _told, is_apart=True,
    )  # fmt: skip
