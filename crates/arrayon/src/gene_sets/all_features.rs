//! Gene sets against all tested features: on the statistics of the table, and on the design.

use super::ContrastGenes;
use super::contrast_model::ContrastModel;
use super::matched::Matched;
use crate::config::{GeneSetTest, GeneSetsSection};
use arrayon_genesets::{
    FeatureSets, GeneSetError, GeneSets, GeneUniverse, MatchedSets, PRESET_CORRELATION,
    PrerankedRow, PrerankedSettings, RoastSettings, camera, camera_pr, fry, preranked, roast,
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
        let (sets, _, _) = section.set_sizes().of(&collection.sets);
        of_table(genes, &sets, results)?;
        if let Some(model) = model {
            of_design(section, &genes.universe, &sets, model, results)?;
        }
    }
    results.notes.extend(without_p_value(&results.preranked));
    if let Some(model) = model {
        results.notes.extend_from_slice(&model.notes);
    }
    Ok(())
}

/// Tests on one statistic a feature.
fn of_table(
    genes: &ContrastGenes,
    sets: &MatchedSets,
    results: &mut GeneSets,
) -> Result<(), GeneSetError> {
    let (section, ranked) = (&genes.settings.section, &genes.ranked);
    let universe = &genes.universe;
    let sets = FeatureSets::new(&ranked.ids, universe, sets)?;
    if section.asks_for(GeneSetTest::CameraPr) {
        let found = camera_pr(&ranked.z, &sets, PRESET_CORRELATION)?;
        results.camera_pr.extend(found);
    }
    if section.asks_for(GeneSetTest::Preranked) {
        let settings = PrerankedSettings {
            seed: section.seed,
            // sets of other sizes, which are counted in genes, are left out already
            min_size: 1,
            max_size: ranked.ids.len().max(1),
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
    sets: &MatchedSets,
    model: &ContrastModel,
    results: &mut GeneSets,
) -> Result<(), GeneSetError> {
    let sets = FeatureSets::new(&model.features, universe, sets)?;
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

/// How many ranked sets have no p-value, and why.
fn without_p_value(rows: &[PrerankedRow]) -> Option<String> {
    let n = rows.iter().filter(|row| row.p_value.is_nan()).count();
    (n > 0).then(|| {
        format!(
            "ranked list: {n} of {} sets have no p-value, since hardly any random set of their size \
             stands on their side of the list: nearly all features change in one direction",
            rows.len()
        )
    })
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
