//! The vendor's control probe sets: which are meant by their names, and how they came out.

use crate::statistics::{area_under_curve, median};
use arrayon_core::ExpressionMatrix;
use std::collections::BTreeSet;

/// Steps of the hybridisation controls, by rising amounts: parts of the names of their probe sets,
/// in lower case. `bioDn` and `creX` are the names of 3' IVT chips.
const HYBRIDIZATION: [&[&str]; 4] = [&["biob"], &["bioc"], &["biod"], &["cre"]];

/// Steps of the labelling controls.
const LABELLING: [&[&str]; 4] = [&["lys"], &["phe"], &["thr"], &["dap"]];

/// Controls whose last step is on most arrays less than this brighter than the first, log2, were
/// not added. Ours: their amounts differ 15-fold and more.
const ADDED: f64 = 1.0;

/// What the controls of a study's arrays show; `None` where the library does not name them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ControlSeries {
    /// bioB, bioC, bioD and cre, which are added before hybridisation.
    pub hybridization: Option<Series>,
    /// lys, phe, thr and dap, which are added before labelling.
    pub labelling: Option<Series>,
    /// Area under the curve of positive against negative controls, of each array.
    pub separation: Option<Vec<f64>>,
}

/// A series of controls of rising amounts.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Why it cannot be judged.
    pub not_applicable: Option<String>,
    names: [&'static str; 4],
    /// Mean log2 expression of each step, array by array.
    levels: Vec<[f64; 4]>,
}

impl Series {
    /// The smallest rise from one step to the next, log2, of each array.
    pub fn smallest_steps(&self) -> Vec<f64> {
        let smallest = |levels: &[f64; 4]| {
            let steps = levels.windows(2).map(|pair| pair[1] - pair[0]);
            steps.fold(f64::INFINITY, f64::min)
        };
        self.levels.iter().map(smallest).collect()
    }

    /// The names of the two steps between which the array rises least.
    pub(crate) fn falling_step(&self, array: usize) -> Option<(&'static str, &'static str)> {
        let levels = self.levels.get(array)?;
        let steps = levels.windows(2).map(|pair| pair[1] - pair[0]);
        let (at, _) = steps.enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b))?;
        Some((self.names[at], self.names[at + 1]))
    }
}

impl ControlSeries {
    /// Finds the controls among features by their names, and the groups `pos_control` and
    /// `neg_control` of the library.
    ///
    /// Spikes are named as on whole-transcript chips (`AFFX-r2-Ec-bioB-5_at`,
    /// `AFFX-r2-Bs-lys-5_st`), HT chips (`AFFX-HTBioB...` and alike) and 3' IVT chips
    /// (`AFFX-BioB-5_at`, `AFFX-CreX-3_at`, `AFFX-LysX-5_at`); of the ends of a transcript those of
    /// the 5' end count where there are any. Where a spike is on the chip in both strands, that
    /// named `_at` counts, of poly-A spikes of whole-transcript chips (`r2-Bs`) that named `_st`.
    ///
    /// # Shapes and units
    /// Log2 expression with controls; groups as (name of the feature, group).
    pub fn of(expression: &ExpressionMatrix, groups: &[(String, String)]) -> Self {
        Self {
            hybridization: series(expression, ["bioB", "bioC", "bioD", "cre"], &HYBRIDIZATION),
            labelling: series(expression, ["lys", "phe", "thr", "dap"], &LABELLING),
            separation: separation(expression, groups),
        }
    }

    /// The features that [`ControlSeries::of`] looks at, by their positions, ascending: a matrix of
    /// these alone has the same series.
    pub fn looked_at(features: &[String], groups: &[(String, String)]) -> Vec<usize> {
        let named = features.iter().enumerate();
        let named = named.filter(|(_, feature)| affx_name(feature).is_some());
        let named = named.map(|(row, _)| row);
        let of_groups = [POSITIVE, NEGATIVE].map(|group| rows_of_group(features, groups, group));
        let all: BTreeSet<usize> = named.chain(of_groups.into_iter().flatten()).collect();
        all.into_iter().collect()
    }
}

/// A control's name in lower case without what stands around it; `None` where it is no AFFX name.
fn affx_name(feature: &str) -> Option<String> {
    let lower = feature.to_ascii_lowercase();
    let (_, name) = lower.split_once("affx-")?;
    Some(name.to_owned())
}

