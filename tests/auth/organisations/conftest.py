"""What the tests of an organisation's administration ask for: the whole application, and people signed in to it."""

from tests.journeys.conftest import application, enter

__all__ = ["application", "enter"]
