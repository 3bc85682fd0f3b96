//! The genes of the features, as rows of results name them.

use arrayon_core::{GeneAnnotation, GeneAssignment};
use arrayon_results::{MeasuresGenes, SharedText};
use std::collections::BTreeMap;

/// Where genes come from.
pub(super) struct Genes<'a> {
    annotation: Option<&'a GeneAnnotation>,
    /// What the genes of a feature are called, of features whose genes have names in words; made
    /// once for the rows of all contrasts.
    words: BTreeMap<&'a str, SharedText>,
}

impl<'a> Genes<'a> {
    pub(super) fn new(annotation: Option<&'a GeneAnnotation>) -> Self {
        let genes = annotation.iter().flat_map(|one| &one.genes);
        let words = genes.filter_map(|(feature, genes)| {
            let words = in_words(genes);
            (!words.is_empty()).then(|| (feature.as_str(), words.as_str().into()))
        });
        Self {
            annotation,
            words: words.collect(),
        }
    }

    /// Symbols and NCBI gene ids of a feature.
    pub(super) fn of(&self, feature: &str) -> (Vec<String>, Vec<String>) {
        let genes = self.annotation.map_or(&[][..], |one| one.genes_of(feature));
        let texts = |text: fn(&GeneAssignment) -> &String| {
            let named = genes.iter().map(text).filter(|text| !text.is_empty());
            named.cloned().collect()
        };
        (texts(|gene| &gene.symbol), texts(|gene| &gene.entrez_id))
    }

    /// What the genes of a feature are called in words; empty where that is not known.
    pub(super) fn words(&self, feature: &str) -> SharedText {
        self.words.get(feature).cloned().unwrap_or_default()
    }

    /// Names the genes of rows.
    pub(super) fn name(&self, rows: &mut [impl MeasuresGenes]) {
        if self.annotation.is_none() {
            return;
        }
        for row in rows {
            let (symbols, entrez_ids) = self.of(row.feature_id());
            let words = self.words(row.feature_id());
            row.set_genes(symbols, entrez_ids);
            row.set_gene_description(words);
        }
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
