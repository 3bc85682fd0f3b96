//! Phenotypes compared with contrasts: do the features that change also follow the measure?

use crate::{ContrastResult, PhenotypeSlopes, SignedResult};
use arrayon_results::number::finite;
use arrayon_results::{Columns, DocumentKind};
use arrayon_stats::correlation::spearman;
use arrayon_stats::hypergeometric::Hypergeometric;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Every phenotype compared with every contrast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhenotypeRelation {
    /// False discovery rate at which features count as found on both sides.
    pub fdr: f64,
    /// How to read the rows.
    pub reading: String,
    /// One row per phenotype and contrast, phenotype after phenotype.
    pub rows: Vec<RelationRow>,
}

impl DocumentKind for PhenotypeRelation {
    const SCHEMA: &'static str = "arrayon/phenotype-relation";
}

/// One phenotype compared with one contrast, over the features tested in both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct RelationRow {
    /// Column of the sample sheet.
    #[column("variable")]
    pub variable: String,
    /// Columns for which its slopes are adjusted.
    #[column("adjusted_for")]
    pub adjusted_for: Vec<String>,
    /// Id of the contrast.
    #[column("contrast")]
    pub contrast: String,
    /// Features tested in both.
    #[column("n_tested")]
    pub n_tested: usize,
    /// Features up in the contrast.
    #[column("n_up")]
    pub n_up: usize,
    /// Features down in the contrast.
    #[column("n_down")]
    pub n_down: usize,
    /// Features that rise with the phenotype.
    #[column("n_positive")]
    pub n_positive: usize,
    /// Features that fall with the phenotype.
    #[column("n_negative")]
    pub n_negative: usize,
    /// Up in the contrast and rising with the phenotype.
    #[column("n_up_positive")]
    pub n_up_positive: usize,
    /// Up in the contrast and falling with the phenotype.
    #[column("n_up_negative")]
    pub n_up_negative: usize,
    /// Down in the contrast and rising with the phenotype.
    #[column("n_down_positive")]
    pub n_down_positive: usize,
    /// Down in the contrast and falling with the phenotype.
    #[column("n_down_negative")]
    pub n_down_negative: usize,
    /// Features expected in both lists if these were independent.
    #[column("expected")]
    pub expected: f64,
    /// Probability of as many or more in both lists by chance (hypergeometric); describes, proves
    /// nothing.
    #[column("p_value")]
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg over the rows.
    #[column("adj_p_value")]
    pub adj_p_value: f64,
    /// Spearman's correlation of the contrast's t and the phenotype's t.
    #[column("spearman")]
    pub spearman: Option<f64>,
    /// The correlation that both estimates have by noise alone, from shared arrays and blocks; `null`
    /// where it depends on a correlation within blocks that neither could estimate.
    #[column("noise_correlation")]
    pub noise_correlation: Option<f64>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// Compares every phenotype with every contrast: one row for each pair, phenotype after phenotype.
///
/// `fdr` decides for both which features are found. Features are matched by id.
///
/// # What it does not say
/// The p-value takes features as independent draws and both lists as made from different data;
/// neither holds where lists come from the same arrays. It ranks rows; it does not prove a
/// relation. `noise_correlation` states how much agreement the shared arrays bring by themselves.
pub fn relate(
    phenotypes: &[PhenotypeSlopes],
    contrasts: &[ContrastResult],
    fdr: f64,
) -> PhenotypeRelation {
    let relations = PhenotypeRelations::new(phenotypes, fdr);
    let rows = contrasts.par_iter().map(|one| relations.of_contrast(one));
    PhenotypeRelation::of_rows(rows.collect(), fdr)
}

/// Phenotypes that are compared with one contrast after the other, so that no contrast need wait for
/// the others: what [`relate`] does, in parts.
#[derive(Debug, Clone)]
pub struct PhenotypeRelations<'a> {
    phenotypes: &'a [PhenotypeSlopes],
    slopes: Vec<SignedResult>,
    fdr: f64,
}

impl<'a> PhenotypeRelations<'a> {
    /// `fdr` decides for phenotypes and contrasts which features are found.
    pub fn new(phenotypes: &'a [PhenotypeSlopes], fdr: f64) -> Self {
        let slopes = phenotypes.par_iter();
        Self {
            phenotypes,
            slopes: slopes
                .map(|one| SignedResult::of_slopes(one, fdr))
                .collect(),
            fdr,
        }
    }

