"""A command that is worked out in any of these ways is known by its text when it starts."""

import pytest
from engine_flows import SAID, commands

TEXTS = {
    "a sum": 'x = "echo" + " " + "sa" + "id"',
    "a sum in place": 'x = "echo "\nx += "said"',
    "literals side by side": 'x = "echo " "said"',
    "a product": 'x = "echo" + " " * 1 + "said"',
    "join": 'x = " ".join(["echo", "said"])',
    "join of a generator": 'x = "".join(c for c in "echo said")',
    "join of a tuple": 'x = "".join(("echo ", "said"))',
    "a slice": 'x = "..echo said.."[2:-2]',
    "a slice with steps": 'x = "e-c-h-o- -s-a-i-d"[::2]',
    "backwards": 'x = "dias ohce"[::-1]',
    "reversed": 'x = "".join(reversed("dias ohce"))',
    "reverse in place": 'x = list("dias ohce")\nx.reverse()\nx = "".join(x)',
    "replace": 'x = "eQcQhQoQ said".replace("Q", "")',
    "translate": 'x = "ECHO said".translate({69: "e", 67: "c", 72: "h", 79: "o"})',
    "strip": 'x = "  echo said\\n".strip()',
    "case": 'x = "ECHO SAID".lower()',
    "split": 'x = " ".join("echo|said".split("|"))',
    "partition": 'x = "no:echo said".partition(":")[2]',
    "percent": 'x = "%s %s" % ("echo", "said")',
    "percent with one": 'x = "echo %s" % "said"',
    "percent with names": 'x = "%(a)s said" % {"a": "echo"}',
    "percent with characters": 'x = "%c%c%c%c said" % (101, 99, 104, 111)',
    "format": 'x = "{} {}".format("echo", "said")',
    "format by place": 'x = "{1} {0}".format("said", "echo")',
    "format by name": 'x = "{a} said".format(a="echo")',
    "format of a mapping": 'x = "{a} said".format(**{"a": "echo"})',
    "f-string": "a = \"echo\"\nx = f\"{a} {'sa' + 'id'}\"",
    "chr": 'x = chr(101) + chr(0x63) + chr(104) + chr(111) + " said"',
    "chr over a list": 'x = "".join(chr(n) for n in [101, 99, 104, 111, 32, 115, 97, 105, 100])',
    "map of chr": 'x = "".join(map(chr, [101, 99, 104, 111, 32, 115, 97, 105, 100]))',
    "map of a lambda": 'x = "".join(map(lambda n: chr(n - 1), [102, 100, 105, 112])) + " said"',
    "ord": 'x = chr(ord("d") + 1) + "cho said"',
    "exclusive or": 'x = "".join(chr(ord(c) ^ 1) for c in "dbin!r`he")',
    "exclusive or with a key": 'k = "\\x01\\x02"\nx = "".join('
    'chr(ord(c) ^ ord(k[i % len(k)])) for i, c in enumerate("daim!q`ke"))',
    "exclusive or in a loop": 'x = ""\nfor c in "dbin!r`he":\n    x += chr(ord(c) ^ 1)',
    "exclusive or of bytes": 'x = bytes(b ^ 1 for b in b"dbin!r`he").decode()',
    "exclusive or in a bytearray": 'x = bytearray(b"dbin!r`he")\nfor i in range(len(x)):\n'
    "    x[i] ^= 1\nx = x.decode()",
    "a while loop": 'x, i = "", 0\nwhile i < 9:\n    x += "echo said"[i]\n    i += 1',
    "a loop with a way out": 'x = ""\nfor c in "echo said!no":\n    if c == "!":\n        break\n'
    "    x += c",
    "bytes": 'x = bytes([101, 99, 104, 111]).decode() + " said"',
    "hex": 'x = bytes.fromhex("6563686f2073616964").decode()',
    "unhexlify": 'import binascii\nx = binascii.unhexlify("6563686f2073616964").decode()',
    "int from digits": 'x = chr(int("65", 16)) + chr(int("143", 8)) + "ho said"',
    "escapes": 'x = "\\x65\\143\\u0068o said"',
    "codecs": 'import codecs\nx = codecs.decode("rpub fnvq", "rot13")',
    "codecs by a name that is worked out": 'import codecs\nx = codecs.decode("rpub fnvq", "rot" + "13")',
    "codecs by getdecoder": 'import codecs\nx = codecs.getdecoder("rot_13")("rpub fnvq")[0]',
    "base64": 'import base64\nx = base64.b64decode("ZWNobyBzYWlk").decode()',
    "base64 by codecs": 'import codecs\nx = codecs.decode(b"ZWNobyBzYWlk", "base64").decode()',
    "a list": 'x = ["no", "echo said"][1]',
    "a nested list": 'x = [["no"], ["no", "echo said"]][1][-1]',
    "a dict": 'x = {"a": "echo said"}["a"]',
    "get of a dict": 'x = {"a": "echo said"}.get("a", "no")',
    "a table of letters": 't = dict(zip("0123", "echo"))\nx = "".join(t[c] for c in "0123") + " said"',
    "values of a dict": 'x = " ".join({1: "echo", 2: "said"}.values())',
    "a dict comprehension": 'x = {n: w for n, w in enumerate(["no", "echo said"])}[1]',
    "a condition": 'x = "echo said" if 1 < 2 else "no"',
    "or": 'x = "" or "echo said"',
    "a walrus": 'x = (y := "echo") + " said"',
    "unpacking": 'a, *b = ["echo", " ", "said"]\nx = a + "".join(b)',
    "spreading": 'x = "".join([*["echo", " "], *("said",)])',
    "extend": 'x = ["echo"]\nx.extend([" ", "said"])\nx = "".join(x)',
    "append in a loop": 'x = []\nfor c in "echo said":\n    x.append(c)\nx = "".join(x)',
    "sum of numbers": 'x = chr(sum([100, 1])) + "cho said"',
    "str of a number": 'x = ("echo said" + str(1))[:-1]',
}
DETOURS = {
    "getattr": 'getattr(os, "sys" + "tem")("echo said")',
    "__dict__": 'os.__dict__["system"]("echo said")',
    "vars": 'vars(os)["system"]("echo said")',
    "__import__": '__import__("o" + "s").system("echo said")',
    "importlib": 'import importlib\nimportlib.import_module("os").system("echo said")',
    "globals": 'globals()["os"].system("echo said")',
    "globals of import": 'globals()["__builtins__"].__import__("os").system("echo said")',
    "builtins": 'import builtins\ngetattr(builtins, "__imp" + "ort__")("os").system("echo said")',
    "sys.modules": 'import sys\nsys.modules["os"].system("echo said")',
    "an alias": 'run = os.system\nrun("echo said")',
    "an import with another name": 'from os import system as go\ngo("echo said")',
    "a list": '[print, os.system][1]("echo said")',
    "a dict": '{"a": os.system}["a"]("echo said")',
    "a lambda": '(lambda f, x: f(x))(os.system, "echo said")',
    "partial": 'import functools\nfunctools.partial(os.system, "echo said")()',
    "map": 'list(map(os.system, ["echo said"]))',
    "reduce": 'import functools\nos.system(functools.reduce(lambda a, b: a + b, ["echo", " said"]))',
    "a function": 'def f(x):\n    return os.system(x)\n\n\nf("echo said")',
    "a default": 'def f(x="echo said"):\n    os.system(x)\n\n\nf()',
    "a keyword": 'def f(*, x):\n    os.system(x)\n\n\nf(x="echo said")',
    "star arguments": 'def f(*a, **k):\n    os.system(a[0] + k["b"])\n\n\nf(*["echo "], **{"b": "said"})',
    "a closure": 'def f(x):\n    def g():\n        os.system(x)\n    return g\n\n\nf("echo said")()',
    "nonlocal": 'def f():\n    x = ""\n    def g():\n        nonlocal x\n        x = "echo said"\n    g()\n'
    "    os.system(x)\n\n\nf()",
    "global": 'def f():\n    global x\n    x = "echo said"\n\n\nf()\nos.system(x)',
    "a decorator": "def d(f):\n    def g():\n        os.system(f())\n    return g\n\n\n@d\ndef h():\n"
    '    return "echo said"\n\n\nh()',
    "a decorator that calls": 'def d(f):\n    f()\n\n\n@d\ndef h():\n    os.system("echo said")',
    "a generator": 'def f():\n    yield "echo said"\n\n\nfor x in f():\n    os.system(x)',
    "an attribute": 'class A:\n    x = "echo said"\n\n\nos.system(A.x)',
    "an attribute of an object": "class A:\n    def __init__(self, x):\n        self.x = x\n"
    "    def go(self):\n"
    '        os.system(self.x)\n\n\nA("echo said").go()',
    "an inherited method": "class A:\n    def go(self):\n        os.system(self.x)\n\n\nclass B(A):\n"
    '    x = "echo said"\n\n\nB().go()',
    "super": 'class A:\n    def go(self):\n        return "echo said"\n\n\nclass B(A):\n    def go(self):\n'
    "        os.system(super().go())\n\n\nB().go()",
    "a property": 'class A:\n    @property\n    def x(self):\n        return "echo said"\n\n\n'
    "os.system(A().x)",
    "a static method": "class A:\n    @staticmethod\n    def go(x):\n"
    '        os.system(x)\n\n\nA.go("echo said")',
    "a class method": 'class A:\n    x = "echo said"\n    @classmethod\n    def go(cls):\n'
    "        os.system(cls.x)\n\n\nA.go()",
    "__call__": 'class A:\n    def __call__(self, x):\n        os.system(x)\n\n\nA()("echo said")',
    "__getattr__": 'class A:\n    def __getattr__(self, n):\n        return "echo " + n\n\n\n'
    "os.system(A().said)",
    "a context manager": 'class A:\n    def __enter__(self):\n        return "echo said"\n'
    "    def __exit__(self, *a):\n        pass\n\n\nwith A() as x:\n    os.system(x)",
    "setattr": 'class A:\n    pass\n\n\na = A()\nsetattr(a, "x", "echo said")\nos.system(a.x)',
    "type": 'A = type("A", (), {"x": "echo said"})\nos.system(A.x)',
    "a thread": 'import threading\nthreading.Thread(target=os.system, args=("echo said",)).start()',
    "eval": "os.system(eval(\"'echo ' + 'said'\"))",
    "exec": "exec(\"x = 'echo said'\")\nos.system(x)",
    "a match": 'match 1:\n    case 1:\n        os.system("echo said")',
    "an object without state": '().__class__\nos.system("echo said")',
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts(name: str) -> None:
    """A word like `unhexlify` tells that the file decodes: its loops are run to their end."""
    assert SAID in commands(
        f"import os\nfrom binascii import unhexlify\n{TEXTS[name]}\nos.system(x)\n"
    )


@pytest.mark.parametrize("name", DETOURS)
def test_detours(name: str) -> None:
    assert SAID in commands(f"import os\n{DETOURS[name]}\n")


def test_another_text_is_another_command() -> None:
    assert commands('import os\nos.system("echo " + "other")\n') == {"echo other"}
