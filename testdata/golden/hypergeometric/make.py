"""Exact hypergeometric tails as ratios of big integers: python3 make.py > tails.tsv

`Rscript phyper.R tails.tsv > phyper.tsv` gives the numbers of R for the same cases."""
import random
from fractions import Fraction
from math import comb
from mpmath import mp, mpf, log, nstr

mp.dps = 800
random.seed(20261121)
cases = [(30300, 43, 300, 3), (30299, 42, 299, 2), (11250, 1447, 707, 224), (23000, 2000, 2000, 1500),
         (23000, 1602, 800, 400), (20, 10, 10, 10), (20, 10, 10, 0), (1, 1, 1, 1), (23000, 1, 1, 1),
         (23000, 22999, 22999, 22998), (2000000, 1000, 5000, 120)]
for _ in range(400):
    population = random.choice([10, 50, 300, 2000, 11000, 23000, 60000])
    marked = random.randint(1, population) if random.random() < 0.3 else random.randint(1, max(1, population // 10))
    draws = random.randint(1, population) if random.random() < 0.3 else random.randint(1, max(1, population // 10))
    low, high = max(0, marked + draws - population), min(marked, draws)
    mean = marked * draws / population
    spread = (mean * (1 - marked / population) * (1 - draws / population)) ** 0.5 + 0.5
    count = int(mean + random.choice([-30, -8, -3, -1, 0, 1, 3, 8, 20, 37]) * spread)
    cases.append((population, marked, draws, min(high, max(low, count))))
print("population\tmarked\tdraws\tcount\tln_probability\tln_lower_tail\tln_upper_tail")
for population, marked, draws, count in cases:
    low, high = max(0, marked + draws - population), min(marked, draws)
    ways = lambda k: comb(marked, k) * comb(population - marked, draws - k)
    whole = comb(population, draws)
    term = ways(count)
    up = down = term
    t = term
    for k in range(count, high):
        t = t * (marked - k) * (draws - k) // ((k + 1) * (population - marked - draws + k + 1))
        up += t
    t = term
    for k in range(count, low, -1):
        t = t * k * (population - marked - draws + k) // ((marked - k + 1) * (draws - k + 1))
        down += t
    ln = lambda a: log(mpf(a) / mpf(whole))
    row = [nstr(x, 20) for x in (ln(term), ln(down), ln(up))]
    print("\t".join(map(str, [population, marked, draws, count] + row)))
