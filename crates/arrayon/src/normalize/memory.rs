//! Whether the arrays of a study fit into memory, and what is done where they do not.

use crate::error::Error;
use crate::kept::Segments;
use arrayon_core::InputError;
use arrayon_core::chip::FeatureProbes;
use arrayon_formats::source::{Size, available, capacity};
use arrayon_normalize::NormalizeMethod;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What the program and the library take of the memory that is stated, at most.
const SET_ASIDE: u64 = 128 << 20;

/// Bytes of an array beyond its probes and features: distinct intensities with their tables, checks.
const OF_ARRAY: u64 = 200 << 10;

/// The same of an array that is kept on disk: its distribution as scanned, its checks, where it lies.
const OF_STORED_ARRAY: u64 = 72 << 10;

/// More of a block makes nothing faster.
const LARGEST_BLOCK: u64 = 1 << 30;

/// What arrays may take of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resources {
    /// Memory, as it was stated.
    pub(crate) memory: Option<Size>,
    /// The folder of scratch files.
    pub(crate) scratch: PathBuf,
}

impl Resources {
    /// Those that were stated; without a folder scratch files lie beside the results.
    pub(crate) fn new(memory: Option<Size>, scratch: Option<&Path>, out: &Path) -> Self {
        // folders above the place of the results may have to be made
        let beside = out.ancestors().skip(1).find(|above| above.is_dir());
        let beside = beside.unwrap_or(Path::new(""));
        Self {
            memory,
            scratch: scratch.unwrap_or(beside).to_path_buf(),
        }
    }

    /// Bytes that the program may take; `None` where nothing is stated or known.
    fn limit(&self) -> Option<u64> {
        let half = || Some((capacity()? / 2).min(available().unwrap_or(u64::MAX)));
        self.memory.map(|size| size.0).or_else(half)
    }
}

/// What a study takes in memory, as far as it is known beforehand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StudySize {
    pub(crate) n_arrays: usize,
    pub(crate) n_probes: usize,
    pub(crate) n_features: usize,
    /// Whether the method estimates standard errors, which are held of all features and arrays.
    pub(crate) has_errors: bool,
    /// Whether later stages need all expression in memory.
    pub(crate) keeps_matrix: bool,
    /// Probes of the smallest block that can be summarised, and of which memory is taken anyway.
    pub(crate) least_block: usize,
}

/// How a study is normalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// All arrays in memory.
    InMemory,
    /// Arrays on disk, and so many bytes of them in memory at a time.
    Streamed { block: u64, needed: u64 },
}

/// The memory that the arrays of a study are expected to take, as it is estimated before a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ExpectedMemory {
    /// Bytes with all arrays in memory.
    pub n_bytes: u64,
    /// Bytes that arrays may take here unless `--memory` says otherwise; `None` where the system
    /// does not say what it has.
    pub n_bytes_allowed: Option<u64>,
    /// Whether the arrays pass through a scratch file, so that less is taken.
    pub passes_through_scratch: bool,
}

impl ExpectedMemory {
    /// The expectation in a sentence.
    pub(crate) fn in_words(&self) -> String {
        let needed = Size(self.n_bytes);
        let allowed = self.n_bytes_allowed.map_or(String::new(), |allowed| {
            format!(" of the {} that they may", Size(allowed))
        });
        match self.passes_through_scratch {
            false => format!("arrays take about {needed} of memory{allowed}"),
            true => format!(
                "arrays would take about {needed} of memory{allowed}: they pass through a scratch file \
                 beside the results"
            ),
        }
    }
}

impl StudySize {
    /// The size of arrays of so many probes, and of these features, of which expression is kept where later stages need it.
    pub(crate) fn of(
        n_arrays: usize,
        (n_probes, features): (usize, &[FeatureProbes]),
        method: NormalizeMethod,
        keeps_matrix: bool,
    ) -> Self {
        let smallest = Segments::blocks(features, 0);
        let least_block = smallest.iter().map(|(_, segments)| segments.n_probes());
        Self {
            n_arrays,
            n_probes,
            n_features: features.len(),
            has_errors: matches!(method, NormalizeMethod::Plm | NormalizeMethod::Frozen),
            keeps_matrix,
            least_block: least_block.max().unwrap_or(0),
        }
    }

    /// The size of arrays of which all cells are looked at, and no features.
    pub(crate) fn of_cells(n_arrays: usize, n_cells: usize) -> Self {
        Self {
            n_arrays,
            n_probes: n_cells,
            n_features: 0,
            has_errors: false,
            keeps_matrix: false,
            least_block: 1,
        }
    }

    /// What a run on this machine is expected to take.
    ///
    /// # Errors
    /// Even the smallest blocks take more than there is.
    pub(crate) fn expected(&self) -> Result<ExpectedMemory, Error> {
        let here = Resources {
            memory: None,
            scratch: PathBuf::new(),
        };
        Ok(ExpectedMemory {
            n_bytes: self.in_memory(),
            n_bytes_allowed: here.limit(),
            passes_through_scratch: self.plan(&here)? != Plan::InMemory,
        })
    }

