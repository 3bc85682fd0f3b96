use crate::drawing::Drawing;
use crate::lettering::{Letters, Run};
use crate::pdf;
use miniz_oxide::inflate::decompress_to_vec_zlib;

fn figure(inner: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"200\" height=\"100\">{inner}</svg>"
    )
}

/// The streams of a file, inflated; each stands between `stream` and `endstream`.
fn streams(file: &[u8]) -> Vec<Vec<u8>> {
    let find = |from: usize, what: &[u8]| {
        let found = file[from..]
            .windows(what.len())
            .position(|part| part == what);
        found.map(|at| from + at)
    };
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = find(from, b"\nstream\n") {
        let start = at + b"\nstream\n".len();
        let end = find(start, b"\nendstream").unwrap();
        found.push(decompress_to_vec_zlib(&file[start..end]).unwrap());
        from = end;
    }
    found
}

fn content(inner: &str) -> String {
    let file = pdf(&figure(inner), 90.0).unwrap();
    String::from_utf8_lossy(&streams(&file)[0]).into_owned()
}

#[test]
fn a_page_is_as_large_as_was_asked_for() {
    let file = pdf(&figure(""), 90.0).unwrap();
    let text = String::from_utf8_lossy(&file);
    // 90 mm are 255.118 points, and the height is half of that
    assert!(
        text.contains("/MediaBox [0 0 255.1181 127.55905]"),
        "{text}"
    );
    assert!(text.ends_with("%%EOF"));
    // one is made of the other by turning it upside down and scaling it
    assert!(content("").starts_with("1.2755905 0 0 -1.2755905 0 127.55905 cm"));
}

#[test]
fn shapes_stand_where_they_stood() {
    let drawn = content(
        "<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" fill=\"#FF0000\"/>\
         <polyline fill=\"none\" stroke=\"#000000\" stroke-width=\"2\" points=\"0,0 5,6 7,8 \"/>\
         <polygon fill=\"#0000FF\" opacity=\"0.55\" points=\"0,0 5,6 7,8\"/>\
         <circle cx=\"9\" cy=\"8\" r=\"3\" fill=\"#00FF00\" stroke=\"none\"/>",
    );
    for part in [
        "1 2 3 4 re\n1 0 0 rg\nf",
        "0 0 m\n5 6 l\n7 8 l",
        "/G55 gs",
        "7 8 l\nh",
        "9 8 m\n9 8 l\nS",
        "6 w",
    ] {
        assert!(drawn.contains(part), "{part}: {drawn}");
    }
    assert!(drawn.contains("1 2 3 4 re"));
}

#[test]
fn texts_are_embedded_and_can_be_found() {
    let inner = "<text x=\"10\" y=\"20\" dy=\"0.5ex\" text-anchor=\"end\" font-size=\"12\" fill=\"#000000\">\nMg 0.01 % β\n</text>";
    let file = pdf(&figure(inner), 90.0).unwrap();
    let text = String::from_utf8_lossy(&file);
    assert!(text.contains("ARRAYO+DejaVuSans") && text.contains("/FontFile2"));
    assert!(!text.contains("Japan1"));
    let all = streams(&file);
    let cmap = String::from_utf8_lossy(all.last().unwrap()).into_owned();
    for letter in ['M', 'g', '%', 'β'] {
        assert!(
            cmap.contains(&format!("<{:04X}>", u32::from(letter))),
            "{letter}: {cmap}"
        );
    }
    // the embedded part has the outlines of ten letters, not of the whole font
    let largest = all.iter().map(Vec::len).max().unwrap();
    assert!((500..20_000).contains(&largest), "{largest}");
}

#[test]
fn japanese_names_are_left_to_the_fonts_of_the_reader() {
    let letters = Letters::new().unwrap();
    let runs = letters.runs("Mg欠乏 食ｶﾅ1");
    assert_eq!(runs.len(), 4 + 1, "{runs:?}");
    assert!(matches!(&runs[1], Run::Japanese(text) if text == "欠乏"));
    assert_eq!(letters.width(&runs[3], 12.0), 12.0 + 2.0 * 6.0);
    let file = pdf(
        &figure("<text x=\"1\" y=\"2\" font-size=\"12\">欠乏</text>"),
        90.0,
    )
    .unwrap();
    let text = String::from_utf8_lossy(&file);
    assert!(text.contains("UniJIS-UTF16-H") && text.contains("Adobe") && text.contains("Japan1"));
    // what no font has is shown, not dropped
    let unknown = letters.runs("\u{0E01}");
    assert!(
        matches!(&unknown[0], Run::Embedded(glyphs) if glyphs[0].1 == '\u{FFFD}' && glyphs[0].0 != 0)
    );
}

#[test]
fn turned_texts_turn_about_their_point() {
    let text = |turn: &str| {
        content(&format!(
            "<text x=\"50\" y=\"40\" font-size=\"10\" transform=\"rotate({turn}, 50, 40)\">i</text>"
        ))
    };
    assert!(text("90").contains("0 1 1 0 50 40 Tm"), "{}", text("90"));
    assert!(
        text("270").contains("0 -1 -1 0 50 40 Tm"),
        "{}",
        text("270")
    );
    let plain = content("<text x=\"50\" y=\"40\" dy=\"1em\" font-size=\"10\">i</text>");
    assert!(plain.contains("1 0 0 -1 50 50 Tm"), "{plain}");
    // an x of DejaVu Sans is 547 thousandths high
    let middle = content("<text x=\"50\" y=\"40\" dy=\"0.5ex\" font-size=\"20\">i</text>");
    assert!(middle.contains("1 0 0 -1 50 45.4"), "{middle}");
}

#[test]
fn equal_figures_are_equal_bytes() {
    let inner = "<text x=\"1\" y=\"2\" font-size=\"12\">zyx cba 欠</text><rect width=\"5\" height=\"5\" fill=\"#123456\" opacity=\"0.3\"/>";
    assert_eq!(pdf(&figure(inner), 180.0), pdf(&figure(inner), 180.0));
}

#[test]
fn what_figures_do_not_have_is_refused() {
    for (inner, word) in [
        ("<path d=\"M0 0\"/>", "path"),
        ("<rect fill=\"red\"/>", "colour red"),
        ("<rect x=\"NaN\" fill=\"none\"/>", "no number"),
        ("<text x=\"1\" y=\"1\">a</text>", "font-size"),
        (
            "<text font-size=\"1\" transform=\"skewX(3)\">a</text>",
            "transform",
        ),
        ("<polygon points=\"1,2,3\"/>", "pairs"),
        (
            "<image xlink:href=\"https://example.org/a.png\"/>",
            "no PNG",
        ),
    ] {
        let error = pdf(&figure(inner), 90.0).unwrap_err().to_string();
        assert!(error.contains(word), "{inner}: {error}");
    }
    assert!(pdf("<html/>", 90.0).is_err() && pdf("no xml", 90.0).is_err());
    assert!(
        Drawing::read("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"1\"/>")
            .is_err()
    );
}
