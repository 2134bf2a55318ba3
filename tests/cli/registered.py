"""A small register for the commands that show one: two papers differ on a clash, one tells of another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sijill.model import CodedReport, Report
from sijill.register import Register
from tests.register.making import account, assertion, coded, report

ALPHA = """Seven policemen did not come home from the checkpoint at Daquq, which armed men attacked on Sunday. State \
television told of 7 dead. Its camera showed burned cars, and a mayor who asked for lamps along the road."""
BETA = """DAQUQ – A night of gunfire: when it was over, 9 members of the force lay dead, two police sources said. Men \
who attacked had come through the fields on foot, and the commander of the sector lost his post over it."""
GAMMA = """A teacher, [bold]=Rana[/bold], counted 2 dead after militants attacked a bus in Mosul."""


def reports() -> list[tuple[Report, CodedReport]]:
    """Reports with their codings."""
    alpha = report(
        ALPHA, id="alpha-1", publisher="Alpha Times", title="Seven dead at Daquq", published=date(2024, 5, 14)
    )
    beta = report(
        BETA, id="beta-1", publisher="Beta Wire", title="Nine dead after night attack", published=date(2024, 5, 15)
    )
    gamma = report(
        GAMMA, id="gamma-1", publisher="Gamma", title="=Bus [bold]attacked[/bold]", published=date(2024, 4, 3)
    )
    television = {"sources": ("state television",)}
    police = {"sources": ("two police sources",)}
    return [
        (alpha, coded(alpha, account(ALPHA, killed=7).model_copy(update=television))),
        (beta, coded(beta, account(BETA, killed=9, town="Daquq").model_copy(update=police))),
        (
            gamma,
            coded(
                gamma,
                account(GAMMA, killed=2, town="Mosul", day=date(2024, 4, 2), kind="Armed clash"),
                assertions=(assertion(GAMMA, "militants"),),
            ),
        ),
    ]


def fill(path: Path) -> None:
    """Make the register."""
    with Register.open(path) as register:
        register.add_many(reports())
