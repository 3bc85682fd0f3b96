"""Compares the stages of a workflow with a run: `python compare.py STAGES RUN`.

Every file that a stage wrote must have the bytes of the run's file of that name, but for the files that
belong to a stage or a run themselves, and those of the arrays that know the groups of the contrasts.
"""

import sys
from pathlib import Path

OWN = {"summary.json", "manifest.json", "provenance.json", "qc.json", "qc.tsv", "samples.tsv", "qc"}


def main():
    stages, run = Path(sys.argv[1]), Path(sys.argv[2])
    same, differ = [], []
    for stage in ("expression", "differential", "clusters", "genesets"):
        folder = stages / stage
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder)
            if name.parts[0] in OWN or name.parts[0].startswith("."):
                continue
            other = run / name
            is_same = other.is_file() and other.read_bytes() == path.read_bytes()
            (same if is_same else differ).append(f"{stage}: {name}")
    for name in differ:
        print(f"differs from the run: {name}")
    print(f"{len(same)} files have the bytes of the run, {len(differ)} differ")
    sys.exit(1 if differ or len(same) < 10 else 0)


main()
