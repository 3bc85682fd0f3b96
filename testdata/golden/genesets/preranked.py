"""Enrichment scores by gseapy: python3 preranked.py > preranked.tsv (gseapy 1.3.1)."""
import gseapy
import pandas

moderated = pandas.read_csv("moderated.tsv", sep="\t")
ranked = moderated[["feature", "t"]].sort_values("t", ascending=False)
sets = {}
for line in open("sets.tsv").read().splitlines()[1:]:
    name, rows = line.split("\t")
    sets[name] = [moderated["feature"][int(row)] for row in rows.split()]
found = gseapy.prerank(ranked, sets, min_size=2, max_size=500, permutation_num=10000, seed=3, threads=2, outdir=None, weight=1.0)
table = found.res2d
print("set\tes\tnes\tp\tleading_edge")
for _, row in table.sort_values("Term").iterrows():
    print(row["Term"], repr(float(row["ES"])), repr(float(row["NES"])), repr(float(row["NOM p-val"])), row["Lead_genes"], sep="\t")
