//! Model formulas in R's dialect.

use super::formula_parser::{Parser, parsed};
use super::syntax::SyntaxFault;
use super::variable::Variable;
use crate::SampleSheet;
use std::collections::BTreeSet;

/// A model: an intercept or none, terms that are variables or their interactions, and at most one
/// random intercept.
///
/// The dialect is R's, with `+`, `:`, `*` and `0`, `1` or `- 1` for the intercept: `~ a + b`,
/// `~ 0 + a`, `~ a * b`. A variable is a column, or `log`, `log2`, `log10` or `sqrt` of a column of
/// numbers: `~ a + log2(b)`. Columns with other characters than letters, digits, `_` and `.` stand
/// between backticks. `(1 | animal)` is a random intercept, as lme4 writes it. The terms are
/// ordered as R orders them: main effects, then interactions of two, and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    pub(super) text: String,
    pub(super) has_intercept: bool,
    pub(super) variables: Vec<Variable>,
    pub(super) terms: Vec<Vec<usize>>,
    pub(super) random: Option<String>,
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// A text that is none, a response before `~`, other functions, brackets, a model without
    /// terms; several random terms, and random terms other than `(1 | column)`.
    ///
    /// ```
    /// use arrayon_core::contrast::Formula;
    /// let formula = Formula::parse("~ batch + genotype * log2(age) + (1 | animal)")?;
    /// let terms: Vec<String> = formula.terms().map(|term| term.join(":")).collect();
    /// assert_eq!(terms, ["batch", "genotype", "log2(age)", "genotype:log2(age)"]);
    /// assert_eq!(formula.columns(), ["batch", "genotype", "age"]);
    /// assert_eq!(formula.random(), Some("animal"));
    /// # Ok::<(), arrayon_core::contrast::SyntaxFault>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, SyntaxFault> {
        parsed(text.trim())
    }

    /// The text as written, trimmed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is an intercept.
    pub fn has_intercept(&self) -> bool {
        self.has_intercept
    }

    /// The variables, in order of first appearance.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The columns of the variables, in order of first appearance, each once.
    pub fn columns(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let columns = self.variables.iter().map(|one| one.column.as_str());
        columns.filter(|column| seen.insert(*column)).collect()
    }

    /// The column of the random intercept, where there is one.
    pub fn random(&self) -> Option<&str> {
        self.random.as_deref()
    }

    /// The terms in R's order, each as the names of its variables in order of their first
    /// appearance.
    pub fn terms(&self) -> impl Iterator<Item = Vec<String>> {
        self.terms.iter().map(|term| {
            let name = |&at: &usize| self.variables[at].to_string();
            term.iter().map(name).collect()
        })
    }
}

/// The columns that `a`, `a:b`, ... cross, without repeats. A text without `:` and backticks is one
/// column, whatever else it holds.
///
/// # Errors
/// Something other than columns, backticks and `:`.
pub fn crossed_columns(text: &str) -> Result<Vec<String>, SyntaxFault> {
    let text = text.trim();
    if !text.contains([':', '`']) {
        return Ok(vec![text.to_owned()]);
    }
    Parser::columns_only(text)?.crossed_columns()
}

