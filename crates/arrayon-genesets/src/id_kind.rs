//! What kind of gene id a list of names most likely holds.

use std::collections::BTreeSet;
use std::fmt;

/// A kind of gene id, guessed from its looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum IdKind {
    /// NCBI gene ids: `24153`.
    Entrez,
    /// Ensembl gene ids: `ENSRNOG00000028896`.
    Ensembl,
    /// Symbols in capitals, as for human genes: `HMOX1`.
    HumanSymbol,
    /// Symbols in title case, as for rat and mouse genes: `Hmox1`.
    RodentSymbol,
    /// Probe set or transcript cluster ids: `TC0300003893.rn.2`, `1367452_at`.
    ProbeSet,
    /// Letters that all ids share and a number: `F00001`, of a table's own making.
    Numbered,
    /// None of these for most ids.
    Unknown,
}

impl IdKind {
    /// The kind of most of the ids: more than half of them.
    pub fn of_most<'a>(ids: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        const KINDS: [IdKind; 6] = [
            IdKind::Entrez,
            IdKind::Ensembl,
            IdKind::ProbeSet,
            IdKind::HumanSymbol,
            IdKind::RodentSymbol,
            IdKind::Unknown,
        ];
        let mut counts = [0_usize; KINDS.len()];
        for id in ids.clone() {
            let kind = Self::of(id);
            if let Some(at) = KINDS.iter().position(|&one| one == kind) {
                counts[at] += 1;
            }
        }
        let total: usize = counts.iter().sum();
        let kind = (KINDS.into_iter().zip(counts))
            .find(|&(_, count)| 2 * count > total)
            .map_or(Self::Unknown, |(kind, _)| kind);
        let looks_like_symbols =
            [Self::HumanSymbol, Self::RodentSymbol, Self::Unknown].contains(&kind);
        if looks_like_symbols && are_numbered(ids) {
            return Self::Numbered;
        }
        kind
    }

    fn of(id: &str) -> Self {
        let all = |test: fn(u8) -> bool| !id.is_empty() && id.bytes().all(test);
        if all(|byte| byte.is_ascii_digit()) {
            Self::Entrez
        } else if is_ensembl_gene(id) {
            Self::Ensembl
        } else if is_probe_set(id) {
            Self::ProbeSet
        } else if !id.is_ascii() || !id.starts_with(|first: char| first.is_ascii_alphabetic()) {
            Self::Unknown
        } else if all(|byte| !byte.is_ascii_lowercase()) {
            Self::HumanSymbol
        } else if id.starts_with(|first: char| first.is_ascii_uppercase()) {
            Self::RodentSymbol
        } else {
            Self::Unknown
        }
    }

    /// A few of the ids that show this kind.
    pub(crate) fn examples<'a>(self, ids: impl Iterator<Item = &'a str> + Clone) -> String {
        const FEW: usize = 3;
        let of_kind = ids.clone().filter(|id| Self::of(id) == self);
        let mut shown: Vec<&str> = of_kind.take(FEW).collect();
        // of no kind of its own, as numbered ids are
        if shown.is_empty() {
            shown = ids.take(FEW).collect();
        }
        shown.join(", ")
    }

    pub(crate) fn hint_against(self, universe: Self) -> String {
        use IdKind::{HumanSymbol, Numbered, ProbeSet, RodentSymbol};
        match (self, universe) {
            (_, ProbeSet | Numbered) => {
                "the tested ids are no symbols of genes: give the chip's annotation, or one that names \
                 genes as the sets do"
            }
            (HumanSymbol, RodentSymbol) | (RodentSymbol, HumanSymbol) => {
                "sets and chip are of different species: take sets of the chip's species (for those \
                 built in: 'species'), or translate them by a table of orthologs"
            }
            (one, other) if one == other => {
                "the ids look alike but none is shared: check species and release of both"
            }
            _ => "take the sets with the kind of id that the annotation gives, or the other way",
        }
        .into()
    }
}

/// Whether ids look like a count of something: three digits and more on average at their ends, and
/// hardly any two differ before these. Families of genes do so (`Olfr1234`), never all genes of a
/// chip.
fn are_numbered<'a>(ids: impl IntoIterator<Item = &'a str>) -> bool {
    const FEWEST: usize = 10;
    const IDS_A_STEM: usize = 10;
    const DIGITS_AN_ID: usize = 3;
    let (mut n_ids, mut n_digits) = (0, 0);
    let mut stems = BTreeSet::new();
    for id in ids {
        let stem = id.trim_end_matches(|last: char| last.is_ascii_digit());
        n_ids += 1;
        n_digits += id.len() - stem.len();
        stems.insert(stem);
    }
    n_ids >= FEWEST && n_digits >= DIGITS_AN_ID * n_ids && IDS_A_STEM * stems.len() <= n_ids
}

