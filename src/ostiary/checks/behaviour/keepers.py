"""Which hosts keep source code, releases and data under the names of their owners?"""

from ostiary.core.regex import regex

KEEPERS = regex(
    r"(?i)^(?:\w+://)?(?:[^/@]*@)?(?:[\w-]+\.)*(?:"
    # source code and releases
    r"github\.com|githubusercontent\.com|gitlab\.com|bitbucket\.org|sourceforge\.net"
    # registries and their files
    r"|pypi\.org|python\.org|pythonhosted\.org|pypa\.io|conda\.io|anaconda\.(?:com|org)"
    r"|npmjs\.(?:com|org)|nodejs\.org|rust-lang\.org|golang\.org|nuget\.org|maven\.org"
    # libraries that are built along
    r"|apache\.org|gnu\.org|kernel\.org|zlib\.net|nongnu\.org|cmake\.org|boost\.org"
    r"|boostorg\.jfrog\.io|llvm\.org|gnome\.org|xmlsoft\.org|openssl\.org|postgresql\.org"
    r"|debian\.org|ubuntu\.com|readthedocs\.(?:io|org)|sqlite\.org|mozilla\.org"
    # data and models
    r"|w3\.org|unicode\.org|iana\.org|ietf\.org|huggingface\.co"
    # makers of hardware and stores of files
    r"|googleapis\.com|google\.com|microsoft\.com|aka\.ms|nvidia\.com|intel\.com|amazonaws\.com"
    r"|cloudfront\.net|jsdelivr\.net|unpkg\.com|cloudflare\.com"
    r")(?:[:/]|$)"
)
"""Hosts that keep source code, libraries and data for building."""

NOBODYS = regex(
    r"(?i)cdn\.discordapp\.com|media\.discordapp|dropbox\.com/s|mediafire|anonfiles|transfer\.sh"
    r"|pastebin\.com|paste\.(?:ee|fo|rs)|rentry\.co"
    r"|ngrok|trycloudflare|filebin|catbox\.moe|://(?!10\.|127\.|192\.168\."
    r"|0\.)(?:\d{1,3}\.){3}\d{1,3}\b|hastebin|gofile|bashupload|temp\.sh"
)
"""Places that anybody fills under no name, and machines without one: what is run from there has no author."""

RAW = regex(
    r"(?i)raw\.githubusercontent\.com|gist\.github(?:usercontent)?\.com|github\.com/[^/]+/[^/]+/raw/"
    r"|gitlab\.com/\S+/-/raw/|bitbucket\.org/\S+/raw/"
)
"""Where one person's text is handed out as it stands in a repository."""
