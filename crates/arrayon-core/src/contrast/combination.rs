//! Linear combinations of named numbers, as text.

use super::combination_parser::weighted_names;
use super::r_names::r_name;
use super::syntax::{Kind, Names, SyntaxFault, Words};
use crate::suggest::did_you_mean;
use std::collections::BTreeMap;

/// A linear combination of named coefficients or group means, such as `(A + B) / 2 - C`.
///
/// Names are data: they are compared with the names that there are, never run. A name with spaces
/// or operators, or a level that looks like a number, stands between backticks (`` `low-fat` ``);
/// quoted and bare parts that touch are one name (`` `low-fat`.x ``). `+`, `-`, `*` and `/` by a
/// number, and brackets have their usual meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearCombination {
    text: String,
    terms: Vec<WeightedName>,
}

/// A name of a linear combination and its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedName {
    /// The name, without backticks.
    pub name: String,
    /// Its weight, in double precision in the order of the text, as R computes it.
    pub weight: f64,
    /// Where it first stands in the text: a character, counted from 1.
    pub position: usize,
}

/// Why a name of a linear combination is none of the names that there are.
#[derive(Debug, Clone, PartialEq)]
pub enum NameFault {
    /// None of them.
    Unknown {
        /// The name.
        name: String,
        /// Where it stands, counted from 1.
        position: usize,
        /// `did you mean '...'?`, where one of the names is near.
        nearest: Option<String>,
    },
    /// Two or more of them.
    Ambiguous {
        /// The name.
        name: String,
        /// What it may mean.
        meanings: Vec<String>,
    },
}

impl LinearCombination {
    /// Reads a linear combination.
    ///
    /// # Errors
    /// A text that is none, or names nothing, or whose names cancel; products and quotients of
    /// names, division by zero, a number that is added to names.
    ///
    /// ```
    /// use arrayon_core::contrast::LinearCombination;
    /// let combination = LinearCombination::parse("(A + B) / 2 - `C 1`")?;
    /// let names = ["A", "B", "C 1", "D"].map(String::from);
    /// assert_eq!(combination.weights(&names).unwrap(), [0.5, 0.5, -1.0, 0.0]);
    /// # Ok::<(), arrayon_core::contrast::SyntaxFault>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, SyntaxFault> {
        let text = text.trim();
        let terms = weighted_names(text)?;
        Ok(Self {
            text: text.to_owned(),
            terms,
        })
    }

    /// The text as written, trimmed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names with their weights, in order of first appearance; a weight may be 0.
    pub fn terms(&self) -> &[WeightedName] {
        &self.terms
    }

    /// One weight for each of these names; 0 where the combination does not speak of it.
    ///
    /// A name is looked up as it stands, then by what R's `make.names` makes of the names, so
    /// that `genotypeKO.dietlow` finds `genotypeKO:dietlow`; `Intercept` finds `(Intercept)`.
    ///
    /// # Errors
    /// A name that is none or several of `names`.
    pub fn weights(&self, names: &[String]) -> Result<Vec<f64>, NameFault> {
        let index = NameIndex::of(names);
        let mut weights = vec![0.0; names.len()];
        for term in &self.terms {
            weights[index.find(term)?] += term.weight;
        }
        Ok(weights)
    }
}

/// A name as it is written in a combination: between backticks where it must be.
///
/// ```
/// use arrayon_core::contrast::written_name;
/// assert_eq!(["KO.low", "low-fat", "10"].map(written_name), ["KO.low", "`low-fat`", "`10`"]);
/// ```
pub fn written_name(name: &str) -> String {
    let is_bare = Words::new(name, Names::OfCoefficients)
        .is_ok_and(|mut words| words.take() == Kind::Name(name.to_owned()));
    if is_bare {
        name.to_owned()
    } else {
        format!("`{}`", name.replace('`', "``"))
    }
}

/// Where each name stands, as it is and as R makes it.
struct NameIndex<'a> {
    names: &'a [String],
    as_written: BTreeMap<&'a str, Vec<usize>>,
    as_made: BTreeMap<String, Vec<usize>>,
}

impl<'a> NameIndex<'a> {
    fn of(names: &'a [String]) -> Self {
        let mut index = Self {
            names,
            as_written: BTreeMap::new(),
            as_made: BTreeMap::new(),
        };
        for (at, name) in names.iter().enumerate() {
            index.as_written.entry(name).or_default().push(at);
            index.as_made.entry(r_name(name)).or_default().push(at);
        }
        index
    }

