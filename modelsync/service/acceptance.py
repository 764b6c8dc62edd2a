"""Use case of accepting proposals: each becomes an amendment, all of them in one transaction and one run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from modelsync.core.facts import Fact, FactKind
from modelsync.errors import EditError, NotFoundError
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from datetime import date

    from modelsync.core.actors import Actor
    from modelsync.core.proposals import Proposal
    from modelsync.core.runs import Run
    from modelsync.service.context import ServiceContext
    from modelsync.service.facts import Facts
    from modelsync.service.proposals import Chosen, Found, Proposals


class Acceptance:
    """Makes proposals facts of the catalogue. Reaches no network."""

    def __init__(self, context: ServiceContext, proposals: Proposals, facts: Facts) -> None:
        self._context = context
        self._proposals = proposals
        self._facts = facts

    def accept(
        self,
        id_: str,
        *,
        kind: FactKind | None = None,
        source: str | None = None,
        actor: Actor,
        reason: str | None = None,
        force: bool = False,
    ) -> Run:
        """Make the proposals for a model amendments, of all kinds or of one, rejected ones included.

        Raises NotFoundError for an unknown id, EditError when nothing is proposed or sources differ without ``source``,
        UnsafePlanError for a finding without ``force`` and ``reason``.
        """
        actor.require_admin()
        with self._context.database.writing("catalogue") as session:
            found = [
                one
                for one in self._proposals.found(session, _provider_of(session, id_), {id_})
                if kind in {None, one.proposal.kind}
            ]
            if source is not None:
                found = [one for one in found if source in one.candidate.said]
            if not found:
                what = f" of the kind {kind}" if kind else ""
                by = f" by {source}" if source else ""
                raise EditError(
                    f"Nothing{what} is proposed for {id_}{by}. `modelsync proposals` lists what is."
                )
            chosen = {one.place: source for one in found} if source else {}
            return self._accept(session, found, chosen, actor, reason, force=force)

    def accept_proposals(
        self,
        proposals: Sequence[Proposal],
        *,
        sources: Chosen | None = None,
        actor: Actor,
        reason: str | None = None,
        force: bool = False,
    ) -> Run:
        """Make these proposals amendments, all or none; each must still be what the caller saw.

        Raises StalePlanError, EditError, UnsafePlanError.
        """
        actor.require_admin()
        with self._context.database.writing("catalogue") as session:
            found = self._proposals.still(session, proposals)
            return self._accept(session, found, sources or {}, actor, reason, force=force)

    def _accept(
        self,
        session: store.Session,
        found: Sequence[Found],
        chosen: Chosen,
        actor: Actor,
        reason: str | None,
        *,
        force: bool,
    ) -> Run:
        if not found:
            raise EditError("Choose a proposal to accept.")
        _check_sources(found, chosen)
        facts = [_fact(one, chosen.get(one.place), self._context.today()) for one in found]
        run = self._facts.set_in(session, facts, actor=actor, reason=reason, force=force)
        if run is None:
            raise EditError(f"{_named(found)} is set already, with the same values. Look at the amendments.")
        store.forget_proposal_choices(session, [one.proposal for one in found])
        return run


def _provider_of(session: store.Session, id_: str) -> str:
    """The provider of a model in the catalogue, or of one that is new in a pending plan. Raises NotFoundError."""
    if row := store.models_by_id(session, [id_]).get(id_):
        return row.provider
    for provider, plan in store.latest_plans(session).items():
        if plan.waits and any(model.universal_model_id == id_ for model in plan.diff.new_models):
            return provider
    raise NotFoundError(
        f"There is no model {id_!r} in the catalogue, and none that is new in a pending plan. `modelsync models` "
        "lists the catalogue."
    )


def _named(found: Sequence[Found]) -> str:
    first = found[0].proposal
    return f"The {first.kind} of {first.universal_model_id}"


def _check_sources(found: Sequence[Found], chosen: Chosen) -> None:
    for one in found:
        names, wanted = ", ".join(one.candidate.said), chosen.get(one.place)
        what = f"The {one.proposal.kind} of {one.proposal.universal_model_id}"
        if wanted is None and one.proposal.agreement == "differ":
            raise EditError(f"{what} differs between {names}. Choose one with --source.")
        if wanted is not None and wanted not in one.candidate.said:
            raise EditError(f"{what} has nothing of {wanted!r}. Choose one of {names}.")


def _fact(one: Found, source: str | None, today: date) -> Fact:
    proposal = one.proposal
    begins = (proposal.begins or today) if proposal.kind == "price" else None
    said = [source] if source else list(one.candidate.said)
    return Fact(
        provider=proposal.provider,
        universal_model_id=proposal.universal_model_id,
        kind=proposal.kind,
        begins=begins,
        value=one.candidate.value(source),
        source=" and ".join(said),
        source_url=one.candidate.source_url,
        as_of=max((say.as_of for say in proposal.sources if say.source in said and say.as_of), default=None),
    )
