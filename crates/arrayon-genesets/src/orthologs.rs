//! Genes of one species as genes of another.

use crate::error::GeneSetError;
use crate::id_kind::IdKind;
use arrayon_core::GeneSet;
use arrayon_core::missing::is_missing;
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
    /// Reads a tab-separated table with a header and a column a species, as HGNC, RGD and Ensembl
    /// give them. Lines that begin with `#` are passed over; a cell may hold several genes,
    /// separated by `|`, `,` or `;`; [missing](is_missing) ones are no gene.
    ///
    /// # Errors
    /// [`GeneSetError::Orthologs`] with the line: a missing column, a row that is too short, no
    /// pair at all.
    ///
    /// # Examples
    /// ```
    /// use arrayon_genesets::orthologs::{OrthologPolicy, Orthologs};
    /// let table = "human\trat\nHMOX1\tHmox1\nCXCL8\t\n";
    /// let orthologs = Orthologs::from_columns(table, "human", "rat").unwrap();
    /// assert_eq!(orthologs.translate("HMOX1", OrthologPolicy::OneToOne), ["Hmox1"]);
    /// assert!(orthologs.translate("CXCL8", OrthologPolicy::All).is_empty());
    /// ```
    pub fn from_columns(text: &str, from: &str, to: &str) -> Result<Self, GeneSetError> {
        let mut rows = rows_of(text);
        let [from, to] = columns_of(rows.next(), [from, to])?;
        let mut pairs = Vec::new();
        for (line, cells) in rows {
            let (from, to) = (cell(line, &cells, from)?, cell(line, &cells, to)?);
            for one in genes_of(from) {
                pairs.extend(genes_of(to).map(|other| (one, other)));
            }
        }
        Self::from_pairs(pairs)
    }

    /// Reads NCBI's `gene_orthologs`: taxon, gene id, `Ortholog`, other taxon, other gene id. Each
    /// pair stands there once, in either direction; genes that share an ortholog in a third
    /// species are not paired through it.
    ///
    /// # Errors
    /// As [`Orthologs::from_columns`]; also a taxon or gene id that is no number.
    pub fn from_ncbi(text: &str, from_taxon: u32, to_taxon: u32) -> Result<Self, GeneSetError> {
        let (from_taxon, to_taxon) = (from_taxon.to_string(), to_taxon.to_string());
        let mut pairs = Vec::new();
        for (line, cells) in rows_of(text) {
            let number = |at: usize| {
                let text = cell(line, &cells, at)?;
                if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Ok(text);
                }
                let expected = "tax_id, GeneID, relationship, Other_tax_id, Other_GeneID";
                Err(refuse(line, format!("'{text}'"), expected))
            };
            let [taxon, gene, other_taxon, other] =
                [number(0)?, number(1)?, number(3)?, number(4)?];
            if taxon == from_taxon && other_taxon == to_taxon {
                pairs.push((gene, other));
            } else if taxon == to_taxon && other_taxon == from_taxon {
                pairs.push((other, gene));
            }
        }
        Self::from_pairs(pairs)
    }

    /// Reads MGI's homology classes (`HOM_MouseHumanSequence.rpt` and its like): a row a gene,
    /// with the columns `DB Class Key`, `NCBI Taxon ID` and `Symbol`. Genes of one class are
    /// orthologs.
    ///
    /// # Errors
    /// As [`Orthologs::from_columns`].
    pub fn from_classes(text: &str, from_taxon: u32, to_taxon: u32) -> Result<Self, GeneSetError> {
        let mut rows = rows_of(text);
        let names = ["DB Class Key", "NCBI Taxon ID", "Symbol"];
        let [class, taxon, symbol] = columns_of(rows.next(), names)?;
        let (from_taxon, to_taxon) = (from_taxon.to_string(), to_taxon.to_string());
        let mut classes: BTreeMap<&str, [Vec<&str>; 2]> = BTreeMap::new();
        for (line, cells) in rows {
            let symbol = cell(line, &cells, symbol)?;
            let sides = classes.entry(cell(line, &cells, class)?).or_default();
            let taxon = cell(line, &cells, taxon)?;
            for (side, wanted) in sides.iter_mut().zip([&from_taxon, &to_taxon]) {
                if taxon == wanted && !is_missing(symbol) {
                    side.push(symbol);
                }
            }
        }
        let pairs = classes.values().flat_map(|[ones, others]| {
            ones.iter()
                .flat_map(|&one| others.iter().map(move |&other| (one, other)))
        });
        Self::from_pairs(pairs.collect())
    }

    fn from_pairs(mut pairs: Vec<(&str, &str)>) -> Result<Self, GeneSetError> {
        pairs.sort_unstable();
        pairs.dedup();
        if pairs.is_empty() {
            let expected = "at least one pair of the two species";
            return Err(refuse(1, "no pair of orthologs".into(), expected));
        }
        let mut n_sharing: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, other) in &pairs {
            *n_sharing.entry(other).or_default() += 1;
        }
        let of_gene = |same: &[(&str, &str)]| {
            let others: Vec<String> = same.iter().map(|pair| pair.1.to_owned()).collect();
            let is_single = others.len() == 1 && n_sharing[same[0].1] == 1;
            (same[0].0.to_owned(), (others, is_single))
        };
        Ok(Self {
            pairs: pairs.chunk_by(|a, b| a.0 == b.0).map(of_gene).collect(),
        })
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
        let known = || self.pairs.keys().map(String::as_str);
        let examples = |names: &mut dyn Iterator<Item = &str>| {
            let few: Vec<&str> = names.take(3).collect();
            few.join(", ")
        };
        GeneSetError::NoOrtholog {
            n_genes: genes.len(),
            set_kind: IdKind::of_most(genes.iter().copied()),
            set_examples: examples(&mut genes.iter().copied()),
            table_kind: IdKind::of_most(known()),
            table_examples: examples(&mut known()),
        }
    }
}

