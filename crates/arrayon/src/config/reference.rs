//! The reference of all settings, `docs/settings.md`, out of their declarations.

use super::flags::{flags_of_key, in_words};
use super::keys::{KEYS, Kind, Setting, is_within};

const HEAD: &str = "# Settings\n\n\
<!-- Written by `cargo run -p arrayon-xtask -- generate`; do not edit. -->\n\n\
Each key of study.toml, and the flags that set it where a stage runs alone. `arrayon run` takes \
`--set section.key=value` for any key, a stage for each key of which it has a flag; what it does not \
read it refuses. A flag for a list may be repeated, or take several \
values between commas (but file names one at a time). `arrayon schema study` prints the JSON Schema \
of study.toml, with which editors complete keys and values. Keys and flags by their earlier names, which \
*also accepted* gives, mean the same.\n";

/// The page in Markdown.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for head in &KEYS.sections {
        page.push_str(&format!(
            "\n## `[{}]`\n\n{}.\n\n",
            head.key,
            head.description.trim_end_matches('.')
        ));
        page.push_str("| key | type | default | flag | meaning |\n|---|---|---|---|---|\n");
        for setting in KEYS
            .of_section(&head.key)
            .filter(|one| is_of(one, &head.key))
        {
            page.push_str(&row(setting, &head.key));
        }
    }
    page
}

/// Whether a setting is of this section and of none within it.
fn is_of(setting: &Setting, section: &str) -> bool {
    let heads = KEYS.sections.iter();
    let mut inner = heads.filter(|head| head.key != section && is_within(&head.key, section));
    !inner.any(|head| is_within(&setting.key, &head.key))
}

fn row(setting: &Setting, section: &str) -> String {
    let default = match (in_words(setting), setting.is_required) {
        (_, true) => "required".to_owned(),
        (words, false) if words.is_empty() => "none".to_owned(),
        (words, false) => format!("`{words}`"),
    };
    let mut flags: Vec<String> = Vec::new();
    for (command, flag) in flags_of_key(&setting.key) {
        flags.push(format!("`{command} {flag}`"));
    }
    if flags.is_empty() {
        flags.push(format!("`run --set {}=...`", setting.key));
    }
    let kind = match &setting.kind {
        Kind::Choice(names) => format!("`{}`", names.join("`, `")),
        kind if setting.range.is_empty() => kind.in_words(),
        kind => format!("{}, {}", kind.in_words(), setting.range),
    };
    let key = &setting.key[section.len() + 1..];
    let meaning = setting.description.replace('|', "\\|");
    let former = match setting.former.as_str() {
        "" => String::new(),
        former => format!(" (also accepted: `{former}`)"),
    };
    format!(
        "| `{key}` | {kind} | {default} | {} | {meaning}{former} |\n",
        flags.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_stands_on_the_page_once() {
        let page = page();
        for head in &KEYS.sections {
            assert_eq!(page.matches(&format!("## `[{}]`", head.key)).count(), 1);
        }
        let rows = page.lines().filter(|line| line.starts_with("| `"));
        assert_eq!(rows.count(), KEYS.settings.len());
    }
}
