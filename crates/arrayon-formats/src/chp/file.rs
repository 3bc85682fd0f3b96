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
