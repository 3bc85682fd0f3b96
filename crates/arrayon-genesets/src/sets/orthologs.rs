//! Genes of one species as genes of another.

use crate::error::GeneSetError;
use crate::id_kind::IdKind;
use arrayon_core::GeneSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What to do with a gene that has several orthologs, or shares its ortholog with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OrthologPolicy {
    /// Only pairs that are each other's single ortholog.
    #[default]
    OneToOne,
    /// All orthologs of a gene.
    All,
}

/// Which genes of one species are which of another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Orthologs {
    /// Gene to its orthologs, sorted, and whether they are each other's only one.
    pairs: BTreeMap<String, (Vec<String>, bool)>,
}

/// What became of the genes of translated sets. Each gene counts once, in the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TranslationCounts {
    /// Distinct genes of the sets.
    pub n_genes: usize,
    /// Genes without an ortholog in the table: lost.
    pub n_without_ortholog: usize,
    /// Genes with several orthologs: lost under [`OrthologPolicy::OneToOne`].
    pub n_with_several: usize,
    /// Genes whose one ortholog is that of other genes too: lost under
    /// [`OrthologPolicy::OneToOne`].
    pub n_sharing: usize,
    /// Genes with one ortholog that is theirs alone.
    pub n_one_to_one: usize,
    /// Distinct genes of the translated sets.
    pub n_translated: usize,
    /// Sets of which no gene is left; they are left out.
    pub n_empty_sets: usize,
}

/// Sets in another species' genes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranslatedSets {
    /// The sets with genes left, in the collection's order.
    pub sets: Vec<GeneSet>,
    /// What became of the genes.
    pub counts: TranslationCounts,
    /// The lost genes, sorted.
    pub lost: Vec<String>,
}

