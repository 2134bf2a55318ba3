"""What Sijill runs on: pinned, whole, from nowhere in particular, under licences that fit."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from requirements.licences import PAGE, Rules, licence_of, rows, rules
from requirements.pinned import FILE, Pinned, pinned

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def packages() -> dict[str, list[Pinned]]:
    found: dict[str, list[Pinned]] = {}
    for one in pinned():
        found.setdefault(one.name, []).append(one)
    return found


def test_every_package_is_pinned_with_hashes(packages: dict[str, list[Pinned]]) -> None:
    assert len(packages) > 60
    assert not [one.name for each in packages.values() for one in each if not one.hashes]


def test_all_that_the_project_asks_for_is_there(packages: dict[str, list[Pinned]]) -> None:
    # Fails where a dependency was added or its bounds were changed: make requirements.
    for asked in map(Requirement, PROJECT["dependencies"]):
        each = packages.get(canonicalize_name(asked.name))
        assert each, f"{asked.name} is not pinned: make requirements"
        for one in each:
            assert asked.specifier.contains(one.version, prereleases=True), (asked, one.version)


def test_the_pins_name_no_host_and_no_machine() -> None:
    text = FILE.read_text("utf-8")
    assert not re.search(
        r"https?://|file:|--(?:extra-)?index|--find-links|--trusted|/(?:home|root|opt|work|tmp)/", text
    )
    assert not re.search(r"^-e|\s@\s", text, re.MULTILINE)


@pytest.mark.parametrize("line", ["numpy>=2", "numpy", "numpy==2.0,>1"])
def test_what_pins_nothing_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "r.txt"
    file.write_text(f"# told\n{line} \\\n    --hash=sha256:{'0' * 64}\n", "utf-8")
    with pytest.raises(ValueError, match="pins no version"):
        pinned(file)


def test_each_licence_is_known_and_fits() -> None:
    given = rules()
    unfit = {name: licence for name, _, licence, _ in rows(given) if licence is None or not given.fits(licence)}
    assert unfit == {}


def test_the_page_lists_them_all(packages: dict[str, list[Pinned]]) -> None:
    # Fails where the pins have changed since: make requirements.
    text = PAGE.read_text("utf-8")
    listed = dict(re.findall(r"^\| (\S+) \| ([^|]+?) \|", text, re.MULTILINE))
    assert {name: sorted({one.version for one in each}, key=Version) for name, each in packages.items()} == {
        name: sorted(versions.split(", "), key=Version) for name, versions in listed.items() if name != "package"
    }
    given = rules()
    for name, versions, licence, _ in rows(given):
        assert f"| {name} | {versions} | {licence} |" in text


@pytest.mark.parametrize(
    ("expression", "fits"),
    [
        ("MIT", True),
        ("MIT AND Apache-2.0", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("(MIT OR GPL-3.0-only) AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_which_licences_fit(expression: str, fits: bool) -> None:
    assert rules().fits(expression) is fits


def test_a_package_without_a_word_about_it_has_no_licence() -> None:
    assert licence_of("no-such-package-here", Rules(frozenset(), {}, {})) is None


def test_the_bill_of_materials_is_whole_and_the_same_every_time(
    packages: dict[str, list[Pinned]], tmp_path: Path
) -> None:
    made = []
    for name in ("one.json", "two.json"):
        out = tmp_path / name
        command = [sys.executable, "-m", "cyclonedx_py", *bill(), "-o", str(out)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        made.append(out.read_bytes())
    assert made[0] == made[1]
    told = json.loads(made[0])
    assert told["bomFormat"] == "CycloneDX"
    assert told["metadata"]["component"]["name"] == "sijill"
    found = {(one["name"], one["version"]) for one in told["components"]}
    assert found == {(one.name, one.version) for each in packages.values() for one in each}
    assert all(one["externalReferences"][0]["hashes"] for one in told["components"])


def called(program: str) -> str:
    """How the Makefile calls a program: its options, in one line."""
    text = (FILE.parents[1] / "Makefile").read_text("utf-8").replace("\\\n", " ")
    found = re.search(rf"\$\(BIN\)/{program} (.*)$", text, re.MULTILINE)
    assert found, f"the Makefile has no {program}"
    return found[1]


def bill() -> list[str]:
    """What `make sbom` calls cyclonedx-py with, but for where the bill goes."""
    root = FILE.parents[1]
    words = re.sub(r"(?:-o|--output-file)\s+\S+", "", called("cyclonedx-py")).split()
    return [str(root / word) if (root / word).is_file() else word for word in words]


def test_an_audit_that_could_not_ask_is_none() -> None:
    # Without --strict pip-audit passes over what the public list could not be asked about, and is content.
    assert "--strict" in called("pip-audit").split()
