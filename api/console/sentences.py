"""What the command line says when something fails that is nobody's bug."""

import errno
from dataclasses import dataclass
from typing import Final

import psycopg
from sqlalchemy.exc import OperationalError

from api.assets import AssetsUnavailable
from api.console.refusal import ConsoleRefusal
from engine.sdk.errors import EngineError, PackageError, Unavailable
from engine.sdk.messages import sentence
from engine.store.postgres import DatabaseUnavailable

DATABASE: Final = {
    "no_space": (
        "磁盘已满，数据库无法启动；请腾出空间后重试。",
        "The disk is full and the database cannot start; free some space and try again.",
    ),
    "not_permitted": (
        "没有权限读写数据目录；它可能由另一个用户建立。",
        "The data folder may not be read or written; another user may have made it.",
    ),
    "cannot_start": ("内置数据库无法启动，原因见下。", "The embedded database cannot start; the reason follows."),
    "not_migrated": (
        "数据库结构不是本版本所需；请先运行 tongban migrate。",
        "The database's schema is not this version's; run tongban migrate first.",
    ),
    "unreachable": (
        "无法连接数据库；请检查 DATABASE_URL 和数据库服务器。",
        "The database does not answer; check DATABASE_URL and the server.",
    ),
}

SYSTEM: Final = {
    errno.ENOSPC: ("磁盘已满；请腾出空间后重试。", "The disk is full; free some space and try again."),
    errno.EADDRINUSE: ("端口已被占用；请换一个端口（--port）。", "The port is in use; choose another one (--port)."),
    errno.EACCES: ("没有权限。", "Permission denied."),
    errno.ENOENT: ("文件不存在。", "No such file."),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """Both sentences, the exit code, and what the system said where that helps."""

    zh: str
    en: str
    code: int
    details: str = ""


def explained(error: Exception) -> Explained | None:
    """The sentence for an expected failure; None for a fault of ours."""
    match error:
        case DatabaseUnavailable():
            return Explained(*DATABASE[error.reason], code=4, details=error.detail)
        case AssetsUnavailable() | ConsoleRefusal():
            return Explained(error.zh, error.en, code=1, details=error.details)
        case Unavailable():
            return Explained(sentence(error, "zh"), sentence(error, "en"), code=4, details=str(error.facts.get("cause", "")))
        case psycopg.errors.DiskFull() | OperationalError(orig=psycopg.errors.DiskFull()):
            return Explained(*DATABASE["no_space"], code=4, details=str(getattr(error, "orig", error)).strip())
        case OperationalError() | psycopg.OperationalError():
            return Explained(*DATABASE["unreachable"], code=4, details=str(getattr(error, "orig", error)).strip())
        case PackageError():
            faults = (f"{fault.file}:{fault.line or ''} {fault.element or ''}\n    {fault.zh}\n    {fault.en}" for fault in error.findings)
            return Explained(sentence(error, "zh"), sentence(error, "en"), code=3, details="\n".join(faults))
        case EngineError():
            return Explained(sentence(error, "zh"), sentence(error, "en"), code=1)
        case OSError() if error.errno in SYSTEM:
            return Explained(*SYSTEM[error.errno], code=1, details=str(error.filename or ""))
    return None
