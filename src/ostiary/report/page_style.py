"""How the page looks: light and dark, on a phone and on paper."""

STYLE = """\
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1d21; --soft: #5b616b; --line: #d9dce1; --tint: #f5f6f8;
  --allow: #1c6e3a; --review: #8a5800; --insufficient: #6a3d9e; --block: #b1221b;
  --allow-tint: #eaf5ee; --review-tint: #fdf3e0; --insufficient-tint: #f3edfa; --block-tint: #fcebea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --ink: #e6e8eb; --soft: #9aa1ab; --line: #363b42; --tint: #1e2125;
    --allow: #6fcf91; --review: #f0b85a; --insufficient: #c3a1ee; --block: #ff8b82;
    --allow-tint: #16291d; --review-tint: #2e2512; --insufficient-tint: #251b33; --block-tint: #351a19;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 62rem;
  background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3 { line-height: 1.25; }
h1 { font-size: 1rem; font-weight: 600; color: var(--soft); margin: 0 0 1rem; }
h2 { font-size: 1.45rem; margin: 0; }
h3 { font-size: 1rem; margin: 2rem 0 .5rem; }
p { margin: .35rem 0; }
code, .mono {
  font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .88em; }
.soft { color: var(--soft); }
article { margin: 0 0 3.5rem; } ul + article { margin-top: 1.5rem; }
a { color: inherit; }
.verdict { border-left: .5rem solid; border-radius: .25rem; padding: .8rem 1rem; }
.verdict .decision { font-weight: 800; letter-spacing: .02em; }
.verdict p { margin: .2rem 0 0; color: var(--ink); }
.d-allow { color: var(--allow); } .d-review { color: var(--review); }
.d-insufficient { color: var(--insufficient); } .d-block { color: var(--block); }
.verdict.d-allow { background: var(--allow-tint); } .verdict.d-review { background: var(--review-tint);
  }
.verdict.d-insufficient { background: var(--insufficient-tint); } .verdict.d-block {
  background: var(--block-tint); }
.verdict h2 .name { color: var(--ink); }
.tag { font-weight: 700; font-size: .85em; white-space: nowrap; }
ol.reasons, ul { padding-left: 1.9rem; margin: .4rem 0; }
ol.reasons > li { margin: .55rem 0; }
ol.reasons .at { display: block; }
.points { float: right; margin-left: 1rem; font-variant-numeric: tabular-nums; font-weight: 600; }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .2rem 1rem; margin: 1.2rem 0 0; }
dt { color: var(--soft); } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0;
  border-top: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; border-top: 0; }
table.bars { margin-top: .8rem; } table.bars td { width: 8rem; white-space: nowrap; }
table.bars td:first-child { width: auto; white-space: normal; } table.bars td:nth-child(2) {
  width: 13.5rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; padding: .7rem; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--soft); }
svg.bar { vertical-align: middle; border-radius: 3px; }
svg.bar .all { fill: var(--insufficient); } svg.bar .read { fill: var(--allow); }
svg.tree { display: block; }
svg.tree text {
  font: 12px ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  fill: var(--ink); }
svg.tree .word { font-weight: 700; }
svg.tree rect { fill: var(--tint); stroke: var(--line); }
svg.tree path { fill: none; stroke: var(--line); stroke-width: 1.5; }
svg.tree path.hot { stroke: var(--ink); stroke-width: 2.5; }
svg.tree .n-allow .word, svg.tree .n-not-vetted .word { fill: var(--soft); font-weight: 400; }
svg.tree .n-allow rect { fill: var(--allow-tint); stroke: var(--allow); stroke-opacity: .45; }
svg.tree .n-review rect { fill: var(--review-tint); stroke: var(--review); stroke-width: 1.5; }
svg.tree .n-review .word { fill: var(--review); }
svg.tree .n-insufficient rect { fill: var(--insufficient-tint); stroke: var(--insufficient);
  stroke-width: 1.5; stroke-dasharray: 5 3; }
svg.tree .n-insufficient .word { fill: var(--insufficient); }
svg.tree .n-block rect { fill: var(--block-tint); stroke: var(--block); stroke-width: 2.5; }
svg.tree .n-block .word { fill: var(--block); }
svg.tree .n-not-vetted rect { stroke: var(--soft); stroke-dasharray: 2 3; }
svg.tree .n-fold rect { fill: none; stroke: none; } svg.tree .n-fold text { fill: var(--soft); }
footer { border-top: 1px solid var(--line); padding-top: .8rem; font-size: .85rem; color: var(--soft); }
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin: 0 0 .5rem; }
  table.wide thead { display: none; }
  table.wide tr { display: block; border-top: 1px solid var(--line); padding: .4rem 0; }
  table.wide td { display: block; border: 0; padding: .05rem 0; }
  table.wide td::before { content: attr(data-name) ": "; color: var(--soft); }
  table.wide td:empty { display: none; }
  table.bars tr { display: block; } table.bars td:nth-child(n) { display: block; width: auto; border: 0;
    padding: .1rem 0; }
}
@media print {
  :root {
    --paper: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --tint: #ffffff;
    --allow: #1c6e3a; --review: #8a5800; --insufficient: #6a3d9e; --block: #b1221b;
    --allow-tint: #ffffff; --review-tint: #ffffff; --insufficient-tint: #ffffff; --block-tint: #ffffff;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  table.bars { margin-top: .8rem; } table.bars td { width: 8rem; white-space: nowrap; }
table.bars td:first-child { width: auto; white-space: normal; } table.bars td:nth-child(2) {
  width: 13.5rem; }
.scroll { overflow: visible; border: 0; padding: 0; }
  svg.tree { max-width: 100%; height: auto; }
  svg.bar, .verdict { print-color-adjust: exact; }
  tr, ol.reasons > li { break-inside: avoid; }
  h3 { break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; }
}
"""
