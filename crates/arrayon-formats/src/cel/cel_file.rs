//! What a CEL file holds, whatever its encoding.

/// The encoding of a CEL file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CelFormat {
    /// Command Console generic format, version 1: big-endian (AGCC, all Clariom S arrays).
    #[default]
    CommandConsole,
    /// Text, version 3 (MAS 5).
    TextV3,
    /// Binary, version 4: little-endian, also called XDA (GCOS).
    BinaryV4,
}

impl CelFormat {
    /// The format's name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::CommandConsole => "Command Console version 1",
            Self::TextV3 => "text version 3",
            Self::BinaryV4 => "binary version 4",
        }
    }
}

/// The corners of the grid of cells in the scanned image, in pixels (x, y): upper left, upper
/// right, lower right, lower left.
pub type GridCorners = [[f32; 2]; 4];

/// What a CEL file says of itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CelHeader {
    /// The encoding.
    pub format: CelFormat,
    /// Whether the file was gzipped.
    pub gzipped: bool,
    /// Chip type, for example `Clariom_S_Rat`; empty where the file names none.
    pub chip_type: String,
    /// Rows of cells.
    pub n_rows: u32,
    /// Columns of cells.
    pub n_columns: u32,
    /// When the array was scanned, as ISO 8601 (`2018-04-17T15:30:28Z`, or without zone from
    /// older software), where the file states it.
    pub scan_date: Option<String>,
    /// Name of the algorithm that made intensities of pixels.
    pub algorithm: String,
    /// Its parameters, in the file's order.
    pub algorithm_parameters: Vec<(String, String)>,
    /// Where the grid of cells lay in the image; absent where not stated, or all noughts.
    pub grid_corners: Option<GridCorners>,
    /// The scanner's line of text (`DatHeader`), empty where there is none.
    pub dat_header: String,
}

impl CelHeader {
    /// The number of cells.
    pub fn n_cells(&self) -> usize {
        self.n_rows as usize * self.n_columns as usize
    }
}

/// A scanned array.
///
/// # Shapes and units
/// Cells are row after row: cell `y * n_columns + x`. Intensities and standard deviations are
/// linear, as scanned; intensities are finite and not negative.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CelFile {
    /// What the file says of itself.
    pub header: CelHeader,
    /// Intensity of each cell, linear.
    pub intensities: Vec<f32>,
    /// Standard deviation of the pixels of each cell, linear; absent where not asked for.
    pub std_devs: Option<Vec<f32>>,
    /// Number of pixels of each cell; absent where not asked for.
    pub pixel_counts: Option<Vec<i16>>,
    /// Cells that the image software flagged as outliers, ascending, each once.
    pub outliers: Vec<u32>,
    /// Cells that somebody masked by hand, ascending, each once.
    pub masked: Vec<u32>,
    /// Cells of a text file whose line has a damaged character behind the intensity, in the
    /// file's order. Their intensities are kept, as R keeps them, but deserve doubt. More than one
    /// such line in 10,000 makes the file unreadable.
    pub damaged: Vec<u32>,
}
