//! The readable way to the distances of a replicate, to hold the fast ones against.

use super::copies::Copies;
use super::moments::Moments;
use super::ranks::RankOrders;
use super::replicates::Drawing;
use crate::distances::sample_distances;
use crate::settings::Distance;
use arrayon_core::ExpressionMatrix;
use ndarray::{Array2, Axis};

/// Copies every feature as often as it was drawn and computes distances as always.
fn distances_of_copies(values: &Array2<f64>, weights: &[u16], distance: Distance) -> Vec<f64> {
    let rows: Vec<usize> = (weights.iter().enumerate())
        .flat_map(|(row, &weight)| std::iter::repeat_n(row, usize::from(weight)))
        .collect();
    let copied = values.select(Axis(0), &rows);
    let features = (0..copied.nrows()).map(|i| format!("f{i}")).collect();
    let samples = (0..copied.ncols()).map(|i| format!("s{i}")).collect();
    let copied = ExpressionMatrix::new(features, samples, copied).unwrap();
    sample_distances(&copied, distance)
        .unwrap()
        .values()
        .to_vec()
}

/// Values around 8 with many ties, as log2 intensities of a small sample.
fn values(n_features: usize, n_samples: usize) -> Array2<f64> {
    Array2::from_shape_fn((n_features, n_samples), |(i, j)| {
        let noise = ((i * 7919 + j * 104_729 + i * j * 31) % 1009) as f64 / 100.0;
        8.0 + (noise * 4.0).round() / 4.0 + (i % 5) as f64
    })
}

fn columns(values: &Array2<f64>) -> Vec<Vec<f64>> {
    values
        .columns()
        .into_iter()
        .map(|column| column.to_vec())
        .collect()
}

/// The distances that follow from sums over features.
const OF_SUMS: [Distance; 5] = [
    Distance::Pearson,
    Distance::AbsolutePearson,
    Distance::Cosine,
    Distance::Euclidean,
    Distance::Manhattan,
];

#[test]
fn weighted_distances_are_those_of_copied_features() {
    let (n_features, n_samples) = (700, 9);
    let values = values(n_features, n_samples);
    let mut weights = vec![0; 5 * n_features];
    for (replicate, row) in (0..).zip(weights.chunks_mut(n_features)) {
        Drawing::new(500 + 100 * replicate as usize, n_features).draw(11, 0, replicate, row);
    }
    for distance in OF_SUMS {
        let found = Moments::new(columns(&values), distance).distances(&weights, n_features);
        for (found, row) in found.iter().zip(weights.chunks(n_features)) {
            let expected = distances_of_copies(&values, row, distance);
            let found = found.as_ref().unwrap();
            arrayon_testkit::assert_all_close(found, &expected, 1e-13, &distance.to_string());
        }
    }
    let orders = RankOrders::new(&columns(&values));
    let copies = Copies::new(columns(&values), Distance::Bicor);
    for row in weights.chunks(n_features) {
        let expected = distances_of_copies(&values, row, Distance::Spearman);
        let found = orders.distances(row).unwrap();
        arrayon_testkit::assert_all_close(&found, &expected, 1e-13, "spearman");
        let expected = distances_of_copies(&values, row, Distance::Bicor);
        assert_eq!(copies.distances(row).unwrap(), expected);
    }
}

#[test]
fn missing_values_are_left_out_of_each_pair_of_copies() {
    let (n_features, n_samples) = (400, 9);
    for parts in [50, 3] {
        let mut values = values(n_features, n_samples);
        for ((feature, sample), value) in values.indexed_iter_mut() {
            if (feature * 31 + sample * 17 + feature * sample) % parts == 0 {
                *value = f64::NAN;
            }
        }
        let mut weights = vec![0; 3 * n_features];
        for (replicate, row) in (0..).zip(weights.chunks_mut(n_features)) {
            Drawing::new(200 + 100 * replicate as usize, n_features).draw(7, 0, replicate, row);
        }
        for distance in OF_SUMS {
            let found = Moments::new(columns(&values), distance).distances(&weights, n_features);
            for (found, row) in found.iter().zip(weights.chunks(n_features)) {
                let expected = distances_of_copies(&values, row, distance);
                let found = found.as_ref().unwrap();
                arrayon_testkit::assert_all_close(found, &expected, 1e-12, &distance.to_string());
            }
        }
        // Two samples without a feature in common have no distance.
        let mut apart = values.clone();
        for row in 0..n_features {
            apart[[row, row % 2]] = f64::NAN;
        }
        let found =
            Moments::new(columns(&apart), Distance::Pearson).distances(&weights, n_features);
        assert!(found.iter().all(Option::is_none));
    }
}

#[test]
fn a_replicate_is_the_same_alone_and_among_others() {
    let (n_features, n_samples) = (3_000, 13);
    let moments = Moments::new(columns(&values(n_features, n_samples)), Distance::Pearson);
    let mut weights = vec![0; 64 * n_features];
    for (replicate, row) in (0..).zip(weights.chunks_mut(n_features)) {
        Drawing::new(n_features, n_features).draw(2, 1, replicate, row);
    }
    let together = moments.distances(&weights, n_features);
    for (alone, row) in together.iter().zip(weights.chunks(n_features)) {
        assert_eq!(moments.distances(row, n_features)[0], *alone);
    }
}

#[test]
fn a_sample_that_is_constant_over_the_features_drawn_is_undefined() {
    let mut values = values(20, 4);
    (0..20).for_each(|row| values[[row, 2]] = if row == 0 { 3.1 } else { 7.3 });
    let mut weights = vec![1; 40];
    weights[0] = 0;
    let found = Moments::new(columns(&values), Distance::Pearson).distances(&weights, 20);
    assert!(found[0].is_none());
    assert!(found[1].is_some());
    assert!(
        RankOrders::new(&columns(&values))
            .distances(&weights[..20])
            .is_none()
    );
}
