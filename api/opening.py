"""Opening the engine on what the settings name: every adapter is chosen here and nowhere else."""

from pathlib import Path

import structlog

from api.channels.hooks import Hooks
from api.channels.mail import Mail
from api.channels.robot import Robot
from api.settings import Settings
from engine.documents.rendering import Documents
from engine.engine import Engine
from engine.files.store import FileStore
from engine.sdk.ports import ChannelPort, Clock, Message
from engine.security.keys import open_keyring
from engine.store.placing import free_core
from engine.store.postgres import database_url, sqlalchemy_url
from engine.store.runtime import Ports, SystemClock
from forms.port import Forms

FONTS = Path(__file__).parent / "frontend" / "node_modules" / "@expo-google-fonts" / "noto-serif-sc"
log = structlog.get_logger("tongban.outbox")


class LoggedDelivery:
    """投递 to other systems until an adapter is there: every message becomes a line in the log, without its contents."""

    def deliver(self, message: Message) -> None:
        """Say that the message left."""
        log.info("message", id=message.id, topic=message.topic)


def open_engine(settings: Settings, clock: Clock | None = None, core: int | None = None) -> Engine:
    """The engine of a node: its database, its keys, its file store and the adapters of its ports; another clock is for demonstrations.

    With a `core`, the process keeps to that one.
    """
    files = FileStore(settings.var / "files")
    ports = Ports(
        forms=Forms(),
        files=files,
        documents=Documents([FONTS]),
        delivery=LoggedDelivery(),
        clock=clock or SystemClock(),
        channels=channels_of(settings),
        hooks=hooks_of(settings),
        programs=settings.processes,
    )
    secret = settings.secret_key.get_secret_value() if settings.secret_key else None
    url = sqlalchemy_url(settings.database_url) if settings.database_url else database_url(settings.var)
    return Engine.open(url, ports, open_keyring(settings.var, secret), core=core)


def open_for_good(settings: Settings) -> Engine:
    """The engine of a process that serves until it is told to stop."""
    engine = open_engine(settings, core=free_core(settings.var / "cores") if settings.placed else None)
    engine.stay()
    return engine


def channels_of(settings: Settings) -> dict[str, ChannelPort]:
    """The ways to reach people that are set up; none of them before somebody does."""
    channels: dict[str, ChannelPort] = {}
    if settings.mail_server is not None:
        channels["mail"] = Mail(settings.mail_server.get_secret_value(), settings.mail_from, settings.site)
    if settings.robot_hosts:
        channels["robot"] = Robot(_listed(settings.robot_hosts), _listed(settings.robot_networks), settings.site)
    return channels


def hooks_of(settings: Settings) -> Hooks | None:
    """The way to other systems; none before somebody names a host."""
    return Hooks(_listed(settings.webhook_hosts), _listed(settings.webhook_networks)) if settings.webhook_hosts else None


def _listed(text: str) -> list[str]:
    return text.replace(",", " ").split()
