"""Routes of what is installed: the providers and the references. Read-only; show no key."""

from __future__ import annotations

from fastapi import APIRouter

from modelsync.api.answers import ProvidersList, ReferencesList
from modelsync.api.documented import answers
from modelsync.api.requests import Service, StrictRoute
from modelsync.core.system_status import KnownProvider

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)


@router.get("/providers", responses=answers(400, 401, 403, 422, 429, 503))
def list_providers(service: Service) -> ProvidersList:
    """The providers, built in and configured: kind, address, the variable of the key, last sync."""
    return ProvidersList(items=tuple(KnownProvider.of(one) for one in service.status().providers))


@router.get("/references", responses=answers(400, 401, 403, 422, 429, 503))
def list_references(service: Service) -> ReferencesList:
    """The published collections of prices and retirements, and the age of each; fetches nothing."""
    return ReferencesList(items=tuple(service.references()))
