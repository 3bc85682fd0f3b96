"""Runs docs/python.ipynb, and compares what its cells print with what stands there.

`python notebook.py` fails where a cell fails or prints something else; with `--write` the notebook is
written with what its cells print now.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "python.ipynb"


def texts(cell: nbformat.NotebookNode) -> str:
    """What a cell prints and shows, as plain text."""
    shown = [
        output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"]
        for output in cell.get("outputs", [])
        if output["output_type"] in ("stream", "execute_result", "display_data")
    ]
    return "".join(shown)


def main(write: bool) -> int:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    before = [texts(cell) for cell in notebook.cells]
    client = NotebookClient(notebook, timeout=60, resources={"metadata": {"path": NOTEBOOK.parent}})
    client.execute()
    if write:
        for cell in notebook.cells:
            cell.metadata = {}
            for output in cell.get("outputs", []):
                # tables are shown as text, so that they can be read in a diff
                output.get("data", {}).pop("text/html", None)
        notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]}
        nbformat.write(notebook, NOTEBOOK)
        return 0
    differing = [
        f"cell {at}: found\n{texts(cell)}\nexpected\n{text}"
        for at, (cell, text) in enumerate(zip(notebook.cells, before, strict=True))
        if texts(cell) != text
    ]
    print("\n".join(differing) or f"{len(notebook.cells)} cells print what stands there")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
