//! Lines that fit the reader's terminal.

/// Wider lines are hard to read even where they fit.
const WIDEST: usize = 100;
/// On narrower terminals long lines are left to the terminal.
const NARROWEST: usize = 30;
/// How far the rest of a line stands behind its beginning.
const STEP: usize = 4;

/// The text with long lines broken between words; what follows of a line is indented further than
/// its beginning.
pub(crate) fn wrapped(text: &str) -> String {
    let width = terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0));
    wrapped_at(text, width.min(WIDEST))
}

fn wrapped_at(text: &str, width: usize) -> String {
    if width < NARROWEST {
        return text.to_owned();
    }
    let mut lines = String::with_capacity(text.len() + text.len() / 20);
    for line in text.lines() {
        let indentation = line.len() - line.trim_start_matches(' ').len();
        let first = " ".repeat(indentation.min(width / 2));
        let rest = " ".repeat((indentation + STEP).min(width / 2));
        let options = textwrap::Options::new(width)
            .initial_indent(&first)
            .subsequent_indent(&rest)
            .break_words(false)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        lines.push_str(&textwrap::fill(line.trim_start_matches(' '), options));
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped_at;

    #[test]
    fn lines_break_between_words_and_keep_their_indentation() {
        let text = "short\n\n  inflammation goes up: 31 of its 40 genes are among the genes up\n";
        let expected = "short\n\n  inflammation goes up: 31 of its 40\n      genes are among the \
                        genes up\n";
        assert_eq!(wrapped_at(text, 38), expected);
    }

    #[test]
    fn words_longer_than_a_line_stay_whole() {
        let path = "results: a/very/long/path/of/a/file/that/somebody/wants/to/copy";
        assert_eq!(
            wrapped_at(path, 40),
            "results:\n    a/very/long/path/of/a/file/that/somebody/wants/to/copy\n"
        );
    }

    #[test]
    fn wide_letters_count_twice() {
        let wrapped = wrapped_at(&"骨代謝 ".repeat(12), 30);
        assert_eq!(wrapped.lines().next(), Some("骨代謝 骨代謝 骨代謝 骨代謝"));
    }
}