impl Orthologs {
    /// Pairs of (gene, its ortholog in the other species); repeats count once.
    ///
    /// # Examples
    /// ```
    /// use arrayon_genesets::{OrthologPolicy, Orthologs};
    /// let pairs = [("HMOX1", "Hmox1")].map(|(one, other)| (one.to_owned(), other.to_owned()));
    /// let orthologs = Orthologs::from_pairs(pairs.into());
    /// assert_eq!(orthologs.translate("HMOX1", OrthologPolicy::OneToOne), ["Hmox1"]);
    /// assert!(orthologs.translate("CXCL8", OrthologPolicy::All).is_empty());
    /// ```
    pub fn from_pairs(mut pairs: Vec<(String, String)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut n_sharing: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, other) in &pairs {
            *n_sharing.entry(other).or_default() += 1;
        }
        let of_gene = |same: &[(String, String)]| {
            let others: Vec<String> = same.iter().map(|pair| pair.1.clone()).collect();
            let is_single = others.len() == 1 && n_sharing[same[0].1.as_str()] == 1;
            (same[0].0.clone(), (others, is_single))
        };
        Self {
            pairs: pairs.chunk_by(|a, b| a.0 == b.0).map(of_gene).collect(),
        }
    }

    /// The number of genes with an ortholog.
    pub fn n_genes(&self) -> usize {
        self.pairs.len()
    }

    /// The orthologs of a gene under a policy, sorted; none for a gene that is not in the table.
    pub fn translate(&self, gene: &str, policy: OrthologPolicy) -> &[String] {
        match (self.pairs.get(gene), policy) {
            (Some((others, true)), _) | (Some((others, _)), OrthologPolicy::All) => others,
            _ => &[],
        }
    }

    /// Sets in the other species' genes, and what was lost.
    ///
    /// # Errors
    /// [`GeneSetError::NoOrtholog`] where not one gene of the sets is in the table.
    pub fn translate_sets(
        &self,
        sets: &[GeneSet],
        policy: OrthologPolicy,
    ) -> Result<TranslatedSets, GeneSetError> {
        let genes: BTreeSet<&str> = (sets.iter().flat_map(|set| &set.genes))
            .map(String::as_str)
            .collect();
        if !genes.iter().any(|gene| self.pairs.contains_key(*gene)) {
            return Err(self.no_ortholog(&genes));
        }
        let mut counts = TranslationCounts {
            n_genes: genes.len(),
            ..TranslationCounts::default()
        };
        let mut lost = Vec::new();
        let mut translated: BTreeSet<&str> = BTreeSet::new();
        for gene in genes {
            let place = match self.pairs.get(gene) {
                None => &mut counts.n_without_ortholog,
                Some((_, true)) => &mut counts.n_one_to_one,
                Some((others, false)) if others.len() > 1 => &mut counts.n_with_several,
                Some(_) => &mut counts.n_sharing,
            };
            *place += 1;
            let others = self.translate(gene, policy);
            if others.is_empty() {
                lost.push(gene.to_owned());
            }
            translated.extend(others.iter().map(String::as_str));
        }
        counts.n_translated = translated.len();
        let to_other = |set: &GeneSet| {
            let genes = (set.genes.iter())
                .flat_map(|gene| self.translate(gene, policy).iter().cloned())
                .collect();
            GeneSet::new(set.id.clone(), set.description.clone(), genes)
        };
        let mut sets: Vec<GeneSet> = sets.iter().map(to_other).collect();
        let n_before = sets.len();
        sets.retain(|set| !set.genes.is_empty());
        counts.n_empty_sets = n_before - sets.len();
        Ok(TranslatedSets { sets, counts, lost })
    }

    fn no_ortholog(&self, genes: &BTreeSet<&str>) -> GeneSetError {
        let known = self.pairs.keys().map(String::as_str);
        let of_sets = genes.iter().copied();
        let (set_kind, table_kind) = (
            IdKind::of_most(of_sets.clone()),
            IdKind::of_most(known.clone()),
        );
        GeneSetError::NoOrtholog {
            n_genes: genes.len(),
            set_kind,
            set_examples: set_kind.examples(of_sets),
            table_kind,
            table_examples: table_kind.examples(known),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use OrthologPolicy::{All, OneToOne};

    const PAIRS: [(&str, &str); 5] = [
        ("Hmox1", "HMOX1"),
        ("Cxcl1", "CXCL1"),
        ("Cxcl1", "CXCL2"),
        ("Mt1", "MT1A"),
        ("Mt1m", "MT1A"),
    ];

    fn orthologs(pairs: impl Iterator<Item = (&'static str, &'static str)>) -> Orthologs {
        Orthologs::from_pairs(
            pairs
                .map(|(one, other)| (one.to_owned(), other.to_owned()))
                .collect(),
        )
    }

    fn set(id: &str, genes: &[&str]) -> GeneSet {
        let genes = genes.iter().map(ToString::to_string).collect();
        GeneSet::new(id.into(), String::new(), genes)
    }

    #[test]
    fn policies_and_losses() {
        let orthologs = orthologs(PAIRS.into_iter());
        assert_eq!(orthologs.n_genes(), 4);
        assert_eq!(orthologs.translate("Cxcl1", All), ["CXCL1", "CXCL2"]);
        assert!(orthologs.translate("Cxcl1", OneToOne).is_empty());
        let sets = [
            set("a", &["Hmox1", "Cxcl1", "Mt1", "Mt1m", "Only"]),
            set("b", &["Only", "Mt1"]),
        ];
        let strict = orthologs.translate_sets(&sets, OneToOne).unwrap();
        assert_eq!(strict.sets, [set("a", &["HMOX1"])]);
        assert_eq!(strict.lost, ["Cxcl1", "Mt1", "Mt1m", "Only"]);
        let counts = TranslationCounts {
            n_genes: 5,
            n_without_ortholog: 1,
            n_with_several: 1,
            n_sharing: 2,
            n_one_to_one: 1,
            n_translated: 1,
            n_empty_sets: 1,
        };
        assert_eq!(strict.counts, counts);
        let all = orthologs.translate_sets(&sets, All).unwrap();
        assert_eq!(all.sets[0].genes, ["CXCL1", "CXCL2", "HMOX1", "MT1A"]);
        assert_eq!((all.counts.n_translated, all.counts.n_empty_sets), (4, 0));
        assert_eq!(all.lost, ["Only"]);
        let back = super::tests::orthologs(PAIRS.into_iter().map(|(rat, human)| (human, rat)));
        assert_eq!(back.translate("MT1A", All), ["Mt1", "Mt1m"]);
    }

    #[test]
    fn ids_of_another_kind_are_named() {
        let orthologs = orthologs(PAIRS.into_iter());
        let error = orthologs
            .translate_sets(&[set("s", &["24451", "24498"])], All)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "none of the 2 genes of the sets is in the table of orthologs: the sets hold NCBI \
             gene ids (24451, 24498), the table symbols in title case, as of rat or mouse genes \
             (Cxcl1, Hmox1, Mt1)"
        );
        assert!(!error.hint().is_empty());
    }
}
