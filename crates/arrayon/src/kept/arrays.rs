//! The ranked arrays of a study, and parts of them in memory.

use super::chunks::Chunks;
use super::store::Store;
use crate::error::Error;
use arrayon_core::chip::FeatureProbes;
use arrayon_normalize::{
    CountedValues, FEATURES_AT_ONCE, NormalizedProbes, RankBytes, RankedArray,
};
use arrayon_qc::ProbeValues;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

/// Runs of probes that lie no farther apart are read as one.
const GAP: usize = 1024;

/// Where one array lies in a store.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct StoredArray {
    /// Rank of each probe among the distinct values, from 0.
    ranks: Chunks,
    /// Whether a rank has four bytes, and not two.
    ranks_are_long: bool,
    /// The distinct values, ascending, in double precision.
    distinct: Chunks,
    /// Number of probes below each distinct value, and at the end of all.
    starts: Chunks,
}

/// Two arrays are the same where they have the same numbers, wherever they lie.
impl PartialEq for StoredArray {
    fn eq(&self, other: &Self) -> bool {
        self.ranks_are_long == other.ranks_are_long
            && self.ranks.is_same(&other.ranks)
            && self.distinct.is_same(&other.distinct)
            && self.starts.is_same(&other.starts)
    }
}

impl StoredArray {
    /// Adds an array to a store.
    ///
    /// # Errors
    /// The disk is full, or fails.
    pub(crate) fn write(store: &Store, array: &RankedArray) -> Result<Self, Error> {
        let (ranks, ranks_are_long) = match array.ranks() {
            RankBytes::Short(ranks) => (Chunks::write(store, ranks)?, false),
            RankBytes::Long(ranks) => (Chunks::write(store, ranks)?, true),
        };
        Ok(Self {
            ranks,
            ranks_are_long,
            distinct: Chunks::write(store, array.distinct())?,
            starts: Chunks::write(store, array.starts())?,
        })
    }

    /// Copies the array to a file, as [`Chunks::move_to`].
    ///
    /// # Errors
    /// The store does not give back what was written; the file cannot be written.
    pub(crate) fn move_to(
        &mut self,
        store: &Store,
        out: &mut dyn Write,
        end: &mut u64,
    ) -> Result<(), Error> {
        let of_rank = if self.ranks_are_long { 4 } else { 2 };
        self.ranks.move_to(of_rank, store, out, end)?;
        self.distinct.move_to(8, store, out, end)?;
        self.starts.move_to(4, store, out, end)
    }

    /// The number of probes.
    pub(crate) fn n_probes(&self) -> usize {
        self.ranks.len()
    }

    fn counted(&self, store: &Store) -> Result<CountedValues, Error> {
        let (distinct, starts) = (self.distinct.read(store)?, self.starts.read(store)?);
        let counted = CountedValues::from_parts(distinct, starts);
        counted
            .filter(|counted| counted.n_probes() == self.n_probes())
            .ok_or_else(|| store.damaged("the values of an array do not go with its ranks"))
    }

    fn starts(&self, store: &Store) -> Result<Vec<u32>, Error> {
        self.starts.read(store)
    }

    /// Writes the values of a range of probes, given that of each distinct value.
    fn look_up(
        &self,
        store: &Store,
        table: &[f64],
        probes: Range<usize>,
        values: &mut [f64],
    ) -> Result<(), Error> {
        let mut is_known = true;
        let mut put = |value: &mut f64, rank: usize| match table.get(rank) {
            Some(known) => *value = *known,
            None => is_known = false,
        };
        if self.ranks_are_long {
            self.ranks.visit(store, probes, |first, ranks: &[u32]| {
                let places = values[first..].iter_mut().zip(ranks);
                places.for_each(|(value, &rank)| put(value, rank as usize));
            })?;
        } else {
            self.ranks.visit(store, probes, |first, ranks: &[u16]| {
                let places = values[first..].iter_mut().zip(ranks);
                places.for_each(|(value, &rank)| put(value, rank.into()));
            })?;
        }
        match is_known {
            true => Ok(()),
            false => Err(store.damaged("the ranks of an array do not go with its values")),
        }
    }
}

/// All arrays of a study, on disk.
#[derive(Debug)]
pub(crate) struct ArrayStore {
    /// Each with the store in which it lies.
    arrays: Vec<(Arc<Store>, StoredArray)>,
}

impl ArrayStore {
    pub(crate) fn new(arrays: Vec<(Arc<Store>, StoredArray)>) -> Self {
        Self { arrays }
    }

    /// The number of arrays.
    pub(crate) fn len(&self) -> usize {
        self.arrays.len()
    }

    /// The number of probes of each.
    pub(crate) fn n_probes(&self) -> usize {
        self.arrays.first().map_or(0, |(_, array)| array.n_probes())
    }

