"""启动网页服务: `tongban serve`."""

import argparse
import os
import socket

import uvicorn
from fastapi import FastAPI

from api.settings import Settings
from engine.store.migration import migrated
from engine.store.postgres import database_url


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen and with how many processes."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址 / address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="端口 / port (%(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="进程数 / number of processes (%(default)s)")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Hold the database for the server's life and serve until told to stop."""
    _refuse_busy_port(options.host, options.port)
    # The server's processes find the database by its address: only this one holds the embedded server.
    os.environ["DATABASE_URL"] = migrated(database_url(settings.var))
    uvicorn.run(
        "api.console.serve:application",
        factory=True,
        host=options.host,
        port=options.port,
        workers=options.workers,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    return 0


def application() -> FastAPI:
    """The application of one server process, set from the environment."""
    # Both are loaded by the server's processes, after the port and the database are sure.
    from api.app import create_app  # noqa: PLC0415
    from api.opening import open_for_good  # noqa: PLC0415

    return create_app(Settings(), open_for_good)


def _refuse_busy_port(host: str, port: int) -> None:
    """Say so before anything starts, instead of from inside the server."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
