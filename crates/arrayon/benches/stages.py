#!/usr/bin/env python3
"""Times every stage at several sizes, beside other programs where they are installed.

    crates/arrayon/benches/stages.py --arrayon target/release/arrayon [--limma LIMMA] [--only WORD] [--write]

Makes its inputs (seeded, the same bytes each time), runs each command as a whole process, and prints the
tables of docs/performance.md; --write puts them there, between the marks. Wall and CPU seconds are the median
of several runs (of R on 200 arrays one run), peak memory the largest. What the machine can do at best (copying, hashing, sorting) is
measured in the same run, and the least time that a stage could take follows from it. It needs Python with
numpy. R with affy, makecdfenv and limma, and the program `limma` of the crate limma-rust (`cargo install
limma-rust`), are timed where they are.
"""
import argparse
import hashlib
import os
import pathlib
import platform
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from datetime import date

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- stages: begin -->", "<!-- stages: end -->"

SIDE = 548  # cells a side of Clariom S
N_SETS, N_PROBES = 27_000, 11


# ---------------------------------------------------------------- inputs
def chip(folder):
    """A chip of Clariom S's size: PGF, CLF and MPS, and a binary CDF of the same probe sets."""
    rng = np.random.default_rng(1)
    cells = rng.permutation(SIDE * SIDE)[: N_SETS * N_PROBES].reshape(N_SETS, N_PROBES)
    head = "#%lib_set_name=Made_S\n#%lib_set_version=r1\n#%chip_type=Made_S\n"
    with open(folder / "made.clf", "w") as out:
        out.write(head + f"#%clf_format_version=1.0\n#%rows={SIDE}\n#%cols={SIDE}\n#%header0=probe_id\tx\ty\n")
        out.write("#%sequential=1\n#%order=row_major\n")
        out.writelines(f"{at + 1}\t{at % SIDE}\t{at // SIDE}\n" for at in range(SIDE * SIDE))
    bases = np.array(list("ACGT"))
    with open(folder / "made.pgf", "w") as out:
        out.write(head + "#%pgf_format_version=1.0\n#%header0=probeset_id\ttype\tprobeset_name\n#%header1=\tatom_id\n")
        out.write("#%header2=\t\tprobe_id\ttype\tgc_count\tprobe_length\tinterrogation_position\tprobe_sequence\n")
        for number, row in enumerate(cells):
            out.write(f"{number + 1}\tmain\t{number + 1}\n")
            for atom, cell in enumerate(row):
                sequence = "".join(bases[rng.integers(0, 4, 25)])
                gc = sequence.count("G") + sequence.count("C")
                out.write(f"\t{number * N_PROBES + atom + 1}\n\t\t{cell + 1}\tpm:st\t{gc}\t25\t13\t{sequence}\n")
    with open(folder / "made.mps", "w") as out:
        out.write(head + "probeset_id\ttranscript_cluster_id\tprobeset_list\tprobe_count\n")
        out.writelines(f"{at + 1}\t{at + 1}\t{at + 1}\t{N_PROBES}\n" for at in range(N_SETS))
    names = b"".join(f"{at + 1}".encode().ljust(64, b"\0") for at in range(N_SETS))
    units, positions = [], []
    start = 24 + len(names) + 4 * N_SETS
    for number, row in enumerate(cells):
        block = struct.pack("<iiBBii64s", N_PROBES, N_PROBES, 1, 2, 0, N_PROBES - 1, f"{number + 1}".encode())
        atoms = b"".join(struct.pack("<iHHi2s", at, c % SIDE, c // SIDE, at, b"at") for at, c in enumerate(row))
        unit = struct.pack("<HBiiiiB", 1, 2, N_PROBES, 1, N_PROBES, number + 1, 1) + block + atoms
        positions.append(start)
        units.append(unit)
        start += len(unit)
    with open(folder / "made.cdf", "wb") as out:
        out.write(struct.pack("<iiHHiii", 67, 1, SIDE, SIDE, N_SETS, 0, 0))
        out.write(names + struct.pack(f"<{N_SETS}i", *positions) + b"".join(units))


def arrays(folder, n):
    """Binary CEL files (version 4) of lognormal signal on a normal background."""
    folder.mkdir()
    shared = np.random.default_rng(2).normal(6.5, 1.6, SIDE * SIDE)
    header = (
        f"Cols={SIDE}\nRows={SIDE}\nTotalX={SIDE}\nTotalY={SIDE}\nOffsetX=0\nOffsetY=0\n"
        "GridCornerUL=200 200\nGridCornerUR=4000 200\nGridCornerLR=4000 4000\nGridCornerLL=200 4000\n"
        "Axis-invertX=0\nAxisInvertY=0\nswapXY=0\n"
        "DatHeader=[0..65534]  made:CLS=4000 RWS=4000 XIN=1 YIN=1  VE=30 2.0 01/01/26 10:00:00 M10     "
        "Made_S.1sq                  6\nAlgorithm=Percentile\nAlgorithmParameters=Percentile:75\n"
    ).encode()
    parameters, algorithm = b"Percentile:75", b"Percentile"
    cells = np.zeros(SIDE * SIDE, dtype=[("mean", "<f4"), ("sd", "<f4"), ("n", "<i2")])
    cells["n"] = 9
    for at in range(n):
        rng = np.random.default_rng(1000 + at)
        signal = np.exp2(shared + rng.normal(0, 0.4, SIDE * SIDE)) + rng.normal(40, 8, SIDE * SIDE)
        cells["mean"] = np.clip(np.round(signal), 5, 65000)
        cells["sd"] = 0.1 * cells["mean"]
        with open(folder / f"a{at + 1:04}.CEL", "wb") as out:
            out.write(struct.pack("<iiiii", 64, 4, SIDE, SIDE, SIDE * SIDE))
            for text in (header, algorithm, parameters):
                out.write(struct.pack("<i", len(text)) + text)
            out.write(struct.pack("<iiii", 2, 0, 0, 0))
            out.write(cells.tobytes())


def matrix(folder, n_features, n_samples, n_groups=2):
    """A matrix with groups, its sheet, and contrasts of each group with the first."""
    folder.mkdir()
    rng = np.random.default_rng(3)
    values = rng.normal(8, 2, (n_features, 1)) + rng.normal(0, 0.4, (n_features, n_samples))
    groups = np.arange(n_samples) % n_groups
    for group in range(1, n_groups):
        values[group * 100 : group * 100 + 400, groups == group] += 1
    names = [f"s{at + 1}" for at in range(n_samples)]
    with open(folder / "m.tsv", "w") as out:
        out.write("feature_id\t" + "\t".join(names) + "\n")
        for at, row in enumerate(values):
            out.write(f"f{at + 1}\t" + "\t".join(f"{value:.6f}" for value in row) + "\n")
    sheet = "".join(f"{name},g{group}\n" for name, group in zip(names, groups))
    (folder / "samples.csv").write_text("sample,group\n" + sheet)
    (folder / "samples.tsv").write_text("sample\tgroup\n" + sheet.replace(",", "\t"))
    of_groups = "".join(f"g{group},group,g0,g{group}\n" for group in range(1, n_groups))
    (folder / "contrasts.csv").write_text("id,variable,reference,target\n" + of_groups)
    rows = "".join(f"{name}\t1\t{int(group > 0)}\n" for name, group in zip(names, groups))
    (folder / "design.tsv").write_text("sample\tintercept\tg1\n" + rows)
    return folder


# ---------------------------------------------------------------- measuring
# A process begins with the peak memory of the one that starts it, so a small one does.
SMALL = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
sys.exit(code)
"""


class Run:
    """Seconds and memory of a command as a whole process."""

    def __init__(self, command, cwd, repeats, fresh=None):
        runs = []
        for _ in range(repeats):
            for path in fresh or []:
                shutil.rmtree(path, ignore_errors=True)
            small = [sys.executable, "-S", "-c", SMALL, *command]
            done = subprocess.run(small, cwd=cwd, capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"{command}: {done.stderr[-2000:]}")
            runs.append([float(number) for number in done.stdout.split()])
        walls, cpus, peaks = zip(*runs)
        self.wall, self.cpu, self.peak = statistics.median(walls), statistics.median(cpus), max(peaks)


def machine():
    """What the machine does at best on one core: bytes copied, bytes hashed, numbers sorted, a second."""
    data = np.random.default_rng(4).integers(0, 255, 1 << 28, dtype=np.uint8)
    best = lambda work: min(timed(work) for _ in range(3))
    copied = data.nbytes / best(lambda: data.copy())
    raw = data[: 1 << 27].tobytes()
    hashed = len(raw) / best(lambda: hashlib.sha256(raw).digest())
    numbers = np.random.default_rng(5).random(SIDE * SIDE, dtype=np.float32)
    sorts = numbers.size / best(lambda: np.sort(numbers))
    one, other = np.ones((1500, 1500)), np.ones((1500, 1500))
    flops = 2 * 1500**3 / best(lambda: one @ other)
    return {"copied": copied, "hashed": hashed, "sorted": sorts, "flops": flops}


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def difference(ours, theirs):
    """The largest difference of two tables of the same features."""

    def rows(path):
        with open(path) as lines:
            next(lines)
            return {row[0]: np.array(row[1:], float) for row in (line.rstrip("\n").split("\t") for line in lines)}

    ours, theirs = rows(ours), rows(theirs)
    assert ours.keys() == theirs.keys()
    return max(np.abs(ours[name] - theirs[name]).max() for name in ours)


def has_r(*packages):
    call = "; ".join(f"library({one})" for one in packages)
    return shutil.which("Rscript") and subprocess.run(["Rscript", "-e", call], capture_output=True).returncode == 0


def beside(ours, peer):
    return "" if peer is None else f"{peer.wall:.2f} s, {peer.peak:.0f} MiB: {peer.wall / ours.wall:.1f} times"


# ---------------------------------------------------------------- the tables
def arrays_table(asked, work, best):
    chip(work)
    arrays(work / "cel", 200)
    library = ["--pgf", "made.pgf", "--clf", "made.clf", "--mps", "made.mps"]
    with_r = has_r("affy", "makecdfenv")
    if with_r:
        subprocess.run(["Rscript", HERE / "peers" / "prepare_affy.R", "made.cdf", "cdf.rds"], cwd=work, check=True, capture_output=True)
    names = sorted(path.name for path in (work / "cel").iterdir())
    n_bytes = (work / "cel" / names[0]).stat().st_size
    lines = [
        "| arrays | wall | CPU | CPU an array | least CPU an array | peak | R, `affy::justRMA` |",
        "|---|---|---|---|---|---|---|",
    ]
    runs, differs = {}, 0.0
    for n in (12, 48, 200):
        files = [f"cel/{name}" for name in names[:n]]
        command = [asked.arrayon, "normalize", *library, "--out", "n", "--force", "-q", *files]
        ours = runs[n] = Run(command, work, asked.repeats, [work / "n"])
        peer = None
        if with_r:
            command = ["Rscript", str(HERE / "peers" / "just_rma.R"), "cdf.rds", "r.tsv", *files]
            peer = Run(command, work, 1 if n > 100 else 3)
            differs = max(differs, difference(work / "n" / "expression.tsv", work / "r.tsv"))
        text = (work / "n" / "expression.tsv").stat().st_size / n
        # read, hash and sort each cell once; write and hash the text
        least = (n_bytes + text) * (1 / best["copied"] + 1 / best["hashed"]) + SIDE * SIDE / best["sorted"]
        lines.append(
            f"| {n} | {ours.wall:.2f} s | {ours.cpu:.2f} s | {1000 * ours.cpu / n:.1f} ms | {1000 * least:.1f} ms "
            f"| {ours.peak:.0f} MiB | {beside(ours, peer)} |"
        )
    if with_r:
        lines += ["", f"The expression of both differs by {differs:.1g} at most (log2; R's is written with ten digits)."]
    further = 1000 * (runs[200].cpu - runs[12].cpu) / 188
    lines += ["", f"Each further array from 12 to 200 takes {further:.1f} ms of CPU time; what does not depend on their", "number, the library first of all, is the rest."]
    return lines


def stages_table(asked, work, best):
    limma, r = asked.limma, has_r("limma")
    lines = ["| work | wall | CPU | least CPU | peak | results | beside it |", "|---|---|---|---|---|---|---|"]

    def add(what, command, cwd, least, peers=(), repeats=None, out="o"):
        if asked.only and asked.only not in what:
            return
        ours = Run([asked.arrayon, *command, "--out", out, "--force", "-q"], cwd, repeats or asked.repeats, [cwd / out])
        size = sum(path.stat().st_size for path in (cwd / out).rglob("*") if path.is_file()) / 1e6
        others = "; ".join(f"{name} {beside(ours, Run(call, cwd, 3))}" for name, call in peers)
        lines.append(
            f"| {what} | {ours.wall:.2f} s | {ours.cpu:.2f} s | {least:.2f} s | {ours.peak:.0f} MiB | {size:.1f} MB | {others} |"
        )
        print(lines[-1], file=sys.stderr, flush=True)

    def reading(folder):
        n_bytes = (folder / "m.tsv").stat().st_size
        return n_bytes * (1 / best["copied"] + 1 / best["hashed"])

    differential = ["differential", "--matrix", "m.tsv", "--samples", "samples.csv", "--contrasts", "contrasts.csv"]
    fits = lambda n_features, n_samples: 4 * n_features * n_samples / best["flops"]
    for n_features, n_samples in ((27_000, 200), (20_000, 2_000)):
        folder = matrix(work / f"m{n_samples}", n_features, n_samples)
        peers = []
        if limma and n_samples == 200:
            peers.append(("limma-rust", [limma, "--exprs", "m.tsv", "--design", "design.tsv", "--coef", "1", "--out", "l.tsv"]))
        if r and n_samples == 200:
            peers.append(("limma in R", ["Rscript", str(HERE / "peers" / "limma.R"), "m.tsv", "samples.tsv", "r.tsv"]))
        least = reading(folder) + fits(n_features, n_samples)
        add(f"`differential`, {n_features:,} x {n_samples:,}", [*differential, "--no-leave-one-out"], folder, least, peers)
        add("the same, leaving out each array", differential, folder, least, repeats=3)
        # distances of all pairs, from products
        pairs = n_features * n_samples**2 / best["flops"]
        add(f"`cluster`, {n_samples:,} samples x {n_features:,}", ["cluster", "--matrix", "m.tsv"], folder, reading(folder) + pairs, repeats=3)
    # distances and products of all pairs
    add("`qc` of a matrix, 20,000 x 2,000", ["qc", "--matrix", "m.tsv"], folder, reading(folder) + 2 * pairs, repeats=3)
    folder = work / "m200"
    pairs = 200 * 27_000**2 / best["flops"]
    add("`cluster`, tree of 20,000 features x 200", ["cluster", "--matrix", "m.tsv", "--genes-n-features", "20000"], folder, reading(folder) + pairs * (20 / 27) ** 2, repeats=3)
    folder = matrix(work / "many", 20_000, 102, 101)
    add("`differential`, 100 contrasts of 20,000 x 102", differential, folder, reading(folder), repeats=1)
    subprocess.run([asked.arrayon, "demo", "--out", "demo", "-q"], cwd=work, check=True, capture_output=True)
    study = work / "demo" / "study"
    n_bytes = sum(path.stat().st_size for path in (study / "cel").iterdir())
    add("`run` of the demo, 25 arrays of 224 x 224, three contrasts", ["run", "study.toml"], study, n_bytes / best["hashed"], out="../o")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arrayon", default=str(ROOT / "target" / "release" / "arrayon"), type=os.path.abspath)
    parser.add_argument("--limma", default=shutil.which("limma"))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", help="only the work of stages whose name holds this text")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        best = machine()
        lines = [
            f"Measured on {date.today()} by `crates/arrayon/benches/stages.py --write` ({os.cpu_count()} cores,",
            f"{platform.machine()}; load {os.getloadavg()[0]:.1f} when it began). One core copies {best['copied'] / 1e9:.1f} GB/s, hashes (SHA-256)",
            f"{best['hashed'] / 1e9:.2f} GB/s and sorts {best['sorted'] / 1e6:.0f} million numbers a second, two cores multiply matrices at",
            f"{best['flops'] / 1e9:.0f} GFLOP/s: the least times follow from these, for bytes that are read and written once and",
            "for the arithmetic that the definition asks for. They are bounds, not aims: judging arrays, for one, is not in them.",
            "",
        ]
        if not asked.only:
            lines += ["### CEL files to expression, judged", "", *arrays_table(asked, work, best), ""]
        lines += ["### Stages, by size", "", *stages_table(asked, work, best)]
    text = "\n".join(lines)
    print(text)
    if asked.write:
        page = PAGE.read_text()
        before, rest = page.split(BEGIN)
        PAGE.write_text(before + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1])


if __name__ == "__main__":
    main()
