//! The study as one H5AD file: what anndata and scanpy read.
//!
//! | slot | holds |
//! |---|---|
//! | `X` | log2 expression, samples x features |
//! | `obs` | the sample sheet, and the verdict on each array |
//! | `var` | the genes of the features, and which were tested |
//! | `varm[<contrast>]` | the table of each contrast as a data frame, missing where not tested |
//! | `obsm["X_pca"]`, `uns["pca"]` | principal components and their variance |
//! | `uns["arrayon"]` | version, settings as JSON, contrasts in brief |

mod frame;
mod store;

use crate::annotation::{FeatureGenes, RowsByFeature};
use crate::file_names::SafeNames;
use crate::study::{ContrastHead, ExportError, Notes, Sink, Study};
use arrayon_cluster::Pca;
use arrayon_core::ExpressionMatrix;
use arrayon_reader::Cells;
use arrayon_results::qc::QualityControl;
use frame::{Column, Frame};
use rust_hdf5::{H5File, H5Group, Hdf5Error};
use std::io;
use store::{array, dict, text};

const FILE: &str = "study.h5ad";

/// Contrasts whose tables the file holds; each takes as much as several samples.
const MOST_CONTRASTS: usize = 100;

/// Writes the file.
///
/// # Errors
/// Those of [`export`](crate::export).
pub(crate) fn write(study: &Study<'_>, write: Sink<'_>) -> Notes {
    let Some(expression) = &study.expression else {
        return Ok(vec![format!(
            "{FILE} is not written: the results hold no expression"
        )]);
    };
    let failed = |error: &dyn std::fmt::Display| ExportError::encode(FILE, error);
    // the library writes to files alone
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    let path = folder.path().join(FILE);
    let file = H5File::create(&path).map_err(|error| failed(&error))?;
    let mut notes = Vec::new();
    let content = Content {
        study,
        expression,
        contrasts: &study.contrasts[..study.contrasts.len().min(MOST_CONTRASTS)],
    };
    content.fill(&file)?;
    file.close_no_sync().map_err(|error| failed(&error))?;
    let bytes: io::Result<Vec<u8>> = std::fs::read(&path);
    write(FILE, bytes.map_err(|error| failed(&error))?)?;
    let n_left_out = study.contrasts.len() - content.contrasts.len();
    if n_left_out > 0 {
        notes.push(format!(
            "{FILE} holds the first {MOST_CONTRASTS} of {} contrasts; the Parquet files hold them all",
            study.contrasts.len()
        ));
    }
    Ok(notes)
}

struct Content<'a> {
    study: &'a Study<'a>,
    expression: &'a ExpressionMatrix,
    contrasts: &'a [ContrastHead],
}

impl From<Hdf5Error> for ExportError {
    fn from(error: Hdf5Error) -> Self {
        Self::encode(FILE, error)
    }
}