    fn find(&self, term: &WeightedName) -> Result<usize, NameFault> {
        let name = term.name.as_str();
        let intercept = (name == "Intercept").then_some("(Intercept)");
        let found = (self.as_written.get(name))
            .or_else(|| self.as_made.get(name))
            .or_else(|| self.as_written.get(intercept?));
        match found.map_or(&[][..], Vec::as_slice) {
            [at] => Ok(*at),
            [] => Err(NameFault::Unknown {
                name: name.to_owned(),
                position: term.position,
                nearest: nearest(name, self.names),
            }),
            several => Err(NameFault::Ambiguous {
                name: name.to_owned(),
                meanings: several.iter().map(|&at| self.names[at].clone()).collect(),
            }),
        }
    }
}

/// The nearest name as it stands or as R makes it.
fn nearest(name: &str, names: &[String]) -> Option<String> {
    let made: Vec<String> = names.iter().map(|name| r_name(name)).collect();
    did_you_mean(name, names.iter().chain(&made).map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(text: &str) -> Vec<(String, f64)> {
        let combination = LinearCombination::parse(text).unwrap();
        let terms = combination.terms().iter();
        terms.map(|term| (term.name.clone(), term.weight)).collect()
    }

    fn fault(text: &str) -> String {
        let fault = LinearCombination::parse(text).unwrap_err();
        assert!(!fault.hint.is_empty(), "{fault}");
        fault.to_string()
    }

    fn pairs(expected: &[(&str, f64)]) -> Vec<(String, f64)> {
        let owned = |&(name, weight): &(&str, f64)| (name.to_owned(), weight);
        expected.iter().map(owned).collect()
    }

    #[test]
    fn reads_sums_and_quotients() {
        let crossed = [("A.x", 1.0), ("B.x", -1.0), ("A.y", -1.0), ("B.y", 1.0)];
        assert_eq!(weights("(A.x - B.x) - (A.y - B.y)"), pairs(&crossed));
        let mean = [("A", 0.5), ("B", 0.5), ("C", -1.0)];
        assert_eq!(weights("(A+B)/2-C"), pairs(&mean));
        assert_eq!(weights("0.5*(A+B) - -(-C)"), pairs(&mean));
        assert_eq!(weights("2 * 3 * a / 4"), pairs(&[("a", 1.5)]));
        assert_eq!(
            weights("a/3 + b - a"),
            pairs(&[("a", 1.0 / 3.0 - 1.0), ("b", 1.0)])
        );
        assert_eq!(
            weights("-genotypeKO:dietlow"),
            pairs(&[("genotypeKO:dietlow", -1.0)])
        );
    }

    #[test]
    fn names_are_data() {
        let quoted = [("low-fat.x", 1.0), ("10", -1.0), ("a`b", 1.0)];
        assert_eq!(weights("`low-fat`.x - `10` + `a``b`"), pairs(&quoted));
        assert_eq!(weights("4w - 0w"), pairs(&[("4w", 1.0), ("0w", -1.0)]));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        assert_eq!(
            fault("A - (B"),
            "'A - (B', character 7: the end; expected an operator or ')'"
        );
        assert!(fault("A B").contains("character 3: the name 'B'"));
        assert!(fault("A * B").contains("character 3: a product of two names"));
        assert!(fault("A / B").contains("division by a name"));
        assert!(fault("A / (1 - 1)").contains("division by 0"));
        assert!(fault("low - 10").contains("character 5: a number is added"));
        assert!(fault("A - A").contains("everything cancels"));
        assert!(fault("3").contains("names no coefficient"));
        assert!(fault("").contains("character 1: the end"));
        assert!(fault("`A - B").contains("backtick that nothing closes"));
        assert!(fault("A $ B").contains("'$'"));
        assert!(fault("log(A)").contains("character 4: '('"));
        assert!(fault(&"(".repeat(100_000)).contains("character 51: '('"));
    }

    #[test]
    fn finds_names_as_r_makes_them() {
        let names = [
            "(Intercept)",
            "genotypeKO",
            "genotypeKO:dietlow",
            "a-b",
            "a.b",
            "a b",
        ];
        let names = names.map(String::from);
        let find = |text: &str| LinearCombination::parse(text).unwrap().weights(&names);
        let at = |text: &str| find(text).unwrap().iter().position(|weight| *weight == 1.0);
        assert_eq!(at("Intercept"), Some(0));
        assert_eq!(at("X.Intercept."), Some(0));
        assert_eq!(at("genotypeKO.dietlow"), Some(2));
        assert_eq!(at("genotypeKO:dietlow"), Some(2));
        assert_eq!(at("a.b"), Some(4));
        assert_eq!(at("`a b`"), Some(5));
        assert_eq!(
            find("1 * gentoypeKO"),
            Err(NameFault::Unknown {
                name: "gentoypeKO".into(),
                position: 5,
                nearest: Some("did you mean 'genotypeKO'?".into()),
            })
        );
        let twice = ["a-b", "a b"].map(String::from);
        let found = LinearCombination::parse("a.b").unwrap().weights(&twice);
        assert!(matches!(found, Err(NameFault::Ambiguous { meanings, .. }) if meanings == twice));
    }
}
