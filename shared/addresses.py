"""Where a request comes from, for as long as it is being answered. Never stored, never written anywhere."""

from __future__ import annotations

import ipaddress

from flask import request

from shared.config import Config


def asking(config: Config) -> str:
    """The address that asks; behind a proxy of ours the one that it saw. Of the new kind, the whole network."""
    seen = request.remote_addr or "0.0.0.0"
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        told = ipaddress.ip_address(seen.partition("%")[0])
        if config.public_url and forwarded and (told.is_loopback or told.is_private):
            told = ipaddress.ip_address(forwarded)
    except ValueError:
        return seen
    return str(ipaddress.ip_network(f"{told}/64", strict=False)) if told.version == 6 else str(told)
