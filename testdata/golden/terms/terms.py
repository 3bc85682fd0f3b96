"""python3 terms.py : random small ontologies, lists, and what tests on the graph say of them.

Slow and plain: sets of names, ancestors by recursion, p-values by exact whole-number sums.
Writes into the working folder."""
import math, random
from fractions import Fraction

def fisher(N, K, n, k):  # one-sided
    return float(Fraction(sum(math.comb(K, i) * math.comb(N - K, n - i) for i in range(k, min(K, n) + 1)), math.comb(N, n)))

def study(seed):
    rnd = random.Random(seed)
    terms = [f"T{i:02d}" for i in range(28)]
    parents = {terms[0]: []}
    for i, t in enumerate(terms[1:], 1):
        parents[t] = sorted(rnd.sample(terms[max(0, i - 9):i], min(i, rnd.choice([1, 1, 2, 3]))))
    genes = [f"G{i:03d}" for i in range(90)]
    direct = {t: sorted(rnd.sample(genes, rnd.randint(1, 9))) for t in terms}
    hot = rnd.sample(terms[10:], 2)
    listed = set(g for t in hot for g in direct[t] if rnd.random() < 0.9) | set(rnd.sample(genes, 6))
    universe = genes + ["X1", "X2", "X3", "X4", "X5"]  # tested, but in no term
    return terms, parents, direct, sorted(listed), universe

def above(t, parents):
    found = set()
    for p in parents[t]: found |= {p} | above(p, parents)
    return found

graphs, lists, rows, collapsed = [], [], [], []
for seed in range(1, 9):
    terms, parents, direct, listed, universe = study(seed)
    L, U = set(listed), set(universe)
    up = {t: above(t, parents) for t in terms}
    full = {t: set(g for s in terms if s == t or t in up[s] for g in direct[s]) for t in terms}
    for t in terms: graphs.append([seed, t, " ".join(parents[t]), " ".join(direct[t])])
    lists.append([seed, " ".join(listed), " ".join(universe)])
    def row(method, t, among, members):
        c = (len(among), len(members), len(L & among), len(L & members))
        rows.append([seed, method, t, *c, repr(fisher(*c))])
        return fisher(*c)
    for t in terms:
        row("plain", t, U, full[t])
        if parents[t]:
            ps = [full[p] for p in parents[t]]
            row("union", t, set.union(*ps), full[t]); row("intersection", t, set.intersection(*ps), full[t])
    gone = {t: set() for t in terms}; done = set()
    while len(done) < len(terms):
        for t in terms:
            if t not in done and all(s in done for s in terms if t in up[s]):
                out = gone[t] & full[t]; left = full[t] - out
                if row("elim", t, U - out, left) < 0.05:
                    for a in up[t]: gone[a] |= left
                done.add(t)
    p = {t: fisher(len(U), len(full[t]), len(L), len(L & full[t])) for t in terms}
    kept = []
    for t in sorted((t for t in terms if p[t] < 0.2), key=lambda t: (p[t], len(full[t]), t)):
        by = "-"
        for o in kept:
            if t in up[o]: among, members = U - full[o], full[t] - full[o]
            elif o in up[t]: among, members = full[o], full[t] & full[o]
            else: continue
            if fisher(len(among), len(members), len(L & among), len(L & members)) > 0.05: by = o; break
        if by == "-": kept.append(t)
        collapsed.append([seed, t, by])
for name, head, table in [("graphs", "graph term parents genes", graphs), ("lists", "graph list universe", lists),
        ("tests", "graph method term n_universe set_size n_list overlap p", rows), ("collapsed", "graph term explained_by", collapsed)]:
    with open(name + ".tsv", "w") as f:
        for r in [head.split()] + table: f.write("\t".join(map(str, r)) + "\n")
