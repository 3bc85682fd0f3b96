//! The whole study, stage after stage.

use crate::annotation_file;
use crate::clustering::{
    Clustering, FeatureContext, SamplesToCluster, groupings_of, smallest_p_values,
};
use crate::config::StudyConfig;
use crate::differential::{DifferentialExpression, DifferentialSettings};
use crate::error::Error;
use crate::figures::PrintFigures;
use crate::finished::StudyKey;
use crate::gene_sets::{
    ContrastLabel, GeneSetSettings, GeneSetTesting, StudyData, TestedContrast, read_sources,
};
use crate::normalize::{
    ExpressionSource, Normalization, NormalizeSettings, NormalizedArrays, Resources,
};
use crate::output::{Output, RunOptions};
use crate::plan::Plan;
use crate::samples_file::write_samples;
use crate::truth::{TrueStatements, in_brief};
use arrayon_core::{GeneAnnotation, Progress};
use arrayon_diffexpr::Differential;
use arrayon_results::summary::Summary;
use std::path::{Path, PathBuf};

/// Runs a study and writes its result folder.
///
/// # Errors
/// Whatever is wrong with the study's files or data; nothing is left at `out` then.
///
/// # Determinism
/// All files but `provenance.json` are the same bytes for any number of threads.
pub fn run_study(
    config: StudyConfig,
    out: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    config.check()?;
    let files: Vec<PathBuf> = config.paths().into_iter().map(|one| one.path).collect();
    let mut output = Output::create(out, options, &files)?;
    output.keep_stages(options.resume, progress)?;
    let plan = Plan::new(config)?;
    let config = &plan.config;
    let truth = TrueStatements::of(&plan)?;
    let annotation = read_annotation(&plan)?;
    let genes = annotation.as_ref().map(|(_, genes)| genes);
    let path = annotation.as_ref().map(|(path, _)| *path);
    let n_read = plan.inputs.n_read();
    let sources = read_sources(&config.genesets, path, &plan.inputs)?;
    let key = StudyKey::new(config, &plan.arrays, &plan.inputs)?;
    let before_sets = key.without(plan.inputs.read_since(n_read));
    let mut summary = Summary {
        study: config.study.name.clone(),
        variables: plan.groups.groups.clone(),
        warnings: plan.warnings(),
        ..Summary::default()
    };

    write_samples(
        &mut output,
        &plan.sheet,
        Some(&plan.arrays),
        &plan.contrasts,
    )?;

    let settings = NormalizeSettings::of(config);
    let resources = Resources::new(options.memory, options.scratch.as_deref(), out);
    let normalization = Normalization {
        source: source(&plan, &settings, &resources),
        annotation: annotation.as_ref().map(|(path, genes)| (*path, genes)),
        plan: Some(&plan),
        sheet: Some(&plan.sheet),
        writes_detection: config.quality.detection,
        writes_expression: true,
        inputs: &plan.inputs,
    };
    let mut expression = match config.study.matrix {
        None => output.stage_of_run(normalization, &before_sets, &mut summary, progress)?,
        // is as quickly read as taken up
        Some(_) => output.stage(normalization, &mut summary, progress)?,
    };
    if !config.differential.test_controls {
        expression.leave_out_controls();
    }
    let (tested, main) = (&expression.matrix, expression.main_features());

    let settings = DifferentialSettings {
        section: config.differential.clone(),
        n_controls_not_tested: expression.n_left_out,
        informative: expression.informative.clone(),
        contrasts: config.study.contrast_file().to_path_buf(),
        notes: Vec::new(),
        // clusters, gene sets and comparisons with a truth rest on whole tables
        n_rows_held: usize::MAX,
    };
    let differential = DifferentialExpression {
        expression: tested,
        sheet: &plan.sheet,
        contrasts: &plan.contrasts,
        annotation: genes,
        settings: &settings,
        notes: plan.warnings(),
        inputs: &plan.inputs,
    };
    let differential = output.stage_of_run(differential, &before_sets, &mut summary, progress)?;

    let rows = differential.contrasts.iter().flat_map(|one| &one.features);
    let p_values = smallest_p_values(rows);
    let groupings = groupings_of(&plan.contrasts, &plan.sheet, &config.differential);
    let clustering = Clustering {
        samples: SamplesToCluster {
            expression: &main,
            groupings: &groupings,
            sheet: Some(&plan.sheet),
            contrasts: Some((&plan.sheet, &plan.contrasts)),
            model: &config.differential,
            settings: &config.cluster,
        },
        known: FeatureContext {
            annotation: genes,
            p_values: Some(&p_values),
            fdr: config.differential.fdr.get(),
            groups: groupings.first(),
            gene_sets: Some(&sources),
        },
        bootstrapped: None,
        simulated: expression.is_simulated,
        inputs: &plan.inputs,
    };
    let clusters = output.stage_of_run(clustering, &key, &mut summary, progress)?;

    let contrasts: Vec<_> = differential.contrasts.iter().map(tested_contrast).collect();
    let settings = GeneSetSettings {
        fdr: config.differential.fdr.get(),
        section: config.genesets.clone(),
    };
    let testing = GeneSetTesting {
        contrasts: &contrasts,
        settings: &settings,
        study: Some(StudyData {
            expression: tested,
            sheet: &plan.sheet,
            contrasts: &plan.contrasts,
            contrasts_path: config.study.contrast_file(),
            section: &config.differential,
        }),
        sources: &sources,
    };
    let found = output.stage_of_run(testing, &key, &mut summary, progress)?;

    let figures = PrintFigures {
        section: &config.figures,
        contrasts: &differential.contrasts,
        intersections: differential.intersections.as_ref(),
        expression: &main,
        trees: &clusters.trees,
        sets: &found.running_sums,
        themes: found
            .themes
            .as_ref()
            .map_or(&[], |themes| &themes.contrasts),
        simulated: expression.is_simulated,
    };
    output.timed_with("figures", |output| figures.write(output, progress))?;

    let themes = (found.themes.as_ref()).map_or(&[][..], |themes| &themes.contrasts);
    if let Some(truth) = truth {
        let clusters = &summary.sample_clusters;
        let compared = truth.compare(&differential.contrasts, themes, clusters);
        summary.truth = Some(in_brief(&compared));
        output.write_document("truth.json", &compared)?;
    }
    let formats = &plan.config.output.formats;
    output.finish_with_report(plan.inputs, &plan.config, formats, summary, progress)
}

fn tested_contrast(contrast: &Differential) -> TestedContrast<'_> {
    TestedContrast {
        label: ContrastLabel {
            id: &contrast.contrast,
            direction: &contrast.direction_in_words,
        },
        rows: &contrast.features,
        note: None,
    }
}

fn source<'a>(
    plan: &'a Plan,
    settings: &'a NormalizeSettings,
    resources: &'a Resources,
) -> ExpressionSource<'a> {
    match &plan.config.study.matrix {
        Some(path) => ExpressionSource::Matrix {
            path,
            config: &plan.config,
            sheet: &plan.sheet,
        },
        None => ExpressionSource::Arrays(NormalizedArrays {
            samples: &plan.sheet.samples,
            arrays: &plan.arrays,
            settings,
            resources,
            parts: &[],
        }),
    }
}

/// Genes of the features, with the file that says so.
fn read_annotation(plan: &Plan) -> Result<Option<(&Path, GeneAnnotation)>, Error> {
    let chip = plan.config.chip.as_ref();
    let Some(path) = chip.and_then(|chip| chip.annotation.as_deref()) else {
        return Ok(None);
    };
    let genes = annotation_file::read(path, &plan.inputs)?;
    Ok(Some((path, genes)))
}
