//! Further data sets against the numbers of R in `testdata/golden/cluster-r-further`.

use arrayon_cluster::{
    Blocks, Distance, DynamicCutPlan, GapPlan, GapReference, Items, Linkage, Relabeling, cluster,
    cluster_advice, cophenetic_correlation, dynamic_cut, dynamic_cut_of_features,
    feature_distances, gap_statistic, optimal_leaf_order, permanova, principal_components,
    quick_leaf_order, sample_distances, silhouette_widths,
};
use arrayon_core::{ExpressionMatrix, NoProgress};
use arrayon_testkit::{Table, assert_all_close, assert_close, read_table, testdata};
use ndarray::Array2;
use std::str::FromStr;

const TOLERANCE: f64 = 1e-12;

fn golden(file: &str) -> Table {
    read_table(&testdata().join("golden/cluster-r-further").join(file))
}

/// `NA` is a missing value.
fn expression(set: &str) -> ExpressionMatrix {
    let table = golden(&format!("{set}.tsv"));
    let features: Vec<String> = table.rows.iter().map(|row| row[0].clone()).collect();
    let samples = table.columns[1..].to_vec();
    let cells = table.rows.iter().flat_map(|row| &row[1..]);
    let values = cells.map(|cell| {
        if cell == "NA" {
            f64::NAN
        } else {
            cell.parse().unwrap()
        }
    });
    let values = Array2::from_shape_vec((features.len(), samples.len()), values.collect());
    ExpressionMatrix::new(features, samples, values.unwrap()).unwrap()
}

/// R's `centroid` and `median` take the distances as they are.
fn linkage_of_r(name: &str) -> Linkage {
    match name {
        "centroid" => Linkage::CentroidD,
        "median" => Linkage::MedianD,
        other => other.parse().unwrap(),
    }
}

fn split<T: FromStr>(cell: &str) -> Vec<T> {
    let cells = cell.split(' ').map(|cell| cell.parse().ok());
    cells.collect::<Option<_>>().expect("numbers")
}

#[test]
fn trees_of_all_linkages_agree_with_hclust() {
    let table = golden("merges.tsv");
    let column = |name: &str| table.text(name);
    let sums = table.numbers("cophenetic_sum");
    let correlations = table.numbers("cophenetic_correlation");
    let mut n_inverted = 0;
    for row in 0..table.rows.len() {
        let names = ["set", "distance", "linkage"].map(|name| column(name)[row]);
        let what = names.join(", ");
        let distances = sample_distances(&expression(names[0]), names[1].parse().unwrap()).unwrap();
        let linkage = linkage_of_r(names[2]);
        let tree = cluster(&distances, linkage);
        let merges: Vec<i64> = tree.r_merges().into_iter().flatten().collect();
        assert_eq!(merges, split::<i64>(column("merges")[row]), "{what}");
        let heights: Vec<f64> = tree.merges().iter().map(|merge| merge.height).collect();
        let expected: Vec<f64> = split(column("heights")[row]);
        let scale = expected.iter().copied().fold(1.0, f64::max);
        assert_all_close(&heights, &expected, TOLERANCE * scale, &what);
        let order: Vec<usize> = tree.leaf_order().iter().map(|leaf| leaf + 1).collect();
        assert_eq!(order, split::<usize>(column("order")[row]), "{what}");
        let sum: f64 = (tree.cophenetic().iter().zip(1..))
            .map(|(height, at)| height * f64::from(at))
            .sum();
        assert_close(sum / sums[row], 1.0, TOLERANCE, &what);
        let found = cophenetic_correlation(&distances, &tree).unwrap();
        assert_close(found, correlations[row], TOLERANCE, &what);
        n_inverted += usize::from(!tree.is_monotone());
        assert!(tree.is_monotone() || !linkage.is_monotone(), "{what}");
    }
    assert!(n_inverted > 10, "only {n_inverted} trees with inversions");
}

