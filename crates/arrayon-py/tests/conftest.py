"""The demo, simulated once, and the command line to compare with."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import arrayon
import pandas as pd
import pytest

#: Files that say when, where and how results were made.
OF_THE_RUN = {"provenance.json", "manifest.json", "summary.json"}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's ``study`` and ``results``."""
    given = os.environ.get("ARRAYON_DEMO")
    if given:
        return Path(given)
    place = tmp_path_factory.mktemp("demo") / "demo"
    arrayon.demo(place)
    return place


@pytest.fixture(scope="session")
def expression(demo: Path) -> pd.DataFrame:
    return arrayon.read_results(demo / "results").expression


@pytest.fixture(scope="session")
def samples(demo: Path) -> pd.DataFrame:
    return pd.read_csv(demo / "study" / "samples.csv", index_col="sample")


@pytest.fixture(scope="session")
def contrasts(demo: Path) -> pd.DataFrame:
    return pd.read_csv(demo / "study" / "contrasts.csv")


@pytest.fixture(scope="session")
def library(demo: Path) -> dict[str, Path]:
    """The chip's library, as settings."""
    folder = demo / "study" / "library"
    return {name: folder / f"Clariom_S_Rat.r1.{name}" for name in ("pgf", "clf", "mps", "qcc", "bgp")}


@pytest.fixture(scope="session")
def annotation(demo: Path) -> Path:
    return demo / "study" / "library" / "Clariom_S_Rat.na36.transcript.csv"


Command = Callable[..., Path]


@pytest.fixture()
def command(tmp_path: Path) -> Command:
    """Runs the command line and gives its result folder."""
    program = os.environ.get("ARRAYON")
    if not program:
        pytest.skip("ARRAYON names no program to compare with")

    def run(*arguments: object) -> Path:
        out = tmp_path / "of_the_command_line"
        words = [program, *(str(one) for one in arguments), "--out", str(out), "-qq"]
        subprocess.run(words, check=True)
        return out

    return run


def assert_same_files(results: arrayon.Results, folder: Path) -> None:
    """Every result file has the bytes of the file that the command line wrote."""
    written = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    }
    assert set(results.names) - OF_THE_RUN == written - OF_THE_RUN
    differing = [
        name
        for name in sorted(written - OF_THE_RUN)
        if results.read(name) != (folder / name).read_bytes()
    ]
    assert differing == []
    assert "provenance.json" in results.names
