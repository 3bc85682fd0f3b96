//! The genes of the features, from an annotation that fits them.

use crate::error::Error;
use arrayon_core::{GeneAnnotation, InputError, spreadsheet_ids};
use std::path::Path;

/// Share of the features below which an annotation that knows no more is warned of.
const FEW: f64 = 0.5;

/// Checks that an annotation speaks of these features; gives what a reader should know where it
/// knows few of them.
///
/// # Errors
/// An annotation none of whose ids is a feature, or by which no feature has a gene while others
/// have: that of another chip or release.
pub fn check_annotation<'a>(
    annotation: &GeneAnnotation,
    path: &Path,
    features: impl IntoIterator<Item = &'a String>,
) -> Result<Option<String>, Error> {
    let (mut n_features, mut n_listed, mut n_with_gene) = (0_usize, 0_usize, 0_usize);
    let mut unknown = None;
    for feature in features {
        n_features += 1;
        match annotation.genes.get(feature) {
            Some(genes) => {
                n_listed += 1;
                n_with_gene += usize::from(!genes.is_empty());
            }
            None => unknown = unknown.or(Some(feature)),
        }
    }
    let has_genes = |genes: &&Vec<_>| !genes.is_empty();
    let n_genes = annotation.genes.values().filter(has_genes).count();
    let is_foreign = n_listed == 0 || (n_with_gene == 0 && n_genes > 0);
    let (Some(feature), true) = (
        unknown,
        is_foreign || (n_listed as f64) < FEW * n_features as f64,
    ) else {
        return Ok(None);
    };
    let listed = like(annotation, feature);
    let release = match release_of(listed).zip(release_of(feature)) {
        Some((theirs, ours)) if theirs != ours => {
            format!(": it is of release {theirs}, and the features are of release {ours}")
        }
        _ => String::new(),
    };
    let expected = format!("ids such as '{feature}', as the features are named");
    let hint = "give the annotation of the chip that was scanned, of the same release";
    if is_foreign {
        let found = match n_listed {
            0 => format!("none of its ids, such as '{listed}', is a feature of the study{release}"),
            n => format!(
                "only {n} of the {n_features} features are among its ids, such as '{listed}', and none \
                 of these has a gene{release}"
            ),
        };
        return Err(InputError::new(path, found)
            .expected(expected)
            .hint(hint)
            .into());
    }
    let share = 100.0 * n_listed as f64 / n_features as f64;
    Ok(Some(format!(
        "the annotation {} knows only {n_listed} of the {n_features} features ({share:.0} %), not \
         '{feature}'; its ids are such as '{listed}'{release}",
        annotation.origin
    )))
}

/// The id of an annotation that begins most like a feature, of those with a gene if any.
fn like<'a>(annotation: &'a GeneAnnotation, feature: &str) -> &'a str {
    let common = |id: &str| {
        let pairs = id.bytes().zip(feature.bytes());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let likeness = |id: &str, has_gene: bool| (common(id), has_gene);
    let mut best = ("", (0, false));
    for (id, genes) in &annotation.genes {
        let found = likeness(id, !genes.is_empty());
        if best.0.is_empty() || found > best.1 {
            best = (id, found);
        }
    }
    best.0
}

/// The release in the vendor's ids: `rn.2` of `TC0300003893.rn.2`.
fn release_of(id: &str) -> Option<&str> {
    let (rest, number) = id.rsplit_once('.')?;
    let species = rest.rsplit_once('.')?.1;
    let is_release = id.starts_with("TC")
        && species.len() == 2
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit());
    is_release.then(|| &id[id.len() - species.len() - 1 - number.len()..])
}

/// A sentence on ids of features that a spreadsheet has changed, of which the annotation may know
/// what they were. Where genes are called by these ids, gene sets may know more.
pub(crate) fn mangled_features(
    features: &[String],
    annotation: Option<&GeneAnnotation>,
) -> Option<String> {
    let ids = annotation.iter().flat_map(|one| one.genes.keys());
    let genes = annotation.iter().flat_map(|one| one.genes.values());
    let symbols = genes.flatten().map(|gene| &gene.symbol);
    spreadsheet_ids::warning(
        "feature ids",
        features.iter().map(String::as_str),
        ids.chain(symbols).map(String::as_str),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::GeneAssignment;

    fn annotation(ids: &[(&str, &str)]) -> GeneAnnotation {
        let genes = |symbol: &str| {
            let gene = GeneAssignment {
                symbol: symbol.to_owned(),
                ..GeneAssignment::default()
            };
            if symbol.is_empty() {
                vec![]
            } else {
                vec![gene]
            }
        };
        GeneAnnotation {
            origin: "genes.csv".to_owned(),
            genes: ids
                .iter()
                .map(|(id, symbol)| ((*id).to_owned(), genes(symbol)))
                .collect(),
        }
    }

    fn check(ids: &[(&str, &str)], features: &[&str]) -> Result<Option<String>, String> {
        let features: Vec<String> = features.iter().map(ToString::to_string).collect();
        check_annotation(&annotation(ids), Path::new("genes.csv"), &features)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn another_release_is_refused_though_the_controls_are_shared() {
        let ids = [("AFFX-1", ""), ("TC0100000001.rn.1", "Il6")];
        let error = check(&ids, &["AFFX-1", "TC0100000001.rn.2"]).unwrap_err();
        for part in [
            "only 1 of the 2 features",
            "'TC0100000001.rn.1'",
            "release rn.1",
            "release rn.2",
        ] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }

    #[test]
    fn few_known_features_are_told_and_most_are_enough() {
        let ids = [("a", "Il6"), ("b", "Tnf")];
        let told = check(&ids, &["a", "x", "y"]).unwrap().unwrap();
        assert!(told.contains("only 1 of the 3 features (33 %)"), "{told}");
        assert_eq!(check(&ids, &["a", "b", "y"]), Ok(None));
        assert!(check(&ids, &["x"]).is_err());
    }
}
