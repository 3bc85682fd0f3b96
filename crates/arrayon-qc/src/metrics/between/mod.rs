//! Arrays against each other: which array of a study is unlike the others, and in what.

mod brightness;
mod component_distance;
mod components;
mod controls;
mod copies;
mod density;
mod dependence;
mod detection;
mod distance;
mod far_cells;
mod group_correlation;
mod orientation;
mod relative_expression;
mod sex;
mod surface;
mod unscaled_errors;

use crate::controls::ControlSeries;
use crate::detection::DetectedPercent;
use crate::sex::SexOfArrays;
use crate::spatial::ArrayPattern;
use crate::statistics::{
    ArrayComponent, Closest, Distribution, ExpressionByArray, RelativeExpression,
    relative_expression,
};
use arrayon_results::qc::{Check, Status};

/// The arrays of a study, as far as they are compared. What is `None` was not there to be compared.
#[derive(Debug, Clone, Copy, Default)]
pub struct Compared<'a> {
    /// The number of arrays.
    pub n_arrays: usize,
    /// Log2 expression without controls.
    pub expression: Option<&'a ExpressionByArray<'a>>,
    /// The first principal components of expression.
    pub components: Option<&'a [ArrayComponent]>,
    /// Why differences of expression are no log2 fold changes, where the method makes them so: rules
    /// in log2 say nothing of them then.
    pub no_log2_differences: Option<&'a str>,
    /// Standard errors of a probe-level model, log2, features x arrays, row after row.
    pub errors: Option<&'a [f64]>,
    /// Intensities of the probes as they were scanned.
    pub scanned: Option<&'a [Distribution]>,
    /// Mean intensity of the background of each array, linear.
    pub background: Option<&'a [f64]>,
    /// Each array on its chip.
    pub patterns: Option<&'a [ArrayPattern]>,
    /// The control series that the library names, and how they came out.
    pub controls: Option<&'a ControlSeries>,
    /// Per cent of the features of each array that are detected above the background.
    pub detected: Option<&'a DetectedPercent>,
    /// The group of each array; `None` where nobody has said which arrays form a group. Metrics that
    /// hold an array against its group say nothing then: arrays of two groups taken for one would
    /// make a smaller group stand apart for what it was treated with.
    pub groups: Option<&'a [String]>,
    /// What expression and sheet say of the sex of each array.
    pub sex: Option<&'a SexOfArrays>,
}

/// The arrays, and what several metrics are made of.
pub(crate) struct Measured<'a> {
    compared: &'a Compared<'a>,
    relative: Vec<RelativeExpression>,
    closest: Vec<Closest>,
}

/// The value of each array.
pub(crate) enum Values {
    /// One for each; NaN where an array has none.
    Of(Vec<f64>),
    /// None can be had, and why.
    NotApplicable(String),
    /// What they would be made of is not there.
    Absent,
}

impl From<Option<Vec<f64>>> for Values {
    fn from(values: Option<Vec<f64>>) -> Self {
        values.map_or(Self::Absent, Self::Of)
    }
}

/// Within which limits a value passes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    /// At most this.
    AtMost(f64),
    /// At least this.
    AtLeast(f64),
    /// No farther than this from zero.
    FromZero(f64),
    /// From the one to the other.
    Between(f64, f64),
}

impl Limit {
    /// The bound that a value is held against.
    fn bound(self, value: f64) -> f64 {
        match self {
            Self::AtMost(bound) | Self::AtLeast(bound) | Self::FromZero(bound) => bound,
            Self::Between(low, high) if value < (low + high) / 2.0 && value < high => low,
            Self::Between(_, high) => high,
        }
    }

    fn allows(self, value: f64) -> bool {
        match self {
            Self::AtMost(bound) => value <= bound,
            Self::AtLeast(bound) => value >= bound,
            Self::FromZero(bound) => value.abs() <= bound,
            Self::Between(low, high) => (low..=high).contains(&value),
        }
    }
}

