"""Sketch quantile normalisation of APT 1.16 (quant-norm.sketch), written down plainly from its description
in the vendor's source, for numbers that the tests compare with.

Usage: python3 make_sketch.py > sketch.tsv
Plain lists and loops; Python floats (64 bits). No package is needed.
"""

import math
import random


def sketch_of(values, n_points):
    ordered = sorted(values)
    last = len(ordered) - 1
    points = []
    for i in range(n_points):
        low = (i * last) // (n_points - 1)
        high = -((-i * last) // (n_points - 1))
        points.append((ordered[low] + ordered[high]) / 2)
    return points


def normalized(value, sketch, target, lower_middle):
    equal = [i for i, point in enumerate(sketch) if point == value]
    if equal:
        if lower_middle:
            return target[(equal[0] + equal[-1]) // 2]
        middle = (equal[0] + equal[-1]) / 2
        return (target[math.floor(middle)] + target[math.ceil(middle)]) / 2
    above = min(i for i, point in enumerate(sketch) if point > value)
    share = (value - sketch[above - 1]) / (sketch[above] - sketch[above - 1])
    return target[above - 1] + share * (target[above] - target[above - 1])


random.seed(7)
N_PROBES, N_POINTS = 400, 61
arrays = []
for scale in (40, 55, 25):
    arrays.append([math.floor(scale * math.exp(random.gauss(0, 1))) + 1.0 for _ in range(N_PROBES)])
sketches = [sketch_of(values, N_POINTS) for values in arrays]
target = [sum(points) / len(points) for points in zip(*sketches)]
print("array\tintensity\tmean_rank\tlower_middle")
for at, (values, sketch) in enumerate(zip(arrays, sketches)):
    for value in values:
        both = [normalized(value, sketch, target, rule) for rule in (False, True)]
        print(at, value, *(repr(one) for one in both), sep="\t")
