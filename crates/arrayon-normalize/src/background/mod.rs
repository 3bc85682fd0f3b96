//! Background correction: what a scan holds besides the signal of the probes is taken out, array
//! by array.

mod density;
mod gc_bins;
mod normal_exponential;

pub use gc_bins::GcBins;
pub use normal_exponential::BackgroundModel;

use crate::error::NormalizeError;
use crate::ranked_array::{CountedValues, RankedArray};
use crate::settings::NormalizeSection;

/// One array after background correction.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedArray {
    /// The model that was fitted; `None` where the method corrects no background.
    pub background: Option<BackgroundModel>,
    /// The intensities before that, for metrics of the scan.
    pub scanned: CountedValues,
    /// The intensities, linear scale, corrected where the method does so.
    pub intensities: RankedArray,
}

/// Corrects the background of one array, where the method does so.
///
/// # Shapes and units
/// Linear intensities of the selected probes, in their order.
///
/// # Errors
/// An intensity that is none, or a background model without a fit; an intensity of zero, which has
/// no logarithm, where no background is corrected.
pub fn correct_array(
    intensities: &[f32],
    settings: &NormalizeSection,
) -> Result<CorrectedArray, NormalizeError> {
    let ranked = RankedArray::new(intensities)?;
    let precision = settings.compatibility.settings().precision;
    let scanned = ranked.counted().clone();
    if settings.method.steps().corrects_background {
        let background = BackgroundModel::fit(&ranked)?;
        let intensities = ranked.map(|value| precision.keep(background.signal(value)));
        return Ok(CorrectedArray {
            background: Some(background),
            scanned,
            intensities,
        });
    }
    if ranked.distinct().first() == Some(&0.0) {
        let n_probes = ranked.count(0);
        let method = settings.method;
        return Err(NormalizeError::Zero { n_probes, method });
    }
    Ok(CorrectedArray {
        background: None,
        scanned,
        intensities: ranked,
    })
}