/// A metric of arrays against each other: an array whose value lies beyond the limit warns.
pub(crate) struct SetMetric {
    name: &'static str,
    rule: &'static str,
    /// Where rule and threshold come from.
    source: &'static str,
    /// Fewer arrays show no outlier among them.
    fewest_arrays: usize,
    values: fn(&Measured<'_>) -> Values,
    /// The limit that these values have.
    limit: fn(&[f64]) -> Limit,
    /// Beyond this limit an array fails.
    failure: Option<fn(&[f64]) -> Limit>,
    /// What a value beyond the limit means.
    reason: fn(&Finding<'_>) -> String,
}

/// A value beyond its limit.
pub(crate) struct Finding<'a> {
    measured: &'a Measured<'a>,
    array: usize,
    value: f64,
    /// The bound that it does not keep.
    limit: f64,
}

/// Why an array is not held against its group.
const NO_GROUPS: &str = "the groups of the arrays are not known: contrasts name them, which \
                         `arrayon run` is given";

/// So many arrays show which one is unlike the others.
const FOUR: usize = 4;

const METRICS: &[&SetMetric] = &[
    &orientation::CORRELATION,
    &orientation::ORIENTATION,
    &far_cells::METRIC,
    &surface::REGIONS,
    &surface::GRADIENT,
    &surface::EDGE,
    &surface::DEFECTS,
    &density::METRIC,
    &brightness::BACKGROUND,
    &brightness::SIGNAL,
    &controls::SEPARATION,
    &controls::HYBRIDIZATION,
    &controls::LABELLING,
    &detection::FEATURES,
    &detection::POSITIVE_CONTROLS,
    &detection::NEGATIVE_CONTROLS,
    &distance::METRIC,
    &dependence::METRIC,
    &relative_expression::MEDIAN,
    &relative_expression::WIDTH,
    &unscaled_errors::METRIC,
    &group_correlation::METRIC,
    &components::METRIC,
    &component_distance::METRIC,
    &copies::METRIC,
    &sex::METRIC,
];

/// Compares the arrays of a study: the checks of each, in the order of the samples.
///
/// # Determinism
/// The same for any number of threads.
pub fn compare_arrays(compared: &Compared<'_>) -> Vec<Vec<Check>> {
    let expression = compared.expression.filter(|all| !all.medians().is_empty());
    let measured = Measured {
        compared,
        relative: expression.map(relative_expression).unwrap_or_default(),
        closest: expression
            .map(ExpressionByArray::closest)
            .unwrap_or_default(),
    };
    let mut checks = vec![Vec::new(); compared.n_arrays];
    for metric in METRICS {
        for (checks, check) in checks.iter_mut().zip(metric.checks(&measured)) {
            checks.push(check);
        }
    }
    checks
}

impl Measured<'_> {
    /// Expression; where its differences are no log2 fold changes, why.
    fn log2_differences(&self) -> Result<&ExpressionByArray<'_>, Values> {
        let expression = self.expression().ok_or(Values::Absent)?;
        match self.compared.no_log2_differences {
            None => Ok(expression),
            Some(why) => Err(Values::NotApplicable(why.to_owned())),
        }
    }

    /// The arrays of each group, in the order in which groups appear.
    fn groups(&self) -> Result<Vec<Vec<usize>>, Values> {
        let groups = self.compared.groups;
        let groups = groups.ok_or_else(|| Values::NotApplicable(NO_GROUPS.to_owned()))?;
        let mut found: Vec<(&str, Vec<usize>)> = Vec::new();
        for (array, name) in groups.iter().enumerate() {
            match found.iter_mut().find(|(other, _)| other == name) {
                Some((_, arrays)) => arrays.push(array),
                None => found.push((name, vec![array])),
            }
        }
        Ok(found.into_iter().map(|(_, arrays)| arrays).collect())
    }

    fn expression(&self) -> Option<&ExpressionByArray<'_>> {
        let expression = self.compared.expression;
        expression.filter(|expression| !expression.medians().is_empty())
    }
}

