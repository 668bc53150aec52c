"""Asked before anything starts, so that the answer is a sentence and not a failure half-way."""

import errno
import os
import shutil
import socket
from pathlib import Path

from ops.trouble import no_space, not_permitted, port_busy

MB = 1024 * 1024
NO_ROOM = MB


def room_for(needed_mb: int, place: Path) -> None:
    """Refuse when the disk under `place` cannot hold what is coming."""
    free = shutil.disk_usage(place).free // MB
    if free < needed_mb:
        raise no_space(needed_mb, free, str(place))


def is_full(*places: Path) -> bool:
    """Whether one of the disks has no room left: what fails then fails for that reason, whatever it says."""
    return any(shutil.disk_usage(place).free < NO_ROOM for place in places if place.exists())


def free_port(host: str, port: int) -> None:
    """Refuse when somebody listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise port_busy(port) from error
            raise


def writable(folder: Path) -> None:
    """Refuse when this account may not write into the project's folder or what an earlier start left in it."""
    for place in (folder, folder / "var", folder / "var" / "log", folder / ".venv"):
        if place.exists() and not os.access(place, os.W_OK | os.X_OK):
            raise not_permitted(str(place))
