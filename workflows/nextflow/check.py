"""Checks the modules without Nextflow: `python check.py ARRAYON STUDY RESULTS`.

Each main.nf is parsed, each meta.yml held against a schema and against its main.nf, and the command of
each script and stub is run by bash with the variables that Nextflow would fill in. ARRAYON is the
program, STUDY a folder with study.toml, samples, contrasts, `cel` and `library`, RESULTS the results
of that study.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import jsonschema
import yaml
from reftrace import Module

HERE = Path(__file__).parent
MODULES = HERE / "modules" / "arrayon"


def parsed(path):
    """The one process of a main.nf; None where it is not Groovy."""
    found = Module.from_file(str(path))
    module = getattr(found, "module", found)
    processes = list(getattr(module, "processes", None) or [])
    return processes[0] if len(processes) == 1 else None


def block(text, name):
    """The command of `script:` or `stub:`, and the Groovy lines before it."""
    groovy, command = re.search(name + r':\n(.*?)"""\n(.*?)\n    """', text, re.S).groups()
    return groovy, command


def filled(text, name, values):
    """The command as Nextflow writes it to .command.sh."""
    groovy, command = block(text, name)
    values = dict(values, prefix="study", args=values.get("args", ""))
    values["rules"] = f"--policy {values['policy']}" if values.get("policy") else ""
    for dotted in ("task.process", "task.cpus"):
        command = re.sub(r"\$\{?" + re.escape(dotted) + r"\}?", {"task.process": "ARRAYON", "task.cpus": "2"}[dotted], command)
    command = re.sub(r"(?<!\\)\$\{?(\w+)\}?", lambda found: str(values[found[1]]), command)
    return textwrap.dedent(command.replace("\\$", "$").replace("\\\\\n", "\\\n"))


def outputs(text):
    """Pattern and name of each output."""
    return re.findall(r'path\("([^"]+)"\)?\s*,\s*emit: (\w+)', text) + [
        ("versions.yml", name) for name in re.findall(r'path "versions.yml"\s*,\s*emit: (\w+)', text)
    ]


def check_meta(module, text):
    meta = yaml.safe_load((module / "meta.yml").read_text())
    jsonschema.validate(meta, json.loads((HERE / "meta.schema.json").read_text()))
    named = [name for one in meta["output"] for name in one]
    emitted = [name for _, name in outputs(text)]
    assert sorted(named) == sorted(emitted), (module, named, emitted)
    inputs = re.findall(r"(?:val|path)\((\w+)\)", re.search(r"input:\n(.*?)\n\n", text, re.S)[1])
    listed = [name for one in meta["input"][0] for name in one]
    assert inputs == listed, (module, inputs, listed)


def run(module, text, name, values, path):
    """Runs a command in a new folder; every output must be there afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        command = filled(text, name, values)
        subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command], cwd=folder, check=True, env={**os.environ, "PATH": path}
        )
        for pattern, output in outputs(text):
            pattern = pattern.replace("${prefix}", "study")
            assert list(Path(folder).glob(pattern)), (module, name, output, pattern)
        versions = yaml.safe_load((Path(folder) / "versions.yml").read_text())
        assert re.match(r"\d+\.\d+\.\d+", str(versions["ARRAYON"]["arrayon"])), versions


def main():
    arrayon, study, results = (Path(argument).resolve() for argument in sys.argv[1:4])
    path = f"{arrayon.parent}:{os.environ['PATH']}"
    values = {
        "study": study,
        "cel": study / "cel",
        "library": study / "library",
        "samples": study / "samples.csv",
        "contrasts": study / "contrasts.csv",
        "matrix": results / "expression.tsv",
        "results": results,
        "policy": "",
    }
    args = {"export": "--format gct,xlsx"}
    modules = sorted(path.parent for path in MODULES.glob("*/main.nf"))
    assert len(modules) == 5, modules
    for module in modules:
        text = (module / "main.nf").read_text()
        process = parsed(module / "main.nf")
        assert process is not None and process.name == f"ARRAYON_{module.name.upper()}", module
        with tempfile.NamedTemporaryFile("w", suffix=".nf") as broken:
            broken.write(text.replace("output:", "output: tuple(", 1))
            broken.flush()
            assert parsed(broken.name) is None, "a broken module was taken for a whole one"
        check_meta(module, text)
        for name in ("stub", "script"):
            run(module, text, name, values | {"args": args.get(module.name, "")}, path)
        print(f"{module.name}: ok")


main()
