// Trees by average linkage (UPGMA), for the few features and samples of a heat map.

/**
 * Merges by rising height and the order of the leaves; `distance[i][j]` is symmetric. Of equal
 * distances the first pair is merged, so that equal values give equal trees.
 */
function averageTree(distance) {
  const n = distance.length;
  const rows = distance.map((row) => Float64Array.from(row));
  const nodes = Array.from({ length: n }, (_, at) => ({ leaves: [at], height: 0 }));
  const alive = nodes.map((_, at) => at);
  let root = nodes[0];
  while (alive.length > 1) {
    let [least, one, other] = [Infinity, alive[0], alive[1]];
    for (let i = 0; i < alive.length; i += 1) {
      for (let j = i + 1; j < alive.length; j += 1) {
        const d = rows[alive[i]][alive[j]];
        if (d < least) [least, one, other] = [d, alive[i], alive[j]];
      }
    }
    const [a, b] = [nodes[one], nodes[other]];
    const [na, nb] = [a.leaves.length, b.leaves.length];
    for (const k of alive) {
      if (k === one || k === other) continue;
      rows[one][k] = (na * rows[one][k] + nb * rows[other][k]) / (na + nb);
      rows[k][one] = rows[one][k];
    }
    root = { left: a, right: b, height: Math.max(0, Number.isFinite(least) ? least : 0), leaves: [...a.leaves, ...b.leaves] };
    nodes[one] = root;
    alive.splice(alive.indexOf(other), 1);
  }
  return { root, order: n === 0 ? [] : root.leaves };
}

/** One minus the correlation of each two rows, over values known in both; 1 where there is none. */
function correlationDistances(rows) {
  return pairwise(rows, (one, other) => {
    const both = one.map((_, at) => at).filter((at) => !Number.isNaN(one[at]) && !Number.isNaN(other[at]));
    const r = correlationOf(both.map((at) => one[at]), both.map((at) => other[at]));
    return Number.isNaN(r) ? 1 : 1 - r;
  });
}

/** Root mean square difference of each two rows, over values known in both. */
function meanDistances(rows) {
  return pairwise(rows, (one, other) => {
    let [sum, n] = [0, 0];
    one.forEach((value, at) => {
      const difference = value - other[at];
      if (Number.isNaN(difference)) return;
      sum += difference * difference;
      n += 1;
    });
    return n === 0 ? 0 : Math.sqrt(sum / n);
  });
}

function pairwise(rows, distance) {
  const made = rows.map(() => new Array(rows.length).fill(0));
  for (let i = 0; i < rows.length; i += 1) {
    for (let j = i + 1; j < rows.length; j += 1) {
      made[i][j] = distance(rows[i], rows[j]);
      made[j][i] = made[i][j];
    }
  }
  return made;
}

/**
 * The branches of a tree as one path: leaf `k` of the order stands at `along(k)`, and a height h lies
 * `depth(h / highest)` away from the leaves. `across` swaps the axes.
 */
function treePath(tree, along, depth, across) {
  const place = new Map(tree.order.map((leaf, at) => [leaf, along(at)]));
  const highest = tree.root?.height || 1;
  const parts = [];
  const point = (at, far) => (across ? `${round(far)} ${round(at)}` : `${round(at)} ${round(far)}`);
  const walk = (node) => {
    if (!node.left) return { at: place.get(node.leaves[0]), far: depth(0) };
    const [a, b] = [walk(node.left), walk(node.right)];
    const far = depth(node.height / highest);
    parts.push(`M${point(a.at, a.far)}L${point(a.at, far)}L${point(b.at, far)}L${point(b.at, b.far)}`);
    return { at: (a.at + b.at) / 2, far };
  };
  if (tree.root?.left) walk(tree.root);
  return parts.join("");
}
