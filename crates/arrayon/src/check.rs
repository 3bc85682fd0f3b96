//! Checks a study before it is run.

use crate::annotation_file;
use crate::arrays::check_headers;
use crate::chip::Library;
use crate::clustering::{names_not_found, not_found_in_words};
use crate::config::{ChipSection, StudyConfig};
use crate::controls::{counts_as_control, undeclared_controls};
use crate::differential::{filtered, unanswerable, weights};
use crate::error::Error;
use crate::expected_time::{ExpectedTime, RunSize};
use crate::frozen::read_frozen;
use crate::gene_sets::{GeneSetSources, read_sources};
use crate::genes::{check_annotation, mangled_features};
use crate::inputs::Inputs;
use crate::normalize::{ExpectedMemory, StudySize, read_matrix};
use crate::plan::Plan;
use crate::probe_sets::ProbeSetCounts;
use crate::problems::Problems;
use crate::rehearsal::Rehearsal;
use crate::truth::TrueStatements;
use arrayon_core::{Contrast, GeneAnnotation};
use arrayon_diffexpr::{DiffexprError, PlannedPower, block_column, build_design, planned_power};
use arrayon_formats::matrix;
use arrayon_results::summary::GroupSizes;
use serde::Serialize;
use std::path::Path;

/// What a run of the study would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckedStudy {
    /// Name of the study.
    pub study: String,
    /// Number of samples.
    pub n_samples: usize,
    /// The columns whose levels are compared, with the number of samples of each level.
    pub groups: Vec<GroupSizes>,
    /// What expression is computed from.
    pub start: String,
    /// The chip, where the study begins from arrays.
    pub probe_sets: Option<ProbeSetCounts>,
    /// The memory that the arrays are expected to take, where the study begins from arrays.
    pub memory: Option<ExpectedMemory>,
    /// The processor time that the run is expected to take; `None` where its files cannot be read.
    pub time: Option<ExpectedTime>,
    /// Each contrast's model.
    pub contrasts: Vec<CheckedContrast>,
    /// Gene sets that would be tested.
    pub n_gene_sets: usize,
    /// Whether themes would be judged.
    pub themes: bool,
    /// What a run would warn of, as far as it is known.
    pub warnings: Vec<String>,
}

/// One contrast's model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckedContrast {
    /// Id.
    pub contrast: String,
    /// What a positive log2 fold change means.
    pub direction: String,
    /// Columns of the design matrix.
    pub coefficients: Vec<String>,
    /// Column of the random block.
    pub block: Option<String>,
    /// Residual degrees of freedom.
    pub df_residual: usize,
    /// What the design could find; absent with a random block, whose correlation is not known yet.
    pub power: Option<PlannedPower>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// Reads every file that the description names, opens the header of every array, and rehearses on
/// stand-in values what a run would do with them: every design, phenotype, order of doses, tree
/// of samples and collection of gene sets.
///
/// # Errors
/// All that would stop a run, short of the arrays' contents.
pub fn check_study(config: &StudyConfig) -> Result<CheckedStudy, Error> {
    config.check()?;
    let mut problems = Problems::default();
    let plan = Plan::examine(config.clone(), &mut problems);
    let files = StudyFiles::read(config, plan.as_ref(), &mut problems);
    let checked = plan.map(|plan| checked(&plan, &files, &mut problems));
    problems.finish(checked)
}

/// What the files of a study hold, as far as they can be read.
struct StudyFiles {
    annotation: Option<GeneAnnotation>,
    sources: Option<GeneSetSources>,
    probe_sets: Option<ProbeSetCounts>,
    memory: Option<ExpectedMemory>,
    /// The probes of an array that are summarised; 0 of a matrix.
    n_probes: usize,
    /// All features, and which of them are tested and clustered.
    features: Vec<String>,
    tested: Vec<String>,
    main: Vec<String>,
    warnings: Vec<String>,
}