impl Content<'_> {
    fn fill(&self, file: &H5File) -> Result<(), ExportError> {
        let root = file.root_group();
        file.set_attr_string("encoding-type", "anndata")?;
        file.set_attr_string("encoding-version", "0.1.0")?;
        self.values(&root)?;
        self.samples()?.write(&root, "obs")?;
        let features = self.expression.features();
        let genes = FeatureGenes::of(self.study, features)?;
        features_of(features, genes).write(&root, "var")?;
        let varm = dict(&root, "varm")?;
        self.tables(&varm)?;
        let obsm = dict(&root, "obsm")?;
        let uns = dict(&root, "uns")?;
        self.components(&obsm, &uns)?;
        self.about(&uns)?;
        for empty in ["layers", "obsp", "varp"] {
            dict(&root, empty)?;
        }
        Ok(())
    }

    fn values(&self, root: &H5Group) -> Result<(), Hdf5Error> {
        let (n_features, n_samples) = self.expression.dim();
        let mut values = vec![0.0; n_features * n_samples];
        for (feature, row) in self.expression.rows().enumerate() {
            for (sample, value) in row.iter().enumerate() {
                values[sample * n_features + feature] = *value;
            }
        }
        array(root, "X", &values, &[n_samples, n_features])
    }

    /// The sheet in the order of the matrix; a sample that the sheet does not have is empty there.
    fn samples(&self) -> Result<Frame, ExportError> {
        let samples = self.expression.samples();
        let mut frame = Frame::new(samples);
        if let Some(sheet) = &self.study.samples {
            let places: Vec<Option<usize>> = (samples.iter())
                .map(|sample| sheet.samples.iter().position(|one| one == sample))
                .collect();
            let picked = |values: &[String]| -> Vec<String> {
                let value = |place: &Option<usize>| place.map(|at| values[at].clone());
                places
                    .iter()
                    .map(|place| value(place).unwrap_or_default())
                    .collect()
            };
            if let Some(files) = &sheet.files {
                frame.add("file", Column::of_texts(picked(files)));
            }
            let others = sheet.columns.iter();
            for column in others.filter(|column| column.values != sheet.samples) {
                frame.add(&column.name, Column::of_texts(picked(&column.values)));
            }
        }
        let quality: Option<QualityControl> = self.study.results.document("qc.json")?;
        if let Some(quality) = quality {
            let status = |sample: &String| {
                let array = quality.arrays.iter().find(|array| array.sample == *sample);
                let status = array.and_then(|array| serde_json::to_value(array.status).ok());
                status.and_then(|status| Some(status.as_str()?.to_owned()))
            };
            let statuses = samples.iter().map(|one| status(one).unwrap_or_default());
            frame.add("qc_status", Column::categories(statuses.collect()));
        }
        if frame.is_empty() {
            frame.add("sample", Column::Texts(samples.to_vec()));
        }
        Ok(frame)
    }

    /// The numbers of each contrast, in the order of the features.
    fn tables(&self, varm: &H5Group) -> Result<(), ExportError> {
        let features = self.expression.features();
        let mut keys = SafeNames::default();
        for head in self.contrasts {
            let Some(table) = self.study.contrast_table(&head.contrast)? else {
                continue;
            };
            let rows = RowsByFeature::of(Some(&table));
            let places: Vec<Option<usize>> = features.iter().map(|id| rows.place(id)).collect();
            let mut frame = Frame::new(features);
            for column in &table.columns {
                if let Cells::Numbers(values) = &column.cells {
                    let value = |place: &Option<usize>| place.map_or(f64::NAN, |at| values[at]);
                    let values = places.iter().map(value).collect();
                    frame.add(&column.header, Column::Numbers(values));
                }
            }
            frame.write(varm, &keys.name(&head.contrast))?;
        }
        Ok(())
    }

    fn components(&self, obsm: &H5Group, uns: &H5Group) -> Result<(), ExportError> {
        let found: Option<Pca> = self.study.results.document("clusters/pca.json")?;
        let Some(found) = found.filter(|found| !found.components.is_empty()) else {
            return Ok(());
        };
        let n = found.components.len();
        let samples = self.expression.samples();
        let mut scores = Vec::with_capacity(samples.len() * n);
        for sample in samples {
            let place = found.samples.iter().position(|one| one == sample);
            let row = place.and_then(|at| found.scores.get(at));
            let score = |at: usize| row.and_then(|row| row.get(at)).copied();
            scores.extend((0..n).map(|at| score(at).unwrap_or(f64::NAN)));
        }
        array(obsm, "X_pca", &scores, &[samples.len(), n])?;
        let pca = dict(uns, "pca")?;
        let components = found.components.iter();
        let ratios: Vec<f64> = components
            .clone()
            .map(|one| one.variance_fraction)
            .collect();
        let variances: Vec<f64> = components
            .map(|one| one.standard_deviation * one.standard_deviation)
            .collect();
        array(&pca, "variance_ratio", &ratios, &[n])?;
        array(&pca, "variance", &variances, &[n])?;
        Ok(())
    }

    fn about(&self, uns: &H5Group) -> Result<(), ExportError> {
        let about = dict(uns, "arrayon")?;
        text(&about, "version", self.study.results.version())?;
        text(&about, "study", self.study.name())?;
        let summary = self.study.results.summary();
        text(&about, "is_simulated", &summary.is_simulated.to_string())?;
        text(&about, "unit", "log2")?;
        if let Some(provenance) = self.study.results.provenance()? {
            text(&about, "settings", &provenance.configuration.to_string())?;
        }
        let heads = self.study.contrasts.iter();
        if heads.len() > 0 {
            let ids: Vec<String> = heads.clone().map(|head| head.contrast.clone()).collect();
            let mut frame = Frame::new(&ids);
            let mut keys = SafeNames::default();
            let keys = heads.clone().map(|head| keys.name(&head.contrast));
            frame.add("varm_key", Column::Texts(keys.collect()));
            let words = heads.clone().map(|head| head.direction_in_words.clone());
            frame.add("direction_in_words", Column::Texts(words.collect()));
            let variables = heads.clone().map(|head| head.variable.clone());
            frame.add("variable", Column::Texts(variables.collect()));
            frame.add(
                "fdr",
                Column::Numbers(heads.clone().map(|head| head.fdr).collect()),
            );
            type Count = fn(&ContrastHead) -> usize;
            let counts: [(&str, Count); 3] = [
                ("n_tested", |head| head.n_tested),
                ("n_up", |head| head.n_up),
                ("n_down", |head| head.n_down),
            ];
            for (name, count) in counts {
                let counts = heads.clone().map(|head| count(head) as u64);
                frame.add(name, Column::Counts(counts.collect()));
            }
            frame.write(&about, "contrasts")?;
        }
        Ok(())
    }
}

fn features_of(features: &[String], genes: FeatureGenes) -> Frame {
    let mut frame = Frame::new(features);
    frame.add("gene_symbols", Column::Texts(genes.symbols));
    frame.add("entrez_ids", Column::Texts(genes.entrez_ids));
    frame.add("gene_description", Column::Texts(genes.descriptions));
    frame.add("is_tested", Column::Flags(genes.is_tested));
    frame
}
