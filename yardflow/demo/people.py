"""Who can sign in to the demo."""

from dataclasses import dataclass

from pydantic import SecretStr
from sqlmodel import Session, col, select

from yardflow.auth.passwords import accept_new, hash_password
from yardflow.config import settings
from yardflow.errors import Invalid
from yardflow.models import Role, User


@dataclass(frozen=True)
class Person:
    """A person who can sign in to the demo; ``setting`` holds another password for production."""

    name: str
    email: str
    role: Role
    password: str
    setting: str


PEOPLE = (
    Person(
        "Morgan Reyes", "admin@yardflow.com", Role.ADMIN, "YardFlow2026!", "seed_admin_password"
    ),
    Person("Dana Whitfield", "demo@yardflow.com", Role.MEMBER, "Demo2026!", "seed_demo_password"),
)


def password_of(person: Person) -> str:
    """The one that opens their login.

    Raises:
        Invalid: in production, without one of your own.
    """
    own: SecretStr | None = getattr(settings(), person.setting)
    password = own.get_secret_value() if own else person.password
    if settings().production:
        if own is None or password in {demo.password for demo in PEOPLE}:
            raise Invalid(
                f"Set {person.setting.upper()}: in production {person.email} needs another "
                "password, because the demo's is public."
            )
        accept_new(password, own=(person.name, person.email))
    return password


def user_of(session: Session, person: Person, password: str) -> User:
    """Their row, which is added where it is missing."""
    user = session.exec(
        select(User).where(User.email == person.email, col(User.removed_at).is_(None))
    ).first()
    if user is None:
        user = User(
            email=person.email,
            name=person.name,
            role=person.role,
            password_hash=hash_password(password),
        )
        session.add(user)
        session.flush()
    return user
