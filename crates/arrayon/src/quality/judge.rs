//! The verdicts on arrays, or on the samples of a matrix.

use super::scans::ArrayScans;
use arrayon_cluster::Grouping;
use arrayon_core::{ExpressionMatrix, GeneAnnotation, SampleSheet};
use arrayon_qc::{
    Compared, ControlSeries, ExpressionByArray, SexOfArrays, check_study, compare_arrays,
    component_associations,
};
use arrayon_results::qc::{ArrayQuality, QualityControl, Status};
use arrayon_results::summary::{QualitySummary, SuspectArray};

/// What is known of the samples besides their scans.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Samples<'a> {
    /// Log2 expression of all features, or of the controls that are looked at.
    pub(crate) all_features: Option<&'a ExpressionMatrix>,
    /// Log2 expression of the features that are no controls, or of those that tell the sexes apart.
    pub(crate) main_features: Option<&'a ExpressionMatrix>,
    /// Log2 expression of the features that are no controls.
    pub(crate) expression: Option<&'a ExpressionByArray<'a>>,
    pub(crate) annotation: Option<&'a GeneAnnotation>,
    pub(crate) sheet: Option<&'a SampleSheet>,
    /// The groups, where a study has any.
    pub(crate) grouping: Option<&'a Grouping>,
}

/// Judges arrays by their scans, or without scans the samples of a matrix by their expression.
pub(crate) fn judge(scans: Option<ArrayScans>, samples: &Samples<'_>) -> QualityControl {
    let names = (samples.expression).map_or(&[][..], ExpressionByArray::samples);
    let has_scans = scans.is_some();
    let mut scans = scans.unwrap_or_else(|| ArrayScans {
        quality: names
            .iter()
            .map(|sample| nothing_but_a_name(sample))
            .collect(),
        ..ArrayScans::default()
    });
    let controls = (samples.all_features.filter(|_| has_scans))
        .map(|all| ControlSeries::of(all, &scans.quality_groups));
    let sex = (samples.main_features.zip(samples.annotation))
        .and_then(|(expression, genes)| SexOfArrays::of(expression, genes, samples.sheet));
    let components = samples.expression.map(ExpressionByArray::components);
    let compared = compare_arrays(&Compared {
        n_arrays: scans.quality.len(),
        expression: samples.expression,
        components: components.as_deref(),
        no_log2_differences: scans.no_log2_differences,
        errors: scans.errors.as_deref(),
        scanned: has_scans.then_some(&scans.scanned[..]),
        background: has_scans.then_some(&scans.background[..]),
        patterns: has_scans.then_some(&scans.patterns[..]),
        controls: controls.as_ref(),
        detected: scans.detected.as_ref(),
        groups: samples.grouping.map(|grouping| &grouping.levels[..]),
        sex: sex.as_ref(),
    });
    for (array, checks) in scans.quality.iter_mut().zip(compared) {
        array.add_checks(checks);
    }
    let mut quality = check_study(scans.quality);
    quality.scope = match (has_scans, samples.expression) {
        (true, Some(_)) => quality.scope,
        (true, None) => "header facts and integrity of the CEL files; cells of the arrays against \
                         each other, without a chip library"
            .to_owned(),
        (false, _) => "expression of the samples against each other; no array was seen".to_owned(),
    };
    if !has_scans {
        quality.study_checks.clear();
    }
    if let (Some(components), Some(sheet)) = (&components, samples.sheet) {
        quality.component_associations = component_associations(components, sheet);
    }
    quality
}

fn nothing_but_a_name(sample: &str) -> ArrayQuality {
    ArrayQuality {
        sample: sample.to_owned(),
        ..ArrayQuality::default()
    }
}

/// The verdicts on one screen.
pub(crate) fn in_brief(qc: &QualityControl) -> QualitySummary {
    let count = |status| {
        qc.arrays
            .iter()
            .filter(|array| array.status == status)
            .count()
    };
    let suspects = |status| {
        let found = qc.arrays.iter().filter(move |array| array.status == status);
        found.map(|array| SuspectArray {
            sample: array.sample.clone(),
            status: array.status,
            verdict_in_words: array.verdict_in_words.clone(),
        })
    };
    QualitySummary {
        status: qc.status,
        n_pass: count(Status::Pass),
        n_warn: count(Status::Warn),
        n_fail: count(Status::Fail),
        unlike_the_others: suspects(Status::Fail)
            .chain(suspects(Status::Warn))
            .collect(),
    }
}

/// The checks that did not pass, in words.
pub(crate) fn warnings_of(qc: &QualityControl) -> Vec<String> {
    let of_arrays = qc.arrays.iter().flat_map(|array| {
        let checks = array.checks.iter();
        checks.map(move |check| (check, format!("array {}: ", array.sample)))
    });
    let of_study = qc.study_checks.iter().map(|check| (check, String::new()));
    (of_arrays.chain(of_study))
        .filter(|(check, _)| check.status >= Status::Warn)
        .filter_map(|(check, of)| Some(format!("{of}{}", check.reason.as_ref()?)))
        .collect()
}
