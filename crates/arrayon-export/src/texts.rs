//! Texts made safe for files of other programs.

/// A text on one line: what breaks lines or cells, and other control characters, become blanks.
pub(crate) fn one_line(text: &str) -> String {
    let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
    text.chars().map(plain).collect()
}

/// A text that a page shows as it is: what is markup in HTML is escaped.
pub(crate) fn for_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_control_characters_lose_their_meaning() {
        assert_eq!(one_line("a\tb\r\nc\u{1b}[0m"), "a b  c [0m");
        let script = "<script>alert('x')</script>&";
        assert_eq!(
            for_html(script),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"
        );
    }
}