    /// The distributions of some of the arrays, in their order.
    ///
    /// # Errors
    /// The disk fails.
    pub(crate) fn counted(&self, arrays: Range<usize>) -> Result<Vec<CountedValues>, Error> {
        let arrays = self.arrays[arrays].par_iter();
        let read = |(store, array): &(Arc<Store>, StoredArray)| array.counted(store);
        arrays.map(read).collect()
    }

    /// For each distinct value of an array the number of probes below it, and that of all.
    ///
    /// # Errors
    /// The disk fails.
    pub(crate) fn starts(&self, array: usize) -> Result<Vec<u32>, Error> {
        let (store, stored) = &self.arrays[array];
        stored.starts(store)
    }

    /// The value of every probe of an array, given that of each distinct intensity.
    ///
    /// # Errors
    /// The disk fails.
    pub(crate) fn in_probe_order(&self, array: usize, table: &[f64]) -> Result<Vec<f64>, Error> {
        let (store, stored) = &self.arrays[array];
        let mut values = vec![0.0; stored.n_probes()];
        stored.look_up(store, table, 0..values.len(), &mut values)?;
        Ok(values)
    }

    /// Reads some probes of all arrays: those of `segments`, ascending. `table` gives for an array the
    /// value of each distinct intensity.
    ///
    /// # Errors
    /// The disk fails.
    pub(crate) fn load(
        &self,
        segments: Segments,
        table: &(dyn Fn(usize) -> Result<Vec<f64>, Error> + Sync),
    ) -> Result<ProbesInMemory, Error> {
        let width = segments.n_probes;
        let mut values = vec![0.0; width * self.len()];
        let arrays = self.arrays.par_iter().enumerate();
        (values.par_chunks_mut(width.max(1)).zip(arrays)).try_for_each(
            |(values, (at, (store, array)))| {
                let table = table(at)?;
                let parts = segments.parts.iter();
                parts.into_iter().try_for_each(|(probes, first)| {
                    let values = &mut values[*first..*first + probes.len()];
                    array.look_up(store, &table, probes.clone(), values)
                })
            },
        )?;
        Ok(ProbesInMemory {
            n_arrays: self.len(),
            segments,
            values,
        })
    }
}

/// Runs of probes that are read together, ascending, and where each begins among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Segments {
    parts: Vec<(Range<usize>, usize)>,
    n_probes: usize,
}

impl Segments {
    /// Those that hold the probes of features.
    fn of(features: &[FeatureProbes]) -> Self {
        let mut runs: Vec<Range<usize>> = (features.iter())
            .flat_map(|feature| feature.probes.iter().cloned())
            .collect();
        runs.sort_by_key(|run| run.start);
        Self::joined(runs)
    }

    /// Those that hold these runs, which are given ascending.
    pub(crate) fn joined(runs: impl IntoIterator<Item = Range<usize>>) -> Self {
        let mut parts: Vec<Range<usize>> = Vec::new();
        for run in runs {
            match parts.last_mut() {
                Some(last) if run.start <= last.end + GAP => last.end = last.end.max(run.end),
                _ => parts.push(run),
            }
        }
        let mut n_probes = 0;
        let begins = parts.into_iter().map(|part| {
            let first = n_probes;
            n_probes += part.len();
            (part, first)
        });
        Self {
            parts: begins.collect(),
            n_probes,
        }
    }

    /// Parts features into blocks whose probes are no more than `most`, unless those of the fewest
    /// features that can be summarised together are.
    pub(crate) fn blocks(features: &[FeatureProbes], most: usize) -> Vec<(Range<usize>, Self)> {
        let mut blocks: Vec<(Range<usize>, Self)> = Vec::new();
        for start in (0..features.len()).step_by(FEATURES_AT_ONCE) {
            let end = (start + FEATURES_AT_ONCE).min(features.len());
            let longer = blocks.last().and_then(|(last, _)| {
                let block = last.start..end;
                let segments = Self::of(&features[block.clone()]);
                (segments.n_probes <= most).then_some((block, segments))
            });
            match (longer, blocks.last_mut()) {
                (Some(longer), Some(last)) => *last = longer,
                _ => blocks.push((start..end, Self::of(&features[start..end]))),
            }
        }
        blocks
    }

    /// How many probes they hold.
    pub(crate) fn n_probes(&self) -> usize {
        self.n_probes
    }

    /// Where a run begins that one of them holds.
    fn place_of(&self, run: &Range<usize>) -> usize {
        let after = self
            .parts
            .partition_point(|(part, _)| part.start <= run.start);
        let (part, first) = &self.parts[after - 1];
        assert!(run.end <= part.end, "a run that was read");
        first + (run.start - part.start)
    }
}

