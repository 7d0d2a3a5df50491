"""How much memory does an archive take that was made to take as much as it can?

`python bench/memory.py [NAME ...]`. Each archive is made here, out of nothing but a seed, and examined in a
fresh process. What the limits left out has to be said: an archive whose files were all looked at to
their end, or that says what was not, and a peak within the bar, meets it.
"""

import io
import json
import random
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ostiary.evidence.artifact import examine
from ostiary.program.model import Program

TARGET_PEAK = 300  # MB, of any archive

_SCRIPT = (
    "var {a}={b}.{c}({a},{n});",
    'function {a}({b},{c}){{var e={b}?{c}:[{b},{c},{n}];return e.push({b}+"x{n}"),e}}',
    "if({a}&&!{b}){{{c}[{n}]={a}.{b}||{{}};}}",
    "for(var {a}=0;{a}<{b}.length;{a}++){c}({b}[{a}]);",
)
_PYTHON = (
    "{a} = {b}.{c}({a}, {n})\n",
    'def {a}({b}, {c}):\n    return [{b}, {c}, {n}] if {b} else {c} + "x{n}"\n',
    "if {a} and not {b}:\n    {c}[{n}] = {a}.{b} or {{}}\n",
    "{a} = [{c}({b}) for {b} in {a} if {c} > {n}]\n",
)
_SPAWN = 'require("child_process").exec(a);'
_SYSTEM = "import os\nos.system(a)\n"


def code(forms: tuple[str, ...], start: str, size: int) -> bytes:
    """Some dense code of about `size` bytes, in which something of note comes again and again."""
    dice = random.Random(size)
    parts, length = [start], len(start)
    for number in range(size):
        if length >= size:
            break
        names = [f"{chr(97 + dice.randrange(26))}{dice.randrange(99)}" for _ in range(3)]
        part = dice.choice(forms).format(a=names[0], b=names[1], c=names[2], n=number)
        parts.append(part if number % 400 else start + part)
        length += len(parts[-1])
    return "".join(parts).encode()


def script(data: bytes, count: int = 1) -> dict[str, bytes]:
    """An npm package of some files of the same size that all run at its import."""
    manifest = b'{"name": "sample", "version": "1.0.0", "main": "index.js"}'
    index = "".join(f'require("./f{one}.js");' for one in range(count)).encode()
    files = {f"package/f{one}.js": data + b"\n//%d" % one for one in range(count)}
    return {"package/package.json": manifest, "package/index.js": index, **files}


def python(data: bytes, count: int = 1) -> dict[str, bytes]:
    """A source distribution of the same kind."""
    index = "".join(f"from . import f{one}\n" for one in range(count)).encode()
    files = {f"sample-1.0/sample/f{one}.py": data + b"\n#%d" % one for one in range(count)}
    top = {"PKG-INFO": b"Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n", "setup.py": b"\n"}
    return {f"sample-1.0/{name}": one for name, one in top.items()} | {
        "sample-1.0/sample/__init__.py": index,
        **files,
    }


def one_statement(data: bytes) -> bytes:
    """The same code as the body of one function, which cannot be parsed in pieces."""
    return b"def f():\n " + data.replace(b"\n", b"\n ").rstrip() + b"\nf()\n"


def nested(size: int) -> dict[str, bytes]:
    """An archive in an archive in an archive, each almost as large as all of it."""
    data = random.Random(size).randbytes(1 << 20) * (size >> 20)
    for depth in range(3):
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w") as archive:
            info = tarfile.TarInfo(f"n{depth}.tar")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        data = stream.getvalue()
    return {"package/package.json": b"{}", "package/a.tar": data}


CASES: dict[str, Callable[[], dict[str, bytes]]] = {
    "script-many": lambda: script(code(_SCRIPT, _SPAWN, 1_400_000), 40),
    "script-one-line": lambda: script(code(_SCRIPT, _SPAWN, 8_000_000)),
    "script-deep": lambda: script(_SPAWN.encode() + b"x=" + b"[" * 600_000 + b"]" * 600_000),
    "script-numbers": lambda: script(_SPAWN.encode() + b"x=[" + b"1," * 700_000 + b"1];"),
    "script-words": lambda: script(b"eval(a);" * 480_000),
    "script-functions": lambda: script(
        b"".join(b"function f%x(){g%x()}" % (one, one) for one in range(60_000)) + _SPAWN.encode(),
        40,
    ),
    "python-many": lambda: python(code(_PYTHON, _SYSTEM, 900_000), 40),
    "python-statement": lambda: python(one_statement(code(_PYTHON, _SYSTEM, 450_000)), 40),
    "python-one": lambda: python(code(_PYTHON, _SYSTEM, 8_000_000)),
    "python-deep": lambda: python(_SYSTEM.encode() + b"x=" + b"[" * 600_000 + b"]" * 600_000),
    "python-numbers": lambda: python(_SYSTEM.encode() + b"x=[" + b"1," * 4_000_000 + b"1]\n"),
    "python-functions": lambda: python(
        b"".join(b"def f%x(): g%x()\n" % (one, one) for one in range(40_000)) + _SYSTEM.encode(), 40
    ),
    "binary": lambda: script(b"\x7fELF" + random.Random(1).randbytes(1 << 20) * 250),
    "nested": lambda: nested(200 << 20),
}


def once(path: Path) -> dict[str, float]:
    """Examine one archive: CPU seconds, peak megabytes, and files of which something was left out."""
    start = time.process_time()
    with path.open("rb") as stream:
        found = examine(stream, path.name)
    spent = time.process_time() - start
    cut = {one.path for fact in found.facts if isinstance(fact, Program) for one in fact.unfinished}
    cut |= {one.path for one in found.coverage if not one.understood}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"cpu": spent, "peak": peak, "cut": len(cut)}


def made(folder: Path, name: str) -> Path:
    """The archive of one case."""
    files = CASES[name]()
    path = folder / f"sample-{name}.{'tgz' if 'package/package.json' in files else 'tar.gz'}"
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for inner, data in files.items():
            info = tarfile.TarInfo(inner)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def asked(*words: str) -> str:
    """What a fresh process of this program answers."""
    argv = [sys.executable, __file__, *words]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()


def main(words: list[str]) -> int:
    if words[:1] == ["--make"]:
        print(made(Path(words[2]), words[1]))
        return 0
    if words[:1] == ["--once"]:
        print(json.dumps(once(Path(words[1]))))
        return 0
    met = True
    print(f"{'archive':<20}{'packed MB':>10}{'s':>8}{'peak MB':>9}{'files cut':>11}")
    with tempfile.TemporaryDirectory() as folder:
        for name in words or CASES:
            # Made apart: a child's peak starts with the size of its parent.
            path = Path(asked("--make", name, folder))
            row = json.loads(asked("--once", str(path)))
            met = met and row["peak"] <= TARGET_PEAK
            size = path.stat().st_size / 1e6
            print(
                f"{name:<20}{size:>10.1f}{row['cpu']:>8.1f}{row['peak']:>9.0f}{row['cut']:>11.0f}"
            )
            path.unlink()
    print(f"bar {TARGET_PEAK} MB: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
