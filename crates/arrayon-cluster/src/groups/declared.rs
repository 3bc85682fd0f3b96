//! Declared groups, checked.

use crate::error::ClusterError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A column of the sample sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Grouping {
    /// The column.
    pub variable: String,
    /// The level of each sample.
    pub levels: Vec<String>,
    /// Blocks of samples that resemble each other whatever their level; in no file.
    #[serde(skip)]
    pub blocks: Option<Blocks>,
}

/// Blocks of samples: animals measured repeatedly, pairs, days, batches.
///
/// What fixed effects model and what a random effect models are told apart. The former have levels
/// that no other level stands for: labels trade within a level. The latter's are draws from many of
/// their kind, so that one unit may stand for another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blocks {
    /// The columns of the sample sheet that make the blocks.
    pub columns: Vec<String>,
    /// The level of each sample in the fixed blocking factors, within which labels trade.
    pub strata: Option<Vec<String>>,
    /// The unit of each sample, such as the animal: the level of the random block. One that no other
    /// sample has is a unit of one.
    pub units: Option<Vec<String>>,
}

impl Blocks {
    /// Blocks of one column that is a fixed effect.
    pub fn fixed(column: impl Into<String>, levels: Vec<String>) -> Self {
        Self {
            columns: vec![column.into()],
            strata: Some(levels),
            units: None,
        }
    }

    /// Blocks of one column that is a random effect.
    pub fn random(column: impl Into<String>, units: Vec<String>) -> Self {
        Self {
            columns: vec![column.into()],
            strata: None,
            units: Some(units),
        }
    }

    /// The finest blocks of these samples: those of one stratum and one unit.
    pub(crate) fn cells(&self, n_samples: usize) -> Vec<String> {
        let given = || self.strata.iter().chain(&self.units);
        let cell = |at: usize| {
            let parts: Vec<&str> = given().map(|labels| &labels[at][..]).collect();
            parts.join("\t")
        };
        (0..n_samples).map(cell).collect()
    }

    /// # Errors
    /// Another number of labels than samples.
    pub(crate) fn check(&self, samples: &[String]) -> Result<(), ClusterError> {
        let mut given = self.strata.iter().chain(&self.units);
        given.try_for_each(|labels| check_number(labels, samples))
    }
}

impl Grouping {
    /// Groups of samples without blocks.
    pub fn new(variable: impl Into<String>, levels: Vec<String>) -> Self {
        Self {
            variable: variable.into(),
            levels,
            blocks: None,
        }
    }

    /// The levels in the order in which they first appear.
    pub fn groups(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let levels = self.levels.iter();
        levels
            .filter(|level| seen.insert(*level))
            .cloned()
            .collect()
    }
}

/// Groups of samples as numbers from 0, in the order of their names.
pub(crate) struct Groups<'a> {
    pub(crate) names: Vec<&'a str>,
    /// The group of each sample.
    pub(crate) of_sample: Vec<usize>,
    pub(crate) sizes: Vec<usize>,
}

impl<'a> Groups<'a> {
    /// # Errors
    /// Another number of labels than samples; an empty label; fewer than two groups; no group
    /// with two samples.
    pub(crate) fn new(samples: &[String], labels: &'a [String]) -> Result<Self, ClusterError> {
        check_number(labels, samples)?;
        if let Some(at) = labels.iter().position(String::is_empty) {
            return Err(ClusterError::NoGroup(samples[at].clone()));
        }
        let (names, of_sample) = numbered(labels);
        if names.len() < 2 || names.len() == samples.len() {
            return Err(ClusterError::GroupSizes {
                n_groups: names.len(),
                n_samples: samples.len(),
            });
        }
        let mut sizes = vec![0; names.len()];
        of_sample.iter().for_each(|&group| sizes[group] += 1);
        Ok(Self {
            names,
            of_sample,
            sizes,
        })
    }
}

/// # Errors
/// Another number of labels than samples.
pub(crate) fn check_number(labels: &[String], samples: &[String]) -> Result<(), ClusterError> {
    match labels.len() == samples.len() {
        true => Ok(()),
        false => Err(ClusterError::GroupLabels {
            n_labels: labels.len(),
            n_samples: samples.len(),
        }),
    }
}

/// The different labels in order, and the place of each label among them.
pub(crate) fn numbered(labels: &[String]) -> (Vec<&str>, Vec<usize>) {
    let mut names: Vec<&str> = labels.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let place = |label: &String| names.partition_point(|&name| name < label.as_str());
    let of_label = labels.iter().map(place).collect();
    (names, of_label)
}
