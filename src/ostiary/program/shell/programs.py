"""Which programs of a shell fetch, and which turn an encoded stream into text?"""

from ostiary.program.commands import Started
from ostiary.program.wordlist import wordlist

FETCHERS = wordlist(
    "curl wget nc ncat netcat socat ssh scp sftp ftp tftp telnet rsync lynx w3m aria2c axel fetch"
    " lwp-download lwp-request http https xh httpie nslookup dig drill host"
    " invoke-webrequest iwr invoke-restmethod irm start-bitstransfer bitsadmin certutil"
)
DECODERS = wordlist("base64 base32 xxd openssl uudecode gunzip zcat bunzip2 xzcat rev")
"""Programs that turn an encoded stream into text; `openssl` and `certutil` do other things too."""


def brings(start: Started) -> bool:
    """Whether what it prints comes from the network."""
    return start.program in FETCHERS or (start.program == "openssl" and "s_client" in start.words)


def fetches(start: Started) -> bool:
    """Whether it fetches, or only says who it is."""
    if start.program == "certutil":
        return any("urlcache" in (word or "").lower() for word in start.words)
    return len(start.words) > 1 and "--version" not in start.words


def decodes(start: Started) -> bool:
    """Whether it decodes, or does the opposite."""
    if start.program in {"base64", "base32", "openssl", "xxd"}:
        return any(word in {"-d", "-D", "--decode", "-di", "-r", "-rp"} for word in start.words)
    return True
