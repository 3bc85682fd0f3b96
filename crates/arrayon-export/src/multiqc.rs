//! Custom content for MultiQC: the arrays with their verdicts, what each contrast found, and the
//! principal components.

use crate::study::{ExportError, Notes, Sink, Study};
use crate::texts::for_html;
use arrayon_cluster::Pca;
use arrayon_results::qc::{QualityControl, Status};
use serde_json::{Map, Value, json};

/// Contrasts that a figure shows; a report of thousands of bars shows nothing.
const MOST_CONTRASTS: usize = 200;

/// Metrics that a table shows.
const MOST_METRICS: usize = 12;

/// Writes the files.
///
/// # Errors
/// Those of [`export`](crate::export).
pub(crate) fn write(study: &Study<'_>, write: Sink<'_>) -> Notes {
    let mut parts: Vec<(&str, Value)> = Vec::new();
    let quality: Option<QualityControl> = study.results.document("qc.json")?;
    if let Some(quality) = quality.filter(|quality| !quality.arrays.is_empty()) {
        parts.push(("arrays", arrays(study, &quality)));
        parts.push(("general", general(&quality)));
    }
    if !study.contrasts.is_empty() {
        parts.push(("changed", changed(study)));
        parts.push(("contrasts", contrasts(study)));
    }
    let components: Option<Pca> = study.results.document("clusters/pca.json")?;
    if let Some(found) = components.filter(|found| found.components.len() > 1) {
        parts.push(("components", scatter(study, &found)));
    }
    for (name, part) in parts {
        let file = format!("multiqc/arrayon_{name}_mqc.json");
        let text = serde_json::to_string_pretty(&part)
            .map_err(|error| ExportError::encode(&file, error))?;
        write(&file, format!("{text}\n").into_bytes())?;
    }
    let n = study.contrasts.len();
    let note = format!("MultiQC shows the first {MOST_CONTRASTS} of {n} contrasts");
    Ok((n > MOST_CONTRASTS).then_some(note).into_iter().collect())
}

/// What all sections have.
fn section(study: &Study<'_>, id: &str, name: &str, description: &str) -> Map<String, Value> {
    let mut simulated = String::new();
    if study.results.summary().is_simulated {
        simulated.push_str(" <strong>Simulated data: nothing here is a finding.</strong>");
    }
    let parts = json!({
        "id": format!("arrayon_{id}"),
        "parent_id": "arrayon",
        "parent_name": "arrayon",
        "parent_description": format!("{}.{simulated}", for_html(study.name())),
        "section_name": name,
        "description": description,
    });
    match parts {
        Value::Object(parts) => parts,
        _ => Map::new(),
    }
}

fn with(mut section: Map<String, Value>, parts: Value) -> Value {
    if let Value::Object(parts) = parts {
        section.extend(parts);
    }
    section.into()
}

fn status_word(status: Status) -> Value {
    serde_json::to_value(status).unwrap_or_default()
}

/// How the words of a verdict are coloured.
fn status_header() -> Value {
    json!({
        "title": "Verdict",
        "description": "Whether the array can be trusted",
        "scale": false,
        "cond_formatting_rules": {
            "pass": [{"s_eq": "pass"}],
            "warn": [{"s_eq": "warn"}],
            "fail": [{"s_eq": "fail"}],
        },
    })
}

fn arrays(study: &Study<'_>, quality: &QualityControl) -> Value {
    let mut metrics: Vec<(&str, &str)> = Vec::new();
    for check in quality.arrays.iter().flat_map(|array| &array.checks) {
        let is_known = metrics.iter().any(|(metric, _)| *metric == check.metric);
        if check.value.is_some() && !is_known && metrics.len() < MOST_METRICS {
            metrics.push((&check.metric, &check.rule));
        }
    }
    let mut headers = Map::new();
    headers.insert("status".to_owned(), status_header());
    for (metric, rule) in &metrics {
        let header = json!({
            "title": metric.replace('_', " "),
            "description": for_html(rule),
            "format": "{:,.4g}",
            "scale": false,
        });
        headers.insert((*metric).to_owned(), header);
    }
    headers.insert(
        "verdict".to_owned(),
        json!({"title": "In words", "description": "Why", "scale": false}),
    );
    let mut data = Map::new();
    for array in &quality.arrays {
        let mut row = Map::new();
        row.insert("status".to_owned(), status_word(array.status));
        for (metric, _) in &metrics {
            if let Some(value) = array.check(metric).and_then(|check| check.value) {
                row.insert((*metric).to_owned(), value.into());
            }
        }
        row.insert(
            "verdict".to_owned(),
            for_html(&array.verdict_in_words).into(),
        );
        data.insert(for_html(&array.sample), row.into());
    }
    let words = for_html(&quality.verdict_in_words);
    with(
        section(study, "arrays", "Arrays", &words),
        json!({
            "plot_type": "table",
            "pconfig": {
                "id": "arrayon_arrays_table",
                "title": "arrayon: arrays",
                "col1_header": "Sample",
            },
            "headers": headers,
            "data": data,
        }),
    )
}

