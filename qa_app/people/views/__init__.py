"""The pages of people: signing in, passwords, and the administrator's set-up."""

from . import passwords, people, signing_in, staying, structure

blueprints = (signing_in.blueprint, staying.blueprint, passwords.blueprint, people.blueprint, structure.blueprint)

__all__ = ["blueprints"]
