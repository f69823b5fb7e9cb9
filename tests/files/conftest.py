"""The whole application, as journeys have it."""

from tests.journeys.conftest import application, enter

__all__ = ["application", "enter"]
