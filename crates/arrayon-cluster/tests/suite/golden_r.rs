//! Small matrices against the numbers of R in `testdata/golden/cluster-r`.

use crate::common::matrix_of;
use arrayon_cluster::{
    CondensedDistances, Dendrogram, Distance, Linkage, adjusted_rand_index, cluster,
    cophenetic_correlation, feature_distances, flat_clusters, optimal_leaf_order, permanova,
    principal_components, sample_distances, silhouette_widths,
};
use arrayon_core::{ExpressionMatrix, NoProgress};
use arrayon_testkit::{Table, assert_all_close, assert_close, read_table, testdata};

const TOLERANCE: f64 = 1e-12;
const LINKAGES: [&str; 5] = ["average", "complete", "single", "mcquitty", "ward.D2"];

fn golden(file: &str) -> Table {
    read_table(&testdata().join("golden/cluster-r").join(file))
}

fn expression() -> ExpressionMatrix {
    matrix_of(&golden("expression.tsv"))
}

/// The rows of a table that speak of one distance and one linkage.
fn rows_of(table: &Table, distance: &str, linkage: &str) -> Table {
    let (d, l) = (table.position("distance"), table.position("linkage"));
    let rows = (table.rows.iter())
        .filter(|row| row[d] == distance && row[l] == linkage)
        .cloned()
        .collect();
    Table {
        columns: table.columns.clone(),
        rows,
    }
}

fn whole(table: &Table, column: &str) -> Vec<i64> {
    let text = table.text(column);
    text.iter().map(|cell| cell.parse().unwrap()).collect()
}

fn assert_merges(tree: &Dendrogram, expected: &Table, what: &str) {
    let found: Vec<i64> = tree.r_merges().into_iter().flatten().collect();
    let (left, right) = (whole(expected, "left"), whole(expected, "right"));
    let pairs: Vec<i64> = left
        .into_iter()
        .zip(right)
        .flat_map(|(l, r)| [l, r])
        .collect();
    assert_eq!(found, pairs, "{what}");
    let heights: Vec<f64> = tree.merges().iter().map(|merge| merge.height).collect();
    assert_all_close(&heights, &expected.numbers("height"), TOLERANCE, what);
}

#[test]
fn distances_agree_with_cor_and_dist() {
    let expression = expression();
    let (samples, features) = (golden("distances.tsv"), golden("feature_distances.tsv"));
    for name in ["pearson", "spearman", "euclidean"] {
        let found = sample_distances(&expression, name.parse().unwrap()).unwrap();
        assert_all_close(found.values(), &samples.numbers(name), TOLERANCE, name);
    }
    for name in ["pearson", "euclidean"] {
        let found = feature_distances(&expression, name.parse().unwrap()).unwrap();
        assert_all_close(found.values(), &features.numbers(name), TOLERANCE, name);
    }
}

#[test]
fn trees_agree_with_hclust() {
    let expression = expression();
    let (merges, leaves) = (golden("merges.tsv"), golden("leaves.tsv"));
    let (cophenetic, correlation) = (
        golden("cophenetic.tsv"),
        golden("cophenetic_correlation.tsv"),
    );
    for distance in ["pearson", "spearman", "euclidean"] {
        let distances = sample_distances(&expression, distance.parse().unwrap()).unwrap();
        for linkage in LINKAGES {
            let what = format!("{distance}, {linkage}");
            let of = |table| rows_of(table, distance, linkage);
            let method: Linkage = linkage.parse().unwrap();
            let tree = cluster(&distances, method);
            assert_merges(&tree, &of(&merges), &what);

            let expected = of(&leaves);
            let order: Vec<i64> = tree.leaf_order().iter().map(|&at| at as i64 + 1).collect();
            assert_eq!(order, whole(&expected, "order"), "{what}");
            for k in [2, 3, 5, 9] {
                let found = flat_clusters(&distances, &tree, method, k).unwrap();
                assert_eq!(
                    found.cluster_numbers,
                    tree.cut_k(k).unwrap(),
                    "{what}, k = {k}"
                );
                let labels: Vec<i64> = found
                    .cluster_numbers
                    .iter()
                    .map(|&label| label as i64)
                    .collect();
                assert_eq!(
                    labels,
                    whole(&expected, &format!("X{k}")),
                    "{what}, k = {k}"
                );
            }
            // The median of 11 heights is the sixth.
            let cut = tree.cut_height(tree.merges()[5].height).unwrap();
            let cut: Vec<i64> = cut.iter().map(|&label| label as i64).collect();
            assert_eq!(cut, whole(&expected, "at_median"), "{what}");

            let expected = of(&cophenetic).numbers("cophenetic");
            assert_all_close(&tree.cophenetic(), &expected, TOLERANCE, &what);
            let found = cophenetic_correlation(&distances, &tree).unwrap();
            let expected = of(&correlation).numbers("cophenetic_correlation")[0];
            assert_close(found, expected, TOLERANCE, &what);
        }
    }
}