#[test]
fn cuts_and_their_silhouettes_agree_with_r() {
    let table = golden("cuts.tsv");
    let silhouettes = table.numbers("silhouette");
    for (row, &silhouette) in silhouettes.iter().enumerate() {
        let text = |name: &str| table.text(name)[row];
        let distances =
            sample_distances(&expression(text("set")), text("distance").parse().unwrap());
        let distances = distances.unwrap();
        let tree = cluster(&distances, linkage_of_r(text("linkage")));
        let labels = tree.cut_k(text("k").parse().unwrap()).unwrap();
        let what = table.rows[row][..4].join(", ");
        assert_eq!(labels, split::<usize>(text("labels")), "{what}");
        let widths = silhouette_widths(&distances, &labels).unwrap();
        let mean = widths.iter().sum::<f64>() / widths.len() as f64;
        assert_close(mean, silhouette, TOLERANCE, &what);
    }
}

#[test]
fn principal_components_agree_with_prcomp() {
    let table = golden("pca.tsv");
    let (sets, deviations) = (table.text("set"), table.numbers("sd"));
    for set in ["blobs", "skewed", "modules"] {
        let found = principal_components(&expression(set), 100).unwrap();
        let rows: Vec<usize> = (0..sets.len()).filter(|&row| sets[row] == set).collect();
        assert_eq!(found.pca.components.len(), rows.len(), "{set}");
        for (component, &row) in rows.iter().enumerate() {
            let what = format!("{set}, component {}", component + 1);
            assert_close(
                found.pca.components[component].standard_deviation,
                deviations[row],
                TOLERANCE,
                &what,
            );
            let scores: Vec<f64> = found
                .pca
                .scores
                .iter()
                .map(|scores| scores[component])
                .collect();
            let signed: Vec<f64> = scores
                .iter()
                .map(|score| score * scores[0].signum())
                .collect();
            assert_all_close(
                &signed,
                &split::<f64>(table.text("scores")[row]),
                1e-11,
                &what,
            );
        }
    }
}

#[test]
fn permutation_tests_with_blocks_agree_with_adonis() {
    let table = golden("permanova_blocks.tsv");
    for row in 0..table.rows.len() {
        let text = |name: &str| table.text(name)[row];
        let what = table.rows[row][..5].join(", ");
        let (groups, blocks): (Vec<String>, Vec<String>) =
            (split(text("groups")), split(text("blocks")));
        let first: Vec<usize> = (0..groups.len()).collect();
        let expression = expression(text("set")).select_samples(&first);
        let distances = sample_distances(&expression, text("distance").parse().unwrap()).unwrap();
        let blocks = Blocks::random("block", blocks);
        let found = permanova(&distances, &groups, Some(&blocks), 9_999, 5, &NoProgress).unwrap();
        let number = |name: &str| table.numbers(name)[row];
        let relabeling = match text("relabelling") {
            "whole blocks" => Relabeling::WholeBlocks,
            _ => Relabeling::WithinBlocks,
        };
        assert_eq!(found.relabeling, relabeling, "{what}");
        assert!(found.is_exact, "{what}");
        let f = number("f");
        assert_close(found.pseudo_f.unwrap(), f, TOLERANCE * f.max(1.0), &what);
        assert_close(found.p_value, number("p_value"), 1e-12, &what);
    }
}

#[test]
fn permutation_tests_agree_with_adonis() {
    let table = golden("permanova.tsv");
    for row in 0..table.rows.len() {
        let text = |name: &str| table.text(name)[row];
        let what = table.rows[row][..2].join(", ");
        let distances =
            sample_distances(&expression(text("set")), text("distance").parse().unwrap());
        let groups: Vec<String> = split(text("groups"));
        let found = permanova(&distances.unwrap(), &groups, None, 9_999, 5, &NoProgress).unwrap();
        let number = |name: &str| table.numbers(name)[row];
        assert_close(
            found.pseudo_f.unwrap(),
            number("f"),
            TOLERANCE * number("f").max(1.0),
            &what,
        );
        assert_close(
            found.r_squared.unwrap(),
            number("r_squared"),
            TOLERANCE,
            &what,
        );
        let expected = number("p_value");
        let error = (2.0 * expected.max(1e-3) * (1.0 - expected) / 9_999.0).sqrt();
        let difference = (found.p_value - expected).abs();
        assert!(
            difference <= 4.5 * error,
            "{what}: {} {expected}",
            found.p_value
        );
    }
}