impl SetMetric {
    /// The check of each array; none where the metric's input is not there.
    fn checks(&self, measured: &Measured<'_>) -> Vec<Check> {
        let n_arrays = measured.compared.n_arrays;
        let not_applicable = |why: String| Check {
            metric: self.name.to_owned(),
            value: None,
            rule: self.rule.to_owned(),
            source: self.source.to_owned(),
            threshold: None,
            status: Status::NotApplicable,
            reason: Some(why),
        };
        if n_arrays < self.fewest_arrays {
            if matches!((self.values)(measured), Values::Absent) {
                return Vec::new();
            }
            let why = format!("needs {} arrays or more", self.fewest_arrays);
            return vec![not_applicable(why); n_arrays];
        }
        let values = match (self.values)(measured) {
            Values::Of(values) => values,
            Values::NotApplicable(why) => return vec![not_applicable(why); n_arrays],
            Values::Absent => return Vec::new(),
        };
        let known: Vec<f64> = values
            .iter()
            .copied()
            .filter(|one| one.is_finite())
            .collect();
        let warning = (self.limit)(&known);
        let failure = self.failure.map(|failure| failure(&known));
        let check = |(array, &value): (usize, &f64)| {
            if !value.is_finite() {
                return not_applicable("there is too little to measure it by".to_owned());
            }
            let (status, limit) = match failure {
                Some(failure) if !failure.allows(value) => (Status::Fail, failure),
                _ if !warning.allows(value) => (Status::Warn, warning),
                _ => (Status::Pass, warning),
            };
            let finding = Finding {
                measured,
                array,
                value,
                limit: limit.bound(value),
            };
            Check {
                metric: self.name.to_owned(),
                value: Some(value),
                rule: self.rule.to_owned(),
                source: self.source.to_owned(),
                threshold: Some(finding.limit),
                status,
                reason: (status != Status::Pass).then(|| (self.reason)(&finding)),
            }
        };
        values.iter().enumerate().map(check).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::ExpressionMatrix;
    use ndarray::Array2;

    /// Log2 expression of 600 features: a level of each feature's own, and what `value` makes of the
    /// array, the feature and a draw of the two between -0.5 and 0.5.
    pub(super) fn arrays(n: usize, value: impl Fn(usize, usize, f64) -> f64) -> ExpressionMatrix {
        let values = Array2::from_shape_fn((600, n), |(feature, array)| {
            let mixed = ((feature * 31 + array) as u32).wrapping_mul(2_654_435_761);
            let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519) >> 8;
            let draw = f64::from(mixed) / f64::from(1 << 24) - 0.5;
            5.0 + (feature % 9) as f64 * 0.2 + value(array, feature, draw)
        });
        let features = (0..600).map(|at| format!("f{at}")).collect();
        let samples = (0..n).map(|at| format!("s{at}")).collect();
        ExpressionMatrix::new(features, samples, values).unwrap()
    }

    /// One check of each array.
    pub(super) fn checks(matrix: &ExpressionMatrix, groups: &[String], metric: &str) -> Vec<Check> {
        checks_of(matrix, Some(groups), metric)
    }

    fn checks_of(matrix: &ExpressionMatrix, groups: Option<&[String]>, metric: &str) -> Vec<Check> {
        let expression = ExpressionByArray::of(matrix);
        let components = expression.components();
        let compared = compare_arrays(&Compared {
            n_arrays: matrix.n_samples(),
            expression: Some(&expression),
            components: Some(&components),
            groups,
            ..Compared::default()
        });
        let mut checks = compared.into_iter().flatten();
        let found: Vec<Check> = checks
            .by_ref()
            .filter(|check| check.metric == metric)
            .collect();
        assert_eq!(found.len(), matrix.n_samples());
        found
    }

    #[test]
    fn where_no_groups_are_known_no_array_is_held_against_one() {
        // five of twenty-five were treated, and a third of their features say so
        let treated = |array: usize, feature: usize| array < 5 && feature.is_multiple_of(3);
        let matrix = arrays(25, |array, feature, draw| {
            draw + if treated(array, feature) { 4.0 } else { 0.0 }
        });
        let named = |array| if array < 5 { "treated" } else { "control" }.to_owned();
        let groups: Vec<String> = (0..25).map(named).collect();
        for metric in ["component_distance", "group_correlation_score"] {
            for check in checks(&matrix, &groups, metric) {
                assert_eq!(check.status, Status::Pass, "{check:?}");
            }
            for check in checks_of(&matrix, None, metric) {
                assert_eq!(check.status, Status::NotApplicable, "{check:?}");
                assert_eq!(check.value, None);
                let why = check.reason.unwrap_or_default();
                assert!(why.contains("groups of the arrays are not known"), "{why}");
            }
        }
    }
}
