"""What do all files of one artifact do together? Loads them in the order in which they would run."""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from ostiary.core.coverage import BY_ITSELF, Reach
from ostiary.program.engine import allowance
from ostiary.program.engine import registered as _registered  # noqa: F401 - handlers and models
from ostiary.program.engine.begun import begin, opened, run_whole
from ostiary.program.engine.beside import once_more
from ostiary.program.engine.build_calls import call_by_others
from ostiary.program.engine.code import Closure, Frame, Module, Namesake
from ostiary.program.engine.doubles import acting
from ostiary.program.engine.ledger import Ledger
from ostiary.program.engine.leftovers import alone, due
from ostiary.program.engine.machine import ExhaustedError, Machine
from ostiary.program.engine.members import Members
from ostiary.program.engine.moments import Moments
from ostiary.program.engine.names import COPIED
from ostiary.program.engine.remembered import Remembered
from ostiary.program.engine.surroundings import Answer, tops
from ostiary.program.engine.tagged import forgotten
from ostiary.program.engine.unfinished import NESTED, Cuts, broken
from ostiary.program.engine.value import Value, joined, unknown
from ostiary.program.engine.worth import Worth
from ostiary.program.plugins import Plugin

PLAIN = "text executed at "  # a constant that is executed as it stands
MAX_MODULES = 4000
MAX_LEFT = 5000  # functions of one file that nothing here calls


