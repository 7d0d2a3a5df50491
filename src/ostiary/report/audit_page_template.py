"""The structure of an audit's page: a template whose every expression is made harmless and escaped."""

from ostiary.report.audit_page_models import MODELS
from ostiary.report.audit_page_tables import COMPONENTS, FINDINGS, UNREAD

_HEAD = """\
{% macro tag(decision) %}<span class="tag d-{{ decision.word }}">{{ decision.name }}</span>{% endmacro %}
{% macro rest(count, shown) %}{% if count > shown %}
<p class="soft">and {{ count - shown }} more: see the JSON report (<code>--format json</code>)</p>
{% endif %}{% endmacro %}
{% macro places(every) %}
{% for at in every[:3] %}<code>{{ at }}</code>{% if not loop.last %}, {% endif %}{% endfor %}
{% if every | length > 3 %} <span class="soft">and {{ every | length - 3 }} more</span>{% endif %}
{% endmacro %}
{% macro pick(id, label, key, every) %}
<label for="{{ id }}-{{ key }}">{{ label }}
<select id="{{ id }}-{{ key }}" data-key="{{ key }}"><option value="">all</option>
{% for value, word in every %}<option value="{{ value }}">{{ clip(word, 60) }}</option>{% endfor %}
</select></label>
{% endmacro %}
{% macro tick(id, label, key) %}
<label class="tick" for="{{ id }}-{{ key }}">\
<input type="checkbox" id="{{ id }}-{{ key }}" data-key="{{ key }}" value="1"> {{ label }}</label>
{% endmacro %}
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'sha256-{{ style_digest }}'; script-src 'sha256-{{ script_digest }}';\
 base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{ decision.name }} {{ clip(names, 120) }} - Ostiary</title>
<style>{{ style }}</style>
</head>
<body>
<h1>Ostiary {{ clip(run.verb, 40) }} · {{ moment(run.started) }}</h1>
<div class="verdict d-{{ decision.word }}">
<h2><span class="decision">{{ decision.name }}</span>
<span class="name">{{ clip(names, 200) }}</span></h2>
{% if news %}
<p>{{ news }}.</p>
{% else %}
<p>There is no earlier audit to compare with.</p>
{% endif %}
<p>{{ counted }}; {{ plural(found | length, "finding") }}
{% if apart %}; {{ apart }}{% endif %}</p>
</div>
<nav aria-label="Parts of this report"><ul>
{% if audit.changes %}
<li><a href="#s-new">New</a></li>
{% endif %}
<li><a href="#s-findings">Findings</a></li>
{% if models.rows or models.left or models.none %}
<li><a href="#s-models">Models</a></li>
{% endif %}
<li><a href="#s-unread">Not read, not checked</a></li>
<li><a href="#s-components">Components</a></li>
{% if picture %}
<li><a href="#s-graph">Dependencies</a></li>
{% endif %}
<li><a href="#s-trend">Trend</a></li>
</ul></nav>
{% for name, verdict, reasons in verdicts %}
{% if reasons or verdicts | length > 1 %}
<h3>{{ tag(verdict.decision) }} {{ clip(name, 120) }}</h3>
{% if reasons %}
<ul>
{% for one in reasons[:most] %}
<li>{{ tag(one.decision) }}{% if one.at.path %} <code>{{ one.at }}</code>{% endif %}
 {{ prose(one.message) }}{% if one.remedy %} <span class="soft">Do: {{ prose(one.remedy) }}</span>{% endif %}
</li>
{% endfor %}
</ul>
{{ rest(reasons | length, most) }}
{% endif %}
{% endif %}
{% endfor %}
"""

