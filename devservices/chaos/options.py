"""The options of `make chaos-mail`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ChaosOptions:
    """How much mail, and what is done to whom."""

    deliveries: int = 10_000
    kills: int = 200
    stops: int = 0
    redis_kills: int = 0
    redis_flushes: int = 0
    redis_stops: int = 0
    postgres_restarts: int = 0
    workers: int = 2
    concurrency: int = 2
    connections: int = 4
    lease: int = 10
    seed: int = 1
    longest: float = 1800
    database_url: str = ""
    redis_url: str = ""

    @property
    def outages(self) -> list[str]:
        """What happens to servers, in order of kinds."""
        return (
            ["redis-kill"] * self.redis_kills
            + ["redis-flush"] * self.redis_flushes
            + ["redis-stop"] * self.redis_stops
            + ["postgres-restart"] * self.postgres_restarts
        )

    @property
    def portal_env(self) -> dict[str, str]:
        """What the portal's processes are told. Short leases and ticks make for more recoveries in a run."""
        servers = {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url} if self.database_url else {}
        return {
            **servers,
            "MAIL_LEASE_SECONDS": str(self.lease),
            "MAIL_TICK_SECONDS": "3",
            "MAIL_CONNECTIONS": str(self.connections),
        }


def read_options(arguments: Sequence[str]) -> ChaosOptions:
    """Read the command line: each field of `ChaosOptions` is an option."""
    parser = argparse.ArgumentParser(prog="make chaos-mail", description=__doc__)
    for name, default in vars(ChaosOptions()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default, help=f"{default}")
    return ChaosOptions(**vars(parser.parse_args(arguments)))
