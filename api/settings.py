"""What may be set from outside: environment variables, read once in the composition root and passed on."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class Settings(BaseSettings):
    """Every setting of a node; names carry the prefix `TONGBAN_`, the database alone is `DATABASE_URL`."""

    model_config = SettingsConfigDict(env_prefix="TONGBAN_", frozen=True, extra="ignore")

    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL", description="PostgreSQL; unset = the embedded server")
    var: Path = Field(default=Path("var"), description="Folder of files, keys and the embedded database")
    processes: Path = Field(default=Path("processes"), description="Folder of the programs")
    secret_key: SecretStr | None = Field(default=None, description="Master key, base64; unset = the key file in `var`")
    https: bool = Field(default=False, description="Served over https: cookies are Secure and HSTS is sent")
    language: str = Field(default="zh", pattern="^(zh|en)$", description="Language before anybody chose one")
    max_file_bytes: int = Field(default=20 * MIB, ge=1, description="Largest single upload")
    max_request_bytes: int = Field(default=256 * MIB, ge=1, description="Largest request that may carry files")
    max_body_bytes: int = Field(default=16 * MIB, ge=1, description="Largest request without files")
    max_fields: int = Field(default=20_000, ge=1, description="Most fields of one form")
    sign_in_attempts: int = Field(default=30, ge=1, description="Sign-in attempts per address and minute")
    token_requests: int = Field(default=600, ge=1, description="Requests of one API token per minute and node")

    placed: bool = Field(default=False, description="Every server process keeps to a core of its own, its database processes too")

    site: str = Field(default="", pattern=r"^(https?://\S+)?$", description="Address of this installation, for links in messages")
    mail_server: SecretStr | None = Field(default=None, description="smtp://, smtp+starttls:// or smtps://user:password@host")
    mail_from: str = Field(default="", description="Sender of mail")
    robot_hosts: str = Field(default="", description="Hosts that alerts may be posted to, such as qyapi.weixin.qq.com; empty = no robots")
    robot_networks: str = Field(default="", description="Networks of the house whose robots may be reached, such as 10.1.0.0/16")
    webhook_hosts: str = Field(default="", description="Hosts webhooks may be posted to; empty = webhooks are off")
    webhook_networks: str = Field(default="", description="Networks of the house webhooks may reach, such as 10.1.0.0/16")

    model_config["populate_by_name"] = True
