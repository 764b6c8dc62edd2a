"""What an entry point sets for its whole process: the garbage collector's work, the drivers' log levels. Never for a library."""

import atexit
import gc
import logging

_NEW_OBJECTS, _YOUNG, _MIDDLE = 50_000, 10, 10
"""Python's own are 700, 10 and 10."""


def prepare() -> None:
    """Let Python's collector run at each 50,000 new objects instead of 700, and keep what the database driver repeats out of the log.

    Large catalogues have few cycles: reference counts free them. With Python's own figures the collector took a third
    of a sync of 10,000 models, which are a million objects that it walked again and again. At the end it would walk all
    of them once more, for a seventh of a second, only to free what the end of the process frees.
    """
    gc.set_threshold(_NEW_OBJECTS, _YOUNG, _MIDDLE)
    atexit.register(gc.freeze)
    # Of an error in the middle of many rows the driver also logs that it gave up the rest. The error itself says enough.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