/// Some probes of all arrays.
#[derive(Debug)]
pub(crate) struct ProbesInMemory {
    n_arrays: usize,
    segments: Segments,
    /// Array after array.
    values: Vec<f64>,
}

impl ProbesInMemory {
    fn values(&self, array: usize, probes: &Range<usize>) -> &[f64] {
        let first = array * self.segments.n_probes + self.segments.place_of(probes);
        &self.values[first..first + probes.len()]
    }
}

impl NormalizedProbes for ProbesInMemory {
    fn n_arrays(&self) -> usize {
        self.n_arrays
    }

    fn look_up<'p>(
        &self,
        array: usize,
        probes: Range<usize>,
        places: &mut impl Iterator<Item = &'p mut f64>,
    ) {
        for (value, place) in self.values(array, &probes).iter().zip(places) {
            *place = *value;
        }
    }
}

/// Probes are counted from the first that was read.
impl ProbeValues for ProbesInMemory {
    fn n_arrays(&self) -> usize {
        self.n_arrays
    }

    fn look_up(&self, array: usize, probes: Range<usize>, values: &mut [f64]) {
        let first = self
            .segments
            .parts
            .first()
            .map_or(0, |(part, _)| part.start);
        let probes = probes.start + first..probes.end + first;
        values.copy_from_slice(self.values(array, &probes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::ProbeSetKind;
    use std::iter;

    fn feature(probes: impl IntoIterator<Item = Range<usize>>) -> FeatureProbes {
        FeatureProbes {
            id: String::new(),
            kind: ProbeSetKind::Main,
            probes: probes.into_iter().collect(),
        }
    }

    #[test]
    fn segments_hold_runs_and_join_what_lies_near() {
        let segments = Segments::of(&[
            feature([5000..5010, 0..4]),
            feature(iter::once(10..20)),
            feature(iter::once(5005..5030)),
        ]);
        assert_eq!(segments.parts, [(0..20, 0), (5000..5030, 20)]);
        assert_eq!(segments.n_probes(), 50);
        assert_eq!(segments.place_of(&(12..14)), 12);
        assert_eq!(segments.place_of(&(5006..5030)), 26);
    }

    #[test]
    fn blocks_are_as_large_as_they_may_be() {
        let features: Vec<FeatureProbes> = (0..1000)
            .map(|at| feature(iter::once(10 * at..10 * at + 10)))
            .collect();
        let ranges = |most| -> Vec<Range<usize>> {
            let blocks = Segments::blocks(&features, most);
            blocks.into_iter().map(|(features, _)| features).collect()
        };
        assert_eq!(ranges(1), [0..256, 256..512, 512..768, 768..1000]);
        assert_eq!(ranges(5120), [0..512, 512..1000]);
        assert_eq!(ranges(usize::MAX).len(), 1);
    }

    #[test]
    fn arrays_are_read_back_by_range_and_by_probe() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::scratch(folder.path()).unwrap());
        // of few distinct values, and of more than two bytes count
        let few: Vec<f32> = (0..70_000).map(|at| (at * 7 % 100) as f32).collect();
        let many: Vec<f32> = (0..70_000).map(|at| (at * 11 % 70_000) as f32).collect();
        let ranked: Vec<RankedArray> = [&few, &many].map(|of| RankedArray::new(of).unwrap()).into();
        let stored: Vec<StoredArray> = (ranked.iter())
            .map(|array| StoredArray::write(&store, array).unwrap())
            .collect();
        assert!(stored[0] != stored[1] && stored[0] == stored[0].clone());
        let of_store = stored.into_iter().map(|array| (Arc::clone(&store), array));
        let arrays = ArrayStore::new(of_store.collect());
        let counted = arrays.counted(0..2).unwrap();
        let table = |array: usize| Ok(counted[array].distinct().to_vec());
        let segments = Segments::joined([100..200, 60_000..69_000]);
        let loaded = arrays.load(segments, &table).unwrap();
        for (at, (array, values)) in ranked.iter().zip([&few, &many]).enumerate() {
            assert_eq!(&counted[at], array.counted());
            assert_eq!(arrays.starts(at).unwrap(), array.starts());
            let all = arrays.in_probe_order(at, array.distinct()).unwrap();
            assert_eq!(all, array.in_probe_order(array.distinct()));
            let mut found = vec![0.0; 500];
            let places = &mut found.iter_mut();
            NormalizedProbes::look_up(&loaded, at, 60_100..60_600, places);
            let expected: Vec<f64> = values[60_100..60_600]
                .iter()
                .map(|&one| one.into())
                .collect();
            assert_eq!(found, expected);
        }
        // a table that lacks values is no table of the array
        assert!(arrays.in_probe_order(1, &[1.0]).is_err());
    }
}
