"""The formats of operating systems, one line each."""

from ostiary.formats.inventory.format import Format

HOST: tuple[Format, ...] = (
    Format("dpkg status", "host.dpkg", r"status", head=rb"\APackage: ", folder="/var/lib/dpkg"),
    Format("dpkg status", "host.dpkg", r"[a-z0-9.+-]+", rb"\APackage: ", "/var/lib/dpkg/status.d"),
)
