//! `figures/`: what is drawn for print, in the formats and sizes that were asked for.

use crate::matrix_study::{RUN, Study};
use crate::program::{files_below, json};
use crate::simulated_study::demo;
use flate2::read::ZlibDecoder;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

fn text(path: &str) -> String {
    fs::read_to_string(demo().join("results").join(path)).unwrap()
}

/// The names of the figures below a result folder.
fn names(results: &Path) -> Vec<String> {
    let files = files_below(results).into_iter();
    files
        .filter_map(|file| Some(file.strip_prefix("figures").ok()?.display().to_string()))
        .collect()
}

/// The texts that a PDF shows, by way of the table that says what each of its letters stands for.
fn shown(pdf: &[u8]) -> String {
    let find = |from: usize, what: &[u8]| {
        let found = pdf[from..]
            .windows(what.len())
            .position(|part| part == what);
        found.map(|at| from + at)
    };
    let mut streams = Vec::new();
    let mut from = 0;
    while let Some(at) = find(from, b"\nstream\n") {
        let (start, end) = (at + 8, find(at, b"\nendstream").unwrap());
        let mut bytes = Vec::new();
        if ZlibDecoder::new(&pdf[start..end])
            .read_to_end(&mut bytes)
            .is_ok()
        {
            streams.push(bytes);
        }
        from = end;
    }
    let map = streams.iter().map(|one| String::from_utf8_lossy(one));
    let map = map
        .filter(|one| one.contains("beginbfchar"))
        .collect::<String>();
    let pair = |line: &str| {
        let (code, letter) = line.trim().strip_prefix('<')?.split_once("> <")?;
        let letter = u32::from_str_radix(letter.strip_suffix('>')?, 16).ok()?;
        Some((u16::from_str_radix(code, 16).ok()?, char::from_u32(letter)?))
    };
    let letters: BTreeMap<u16, char> = map.lines().filter_map(pair).collect();
    assert!(letters.len() > 10, "{map}");
    let mut words = String::new();
    for code in strings(&streams[0]) {
        let units = code
            .as_chunks::<2>()
            .0
            .iter()
            .map(|two| u16::from_be_bytes(*two));
        words.extend(units.filter_map(|unit| letters.get(&unit)));
        words.push('\n');
    }
    words
}

/// What stands before `Tj`, between parentheses or angle brackets.
fn strings(content: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < content.len() {
        match content[at] {
            b'(' => {
                let mut bytes = Vec::new();
                let mut depth = 1;
                at += 1;
                while depth > 0 {
                    match content[at] {
                        b'\\' => {
                            at += 1;
                            bytes.push(match content[at] {
                                b'0'..=b'7' => {
                                    at += 2;
                                    let digits = &content[at - 2..=at];
                                    digits
                                        .iter()
                                        .fold(0, |code, digit| 8 * code + (digit - b'0'))
                                }
                                b'n' => b'\n',
                                b'r' => b'\r',
                                b't' => b'\t',
                                b'b' => 8,
                                b'f' => 12,
                                other => other,
                            });
                        }
                        b'(' => {
                            depth += 1;
                            bytes.push(b'(');
                        }
                        b')' => {
                            depth -= 1;
                            if depth > 0 {
                                bytes.push(b')');
                            }
                        }
                        other => bytes.push(other),
                    }
                    at += 1;
                }
                found.push(bytes);
            }
            b'<' => {
                let end = at + content[at..].iter().position(|&byte| byte == b'>').unwrap();
                let digits = std::str::from_utf8(&content[at + 1..end]).unwrap();
                let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
                found.push((0..digits.len()).step_by(2).map(byte).collect());
                at = end + 1;
            }
            _ => at += 1,
        }
    }
    found
}

#[test]
fn each_figure_is_there_as_svg_and_as_pdf() {
    let results = demo().join("results");
    let names = names(&results);
    for contrast in ["mg001_vs_pairfed", "mg004_vs_normal"] {
        for kind in [
            "volcano",
            "ma",
            "heat_map",
            "themes",
            "gene_sets",
            "dendrogram",
        ] {
            for ending in ["svg", "pdf"] {
                let name = format!("{kind}.{contrast}.{ending}");
                assert!(names.contains(&name), "{name}: {names:?}");
            }
        }
    }
    for name in [
        "intersections",
        "dendrogram",
        "components",
        "boxes",
        "rle",
        "distances",
    ] {
        assert!(names.contains(&format!("{name}.pdf")), "{name}");
    }
    for name in &names {
        let bytes = fs::read(results.join("figures").join(name)).unwrap();
        if name.ends_with(".pdf") {
            assert!(
                bytes.starts_with(b"%PDF-1.7") && bytes.ends_with(b"%%EOF"),
                "{name}"
            );
            assert!(shown(&bytes).contains("SIMULATED ARRAYS"), "{name}");
        } else {
            let svg = String::from_utf8(bytes).unwrap();
            assert!(svg.starts_with("<svg width=\"180mm\" height=\""), "{name}");
            assert!(
                svg.contains("SIMULATED ARRAYS") && svg.trim_end().ends_with("</svg>"),
                "{name}"
            );
        }
    }
    // the report shows its own
    let page = text("report.html");
    assert!(!page.contains("\"figures/"));
}

