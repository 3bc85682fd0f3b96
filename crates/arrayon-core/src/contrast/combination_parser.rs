//! Reading linear combinations.

use super::WeightedName;
use super::syntax::{Kind, Names, QUOTING, SyntaxFault, Words};
use std::collections::BTreeMap;

/// Deeper brackets than a person writes.
const DEEPEST: usize = 50;
const OPERAND: &str = "a name, a number or '('";

/// The names of a combination with their weights, in order of first appearance.
pub(super) fn weighted_names(text: &str) -> Result<Vec<WeightedName>, SyntaxFault> {
    let mut parser = Parser {
        words: Words::new(text, Names::OfCoefficients)?,
        names: Vec::new(),
        places: BTreeMap::new(),
        depth: 0,
    };
    let value = parser.sum()?;
    if *parser.words.peek() != Kind::End {
        let expected = "an operator or the end";
        return Err(parser.words.unexpected(expected, QUOTING));
    }
    let Value::Weights(weights) = value else {
        let found = "the combination names no coefficient".to_owned();
        return Err(parser.words.fault(1, found, "at least one name", QUOTING));
    };
    let names = parser.names.into_iter().enumerate();
    let terms: Vec<WeightedName> = names
        .map(|(at, (name, position))| WeightedName {
            name,
            weight: weights.get(&at).copied().unwrap_or(0.0),
            position,
        })
        .collect();
    if terms.iter().all(|term| term.weight == 0.0) {
        let (found, hint) = (
            "everything cancels",
            "a combination of weights 0 is always 0",
        );
        let expected = "a weight other than 0";
        return Err((parser.words).fault(1, found.to_owned(), expected, hint));
    }
    if let Some(term) = terms.iter().find(|term| !term.weight.is_finite()) {
        let found = format!("the weight of '{}' is {}", term.name, term.weight);
        let (expected, hint) = ("a finite weight", "write smaller numbers");
        return Err(parser.words.fault(term.position, found, expected, hint));
    }
    Ok(terms)
}

/// A plain number, or weights of the names at these places.
enum Value {
    Number(f64),
    Weights(BTreeMap<usize, f64>),
}

impl Value {
    fn map(self, change: impl Fn(f64) -> f64) -> Self {
        match self {
            Self::Number(number) => Self::Number(change(number)),
            Self::Weights(mut weights) => {
                for weight in weights.values_mut() {
                    *weight = change(*weight);
                }
                Self::Weights(weights)
            }
        }
    }
}

struct Parser<'a> {
    words: Words<'a>,
    names: Vec<(String, usize)>,
    /// Where each name stands among them.
    places: BTreeMap<String, usize>,
    depth: usize,
}

impl Parser<'_> {
    fn sum(&mut self) -> Result<Value, SyntaxFault> {
        let mut left = self.product()?;
        loop {
            let position = self.words.position();
            let sign = match self.words.peek() {
                Kind::Sign('+') => 1.0,
                Kind::Sign('-') => -1.0,
                _ => return Ok(left),
            };
            self.words.take();
            let right = self.product()?;
            left = match (left, right) {
                (Value::Number(a), Value::Number(b)) => Value::Number(a + sign * b),
                (Value::Weights(a), Value::Weights(b)) => Value::Weights(added(a, b, sign)),
                _ => {
                    let found = "a number is added to or subtracted from names".to_owned();
                    let expected = "names on both sides";
                    return Err(self.words.fault(position, found, expected, QUOTING));
                }
            };
        }
    }

    fn product(&mut self) -> Result<Value, SyntaxFault> {
        let mut left = self.signed()?;
        loop {
            let position = self.words.position();
            if self.words.take_sign('*') {
                left = match (left, self.signed()?) {
                    (Value::Number(factor), value) | (value, Value::Number(factor)) => {
                        value.map(|weight| weight * factor)
                    }
                    _ => return Err(self.not_linear(position, "a product of two names")),
                };
            } else if self.words.take_sign('/') {
                left = match self.signed()? {
                    Value::Number(0.0) => return Err(self.not_linear(position, "a division by 0")),
                    Value::Number(divisor) => left.map(|weight| weight / divisor),
                    Value::Weights(_) => {
                        return Err(self.not_linear(position, "a division by a name"));
                    }
                };
            } else {
                return Ok(left);
            }
        }
    }

    fn not_linear(&self, position: usize, found: &str) -> SyntaxFault {
        let expected = "a linear combination: names times or over numbers other than 0";
        (self.words).fault(position, found.to_owned(), expected, QUOTING)
    }

    fn signed(&mut self) -> Result<Value, SyntaxFault> {
        let mut is_negative = false;
        loop {
            if self.words.take_sign('-') {
                is_negative = !is_negative;
            } else if !self.words.take_sign('+') {
                break;
            }
        }
        let value = self.operand()?;
        Ok(if is_negative {
            value.map(|weight| -weight)
        } else {
            value
        })
    }

    fn operand(&mut self) -> Result<Value, SyntaxFault> {
        let position = self.words.position();
        match self.words.peek() {
            Kind::Number(number) => {
                let number = *number;
                self.words.take();
                Ok(Value::Number(number))
            }
            Kind::Name(name) => {
                let name = name.clone();
                self.words.take();
                Ok(self.unit(name, position))
            }
            Kind::Sign('(') if self.depth < DEEPEST => {
                self.depth += 1;
                self.words.take();
                let value = self.sum()?;
                self.depth -= 1;
                if self.words.take_sign(')') {
                    return Ok(value);
                }
                Err(self.words.unexpected("an operator or ')'", QUOTING))
            }
            _ => Err(self.words.unexpected(OPERAND, QUOTING)),
        }
    }

    fn unit(&mut self, name: String, position: usize) -> Value {
        let next = self.names.len();
        let at = *self.places.entry(name.clone()).or_insert(next);
        if at == next {
            self.names.push((name, position));
        }
        Value::Weights(BTreeMap::from([(at, 1.0)]))
    }
}

/// `a + sign b`.
fn added(mut a: BTreeMap<usize, f64>, b: BTreeMap<usize, f64>, sign: f64) -> BTreeMap<usize, f64> {
    for (at, weight) in b {
        *a.entry(at).or_insert(0.0) += sign * weight;
    }
    a
}
