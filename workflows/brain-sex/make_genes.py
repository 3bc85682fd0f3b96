"""Makes genes.tsv: the symbol of each Entrez gene of the CDF.

python3 make_genes.py org.Hs.eg.sqlite expression.tsv > genes.tsv

The database is that of Bioconductor's org.Hs.eg.db 3.16.0 (Artistic-2.0; Entrez Gene of 12 September
2022); the second file is any table whose first column holds the probe sets of the CDF.
"""
import sqlite3
import sys

database = sqlite3.connect(sys.argv[1])
symbols = dict(database.execute("select gene_id, symbol from genes join gene_info using (_id)"))
print("feature_id\tsymbol\tentrez_id")
with open(sys.argv[2]) as table:
    next(table)
    for line in table:
        probe_set = line.split("\t", 1)[0]
        gene = probe_set.removesuffix("_at")
        if gene in symbols:
            print(f"{probe_set}\t{symbols[gene]}\t{gene}")
