"""The area of the first page: its pages, addresses and words."""

from frontend_stub.pages.home import home
from frontend_stub.site.page import Area

AREA = Area(
    pages=home.PAGES,
)
