"""Who may do what."""

from .guard import allow, public, verify_every_route_is_guarded
from .policy import POLICY, Permission, permits
from .predicates import Role

__all__ = ["POLICY", "Permission", "Role", "allow", "permits", "public", "verify_every_route_is_guarded"]