impl StudyFiles {
    fn read(config: &StudyConfig, plan: Option<&Plan>, problems: &mut Problems) -> Self {
        let chip = config.chip.clone().unwrap_or_default();
        // what is read here goes into no provenance
        let inputs = Inputs::default();
        if let Some(plan) = plan {
            problems.note(TrueStatements::of(plan));
        }
        let annotation_path = chip.annotation.as_deref();
        let annotation =
            annotation_path.and_then(|path| problems.note(annotation_file::read(path, &inputs)));
        let sources = read_sources(&config.genesets, annotation_path, &inputs);
        let mut files = Self {
            annotation,
            sources: problems.note(sources),
            probe_sets: None,
            memory: None,
            n_probes: 0,
            features: Vec::new(),
            tested: Vec::new(),
            main: Vec::new(),
            warnings: Vec::new(),
        };
        match &config.study.matrix {
            Some(path) => files.read_matrix(path, plan, problems),
            None => files.read_library(config, &chip, plan, problems),
        }
        if let (Some(annotation), Some(path), false) =
            (&files.annotation, annotation_path, files.main.is_empty())
        {
            let mangled = mangled_features(&files.features, Some(annotation));
            files.warnings.extend(mangled);
            match check_annotation(annotation, path, &files.main) {
                Ok(few_known) => files.warnings.extend(few_known),
                Err(error) => {
                    problems.add(error);
                    files.annotation = None;
                }
            }
        }
        files
    }

    fn read_matrix(&mut self, path: &Path, plan: Option<&Plan>, problems: &mut Problems) {
        // without a sheet the matrix is read all the same, for what is wrong with it
        let Some(plan) = plan else {
            problems.note(matrix::read(path));
            return;
        };
        let inputs = Inputs::default();
        let read = read_matrix(path, &plan.config, &plan.sheet, &inputs);
        let Some(expression) = problems.note(read) else {
            return;
        };
        self.features = expression.matrix.features().to_vec();
        self.warnings.extend_from_slice(&expression.warnings);
        let main = expression.main_features();
        self.main = main.features().to_vec();
        let section = &plan.config.differential;
        let tested = match section.test_controls {
            true => &expression.matrix,
            false => main.as_ref(),
        };
        let informative = expression.informative.as_ref();
        let kept = filtered(tested, self.annotation.as_ref(), section, informative);
        if let Some((kept, _)) = problems.note(kept) {
            self.tested = kept.features().to_vec();
            problems.note(weights(section, &self.tested, &plan.sheet.samples, &inputs));
        }
    }

    fn read_library(
        &mut self,
        config: &StudyConfig,
        chip: &ChipSection,
        plan: Option<&Plan>,
        problems: &mut Problems,
    ) {
        if let Some(plan) = plan {
            // which features are tested shows only in a run
            problems.note(weights(
                &config.differential,
                &[],
                &plan.sheet.samples,
                &plan.inputs,
            ));
        }
        let Some(mut library) = problems.note(Library::read(chip, &Inputs::default())) else {
            return;
        };
        if let Some(plan) = plan {
            problems.note(library.take_rows_of(&plan.arrays.locations));
            let warnings = check_headers(&plan.arrays.locations, &library);
            (self.warnings).extend(problems.note(warnings).unwrap_or_default());
            self.warnings.extend_from_slice(&plan.arrays.notes);
        }
        self.probe_sets = Some(ProbeSetCounts::of(&library.design));
        let how = &config.normalize;
        let selected = how.probe_selection.of(&library.design);
        problems.note(read_frozen(how, &library, &selected, &Inputs::default()));
        let n_probes = selected.cells.len();
        let features = selected.features;
        self.n_probes = n_probes;
        if let Some(plan) = plan {
            let n_arrays = plan.sheet.n_samples();
            let size = StudySize::of(n_arrays, (n_probes, &features), how.method, true);
            self.memory = problems.note(size.expected());
        }
        let prefix = chip.control_prefix.as_deref();
        self.warnings.extend(undeclared_controls(&features, prefix));
        self.main = (features.iter())
            .filter(|feature| !counts_as_control(feature, prefix))
            .map(|feature| feature.id.clone())
            .collect();
        self.features = features.into_iter().map(|feature| feature.id).collect();
        self.tested = match config.differential.test_controls {
            true => self.features.clone(),
            false => self.main.clone(),
        };
    }
}

