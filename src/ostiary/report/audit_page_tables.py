"""The tables in an audit's page: pieces of its template."""

FINDINGS = """\
<h2 class="part" id="s-findings">Findings</h2>
{% if found %}
<p>
{% for one in filters.decisions %}
{{ tag(one) }} {{ tally[one] }}{% if not loop.last %},{% endif %}

{% endfor %}
</p>
<div class="tools" id="s-find" role="search" aria-label="Filter findings" hidden>
<label for="s-find-text">Contains <input type="search" id="s-find-text"></label>
{{ pick("s-find", "Decision", "decision", filters.decision_choices) }}
{{ pick("s-find", "Severity", "severity", filters.severity_choices) }}
{{ pick("s-find", "Type", "type", filters.type_choices) }}
{{ pick("s-find", "Scope", "scope", filters.scope_choices) }}
{% if filters.place_choices | length > 1 %}
{{ pick("s-find", "Place", "place", filters.place_choices) }}
{% endif %}
{{ tick("s-find", "direct only", "direct") }}
{{ tick("s-find", "new only", "new") }}
<button type="button">Clear</button>
<output></output>
</div>
<table class="wide sortable" id="s-found" data-tools="s-find">
<caption>The most urgent first: by decision, malware and what is exploited, then by priority.</caption>
<thead><tr><th>Decision</th><th>Component</th><th>Version</th><th>What</th><th>Advisory or check</th>\
<th>Fix</th><th>Where</th><th>Scope</th><th>Asked for</th><th>Path</th></tr></thead>
<tbody>
{% for one in found[:most_findings] %}
<tr data-decision="{{ one.decision.word }}" data-severity="{{ one.severity.word }}"\
 data-type="{{ filters.types[one.type] }}" data-scope="{{ filters.scopes[one.scope] }}"\
 data-place="{{ one.inside | join(" ") }}" data-direct="{{ 1 if one.direct else 0 }}"\
 data-new="{{ 1 if one.fresh else 0 }}">
<td data-name="Decision" data-sort="{{ one.decision * 10 + one.severity }}">{{ tag(one.decision) }}
<span class="soft">{{ one.severity.word }}</span></td>
<td data-name="Component" data-sort="{{ one.name }}">{{ clip(one.name, 80) }}
{% if one.fresh %}<span class="badge">new</span>{% endif %}</td>
<td data-name="Version">{{ clip(one.version, 40) }}</td>
<td data-name="What">{{ prose(one.what) }}
{% if one.pressing %}
<details><summary>{{ one.pressing.words[0] }}; SSVC: {{ one.pressing.ssvc }}</summary>
{{ one.pressing.words[1:] | join("; ") }}</details>
{% endif %}
</td>
<td data-name="Advisory or check"><code>{{ one.known }}</code></td>
<td data-name="Fix">{{ clip(one.fix, 40) }}</td>
<td data-name="Where">{{ places(one.places) }}</td>
<td data-name="Scope">{{ one.scope }}</td>
<td data-name="Asked for">{% if one.type %}{{ "direct" if one.direct else "transitive" }}{% endif %}</td>
<td class="soft" data-name="Path">{{ one.path }}</td></tr>
{% endfor %}
</tbody>
</table>
{{ rest(found | length, most_findings) }}
{% else %}
<p>Nothing was found wrong with what could be read and checked.</p>
{% endif %}
{% for name, verdict, reasons in verdicts %}
{% if verdict.waived %}
<details><summary>Accepted in {{ clip(name, 120) }}: {{ verdict.waived | length }}</summary>
<ul>
{% for one in verdict.waived[:most] %}
<li>{{ prose(one.message) }}</li>
{% endfor %}
</ul>
{{ rest(verdict.waived | length, most) }}
</details>
{% endif %}
{% endfor %}
"""

