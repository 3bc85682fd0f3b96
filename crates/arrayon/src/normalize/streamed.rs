//! Expression of arrays that memory does not hold: they lie on disk, and pass through memory in blocks
//! of probes. All numbers are those of [`normalize_in_memory`](super::normalize_in_memory), to the bit.
//!
//! 1. Each array is read once; its ranks and its distribution go to a scratch file, what the verdicts
//!    need of it stays.
//! 2. The distributions are added up in the order of the arrays, and each array's table from distinct
//!    intensity to normalised log2 value is written.
//! 3. Block by block, the probes of all arrays are read and features are summarised; their rows go to
//!    `expression.tsv`, and to the scratch file, from which the verdicts have them array by array.

use super::levels::{Levels, probes_at_once};
use super::on_disk::target_and_tables;
use super::prepared::{Facts, Prepared, refused};
use super::seen_features::SeenFeatures;
use crate::arrays::{Array, check_together, read_arrays_as};
use crate::cel_files::{CelLocation, add_archives};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::kept::{ArrayStore, Chunks, Columns, Segments, Store, StoredArray};
use crate::output::Output;
use crate::quality::ArrayScans;
use arrayon_core::{ExpressionMatrix, GeneAnnotation, Progress};
use arrayon_formats::matrix::tsv;
use arrayon_normalize::Summaries;
use arrayon_qc::{ControlSeries, DetectionCounts, ExpressionSweep, SexOfArrays};
use ndarray::Array2;
use rayon::prelude::*;
use std::io::{self, Write};
use std::sync::Arc;

/// Features whose p-values of detection are in memory at a time.
const FEATURES_AT_ONCE: usize = 1024;

/// Where the p-values of detection of each array are.
type PValues = Vec<(Arc<Store>, Chunks)>;

/// An array on disk.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) store: Arc<Store>,
    pub(super) array: StoredArray,
    /// Per cent of the features and controls that are detected.
    pub(super) detected: Option<[f64; 3]>,
    /// p-value of detection of each feature, where they are to be written.
    pub(super) p_values: Option<Chunks>,
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.array == other.array
    }
}

/// Reads arrays to a store.
///
/// # Errors
/// The first file, in the order given, that cannot be read or is of another chip; the disk is full.
pub(super) fn read_to_store(
    prepared: &Prepared<'_>,
    samples: &[String],
    files: &[CelLocation],
    store: &Arc<Store>,
    inputs: &Inputs,
    progress: &dyn Progress,
) -> Result<Vec<Array<Kept>>, Error> {
    let detector = prepared.detector();
    let counts = prepared.detection_counts();
    let writes_p_values = prepared.settings.quality.detection;
    let keep = |array: Array| {
        let p_values = array.detection.as_ref();
        let kept = Kept {
            store: Arc::clone(store),
            array: StoredArray::write(store, &array.intensities)?,
            detected: p_values.map(|p_values| counts.of(p_values)),
            p_values: (p_values.filter(|_| writes_p_values))
                .map(|p_values| Chunks::write(store, p_values))
                .transpose()?,
        };
        let (_, mut array) = array.with(kept);
        array.detection = None;
        Ok(array)
    };
    let wanted = prepared.wanted(&detector);
    let arrays = read_arrays_as(samples, files, wanted, inputs, progress, &keep)?;
    add_archives(files, inputs)?;
    Ok(arrays)
}

/// What is done with arrays on disk.
pub(super) struct Streaming<'a> {
    pub(super) prepared: &'a Prepared<'a>,
    pub(super) samples: &'a [String],
    pub(super) annotation: Option<&'a GeneAnnotation>,
    /// Bytes of arrays in memory at a time.
    pub(super) block: u64,
    pub(super) store: &'a Store,
    pub(super) writes_expression: bool,
    pub(super) progress: &'a dyn Progress,
}

/// Expression on disk, and what was gathered of arrays and features.
pub(super) struct Streamed<'a> {
    pub(super) columns: Columns<'a>,
    pub(super) sweep: ExpressionSweep,
    pub(super) scans: ArrayScans,
    pub(super) facts: Facts,
    /// Expression of the controls that verdicts look at.
    pub(super) controls: ExpressionMatrix,
    /// Expression of the features that tell the sexes apart.
    pub(super) of_sexes: ExpressionMatrix,
}

