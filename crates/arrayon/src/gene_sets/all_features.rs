//! Gene sets against all tested features: on the statistics of the table, and on the design.

use super::ContrastGenes;
use super::contrast_model::ContrastModel;
use super::matched::Matched;
use crate::config::{GeneSetTest, GeneSetsSection};
use arrayon_genesets::FeatureSets;
use arrayon_genesets::GeneSetError;
use arrayon_genesets::GeneUniverse;
use arrayon_genesets::{CameraResult, PRESET_CORRELATION, camera, camera_pr};
use arrayon_genesets::{FryResult, fry};
use arrayon_genesets::{PrerankedResult, PrerankedSettings, preranked};
use arrayon_genesets::{RoastResult, RoastSettings, roast};
use arrayon_results::gene_set_tests::{CameraRow, FryRow, PrerankedRow, RoastRow};
use arrayon_results::gene_sets::{CompetitiveRow, GeneSets};
use arrayon_results::number::finite;
use arrayon_stats::multiple_testing::benjamini_hochberg;

/// Does the tests that the section asks for; those on the design where there is a model.
pub(super) fn test(
    genes: &ContrastGenes,
    collections: &[Matched<'_>],
    model: Option<&ContrastModel>,
    results: &mut GeneSets,
) -> Result<(), GeneSetError> {
    let section = &genes.settings.section;
    for collection in collections {
        of_table(genes, collection, results)?;
        if let Some(model) = model {
            of_design(section, &genes.universe, collection, model, results)?;
        }
    }
    if let Some(model) = model {
        results.notes.extend_from_slice(&model.notes);
    }
    adjust_over_all(results);
    Ok(())
}

/// Tests on one statistic a feature.
fn of_table(
    genes: &ContrastGenes,
    collection: &Matched<'_>,
    results: &mut GeneSets,
) -> Result<(), GeneSetError> {
    let (section, ranked) = (&genes.settings.section, &genes.ranked);
    let (name, universe) = (collection.name(), &genes.universe);
    let sets = FeatureSets::new(&ranked.ids, universe, &collection.sets)?;
    if section.asks_for(GeneSetTest::CameraPr) {
        let found = camera_pr(&ranked.z, &sets, PRESET_CORRELATION)?;
        let rows = found.into_iter().map(|set| competitive_row(name, set));
        results.competitive.extend(rows);
    }
    if section.asks_for(GeneSetTest::Preranked) {
        let settings = PrerankedSettings {
            seed: section.seed,
            ..PrerankedSettings::default()
        };
        let found = preranked(&ranked.z, &sets, settings)?;
        let rows = found.into_iter().map(|set| {
            let genes = genes_of(&set.leading_edge, &ranked.ids, universe);
            preranked_row(name, set, genes)
        });
        results.preranked.extend(rows);
    }
    Ok(())
}

/// Tests on the residuals of the contrast's design.
fn of_design(
    section: &GeneSetsSection,
    universe: &GeneUniverse,
    collection: &Matched<'_>,
    model: &ContrastModel,
    results: &mut GeneSets,
) -> Result<(), GeneSetError> {
    let name = collection.name();
    let sets = FeatureSets::new(&model.features, universe, &collection.sets)?;
    if section.asks_for(GeneSetTest::Camera) {
        let found = camera(&model.z, &model.effects, &sets, false)?;
        let rows = found.into_iter().map(|set| camera_row(name, set));
        results.camera.extend(rows);
    }
    if section.asks_for(GeneSetTest::Fry) {
        let found = fry(&model.effects, model.prior(), &sets)?;
        let rows = found.into_iter().map(|set| fry_row(name, set));
        results.fry.extend(rows);
    }
    if section.asks_for(GeneSetTest::Roast) {
        let settings = RoastSettings {
            n_rotations: section.rotations.size(),
            seed: section.seed,
            ..RoastSettings::default()
        };
        let found = roast(&model.effects, model.prior(), &sets, settings)?;
        let rows = found.into_iter().map(|set| roast_row(name, set));
        results.roast.extend(rows);
    }
    Ok(())
}

/// The genes of these features, each once, in their order.
fn genes_of(rows: &[u32], features: &[String], universe: &GeneUniverse) -> Vec<String> {
    let mut genes: Vec<String> = Vec::new();
    for &row in rows {
        let positions = universe.genes_of_feature(&features[row as usize]);
        for &at in positions.unwrap_or_default() {
            let gene = &universe.genes()[at as usize];
            if !genes.contains(gene) {
                genes.push(gene.clone());
            }
        }
    }
    genes
}

fn competitive_row(collection: &str, set: CameraResult) -> CompetitiveRow {
    CompetitiveRow {
        collection: collection.to_owned(),
        set_id: set.id,
        description: set.description,
        n_features: set.n_features,
        direction: set.direction.to_string(),
        t: set.t,
        p_value: set.p_value,
        adj_p_value: set.adj_p_value,
        adj_p_value_all: set.adj_p_value,
    }
}

fn camera_row(collection: &str, set: CameraResult) -> CameraRow {
    CameraRow {
        collection: collection.to_owned(),
        set_id: set.id,
        description: set.description,
        n_features: set.n_features,
        correlation: finite(set.correlation),
        direction: set.direction.to_string(),
        t: set.t,
        p_value: set.p_value,
        adj_p_value: set.adj_p_value,
        adj_p_value_all: set.adj_p_value,
    }
}

fn fry_row(collection: &str, set: FryResult) -> FryRow {
    FryRow {
        collection: collection.to_owned(),
        set_id: set.id,
        description: set.description,
        n_features: set.n_features,
        direction: set.direction.to_string(),
        p_value: finite(set.p_value),
        adj_p_value: finite(set.adj_p_value),
        adj_p_value_all: None,
        p_mixed: finite(set.p_mixed),
        adj_p_mixed: finite(set.adj_p_mixed),
        adj_p_mixed_all: None,
    }
}

fn roast_row(collection: &str, set: RoastResult) -> RoastRow {
    RoastRow {
        collection: collection.to_owned(),
        set_id: set.id,
        description: set.description,
        n_features: set.n_features,
        proportion_up: set.proportion_up,
        proportion_down: set.proportion_down,
        direction: set.direction.to_string(),
        p_value: set.p_value,
        adj_p_value: set.adj_p_value,
        adj_p_value_all: set.adj_p_value,
        p_mixed: set.p_mixed,
        adj_p_mixed: set.adj_p_mixed,
        adj_p_mixed_all: set.adj_p_mixed,
    }
}

fn preranked_row(
    collection: &str,
    set: PrerankedResult,
    leading_edge: Vec<String>,
) -> PrerankedRow {
    PrerankedRow {
        collection: collection.to_owned(),
        set_id: set.id,
        description: set.description,
        n_features: set.n_features,
        direction: if set.es < 0.0 { "down" } else { "up" }.to_owned(),
        enrichment_score: set.es,
        normalized_enrichment_score: finite(set.nes),
        p_value: set.p_value,
        log2_error: set.ln_p_error / std::f64::consts::LN_2,
        p_is_bound: set.p_is_bound,
        adj_p_value: set.adj_p_value,
        adj_p_value_all: set.adj_p_value,
        leading_edge,
    }
}

/// Adjusts every test over the sets of all collections.
fn adjust_over_all(results: &mut GeneSets) {
    adjust(
        &mut results.competitive,
        |row| row.p_value,
        |row, p| row.adj_p_value_all = p,
    );
    adjust(
        &mut results.camera,
        |row| row.p_value,
        |row, p| row.adj_p_value_all = p,
    );
    adjust(
        &mut results.preranked,
        |row| row.p_value,
        |row, p| row.adj_p_value_all = p,
    );
    adjust(
        &mut results.roast,
        |row| row.p_value,
        |row, p| row.adj_p_value_all = p,
    );
    adjust(
        &mut results.roast,
        |row| row.p_mixed,
        |row, p| row.adj_p_mixed_all = p,
    );
    adjust(
        &mut results.fry,
        |row| row.p_value.unwrap_or(f64::NAN),
        |row, p| row.adj_p_value_all = finite(p),
    );
    adjust(
        &mut results.fry,
        |row| row.p_mixed.unwrap_or(f64::NAN),
        |row, p| row.adj_p_mixed_all = finite(p),
    );
}

/// Adjusts p-values by Benjamini and Hochberg over all rows.
pub(super) fn adjust<T>(rows: &mut [T], p: fn(&T) -> f64, put: fn(&mut T, f64)) {
    let p: Vec<f64> = rows.iter().map(p).collect();
    for (row, adjusted) in rows.iter_mut().zip(benjamini_hochberg(&p)) {
        put(row, adjusted);
    }
}