#[test]
fn a_volcano_shows_what_the_table_says() {
    let summary = json(&demo().join("results/summary.json"));
    let contrast = &summary["contrasts"][0];
    let id = contrast["contrast"].as_str().unwrap();
    let (n_up, n_down) = (&contrast["n_up"], &contrast["n_down"]);
    let svg = text(&format!("figures/volcano.{id}.svg"));
    assert!(svg.contains(&format!("up ({n_up})")) && svg.contains(&format!("down ({n_down})")));
    // with that of the legend
    let n_triangles = svg.matches("<polygon").count() as u64;
    assert_eq!(n_triangles, n_up.as_u64().unwrap() + 1);
    let table = text(&format!("differential/{id}.tsv"));
    let pdf = fs::read(demo().join(format!("results/figures/volcano.{id}.pdf"))).unwrap();
    let words = shown(&pdf);
    let symbols = table.lines().skip(1).take(5);
    for symbol in symbols.filter_map(|line| line.split('\t').nth(12)) {
        let named = words.lines().any(|line| line == symbol);
        assert!(named && svg.contains(&format!("\n{symbol}\n")), "{symbol}");
    }
}

#[test]
fn intersections_are_those_of_the_file() {
    let found = json(&demo().join("results/differential/intersections.json"));
    let svg = text("figures/intersections.svg");
    let patterns = found["patterns"].as_array().unwrap();
    let is_found = |decisions: &serde_json::Value| {
        let decisions = decisions.as_array().unwrap();
        decisions.iter().any(|one| one != 0)
    };
    let mut n_marks = 0;
    for pattern in patterns.iter().filter(|one| is_found(&one["decisions"])) {
        assert!(svg.contains(&format!("\n{}\n", pattern["n_features"])));
        let decisions = pattern["decisions"].as_array().unwrap();
        n_marks += decisions.iter().filter(|one| **one != 0).count();
    }
    assert_eq!(svg.matches("<polygon").count(), n_marks + 2);
}

#[test]
fn formats_and_width_are_those_asked_for_and_figures_can_be_left_out() {
    let study = Study::new();
    let mut arguments = RUN.to_vec();
    arguments.extend([
        "--set",
        "figures.formats=[\"pdf\"]",
        "--set",
        "figures.width_mm=85",
    ]);
    study.succeed(&arguments);
    let drawn = names(&study.path("results"));
    assert!(
        drawn.contains(&"volcano.b_vs_a.pdf".to_owned()),
        "{drawn:?}"
    );
    assert!(drawn.iter().all(|name| name.ends_with(".pdf")));
    let pdf = fs::read(study.path("results/figures/volcano.b_vs_a.pdf")).unwrap();
    // 85 mm are 240.945 points
    assert!(String::from_utf8_lossy(&pdf).contains("/MediaBox [0 0 240.94"));
    assert!(!shown(&pdf).contains("SIMULATED"));

    let study = Study::new();
    let mut arguments = RUN.to_vec();
    arguments.extend(["--set", "figures.draw=false"]);
    study.succeed(&arguments);
    assert!(names(&study.path("results")).is_empty());
}

#[test]
fn no_format_and_an_impossible_width_are_refused() {
    let study = Study::new();
    study.replace(
        "study.toml",
        "[genesets]",
        "[figures]\nformats = []\n[genesets]",
    );
    study
        .refuse(&RUN)
        .says(&["figures.formats", "draw = false"]);
    study.replace("study.toml", "formats = []", "width_mm = 5");
    study.refuse(&RUN).says(&["figures.width_mm", "40"]);
}

#[test]
fn japanese_names_are_in_every_format() {
    let study = Study::new();
    study.replace("samples.csv", "a1,a,x", "a1,欠乏,x");
    study.replace("samples.csv", "a2,a,y", "a2,欠乏,y");
    study.replace("samples.csv", "a3,a,x", "a3,欠乏,x");
    study.replace("contrasts.csv", "b_vs_a,group,a,b,", "b_vs_a,group,欠乏,b,");
    study.succeed(&RUN);
    let svg = fs::read_to_string(study.path("results/figures/dendrogram.svg")).unwrap();
    assert!(svg.contains("欠乏"));
    let pdf = fs::read(study.path("results/figures/dendrogram.pdf")).unwrap();
    let head = String::from_utf8_lossy(&pdf);
    assert!(head.contains("UniJIS-UTF16-H") && head.contains("/Ordering (Japan1)"));
}
