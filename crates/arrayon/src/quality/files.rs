//! `qc.json`, `qc.tsv`, `detection.tsv` and the pictures of the arrays.

use crate::error::Error;
use crate::output::{NamedFile, Output};
use arrayon_core::ExpressionMatrix;
use arrayon_results::qc::QualityControl;
use arrayon_results::table::Table;
use ndarray::Array2;

/// Writes `qc.json`, and `qc.tsv` with a row for each array and a column for each metric.
///
/// # Errors
/// The file system refused.
pub(crate) fn write_quality(output: &mut Output, qc: &QualityControl) -> Result<(), Error> {
    output.write_table("qc.tsv", &table(qc))?;
    output.write_document("qc.json", qc)
}

fn table(qc: &QualityControl) -> Table {
    let arrays = &qc.arrays;
    let status = |status| match serde_json::to_value(status) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    };
    // a verdict holds names of samples, which hold no tab and no line end
    let table = Table::default()
        .texts("sample", arrays.iter().map(|array| array.sample.as_str()))
        .texts("status", arrays.iter().map(|array| status(array.status)))
        .texts(
            "verdict",
            arrays.iter().map(|array| array.verdict_in_words.as_str()),
        );
    let metrics = arrays.first().map_or(&[][..], |array| &array.checks);
    metrics.iter().fold(table, |table, first| {
        let values = arrays.iter().map(|array| array.check(&first.metric)?.value);
        table.numbers(first.metric.as_str(), values)
    })
}

/// Writes `detection.tsv` of the features of all arrays.
///
/// # Errors
/// The file system refused.
pub(crate) fn write_detection(
    output: &mut Output,
    p_values: &[Vec<f32>],
    expression: &ExpressionMatrix,
) -> Result<(), Error> {
    let values = Array2::from_shape_fn(expression.dim(), |(feature, array)| {
        f64::from(p_values[array][feature])
    });
    let (features, samples) = (expression.features(), expression.samples());
    let p_values = ExpressionMatrix::new(features.to_vec(), samples.to_vec(), values)
        .map_err(|error| Error::data("detection", error, ""))?;
    output.write_with("detection.tsv", |mut out| {
        arrayon_formats::matrix::tsv::write(&p_values, &mut out)
    })
}

/// Writes the pictures of the arrays.
///
/// # Errors
/// The file system refused.
pub(crate) fn write_images(output: &mut Output, images: Vec<NamedFile>) -> Result<(), Error> {
    output.write_files(images)
}
