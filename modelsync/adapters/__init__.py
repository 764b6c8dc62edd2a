"""The providers: what their lists look like, and how a complete list is fetched and read. Never touches the catalogue.

``fetch`` is not imported here: it brings the HTTP client, which only a sync needs.

Reading order: ``base`` (what an adapter is), ``openai``, ``google``, ``anthropic`` (data and ``parse``), ``registry``, ``fetch``
(requests and pages), ``transport`` (retries, limits), ``answers`` (what an answer means), ``failures`` and ``causes`` (one sentence each),
``fields`` and ``reading`` (entries become a Listing).
"""

from modelsync.adapters.base import Access, Adapter, Limits
from modelsync.adapters.certificates import Certificates
from modelsync.adapters.reading import listing_sha256, read_listing
from modelsync.adapters.registry import REGISTRY, registered

__all__ = [
    "REGISTRY",
    "Access",
    "Adapter",
    "Certificates",
    "Limits",
    "listing_sha256",
    "read_listing",
    "registered",
]
