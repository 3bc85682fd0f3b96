//! How much a file of each kind can hold.

use super::memory::{self, FEW_BYTES};
use crate::{decode, sniff};
use arrayon_core::InputError;
use arrayon_stores::Store;
use std::cell::Cell;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a file is read as. Each kind has a bound, several times what the largest files at hand
/// hold, beyond which a file is damaged, hostile or another one than was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A scanned array (CEL): at most 1 GiB.
    Array,
    /// A file of a chip library that may be binary (CDF): at most 2 GiB.
    Cdf,
    /// The database of an annotation package: at most 4 GiB.
    Database,
    /// Values computed from an array (CHP): at most 1 GiB.
    Chp,
    /// A frozen reference set: at most 2 GiB.
    Frozen,
    /// A text file of a chip library (PGF, CLF, MPS, QCC, BGP): at most 4 GiB.
    Library,
    /// A matrix of numbers: at most 4 GiB.
    Matrix,
    /// A table of genes of features, or of the results of a contrast: at most 2 GiB.
    Table,
    /// Gene sets, or orthologs: at most 1 GiB.
    GeneSets,
    /// An ontology, or the annotation of genes with its terms: at most 4 GiB.
    Ontology,
    /// A description that people write (study, sheet, contrasts, panel, list): at most 256 MiB.
    Description,
    /// A result file of arrayon, or a tree: at most 2 GiB.
    Results,
}

/// What the user said instead; 0 where nothing was said.
static LARGEST_INPUT: AtomicU64 = AtomicU64::new(0);

/// Sets how much any file may hold, whatever its kind, for the whole program.
pub fn set_largest_input(largest: Size) {
    LARGEST_INPUT.store(largest.0, Ordering::Relaxed);
}

impl Kind {
    fn most(self) -> Size {
        const GIB: u64 = 1 << 30;
        Size(match self {
            Self::Description => GIB / 4,
            Self::Array | Self::Chp | Self::GeneSets => GIB,
            Self::Cdf | Self::Frozen | Self::Table | Self::Results => 2 * GIB,
            Self::Database | Self::Library | Self::Ontology | Self::Matrix => 4 * GIB,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Array => "a CEL file",
            Self::Cdf | Self::Library => "a file of a chip library",
            Self::Chp => "a CHP file",
            Self::Database => "the database of an annotation package",
            Self::Frozen => "a frozen reference set",
            Self::Matrix => "a matrix",
            Self::Table => "a table of features",
            Self::GeneSets => "a file of gene sets or orthologs",
            Self::Ontology => "an ontology or its annotation",
            Self::Description => "a description of a study",
            Self::Results => "a result file",
        }
    }

    /// How many bytes of a file of this kind are read, unpacked.
    pub(crate) fn most_bytes(self) -> u64 {
        match LARGEST_INPUT.load(Ordering::Relaxed) {
            0 => self.most().0,
            said => said,
        }
    }

    /// How much of a file is read.
    pub(super) fn limit(self, gzipped: bool) -> Limit {
        Limit {
            kind: self,
            gzipped,
            most: Size(self.most_bytes()),
            memory: Cell::new(None),
        }
    }

    /// Refuses a file whose first bytes cannot be of the kind.
    pub(super) fn check_start(self, start: &[u8], path: &Path) -> Result<(), InputError> {
        match self {
            Self::Array => sniff::cel_kind(start, path).map(|_| ()),
            Self::Cdf => sniff::cdf_kind(start, path).map(|_| ()),
            // their readers say what else a file is
            Self::Chp | Self::Database | Self::Frozen => Ok(()),
            // a sheet may be one of a workbook
            Self::Description if arrayon_workbooks::is_workbook(start) => Ok(()),
            Self::Description | Self::Matrix | Self::Table if Store::of(start).is_some() => Ok(()),
            _ => decode::check_zeros(start, path),
        }
    }
}

/// How much of a file is read.
pub(super) struct Limit {
    kind: Kind,
    gzipped: bool,
    most: Size,
    /// What is free, once it was asked; `None` within where the system does not say.
    memory: Cell<Option<Option<Size>>>,
}

impl Limit {
    /// The most that is read.
    pub(super) fn bytes(&self) -> u64 {
        self.most.0.min(self.free().map_or(u64::MAX, |free| free.0))
    }

