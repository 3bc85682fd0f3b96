//! A bootstrap in parts: each shard counts some replicates, and all together are the whole.

use super::refused;
use crate::error::Error;
use crate::inputs::Inputs;
use crate::parts_of_run::{check_release, check_whole};
use arrayon_cluster::{
    BootstrapPlan, BootstrapShard, ClusterSection, Dendrogram, bootstrap_counts, cluster,
    sample_distances,
};
use arrayon_core::{ExpressionMatrix, InputError, Progress};
use arrayon_formats::source::{self, Input, Kind};
use arrayon_results::{Document, DocumentKind};
use serde::de::IgnoredAny;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The file of a shard, below its result folder.
pub const SHARD_FILE: &str = "clusters/bootstrap_shard.json";

/// Heights of one tree computed twice differ less than this, in parts of the height.
const SAME_HEIGHT: f64 = 1e-9;

/// Which part of the replicates of a bootstrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Number of the shard, from 1.
    pub number: u32,
    /// Number of all shards.
    pub of: u32,
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `1/4`.
    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("'{text}' is no shard; expected i/n with i from 1 to n");
        let (number, of) = text.split_once('/').ok_or_else(expected)?;
        let shard = Self {
            number: number.parse().map_err(|_| expected())?,
            of: of.parse().map_err(|_| expected())?,
        };
        match 1 <= shard.number && shard.number <= shard.of {
            true => Ok(shard),
            false => Err(expected()),
        }
    }
}

impl Shard {
    /// Its part of so many things, of which all shards together have each once.
    pub(crate) fn part_of(self, n: usize) -> Range<usize> {
        let end = |number: u32| {
            let share = n as u128 * u128::from(number) / u128::from(self.of);
            share as usize
        };
        end(self.number - 1)..end(self.number)
    }

    /// Its replicates: all shards together have each once, none more than one more than another.
    fn replicates(self, n_replicates: u32) -> Range<u32> {
        let part = |number: u32| {
            let share = u64::from(n_replicates) * u64::from(number) / u64::from(self.of);
            u32::try_from(share).unwrap_or(n_replicates)
        };
        part(self.number - 1)..part(self.number)
    }
}

/// Counts the replicates of one shard.
///
/// # Errors
/// What the distance cannot be computed for; a shard without replicates.
pub fn count_shard(
    expression: &ExpressionMatrix,
    settings: &ClusterSection,
    shard: Shard,
    progress: &dyn Progress,
) -> Result<BootstrapShard, Error> {
    let plan = BootstrapPlan::of(settings);
    let replicates = shard.replicates(plan.n_bootstrap);
    if replicates.is_empty() {
        let found = format!(
            "shard {}/{} of {} replicates has none",
            shard.number, shard.of, plan.n_bootstrap
        );
        let hint = "ask for more replicates with --n-bootstrap, or for fewer shards";
        return Err(Error::data("bootstrap", found, hint));
    }
    let (distance, linkage) = (settings.distance, settings.linkage);
    bootstrap_counts(expression, distance, linkage, &plan, replicates, progress)
        .map_err(refused("all samples"))
}

/// Reads the shards of result folders and adds their counts up to the whole bootstrap.
///
/// # Errors
/// A file that is missing or no shard; one of other data, distance, linkage or seed; replicates
/// that are counted twice or not at all.
pub fn merge_shards(
    folders: &[PathBuf],
    expression: &ExpressionMatrix,
    settings: &ClusterSection,
    inputs: &Inputs,
) -> Result<BootstrapShard, Error> {
    let failed = refused("all samples");
    let distances = sample_distances(expression, settings.distance).map_err(&failed)?;
    let tree = cluster(&distances, settings.linkage);
    let mut merged: Option<BootstrapShard> = None;
    for folder in folders {
        let path = folder.join(SHARD_FILE);
        check_whole(folder, SHARD_FILE)?;
        let mut shard = read_shard(inputs.file("bootstrap shard", &path))?;
        check_same_data(&path, &shard, &tree, expression, settings)?;
        // heights that were rounded apart
        shard.merges = tree.merges().to_vec();
        merged = Some(match merged {
            None => shard,
            Some(before) => both(before, &shard, &path)?,
        });
    }
    let merged = merged.ok_or_else(|| Error::data("bootstrap", "no shard", ""))?;
    check_all_counted(&merged)?;
    Ok(merged)
}

