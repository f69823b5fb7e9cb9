"""the definitions that come with the portal."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

DEFINITIONS = (
    ('c19535f3-970c-5abc-9696-accef4110bb6', 'answers.hours', 1, 'ANSWER',
     '00c0c952ed8e63d520c074216516454eecfe7ca42c4cbad2a48836137cf56769',
     '{"aggregate":"MEAN","code":"answers.hours","decimals":2,"direction":"LOWER","kind":"ANSWER","of":{"hours":[{"field":"asked_at"},{"field":"answered_at"}]},"parameters":{},"scale":"1","unit":"HOURS","version":1,"where":{"in":[{"field":"owed_by"},["OBLIGOR"]]}}'),
    ('273f5731-8f46-5832-81e9-33df8571c6cf', 'answers.in_time', 1, 'ANSWER',
     'e6cf0cc99e2cc6501798d9e632aa7d77828864c9436311e38d4496adcd65312d',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"answers.in_time","decimals":2,"direction":"HIGHER","kind":"ANSWER","parameters":{},"per":null,"scale":"100","top":{"count":{"at_most":[{"field":"answered_at"},{"field":"due_at"}]}},"unit":"PERCENT","version":1,"where":{"and":[{"in":[{"field":"owed_by"},["OBLIGOR"]]},{"not":{"missing":{"field":"due_at"}}}]}}'),
    ('60d11c44-7ed0-5477-ab1f-acff2edf7daa', 'days_to_pay', 1, 'INVOICE',
     'fa0691a1330cb5dc6379eaac5a7a0adf0e079011cf8747bd99ef334dc8d335b9',
     '{"aggregate":"MEAN","code":"days_to_pay","decimals":2,"direction":"LOWER","kind":"INVOICE","of":{"days":[{"field":"issued_on"},{"field":"settled_on"}]},"parameters":{},"scale":"1","unit":"DAYS","version":1,"where":{"and":[{"not":{"at_most":[{"field":"amount"},{"constant":"0"}]}},{"not":{"at_most":[{"field":"amount"},{"field":"credited"}]}}]}}'),
    ('94b2f117-0036-589f-b791-6e99b18653ec', 'fill_rate', 1, 'ORDER_LINE',
     'cdadee0a4f98e48b0842ae4a89306358ff418c0279d5459e3c0c5854a703d7b0',
     '{"aggregate":"RATIO","bottom":{"sum":{"field":"ordered"},"where":null},"code":"fill_rate","decimals":2,"direction":"HIGHER","kind":"ORDER_LINE","parameters":{},"per":null,"scale":"100","top":{"sum":{"least":[{"field":"received"},{"field":"ordered"}]},"where":null},"unit":"PERCENT","version":1,"where":{"and":[{"not":{"equal":[{"field":"ordered"},{"constant":"0"}]}},{"not":{"and":[{"is":{"field":"is_cancelled"}},{"in":[{"field":"cancelled_by"},["BENEFICIARY"]]}]}}]}}'),
    ('8055b812-f661-5d92-a385-3013538eab7b', 'first_answer.business_hours', 1, 'TICKET',
     '81895b3222f89f52395aea3e68e7567fc854573e1ca1fa8a339d05d9d0ac18ed',
     '{"aggregate":"MEAN","code":"first_answer.business_hours","decimals":2,"direction":"LOWER","kind":"TICKET","of":{"business_hours":[{"field":"opened_at"},{"field":"answered_at"},{"parameter":"opens"},{"parameter":"closes"}]},"parameters":{"closes":{"default":"17","least":"0","most":"24","type":"NUMBER"},"opens":{"default":"9","least":"0","most":"24","type":"NUMBER"}},"scale":"1","unit":"HOURS","version":1,"where":{"not":{"is":{"field":"is_cancelled"}}}}'),
    ('451d7f42-f603-58e7-9d72-f763e8dd8390', 'first_answer.hours', 1, 'TICKET',
     'efa60a1a8cb17f384356ffd8839a3bd262abfd25d38971449f1d4df7de8585fa',
     '{"aggregate":"MEAN","code":"first_answer.hours","decimals":2,"direction":"LOWER","kind":"TICKET","of":{"hours":[{"field":"opened_at"},{"field":"answered_at"}]},"parameters":{},"scale":"1","unit":"HOURS","version":1,"where":{"not":{"is":{"field":"is_cancelled"}}}}'),
    ('faff5c7c-50ee-5c03-95f0-a88c59b03d49', 'first_answer.in_time', 1, 'TICKET',
     'c72c2f48ca1f24d2486324fc45526998652973d6e2f0aa501006effc458f6d0d',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"first_answer.in_time","decimals":2,"direction":"HIGHER","kind":"TICKET","parameters":{"closes":{"default":"17","least":"0","most":"24","type":"NUMBER"},"opens":{"default":"9","least":"0","most":"24","type":"NUMBER"},"within_hours":{"default":"4","least":"0","most":"10000","type":"NUMBER"}},"per":null,"scale":"100","top":{"count":{"at_most":[{"business_hours":[{"field":"opened_at"},{"field":"answered_at"},{"parameter":"opens"},{"parameter":"closes"}]},{"parameter":"within_hours"}]}},"unit":"PERCENT","version":1,"where":{"not":{"is":{"field":"is_cancelled"}}}}'),
    ('696e0322-b157-57f8-946e-da97646f7ee0', 'forecast_accuracy', 1, 'FORECAST',
     '244cc23e47da761179f9aec36ad283caaf14042c686cd7971b092a867e7d8566',
     '{"aggregate":"RATIO","bottom":{"sum":{"field":"actual"},"where":null},"code":"forecast_accuracy","decimals":2,"direction":"HIGHER","kind":"FORECAST","parameters":{},"per":null,"scale":"100","top":{"sum":{"subtract":[{"field":"actual"},{"subtract":[{"greatest":[{"field":"forecast"},{"field":"actual"}]},{"least":[{"field":"forecast"},{"field":"actual"}]}]}]},"where":null},"unit":"PERCENT","version":1,"where":{"not":{"missing":{"field":"actual"}}}}'),
    ('4db519d9-29e1-50d0-81b2-9a8a191f1e9a', 'lead_time.mean', 1, 'ORDER_LINE',
     '4d64ce5d480d9297400d21dbc988f347d1c1143253e2bfcd006c4ab86aefda3d',
     '{"aggregate":"MEAN","code":"lead_time.mean","decimals":2,"direction":"LOWER","kind":"ORDER_LINE","of":{"days":[{"field":"ordered_on"},{"field":"last_received_on"}]},"parameters":{},"scale":"1","unit":"DAYS","version":1,"where":{"and":[{"not":{"equal":[{"field":"ordered"},{"constant":"0"}]}},{"not":{"and":[{"is":{"field":"is_cancelled"}},{"in":[{"field":"cancelled_by"},["BENEFICIARY"]]}]}}]}}'),
    ('fdf273bf-c9df-5ead-9c8e-09d2ed384ac6', 'lead_time.p90', 1, 'ORDER_LINE',
     '7c137a9c3bc3970902f67f229ff5415fec89f12cb73e8a0292258017fc3d8648',
     '{"aggregate":"PERCENTILE","code":"lead_time.p90","decimals":2,"direction":"LOWER","kind":"ORDER_LINE","of":{"days":[{"field":"ordered_on"},{"field":"last_received_on"}]},"parameters":{},"percentile":"90","scale":"1","unit":"DAYS","version":1,"where":{"and":[{"not":{"equal":[{"field":"ordered"},{"constant":"0"}]}},{"not":{"and":[{"is":{"field":"is_cancelled"}},{"in":[{"field":"cancelled_by"},["BENEFICIARY"]]}]}}]}}'),
    ('9b1897bf-4cfb-5dd3-b183-bb488c9989e7', 'on_time', 1, 'ORDER_LINE',
     '7a4beecdc589d62377ce6a2ceac258e8ac2875883bd11966ff6053b5ee5b6ac3',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"on_time","decimals":2,"direction":"HIGHER","kind":"ORDER_LINE","parameters":{"late_days":{"default":"0","least":"0","most":"365","type":"NUMBER"}},"per":null,"scale":"100","top":{"count":{"at_most":[{"field":"last_received_on"},{"shift":[{"field":"agreed_on"},{"parameter":"late_days"}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"not":{"equal":[{"field":"ordered"},{"constant":"0"}]}},{"not":{"and":[{"is":{"field":"is_cancelled"}},{"in":[{"field":"cancelled_by"},["BENEFICIARY"]]}]}}]}}'),
    ('0cd0ef16-5147-54fa-bbb7-3570f3e728ad', 'on_time.orders', 1, 'ORDER_LINE',
     '3dff4dbf0b9cc3efc47766ac0d30e58b21ce3f7dd588123f23d968a2c9693838',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"on_time.orders","decimals":2,"direction":"HIGHER","kind":"ORDER_LINE","parameters":{"late_days":{"default":"0","least":"0","most":"365","type":"NUMBER"}},"per":"order","scale":"100","top":{"count":{"at_most":[{"field":"last_received_on"},{"shift":[{"field":"agreed_on"},{"parameter":"late_days"}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"not":{"equal":[{"field":"ordered"},{"constant":"0"}]}},{"not":{"and":[{"is":{"field":"is_cancelled"}},{"in":[{"field":"cancelled_by"},["BENEFICIARY"]]}]}}]}}'),
    ('b8673f60-30c4-58d6-8337-3a3e755b32b2', 'on_time.value', 1, 'ORDER_LINE',
     '3ed23ae0e13e1899ae20494d8a6f17322d1f135d5e6ce959862b22de19373279',
     '{"aggregate":"RATIO","bottom":{"sum":{"field":"value"},"where":null},"code":"on_time.value","decimals":2,"direction":"HIGHER","kind":"ORDER_LINE","parameters":{"late_days":{"default":"0","least":"0","most":"365","type":"NUMBER"}},"per":null,"scale":"100","top":{"sum":{"field":"value"},"where":{"at_most":[{"field":"last_received_on"},{"shift":[{"field":"agreed_on"},{"parameter":"late_days"}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"not":{"equal":[{"field":"ordered"},{"constant":"0"}]}},{"not":{"and":[{"is":{"field":"is_cancelled"}},{"in":[{"field":"cancelled_by"},["BENEFICIARY"]]}]}}]}}'),
    ('14f62739-38b3-5469-93a1-1d0f5e222647', 'on_time.window', 1, 'ORDER_LINE',
     '602498c123805619b73a6714923084bae2862e3b5fbd853de7cc852135f7558d',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"on_time.window","decimals":2,"direction":"HIGHER","kind":"ORDER_LINE","parameters":{"early_days":{"default":"7","least":"0","most":"365","type":"NUMBER"},"late_days":{"default":"0","least":"0","most":"365","type":"NUMBER"}},"per":null,"scale":"100","top":{"count":{"and":[{"at_most":[{"shift":[{"field":"agreed_on"},{"subtract":[{"constant":"0"},{"parameter":"early_days"}]}]},{"field":"first_received_on"}]},{"at_most":[{"field":"last_received_on"},{"shift":[{"field":"agreed_on"},{"parameter":"late_days"}]}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"not":{"equal":[{"field":"ordered"},{"constant":"0"}]}},{"not":{"and":[{"is":{"field":"is_cancelled"}},{"in":[{"field":"cancelled_by"},["BENEFICIARY"]]}]}}]}}'),
    ('a55df0fd-7790-5021-a1d9-1b3c14e8510a', 'otif', 1, 'ORDER_LINE',
     '75907426b78d3e82f8f394015bbb5b3cf20736d24c50b017733d75c428a5f875',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"otif","decimals":2,"direction":"HIGHER","kind":"ORDER_LINE","parameters":{"late_days":{"default":"0","least":"0","most":"365","type":"NUMBER"},"short_percent":{"default":"0","least":"0","most":"100","type":"NUMBER"}},"per":null,"scale":"100","top":{"count":{"or":[{"at_most":[{"multiply":[{"field":"ordered"},{"subtract":[{"constant":"1"},{"multiply":[{"parameter":"short_percent"},{"constant":"0.01"}]}]}]},{"field":"received_by_agreed"}]},{"and":[{"at_most":[{"field":"last_received_on"},{"shift":[{"field":"agreed_on"},{"parameter":"late_days"}]}]},{"at_most":[{"multiply":[{"field":"ordered"},{"subtract":[{"constant":"1"},{"multiply":[{"parameter":"short_percent"},{"constant":"0.01"}]}]}]},{"field":"received"}]}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"not":{"equal":[{"field":"ordered"},{"constant":"0"}]}},{"not":{"and":[{"is":{"field":"is_cancelled"}},{"in":[{"field":"cancelled_by"},["BENEFICIARY"]]}]}}]}}'),
    ('6e1d23a0-e6ac-525e-bfae-2034db1ba72b', 'paid_after_60', 1, 'INVOICE',
     '35b6a758912db35b4ab25c44ed11a4403df75a85fd79157d0c0a1f2945bbe50f',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"paid_after_60","decimals":2,"direction":"LOWER","kind":"INVOICE","parameters":{},"per":null,"scale":"100","top":{"count":{"less":[{"constant":"60"},{"days":[{"field":"issued_on"},{"field":"settled_on"}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"and":[{"not":{"at_most":[{"field":"amount"},{"constant":"0"}]}},{"not":{"at_most":[{"field":"amount"},{"field":"credited"}]}}]},{"not":{"missing":{"field":"settled_on"}}}]}}'),
    ('95326e84-9022-58d2-91b2-0735ac381de4', 'paid_in_31_to_60', 1, 'INVOICE',
     'c39feffa3bca4b0fd1fa359d34b02c4fedb0e7cc78f100b2286d91863ae68a65',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"paid_in_31_to_60","decimals":2,"direction":"LOWER","kind":"INVOICE","parameters":{},"per":null,"scale":"100","top":{"count":{"and":[{"less":[{"constant":"30"},{"days":[{"field":"issued_on"},{"field":"settled_on"}]}]},{"at_most":[{"days":[{"field":"issued_on"},{"field":"settled_on"}]},{"constant":"60"}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"and":[{"not":{"at_most":[{"field":"amount"},{"constant":"0"}]}},{"not":{"at_most":[{"field":"amount"},{"field":"credited"}]}}]},{"not":{"missing":{"field":"settled_on"}}}]}}'),
    ('012efc94-7853-54ed-91b7-c30b73413f7b', 'paid_on_time', 1, 'INVOICE',
     '18c630fa6ce362c053c775250ed24b90a815a6183b93ce2662e58ecfaef77624',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"paid_on_time","decimals":2,"direction":"HIGHER","kind":"INVOICE","parameters":{"grace_days":{"default":"0","least":"0","most":"365","type":"NUMBER"}},"per":null,"scale":"100","top":{"count":{"at_most":[{"field":"settled_on"},{"shift":[{"field":"due_on"},{"parameter":"grace_days"}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"not":{"at_most":[{"field":"amount"},{"constant":"0"}]}},{"not":{"at_most":[{"field":"amount"},{"field":"credited"}]}}]}}'),
    ('67ee5576-61d1-50a4-ad3c-5afa2a1d9fc1', 'paid_on_time.amount', 1, 'INVOICE',
     '3afb462246a154038d2a26450fa89853b4771ed15acead608e4a48b5c6fe5eec',
     '{"aggregate":"RATIO","bottom":{"sum":{"field":"amount"},"where":null},"code":"paid_on_time.amount","decimals":2,"direction":"HIGHER","kind":"INVOICE","parameters":{"grace_days":{"default":"0","least":"0","most":"365","type":"NUMBER"}},"per":null,"scale":"100","top":{"sum":{"field":"amount"},"where":{"at_most":[{"field":"settled_on"},{"shift":[{"field":"due_on"},{"parameter":"grace_days"}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"not":{"at_most":[{"field":"amount"},{"constant":"0"}]}},{"not":{"at_most":[{"field":"amount"},{"field":"credited"}]}}]}}'),
    ('9a1bffb4-1468-5e05-a7b9-7b979b023183', 'paid_on_time.undisputed', 1, 'INVOICE',
     '1b8dd4aea2e435fd4404761e170f9b17252afca1088740c1641c41b8f5b8e005',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"paid_on_time.undisputed","decimals":2,"direction":"HIGHER","kind":"INVOICE","parameters":{"grace_days":{"default":"0","least":"0","most":"365","type":"NUMBER"}},"per":null,"scale":"100","top":{"count":{"at_most":[{"field":"settled_on"},{"shift":[{"field":"due_on"},{"parameter":"grace_days"}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"and":[{"not":{"at_most":[{"field":"amount"},{"constant":"0"}]}},{"not":{"at_most":[{"field":"amount"},{"field":"credited"}]}}]},{"not":{"is":{"field":"is_disputed"}}}]}}'),
    ('b02cc169-7a3b-5460-a9f8-f7a6e4672208', 'paid_within_30', 1, 'INVOICE',
     'ed62152bb2734b4feb40361faacef3dd837113ff86e114f3ef9f4e029813e889',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"paid_within_30","decimals":2,"direction":"HIGHER","kind":"INVOICE","parameters":{},"per":null,"scale":"100","top":{"count":{"at_most":[{"days":[{"field":"issued_on"},{"field":"settled_on"}]},{"constant":"30"}]}},"unit":"PERCENT","version":1,"where":{"and":[{"and":[{"not":{"at_most":[{"field":"amount"},{"constant":"0"}]}},{"not":{"at_most":[{"field":"amount"},{"field":"credited"}]}}]},{"not":{"missing":{"field":"settled_on"}}}]}}'),
    ('5ed85f26-897e-52ed-9d03-2758f1b6f56b', 'perfect_order', 1, 'ORDER_LINE',
     'a3922e8bc7b174310d370c0e731f74e61cc78f6e1089f957af2bd46445127bad',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"perfect_order","decimals":2,"direction":"HIGHER","kind":"ORDER_LINE","parameters":{"late_days":{"default":"0","least":"0","most":"365","type":"NUMBER"},"short_percent":{"default":"0","least":"0","most":"100","type":"NUMBER"}},"per":"order","scale":"100","top":{"count":{"and":[{"or":[{"at_most":[{"multiply":[{"field":"ordered"},{"subtract":[{"constant":"1"},{"multiply":[{"parameter":"short_percent"},{"constant":"0.01"}]}]}]},{"field":"received_by_agreed"}]},{"and":[{"at_most":[{"field":"last_received_on"},{"shift":[{"field":"agreed_on"},{"parameter":"late_days"}]}]},{"at_most":[{"multiply":[{"field":"ordered"},{"subtract":[{"constant":"1"},{"multiply":[{"parameter":"short_percent"},{"constant":"0.01"}]}]}]},{"field":"received"}]}]}]},{"not":{"less":[{"constant":"0"},{"field":"rejected"}]}},{"or":[{"missing":{"field":"documents_right"}},{"is":{"field":"documents_right"}}]}]}},"unit":"PERCENT","version":1,"where":{"and":[{"not":{"equal":[{"field":"ordered"},{"constant":"0"}]}},{"not":{"and":[{"is":{"field":"is_cancelled"}},{"in":[{"field":"cancelled_by"},["BENEFICIARY"]]}]}}]}}'),
    ('5dc2b60f-3726-5ec2-ab55-cfcdb687982e', 'ppm.lots', 1, 'LOT',
     '5c99425b3bbdf2ce3d019a8882855f331389adcac4d87b63da72f3d982ead622',
     '{"aggregate":"RATIO","bottom":{"sum":{"field":"quantity"},"where":null},"code":"ppm.lots","decimals":0,"direction":"LOWER","kind":"LOT","parameters":{},"per":null,"scale":"1000000","top":{"sum":{"field":"rejected"},"where":{"not":{"missing":{"field":"quantity"}}}},"unit":"PPM","version":1,"where":null}'),
    ('a448d8ce-ab6c-5ee7-a747-30a03d4fe602', 'ppm.order_lines', 1, 'ORDER_LINE',
     'c14603b229c38a4dfebf5c66bd6fb5b0580d25882e8d496621e96bb80518da2d',
     '{"aggregate":"RATIO","bottom":{"sum":{"field":"received"},"where":null},"code":"ppm.order_lines","decimals":0,"direction":"LOWER","kind":"ORDER_LINE","parameters":{},"per":null,"scale":"1000000","top":{"sum":{"field":"rejected"},"where":{"not":{"missing":{"field":"received"}}}},"unit":"PPM","version":1,"where":null}'),
    ('83476f59-3116-58fb-9276-5e8daa657b79', 'reject_rate', 1, 'LOT',
     '98d21fa286830ffb7322d1ab6d5b487ad59815c5a22a99436bea9280b405e472',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"reject_rate","decimals":2,"direction":"LOWER","kind":"LOT","parameters":{},"per":null,"scale":"100","top":{"count":{"in":[{"field":"result"},["REJECTED"]]}},"unit":"PERCENT","version":1,"where":null}'),
    ('2f4c8aa4-0e41-5028-b520-ee54046b0b92', 'resolution.business_hours', 1, 'TICKET',
     'b8ae3ad4c30c0aedc97cda8fbf62eb44fa8d135d69c42463e337931aad942510',
     '{"aggregate":"MEAN","code":"resolution.business_hours","decimals":2,"direction":"LOWER","kind":"TICKET","of":{"business_hours":[{"field":"opened_at"},{"field":"resolved_at"},{"parameter":"opens"},{"parameter":"closes"}]},"parameters":{"closes":{"default":"17","least":"0","most":"24","type":"NUMBER"},"opens":{"default":"9","least":"0","most":"24","type":"NUMBER"}},"scale":"1","unit":"HOURS","version":1,"where":{"not":{"is":{"field":"is_cancelled"}}}}'),
    ('8337725e-a88d-50ab-9375-0c53d22da8f6', 'resolution.hours', 1, 'TICKET',
     '9627828db2af7a8d4104a627f62ef45a3abfeb7295d3f3d095a7895f6fac20e5',
     '{"aggregate":"MEAN","code":"resolution.hours","decimals":2,"direction":"LOWER","kind":"TICKET","of":{"subtract":[{"hours":[{"field":"opened_at"},{"field":"resolved_at"}]},{"if":[{"missing":{"field":"paused_hours"}},{"constant":"0"},{"field":"paused_hours"}]}]},"parameters":{},"scale":"1","unit":"HOURS","version":1,"where":{"not":{"is":{"field":"is_cancelled"}}}}'),
    ('4e5befa5-ec83-59a2-99ae-57c99ad3f319', 'resolution.in_time', 1, 'TICKET',
     '959cf16b1ceb0f5357d48b00aabb6daa342a19b516c5b398816a0f5f6f339b7e',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"resolution.in_time","decimals":2,"direction":"HIGHER","kind":"TICKET","parameters":{"closes":{"default":"17","least":"0","most":"24","type":"NUMBER"},"opens":{"default":"9","least":"0","most":"24","type":"NUMBER"},"within_hours":{"default":"16","least":"0","most":"10000","type":"NUMBER"}},"per":null,"scale":"100","top":{"count":{"at_most":[{"business_hours":[{"field":"opened_at"},{"field":"resolved_at"},{"parameter":"opens"},{"parameter":"closes"}]},{"parameter":"within_hours"}]}},"unit":"PERCENT","version":1,"where":{"not":{"is":{"field":"is_cancelled"}}}}'),
    ('c476617a-c8d0-59ac-8db5-dba84d9bb137', 'tickets_met', 1, 'TICKET',
     'e10ea2bf1b13e899f4027cfdc147277ad58a75ee45b28071c0060a6c0bf879fa',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"tickets_met","decimals":2,"direction":"HIGHER","kind":"TICKET","parameters":{},"per":null,"scale":"100","top":{"count":{"is":{"field":"is_met"}}},"unit":"PERCENT","version":1,"where":{"not":{"is":{"field":"is_cancelled"}}}}'),
)
"""Of each: id, code, version, kind of subject, digest and canonical text."""


def upgrade() -> None:
    bind = op.get_bind()
    bind.exec_driver_sql("ALTER TABLE metric NO FORCE ROW LEVEL SECURITY")
    for id_, code, number, kind, sha256, document in DEFINITIONS:
        bind.exec_driver_sql(
            "INSERT INTO metric (id, code, number, kind, sha256, document, made_by_name, created_at)"
            f" VALUES ('{id_}', '{code}', {number}, '{kind}', '{sha256}', $text${document}$text$, 'Entente',"
            " '2026-11-29T00:00:00Z')"
        )
    bind.exec_driver_sql("ALTER TABLE metric FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    bind = op.get_bind()
    bind.exec_driver_sql("ALTER TABLE metric NO FORCE ROW LEVEL SECURITY")
    bind.exec_driver_sql("ALTER TABLE metric DISABLE TRIGGER append_only")
    bind.exec_driver_sql("DELETE FROM metric WHERE owner_id IS NULL")
    bind.exec_driver_sql("ALTER TABLE metric ENABLE TRIGGER append_only")
    bind.exec_driver_sql("ALTER TABLE metric FORCE ROW LEVEL SECURITY")