    /// How much of so many bytes is read.
    pub(super) fn of(&self, n_bytes: u64) -> u64 {
        if n_bytes <= FEW_BYTES {
            n_bytes.min(self.most.0)
        } else {
            n_bytes.min(self.bytes())
        }
    }

    /// Asks the system, which takes longer than reading a small file, no more than once.
    fn free(&self) -> Option<Size> {
        let free = (self.memory.get()).unwrap_or_else(|| memory::available().map(Size));
        self.memory.set(Some(free));
        free
    }

    /// Refuses more than that.
    pub(super) fn check(&self, n_bytes: u64, path: &Path) -> Result<(), InputError> {
        if n_bytes <= self.of(n_bytes) {
            return Ok(());
        }
        let holds = if self.gzipped {
            "unpacks to more than"
        } else {
            "holds more than"
        };
        if let Some(free) = self.free().filter(|free| free.0 < self.most.0) {
            let found = format!("{holds} {free}, which is all the memory that is free");
            return Err(InputError::new(path, found)
                .expected("a file that fits into memory")
                .hint("end other programs, or use a machine with more memory"));
        }
        let found = format!("{holds} {}", self.most);
        Err(InputError::new(path, found)
            .expected(format!("{}, which holds less", self.kind.name()))
            .hint(
                "if it is no mistake, `--max-input SIZE` raises the limit, as in `--max-input 20G`",
            ))
    }
}

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

const UNITS: [(char, u64); 4] = [
    ('T', 1 << 40),
    ('G', 1 << 30),
    ('M', 1 << 20),
    ('K', 1 << 10),
];

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, unit)| self.0 >= *unit) {
            None => write!(f, "{} bytes", self.0),
            Some((name, unit)) => {
                let number = format!("{:.1}", self.0 as f64 / *unit as f64);
                write!(f, "{} {name}iB", number.trim_end_matches(".0"))
            }
        }
    }
}

impl FromStr for Size {
    type Err = String;

    /// Reads `400M`, `4G`, `1.5 GiB`, `100000`: multiples of 1,024.
    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected a size such as 400M or 4G".to_owned();
        let upper = text.trim().to_ascii_uppercase();
        let plain = (upper.strip_suffix("IB"))
            .or_else(|| upper.strip_suffix('B'))
            .unwrap_or(&upper);
        let unit = UNITS.iter().find(|(name, _)| plain.ends_with(*name));
        let (number, unit) = match unit {
            Some((name, unit)) => (plain.trim_end_matches(*name), *unit),
            None => (plain, 1),
        };
        let number: f64 = number.trim().parse().map_err(|_| expected())?;
        let bytes = number * unit as f64;
        if (1.0..=1e18).contains(&bytes) {
            // checked above
            Ok(Self(bytes as u64))
        } else {
            Err(expected())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_shown() {
        for (text, bytes, shown) in [
            ("400M", 400 << 20, "400 MiB"),
            ("4G", 4 << 30, "4 GiB"),
            ("1.5 gib", 3 << 29, "1.5 GiB"),
            ("2kb", 2048, "2 KiB"),
            ("100", 100, "100 bytes"),
        ] {
            let size: Size = text.parse().unwrap();
            assert_eq!(size, Size(bytes), "{text}");
            assert_eq!(size.to_string(), shown);
        }
        for wrong in ["", "M", "0", "-1G", "4X", "nan", "inf", "1e30T"] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn more_than_the_limit_is_refused_with_the_way_on() {
        let limit = Limit {
            kind: Kind::Array,
            gzipped: true,
            most: Size(1 << 22),
            memory: Cell::new(Some(None)),
        };
        assert!(limit.check(1 << 22, Path::new("a.CEL.gz")).is_ok());
        let error = limit
            .check((1 << 22) + 1, Path::new("a.CEL.gz"))
            .unwrap_err();
        assert_eq!(error.found, "unpacks to more than 4 MiB");
        assert!(error.hint.contains("--max-input"), "{error:?}");
        let full = Limit {
            memory: Cell::new(Some(Some(Size(2 << 20)))),
            ..limit
        };
        let error = full
            .check((2 << 20) + 1, Path::new("a.CEL.gz"))
            .unwrap_err();
        assert!(error.found.contains("memory"), "{error}");
        // of small files the system is not asked
        let unasked = Limit {
            memory: Cell::new(None),
            ..full
        };
        assert!(unasked.check(FEW_BYTES, Path::new("a.CEL.gz")).is_ok());
        assert_eq!(unasked.memory.get(), None);
    }
}
