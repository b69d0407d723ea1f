"""Endorsing and withdrawing by the commands."""

import pytest

from tests.flows.conftest import Installation, Template


@pytest.fixture(scope="module")
def network(empty: Template, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Two partners under one root; for all tests, of which one alone writes anything."""
    made = empty.copy(tmp_path_factory.mktemp("network"))
    made.run("org", "add", "tralee", "--name", "Tralee", "--country", "IE", "--parent", "open")
    made.run("org", "add", "porto", "--name", "Porto", "--country", "PT", "--parent", "open")
    return made


def test_an_issuer_is_endorsed_once_and_the_endorsement_withdrawn(network: Installation) -> None:
    made = network.json("endorse", "tralee", "--by", "porto", "--comment", "Sound work.")
    assert made["url"] == f"https://badges.example.org/endorsements/{made['id']}"
    assert (made["target"], made["by"]) == ("tralee", "porto")
    again = network.run("endorse", "tralee", "--by", "porto", "--comment", "Sound.", code=2)
    assert again.stderr.count("\n") == 1
    assert "already" in again.stderr
    withdrawn = network.json("withdraw", made["id"], "--reason", "In error")
    assert withdrawn == {"id": made["id"], "withdrawn": True}
    assert not network.json("withdraw", made["id"], "--reason", "Again")["withdrawn"]
    said = network.run("endorse", "tralee", "--by", "porto", "--comment", "Sound again.").stdout
    assert said.startswith("porto endorses tralee: https://badges.example.org/endorsements/")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("endorse", "porto", "--by", "porto", "--comment", "x"), "cannot endorse itself"),
        (("endorse", "nobody", "--by", "porto", "--comment", "x"), "'nobody'"),
        (("endorse", "tralee/none", "--by", "porto", "--comment", "x"), "'tralee/none'"),
        (("endorse", "tralee", "--by", "nobody", "--comment", "x"), "'nobody'"),
        (("endorse", "tralee", "--by", "porto", "--comment", " "), "comment"),
        (("withdraw", "7", "--reason", "x"), "'7'"),
        (("withdraw", "0b9c7a52-6a0c-4e0f-9f57-3f1f3b7d0e11", "--reason", "x"), "0b9c7a52"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    network: Installation, arguments: tuple[str, ...], word: str
) -> None:
    done = network.run(*arguments, code=2)
    assert done.stderr.count("\n") == 1
    assert word in done.stderr
