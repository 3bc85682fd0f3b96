//! The numbers of a phenotype.

use crate::slopes::find;
use crate::words::is_fit;
use crate::{LeftOutSample, SlopeError};
use arrayon_core::SampleSheet;
use arrayon_core::missing::is_missing;

/// The samples that have a number, in sheet order.
pub(crate) struct Values {
    pub(crate) samples: Vec<usize>,
    pub(crate) values: Vec<f64>,
    pub(crate) left_out: Vec<LeftOutSample>,
}

/// Reads a column of numbers; cells without [a value](is_missing) are left out.
pub(crate) fn read_values(sheet: &SampleSheet, name: &str) -> Result<Values, SlopeError> {
    let column = find(sheet, name, name)?;
    let mut read = Values {
        samples: Vec::new(),
        values: Vec::new(),
        left_out: Vec::new(),
    };
    for (at, text) in column.values.iter().enumerate() {
        let text = text.trim();
        if is_missing(text) {
            read.left_out.push(LeftOutSample {
                sample: sheet.samples[at].clone(),
                reason: format!("no value in column '{name}'"),
            });
            continue;
        }
        let value: Option<f64> = text.parse().ok().filter(|value: &f64| value.is_finite());
        let Some(value) = value else {
            return Err(SlopeError::NotANumber {
                tested: name.to_owned(),
                column: name.to_owned(),
                sample: sheet.samples[at].clone(),
                value: text.to_owned(),
                path: sheet.path.clone(),
                line: sheet.lines[at],
            });
        };
        if !is_fit(value) {
            return Err(SlopeError::UnfitNumber {
                tested: name.to_owned(),
                column: name.to_owned(),
                sample: sheet.samples[at].clone(),
                value: text.to_owned(),
                path: sheet.path.clone(),
                line: sheet.lines[at],
            });
        }
        read.samples.push(at);
        read.values.push(value);
    }
    Ok(read)
}
