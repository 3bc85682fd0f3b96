//! What a person reads at the end of a run; a program reads JSON instead.

use crate::args::Common;
use crate::{layout, messages};
use arrayon::BUILT_IN_THEMES;
use arrayon::results::ClusteredValues;
use arrayon::results::Document;
use arrayon::results::json;
use arrayon::results::summary::{
    ClusterNumber, ContrastSummary, DecidedSummary, MethodOverview, SetTestSummary, SlopeSummary,
    Summary, TruthSummary,
};
use arrayon_core::missing::is_missing;
use arrayon_core::{called_at, printable};
use arrayon_output::PrintableWriter;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// How many features of a list are named.
const N_LEADING: usize = 5;

/// Who reads standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A person.
    Person,
    /// A program, which wants JSON.
    Program,
    /// Nobody.
    Nobody,
}

/// Who reads standard output: a program if `--json` says so or it is no terminal.
pub(crate) fn reader(common: &Common) -> Reader {
    if common.json {
        Reader::Program
    } else if common.quiet > 0 {
        Reader::Nobody
    } else if io::stdout().is_terminal() {
        Reader::Person
    } else {
        Reader::Program
    }
}

/// Prints a summary for whoever reads standard output, to programs as it stands in
/// `summary.json`; its warnings go to standard error, so that they reach somebody wherever
/// standard output goes.
pub(crate) fn print(summary: &Summary, place: &Path, reader: Reader) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match reader {
        Reader::Person => {
            let mut report = Vec::new();
            for_person(&mut report, |out| write_summary(summary, place, out))?;
            out.write_all(layout::wrapped(&String::from_utf8_lossy(&report)).as_bytes())?;
        }
        Reader::Program => out.write_all(Document::new(summary).to_json().as_bytes())?,
        Reader::Nobody => {}
    }
    out.flush()?;
    summary
        .warnings
        .iter()
        .for_each(|text| messages::warning(text));
    Ok(())
}

/// Writes for a person: what files and names hold steers no terminal.
pub(crate) fn for_person(
    out: &mut dyn Write,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut printable = PrintableWriter::new(out);
    content(&mut printable)?;
    printable.finish()
}

/// Writes a value as indented JSON with a line feed.
pub(crate) fn write_json(value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    json::write_json(value, &mut *out)?;
    writeln!(out)
}

fn write_summary(summary: &Summary, place: &Path, out: &mut dyn Write) -> io::Result<()> {
    if summary.is_simulated {
        writeln!(
            out,
            "SIMULATED ARRAYS: nothing below is a finding about animals\n"
        )?;
    }
    writeln!(out, "{}", printable(&summary.study))?;
    let (samples, how) = (summary.n_samples, summary.normalization.as_ref());
    // cells of arrays alone are judged without features
    let features = Some(summary.n_features).filter(|&n| n > 0 || samples.is_none());
    let parts: Vec<String> = (samples.map(|n| format!("{n} samples")).into_iter())
        .chain(features.map(|n| format!("{n} features")))
        .chain(how.map(|how| format!("{} ({})", how.method, how.compatibility)))
        .collect();
    writeln!(out, "{}", parts.join(", "))?;
    if let Some(qc) = &summary.qc {
        let (pass, warn, fail) = (qc.n_pass, qc.n_warn, qc.n_fail);
        writeln!(out, "arrays: {pass} pass, {warn} to look at, {fail} failed")?;
        for array in &qc.unlike_the_others {
            writeln!(out, "  {} {}", array.sample, array.verdict_in_words)?;
        }
    }
    for groups in &summary.variables {
        writeln!(out, "groups of {groups}")?;
    }
    write_clusters(summary, out)?;
    if let Some(filters) = &summary.filters {
        let (kept, all) = (filters.n_kept, filters.n_features);
        writeln!(out, "filters keep {kept} of {all} features")?;
    }
    for contrast in &summary.contrasts {
        write_contrast(contrast, out)?;
    }
    for trend in &summary.slopes {
        write_trend(trend, out)?;
    }
    if let Some(truth) = &summary.truth {
        write_truth(truth, out)?;
    }
    writeln!(out, "\nresults: {}", place.display())?;
    let report = place.join(arrayon_report::FILE_NAME);
    match report.is_file() {
        true => writeln!(out, "report: {}", report.display()),
        false => Ok(()),
    }
}