_NEW = """\
{% if audit.changes %}
<h2 class="part" id="s-new">What is new</h2>
<p>{{ news }}. Of what is new alone, the policy makes {{ tag(audit.changes.decision) }}.</p>
{% if fresh %}
<h3>Components with new findings</h3>
<ul>
{% for one in fresh[:most] %}
<li>{{ tag(one.decision) }} <span class="soft">{{ one.severity.word }}</span>
 {% if one.name %}<strong>{{ clip(one.name, 120) }}</strong>{% endif %}

<code>{{ ids(one.worst) }}</code> {{ prose(gist(one.worst)) }}
{% if one.more %}<strong>and {{ one.more }} more</strong>{% endif %}

{% if one.fixed %}<span class="soft">fix: {{ clip(one.fixed, 40) }}</span>{% endif %}

{{ places(one.places) }}</li>
{% endfor %}
</ul>
{{ rest(fresh | length, most) }}
{% endif %}
{% if handed %}
<h3>People behind components</h3>
<ul>
{% for one, said in handed[:most] %}
<li><strong>{{ clip(one.name, 80) }}</strong> {{ clip(one.version, 80) }}: {{ prose(said) }}
{% if one.at.path %} <code>{{ one.at }}</code>{% endif %}
</li>
{% endfor %}
</ul>
{{ rest(handed | length, most) }}
{% endif %}
{% for label, group in changed %}
<h3>{{ label }}</h3>
<ul>
{% for one, word in group[:most] %}
<li><strong>{{ clip(one.name, 80) }}</strong>
{% if one.before %}<span class="soft">{{ clip(one.before, 80) }}</span>{% endif %}
{% if one.before and one.after %} → {% endif %}
{% if one.after %} {{ clip(one.after, 80) }}{% endif %}
 <span class="soft">{{ clip(one.type, 40) }}</span>
{% if word %} <span class="badge">vetted: {{ word }}</span>{% endif %}
{% if one.at.path %} <code>{{ one.at }}</code>{% endif %}
</li>
{% endfor %}
</ul>
{{ rest(group | length, most) }}
{% endfor %}
{% if audit.changes.unread %}
<h3>Newly not read or checked</h3>
<ul>
{% for one in audit.changes.unread[:most] %}
<li><code>{{ one.at }}</code> {% if one.name %}{{ clip(one.name, 80) }}: {% endif %}{{ one.reason }}</li>
{% endfor %}
</ul>
{{ rest(audit.changes.unread | length, most) }}
{% endif %}
{% if fixed %}
<h3>Fixed</h3>
<ul>
{% for number, subject in fixed[:most] %}
<li><code>{{ number }}</code> <span class="soft">{{ subject }}</span></li>
{% endfor %}
</ul>
{{ rest(fixed | length, most) }}
{% endif %}
{% endif %}
"""

_END = """\
{% if picture %}
<h2 class="part" id="s-graph">Dependencies</h2>
<p class="soft">{{ picture[1] }}; the shortest way to each is drawn, and ways to findings are bold.</p>
<div class="scroll">
{{ picture[0] }}
</div>
{% endif %}
<h2 class="part" id="s-trend">Trend</h2>
{% if charts %}
<div class="charts">
{% for name, drawn in charts %}
<div><p>{{ name }}</p>{{ drawn }}</div>
{% endfor %}
</div>
<details><summary>The numbers: {{ trend | length }} audits</summary>
<table>
<thead><tr><th>Audit</th><th>Components</th><th>Open findings</th></tr></thead>
<tbody>
{% for one in trend %}
<tr><td>{{ moment(one.at) }}</td><td class="num">{{ one.components }}</td>\
<td class="num">{{ one.findings }}</td></tr>
{% endfor %}
</tbody>
</table>
</details>
{% else %}
<p>No earlier audit of these places was kept, so there is no trend yet.</p>
{% endif %}
{% if asked %}
<p class="soft">Who stands behind components: {{ prose(asked) }}</p>
{% endif %}
{% for note in run.notes %}
<p>Note: {{ prose(note) }}</p>
{% endfor %}
<footer>
<p>run {{ run.id }} · {{ run.tool }}
 · {{ "%.1f" | format(run.seconds) }} s · fails on {{ threshold }}

{% for name, version in run.data_versions %} · {{ name }} {{ version }}{% endfor %}

{% for name, verdict, reasons in verdicts[:1] %}
{% if verdict.policy_digest %} · policy {{ clip(verdict.policy, 60) }}
<code>sha256:{{ verdict.policy_digest }}</code>{% endif %}
{% endfor %}
</p>
</footer>
<script>{{ script }}</script>
</body>
</html>
"""

TEMPLATE = _HEAD + _NEW + FINDINGS + MODELS + UNREAD + COMPONENTS + _END
