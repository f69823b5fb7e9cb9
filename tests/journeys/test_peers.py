"""Certified clients, openid-client and oauth4webapi, against the portal as served: every check of theirs holds."""

import json
import os
import re
import secrets
import subprocess
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from portal.demo import cast
from tests import peers
from tests.served import Served, program

PEERS = Path(__file__).with_name("peers")
NAMES = re.compile(r"^  (?:async )?'([^']+)'", re.MULTILINE)
CASES = [
    f"{peer}: {name}"
    for peer, file in (("openid-client", "openid_client.mjs"), ("oauth4webapi", "oauth4webapi.mjs"))
    for name in NAMES.findall((PEERS / file).read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def outcomes(demonstration: Served) -> dict[str, str | None]:
    """What each case found wrong; None for nothing."""
    folder, portal = peers.installed(PEERS), demonstration
    key, secret = ECKey.generate_key("P-256"), secrets.token_urlsafe(32)
    keyed = {
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [{**key.as_dict(private=False), "kid": "1", "alg": "ES256"}]},
    }
    public = {"token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"]}
    portal.register(
        [
            program("peer-web", client_secret=secret),
            program("peer-post", client_secret=secret, token_endpoint_auth_method="client_secret_post"),
            program("peer-es256", client_secret=secret, id_token_signed_response_alg="ES256"),
            program("peer-public", **public),
            program("peer-bound", client_secret=secret, dpop_bound_access_tokens=True),
            program("peer-keyed", require_pushed_authorization_requests=True, **keyed),
            program("peer-nonce", dpop_bound_access_tokens=True, dpop_nonce_required=True, **keyed),
        ]
    )
    told = {
        "issuer": portal.address, "secret": secret, "password": portal.password,
        "key": {**key.as_dict(private=True), "kid": "1"}, "callback": "http://127.0.0.1:9/cb",
        "bye": "http://127.0.0.1:9/bye",
        "email": f"{cast.STAFF[0].name.split()[0].lower()}@{cast.COMPANY[1]}",
    }  # fmt: skip
    ran = subprocess.run(
        ["node", "run.mjs"], cwd=folder, env={**os.environ, "PEER": json.dumps(told)}, capture_output=True,
        text=True, timeout=240, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    found: dict[str, str | None] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_certified_client_is_content(outcomes: dict[str, str | None], case: str) -> None:
    assert outcomes[case] is None, outcomes[case]


def test_every_case_of_the_scripts_is_a_test(outcomes: dict[str, str | None]) -> None:
    assert sorted(outcomes) == sorted(CASES)
