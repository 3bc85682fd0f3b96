#!/usr/bin/env python3
"""Runs the program with the system failing under it: `fuzz/faults.py ARRAYON [--kills N] [--seed S]`.

Five kinds of faults, on a study of six samples that begins from a matrix, with and without earlier
results at the place (`--force`):

- a call fails (EIO, ENOSPC) at its k-th time, for every k: write, fsync, renameat2, openat, read;
- the program is killed (SIGKILL) at such a call;
- the program is killed at random moments, and asked to end (SIGINT, SIGTERM, SIGHUP);
- the disk is full, at every size of a small file system;
- a run with --resume is killed, or asked to end, at random moments again and again, until it is whole.

After each: a folder with a summary is whole and has the bytes of an undisturbed run; earlier results
stand untouched until then; a run that ended by itself left nothing half written and said why in one
message; and the next run gives the same bytes and leaves nothing else beside them.

It needs strace, and root for the small file system. Ends with 1 where anything did not hold.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

# no bytes of a run depend on its time but those of provenance and of the manifest that lists it
CHANGING = {"provenance.json", "manifest.json", "summary.json", "report.html"}
SYSTEM_CALLS = ["write", "fsync", "fdatasync", "renameat2", "rename", "openat", "read", "mkdir"]


def study(folder: Path) -> None:
    rng = random.Random(3)
    samples = [f"s{at}" for at in range(1, 7)]
    rows = ["feature_id\t" + "\t".join(samples)]
    for feature in range(60):
        shift = 2 if feature < 8 else 0
        cells = [8 + rng.gauss(0, 0.4) + (shift if at > 2 else 0) for at in range(6)]
        rows.append(f"f{feature}\t" + "\t".join(f"{cell:.5f}" for cell in cells))
    (folder / "m.tsv").write_text("\n".join(rows) + "\n")
    sheet = ["sample,diet"] + [f"{one},{'a' if at < 3 else 'b'}" for at, one in enumerate(samples)]
    (folder / "samples.csv").write_text("\n".join(sheet) + "\n")
    (folder / "contrasts.csv").write_text("variable,reference,target\ndiet,a,b\n")
    (folder / "study.toml").write_text(
        '[study]\nname = "faults"\nmatrix = "m.tsv"\nsamples = "samples.csv"\n'
        'contrasts = "contrasts.csv"\n[genesets]\nthemes = "none"\n'
        "[cluster]\nn_bootstrap = 20\n"
    )


def hashes(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and name not in CHANGING:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


class Faults:
    def __init__(self, program: str, root: Path) -> None:
        self.program = program
        self.root = root
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        study(root)
        self.inputs = {path.name for path in root.iterdir()}
        assert self.run([]).returncode == 0
        self.whole = hashes(root / "out")
        self.names = {str(p.relative_to(root / "out")) for p in (root / "out").rglob("*") if p.is_file()}
        shutil.rmtree(root / "out")

    def command(self, out: str = "out") -> list[str]:
        return [self.program, "run", "study.toml", "--out", out, "--force", "--threads", "1", "-q"]

    def run(self, before: list[str], **more) -> subprocess.CompletedProcess:
        return subprocess.run(
            before + self.command(), cwd=self.root, capture_output=True, text=True, timeout=120, **more
        )

    def fault(self, what: str, found: str) -> None:
        self.faults.append(f"{what}: {found}")
        print(f"FAULT {what}: {found}", flush=True)

    def earlier(self, with_earlier: bool) -> None:
        """Empties the place, or puts results of another study there."""
        for path in self.root.iterdir():
            if path.name not in self.inputs:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        if with_earlier:
            shutil.copytree(self.kept, self.root / "out")

    def keep_earlier(self) -> None:
        """Results that differ from those of the study in every table."""
        matrix = self.root / "m.tsv"
        text = matrix.read_text()
        matrix.write_text(text.replace("\t8.", "\t9."))
        assert self.run([]).returncode == 0
        matrix.write_text(text)
        self.kept = self.root.parent / "kept"
        shutil.move(self.root / "out", self.kept)
        self.kept_hashes = hashes(self.kept)
        assert self.kept_hashes != self.whole

    def left(self) -> set[str]:
        """What is beside inputs and results."""
        return {p.name for p in self.root.iterdir()} - self.inputs - {"out"}

    def check(self, what: str, with_earlier: bool, ended: int | None, said: str) -> None:
        """What must hold after a run that ended with this code; `None` where it was killed."""
        out = self.root / "out"
        if (out / "summary.json").exists():
            found = hashes(out)
            names = {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()}
            # a run that was killed as it moved the folder leaves its lock, which the next one removes
            found.pop(".lock", None)
            is_new = found == self.whole and names - {".lock"} == self.names
            is_old = with_earlier and found == self.kept_hashes
            if not (is_new or is_old):
                self.fault(what, "a folder with a summary is not whole")
            if ended == 0 and not is_new:
                self.fault(what, "exit 0 without the results")
        elif with_earlier:
            self.fault(what, "earlier results are gone")
        elif ended == 0:
            self.fault(what, "exit 0 without results")
        if ended is not None:
            left = self.left()
            if ended < 0 or ended not in (0, 3, 5, 129, 130, 143):
                self.fault(what, f"exit {ended}")
            if ended != 0 and said.count("error: ") != 1 and ended in (3, 5):
                self.fault(what, f"messages: {said!r}")
            if "panicked" in said:
                self.fault(what, said)
            if ended in (3, 129, 130, 143) and left:
                self.fault(what, f"left behind: {sorted(left)}")
        again = self.run([])
        left = self.left()
        if again.returncode != 0 or hashes(out) != self.whole or left:
            self.fault(what, f"the next run: exit {again.returncode}, left {sorted(left)}, {again.stderr}")

    def calls(self, names: list[str]) -> None:
        """Every call of a run fails once, and the program is killed at every one."""
        trace = self.root.parent / "trace"
        for call in names:
            for how in ["error=EIO", "error=ENOSPC", "signal=SIGKILL"]:
                if how == "error=ENOSPC" and call not in ("write", "fsync", "openat", "mkdir"):
                    continue
                for with_earlier in [False, True]:
                    k = 0
                    while True:
                        k += 1
                        self.earlier(with_earlier)
                        inject = f"inject={call}:{how}:when={k}"
                        done = self.run(["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={call}", "-e", inject])
                        text = trace.read_text(errors="replace")
                        was_killed = "killed by SIGKILL" in text or done.returncode in (-9, 137)
                        if "INJECTED" not in text and not was_killed:
                            break
                        # what the loader of the system reads is not ours
                        if "error while loading shared libraries" in done.stderr:
                            continue
                        what = f"{call} {how} k={k} earlier={with_earlier}"
                        self.counts[f"{call} {how}"] += 1
                        self.check(what, with_earlier, None if was_killed else done.returncode, done.stderr)
            print(f"{call}: {sum(n for key, n in self.counts.items() if key.startswith(call + ' '))} runs", flush=True)

    def moments(self, n: int, rng: random.Random) -> None:
        """The program is killed, or asked to end, at random moments."""
        started = time.monotonic()
        assert self.run([]).returncode == 0
        lasts = time.monotonic() - started
        for at in range(n):
            with_earlier = at % 2 == 1
            self.earlier(with_earlier)
            which = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP][at // 2 % 4]
            child = subprocess.Popen(
                self.command(), cwd=self.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            )
            time.sleep(rng.uniform(0, 1.1 * lasts))
            child.send_signal(which)
            _, said = child.communicate(timeout=60)
            # a signal before the program listens to it ends it as the system does
            ended = None if child.returncode in (-9, -15, -2, -1) else child.returncode
            self.counts[which.name] += 1
            self.check(f"{which.name} {at} earlier={with_earlier}", with_earlier, ended, said)
        print(f"signals: {n} runs", flush=True)

    def resumed(self, n: int, rng: random.Random) -> None:
        """A run that is cut short at random moments is taken up until it is whole."""
        resume = self.command() + ["--resume"]
        started = time.monotonic()
        assert subprocess.run(resume, cwd=self.root, capture_output=True).returncode == 0
        lasts = time.monotonic() - started
        cut = 0
        while cut < n:
            self.earlier(False)
            while True:
                child = subprocess.Popen(resume, cwd=self.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                try:
                    child.wait(timeout=rng.uniform(0, 1.1 * lasts))
                except subprocess.TimeoutExpired:
                    which = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP][cut % 4]
                    child.send_signal(which)
                    child.wait(timeout=60)
                    cut += 1
                    self.counts[f"{which.name} of a run that is taken up"] += 1
                if child.returncode == 0:
                    break
            left = self.left()
            found = hashes(self.root / "out")
            if found != self.whole or left:
                self.fault(f"resumed after {cut} cuts", f"other bytes, or left behind: {sorted(left)}")
        print(f"resumed: {cut} runs cut short", flush=True)

    def full_disks(self) -> None:
        """The file system holds ever more, from nothing to enough."""
        size = sum(p.stat().st_size for p in self.kept.rglob("*") if p.is_file())
        place = self.root.parent / "disk"
        place.mkdir()
        step = max(4096, size // 120 // 4096 * 4096)
        for n_bytes in range(step, 3 * size, step):
            mounted = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={n_bytes}", "tmpfs", str(place)], capture_output=True, text=True
            )
            if mounted.returncode != 0:
                print(f"skipped: no small file system can be mounted: {mounted.stderr.strip()}")
                return
            try:
                done = subprocess.run(
                    self.command(str(place / "out")), cwd=self.root, capture_output=True, text=True, timeout=120
                )
                self.counts["full disk"] += 1
                left = list(place.iterdir())
                what = f"disk of {n_bytes} bytes"
                if done.returncode == 0:
                    if hashes(place / "out") != self.whole:
                        self.fault(what, "exit 0, but not the results")
                    elif len(left) != 1:
                        self.fault(what, f"left behind: {left}")
                    break
                if done.returncode != 3 or done.stderr.count("error: ") != 1:
                    self.fault(what, f"exit {done.returncode}: {done.stderr}")
                if left:
                    self.fault(what, f"left behind: {left}")
            finally:
                subprocess.run(["umount", str(place)], check=True)
        print(f"full disks: {self.counts['full disk']} sizes up to {n_bytes} bytes", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--calls", default=",".join(SYSTEM_CALLS), help="of the part `calls`")
    parser.add_argument("--parts", default="calls,moments,resumed,disks")
    asked = parser.parse_args()
    program = os.path.realpath(asked.program)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "study"
        root.mkdir()
        faults = Faults(program, root)
        faults.keep_earlier()
        parts = asked.parts.split(",")
        if "disks" in parts:
            faults.full_disks()
        if "moments" in parts:
            faults.moments(asked.kills, random.Random(asked.seed))
        if "resumed" in parts:
            faults.resumed(asked.kills, random.Random(asked.seed))
        if "calls" in parts:
            faults.calls(asked.calls.split(","))
        for name, n in sorted(faults.counts.items()):
            print(f"{n:6} {name}")
        print(f"{sum(faults.counts.values())} faults, {len(faults.faults)} not held")
    return 1 if faults.faults else 0


if __name__ == "__main__":
    sys.exit(main())
