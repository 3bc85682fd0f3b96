//! Background correction: what a scan holds besides the signal of the probes is taken out, array
//! by array.

mod density;
mod normal_exponential;

pub use normal_exponential::BackgroundModel;

use crate::error::NormalizeError;
use crate::ranked_array::RankedArray;
use crate::settings::{NormalizeMethod, NormalizeSection};

/// One array after background correction.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedArray {
    /// The model that was fitted.
    pub background: BackgroundModel,
    /// The corrected intensities, linear scale.
    pub intensities: RankedArray,
}

/// Corrects the background of one array.
///
/// # Shapes and units
/// Linear intensities of the selected probes, in their order.
///
/// # Errors
/// An intensity that is none, or a background model without a fit.
pub fn correct_array(
    intensities: &[f32],
    settings: &NormalizeSection,
) -> Result<CorrectedArray, NormalizeError> {
    let ranked = RankedArray::new(intensities)?;
    let precision = settings.compatibility.settings().precision;
    match settings.method {
        NormalizeMethod::Rma => {
            let background = BackgroundModel::fit(&ranked)?;
            let intensities = ranked.map(|value| precision.keep(background.signal(value)));
            Ok(CorrectedArray {
                background,
                intensities,
            })
        }
    }
}