/// `ENSRNOG` and digits, with or without a version; `ENSG` for human.
fn is_ensembl_gene(id: &str) -> bool {
    let Some(rest) = id.strip_prefix("ENS") else {
        return false;
    };
    let digits = rest.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    rest[..rest.len() - digits.len()].ends_with('G')
        && digits.len() >= 11
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// `TC` with eight digits or more, or a name that ends as probe sets do.
fn is_probe_set(id: &str) -> bool {
    let cluster = id.strip_prefix("TC").is_some_and(|rest| {
        rest.trim_start_matches("Un")
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count()
            >= 8
    });
    cluster || ["_at", "_st"].iter().any(|end| id.ends_with(end))
}

impl fmt::Display for IdKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Entrez => "NCBI gene ids",
            Self::Ensembl => "Ensembl gene ids",
            Self::HumanSymbol => "symbols in capitals, as of human genes",
            Self::RodentSymbol => "symbols in title case, as of rat or mouse genes",
            Self::ProbeSet => "probe set ids",
            Self::Numbered => "numbered ids, no symbols of genes",
            Self::Unknown => "ids of no known kind",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::IdKind;

    #[test]
    fn tells_the_kinds_apart() {
        let kind = |ids: &[&str]| IdKind::of_most(ids.iter().copied());
        assert_eq!(kind(&["24153", "24152", "Foo1"]), IdKind::Entrez);
        assert_eq!(
            kind(&["ENSRNOG00000028896", "ENSG00000121410.2"]),
            IdKind::Ensembl
        );
        assert_eq!(kind(&["HMOX1", "IL6", "RT1-A2"]), IdKind::HumanSymbol);
        assert_eq!(kind(&["Hmox1", "Il6", "AI893533"]), IdKind::RodentSymbol);
        assert_eq!(
            kind(&["TC0300003893.rn.2", "TCUn00001234.hg.1"]),
            IdKind::ProbeSet
        );
        assert_eq!(kind(&["1367452_at", "AFFX-r2-Bs-dap_st"]), IdKind::ProbeSet);
        assert_eq!(kind(&["24153", "Hmox1"]), IdKind::Unknown);
        assert_eq!(kind(&[]), IdKind::Unknown);
        assert_eq!(kind(&["ENSA", "TC21"]), IdKind::HumanSymbol);
    }

    #[test]
    fn numbered_ids_are_no_symbols() {
        let numbered = |stem: &str| (0..50).map(|at| format!("{stem}{at:05}")).collect();
        let kind = |ids: &Vec<String>| IdKind::of_most(ids.iter().map(String::as_str));
        for stem in ["F", "feature_", "Gene"] {
            let mut ids: Vec<String> = numbered(stem);
            assert_eq!(kind(&ids), IdKind::Numbered, "{stem}");
            ids.push("Hmox1".to_owned());
            assert_eq!(kind(&ids), IdKind::Numbered, "{stem}");
        }
        let families: Vec<String> = (1..60)
            .map(|at| {
                format!(
                    "{}{at}",
                    ["IL", "TNFRSF", "COL", "SLC", "HOXA", "KRT"][at % 6]
                )
            })
            .collect();
        assert_eq!(kind(&families), IdKind::HumanSymbol);
        assert_eq!(kind(&numbered("TC")), IdKind::Numbered);
        assert_eq!(kind(&numbered("TC030000")), IdKind::ProbeSet);
        let hint = IdKind::RodentSymbol.hint_against(IdKind::Numbered);
        assert!(hint.contains("give the chip's annotation"), "{hint}");
    }

    #[test]
    fn examples_are_of_the_kind() {
        let ids = [
            "A0A096MKG0",
            "A0A0G2JT95",
            "Hmox1",
            "24153",
            "Il6",
            "Mt1",
            "Fos",
        ];
        let shown = IdKind::of_most(ids).examples(ids.into_iter());
        assert_eq!(shown, "Hmox1, Il6, Mt1");
        let numbered: Vec<String> = (0..50).map(|at| format!("F{at:05}")).collect();
        let numbered = numbered.iter().map(String::as_str);
        let kind = IdKind::of_most(numbered.clone());
        assert_eq!(kind.examples(numbered), "F00000, F00001, F00002");
    }
}
