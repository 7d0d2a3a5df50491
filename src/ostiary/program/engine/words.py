"""Which words in a text make it worth a closer look? A choice of where to look, never a verdict."""

import re

HOT = re.compile(
    rb"\b(?:exec|eval|compile|__import__|import_module|subprocess|system|popen|Popen|spawn\w*|startfile|environ|getenv|socket"
    rb"|requests|urllib\d?|urlopen|urlretrieve|httpx|aiohttp|http|https|smtplib|ftplib|telnetlib|websockets?|paramiko|b64decode"
    rb"|b32decode|b85decode|a85decode|fromhex|unhexlify|marshal|pickle|loads|decrypt|Fernet|AES|ctypes|windll|winreg|clipboard"
    rb"|pyperclip|ImageGrab|screenshot|pynput|keyboard|gethostname|getuser|getlogin|getnode|sqlite3|CryptUnprotectData"
    rb"|browser_cookie3|rmtree|unlink|remove|crontab|authorized_keys|child_process|execSync|execFile|fork|fetch|axios"
    rb"|XMLHttpRequest|sendBeacon|readFileSync|readFile|writeFile\w*|atob|Function|Buffer|vm|dlopen|binding|homedir|userInfo"
    rb"|hostname|networkInterfaces|chmod|getattr|globals|__builtins__|__dict__|__loader__|setattr|webhook|telegram|discord"
    rb"|post|send|sendall|sendto|urlsafe_b64decode|a2b_base64|decompress|zlib|lzma|codecs|execfile|runpy|connect|ethereum"
    rb"|password|private_?key|mnemonic|passw|secret|token|cookie\w*|keylog\w*|powershell|wget|curl|bash|cmd|publish|rimraf"
    rb"|unlinkSync|rmSync|dns|lookup|resolve|gethostbyname|Module|_load|prototype|localStorage|getPassword|GetClipboardData)\b"
    rb"|\.ssh|\.aws|\.npmrc|\.pypirc|wallet|/etc/passwd|chr\("
)
"""Words of sources, of sinks and of detours; bare because a match of words costs less than a parse."""