fn series(
    expression: &ExpressionMatrix,
    names: [&'static str; 4],
    steps: &[&[&str]; 4],
) -> Option<Series> {
    let named: Vec<(usize, String)> = (expression.features().iter().enumerate())
        .filter_map(|(row, feature)| Some((row, affx_name(feature)?)))
        .collect();
    let rows = steps.map(|parts| rows_of(&named, parts));
    if rows.iter().any(Vec::is_empty) {
        return None;
    }
    let level = |rows: &Vec<usize>, sample: usize| {
        let sum: f64 = rows.iter().map(|&row| expression.row(row)[sample]).sum();
        sum / rows.len() as f64
    };
    let of_sample = |sample| {
        let mut levels = [0.0; 4];
        for (value, rows) in levels.iter_mut().zip(&rows) {
            *value = level(rows, sample);
        }
        levels
    };
    let levels: Vec<[f64; 4]> = (0..expression.n_samples()).map(of_sample).collect();
    let rises = levels.iter().map(|levels| levels[3] - levels[0]);
    let are_added = median(rises) >= ADDED;
    Some(Series {
        not_applicable: (!are_added).then(|| {
            let (first, last) = (names[0], names[3]);
            format!(
                "{last} is hardly brighter than {first} on most arrays: these controls seem not to \
                 have been added"
            )
        }),
        names,
        levels,
    })
}

/// The rows of a step: those of one strand, and of the 5' end where any is.
fn rows_of(named: &[(usize, String)], parts: &[&str]) -> Vec<usize> {
    let is_step = |name: &str| {
        let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
        let mut words = words.map(|word| word.trim_start_matches("ht"));
        words.any(|word| parts.iter().any(|part| word.starts_with(part)))
    };
    let mut found: Vec<&(usize, String)> = named.iter().filter(|(_, name)| is_step(name)).collect();
    let strand = match found.iter().any(|(_, name)| name.contains("r2-bs")) {
        true => "_st",
        false => "_at",
    };
    for prefers in [strand, "-5"] {
        if found.iter().any(|(_, name)| name.contains(prefers)) {
            found.retain(|(_, name)| name.contains(prefers));
        }
    }
    found.into_iter().map(|(row, _)| *row).collect()
}

/// The groups of the library's table of controls that are looked at.
pub(crate) const POSITIVE: &str = "pos_control";
pub(crate) const NEGATIVE: &str = "neg_control";

/// The features that a library puts into a group.
pub(crate) fn rows_of_group(
    features: &[String],
    groups: &[(String, String)],
    group: &str,
) -> Vec<usize> {
    let of_group = groups.iter().filter(|(_, of)| of == group);
    let named: BTreeSet<&str> = of_group.map(|(feature, _)| feature.as_str()).collect();
    let features = features.iter().enumerate();
    let features = features.filter(|(_, feature)| named.contains(feature.as_str()));
    features.map(|(row, _)| row).collect()
}

fn separation(expression: &ExpressionMatrix, groups: &[(String, String)]) -> Option<Vec<f64>> {
    let rows = |group| rows_of_group(expression.features(), groups, group);
    let (positive, negative) = (rows(POSITIVE), rows(NEGATIVE));
    if positive.is_empty() || negative.is_empty() {
        return None;
    }
    let area = |sample: usize| {
        let values = |rows: &[usize]| -> Vec<f64> {
            rows.iter()
                .map(|&row| expression.row(row)[sample])
                .collect()
        };
        area_under_curve(&values(&positive), &values(&negative))
    };
    Some((0..expression.n_samples()).map(area).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    fn matrix(features: &[&str], columns: &[&[f64]]) -> ExpressionMatrix {
        let values = Array2::from_shape_fn((features.len(), columns.len()), |(row, column)| {
            columns[column][row]
        });
        let features = features.iter().map(|&name| name.to_owned()).collect();
        let samples = (0..columns.len()).map(|at| format!("s{at}")).collect();
        ExpressionMatrix::new(features, samples, values).unwrap()
    }

    #[test]
    fn controls_are_known_by_the_names_of_each_kind_of_chip() {
        let whole_transcript = [
            "AFFX-r2-Ec-bioB-5_at",
            "AFFX-r2-Ec-bioB-3_at",
            "AFFX-r2-Ec-bioC-5_at",
            "AFFX-r2-Ec-bioD-5_at",
            "AFFX-r2-P1-cre-5_at",
        ];
        let three_prime = [
            "AFFX-BioB-5_at",
            "AFFX-BioB-5_st",
            "AFFX-BioC-5_at",
            "AFFX-BioDn-5_at",
            "AFFX-CreX-5_at",
        ];
        for names in [whole_transcript, three_prime] {
            let columns: [&[f64]; 2] =
                [&[7.0, 50.0, 8.0, 10.0, 11.0], &[7.0, 50.0, 9.0, 8.5, 11.0]];
            let found = ControlSeries::of(&matrix(&names, &columns), &[]);
            let series = found.hybridization.unwrap();
            assert_eq!(series.smallest_steps(), [1.0, -0.5]);
            assert_eq!(series.falling_step(1), Some(("bioC", "bioD")));
            assert_eq!((found.labelling, found.separation), (None, None));
        }
    }

    #[test]
    fn labelling_controls_that_were_not_added_are_not_judged() {
        let names = [
            "AFFX-r2-Bs-lys-5_st",
            "AFFX-r2-Bs-lys-5_at",
            "AFFX-r2-Bs-phe-5_st",
            "AFFX-r2-Bs-thr-5_st",
            "AFFX-r2-Bs-dap-5_st",
        ];
        let flat: &[f64] = &[3.0, 90.0, 3.1, 2.9, 3.0];
        let rising: &[f64] = &[6.0, 90.0, 7.0, 8.5, 10.0];
        let found = ControlSeries::of(&matrix(&names, &[flat, flat, flat]), &[]);
        let reason = found.labelling.unwrap().not_applicable.unwrap();
        assert!(
            reason.starts_with("dap is hardly brighter than lys"),
            "{reason}"
        );
        let found = ControlSeries::of(&matrix(&names, &[rising, rising, flat]), &[]);
        let series = found.labelling.unwrap();
        assert_eq!(series.not_applicable, None);
        assert_eq!(series.falling_step(2), Some(("phe", "thr")));
    }

    #[test]
    fn positive_controls_are_held_against_negative_ones() {
        let groups = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            let pairs = pairs.iter();
            pairs
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect()
        };
        let groups = groups(&[
            ("e1", "pos_control"),
            ("e2", "pos_control"),
            ("i1", "neg_control"),
            ("i2", "neg_control"),
        ]);
        let columns: [&[f64]; 2] = [&[9.0, 8.0, 3.0, 4.0], &[9.0, 3.0, 3.0, 4.0]];
        let found = ControlSeries::of(&matrix(&["e1", "e2", "i1", "i2"], &columns), &groups);
        assert_eq!(found.separation, Some(vec![1.0, 0.625]));
    }
}