    fn arrays(&self) -> u64 {
        self.n_arrays as u64
    }

    /// Bytes of one number for each two arrays.
    fn square(&self) -> u64 {
        8 * self.arrays().saturating_mul(self.arrays())
    }

    fn errors(&self) -> u64 {
        match self.has_errors {
            true => 16 * self.arrays() * self.n_features as u64,
            false => 0,
        }
    }

    /// Bytes with all arrays in memory: ranks of the probes, expression twice, p-values of detection;
    /// distances, products and components of the arrays.
    fn in_memory(&self) -> u64 {
        let of_features = (8 + 8 + 4 + 2) * self.n_features as u64;
        let of_array = 2 * self.n_probes as u64 + of_features + OF_ARRAY;
        self.arrays() * of_array + 5 * self.square() + self.errors()
    }

    /// Bytes that stay in memory whatever the blocks.
    fn fixed(&self) -> u64 {
        let kept = if self.keeps_matrix {
            8 * self.n_features as u64
        } else {
            0
        };
        self.arrays() * (OF_STORED_ARRAY + kept) + 3 * self.square() + self.errors()
    }

    /// How the study is normalised.
    ///
    /// # Errors
    /// Even the smallest blocks take more than there is.
    pub(crate) fn plan(&self, resources: &Resources) -> Result<Plan, Error> {
        let Some(limit) = resources.limit() else {
            return Ok(Plan::InMemory);
        };
        let room = limit - SET_ASIDE.min(limit / 4);
        let needed = self.in_memory();
        if needed <= room {
            return Ok(Plan::InMemory);
        }
        // a block, and the rows that are made of it
        let least = 2 * 8 * self.arrays() * self.least_block as u64;
        let fixed = self.fixed();
        if fixed + least > room {
            let n_bytes = Size((fixed + least).saturating_mul(4) / 3);
            let needs = Size((fixed + least + SET_ASIDE).min(n_bytes.0));
            let found = format!(
                "{} arrays take {needs} at the least, with arrays kept on disk, and {} is what they may \
                 take",
                self.n_arrays,
                Size(limit)
            );
            let hint = match self.has_errors || self.keeps_matrix {
                true => {
                    "give more with --memory, use a machine with more, or begin from the matrix that \
                     `arrayon normalize --method rma` writes"
                }
                false => "give more with --memory, or use a machine with more",
            };
            return Err(Error::data("memory", found, hint));
        }
        let block = ((room - fixed) / 2).min(LARGEST_BLOCK).max(least / 2);
        Ok(Plan::Streamed { block, needed })
    }
}

/// Refuses a folder for scratch files that is none.
///
/// # Errors
/// It is no folder.
pub(crate) fn check_scratch(folder: &Path) -> Result<(), InputError> {
    match folder.as_os_str().is_empty() || folder.is_dir() {
        true => Ok(()),
        false => Err(InputError::new(folder, "is no folder")
            .expected("a folder in which scratch files may lie")
            .hint("make it, or name another with --scratch")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn study(n_arrays: usize) -> StudySize {
        StudySize {
            n_arrays,
            n_probes: 270_000,
            n_features: 27_000,
            has_errors: false,
            keeps_matrix: false,
            least_block: 2560,
        }
    }

    fn with(memory: u64) -> Resources {
        Resources::new(Some(Size(memory)), None, Path::new("results"))
    }

    #[test]
    fn arrays_are_kept_on_disk_where_memory_does_not_hold_them() {
        let plan = |n_arrays, memory| study(n_arrays).plan(&with(memory)).unwrap();
        assert_eq!(plan(48, 1 << 30), Plan::InMemory);
        assert!(matches!(plan(2000, 1 << 30), Plan::Streamed { .. }));
        // ten thousand arrays of the size of Clariom S in 4 GiB
        let Plan::Streamed { block, .. } = plan(10_000, 4 << 30) else {
            panic!("in memory")
        };
        assert!(block + study(10_000).fixed() < 4 << 30, "{block}");
    }

    #[test]
    fn less_than_the_least_is_an_error_that_says_how_much_it_is() {
        for (n_arrays, memory) in [(48, 0), (48, 1 << 20), (10_000, 1 << 30)] {
            let error = study(n_arrays).plan(&with(memory)).unwrap_err();
            assert_eq!(error.exit_code(), 3);
            let text = error.to_string();
            assert!(text.contains("at the least"), "{text}");
            // what is said to be needed is enough
            let needs = text.split(" take ").nth(1).unwrap();
            let needs: Size = needs.split(" at the").next().unwrap().parse().unwrap();
            let enough = with(needs.0 + needs.0 / 16);
            assert!(study(n_arrays).plan(&enough).is_ok(), "{text}");
        }
    }
}
