//! The terms of a model as columns of numbers.

use super::{ColumnReading, Reading};

/// One variable of a term.
pub(super) struct Variable<'a> {
    pub(super) reading: &'a ColumnReading,
    /// The level of each sample; empty for a covariate.
    pub(super) texts: Vec<&'a str>,
}

/// How columns are named.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Naming {
    /// `diet=low`.
    Equals,
    /// `dietlow`, as in R.
    Joined,
}

/// The columns of a model as they grow.
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    pub(super) vectors: Vec<Vec<f64>>,
    /// For each column the position of its blocking term; `None` for what is tested.
    pub(super) sources: Vec<Option<usize>>,
    n_samples: usize,
    naming: Naming,
    /// Whether a constant is still to be expressed by the first factor's levels.
    lacks_constant: bool,
    terms: Vec<Vec<String>>,
}

impl Columns {
    pub(super) fn new(n_samples: usize, naming: Naming) -> Self {
        Self {
            names: Vec::new(),
            vectors: Vec::new(),
            sources: Vec::new(),
            n_samples,
            naming,
            lacks_constant: true,
            terms: Vec::new(),
        }
    }

    pub(super) fn add_intercept(&mut self) {
        self.names.push("(Intercept)".into());
        self.vectors.push(vec![1.0; self.n_samples]);
        self.sources.push(None);
        self.lacks_constant = false;
    }

    /// Adds a column for each group.
    pub(super) fn add_groups(&mut self, variable: &str, levels: &[String], groups: &[String]) {
        for level in levels {
            self.names.push(format!("{variable}={level}"));
            let is_member = |group: &String| f64::from(u8::from(group == level));
            self.vectors.push(groups.iter().map(is_member).collect());
            self.sources.push(None);
        }
        self.lacks_constant = false;
    }

    /// Adds a term, coded as R codes it: a factor by all levels but the first where an earlier
    /// term holds the rest of the term, else by all levels; without an intercept the first factor
    /// by all levels.
    ///
    /// A blocking term of which every factor is coded by all levels leaves out its first column:
    /// all of them would add to the constant.
    ///
    /// # Source
    /// Chambers and Hastie 1992, Statistical Models in S, section 2.4.1; R `model.matrix`.
    pub(super) fn add_term(&mut self, variables: &[Variable<'_>], source: Option<usize>) {
        let term: Vec<String> = (variables.iter())
            .map(|variable| variable.reading.column.clone())
            .collect();
        let mut has_reduced = false;
        let mut columns = vec![(String::new(), vec![1.0; self.n_samples])];
        let had_constant = !self.lacks_constant;
        for variable in variables {
            let column = &variable.reading.column;
            let own = match &variable.reading.reading {
                Reading::Covariate(values) => {
                    has_reduced = true;
                    vec![(column.clone(), values.clone())]
                }
                Reading::Factor(levels) => {
                    let is_full = self.lacks_constant || !self.has_rest(&term, column);
                    self.lacks_constant = false;
                    has_reduced |= !is_full;
                    // a single level says nothing beside a constant: its column is added all the
                    // same, to be dropped as any other that adds nothing
                    let first = usize::from(!is_full && levels.len() > 1);
                    self.indicators(column, &levels[first..], &variable.texts)
                }
            };
            columns = products(&columns, &own);
        }
        let skipped = usize::from(source.is_some() && had_constant && !has_reduced);
        for (name, vector) in columns.into_iter().skip(skipped) {
            self.names.push(name);
            self.vectors.push(vector);
            self.sources.push(source);
        }
        self.terms.push(term);
    }

    /// Whether an earlier term holds all of this one but one column.
    fn has_rest(&self, term: &[String], column: &str) -> bool {
        let mut rest = term.iter().filter(|name| *name != column).peekable();
        if rest.peek().is_none() {
            return true;
        }
        let rest: Vec<&String> = rest.collect();
        let holds = |earlier: &Vec<String>| rest.iter().all(|name| earlier.contains(name));
        self.terms.iter().any(holds)
    }

    fn indicators(
        &self,
        column: &str,
        levels: &[String],
        texts: &[&str],
    ) -> Vec<(String, Vec<f64>)> {
        let sign = match self.naming {
            Naming::Equals => "=",
            Naming::Joined => "",
        };
        let indicator = |level: &String| {
            let is_level = |text: &&str| f64::from(u8::from(*text == level));
            let vector = texts.iter().map(is_level).collect();
            (format!("{column}{sign}{level}"), vector)
        };
        levels.iter().map(indicator).collect()
    }
}

/// All products of columns, the first varying fastest.
fn products(
    first: &[(String, Vec<f64>)],
    second: &[(String, Vec<f64>)],
) -> Vec<(String, Vec<f64>)> {
    let mut products = Vec::with_capacity(first.len() * second.len());
    for (other, factors) in second {
        for (name, vector) in first {
            let colon = if name.is_empty() { "" } else { ":" };
            let product = vector.iter().zip(factors).map(|(a, b)| a * b);
            products.push((format!("{name}{colon}{other}"), product.collect()));
        }
    }
    products
}