#[test]
fn distances_over_common_values_agree_with_r() {
    let (expression, table) = (expression("missing"), golden("missing_distances.tsv"));
    for distance in Distance::ALL {
        let name = distance.to_string();
        let found = sample_distances(&expression, distance).unwrap();
        assert_all_close(found.values(), &table.numbers(&name), TOLERANCE, &name);
    }
}

/// Clusters are numbered by size in R: only the partition counts, and who is in no cluster.
fn same_clusters(one: &[usize], other: &[usize]) -> bool {
    let pairs = || one.iter().zip(other);
    pairs().all(|(&a, &b)| (a == 0) == (b == 0) && pairs().all(|(&c, &d)| (a == c) == (b == d)))
}

#[test]
fn gap_statistics_agree_with_clus_gap() {
    let table = golden("gap.tsv");
    let numbers = |name: &str| table.numbers(name);
    let mut n_clear = 0;
    let (log_w, expected, se) = (numbers("log_w"), numbers("expected"), numbers("se"));
    for first in (0..table.rows.len()).step_by(6) {
        let text = |name: &str| table.text(name)[first];
        let plan = GapPlan {
            most_clusters: 6,
            n_references: 500,
            reference: match text("space") {
                "original" => GapReference::Ranges,
                _ => GapReference::PrincipalBox,
            },
            seed: 3,
        };
        let (matrix, linkage) = (expression(text("set")), linkage_of_r(text("linkage")));
        let found =
            gap_statistic(&matrix, Items::Samples, Distance::Euclidean, linkage, plan).unwrap();
        let advised: usize = text("advised").parse().unwrap();
        // How clearly R's numbers decide for each number of clusters up to the advised one.
        let margin = |row: usize| {
            let gap = |row: usize| expected[row] - log_w[row];
            (gap(row) - gap(row + 1) + se[row + 1]).abs() / se[row + 1]
        };
        let is_clear = (first..first + advised).all(|row| row == first + 5 || margin(row) > 0.2);
        if is_clear {
            assert_eq!(found.n_clusters, advised, "{:?}", &table.rows[first][..3]);
        }
        n_clear += usize::from(is_clear);
        for (cut, row) in found.cuts.iter().zip(first..) {
            let what = table.rows[row][..4].join(", ");
            // R's dispersion is half of that of the paper.
            let log_dispersion = cut.log_dispersion - 2.0_f64.ln();
            assert_close(log_dispersion, log_w[row], TOLERANCE, &what);
            let error = (2.0_f64 / 500.0).sqrt() * se[row];
            let difference = (cut.expected - 2.0_f64.ln() - expected[row]).abs();
            assert!(difference < 4.0 * error, "{what}: {difference} {error}");
            // A standard deviation of 500 values is known to 3 %; that of R as well.
            let ratio = cut.standard_error / se[row];
            assert!((0.82..1.22).contains(&ratio), "{what}: {ratio}");
        }
    }
    assert!(n_clear >= 5, "only {n_clear} of 8 are clear");
}

#[test]
fn dynamic_cuts_agree_with_cutree_hybrid() {
    let table = golden("dynamic.tsv");
    for row in 0..table.rows.len() {
        let text = |name: &str| table.text(name)[row];
        let matrix = expression(text("set"));
        let distance: Distance = text("distance").parse().unwrap();
        let plan = DynamicCutPlan {
            fewest_members: text("size").parse().unwrap(),
            deep_split: text("deep").parse().unwrap(),
            assign_nearby: false,
        };
        let distances = if text("items") == "samples" {
            sample_distances(&matrix, distance)
        } else {
            feature_distances(&matrix, distance)
        };
        let distances = distances.unwrap();
        let tree = cluster(&distances, linkage_of_r(text("linkage")));
        let found = dynamic_cut(&distances, &tree, plan).unwrap();
        let expected: Vec<usize> = split(text("labels"));
        let what = table.rows[row][..6].join(", ");
        assert!(same_clusters(&found.labels, &expected), "{what}");
        if text("items") == "features" {
            let again = dynamic_cut_of_features(&matrix, distance, &tree, plan).unwrap();
            assert_eq!(again, found);
        }
    }
}

