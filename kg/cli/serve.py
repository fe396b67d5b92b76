"""`kg serve`: the graph in a browser, and as a SPARQL endpoint."""

from __future__ import annotations

import click

from kg.cli.frame import Command, Outcome, say
from kg.cli.options import store_option

__all__ = ["serve"]


@click.command(
    cls=Command,
    examples=(
        "kg serve",
        "kg serve --store papers.kg --port 0",
        "kg serve --timeout 60 --memory 4096 --rows 1000000",
        "kg serve --cors https://notebook.example.org",
    ),
    exits={
        Outcome.DONE: "stopped",
        Outcome.FAILED: "failed; the reason is on standard error",
        Outcome.USAGE: "wrong usage",
    },
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Listen at this address of this machine. Whoever reaches it can read the graph.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help="Listen at this port, 0 for any that is free. Default: 8765, or the next that is free.",
)
@click.option("--allow-host", multiple=True, metavar="NAME", help="Answer to this host name as well. May be repeated.")
@click.option(
    "--cors",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of this origin read the answers, * for all. May be repeated.",
)
@click.option(
    "--proxy",
    multiple=True,
    metavar="ADDRESS",
    help="Believe the proxy at this address when it says who asks (X-Forwarded-For). May be repeated.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Stop what runs longer.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=256),
    default=1024,
    show_default=True,
    metavar="MB",
    help="Stop what needs more memory.",
)
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    metavar="N",
    help="Refuse results of more rows or triples.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    metavar="N",
    help="Run so many SPARQL queries at once, and so many other requests.",
)
@click.option("--open", "opens", is_flag=True, help="Open the first page in a browser.")
@store_option
def serve(
    host: str,
    port: int | None,
    allow_host: tuple[str, ...],
    cors: tuple[str, ...],
    proxy: tuple[str, ...],
    timeout: float,
    memory: int,
    rows: int,
    workers: int,
    opens: bool,
    store: str,
) -> Outcome:
    """Serve the graph to browsers, and to programs as a SPARQL endpoint.

    The pages have a question box, the picture of kg explore, a page for each paper and entity (HTML, Turtle or JSON-LD,
    as the Accept header asks) and an editor for SPARQL. The endpoint is /sparql; it only reads. What runs too long or
    needs too much is stopped, and told so. kg add and kg remove may run meanwhile: the next request sees their result.
    It listens on this machine only, unless --host names another address.
    """
    from pathlib import Path

    from kg.server.app import Settings
    from kg.server.limits import Limits
    from kg.server.serving import address_of, listen, run
    from kg.store import Store

    Store.open(store).close()  # so that a missing store is told here, and not by every page
    limits = Limits(timeout_s=timeout, memory_bytes=memory << 20, rows=rows, workers=workers)
    with listen(host, port) as listener:
        # Who asks by the address that the server listens at asks for it.
        hosts = (*allow_host, *(() if host in ("0.0.0.0", "::") else (host,)))
        address = address_of(listener)
        say(f"{store} is at {address} (Ctrl+C stops it)")
        if opens:
            click.launch(address)
        run(Settings(Path(store), limits, hosts, cors, proxy), listener)
    return Outcome.DONE