/// The verdict among the general statistics.
fn general(quality: &QualityControl) -> Value {
    let mut data = Map::new();
    for array in &quality.arrays {
        let row = json!({ "arrayon_status": status_word(array.status) });
        data.insert(for_html(&array.sample), row);
    }
    let mut header = status_header();
    header["title"] = "Array".into();
    json!({
        "id": "arrayon_general",
        "plot_type": "generalstats",
        "headers": [{ "arrayon_status": header }],
        "data": data,
    })
}

fn changed(study: &Study<'_>) -> Value {
    let mut data = Map::new();
    for head in study.contrasts.iter().take(MOST_CONTRASTS) {
        let row = json!({ "up": head.n_up, "down": head.n_down });
        data.insert(for_html(&head.contrast), row);
    }
    let words = "Features that are higher (up) or lower (down) in the target of each contrast, at the \
                 false discovery rate of the study.";
    with(
        section(study, "changed", "Changed features", words),
        json!({
            "plot_type": "bargraph",
            "pconfig": {
                "id": "arrayon_changed_bars",
                "title": "arrayon: changed features",
                "ylab": "Features",
                "cpswitch": false,
            },
            "categories": {
                "up": {"name": "Up", "color": "#b2182b"},
                "down": {"name": "Down", "color": "#2166ac"},
            },
            "data": data,
        }),
    )
}

fn contrasts(study: &Study<'_>) -> Value {
    let mut data = Map::new();
    for head in study.contrasts.iter().take(MOST_CONTRASTS) {
        let row = json!({
            "direction": for_html(&head.direction_in_words),
            "n_tested": head.n_tested,
            "n_up": head.n_up,
            "n_down": head.n_down,
            "fdr": head.fdr,
        });
        data.insert(for_html(&head.contrast), row);
    }
    let count = |title: &str, description: &str| {
        json!({
            "title": title, "description": description, "format": "{:,d}", "scale": false, "min": 0,
        })
    };
    with(
        section(study, "contrasts", "Contrasts", "What each contrast found."),
        json!({
            "plot_type": "table",
            "pconfig": {
                "id": "arrayon_contrasts_table",
                "title": "arrayon: contrasts",
                "col1_header": "Contrast",
            },
            "headers": {
                "direction": {"title": "Direction", "description": "What a positive change means", "scale": false},
                "n_tested": count("Tested", "Features tested"),
                "n_up": count("Up", "Features higher in the target"),
                "n_down": count("Down", "Features lower in the target"),
                "fdr": {"title": "FDR", "description": "False discovery rate", "format": "{:,.3g}", "scale": false},
            },
            "data": data,
        }),
    )
}

fn scatter(study: &Study<'_>, found: &Pca) -> Value {
    let groups = study.samples.as_ref().and_then(|sheet| {
        let column = sheet
            .columns
            .iter()
            .find(|one| one.name.eq_ignore_ascii_case("group"));
        Some((sheet, &column?.values))
    });
    let group = |sample: &String| {
        let (sheet, values) = groups?;
        let at = sheet.samples.iter().position(|one| one == sample)?;
        Some(for_html(&values[at]))
    };
    let mut data = Map::new();
    for (sample, scores) in found.samples.iter().zip(&found.scores) {
        if let [x, y, ..] = scores[..] {
            let mut point = json!({ "x": x, "y": y });
            if let Some(group) = group(sample) {
                point["group"] = group.into();
            }
            data.insert(for_html(sample), point);
        }
    }
    // MultiQC puts a per-cent sign on every tick where a label has one, or the word
    let label = |at: usize| {
        let component = &found.components[at];
        let percent = (100.0 * component.variance_fraction).round();
        format!("{}: {percent} percent of variance", component.name)
    };
    let words = "Where the samples stand along the first two principal components of expression.";
    with(
        section(study, "components", "Principal components", words),
        json!({
            "plot_type": "scatter",
            "pconfig": {
                "id": "arrayon_components_scatter",
                "title": "arrayon: principal components",
                "xlab": label(0),
                "ylab": label(1),
            },
            "data": data,
        }),
    )
}