fn checked(plan: &Plan, files: &StudyFiles, problems: &mut Problems) -> CheckedStudy {
    let annotation = files.annotation.as_ref();
    let rehearsal = Rehearsal { plan, annotation };
    let knows_names = problems.is_empty() && !files.tested.is_empty();
    rehearsal.differential(problems);
    if problems.is_empty() {
        rehearsal.clusters(problems);
    }
    let mut warnings = plan.warnings();
    warnings.extend_from_slice(&files.warnings);
    // names that go astray would only repeat what is wrong with the files that hold them
    if knows_names {
        if let Some(choice) = problems.note(plan.config.cluster.genes.choice()) {
            let not_found = names_not_found(&choice, &files.main, annotation);
            let not_found = problems.note(not_found).unwrap_or_default();
            warnings.extend(not_found_in_words(&not_found));
        }
        if let Some(sources) = &files.sources {
            warnings.extend_from_slice(&sources.warnings);
        }
        if let Some(sources) = files.sources.as_ref().filter(|_| problems.is_empty()) {
            warnings.extend(rehearsal.gene_sets(&files.tested, sources, problems));
        }
    }
    let contrasts = plan.contrasts.iter();
    let contrasts: Vec<CheckedContrast> = contrasts
        .filter_map(|contrast| problems.note(checked_contrast(plan, contrast)))
        .collect();
    for CheckedContrast {
        contrast, notes, ..
    } in &contrasts
    {
        warnings.extend(
            notes
                .iter()
                .map(|note| format!("contrast {contrast}: {note}")),
        );
    }
    let size = RunSize {
        n_arrays: plan.arrays.locations.len(),
        n_probes: files.n_probes,
        n_samples: plan.sheet.n_samples(),
        n_features: files.features.len(),
        n_contrasts: plan.contrasts.len(),
        ..RunSize::of(&plan.config)
    };
    CheckedStudy {
        study: plan.config.study.name.clone(),
        n_samples: plan.sheet.n_samples(),
        groups: plan.groups.groups.clone(),
        start: match &plan.config.study.matrix {
            Some(matrix) => format!("matrix {}", matrix.display()),
            None => format!("{} CEL files", plan.arrays.locations.len()),
        },
        probe_sets: files.probe_sets.clone(),
        memory: files.memory,
        time: (!files.features.is_empty()).then(|| ExpectedTime::of(&size)),
        contrasts,
        n_gene_sets: (files.sources.iter())
            .flat_map(|sources| &sources.collections)
            .map(|collection| collection.sets.len())
            .sum(),
        themes: (files.sources.as_ref()).is_some_and(|sources| sources.themes.is_some()),
        warnings,
    }
}

fn checked_contrast(plan: &Plan, contrast: &Contrast) -> Result<CheckedContrast, Error> {
    let section = &plan.config.differential;
    let refused = |error: DiffexprError| unanswerable(plan.config.study.contrast_file(), &error);
    let roles = section.fit().roles;
    let design = build_design(&plan.sheet, contrast, &roles).map_err(refused)?;
    let block = block_column(contrast, section.block.as_deref()).map_err(refused)?;
    let power = match block {
        None => planned_power(&design, section.fdr.get()),
        Some(_) => None,
    };
    Ok(CheckedContrast {
        power,
        block: block.map(str::to_owned),
        contrast: contrast.id.clone(),
        direction: contrast.direction(),
        df_residual: design.df_residual(),
        coefficients: design.columns,
        notes: design.notes,
    })
}

/// What a design could find, with the formula's assumptions.
fn power_in_words(power: &PlannedPower) -> String {
    let fold = |log_fc: f64| format!("{:.1}-fold", log_fc.exp2());
    let found = power.detectable.iter();
    let found: Vec<String> = found
        .map(|one| format!("{} where they vary by {}", fold(one.log_fc), one.sigma))
        .collect();
    format!(
        "  finds {:.0} % of the features that differ by {} log2 between replicates (t test at p = {:.2e}, \
         as {:.0} % of features change)",
        100.0 * power.power,
        found.join(", "),
        power.p_limit,
        100.0 * power.share_changed,
    )
}

impl CheckedStudy {
    /// The plan for people, line by line.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "{}: {} samples from {}",
            self.study, self.n_samples, self.start
        )];
        if let Some(counts) = &self.probe_sets {
            lines.push(format!(
                "chip: {} probe sets ({} declared controls), {} perfect-match probes, {} features",
                counts.n_probe_sets, counts.n_controls, counts.n_perfect_match, counts.n_features
            ));
        }
        lines.extend(self.memory.as_ref().map(ExpectedMemory::in_words));
        lines.extend(self.time.as_ref().map(ExpectedTime::in_words));
        let groups = self.groups.iter();
        lines.extend(groups.map(|groups| format!("groups of {groups}")));
        for contrast in &self.contrasts {
            lines.push(format!(
                "contrast {}: {}",
                contrast.contrast, contrast.direction
            ));
            let block = (contrast.block.as_ref())
                .map_or(String::new(), |column| format!(", random block {column}"));
            lines.push(format!(
                "  model {}{block}; {} residual degrees of freedom",
                contrast.coefficients.join(" + "),
                contrast.df_residual
            ));
            lines.extend(contrast.power.as_ref().map(power_in_words));
        }
        let themes = if self.themes { " and the themes" } else { "" };
        lines.push(format!("gene sets: {}{themes}", self.n_gene_sets));
        lines.push("no problems found".to_owned());
        lines
    }
}
