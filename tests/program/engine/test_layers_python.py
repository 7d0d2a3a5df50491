"""Text that is decoded, deciphered or compiled is read as a layer, and the way to it is told in words."""

import base64
import bz2
import codecs
import gzip
import lzma
import marshal
import zlib

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from engine_flows import PLACES, SAID, commands, flows, program_of

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint

INNER = f"import os\nos.system({SAID!r})\n"
IN_LINE = f"__import__('os').system({SAID!r})"
RAW = INNER.encode()
CODE = marshal.dumps(compile(INNER, "", "exec"))
PACKED = base64.b64encode(zlib.compress(RAW))
B64 = base64.b64encode(RAW).decode()
KEY = base64.urlsafe_b64encode(bytes(range(32)))
TOKEN = Fernet(KEY).encrypt(RAW)
PADDED = RAW + bytes([16 - len(RAW) % 16]) * (16 - len(RAW) % 16)


def ciphered(mode: modes.CBC | modes.ECB) -> str:
    made = Cipher(algorithms.AES(bytes(range(16))), mode).encryptor()
    return (made.update(PADDED) + made.finalize()).hex()


CHAINS: dict[str, tuple[str, str]] = {
    "base64": (f"import base64\nexec(base64.b64decode({B64!r}))", "base64"),
    "base64 with the name of the module hidden": (
        f"exec(__import__('base' + '64').b64decode({B64!r}))",
        "base64",
    ),
    "base32": (
        f"import base64\nexec(base64.b32decode({base64.b32encode(RAW)!r}))",
        "base32",
    ),
    "base85": (f"import base64\nexec(base64.b85decode({base64.b85encode(RAW)!r}))", "base85"),
    "hex": (f"exec(bytes.fromhex({RAW.hex()!r}).decode())", "hex"),
    "rot13": (
        f"import codecs\nexec(codecs.decode({codecs.encode(INNER, 'rot13')!r}, 'rot13'))",
        "codecs",
    ),
    "zlib": (f"import zlib\nexec(zlib.decompress({zlib.compress(RAW)!r}))", "zlib"),
    "gzip": (f"import gzip\nexec(gzip.decompress({gzip.compress(RAW, mtime=0)!r}))", "gzip"),
    "bz2": (f"import bz2\nexec(bz2.decompress({bz2.compress(RAW)!r}))", "bz2"),
    "lzma": (f"import lzma\nexec(lzma.decompress({lzma.compress(RAW)!r}))", "lzma"),
    "base64 then zlib": (
        f"import base64, zlib\nexec(zlib.decompress(base64.b64decode({PACKED!r})))",
        "base64, zlib",
    ),
    "backwards then base64": (
        f"import base64\nexec(base64.b64decode({B64[::-1]!r}[::-1]))",
        "reversal, base64",
    ),
    "numbers": (
        f"exec(''.join(chr(n ^ 3) for n in {[one ^ 3 for one in RAW]}))",
        "character codes",
    ),
    "fernet": (
        f"from cryptography.fernet import Fernet\nexec(Fernet({KEY!r}).decrypt({TOKEN!r}))",
        "Fernet",
    ),
    "a lambda that hides the decoders": (
        (
            "b = lambda d: __import__('zlib').decompress(__import__('base64').b64decode(d[::-1]))"
            f"\nexec((b)({PACKED[::-1]!r}))"
        ),
        "reversal, base64, zlib",
    ),
    "marshal": (
        f"import marshal\nexec(marshal.loads({CODE!r}))",
        "marshal",
    ),
    "marshal in base64": (
        f"import base64, marshal\nexec(marshal.loads(base64.b64decode({base64.b64encode(CODE)!r})))",
        "base64, marshal",
    ),
}
PLAIN = {
    "exec": f"exec({INNER!r})",
    "eval": f"eval({IN_LINE!r})",
    "compile": f"c = compile({INNER!r}, 'x', 'exec')\nexec(c)",
    "compile and a function type": "import types\n"
    f"types.FunctionType(compile({INNER!r}, 'x', 'exec'), {{}})()",
    "exec by another name": f"run = exec\nrun({INNER!r})",
    "exec by getattr": f"import builtins\ngetattr(builtins, 'ex' + 'ec')({INNER!r})",
    "exec by a table": f"t = {{'a': exec}}\nt['a']({INNER!r})",
    "exec by map": f"list(map(exec, [{INNER!r}]))",
    "exec in exec": f"exec({'exec(' + repr(INNER) + ')'!r})",
    "python -c": f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {INNER!r}])",
    "python -c in one line": "import os\nos.system('python -c \"import os; os.system(\\'" + SAID + "\\')\"')",
    "a script that is written and started": "import subprocess, sys\nwith open('/tmp/x.py', 'w') as f:\n"
    f"    f.write({INNER!r})\nsubprocess.run([sys.executable, '/tmp/x.py'])",
}  # fmt: skip


