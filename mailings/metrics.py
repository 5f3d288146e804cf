"""The figures of the mail in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/).

They are read from the rows when they are asked for, so that they are the same from every process and after a restart.
"""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from mailings.status import MailStatus

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NEVER = float("inf")


class MailCollector(Collector):
    """Gives one reading of the figures."""

    def __init__(self, status: MailStatus) -> None:
        self.status = status

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each figure with its help text."""
        status, engine = self.status, self.status.engine
        yield _by_label("mail_deliveries", "Deliveries by state.", "state", status.deliveries)
        yield _by_label("mail_mailings", "Mailings by state.", "state", status.mailings)
        yield _by_label("mail_suppressions", "Addresses that get no mail, by reason.", "reason", status.suppressions)
        yield _by_label(
            "mail_returned_day", "What came back within 24 hours, by what it was.", "verdict", status.returned
        )
        yield _gauge("mail_bounced_deliveries", "Accepted deliveries that came back later.", status.bounced)
        waited = {priority.name.lower(): span.total_seconds() for priority, span in status.waited.items()}
        yield _by_label(
            "mail_oldest_due_seconds", "How long the oldest mail that is due has waited.", "priority", waited
        )
        yield _gauge("mail_uncertain_waiting", "Uncertain deliveries that wait for a person.", status.asking)
        yield _gauge("mail_relay_circuit_open", "1 while the relay does not take mail.", engine.relay_is_away)
        yield _gauge("mail_relay_failures_in_a_row", "Faults of the relay since it last worked.", engine.relay.failures)
        seen = engine.seen_ago.total_seconds() if engine.seen_ago is not None else NEVER
        yield _gauge("mail_dispatcher_last_seen_seconds", "How long ago the dispatcher was last seen.", seen)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=float(value))


def _by_label(name: str, words: str, label: str, values: dict[str, int] | dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, number in values.items():
        family.add_metric([value], float(number))
    return family


def write_metrics(status: MailStatus) -> bytes:
    """The figures as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(MailCollector(status))
    return generate_latest(registry)