#[test]
fn adjusted_rand_index_agrees_with_mclust() {
    let table = golden("adjusted_rand_index.tsv");
    let labels = |column: &str| -> Vec<Vec<usize>> {
        let cells = table.text(column).into_iter();
        cells
            .map(|cell| {
                cell.split(' ')
                    .map(|label| label.parse().unwrap())
                    .collect()
            })
            .collect()
    };
    let found: Vec<f64> = (labels("one").iter().zip(&labels("other")))
        .map(|(one, other)| adjusted_rand_index(one, other))
        .collect();
    assert_all_close(&found, &table.numbers("index"), TOLERANCE, "index");
}

#[test]
fn harmless_ties_give_the_tree_of_r() {
    let values = golden("tied_distances.tsv").numbers("distance");
    let merges = golden("tied_merges.tsv");
    let labels = (0..6).map(|i| format!("s{i}")).collect();
    let distances = CondensedDistances::new(labels, values).unwrap();
    for linkage in LINKAGES {
        let at = merges.position("linkage");
        let expected = Table {
            columns: merges.columns.clone(),
            rows: (merges.rows.iter().filter(|row| row[at] == linkage).cloned()).collect(),
        };
        let tree = cluster(&distances, linkage.parse().unwrap());
        assert_merges(&tree, &expected, linkage);
    }
}

#[test]
fn default_choices_are_pearson_and_average() {
    assert_eq!(Distance::default(), Distance::Pearson);
    assert_eq!(Linkage::default(), Linkage::Average);
}

#[test]
fn principal_components_agree_with_prcomp() {
    let found = principal_components(&expression(), 20).unwrap();
    let (scores, loadings) = (golden("pca_scores.tsv"), golden("pca_loadings.tsv"));
    // The twelfth component of twelve centred samples is rounding.
    let components = &found.pca.components;
    assert_eq!(components.len(), 11);
    let first = |column: &str| scores.numbers(column)[..11].to_vec();
    let deviations: Vec<f64> = components.iter().map(|c| c.standard_deviation).collect();
    assert_all_close(&deviations, &first("sd"), TOLERANCE, "sd");
    let fractions: Vec<f64> = components.iter().map(|c| c.variance_fraction).collect();
    assert_all_close(&fractions, &first("fraction"), TOLERANCE, "fraction");
    for component in 0..11 {
        let loading = found.loadings.column(component).to_vec();
        let expected = loadings.numbers(&format!("loading{}", component + 1));
        let sign = (loading[0] * expected[0]).signum();
        let signed = |values: Vec<f64>| values.iter().map(|value| sign * value).collect::<Vec<_>>();
        assert_all_close(&loading, &signed(expected), TOLERANCE, "loading");
        let scores_found = found.pca.scores.iter();
        let score: Vec<f64> = scores_found.map(|scores| scores[component]).collect();
        let expected = scores.numbers(&format!("score{}", component + 1));
        assert_all_close(&score, &signed(expected), TOLERANCE, "score");
        let largest = loading
            .iter()
            .copied()
            .max_by(|a, b| a.abs().total_cmp(&b.abs()));
        assert!(largest.unwrap() > 0.0);
    }
    let three = principal_components(&expression(), 3).unwrap();
    assert_eq!(three.pca.components.len(), 3);
}

