//! What a CHP file holds.

use std::fmt;

/// Signals of one array, as a program computed them.
#[derive(Debug, Clone, PartialEq)]
pub struct ChpFile {
    /// The form of the file.
    pub encoding: ChpEncoding,
    /// Chip type.
    pub chip_type: String,
    /// Algorithm, as the file names it.
    pub algorithm: String,
    /// Its version.
    pub algorithm_version: String,
    /// Ids of the probe sets; `None` where the file holds none, and the chip's CDF gives them in
    /// its order.
    pub features: Option<Vec<String>>,
    /// Signals, on the scale of the algorithm; NaN where there is none.
    pub signals: Vec<f32>,
    /// Detection p-values, where the algorithm makes such.
    pub detection_p: Option<Vec<f32>>,
}

/// The form of a CHP file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChpEncoding {
    /// Command Console.
    CommandConsole,
    /// The binary form of GCOS 1.2 and later.
    Xda,
}

impl fmt::Display for ChpEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CommandConsole => "Command Console",
            Self::Xda => "XDA",
        })
    }
}

/// The scale of signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignalScale {
    /// Log2.
    Log2,
    /// Linear.
    Linear,
}

/// Parts of the names of algorithms, and on which scale their signals are; the first that fits
/// counts, since names of pipelines hold those of all their steps.
const ALGORITHMS: [(&str, SignalScale); 6] = [
    ("expressionstat", SignalScale::Linear),
    ("mas5", SignalScale::Linear),
    ("plier", SignalScale::Linear),
    ("rma", SignalScale::Log2),
    ("med-polish", SignalScale::Log2),
    ("medianpolish", SignalScale::Log2),
];

impl SignalScale {
    /// The scale that an algorithm gives by its name; `None` of an unknown one.
    pub fn of_algorithm(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let mut known = ALGORITHMS.iter();
        known
            .find(|(part, _)| name.contains(part))
            .map(|(_, scale)| *scale)
    }
}

impl fmt::Display for SignalScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Log2 => "log2",
            Self::Linear => "linear",
        })
    }
}
