"""The formats of operating systems, one line each."""

from ostiary.formats.inventory.format import Format

HOST: tuple[Format, ...] = (
    Format("dpkg status", "host.dpkg", r"status", head=rb"\APackage: ", folder="/var/lib/dpkg"),
    Format("apk database", "host.unread", r"installed", folder="/lib/apk/db"),
    Format("rpm database", "host.unread", r"rpmdb\.sqlite|Packages(?:\.db)?", folder="/lib/rpm"),
    Format(
        "rpm database", "host.unread", r"rpmdb\.sqlite|Packages(?:\.db)?", folder="/sysimage/rpm"
    ),
    Format("pacman database", "host.unread", r"ALPM_DB_VERSION", folder="/pacman/local"),
    Format("dpkg status", "host.dpkg", r"[a-z0-9.+-]+", rb"\APackage: ", "/var/lib/dpkg/status.d"),
)
