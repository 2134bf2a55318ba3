"""One target under atheris, in a process of its own: `python -m benchmarks.fuzz.child TARGET -max_total_time=60 ...`.

What follows the target's name goes to libFuzzer, which ends the process at the first input that raises, takes too long
or too much memory, and keeps that input.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Callable

# Whose branches are followed: the package, and the libraries in Python that read for it.
_FOLLOWED = ["sijill", "feedparser", "protego", "trafilatura"]
Mutator = Callable[[bytes, int, int], bytes]


def mutator(pieces: tuple[bytes, ...], plain: Callable[[bytes, int], bytes]) -> Mutator:
    """Changes inputs piece by piece; every other time by `plain`, libFuzzer's own way, byte by byte."""

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return plain(data, most)
        for _ in range(chance.randint(1, 4)):
            data = _changed(data, pieces, chance)
        return data[:most]

    return mutate


def _changed(data: bytes, pieces: tuple[bytes, ...], chance: random.Random) -> bytes:
    start = chance.randint(0, len(data))
    end = min(len(data), start + chance.choice((1, 4, 16, 64, 256)))
    way = chance.randrange(4)
    if way == 0:
        return data[:start] + chance.choice(pieces) + data[start:]
    if way == 1:
        return data[:start] + chance.choice(pieces) * chance.choice((1, 3, 30, 300)) + data[end:]
    if way == 2:
        return data[:start] + data[start:end] * chance.choice((2, 20, 200)) + data[end:]
    return data[:start] + data[end:]


def main(name: str, arguments: list[str]) -> None:
    """Fuzz one target; libFuzzer ends the process."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=_FOLLOWED):
        from benchmarks.fuzz.targets import TARGETS
    target = TARGETS[name]
    for seed in target.seeds():
        # Before the clock runs: what is loaded once is no hang.
        target.run(seed)

    def _mutate(data: bytes, most: int) -> bytes:
        # Looked up late: the function is another one once fuzzing has begun.
        changed: bytes = atheris.Mutate(data, most)
        return changed

    atheris.Setup([name, *arguments], target.run, custom_mutator=mutator(target.pieces, _mutate))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
