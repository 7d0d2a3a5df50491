"""Everything that registers how something is evaluated: importing this is enough."""

from ostiary.program.engine import attempts as _attempts  # noqa: F401
from ostiary.program.engine import builtins as _builtins  # noqa: F401
from ostiary.program.engine import clients as _clients  # noqa: F401
from ostiary.program.engine import comprehensions as _comprehensions  # noqa: F401
from ostiary.program.engine import definitions as _definitions  # noqa: F401
from ostiary.program.engine import expressions as _expressions  # noqa: F401
from ostiary.program.engine import hosts as _hosts  # noqa: F401
from ostiary.program.engine import imports as _imports  # noqa: F401
from ostiary.program.engine import loading as _loading  # noqa: F401
from ostiary.program.engine import numbers as _numbers  # noqa: F401
from ostiary.program.engine import reflection as _reflection  # noqa: F401
from ostiary.program.engine import runners as _runners  # noqa: F401
from ostiary.program.engine import script as _script  # noqa: F401
from ostiary.program.engine import script_format as _script_format  # noqa: F401
from ostiary.program.engine import served as _served  # noqa: F401
from ostiary.program.engine import settled as _settled  # noqa: F401
from ostiary.program.engine import transfers as _transfers  # noqa: F401
from ostiary.program.engine import watchers as _watchers  # noqa: F401
from ostiary.program.engine import windows as _windows  # noqa: F401
