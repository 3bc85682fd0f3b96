//! What holds for any data.

use arrayon_cluster::{
    CondensedDistances, Dendrogram, Distance, Linkage, adjusted_rand_index, cluster,
    feature_distances, flat_clusters, sample_distances,
};
use arrayon_core::ExpressionMatrix;
use ndarray::Array2;
use proptest::prelude::*;

fn matrix(n_features: usize, n_samples: usize, values: Vec<f64>) -> ExpressionMatrix {
    ExpressionMatrix::new(
        (0..n_features).map(|i| format!("f{i}")).collect(),
        (0..n_samples).map(|i| format!("s{i}")).collect(),
        Array2::from_shape_vec((n_features, n_samples), values).unwrap(),
    )
    .unwrap()
}

prop_compose! {
    /// Continuous values: no two distances are tied.
    fn expression()(n_features in 8_usize..30, n_samples in 2_usize..14)(
        values in prop::collection::vec(2.0..14.0_f64, n_features * n_samples),
        n_features in Just(n_features),
        n_samples in Just(n_samples),
    ) -> ExpressionMatrix {
        matrix(n_features, n_samples, values)
    }
}

fn any_linkage() -> impl Strategy<Value = Linkage> {
    prop::sample::select(Linkage::ALL.to_vec())
}

