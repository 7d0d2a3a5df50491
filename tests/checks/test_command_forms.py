"""Which commands install other packages, and which only the one that lies here?"""

import pytest

from ostiary.checks.behaviour.command_forms import FORMS

INSTALLS = next(one.pattern for one in FORMS if one.what == "installs packages")


@pytest.mark.parametrize(
    "command",
    [
        "pip install colours",
        "pip install . colours",
        "pip install ./colours",
        "pip3 install .colours",
        "python -m pip install -q colours",
        "pip install --quiet",
        "npm i colours",
    ],
)
def test_other_packages(command: str) -> None:
    assert INSTALLS.search(command)


@pytest.mark.parametrize(
    "command",
    [
        "pip install .",
        "pip install -e .",
        "pip install .[dev,docs]",
        "python -m pip install --no-deps . && make",
        "pip install -q .; make",
    ],
)
def test_the_package_that_lies_here(command: str) -> None:
    assert not INSTALLS.search(command)


CHANGES = next(one.pattern for one in FORMS if one.what.startswith("changes something at a forge"))


@pytest.mark.parametrize(
    "command",
    [
        "git add . && git commit -m a && git push",
        "git -C a push origin main",
        "git -c user.name=a push",
        "gh repo create a --public",
        "gh api repos/a/b/contents/c -X PUT -f d=e",
        "npm token create",
        "yarn npm publish",
    ],
)
def test_what_changes_something_elsewhere(command: str) -> None:
    assert CHANGES.search(command)


@pytest.mark.parametrize(
    "command",
    [
        "git config push.default simple",
        "git stash push",
        "git pull",
        "gh api repos/a/b/releases",
        "gh auth status",
        "npm token list",
        "yarn run publish-docs",
    ],
)
def test_what_only_looks(command: str) -> None:
    assert not CHANGES.search(command)
