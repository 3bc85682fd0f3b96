//! Model formulas in R's dialect.

use super::syntax::{Kind, Names, QUOTING, SyntaxFault, Words};
use crate::SampleSheet;

/// A model: an intercept or none, and terms that are columns or their interactions.
///
/// The dialect is R's, with `+`, `:`, `*` and `0`, `1` or `- 1` for the intercept: `~ a + b`,
/// `~ 0 + a`, `~ a * b`. Columns with other characters than letters, digits, `_` and `.` stand
/// between backticks. The terms are ordered as R orders them: main effects, then interactions of
/// two, and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    text: String,
    has_intercept: bool,
    variables: Vec<String>,
    terms: Vec<Vec<usize>>,
}

/// Most columns that one `*` joins: each doubles the number of terms.
const MOST_CROSSED: usize = 6;
const HINT: &str = "the dialect is '~ a + b', '~ 0 + a', 'a:b' and 'a * b'; columns with other \
                    characters than letters, digits, '_' and '.' stand between backticks";

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// A text that is none, a response before `~`, functions, brackets, random effects, a model
    /// without terms.
    ///
    /// ```
    /// use arrayon_core::contrast::Formula;
    /// let formula = Formula::parse("~ batch + genotype * diet")?;
    /// let terms: Vec<String> = formula.terms().map(|term| term.join(":")).collect();
    /// assert_eq!(terms, ["batch", "genotype", "diet", "genotype:diet"]);
    /// # Ok::<(), arrayon_core::contrast::SyntaxFault>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, SyntaxFault> {
        let text = text.trim();
        let mut parser = Parser {
            words: Words::new(text, Names::OfColumns)?,
            variables: Vec::new(),
        };
        if !parser.words.take_sign('~') {
            return Err(parser.words.unexpected("'~'", HINT));
        }
        let mut has_intercept = true;
        let mut terms: Vec<Vec<usize>> = Vec::new();
        let mut is_negative = parser.words.take_sign('-');
        loop {
            if let Kind::Number(number) = *parser.words.peek() {
                has_intercept = match (number, is_negative) {
                    (0.0, false) | (1.0, true) => false,
                    (1.0, false) | (0.0, true) => true,
                    _ => return Err(parser.words.unexpected("0, 1 or a column", HINT)),
                };
                parser.words.take();
            } else if is_negative {
                return Err(parser.words.unexpected("1 after '-'", HINT));
            } else {
                for term in parser.crossed()? {
                    if !terms.contains(&term) {
                        terms.push(term);
                    }
                }
            }
            match parser.words.peek() {
                Kind::Sign('+') => is_negative = false,
                Kind::Sign('-') => is_negative = true,
                Kind::End => break,
                _ => return Err(parser.unexpected_after_term()),
            }
            parser.words.take();
        }
        if terms.is_empty() && !has_intercept {
            let found = "a model without terms".to_owned();
            return Err(parser.words.fault(1, found, "at least one term", HINT));
        }
        terms.sort_by_key(Vec::len);
        Ok(Self {
            text: text.to_owned(),
            has_intercept,
            variables: parser.variables,
            terms,
        })
    }

    /// The text as written, trimmed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is an intercept.
    pub fn has_intercept(&self) -> bool {
        self.has_intercept
    }

    /// The columns, in order of first appearance.
    pub fn variables(&self) -> &[String] {
        &self.variables
    }

    /// The terms in R's order, each as its columns in order of their first appearance.
    pub fn terms(&self) -> impl Iterator<Item = Vec<&str>> {
        self.terms.iter().map(|term| {
            let name = |&at: &usize| self.variables[at].as_str();
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
    let mut parser = Parser {
        words: Words::new(text, Names::OfColumns)?,
        variables: Vec::new(),
    };
    parser.interaction()?;
    if *parser.words.peek() != Kind::End {
        return Err(parser.unexpected_after_term());
    }
    Ok(parser.variables)
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

struct Parser<'a> {
    words: Words<'a>,
    variables: Vec<String>,
}

impl Parser<'_> {
    /// `a * b * ...`: the terms and all their interactions.
    fn crossed(&mut self) -> Result<Vec<Vec<usize>>, SyntaxFault> {
        let mut terms = vec![self.interaction()?];
        let mut n_crossed = 1;
        while *self.words.peek() == Kind::Sign('*') {
            n_crossed += 1;
            if n_crossed > MOST_CROSSED {
                let expected = format!("at most {MOST_CROSSED} crossed terms");
                return Err(self.words.unexpected(&expected, HINT));
            }
            self.words.take();
            let next = self.interaction()?;
            let with_next: Vec<Vec<usize>> = terms.iter().map(|term| union(term, &next)).collect();
            terms.push(next);
            terms.extend(with_next);
        }
        Ok(terms)
    }

    /// `a:b:...`, as ascending positions of variables.
    fn interaction(&mut self) -> Result<Vec<usize>, SyntaxFault> {
        let mut term = vec![self.variable()?];
        while self.words.take_sign(':') {
            let variable = self.variable()?;
            term = union(&term, &[variable]);
        }
        Ok(term)
    }

    fn variable(&mut self) -> Result<usize, SyntaxFault> {
        let Kind::Name(name) = self.words.peek() else {
            let hint = match self.words.peek() {
                Kind::Sign('(') => RANDOM_EFFECT,
                _ => HINT,
            };
            return Err(self.words.unexpected("a column", hint));
        };
        let name = name.clone();
        self.words.take();
        if let Some(at) = self.variables.iter().position(|other| *other == name) {
            return Ok(at);
        }
        self.variables.push(name);
        Ok(self.variables.len() - 1)
    }

    fn unexpected_after_term(&self) -> SyntaxFault {
        let hint = match self.words.peek() {
            Kind::Sign('(') => {
                "functions are not computed: add the column that they would make \
                                to the sample sheet; declare a column a factor by its role"
            }
            Kind::Name(_) | Kind::Number(_) => QUOTING,
            _ => HINT,
        };
        self.words.unexpected("'+', ':', '*' or the end", hint)
    }
}

const RANDOM_EFFECT: &str = "brackets are not read; a random effect '(1 | animal)' is asked for by \
                             the block column, not by the formula";

fn union(one: &[usize], other: &[usize]) -> Vec<usize> {
    let mut both = [one, other].concat();
    both.sort_unstable();
    both.dedup();
    both
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
    fn crosses_columns() {
        assert_eq!(crossed_columns("serum Mg-2").unwrap(), ["serum Mg-2"]);
        assert_eq!(crossed_columns("a : `b c`:a").unwrap(), ["a", "b c"]);
        assert!(crossed_columns("a:b + c").is_err());
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let fault = |text: &str| Formula::parse(text).unwrap_err();
        assert_eq!(
            fault("a + b").to_string(),
            "'a + b', character 1: the name 'a'; expected '~'"
        );
        assert!(fault("~ a + (1 | b)").hint.contains("block column"));
        assert!(fault("~ log(a)").hint.contains("functions"));
        assert!(fault("~ serum Mg").hint.contains("backticks"));
        assert!(fault("~ a +").to_string().contains("the end"));
        assert!(fault("~ 0").to_string().contains("without terms"));
        assert!(fault("~ 2 + a").to_string().contains("the number 2"));
        assert!(fault("~ a - b").to_string().contains("1 after '-'"));
        assert!(fault("~ a*b*c*d*e*f*g").to_string().contains("at most 6"));
    }
}
