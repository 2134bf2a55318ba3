"""`sijill cluster`: coding and linking on Apache Spark, for archives too large for one machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.export import FormatArgument, Names
from sijill.cli.streaming import some
from sijill.cli.trouble import FAILED, WRONG_USE, complain, wrong_use

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

cluster = typer.Typer(
    name="cluster",
    help="Archives too large for one machine, on Apache Spark: code reports, find reprints, link events.\n\n"
    "INPUT and OUTPUT are of any file system that Spark reads (folders, hdfs://, s3a://). The answers are those of one "
    "machine. How to run it on a cluster, and what it costs: docs/scale.md.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class RuleName(StrEnum):
    """Which figure of an event is the best one."""

    most_recent = "most_recent"
    median = "median"
    most_conservative = "most_conservative"


Output = Annotated[str, typer.Argument(metavar="OUTPUT", help="A new folder.", show_default=False)]
Reports = Annotated[
    str,
    typer.Argument(
        metavar="INPUT", help="Reports as JSON Lines, CSV or Parquet: a file, a folder, a pattern.", show_default=False
    ),
]
Master = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="ADDRESS",
        help="Where Spark runs: local[4], spark://host:7077, k8s://https://host:443, yarn. Else what spark-submit "
        "says, or all processors of this machine.",
        show_default=False,
    ),
]
Conf = Annotated[
    list[str] | None,
    typer.Option("--conf", metavar="NAME=VALUE", help="A setting of Spark; several times for several."),
]
Memory = Annotated[
    str | None,
    typer.Option("--memory", metavar="SIZE", help="Of Spark's Java, for each executor: 4g.", show_default=False),
]


@cluster.command()
def code(
    source: Reports,
    output: Output,
    master: Master = None,
    conf: Conf = None,
    memory: Memory = None,
    every: Annotated[
        bool, typer.Option("--every", help="Keep reports in which no word hints at an event, too.")
    ] = False,
) -> None:
    """Code reports, each processor with a coder of its own.

    OUTPUT/coded gets the coded reports as Parquet, in the order of the input; OUTPUT/failures what could not be read or
    coded, with the reason. What a worker loses is done again.

    Exit code: 0 all went well, 1 some reports failed, 2 wrong use.
    """
    with _spark(master, conf, memory, coding=True) as spark:
        from sijill.cluster import code as run

        done = run(spark, source, output, every=every)
    counts = [some(done.events, "event"), some(done.assertions, "assertion")]
    typer.echo(f"{some(done.reports, 'report')}, {done.kept:,} worth reading: {', '.join(counts)}.")
    if done.failed:
        complain(f"{some(done.failed, 'report')} set aside: see {output}/failures")
        raise typer.Exit(FAILED)


@cluster.command()
def dedupe(source: Reports, output: Output, master: Master = None, conf: Conf = None, memory: Memory = None) -> None:
    """Find reports that are one story: reprints and rewrites. They count as one voice when events are made.

    OUTPUT/stories gets a row for each report: its id, and that of the oldest report of its story.
    """
    with _spark(master, conf, memory) as spark:
        from sijill.cluster import dedupe as run

        done = run(spark, source, output)
    stories = f"{done.stories:,} {'story' if done.stories == 1 else 'stories'}"
    typer.echo(f"{some(done.reports, 'report')}; {done.again:,} tell again what others told, in {stories}.")


@cluster.command(short_help="Link what reports tell to events; write a data package.")
def link(
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="Coded reports: what `sijill cluster code` or `sijill code` wrote.",
            show_default=False,
        ),
    ],
    output: Output,
    stories: Annotated[
        str | None,
        typer.Option(
            "--stories",
            metavar="FOLDER",
            help="What `sijill cluster dedupe` wrote. Without it each report speaks for itself.",
            show_default=False,
        ),
    ] = None,
    rule: Annotated[RuleName, typer.Option("--rule", help="Which figure is the best one.")] = RuleName.most_recent,
    master: Master = None,
    conf: Conf = None,
    memory: Memory = None,
) -> None:
    """Link what the reports tell to events, and write them as a data package of Parquet files.

    OUTPUT/events has a row for each event, OUTPUT/accounts says which account of which report tells it, OUTPUT/coded
    holds the coded reports: `sijill add REPORTS --coded OUTPUT` brings them into a register.
    """
    with _spark(master, conf, memory) as spark:
        from sijill.cluster import link as run

        done = run(spark, source, output, stories=stories, rule=rule.value)
    typer.echo(
        f"{some(done.reports, 'report')} with {some(done.accounts, 'account')}; {some(done.pairs, 'pair')} of them "
        f"weighed; {some(done.events, 'event')}."
    )


@cluster.command(short_help="Write the events of a package in a format of the field.")
def export(
    name: FormatArgument,
    package: Annotated[
        Path,
        typer.Argument(metavar="PACKAGE", help="The folder that `link` wrote, on this machine.", show_default=False),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.", show_default=False)],
    names: Names = False,
) -> None:
    """Write the events of a package in a format of the field, as sijill export does those of a register."""
    from sijill.cluster.faults import ClusterError
    from sijill.cluster.package import export_package
    from sijill.exports import ExportError

    try:
        with out.open("wb") as stream:
            written, left_out = export_package(package, name.value, stream, names=names)
    except (ClusterError, ExportError) as error:
        wrong_use(error.reason, error.mend)
    except OSError as error:
        wrong_use(f"{out}: {error.strerror or error}", "Choose another file")
    typer.echo(f"{some(written, 'event')} written.")
    for reason, number in left_out.items():
        complain(f"{some(number, 'event')} left out: {reason}", "note")


@contextmanager
def _spark(
    master: str | None, conf: list[str] | None, memory: str | None, *, coding: bool = False
) -> Iterator[SparkSession]:
    from sijill.cluster.faults import ClusterError, SparkFailed, explained
    from sijill.cluster.spark import session

    given = dict(_setting(text) for text in conf or ())
    if sys.stderr.isatty():
        given.setdefault("spark.ui.showConsoleProgress", "true")
    try:
        with session(master, conf=given, memory=memory, coding=coding) as spark, explained():
            yield spark
    except ClusterError as error:
        complain(str(error))
        raise typer.Exit(FAILED if isinstance(error, SparkFailed) else WRONG_USE) from error


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        wrong_use(f"--conf {text!r} is no setting", "Write it as NAME=VALUE")
    return name, value