/// A line a verdict; how many clusters there seem to be.
fn write_clusters(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    for cluster in &summary.sample_clusters {
        let (scope, variable) = (&cluster.scope, &cluster.variable);
        let (headline, index) = (&cluster.headline, cluster.adjusted_rand_index);
        let p_value = cluster.permanova_p_value;
        let values = match cluster.clustered_values {
            ClusteredValues::Normalized => "",
            ClusteredValues::Adjusted => ", adjusted values",
        };
        write!(
            out,
            "clusters, {scope}{values}, by {variable}: {headline} (adjusted Rand {index:.2} cut into as many \
             clusters as groups, permutation p {p_value:.4}"
        )?;
        if let Some(au) = cluster.lowest_au {
            write!(out, ", lowest AU {au:.2}")?;
        }
        writeln!(out, ")")?;
    }
    if let Some(number) = &summary.number_of_clusters {
        writeln!(out, "samples seem to form {}", how_many(number))?;
    }
    match &summary.gene_clusters {
        Some(found) => writeln!(
            out,
            "{} clusters of {} features ({}); {} in none",
            found.n_clusters, found.n_features, found.rule, found.n_unassigned
        ),
        None => Ok(()),
    }
}

fn how_many(number: &ClusterNumber) -> String {
    let mut opinions = format!("silhouette {}", number.by_silhouette);
    if let Some(gap) = number.by_gap {
        opinions.push_str(&format!(", gap {gap}"));
    }
    opinions.push_str(&format!(", dynamic cut {}", number.by_dynamic_cut));
    match number.n_clusters {
        Some(1) => format!("no clusters ({opinions})"),
        Some(n) => format!("{n} clusters ({opinions})"),
        None => format!("an unclear number of clusters ({opinions})"),
    }
}

fn write_contrast(contrast: &ContrastSummary, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\n{} ({})",
        contrast.contrast, contrast.direction_in_words
    )?;
    writeln!(
        out,
        "  {} up, {} down of {} tested at FDR {}",
        contrast.n_up, contrast.n_down, contrast.n_tested, contrast.fdr
    )?;
    for line in (contrast.decided.iter().map(decided)).chain(contrast.methods.iter().map(method)) {
        writeln!(out, "  {line}")?;
    }
    if let Some(line) = robustness(contrast) {
        writeln!(out, "  {line}")?;
    }
    let top = contrast
        .top_features
        .iter()
        .filter(|row| row.adj_p_value.is_some_and(|p| called_at(p, contrast.fdr)));
    let top = top.take(N_LEADING);
    let top = top.map(|row| leading(&row.gene_symbols, &row.feature_id, Some(row.log_fc)));
    write_leading(&top.collect::<Vec<_>>(), out)?;
    // the sentences say better what the sets of the built-in themes do
    let is_told = |test: &&SetTestSummary| {
        contrast.theme_sentences.is_empty() || test.collection != BUILT_IN_THEMES
    };
    for test in contrast.gene_set_tests.iter().filter(is_told) {
        write_sets(test, out)?;
    }
    for sentence in &contrast.theme_sentences {
        writeln!(out, "  {sentence}")?;
    }
    if let Some(reason) = &contrast.no_theme_testable {
        writeln!(out, "  no theme is testable: {reason}")?;
    } else if !contrast.themes_not_testable.is_empty() {
        writeln!(
            out,
            "  themes not testable (themes.json says why): {}",
            contrast.themes_not_testable.join(", ")
        )?;
    }
    Ok(())
}

/// The sets that one test found, a line a direction.
fn write_sets(test: &SetTestSummary, out: &mut dyn Write) -> io::Result<()> {
    const N_NAMED: usize = 3;
    let directions = [
        ("up", test.n_up, &test.top_up),
        ("down", test.n_down, &test.top_down),
    ];
    for (direction, n, top) in directions.into_iter().filter(|(_, n, _)| *n > 0) {
        let names = top.iter().take(N_NAMED).map(|set| {
            let name = set_name(&set.set_id, &set.description);
            format!("{name} ({:.1e})", set.adj_p_value)
        });
        let names = names.collect::<Vec<_>>().join(", ");
        let (collection, test) = (&test.collection, &test.test);
        writeln!(
            out,
            "  {direction}, {collection}, {test}: {n} sets, {names}"
        )?;
    }
    Ok(())
}

/// The name of a set, with its description where that says more than where the set is from: GMT
/// files often hold an address or `na` there.
fn set_name(id: &str, description: &str) -> String {
    let description = description.trim();
    let lower = description.to_ascii_lowercase();
    let says_nothing = is_missing(description)
        || lower.contains("://")
        || lower.starts_with("www.")
        || description == id;
    if says_nothing {
        id.to_owned()
    } else {
        format!("{id} {description}")
    }
}

fn decided(decided: &DecidedSummary) -> String {
    format!(
        "decided together with other contrasts ({}): {} up, {} down; what follows rests on the \
         contrast alone",
        decided.method, decided.n_up, decided.n_down
    )
}

