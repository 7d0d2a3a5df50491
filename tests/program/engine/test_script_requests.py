"""A function that is only exported, and answers requests by what it takes, is handed what anybody sends."""

import pytest
from engine_flows import flows

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint

RUN = "require('child_process').execSync({}).toString()"
ANSWERS = [
    f"exports.handler = async (event) => ({{body: {RUN.format('event.body')}}})",
    f"exports.go = (event, context) => {RUN.format('JSON.parse(event.queryStringParameters.a)')}",
    f"module.exports = (req, res) => res.end({RUN.format('req.query.a')})",
    f"module.exports = () => (req, res, next) => {{ if (req.url) {RUN.format('req.headers.a')}; next(); }}",
    f"module.exports = (err, req, res, next) => {RUN.format('req.body.a')}",
    f"module.exports = async (ctx, next) => {{ ctx.body = {RUN.format('ctx.query.a')}; }}",
    f"module.exports = async (context, req) => {{ context.res = {RUN.format('req.body.a')}; }}",
    f"export async function POST(request) {{ return {RUN.format('(await request.json()).a')}; }}",
    f"export default {{async fetch(req) {{ return {RUN.format('new URL(req.url).searchParams.get(1)')}; }}}}",
    f"module.exports = (app) => {{ app.post('/a', async (req) => {RUN.format('req.body.a')}); }}",
]
OTHERS = [
    f"exports.run = (request, callback) => callback({RUN.format('request.body')})",
    f"exports.run = (event) => {RUN.format('event.script')}",
    f"module.exports = (req, res) => res.end({RUN.format(repr('git log'))})",
    f"module.exports = (app) => {{ app.use((req) => {RUN.format('req.a')}); }}",
    f"exports.run = (text, res) => {RUN.format('text.body')}",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_what_anybody_sends_is_run(text: str) -> None:
    (one,) = flows(text, Act.RUN, "npm")
    assert one.has(Taint.NETWORK)
    assert one.reach is Reach.CALL


@pytest.mark.parametrize("text", OTHERS)
def test_what_a_caller_hands_in_is_his(text: str) -> None:
    assert not [one for one in flows(text, Act.RUN, "npm") if one.has(Taint.NETWORK)]
