"""Which of this machine's addresses a phone in the room can use."""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Iterable
from functools import lru_cache

import ifaddr

from shared.config import Config

HOTSPOTS = ("192.168.137.", "172.20.10.", "10.42.0.", "192.168.43.", "192.168.49.")  # Windows, iPhone, Linux, Android
FRESH = 5  # seconds; networks come and go while a meeting is set up
EVERYWHERE = ("", "0.0.0.0", "::")

_UNREACHABLE = re.compile(
    r"docker|^br-|^veth|virbr|vmnet|vboxnet|virtualbox|vmware|vethernet|hyper-v|wsl|^lo\d*$|loopback"
    r"|^tun|^tap|^utun|^wg|^zt|tailscale|^awdl|^llw|^cni|^flannel|^podman|^lxc|^lxd",
    re.IGNORECASE,
)


def reachable() -> list[str]:
    """Every IPv4 address that a phone on the same network could use, the likeliest first."""
    found = ((adapter.nice_name, ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4)
    return chosen((name, str(ip)) for name, ip in found)


def chosen(found: Iterable[tuple[str, str]]) -> list[str]:
    """From (adapter, address) the addresses worth showing, hotspots first, then home networks, then the rest."""
    kept = {ip for name, ip in found if _usable(ip) and (ip.startswith(HOTSPOTS) or not _UNREACHABLE.search(name))}
    return sorted(kept, key=lambda ip: (_rank(ip), ipaddress.ip_address(ip)))


def for_phones(config: Config, port: int) -> str:
    """The address phones type and scan; never ends in "/"."""
    return all_for_phones(config, port)[0]


def all_for_phones(config: Config, port: int) -> list[str]:
    """Every address a phone could use, the likeliest first. On no network only this machine itself is left."""
    if config.public_url:
        return [config.public_url.rstrip("/")]
    hosts = [config.host] if config.host not in EVERYWHERE else _for_a_while(int(time.monotonic() // FRESH))
    return [_url(host, port) for host in hosts or ["127.0.0.1"]]


def own(config: Config, port: int) -> str:
    """The address on this machine itself, where whoever leads sits."""
    return _url("127.0.0.1" if config.host in EVERYWHERE else config.host, port)


@lru_cache(maxsize=1)
def _for_a_while(_: int) -> list[str]:
    return reachable()


def _url(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}" if port == 80 else f"http://{shown}:{port}"


def _usable(ip: str) -> bool:
    address = ipaddress.ip_address(ip)
    return not (address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast)


def _rank(ip: str) -> int:
    if ip.startswith(HOTSPOTS):
        return 0
    if ip.startswith("192.168."):
        return 1
    return 2 if ipaddress.ip_address(ip).is_private else 3
