//! Everything about a study that can be known before an array is read.

use crate::cel_files;
use crate::config::{ChipSection, DifferentialSection, StudyConfig};
use crate::differential::{collision, unanswerable};
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::{Contrast, InputError, SampleSheet};
use arrayon_diffexpr::block_column;
use arrayon_formats::{contrasts, sample_sheet};
use std::path::{Path, PathBuf};

/// A study whose description holds together.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The description.
    pub config: StudyConfig,
    /// The samples.
    pub sheet: SampleSheet,
    /// The contrasts, each fitting the sheet.
    pub contrasts: Vec<Contrast>,
    /// The CEL file of each sample; empty where the study begins from a matrix.
    pub cel_files: Vec<PathBuf>,
    /// The files read so far.
    pub inputs: Inputs,
}

impl Plan {
    /// Reads sheet and contrasts and finds the arrays.
    ///
    /// # Errors
    /// A file that is missing or malformed; a contrast that does not fit the sheet; a sample
    /// without a CEL file, or a CEL file without a sample.
    pub fn new(config: StudyConfig) -> Result<Self, Error> {
        let mut inputs = Inputs::default();
        let (sheet, contrasts) =
            read_sheet_and_contrasts(&config.study.samples, &config.study.contrasts, &mut inputs)?;
        let cel_files = match &config.study.cel_dir {
            Some(cel_dir) => cel_files::find(&sheet, cel_dir)?,
            None => Vec::new(),
        };
        let mut plan = Self {
            config,
            sheet,
            contrasts,
            cel_files,
            inputs,
        };
        plan.check_files_exist()?;
        let section = &plan.config.differential;
        check_columns(&plan.sheet, section)?;
        check_blocks(&plan.contrasts, &plan.config.study.contrasts, section)?;
        if let Some(weights) = &section.observation_weights {
            plan.inputs.add("observation weights", weights);
        }
        Ok(plan)
    }

    fn check_files_exist(&self) -> Result<(), InputError> {
        let chip = (self.config.chip.iter()).flat_map(ChipSection::files);
        let files = chip
            .chain(&self.config.study.matrix)
            .chain(&self.config.study.truth)
            .chain(&self.config.differential.observation_weights)
            .chain(&self.config.cluster.genes.file)
            .chain(&self.config.genesets.gmt)
            .chain(&self.config.genesets.obo)
            .chain(&self.config.genesets.gaf);
        for file in files {
            if !file.is_file() {
                let hint = "paths are relative to the folder of study.toml";
                return Err(InputError::new(file, "no such file").hint(hint));
            }
        }
        Ok(())
    }
}

/// Checks that the columns which the settings name are columns, and that those with result files
/// of their own have different ones.
///
/// # Errors
/// The first that the sheet does not have.
pub(crate) fn check_columns(
    sheet: &SampleSheet,
    section: &DifferentialSection,
) -> Result<(), InputError> {
    let is_group = "factors are numeric blocking columns of the sample sheet that are groups";
    check_known(sheet, &section.factors, "declared a factor", is_group)?;
    let is_number = "phenotypes are columns of the sample sheet that hold numbers";
    check_known(sheet, &section.phenotypes, "a phenotype", is_number)?;
    let adjusted = "correct the name or add the column";
    check_known(sheet, &section.adjust, "adjusted for", adjusted)?;
    let blocks = "blocks are a column of the sample sheet, for example of animals or litters";
    check_known(sheet, section.block.as_slice(), "a random block", blocks)?;
    let pairs = "pairs are told by a column of the sample sheet, for example of animals";
    let further = [&section.rank_products.pairs, &section.sam.pairs];
    for column in further.into_iter().flatten() {
        check_known(
            sheet,
            std::slice::from_ref(column),
            "said to name pairs",
            pairs,
        )?;
    }
    for order in &section.order {
        let column = std::slice::from_ref(&order.column);
        check_known(sheet, column, "put in order", adjusted)?;
        check_known(sheet, &order.adjust, "adjusted for", adjusted)?;
    }
    let doses: Vec<&str> = section
        .order
        .iter()
        .map(|order| &order.column[..])
        .collect();
    check_collision(sheet, &doses, "orders")?;
    let splines: Vec<String> = (section.phenotypes.iter())
        .filter(|_| section.spline_df > 0)
        .map(|column| format!("{column}.spline"))
        .collect();
    let phenotypes: Vec<&str> = std::iter::once("relation")
        .chain(section.phenotypes.iter().map(String::as_str))
        .chain(splines.iter().map(String::as_str))
        .collect();
    check_collision(sheet, &phenotypes, "phenotypes")
}

