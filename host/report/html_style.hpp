#pragma once

namespace tlhost::engine {

/// Style sheet of report.html: dark on light, narrow enough for paper.
inline constexpr const char* kReportStyle = R"css(
:root { --ink: #1b1f24; --soft: #57606a; --rule: #d0d7de; --faint: #f3f5f7; --mark: #0b5cad; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 68rem; color: var(--ink);
  background: #fff;
  font: 15px/1.5 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 1.7rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-bottom: .25rem;
  border-bottom: 2px solid var(--ink); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .25rem; }
p { margin: .4rem 0; max-width: 48rem; }
.lead, .note, figcaption { color: var(--soft); }
.note, figcaption { font-size: .85rem; }
figure { margin: .75rem 0; }
table { border-collapse: collapse; margin: 1rem 0; font-size: .875rem;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: .35rem; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; max-width: 32rem;
  overflow-wrap: break-word; }
thead th { border-bottom: 1.5px solid var(--ink); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; max-width: 18rem; }
tbody tr { border-bottom: 1px solid var(--rule); }
td.n, th.n { text-align: right; white-space: nowrap; }
tr.highest { background: var(--faint); }
tr.highest th, tr.highest td { font-weight: 600; }
tr.missing td, tr.missing th { color: var(--soft); }
pre { background: var(--faint); border: 1px solid var(--rule); padding: .75rem 1rem;
  font-size: .8rem; overflow-x: auto;
  white-space: pre-wrap; overflow-wrap: anywhere; }
.matrices { display: flex; flex-wrap: wrap; gap: 0 2.5rem; align-items: flex-start; }
.matrices table { margin: .75rem 0; }
svg.forest { width: 100%; height: auto; font-size: 13px; }
.forest text { fill: var(--ink); }
.forest .label { text-anchor: end; }
.forest .tick { text-anchor: middle; fill: var(--soft); font-size: 12px; }
.forest .without { fill: var(--soft); font-style: italic; }
.forest .grid { stroke: var(--rule); }
.forest .chance { stroke: var(--soft); stroke-dasharray: 4 3; }
.forest .bar { stroke: var(--mark); stroke-width: 1.5; }
.forest .mean { fill: var(--mark); }
.forest .fit { fill: none; stroke: var(--soft); }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  figure, tr, .matrices table { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  thead { display: table-header-group; }
}
)css";

}  // namespace tlhost::engine
