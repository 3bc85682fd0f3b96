"""Takes a few genes out of Bioconductor's org.Hs.eg.db, with the tables as they are declared there.

apt-get download r-bioc-org.hs.eg.db && dpkg -x r-bioc-org.hs.eg.db_*.deb deb
python make_subset.py deb/usr/lib/R/site-library/org.Hs.eg.db/extdata/org.Hs.eg.sqlite

Writes org.Hs.eg.sqlite (the genes), and expected.tsv, which SQL of the whole database gives.
"""
import os
import sqlite3
import sys

SYMBOLS = ["HMOX1", "IL6", "TNF", "STAT1", "TRPM6", "TRPM7", "CNNM2", "SLC41A1", "FGF23", "SPP1", "GAPDH", "MARCHF1"]
TABLES = ["genes", "gene_info", "alias", "go_bp", "go_cc", "go_mf"]

whole = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
marks = ",".join("?" * len(SYMBOLS))
ids = [row[0] for row in whole.execute(f"SELECT _id FROM gene_info WHERE symbol IN ({marks}) ORDER BY _id", SYMBOLS)]
if os.path.exists("org.Hs.eg.sqlite"):
    os.remove("org.Hs.eg.sqlite")
part = sqlite3.connect("org.Hs.eg.sqlite")
for table in ["metadata", *TABLES]:
    (declared,) = whole.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    part.execute(declared)
    where = "" if table == "metadata" else f" WHERE _id IN ({','.join(map(str, ids))})"
    rows = whole.execute(f"SELECT * FROM {table}{where}").fetchall()
    part.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
part.commit()
part.execute("VACUUM")
part.close()
with open("expected.tsv", "w") as file:
    file.write("entrez_id\tsymbol\ttitle\tn_aliases\tn_terms\n")
    query = """SELECT gene_id, symbol, gene_name,
        (SELECT count(DISTINCT alias_symbol) FROM alias a WHERE a._id = g._id AND alias_symbol <> symbol),
        (SELECT count(*) FROM go_bp t WHERE t._id = g._id) + (SELECT count(*) FROM go_cc t WHERE t._id = g._id)
        + (SELECT count(*) FROM go_mf t WHERE t._id = g._id)
        FROM genes g JOIN gene_info USING (_id) WHERE symbol IN ({}) ORDER BY symbol""".format(marks)
    for row in whole.execute(query, SYMBOLS):
        file.write("\t".join(map(str, row)) + "\n")
