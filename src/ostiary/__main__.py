"""`python -m ostiary` is `ostiary`."""

import sys

from ostiary.cli.main import main

sys.exit(main())
