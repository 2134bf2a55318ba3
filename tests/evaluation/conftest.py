"""The benchmark beside the checkout, and its reference scorer, where they are."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

_BENCHMARK = Path(__file__).resolve().parents[2].parent / "shared" / "benchmark"


@pytest.fixture(scope="session")
def benchmark() -> Path:
    if not _BENCHMARK.is_dir():
        pytest.skip("../shared/benchmark is not beside this checkout")
    return _BENCHMARK


@pytest.fixture(scope="session")
def reference(benchmark: Path) -> ModuleType:
    """The scorer that comes with the benchmark."""
    spec = importlib.util.spec_from_file_location("reference_score", benchmark / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