    /// One row per phenotype, without adjusted p-values.
    pub fn of_contrast(&self, contrast: &ContrastResult) -> Vec<RelationRow> {
        if self.phenotypes.is_empty() {
            return Vec::new();
        }
        let contrast = SignedResult::of_contrast(contrast, self.fdr);
        let both = self.phenotypes.iter().zip(&self.slopes);
        both.map(|(phenotype, slopes)| row(phenotype, slopes, &contrast))
            .collect()
    }
}

impl PhenotypeRelation {
    /// The rows of all contrasts, phenotype after phenotype, with adjusted p-values.
    pub fn of_rows(by_contrast: Vec<Vec<RelationRow>>, fdr: f64) -> Self {
        let n_phenotypes = by_contrast.first().map_or(0, Vec::len);
        let mut by_phenotype: Vec<Vec<RelationRow>> = vec![Vec::new(); n_phenotypes];
        for rows in by_contrast {
            for (of_phenotype, row) in by_phenotype.iter_mut().zip(rows) {
                of_phenotype.push(row);
            }
        }
        let mut rows = by_phenotype.concat();
        let p_values: Vec<f64> = rows.iter().map(|row| row.p_value).collect();
        for (row, adjusted) in rows.iter_mut().zip(benjamini_hochberg(&p_values)) {
            row.adj_p_value = adjusted;
        }
        let reading = "p-values take features as independent draws and both lists as made from \
                       different arrays; neither holds within one study. They rank rows, they \
                       prove no relation: see noise_correlation";
        Self {
            fdr,
            reading: reading.to_owned(),
            rows,
        }
    }
}

fn row(phenotype: &PhenotypeSlopes, slopes: &SignedResult, contrast: &SignedResult) -> RelationRow {
    let both: Vec<_> = (contrast.tests.iter())
        .filter_map(|(id, test)| Some((*test, *slopes.tests.get(id)?)))
        .collect();
    let count = |change: &[i8], slope: &[i8]| {
        let is_found = |(a, b): &&(crate::SignedTest, crate::SignedTest)| {
            change.contains(&a.decision) && slope.contains(&b.decision)
        };
        both.iter().filter(is_found).count()
    };
    let any = [-1, 0, 1];
    let n_changed = count(&[-1, 1], &any) as u64;
    let n_slope = count(&any, &[-1, 1]) as u64;
    let chance = Hypergeometric::new(both.len() as u64, n_changed, n_slope)
        .expect("lists are part of the tested features");
    let log_p_value = chance.ln_upper_tail(count(&[-1, 1], &[-1, 1]) as u64);
    let (changes, measures): (Vec<f64>, Vec<f64>) = both.iter().map(|(a, b)| (a.t, b.t)).unzip();
    let noise_correlation = contrast.noise_correlation(slopes);
    RelationRow {
        variable: phenotype.variable.clone(),
        adjusted_for: phenotype.slope_model.adjusted_for.clone(),
        contrast: contrast.name.clone(),
        n_tested: both.len(),
        n_up: count(&[1], &any),
        n_down: count(&[-1], &any),
        n_positive: count(&any, &[1]),
        n_negative: count(&any, &[-1]),
        n_up_positive: count(&[1], &[1]),
        n_up_negative: count(&[1], &[-1]),
        n_down_positive: count(&[-1], &[1]),
        n_down_negative: count(&[-1], &[-1]),
        expected: chance.mean(),
        p_value: log_p_value.exp(),
        adj_p_value: f64::NAN,
        spearman: finite(spearman(&changes, &measures)),
        noise_correlation: finite(noise_correlation),
        notes: notes(phenotype, noise_correlation),
    }
}

fn notes(phenotype: &PhenotypeSlopes, noise_correlation: f64) -> Vec<String> {
    /// Below this a correlation by shared samples explains next to nothing.
    const SLIGHT: f64 = 0.1;
    let column = &phenotype.variable;
    let mut notes = Vec::new();
    if phenotype.slope_model.adjusted_for.is_empty() {
        notes.push(format!(
            "'{column}' was tested unadjusted: a difference between the groups in both makes this \
             agreement even if the two are unrelated within groups"
        ));
    }
    if noise_correlation.is_nan() {
        notes.push(
            "both may rest on the same blocks, whose correlation neither could estimate: how much \
             their estimates correlate by noise alone is not known"
                .to_owned(),
        );
    }
    if noise_correlation.abs() >= SLIGHT {
        notes.push(format!(
            "both rest on the same arrays or blocks: by noise alone their estimates correlate by \
             {noise_correlation:.2}"
        ));
    }
    notes
}
