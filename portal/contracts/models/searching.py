"""The words of contracts' texts, by which contracts are found."""

from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.contracts.models.agreement import of_contract
from portal.database.base import Record
from portal.database.policies import CURRENT_PARTNER, CURRENT_PARTNERS, OWNER, SIGNED_IN, Policy

LONGEST_PART = 1_000_000
"""Bytes of the words of one row: PostgreSQL takes 1 MiB. Only texts made to be so have more than one row."""


class SearchDocument(Record):
    """The folded words of a contract's text as it stands: the draft before publication, then the current version.

    No login of people may read it: an index of words does not serve under a policy, which such a search may not run
    before. `contracts_worded` looks into it for them.
    """

    __tablename__ = "search_document"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    is_published: Mapped[bool]
    """The partner sees this text as well."""
    words: Mapped[str] = mapped_column(TSVECTOR)

    __table_args__ = (
        of_contract("search_document"),
        Index("ix_search_document_words", "words", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    )
    __policies__ = (
        Policy("portal_system", "true", None, ("SELECT", "INSERT", "DELETE")),
        Policy(OWNER, "true"),
    )  # fmt: skip


FILE_CONTRACT = f"""
CREATE OR REPLACE FUNCTION file_contract(of_partner uuid, filed uuid) RETURNS void LANGUAGE sql AS $$
  DELETE FROM public.search_document WHERE partner_id = of_partner AND contract_id = filed;
  INSERT INTO public.search_document (partner_id, contract_id, part, is_published, words)
  SELECT of_partner, filed, part, is_published, array_to_tsvector(array_agg(word))
  FROM (
    SELECT is_published, word, sum(octet_length(word)) OVER (ORDER BY word) / {LONGEST_PART} AS part
    FROM (
      SELECT c.published_at IS NOT NULL AS is_published, coalesce(v.document, d.document)::jsonb AS content
      FROM public.contract c
      LEFT JOIN public.contract_version v
        ON v.partner_id = c.partner_id AND v.contract_id = c.id AND v.number = c.version_number
      LEFT JOIN public.contract_draft d
        ON d.partner_id = c.partner_id AND d.contract_id = c.id AND c.published_at IS NULL
      WHERE c.partner_id = of_partner AND c.id = filed) AS its_text,
    unnest(public.words_in((
      SELECT string_agg(concat_ws(' ', clause ->> 'heading', clause ->> 'text'), ' ')
      FROM jsonb_array_elements(content -> 'clauses') AS clause))) AS word) AS its_words
  GROUP BY part, is_published;
$$
"""


def _worded(who: str, *, sees: str) -> str:
    return (
        "SELECT a.n, d.contract_id FROM asked a JOIN public.search_document d ON d.words @@ a.query "
        f"WHERE session_user IN ({who}) AND {sees}"
    )


# A word is in a text when each of its own parts is, by its beginning: "net-30" has two. They are letters and digits
# alone, so nothing in them means anything to a query. What is found is told as ids; the rows are read under policy. The
# manager's list is read once: reading it from the setting for 50,000 rows takes two seconds.
CONTRACTS_WORDED = f"""
CREATE OR REPLACE FUNCTION contracts_worded(words text[]) RETURNS TABLE (n bigint, contract_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH asked AS MATERIALIZED (
    SELECT typed.n, (SELECT string_agg('''' || part || ''':*', ' & ')::tsquery
                     FROM unnest(public.words_in(typed.word)) part) AS query
    FROM unnest(words) WITH ORDINALITY AS typed(word, n))
  {_worded("'portal_partner'", sees=f"d.is_published AND d.partner_id = public.{CURRENT_PARTNER}")}
  UNION ALL
  {_worded("'portal_manager'", sees=f"d.partner_id = ANY ((SELECT public.{CURRENT_PARTNERS})::uuid[])")}
  UNION ALL
  {_worded("'portal_staff', 'portal_auditor'", sees=f"public.{SIGNED_IN}")}
$$
"""

PEOPLE = "portal_partner, portal_manager, portal_staff, portal_auditor"

STATEMENTS = (
    FILE_CONTRACT,
    "REVOKE ALL ON FUNCTION file_contract(uuid, uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION file_contract(uuid, uuid) TO portal_system",
    CONTRACTS_WORDED,
    "REVOKE ALL ON FUNCTION contracts_worded(text[]) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION contracts_worded(text[]) TO {PEOPLE}",
)
