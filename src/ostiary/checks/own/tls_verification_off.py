"""Does our code talk to servers without verifying who they are?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.own.usages import told
from ostiary.core.facts.own_code import Habit, OwnCode
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "tls-verification-off",
    "certificates are not verified",
    Severity.HIGH,
    Family.OWN,
    reads=OwnCode,
    remedy='Name the certificate authority that is wanted instead (`verify="ca.pem"`, `SSL_CERT_FILE`).',
    refs=("CWE-295",),
)
def tls_verification_off(own: OwnCode) -> Iterator[Hit | Gap]:
    """Whoever sits on the way can answer in the server's place, with models and packages of their own."""
    yield from told(own, Habit.TLS_OFF)
