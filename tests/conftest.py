"""What every test may ask for."""

import pytest

from tests.browsers import browser, gathering, house  # noqa: F401  fixtures are found by being here
from tests.rooms import Room


@pytest.fixture
def room():
    """A meeting that has been opened and not begun."""
    room = Room()
    yield room
    room.close()
