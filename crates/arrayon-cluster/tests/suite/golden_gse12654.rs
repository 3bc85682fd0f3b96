//! 24 real arrays against R's `hclust`.

use crate::common::matrix_of;
use arrayon_cluster::{
    Dendrogram, Distance, Grouping, Linkage, cluster, flat_clusters, judge_groups, sample_distances,
};
use arrayon_core::{ExpressionMatrix, NoProgress};
use arrayon_results::Separation;
use arrayon_testkit::{assert_all_close, read_table, shared};
use std::path::{Path, PathBuf};

/// Heights are printed with 15 significant digits.
const TOLERANCE: f64 = 1e-12;

fn folder(test: &str) -> Option<PathBuf> {
    shared(test).map(|folder| folder.join("data/gse12654"))
}

fn expression(folder: &Path) -> ExpressionMatrix {
    matrix_of(&read_table(&folder.join("reference/rma_affy.tsv.gz")))
}

/// The tree that a table of R's merges and heights describes, as cophenetic distances: those do
/// not depend on how a merge is written down.
fn cophenetic_of_r(left: &[f64], right: &[f64], heights: &[f64]) -> Vec<f64> {
    let n = heights.len() + 1;
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut cophenetic = vec![vec![0.0; n]; n];
    for k in 0..heights.len() {
        let leaves = |name: f64, members: &[Vec<usize>]| {
            if name < 0.0 {
                vec![-name as usize - 1]
            } else {
                members[name as usize - 1].clone()
            }
        };
        let (one, other) = (leaves(left[k], &members), leaves(right[k], &members));
        for &i in &one {
            for &j in &other {
                cophenetic[i.min(j)][i.max(j)] = heights[k];
            }
        }
        members.push([one, other].concat());
    }
    (0..n)
        .flat_map(|i| cophenetic[i][i + 1..].to_vec())
        .collect()
}

fn assert_tree_of_r(folder: &Path, file: &str, tree: &Dendrogram) {
    let table = read_table(&folder.join("reference").join(file));
    let [left, right, heights] = ["left", "right", "height"].map(|column| table.numbers(column));
    let found: Vec<f64> = tree.merges().iter().map(|merge| merge.height).collect();
    assert_all_close(&found, &heights, TOLERANCE, file);
    let expected = cophenetic_of_r(&left, &right, &heights);
    assert_all_close(&tree.cophenetic(), &expected, TOLERANCE, file);
    let names = tree.r_merges().into_iter();
    let (found_left, found_right): (Vec<f64>, Vec<f64>) =
        names.map(|[l, r]| (l as f64, r as f64)).unzip();
    assert_eq!((found_left, found_right), (left, right), "{file}");
}

#[test]
fn trees_agree_with_hclust() {
    let Some(folder) = folder("trees_agree_with_hclust") else {
        return;
    };
    let expression = expression(&folder);
    for (distance, linkage, file) in [
        (
            Distance::Pearson,
            Linkage::Average,
            "hclust_average_pearson_samples.tsv",
        ),
        (
            Distance::Euclidean,
            Linkage::Complete,
            "hclust_complete_euclidean_samples.tsv",
        ),
        (
            Distance::Euclidean,
            Linkage::Single,
            "hclust_single_euclidean_samples.tsv",
        ),
        (
            Distance::Euclidean,
            Linkage::WardD2,
            "hclust_ward.D2_euclidean_samples.tsv",
        ),
        (
            Distance::Euclidean,
            Linkage::Weighted,
            "hclust_mcquitty_euclidean_samples.tsv",
        ),
    ] {
        let distances = sample_distances(&expression, distance).unwrap();
        let tree = cluster(&distances, linkage);
        assert_tree_of_r(&folder, file, &tree);
        for k in 1..=24 {
            let flat = flat_clusters(&distances, &tree, linkage, k).unwrap();
            assert_eq!(
                flat.cluster_numbers,
                tree.cut_k(k).unwrap(),
                "{file}, k = {k}"
            );
        }
    }
}

#[test]
fn leaf_order_is_that_of_r() {
    let Some(folder) = folder("leaf_order_is_that_of_r") else {
        return;
    };
    let distances = sample_distances(&expression(&folder), Distance::Pearson).unwrap();
    let tree = cluster(&distances, Linkage::Average);
    let path = folder.join("reference/hclust_average_pearson_order.txt");
    let expected = std::fs::read_to_string(path).unwrap();
    let found: Vec<&str> = (tree.leaf_order().iter())
        .map(|&leaf| tree.labels()[leaf].as_str())
        .collect();
    assert_eq!(found, expected.lines().collect::<Vec<_>>());
}

#[test]
fn neither_sex_nor_diagnosis_separates_the_arrays() {
    let Some(folder) = folder("neither_sex_nor_diagnosis_separates_the_arrays") else {
        return;
    };
    let expression = expression(&folder);
    let sheet = std::fs::read_to_string(folder.join("samples.csv")).unwrap();
    for column in [2, 3] {
        let levels =
            (sheet.lines().skip(1)).map(|line| line.split(',').nth(column).unwrap().to_owned());
        let groups = Grouping::new(column.to_string(), levels.collect());
        for linkage in Linkage::ALL {
            let distances = sample_distances(&expression, Distance::Pearson).unwrap();
            let tree = cluster(&distances, linkage);
            let judged = judge_groups(&distances, &tree, &groups, None, 1, &NoProgress).unwrap();
            assert!(
                judged.best_adjusted_rand_index < 0.5,
                "{linkage}: {judged:?}"
            );
            assert_eq!(
                judged.verdict,
                Separation::NotSeparated,
                "{linkage}: {judged:?}"
            );
        }
    }
}
