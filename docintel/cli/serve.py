"""``docintel serve``: the pages on this machine."""

from __future__ import annotations

import click


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Requests served at the same time.")
def command(host: str, port: int, threads: int) -> None:
    """Serve the pages; prints the address and, the first time, a sign-in."""
    from docintel.workflows import session  # noqa: PLC0415  # Django loads only when it is needed

    session.open_home()
    from docintel.workflows import accounts, serve  # noqa: PLC0415  # models need an opened home

    first = accounts.first_user()
    print(f"docintel: http://{host}:{port}/", flush=True)
    if first:
        print(f"首次登录：用户名 {first.name}，密码 {first.password}（首次登录须改成自己的密码）", flush=True)
    serve.serve(host, port, threads)
