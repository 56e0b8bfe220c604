"""Serve the pages under waitress, a WSGI server in plain Python."""

from __future__ import annotations

import logging
import threading
from typing import Any

import waitress
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from docintel.errors import BadInput, DocintelError
from docintel.workflows import indexing, notify, ready

MAX_UPLOAD = 512 * 1024 * 1024
"""Bytes of one request; a larger file is refused before it is read."""


def serve(host: str, port: int, threads: int) -> None:
    """Serve until interrupted. Raises BadInput when the address is taken."""
    try:
        server = waitress.create_server(
            get_wsgi_application(), host=host, port=port, threads=threads, ident="docintel", max_request_body_size=MAX_UPLOAD, **_proxy()
        )
    except OSError as error:
        todo = f"换一个端口：docintel serve --port {port + 1}"
        raise BadInput(f"不能在 {host}:{port} 提供页面（{error.strerror or error}）；{todo}") from error
    threading.Thread(target=_index_what_waits, name="index", daemon=True).start()
    stop = threading.Event()
    threading.Thread(target=notify.keep_running, args=(stop,), name="remind", daemon=True).start()
    threading.Thread(target=ready.keep_ready, args=(stop,), name="ready", daemon=True).start()
    try:
        server.run()
    finally:
        stop.set()


def _proxy() -> dict[str, Any]:
    """What waitress takes a proxy's word for: the client's address and https; from nobody unless one is named (DOCINTEL_TRUSTED_PROXY)."""
    if not settings.TRUSTED_PROXY:
        return {}
    return {
        "trusted_proxy": settings.TRUSTED_PROXY,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        "clear_untrusted_proxy_headers": True,
    }


def _index_what_waits() -> None:
    """Papers stored without index, or an index of an older program: taken in while the pages are already served."""
    try:
        indexing.catch_up()
    except DocintelError as error:
        logging.getLogger("docintel").warning("%s", error)
