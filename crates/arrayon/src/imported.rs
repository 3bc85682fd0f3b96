//! Values that the maker's programs computed: CHP files and tables of TAC, on one scale.

use crate::brought_matrix::log2_of;
use crate::error::Error;
use crate::inputs::Inputs;
use crate::matrix_scale::{MatrixScale, Scale};
use crate::same_samples::check_distinct_samples;
use arrayon_core::{ExpressionMatrix, InputError};
use arrayon_formats::chp::{self, SignalScale};
use arrayon_formats::sniff::FileKind;
use arrayon_formats::tac_table::{self, sample_and_algorithm};
use arrayon_formats::{chip, source};
use arrayon_results::qc::is_simulated;
use ndarray::Array2;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Computed values as a matrix.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Imported {
    /// Features x arrays, log2.
    pub(crate) matrix: ExpressionMatrix,
    /// Detection p-values of the same, where all files have such.
    pub(crate) detection_p: Option<ExpressionMatrix>,
    /// Whether the chip is a simulated one.
    pub(crate) is_simulated: bool,
    /// Algorithm and scale, and what was computed here.
    pub(crate) notes: Vec<String>,
}

/// The values of one file.
struct Values {
    path: PathBuf,
    chip_type: String,
    algorithm: String,
    features: Vec<String>,
    samples: Vec<String>,
    /// Of each array.
    signals: Vec<Vec<f64>>,
    detection_p: Option<Vec<Vec<f64>>>,
    notes: Vec<String>,
}

impl Imported {
    /// Reads files of one chip and one algorithm, each with the same features.
    ///
    /// # Errors
    /// No file; a file that is none of these kinds; files that do not go together; a scale that is
    /// not known.
    pub(crate) fn read(
        files: &[PathBuf],
        cdf: Option<&Path>,
        asked: MatrixScale,
        inputs: &Inputs,
    ) -> Result<Self, Error> {
        if let Some(fault) = asked.fault() {
            return Err(Error::data(
                "scale of the values",
                fault,
                "see --scale and --offset",
            ));
        }
        let names = match cdf {
            Some(cdf) => Some(names_of_cdf(cdf, inputs)?),
            None => None,
        };
        let all = (files.iter())
            .map(|path| Values::read(path, names.as_deref(), inputs))
            .collect::<Result<Vec<_>, InputError>>()?;
        let Some(first) = all.first() else {
            let hint = "name CHP files, or tables of TAC";
            return Err(Error::data("import", "no file", hint));
        };
        for other in &all[1..] {
            first.check_alike(other)?;
        }
        let values = joined(&all, |values| Some(&values.signals))?;
        let detection_p = match all.iter().all(|values| values.detection_p.is_some()) {
            true => Some(joined(&all, |values| values.detection_p.as_ref())?),
            false => None,
        };
        check_distinct_samples(&values, &first.path)?;
        let (matrix, scale_note) = first.as_log2(values, asked)?;
        let note = format!(
            "the values are those of {}, of chip type '{}': nothing was normalised here",
            match first.algorithm.as_str() {
                "" => "an algorithm that the files do not name".to_owned(),
                name => format!("algorithm '{name}'"),
            },
            match first.chip_type.as_str() {
                "" => "not stated",
                name => name,
            }
        );
        Ok(Self {
            matrix,
            detection_p,
            is_simulated: is_simulated(&first.chip_type, &first.algorithm),
            notes: (all.iter().flat_map(|values| values.notes.clone()))
                .chain([note, scale_note])
                .collect(),
        })
    }
}

/// The names of the probe sets of a CDF, in its order.
fn names_of_cdf(cdf: &Path, inputs: &Inputs) -> Result<Vec<String>, InputError> {
    let design = chip::read_cdf(inputs.file("cdf", cdf))?;
    let labels = design.probe_sets.iter().map(|set| set.label().to_owned());
    Ok(labels.collect())
}

impl Values {
    fn read(path: &Path, names: Option<&[String]>, inputs: &Inputs) -> Result<Self, InputError> {
        let kind = source::sniff(path)?.kind;
        match kind {
            FileKind::Chp => Self::of_chp(path, names, inputs),
            FileKind::TacTable
            | FileKind::Tsv
            | FileKind::Csv
            | FileKind::ExpressionMatrix
            | FileKind::Gmt
            | FileKind::Text => {
                let table = tac_table::read(inputs.file("table", path))?;
                Ok(Self {
                    path: path.to_path_buf(),
                    chip_type: String::new(),
                    algorithm: table.algorithm,
                    features: table.features,
                    samples: table.samples,
                    signals: table.signals,
                    detection_p: table.detection_p,
                    notes: table.notes,
                })
            }
            kind => Err(
                InputError::new(path, format!("this is {}", kind.description()))
                    .expected("a CHP file, or a table of signals as TAC exports it")
                    .hint(kind.way_on()),
            ),
        }
    }

