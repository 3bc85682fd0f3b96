//! `arrayon differential`: a matrix to tables of contrasts.

use super::summary_of_matrix;
use crate::annotation_file;
use crate::brought_matrix::BroughtMatrix;
use crate::config::{DifferentialSection, Section, paths};
use crate::controls::{Controls, leave_out_controls};
use crate::differential::{DifferentialExpression, DifferentialSettings, N_TOP};
use crate::error::Error;
use crate::genes::{check_annotation, mangled_features};
use crate::group_findings::group_findings;
use crate::matrix_scale::MatrixScale;
use crate::normalize::read_informative;
use crate::origin::{self, Origin, given_or_of_origin};
use crate::output::{Output, Place, RunOptions};
use crate::plan::{SheetAndContrasts, check_blocks, check_columns, read_sheet_and_contrasts};
use crate::samples_file::write_samples;
use arrayon_core::Progress;
use arrayon_results::summary::Summary;
use serde_json::json;
use std::path::PathBuf;

/// What `arrayon differential` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferentialStage {
    /// Expression.
    pub matrix: PathBuf,
    /// What is said of its scale.
    pub scale: MatrixScale,
    /// Sample sheet; without one that with which the matrix was normalised.
    pub samples: Option<PathBuf>,
    /// Contrasts.
    pub contrasts: PathBuf,
    /// How they are tested.
    pub section: DifferentialSection,
    /// Genes of the features; without them those with which the matrix was normalised.
    pub annotation: Option<PathBuf>,
    /// Ids of control features, which are not tested; without them the list next to the matrix.
    pub controls: Option<PathBuf>,
}

impl DifferentialStage {
    fn files(&self) -> Vec<PathBuf> {
        let own = [&self.matrix, &self.contrasts]
            .into_iter()
            .chain(&self.samples)
            .chain(&self.annotation)
            .chain(&self.controls);
        let named = paths::of(DifferentialSection::NAME, &self.section);
        own.cloned()
            .chain(named.into_iter().map(|one| one.path))
            .collect()
    }
}

