"""Use cases of the references: which there are, fetch them, what they say. Never fetches unless asked, never writes the catalogue."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from modelsync.adapters import Certificates, Limits
from modelsync.adapters.documents import Document, read_file
from modelsync.core.references import ReferenceCheck, ReferenceContent, ReferenceState, StoredReference
from modelsync.errors import FetchError, ModelSyncError, NotFoundError, SettingsError
from modelsync.prices.references.base import (
    OFF,
    ParsedReference,
    ReferenceSource,
    UnusableReferenceError,
)
from modelsync.prices.references.known import KnownReference, KnownReferences
from modelsync.prices.references.registry import REFERENCES
from modelsync.service.running import run
from modelsync.store import subjects as store

if TYPE_CHECKING:
    from modelsync.core.actors import Actor
    from modelsync.service.context import ServiceContext

logger = logging.getLogger(__name__)

Outcome: TypeAlias = ReferenceState | ModelSyncError
_LOCK: Final = "references"


class References:
    """The references of one service; what they say is read once per fetch."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._read: dict[str, tuple[str, KnownReference]] = {}

    def references(self) -> list[ReferenceState]:
        """Every reference as it is known here, in the order of the registry. Fetches nothing. Raises StoreError."""
        with self._context.database.reading() as session:
            return self.states(session)

    def states(self, session: store.Session) -> list[ReferenceState]:
        """The same in an open transaction."""
        stored = store.reference_states(session)
        return [self._state(source, stored) for source in REFERENCES.values()]

    def update_references(self, source: str | None = None, *, actor: Actor) -> dict[str, Outcome]:
        """Fetch one reference, or all that are not off, and keep what they say; a failure is a result and leaves what was known.

        Raises NotFoundError, SettingsError for one that is off, ForbiddenError, StoreError.
        """
        actor.require_admin()
        return self.updated(self.wanted(source))

    def updated(self, wanted: Collection[ReferenceSource]) -> dict[str, Outcome]:
        """Fetch these and keep what they say; how each ended is kept too, for whoever looks at the status."""
        found = run(self._contents(wanted))
        outcomes = {one.name: self._kept(one, found[one.name]) for one in wanted}
        with self._context.database.writing(_LOCK) as session:
            now, checks = self._context.clock(), store.reference_checks(session)
            for name, outcome in outcomes.items():
                check = checks.get(name) or ReferenceCheck(source=name)
                failed = isinstance(outcome, ModelSyncError)
                ended = check.failed(str(outcome), now) if failed else check.worked()
                store.save_reference_check(session, ended)
        return outcomes

    def wanted(self, name: str | None = None) -> list[ReferenceSource]:
        """The reference of this name, or all that are not off. Raises NotFoundError, SettingsError for one that is off."""
        if name is None:
            return [one for one in REFERENCES.values() if self._origin(one) != OFF]
        if name not in REFERENCES:
            raise NotFoundError(f"There is no reference {name!r}. Choose one of {', '.join(REFERENCES)}.")
        if self._origin(REFERENCES[name]) == OFF:
            raise SettingsError(
                f"{name} is off. Set {REFERENCES[name].variable} to an address or a file, or unset it."
            )
        return [REFERENCES[name]]

    def witness(self, session: store.Session, kind: str) -> Callable[[str], list[str]]:
        """What the fetched references say that a model is for, by the provider's own id; read at the first question."""
        known: list[KnownReferences] = []

        def said(own_id: str) -> list[str]:
            if not known:
                fetched = [one for one in REFERENCES.values() if one.packaged is None]
                known.append(self._known_of(session, fetched))
            return known[0].trades(kind, own_id)

        return said

    def known(self, session: store.Session) -> KnownReferences:
        """What the references in use say, without the network. Raises StoreError."""
        return self._known_of(session, REFERENCES.values())

    def _known_of(self, session: store.Session, sources: Collection[ReferenceSource]) -> KnownReferences:
        stored = store.reference_states(session)
        found = (self._known(session, source, stored) for source in sources)
        return KnownReferences(tuple(one for one in found if one))

    def _origin(self, source: ReferenceSource) -> str:
        """Where it is fetched from by the settings."""
        found = getattr(self._context.settings, source.setting) or source.address
        return OFF if found.lower() == OFF else found

    def _document(self, source: ReferenceSource) -> Document:
        return Document(source.label, self._origin(source), source.variable)

    async def _contents(self, wanted: Collection[ReferenceSource]) -> Mapping[str, bytes | FetchError]:
        import asyncio  # noqa: PLC0415 - beside the HTTP client

        certificates = Certificates()
        fetched = await asyncio.gather(*(self._content(one, certificates) for one in wanted))
        return dict(zip((one.name for one in wanted), fetched, strict=True))

    async def _content(self, source: ReferenceSource, certificates: Certificates) -> bytes | FetchError:
        document, read = self._document(source), self._context.settings
        try:
            if not document.is_remote:
                return read_file(document)
            from modelsync.adapters.http.documents import fetch_document  # noqa: PLC0415 - the HTTP client is slow to import

            limits = Limits(seconds=read.fetch_timeout, backoff_seconds=read.retry_backoff)
            return await fetch_document(
                document, transport=self._context.transport, limits=limits, certificates=certificates
            )
        except FetchError as error:
            return error

    def _kept(self, source: ReferenceSource, content: bytes | FetchError) -> Outcome:
        """Read and store one; each in a transaction of its own, so that one that fails costs no other."""
        if isinstance(content, FetchError):
            return content
        try:
            parsed = self._parsed(source, content)
        except FetchError as error:
            return error
        for problem in parsed.problems:
            logger.info("%s: %s", source.name, problem)
        state = ReferenceState(
            source=source.name,
            origin=self._document(source).shown_origin,
            fetched_at=self._context.clock(),
            as_of=parsed.as_of,
            models=parsed.models,
        )
        stored = StoredReference(
            state=state, sha256=hashlib.sha256(content).hexdigest(), content=_content(parsed)
        )
        with self._context.database.writing(_LOCK) as session:
            store.save_reference(session, stored)
        return state

    def _parsed(self, source: ReferenceSource, content: bytes) -> ParsedReference:
        document = self._document(source)
        try:
            parsed = source.parse(content, self._context.today())
            if not parsed.facts:
                raise UnusableReferenceError("holds no fact of a known provider")  # noqa: TRY301 - the same sentence
        except UnusableReferenceError as error:
            raise FetchError(
                f"{source.label} from {document.shown_origin} {error}: check {source.variable}."
            ) from error
        return parsed

    def _state(
        self, source: ReferenceSource, stored: Mapping[str, tuple[ReferenceState, str]]
    ) -> ReferenceState:
        off, kept = self._origin(source) == OFF, stored.get(source.name)
        if source.packaged:
            name, packaged = source.packaged(self._context.today())
            inside = ReferenceState(
                source=source.name, origin=name, as_of=packaged.as_of, models=packaged.models
            )
            return kept[0] if kept and not off and not _is_newer(inside, kept[0]) else inside
        if off:
            return ReferenceState(source=source.name, origin=OFF)
        return (
            kept[0]
            if kept
            else ReferenceState(source=source.name, origin=self._document(source).shown_origin)
        )

    def _known(
        self,
        session: store.Session,
        source: ReferenceSource,
        stored: Mapping[str, tuple[ReferenceState, str]],
    ) -> KnownReference | None:
        state = self._state(source, stored)
        if state.fetched_at is None and not state.models:
            return None
        digest = stored[source.name][1] if state.fetched_at else state.origin
        before = self._read.get(source.name)
        if before and before[0] == digest and before[1].state == state:
            return before[1]
        if state.fetched_at:
            content = store.reference_content(session, source.name)
        else:
            assert source.packaged is not None  # noqa: S101 - only a package is known without a fetch, for the type checker
            content = _content(source.packaged(self._context.today())[1])
        known = KnownReference.of(state, content)
        self._read[source.name] = (digest, known)
        return known


def _is_newer(packaged: ReferenceState, fetched: ReferenceState) -> bool:
    """Whether the package was upgraded past what was once fetched."""
    return bool(packaged.as_of and fetched.as_of and packaged.as_of > fetched.as_of)


def _content(parsed: ParsedReference) -> ReferenceContent:
    return ReferenceContent(facts=parsed.facts, families=tuple(sorted(parsed.families)), trades=parsed.trades)
