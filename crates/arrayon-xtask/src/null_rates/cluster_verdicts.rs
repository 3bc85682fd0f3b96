//! Verdicts on groups that were dealt out at random.

use super::random::Random;
use super::tissue::Tissue;
use arrayon_cluster::{
    Blocks, Distance, Grouping, Linkage, cluster, judge_groups, sample_distances,
};
use arrayon_core::{ExpressionMatrix, NoProgress};
use arrayon_results::Separation;
use ndarray::Array2;
use rayon::prelude::*;
use std::fmt::Write;

const N_FEATURES: usize = 300;

/// Sizes of the groups of simulated studies.
const SIZES: [&[usize]; 17] = [
    &[2, 2],
    &[3, 3],
    &[4, 4],
    &[5, 5],
    &[6, 6],
    &[8, 8],
    &[12, 12],
    &[1, 3],
    &[1, 4],
    &[1, 24],
    &[2, 6],
    &[3, 9],
    &[2, 2, 2],
    &[3, 3, 3],
    &[5, 5, 5],
    &[2, 2, 2, 2],
    &[5, 5, 5, 5, 5],
];

/// Numbers of pairs and standard deviation of what a pair shares, over that of single samples.
const PAIRS: [(usize, f64); 8] = [
    (4, 0.0),
    (4, 1.0),
    (5, 0.0),
    (5, 0.5),
    (5, 2.0),
    (6, 0.0),
    (6, 1.0),
    (12, 1.0),
];

/// Arrays a group in splits of a tissue.
const SPLITS: [usize; 8] = [2, 3, 4, 5, 6, 8, 12, 30];

/// A row for each kind of study.
pub(super) fn table(n_studies: u64, n_splits: u64, tissues: &[Tissue]) -> anyhow::Result<String> {
    let mut table = "data\tgroups\tstudies\tseparated\tpartly\tnot_separated\tcannot_be_judged\t\
                     found\n"
        .to_owned();
    for sizes in SIZES {
        let counts = counted(n_studies, |seed| noise(seed, sizes));
        row(&mut table, "noise", &in_words(sizes), n_studies, counts?)?;
    }
    for (n_pairs, shared) in PAIRS {
        let counts = counted(n_studies, |seed| pairs(seed, n_pairs, shared));
        let data = format!("noise, pairs share {shared} sd");
        row(
            &mut table,
            &data,
            &format!("{n_pairs} pairs"),
            n_studies,
            counts?,
        )?;
    }
    for tissue in tissues {
        for size in SPLITS {
            if 2 * size > tissue.expression.n_samples() {
                continue;
            }
            let counts = counted(n_splits, |seed| split(seed, size, tissue));
            row(
                &mut table,
                &tissue.name,
                &in_words(&[size, size]),
                n_splits,
                counts?,
            )?;
        }
    }
    Ok(table)
}

fn in_words(sizes: &[usize]) -> String {
    let sizes: Vec<String> = sizes.iter().map(ToString::to_string).collect();
    sizes.join(" v ")
}

/// How many studies come to each verdict, in the order of [`Separation::ALL`].
fn counted(
    n: u64,
    judge: impl Fn(u64) -> anyhow::Result<Separation> + Sync,
) -> anyhow::Result<Vec<usize>> {
    let verdicts: Vec<Separation> = (1..=n)
        .into_par_iter()
        .map(&judge)
        .collect::<anyhow::Result<_>>()?;
    let count = |one: Separation| verdicts.iter().filter(|&&verdict| verdict == one).count();
    Ok(Separation::ALL.map(count).to_vec())
}

fn row(
    table: &mut String,
    data: &str,
    groups: &str,
    n: u64,
    counts: Vec<usize>,
) -> anyhow::Result<()> {
    let found = (counts[0] + counts[1]) as f64 / n as f64;
    let counts: Vec<String> = counts.iter().map(ToString::to_string).collect();
    writeln!(
        table,
        "{data}\t{groups}\t{n}\t{}\t{found:.4}",
        counts.join("\t")
    )?;
    Ok(())
}

/// The verdict on groups by the default distance and linkage.
fn verdict(
    expression: &ExpressionMatrix,
    groups: &Grouping,
    seed: u64,
) -> anyhow::Result<Separation> {
    let distances = sample_distances(expression, Distance::Pearson)?;
    let tree = cluster(&distances, Linkage::Average);
    let judged = judge_groups(&distances, &tree, groups, None, seed, &NoProgress)?;
    Ok(judged.verdict)
}

/// Groups of these sizes, one after the other.
fn groups(sizes: &[usize]) -> Grouping {
    let runs = sizes.iter().enumerate();
    let levels = runs.flat_map(|(group, &size)| std::iter::repeat_n(format!("g{group}"), size));
    Grouping::new("group", levels.collect())
}

fn noise(seed: u64, sizes: &[usize]) -> anyhow::Result<Separation> {
    let mut random = Random::new(seed);
    let expression = simulated(&mut random, sizes.iter().sum(), |_, _| 0.0)?;
    verdict(&expression, &groups(sizes), seed)
}

fn pairs(seed: u64, n_pairs: usize, shared: f64) -> anyhow::Result<Separation> {
    let mut random = Random::new(seed);
    let of_pairs = Array2::from_shape_simple_fn((N_FEATURES, n_pairs), || random.normal());
    let expression = simulated(&mut random, 2 * n_pairs, |feature, sample| {
        shared * of_pairs[(feature, sample / 2)]
    })?;
    let names = |name: fn(usize) -> usize| {
        let samples = 0..2 * n_pairs;
        samples.map(|sample| name(sample).to_string()).collect()
    };
    let grouping = Grouping {
        blocks: Some(Blocks::fixed("pair", names(|sample| sample / 2))),
        ..Grouping::new("group", names(|sample| sample % 2))
    };
    verdict(&expression, &grouping, seed)
}

/// Independent features of different levels, with normal noise of 0.4 log2 and what samples share.
fn simulated(
    random: &mut Random,
    n_samples: usize,
    shared: impl Fn(usize, usize) -> f64,
) -> anyhow::Result<ExpressionMatrix> {
    let mut values = Array2::zeros((N_FEATURES, n_samples));
    for (feature, mut row) in values.rows_mut().into_iter().enumerate() {
        let level = 8.0 + 2.0 * random.normal();
        for (sample, value) in row.iter_mut().enumerate() {
            *value = level + 0.4 * (random.normal() + shared(feature, sample));
        }
    }
    let names = |letter: &str, n: usize| (0..n).map(|at| format!("{letter}{at}")).collect();
    let names = (names("f", N_FEATURES), names("s", n_samples));
    Ok(ExpressionMatrix::new(names.0, names.1, values)?)
}

fn split(seed: u64, size: usize, tissue: &Tissue) -> anyhow::Result<Separation> {
    let drawn = Random::new(seed).draw(tissue.expression.n_samples(), 2 * size);
    verdict(
        &tissue.expression.select_samples(&drawn),
        &groups(&[size, size]),
        seed,
    )
}
