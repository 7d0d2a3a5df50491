"""JUnit XML, which every CI server shows: one suite a place, one case a component or subject."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.verdict import Verdict
from ostiary.report.names import title
from ostiary.report.options import Options
from ostiary.report.safe import visible


def render(run: Run, options: Options) -> str:
    """A case fails from `fail_on`; insufficient evidence is an error, for it is no pass.

    Source: the JUnit XML that Jenkins and GitLab read; there is no specification of it.
    """
    verdicts = run.verdicts or ()
    suite = Element(
        "testsuite",
        name=f"ostiary {visible(run.verb, 40)}",
        tests=str(len(verdicts)),
        failures=str(sum(_failed(one, options) for one in verdicts)),
        errors=str(sum(one.decision is Decision.INSUFFICIENT for one in verdicts)),
        time=f"{run.seconds:.3f}",
        timestamp=run.started.strftime("%Y-%m-%dT%H:%M:%S"),
    )
    for one in verdicts:
        _case(suite, one, options)
    if not verdicts:
        case = SubElement(suite, "testcase", classname="ostiary", name="nothing was examined")
        SubElement(case, "error", message="nothing was examined, so nothing is allowed")
        suite.set("tests", "1")
        suite.set("errors", "1")
    root = Element("testsuites")
    root.append(suite)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "unicode") + "\n"


def _failed(verdict: Verdict, options: Options) -> bool:
    return verdict.decision >= options.fail_on and verdict.decision is not Decision.INSUFFICIENT


def _case(suite: Element, verdict: Verdict, options: Options) -> None:
    case = SubElement(
        suite, "testcase", classname=f"ostiary.{suite.get('name', '')}", name=_name(verdict)
    )
    lines = [_line(one.decision, one.message, str(one.at), one.remedy) for one in verdict.reasons]
    text = "\n".join(lines)
    first = visible(verdict.reasons[0].message) if verdict.reasons else verdict.decision.word
    if verdict.decision is Decision.INSUFFICIENT:
        SubElement(case, "error", message=first, type="insufficient").text = text
    elif _failed(verdict, options):
        SubElement(case, "failure", message=first, type=verdict.decision.word).text = text
    elif lines:
        SubElement(case, "system-out").text = text


def _name(verdict: Verdict) -> str:
    return visible(title(verdict.subject), 200)


def _line(decision: Decision, message: str, at: str, remedy: str) -> str:
    where = f" ({visible(at, 200)})" if at else ""
    what = f"; do: {visible(remedy)}" if remedy else ""
    return f"{decision.word}: {visible(message)}{where}{what}"
