#!/usr/bin/env bash
# CEL files to expression, whole process: arrayon beside affy::justRMA, in one run.
#
#   crates/arrayon/benches/peers/cel_to_expression.sh LIBRARY_FOLDER CEL_FOLDER [REPEATS]
#
# LIBRARY_FOLDER holds <chip>.cdf and <chip>.r1.{pgf,clf,mps}, plain or gzipped; CEL_FOLDER the
# CEL files. Prints the median wall-clock seconds and the peak memory of each, and their ratio.
# Without R only arrayon is timed. The two results are compared: they must agree to 1e-6.
set -euo pipefail
library=$1 cels=$2 repeats=${3:-5}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p arrayon-cli
arrayon=${CARGO_TARGET_DIR:-$root/target}/release/arrayon
mkdir "$work/cel" "$work/library"
for file in "$cels"/*.CEL* "$library"/*; do
  folder=library; case $file in *.CEL*) folder=cel;; esac
  plain=$work/$folder/$(basename "${file%.gz}")
  case $file in *.gz) gunzip -c "$file" > "$plain";; *) cp "$file" "$plain";; esac
done
cdf=$(ls "$work"/library/*.cdf) pgf=$(ls "$work"/library/*.pgf) clf=$(ls "$work"/library/*.clf)
mps=$(ls "$work"/library/*.mps)

# median_run NAME COMMAND... : prints "seconds kilobytes"
median_run() {
  local name=$1; shift
  for i in $(seq "$repeats"); do
    rm -rf "$work/out-$name"
    python3 - "$@" <<'PY'
import os, resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
elapsed = time.perf_counter() - start
print(f"{elapsed:.3f} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")
PY
  done | sort -n | awk '{ s[NR] = $1; if ($2 > m) m = $2 } END { print s[int((NR + 1) / 2)], m }'
}
report() { awk -v name="$1" -v s="$2" -v k="$3" 'BEGIN { printf "%-34s %8.3f s %8.1f MiB\n", name, s, k / 1024 }'; }

echo "$(ls "$work"/cel | wc -l) arrays, $(nproc) cores, median of $repeats"
read -r cdf_s cdf_k < <(median_run cdf "$arrayon" normalize --cdf "$cdf" --out "$work/out-cdf" "$work"/cel/*)
report "arrayon, CDF" "$cdf_s" "$cdf_k"
read -r pgf_s pgf_k < <(median_run pgf "$arrayon" normalize --pgf "$pgf" --clf "$clf" --mps "$mps" --out "$work/out-pgf" "$work"/cel/*)
report "arrayon, PGF + CLF + MPS" "$pgf_s" "$pgf_k"
if ! command -v Rscript > /dev/null || ! Rscript -e 'library(affy); library(makecdfenv)' > /dev/null 2>&1; then
  echo "R with affy and makecdfenv is not installed: no peer timed"; exit 0
fi
Rscript "$here/prepare_affy.R" "$cdf" "$work/cdf.rds"
read -r r_s r_k < <(median_run r Rscript "$here/just_rma.R" "$work/cdf.rds" "$work/r.tsv" "$work"/cel/*)
report "R, affy::justRMA" "$r_s" "$r_k"
awk -v r="$r_s" -v c="$cdf_s" -v p="$pgf_s" 'BEGIN { printf "justRMA takes %.1f times as long (CDF), %.1f times (PGF)\n", r / c, r / p }'
Rscript - "$work/out-cdf/expression.tsv" "$work/r.tsv" <<'R'
files <- commandArgs(TRUE)
ours <- as.matrix(read.delim(files[1], row.names = 1, check.names = FALSE))
theirs <- as.matrix(read.delim(files[2], row.names = 1, check.names = FALSE))
difference <- max(abs(ours - theirs[rownames(ours), ]))
cat("largest difference, log2:", format(difference), "\n")
stopifnot(difference < 1e-6)
R
