"""How the page of an audit looks beyond other pages: wide tables, filters, badges and charts."""

AUDIT_STYLE = """\
body { max-width: 88rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; margin: 1rem 0; }
h2.part { font-size: 1.15rem; margin: 2.4rem 0 .5rem; }
.badge { border: 1px solid currentColor; border-radius: .7rem; padding: 0 .45rem; font-size: .75rem;
  font-weight: 600; white-space: nowrap; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .6rem 0;
  font-size: .9rem; }
.tools[hidden] { display: none; }
.tools label { display: flex; flex-direction: column; color: var(--soft); }
.tools label.tick { flex-direction: row; gap: .35rem; align-items: center; padding-bottom: .3rem; }
.tools output { color: var(--soft); padding-bottom: .3rem; font-variant-numeric: tabular-nums; }
input, select, button { font: inherit; color: var(--ink); background: var(--tint);
  border: 1px solid var(--line); border-radius: .3rem; padding: .2rem .5rem; }
input[type=search] { min-width: 16rem; } select { max-width: 14rem; }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
table.sortable caption { text-align: left; color: var(--soft); font-size: .85rem; padding: .2rem 0; }
table.sortable th button { border: 0; background: none; padding: 0; color: inherit; font-weight: 600;
  cursor: pointer; text-align: left; }
table.sortable th button::after { content: " \\2195"; opacity: .45; }
table.sortable th[aria-sort=ascending] button::after { content: " \\2191"; opacity: 1; }
table.sortable th[aria-sort=descending] button::after { content: " \\2193"; opacity: 1; }
tr[hidden] { display: none; }
td.num { font-variant-numeric: tabular-nums; }
td code { overflow-wrap: anywhere; }
.charts { display: flex; flex-wrap: wrap; gap: 1rem 2rem; }
.charts p { color: var(--soft); font-size: .9rem; margin: 0; }
svg.trend { max-width: 100%; } svg.trend rect { fill: var(--tint); }
svg.trend polyline { fill: none; stroke: var(--ink); stroke-width: 2; stroke-linejoin: round; }
svg.trend circle { fill: var(--ink); }
svg.tree .n-not-checked rect { stroke: var(--soft); stroke-dasharray: 2 3; }
svg.tree .n-not-checked .word { fill: var(--soft); font-weight: 400; }
@media (min-width: 40.01rem) {
  table.sortable th { white-space: nowrap; overflow-wrap: normal; } table.sortable td { min-width: 4rem; }
  table.sortable thead th { position: sticky; top: 0; background: var(--paper); }
}
@media (min-width: 79rem) {
  td[data-name=What] { min-width: 15rem; } td[data-name=Where], td[data-name=Path] { min-width: 9rem; }
  td[data-name=Component], td[data-name=Name] { min-width: 8rem; }
}
@media (max-width: 40rem) {
  table.wide.live thead { display: block; }
  table.wide.live thead tr { display: flex; flex-wrap: wrap; gap: .2rem .9rem; border: 0; }
  table.wide tr[hidden] { display: none; }
  input[type=search] { min-width: 0; width: 100%; } .tools label { flex: 1 1 9rem; }
}
@media print {
  .tools, nav, table.sortable th button::after { display: none; content: ""; }
  table.sortable thead th { position: static; }
}
"""
