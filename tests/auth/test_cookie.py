"""The session's cookie in a request's headers: one well-formed value or none."""

import hashlib

import pytest

from auth import session

VALUE = b"A" * 43
OTHER = b"B" * 43
PADDING = b"; theme=" + b"d" * session.LONGEST_KNOWN
REQUESTS: dict[str, tuple[list[bytes], bytes | None]] = {
    "no header": ([], None),
    "one": ([b"session=" + VALUE], VALUE),
    "one among others": ([b"a=b; session=" + VALUE + b"; c"], VALUE),
    "one in a second header": ([b"a=b", b"session=" + VALUE], VALUE),
    "one in a long header": ([b"session=" + VALUE + PADDING], VALUE),
    "twice in one header": ([b"session=" + VALUE + b"; session=" + OTHER], None),
    "twice in two headers": ([b"session=" + VALUE, b"session=" + OTHER], None),
    "twice the same": ([b"session=" + VALUE, b"session=" + VALUE], None),
    "another name": ([b"sessions=" + VALUE], None),
    "not ours": ([b"session=" + VALUE[:-1]], None),
    "not ours in a long header": ([b"session=" + VALUE[:-1] + PADDING], None),
}


@pytest.mark.parametrize("sent", REQUESTS)
def test_the_digest_is_that_of_the_one_value_however_often_it_is_asked_for(sent: str) -> None:
    headers, value = REQUESTS[sent]
    cookie = session.Cookie.of("http://localhost")
    scope = {"headers": [(b"host", b"localhost"), *((b"cookie", header) for header in headers)]}
    for _ in range(2):
        assert cookie.value(scope) == value
        assert cookie.token_sha256(scope) == (value and hashlib.sha256(value).digest())


def test_a_header_of_one_deployment_says_nothing_to_another() -> None:
    scope = {"headers": [(b"cookie", b"session=" + VALUE)]}
    assert session.Cookie.of("http://localhost").token_sha256(scope) == hashlib.sha256(VALUE).digest()
    assert session.Cookie.of("https://portal.example").token_sha256(scope) is None
