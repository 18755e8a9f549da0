//! Colours and lines of the graph, for light and dark surroundings. Absent: sizes of boxes (`arrange`).

/// The style sheet inside the SVG. Every class begins with `sw-`, so that it can stand inside a page.
pub(super) const CSS: &str = "\
.sw-graph{--sw-ground:#fff;--sw-text:#16191f;--sw-soft:#5a6472;--sw-line:#7d8998;--sw-scope:#8c99a81a;\
--sw-idle:#7d8998;--sw-idle-fill:#fff;--sw-run:#0b62d6;--sw-run-fill:#e3efff;--sw-ok:#17803d;--sw-ok-fill:#e3f6e8;\
--sw-fail:#c6262e;--sw-fail-fill:#fde7e7;--sw-caught:#b35c00;--sw-caught-fill:#fff0dc;--sw-abort:#6b7280;\
--sw-abort-fill:#eceef1;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}\
@media(prefers-color-scheme:dark){.sw-graph{--sw-ground:#0f141a;--sw-text:#e8ecf1;--sw-soft:#a7b1bd;--sw-line:#7f8c9a;\
--sw-scope:#9fb0c21a;--sw-idle:#7f8c9a;--sw-idle-fill:#171e26;--sw-run:#6cb2ff;--sw-run-fill:#10294a;--sw-ok:#57cf7f;\
--sw-ok-fill:#0f2f1c;--sw-fail:#ff7b7b;--sw-fail-fill:#43191b;--sw-caught:#ffb057;--sw-caught-fill:#3d2a10;\
--sw-abort:#aab2bd;--sw-abort-fill:#2a3139}}\
.sw-ground{fill:var(--sw-ground)}.sw-state{--c:var(--sw-idle);--f:var(--sw-idle-fill)}\
.sw-run,.sw-retry{--c:var(--sw-run);--f:var(--sw-run-fill)}.sw-ok{--c:var(--sw-ok);--f:var(--sw-ok-fill)}\
.sw-fail,.sw-late{--c:var(--sw-fail);--f:var(--sw-fail-fill)}.sw-caught{--c:var(--sw-caught);--f:var(--sw-caught-fill)}\
.sw-abort{--c:var(--sw-abort);--f:var(--sw-abort-fill)}.sw-idle{--c:var(--sw-idle);--f:var(--sw-idle-fill)}\
.sw-box{fill:var(--f);stroke:var(--c);stroke-width:1.6}.sw-run>.sw-box,.sw-fail>.sw-box,.sw-late>.sw-box{stroke-width:2.6}\
.sw-retry>.sw-box{stroke-width:2.6;stroke-dasharray:9 4}.sw-abort>.sw-box{stroke-dasharray:2 3}\
.sw-scope{fill:var(--sw-scope);stroke:var(--sw-line);stroke-dasharray:4 4}\
.sw-symbol{fill:none;stroke:var(--c);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}\
.sw-name{fill:var(--sw-text);font-size:13px;font-weight:600}.sw-kind{fill:var(--sw-soft);font-size:11px}\
.sw-middle{text-anchor:middle}.sw-terminal{fill:var(--sw-idle-fill);stroke:var(--sw-line);stroke-width:1.6}\
.sw-way{fill:none;stroke:var(--sw-line);stroke-width:1.6}.sw-dashed{stroke:var(--sw-caught);stroke-dasharray:6 4}\
.sw-label{fill:var(--sw-text);font-size:11px;text-anchor:middle;paint-order:stroke;stroke:var(--sw-ground);stroke-width:4;\
stroke-linejoin:round}.sw-catch{fill:var(--sw-caught)}.sw-tip{fill:var(--sw-line)}.sw-tip-catch{fill:var(--sw-caught)}";

/// The arrow heads.
pub(super) const DEFINITIONS: &str = "<defs>\
<marker id=\"sw-head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
<path class=\"sw-tip\" d=\"M0 0L10 5L0 10Z\"/></marker>\
<marker id=\"sw-head-catch\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
<path class=\"sw-tip-catch\" d=\"M0 0L10 5L0 10Z\"/></marker></defs>";
