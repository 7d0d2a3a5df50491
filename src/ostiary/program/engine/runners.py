"""What calls by itself what it is given: threads, listeners, the commands of an installer?"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from ostiary.core.coverage import Reach
from ostiary.core.regex import regex
from ostiary.formats.python.installer_calls import COMMAND_METHODS, COMMANDS
from ostiary.program.behaviours.python import behaviour_of
from ostiary.program.engine.asked import MODELS, Asked, model
from ostiary.program.engine.beside import beside, tasks
from ostiary.program.engine.code import Bound, Class, Closure, Instance, Made, Partial
from ostiary.program.engine.invoke import bind
from ostiary.program.engine.keeping import holds
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.setup_words import for_plugins
from ostiary.program.engine.shells import script
from ostiary.program.engine.value import Value, joined, text_of, unknown
from ostiary.program.flow import Act, Taint


def _calls(value: Value) -> bool:
    """Whether a value is something that can be called and does something: a function, here or outside."""
    if isinstance(value.code, (Closure, Bound, Partial)):
        return True
    name = value.symbol
    return bool(name) and (name in MODELS or behaviour_of(name) is not None or holds(value.base))


@model(
    "pip.main pip._internal.main pip._internal.cli.main.main pip._internal.main.main"
    " setuptools.command.easy_install.main"
)
def _pip(asked: Asked) -> Value:
    # the older installer takes what the newer one takes, and has no other verb
    verb = "pip install" if "easy_install" in asked.name else "pip"
    asked.act(Act.RUN, asked.marks, text=f"{verb} {asked.text(0)}")
    return unknown()


@model(
    "threading.Thread threading.Timer multiprocessing.Process atexit.register signal.signal"
    " _thread.start_new_thread threading._start_new_thread asyncio.run asyncio.create_task"
    " asyncio.ensure_future asyncio.gather concurrent.futures.ThreadPoolExecutor.submit"
    " concurrent.futures.ProcessPoolExecutor.submit asyncio.to_thread"
    " asyncio.get_event_loop.run_in_executor asyncio.get_running_loop.run_in_executor"
    " asyncio.get_running_loop.create_task asyncio.get_event_loop.create_task"
    " multiprocessing.pool.ThreadPool.apply_async multiprocessing.pool.ThreadPool.apply"
    " multiprocessing.dummy.Pool.apply_async weakref.finalize contextlib.ExitStack.callback"
    " sys.settrace multiprocessing.Pool.apply_async"
    " multiprocessing.Pool.apply sched.scheduler.enter sched.scheduler.enterabs"
    " schedule.every.second.do schedule.every.seconds.do schedule.every.minute.do schedule.every.minutes.do"
    " schedule.every.hour.do schedule.every.hours.do schedule.every.day.do schedule.every.days.do"
    " schedule.every.day.at.do schedule.every.do"
    " apscheduler.schedulers.background.BackgroundScheduler.add_job"
    " apscheduler.schedulers.blocking.BlockingScheduler.add_job"
    " apscheduler.schedulers.asyncio.AsyncIOScheduler.add_job"
    " asyncio.get_event_loop().run_until_complete asyncio.new_event_loop().run_until_complete"
    " asyncio.get_event_loop.run_until_complete tkinter.Tk.after thread.start_new_thread"
    " threading.Thread.start multiprocessing.Process.start"
    " sys.addaudithook threading.setprofile gevent.spawn trio.run"
    " contextvars.copy_context.run contextvars.Context.run"
)
def _runner(asked: Asked) -> Value:
    """Something that calls what it is given, sooner or later, by itself."""
    target = asked.named.get("target") or asked.named.get("function")
    given = asked.named.get("args") or asked.named.get("argument")
    several = list(given.items) if given is not None and isinstance(given.items, list) else []
    places = [one for one in asked.given if _calls(one)]
    if target is None and places:
        target = places[0]
        place = asked.given.index(target)
        rest = asked.given[place + 1 :]
        behind = list(rest[0].items) if rest and isinstance(rest[0].items, list) else rest
        several = behind or several
    if target is None and (own := _own_run(asked)) is not None:
        beside(asked, own, [], {})  # what it does by itself is seen where nobody calls it
        return asked.result()
    if target is None:
        tasks(asked)
        return _awaited(asked)
    pairs = asked.named.get("kwargs") or asked.named.get("kwds")
    named = dict(asked.named) if asked.name.endswith(_HANDING_ON) else {}
    if pairs is not None and isinstance(pairs.items, dict):
        named = {str(key): one for key, one in pairs.items.items()}
    beside(asked, target, several, named)
    if asked.name == "sys.addaudithook":
        asked.m.placed["sys.audit"] = target
    given_back = asked.m.call(target, several, named, asked.node, asked.frame)
    if (told := asked.named.get("callback")) is not None:
        asked.m.call(told, [given_back], {}, asked.node, asked.frame)
    marks = joined(asked.marks, given_back.marks)
    if asked.name.endswith(_AT_ONCE) and _tells(given_back):
        return given_back
    later = asked.name.endswith(_LATER) and _tells(given_back)
    return asked.result(marks, code=Made([given_back], {}) if later else None)


_AT_ONCE = (".to_thread", ".Pool.apply", ".ThreadPool.apply", "Context.run", ".copy_context.run")
"""Runners that give what the function gave, or what waiting for that gives."""
_LATER = (".submit", ".apply_async", ".run_in_executor")
"""Runners that give an object which is asked for that."""
_THROUGH = ("asyncio.run", ".run_until_complete", ".create_task", ".ensure_future")


def _tells(value: Value) -> bool:
    return value.known or value.items is not None or value.code is not None


def _awaited(asked: Asked) -> Value:
    """What a coroutine gave, whose function was followed when it was made."""
    if asked.name == "asyncio.gather" and asked.given:
        return Value(items=list(asked.given), marks=asked.marks)
    first = asked.arg(0)
    through = asked.name.endswith(_THROUGH) and _tells(first)
    return first if through else asked.result()


@model(
    "concurrent.futures.ThreadPoolExecutor.submit.result concurrent.futures.ProcessPoolExecutor.submit.result"
    " multiprocessing.Pool.apply_async.get multiprocessing.pool.ThreadPool.apply_async.get"
    " multiprocessing.dummy.Pool.apply_async.get"
)
def _given_later(asked: Asked) -> Value:
    """What a function gave that somebody else ran."""
    made = asked.target.code
    return made.given[0] if isinstance(made, Made) and made.given else asked.result()


@model(
    *(
        f"{one}.add_done_callback"
        for one in (
            "concurrent.futures.Future",
            "asyncio.Future",
            "asyncio.get_running_loop.create_future",
            "asyncio.get_event_loop.create_future",
            "asyncio.new_event_loop.create_future",
            "asyncio.create_task",
            "asyncio.ensure_future",
            "concurrent.futures.ThreadPoolExecutor.submit",
            "concurrent.futures.ProcessPoolExecutor.submit",
        )
    )
)
def _when_done(asked: Asked) -> Value:
    """A function waits for the result that an object will keep."""
    target, base = asked.arg(0, "fn"), asked.target.base
    if base is not None:
        beside(asked, target, [base], {})
        asked.m.call(target, [base], {}, asked.node, asked.frame)
    return Value(None)


def _own_run(asked: Asked) -> Value | None:
    """What a thread or a process runs whose class the program wrote."""
    base = asked.target.base
    if not asked.name.endswith(".start") or base is None or not isinstance(base.code, Instance):
        return None
    found = base.code.kind.find("run")
    return bind(found, base) if found is not None and isinstance(found.code, Closure) else None


_HANDING_ON = (".submit", ".to_thread", ".callback", ".register", ".finalize", ".spawn")
"""Runners that hand their own arguments on by name."""


@model(
    "keyboard.on_press keyboard.on_release keyboard.hook keyboard.add_hotkey"
    " pynput.keyboard.Listener pynput.mouse.Listener keyboard.on_press_key pyHook.HookManager"
)
def _listener(asked: Asked) -> Value:
    """What is typed goes to the function that is handed in."""
    marks = asked.mark(Taint.KEYSTROKES)
    if "mouse" not in asked.name:
        asked.act(Act.CAPTURE, marks)
    for one in (*asked.given, *asked.named.values()):
        if isinstance(one.code, (Closure, Bound)):
            asked.m.call(one, [unknown(marks)], {}, asked.node, asked.frame)
    return asked.result(marks)


@model("setuptools.setup distutils.core.setup setup skbuild.setup")
def _setup(asked: Asked) -> Value:
    """Commands, and the distribution, whose classes run while the package is installed; and its scripts."""
    scripts = asked.named["scripts"].items if "scripts" in asked.named else None
    for one in scripts if isinstance(scripts, list) else ():
        with _later(asked.m):  # a user starts them, once they are installed
            script(asked.m, asked.frame, text_of(one))
    commands = asked.named.get("cmdclass")
    pairs = commands.items if commands is not None else None
    for name, one in pairs.items() if isinstance(pairs, dict) else ():
        with _later(asked.m) if _is_typed(asked, name) else nullcontext():
            _run_command(asked, one)
    if "distclass" in asked.named:
        _run_command(asked, asked.named["distclass"])
    for_plugins(asked)
    return unknown()


@contextmanager
def _later(m: Machine) -> Iterator[None]:
    """What only somebody starts who knows it by its name."""
    before, m.reach = m.reach, Reach.CALL
    try:
        yield
    finally:
        m.reach = before


_LEADS = regex(rb"run_command|sub_commands|aliases|script_args|argv|getattr|command_options")
"""Words without which no command of an installer leads to one of another name."""


def _is_typed(asked: Asked, name: object) -> bool:
    """Whether a command runs only for who types its name: no installer and no other one leads to it."""
    path = asked.frame.module.path
    text = asked.m.package.files.get(path, ("", b""))[1]
    renamed = asked.m.package.members.says(path, "setup.cfg", b"[aliases]")
    own = isinstance(name, str) and name not in COMMANDS and not asked.frame.module.program
    return own and not _LEADS.search(text) and not renamed


def _run_command(asked: Asked, kind: Value) -> None:
    if isinstance(kind.code, Class):
        made = asked.m.call(kind, [], {}, asked.node, asked.frame)
        for name in sorted(COMMAND_METHODS):
            found = kind.code.find(name)
            if found is not None and isinstance(found.code, Closure):
                asked.m.call(found, [made], {}, asked.node, asked.frame)
    elif isinstance(kind.code, Closure):
        asked.m.call(kind, [], {}, asked.node, asked.frame)
