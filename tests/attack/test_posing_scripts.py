"""Node runs what `require` names, whatever it is called: a picture that is a script is no data."""

import pytest
from attack_files import npm, unread

SCRIPTS = {
    "notes.md": "var run = this.constructor.constructor; run('return 1')();\n",
    "notes.txt": "this.constructor.constructor('x')()\n",
    "logo.png": "this.a = 1\n",
    "page.html": "<!-- a comment for Node too\nprocess.exit()\n",
    "style.css": "/* style */\nbody\n{ process.exit() }\n",
    "odd.md": "{ 'use strict'; process.exit() }\n",
    "dot.gif": "GIF89a/*\0\1\2*/=1;process.exit()\n",
}
DATA: dict[str, str | bytes] = {
    "notes.md": "# A title\n\nSome words (and more).\n",
    "notes.txt": "The licence of this software is as follows.\n",
    "page.html": "<html><body>words</body></html>\n",
    "style.css": ".a { color: red; }\n",
    "body.css": "body { margin: 0 }\n",
    "logo.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_under_the_name_of_data_is_unread(name: str) -> None:
    found = npm({"index.js": f"module.exports = require('./{name}');\n", name: SCRIPTS[name]})
    assert [row.path for row in unread(found)] == [f"package/{name}"]


@pytest.mark.parametrize("name", DATA)
def test_what_a_bundler_takes_for_data_is_data(name: str) -> None:
    found = npm({"index.js": f"module.exports = require('./{name}');\n", name: DATA[name]})
    assert unread(found) == []


def test_a_main_that_is_called_a_text_is_unread() -> None:
    assert unread(npm({"x.md": "console.log(1)\n"}, main="x.md"))
