//! Reading formulas.

use super::formula::Formula;
use super::syntax::{Kind, Names, QUOTING, SyntaxFault, Words};
use super::variable::{Function, Variable};
use std::collections::{BTreeMap, BTreeSet};

/// Most columns that one `*` joins: each doubles the number of terms.
const MOST_CROSSED: usize = 6;
const HINT: &str = "the dialect is '~ a + b', '~ 0 + a', 'a:b', 'a * b', 'log2(a)' and \
                    '(1 | a)'; columns with other characters than letters, digits, '_' and '.' \
                    stand between backticks";
const FUNCTIONS: &str = "only log, log2, log10 and sqrt of one column are computed: add the column \
                         that another function would make to the sample sheet; numbers that are \
                         labels are declared by 'factors', not by factor()";
const RANDOM_EFFECT: &str = "a random intercept '(1 | animal)' is fitted as limma's \
                             duplicateCorrelation does; random slopes and other brackets are not: \
                             write effects that differ between animals as fixed terms 'a:animal'";
const ONE_BLOCK: &str = "the model has one correlation within blocks, as limma's: keep one random \
                         term and write the other column as a fixed one";
const NESTED: &str = "add a column to the sample sheet that joins them, such as 'litter.animal', \
                      and name that";
const OWN_TERM: &str = "a random intercept is a separate term, after '+'";

/// A model, from text without blanks around it.
pub(super) fn parsed(text: &str) -> Result<Formula, SyntaxFault> {
    let mut parser = Parser::new(text)?;
    if !parser.words.take_sign('~') {
        return Err(parser.words.unexpected("'~'", HINT));
    }
    let mut has_intercept = true;
    let mut terms: Vec<Vec<usize>> = Vec::new();
    let mut known = BTreeSet::new();
    let mut random = None;
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
        } else if *parser.words.peek() == Kind::Sign('(') {
            let position = parser.words.position();
            let column = parser.random_intercept()?;
            if random.replace(column).is_some() {
                let found = "a second random term".to_owned();
                return Err((parser.words).fault(position, found, "at most one", ONE_BLOCK));
            }
        } else {
            for term in parser.crossed()? {
                if known.insert(term.clone()) {
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
    Ok(Formula {
        text: text.to_owned(),
        has_intercept,
        variables: parser.variables,
        terms,
        random,
    })
}

pub(super) struct Parser<'a> {
    words: Words<'a>,
    variables: Vec<Variable>,
    /// Where each variable stands among them.
    places: BTreeMap<Variable, usize>,
    reads_functions: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Result<Self, SyntaxFault> {
        Ok(Self {
            words: Words::new(text, Names::OfColumns)?,
            variables: Vec::new(),
            places: BTreeMap::new(),
            reads_functions: true,
        })
    }

    /// A parser to which variables are columns and nothing else.
    pub(super) fn columns_only(text: &'a str) -> Result<Self, SyntaxFault> {
        Ok(Self {
            reads_functions: false,
            ..Self::new(text)?
        })
    }

    /// `a:b:...` to the end: the columns, without repeats.
    pub(super) fn crossed_columns(mut self) -> Result<Vec<String>, SyntaxFault> {
        self.interaction()?;
        if *self.words.peek() != Kind::End {
            return Err(self.unexpected_after_term());
        }
        Ok((self.variables.into_iter())
            .map(|variable| variable.column)
            .collect())
    }

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

    /// `a` or `log2(a)`.
    fn variable(&mut self) -> Result<usize, SyntaxFault> {
        let mut variable = Variable {
            column: self.column()?,
            function: None,
        };
        let function = Function::named(&variable.column).filter(|_| self.reads_functions);
        if let Some(function) = function
            && self.words.take_sign('(')
        {
            variable = Variable {
                column: self.column()?,
                function: Some(function),
            };
            if !self.words.take_sign(')') {
                return Err(self.words.unexpected("')' after the column", FUNCTIONS));
            }
        }
        let next = self.variables.len();
        let at = *self.places.entry(variable.clone()).or_insert(next);
        if at == next {
            self.variables.push(variable);
        }
        Ok(at)
    }

    fn column(&mut self) -> Result<String, SyntaxFault> {
        let Kind::Name(name) = self.words.peek() else {
            let hint = match self.words.peek() {
                Kind::Sign('(') => OWN_TERM,
                _ => HINT,
            };
            return Err(self.words.unexpected("a column", hint));
        };
        let name = name.clone();
        self.words.take();
        Ok(name)
    }

    /// `(1 | animal)`: the column.
    fn random_intercept(&mut self) -> Result<String, SyntaxFault> {
        self.words.take();
        if *self.words.peek() != Kind::Number(1.0) {
            return Err(self.words.unexpected("1 after '('", RANDOM_EFFECT));
        }
        self.words.take();
        if !self.words.take_sign('|') {
            return Err(self.words.unexpected("'|' after 1", RANDOM_EFFECT));
        }
        if *self.words.peek() == Kind::Sign('|') {
            return Err(self.words.unexpected("a column", RANDOM_EFFECT));
        }
        let column = self.column()?;
        if !self.words.take_sign(')') {
            let hint = match self.words.peek() {
                Kind::Sign('/' | ':') => NESTED,
                _ => RANDOM_EFFECT,
            };
            return Err(self.words.unexpected("')' after the column", hint));
        }
        Ok(column)
    }

    fn unexpected_after_term(&self) -> SyntaxFault {
        let hint = match self.words.peek() {
            Kind::Sign('(') => FUNCTIONS,
            Kind::Name(_) | Kind::Number(_) => QUOTING,
            _ => HINT,
        };
        self.words.unexpected("'+', ':', '*' or the end", hint)
    }
}

fn union(one: &[usize], other: &[usize]) -> Vec<usize> {
    let mut both = [one, other].concat();
    both.sort_unstable();
    both.dedup();
    both
}
