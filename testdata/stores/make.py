"""Writes the files of this folder, with pandas 2.3.3, pyarrow 26.0.1 and anndata 0.12.19.

python make.py FOLDER
"""

import sys
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
from scipy import sparse

folder = Path(sys.argv[1])
rng = np.random.default_rng(7)
features = [f"TC{at:02}" for at in range(40)]
samples = [f"r{at}" for at in range(1, 9)]
values = rng.normal(8, 2, (40, 8)).round(6)
values[:4, 4:] += 3
values[7, 2] = np.nan

frame = pd.DataFrame(values, index=pd.Index(features, name="feature_id"), columns=samples)
frame.to_csv(folder / "expression.tsv", sep="\t")
frame.to_parquet(folder / "named_index.parquet")
frame.rename_axis(None).to_parquet(folder / "unnamed_index.parquet")
frame.reset_index().assign(symbol="Spp1").to_parquet(folder / "columns.parquet", index=False)
frame.astype("float32").to_parquet(folder / "single.parquet")
frame.to_parquet(folder / "zstd.parquet", compression="zstd")
frame.reset_index(drop=True).to_parquet(folder / "numbers_only.parquet")

sheet = pd.DataFrame(
    {
        "diet": pd.Categorical(["normal"] * 4 + ["low"] * 4),
        "litter": pd.array([1, 2, 3, None, 1, 2, 3, 4], dtype="Int64"),
        "weight": [201.5, 198.25, 210.0, np.nan, 190.5, 188.0, 195.25, 199.0],
        "is_fasted": [True, False] * 4,
        "note": ["", "late", "", "", "", "", "", "ok"],
    },
    index=pd.Index(samples, name="sample"),
)
sheet.to_parquet(folder / "sheet.parquet")
sheet.to_csv(folder / "sheet.csv")

filled = np.nan_to_num(values, nan=5.0)
genes = pd.DataFrame({"symbol": [f"G{at}" for at in range(40)]}, index=features)
anndata.settings.allow_write_nullable_strings = False
for name, x in [
    ("dense", values.T),
    ("csr", sparse.csr_matrix(filled.T)),
    ("csc", sparse.csc_matrix(filled.T)),
]:
    made = anndata.AnnData(x, obs=sheet, var=genes)
    made.write_h5ad(folder / f"{name}.h5ad", compression="gzip" if name == "dense" else None)
anndata.AnnData(obs=sheet, var=genes, layers={"raw": values.T}).write_h5ad(folder / "no_x.h5ad")
