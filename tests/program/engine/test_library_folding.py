"""What Python's library makes of what is known is known: series, tables of signs, patterns, names."""

import pytest
from engine_flows import SAID, commands

MADE = {
    "a table of signs": "'xcyz said'.translate(str.maketrans('xyz', 'eho', ''))",
    "a table that drops signs": "'exchxo saxid'.translate(str.maketrans('', '', 'x'))",
    "one series after the other": "''.join(itertools.chain('echo', ' said'))",
    "several at once": "''.join(itertools.chain(*'echo- said'.split('-')))",
    "from a list of them": "''.join(itertools.chain.from_iterable(['echo', ' said']))",
    "some of a series": "''.join(itertools.islice('xxecho saidyy', 2, 11))",
    "every second": "''.join(itertools.islice('e-c-h-o- -s-a-i-d', 0, None, 2))",
    "beside one without end": (
        "''.join(a for a, b in zip('echo said', itertools.cycle('xy')) if b)"
    ),
    "a key, over and over": (
        "''.join(chr(ord(a) ^ ord(b)) for a, b in zip('\\x04\\x01\\t\\rA\\x11\\x00\\x0b\\x05',"
        " itertools.cycle('ab')))"
    ),
    "beside numbers": (
        "''.join(chr(ord(a) - b % 2) for a, b in zip('edhp tajd', itertools.count()))"
    ),
    "one thing, some times": (
        "''.join(a + b for a, b in zip('echo said', itertools.repeat('', 9)))"
    ),
    "the longest of two": (
        "''.join(a + b for a, b in itertools.zip_longest('eh ad', 'cosi', fillvalue=''))"
    ),
    "turned": "(lambda d: (d.rotate(4), ''.join(d))[1])(collections.deque(' saidecho'))",
    "found": "''.join(re.findall(r'(.)\\d', 'e1c2h3o4 5s6a7i8d9'))",
    "put in its place": "re.sub(r'\\d', '', 'e1c2h3o4 5s6a7i8d9')",
    "put in its place by groups": "re.sub(r'<(.)>', r'\\1', '<e>c<h>o said')",
    "by a pattern that was compiled": "re.compile('<.>').sub('', 'ec<a>ho sa<b>id')",
    "cut": "''.join(re.split('[0-9]', 'ec1ho 2said'))",
    "an expression over names": "eval('a + b', {'a': 'echo', 'b': ' said'})",
}
DOES = {
    "names of a text": "n = {'t': 'dias ohce'}\nexec('r = t[::-1]', n)\nos.system(n['r'])",
    "names beside names": "n = {}\nexec('r = t[::-1]', {'t': 'dias ohce'}, n)\nos.system(n['r'])",
    "a function among names": "n = {}\nexec('def f(t): os.system(t)', n)\nn['f']('echo said')",
}
HEAD = "import collections, itertools, os, re\n"


@pytest.mark.parametrize("name", MADE)
def test_a_text_that_the_library_makes(name: str) -> None:
    scope: dict[str, object] = {}
    exec(f"{HEAD}made = {MADE[name]}", scope)  # the case says what it means
    assert scope["made"] == SAID
    assert SAID in commands(f"{HEAD}os.system({MADE[name]})")


@pytest.mark.parametrize("name", DOES)
def test_what_is_executed_among_names(name: str) -> None:
    assert SAID in commands(HEAD + DOES[name])


@pytest.mark.parametrize(
    "made",
    [
        "re.sub('(a+)+$', '', 'a' * 99 + 'b')",
        "re.sub('a*a*a*b', '', 'a' * 99)",
        "re.findall('.*x', 'a' * 3001)",
        "re.findall('[', 'a')",
        "re.sub('a', '\\\\9', 'a')",
        "re.findall('a' * 201, 'a')",
        "str.maketrans('ab', 'c')",
        "itertools.islice('a', -1)",
        "itertools.cycle('')",
        "itertools.count(0, 0)",
        "itertools.chain('a', unknown)",
    ],
)
def test_what_costs_too_much_or_fails_is_unknown(made: str) -> None:
    found = commands(f"{HEAD}os.system('echo ' + str({made}))")
    assert SAID not in found
    assert len(found) == 1