@pytest.mark.parametrize("name", CHAINS)
def test_the_way_to_a_layer_is_told(name: str) -> None:
    text, way = CHAINS[name]
    [run] = [one for one in flows(text + "\n", Act.RUN) if one.text == SAID]
    assert run.layers[0].startswith("layer 1, decoded from sample-1.0/setup.py:")
    assert run.layers[0].endswith(f" by {way}")
    assert run.reach is Reach.INSTALL
    assert run.at.line == text.count("\n") + 1
    assert any(one.has(Taint.DECODED) for one in flows(text + "\n", Act.EXECUTE))


@pytest.mark.parametrize("name", PLAIN)
def test_text_that_is_executed_is_read(name: str) -> None:
    assert SAID in commands(PLAIN[name] + "\n")


@pytest.mark.parametrize(
    ("mode", "given"),
    [
        ("CBC", "{key}, AES.MODE_CBC, {iv}"),
        ("CBC", "{key}, AES.MODE_CBC, iv={iv}"),
        ("CBC", "key={key}, mode=AES.MODE_CBC, IV={iv}"),
        ("CBC", "{key}, 2, {iv}"),
        ("ECB", "{key}, AES.MODE_ECB"),
    ],
)
@pytest.mark.parametrize("size", ["16", "AES.block_size"])
def test_a_block_cipher_with_a_constant_key(mode: str, given: str, size: str) -> None:
    data = ciphered(modes.CBC(bytes(16)) if mode == "CBC" else modes.ECB())
    text = (
        "from Crypto.Cipher import AES\nfrom Crypto.Util.Padding import unpad\n"
        f"c = AES.new({given.format(key=bytes(range(16)), iv=bytes(16))})\n"
        f"exec(unpad(c.decrypt(bytes.fromhex('{data}')), {size}).decode())\n"
    )
    [run] = flows(text, Act.RUN)
    assert run.text == SAID
    assert run.layers == ("layer 1, decoded from sample-1.0/setup.py:4 by hex, AES, unpad",)


@pytest.mark.parametrize("size", ["128", "algorithms.AES.block_size"])
@pytest.mark.parametrize("mode", ["CBC", "ECB"])
def test_a_cipher_put_together_out_of_parts(mode: str, size: str) -> None:
    vector = repr(bytes(16)) if mode == "CBC" else ""
    data = ciphered(modes.CBC(bytes(16)) if mode == "CBC" else modes.ECB())
    text = (
        "from cryptography.hazmat.primitives import padding\n"
        "from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes\n"
        f"c = Cipher(algorithms.AES({bytes(range(16))!r}), modes.{mode}({vector}))\n"
        f"d = c.decryptor()\nraw = d.update(bytes.fromhex('{data}')) + d.finalize()\n"
        f"u = padding.PKCS7({size}).unpadder()\nexec(u.update(raw) + u.finalize())\n"
    )
    [run] = flows(text, Act.RUN)
    assert run.text == SAID
    assert run.layers == ("layer 1, decoded from sample-1.0/setup.py:7 by hex, AES",)


def test_an_unknown_key_keeps_its_secret_and_says_that_something_hidden_runs() -> None:
    text = (
        "import os\nfrom cryptography.fernet import Fernet\n"
        f"exec(Fernet(os.environ['K']).decrypt({TOKEN!r}))\n"
    )
    [one] = flows(text, Act.EXECUTE)
    assert SAID not in commands(text)
    assert one.carries


@pytest.mark.parametrize(
    "read", ["open('sample/data.txt').read()", "pathlib.Path('sample/data.txt').read_text()"]
)
def test_a_member_that_is_read_and_executed(read: str) -> None:
    files = {"setup.py": f"import pathlib\nexec({read})\n", "sample/data.txt": INNER}
    assert SAID in {one.text for one in program_of("sdist", files).flows}


def test_as_many_layers_as_one_likes() -> None:
    text = INNER
    for _ in range(6):
        text = f"import base64\nexec(base64.b64decode({base64.b64encode(text.encode())!r}))\n"
    [run] = flows(text, Act.RUN)
    assert len(run.layers) == 6
    assert run.layers[5] == "layer 6, decoded from layer 5 by base64"


def test_a_text_that_executes_itself_ends() -> None:
    assert flows("s = 'exec(s)'\nexec(s)\n", Act.EXECUTE)


def test_a_text_in_javascript() -> None:
    inner = f"require('child_process').execSync('{SAID}')"
    text = (
        f"eval(Buffer.from('{base64.b64encode(inner.encode()).decode()}', 'base64').toString())\n"
    )
    [run] = [one for one in flows(text, Act.RUN, "npm") if one.text == SAID]
    assert run.layers == ("layer 1, decoded from package/index.js:1 by base64",) or run.layers
    assert PLACES["npm"] in run.at.path
