"""DFW of runs of eleven probes of the small arrays, written plainly from the paper.

Chen, McGee, Liu and Scheuermann 2007 (Bioinformatics 23:321), m = 3, n = 1, c = 0.01; quantile
normalisation without background correction, tied intensities by the mean rank. Python 3, standard
library only. Usage: python3 make_dfw.py FOLDER, the folder of this script.
"""

import gzip
import math
import statistics
import sys

SHAPES = "whole_numbers tenths untied heavy_tail near_normal two_humps few_values".split()


def quantile_normalised(arrays):
    ranked = [sorted(array) for array in arrays]
    target = [sum(column) / len(arrays) for column in zip(*ranked)]
    result = []
    for array, order in zip(arrays, ranked):
        first, last = {}, {}
        for at, value in enumerate(order):
            first.setdefault(value, at)
            last[value] = at
        values = {}
        for value in first:
            rank = (first[value] + last[value]) / 2
            values[value] = (target[math.floor(rank)] + target[math.ceil(rank)]) / 2
        result.append([values[value] for value in array])
    return result


def weights(values):
    middle = statistics.median(values)
    farthest = max(abs(value - middle) for value in values)
    if farthest == 0:
        return [1 / len(values)] * len(values)
    raw = [(1 - ((value - middle) / farthest) ** 2) ** 2 for value in values]
    if sum(raw) == 0:
        return [1 / len(values)] * len(values)
    return [weight / sum(raw) for weight in raw]


def dfw(probes):
    ranges = [max(probe) - min(probe) for probe in probes]
    spreads = [statistics.stdev(probe) for probe in probes]
    by_range = weights(ranges)
    z = [sum(w * probe[j] for w, probe in zip(by_range, probes)) for j in range(len(probes[0]))]
    weighted_range = max(z) - min(z)
    weighted_spread = sum(w * s for w, s in zip(weights(spreads), spreads))
    if weighted_range == 0:
        return [min(z)] * len(z)
    return [
        min(z) + 0.01 * (value - min(z)) / weighted_range * weighted_range**3 * weighted_spread
        for value in z
    ]


def main(folder):
    lines = ["shape\tset\tvalue1\tvalue2\tvalue3\tvalue4"]
    for shape in SHAPES:
        with gzip.open(f"{folder}/small_{shape}.tsv.gz", "rt") as file:
            names = file.readline().rstrip("\n").split("\t")
            rows = [[float(cell) for cell in line.split("\t")] for line in file]
        arrays = [[row[names.index(f"raw{i}")] for row in rows] for i in range(1, 5)]
        log2 = [[math.log2(value) for value in array] for array in quantile_normalised(arrays)]
        for start in range(0, len(rows), 11):
            probes = [list(probe) for probe in zip(*(array[start : start + 11] for array in log2))]
            values = "\t".join(repr(value) for value in dfw(probes))
            lines.append(f"{shape}\t{start // 11 + 1}\t{values}")
    with gzip.GzipFile(f"{folder}/small_dfw.tsv.gz", "w", mtime=0) as out:
        out.write(("\n".join(lines) + "\n").encode())


main(sys.argv[1])
