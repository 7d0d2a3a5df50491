"""Which functions execute code that stands in a text of another form: doctests, templates, expressions?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.code import Class, Frame, Instance, Made
from ostiary.program.engine.effects import executed
from ostiary.program.engine.handovers import early
from ostiary.program.engine.value import MAX_TEXT, Value, joined, unknown
from ostiary.program.flow import Act, Taint

_EXAMPLE = regex(r"(?m)^[ \t]*(?:>>>|\.\.\.)(?: (.*))?$")
_PLACED = regex(
    r"(?s)<%!?(?![doi])(.*?)%>|\$\{(.*?)\}|\{\{(.*?)\}\}|<\?python(.*?)\?>"
    r"|(?:^|(?<=\n))[ \t]*%(?![%>])([^\n]*)"
)
"""Code in templates: of Mako, Tornado, bottle, Genshi and Chameleon, by their manuals."""
_CALLS = regex(r"[\w\])]\s*\(")


def _hidden(value: Value) -> bool:
    return bool(value.how) or any(
        one in value.marks for one in (Taint.DECODED, Taint.UNVEILED, Taint.NETWORK)
    )


def _run(asked: Asked, text: Value, code: str | None, frame: Frame | None = None) -> Value:
    """Execute code that was found in a text, or note that a text is executed of which nothing is known."""
    if code is None:
        if _hidden(text):
            asked.act(Act.EXECUTE, text.marks, text="")
        return asked.result(text.marks)
    value = Value(code, marks=text.marks, how=text.how)
    where = frame or asked.frame
    return executed(Asked(asked.m, asked.name, asked.target, [value], {}, asked.node, where))


@model(
    "doctest.run_docstring_examples doctest.testmod doctest.testfile doctest.testsource doctest.debug_src"
    " doctest.DocTestRunner.run doctest.DebugRunner.run doctest.debug_script doctest.script_from_examples"
)
def _doctest(asked: Asked) -> Value:
    """The examples in a text or in what describes an object; those of a library's own are for its authors."""
    text = asked.arg(0, "f", "m", "filename", "test", "src", "s")
    if isinstance(text.code, Made) and text.code.given:
        text = text.code.given[0]
    elif isinstance(text.code, (Class, Instance)) or not text.known:
        described = attribute(asked.m, text, "__doc__", asked.node, asked.frame)
        text = described if described.known or described.marks else text
    if not early(asked.m) and not _hidden(text):
        return asked.result()
    known = isinstance(text.const, str)
    lines = [one[1] or "" for one in _EXAMPLE.finditer(str(text.const))] if known else []
    return _run(asked, text, "\n".join(lines) if known else None)


@model("doctest.DocTestParser.get_doctest doctest.DocTestParser.get_examples doctest.DocTest")
def _parsed(asked: Asked) -> Value:
    return asked.result(code=Made([asked.arg(0, "string")], {}))


@model(
    "mako.template.Template tornado.template.Template bottle.template bottle.SimpleTemplate"
    " genshi.template.MarkupTemplate genshi.template.TextTemplate genshi.template.NewTextTemplate"
    " chameleon.PageTemplate Cheetah.Template.Template mako.lookup.TemplateLookup.put_string"
)
def _template(asked: Asked) -> Value:
    """The code in a template; where it stands there to be read, and nobody renders it early, it is a page."""
    text = asked.arg(0, "text", "source", "template_string")
    if not text.known and not _hidden(text):
        text = next((one for one in asked.named.values() if _hidden(one)), text)
    result = asked.result()
    if not early(asked.m) and not _hidden(text):
        return result
    if not isinstance(text.const, str) or len(text.const) > MAX_TEXT * 16:
        _run(asked, text, None)
        return result
    for one in _PLACED.finditer(text.const):
        code = next((part for part in one.groups() if part), "").strip()
        if _CALLS.search(code) or "import" in code:
            _run(asked, text, code)
    return result


@model(
    "pandas.eval pandas.core.computation.eval.eval pandas.DataFrame.eval pandas.DataFrame.query"
    " numexpr.evaluate numexpr.re_evaluate numexpr.NumExpr"
)
def _expression(asked: Asked) -> Value:
    """An expression over columns and local names, which is Python's own in all but a sign."""
    text = asked.arg(0, "expr", "ex")
    held = asked.named.get("local_dict")
    frame = Frame(asked.frame.module, "function", asked.frame, asked.frame.inside)
    if held is not None and isinstance(held.items, dict):
        frame.names.update({str(name): one for name, one in held.items.items()})
    if not isinstance(text.const, str):
        return _run(asked, text, None)
    if _CALLS.search(text.const):
        _run(asked, text, text.const.replace("@", ""), frame)
    return asked.result()


@model("typing.get_type_hints inspect.get_annotations typing_extensions.get_type_hints")
def _hinted(asked: Asked) -> Value:
    """Annotations that are texts are evaluated; one that calls something is no type."""
    hints = attribute(
        asked.m, asked.arg(0, "obj"), "__annotations__", asked.node, asked.frame
    ).items
    for one in list(hints.values()) if isinstance(hints, dict) else ():
        if isinstance(one.const, str) and _CALLS.search(one.const):
            _run(asked, one, one.const)
    return asked.result()


@model("typing.ForwardRef._evaluate typing.ForwardRef.evaluate annotationlib.ForwardRef.evaluate")
def _forward(asked: Asked) -> Value:
    base = asked.target.base
    text = base.code.given[0] if base is not None and isinstance(base.code, Made) else unknown()
    return _run(asked, text, text.const if isinstance(text.const, str) else None)


@model("typing.ForwardRef annotationlib.ForwardRef")
def _reference(asked: Asked) -> Value:
    return asked.result(code=Made(asked.given[:1] or [unknown()], {}))


@model("timeit.Timer")
def _timer(asked: Asked) -> Value:
    return asked.result(code=Made([asked.arg(0, "stmt"), asked.arg(1, "setup")], {}))


@model("timeit.Timer.timeit timeit.Timer.repeat timeit.Timer.autorange")
def _timed(asked: Asked) -> Value:
    """What a timer was made with runs, its preparation first."""
    made = asked.target.code
    for one in reversed(made.given) if isinstance(made, Made) else ():
        if one.telling:
            executed(Asked(asked.m, "timeit.timeit", unknown(), [one], {}, asked.node, asked.frame))
    return asked.result(joined(asked.marks))