fn method(found: &MethodOverview) -> String {
    let method = &found.method;
    match (found.n_up, found.n_down, &found.note) {
        (Some(n_up), Some(n_down), _) => format!("{method}: {n_up} up, {n_down} down"),
        (_, _, Some(note)) => format!("{method} cannot answer: {note}"),
        _ => format!("{method} cannot answer"),
    }
}

/// What the list owes to single arrays, in one line.
fn robustness(contrast: &ContrastSummary) -> Option<String> {
    let n_found = contrast.n_up + contrast.n_down;
    if n_found == 0 {
        return None;
    }
    let Some(n_always) = contrast.n_always_found else {
        return contrast.none_left_out_in_words().map(str::to_owned);
    };
    let stay = format!(
        "{n_always} of {n_found} stay {}",
        contrast.whichever_in_words()
    );
    let Some(array) = &contrast.most_influential else {
        return Some(stay);
    };
    let (sample, lost, gained) = (&array.sample, array.n_lost, array.n_gained);
    Some(format!(
        "{stay}; most depends on {sample}: without it {lost} lost, {gained} gained"
    ))
}

fn write_trend(trend: &SlopeSummary, out: &mut dyn Write) -> io::Result<()> {
    let adjusted = if trend.adjusted_for.is_empty() {
        String::new()
    } else {
        format!(", adjusted for {}", trend.adjusted_for.join(", "))
    };
    writeln!(out, "\n{} {}{adjusted}", trend.kind, trend.variable)?;
    writeln!(
        out,
        "  {} rise, {} fall with it of {} tested",
        trend.n_up, trend.n_down, trend.n_tested
    )?;
    let is_found = trend.n_up + trend.n_down;
    let top = trend.top_slopes.iter().take(N_LEADING.min(is_found));
    let top = top.map(|row| leading(&row.gene_symbols, &row.feature_id, row.slope));
    write_leading(&top.collect::<Vec<_>>(), out)
}

/// A feature that leads a list, by its gene where it has one, and its change.
fn leading(gene_symbols: &[String], feature_id: &str, change: Option<f64>) -> String {
    let name = gene_symbols.first().map_or(feature_id, String::as_str);
    change.map_or_else(|| name.to_owned(), |change| format!("{name} {change:+.2}"))
}

fn write_leading(leading: &[String], out: &mut dyn Write) -> io::Result<()> {
    match leading {
        [] => Ok(()),
        names => writeln!(out, "  led by {}", names.join(", ")),
    }
}

fn write_truth(truth: &TruthSummary, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nfound against what is true ({})", truth.origin)?;
    for features in &truth.features {
        writeln!(
            out,
            "  {}: {} of {} changed features found, {} with the wrong sign, {} false",
            features.contrast,
            features.n_found,
            features.n_true,
            features.n_wrong_sign,
            features.n_false
        )?;
    }
    for statement in &truth.not_as_expected {
        let (contrast, about) = (&statement.contrast, &statement.about);
        let (expected, found) = (&statement.expected_finding, &statement.finding);
        writeln!(
            out,
            "  {contrast}: {about}: {found} (true: {expected}), NOT AS PLANTED"
        )?;
    }
    writeln!(
        out,
        "  {} of {} statements on themes and clusters as planted",
        truth.n_as_expected, truth.n_statements
    )
}

#[cfg(test)]
mod tests {
    use super::{set_name, write_summary};
    use arrayon::results::summary::Summary;
    use std::path::Path;

    #[test]
    fn features_are_counted_where_there_are_any() {
        let head = |n_samples, n_features| {
            let summary = Summary {
                study: "s".to_owned(),
                n_samples,
                n_features,
                ..Summary::default()
            };
            let mut text = Vec::new();
            write_summary(&summary, Path::new("q"), &mut text).unwrap();
            let text = String::from_utf8(text).unwrap();
            text.lines().nth(1).unwrap_or_default().to_owned()
        };
        assert_eq!(head(Some(25), 0), "25 samples");
        assert_eq!(head(Some(25), 7), "25 samples, 7 features");
        assert_eq!(head(None, 7), "7 features");
    }

    #[test]
    fn sets_are_called_by_their_names() {
        let id = "HALLMARK_HYPOXIA";
        let address = "https://www.gsea-msigdb.org/gsea/msigdb/cards/HALLMARK_HYPOXIA";
        for description in [address, "na", "NA", "", "www.gsea-msigdb.org/x", id] {
            assert_eq!(set_name(id, description), id, "{description}");
        }
        assert_eq!(
            set_name("GO:0006954", "inflammatory response"),
            "GO:0006954 inflammatory response"
        );
    }
}