fn read_shard(input: Input<'_>) -> Result<BootstrapShard, InputError> {
    let path = input.path();
    let hint = "name result folders of 'arrayon cluster --shard'";
    let wrong = |found: String| {
        InputError::new(path, found)
            .expected("the counts of a shard of a bootstrap")
            .hint(hint)
    };
    let text = source::read_text(input, Kind::Results).map_err(|error| wrong(error.found))?;
    let no_shard = |error: serde_json::Error| wrong(format!("is no shard: {error}"));
    let frame: Document<IgnoredAny> = serde_json::from_str(&text).map_err(no_shard)?;
    if frame.schema != BootstrapShard::SCHEMA {
        return Err(wrong(format!("its schema is '{}'", frame.schema)));
    }
    check_release(
        path,
        &frame,
        "count all shards anew with this release of arrayon",
    )?;
    let document: Document<BootstrapShard> = serde_json::from_str(&text).map_err(no_shard)?;
    let shard = document.content;
    let is_fit = shard.counts.len() == shard.scales.len()
        && (shard.counts.iter()).all(|counts| counts.n_found_by_merge.len() == shard.merges.len());
    if !is_fit {
        return Err(wrong(
            "its counts do not fit its tree and scales".to_owned(),
        ));
    }
    if !are_possible(&shard) {
        return Err(wrong("its counts do not fit its replicates".to_owned()));
    }
    Ok(shard)
}

/// Whether the replicates are some of the plan's, each once, and every branch was found in no
/// more of them than gave a tree.
fn are_possible(shard: &BootstrapShard) -> bool {
    let are_rising = shard.replicates.is_sorted_by(|one, next| one.1 <= next.0);
    let are_planned =
        (shard.replicates.iter()).all(|&(first, end)| first < end && end <= shard.n_bootstrap);
    if !are_rising || !are_planned {
        return false;
    }
    let n: u32 = shard
        .replicates
        .iter()
        .map(|(first, end)| end - first)
        .sum();
    (shard.counts.iter()).all(|counts| {
        counts.relative_size > 0.0
            && counts.n_undefined.checked_add(counts.n_trees) == Some(n)
            && counts
                .n_found_by_merge
                .iter()
                .all(|&found| found <= counts.n_trees)
    })
}

/// Refuses a shard of other data or settings.
fn check_same_data(
    path: &Path,
    shard: &BootstrapShard,
    tree: &Dendrogram,
    expression: &ExpressionMatrix,
    settings: &ClusterSection,
) -> Result<(), InputError> {
    let differs = |found: String, expected: String| {
        Err(InputError::new(path, found)
            .expected(expected)
            .hint("run every shard on the same data with the same settings"))
    };
    let pairs = [
        (
            "distance",
            shard.distance.to_string(),
            settings.distance.to_string(),
        ),
        (
            "linkage",
            shard.linkage.to_string(),
            settings.linkage.to_string(),
        ),
        ("seed", shard.seed.to_string(), settings.seed.to_string()),
        (
            "number of features",
            shard.n_features.to_string(),
            expression.n_features().to_string(),
        ),
    ];
    for (name, found, expected) in pairs {
        if found != expected {
            return differs(format!("the shard's {name} is {found}"), expected);
        }
    }
    if shard.samples != tree.labels() {
        let expected = "those of the matrix, in its order".to_owned();
        return differs("the shard has other samples".to_owned(), expected);
    }
    let same = (tree.merges().iter().zip(&shard.merges)).all(|(mine, theirs)| {
        let near = (mine.height - theirs.height).abs() <= SAME_HEIGHT * mine.height.abs();
        (mine.left, mine.right, mine.size) == (theirs.left, theirs.right, theirs.size) && near
    });
    if !same || tree.merges().len() != shard.merges.len() {
        return differs(
            "the shard counts the branches of another tree".to_owned(),
            "the tree of the matrix".to_owned(),
        );
    }
    Ok(())
}

/// Both together; `path` is where the other came from.
fn both(
    one: BootstrapShard,
    other: &BootstrapShard,
    path: &Path,
) -> Result<BootstrapShard, InputError> {
    if one.plan() != other.plan() {
        let found = format!("a shard of {} replicates", other.n_bootstrap);
        return Err(InputError::new(path, found)
            .expected(format!("{} at the same scales", one.n_bootstrap))
            .hint("give every shard the same --n-bootstrap"));
    }
    one.merge(other)
        .map_err(|error| InputError::new(path, error.to_string()).hint(error.hint()))
}

/// Refuses counts that lack replicates of the plan.
fn check_all_counted(shard: &BootstrapShard) -> Result<(), Error> {
    let mut next = 0;
    for &(start, end) in &shard.replicates {
        if start > next {
            return Err(missing(next, start - 1));
        }
        next = end;
    }
    if next < shard.n_bootstrap {
        return Err(missing(next, shard.n_bootstrap - 1));
    }
    Ok(())
}

fn missing(first: u32, last: u32) -> Error {
    let found = format!("replicates {first} to {last} are in none of the shards");
    Error::data("merging shards", found, "name the folders of all shards")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_all_replicates_out() {
        for (n, of) in [(1_000, 7), (3, 3), (10, 1), (5, 4)] {
            let ranges = (1..=of).map(|number| Shard { number, of }.replicates(n));
            let all: Vec<u32> = ranges.flatten().collect();
            assert_eq!(all, (0..n).collect::<Vec<_>>());
        }
        assert!(Shard { number: 1, of: 4 }.replicates(3).is_empty());
    }

    #[test]
    fn shards_read_as_a_fraction() {
        assert_eq!("2/3".parse(), Ok(Shard { number: 2, of: 3 }));
        for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "-1/2"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