/// Tests contrasts on a matrix and returns what `summary.json` holds.
///
/// # Errors
/// Whatever is wrong with the files, or a contrast that the samples cannot answer.
pub fn differential_stage(
    stage: &DifferentialStage,
    out: impl Into<Place>,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    stage.section.check_in_study()?;
    let mut output = Output::create(out, options, &stage.files())?;
    let inputs = options.inputs();
    let origins = [Origin::of(&stage.matrix)?];
    let samples = given_or_of_origin(stage.samples.as_ref(), &origins, "samples", "--samples")?;
    let SheetAndContrasts {
        sheet,
        contrasts,
        mut notes,
    } = read_sheet_and_contrasts(&samples, &stage.contrasts, &inputs)?;
    let groups = group_findings(&sheet, &contrasts, stage.section.block.as_deref());
    notes.extend(groups.in_words());
    // a run says these of all contrasts, too
    let of_contrasts = notes.clone();
    check_columns(&sheet, &stage.section)?;
    check_blocks(&contrasts, &stage.contrasts, &stage.section)?;
    let brought = BroughtMatrix::read(&stage.matrix, Some(&sheet), stage.scale, &inputs)?;
    let mut expression = brought.matrix;
    // of the matrix, not of a contrast: they stand in the summary, as those of a run do
    notes.extend(brought.notes);
    let n_features = expression.n_features();
    if !stage.section.test_controls {
        let given = stage.controls.as_deref();
        let controls = Controls::of(&expression, &stage.matrix, given, &inputs)?;
        leave_out_controls(&mut expression, &controls.is_control);
        notes.extend(controls.note);
    }
    let (annotation_path, note) = origin::annotation(stage.annotation.as_ref(), &origins);
    notes.extend(note);
    let genes = annotation_path
        .as_deref()
        .map(|path| annotation_file::read(path, &inputs))
        .transpose()?;
    if let (Some(path), Some(genes)) = (&annotation_path, &genes) {
        notes.extend(check_annotation(genes, path, expression.features())?);
    }
    notes.extend(mangled_features(expression.features(), genes.as_ref()));
    let informative = match stage.section.filter.informative {
        true => read_informative(&stage.matrix, &inputs)?,
        false => None,
    };
    let settings = DifferentialSettings {
        section: stage.section.clone(),
        n_controls_not_tested: n_features - expression.n_features(),
        informative,
        contrasts: stage.contrasts.clone(),
        // notes of the matrix stand in the summary, as those of a run do
        notes: Vec::new(),
        n_rows_held: N_TOP,
    };
    write_samples(&mut output, &sheet, None, &contrasts)?;
    let mut summary = summary_of_matrix(&stage.matrix, &expression);
    summary.is_simulated = brought.is_simulated;
    summary.variables = groups.groups;
    summary.warnings = notes;
    let differential = DifferentialExpression {
        expression: &expression,
        sheet: &sheet,
        contrasts: &contrasts,
        annotation: genes.as_ref(),
        settings: &settings,
        notes: of_contrasts,
        inputs: &inputs,
    };
    output.stage(differential, &mut summary, progress)?;
    let configuration = json!({ "differential": stage.section, "matrix": stage.scale });
    output.finish(inputs, &configuration, summary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::HeldFiles;
    use crate::output::HeldResults;
    use arrayon_core::NoProgress;
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    const MATRIX: &str = "feature_id\ta\tb\tc\td\te\tf\n\
                          g1\t5.1\t5.3\t5.2\t7.9\t8.1\t8.3\n\
                          g2\t6.2\t6.1\t6.4\t6.3\t6.0\t6.2\n\
                          g3\t9.5\t9.1\t9.2\t9.4\t9.6\t9.3\n\
                          x1\t3.5\t3.1\t3.2\t3.4\t3.6\t3.3\n";
    const SAMPLES: &str = "sample,diet\na,full\nb,full\nc,full\nd,low\ne,low\nf,low\n";
    const CONTRASTS: &str = "variable,reference,target\ndiet,full,low\n";
    const FILES: [(&str, &str); 4] = [
        ("expression.tsv", MATRIX),
        ("samples.csv", SAMPLES),
        ("contrasts.csv", CONTRASTS),
        // found next to the matrix
        ("controls.txt", "x1\n"),
    ];

    fn stage(folder: &Path) -> DifferentialStage {
        DifferentialStage {
            matrix: folder.join("expression.tsv"),
            scale: MatrixScale::default(),
            samples: Some(folder.join("samples.csv")),
            contrasts: folder.join("contrasts.csv"),
            section: DifferentialSection::default(),
            annotation: None,
            controls: None,
        }
    }

    fn held(files: &[(&str, &str)]) -> RunOptions {
        let files = files.iter().map(|(name, text)| {
            let path = Path::new("<memory>").join(name);
            (path, text.as_bytes().to_vec())
        });
        RunOptions {
            held: HeldFiles::new(files.collect()),
            ..RunOptions::default()
        }
    }

    #[test]
    fn data_in_memory_give_the_bytes_of_their_files() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in FILES {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let out = folder.path().join("results");
        let options = RunOptions::default();
        differential_stage(&stage(folder.path()), &out, &options, &NoProgress).unwrap();

        let results = HeldResults::default();
        let place = Place::Memory(results.clone());
        let stage = stage(Path::new("<memory>"));
        let summary = differential_stage(&stage, place, &held(&FILES), &NoProgress).unwrap();
        assert_eq!(summary.n_features, 3, "the control is left out");
        assert!(
            summary
                .warnings
                .iter()
                .any(|text| text.contains("controls.txt"))
        );
        let found = results.take();
        let of_the_run = ["summary.json", "provenance.json"];
        let tables: BTreeMap<&String, &Vec<u8>> = (found.iter())
            .filter(|(name, _)| !of_the_run.contains(&name.as_str()))
            .collect();
        assert!(tables.len() > 3, "{:?}", found.keys());
        for (name, bytes) in tables {
            assert_eq!(bytes, &fs::read(out.join(name)).unwrap(), "{name}");
        }
        assert!(of_the_run.iter().all(|name| found.contains_key(*name)));
    }

    #[test]
    fn faults_of_data_in_memory_have_their_place() {
        let mut files = FILES;
        files[1].1 = "sample,diet\na,full\na,full\n";
        let place = Place::Memory(HeldResults::default());
        let stage = stage(Path::new("<memory>"));
        let refused = differential_stage(&stage, place, &held(&files), &NoProgress).unwrap_err();
        assert!(
            refused
                .to_string()
                .starts_with("<memory>/samples.csv, line 3"),
            "{refused}"
        );
    }
}