/// Checks that no contrast's formula has another random block than the settings.
///
/// # Errors
/// The first contrast with two blocks.
pub(crate) fn check_blocks(
    contrasts: &[Contrast],
    path: &Path,
    section: &DifferentialSection,
) -> Result<(), Error> {
    (contrasts.iter())
        .try_for_each(|contrast| block_column(contrast, section.block.as_deref()).map(|_| ()))
        .map_err(|error| unanswerable(path, &error))
}

fn check_known(
    sheet: &SampleSheet,
    columns: &[String],
    role: &str,
    hint: &str,
) -> Result<(), InputError> {
    let Some(unknown) = columns.iter().find(|name| sheet.column(name).is_none()) else {
        return Ok(());
    };
    let found = format!("no column '{unknown}', which is {role}");
    Err(InputError::new(&sheet.path, found)
        .expected(format!("one of '{}'", sheet.column_names().join("', '")))
        .hint(hint))
}

fn check_collision(sheet: &SampleSheet, columns: &[&str], what: &str) -> Result<(), InputError> {
    let Some((first, second)) = collision(columns) else {
        return Ok(());
    };
    let found = format!("{what} '{first}' and '{second}' would share a result file");
    Err(InputError::new(&sheet.path, found)
        .expected("columns whose names differ in letters or digits, each named once")
        .hint("rename one of the columns, or take the repeated one out"))
}

/// Reads a sample sheet and contrasts that fit each other.
///
/// # Errors
/// A file that is missing or malformed; a contrast that does not fit the sheet.
pub fn read_sheet_and_contrasts(
    samples: &Path,
    contrast_file: &Path,
    inputs: &mut Inputs,
) -> Result<(SampleSheet, Vec<Contrast>), Error> {
    let sheet = sample_sheet::read(samples)?;
    let contrasts = contrasts::read(contrast_file)?;
    contrasts::check_against(&contrasts, contrast_file, &sheet)?;
    check_file_names(contrast_file, &contrasts)?;
    inputs.add("samples", samples);
    inputs.add("contrasts", contrast_file);
    Ok((sheet, contrasts))
}

/// Names that result files of their own have, with the file.
const RESERVED: [(&str, &str); 8] = [
    ("samples", "clusters/samples.json holds all samples"),
    ("genes", "clusters/genes.json holds the tree of features"),
    (
        "gene_clusters",
        "clusters/gene_clusters.tsv holds clusters of genes",
    ),
    ("pca", "clusters/pca.json holds the principal components"),
    (
        "bootstrap_shard",
        "clusters/bootstrap_shard.json holds replicates of the bootstrap",
    ),
    ("summary", "differential/summary.json holds all contrasts"),
    (
        "decisions",
        "differential/decisions.tsv holds all contrasts",
    ),
    (
        "intersections",
        "differential/intersections.json holds all contrasts",
    ),
];

/// What further methods append to a contrast's name.
const SUFFIXES: [&str; 3] = [".rank-products", ".sam", ".consensus"];

/// Refuses contrasts whose result files would be those of something else; file systems may not
/// tell capital letters from small ones.
fn check_file_names(path: &Path, contrasts: &[Contrast]) -> Result<(), InputError> {
    let ids: Vec<String> = contrasts.iter().map(|one| one.id.to_lowercase()).collect();
    for (contrast, id) in contrasts.iter().zip(&ids) {
        let suffix = SUFFIXES.iter().find(|suffix| {
            let other = id.strip_suffix(**suffix);
            other.is_some_and(|other| ids.iter().any(|id| id == other))
        });
        let expected = if let Some((_, file)) = RESERVED.iter().find(|(name, _)| id == name) {
            format!("another name: {file}")
        } else if id.starts_with("dose.") {
            "another name: files of ordered doses begin with 'dose.'".to_owned()
        } else if let Some(suffix) = suffix {
            let other = &contrast.id[..contrast.id.len() - suffix.len()];
            format!("another name: contrast '{other}' has files that end in '{suffix}'")
        } else {
            continue;
        };
        let found = format!("a contrast is named '{}'", contrast.id);
        return Err(InputError::new(path, found)
            .expected(expected)
            .hint("rename the contrast"));
    }
    Ok(())
}
