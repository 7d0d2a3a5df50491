"""Which libraries fetch and run code by themselves: hubs of models, servers that take orders, installers?

Most of it honest packages do every day, for whoever asks them to. So that it is done is of note where it
is done although nobody asked; what was fetched is followed at any time.
"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.brought import brought
from ostiary.program.engine.effects import network
from ostiary.program.engine.handovers import early
from ostiary.program.engine.invoke import call_own
from ostiary.program.engine.stepped import is_own
from ostiary.program.engine.value import Marks, Value, joined, unknown
from ostiary.program.flow import Act, Taint
from ostiary.program.wordlist import wordlist

_REMOTE = regex(
    r"(?i)(?:https?|ftps?|wss?|s3|gs|redis|mongodb(?:\+srv)?|tcp|amqps?|postgres\w*|mysql)://"
)
_FAR = regex(r"(?i)\w+(?:\+srv)?://(?:[^@/\s]*@)?(?!127\.|0\.0\.0\.0)[\w-]+\.[\w.-]+")
"""The address of another machine, which stands in the code."""

_OPENS = regex(r"^(?:open|parse|fetch|urlopen|get_data|read(?:_\w+)?|load_from_url|from_url)$")
"""Functions that read what lies at the address that they are given."""

_TAKES = wordlist(
    "get hget find_one find fetch recv receive read pop blpop brpop lpop rpop hgetall fetchone fetchall"
    " fetchmany query body retr consume get_message basic_get lrange xread readline read_message"
)
"""Methods that bring something from the host for which their object was made."""


def arrived(asked: Asked) -> Marks:
    """What comes from the network by a function outside that nobody modelled."""
    if asked.script:
        return brought(asked)
    last, first = asked.name.rpartition(".")[2], asked.text(0, "url", "filepath_or_buffer", "path")
    if _OPENS.match(last) and _REMOTE.match(first):
        return asked.mark(Taint.NETWORK, f"the answer of {first[:100]}")
    where = asked.target.text or ""
    if last in _TAKES and "()" in asked.target.symbol and _FAR.match(where):
        return asked.mark(Taint.NETWORK, f"the answer of {where[:100]}")
    return brought(asked)


@model("xml.sax.parse xml.sax.make_parser.parse xml.dom.pulldom.parse")
def _parsed(asked: Asked) -> Value:
    """A document may lie at an address; the object that is handed in gets what is in it."""
    if not _REMOTE.match(asked.text(0, "source", "stream_or_string")):
        return asked.result()
    answer = network(asked)
    for name in ("startElement", "characters"):
        call_own(asked.m, asked.arg(1, "handler"), name, [unknown(answer.marks)])
    return answer


def trusted(asked: Asked) -> None:
    """Note that early code trusts what a hub has as code: libraries run it for whoever says so."""
    one = asked.named.get("trust_remote_code")
    if one is not None and one.const is True and not asked.script and early(asked.m):
        marks = asked.mark(Taint.NETWORK, f"the repository {asked.text(0, 'model')[:100]}")
        asked.act(Act.EXECUTE, marks, target=asked.text(0, "model"))


@model("torch.hub.load")
def _hub(asked: Asked) -> Value:
    """The program of a repository is fetched and run; it says what else is."""
    repository = asked.text(0, "repo_or_dir")
    if early(asked.m) and asked.named.get("source", unknown()).const != "local":
        marks = asked.mark(Taint.NETWORK, f"the repository {repository[:100]}")
        asked.act(Act.EXECUTE, joined(marks, asked.marks), target=repository)
    return asked.result()


@model(
    "pandas.read_pickle torch.hub.load_state_dict_from_url torch.utils.model_zoo.load_url joblib.load"
    " torch.load sklearn.externals.joblib.load"
)
def _objects(asked: Asked) -> Value:
    """Objects are loaded, from an address or out of a file that was written before."""
    place = asked.text(0, "filepath_or_buffer", "url", "f", "filename")
    held = joined(asked.marks, asked.m.package.members.written(place))
    if _REMOTE.match(place):
        held = joined(asked.mark(Taint.NETWORK, f"the answer of {place[:100]}"), held)
    safe = asked.named.get("weights_only", unknown()).const is True
    if not safe and (Taint.NETWORK in held or asked.name.endswith("joblib.load")):
        asked.act(Act.LOAD, held, text=place, target=place)
    return asked.result(held)


@model(
    "debugpy.listen debugpy.connect pydevd.settrace pydevd_pycharm.settrace ptvsd.enable_attach"
    " rpdb.set_trace remote_pdb.set_trace remote_pdb.RemotePdb web_pdb.set_trace"
    " pudb.remote.set_trace"
)
def _debugged(asked: Asked) -> Value:
    """A debugger hands the process to whoever is at the other end: to this machine, if no other is named."""
    first = asked.arg(0, "address", "host")
    place = first.items[0] if isinstance(first.items, list) and first.items else first
    host = asked.named.get("host", place)
    if isinstance(host.const, str) and "." in host.const and not host.const.startswith("127."):
        return _ordered(asked)
    return asked.result()


@model(
    "IPython.embed_kernel ipykernel.embed.embed_kernel logging.config.listen"
    " celery.Celery.worker_main celery.Celery.start rq.Worker.work rq.SimpleWorker.work"
    " rpyc.utils.server.ThreadedServer.start rpyc.utils.server.OneShotServer.start"
    " rpyc.utils.server.ForkingServer.start rpyc.utils.server.ThreadPoolServer.start"
    " rpyc.ThreadedServer.start notebook.notebookapp.main jupyter_server.serverapp.main"
    " jupyter_server.serverapp.launch_new_instance notebook.notebookapp.launch_new_instance"
)
def _ordered(asked: Asked) -> Value:
    """A connection is waited for that says what to run. Nobody asked for it on import."""
    if early(asked.m):
        marks = asked.mark(Taint.NETWORK, f"what arrives at {asked.name}")
        asked.act(Act.EXECUTE, marks, target=asked.text(0))
    return asked.result()


@model(
    "multiprocessing.connection.Client.recv multiprocessing.connection.Listener.accept.recv"
    " multiprocessing.managers.BaseManager.connect multiprocessing.managers.SyncManager.connect"
)
def _unpickled(asked: Asked) -> Value:
    """Objects come over a connection, and say themselves how they are made."""
    held = asked.mark(Taint.NETWORK, f"what arrives at {asked.name}")
    asked.act(Act.LOAD, held, target=asked.target.text or "")
    return asked.result(joined(held, asked.marks), text=asked.target.text)


@model("importlib.util.spec_from_loader importlib.machinery.ModuleSpec")
def _loader(asked: Asked) -> Value:
    """A loader of the program gives the text of a module, which will run."""
    one = asked.arg(1, "loader")
    for name in ("get_source", "get_code", "get_data", "source_to_code") if is_own(one) else ():
        text = call_own(asked.m, one, name, [asked.arg(0, "name")])
        if text is not None and (Taint.NETWORK in text.marks or Taint.DECODED in text.marks):
            asked.act(Act.EXECUTE, text.marks, target=asked.text(0, "name"))
    return asked.result()
