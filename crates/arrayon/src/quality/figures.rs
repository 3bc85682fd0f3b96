//! Figures of the quality of arrays: boxes, densities, relative expression, errors, distances.

use super::judge::Samples;
use super::scans::ArrayScans;
use crate::error::Error;
use crate::output::NamedFile;
use arrayon_cluster::Grouping;
use arrayon_figures::quality::{boxes, densities, distances};
use arrayon_figures::{FigureError, Look};
use arrayon_qc::{ExpressionByArray, ScannedLog2, Spread, unscaled_error_spreads};
use rayon::prelude::*;

/// Width of a step of a density, log2.
const STEP: f64 = 0.2;

/// What is drawn.
struct ArraysToDraw<'a> {
    names: &'a [String],
    expression: Option<&'a ExpressionByArray<'a>>,
    /// Intensities as scanned, where there were arrays.
    scanned: Option<Vec<ScannedLog2<'a>>>,
    /// By whose colours arrays are drawn.
    grouping: Option<&'a Grouping>,
    simulated: bool,
}

impl ArraysToDraw<'_> {
    fn look(&self) -> Look {
        Look {
            simulated: self.simulated,
            ..Look::default()
        }
    }

    fn grouping(&self) -> Option<(&str, &[String])> {
        let grouping = self.grouping?;
        Some((grouping.variable.as_str(), &grouping.levels))
    }

    fn boxes(
        &self,
        title: &str,
        axis: &str,
        spreads: &[Spread],
        reference: Option<f64>,
    ) -> Result<String, FigureError> {
        let boxes = boxes::Boxes {
            title,
            axis,
            samples: self.names,
            spreads,
            reference,
            grouping: self.grouping(),
        };
        boxes::svg(&boxes, &self.look())
    }
}

/// Draws `qc/densities.svg`, of expression `qc/boxes.svg`, `qc/rle.svg` and `qc/distances.svg`, of
/// scanned arrays `qc/boxes_scanned.svg`, and of standard errors `qc/nuse.svg`.
///
/// # Errors
/// What the drawing refused.
pub(crate) fn quality_figures(
    scans: Option<&ArrayScans>,
    samples: &Samples<'_>,
    simulated: bool,
) -> Result<Vec<NamedFile>, Error> {
    let scanned_names = scans.iter().flat_map(|scans| &scans.quality);
    let scanned_names: Vec<String> = scanned_names.map(|array| array.sample.clone()).collect();
    let arrays = ArraysToDraw {
        names: (samples.expression).map_or(&scanned_names, |all| all.samples()),
        expression: samples.expression,
        scanned: scans.map(|scans| scans.scanned.iter().map(ScannedLog2::of).collect()),
        grouping: samples.grouping,
        simulated,
    };
    let errors = scans.and_then(|scans| scans.errors.as_deref());
    let mut drawn = Vec::new();
    if let Some(scanned) = &arrays.scanned {
        let spreads: Vec<_> = scanned.iter().map(ScannedLog2::spread).collect();
        let (title, axis) = ("intensities as scanned", "log2 intensity of the probes");
        drawn.push(("boxes_scanned", arrays.boxes(title, axis, &spreads, None)));
    }
    if let Some(expression) = arrays.expression {
        let axis = "log2 expression of the features";
        let spreads = expression.spreads();
        drawn.push(("boxes", arrays.boxes("expression", axis, &spreads, None)));
        let title = "relative log expression (RLE)";
        let axis = "log2 expression less the median of the feature over the arrays";
        let spreads = expression.relative_spreads();
        drawn.push(("rle", arrays.boxes(title, axis, spreads, Some(0.0))));
        let distances = distances::Distances {
            axis: "mean absolute difference of the features, log2",
            samples: arrays.names,
            distances: expression.distances(),
            grouping: arrays.grouping(),
        };
        drawn.push(("distances", distances::svg(&distances, &arrays.look())));
    }
    if let Some(errors) = errors {
        let spreads = unscaled_error_spreads(errors, arrays.names.len());
        let title = "normalised unscaled standard errors (NUSE)";
        let axis = "standard error over the median of the feature over the arrays";
        drawn.push(("nuse", arrays.boxes(title, axis, &spreads, Some(1.0))));
    }
    if arrays.expression.is_some() || arrays.scanned.is_some() {
        drawn.push(("densities", drawn_densities(&arrays)));
    }
    let named = |(name, drawn): (&str, Result<String, FigureError>)| {
        let drawn = drawn.map_err(undrawn)?;
        Ok((format!("qc/{name}.svg"), drawn.into_bytes()))
    };
    drawn.into_iter().map(named).collect()
}

fn undrawn(error: FigureError) -> Error {
    Error::data("figures of the arrays", error, "")
}

fn drawn_densities(arrays: &ArraysToDraw<'_>) -> Result<String, FigureError> {
    let scanned = arrays.scanned.as_ref().map(|scanned| {
        let steps = steps(scanned.iter().filter_map(ScannedLog2::ends).flatten());
        let shares = scanned.par_iter();
        let shares: Vec<Vec<f64>> = shares
            .map(|one| one.shares(steps.0, steps.1, steps.2))
            .collect();
        (steps, shares)
    });
    let expression = arrays.expression.map(|expression| {
        let steps = steps_between(expression.ends());
        let arrays = (0..expression.n_arrays()).into_par_iter();
        let shares: Vec<Vec<f64>> = arrays.map(|at| expression.shares(at, steps)).collect();
        (steps, shares)
    });
    let as_scanned = scanned.iter().map(|(steps, shares)| densities::Panel {
        title: "intensities of the probes as scanned",
        axis: "log2 intensity",
        start: steps.0,
        step: steps.1,
        shares,
    });
    let normalized = expression.iter().map(|(steps, shares)| densities::Panel {
        title: "expression of the features",
        axis: "log2 expression",
        start: steps.0,
        step: steps.1,
        shares,
    });
    let panels: Vec<_> = as_scanned.chain(normalized).collect();
    densities::svg(&panels, arrays.grouping(), &arrays.look())
}

/// Where steps begin that hold all values, how wide they are, and how many.
fn steps(values: impl Iterator<Item = f64>) -> (f64, f64, usize) {
    steps_between(values.fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(least, most), value| (least.min(value), most.max(value)),
    ))
}

fn steps_between((least, most): (f64, f64)) -> (f64, f64, usize) {
    if least > most {
        return (0.0, STEP, 1);
    }
    let first = (least / STEP).floor();
    let n = (most / STEP).floor() - first + 1.0;
    (first * STEP, STEP, n as usize)
}