impl<'a> Streaming<'a> {
    /// Writes the pictures of the arrays, `detection.tsv` and `expression.tsv`, and gathers what the
    /// verdicts need.
    ///
    /// # Errors
    /// Arrays that are no study, or cannot be normalised; the disk is full, or fails.
    pub(super) fn normalize(
        &self,
        arrays: Vec<Array<Kept>>,
        output: &mut Output,
    ) -> Result<Streamed<'a>, Error> {
        check_together(&arrays)?;
        let (mut scans, arrays, p_values) = self.scans_of(arrays);
        let levels = |target| Levels::new(&arrays, target, self.block);
        let mut write = |drawn| output.write_files(drawn);
        let draws = self.prepared.settings.quality.images;
        let draws = draws.then_some(&mut write as _);
        scans.compare_on_chip(levels, &self.prepared.layout(), draws, self.progress)?;
        self.prepared.check_chips(&scans.quality)?;
        self.check_names()?;
        if let Some(p_values) = p_values {
            self.write_detection(&p_values, output)?;
        }
        let (_, tables) = target_and_tables(
            &arrays,
            (&self.prepared.settings.normalize, self.prepared.reference()),
            self.store,
            self.progress,
        )?;
        let mut seen = SeenFeatures::default();
        let mut passing = Passing::new(self);
        self.summarize(&arrays, &tables, (&mut seen, &mut passing), output)?;
        let facts = self.prepared.facts(&mut scans, &seen, self.samples.len());
        let [controls, of_sexes] =
            [passing.controls, passing.of_sexes].map(|rows| rows.matrix(self));
        Ok(Streamed {
            columns: passing.columns,
            sweep: passing.sweep,
            scans,
            facts,
            controls: controls?,
            of_sexes: of_sexes?,
        })
    }

    /// How many probes of all arrays are in memory at a time.
    fn probes_at_once(&self) -> usize {
        probes_at_once(self.block, self.samples.len())
    }

    /// How many arrays' expression is in memory at a time.
    pub(super) fn columns_at_once(&self) -> usize {
        let columns = self.block / (8 * self.prepared.features.len().max(1) as u64);
        usize::try_from(columns).unwrap_or(usize::MAX)
    }

    fn scans_of(&self, arrays: Vec<Array<Kept>>) -> (ArrayScans, ArrayStore, Option<PValues>) {
        let mut scans = ArrayScans::default();
        let (mut stored, mut detected) = (Vec::new(), Some(Vec::new()));
        let mut p_values = Some(Vec::new());
        for array in arrays {
            scans.quality.push(array.quality);
            scans.scanned.push(array.scanned);
            scans.background.push(array.background_mean);
            let kept = array.intensities;
            detected = detected.zip(kept.detected).map(|(mut all, one)| {
                all.push(one);
                all
            });
            let of_array = kept
                .p_values
                .map(|chunks| (Arc::clone(&kept.store), chunks));
            p_values = p_values.zip(of_array).map(|(mut all, one)| {
                all.push(one);
                all
            });
            stored.push((kept.store, kept.array));
        }
        let counts: DetectionCounts = self.prepared.detection_counts();
        let detected = detected.filter(|all| !all.is_empty());
        scans.detected = detected.map(|all| counts.joined(all.into_iter()));
        (scans, ArrayStore::new(stored), p_values)
    }

    /// Refuses names that no matrix may have, as it would.
    fn check_names(&self) -> Result<(), Error> {
        let (n_features, n_samples) = (self.prepared.ids.len(), self.samples.len());
        let features = self.prepared.ids.clone();
        let by_features = ExpressionMatrix::new(features, vec![], Array2::zeros((n_features, 0)));
        let samples = self.samples.to_vec();
        let by_samples = ExpressionMatrix::new(vec![], samples, Array2::zeros((0, n_samples)));
        (by_features.and(by_samples).map(|_| ()))
            .map_err(|error| Error::data("normalisation", error, "give every sample one name"))
    }

    fn write_detection(
        &self,
        p_values: &[(Arc<Store>, Chunks)],
        output: &mut Output,
    ) -> Result<(), Error> {
        let ids = &self.prepared.ids;
        self.write("detection.tsv", output, |out| {
            tsv::write_header(self.samples, out)?;
            for start in (0..ids.len()).step_by(FEATURES_AT_ONCE) {
                let some = start..(start + FEATURES_AT_ONCE).min(ids.len());
                let columns: Vec<Vec<f32>> = (p_values.par_iter())
                    .map(|(store, chunks)| {
                        let mut column = Vec::with_capacity(some.len());
                        let add = |_, part: &[f32]| column.extend_from_slice(part);
                        chunks.visit(store, some.clone(), add).map(|()| column)
                    })
                    .collect::<Result<_, Error>>()?;
                let rows = (0..some.len()).flat_map(|row| {
                    let columns = columns.iter();
                    columns.map(move |column| f64::from(column[row]))
                });
                tsv::write_some(&ids[some.clone()], &rows.collect::<Vec<f64>>(), out)?;
            }
            Ok(())
        })
    }

    /// Summarises the features block by block.
    fn summarize(
        &self,
        arrays: &ArrayStore,
        tables: &[Chunks],
        (seen, passing): (&mut SeenFeatures, &mut Passing<'a>),
        output: &mut Output,
    ) -> Result<(), Error> {
        let prepared = self.prepared;
        let (features, n_arrays) = (&prepared.features, arrays.len());
        let summaries = Summaries::new(
            features,
            prepared.reference(),
            &prepared.settings.normalize,
            n_arrays,
            prepared.n_probes(),
        );
        let summaries = summaries.map_err(refused)?;
        let table = |array: usize| tables[array].read::<f64>(self.store);
        (self.progress).start("summarising probe sets", features.len() as u64);
        let mut content = |mut out: Option<&mut &mut dyn Write>| {
            if let Some(out) = &mut out {
                tsv::write_header(self.samples, *out)?;
            }
            for (block, segments) in Segments::blocks(features, self.probes_at_once()) {
                let probes = arrays.load(segments, &table)?;
                let mut rows = vec![0.0; block.len() * n_arrays];
                summaries.summarize(&probes, block.clone(), &mut rows, seen, self.progress);
                drop(probes);
                if let Some(out) = &mut out {
                    tsv::write_some(&prepared.ids[block.clone()], &rows, *out)?;
                }
                passing.add(block.start, &rows)?;
            }
            Ok(())
        };
        match self.writes_expression {
            true => self.write("expression.tsv", output, |out| content(Some(out)))?,
            false => content(None).map_err(Stopped::into_error)?,
        }
        self.progress.finish();
        Ok(())
    }

    /// Writes a result file out of what may fail otherwise than by writing.
    fn write(
        &self,
        name: &str,
        output: &mut Output,
        content: impl FnOnce(&mut &mut dyn Write) -> Result<(), Stopped>,
    ) -> Result<(), Error> {
        let mut failed = None;
        let written = output.write_with(name, |mut out| match content(&mut out) {
            Ok(()) => Ok(()),
            Err(Stopped::Writing(error)) => Err(error),
            Err(Stopped::Else(error)) => {
                failed = Some(error);
                Err(io::ErrorKind::Interrupted.into())
            }
        });
        failed.map_or(written, |error| Err(*error))
    }
}

