"""How often this process looks for garbage: seldom, for a catalogue is many objects that hold no cycles. For entry points only."""

import gc

_NEW_OBJECTS, _YOUNG, _MIDDLE = 50_000, 10, 10
"""Python's own are 700, 10 and 10."""


def collect_seldom() -> None:
    """Let Python's collector run at each 50,000 new objects instead of 700.

    What the models need is freed without it, by reference counts. With Python's own figures it took a third of a sync of
    10,000 models, which are a million objects that it walked again and again.
    """
    gc.set_threshold(_NEW_OBJECTS, _YOUNG, _MIDDLE)
