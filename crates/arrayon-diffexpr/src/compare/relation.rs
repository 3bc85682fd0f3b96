//! Phenotypes beside contrasts: do the features that change also follow the measure?

use crate::{ContrastResult, PhenotypeSlopes, SignedResult};
use arrayon_stats::correlation::spearman;
use arrayon_stats::hypergeometric::Hypergeometric;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use rayon::prelude::*;

/// One phenotype against one contrast, over the features tested in both.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationRow {
    /// The phenotype's column.
    pub phenotype: String,
    /// Columns for which its slopes are adjusted; empty if for none.
    pub adjusted_for: Vec<String>,
    /// Id of the contrast.
    pub contrast: String,
    /// Features tested in both.
    pub n_tested: usize,
    /// Of them, features up in the contrast.
    pub n_up: usize,
    /// Features down in the contrast.
    pub n_down: usize,
    /// Features that rise with the phenotype.
    pub n_positive: usize,
    /// Features that fall with it.
    pub n_negative: usize,
    /// Features up in the contrast that rise with the phenotype.
    pub n_up_positive: usize,
    /// Features up in the contrast that fall with the phenotype.
    pub n_up_negative: usize,
    /// Features down in the contrast that rise with the phenotype.
    pub n_down_positive: usize,
    /// Features down in the contrast that fall with the phenotype.
    pub n_down_negative: usize,
    /// Features expected in both lists, whatever their signs, if the lists were independent.
    pub expected: f64,
    /// Probability of as many or more in both lists by chance (hypergeometric).
    pub p_value: f64,
    /// Its natural logarithm.
    pub log_p_value: f64,
    /// The p-value adjusted by Benjamini and Hochberg over the rows of the table.
    pub adj_p_value: f64,
    /// Spearman's correlation of the contrast's t and the phenotype's t over all tested features.
    pub spearman: f64,
    /// The correlation that both estimates have by noise alone
    /// ([`SignedResult::noise_correlation`]).
    pub noise_correlation: f64,
    /// What a reader should know, in words.
    pub notes: Vec<String>,
}

impl RelationRow {
    /// Features in both lists with opposite signs.
    pub fn n_opposite(&self) -> usize {
        self.n_up_negative + self.n_down_positive
    }
}

/// Lays every phenotype beside every contrast: one row each, phenotype after phenotype.
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
) -> Vec<RelationRow> {
    let relations = PhenotypeRelations::new(phenotypes, fdr);
    let rows = contrasts.par_iter().map(|one| relations.of_contrast(one));
    PhenotypeRelations::table(rows.collect())
}

/// Phenotypes that are laid beside one contrast after the other, so that no contrast need wait for
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

    /// One row a phenotype, without adjusted p-values.
    pub fn of_contrast(&self, contrast: &ContrastResult) -> Vec<RelationRow> {
        if self.phenotypes.is_empty() {
            return Vec::new();
        }
        let contrast = SignedResult::of_contrast(contrast, self.fdr);
        let both = self.phenotypes.iter().zip(&self.slopes);
        both.map(|(phenotype, slopes)| row(phenotype, slopes, &contrast))
            .collect()
    }

    /// The rows of all contrasts, phenotype after phenotype, with adjusted p-values.
    pub fn table(by_contrast: Vec<Vec<RelationRow>>) -> Vec<RelationRow> {
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
        rows
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
        phenotype: phenotype.phenotype.column.clone(),
        adjusted_for: phenotype.phenotype.adjust.clone(),
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
        log_p_value,
        adj_p_value: f64::NAN,
        spearman: spearman(&changes, &measures),
        noise_correlation,
        notes: notes(phenotype, noise_correlation),
    }
}

fn notes(phenotype: &PhenotypeSlopes, noise_correlation: f64) -> Vec<String> {
    /// Below this a correlation by shared samples explains next to nothing.
    const SLIGHT: f64 = 0.1;
    let column = &phenotype.phenotype.column;
    let mut notes = Vec::new();
    if phenotype.phenotype.adjust.is_empty() {
        notes.push(format!(
            "'{column}' was tested unadjusted: a difference between the groups in both makes this \
             agreement even if the two are unrelated within groups"
        ));
    }
    if noise_correlation.abs() >= SLIGHT {
        notes.push(format!(
            "both rest on the same arrays: by noise alone their estimates correlate by \
             {noise_correlation:.2}"
        ));
    }
    notes
}