/// Why a file was not written to its end.
enum Stopped {
    Writing(io::Error),
    Else(Box<Error>),
}

impl Stopped {
    /// The fault where nothing was written.
    fn into_error(self) -> Error {
        match self {
            Self::Writing(error) => Error::data("expression", error, ""),
            Self::Else(error) => *error,
        }
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Writing(error)
    }
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Else(Box::new(error))
    }
}

/// Where the rows of expression go as they pass by.
struct Passing<'a> {
    n_arrays: usize,
    is_control: &'a [bool],
    columns: Columns<'a>,
    sweep: ExpressionSweep,
    controls: SomeRows,
    of_sexes: SomeRows,
}

/// Rows of some features.
struct SomeRows {
    /// Whether each feature is one of them.
    are_wanted: Vec<bool>,
    values: Vec<f64>,
}

impl SomeRows {
    fn new(n_features: usize, wanted: impl Iterator<Item = usize>) -> Self {
        let mut are_wanted = vec![false; n_features];
        wanted.for_each(|feature| are_wanted[feature] = true);
        Self {
            are_wanted,
            values: Vec::new(),
        }
    }

    fn matrix(self, streaming: &Streaming<'_>) -> Result<ExpressionMatrix, Error> {
        let ids = streaming.prepared.ids.iter().zip(&self.are_wanted);
        let ids: Vec<String> = (ids.filter(|(_, wanted)| **wanted))
            .map(|(id, _)| id.clone())
            .collect();
        let samples = streaming.samples.to_vec();
        let values = Array2::from_shape_vec((ids.len(), samples.len()), self.values);
        let values = values.expect("whole rows");
        ExpressionMatrix::new(ids, samples, values)
            .map_err(|error| Error::data("normalisation", error, "give every sample one name"))
    }
}

impl<'a> Passing<'a> {
    fn new(streaming: &Streaming<'a>) -> Self {
        let prepared = streaming.prepared;
        let (ids, n_arrays) = (&prepared.ids, streaming.samples.len());
        let controls = ControlSeries::looked_at(ids, prepared.quality_groups());
        let of_sexes = streaming
            .annotation
            .map(|genes| SexOfArrays::looked_at(ids, genes));
        let of_sexes = of_sexes.into_iter().flatten();
        let of_sexes = of_sexes.filter(|&feature| !prepared.is_control[feature]);
        Self {
            n_arrays,
            is_control: &prepared.is_control,
            columns: Columns::new(streaming.store, n_arrays, &prepared.is_control),
            sweep: ExpressionSweep::new(n_arrays),
            controls: SomeRows::new(ids.len(), controls.into_iter()),
            of_sexes: SomeRows::new(ids.len(), of_sexes),
        }
    }

    /// Adds the next rows, the first of which is that of feature `first`.
    fn add(&mut self, first: usize, rows: &[f64]) -> Result<(), Error> {
        self.columns.add(rows)?;
        let rows = || rows.chunks_exact(self.n_arrays);
        let main = rows().zip(&self.is_control[first..]);
        let main: Vec<&[f64]> = (main.filter(|(_, is_control)| !**is_control))
            .map(|(row, _)| row)
            .collect();
        self.sweep.add(&main);
        for some in [&mut self.controls, &mut self.of_sexes] {
            let wanted = rows().zip(&some.are_wanted[first..]);
            for (row, _) in wanted.filter(|(_, wanted)| **wanted) {
                some.values.extend_from_slice(row);
            }
        }
        Ok(())
    }
}
