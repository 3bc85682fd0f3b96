//! The words of formulas and linear combinations.

/// What is wrong with a formula or a linear combination, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}', character {position}: {found}; expected {expected}")]
pub struct SyntaxFault {
    /// The whole text.
    pub text: String,
    /// The character at fault, counted from 1; one past the last for the end.
    pub position: usize,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: String,
    /// How to mend it.
    pub hint: String,
}

/// One word, with the position of its first character, counted from 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub(super) kind: Kind,
    pub(super) position: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Name(String),
    Number(f64),
    Sign(char),
    End,
}

/// Which characters besides letters, digits and `_` stand in names without quotes.
#[derive(Clone, Copy)]
pub(super) enum Names {
    /// `.`: columns of a sheet.
    OfColumns,
    /// `.` and `:`: coefficients.
    OfCoefficients,
}

pub(super) const QUOTING: &str = "names with spaces or signs, and levels that look like numbers, stand between backticks: \
     `low-fat`";

/// A text as words, with a place in them.
pub(super) struct Words<'a> {
    text: &'a str,
    words: Vec<Word>,
    at: usize,
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str, names: Names) -> Result<Self, SyntaxFault> {
        let letters: Vec<char> = text.chars().collect();
        let mut words = Vec::new();
        let mut at = 0;
        while at < letters.len() {
            let position = at + 1;
            if letters[at].is_whitespace() {
                at += 1;
                continue;
            }
            let kind = if letters[at] == '`' || is_bare(letters[at], names) {
                word(text, &letters, &mut at, names)?
            } else {
                at += 1;
                Kind::Sign(letters[at - 1])
            };
            words.push(Word { kind, position });
        }
        words.push(Word {
            kind: Kind::End,
            position: letters.len() + 1,
        });
        Ok(Self { text, words, at: 0 })
    }

    pub(super) fn peek(&self) -> &Kind {
        &self.words[self.at].kind
    }

    /// The position of the next word.
    pub(super) fn position(&self) -> usize {
        self.words[self.at].position
    }

    /// Takes the next word; the end stays.
    pub(super) fn take(&mut self) -> Kind {
        let kind = self.words[self.at].kind.clone();
        self.at = (self.at + 1).min(self.words.len() - 1);
        kind
    }

    /// Takes the next word if it is this sign.
    pub(super) fn take_sign(&mut self, sign: char) -> bool {
        let is_it = *self.peek() == Kind::Sign(sign);
        if is_it {
            self.take();
        }
        is_it
    }

    /// The fault that the next word is not what it should be.
    pub(super) fn unexpected(&self, expected: &str, hint: &str) -> SyntaxFault {
        let found = match self.peek() {
            Kind::Name(name) => format!("the name '{name}'"),
            Kind::Number(number) => format!("the number {number}"),
            Kind::Sign(sign) => format!("'{sign}'"),
            Kind::End => "the end".to_owned(),
        };
        self.fault(self.position(), found, expected, hint)
    }

    pub(super) fn fault(
        &self,
        position: usize,
        found: String,
        expected: &str,
        hint: &str,
    ) -> SyntaxFault {
        SyntaxFault {
            text: self.text.to_owned(),
            position,
            found,
            expected: expected.to_owned(),
            hint: hint.to_owned(),
        }
    }
}

fn is_bare(letter: char, names: Names) -> bool {
    letter.is_alphanumeric()
        || matches!(letter, '_' | '.')
        || (letter == ':' && matches!(names, Names::OfCoefficients))
}

/// A number or a name; quoted and bare parts that touch are one name.
fn word(text: &str, letters: &[char], at: &mut usize, names: Names) -> Result<Kind, SyntaxFault> {
    let mut name = String::new();
    let mut is_quoted = false;
    while let Some(&letter) = letters.get(*at) {
        if letter == '`' {
            is_quoted = true;
            name.push_str(&quoted(text, letters, at)?);
        } else if is_bare(letter, names) {
            name.push(letter);
            *at += 1;
        } else {
            break;
        }
    }
    let begins_as_number = name.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    match name.parse() {
        Ok(number) if begins_as_number && !is_quoted => Ok(Kind::Number(number)),
        _ => Ok(Kind::Name(name)),
    }
}

/// The text between backticks; a doubled one stands for itself.
fn quoted(text: &str, letters: &[char], at: &mut usize) -> Result<String, SyntaxFault> {
    let opened = *at;
    let mut name = String::new();
    *at += 1;
    loop {
        match (letters.get(*at), letters.get(*at + 1)) {
            (Some('`'), Some('`')) => {
                name.push('`');
                *at += 2;
            }
            (Some('`'), _) => {
                *at += 1;
                return Ok(name);
            }
            (Some(&letter), _) => {
                name.push(letter);
                *at += 1;
            }
            (None, _) => {
                return Err(SyntaxFault {
                    text: text.to_owned(),
                    position: opened + 1,
                    found: "a backtick that nothing closes".to_owned(),
                    expected: "a second backtick after the name".to_owned(),
                    hint: QUOTING.to_owned(),
                });
            }
        }
    }
}
