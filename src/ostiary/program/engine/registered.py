"""Everything that registers how something is evaluated: importing this is enough."""

# ruff: noqa: F401 - each is imported for what it registers, and asked for nothing

from ostiary.program.engine import attempts as _attempts
from ostiary.program.engine import builtins as _builtins
from ostiary.program.engine import clients as _clients
from ostiary.program.engine import coders as _coders
from ostiary.program.engine import comprehensions as _comprehensions
from ostiary.program.engine import connections as _connections
from ostiary.program.engine import contexts as _contexts
from ostiary.program.engine import definitions as _definitions
from ostiary.program.engine import expressions as _expressions
from ostiary.program.engine import fetched_code as _fetched_code
from ostiary.program.engine import folders as _folders
from ostiary.program.engine import generators as _generators
from ostiary.program.engine import hosts as _hosts
from ostiary.program.engine import imports as _imports
from ostiary.program.engine import loading as _loading
from ostiary.program.engine import loggers as _loggers
from ostiary.program.engine import numbers as _numbers
from ostiary.program.engine import prepared as _prepared
from ostiary.program.engine import readers as _readers
from ostiary.program.engine import reflection as _reflection
from ostiary.program.engine import runners as _runners
from ostiary.program.engine import script as _script
from ostiary.program.engine import script_channels as _script_channels
from ostiary.program.engine import script_ciphers as _script_ciphers
from ostiary.program.engine import script_cookies as _script_cookies
from ostiary.program.engine import script_events as _script_events
from ostiary.program.engine import script_files as _script_files
from ostiary.program.engine import script_format as _script_format
from ostiary.program.engine import script_network as _script_network
from ostiary.program.engine import script_wasm as _script_wasm
from ostiary.program.engine import script_workers as _script_workers
from ostiary.program.engine import served as _served
from ostiary.program.engine import settled as _settled
from ostiary.program.engine import sockets as _sockets
from ostiary.program.engine import stored as _stored
from ostiary.program.engine import transfers as _transfers
from ostiary.program.engine import waiting as _waiting
from ostiary.program.engine import watchers as _watchers
from ostiary.program.engine import windows as _windows
