"""Which functions of the library call what they are handed before they return, or as soon as they are asked?

Python's own modules call a function for many reasons: to compare, to filter, to report, when an error or an
event comes up. Others keep it (a decorator, a default, a handler of messages), and are not among these.
"""

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.guards import wrapped
from ostiary.program.engine.handovers import MAX_HANDED, Callables, behind, early, run_now, told
from ostiary.program.engine.hooks import TRACERS, traced
from ostiary.program.engine.value import Value, marks_of, unknown
from ostiary.program.wordlist import wordlist

MAX_ELEMENTS = 16  # that one function is handed

_OF_ELEMENTS = wordlist(
    "itertools.accumulate itertools.takewhile itertools.dropwhile itertools.filterfalse itertools.groupby"
    " itertools.starmap heapq.nlargest heapq.nsmallest heapq.merge bisect.bisect bisect.bisect_left"
    " bisect.bisect_right bisect.insort bisect.insort_left bisect.insort_right statistics.multimode"
    " difflib.SequenceMatcher difflib.ndiff difflib.Differ"
)
"""Functions that put each of the elements that they are given through a function."""

_AT_ONCE = wordlist(
    "operator.call cProfile.Profile.runcall profile.Profile.runcall bdb.Bdb.runcall pdb.runcall"
    " trace.Trace.runfunc timeit.timeit timeit.repeat timeit.Timer.timeit multiprocessing.Pool"
    " multiprocessing.pool.Pool multiprocessing.pool.ThreadPool multiprocessing.dummy.Pool"
    " concurrent.futures.ThreadPoolExecutor concurrent.futures.ProcessPoolExecutor os.register_at_fork"
    " sys.setprofile threading.settrace gc.callbacks.append weakref.ref"
    " types.new_class contextlib.ExitStack.push contextlib.AsyncExitStack.push inspect.getmembers"
    " shutil.copytree shutil.rmtree shutil.move os.walk os.fwalk open io.open fileinput.input"
    " fileinput.FileInput json.dump json.dumps json.load json.loads urllib.request.urlretrieve"
    " json.JSONDecoder codecs.register_error logging.setLogRecordFactory sqlite3.connect.create_function"
    " sqlite3.connect.create_aggregate sqlite3.connect.create_collation sqlite3.connect.set_trace_callback"
    " sqlite3.connect.set_progress_handler sqlite3.connect.set_authorizer re.Scanner curses.wrapper"
    " asyncio.new_event_loop.set_task_factory asyncio.get_event_loop.set_task_factory"
    " asyncio.new_event_loop.set_exception_handler asyncio.get_event_loop.set_exception_handler"
)
"""Functions that call what they are handed by themselves, with something of their own."""


def at_once(asked: Asked) -> None:
    """Run the functions that early code hands to one of these."""
    if asked.name in TRACERS:
        traced(asked)
    wrapped(asked)
    several = asked.name in _OF_ELEMENTS
    if not several and asked.name not in _AT_ONCE:
        return
    if asked.script or not early(asked.m):
        return
    every = [*asked.given[:MAX_HANDED], *list(asked.named.values())[:MAX_HANDED]]
    functions = [one for one in every if isinstance(one.code, Callables)]
    others = told(asked)
    for one in functions:
        if several:
            for element in _elements(every):
                run_now(asked, one, [element, element], others)
        else:
            run_now(asked, one, behind(asked, one), others)


def _elements(every: list[Value]) -> list[Value]:
    """The elements of the lists among arguments, and one that stands for all beyond the limit."""
    lists = (one.items for one in every if isinstance(one.items, list))
    several = [each for items in lists for each in items]
    rest = several[MAX_ELEMENTS:]
    return several[:MAX_ELEMENTS] + ([unknown(marks_of(rest))] if rest else [])
