"""The peer of preranked in all_features.rs: gseapy on 1,000 sets of 10 to 499 of 23,000 features, 30 of them
planted, 1,000 permutations, 2 threads. python3 peer.py"""
import random, time
import gseapy, pandas

rnd = random.Random(1)
score = [rnd.gauss(0, 1) for _ in range(23_000)]
sets = {f"S{s}": sorted(set(rnd.randrange(23_000) for _ in range(10 + (s * 7) % 490))) for s in range(1_000)}
for s in range(30):
    for gene in sets[f"S{s}"]: score[gene] += 0.7
ranked = pandas.DataFrame({"gene": [f"F{i}" for i in range(23_000)], "score": score}).sort_values("score", ascending=False)
sets = {name: [f"F{i}" for i in genes] for name, genes in sets.items()}
start = time.time()
gseapy.prerank(ranked, sets, min_size=1, max_size=500, permutation_num=1_000, seed=1, threads=2, outdir=None)
print(f"gseapy {gseapy.__version__} prerank, 1,000 permutations: {time.time() - start:.1f} s")
