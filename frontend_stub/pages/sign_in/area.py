"""The area of signing in and joining: its pages, addresses and words."""

from frontend_stub.pages.sign_in import consent, joining, provider, proving, session, words
from frontend_stub.site.page import Area

AREA = Area(
    routes=(*joining.ROUTES, *session.ROUTES, *proving.ROUTES, *provider.ROUTES, *consent.ROUTES),
    words=words.WORDS,
    done=words.DONE,
)