class Package:
    """The files of one artifact and their evaluation.

    `missing` are the paths of data files that are in the artifact and not in `data`, `pages` those of
    scripts that only a browser runs; `called` are by path what others call: names for a build, and plugins.
    """

    def __init__(
        self,
        files: Mapping[str, tuple[str, bytes]],
        data: Mapping[str, bytes],
        moments: Moments,
        missing: frozenset[str] = frozenset(),
        *,
        words: Remembered | None = None,
        pages: frozenset[str] = frozenset(),
        called: Mapping[str, tuple[str | Plugin, ...]] | None = None,
    ) -> None:
        self.files = files
        self.tops = tops(files)
        self.called = called or {}
        self.moments = moments
        self.worth = Worth(files, moments, words or Remembered(), pages)
        self.ledger = Ledger()
        self.machine = Machine(self, self.ledger)
        self.loaded: dict[str, Module] = {}
        self.read: dict[tuple[str | bytes, str], ast.Module] = {}
        self.reads: Counter[str] = Counter()
        self.results: dict[tuple[object, ...], Answer] = {}
        self.left = allowance.STEPS_PACKAGE
        self.exhausted = Cuts(lambda: (self.machine.reach, self.machine.deep))
        self.members = Members(
            files, data, self.exhausted.here, missing, lambda: self.machine.stack
        )
        self.exports: dict[str, Value] = {}
        self.begun: set[tuple[str, Reach]] = set()
        self._asked: set[str] = set()  # files that others import: their trees stay

    def examine(self, order: Iterable[str]) -> Ledger:
        """Evaluate the files in this order; each also when another one imports it first."""
        for path in order:
            if self.worth.running(path) or path in self.called:
                self.load(path)
                if (module := self.loaded.get(path)) is not None:
                    if path in self.called:
                        call_by_others(self, module, self.called[path])
                    self.leftover(module)
                self._release(path)
            if self.worth.beyond(path):
                when = self.moments.of(path, ""), self.moments.is_deep(path, "")
                self.exhausted.add(path, "it holds more words of note than are looked at", when)
        return self.ledger

    def _release(self, path: str) -> None:
        """Let go of the tree of a file that no other file asked for: memory must not grow with them."""
        self.results.clear()
        self.machine.beside.clear()
        self.machine.gained.clear()
        if path not in self._asked:
            self.exports.pop(path, None)
            module = self.loaded.pop(path, None)
            if module is not None:
                forgotten(self.machine, module)
                module.close()

    def close(self) -> None:
        """Let go of everything: it leads in circles, which the collector is slow to find and to free."""
        for module in self.loaded.values():
            module.close()
        vars(self).clear()

    def load(self, path: str, now: tuple[Reach, bool] | None = None) -> Module | None:
        """The module of a path, evaluated once; a file of data alone is not looked at."""
        if path in self.loaded:
            return self.loaded[path]
        if path not in self.files:
            return None
        when = now or (self.moments.of(path, ""), self.moments.is_deep(path, ""))
        if len(self.loaded) >= MAX_MODULES:
            self.exhausted.add(path, "there are more modules than are loaded", when)
            return None
        module, torn = opened(self, path, when)
        self.loaded[path] = module
        if module.language != "python":
            self.exports[path] = Value(items={})
        run_whole(self, module, when, torn=torn)
        module.started = True
        return module

    def apart(
        self,
        path: str,
        run: Callable[[], object],
        when: tuple[Reach, bool],
        steps: int,
        exact: tuple[int, int],
        *,
        loose: bool = False,
    ) -> int:
        """Run something in its own moment with its own allowance; gives what is left of that.

        `exact` are the parts of the allowance after which no loop is run to its end any more: in files that
        show a sign of decoding, and in others. There is always some left for what comes behind the loops.
        """
        m = self.machine
        before = m.reach, m.deep, m.steps, m.stack, m.unrolling, m.loose, m.floor, m.astray, m.brief
        raised, here, m.here = (m.thrown, m.caught), m.here, 0
        (m.reach, m.deep), m.steps, m.stack, m.unrolling, m.loose = when, steps, [], False, loose
        around = self.exhausted.path, self.exhausted.loose
        self.exhausted.path, self.exhausted.loose = path, loose
        m.thrown, m.caught, beside = [], None, len(m.beside)
        placed = dict(m.placed) if loose else m.placed
        m.floor, m.brief = (max(steps - one, steps >> 2) for one in exact)
        m.astray = False
        try:
            run()
            once_more(m, beside if loose else 0)
        except ExhaustedError:
            self.exhausted.add(path, when=when)
        except RecursionError:
            self.exhausted.add(path, NESTED, when)
        except Exception as error:  # noqa: BLE001 - one file that no model foresaw must not hide all others
            self.exhausted.add(path, broken(error), when, failed=True)
        left = m.steps
        if loose:
            del m.beside[beside:]  # they work while that function does
        m.placed = placed
        self.exhausted.path, self.exhausted.loose = around
        m.reach, m.deep, m.steps, m.stack, m.unrolling, m.loose, m.floor, m.astray, m.brief = before
        (m.thrown, m.caught), m.here = raised, here
        return left

    def leftover(self, module: Module) -> None:
        """Run the functions that nothing here called, with arguments of which only names are known."""
        done = 0
        exact = allowance.share(
            allowance.EXACT_LATER, len(self.files.get(module.path, ("", b""))[1])
        )
        state = self.machine.state
        again: list[Closure] = []
        while done < min(len(module.closures), MAX_LEFT):
            closure = module.closures[done]
            done += 1
            if due(module, closure):
                exact = self._alone(module, closure, exact)
                again.append(closure)
        again = again if self.machine.state != state else []  # one may take out what another put in
        for closure in dict.fromkeys((*again, *self.members.again(module))):
            self.results.clear()  # no answer from before
            exact = self._alone(module, closure, exact)
        # What works beside the file takes out what they put in.
        if self.machine.beside and not module.layers:
            steps = min(allowance.STEPS_FUNCTION, max(self.left, 2_000))
            called = Reach.CALL, False
            self.left -= steps - self.apart(module.path, lambda: None, called, steps, (0, 0))
        for closure in module.closures[done:]:
            if due(module, closure):
                scope = module.path, closure.inside
                when = self.moments.of(*scope), self.moments.is_deep(*scope)
                self.exhausted.add(module.path, "it has more functions than are tried", when)

    def _alone(self, module: Module, closure: Closure, exact: int) -> int:
        """Run one function by itself; gives what is left of the steps for loops that are run to their end."""
        m, path, inside = self.machine, module.path, closure.inside
        if module.layers:  # nothing is hidden by a text that stands there to be read
            plain = m.reach is Reach.IMPORT and all(one.startswith(PLAIN) for one in module.layers)
            when, steps = ((Reach.CALL, False) if plain else (m.reach, m.deep)), m.steps
        else:
            when = self.moments.of(path, inside), self.moments.is_deep(path, inside)
            steps = min(allowance.STEPS_FUNCTION, max(self.left, 2_000))
        most = exact, allowance.BRIEF_ALONE
        left = self.apart(path, partial(alone, m, closure), when, steps, most, loose=True)
        if module.layers:
            m.steps = left
        else:
            self.left -= steps - left
        return max(exact - (steps - left), 0)

    def moment(self, module: Module, scope: str, before: Reach) -> tuple[Reach, bool]:
        """When a block with a moment of its own runs."""
        reach = self.moments.of(module.path, scope)
        if module.program or (before in {Reach.INSTALL, Reach.START} and module.layers):
            return before, self.machine.deep
        return reach, self.moments.is_deep(module.path, scope)

    def crossed(self, reach: Reach, path: str, other: str) -> Reach:
        """The moment of a function of another file."""
        if reach is Reach.INSTALL and self.moments.crossed(path, other):
            return Reach.IMPORT
        return reach

    def imported(self, frame: Frame, name: str) -> Value | None:
        """The module of the artifact that an import means, evaluated; None if it is none of its."""
        if name.partition(".")[0] in COPIED:
            return None
        found = self.moments.modules(frame.module.path, name)
        value: Value | None = None
        for path in found:
            module = self._shared(path)
            if module is not None:
                plain = module.language == "python"
                value = Value(code=module) if plain else self.exports.get(path)
        if value is None or not isinstance(value.code, Module):
            return value
        if not self.moments.doubtful(frame.module.path, name, acting()):
            return value
        # The file has run, whoever is meant; what it is called for is the library's as well.
        whole = len(found) == name.count(".") + 1
        return Value(symbol=name, code=Namesake(value)) if whole else None

    def _shared(self, path: str) -> Module | None:
        """A module that another one imports."""
        if path not in self.files:
            return None
        if path not in self.loaded:
            if not self.worth.sharing(path):
                self.exhausted.firm.add(path)  # what others call in it is not seen
                return None
            self._asked.add(path)
        return self.load(path)

    def at_place(self, frame: Frame, path: str) -> Module | None:
        """The module of the artifact that lies at a path, evaluated at the moment that asks for it."""
        found = self.members.sources.path(frame.module.path, path)
        if not found or found in self.loaded:
            return self.loaded.get(found)
        self._asked.add(found)
        return self.load(found, (self.crossed(self.machine.reach, frame.module.path, found), False))

    def begin(self, frame: Frame, file: str) -> None:
        """A program is started that may be a file of the artifact, or the one that starts it."""
        m = self.machine
        if m.reach in BY_ITSELF:
            found = self.members.sources.started(frame.module.path, file)
            begin(self, found, (m.reach, m.deep))

    def exported(self, star: str, name: str) -> Value | None:
        """A name that came in with an import of everything from a file of the artifact."""
        module = self.loaded.get(star)
        if module is not None and module.frame is not None:
            return module.frame.names.get(name)
        return None

    def member(self, module: Module, name: str) -> Value | None:
        """An attribute of a module of the artifact."""
        if module.frame is None:
            return None
        found = module.frame.names.get(name)
        if found is not None:
            return found
        dotted = f".{name}" if module.path.endswith("__init__.py") else ""
        return self.imported(module.frame, dotted) if dotted else unknown()

    def exported_by(self, path: str) -> Value | None:
        """What a script gave away so far."""
        return self.exports.get(path)

    def export(self, frame: Frame, holder: str, key: str, value: Value) -> None:
        """`module.exports = value`, `exports.key = value`."""
        path = frame.module.path
        before = self.exports.get(path)
        if holder == "module" and key == "exports":
            self.exports[path] = value
        elif before is not None and isinstance(before.items, dict):
            before.items[key] = value
            before.marks = joined(before.marks, value.marks)
