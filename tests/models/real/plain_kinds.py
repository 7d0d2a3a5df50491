"""Values of the standard library."""

import argparse
import array
import collections
import datetime
import decimal
import fractions
import functools
import http
import io
import ipaddress
import itertools
import logging
import operator
import pathlib
import random
import re
import string
import types
import uuid
import zoneinfo

from kinds import Files, kind, pickled


@kind("containers")
def containers() -> Files:
    value = {
        "a": [1, 2.5, None, True, "text", b"bytes", 1 << 80, 3 + 4j, -1],
        "b": ({1, 2}, frozenset("ab"), range(3), slice(1, None, 2), bytearray(b"xyz")),
        "c": [[], {}, (), set(), "", b"", ...],
        "d": NotImplemented,
        "e": [type(None), int, str, dict, ValueError],
        "long": list(range(3000)),
    }
    value["self"] = value["a"]
    yield from pickled(value)


@kind("shared and recursive containers")
def recursive() -> Files:
    inner: list[object] = ["x"]
    inner.append(inner)
    yield from pickled({"one": inner, "two": inner, "three": (inner, {"k": inner})})


@kind("collections")
def ordered() -> Files:
    yield from pickled(
        [
            collections.OrderedDict(a=1, b=2),
            collections.Counter("banana"),
            collections.deque([1, 2], maxlen=5),
            collections.defaultdict(list, {"a": [1]}),
            collections.defaultdict(int),
            collections.defaultdict(functools.partial(int, 3)),
            collections.defaultdict(None, x=1),
            collections.ChainMap({"a": 1}, {}),
            collections.UserDict(a=1),
            collections.UserList([1]),
            collections.UserString("s"),
            types.SimpleNamespace(a=1, b=[2]),
            argparse.Namespace(rate=0.1, layers=[64, 64]),
        ]
    )


@kind("dates and times")
def dates() -> Files:
    zone = datetime.timezone(datetime.timedelta(hours=2), "here")
    yield from pickled(
        [
            datetime.date(2024, 2, 29),
            datetime.time(1, 2, 3, 4, tzinfo=zone),
            datetime.datetime(2024, 2, 29, 1, 2, 3, tzinfo=datetime.UTC),
            datetime.datetime(2024, 2, 29, fold=1),  # noqa: DTZ001 - one without a zone is a kind as well
            datetime.timedelta(days=3, microseconds=1),
            zone,
        ]
    )


@kind("time zones", "tzdata")
def zones() -> Files:
    zone = zoneinfo.ZoneInfo("Europe/Berlin")
    yield from pickled([zone, datetime.datetime(2024, 2, 29, tzinfo=zone)])


@kind("numbers of other kinds")
def numbers() -> Files:
    yield from pickled(
        [decimal.Decimal("1.50"), decimal.Decimal("NaN"), fractions.Fraction(1, 3), float("inf")]
    )


@kind("paths")
def paths() -> Files:
    yield from pickled(
        [pathlib.PurePosixPath("a/b"), pathlib.PureWindowsPath("c:/d"), pathlib.Path("/tmp/x.txt")]
    )


@kind("identifiers and addresses")
def identifiers() -> Files:
    yield from pickled(
        [
            uuid.UUID("12345678123456781234567812345678"),
            ipaddress.ip_address("192.0.2.1"),
            ipaddress.ip_address("2001:db8::1"),
            ipaddress.ip_network("192.0.2.0/24"),
        ]
    )


@kind("functions by name and partial")
def functions() -> Files:
    yield from pickled(
        [
            functools.partial(int, base=2),
            functools.partial(round, ndigits=2),
            operator.itemgetter(1),
            operator.itemgetter("a", "b"),
            len,
            max,
            operator.add,
            str.lower,
        ]
    )


@kind("regular expressions and templates")
def patterns() -> Files:
    yield from pickled(
        [re.compile(r"a+(b|c)", re.IGNORECASE), re.compile(b"x"), string.Template("$a")]
    )


@kind("enumerations")
def enumerations() -> Files:
    yield from pickled([re.RegexFlag.IGNORECASE, http.HTTPStatus.OK, uuid.SafeUUID.safe])


@kind("random state")
def randoms() -> Files:
    yield from pickled([random.Random(5), random.Random(5).getstate()])


@kind("exceptions")
def exceptions() -> Files:
    yield from pickled([ValueError("bad", 1), KeyError("x"), FileNotFoundError(2, "no", "name")])


@kind("arrays and buffers of the standard library")
def arrays() -> Files:
    yield from pickled([array.array("d", [1.0, 2.0]), array.array("b")])
    yield from pickled([io.BytesIO(b"abc"), io.StringIO("abc")], "streams", least=2)


@kind("loggers and counters")
def loggers() -> Files:
    yield from pickled([logging.getLogger("a.b"), itertools.count(3), iter([1, 2, 3])])
