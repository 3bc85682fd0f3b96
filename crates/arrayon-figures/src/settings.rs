//! What a study may set of its figures for print: the section `[figures]` of study.toml.

use arrayon_settings::{Count, Fault, Section, named_by_serde};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Figures for print, in the folder `figures`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FiguresSection {
    /// Draw them.
    pub draw: bool,
    /// The formats, each a file of its own.
    pub formats: Vec<FigureFormat>,
    /// Width of a figure, mm; its height follows. A column of a journal is about 85 mm, a page 180.
    pub width_mm: Count<40, 1_000>,
    /// Features of smallest p-value in the heat map of each contrast.
    pub top_features: Count<2, 500>,
    /// Called features of smallest p-value that are named in volcano and MA, where there is room.
    pub named_features: Count<0, 200>,
    /// Gene sets of smallest p-value whose running sums are drawn for each contrast.
    pub top_sets: Count<0, 50>,
    /// Combinations of directions, most features first, in the figure of intersections.
    pub combinations: Count<1, 200>,
}

impl Default for FiguresSection {
    fn default() -> Self {
        Self {
            draw: true,
            formats: vec![FigureFormat::Svg, FigureFormat::Pdf],
            width_mm: Count::nearest(180),
            top_features: Count::nearest(50),
            named_features: Count::nearest(20),
            top_sets: Count::nearest(6),
            combinations: Count::nearest(30),
        }
    }
}

impl Section for FiguresSection {
    const NAME: &'static str = "figures";

    fn check(&self) -> Result<(), Fault> {
        match self.draw && self.formats.is_empty() {
            false => Ok(()),
            true => Err(Fault::new("formats", "no format", "svg, pdf or both")
                .with("draw")
                .hint("`draw = false` leaves the figures out")),
        }
    }
}

/// A format of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FigureFormat {
    /// Scalable Vector Graphics, to be edited.
    Svg,
    /// Portable Document Format, with its letters embedded.
    Pdf,
}

named_by_serde!(FigureFormat);

impl FigureFormat {
    /// How names of files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }
}
