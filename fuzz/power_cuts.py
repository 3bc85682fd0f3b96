#!/usr/bin/env python3
"""Cuts the power, as far as that can be simulated: `fuzz/power_cuts.py ARRAYON [--states N] [--seed S]`.

A run is traced; after each of its calls that change the disk, the disk is built again as it might be
found if the power had gone then:

- what was written to a file since its last fsync is there, is missing, or is cut off somewhere;
- in order: of the changes of folders (new files, moves, removals) since the last fsync of a folder the
  first few were made, as a file system with a journal does it;
- in any order: of the changes since the last fsync of their own folder any were made.

On each such disk holds what `fuzz/faults.py` holds after its faults: a folder with a summary is whole,
earlier results stand until then, and the next run gives the same bytes and leaves nothing else; but
files that no list names any more are moved aside.

It needs strace. Ends with 1 where anything did not hold.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from faults import Faults

CHANGES = "openat,write,copy_file_range,sendfile,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,rmdir,linkat"
CALL = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+|\?)(.*)$")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
OPENED = re.compile(r"^(?:\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")


@dataclass
class File:
    data: bytearray
    synced: bytes = b""


@dataclass
class Change:
    """A change of folders; `folder` is the one whose fsync makes it last."""

    what: str
    path: str
    other: str = ""
    file: File | None = None
    lasts: bool = False

    @property
    def folder(self) -> str:
        return os.path.dirname(self.other or self.path)


@dataclass
class Disk:
    """What a trace did, so far."""

    root: str
    start: dict[str, File | None]
    names: dict[str, File | None] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = dict(self.start)

    def change(self, change: Change) -> None:
        self.changes.append(change)
        apply(self.names, change)

    def sync(self, path: str) -> None:
        file = self.names.get(path)
        if file is not None:
            file.synced = bytes(file.data)
        for change in self.changes:
            if change.folder == path:
                change.lasts = True

    def after(self, call: str, texts: list[bytes], arguments: str, result: int) -> bool:
        """Whether the call changed what a cut may leave."""
        # where a path is not absolute, it is below the folder of the run, or that of the call
        folder = opened(arguments) if call.endswith("at") else self.root
        paths = [os.path.normpath(os.path.join(folder or self.root, os.fsdecode(text))) for text in texts]
        if call == "openat":
            path = paths[0]
            if "O_CREAT" not in arguments or not path.startswith(self.root):
                return False
            if path not in self.names:
                self.change(Change("create", path, file=File(bytearray())))
                return True
            if "O_TRUNC" in arguments:
                self.names[path].data.clear()
            return True
        if call in ("write", "copy_file_range", "sendfile"):
            path = opened(split(arguments)[2 if call == "copy_file_range" else 0])
            if not path.startswith(self.root):
                return False
            file = self.names[path]
            if call == "write":
                file.data += texts[-1][:result]
            else:
                source = opened(split(arguments)[0 if call == "copy_file_range" else 1])
                content = self.names[source].data if source in self.names else Path(source).read_bytes()
                file.data += content[len(file.data) : len(file.data) + result]
            return True
        if call in ("fsync", "fdatasync"):
            self.sync(opened(arguments))
            return True
        if call == "mkdir":
            self.change(Change("mkdir", paths[0]))
        elif call in ("unlink", "rmdir", "unlinkat"):
            self.change(Change("remove", paths[0]))
        elif call in ("rename", "renameat", "renameat2"):
            self.change(Change("exchange" if "EXCHANGE" in arguments else "rename", *paths))
        else:
            raise SystemExit(f"{call}({arguments}) is not simulated")
        return True

    def found(self, rng: random.Random, in_order: bool) -> dict[str, bytes | None]:
        """What is on the disk when the power comes back."""
        n = len(self.changes)
        if in_order:
            least = max((at + 1 for at, change in enumerate(self.changes) if change.lasts), default=0)
            made = self.changes[: rng.randint(least, n)]
        else:
            made = [change for change in self.changes if change.lasts or rng.random() < 0.5]
        names = dict(self.start)
        for change in made:
            apply(names, change)
        kept = rng.choice(["none", "all", "some"])
        return {path: None if file is None else content(file, kept, rng) for path, file in names.items()}


def content(file: File, kept: str, rng: random.Random) -> bytes:
    written, synced = bytes(file.data), file.synced
    how = rng.choice(["none", "all", "cut"]) if kept == "some" else kept
    if how == "none" or written == synced:
        return synced
    least = len(synced) if written.startswith(synced) else 0
    return written if how == "all" else written[: rng.randint(least, len(written))]


def text(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal.replace("\\x", ""))


def opened(argument: str) -> str:
    """The path of an open file, empty where it has none."""
    found = OPENED.match(argument)
    return os.fsdecode(text(found[1])) if found else ""


def split(arguments: str) -> list[str]:
    return [part.strip() for part in arguments.split(", ")]


def below(names: dict[str, File | None], path: str) -> list[str]:
    return [name for name in names if name == path or name.startswith(path + "/")]


def apply(names: dict[str, File | None], change: Change) -> None:
    """Makes a change, unless what it changes is not there."""
    if change.what == "create" and os.path.dirname(change.path) in names:
        names[change.path] = change.file
    elif change.what == "mkdir" and os.path.dirname(change.path) in names:
        names.setdefault(change.path, None)
    elif change.what == "remove":
        for name in below(names, change.path):
            del names[name]
    elif change.what in ("rename", "exchange") and change.path in names:
        moved = {name: names.pop(name) for name in below(names, change.path)}
        replaced = {name: names.pop(name) for name in below(names, change.other)}
        if change.what == "exchange":
            names |= {change.path + name[len(change.other) :]: file for name, file in replaced.items()}
        if os.path.dirname(change.other) in names:
            names |= {change.other + name[len(change.path) :]: file for name, file in moved.items()}


def read_tree(root: Path) -> dict[str, File | None]:
    tree: dict[str, File | None] = {str(root): None}
    for path in sorted(root.rglob("*")):
        data = None if path.is_dir() else path.read_bytes()
        tree[str(path)] = None if data is None else File(bytearray(data), data)
    return tree


def traced_calls(trace: Path):
    """Each call that succeeded, when it had ended."""
    begun: dict[str, str] = {}
    for line in trace.read_text(errors="replace").splitlines():
        process, rest = line.split(" ", 1)
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            begun[process] = rest.removesuffix("<unfinished ...>")
            continue
        if rest.startswith("<... "):
            rest = begun.pop(process) + rest.split("resumed>", 1)[1]
        matched = CALL.match(f"{process} {rest}")
        if matched is None or matched[4] in ("?", "-1"):
            continue
        yield matched[2], [text(found) for found in TEXT.findall(matched[3])], matched[3], int(matched[4])


class PowerCuts(Faults):
    def left(self) -> set[str]:
        # files whose line in the list of files is lost are moved aside, for they may be the user's
        found = super().left()
        aside = {name for name in found if name.startswith(".out.left-")}
        self.counts["of these with files moved aside"] += bool(aside)
        return found - aside

    def cut(self, name: str, with_earlier: bool, more: list[str], n_states: int, rng: random.Random) -> None:
        self.earlier(with_earlier)
        start = read_tree(self.root)
        trace = self.root.parent / "trace"
        command = [*self.command(), *more]
        strace = ["strace", "-f", "-qq", "-y", "-xx", "-s", "100000000", "-o", str(trace), "-e", f"trace={CHANGES}"]
        assert subprocess.run(strace + command, cwd=self.root, capture_output=True).returncode == 0
        whole = {path: None if file is None else bytes(file.data) for path, file in read_tree(self.root).items()}
        disk = Disk(str(self.root), start)
        n_calls = 0
        for call, texts, arguments, result in traced_calls(trace):
            if not disk.after(call, texts, arguments, result):
                continue
            n_calls += 1
            for state in range(n_states):
                in_order = state % 2 == 0
                found = disk.found(rng, in_order)
                self.build(found)
                self.counts[f"{name}, {'in order' if in_order else 'in any order'}"] += 1
                what = f"{name}: power gone after call {n_calls}, {call}, state {state}"
                self.check(what, with_earlier, None, "")
        simulated = {path: None if file is None else bytes(file.data) for path, file in disk.names.items()}
        differ = sorted(path for path in simulated.keys() | whole.keys() if simulated.get(path, 0) != whole.get(path, 0))
        assert not differ, f"the trace was not understood: {differ}"
        print(f"{name}: {n_calls} calls", flush=True)

    def build(self, found: dict[str, bytes | None]) -> None:
        self.earlier(False)
        for path, data in found.items():
            if data is None:
                Path(path).mkdir(exist_ok=True)
            elif Path(path).name not in self.inputs:
                Path(path).write_bytes(data)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--states", type=int, default=4, help="disks built after each call")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "study"
        root.mkdir()
        cuts = PowerCuts(os.path.realpath(asked.program), root)
        cuts.keep_earlier()
        cuts.cut("a run", False, [], asked.states, rng)
        cuts.cut("a run over earlier results", True, [], asked.states, rng)
        cuts.cut("a run that keeps its stages", False, ["--resume"], asked.states, rng)
        for name, n in sorted(cuts.counts.items()):
            print(f"{n:6} {name}")
        n_cuts = sum(n for name, n in cuts.counts.items() if name.startswith("a run"))
        print(f"{n_cuts} power cuts, {len(cuts.faults)} not held")
    return 1 if cuts.faults else 0


if __name__ == "__main__":
    sys.exit(main())
