"""where a card stands among all."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON scorecard FROM portal_system""",
    r"""REVOKE ALL ON scorecard FROM portal_staff""",
    r"""REVOKE ALL ON scorecard FROM portal_partner""",
    r"""REVOKE ALL ON scorecard FROM portal_manager""",
    r"""CREATE TABLE card_rank (
    partner_id uuid NOT NULL,
    scorecard_id uuid NOT NULL,
    place bigint NOT NULL,
    of bigint NOT NULL,
    is_shared boolean NOT NULL,
    made_at timestamp with time zone NOT NULL
)""",
    r"""ALTER TABLE scorecard ADD COLUMN score_exact numeric(16,12)""",
    r"""ALTER TABLE card_rank ADD CONSTRAINT ck_card_rank_among_enough CHECK (((of >= 5) AND ((place >= 1) AND (place <= of))))""",
    r"""ALTER TABLE card_rank ADD CONSTRAINT ck_card_rank_times_are_finite CHECK (isfinite(made_at))""",
    r"""ALTER TABLE card_rank ADD CONSTRAINT pk_card_rank PRIMARY KEY (partner_id, scorecard_id)""",
    r"""ALTER TABLE card_rank ADD CONSTRAINT fk_card_rank_card FOREIGN KEY (partner_id, scorecard_id) REFERENCES scorecard(partner_id, id)""",
    r"""ALTER TABLE card_rank ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE card_rank FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_auditor ON card_rank FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON card_rank IS '8de2522e6b5573db'""",
    r"""CREATE POLICY as_manager ON card_rank FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON card_rank IS 'b396a5ace03b49a6'""",
    r"""CREATE POLICY as_partner ON card_rank FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON card_rank IS '1970bfe35c08b68a'""",
    r"""CREATE POLICY as_staff ON card_rank FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON card_rank IS '2ca6404eb2a766b2'""",
    r"""CREATE POLICY as_system ON card_rank FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON card_rank IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON card_rank TO portal_auditor""",
    r"""GRANT SELECT ON card_rank TO portal_manager""",
    r"""GRANT SELECT ON card_rank TO portal_partner""",
    r"""GRANT SELECT ON card_rank TO portal_staff""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE (is_shared, made_at, of, place) ON card_rank TO portal_system""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, covered, document, due_at, due_calendar, proposed_at, proposed_by_name, reason, score, score_exact, scored_at, sha256, standing, status, title, unscored, updated_at, version, waiting_on) ON scorecard TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, covered, document, due_at, due_calendar, proposed_at, proposed_by_name, reason, score, score_exact, scored_at, sha256, standing, status, title, unscored, updated_at, version, waiting_on) ON scorecard TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, covered, document, due_at, due_calendar, proposed_at, proposed_by_name, reason, score, score_exact, scored_at, sha256, standing, status, title, unscored, updated_at, version, waiting_on) ON scorecard TO portal_staff""",
    r"""GRANT SELECT, UPDATE (agreed_at, agreed_by_name, covered, document, due_at, due_calendar, proposed_at, proposed_by_name, reason, score, score_exact, scored_at, sha256, standing, status, title, unscored, updated_at, version, waiting_on) ON scorecard TO portal_system""",
)

DOWN = (
    r"""REVOKE ALL ON scorecard FROM portal_system""",
    r"""REVOKE ALL ON scorecard FROM portal_staff""",
    r"""REVOKE ALL ON scorecard FROM portal_partner""",
    r"""REVOKE ALL ON scorecard FROM portal_manager""",
    r"""ALTER TABLE card_rank DROP CONSTRAINT fk_card_rank_card""",
    r"""ALTER TABLE scorecard DROP COLUMN score_exact""",
    r"""DROP TABLE card_rank""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, covered, document, due_at, due_calendar, proposed_at, proposed_by_name, reason, score, scored_at, sha256, standing, status, title, unscored, updated_at, version, waiting_on) ON scorecard TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, covered, document, due_at, due_calendar, proposed_at, proposed_by_name, reason, score, scored_at, sha256, standing, status, title, unscored, updated_at, version, waiting_on) ON scorecard TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, covered, document, due_at, due_calendar, proposed_at, proposed_by_name, reason, score, scored_at, sha256, standing, status, title, unscored, updated_at, version, waiting_on) ON scorecard TO portal_staff""",
    r"""GRANT SELECT, UPDATE (agreed_at, agreed_by_name, covered, document, due_at, due_calendar, proposed_at, proposed_by_name, reason, score, scored_at, sha256, standing, status, title, unscored, updated_at, version, waiting_on) ON scorecard TO portal_system""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
