//! What is clustered.

use arrayon_core::ExpressionMatrix;
use std::fmt;

/// What is clustered: the columns or the rows of an expression matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// Columns.
    Samples,
    /// Rows.
    Features,
}

impl Items {
    /// The word for one of them.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Samples => "sample",
            Self::Features => "feature",
        }
    }

    /// Their names.
    pub(crate) fn labels(self, expression: &ExpressionMatrix) -> &[String] {
        match self {
            Self::Samples => expression.samples(),
            Self::Features => expression.features(),
        }
    }

    /// What their values are of.
    pub(crate) fn other(self) -> &'static str {
        match self {
            Self::Samples => "features",
            Self::Features => "samples",
        }
    }
}

impl fmt::Display for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Samples => "samples",
            Self::Features => "features",
        })
    }
}
