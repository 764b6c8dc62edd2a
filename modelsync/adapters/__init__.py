"""The providers: what their lists look like, and how a complete list is fetched and read. Never touches the catalogue.

``fetch`` is not imported here: it brings the HTTP client, which only a sync needs.

Reading order: ``base`` (what an adapter is), ``openai``, ``google``, ``anthropic`` (data and ``parse``), ``registry``, ``fetch``
(requests and pages), ``transport`` (retries, limits), ``answers`` (what an answer means), ``fetch_errors`` (one sentence each), ``error_chain`` (what may be shown of a cause),
``fields`` and ``listing`` (entries become a Listing).
"""

from modelsync.adapters.base import Adapter, Limits, ProviderAccess
from modelsync.adapters.certificates import Certificates
from modelsync.adapters.configured import providers_of
from modelsync.adapters.digest import listing_sha256
from modelsync.adapters.listing import read_listing
from modelsync.adapters.registry import REGISTRY, registered

__all__ = [
    "REGISTRY",
    "Adapter",
    "Certificates",
    "Limits",
    "ProviderAccess",
    "listing_sha256",
    "providers_of",
    "read_listing",
    "registered",
]
