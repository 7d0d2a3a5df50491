"""Which functions of the library start a program that they are handed in a way of their own?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.effects import effect
from ostiary.program.engine.value import Value, text_of, unknown
from ostiary.program.flow import Act
from ostiary.program.model import Behaviour


def _start(asked: Asked, *words: Value) -> Value:
    """Start a program, or a line for the shell, as `subprocess` would."""
    line = words[0] if len(words) == 1 else Value(items=list(words))
    inner = Asked(asked.m, asked.name, asked.target, [line], {}, asked.node, asked.frame)
    return effect(inner, Behaviour.PROCESS)


@model("pydoc.pipepager pydoc.tempfilepager")
def _paged(asked: Asked) -> Value:
    return _start(asked, asked.arg(1, "cmd"))


@model("imaplib.IMAP4_stream")
def _connected(asked: Asked) -> Value:
    return _start(asked, asked.arg(0, "command"))


@model("pipes.Template.append pipes.Template.prepend")
def _piped(asked: Asked) -> Value:
    return _start(asked, asked.arg(0, "cmd"))


_BROWSERS = ["GenericBrowser", "BackgroundBrowser", "UnixBrowser", "Chrome", "Konqueror"]


@model("webbrowser.get", *(f"webbrowser.{one}" for one in _BROWSERS))
def _browser(asked: Asked) -> Value:
    """A browser by its name, or by a command that is run with the address of a page."""
    one = asked.arg(0, "name")
    if one.items is not None or any(sign in text_of(one) for sign in "/ %"):
        _start(asked, one)
    return asked.result()


_LOOPS = ["get_event_loop", "get_running_loop", "new_event_loop"]


@model(*(f"asyncio.{one}.subprocess_shell" for one in _LOOPS))
@model(*(f"asyncio.{one}.subprocess_exec" for one in _LOOPS))
def _by_loop(asked: Asked) -> Value:
    """The first argument makes what the program talks to."""
    return _start(asked, *asked.given[1:])


@model(
    "IPython.get_ipython.system IPython.get_ipython.getoutput IPython.get_ipython.system_raw"
    " IPython.get_ipython.system_piped get_ipython.system get_ipython.getoutput"
)
def _by_prompt(asked: Asked) -> Value:
    """What the prompt of a notebook hands to a shell."""
    return _start(asked, asked.arg(0, "cmd"))


@model("multiprocessing.util.spawnv_passfds")
def _spawned(asked: Asked) -> Value:
    words = asked.arg(1).items
    return _start(asked, *(words if isinstance(words, list) else [asked.arg(0)]))


@model(
    "tkinter.Tcl.eval tkinter.Tk.eval tkinter.Tcl.tk.eval tkinter.Tk.tk.eval _tkinter.create.eval"
)
def _scripted(asked: Asked) -> Value:
    """A script of Tcl: its `exec` starts programs, its `open` does behind a bar."""
    text = asked.text(0)
    for word in ("exec ", "open |", 'open "|'):
        if word in text:
            return _start(asked, Value(text.partition(word)[2].rstrip('& "')))
    return unknown(asked.marks)


_POOLS = "concurrent.futures.ProcessPoolExecutor concurrent.futures.ThreadPoolExecutor multiprocessing.Pool"


@model(
    _POOLS, "multiprocessing.pool.Pool multiprocessing.pool.ThreadPool multiprocessing.dummy.Pool"
)
def _pool(asked: Asked) -> Value:
    """Each of its workers begins with a function that it is handed."""
    if (first := asked.named.get("initializer")) is not None:
        given = asked.named.get("initargs", Value(items=[])).items
        several = given if isinstance(given, list) else []
        asked.m.call(first, several, {}, asked.node, asked.frame)
    return asked.result()


@model("distutils.dir_util.remove_tree setuptools._distutils.dir_util.remove_tree os.truncate")
def _removed(asked: Asked) -> Value:
    asked.act(Act.DELETE, asked.marks, target=asked.text(0))
    return unknown()


@model("pydoc.locate xmlrpc.server.resolve_dotted_attribute")
def _located(asked: Asked) -> Value:
    """What a dotted text leads to."""
    first = asked.name == "pydoc.locate"
    whole = asked.text(0 if first else 1)
    base = Value(symbol=whole.partition(".")[0]) if first else asked.arg(0)
    names = whole.split(".")[1:] if first else whole.split(".")
    for name in names[:MAX_PARTS]:
        base = asked.m.call(
            Value(symbol="getattr"), [base, Value(name)], {}, asked.node, asked.frame
        )
    return base


MAX_PARTS = 8  # names in a dotted text
