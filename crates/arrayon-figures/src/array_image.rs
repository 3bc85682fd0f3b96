//! A picture of an array: every cell in the colour of its value.

use crate::diverging::{DivergingScale, png as encoded};
use crate::error::FigureError;

/// A PNG of cells, row after row, a pixel each; colours end at `limit` on either side of zero, and
/// cells without a value are grey.
///
/// # Determinism
/// The same bytes on every machine.
///
/// # Errors
/// What the encoder refuses: no cell, or a last row that is not whole.
pub fn png(values: &[f64], n_columns: usize, limit: f64) -> Result<Vec<u8>, FigureError> {
    let scale = DivergingScale { limit };
    let steps: Vec<u8> = values.iter().map(|&value| scale.step(value)).collect();
    encoded(&steps, n_columns, [1, 1])
}

#[cfg(test)]
mod tests {
    use super::png;

    #[test]
    fn a_cell_is_a_pixel() {
        let bytes = png(&[0.0, 1.0, -1.0, f64::NAN, 0.5, 0.2], 3, 1.0).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(bytes))
            .read_info()
            .unwrap();
        assert_eq!((reader.info().width, reader.info().height), (3, 2));
        assert!(png(&[], 3, 1.0).is_err());
    }
}
