"""What hosts do between a deployed site and its readers, one function each, in a table.

Each answers a request from two folders: `new`, the site that was just deployed, and `old`, the one
before. The table says which exit code `publisher record` ends with, and words of its message.
"""

from __future__ import annotations

import base64
import gzip
import itertools
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

from .host import Answer
from .running import MONDAY

TEN_AGO = format_datetime(MONDAY - timedelta(minutes=10), usegmt=True)
LOGIN = "Basic " + base64.b64encode(b"preview:correct horse").decode()
_TYPES = {".html": "text/html; charset=utf-8", ".json": "application/json"}
_count = itertools.count()


@dataclass
class Request:
    """What a host is asked for. path: without the query. headers: by lower-case name."""

    path: str
    query: str
    headers: Mapping[str, str]
    new: Path
    old: Path
    state: dict[str, int] = field(default_factory=dict)

    @property
    def agent(self) -> str:
        """Who asks, as the request says."""
        return self.headers.get("user-agent", "")

    @property
    def past_caches(self) -> bool:
        """Whether caches on the way are asked to stand aside."""
        return "no-cache" in self.headers.get("cache-control", "")


Behaviour = Callable[[Request], Answer]


@dataclass(frozen=True)
class Host:
    """A row of the table. exit_code: of `publisher record`. message: what it must say. header: sent.

    monitor: exit code of `publisher monitor`, where it isn't 1 whenever something is not recorded.
    """

    name: str
    behave: Behaviour
    exit_code: int
    message: str = ""
    header: str = ""
    monitor: int | None = None

    @property
    def monitored(self) -> int:
        """The exit code of `publisher monitor`."""
        return min(self.exit_code, 1) if self.monitor is None else self.monitor


def serve(request: Request, folder: Path | None = None) -> Answer:
    """Answer as an honest host does."""
    file = (folder or request.new) / request.path.lstrip("/")
    file = file / "index.html" if file.is_dir() else file
    headers = {"Date": format_datetime(MONDAY, usegmt=True)}
    if not file.is_file():
        return 404, headers | {"Content-Type": "text/html"}, b"<title>Not found</title>"
    kind = _TYPES.get(file.suffix, "application/octet-stream")
    return 200, headers | {"Content-Type": kind}, file.read_bytes()


def stale(applies: Callable[[Request], bool]) -> Behaviour:
    """Return a host that answers from the old site where this applies."""
    return lambda request: serve(request, request.old if applies(request) else request.new)


def headed(**added: str) -> Behaviour:
    """Return a host that adds headers to pages; an empty one is taken away."""

    def behave(request: Request) -> Answer:
        status, headers, body = serve(request)
        if headers["Content-Type"].startswith("text/html"):
            headers |= {name.replace("_", "-"): value for name, value in added.items()}
        return status, {name: value for name, value in headers.items() if value}, body

    return behave


def rewriting(change: Callable[[bytes], bytes]) -> Behaviour:
    """Return a host that changes pages on their way."""

    def behave(request: Request) -> Answer:
        status, headers, body = serve(request)
        if status == 200 and headers["Content-Type"].startswith("text/html"):
            body = change(body)
        return status, headers, body

    return behave


def added(html: bytes, before: bytes = b"</body>") -> Behaviour:
    """Return a host that puts something into every page."""
    return rewriting(lambda body: body.replace(before, html + before))


def coded(name: str, code: Callable[[bytes], bytes]) -> Behaviour:
    """Return a host that always compresses, whatever it was asked for."""

    def behave(request: Request) -> Answer:
        status, headers, body = serve(request)
        return status, headers | {"Content-Encoding": name}, code(body)

    return behave


def refusing(applies: Callable[[Request], bool], answer: Answer) -> Behaviour:
    """Return a host that gives this answer where it applies."""

    def behave(request: Request) -> Answer:
        return answer if applies(request) else serve(request)

    return behave


def missing(*paths: str) -> Behaviour:
    """Return a host to which these pages were not deployed."""
    return refusing(lambda request: request.path in paths, (404, {}, b"<title>Not found</title>"))