UNREAD = """\
<h2 class="part" id="s-unread">Not read, not checked</h2>
{% if unread %}
<table class="wide">
<thead><tr><th>Not read</th><th>Why</th><th>What to do</th></tr></thead>
<tbody>
{% for one in unread[:most * 10] %}
<tr><td data-name="Not read"><code>{{ one.at }}</code> {{ clip(one.name, 80) }}</td>
<td data-name="Why">{{ prose(one.reason) }}</td>
<td data-name="What to do">{{ prose(one.hint or "look at it by hand") }}</td></tr>
{% endfor %}
</tbody>
</table>
{{ rest(unread | length, most * 10) }}
{% endif %}
{% if unchecked %}
<table class="wide">
<thead><tr><th>Not checked</th><th>Why</th><th>What to do</th></tr></thead>
<tbody>
{% for reason, hint, names in unchecked[:most] %}
<tr><td data-name="Not checked">{{ plural(names | length, "component") }}
<details><summary>names</summary>
{% for name in names[:most * 10] %}{{ clip(name, 80) }}{% if not loop.last %}, {% endif %}{% endfor %}
{% if names | length > most * 10 %} and {{ names | length - most * 10 }} more{% endif %}</details></td>
<td data-name="Why">{{ prose(reason) }}</td>
<td data-name="What to do">{{ prose(hint or "no way is known") }}</td></tr>
{% endfor %}
</tbody>
</table>
{{ rest(unchecked | length, most) }}
{% endif %}
{% if silent %}
<table class="wide">
<thead><tr><th>Check that could not tell</th><th>Why</th><th>What to do</th></tr></thead>
<tbody>
{% for check, reason, hint, count in silent[:most] %}
<tr><td data-name="Check">{{ check }} <span class="soft">(on {{ count }})</span></td>
<td data-name="Why">{{ prose(reason) }}</td>
<td data-name="What to do">{{ prose(hint or "no way is known") }}</td></tr>
{% endfor %}
</tbody>
</table>
{{ rest(silent | length, most) }}
{% endif %}
{% if not (unread or unchecked or silent) %}
{% if verdicts | selectattr(2) | list or not verdicts %}
<p>No single file or component; what the audit lacked as a whole is among the reasons at the top.</p>
{% else %}
<p>Every listing that was found was read, and no component was left unchecked.</p>
{% endif %}
{% endif %}
"""

COMPONENTS = """\
<h2 class="part" id="s-components">Components</h2>
{% if components %}
<div class="tools" id="s-comp" role="search" aria-label="Filter components" hidden>
<label for="s-comp-text">Contains <input type="search" id="s-comp-text"></label>
{{ pick("s-comp", "Type", "type", filters.kind_choices) }}
{{ pick("s-comp", "Scope", "scope", filters.reach_choices) }}
{% if filters.place_choices | length > 1 %}
{{ pick("s-comp", "Place", "place", filters.place_choices) }}
{% endif %}
{{ tick("s-comp", "direct only", "direct") }}
{{ tick("s-comp", "new only", "new") }}
<button type="button">Clear</button>
<output></output>
</div>
<table class="wide sortable" id="s-parts" data-tools="s-comp">
<caption>Those with findings first, then what is new, then what is asked for directly.</caption>
<thead><tr><th>Name</th><th>Version</th><th>Type</th><th>Scope</th><th>Licence</th><th>Listing</th><th>Where</th>\
<th>Findings</th></tr></thead>
<tbody>
{% for one in components[:most_components] %}
<tr data-type="{{ filters.kinds[one.type] }}" data-scope="{{ filters.reaches[one.scope] }}"\
 data-place="{{ one.inside | join(" ") }}" data-direct="{{ 1 if one.direct else 0 }}"\
 data-new="{{ 1 if one.fresh else 0 }}">
<td data-name="Name" data-sort="{{ one.name }}">{{ clip(one.name, 80) }}
{% if one.fresh %}<span class="badge">new</span>{% endif %}</td>
<td data-name="Version">{{ clip(one.version, 40) }}</td>
<td data-name="Type">{{ clip(one.type, 40) }}</td>
<td data-name="Scope">{{ one.scope }}{% if one.direct %} <span class="soft">direct</span>{% endif %}</td>
<td data-name="Licence">{{ clip(one.licence, 60) }}</td>
<td data-name="Listing">{{ places(one.listings) }}</td>
<td data-name="Where">{{ places(one.places) }}</td>
<td class="num" data-name="Findings" data-sort="{{ one.findings }}">{% if one.findings %}{{ one.findings }}
{% if one.decision is not none and one.decision.word != "allow" %}{{ tag(one.decision) }}{% endif %}
{% elif one.decision is none %}<span class="soft">not checked</span>{% else %}0{% endif %}</td></tr>
{% endfor %}
</tbody>
</table>
{{ rest(components | length, most_components) }}
{% else %}
<p>No component was found.</p>
{% endif %}
"""
