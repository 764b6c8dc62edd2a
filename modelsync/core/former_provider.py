"""A provider that was synced once and is not configured any more. Pure value."""

from __future__ import annotations

from modelsync.core.values import Value


class FormerProvider(Value):
    """A provider that was synced and is none any more. ``renamed_to`` is the configured one that has its address."""

    provider: str
    hidden: bool = False
    renamed_to: str | None = None

    @property
    def state(self) -> str:
        """What became of it, in a few words."""
        if self.hidden:
            return "Hidden"
        return f"Renamed to {self.renamed_to}?" if self.renamed_to else "No longer configured"

    @property
    def sentence(self) -> str:
        """What became of it, and what that means for its models."""
        stay = "its models stay as they are, and nothing is archived"
        if self.hidden:
            return f"{self.provider} is hidden in the file of providers: {stay}."
        if self.renamed_to:
            return (
                f"{self.provider} is no longer configured, and {self.renamed_to} has its address, as after a renaming: {stay}."
                f" Call it {self.provider} again to go on with them."
            )
        return f"{self.provider} is no longer configured: {stay}."