def is_page(request: Request) -> bool:
    """Whether a page is asked for, and not a file."""
    return request.path.endswith("/")


def always(_: Request) -> bool:
    """Apply to every request."""
    return True


def bare_deflate(body: bytes) -> bytes:
    """Compress as many servers do that say 'deflate': without the head that the standard wants."""
    coder = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return coder.compress(body) + coder.flush()


def hide_mail(body: bytes) -> bytes:
    """Hide mail addresses and add the script that shows them, as Cloudflare does."""
    coded_mail = bytes([7, *(byte ^ 7 for byte in b"privacy@example.org")]).hex().encode()
    hidden = (
        b'<a href="/cdn-cgi/l/email-protection#' + coded_mail + b'" class="__cf_email__" '
        b'data-cfemail="' + coded_mail + b'">[email&#160;protected]</a>'
    )
    changed = re.sub(rb'<a href="[^"]*mailto:[^"]*"[^>]*>[^<]*</a>', hidden, body)
    changed = re.sub(rb"<a href=\"&#109;[^>]*>.*?</a>", hidden, changed)
    return changed.replace(b"privacy@example.org", hidden) if changed == body else changed


def takes_no_slash(request: Request) -> Answer:
    """Redirect to the address without the slash at its end, and serve the page there."""
    if request.path.endswith("/") and request.path != "/":
        return 308, {"Location": request.path[:-1]}, b""
    return serve(request)


def drops_query(request: Request) -> Answer:
    """Redirect to the address without its query."""
    return (301, {"Location": request.path}, b"") if request.query else serve(request)


def every_second_is_old(request: Request) -> Answer:
    """Answer in turn from a machine that has the new site and from one that has not."""
    request.state["count"] = request.state.get("count", 0) + 1
    return serve(request, request.old if request.state["count"] % 2 else request.new)


def counts(body: bytes) -> bytes:
    """Write the number of the request where a reader sees it."""
    return body.replace(b"</body>", b"<p>Visitor %d</p></body>" % next(_count))


def nonces(body: bytes) -> bytes:
    """Put another token into each answer."""
    return body.replace(b"<script", b'<script nonce="%d"' % next(_count))


def single_page(request: Request) -> Answer:
    """Show the home page, with status 200, for whatever is not there."""
    if request.path == "/privacy/v2/changes/":
        return serve(Request("/", "", request.headers, request.new, request.old))
    return serve(request)


def asks_for_password(request: Request) -> Answer:
    """Show the site to whoever knows the password."""
    if request.headers.get("authorization") == LOGIN:
        return serve(request)
    return 401, {"WWW-Authenticate": 'Basic realm="Preview"'}, b"<title>Login</title>"


