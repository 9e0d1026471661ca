"""Whose network an address belongs to: what limits count, so that nobody has many of them for the price of one."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

HOUSEHOLD = 64  # a line at home holds 2 to the power of 64 IPv6 addresses: they are one network


def network_of(address: str) -> str:
    """The IPv4 address, or the /64 of an IPv6 one; what cannot be read counts as it is."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:80]
    if isinstance(read, IPv6Address):
        return _of_six(read)
    return str(read)


def _of_six(address: IPv6Address) -> str:
    inside: IPv4Address | None = address.ipv4_mapped
    return str(inside or ip_network((address, HOUSEHOLD), strict=False))
