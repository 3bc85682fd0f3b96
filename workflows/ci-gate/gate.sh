#!/bin/sh
# Runs a study and the gate, and compares the results with those of an earlier run where one is named.
# Usage: gate.sh STUDY.TOML POLICY.TOML OUT [BASELINE]
# Exit code: that of the run where it fails, else that of the gate, else that of the comparison (4 where
# a rule is not met, or something drifted).
set -eu
study=$1 policy=$2 out=$3 baseline=${4:-}
arrayon run "$study" --out "$out/results" --quiet
arrayon gate "$out/results" --policy "$policy" \
  --junit "$out/gate.xml" --markdown "$out/gate.md" --sarif "$out/gate.sarif" --force
if [ -n "$baseline" ]; then
  arrayon compare "$baseline" "$out/results" --out "$out/comparison.json" --force
fi