fn refuse(line: usize, found: String, expected: &str) -> GeneSetError {
    GeneSetError::Orthologs {
        line,
        found,
        expected: expected.into(),
    }
}

/// Lines with something on them, numbered from 1, as cells.
fn rows_of(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let is_row = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
    (1..)
        .zip(text.lines())
        .filter(move |(_, line)| is_row(line))
        .map(|(number, line)| (number, line.split('\t').map(str::trim).collect()))
}

/// Where these columns stand in the header.
fn columns_of<const N: usize>(
    header: Option<(usize, Vec<&str>)>,
    names: [&str; N],
) -> Result<[usize; N], GeneSetError> {
    let Some((line, header)) = header else {
        return Err(refuse(1, "no header".into(), "a header and rows of genes"));
    };
    let mut found = [0; N];
    for (at, name) in found.iter_mut().zip(names) {
        let missing = || {
            let columns = format!("the columns {}", header.join(", "));
            refuse(line, columns, &format!("a column '{name}'"))
        };
        *at = (header.iter().position(|column| *column == name)).ok_or_else(missing)?;
    }
    Ok(found)
}

fn cell<'a>(line: usize, cells: &[&'a str], column: usize) -> Result<&'a str, GeneSetError> {
    let short = || {
        let expected = format!("at least {}, separated by tabs", column + 1);
        refuse(line, format!("{} columns", cells.len()), &expected)
    };
    cells.get(column).copied().ok_or_else(short)
}

fn genes_of(cell: &str) -> impl Iterator<Item = &str> + Clone {
    cell.split(['|', ',', ';'])
        .map(str::trim)
        .filter(|gene| !is_missing(gene))
}

#[cfg(test)]
mod tests {
    use super::*;
    use OrthologPolicy::{All, OneToOne};

    const TABLE: &str = "# release 1\n\
        RAT\tid\tHUMAN\n\
        Hmox1\t1\tHMOX1\n\
        Cxcl1\t2\tCXCL1|CXCL2\n\
        Mt1\t3\tMT1A\nMt1m\t4\tMT1A\n\
        Only\t5\t-\n";

    fn set(id: &str, genes: &[&str]) -> GeneSet {
        let genes = genes.iter().map(ToString::to_string).collect();
        GeneSet::new(id.into(), String::new(), genes)
    }

    #[test]
    fn policies_and_losses() {
        let orthologs = Orthologs::from_columns(TABLE, "RAT", "HUMAN").unwrap();
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
        let back = Orthologs::from_columns(TABLE, "HUMAN", "RAT").unwrap();
        assert_eq!(back.translate("MT1A", All), ["Mt1", "Mt1m"]);
    }

    #[test]
    fn ids_of_another_kind_are_named() {
        let orthologs = Orthologs::from_columns(TABLE, "RAT", "HUMAN").unwrap();
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

    #[test]
    fn other_formats() {
        let ncbi = "#tax_id\tGeneID\trelationship\tOther_tax_id\tOther_GeneID\n\
                    9606\t3162\tOrtholog\t10116\t24451\n9606\t1\tOrtholog\t10090\t2\n";
        let back = Orthologs::from_ncbi(ncbi, 10116, 9606).unwrap();
        assert_eq!(back.translate("24451", OneToOne), ["3162"]);
        assert_eq!(back.n_genes(), 1);
        let mgi = "DB Class Key\tCommon Organism Name\tNCBI Taxon ID\tSymbol\n\
                   7\tmouse, laboratory\t10090\tHmox1\n7\thuman\t9606\tHMOX1\n8\thuman\t9606\tX\n";
        let classes = Orthologs::from_classes(mgi, 10090, 9606).unwrap();
        assert_eq!(classes.translate("Hmox1", OneToOne), ["HMOX1"]);
        assert_eq!(classes.n_genes(), 1);
    }

    #[test]
    fn names_the_line_that_is_wrong() {
        let message = |found: Result<Orthologs, GeneSetError>| {
            let error = found.unwrap_err();
            assert!(!error.hint().is_empty());
            error.to_string()
        };
        assert_eq!(
            message(Orthologs::from_columns("rat\thuman\n\nA\n", "rat", "human")),
            "table of orthologs, line 3: 1 columns; expected at least 2, separated by tabs"
        );
        assert_eq!(
            message(Orthologs::from_columns("rat\thuman\n", "rat", "mouse")),
            "table of orthologs, line 1: the columns rat, human; expected a column 'mouse'"
        );
        let ncbi = "9606\t1\tOrtholog\t10116\tHmox1\n";
        assert_eq!(
            message(Orthologs::from_ncbi(ncbi, 9606, 10116)),
            "table of orthologs, line 1: 'Hmox1'; expected tax_id, GeneID, relationship, \
             Other_tax_id, Other_GeneID"
        );
        assert!(message(Orthologs::from_columns("a\tb\n", "a", "b")).contains("no pair"));
        assert!(message(Orthologs::from_columns("", "a", "b")).contains("no header"));
    }
}
