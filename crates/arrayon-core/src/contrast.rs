//! Which groups are compared, and in which direction.

/// A comparison of two levels of one column of the sample sheet.
///
/// A positive log2 fold change means: higher in `target` than in `reference`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contrast {
    /// Unique id; it names the result files, so it holds no path separator.
    pub id: String,
    /// Column of the sample sheet that holds the groups.
    pub variable: String,
    /// Level that is subtracted.
    pub reference: String,
    /// Level from which the reference is subtracted.
    pub target: String,
    /// Further columns that enter the model as fixed effects.
    pub blocking: Vec<String>,
    /// Column by which samples are left out of this contrast's model.
    pub exclude_samples_column: Option<String>,
    /// Values of that column that leave a sample out.
    pub exclude_samples_values: Vec<String>,
}

impl Contrast {
    /// The direction in words, for people who read a sign.
    pub fn direction(&self) -> String {
        format!(
            "positive = higher in {} than in {}",
            self.target, self.reference
        )
    }
}
