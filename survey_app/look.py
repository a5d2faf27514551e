"""This module holds the style of the full survey page, which Streamlit's own style does not say."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from ui import theme

_MOUTHS: Final = (
    "M12.5 29.5c3-5.5 12-5.5 15 0",
    "M13.5 28.5c3-3 10-3 13 0",
    "M13.5 27.5h13",
    "M13.5 26c3 3 10 3 13 0",
    "M12.5 25c2.5 6.5 12.5 6.5 15 0z",
)
# Which of the five faces stand over a scale of so many points; longer scales are lists of words.
FACES_OF: Final = {2: (1, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


def _face(number: int) -> str:
    """Draw a face as an address that a style can name."""
    line = theme.FACE_LINE
    brows = "<path d='m10.5 13.5 5-2.5m14 2.5-5-2.5'/>" if number == 1 else ""
    drawn = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'>"
        f"<circle cx='20' cy='20' r='18' fill='{theme.FACES[number - 1]}' stroke='{line}' "
        f"stroke-width='1.5'/><g fill='none' stroke='{line}' stroke-width='2.4' "
        f"stroke-linecap='round' stroke-linejoin='round'><path d='{_MOUTHS[number - 1]}'/>{brows}"
        f"</g><circle cx='14' cy='17.5' r='2' fill='{line}'/>"
        f"<circle cx='26' cy='17.5' r='2' fill='{line}'/></svg>"
    )
    return f'url("data:image/svg+xml,{quote(drawn)}")'


def _faces() -> str:
    rules = []
    for points, faces in FACES_OF.items():
        scale = f'[class*="st-key-faces{points}-"]'
        rules.append(f"{scale} [role=radiogroup]{{grid-template-columns:repeat({points},1fr)}}")
        rules += [
            f"{scale} button:nth-of-type({place})::before{{background-image:var(--face{face})}}"
            for place, face in enumerate(faces, start=1)
        ]
        apart = f"{scale} button:nth-of-type({points + 1})"
        rules.append(f"{apart}{{{_APART}}}{apart}>*{{flex:none;width:auto}}")
        rules.append(f"{apart}::before{{{_RING}}}")
        rules.append(f"{apart}[aria-checked=true]::before{{{_RING_TAKEN}}}")
    return "".join(rules)


# "Not applicable" is no point of the scale: a line of its own, a ring before its words.
_APART: Final = (
    "grid-column:1/-1;min-height:44px;flex-direction:row;justify-content:center;"
    "align-items:center;gap:.55rem;background:none;border-color:transparent;box-shadow:none"
)
_RING: Final = "width:18px;height:18px;border:1.5px solid var(--field);border-radius:50%"
_RING_TAKEN: Final = "border:6px solid var(--teal)"
_BUTTONS: Final = '[class*="st-key-faces"] [role=radiogroup]'
_SOURCE: Final = """
:root{FACES}
.stMainBlockContainer{padding:0 1rem 3rem}
.band{background:var(--band);color:#fff;margin:0 -1rem;padding:.7rem 1rem 2rem;position:relative}
.band::after{content:"";position:absolute;inset:auto 0 0 0;height:9px;background:
 repeating-linear-gradient(90deg,#e3b567 0 2px,transparent 2px 12px) 0 100%/100% 5px no-repeat,
 repeating-linear-gradient(90deg,#e3b567 0 2px,transparent 2px 60px)}
.band div{display:flex;justify-content:space-between;align-items:center;min-height:44px}
.band nav{display:flex;gap:1rem}
.band a,.band a:visited{color:#fff;display:inline-flex;align-items:center;min-height:44px}
@media(min-width:46rem){.band{border-radius:0 0 14px 14px;overflow:clip}}
.band p{margin:0;color:#d5e9e8}
.band .unit{color:#fff;font-size:1.375rem;font-weight:700}
[data-testid=InputInstructions]{display:none}
.ask{margin:0}
.ask p{margin:0}
.ask .q{font-size:1.0625rem;font-weight:600;line-height:1.4;color:var(--ink)}
.ask .must{font-size:.875rem;font-weight:400;color:var(--accent);white-space:nowrap}
.ask .hint,.ends{font-size:.9375rem;color:var(--muted);margin-top:.15rem}
.ends{display:flex;justify-content:space-between;gap:1rem;margin:0}
.wrong{margin:.4rem 0 0;padding:.5rem .7rem;border-left:4px solid var(--error);
 background:var(--error-soft);color:var(--ink);font-size:1rem;border-radius:0 8px 8px 0}
.ask .wrong{margin-top:.4rem;font-weight:600}
.wrong b{color:var(--error)}
.wrong ul{margin:.3rem 0 0;padding:0;list-style:none}
.wrong a,.wrong a:visited{color:var(--ink);display:inline-block;padding:.35rem 0}
.say{padding:.7rem .9rem;border-radius:10px;background:var(--sunken);color:var(--ink)}
.stButtonGroup,.stButtonGroup>div{width:100%}
.stButtonGroup button{min-height:46px;height:auto;white-space:normal}
.stButtonGroup button p{white-space:normal;overflow-wrap:break-word;font-size:1rem}
.stButtonGroup [aria-checked=false]{background:var(--surface);border-color:var(--field)}
.stButtonGroup [aria-checked=true]{background:var(--teal-soft);border-color:var(--teal);
 box-shadow:inset 0 0 0 1px var(--teal);color:var(--ink)}
.stButtonGroup [aria-checked=true] p{font-weight:600}
BUTTONS{display:grid;gap:4px;width:100%}
BUTTONS button{width:100%;max-width:none;min-width:0;flex-direction:column;justify-content:start;
 gap:.3rem;padding:.5rem .1rem .45rem;border-radius:12px;border-color:transparent}
BUTTONS button::before{content:"";flex:none;width:42px;height:42px;
 background:center/contain no-repeat}
BUTTONS button p{font-size:.8125rem;line-height:1.25;text-align:center}
@media(min-width:34em){BUTTONS button p{font-size:.9375rem}}
@media(max-width:21em){BUTTONS{grid-template-columns:1fr!important}
 BUTTONS button{flex-direction:row;gap:.7rem;padding:.3rem .5rem}
 BUTTONS button p{font-size:1rem;text-align:left}}
[class*="st-key-unit-"]{max-width:20rem}
[class*="st-key-place-"]{border-bottom:1px solid var(--line);padding-bottom:.3rem}
[class*="st-key-rows-"] [role=radiogroup],[class*="st-key-rows-"] [role=group]{display:grid;
 grid-template-columns:1fr;gap:6px;width:100%}
[class*="st-key-rows-"] button{width:100%;max-width:none;justify-content:start;text-align:left;
 border-radius:12px}
[class*="st-key-ten-"] [role=radiogroup]{display:grid;gap:4px;width:100%;
 grid-template-columns:repeat(6,1fr)}
@media(min-width:34em){[class*="st-key-ten-"] [role=radiogroup]{
 grid-template-columns:repeat(11,1fr)}}
[class*="st-key-ten-"] button{width:100%;min-width:0;padding:0;border-radius:12px}
[class*="st-key-pair-"] [role=radiogroup]{display:grid;gap:6px;width:100%;
 grid-template-columns:repeat(auto-fit,minmax(5.9rem,1fr))}
[class*="st-key-pair-"] button{width:100%;max-width:none;border-radius:12px}
[data-testid=stCaptionContainer],[data-testid=stCaptionContainer] *{color:var(--muted);opacity:1}
[data-testid=stLayoutWrapper]>.stVerticalBlock[class*="st-key-part-"]{background:var(--surface)}
.stSelectbox input,.stTextInput input{min-height:44px}
.stCode code{font-size:1.375rem;font-weight:600;letter-spacing:.06em}
.stFormSubmitButton button,.stButton button{min-height:52px}
.stFormSubmitButton button p,.stButton button p{font-size:1.125rem;font-weight:600}
@media(forced-colors:active){.stButtonGroup [aria-checked=true]{border:3px solid Highlight}}
"""


def style() -> Markup:
    """Write the style as an element; every value in it is ours."""
    faces = f"--band:{theme.LIGHT.teal_strong};" + "".join(
        f"--face{number}:{_face(number)};" for number in range(1, 6)
    )
    own = _SOURCE.replace("FACES", faces).replace("BUTTONS", _BUTTONS)
    # Only our own constants stand in it; escaping would break its selectors.
    return Markup(f"<style>{theme.css()}{own}{_faces()}</style>")  # noqa: S704
