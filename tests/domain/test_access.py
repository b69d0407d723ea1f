"""Which role may do what: the whole table, so that a permission is given on purpose."""

import pytest

from leap_dash.domain.access import GRANTED, Permission, Role

WHO = {
    Permission.SEE_LEARNERS: {Role.ADMINISTRATOR, Role.INSTRUCTOR, Role.MODERATOR},
    Permission.RECORD: {Role.ADMINISTRATOR, Role.INSTRUCTOR},
    Permission.GROUP: {Role.ADMINISTRATOR, Role.INSTRUCTOR},
    Permission.MESSAGE: {Role.ADMINISTRATOR, Role.INSTRUCTOR},
    Permission.SET_THRESHOLDS: {Role.ADMINISTRATOR, Role.INSTRUCTOR},
    Permission.IMPORT: {Role.ADMINISTRATOR, Role.INSTRUCTOR},
    Permission.DEFINE: {Role.ADMINISTRATOR, Role.INSTRUCTOR},
    Permission.AWARD: {Role.ADMINISTRATOR, Role.INSTRUCTOR},
    Permission.APPROVE: {Role.ADMINISTRATOR, Role.MODERATOR},
    Permission.REVOKE: {Role.ADMINISTRATOR, Role.INSTRUCTOR, Role.MODERATOR},
    Permission.ENDORSE: {Role.ADMINISTRATOR},
    Permission.COMPARE: {Role.ADMINISTRATOR, Role.PARTNER},
    Permission.ADMINISTER: {Role.ADMINISTRATOR},
    Permission.SEE_OWN: {Role.LEARNER},
}


@pytest.mark.parametrize("permission", list(Permission))
def test_each_permission_is_held_by_exactly_these_roles(permission: Permission) -> None:
    assert {role for role in Role if permission in GRANTED[role]} == WHO[permission]
