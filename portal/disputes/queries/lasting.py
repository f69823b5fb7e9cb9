"""What every step of a dispute asks: statements that are made once, of parameters by name."""

from types import SimpleNamespace

from sqlalchemy import bindparam

from portal.disputes.queries.cases import clocks_of, pauses_of, people_of, persons_of, to_act_on

_CASE = SimpleNamespace(partner_id=bindparam("partner_id"), id=bindparam("dispute_id"))
TO_ACT_ON = to_act_on(bindparam("dispute_id"))
CLOCKS, PAUSES, PERSONS = clocks_of(_CASE), pauses_of(_CASE), persons_of(_CASE)
PEOPLE = people_of(bindparam("organisation_id"))
