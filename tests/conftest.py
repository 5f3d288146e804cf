"""What every test may ask for."""

from tests.factories.cast import cast

__all__ = ["cast"]
