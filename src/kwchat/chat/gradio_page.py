"""Gradio's page as it leaves the server: in Dutch, with our style, and with what it needs open."""

import re

from kwchat.chat.heading import DEFAULT, Heading
from kwchat.chat.rendering import fixed_html, shell_html

# 'unsafe-eval' is Gradio's: it compiles the template of each HTML component, all of which are
# constants here. Scripts in the page itself carry a nonce; inline handlers never run.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "frame-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
PAGE = "/"
QUEUE_PATH = "/gradio_api/queue/join"  # where a question comes in

# What the chat page uses of Gradio's API; files, uploads, proxies and descriptions stay shut.
_GRADIO_API = "/gradio_api/"
_OPEN_GRADIO_API = re.compile(
    r"/gradio_api/(queue/(join|data)|heartbeat/.+|cancel|reset|startup-events|app_id)/?"
)
_SHUT = re.compile(r"/(monitoring|login|logout|pwa_icon|svelte|docs|redoc|openapi\.json)(/.*)?")
_LEFTOVERS = re.compile(
    r'<meta\s+(?:property="og:|name="twitter:)[^>]*>|<link rel="manifest"[^>]*>'
)
_STYLES = re.compile(r'<link rel="stylesheet"[^>]*href="\./assets/[^>]*>')


def is_shut(path: str) -> bool:
    """Tell whether a path is one that Gradio serves and the chat page does not use."""
    if path.startswith(_GRADIO_API):
        return _OPEN_GRADIO_API.fullmatch(path) is None
    return _SHUT.fullmatch(path) is not None


def dutch_page(page: str, *, nonce: str, heading: Heading = DEFAULT) -> str:
    """Return Gradio's page in Dutch, with kwchat's style, and without a trace of other hosts.

    Every script in it carries the nonce. Other pages stay as they are: their scripts are files.
    """
    if "<gradio-app" not in page:
        return page
    page = _LEFTOVERS.sub("", page).replace('lang="en"', 'lang="nl"', 1)
    page = page.replace("</head>", f"{fixed_html('head')}</head>", 1)
    # Deferred scripts run in order.
    page = page.replace("<base ", f"{fixed_html('scripts')}<base ", 1)
    late = "".join(_STYLES.findall(page)) + fixed_html("chat_styles")
    page = _STYLES.sub("", page)  # or they hold up what can be read before they are used
    page = page.replace("<gradio-app", f"{shell_html(heading)}{late}<gradio-app", 1)
    return page.replace("<script", f'<script nonce="{nonce}"')
