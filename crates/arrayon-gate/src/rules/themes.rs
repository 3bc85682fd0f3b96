//! Verdicts of themes.

use crate::policy::ThemeRule;
use crate::report::RuleOutcome;
use crate::results::Results;
use arrayon_core::InputError;

const FILE: &str = "themes.json";

pub(super) fn outcomes(
    rules: &[ThemeRule],
    results: &Results,
) -> Result<Vec<RuleOutcome>, InputError> {
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let themes = results.themes()?;
    let verdict = |rule: &ThemeRule| {
        let Some(themes) = &themes else {
            return Err("no themes in these results");
        };
        let mut contrasts = themes.contrasts.iter();
        let contrast = contrasts.find(|one| one.contrast == rule.contrast);
        let contrast = contrast.ok_or("no such contrast")?;
        let mut verdicts = contrast.verdicts.iter();
        let found = verdicts.find(|one| one.theme == rule.theme);
        Ok(found.ok_or("no such theme")?.verdict.to_string())
    };
    let outcome = |rule: &ThemeRule| {
        let subject = format!("theme {} in {}", rule.theme, rule.contrast);
        let expected = rule.verdict.join(" or ");
        let (is_met, found) = match verdict(rule) {
            Ok(found) => (rule.verdict.contains(&found), found),
            Err(why) => (false, why.to_owned()),
        };
        RuleOutcome::new(("themes", subject), FILE, is_met, (expected, found))
    };
    Ok(rules.iter().map(outcome).collect())
}
