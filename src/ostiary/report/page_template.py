"""The page's structure: a template whose every expression is made harmless and escaped by `html`."""

TEMPLATE = """\
{% macro tag(decision) %}<span class="tag d-{{ decision.word }}">{{ decision.name }}</span>{% endmacro %}
{% macro more(all, shown=cap) %}{% if all | length > shown %}
<p class="soft">and {{ all | length - shown }} more: see the JSON report (<code>--format json</code>)</p>
{% endif %}{% endmacro %}
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'sha256-{{ style_digest }}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{ worst.name }}
{% if views | length == 1 %} {{ clip(title(views[0].purl), 120) }}{% endif %}
 - Ostiary</title>
<style>{{ style }}</style>
</head>
<body>
<h1>Ostiary {{ clip(run.verb, 40) }} · {{ moment(run.started) }}</h1>
{% if not views %}
<div class="verdict d-insufficient"><h2><span class="decision">INSUFFICIENT</span></h2>
<p>Nothing was examined, so nothing is allowed.</p></div>
{% endif %}
{% if views | length > 1 %}
<p><strong>{{ views | length }} subjects:</strong>
{% for word, count in counts %}
<span class="tag d-{{ word }}">{{ count }} {{ word }}</span>{% if not loop.last %},{% endif %}

{% endfor %}
</p>
<ul>
{% for view in views %}
<li>{{ tag(view.verdict.decision) }} <a href="#s{{ loop.index }}">{{ clip(title(view.purl), 120) }}</a></li>
{% endfor %}
</ul>
{% endif %}
{% for view in views %}
{% set verdict = view.verdict %}
<article id="s{{ loop.index }}">
<div class="verdict d-{{ verdict.decision.word }}">
<h2><span class="decision">{{ verdict.decision.name }}</span>
<span class="name">{{ clip(title(view.purl), 120) }}</span></h2>
<p>{{ standard(verdict) }}</p>
</div>
{% if view.grounds %}
<h3>Why</h3>
<ol class="reasons">
{% for one in view.grounds[:cap] %}
<li>{% if one.points > 0 %}<span class="points">+{{ one.points }}</span>{% endif %}
{% if one.places %}<code class="at">{{ one.places[0] }}</code>{% endif %}
{% if one.reason.decision != verdict.decision %}{{ tag(one.reason.decision) }} {% endif %}
{{ prose(one.reason.message) }}
{% if one.places | length > 1 %}
<details><summary>{{ plural(one.places | length - 1, "more place") }}</summary>
{% for at in one.places[1:cap] %}<code class="at">{{ at }}</code>{% endfor %}</details>{% endif %}</li>
{% endfor %}
</ol>
{{ more(view.grounds) }}
{% elif verdict.decision.word != "allow" %}
<p>The policy gave no reason; treat this as a fault of the policy.</p>
{% endif %}
{% if view.remedies %}
<h3>What to do</h3>
<ul>
{% for remedy, numbers in view.remedies[:cap] %}
<li>{{ prose(remedy) }}
{% if view.grounds | length > 1 %}<span class="soft">({{ numbers | join(", ") }})</span>{% endif %}
</li>
{% endfor %}
</ul>
{% endif %}
<h3>What was looked at</h3>
<dl>
{% for label, value in view.examined.facts %}
<dt>{{ clip(label, 24) }}</dt>
<dd>{{ prose(value) }}</dd>
{% endfor %}
{% if view.branches and not told_tree(view) %}<dt>tree</dt>
<dd>{{ summary(view.branches) }}</dd>{% endif %}
{% set words = sum_words(verdict) %}{% if words %}<dt>score</dt>
<dd>{{ words }}</dd>{% endif %}

{% if verdict.policy_digest %}<dt>policy</dt>
<dd>{{ clip(verdict.policy, 60) }}
<code class="soft">sha256:{{ verdict.policy_digest }}</code></dd>{% endif %}
{% set rows = run.coverage if view.rows is none else view.rows %}
<dt>read</dt>
<dd>{% if rows %}
{% set account = reading(rows) %}
{{ account_words(account) }}{% if view.rows is none %} of the whole run{% endif %}
{% elif view.examined.depth == "full" %}
none of its files, although all were wanted
{% else %}
none of its files: only what the index says about it
{% endif %}
</dd>
</dl>
{% if rows %}
<table class="bars">
{% for artifact, one in by_artifact(rows)[:cap] %}
<tr>
<td><code>{{ artifact }}</code></td>
<td>{{ bar(one) }}</td>
<td>{{ one.understood }} of {{ plural(one.files, "file") }}</td></tr>
{% endfor %}
</table>
{% if account.unread %}
<h3>Not understood</h3>
<table class="wide">
<thead><tr><th>File</th><th>Size</th><th>Runs</th><th>Why nobody could read it</th></tr></thead>
{% for row in account.unread[:cap] %}
<tr>
<td data-name="File"><code>{{ row.path or row.artifact }}</code></td>
<td data-name="Size">{{ size(row.size) }}</td>
<td data-name="Runs">
{% if row.reach in could_run %}<strong>at {{ row.reach.value }}</strong>
{% else %}<span class="soft">{{ row.reach.value }}</span>{% endif %}
</td>
<td data-name="Why nobody could read it">{{ row.opaque }}{% if row.opaque and row.reason %}: {% endif %}

{{ row.reason }}</td></tr>
{% endfor %}
</table>
{{ more(account.unread) }}
{% endif %}
{% endif %}
{% if view.unknowns %}
<h3>Unknown</h3>
<table class="wide">
<thead><tr><th>What</th><th>Why</th><th>How to make it known</th></tr></thead>
{% for one in view.unknowns[:cap] %}
<tr>
<td data-name="What">{{ one.what }}</td>
<td data-name="Why">{{ one.reason }}
{% if one.checks %}<span class="soft">(leaves open: {{ one.checks | join(", ") }})</span>{% endif %}
</td>
<td data-name="How to make it known">{{ one.hint or "no way is known" }}</td></tr>
{% endfor %}
</table>
{{ more(view.unknowns) }}
{% endif %}
{% if view.branches %}
<h3>Dependencies</h3>
<div class="scroll">
{{ drawing(view.branches) }}
</div>
{% if view.branches.tree.resolver %}
<p class="soft">resolved by {{ view.branches.tree.resolver }}; the shortest way to each package is drawn</p>
{% endif %}
{% if view.branches.problems %}
<table class="wide">
<thead><tr><th>Decision</th><th>Package</th><th>Why</th><th>Path</th></tr></thead>
{% for one in view.branches.problems[:cap] %}
<tr>
<td data-name="Decision">{{ tag(one.decision) }}</td>
<td data-name="Package">{{ release(one.purl) }}</td>
<td data-name="Why">{{ prose(one.why) }}</td>
<td class="soft" data-name="Path">{{ chain(one.path) }}</td></tr>
{% endfor %}
</table>
{{ more(view.branches.problems) }}
{% endif %}
{% endif %}
{% if view.findings %}
<h3>Findings</h3>
<table class="wide">
<thead><tr><th>Severity</th><th>Check</th><th>Where</th><th>What</th></tr></thead>
{% for one in view.findings[:cap] %}
<tr>
<td data-name="Severity">{{ one.severity.word }}
<span class="soft">({{ one.confidence.word }} confidence)</span></td>
<td data-name="Check">{{ one.check }}</td>
<td data-name="Where"><code>{{ one.at }}</code></td>
<td data-name="What">{{ prose(one.message) }}
{% if one.refs %}<span class="soft">{{ one.refs | join(", ") }}</span>{% endif %}
</td></tr>
{% endfor %}
</table>
{{ more(view.findings) }}
{% endif %}
{% if verdict.waived %}
<h3>Waived</h3>
<ul>
{% for one in verdict.waived[:cap] %}
<li>{{ prose(one.message) }}{% if one.check %} <span class="soft">({{ one.check }})</span>{% endif %}</li>
{% endfor %}
</ul>
{{ more(verdict.waived) }}
{% endif %}
{% set sources = run.evidence | selectattr("subject", "equalto", view.purl) | list %}
{% if sources %}
<details><summary>Evidence: {{ plural(sources | length, "source") }}</summary>
<table class="wide">
<thead><tr><th>Fact</th><th>Source</th><th>Status</th><th>Age</th></tr></thead>
{% for one in sources[:cap] %}
<tr>
<td data-name="Fact">{{ one.kind }}</td>
<td data-name="Source">{{ one.source }}</td>
<td data-name="Status">{{ one.status }}{% if one.reason %}: {{ one.reason }}{% endif %}</td>
<td data-name="Age">{% if one.collected_at %}{{ age(one.age) }}{% endif %}</td></tr>
{% endfor %}
</table>
{{ more(sources) }}</details>
{% endif %}
{% set outcomes = run.outcomes | selectattr("subject", "equalto", view.purl) | list %}
{% if outcomes %}
<details><summary>Checks: {{ outcomes | length }}</summary>
<table class="wide">
<thead><tr><th>Check</th><th>Ended as</th><th>Why</th></tr></thead>
{% for one in outcomes[:cap] %}
<tr>
<td data-name="Check">{{ one.check }}</td>
<td data-name="Ended as">{{ one.state.value }}</td>
<td data-name="Why">{{ one.reason }}</td></tr>
{% endfor %}
</table>
{{ more(outcomes) }}</details>
{% endif %}
</article>
{% endfor %}
{% for note in run.notes %}
<p>Note: {{ prose(note) }}</p>
{% endfor %}
<footer>
<p>run {{ run.id }} · {{ run.tool }}
 · {{ "%.1f" | format(run.seconds) }} s · fails on {{ threshold }}

{% for name, version in run.data_versions %} · {{ name }} {{ version }}{% endfor %}
</p>
</footer>
</body>
</html>
"""
