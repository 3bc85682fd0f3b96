//! The declared order of the groups.

use crate::slopes::find;
use crate::words::{FIT_NUMBERS, is_fit};
use crate::{DosesSection, LeftOutSample, SlopeError};
use arrayon_core::{SampleSheet, SheetColumn};

/// Levels of a column, from the lowest dose to the highest.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseSeries {
    /// The column that holds the groups.
    pub column: String,
    /// Its levels, low to high. Samples of other levels, or of none, are left out and recorded.
    pub levels: Vec<String>,
    /// The dose of each level, ascending. Without them the levels count 0, 1, 2, ...
    pub doses: Option<Vec<f64>>,
    /// Columns that enter the model beside the dose. The monotone tests need a series without
    /// them.
    pub adjust: Vec<String>,
}

impl From<&DosesSection> for DoseSeries {
    fn from(section: &DosesSection) -> Self {
        Self {
            column: section.variable.clone(),
            levels: section.levels.clone(),
            doses: section.values.clone(),
            adjust: section.adjust_for.clone(),
        }
    }
}

/// The samples of a series.
pub(super) struct DoseSamples<'a> {
    pub(super) column: &'a SheetColumn,
    /// Positions in the sheet, ascending.
    pub(super) samples: Vec<usize>,
    /// Which level each has.
    pub(super) groups: Vec<usize>,
    /// Its dose.
    pub(super) scores: Vec<f64>,
    pub(super) left_out: Vec<LeftOutSample>,
}

impl DoseSeries {
    /// The dose of each level.
    pub fn scores(&self) -> Vec<f64> {
        let ranks = || (0..self.levels.len()).map(|rank| rank as f64).collect();
        self.doses.clone().unwrap_or_else(ranks)
    }

    /// What one unit of the slope is, in words.
    pub(super) fn unit(&self) -> &'static str {
        if self.doses.is_some() {
            "unit of dose"
        } else {
            "dose level"
        }
    }

    pub(super) fn samples<'a>(
        &self,
        sheet: &'a SampleSheet,
    ) -> Result<DoseSamples<'a>, SlopeError> {
        self.check()?;
        let column = find(sheet, &self.column, &self.column)?;
        let scores = self.scores();
        let mut read = DoseSamples {
            column,
            samples: Vec::new(),
            groups: Vec::new(),
            scores: Vec::new(),
            left_out: Vec::new(),
        };
        for (at, value) in column.values.iter().enumerate() {
            if let Some(group) = self.levels.iter().position(|level| level == value) {
                read.samples.push(at);
                read.groups.push(group);
                read.scores.push(scores[group]);
            } else {
                read.left_out.push(LeftOutSample {
                    sample: sheet.samples[at].clone(),
                    reason: reason(&self.column, value),
                });
            }
        }
        let empty = (0..self.levels.len()).find(|group| !read.groups.contains(group));
        match empty {
            None => Ok(read),
            Some(group) => Err(SlopeError::UnknownLevel {
                tested: self.column.clone(),
                level: self.levels[group].clone(),
                levels: distinct(column),
            }),
        }
    }

    fn check(&self) -> Result<(), SlopeError> {
        let problem = |problem: String| SlopeError::Series {
            tested: self.column.clone(),
            problem,
        };
        let n_levels = self.levels.len();
        if n_levels < 2 {
            return Err(problem(format!(
                "{n_levels} levels are no series; expected two or more"
            )));
        }
        for (position, level) in self.levels.iter().enumerate() {
            if self.levels[..position].contains(level) {
                return Err(problem(format!("level '{level}' occurs twice")));
            }
        }
        let Some(doses) = &self.doses else {
            return Ok(());
        };
        if doses.len() != n_levels {
            let n_doses = doses.len();
            return Err(problem(format!("{n_doses} doses for {n_levels} levels")));
        }
        if let Some(dose) = doses.iter().find(|dose| !dose.is_finite()) {
            return Err(problem(format!("dose {dose}; expected a number")));
        }
        if let Some(dose) = doses.iter().find(|dose| !is_fit(**dose)) {
            return Err(problem(format!("dose {dose:e}; expected {FIT_NUMBERS}")));
        }
        match doses.windows(2).position(|pair| pair[0] >= pair[1]) {
            None => Ok(()),
            Some(at) => Err(problem(format!(
                "level '{}' (dose {}) stands before level '{}' (dose {}); expected ascending doses",
                self.levels[at],
                doses[at],
                self.levels[at + 1],
                doses[at + 1]
            ))),
        }
    }
}

fn reason(column: &str, value: &str) -> String {
    if value.is_empty() {
        format!("no value in column '{column}'")
    } else {
        format!("level '{value}' of column '{column}' is not in the series")
    }
}

fn distinct(column: &SheetColumn) -> Vec<String> {
    let mut levels: Vec<String> = Vec::new();
    for value in column.values.iter().filter(|value| !value.is_empty()) {
        if !levels.contains(value) {
            levels.push(value.clone());
        }
    }
    levels
}
