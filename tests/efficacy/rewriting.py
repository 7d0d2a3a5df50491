"""What do all transformations share: where a module lies, what takes its place, code without effect?"""

from msgspec import Struct
from spelling import Files

Mutant = tuple[str, Files]
"""The text that stands in the place of the module, and the files that come along."""


class Place(Struct, frozen=True):
    """Where the rewritten module lies."""

    path: str

    @property
    def package(self) -> str:
        """The package of the module; empty for a module at the top."""
        return self.path.rpartition("/")[0]

    def beside(self, name: str) -> str:
        """The path of a file in the same folder."""
        return f"{self.package}/{name}" if self.package else name

    @property
    def import_from(self) -> str:
        """The words before the name of a module in the same folder."""
        return "from . import" if self.package else "import"

    def here(self, name: str) -> str:
        """A Python expression for the path of a file in the same folder, at run time."""
        if not self.package:
            return repr(name)
        return f"__import__('os').path.join(__import__('os').path.dirname(__file__), {name!r})"


PLAIN_BLOCK = {
    "py": '''"""Tables of the sample."""
UNITS = {"kb": 1 << 10, "mb": 1 << 20}
LEVELS = [("debug", 10), ("info", 20), ("warning", 30)]


def scale(value, unit="kb"):
    total = 0
    for step in range(int(value)):
        total += step * UNITS[unit] % 7
    return total / (len(LEVELS) or 1)


if not UNITS:
    raise ValueError("no units")
''',
    "py-after": '''

class Level:
    """A level with its name."""

    def __init__(self, name, value):
        self.name, self.value = name, value

    def __lt__(self, other):
        return self.value < other.value


ORDERED = sorted((Level(*one) for one in LEVELS), key=lambda one: one.value)
if False:
    print(scale(3), ORDERED)
''',
    "js": """'use strict';
const UNITS = { kb: 1 << 10, mb: 1 << 20 };
const LEVELS = [['debug', 10], ['info', 20], ['warning', 30]];
function scale(value, unit = 'kb') {
  let total = 0;
  for (let step = 0; step < value; step += 1) total += (step * UNITS[unit]) % 7;
  return total / (LEVELS.length || 1);
}
if (!LEVELS.length) throw new Error('no levels');
""",
    "js-after": """
class Level {
  constructor([name, value]) { this.name = name; this.value = value; }
  valueOf() { return this.value; }
}
const ORDERED = LEVELS.map((one) => new Level(one)).sort((a, b) => a - b);
if (false) console.log(scale(3), ORDERED);
module.exports.levels = ORDERED;
""",
}
"""Code that does nothing of interest, put before and after."""
