"""The models in an audit's page: a piece of its template, and what it shows."""

from typing import Any

from ostiary.core.run import Run
from ostiary.report.model_words import counted, left, loader, model_files, none, to_do, unhashed

MAX_MODELS = 1000
"""Rows of the table; the others are counted, and the JSON report has all."""

MODELS = """\
{% if models.rows or models.left or models.none %}
<h2 class="part" id="s-models">Models</h2>
{% if models.rows %}
<p>{{ plural(models.rows | length, "model file") }}: {{ models.counted }}
{% if models.unhashed %}; {{ models.unhashed }}{% endif %}</p>
<table class="wide sortable" id="s-modelled">
<caption>The worst first. Assurance is what the bytes say about loading it.</caption>
<thead><tr><th>Decision</th><th>File</th><th>Model</th><th>Format</th><th>Assurance</th><th>Loader</th>\
<th>What to do</th></tr></thead>
<tbody>
{% for line, loader, todo in models.rows[:models.most] %}
<tr><td data-name="Decision" data-sort="{{ line.decision * 10 }}">{{ tag(line.decision) }}</td>
<td data-name="File"><code>{{ line.row.path }}</code>
{% if line.copies %}<span class="soft">+{{ line.copies | length }} of the same bytes</span>{% endif %}</td>
<td data-name="Model">{{ clip(line.name, 80) }}</td>
<td data-name="Format">{{ line.row.format }}</td>
<td data-name="Assurance" data-sort="{{ loop.index }}">{{ line.row.assurance }}</td>
<td data-name="Loader">{{ clip(loader, 80) }}
{% for one in line.row.loaders %}<br><span class="soft">here: {{ prose(one) }}</span>{% endfor %}</td>
<td data-name="What to do">{{ prose(todo) }}</td></tr>
{% endfor %}
</tbody>
</table>
{{ rest(models.rows | length, models.most) }}
{% endif %}
{% for name, count, why in models.left %}
<p>{{ plural(count, "model file") }} in {{ clip(name, 80) }} not examined: {{ prose(why) }}</p>
{% endfor %}
{% if models.none %}
<p>{{ plural(models.none, "file") }} with the name of a model by content not a model</p>
{% endif %}
{% endif %}
"""


def models_of(run: Run) -> dict[str, Any]:
    """What the template needs."""
    found = model_files(run)
    return {
        "rows": [(line, loader(line.row), to_do(line.row)) for line in found],
        "counted": counted(found),
        "unhashed": unhashed(found),
        "left": left(run),
        "none": none(run),
        "most": MAX_MODELS,
    }
