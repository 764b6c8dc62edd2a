"""What a person chose of a proposal: approved with a source or rejected, until its value changes. Pure values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modelsync.core.kinds import UtcDatetime
from modelsync.core.proposals import Proposal
from modelsync.core.references import ReferenceState
from modelsync.core.safety import Finding
from modelsync.core.values import Value


class ProposalChoice(Value):
    """A tick that differs from the default, or the source to take the value from; by whom and when."""

    approved: bool
    source: str | None = None
    by: str
    at: UtcDatetime


@dataclass(frozen=True)
class ReviewedProposal:
    """A proposal as a reviewer sees it. ``is_new``: its model is not in the catalogue yet, but new in a pending plan."""

    proposal: Proposal
    is_new: bool = False
    choice: ProposalChoice | None = None

    @property
    def approved(self) -> bool:
        """The reviewer's tick, else the default."""
        return self.choice.approved if self.choice else self.proposal.ticked_by_default

    @property
    def rejected(self) -> bool:
        """Whether a person unticked it; what was never ticked is undecided."""
        return self.choice is not None and not self.choice.approved

    @property
    def source(self) -> str | None:
        """The source whose value is taken; None for what all of them say."""
        return self.choice.source if self.choice else None


@dataclass(frozen=True)
class ProposalReview:
    """The read model of the section Facts: every proposal, the safety findings of the approved ones by provider, the references."""

    rows: Sequence[ReviewedProposal]
    findings: Mapping[str, tuple[Finding, ...]]
    references: Sequence[ReferenceState]
