"""Who sends a request, as far as it is counted: never by a header that anybody can write."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network


def block(address: str | None) -> str:
    """The block that one household or server has to itself: /32 of IPv4, /64 of IPv6; `unknown` without one."""
    try:
        found = ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 32 if found.version == 4 else 64), strict=False))
