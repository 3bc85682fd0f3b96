//! Figures of the quality of arrays: boxes, densities, relative expression, errors, distances.

use crate::error::Error;
use crate::output::Output;
use arrayon_cluster::Grouping;
use arrayon_core::ExpressionMatrix;
use arrayon_figures::quality::{boxes, densities, distances};
use arrayon_figures::{FigureError, Look};
use arrayon_qc::{
    Distribution, ScannedLog2, expression_shares, expression_spreads,
    mean_absolute_distance_matrix, relative_expression_spreads, unscaled_error_spreads,
};

/// Width of a step of a density, log2.
const STEP: f64 = 0.2;

/// What is drawn.
pub(crate) struct ArraysToDraw<'a> {
    /// log2 expression without controls.
    pub(crate) expression: &'a ExpressionMatrix,
    /// Intensities as scanned, where there were arrays.
    pub(crate) scanned: Option<&'a [Distribution]>,
    /// Standard errors of the features, row after row, where the method gives them.
    pub(crate) errors: Option<&'a [f64]>,
    /// The groups, by whose colours arrays are drawn.
    pub(crate) grouping: Option<&'a Grouping>,
    pub(crate) simulated: bool,
}

impl Output {
    /// Writes `qc/boxes.svg`, `qc/rle.svg`, `qc/densities.svg`, `qc/distances.svg`, and where there
    /// is what they show `qc/boxes_scanned.svg` and `qc/nuse.svg`.
    ///
    /// # Errors
    /// The file system refused.
    pub(crate) fn write_quality_figures(&mut self, arrays: &ArraysToDraw<'_>) -> Result<(), Error> {
        let look = Look {
            simulated: arrays.simulated,
            ..Look::default()
        };
        let samples = arrays.expression.samples();
        let grouping = arrays.grouping;
        let grouping = grouping.map(|of| (of.variable.as_str(), &of.levels[..]));
        let mut boxes = |name: &str, title: &str, axis: &str, spreads: &[_], reference| {
            let drawn = boxes::svg(
                &boxes::Boxes {
                    title,
                    axis,
                    samples,
                    spreads,
                    reference,
                    grouping,
                },
                &look,
            );
            self.write_text(&format!("qc/{name}.svg"), &[&drawn.map_err(undrawn)?])
        };
        let scanned: Option<Vec<ScannedLog2>> = arrays
            .scanned
            .map(|all| all.iter().map(ScannedLog2::of).collect());
        if let Some(scanned) = &scanned {
            let spreads: Vec<_> = scanned.iter().map(ScannedLog2::spread).collect();
            let (title, axis) = ("intensities as scanned", "log2 intensity of the probes");
            boxes("boxes_scanned", title, axis, &spreads, None)?;
        }
        let normalized = expression_spreads(arrays.expression);
        let axis = "log2 expression of the features";
        boxes("boxes", "expression", axis, &normalized, None)?;
        let relative = relative_expression_spreads(arrays.expression);
        let title = "relative log expression (RLE)";
        let axis = "log2 expression less the median of the feature over the arrays";
        boxes("rle", title, axis, &relative, Some(0.0))?;
        if let Some(errors) = arrays.errors {
            let spreads = unscaled_error_spreads(errors, samples.len());
            let title = "normalised unscaled standard errors (NUSE)";
            let axis = "standard error over the median of the feature over the arrays";
            boxes("nuse", title, axis, &spreads, Some(1.0))?;
        }
        let drawn = drawn_densities(arrays, scanned.as_deref(), grouping, &look);
        self.write_text("qc/densities.svg", &[&drawn.map_err(undrawn)?])?;
        let found = distances::Distances {
            axis: "mean absolute difference of the features, log2",
            samples,
            distances: &mean_absolute_distance_matrix(arrays.expression),
            grouping,
        };
        let drawn = distances::svg(&found, &look).map_err(undrawn)?;
        self.write_text("qc/distances.svg", &[&drawn])
    }
}

fn undrawn(error: FigureError) -> Error {
    Error::data("figures of the arrays", error, "")
}

fn drawn_densities(
    arrays: &ArraysToDraw<'_>,
    scanned: Option<&[ScannedLog2]>,
    grouping: Option<(&str, &[String])>,
    look: &Look,
) -> Result<String, FigureError> {
    let expression = arrays.expression;
    let values = expression.rows().flatten().copied();
    let steps = steps(values.filter(|value| value.is_finite()));
    let shares: Vec<Vec<f64>> = (0..expression.n_samples())
        .map(|sample| expression_shares(expression, sample, steps))
        .collect();
    let normalized = densities::Panel {
        title: "expression of the features",
        axis: "log2 expression",
        start: steps.0,
        step: steps.1,
        shares: &shares,
    };
    let Some(scanned) = scanned else {
        return densities::svg(&[normalized], grouping, look);
    };
    let steps = self::steps(scanned.iter().filter_map(ScannedLog2::ends).flatten());
    let shares: Vec<Vec<f64>> = (scanned.iter())
        .map(|one| one.shares(steps.0, steps.1, steps.2))
        .collect();
    let as_scanned = densities::Panel {
        title: "intensities of the probes as scanned",
        axis: "log2 intensity",
        start: steps.0,
        step: steps.1,
        shares: &shares,
    };
    densities::svg(&[as_scanned, normalized], grouping, look)
}

/// Where steps begin that hold all values, how wide they are, and how many.
fn steps(values: impl Iterator<Item = f64>) -> (f64, f64, usize) {
    let (least, most) = values.fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(least, most), value| (least.min(value), most.max(value)),
    );
    if least > most {
        return (0.0, STEP, 1);
    }
    let first = (least / STEP).floor();
    let n = (most / STEP).floor() - first + 1.0;
    (first * STEP, STEP, n as usize)
}