#[test]
fn what_is_near_is_assigned_as_cutree_hybrid_does() {
    let table = golden("dynamic_both.tsv");
    let mut n_changed = 0;
    for (row, cells) in table.rows.iter().enumerate() {
        let text = |name: &str| table.text(name)[row];
        let matrix = expression(text("set"));
        let distance: Distance = text("distance").parse().unwrap();
        let distances = match text("items") {
            "samples" => sample_distances(&matrix, distance),
            _ => feature_distances(&matrix, distance),
        };
        let distances = distances.unwrap();
        let tree = cluster(&distances, linkage_of_r(text("linkage")));
        let plan = |assign_nearby| DynamicCutPlan {
            fewest_members: text("size").parse().unwrap(),
            deep_split: text("deep").parse().unwrap(),
            assign_nearby,
        };
        let [first, both] = [false, true].map(|assign_nearby| {
            let plan = plan(assign_nearby);
            dynamic_cut(&distances, &tree, plan).unwrap()
        });
        let labels = |name: &str| -> Vec<usize> {
            let letters: Vec<char> = text(name).chars().collect();
            letters
                .iter()
                .map(|&letter| letter as usize - '0' as usize)
                .collect()
        };
        let what = cells[..6].join(", ");
        assert!(same_clusters(&first.labels, &labels("first")), "{what}");
        let n_loose = |labels: &[usize]| labels.iter().filter(|&&label| label == 0).count();
        let n_assigned = n_loose(&first.labels) - n_loose(&both.labels);
        assert_eq!(both.n_assigned, n_assigned, "{what}");
        if text("both") == "same" {
            assert_eq!(first.labels, both.labels, "{what}");
        } else {
            n_changed += 1;
            assert!(same_clusters(&both.labels, &labels("both")), "{what}");
        }
    }
    assert!(n_changed > 100, "{n_changed}");
}

#[test]
fn what_two_of_three_find_is_advised() {
    let matrix = expression("blobs");
    let (distance, linkage) = (Distance::Euclidean, Linkage::Average);
    let gap = gap_statistic(
        &matrix,
        Items::Samples,
        distance,
        linkage,
        GapPlan::default(),
    );
    let distances = sample_distances(&matrix, distance).unwrap();
    let tree = cluster(&distances, linkage);
    let advice = cluster_advice(&distances, &tree, Some(gap.unwrap())).unwrap();
    let opinions = (advice.by_silhouette, advice.by_gap, advice.by_dynamic_cut);
    // Two of the groups are nearer to each other: their silhouettes are wider as one cluster.
    assert_eq!(opinions, (2, Some(3), 3));
    assert_eq!(advice.n_clusters, Some(3));
    assert!(advice.rule.contains("gap:"), "{}", advice.rule);
}

#[test]
fn orders_of_features_do_not_need_all_distances() {
    let matrix = expression("modules");
    let distances = feature_distances(&matrix, Distance::Pearson).unwrap();
    let tree = cluster(&distances, Linkage::Average);
    let found = quick_leaf_order(&matrix, Distance::Pearson, &tree).unwrap();
    let length = |order: &[usize]| -> f64 {
        let steps = order.windows(2);
        steps.map(|pair| distances.between(pair[0], pair[1])).sum()
    };
    let best = length(&optimal_leaf_order(&distances, &tree).unwrap());
    let excess = length(&found) / best - 1.0;
    assert!((0.0..0.01).contains(&excess), "{excess}");
}

#[test]
fn one_thread_advises_as_three_do() {
    let matrix = expression("skewed");
    let with = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build();
        let (distance, linkage) = (Distance::Pearson, Linkage::CentroidD);
        let gap = || {
            gap_statistic(
                &matrix,
                Items::Samples,
                distance,
                linkage,
                GapPlan::default(),
            )
        };
        pool.unwrap().install(gap).unwrap()
    };
    assert_eq!(with(1), with(3));
}
