"""What triggers write down at the door, as SQL: what ended because something else changed, and from where that came."""

LIVE = (
    "s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp()"
)
_COLUMNS = (
    "(id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, "
    "connection_id, request_id, address, network, agent)"
)
IN_PRESENCE = "NOT 'offline_access' = ANY (g.scopes)"
"""Grants that last no longer than the sign-in they were given in (OpenID Connect Core, 11)."""
ORIGIN = "public.current_request(), public.current_address()"
"""The request whose statement it is, and the address it came from; empty for the clock."""


def _noted(action: str, reason: str) -> str:
    return f"""
    INSERT INTO auth.event {_COLUMNS}
    SELECT gen_random_uuid(), statement_timestamp(), '{action}', 'change', 'ACCEPTED', '{reason}', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, {ORIGIN}, '', ''
    FROM ended r WHERE r.is_live;"""


def sessions_end(which: str, reason: str) -> str:
    """Ends sessions `s`; each that was in use, but the tokens of a grant, leaves an event."""
    return f"""
    WITH ended AS (
      UPDATE auth.session s SET ended_at = statement_timestamp() WHERE {which} AND s.ended_at IS NULL
      RETURNING s.person_id, s.partner_id, s.member_id, s.id AS session_id, s.client_id, s.connection_id,
        s.grant_id IS NULL AND {LIVE} AS is_live){_noted("END_SESSION", reason)}"""


def grants_end(which: str, reason: str) -> str:
    """Revokes what people allowed programs, `g`; each that still counted leaves an event."""
    return f"""
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = '{reason}'
      WHERE {which} AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live){_noted("REVOKE_GRANT", reason)}"""
