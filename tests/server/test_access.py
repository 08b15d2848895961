"""Names, networks and clients: what lets a request in, by value alone."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwchat.server.access import LOOPBACK, Access, household, within


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:7860",
        "127.0.0.1:7860",
        "[::1]:7860",
        "10.0.0.5",
        "chat.school.nl:80",
    ],
)
def test_names_of_our_own_are_answered(host: str) -> None:
    """With or without a port; a bare address is always one of ours."""
    assert Access(hosts=("chat.school.nl",)).answers_to(host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "chat.school.nl.evil.example", "[::1", "a b"],
)
def test_other_names_are_not(host: str) -> None:
    """A name that someone else made point here opens nothing."""
    assert not Access(hosts=("chat.school.nl",)).answers_to(host)


def test_the_address_behind_which_we_stand_is_ours() -> None:
    """It need not be said twice."""
    access = Access(root_path="https://school.nl:8443/hulp")

    assert access.answers_to("school.nl")
    assert access.local("/hulp/healthz") == access.local("/healthz") == "/healthz"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("", False),
        ("unknown", False),
        ("127.0.0.1.evil.example", False),
    ],
)
def test_only_an_address_lies_in_a_network(address: str, *, expected: bool) -> None:
    """What is no address lies nowhere."""
    assert within(address, LOOPBACK) is expected


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_a_machine_cannot_change_its_number_by_changing_its_address(
    address: object, other: int
) -> None:
    """Within its network of 2**64 addresses one machine is one client."""
    home = household(str(address))

    assert household(str(ip_network(home)[other])) == home