fn words(cell: &str) -> Vec<String> {
    cell.split(' ').map(str::to_owned).collect()
}

#[test]
fn permutation_tests_agree_with_adonis() {
    let (expression, table) = (expression(), golden("permanova.tsv"));
    let (names, groups) = (table.text("distance"), table.text("groups"));
    for row in 0..table.rows.len() {
        let what = format!("{}, {}", names[row], groups[row]);
        let distances = sample_distances(&expression, names[row].parse().unwrap()).unwrap();
        // The first two groupings have 792 and 924 assignments: their p-values are exact.
        let found = permanova(
            &distances,
            &words(groups[row]),
            None,
            20_000,
            3,
            &NoProgress,
        )
        .unwrap();
        assert_eq!(found.is_exact, row % 4 < 2, "{what}");
        assert_close(
            found.pseudo_f.unwrap(),
            table.numbers("f")[row],
            TOLERANCE,
            &what,
        );
        let r_squared = table.numbers("r_squared")[row];
        assert_close(found.r_squared.unwrap(), r_squared, TOLERANCE, &what);
        let expected = table.numbers("p_value")[row];
        let variance = expected.max(1e-4) * (1.0 - expected);
        let n_drawn = if found.is_exact {
            f64::INFINITY
        } else {
            20_000.0
        };
        let error = (variance / 99_999.0 + variance / n_drawn).sqrt();
        let difference = (found.p_value - expected).abs();
        assert!(
            difference <= 4.5 * error,
            "{what}: {} {expected}",
            found.p_value
        );
    }
}

#[test]
fn silhouettes_agree_with_cluster() {
    let (expression, table) = (expression(), golden("silhouette.tsv"));
    let (names, groups) = (table.text("distance"), table.text("groups"));
    let widths = table.numbers("width");
    for row in (0..table.rows.len()).step_by(12) {
        let distances = sample_distances(&expression, names[row].parse().unwrap()).unwrap();
        let labels: Vec<usize> = words(groups[row])
            .iter()
            .map(|w| w.parse().unwrap())
            .collect();
        let found = silhouette_widths(&distances, &labels).unwrap();
        assert_all_close(&found, &widths[row..row + 12], TOLERANCE, groups[row]);
    }
}

#[test]
fn further_distances_and_ward_d_agree_with_r() {
    let (expression, table) = (expression(), golden("further_distances.tsv"));
    for name in ["absolute-pearson", "bicor", "cosine", "manhattan"] {
        let found = sample_distances(&expression, name.parse().unwrap()).unwrap();
        assert_all_close(found.values(), &table.numbers(name), TOLERANCE, name);
    }
    let distances = sample_distances(&expression, Distance::Euclidean).unwrap();
    let tree = cluster(&distances, Linkage::WardD);
    assert_merges(&tree, &golden("ward_d_merges.tsv"), "ward.D");
}

#[test]
fn optimal_leaf_orders_are_as_short_as_those_of_seriation() {
    let (expression, table) = (expression(), golden("leaf_order_length.tsv"));
    let (names, linkages) = (table.text("distance"), table.text("linkage"));
    for row in 0..table.rows.len() {
        let distances = sample_distances(&expression, names[row].parse().unwrap()).unwrap();
        let tree = cluster(&distances, linkages[row].parse().unwrap());
        let order = optimal_leaf_order(&distances, &tree).unwrap();
        let steps = order
            .windows(2)
            .map(|pair| distances.between(pair[0], pair[1]));
        let what = format!("{}, {}", names[row], linkages[row]);
        assert_close(steps.sum(), table.numbers("length")[row], TOLERANCE, &what);
    }
}
