from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.access import Role
from qa_app.db import PRIVATE, Base


class Service(Base):
    """A part of the council's children's services, with a head."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)

    teams: Mapped[list[Team]] = relationship(back_populates="service", order_by="Team.name")


class Team(Base):
    """A team of a service."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)

    service: Mapped[Service] = relationship(back_populates="teams")


class RoleGrant(Base):
    """A role that a person has; a head of service has one for each service headed."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "service_id"),
        CheckConstraint("(role = 'head-of-service') = (service_id IS NOT NULL)", name="heads_head_a_service"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))

    service: Mapped[Service | None] = relationship(lazy="joined")


class Person(Base):
    """Someone who signs in.

    ``name_in_case_list``: how the case system writes them as a worker. Two open accounts never have the same.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index(
            "uq_person_name_in_case_list",
            "name_in_case_list",
            unique=True,
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True, info=PRIVATE)
    name: Mapped[str] = mapped_column(info=PRIVATE)
    password_hash: Mapped[str | None] = mapped_column(info=PRIVATE)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    name_in_case_list: Mapped[str | None] = mapped_column(info=PRIVATE)
    is_active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column()

    team: Mapped[Team | None] = relationship(lazy="joined")
    grants: Mapped[list[RoleGrant]] = relationship(order_by=RoleGrant.id, cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": revision}

    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        return str(self.id)

    def has(self, role: Role) -> bool:
        return any(grant.role == role for grant in self.grants)

    @property
    def services_headed(self) -> frozenset[int]:
        """The ids of the services of which this person is the head."""
        return frozenset(
            grant.service_id for grant in self.grants if grant.role == Role.HEAD_OF_SERVICE and grant.service_id
        )


class SignIn(Base):
    """One signing in, from a browser, until it ends. The browser holds the token; here is only its hash."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True, info=PRIVATE)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")


class FailedSignIn(Base):
    """A wrong password or an unknown address, counted so that guessing is slowed down."""

    __tablename__ = "failed_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_hash: Mapped[str] = mapped_column(index=True, info=PRIVATE)
    address: Mapped[str] = mapped_column(index=True, info=PRIVATE)
    at: Mapped[datetime] = mapped_column(index=True)