def old_compressed(request: Request) -> Answer:
    """Keep an old copy of what is sent compressed, which is what browsers ask for."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return serve(request)
    status, headers, body = serve(request, request.old)
    return status, headers | {"Content-Encoding": "gzip"}, gzip.compress(body)


CHALLENGE = (
    b"<!doctype html><html><head><title>Just a moment...</title></head>"
    b"<script>window._cf_chl_opt={}</script></html>"
)
HTML = {"Content-Type": "text/html; charset=utf-8"}
BEACON = b"<script defer src='https://static.cloudflareinsights.com/beacon.min.js'></script>"
S3 = {"Server": "AmazonS3", "Content-Type": "application/xml"}
DENIED = b"<Error><Code>AccessDenied</Code></Error>"

HOSTS = (
    # What readers get is what was built.
    Host("honest", serve, 0),
    Host("always gzip", coded("gzip", gzip.compress), 0),
    Host("always deflate", coded("deflate", zlib.compress), 0),
    Host("always deflate without a head", coded("deflate", bare_deflate), 0),
    Host("gzip twice", coded("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))), 0),
    Host("redirects a query away", drops_query, 0),
    Host("refuses every query", refusing(lambda r: bool(r.query), (403, {}, b"no")), 0),
    Host(
        "refuses every program",
        refusing(lambda r: "policy-publisher" in r.agent, (403, {}, b"")),
        0,
    ),
    Host("takes no slash", takes_no_slash, 0),
    Host("names no type", headed(Content_Type=""), 0),
    Host("keeps a copy of the new site", headed(Age="600", Date=TEN_AGO, X_Cache="HIT"), 0),
    Host(
        "asks for a password, and gets it", asks_for_password, 0, header=f"Authorization: {LOGIN}"
    ),
    # What waiting, emptying a cache or deploying again puts right.
    Host("caches by full address", stale(lambda r: not r.query), 3, "readers do not get it"),
    Host("caches by agent", stale(lambda r: "Mozilla" in r.agent), 3, "readers do not get it"),
    Host(
        "caches for all but no-cache",
        stale(lambda r: not r.past_caches),
        3,
        "readers do not get it",
    ),
    Host("ignores no-cache", stale(always), 3, "the live build is of commit", monitor=0),
    Host(
        "caches what phones get", stale(lambda r: "iPhone" in r.agent), 3, "readers do not get it"
    ),
    Host("caches what is compressed", old_compressed, 3, "readers do not get it"),
    Host(
        "caches by language",
        stale(lambda r: r.headers.get("accept-language", "").startswith("fr")),
        3,
        "readers do not get it",
    ),
    Host(
        "old policy page", stale(lambda r: r.path == "/privacy/"), 3, "/privacy/: the page is not"
    ),
    Host("old home page", stale(lambda r: r.path == "/"), 3, "/: the page is not what was built"),
    Host(
        "no notice",
        missing("/notices/privacy-2/"),
        3,
        "/notices/privacy-2/: the page cannot be seen",
    ),
    Host("no policy page", missing("/privacy/"), 3, "/privacy/: the page cannot be seen"),
    Host("no coming text", missing("/privacy/v2/"), 3, "/privacy/v2/: the page cannot be seen"),
    Host("no redline", missing("/privacy/v2/changes/"), 3, "/privacy/v2/changes/: the page cannot"),
    Host("no home page", missing("/"), 3, "/: the page cannot be seen"),
    Host(
        "several pages missing", missing("/privacy/", "/privacy/v2/"), 3, "nor are these as built: "
    ),
    Host(
        "other words",
        rewriting(lambda body: body.replace(b"13 months", b"24 months")),
        3,
        "is not what was built",
    ),
    Host("home page for what is missing", single_page, 3, "/privacy/v2/changes/: the page is not"),
    Host("every second machine is old", every_second_is_old, 3),
    Host("down", refusing(always, (503, {"Retry-After": "60"}, b"")), 3, "the host answered 503"),
    Host("too many requests", refusing(is_page, (429, {}, b"")), 3, "the host answered 429"),
    Host(
        "object store without the object",
        refusing(lambda r: r.path == "/privacy/v2/", (403, S3, DENIED)),
        3,
        "the host answered 403",
    ),
    Host(
        "cut off",
        coded("gzip", lambda body: gzip.compress(body)[:-20]),
        3,
        "Content-Encoding: gzip",
    ),
    Host("says gzip and is not", coded("gzip", lambda body: body), 3, "Content-Encoding: gzip"),
    Host(
        "elsewhere",
        refusing(always, (302, {"Location": "https://login.example/?next=x"}, b"")),
        3,
        "redirects to another host: https://login.example",
    ),
    Host(
        "an empty page",
        refusing(lambda r: r.path == "/privacy/v2/", (200, HTML, b"")),
        3,
        "an empty page",
    ),
    # What only a person puts right.
    Host("adds a script", added(BEACON), 2, "Cloudflare Web Analytics"),
    Host("adds a script of its own", added(b'<script src="/x.js"></script>'), 2, 'src="/x.js"'),
    Host(
        "adds a bot check",
        added(b'<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'),
        2,
        "Cloudflare's bot protection",
    ),
    Host(
        "Rocket Loader",
        rewriting(
            lambda b: b.replace(
                b"<script>", b'<script type="0123456789abcdef01234567-text/javascript">'
            ).replace(
                b"</body>", b'<script src="/cdn-cgi/scripts/rocket-loader.min.js"></script></body>'
            )
        ),
        2,
        "Rocket Loader",
    ),
    Host("hides mail addresses", rewriting(hide_mail), 2, "Email Address Obfuscation"),
    Host(
        "minifies",
        rewriting(lambda body: re.sub(rb">\s+<", b"><", re.sub(rb"\n\s*", b" ", body))),
        2,
        "minifying",
    ),
    Host("CRLF", rewriting(lambda body: body.replace(b"\n", b"\r\n")), 2, "CRLF"),
    Host("byte order mark", rewriting(lambda body: b"\xef\xbb\xbf" + body), 2, "a byte order mark"),
    Host(
        "a comment at the end",
        rewriting(lambda body: body + b"<!-- Served from cache -->"),
        2,
        "a caching proxy's comment",
    ),
    Host(
        "rewrites links",
        rewriting(lambda body: body.replace(b'href="', b'href="/go?to=')),
        2,
        "links or attributes",
    ),
    Host("another token each time", rewriting(nonces), 2, "changed on its way"),
    Host("another number each time", rewriting(counts), 2, "another one at each request"),
    Host("asks for a password", asks_for_password, 2, "--header-from"),
    Host(
        "gets the wrong password",
        asks_for_password,
        2,
        "--header-from",
        "Authorization: Basic d3Jvbmc=",
    ),
    Host(
        "refuses everybody",
        refusing(always, (403, HTML, b"<title>403</title>")),
        2,
        "the host answered 403",
    ),
    Host(
        "a challenge with status 200",
        refusing(lambda r: "Mozilla" in r.agent, (200, HTML, CHALLENGE)),
        2,
        "Cloudflare's challenge",
    ),
    Host(
        "a challenge for all", refusing(always, (200, HTML, CHALLENGE)), 2, "Cloudflare's challenge"
    ),
    Host(
        "a challenge with status 403",
        refusing(always, (403, HTML | {"cf-mitigated": "challenge"}, CHALLENGE)),
        2,
        "Cloudflare's challenge",
    ),
    Host(
        "a challenge with status 202",
        refusing(always, (202, {"x-amzn-waf-action": "challenge"}, b"")),
        2,
        "AWS WAF's challenge",
    ),
    Host(
        "a login with status 200",
        refusing(is_page, (200, HTML, b'<form><input name=p type="password"></form>')),
        2,
        "asks for a password",
    ),
    Host(
        "downloads",
        headed(Content_Disposition="attachment; filename=index.html"),
        2,
        "Content-Disposition: attachment",
    ),
    Host(
        "octet-stream",
        headed(Content_Type="application/octet-stream"),
        2,
        "Content-Type: application/octet-stream",
    ),
    Host(
        "text/plain",
        headed(Content_Type="text/plain; charset=utf-8"),
        2,
        "Content-Type: text/plain",
    ),
    Host(
        "nosniff without a type",
        headed(Content_Type="", X_Content_Type_Options="nosniff"),
        2,
        "nosniff",
    ),
    Host(
        "other characters",
        headed(Content_Type="text/html; charset=iso-8859-1"),
        2,
        "charset=iso-8859-1",
    ),
    Host("leads away", headed(Refresh="0; url=/"), 2, "Refresh"),
    Host("always br", coded("br", lambda body: b"\x0b\x02\x80" + body), 2, "Content-Encoding: br"),
    Host(
        "always zstd",
        coded("zstd", lambda body: b"\x28\xb5\x2f\xfd" + body),
        2,
        "Content-Encoding: zstd",
    ),
    Host(
        "a coding of its own", coded("x-secret", lambda body: body), 2, "Content-Encoding: x-secret"
    ),
    Host(
        "a bomb", coded("gzip", lambda body: gzip.compress(bytes(64 << 20))), 2, "more than 16 MiB"
    ),
)
