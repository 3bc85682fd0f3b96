#!/bin/sh
# Runs a study and the gate, and compares the results with those of an earlier run where one is named.
# Usage: gate.sh STUDY.TOML POLICY.TOML OUT [BASELINE]
# An empty POLICY.TOML stands for the built-in rules, and those that the study itself sets.
# Exit code: that of the run where it fails, else that of the gate, else that of the comparison (4 where
# a rule is not met, or something drifted).
set -eu
study=$1 policy=$2 out=$3 baseline=${4:-}
mkdir -p "$out"
arrayon run "$study" --out "$out/results" --quiet
set -- "$out/results"
if [ -n "$policy" ]; then set -- "$@" --policy "$policy"; fi
arrayon gate "$@" --junit "$out/gate.xml" --markdown "$out/gate.md" --sarif "$out/gate.sarif" --force
if [ -n "$baseline" ]; then
  arrayon compare "$baseline" "$out/results" --out "$out/comparison.json" --force
fi
