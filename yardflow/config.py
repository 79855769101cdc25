"""Settings: the only reader of the environment.

Every name here is explained in ``.env.example``. A wrong value stops the start with the setting's
name and what is expected (`load`), never with a traceback in the middle of a request.
"""

import base64
import re
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from yardflow import email_address
from yardflow.prices import PRICES

PROVIDER_KEYS = ("OPENAI_API_KEY", "HUBSPOT_ACCESS_TOKEN", "SENDGRID_API_KEY")
REQUIRED_IN_PRODUCTION = ("DATABASE_URL", "REDIS_URL", "AUTH_SECRET", "PUBLIC_URL")
SANDBOX_KEY = "sandbox"
SANDBOX_APP_ID = 4_000_001
_PLAIN = str.maketrans("-_", "+/")


class SettingsError(Exception):
    """A setting has a value that the product cannot start with; the text names it."""


class Settings(BaseSettings):
    """What the person who deploys decides. Empty values count as unset."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    environment: str = Field("development", validation_alias="YARDFLOW_ENV")
    database_url: str | None = None
    redis_url: str | None = None
    auth_secret: SecretStr | None = None
    encryption_keys: SecretStr | None = None
    public_url: str | None = None
    bind: str = "127.0.0.1"
    port: int = 3000
    worker_port: int = 8080
    data_dir: Path = Path(".data")
    build_id: str = Field(
        "dev", validation_alias=AliasChoices("BUILD_ID", "RAILWAY_GIT_COMMIT_SHA")
    )
    cron_secret: SecretStr | None = None
    company_address: str | None = None
    trusted_proxy_hops: int = Field(0, ge=0, le=5)

    seed_admin_password: SecretStr | None = None
    seed_demo_password: SecretStr | None = None

    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    openai_model: str = "gpt-5.4-mini"
    hubspot_access_token: SecretStr | None = None
    hubspot_client_id: str | None = None
    hubspot_client_secret: SecretStr | None = None
    hubspot_app_id: int | None = Field(None, ge=1)
    hubspot_developer_key: SecretStr | None = None
    hubspot_base_url: str | None = None
    sendgrid_api_key: SecretStr | None = None
    sendgrid_base_url: str | None = None
    sendgrid_from_email: str | None = None
    sendgrid_from_name: str | None = None
    sendgrid_webhook_public_key: str | None = None
    sendgrid_inbound_public_key: str | None = None
    website_base_url: str | None = None

    @property
    def production(self) -> bool:
        """Whether this is a deployment; nothing falls back to the sandbox there."""
        return self.environment == "production"

    @property
    def url(self) -> str:
        """The address people reach the product at, without a trailing slash."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def origins(self) -> list[str]:
        """Whose pages may call us: the public address, or this machine's names for itself."""
        if self.public_url:
            parts = urlsplit(self.public_url)
            return [f"{parts.scheme}://{parts.netloc}"]
        return [f"http://{name}:{self.port}" for name in ("localhost", "127.0.0.1", "[::1]")]

    @field_validator("environment")
    @classmethod
    def _known_environment(cls, value: str) -> str:
        if value not in {"development", "production"}:
            raise ValueError("expected development or production")
        return value

    @field_validator("bind")
    @classmethod
    def _address(cls, value: str) -> str:
        try:
            return str(ip_address(value))
        except ValueError:
            raise ValueError("expected an IP address: 127.0.0.1, or 0.0.0.0 for all") from None

    @field_validator("port", "worker_port", mode="before")
    @classmethod
    def _port_number(cls, value: object) -> int:
        text = str(value).strip()
        if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
            raise ValueError("expected a whole number from 1 to 65535")
        return int(text)

    @field_validator("database_url")
    @classmethod
    def _psycopg_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        scheme, separator, rest = value.partition("://")
        if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
            raise ValueError("expected postgresql://user:password@host:5432/name")
        return f"postgresql+psycopg://{rest}"

    @field_validator("redis_url")
    @classmethod
    def _redis_url(cls, value: str | None) -> str | None:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("expected redis://host:6379 or rediss://host:6379")
        return value

    @field_validator("public_url", "openai_base_url", "hubspot_base_url", "sendgrid_base_url")
    @classmethod
    def _http_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("expected an address such as https://yardflow.example.com")
        return (parts.scheme + value[len(parts.scheme) :]).rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _https_in_production(cls, value: str | None, info: ValidationInfo) -> str | None:
        production = info.data.get("environment") == "production"
        if value and production and not value.startswith("https:"):
            raise ValueError("expected an https address in production: cookies need it")
        return value

    @field_validator("website_base_url")
    @classmethod
    def _on_this_machine(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme != "http" or parts.hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("expected an address of this machine: http://127.0.0.1:8090/websites")
        return value.rstrip("/")

    @field_validator("openai_model")
    @classmethod
    def _priced_model(cls, value: str) -> str:
        if value not in PRICES:
            raise ValueError(f"no price is known for {value!r}; expected {', '.join(PRICES)}")
        return value

    @field_validator("auth_secret", "cron_secret")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value and len(value.get_secret_value()) < 32:
            raise ValueError("expected at least 32 random characters (openssl rand -hex 32)")
        return value

    @field_validator("encryption_keys")
    @classmethod
    def _fernet_keys(cls, value: SecretStr | None) -> SecretStr | None:
        for key in value.get_secret_value().split(",") if value else ():
            if not _is_fernet_key(key.strip()):
                raise ValueError(
                    "expected keys of 32 random bytes, separated by commas, the newest first "
                    "(openssl rand -base64 32)"
                )
        return value

    @field_validator("sendgrid_from_email")
    @classmethod
    def _email(cls, value: str | None) -> str | None:
        if value and email_address.normalized(value) is None:
            raise ValueError("expected an email address")
        return value

    def missing(self) -> list[str]:
        """Names of the settings that this environment needs and does not have."""
        return [
            name
            for name in REQUIRED_IN_PRODUCTION
            if self.production and not getattr(self, name.lower())
        ]

    def secret(self) -> str:
        """`AUTH_SECRET` in clear.

        Raises:
            SettingsError: it is unset; there is no default to fall back to.
        """
        if self.auth_secret is None:
            raise SettingsError(
                "AUTH_SECRET is not set: expected at least 32 random characters "
                "(openssl rand -hex 32)"
            )
        return self.auth_secret.get_secret_value()


def load() -> Settings:
    """Reads the environment.

    Raises:
        SettingsError: one line for each setting that has a wrong value, without the value itself.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{_name(problem['loc'])}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from None


def _name(location: tuple[int | str, ...]) -> str:
    return str(location[0]).upper() if location else "settings"


def _is_fernet_key(key: str) -> bool:
    """Whether this is 32 bytes in Base64, in either of its alphabets."""
    try:
        return len(key) == 44 and len(base64.b64decode(key.translate(_PLAIN), validate=True)) == 32
    except ValueError:
        return False


@cache
def settings() -> Settings:
    """The settings of this process, read once. Tests call ``settings.cache_clear()``."""
    return load()