/// Leaves that are joined at a height, as names: the tree whatever the order of the input.
fn named_clades(tree: &Dendrogram) -> Vec<(u64, Vec<String>)> {
    let mut clades: Vec<(u64, Vec<String>)> = (tree.clades().iter().zip(tree.merges()))
        .map(|(leaves, merge)| {
            let mut names: Vec<String> = leaves.iter().map(|&i| tree.labels()[i].clone()).collect();
            names.sort();
            (merge.height.to_bits(), names)
        })
        .collect();
    clades.sort();
    clades
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn permuting_samples_permutes_single_and_complete_trees(
        (expression, order) in expression().prop_flat_map(|expression| {
            let order: Vec<usize> = (0..expression.n_samples()).collect();
            (Just(expression), Just(order).prop_shuffle())
        }),
    ) {
        // These linkages only choose among the distances, so that heights are the same bits.
        let permuted = expression.select_samples(&order);
        for linkage in [Linkage::Single, Linkage::Complete] {
            let tree = |matrix| cluster(&sample_distances(matrix, Distance::Pearson).unwrap(), linkage);
            prop_assert_eq!(named_clades(&tree(&expression)), named_clades(&tree(&permuted)));
        }
        let names = |matrix| -> Vec<Vec<String>> {
            let tree = cluster(&sample_distances(matrix, Distance::Pearson).unwrap(), Linkage::Average);
            let mut clades: Vec<_> = named_clades(&tree).into_iter().map(|clade| clade.1).collect();
            clades.sort();
            clades
        };
        prop_assert_eq!(names(&expression), names(&permuted));
    }

    #[test]
    fn permuting_samples_permutes_every_tree(
        (expression, order) in expression().prop_flat_map(|expression| {
            let order: Vec<usize> = (0..expression.n_samples()).collect();
            (Just(expression), Just(order).prop_shuffle())
        }),
        linkage in any_linkage(),
    ) {
        let permuted = expression.select_samples(&order);
        // Few ranks make equal distances, and of these the input decides.
        for distance in Distance::ALL.into_iter().filter(|&d| d != Distance::Spearman) {
            let tree = |matrix| cluster(&sample_distances(matrix, distance).unwrap(), linkage);
            let (one, other) = (tree(&expression), tree(&permuted));
            let n = order.len();
            let (one, other) = (one.cophenetic(), other.cophenetic());
            let at = |i: usize, j: usize| {
                let (i, j) = (i.min(j), i.max(j));
                i * (2 * n - i - 1) / 2 + j - i - 1
            };
            for i in 0..n {
                for j in i + 1..n {
                    let (a, b) = (one[at(order[i], order[j])], other[at(i, j)]);
                    prop_assert!((a - b).abs() <= 1e-9 * a.max(1.0), "{distance} {linkage}");
                }
            }
        }
    }

    #[test]
    fn missing_values_leave_what_both_samples_have(
        expression in expression(),
        holes in prop::collection::vec((0_usize..30, 0_usize..14), 0..20),
    ) {
        let mut values = expression.to_array();
        for (row, column) in holes {
            if row < values.nrows() && column < values.ncols() {
                values[[row, column]] = f64::NAN;
            }
        }
        let holed = ExpressionMatrix::new(
            expression.features().to_vec(),
            expression.samples().to_vec(),
            values.clone(),
        )
        .unwrap();
        for distance in Distance::ALL {
            let found = sample_distances(&holed, distance);
            for i in 0..holed.n_samples() {
                for j in i + 1..holed.n_samples() {
                    let rows: Vec<usize> = (0..holed.n_features())
                        .filter(|&row| !values[[row, i]].is_nan() && !values[[row, j]].is_nan())
                        .collect();
                    if rows.len() < distance.fewest_values() {
                        prop_assert!(found.is_err());
                        continue;
                    }
                    let Ok(found) = &found else { continue };
                    let pair = expression.select_features(&rows).select_samples(&[i, j]);
                    let expected = sample_distances(&pair, distance).unwrap().values()[0];
                    let share = holed.n_features() as f64 / rows.len() as f64;
                    let expected = match distance {
                        Distance::Euclidean => expected * share.sqrt(),
                        Distance::Manhattan => expected * share,
                        _ => expected,
                    };
                    prop_assert!((found.between(i, j) - expected).abs() < 1e-11, "{distance}");
                }
            }
        }
    }

    #[test]
    fn heights_rise_and_every_leaf_is_there(expression in expression(), linkage in any_linkage()) {
        for distance in Distance::ALL {
            let distances = sample_distances(&expression, distance).unwrap();
            let tree = cluster(&distances, linkage);
            prop_assert!(tree.is_monotone() || !linkage.is_monotone());
            let mut leaves = tree.leaf_order().to_vec();
            leaves.sort_unstable();
            prop_assert_eq!(leaves, (0..expression.n_samples()).collect::<Vec<_>>());
            prop_assert_eq!(tree.merges().last().unwrap().size, expression.n_samples());
        }
    }

    #[test]
    fn cuts_are_nested_and_match_heights(expression in expression(), linkage in any_linkage()) {
        let distances = feature_distances(&expression, Distance::Euclidean).unwrap();
        let tree = cluster(&distances, linkage);
        for k in 1..=tree.n_leaves() {
            let labels = tree.cut_k(k).unwrap();
            prop_assert_eq!(labels.iter().max(), Some(&k));
            prop_assert_eq!(adjusted_rand_index(&labels, &labels), 1.0);
            if k < tree.n_leaves() {
                let height = tree.merges()[tree.n_leaves() - k - 1].height;
                let cut = tree.cut_height(height).unwrap();
                prop_assert!(cut == labels || !tree.is_monotone());
            }
        }
    }

    #[test]
    fn a_cut_at_a_height_holds_the_branches_up_to_it(
        expression in expression(),
        linkage in any_linkage(),
        part in 0.0..1.1_f64,
    ) {
        let distances = sample_distances(&expression, Distance::Pearson).unwrap();
        let tree = cluster(&distances, linkage);
        let highest = tree.merges().iter().map(|merge| merge.height).fold(0.0, f64::max);
        let labels = tree.cut_height(part * highest).unwrap();
        let clades = tree.clades();
        let heights: Vec<f64> = (clades.iter())
            .map(|clade| {
                let inside = clades.iter().zip(tree.merges());
                let inside = inside.filter(|(other, _)| other.iter().all(|leaf| clade.contains(leaf)));
                inside.map(|(_, merge)| merge.height).fold(0.0, f64::max)
            })
            .collect();
        // A merge is done if and only if nothing in its branch is above the cut.
        for (clade, height) in clades.iter().zip(heights) {
            let together = clade.iter().all(|&leaf| labels[leaf] == labels[clade[0]]);
            prop_assert_eq!(together, height <= part * highest);
        }
    }

    #[test]
    fn linfa_finds_the_clusters_of_our_cut(expression in expression(), linkage in any_linkage()) {
        for distance in [Distance::Pearson, Distance::Euclidean] {
            let distances = feature_distances(&expression, distance);
            let Ok(distances) = distances else { continue };
            let values = distances.values();
            // Two samples make every feature the same or the mirrored shape: all ties.
            prop_assume!(distance == Distance::Euclidean || expression.n_samples() > 2);
            prop_assume!(values.iter().all(|&d| d > 0.0));
            let tree = cluster(&distances, linkage);
            for k in 1..=tree.n_leaves() {
                prop_assert_eq!(
                    flat_clusters(&distances, &tree, linkage, k).unwrap().cluster_numbers,
                    tree.cut_k(k).unwrap()
                );
            }
        }
    }

    #[test]
    fn ties_and_zeros_never_break_the_tree(
        values in prop::collection::vec(0_u8..3, 45),
        linkage in any_linkage(),
    ) {
        let labels = (0..10).map(|i| format!("s{i}")).collect();
        let values = values.into_iter().map(f64::from).collect();
        let distances = CondensedDistances::new(labels, values).unwrap();
        let tree = cluster(&distances, linkage);
        prop_assert!(tree.merges().iter().all(|merge| merge.height.is_finite()));
        prop_assert!(tree.is_monotone() || !linkage.is_monotone());
        prop_assert_eq!(tree.merges().last().unwrap().size, 10);
    }
}

#[test]
fn one_thread_gives_the_bits_of_four() {
    let values = (0..900 * 37)
        .map(|i| f64::from(i * 7919 % 10_007).sqrt())
        .collect();
    let expression = matrix(900, 37, values);
    for distance in Distance::ALL {
        let with = |n_threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(n_threads)
                .build();
            pool.unwrap().install(|| {
                let samples = sample_distances(&expression, distance).unwrap();
                (samples, feature_distances(&expression, distance).unwrap())
            })
        };
        assert_eq!(with(1), with(4), "{distance}");
    }
}
