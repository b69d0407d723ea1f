"""The HTML of an e-mail that tells of an event: one card with a heading, the text and one link.

Styles stand at each element, as many mail programs drop all others; those in the head are for
programs that know the dark.
"""

from dataclasses import dataclass
from html import escape

FONT = (
    "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans',Arial,"
    "sans-serif"
)
DARK = (
    ".ground{background:#0f1318!important}.card{background:#171c23!important;"
    "border-color:#2c343e!important}.ink{color:#e6e9ee!important}.muted{color:#9aa4b2!important}"
    ".link{background:#7aa2ff!important;color:#0f1318!important}"
)
PICTURE_PIXELS = 112


@dataclass(frozen=True, slots=True)
class EventPage:
    """What it shows. `off_url` switches the kind off, which `off_of` names; `picture_url` is the
    badge's, where there is one."""

    heading: str
    text: str
    org: str
    link: str
    url: str
    off_of: str
    off_url: str
    picture_url: str | None = None


def event_text(page: EventPage) -> str:
    """The same as text."""
    return (
        f"{page.text}\n\n{page.link}:\n{page.url}\n\n-- \n{page.org}\n\n"
        f"{_why(page)} To get no more of these:\n{page.off_url}\n"
    )


def event_html(page: EventPage) -> str:
    """A whole document. Whatever is not ours is escaped."""
    paragraphs = "".join(
        f'<p class="ink" style="margin:0 0 14px;white-space:pre-wrap">{escape(each)}</p>'
        for each in page.text.split("\n\n")
    )
    url, off_url = escape(page.url), escape(page.off_url)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(page.heading)}</title>
<style>@media (prefers-color-scheme: dark) {{{DARK}}}</style></head>
<body class="ground" style="margin:0;padding:24px 12px;background:#f7f8fa;{FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" class="card" cellpadding="0" cellspacing="0" width="100%"
 style="max-width:560px;background:#ffffff;border:1px solid #d8dee4;border-radius:8px">
<tr><td style="padding:32px;font-size:16px;line-height:1.5;overflow-wrap:anywhere">
{_picture(page)}<h1 class="ink"
 style="margin:0 0 18px;font-size:22px;line-height:1.3;color:#1b1f24">{escape(page.heading)}</h1>
<div style="color:#1b1f24">{paragraphs}</div>
<p style="margin:24px 0 0"><a class="link" href="{url}"
 style="display:inline-block;padding:10px 18px;background:#2f5bd7;color:#ffffff;\
text-decoration:none;border-radius:8px">{escape(page.link)}</a></p>
</td></tr></table>
<p class="muted" style="max-width:560px;margin:18px auto 0;font-size:13px;line-height:1.5;\
color:#57606a">{escape(page.org)}<br>{escape(_why(page))}
<a class="muted" href="{off_url}" style="color:#57606a">Get no more of these</a></p>
</td></tr></table></body></html>
"""


def _why(page: EventPage) -> str:
    return f"You get this e-mail because {page.off_of[0].lower()}{page.off_of[1:]}."


def _picture(page: EventPage) -> str:
    """The badge's; the heading says all of it."""
    if page.picture_url is None:
        return ""
    size = f'width="{PICTURE_PIXELS}" height="{PICTURE_PIXELS}"'
    return (
        f'<img src="{escape(page.picture_url)}" alt="" {size} '
        'style="display:block;margin:0 0 18px;border:0">'
    )
