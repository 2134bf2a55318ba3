"""Files wherever Spark reads them: this machine, HDFS, object stores; by Hadoop's file systems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from sijill.cluster.faults import ClusterError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://[^/]*)?(?=/)")
# Signs of Hadoop's patterns: a name that holds them has to be told from a pattern.
_PATTERN: Final = str.maketrans({sign: f"\\{sign}" for sign in "{}[]*?\\"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: its path with its scheme, and its size in bytes."""

    path: str
    size: int

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def literal(self) -> str:
        """The path as Spark's readers take it, which read patterns."""
        return self.path.translate(_PATTERN)


class Storage:
    """The file systems of a session."""

    def __init__(self, spark: SparkSession) -> None:
        self._jvm: Any = spark.sparkContext._jvm
        self._conf: Any = spark.sparkContext._jsc.hadoopConfiguration()

    def files(self, path: str) -> list[Entry]:
        """The files of a path: itself, those of a folder and its folders, or those that fit a pattern.

        In the order in which one machine reads them, without hidden ones. Raises `ClusterError` where there are none.
        """
        system, at = self._at(path)
        found = self._told(lambda: system.globStatus(at), path)
        entries = [entry for status in found or () for entry in self._within(system, status, path)]
        if not entries:
            raise ClusterError(f"{path}: no such file or folder, or nothing in it", "Check the path")
        return sorted(entries, key=lambda entry: PurePosixPath(plain(entry.path)))

    def exists(self, path: str) -> bool:
        """True where there is a file or folder of this path."""
        system, at = self._at(path)
        return bool(self._told(lambda: system.exists(at), path))

    def delete(self, path: str) -> None:
        """Delete a file, or a folder with all that is in it."""
        system, at = self._at(path)
        self._told(lambda: system.delete(at, True), path)

    def write(self, path: str, text: str) -> None:
        """Write a file of UTF-8."""
        system, at = self._at(path)
        system.setWriteChecksum(False)
        stream = self._told(lambda: system.create(at, True), path)
        try:
            stream.write(bytearray(text.encode("utf-8")))
        finally:
            stream.close()

    def _at(self, path: str) -> tuple[Any, Any]:
        def opened() -> tuple[Any, Any]:
            at = self._jvm.org.apache.hadoop.fs.Path(path)
            return at.getFileSystem(self._conf), at

        found: tuple[Any, Any] = self._told(opened, path)
        return found

    def _within(self, system: Any, status: Any, asked: str) -> Iterator[Entry]:  # noqa: ANN401 - objects of Java
        top = status.getPath().toString()
        if not status.isDirectory():
            yield Entry(top, status.getLen())
            return
        files = self._told(lambda: system.listFiles(status.getPath(), True), asked)
        while files.hasNext():
            one = files.next()
            path = one.getPath().toString()
            if not any(part.startswith((".", "_")) for part in path[len(top) :].split("/")):
                yield Entry(path, one.getLen())

    @staticmethod
    def _told(do: Any, path: str) -> Any:  # noqa: ANN401 - objects of Java
        from py4j.protocol import Py4JJavaError

        try:
            return do()
        except Py4JJavaError as error:
            said = str(error.java_exception).splitlines()[0].rpartition("Exception: ")[2]
            raise ClusterError(f"{path}: {said}", "Check the path, and that Spark may read and write there") from error


def plain(path: str) -> str:
    """A path without scheme and host, as `Entry` and Spark's own column both have it."""
    return _SCHEME.sub("", path, count=1) if _SCHEME.match(path) else path


def plain_uri(uri: str) -> str:
    """The same of an address in which signs are escaped, as Spark's own column of paths has them."""
    return unquote(urlsplit(uri).path)
