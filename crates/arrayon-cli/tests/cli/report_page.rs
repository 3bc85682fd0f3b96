//! `report.html`: what it says and holds is what the result files hold.

use crate::matrix_study::{RUN, Study};
use crate::program::{self, folder, json, succeed};
use crate::simulated_study::demo;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Read;
use std::path::Path;

/// A page, and what its elements hold.
struct Page(String);

impl Page {
    fn of(path: &Path) -> Self {
        Self(fs::read_to_string(path).unwrap())
    }

    /// The text between an opening tag and its closing one.
    #[track_caller]
    fn element(&self, opening: &str, closing: &str) -> &str {
        let (_, rest) = self
            .0
            .split_once(opening)
            .unwrap_or_else(|| panic!("no {opening}"));
        rest.split_once(closing).unwrap().0
    }

    fn contents(&self) -> Value {
        let opening = "<script id=\"contents\" type=\"application/json\">";
        serde_json::from_str(self.element(opening, "</script>")).unwrap()
    }

    fn bytes(&self, block: &Value) -> Vec<u8> {
        let opening = format!("<script id=\"block-{block}\" type=\"application/octet-stream\">");
        let deflated = STANDARD
            .decode(self.element(&opening, "</script>"))
            .unwrap();
        let mut bytes = Vec::new();
        let mut decoder = flate2::read::DeflateDecoder::new(&deflated[..]);
        decoder.read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn lines(&self, block: &Value) -> Vec<String> {
        let text = String::from_utf8(self.bytes(block)).unwrap();
        text.split('\n').map(str::to_owned).collect()
    }

    /// Whole numbers, as the script reads them.
    fn integers(&self, packed: &Value) -> Vec<Option<i64>> {
        let bytes = self.bytes(&packed["block"]);
        let n = usize::try_from(packed["n"].as_u64().unwrap()).unwrap();
        assert_eq!(
            bytes.len() as u64,
            packed["planes"].as_u64().unwrap() * n as u64
        );
        let code = |at: usize| {
            let planes = bytes.chunks(n).rev();
            planes.fold(0_i64, |code, plane| code * 256 + i64::from(plane[at]))
        };
        let value = |code: i64| match (code - 1) % 2 {
            _ if code == 0 => None,
            0 => Some((code - 1) / 2),
            _ => Some(-code / 2),
        };
        (0..n).map(|at| value(code(at))).collect()
    }

    /// Places that are stored as steps.
    fn places(&self, packed: &Value) -> Vec<usize> {
        let mut place = -1;
        let steps = self.integers(packed).into_iter();
        steps
            .map(|step| {
                place += step.unwrap();
                usize::try_from(place).unwrap()
            })
            .collect()
    }

    /// The words of the page, without tags.
    fn words(&self) -> String {
        let body = self.element("<body>", "<script");
        let mut words = String::new();
        let mut is_tag = false;
        for letter in body.chars() {
            match letter {
                '<' => is_tag = true,
                '>' => is_tag = false,
                letter if !is_tag => words.push(letter),
                _ => {}
            }
        }
        let names = [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&amp;", "&"),
        ];
        let plain = |words: String, (name, letter): &(&str, &str)| words.replace(name, letter);
        names.iter().fold(words, plain)
    }
}

fn demo_page() -> Page {
    Page::of(&demo().join("results/report.html"))
}

/// A table of the demo: its rows by column.
fn table(name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(demo().join("results").join(name)).unwrap();
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
    text.lines().map(cells).collect()
}

#[test]
fn only_its_own_script_and_style_may_run() {
    let page = demo_page();
    let policy = page.element("Content-Security-Policy\" content=\"", "\">");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let quoted = policy.replace("&#39;", "'");
    let style = hash(page.element("<style>", "</style>"));
    let script = hash(page.element("<script type=\"module\">", "</script>"));
    assert!(quoted.contains(&format!("style-src {style}")), "{policy}");
    assert!(quoted.contains(&format!("script-src {script}")), "{policy}");
    // one script, one style, nothing that is fetched
    assert_eq!(page.0.matches("<script type=\"module\">").count(), 1);
    assert_eq!(page.0.matches("<style").count(), 1);
    let head_and_words = page.0.split("<script").next().unwrap();
    for text in [
        " style=\"",
        " src=\"",
        "href=\"http",
        " onclick",
        "@import",
        "url(",
    ] {
        assert!(!head_and_words.contains(text), "{text}");
    }
}

#[test]
fn the_answers_are_those_of_the_summary() {
    let words = demo_page().words();
    let summary = json(&demo().join("results/summary.json"));
    assert!(words.contains("SIMULATED ARRAYS"));
    assert!(words.contains(summary["study"].as_str().unwrap()));
    for contrast in summary["contrasts"].as_array().unwrap() {
        let count = |key: &str| contrast[key].as_u64().unwrap();
        let counts = format!("{} up and {} down of ", count("n_up"), count("n_down"));
        assert!(words.contains(&counts), "{counts}");
        let themes = contrast["theme_sentences"].as_array().unwrap();
        for sentence in themes {
            assert!(words.contains(sentence.as_str().unwrap()), "{sentence}");
        }
    }
    for cluster in summary["sample_clusters"].as_array().unwrap() {
        assert!(words.contains(cluster["headline"].as_str().unwrap()));
    }
    let provenance = json(&demo().join("results/provenance.json"));
    for input in provenance["inputs"].as_array().unwrap() {
        assert!(words.contains(input["sha256"].as_str().unwrap()));
    }
    for array in json(&demo().join("results/qc.json"))["arrays"]
        .as_array()
        .unwrap()
    {
        assert!(words.contains(array["sample"].as_str().unwrap()));
    }
    for work in [
        "10.1093/biostatistics/4.2.249",
        "10.1093/nar/gkv007",
        "10.1186/gb-2003-4-10-r70",
    ] {
        assert!(words.contains(work), "{work}");
    }
}

#[test]
fn every_feature_has_the_numbers_of_its_table() {
    let page = demo_page();
    let contents = page.contents();
    let ids = page.lines(&contents["features"]["ids"]);
    let symbols = page.lines(&contents["features"]["symbols"]);
    for contrast in contents["contrasts"].as_array().unwrap() {
        let table = table(&format!(
            "differential/{}.tsv",
            contrast["id"].as_str().unwrap()
        ));
        let at = |header: &str| table[0].iter().position(|name| name == header).unwrap();
        let places = page.places(&contrast["steps"]);
        assert_eq!(places.len(), table.len() - 1);
        let row_of = |id: &str| places.iter().position(|&place| ids[place] == id).unwrap();
        let rounded = |text: &str, digits: usize| {
            let value: f64 = text.parse().unwrap();
            let text = format!("{value:.digits$}").replace('.', "");
            Some(text.parse::<i64>().unwrap())
        };
        let columns = ["logFC", "lower", "more", "mean", "t", "b"];
        let [log_fc, lower, more, mean, t, b] = columns.map(|key| page.integers(&contrast[key]));
        let p = ["p", "q"].map(|key| {
            let digits = page.integers(&contrast[key]["mantissa"]);
            let powers = page.integers(&contrast[key]["exponent"]);
            let value = |(digits, power): (&Option<i64>, &Option<i64>)| {
                format!("{}e{}", digits.unwrap(), power.unwrap() - 6)
                    .parse::<f64>()
                    .unwrap()
            };
            digits.iter().zip(&powers).map(value).collect::<Vec<f64>>()
        });
        // every seventh, so that the search stays quick
        for cells in table[1..].iter().step_by(7) {
            let row = row_of(&cells[0]);
            assert_eq!(symbols[places[row]], cells[at("gene_symbols")]);
            assert_eq!(log_fc[row], rounded(&cells[at("logFC")], 3));
            let left = log_fc[row].unwrap() - lower[row].unwrap();
            assert_eq!(Some(left), rounded(&cells[at("CI.L")], 3));
            let right = log_fc[row].unwrap() + lower[row].unwrap() + more[row].unwrap();
            assert_eq!(Some(right), rounded(&cells[at("CI.R")], 3));
            assert_eq!(mean[row], rounded(&cells[at("AveExpr")], 3));
            assert_eq!(t[row], rounded(&cells[at("t")], 2));
            assert_eq!(b[row], rounded(&cells[at("B")], 2));
            for (found, header) in p.iter().zip(["P.Value", "adj.P.Val"]) {
                let expected: f64 = cells[at(header)].parse().unwrap();
                assert!((found[row] - expected).abs() <= 1e-6 * expected, "{header}");
            }
        }
        let rate = contrast["fdr"].as_f64().unwrap();
        let n_called = p[1].iter().filter(|&&q| q <= rate).count() as u64;
        let count = |key: &str| contrast[key].as_u64().unwrap();
        assert_eq!(n_called, count("nUp") + count("nDown"));
    }
}

#[test]
fn every_sample_has_its_values() {
    let page = demo_page();
    let contents = page.contents();
    let ids = page.lines(&contents["features"]["ids"]);
    let expression = table("expression.tsv");
    assert_eq!(
        contents["samples"],
        Value::from(expression[0][1..].to_vec())
    );
    let packed = &contents["expression"];
    let places = page.places(&packed["steps"]);
    let means = page.integers(&packed["means"]);
    let differences = page.integers(&packed["differences"]);
    let n_samples = expression[0].len() - 1;
    assert_eq!(differences.len(), places.len() * n_samples);
    let mut n_compared = 0;
    for (row, &place) in places.iter().enumerate().step_by(11) {
        let cells = expression
            .iter()
            .find(|cells| cells[0] == ids[place])
            .unwrap();
        for sample in 0..n_samples {
            let value: f64 = cells[1 + sample].parse().unwrap();
            let found = means[row].unwrap() + differences[row * n_samples + sample].unwrap();
            assert_eq!(found.to_string(), format!("{value:.3}").replace('.', ""));
            n_compared += 1;
        }
    }
    assert!(n_compared > 5_000);
}

#[test]
fn a_page_made_of_a_folder_is_the_page_of_the_run() {
    let place = folder();
    let results = demo().join("results").to_string_lossy().into_owned();
    let said = succeed(place.path(), &["report", &results, "--out", "page.html"]);
    assert_eq!(said, "{\"report\": \"page.html\"}\n");
    let written = fs::read(place.path().join("page.html")).unwrap();
    assert!(written == fs::read(demo().join("results/report.html")).unwrap());
    let again = ["report", &results, "--out", "page.html"];
    let refused = program::refuse(place.path(), &again);
    refused.says(&["page.html", "exists already"]);
    assert!(refused.hint.contains("--force"), "{}", refused.hint);
    succeed(
        place.path(),
        &["report", &results, "--out", "page.html", "--force"],
    );
}

#[test]
fn what_is_no_result_folder_is_refused() {
    let place = folder();
    program::refuse(place.path(), &["report", "."]).says(&["summary.json is missing"]);
}

#[test]
fn a_single_stage_has_a_page_of_what_it_found() {
    let study = Study::tested();
    study.succeed(&["report", "d", "--quiet"]);
    let page = Page::of(&study.path("report.html"));
    assert!(page.words().contains("4 up and 0 down of 40 tested"));
    assert_eq!(page.contents()["expression"], Value::Null);
    assert!(
        !page
            .0
            .contains("SIMULATED ARRAYS: nothing here is a finding about animals</p>")
    );
}

#[test]
fn names_are_texts_whatever_they_hold() {
    let study = Study::new();
    let name = "</script><b>鉄 & \u{201c}Fe\u{201d}";
    study.replace("study.toml", "six samples", &name.replace('"', "\\\""));
    study.replace("samples.csv", "a1,a,x", "a1,<i>a</i>,x");
    study.replace("samples.csv", "a2,a,y", "a2,<i>a</i>,y");
    study.replace("samples.csv", "a3,a,x", "a3,<i>a</i>,x");
    study.replace("contrasts.csv", "group,a,b", "group,<i>a</i>,b");
    study.succeed(&RUN);
    let page = Page::of(&study.path("results/report.html"));
    assert!(page.words().contains(name));
    assert_eq!(page.contents()["study"], name);
    assert!(!page.0.contains("<b>") && !page.0.contains("<i>"));
}

#[test]
fn a_page_of_results_that_were_altered_says_so() {
    let study = Study::new();
    study.succeed(&RUN);
    let said = |study: &Study| {
        let arguments = ["report", "results", "--out", "p.html", "--force"];
        let output = program::run(study.root(), &arguments);
        let said = program::without_progress(output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        said
    };
    assert_eq!(said(&study), "");
    study.replace(
        "results/differential/b_vs_a.json",
        "\"n_up\": ",
        "\"n_up\": 9",
    );
    let altered = said(&study);
    assert!(
        altered.starts_with("warning: ") && altered.contains("b_vs_a.json"),
        "{altered}"
    );
    fs::remove_file(study.path("results/differential/b_vs_a.tsv")).unwrap();
    let missing = said(&study);
    assert!(
        missing.contains("b_vs_a.tsv, differential/b_vs_a.json"),
        "{missing}"
    );
}
