"""The route of the metrics, in Prometheus' format. Read-only; needs a token as every other route.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from modelsync.api.documented import answers
from modelsync.api.requests import Service, StrictRoute
from modelsync.core.measures import Measures
from modelsync.server.addresses import METRICS
from modelsync.service.measures import RETIRING_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(route_class=StrictRoute)

_TEXT = {"schema": {"type": "string"}}
_FORMATS = {"text/plain": _TEXT, "application/openmetrics-text": _TEXT}


class _Figures(Collector):
    """The measures of one request as gauges."""

    def __init__(self, found: Measures) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = self._found
        success = {name: at.timestamp() for name, at in found.last_success.items()}
        yield _gauge(
            "last_success_timestamp_seconds", "When the provider was last synced.", "provider", success
        )
        yield _gauge(
            "sync_failures", "Failed syncs since the last that was none.", "provider", found.failures
        )
        pending = GaugeMetricFamily(
            "modelsync_pending_changes",
            "Changes of the pending plan.",
            labels=["provider", "section"],
        )
        for (provider, section), count in found.pending.items():
            pending.add_metric([provider, section], count)
        yield pending
        yield _gauge("enabled_models", "Enabled models.", "provider", found.enabled)
        yield _gauge(
            f"enabled_models_retiring_in_{RETIRING_DAYS}_days",
            f"Enabled models whose announced last day is within {RETIRING_DAYS} days, or passed.",
            "provider",
            found.retiring,
        )
        yield _gauge(
            "outbox_events", "Events that are still to be delivered.", "receiver", found.waiting_events
        )


def _gauge(name: str, meaning: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(f"modelsync_{name}", meaning, labels=[label])
    for value, number in values.items():
        gauge.add_metric([value], number)
    return gauge


@router.get(
    METRICS,
    response_class=Response,
    responses={200: {"content": _FORMATS}, **answers(400, 401, 403, 422, 429, 503)},
)
def metrics(service: Service, request: Request) -> Response:
    """The figures of the moment for Prometheus: last success, failures, pending changes, retirements, outbox."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(service.measures()))
    encode, content_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(registry), headers={"Content-Type": content_type})
