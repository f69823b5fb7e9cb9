"""What the next page says once a step was taken: a sentence for each form, by a cookie until it is read."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from frontend_stub.site.words import Term

COOKIE = "done"
DONE: dict[str, Term] = {}
SECONDS = 300


def learn(sentences: Mapping[str, Term]) -> None:
    """Takes in an area's sentences by the operation of the form. Raises ValueError for one that has its sentence."""
    for name, sentence in sentences.items():
        if DONE.setdefault(name, sentence) is not sentence:
            raise ValueError(f"two areas have a sentence for {name}")


def tell(response: Response, name: str, *, is_secure: bool) -> Response:
    """Has the next page say that it is done."""
    response.set_cookie(COOKIE, name, max_age=SECONDS, secure=is_secure, httponly=True, samesite="lax")
    return response


def told(request: Request) -> Term | None:
    """The sentence for the page that is shown now."""
    return DONE.get(request.cookies.get(COOKIE, "")) if request.method == "GET" else None


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE)