/// The columns of a blocking term `a` or `a:b`. A text that is a column of the sheet is that
/// column, whatever it holds; so is one that is no term.
pub fn term_columns(term: &str, sheet: &SampleSheet) -> Vec<String> {
    let literal = vec![term.to_owned()];
    match sheet.column(term) {
        Some(_) => literal,
        None => crossed_columns(term).unwrap_or(literal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> (bool, String) {
        let formula = Formula::parse(text).unwrap();
        let terms: Vec<String> = formula.terms().map(|term| term.join(":")).collect();
        (formula.has_intercept(), terms.join(" "))
    }

    #[test]
    fn terms_are_those_of_r() {
        // attr(terms(formula), "term.labels") of R 4.2
        assert_eq!(terms("~a+b"), (true, "a b".into()));
        assert_eq!(terms("~ 0 + a:b + c"), (false, "c a:b".into()));
        assert_eq!(terms("~ -1 + b + a + b:a"), (false, "b a b:a".into()));
        assert_eq!(terms("~ a - 1 + a"), (false, "a".into()));
        let three = "a b c a:b a:c b:c a:b:c";
        assert_eq!(terms("~ a*b*c"), (true, three.into()));
        assert_eq!(terms("~ c:a*b + a"), (true, "b a c:a c:a:b".into()));
        assert_eq!(terms("~ `serum Mg` + a:a"), (true, "serum Mg a".into()));
        assert_eq!(terms("~ 1"), (true, String::new()));
    }

    #[test]
    fn variables_may_be_functions_of_columns() {
        let formula =
            Formula::parse("~ log2(age) * a + age + sqrt(`serum Mg`):log2( age )").unwrap();
        let found: Vec<String> = formula.terms().map(|term| term.join(":")).collect();
        let expected = [
            "log2(age)",
            "a",
            "age",
            "log2(age):a",
            "log2(age):sqrt(serum Mg)",
        ];
        assert_eq!(found, expected);
        assert_eq!(formula.columns(), ["age", "a", "serum Mg"]);
        // a column may be called like a function
        assert_eq!(terms("~ log + log(log)"), (true, "log log(log)".into()));
    }

    #[test]
    fn one_random_intercept_is_read() {
        for text in [
            "~ a + (1 | animal)",
            "~ (1|animal) + a",
            "~ 0 + a + (1 | `animal`)",
        ] {
            let formula = Formula::parse(text).unwrap();
            assert_eq!(formula.random(), Some("animal"), "{text}");
            assert_eq!(formula.columns(), ["a"], "{text}");
        }
        assert_eq!(Formula::parse("~ a").unwrap().random(), None);
        let fault = |text: &str| Formula::parse(text).unwrap_err();
        let slope = fault("~ a + (a | animal)");
        assert_eq!(
            slope.to_string(),
            "'~ a + (a | animal)', character 8: the name 'a'; expected 1 after '('"
        );
        assert!(slope.hint.contains("random slopes"));
        for text in [
            "~ a + (1 + a | animal)",
            "~ a + (0 + a | animal)",
            "~ a + (1 || animal)",
        ] {
            assert!(fault(text).hint.contains("random slopes"), "{text}");
        }
        let second = fault("~ a + (1 | animal) + (1 | litter)");
        assert!(
            second.to_string().contains("a second random term"),
            "{second}"
        );
        assert!(second.hint.contains("fixed"));
        for text in ["~ a + (1 | litter/animal)", "~ a + (1 | litter:animal)"] {
            assert!(fault(text).hint.contains("joins them"), "{text}");
        }
        assert!(
            fault("~ a - (1 | animal)")
                .to_string()
                .contains("1 after '-'")
        );
        assert!(fault("~ a:(1 | animal)").hint.contains("separate term"));
        assert!(
            fault("~ 0 + (1 | animal)")
                .to_string()
                .contains("without terms")
        );
        assert!(
            fault("~ a + (1 | animal")
                .to_string()
                .contains("the end; expected ')'")
        );
        assert!(
            fault("~ a + (1 | 2)")
                .to_string()
                .contains("expected a column")
        );
    }

    /// Whatever is cut out of a formula, what is left is read or refused at one of its characters.
    #[test]
    fn damaged_formulas_are_refused_where_they_are_damaged() {
        let whole: Vec<char> = "~ 0 + log2(`a b`) * c:d + (1 | e) - 1".chars().collect();
        let mut n_refused = 0;
        for from in 0..whole.len() {
            for to in from..whole.len() {
                let text: String = whole[..from].iter().chain(&whole[to..]).collect();
                let Err(fault) = Formula::parse(&text) else {
                    continue;
                };
                let end = fault.text.chars().count() + 1;
                assert!((1..=end).contains(&fault.position), "{fault}");
                assert!(!fault.hint.is_empty(), "{fault}");
                n_refused += 1;
            }
        }
        assert!(n_refused > 300, "{n_refused}");
    }

    #[test]
    fn crosses_columns() {
        assert_eq!(crossed_columns("serum Mg-2").unwrap(), ["serum Mg-2"]);
        assert_eq!(crossed_columns("a : `b c`:a").unwrap(), ["a", "b c"]);
        assert!(crossed_columns("a:b + c").is_err());
        assert!(crossed_columns("a:log2(b)").is_err());
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let fault = |text: &str| Formula::parse(text).unwrap_err();
        assert_eq!(
            fault("a + b").to_string(),
            "'a + b', character 1: the name 'a'; expected '~'"
        );
        assert!(
            fault("~ scale(a)")
                .hint
                .contains("log, log2, log10 and sqrt")
        );
        assert!(fault("~ I(a^2)").hint.contains("sample sheet"));
        assert!(fault("~ log(a, 2)").to_string().contains("','"));
        assert!(fault("~ log(a + 1)").to_string().contains("expected ')'"));
        assert!(fault("~ log(2)").to_string().contains("expected a column"));
        assert!(fault("~ factor(a)").hint.contains("factors"));
        assert!(fault("~ (a + b)").to_string().contains("1 after '('"));
        assert!(fault("~ serum Mg").hint.contains("backticks"));
        assert!(fault("~ a +").to_string().contains("the end"));
        assert!(fault("~ 0").to_string().contains("without terms"));
        assert!(fault("~ 2 + a").to_string().contains("the number 2"));
        assert!(fault("~ a - b").to_string().contains("1 after '-'"));
        assert!(fault("~ a*b*c*d*e*f*g").to_string().contains("at most 6"));
    }
}
