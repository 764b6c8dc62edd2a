"""What led to an error, and whether that may be shown. Never words a message."""

from __future__ import annotations

from pydantic import SecretStr


def chain(error: BaseException) -> list[BaseException]:
    """The error with its causes, contexts and, of a group, members: each once."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        link = waiting.pop()
        if link is None or any(link is known for known in found):
            continue
        found.append(link)
        members = link.exceptions if isinstance(link, BaseExceptionGroup) else ()
        waiting.extend((link.__cause__, link.__context__, *members))
    return found


def without_key(error: BaseException, key: SecretStr | None) -> BaseException | None:
    """The error to chain, or None when some text of its chain holds the key."""
    secret = key.get_secret_value().strip() if key else ""
    holds_key = secret and any(secret in f"{link} {link!r}" for link in chain(error))
    return None if holds_key else error
