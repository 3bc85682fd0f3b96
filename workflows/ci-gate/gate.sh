#!/bin/sh
# Runs a study and the gate. Usage: gate.sh STUDY.TOML POLICY.TOML OUT
# Exit code: that of the run where it fails, else that of the gate (4 where a rule is not met).
set -eu
study=$1 policy=$2 out=$3
arrayon run "$study" --out "$out/results" --quiet
arrayon gate "$out/results" --policy "$policy" \
  --junit "$out/gate.xml" --markdown "$out/gate.md" --sarif "$out/gate.sarif" --force
