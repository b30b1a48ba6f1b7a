"""What hosts show in the place of a page, and what they do to a page on its way to a reader.

Only names: nothing here decides whether a page is the one that was built. That is its digest.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import islice

GUIDE = "docs/hosts.md"
_LOOK = 1 << 20  # bytes of a page in which traces are looked for

# Pages that a visitor must pass before the one that was asked for: header or traces, and whose it is.
_CHALLENGE_HEADERS = (
    ("cf-mitigated", "challenge", "Cloudflare's challenge"),
    ("x-amzn-waf-action", "", "AWS WAF's challenge"),
    ("x-vercel-mitigated", "challenge", "Vercel's challenge"),
    ("x-datadome", "", "DataDome's challenge"),
)
_CHALLENGES = (
    (
        rb"window\._cf_chl_opt|cf-browser-verification|<title>Just a moment\.\.\.</title>",
        "Cloudflare's challenge",
    ),
    (rb"<title>Attention Required! \| Cloudflare</title>", "Cloudflare's firewall"),
    (rb"<title>[^<]*Cloudflare Access</title>|cloudflareaccess\.com/", "Cloudflare Access' login"),
    (rb"awswaf\.com|AwsWafIntegration|gokuProps", "AWS WAF's challenge"),
    (rb"_Incapsula_Resource|Incapsula incident ID", "Imperva's challenge"),
    (rb"captcha-delivery\.com", "DataDome's challenge"),
    (rb"Sucuri WebSite Firewall|sucuri_cloudproxy_js", "Sucuri's challenge"),
    (rb"/\.within\.website/x/cmd/anubis", "Anubis' challenge"),
    (rb"_vcrcs|<title>Vercel Security Checkpoint</title>", "Vercel's challenge"),
    (rb"px-captcha|_pxAppId", "HUMAN's challenge"),
    (rb"ddos-guard\.net|<title>DDoS-Guard</title>", "DDoS-Guard's challenge"),
    (rb"login\.microsoftonline\.com/", "Microsoft's login"),
    (
        rb"hcaptcha\.com/1/|google\.com/recaptcha/|challenges\.cloudflare\.com/turnstile",
        "a captcha",
    ),
    (
        rb"<title>(?:Checking your browser|Please wait|Verifying you are human|One moment, please"
        rb"|Access denied)\b",
        "a challenge",
    ),
    (rb"<input[^>]{0,200}type=[\"']?password", "a page that asks for a password"),
)
# What is added to a page or changed in it: its trace, and its name for whoever has to switch it off.
_ADDITIONS = (
    (
        rb"data-cfemail=|/cdn-cgi/l/email-protection|__cf_email__",
        "Cloudflare's Email Address Obfuscation",
    ),
    (rb"static\.cloudflareinsights\.com/beacon", "the script of Cloudflare Web Analytics"),
    (
        rb"rocket-loader(?:\.min)?\.js|type=[\"']?[0-9a-f]{20,}-text/javascript",
        "Cloudflare's Rocket Loader",
    ),
    (rb"/cdn-cgi/challenge-platform/", "the script of Cloudflare's bot protection"),
    (rb"/cdn-cgi/(?:zaraz|apps|mirage)", "a script of Cloudflare's (Zaraz, Apps, Mirage)"),
    (
        rb"netlify-rum|/\.netlify/scripts/|app\.netlify\.com|netlify-cdp",
        "a script of Netlify's (snippet injection, analytics, the preview's toolbar)",
    ),
    (rb"/_vercel/(?:insights|speed-insights)|vercel\.live/", "a script of Vercel's"),
    (rb"js\.monitor\.azure\.com|applicationinsights", "the script of Azure Application Insights"),
    (rb"googletagmanager\.com|google-analytics\.com|gtag\(", "the script of Google's analytics"),
    (rb"NREUM|js-agent\.newrelic\.com", "the script of New Relic"),
    (rb"ruxitagentjs|dynatrace", "the script of Dynatrace"),
    (rb"mod_pagespeed|pagespeed_|\.pagespeed\.", "PageSpeed's rewriting"),
    (rb"livereload\.js|browser-sync-client", "the script of a development server (live reload)"),
    (rb"wombat\.js|__wm\.init", "the frame of a web archive"),
    (rb"translate\.goog|google-translate", "a translation proxy's frame"),
    (
        rb"<!--\s*(?:This website is like a Rocket|Performance optimized by|Cached page|Served from"
        rb"|Page generated|Minified by)",
        "a caching proxy's comment",
    ),
)
_HIDDEN = re.compile(
    r"<!--(?:.*?-->|.*)|<(script|style|noscript)\b(?:.*?</\1\s*>|.*)", re.DOTALL | re.IGNORECASE
)
_INSTANT = re.compile(r"\bdata-(?:from|until)=[\"']?([0-9TZ:-]{20})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_MAIL = re.compile(
    r"<(a|span)\b[^<>]*?(?:data-cfemail=|/cdn-cgi/l/email-protection|href=[\"']?mailto:)[^<>]*>"
    r"(?:(?!</?a\b).)*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SCRIPT = re.compile(
    rb"<script\b[^>]*>(?:(?!<script).)*?</script\s*>\s*", re.DOTALL | re.IGNORECASE
)
_NO_BREAK = re.compile(rb"\s*<!doctype html><", re.IGNORECASE)
_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,400})", re.IGNORECASE)


def challenge(headers: Mapping[str, str], content: bytes) -> str | None:
    """Return what stands between a visitor and the page, None if nothing that is known.

    headers: by lower-case name.
    """
    for name, value, who in _CHALLENGE_HEADERS:
        if name in headers and value in headers[name].lower():
            return who
    start = content[:_LOOK]
    return next((who for trace, who in _CHALLENGES if re.search(trace, start, re.IGNORECASE)), None)


def additions(content: bytes, sha256: str) -> tuple[str, ...]:
    """Return what a host did to a page, by the traces that it left.

    sha256: of the page as built; what can be undone is undone, to be sure of it.
    """
    return tuple(dict.fromkeys(_additions(content, sha256)))


def _additions(content: bytes, sha256: str) -> Iterator[str]:
    start = content[:_LOOK]
    for trace, name in _ADDITIONS:
        if re.search(trace, start, re.IGNORECASE):
            yield name
    if _is(content.replace(b"\r\n", b"\n"), sha256):
        yield "other line ends (CRLF in the place of LF)"
    if _is(content.removeprefix(b"\xef\xbb\xbf"), sha256):
        yield "a byte order mark at the start"
    if len(content) <= _LOOK:
        for match in islice(_SCRIPT.finditer(content), 50):
            if _is(content[: match.start()] + content[match.end() :], sha256):
                yield f"a script ({_line(match.group())})"
            elif _is(
                content[: match.start()]
                + content[match.start() :].replace(match.group().rstrip(), b"", 1),
                sha256,
            ):
                yield f"a script ({_line(match.group())})"  # fmt: skip
    body, end, tail = content.rpartition(b"</html>")
    if end and tail.strip() and any(_is(body + end + rest, sha256) for rest in (b"", b"\n")):
        yield f"something after the end of the page ({_line(tail)})"
    if start.count(b"\n") < len(start) // 2000 or _NO_BREAK.match(start):
        yield "minifying (the line ends are gone)"


def reading(content: bytes) -> str:
    """Return a digest of what a page says, whatever its scripts, spaces, comments and links are.

    It tells a page that was changed on its way from another page, and decides nothing else. Mail
    addresses, and links to them with their words, are left out, for Cloudflare hides them. The
    instants in it are those of its build.
    """
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    text = _HIDDEN.sub("", text)
    text = _MAIL.sub("", text)
    instants = " ".join(_INSTANT.findall(text))
    visible = _ADDRESS.sub("", html.unescape(_TAG.sub("", text)))
    visible = "".join(unicodedata.normalize("NFC", visible).split())
    return hashlib.sha256(f"{instants}\n{visible}".encode("utf-8", "replace")).hexdigest()[:16]


def shown(content: bytes, secrets: tuple[str, ...] = ()) -> str:
    """Return in a few words what a body is, fit for a message: its title, or that it has none.

    secrets: what must not be in it, if the host sends it back.
    """
    if not content.strip():
        return "an empty page"
    match = _TITLE.search(content[:_LOOK])
    title = _line(html.unescape(match[1].decode("utf-8", "replace")).encode()) if match else ""
    for secret in secrets:
        title = title.replace(secret, "…")
    return f"the page '{title}'" if title else f"{len(content)} bytes without a title"


def _is(content: bytes, sha256: str) -> bool:
    return hashlib.sha256(content).hexdigest() == sha256


def _line(content: bytes) -> str:
    text = " ".join(content.decode("utf-8", "replace").split())
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= 80 else text[:79] + "…"
