/* The style sheet of a drawing: colours as variables, light, dark and for print; see draw_private.h. Every
 * rule begins with .cs, so that it stays within the drawing where one is put into a page. */
#include "cli/draw_private.h"

#define LIGHT                                                                                                \
    "--bg:#fbfbfa;--card:#fff;--group:#f3f4f4;--lane:#e8ebec;--line:#d3d8dc;--way:#56636d;--ink:#1c2328;--"  \
    "soft:#5b6870;--far:#7b858c;"                                                                            \
    "--pass:#1b7547;--ref:#b42318;--open:#1f5fc4;--late:#b54708;--back:#7a3fb0;--shut:#5e6a72;--on:#fff;"

const char draw_style_sheet[] =
    ".cs{" LIGHT
    "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,'PingFang SC',"
    "'Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC','WenQuanYi Micro Hei',"
    "sans-serif;max-width:100%;height:auto}"
    "@media(prefers-color-scheme:dark){.cs{--bg:#14181b;--card:#1e2428;--group:#191e22;--lane:#222a2f;--line:"
    "#3a444b;"
    "--way:#a3b0b9;--far:#6b7780;--ink:#e8ecee;--soft:#a2aeb6;--pass:#57c08a;--ref:#ff8b80;--open:#7fb0ff;--"
    "late:#ffb35c;"
    "--back:#c79bf2;--shut:#8f9ca5;--on:#14181b}}"
    "@media print{.cs{" LIGHT "--bg:#fff;--group:#fff;--lane:#f2f2f2;--soft:#444}.cs.sheet{max-height:100vh}"
    ".cs.long:root{width:var(--w);height:var(--h)}"
    ".cs.long:root .q{transform:translateY(var(--q))}.cs.long:root .t{height:var(--t)}}"
    ".cs .bg{fill:var(--bg)}"
    ".cs text{fill:var(--ink)}"
    ".cs .h1{font-size:20px;font-weight:700}"
    ".cs .h2{font-size:15px;font-weight:700}"
    ".cs .h3{font-size:14px;font-weight:600}"
    ".cs .b{font-size:13px;font-weight:600}"
    ".cs .p{font-size:13px}"
    ".cs .s{font-size:12px;font-weight:600;fill:var(--c,var(--ink))}"
    ".cs .m{font-size:12px;fill:var(--soft)}"
    ".cs .pass{--c:var(--pass)}.cs .ref{--c:var(--ref)}.cs .open{--c:var(--open)}.cs .late{--c:var(--late)}"
    ".cs .stop,.cs .owed{--c:var(--late)}.cs .back,.cs .jump{--c:var(--back)}"
    ".cs .v{fill:none;stroke:var(--c);stroke-width:3;stroke-linecap:round}"
    ".cs .wait,.cs .shut,.cs .out,.cs .exp{--c:var(--shut)}"
    ".cs .f{fill:var(--c)}"
    ".cs .k{fill:none;stroke:var(--on);stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}"
    ".cs .l{fill:none;stroke:var(--c);stroke-width:1.5;stroke-linecap:round}"
    ".cs .d{stroke-dasharray:2.2 2.2}"
    ".cs .c{fill:var(--card);stroke:var(--line)}"
    ".cs .g{fill:var(--group);stroke:var(--line)}"
    ".cs .n{fill:var(--lane)}"
    ".cs .now{stroke:var(--c);stroke-width:1.6}"
    ".cs .no{fill:none;stroke:var(--far);stroke-dasharray:4 3}"
    ".cs .e{fill:var(--card);stroke:var(--line)}"
    ".cs .r{fill:var(--group);stroke:var(--line);stroke-dasharray:1 0}"
    ".cs .u{fill:none;stroke:var(--line)}"
    ".cs .a{fill:none;stroke:var(--way);stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}"
    ".cs .w{stroke:var(--far)}"
    ".cs .i{stroke-dasharray:3 4}";
