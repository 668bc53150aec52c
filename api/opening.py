"""Opening the engine on what the settings name: every adapter is chosen here and nowhere else."""

from pathlib import Path

import structlog

from api.settings import Settings
from engine.documents.rendering import Documents
from engine.engine import Engine
from engine.files.store import FileStore
from engine.sdk.ports import Clock, Message
from engine.security.keys import open_keyring
from engine.store.postgres import database_url, sqlalchemy_url
from engine.store.runtime import Ports, SystemClock
from forms.port import Forms

FONTS = Path(__file__).parent / "frontend" / "node_modules" / "@expo-google-fonts" / "noto-serif-sc"
log = structlog.get_logger("tongban.outbox")


class LoggedDelivery:
    """投递 until a mail, SMS or webhook adapter is configured: every message becomes a line in the log, without its contents."""

    def deliver(self, message: Message) -> None:
        """Say that the message left."""
        log.info("message", id=message.id, topic=message.topic)


def open_engine(settings: Settings, clock: Clock | None = None) -> Engine:
    """The engine of a node: its database, its keys, its file store and the adapters of its ports; another clock is for demonstrations."""
    files = FileStore(settings.var / "files")
    ports = Ports(forms=Forms(), files=files, documents=Documents([FONTS]), delivery=LoggedDelivery(), clock=clock or SystemClock())
    secret = settings.secret_key.get_secret_value() if settings.secret_key else None
    url = sqlalchemy_url(settings.database_url) if settings.database_url else database_url(settings.var)
    return Engine.open(url, ports, open_keyring(settings.var, secret))
