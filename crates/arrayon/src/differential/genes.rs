//! The genes of the features, as rows of results name them.

use arrayon_core::{GeneAnnotation, GeneAssignment};
use arrayon_results::{MeasuresGenes, SharedText};
use rustc_hash::FxHashMap;

/// Where genes come from.
pub(super) struct Genes<'a> {
    /// By feature; made once for the rows of all contrasts, each of which looks for every feature.
    known: FxHashMap<&'a str, KnownGenes<'a>>,
}

/// The genes of a feature.
struct KnownGenes<'a> {
    genes: &'a [GeneAssignment],
    /// What they are called.
    words: SharedText,
}

impl<'a> Genes<'a> {
    pub(super) fn new(annotation: Option<&'a GeneAnnotation>) -> Self {
        let features = annotation.iter().flat_map(|one| &one.genes);
        let with_genes = features.filter(|(_, genes)| !genes.is_empty());
        let known = with_genes.map(|(feature, genes)| {
            let words = in_words(genes).as_str().into();
            (feature.as_str(), KnownGenes { genes, words })
        });
        Self {
            known: known.collect(),
        }
    }

    /// Symbols and NCBI gene ids of a feature.
    pub(super) fn of(&self, feature: &str) -> (Vec<String>, Vec<String>) {
        self.known
            .get(feature)
            .map(KnownGenes::names)
            .unwrap_or_default()
    }

    /// What the genes of a feature are called in words; empty where that is not known.
    pub(super) fn words(&self, feature: &str) -> SharedText {
        let known = self.known.get(feature);
        known.map(|known| known.words.clone()).unwrap_or_default()
    }

    /// Names the genes of rows.
    pub(super) fn name(&self, rows: &mut [impl MeasuresGenes]) {
        for row in rows {
            if let Some(known) = self.known.get(row.feature_id()) {
                let (symbols, entrez_ids) = known.names();
                row.set_genes(symbols, entrez_ids);
                row.set_gene_description(known.words.clone());
            }
        }
    }
}

impl KnownGenes<'_> {
    /// Symbols and NCBI gene ids.
    fn names(&self) -> (Vec<String>, Vec<String>) {
        let texts = |text: fn(&GeneAssignment) -> &String| {
            let named = self.genes.iter().map(text).filter(|text| !text.is_empty());
            named.cloned().collect()
        };
        (texts(|gene| &gene.symbol), texts(|gene| &gene.entrez_id))
    }
}

/// The names of genes in words, each once, as one line.
fn in_words(genes: &[GeneAssignment]) -> String {
    let mut names: Vec<String> = Vec::new();
    for gene in genes {
        let blank = |letter: char| letter.is_whitespace() || letter.is_control();
        let words = gene.title.split(blank).filter(|word| !word.is_empty());
        let name = words.collect::<Vec<_>>().join(" ");
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_words_are_one_line_and_stand_once() {
        let gene = |title: &str| GeneAssignment {
            title: title.to_owned(),
            ..GeneAssignment::default()
        };
        let titles = ["heme\toxygenase\r\n 1", "", "heme oxygenase 1", "=1+1"];
        let genes = titles.map(gene);
        assert_eq!(in_words(&genes), "heme oxygenase 1; =1+1");
        assert_eq!(in_words(&genes[1..2]), "");
    }
}
