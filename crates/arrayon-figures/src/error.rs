//! Why a figure cannot be drawn.

use plotters::drawing::DrawingAreaErrorKind;
use std::error::Error;

/// Why a figure cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("figure cannot be drawn: {0}")]
pub struct FigureError(pub(crate) String);

impl<E: Error + Send + Sync> From<DrawingAreaErrorKind<E>> for FigureError {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        Self(error.to_string())
    }
}

impl From<png::EncodingError> for FigureError {
    fn from(error: png::EncodingError) -> Self {
        Self(error.to_string())
    }
}
