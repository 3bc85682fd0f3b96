//! Gene sets against all tested features: on the statistics of the table, and on the design.

use super::ContrastGenes;
use super::contrast_model::ContrastModel;
use super::matched::Matched;
use crate::config::{GeneSetTest, GeneSetsSection};
use arrayon_genesets::{
    FeatureSets, GeneSetError, GeneSets, GeneUniverse, PRESET_CORRELATION, PrerankedSettings,
    RoastSettings, camera, camera_pr, fry, preranked, roast,
};

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
    Ok(())
}

/// Tests on one statistic a feature.
fn of_table(
    genes: &ContrastGenes,
    collection: &Matched<'_>,
    results: &mut GeneSets,
) -> Result<(), GeneSetError> {
    let (section, ranked) = (&genes.settings.section, &genes.ranked);
    let universe = &genes.universe;
    let sets = FeatureSets::new(&ranked.ids, universe, &collection.sets)?;
    if section.asks_for(GeneSetTest::CameraPr) {
        let found = camera_pr(&ranked.z, &sets, PRESET_CORRELATION)?;
        results.camera_pr.extend(found);
    }
    if section.asks_for(GeneSetTest::Preranked) {
        let settings = PrerankedSettings {
            seed: section.seed,
            ..PrerankedSettings::default()
        };
        let mut found = preranked(&ranked.z, &sets, settings)?;
        for row in &mut found {
            row.leading_edge = genes_of(&row.leading_features, &ranked.ids, universe);
        }
        results.preranked.extend(found);
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
    let sets = FeatureSets::new(&model.features, universe, &collection.sets)?;
    if section.asks_for(GeneSetTest::Camera) {
        let found = camera(&model.z, &model.effects, &sets, false)?;
        results.camera.extend(found);
    }
    if section.asks_for(GeneSetTest::Fry) {
        let found = fry(&model.effects, &model.prior, &sets)?;
        results.fry.extend(found);
    }
    if section.asks_for(GeneSetTest::Roast) {
        let settings = RoastSettings {
            n_rotations: section.n_rotations.size(),
            seed: section.seed,
            ..RoastSettings::default()
        };
        let found = roast(&model.effects, &model.prior, &sets, settings)?;
        results.roast.extend(found);
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