    fn of_chp(path: &Path, names: Option<&[String]>, inputs: &Inputs) -> Result<Self, InputError> {
        let file = chp::read(inputs.file("chp", path))?;
        let n_signals = file.signals.len();
        let features = match (file.features, names) {
            (Some(features), _) => features,
            (None, Some(names)) if names.len() == n_signals => names.to_vec(),
            (None, Some(names)) => {
                return Err(InputError::new(path, format!("{n_signals} probe sets"))
                    .expected(format!("{} as in the CDF", names.len()))
                    .hint("give the CDF with which the file was made"));
            }
            (None, None) => {
                let found = format!(
                    "{} signals without the names of their probe sets",
                    n_signals
                );
                return Err(InputError::new(path, found)
                    .expected("the CDF of the chip, whose order they have")
                    .hint("name it with --cdf"));
            }
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let (sample, _) = sample_and_algorithm(name);
        let numbers = |values: Vec<f32>| vec![values.into_iter().map(f64::from).collect()];
        Ok(Self {
            path: path.to_path_buf(),
            chip_type: file.chip_type,
            algorithm: file.algorithm,
            features,
            samples: vec![sample.to_owned()],
            signals: numbers(file.signals),
            detection_p: file.detection_p.map(numbers),
            notes: Vec::new(),
        })
    }

    /// Refuses files of two algorithms, chips or sets of features.
    fn check_alike(&self, other: &Self) -> Result<(), InputError> {
        for (what, own, others) in [
            ("algorithm", &self.algorithm, &other.algorithm),
            ("chip type", &self.chip_type, &other.chip_type),
        ] {
            if own != others {
                return Err(InputError::new(&other.path, format!("{what} '{others}'"))
                    .expected(format!("'{own}' as in {}", self.path.display()))
                    .hint(
                        "import the files of each chip and algorithm into a folder of their own",
                    ));
            }
        }
        if self.features == other.features {
            return Ok(());
        }
        let differ = self
            .features
            .iter()
            .zip(&other.features)
            .find(|(own, of)| own != of);
        let found = match differ {
            Some((own, of)) => format!("feature '{of}' where {} has '{own}'", self.path.display()),
            None => format!("{} features", other.features.len()),
        };
        Err(InputError::new(&other.path, found)
            .expected(format!(
                "the {} features of {}, in its order",
                self.features.len(),
                self.path.display()
            ))
            .hint("let one program compute all arrays together"))
    }

    /// The values on the scale of log2, and how they came there. What the algorithm's name says of
    /// the scale is never overruled, and linear values need a word.
    fn as_log2(
        &self,
        values: ExpressionMatrix,
        asked: MatrixScale,
    ) -> Result<(ExpressionMatrix, String), InputError> {
        let known = SignalScale::of_algorithm(&self.algorithm);
        let name = &self.algorithm;
        let refuse = |found: String, hint: &str| {
            Err(InputError::new(&self.path, found)
                .expected("a scale that is stated")
                .hint(hint))
        };
        match (known, asked.scale) {
            (Some(SignalScale::Log2), None | Some(Scale::Log2)) => Ok((
                values,
                format!("algorithm '{name}' gives log2 values: they were taken as they are"),
            )),
            (None, Some(Scale::Log2)) => Ok((
                values,
                "the values are log2, as stated: they were taken as they are".to_owned(),
            )),
            (Some(SignalScale::Linear) | None, Some(Scale::Linear)) => {
                let taken = log2_of(values, &self.path, asked.offset)?;
                let added = match asked.offset > 0.0 {
                    true => format!("log2(value + {})", asked.offset),
                    false => "log2".to_owned(),
                };
                Ok((
                    taken,
                    format!("the values are linear, as stated: {added} was taken of them"),
                ))
            }
            (Some(SignalScale::Linear), None) => refuse(
                format!("algorithm '{name}' gives linear values"),
                "--scale linear takes log2 of them; --offset 1 adds 1 before, where values may be 0",
            ),
            (None, None) => refuse(
                format!("the scale of algorithm '{name}' is not known"),
                "state it: --scale log2, or --scale linear, of which log2 is taken",
            ),
            (Some(known), Some(stated)) => refuse(
                format!("algorithm '{name}' gives {known} values, but {stated} is stated"),
                "leave --scale out, or state the scale that the algorithm gives",
            ),
        }
    }
}

/// The values of all files side by side.
fn joined(
    all: &[Values],
    of: impl Fn(&Values) -> Option<&Vec<Vec<f64>>>,
) -> Result<ExpressionMatrix, Error> {
    let samples: Vec<String> = all
        .iter()
        .flat_map(|values| values.samples.clone())
        .collect();
    let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
    for values in all {
        for sample in &values.samples {
            if let Some(first) = seen.insert(sample, &values.path) {
                let found = format!("array '{sample}', which {} has already", first.display());
                return Err(InputError::new(&values.path, found)
                    .expected("each array once")
                    .hint("leave out the file that occurs twice, or rename it")
                    .into());
            }
        }
    }
    let features = &all[0].features;
    let columns: Vec<&Vec<f64>> = all.iter().filter_map(of).flatten().collect();
    let shape = (features.len(), columns.len());
    let values = Array2::from_shape_fn(shape, |(row, column)| columns[column][row]);
    ExpressionMatrix::new(features.clone(), samples, values).map_err(|error| {
        let path = all[0].path.display().to_string();
        Error::data(
            path,
            error,
            "every feature and every array must have one name",
        )
    })
}
