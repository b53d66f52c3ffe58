"""The orders in which cases are asked for."""

from enum import StrEnum


class Order(StrEnum):
    """What comes first: the most that hangs on it, the least certain, or chance."""

    CONSEQUENCE = "consequence"
    UNCERTAINTY = "uncertainty"
    RANDOM = "random"
