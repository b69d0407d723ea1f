"""All addresses of one customer are one."""

import pytest

from leap_dash.domain.client_address import client_key


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:DB8:1:2::", "2001:db8:1:2::"),
        ("", ""),
        ("x" * 99, "x" * 64),
    ],
)
def test_a_customer_has_one_key(address: str, key: str) -> None:
    assert client_key(address) == key
