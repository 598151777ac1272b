"""Hold the colours of a picture, for light and dark.

The hues are those of Okabe and Ito, which differ for every kind of colour vision; still no meaning rests on colour:
failures are dashed and crossed, outcomes have a sign and a word.
"""

STYLE = """
.rma-flow{--page:#fff;--ink:#1b2430;--muted:#5b6675;--line:#c3cad4;--box:#f3f5f8;--call:#005a94;--answer:#4a5565;
--bad:#b23a00;--good:#00694d;--fill:#d7e8f5;--changed:#fdf3d2;
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){.rma-flow{--page:#12171e;--ink:#e8edf3;--muted:#a3afbd;--line:#465261;--box:#1c242e;
--call:#6fbcf0;--answer:#b4bfcc;--bad:#ff9a5c;--good:#4fd1a5;--fill:#1d3d55;--changed:#3a3316}}
.rma-flow text{fill:var(--ink);font-size:13px}
.rma-flow .page{fill:var(--page)}.rma-flow .box{fill:var(--box);stroke:var(--line)}
.rma-flow .lane{font-size:14px;font-weight:600;text-anchor:middle}
.rma-flow .life{stroke:var(--line);stroke-dasharray:2 5}
.rma-flow .busy{fill:var(--fill);stroke:var(--call)}
.rma-flow .says{text-anchor:middle;paint-order:stroke;stroke:var(--page);stroke-width:5px;stroke-linejoin:round}
.rma-flow .muted{fill:var(--muted);font-size:12px}.rma-flow .end{text-anchor:end}
.rma-flow .strong{font-weight:600}.rma-flow .rule{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:12px}
.rma-flow .call{stroke:var(--call);fill:var(--call);stroke-width:2}
.rma-flow .answer{stroke:var(--answer);fill:none;stroke-width:1.5}
.rma-flow .failed{stroke:var(--bad);fill:none;stroke-width:2.5}.rma-flow line.failed{stroke-dasharray:7 5}
.rma-flow line.cross{stroke-dasharray:none}
.rma-flow text.bad{fill:var(--bad);font-weight:600}.rma-flow text.good{fill:var(--good);font-weight:600}
.rma-flow .spent{fill:var(--call)}.rma-flow .overspent{fill:var(--bad)}
.rma-flow .changed{fill:var(--changed)}.rma-flow .sign{font-size:20px;font-weight:700}
.rma-flow .limit{stroke:var(--ink);stroke-width:1.5}
""".strip()
